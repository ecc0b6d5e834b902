"""The common ladder and trend, each condition on the last day that it holds and the first that it does not."""

import pytest
from stories import rated

from mdime_events.vocabulary import Level, Trend

REVIEW = "\nreview 2012 2030-12"


def level(story, day, instrument="D3"):
    return rated(story + REVIEW, instrument, day).level


def trend(story, day, instrument="D3"):
    return rated(story + REVIEW, instrument, day).trend


SUSTAINED = "2019-03-01 aid D3 One\n2021-03-01 aid D3 Two\n2023-03-01 aid D3 Three"


def test_three_of_five_calendar_years_are_sustained_until_the_first_has_passed_out_of_them():
    assert level(SUSTAINED, "2023-12-31") is Level.HIGH
    assert level(SUSTAINED, "2024-01-01") is Level.MEDIUM


def test_sustained_needs_the_third_year():
    assert level(SUSTAINED, "2023-02-28") is Level.MEDIUM
    assert level(SUSTAINED, "2023-03-01") is Level.HIGH


def test_very_high_needs_a_system_an_access_or_a_dependence_in_force():
    story = SUSTAINED + "\n2022/2023-06-30 goodwill D3 Relief store | dependence=partial"
    assert level(story, "2023-06-30") is Level.VERY_HIGH
    assert level(story, "2023-07-01") is Level.HIGH


def test_very_high_needs_two_kinds():
    assert level(SUSTAINED + "\n2022/.. aid D3 Standing relief | dependence=sole", "2023-06-30") is Level.HIGH


def test_two_accords_in_force_are_high_while_the_newest_is_within_five_years():
    story = "2014-02-10 agreement M3 First accord\n2018-02-10 agreement M3 Second accord"
    assert level(story, "2018-02-09", "M3") is Level.MEDIUM
    assert level(story, "2018-02-10", "M3") is Level.HIGH
    assert level(story, "2023-02-09", "M3") is Level.HIGH
    assert level(story, "2023-02-10", "M3") is Level.MEDIUM


def test_one_accord_is_medium_until_it_is_ended():
    story = "2014-02-10 agreement M3 Accord\n2020-05-05 termination M3 Torn up | effect=lowers, ends=Accord"
    assert level(story, "2020-05-04", "M3") is Level.MEDIUM
    assert level(story, "2020-05-05", "M3") is Level.LOW


def test_endings_that_outnumber_new_acts_deny_high():
    story = "2010 access-grant I3 Access\n2015-01-01 access-grant I3 Second access\n"
    ended = "2022-02-02 sanction I3 Channel stopped | effect=lowers"
    assert level(story + ended, "2022-02-01", "I3") is Level.HIGH
    assert level(story + ended, "2022-02-02", "I3") is Level.MEDIUM
    assert level(story + ended, "2027-02-02", "I3") is Level.HIGH  # five years on the ending is old


def test_two_acts_of_substance_are_medium_however_old():
    assert level("2012-03-03 aid D3 One\n2013-03-03 aid D3 Two", "2030-12-31") is Level.MEDIUM


def test_three_routine_acts_are_medium_until_nothing_has_happened_for_five_years():
    story = "2013-03-03 port-call D3 One\n2014-03-03 port-call D3 Two\n2015-03-03 port-call D3 Three"
    assert level(story, "2020-03-02") is Level.MEDIUM
    assert level(story, "2020-03-03") is Level.LOW


def test_one_act_of_substance_is_low_and_one_routine_act_very_low():
    assert level("2014 aid D3 One", "2020-12-31") is Level.LOW
    assert level("2014 port-call D3 One", "2020-12-31") is Level.VERY_LOW


def test_a_state_of_doing_is_kept_up_in_its_second_calendar_year():
    story = "2020-06-01/.. training D2 Courses go on"
    assert level(story, "2020-12-31", "D2") is Level.LOW
    assert level(story, "2021-01-01", "D2") is Level.MEDIUM
    assert level(story, "2022-01-01", "D2") is Level.HIGH


def test_an_act_counts_once_its_whole_range_is_over():
    assert level("2014 aid D3 One", "2014-12-30") is Level.UNOBSERVED
    assert level("2014 aid D3 One", "2014-12-31") is Level.LOW


@pytest.mark.parametrize("story", ["2011-12-31 aid D3 One", "[2011..2014] aid D3 One", "[..2014] aid D3 One", "2008/2011 training D3 One"])
def test_what_lies_before_the_window_or_may_do_so_is_context(story):
    assert level(story, "2020-12-31") is Level.UNOBSERVED


