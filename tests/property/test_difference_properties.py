"""What holds of every comparison: equal ends differ in nothing, what moved has a cause, and what is left out was never logged."""

from functools import cache

from dossiers import DYAD, dossier, ids, learnt, method
from hypothesis import given
from hypothesis import strategies as st
from test_rating_properties import CLOSE, few, lines, many, read

from mdime_events.causes import standing
from mdime_events.counting import moves
from mdime_events.diff import End, diff
from mdime_events.rate import rate, standings
from mdime_events.sensitivity import height, sensitivity
from mdime_events.what_if import supposed, taken_back

MAYBE_DAY = st.none() | CLOSE
STATES = st.sampled_from([None, "2016-01-01", "2020-01-01", "2023-01-01"])
CORRECTIONS = st.sampled_from(["", "retract e1 | recorded=2022-01-01", "amend e0 | status=disputed, recorded=2021-01-01"])


@st.composite
def logs(draw):
    """A few events logged over the years, a review or none, and a correction or none."""
    recorded = st.sampled_from(["2015-06-01", "2019-06-01", "2022-06-01", "2024-06-01"])
    review = draw(st.sampled_from(["", "review 2012 2020", "review 2012 2023 M1 | recorded=2022-06-01"]))
    count = draw(st.integers(2, 9))
    told = [line if "recorded=" in line else f"{line}, recorded={draw(recorded)}" for line in (draw(lines(each)) for each in range(count))]
    return "\n".join([review, *told, draw(CORRECTIONS)])


@cache
def known(text, on=None):
    return learnt(text, on)


def ends(text):
    return st.builds(lambda on, state: End(known=known(text, state), method=method(), as_of=on), MAYBE_DAY, STATES)


def levels(end):
    return [standing(each) for each in rate(end.known.dossier, end.method, end.as_of)]


@many
@given(st.data(), logs())
def test_a_diff_says_what_the_ratings_say_and_names_a_cause(data, text):
    before, after = data.draw(ends(text)), data.draw(ends(text))
    found = diff(before, after)
    pairs = list(zip(levels(before), levels(after), strict=True))
    assert [(standing(each.before), standing(each.after)) for each in found.moved] == [(old, new) for old, new in pairs if old != new]
    assert len(found.moved) + len(found.unchanged) == 13
    for each in found.moved:
        assert each.causes, each.code
        assert all(cause.sentence for cause in each.causes)


@few
@given(st.data(), logs())
def test_equal_ends_differ_in_nothing(data, text):
    end = data.draw(ends(text))
    assert diff(end, end).moved == diff(end, end).came_back == ()


@few
@given(st.data(), logs())
def test_the_other_direction_mirrors(data, text):
    before, after = data.draw(ends(text)), data.draw(ends(text))
    there, back = diff(before, after), diff(after, before)
    assert [(each.before, each.after, each.causes) for each in there.moved] == [
        (each.after, each.before, each.causes) for each in back.moved
    ]
    assert there.unchanged == back.unchanged


@many
@given(logs(), CLOSE, CLOSE)
def test_the_steps_of_a_level_lead_from_the_one_to_the_other(text, one, other):
    """Each begins where the last ended, and the first and last are the levels at the ends."""
    first, last = sorted((one, other))
    found = diff(*(End(known=known(text), method=method(), as_of=on) for on in (first, last)))
    for each in (*found.moved, *found.came_back):
        steps = [
            cause.sentence.split(" with ")[0].split(" by ")[0].split(" as ")[0].split(" after ")[0] for cause in each.causes if cause.day
        ]
        words = [word for step in steps for word in step.split(" → ")]
        assert words[1:-1:2] == words[2:-1:2]
        assert [cause.day for cause in each.causes if cause.day] == sorted({cause.day for cause in each.causes if cause.day})
        assert all(first < cause.day <= last for cause in each.causes if cause.day)


# What if


@few
@given(logs(), MAYBE_DAY)
def test_nothing_left_out_and_nothing_added_moves_nothing(text, on):
    assert standings(supposed(known(text), []), method(), on) == standings(known(text).dossier, method(), on)


@many
@given(logs(), MAYBE_DAY, st.integers(0, 8))
def test_to_leave_an_event_out_is_never_to_have_logged_it(text, on, number):
    kept = "\n".join(line for line in text.splitlines() if f"id=e{number}," not in line and f" e{number} |" not in line)
    assert standings(supposed(known(text), [taken_back(DYAD, f"e{number}")]), method(), on) == standings(dossier(kept), method(), on)


# Sensitivity


@many
@given(logs(), MAYBE_DAY)
def test_the_range_holds_the_level_and_what_is_carried_by_one_falls(text, on):
    ratings = rate(read(text), method(), on)
    for found, rating in zip(sensitivity(read(text), method(), on), ratings, strict=True):
        assert (found.standing.level, found.standing.trend) == (rating.level, rating.trend)
        assert height(found.lowest) <= height(rating.level) <= height(found.highest)
        assert rating.trend in found.trends
        falls = {
            each.what for each in found.moved_by if each.left_out == "event" and height(found.moved(each).level) < height(rating.level)
        }
        carrying = {id for each in ratings for id in ids(each.events)} if rating.instrument == "OVERALL" else ids(rating.events)
        assert rating.carried_by_one == bool(falls & carrying) or rating.level is None or not rating.level
        assert found.carried_by_one == bool(falls)


@many
@given(logs(), CLOSE)
def test_each_event_left_out_moves_what_it_would_move_had_it_never_been_logged(text, on):
    own = standings(read(text), method(), on)
    found = {each.standing.instrument: each for each in sensitivity(read(text), method(), on)}
    for event in (each for each in read(text).events if moves(each)):
        without = standings(dossier(f"{text}\nretract {event.id}"), method(), on)
        said = {code: next((each.moved(v) for v in each.moved_by if v.what == event.id), own[code]) for code, each in found.items()}
        assert said == without
