"""What holds of every dossier: no look-ahead, no order, rungs that nest, and days that are exact. The examples are small logs."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from attrs import evolve
from dossiers import dossier, ids, method
from hypothesis import given, settings
from hypothesis import strategies as st

from mdime_events.dates import years_on
from mdime_events.evidence import SUBSTANCES
from mdime_events.history import instrument_changes
from mdime_events.rate import level_on, rate, rate_instrument, standing_on
from mdime_events.vocabulary import CHOICES, INSTRUMENTS, KINDS, Level
from mdime_events.worlds import worlds

DAY = timedelta(days=1)
RATED = ("M1", "E1")
DAYS = st.dates(date(2011, 6, 1), date(2025, 12, 31))
CLOSE = st.dates(date(2016, 1, 1), date(2024, 12, 31))
EDTF = DAYS.map(lambda day: [f"{day}", f"{day:%Y-%m}", f"{day:%Y}"]).flatmap(st.sampled_from)


@st.composite
def dated(draw):
    """Any form of date: an act, an act some time in between, a state."""
    first, last = sorted(draw(st.tuples(DAYS, DAYS)))
    forms = [f"[{first}..{last}]", f"[..{last:%Y}]", f"{first:%Y}/..", f"{first}/..", f"{first}/{last:%Y-%m}", "/.."]
    return draw(EDTF | st.sampled_from(forms))


MAYBE = {
    "status": st.sampled_from(["planned", "cancelled", "disputed"]),
    "effect": st.sampled_from(["lowers", "lowers", "neutral"]),
    "substance": st.sampled_from(CHOICES["substance"]),
    "dependence": st.sampled_from(CHOICES["dependence"]),
    "channel": st.just("unofficial"),
    "review": st.just("unreviewed"),
    "confidence": st.sampled_from(CHOICES["confidence"]),
    "published": EDTF,
    "recorded": DAYS,
    "promises": st.sampled_from(["exercise", "arms-delivery", "agreement", "deployment"]),
    "recurs": st.sampled_from(["P6M", "P1Y", "P2Y"]),
    "due": EDTF,
    **dict.fromkeys(["part_of", "ends", "fulfils"], st.integers(0, 9).map("e{}".format)),
}
OFTEN = ["exercise", "agreement", "deployment", "arms-delivery", "visit", "access-grant", "pledge", "sanction", "indictment", "termination"]


@st.composite
def lines(draw, number):
    """A line that tells of an event; it may end, fulfil or be part of one of the others."""
    named = draw(st.just([]) | st.lists(st.sampled_from(sorted(MAYBE)), max_size=3, unique=True))
    fields = [f"id=e{number}", *(f"{name}={draw(MAYBE[name])}" for name in named)]
    kind = draw(st.sampled_from(OFTEN) | st.sampled_from(sorted(KINDS)))
    instruments = draw(st.sampled_from(["M1", "M1", "M1", "E1", "M1,E1"]))
    return f"{draw(dated())} {kind} {instruments} Something | {', '.join(fields)}"


@st.composite
def logs(draw, most=25):
    """0 to 25 events, and a review or two or none."""
    reviews = draw(st.sampled_from(["", "review 2012 2020", "review 2012 2023", "review 2014 2019 M1\nreview 2012 2018"]))
    return "\n".join([reviews, *(draw(lines(number)) for number in range(draw(st.integers(0, most))))])


@cache
def read(text):
    return dossier(text)


def announced(event):
    """The first day on which anything may be known of an event."""
    planned = event.coding.status in ("planned", "cancelled")
    return event.certain if not planned else event.published or date.fromisoformat(event.recorded[:10])


def told(rating):
    """What a rating says, but for the order and the lines of its events."""
    level = (rating.instrument, rating.level, rating.trend, rating.confidence, rating.on)
    return (*level, rating.holds_until, rating.carried_by_one, rating.unreviewed_since, ids(rating.events))


def all_told(dossier, on):
    return [told(rating) for rating in rate(dossier, method(), on)]


many = settings(max_examples=60, deadline=None)
few = settings(max_examples=25, deadline=None)


@many
@given(logs(), CLOSE)
def test_to_rate_the_whole_log_on_a_day_is_to_rate_the_log_cut_at_that_day(text, on):
    whole = read(text)
    cut = evolve(whole, events=tuple(event for event in whole.events if announced(event) <= on))
    assert rate(whole, method(), on) == rate(cut, method(), on)
    assert [worlds(whole, method(), code, on) for code in RATED] == [worlds(cut, method(), code, on) for code in RATED]


@many
@given(logs(most=6), CLOSE, st.integers(0, 1500), st.integers(0, 1500), st.sampled_from(["deployment", "access-grant", "trade-status"]))
def test_no_trend_and_no_world_foresees_an_end_that_was_told_of_only_once_it_had_come(text, on, more, later, kind):
    ends = on + timedelta(days=more)
    state = f"{text}\n2015/{{}} {kind} M1 A state | published={ends + timedelta(days=later)}, dependence=sole"
    ended, open_still = read(state.format(ends)), read(state.format(".."))
    for code in RATED:
        assert standing_on(ended, method(), code, on) == standing_on(open_still, method(), code, on)
        assert worlds(ended, method(), code, on) == worlds(open_still, method(), code, on)


@many
@given(logs(), CLOSE, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_events_carries_no_meaning(text, on, chance):
    def shuffled(each):
        return chance.sample(each, len(each))

    mixed_lines = dossier(text, shuffled)
    assert [event.id for event in mixed_lines.events] == [event.id for event in read(text).events]
    assert all_told(mixed_lines, on) == all_told(read(text), on)
    mixed_events = evolve(read(text), events=tuple(shuffled(read(text).events)))
    assert all_told(mixed_events, on) == all_told(read(text), on)


@many
@given(logs(), CLOSE)
def test_rungs_nest(text, on):
    for rating in rate(read(text), method(), on):
        met = [rung.finding.met for rung in rating.rungs]
        assert met == sorted(met), f"{rating.instrument}: a rung holds while a lower one does not"
        assert rating.level == max((rung.level for rung in rating.rungs if rung.finding.met), default=rating.level)


@many
@given(logs(), CLOSE)
def test_the_short_way_to_a_level_and_a_trend_agrees_with_the_long_way(text, on):
    for code in RATED:
        rating, short = rate_instrument(read(text), method(), code, on), standing_on(read(text), method(), code, on)
        assert (short.level, short.trend) == (rating.level, rating.trend)
        assert level_on(read(text), method(), code, on) == rating.level


OF_SUBSTANCE = ["exercise", "agreement", "training", "arms-delivery", "deployment", "access-grant", "cyber-cooperation", "sanction"]


@many
@given(logs(), st.dates(date(2012, 1, 1), date(2022, 12, 31)), st.sampled_from(OF_SUBSTANCE), st.lists(CLOSE, min_size=3, max_size=3))
def test_one_more_act_of_substance_lowers_no_later_day_and_moves_no_earlier_one(text, when, kind, days):
    more = dossier(f"{text}\n{when} {kind} M1 One more | id=more")
    for on in days:
        before, after = (level_on(each, method(), "M1", on) for each in (read(text), more))
        assert after == before if on < when else after >= max(Level.LOW, before or Level.UNOBSERVED)


@few
@given(logs(), CLOSE, st.sampled_from(RATED))
def test_a_level_holds_until_the_day_that_is_said_and_moves_on_the_next(text, on, code):
    """By brute force, day by day, up to two years on."""
    rating = rate_instrument(read(text), method(), code, on)
    if rating.level is None:
        return
    known = evolve(read(text), events=tuple(event for event in read(text).events if event.certain <= on))
    day, last = on, years_on(on, 2)
    while day <= last and level_on(known, method(), code, day) == rating.level:
        day += DAY
    moves = rating.holds_until and rating.holds_until < last
    assert (rating.holds_until if moves else last) == day - DAY


@many
@given(logs(most=12), CLOSE, st.integers(0, 11))
def test_what_was_retracted_was_never_logged(text, on, number):
    kept = [line for line in text.splitlines() if line.partition("| id=")[2].split(",")[0] != f"e{number}"]
    assert all_told(dossier(f"{text}\nretract e{number}"), on) == all_told(dossier("\n".join(kept)), on)


@many
@given(logs(most=15), CLOSE, st.sampled_from(RATED))
def test_titles_names_and_ids_move_nothing(text, on, code):
    renamed = evolve(read(text), dyad="RUS-BLR", events=tuple(map(_renamed, read(text).events)))
    assert standing_on(renamed, method(), code, on) == standing_on(read(text), method(), code, on)


def _renamed(event):
    coding = event.coding
    links = {name: tuple(f"x{each}" for each in getattr(coding, name)) for name in ("ends", "fulfils")}
    other = evolve(coding, title="Other", summary="words", actors=("A",), part_of=coding.part_of and f"x{coding.part_of}", **links)
    return evolve(event, id=f"x{event.id}", dyad="RUS-BLR", coding=other)


@many
@given(logs(), st.lists(st.dates(date(2005, 1, 1), date(2060, 12, 31)), min_size=2, max_size=4).map(sorted))
def test_every_day_has_an_answer_and_what_was_looked_at_only_grows(text, days):
    seen = [method().evidence(read(text), "M1", on) for on in days]
    looked_at = [ids(each.events) | ids(event for event, _ in each.left_out) for each in seen]
    assert all(earlier <= later for earlier, later in pairwise(looked_at))
    assert len(rate(read(text), method())) == 13
    for on in days:
        found = rate(read(text), method(), on)
        assert [(each.instrument, each.on) for each in found] == [(code, on) for code in (*INSTRUMENTS, "OVERALL")]
        for each in found:
            assert each.because
            assert each.level is not None or each.trend == "unknown"
            assert each.holds_until is None or each.holds_until >= on


# The other clock


RECORDED = st.dates(date(2018, 1, 1), date(2026, 12, 31))


@st.composite
def recorded_lines(draw):
    """Lines of a log, each with the day on which it was recorded: events and reviews, and retractions of some of the events."""
    lines = [line for line in draw(logs(most=12)).splitlines() if line]
    stamped = [line if "recorded=" in line else _stamped(line, draw(RECORDED)) for line in lines]
    gone = draw(st.dictionaries(st.integers(0, 11), RECORDED, max_size=3))
    return [(_recorded(line), line) for line in (*stamped, *(f"retract e{number} | recorded={day}" for number, day in gone.items()))]


def _stamped(line, day):
    return f"{line}{',' if '|' in line else ' |'} recorded={day}"


def _recorded(line):
    return date.fromisoformat(line.partition("recorded=")[2][:10])


@many
@given(recorded_lines(), st.dates(date(2018, 1, 1), date(2026, 12, 31)), CLOSE)
def test_what_was_recorded_later_moves_nothing_that_was_known(lines, known, on):
    whole = dossier("\n".join(line for _, line in lines), known=known)
    then = dossier("\n".join(line for day, line in lines if day <= known))
    assert all_told(whole, on) == all_told(then, on)
    assert [told(each) for each in rate(whole, method())] == [told(each) for each in rate(then, method())]


# More favourable


def more_substance(event):
    higher = SUBSTANCES[min(SUBSTANCES.index(event.substance) + 1, len(SUBSTANCES) - 1)]
    return evolve(event, substance=higher) if event.coding.effect == "raises" else event


def longer(event):
    return evolve(event, until=None) if event.coding.effect == "raises" else event


def no_ending(event):
    return None if event.coding.effect == "lowers" else event


FAVOURS = {"more substance": more_substance, "states that go on": longer, "no endings": no_ending}


@many
@given(logs(), CLOSE, st.sampled_from(sorted(FAVOURS)), st.sampled_from(RATED), st.data())
def test_more_favourable_evidence_lowers_no_level(text, on, favour, code, data):
    """To any of the events, or all of them."""
    events = read(text).events
    chosen = data.draw(st.sets(st.sampled_from([event.id for event in events]))) if events else ()
    given_to = [FAVOURS[favour](event) if event.id in chosen else event for event in events]
    favoured = evolve(read(text), events=tuple(filter(None, given_to)))
    before, after = (level_on(each, method(), code, on) for each in (read(text), favoured))
    assert (after or Level.UNOBSERVED) >= (before or Level.UNOBSERVED)


# To the day


@many
@given(logs(), CLOSE, st.sampled_from(RATED))
def test_the_day_that_a_level_holds_until_is_its_last_however_far_off(text, on, code):
    rating = rate_instrument(read(text), method(), code, on)
    if rating.holds_until:
        known = evolve(read(text), events=tuple(event for event in read(text).events if event.certain <= on))
        assert level_on(known, method(), code, rating.holds_until) == rating.level
        assert level_on(known, method(), code, rating.holds_until + DAY) != rating.level


# What moved


@many
@given(logs(), st.sampled_from(RATED))
def test_a_change_names_what_moved_the_level(text, code):
    whole = read(text)
    for change in instrument_changes(whole, method(), code):
        assert bool(change.events) == (change.cause not in ("lapse", "review")), change.cause
        if change.cause in ("event", "come to light", "ending") and all(event.certain == change.day for event in change.events):
            without = evolve(whole, events=tuple(event for event in whole.events if event not in change.events))
            assert level_on(without, method(), code, change.day) != change.after
        if change.cause == "expiry":
            kept = evolve(whole, events=tuple(evolve(each, until=None) if each in change.events else each for each in whole.events))
            assert level_on(kept, method(), code, change.day) != change.after