def test_a_state_from_before_the_window_stands_and_is_no_activity():
    found = rated("2005/.. diplomatic-post D3 Consulate" + REVIEW, "D3", "2020-12-31")
    assert found.level is Level.LOW
    assert found.trend is Trend.STEADY


@pytest.mark.parametrize(
    "story",
    [
        "2014 pledge D3 More to come",
        "2014 statement D3 Warm words",
        "2014 proposal D3 An offer",
        "2014 aid D3 One | status=planned",
        "2014 aid D3 One | status=disputed",
        "2014 aid D3 One | status=cancelled",
        "2014 aid D3 One | review=unreviewed",
        "2014 aid D3 One | effect=neutral",
        "2014 embargo-lifted D3 A door",
        "2014 incident D3 A clash | effect=lowers",
    ],
)
def test_signals_plans_doubts_and_doors_move_no_level(story):
    found = rated(story + REVIEW, "D3", "2026-06-30")
    assert found.level is Level.UNOBSERVED
    assert len(found.left_out) == 1


def test_a_years_enforcement_counts_once_however_many_it_names():
    one_year = "2014-01 sanction E1 One\n2014-02 indictment E1 Two\n2014-03 sanction E1 Three"
    assert level(one_year, "2020-12-31", "E1") is Level.LOW
    assert level(one_year.replace("2014-03", "2015-03"), "2020-12-31", "E1") is Level.MEDIUM


def test_parts_of_the_same_kind_count_with_the_whole():
    story = "2014 agreement M3 Accord\n2016 agreement M3 Ratified | part_of=Accord"
    assert level(story, "2017-12-31", "M3") is Level.MEDIUM


# The trend


BASE = "2014-01-01 aid D3 Long ago"


def test_a_pledge_is_fresh_for_three_years():
    story = BASE + "\n2020-05-05 pledge D3 More"
    assert trend(story, "2020-05-04") is Trend.STEADY
    assert trend(story, "2020-05-05") is Trend.INCREASING
    assert trend(story, "2023-05-04") is Trend.INCREASING
    assert trend(story, "2023-05-05") is Trend.STEADY


def test_a_pledge_that_was_made_good_is_spent():
    story = BASE + "\n2020-05-05 pledge D3 More\n2021-01-01 port-call D3 Done | fulfils=More"
    assert trend(story, "2020-12-31") is Trend.INCREASING
    assert trend(story, "2021-01-01") is Trend.STEADY


def test_a_series_is_fresh_while_its_last_edition_is_younger_than_twice_its_period():
    story = "2019-03-01 exercise M2 Drill\n2018-01-01 pledge M2 Every year | promises=exercise, recurs=P1Y"
    assert trend(story, "2021-02-28", "M2") is Trend.INCREASING
    assert trend(story, "2021-03-01", "M2") is Trend.STEADY


def test_a_new_tie_of_substance_is_a_rise_for_three_years():
    story = "2020-05-05/.. diplomatic-post D3 Consulate opens"
    assert trend(story, "2023-05-04") is Trend.INCREASING
    assert trend(story, "2023-05-05") is Trend.STEADY


def test_two_more_active_years_of_three_are_a_rise_and_two_fewer_a_fall():
    story = "2018 port-call D3 One\n2019 port-call D3 Two"
    assert trend(story, "2019-12-31") is Trend.INCREASING
    assert trend(story, "2022-12-31") is Trend.DECREASING
    assert trend(story, "2021-12-31") is Trend.STEADY


def test_less_activity_is_no_fall_while_something_of_substance_stands():
    story = "2018 port-call D3 One\n2019 port-call D3 Two\n2015/.. diplomatic-post D3 Consulate"
    assert trend(story, "2022-12-31") is Trend.STEADY


def test_an_ending_is_a_fall_for_three_years_and_a_cancelled_plan_too():
    for story in ("2020-05-05 sanction D3 Stopped | effect=lowers", "2020-05-05 port-call D3 Off | status=cancelled"):
        known = rated(f"{BASE}\n{story}{REVIEW}", "D3", "2023-05-04")
        assert known.trend is (Trend.DECREASING if "sanction" in story else Trend.STEADY)  # the plan is known from its source, of 2025


def test_what_rises_and_what_falls_in_balance_is_steady():
    story = BASE + "\n2020-05-05 pledge D3 More\n2020-06-06 sanction D3 Stopped | effect=lowers"
    assert trend(story, "2021-01-01") is Trend.STEADY


def test_nothing_observed_is_unknown():
    assert trend("2020 pledge D3 More", "2021-01-01") is Trend.UNKNOWN
