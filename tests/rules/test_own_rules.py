"""What M1, M2, I3, E1, E2 and the overall have of their own."""

import pytest
from stories import METHOD, rated

from mdime_events.rulebook import FILES
from mdime_events.rulekit import COMMON_RUNGS, Rated
from mdime_events.vocabulary import INSTRUMENTS, OVERALL, Level, Trend

DRILLS = "2014 exercise {0} One\n2017 exercise {0} Two\n2024-05-01 exercise {0} Three\n2025-06-11 exercise {0} Four\nreview 2012 2030"


@pytest.mark.parametrize("code", ["M1", "M2"])
def test_four_drills_two_of_them_recent_are_regular(code):
    story = DRILLS.format(code)
    assert rated(story, code, "2025-06-10").level is Level.MEDIUM
    assert rated(story, code, "2025-06-11").level is Level.HIGH
    assert rated(story, code, "2027-04-30").level is Level.HIGH
    assert rated(story, code, "2027-05-01").level is Level.MEDIUM
    assert str(rated(story, code, "2025-06-11").holds_until) == "2027-04-30"


def test_four_of_anything_else_are_not():
    assert rated(DRILLS.format("D2").replace("exercise", "training"), "D2", "2025-06-11").level is Level.MEDIUM


@pytest.mark.parametrize("code", sorted(set(INSTRUMENTS) - {"M1", "M2"}))
def test_all_others_stand_on_the_common_ladder(code):
    assert tuple(METHOD.book.ladders[code].rungs) == COMMON_RUNGS


@pytest.mark.parametrize(("code", "kind"), [("I3", "intelligence-cooperation"), ("E2", "technology-transfer")])
def test_where_secrecy_is_the_rule_confidence_is_low(code, kind):
    found = rated(f"2020 {kind} {code} One | confidence=high\nreview 2012 2021", code, "2021-12-31")
    assert found.confidence == "low"
    assert "secrecy" in found.confidence_findings[0].because


def test_arms_through_unofficial_channels_have_low_confidence_where_they_are_half():
    official = "2020 arms-delivery E1 One\n2021 arms-delivery E1 Two\n"
    hidden = "2019 arms-delivery E1 Three | channel=unofficial\n"
    assert rated(official + hidden + "review 2012 2021", "E1", "2021-12-31").confidence == "moderate"
    more = "2018 arms-delivery E1 Four | channel=unofficial\n"
    assert rated(official + hidden + more + "review 2012 2021", "E1", "2021-12-31").confidence == "low"


def overall(*levels, trends=None):
    trends = trends or [Trend.STEADY] * len(levels)
    rated_ = tuple(
        Rated(instrument=code, level=level, trend=trend) for code, level, trend in zip(INSTRUMENTS, levels, trends, strict=False)
    )
    rule = METHOD.book.overall
    level = next(level for level in reversed(Level) if rule.reaches(rated_, level).met)
    return level, rule.trend(rated_)[0]


def test_half_of_the_assessed_instruments_decide():
    assert overall(*[Level.HIGH] * 6, *[Level.UNOBSERVED] * 6)[0] is Level.HIGH
    assert overall(*[Level.HIGH] * 6, *[None] * 6)[0] is Level.HIGH


def test_a_quarter_carries_it_to_the_level_below():
    assert overall(*[Level.VERY_HIGH] * 3, *[Level.UNOBSERVED] * 9)[0] is Level.HIGH
    assert overall(*[Level.VERY_HIGH] * 2, *[Level.UNOBSERVED] * 10)[0] is Level.VERY_LOW


def test_what_is_observed_anywhere_is_not_called_unobserved():
    assert overall(Level.VERY_LOW, *[Level.UNOBSERVED] * 11)[0] is Level.VERY_LOW
    assert overall(*[Level.UNOBSERVED] * 12)[0] is Level.UNOBSERVED


def test_the_trend_is_what_more_than_half_say():
    up, down, flat, unknown = Trend.INCREASING, Trend.DECREASING, Trend.STEADY, Trend.UNKNOWN
    assert overall(*[Level.LOW] * 4, trends=[up, up, up, flat])[1] is up
    assert overall(*[Level.LOW] * 4, trends=[up, up, down, flat])[1] is flat
    assert overall(*[Level.LOW] * 4, trends=[unknown, unknown, down, down])[1] is down
    assert overall(*[Level.LOW] * 2, trends=[unknown, unknown])[1] is unknown


def test_the_thirteen_files_are_named():
    assert set(FILES) == {*INSTRUMENTS, OVERALL}
