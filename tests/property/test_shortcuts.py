"""What is left out or looked at once to save time changes no answer: each shortcut is held against the long way that it stands for."""

from datetime import date, timedelta
from functools import cache

import pytest
from attrs import evolve
from dossiers import dossier, method
from hypothesis import given, settings
from hypothesis import strategies as st

from mdime_events import dates
from mdime_events.counting import bearing
from mdime_events.finding import Finding
from mdime_events.leaving_out import moved_without
from mdime_events.rate import level_on, rate, standing_on
from mdime_events.rulekit import Rung
from mdime_events.standing import _repeated as worked_out
from mdime_events.standing import subject
from mdime_events.vocabulary import INSTRUMENTS, Level
from mdime_events.worlds import told_later

KINDS = [
    "exercise",
    "visit",
    "agreement",
    "sanction",
    "infrastructure-project",
    "termination | effect=lowers",
    "pledge",
    "exercise | status=planned",
    "exercise | status=planned, recorded=2022-01-01",
    "visit | status=cancelled",
    "pledge | promises=exercise, recurs=P1Y",
    "membership",
    "deployment",
]
most = settings(max_examples=80, deadline=None)


@st.composite
def tangled(draw):
    """Events of two instruments that are part of each other, end and fulfil each other, in circles, too."""
    number = draw(st.integers(1, 8))
    ids = st.sampled_from([f"e{each}" for each in range(number)])
    lines = [draw(st.sampled_from(["", "review 2012 2022"]))]
    for each in range(number):
        kind, _, more = draw(st.sampled_from(KINDS)).partition(" | ")
        fields = {name: draw(ids) for name in ("part_of", "ends", "fulfils") if draw(st.integers(0, 3)) == 0}
        fields = ", ".join([f"id=e{each}", *filter(None, [more]), *(f"{name}={value}" for name, value in fields.items())])
        date = draw(st.sampled_from(["2014", "2016-05", "2018-03-03", "2019-07-07/..", "2019-01/2020-03", "2021-01"]))
        lines.append(f"{date} {kind} {draw(st.sampled_from(['M1', 'M3', 'M1,M3']))} A title | {fields}")
    return "\n".join(lines)


CROWD = [
    "exercise",
    "exercise",
    "visit",
    "sanction | effect=lowers",
    "pledge",
    "pledge | recurs=P2Y, promises=exercise",
    "exercise | status=cancelled",
]


@st.composite
def crowded(draw):
    """Events of one instrument and a few years, so that measures hang on single ones of them; few are tied to each other."""
    lines = ["review 2012 2023"]
    for each in range(draw(st.sampled_from(range(12, 1, -1)))):
        kind, _, more = draw(st.sampled_from(CROWD)).partition(" | ")
        fields = ", ".join([f"id=e{each}", *filter(None, [more, draw(st.sampled_from(["", "", "", "", "ends=e0", "part_of=e1"]))])])
        lines.append(f"{draw(st.integers(2017, 2023))}-{draw(st.integers(1, 12)):02} {kind} M1 A title | {fields}")
    return "\n".join(lines)


@st.composite
def outweighed(draw):
    """Many endings against few new acts, some of which count as one with others, so that what lies ahead is not sure."""

    def when():
        return f"{draw(st.integers(2021, 2023))}-{draw(st.integers(1, 12)):02}"

    lines = ["review 2012 2023", "2014/.. deployment M1 A base | id=base", "2015-02 exercise M1 A drill | id=old"]
    lines += [f"{when()} sanction M1 Enforced together | id=s{each}, effect=raises" for each in range(draw(st.integers(1, 2)))]
    lines += [f"{when()} visit M1 {each} | id={each}, part_of=whole" for each in draw(st.sampled_from([[], ["whole", "part"]]))]
    lines += [f"{when()} termination M1 An end | id=t{each}, effect=lowers" for each in range(draw(st.integers(2, 7)))]
    lines += draw(st.sampled_from([[], [f"{when()} pledge M1 Promised | id=p, promises=visit"]]))
    return "\n".join(lines)


@cache
def read(text):
    return dossier(text)


ON = st.sampled_from([dates.day(text) for text in ("2016", "2019", "2021-06", "2023")])


def lacking(found, ids):
    return evolve(found, events=tuple(each for each in found.events if each.id not in ids))


@most
@given(tangled(), ON)
def test_what_bears_on_an_instrument_is_all_that_its_evidence_depends_on(text, on):
    found = read(text)
    for code in ("M1", "M3"):
        mine = evolve(found, events=bearing(found.events, code))
        assert method().evidence(mine, code, on) == method().evidence(found, code, on)


@most
@given(tangled(), ON)
def test_carried_by_one_is_what_leaving_out_each_event_and_counting_anew_says(text, on):
    found = read(text)
    for rating in rate(found, method(), on):
        if rating.instrument in INSTRUMENTS and rating.level is not None:
            left = [level_on(lacking(found, {event.id}), method(), rating.instrument, on) or Level.UNOBSERVED for event in rating.events]
            assert rating.carried_by_one is any(level < rating.level for level in left)


