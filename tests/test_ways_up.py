"""What would lift a rating: the fewest acts of one usual kind, at once or one a year."""

from datetime import date

import pytest
from dossiers import dossier, method

from mdime_events.rate import level_on
from mdime_events.vocabulary import Level
from mdime_events.ways_up import WayUp, ways_up

DAY = date(2023, 12, 31)
TWO_DRILLS = """
    review  2012  2023-12
    2014     exercise    M1     Anti-piracy drill
    2017     exercise    M1     Four days in the strait
"""


def ways(text, instrument, wanted):
    found = ways_up(dossier(text), method(), instrument, DAY, wanted)
    return [(way.times, way.kind, "a year" if way.yearly else "at once") for way in found]


def test_two_more_drills_or_one_deployment_that_stands_make_two_old_drills_regular():
    found = ways(TWO_DRILLS, "M1", Level.HIGH)
    assert found == [(1, "deployment", "at once"), (2, "exercise", "at once"), (2, "joint-operation", "at once")]


def test_where_no_usual_kind_is_of_substance_by_itself_one_that_may_be_is_the_way():
    """A visit is routine, and practical where ministers meet on defence business."""
    known = dossier("review  2012  2023-12")
    found = ways_up(known, method(), "D1", DAY, Level.HIGH)
    assert found[0].words == "one visit of substance a year for three years"
    assert all(way.of_substance for way in found)
    assert not any(way.of_substance for way in ways_up(known, method(), "D1", DAY, Level.MEDIUM))


@pytest.mark.parametrize(
    ("kind", "words"), [("trade-status", "two trade statuses"), ("aid", "two acts of aid"), ("exercise", "two exercises")]
)
def test_a_way_is_told_in_plain_words(kind, words):
    assert WayUp(kind=kind, times=2, yearly=False).words == words


def test_where_years_are_counted_one_act_a_year_is_the_way():
    assert ways("review  2012  2023-12", "D3", Level.HIGH) == [(3, "aid", "a year")]


def test_the_first_act_is_a_trace():
    found = ways("review  2012  2023-12", "D1", Level.VERY_LOW)
    assert (1, "visit", "at once") in found


def test_where_more_than_one_kind_is_asked_for_there_is_no_way_with_one():
    assert ways("review  2012  2023-12", "D1", Level.VERY_HIGH) == []


@pytest.mark.parametrize("wanted", [Level.LOW, Level.MEDIUM])
def test_nothing_that_comes_later_is_a_step_on_the_way(wanted):
    later = TWO_DRILLS + "    2024-05  exercise    M1     A third drill\n"
    assert ways(later, "M1", wanted) == ways(TWO_DRILLS, "M1", wanted)


def test_the_level_asked_for_is_what_a_way_reaches_and_one_act_fewer_does_not():
    text = TWO_DRILLS + "    2023-11-01  exercise    M1     A third drill\n"
    assert level_on(dossier(text), method(), "M1", DAY) == Level.MEDIUM
    assert (1, "exercise", "at once") in ways(text, "M1", Level.HIGH)