@most
@given(tangled(), ON, st.data())
def test_what_moves_when_events_are_left_out_is_what_counting_anew_says(text, on, data):
    ids = st.frozensets(st.sampled_from([event.id for event in read(text).events]), min_size=1)
    for code in ("M1", "M3"):
        assert_moved_as_anew(text, code, on, data.draw(st.lists(ids, max_size=4)))


@settings(max_examples=200, deadline=None)
@given(st.one_of(crowded(), outweighed()), st.data())
def test_what_hangs_on_single_events_is_found(text, data):
    ids = st.frozensets(st.sampled_from([event.id for event in read(text).events]), min_size=2)
    assert_moved_as_anew(text, "M1", dates.day("2023"), data.draw(st.lists(ids, max_size=3)))


def with_events(evidence):
    """Two events stand behind the acts."""
    return Finding(met=len(evidence.at_least(1).events) >= 2, because="listed")


def with_endings(evidence):
    """Fewer than two endings of late."""
    return Finding(met=len(evidence.recent_endings().events) < 2, because="listed")


def with_reasons(evidence):
    """Two acts, as the reason says."""
    return Finding(met=evidence.at_least(2).because.startswith("two"), because="read")


def with_entries(evidence):
    """Two entries, and no plan called off."""
    return Finding(met=len(evidence.entries()) >= 2 and not evidence.cancelled_plans().events, because="listed")


@pytest.mark.parametrize("condition", [with_events, with_endings, with_reasons, with_entries])
def test_rules_that_list_what_they_found_are_felt_as_well(condition):
    @settings(max_examples=40, deadline=None)
    @given(crowded())
    def check(text):
        assert_moved_as_anew(text, "M1", dates.day("2023"), by=method_of(condition))

    check()


@cache
def method_of(condition):
    """The method with a ladder of one rung for M1."""
    book = method().book
    ladder = evolve(book.ladders["M1"], rungs=(Rung(Level.HIGH, condition),))
    return evolve(method(), book=evolve(book, ladders={**book.ladders, "M1": ladder}))


def assert_moved_as_anew(text, code, on, several=(), by=None):
    found, by = read(text), by or method()
    sets = [*(frozenset({event.id}) for event in found.events), *several]
    mine = subject(found, by, code)
    anew = {each: standing_on(lacking(found, each), by, code, on) for each in sets}
    own = standing_on(found, by, code, on)
    assert moved_without(mine, on, sets) == (own, {each: rated for each, rated in anew.items() if rated != own})


@most
@given(tangled(), ON)
def test_ends_that_the_worlds_do_not_know_of_are_of_what_counts(text, on):
    for code in ("M1", "M3"):
        counted = {event.id for event in method().evidence(read(text), code, on).events}
        assert {event.id for event in told_later(read(text), method(), code, on)} <= counted


@most
@given(tangled(), ON)
def test_until_when_a_rating_holds_knows_of_nothing_to_come(text, on):
    found = read(text)
    known = evolve(found, events=tuple(event for event in found.events if event.certain <= on))
    for whole, cut in zip(rate(found, method(), on), rate(known, method(), on), strict=True):
        assert (whole.holds_until, whole.lapses_to) == (cut.holds_until, cut.lapses_to)


@most
@given(tangled(), ON)
def test_parts_count_with_the_outermost_of_their_kind_and_in_a_circle_each_with_the_one_before(text, on):
    for code in ("M1", "M3"):
        seen = method().evidence(read(text), code, on)
        by_id = {event.id: event for event in seen.events}
        groups = [{event.id for event in item.events} for item in seen.items if item.kind != "sanction"]
        for group in groups:
            assert len({outermost(id, by_id) for id in group}) == 1
        assert len({outermost(id, by_id) for group in groups for id in group}) == len(groups)


def outermost(id, by_id):
    """As one walks up by hand."""
    passed = [id]
    while (whole := by_id[id].coding.part_of) in by_id and whole not in passed and by_id[whole].coding.kind == by_id[id].coding.kind:
        passed.append(whole)
        id = whole
    return id


@most
@given(tangled(), ON)
def test_what_repeats_is_looked_ahead_to_as_from_events_of_the_days_ahead(text, on):
    """Where the look ahead is sure of its answer, it is the one that the repeated events give."""
    for code in ("M1", "M3"):
        mine = subject(read(text), method(), code)
        seen = mine.evidence(on)
        later = mine.foresight.three_years_on(seen)
        level = mine.ladder.climb(later) or Level.UNOBSERVED
        if later.stretch.firm:
            assert level == worked_out(mine.ladder, mine.events, seen)


@most
@given(tangled(), ON, st.integers(1, 200))
def test_what_is_sure_to_stay_does_so_on_each_of_the_days(text, on, days):
    through = min(on + timedelta(days=days), date(on.year, 12, 31))
    for code in ("M1", "M3"):
        mine = subject(read(text), method(), code)
        seen = mine.evidence(on, through)
        level = mine.level_by(seen)
        trend = mine.rated_by(seen, level)[0].trend
        if seen.stretch.firm:
            every = {mine.rated(on + timedelta(days=each)) for each in range((through - on).days + 1)}
            assert {(rated.level, rated.trend) for rated in every} == {(level, trend)}
