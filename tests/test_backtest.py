"""Backtest: the trends given at past quarter ends against what came three years later. Each test is a small log."""

import pytest
from dossiers import dossier, method

from mdime_events.backtest import cases
from mdime_events.history import quarters
from mdime_events.scoring import by_condition, independent_spans, score, skill
from mdime_events.vocabulary import OVERALL, Trend

COMES_TRUE = """
    2014-05-01  exercise  M1  A drill
    2016-06-01  pledge    M1  More drills | promises=exercise
    2018-05-01  exercise  M1  The next drill
    review 2012 2020
"""
BASE = """
    2012/..     deployment  M1  A base
    2013-05-01  exercise    M1
    2014-05-01  exercise    M1
    2015-05-01  exercise    M1
    2016-05-01  exercise    M1
    2017-05-01  exercise    M1
    2017-06-01  pledge      M1  An accord on drills | promises=agreement
    2018-05-01  exercise    M1
    2019-05-01  exercise    M1
    2020-05-01  exercise    M1
    review 2012 2020
"""
LAPSES = """
    2014-05-01  exercise  M1
    2015-05-01  exercise  M1
    2016-05-01  exercise  M1
    review 2012 2023
"""


def found(text, instrument="M1"):
    return {str(case.day): case for case in cases(dossier(text), method(), (instrument,))}


def case(text, day, instrument="M1"):
    return found(text, instrument)[day]


def told(each):
    return each.given.value, each.came and each.came.value, each.left_out


# What came


def test_a_rise_that_comes_true():
    each = case(COMES_TRUE, "2016-06-30")
    assert told(each) == ("increasing", "increasing", None)
    assert each.hit
    assert each.given_because.startswith("one fresh commitment (pledge 2016-06-01); on course from low to medium in three years")
    assert each.came_because == "the level went from low to medium"


def test_a_rise_that_nobody_saw_coming():
    each = case("2012-05-01 exercise M1\n2018-05-01 exercise M1\nreview 2012 2020", "2016-03-31")
    assert told(each) == ("steady", "increasing", None)
    assert each.given_because == "no condition for a rise or a fall was met"


def test_at_the_ceiling_more_ties_are_an_increase():
    each = case(f"{BASE}\n2018-03-01 agreement M1 The accord is signed", "2017-12-31")
    assert told(each) == ("increasing", "increasing", None)
    assert "the level stayed very high" in each.came_because
    assert "agreement 2018-03-01" in each.came_because


def test_at_the_ceiling_more_of_the_same_is_none():
    each = case(BASE, "2017-12-31")
    assert told(each) == ("increasing", "steady", None)
    assert "active beyond the symbolic in three of the last three calendar years and three of the three before" in each.came_because


def test_where_the_level_stays_fewer_active_years_are_a_decrease():
    """Medium by its three acts while the newest is younger than five years; none of them in the three years."""
    text = """
        2014-05-01  visit  D1
        2015-05-01  visit  D1
        2016-05-01  visit  D1
        review 2012 2020
    """
    each = case(text, "2016-12-31", "D1")
    assert told(each) == ("steady", "decreasing", None)
    assert each.came_because.startswith("the level stayed medium; active beyond the symbolic in none")


def test_a_lapse():
    each = case(LAPSES, "2016-12-31")
    assert told(each) == ("steady", "decreasing", None)
    assert each.came_because == "the level went from high to medium"


def test_an_ending_where_the_level_stays():
    text = """
        2014-05-01  agreement    M3  A treaty
        2015-05-01  agreement    M3  Another
        2018-03-01  termination  M3  It is torn up | ends=agreement-2015-05-01, effect=lowers
        review 2012 2023
    """
    each = case(text, "2017-12-31", "M3")
    assert each.came is Trend.DECREASING


# What is not scored


LIGHT = """
    2013-05-01    exercise  M1  A drill
    [2012..2020]  exercise  M1  Another, some time | published=2018-06-30
    review 2012 2022
"""


def test_a_rise_that_came_to_light_is_left_out():
    each = case(LIGHT, "2016-12-31")
    assert told(each) == ("steady", None, "came to light")
    assert each.came_because == "the level went from low to medium, which only came to light"


def test_a_rise_that_an_event_brought_as_well_is_scored():
    each = case(f"{LIGHT}\n2014-02 exercise M1 | published=2020\n2018-02-01 agreement M1\n2018-03-01 deployment M1", "2016-12-31")
    assert each.left_out is None


def test_an_act_that_was_in_print_before_its_month_was_over_did_not_come_to_light():
    text = """
        2013-05-01  exercise  M1  A drill
        2018-06     exercise  M1  Another | published=2018-06-20
        review 2012 2022
    """
    assert told(case(text, "2016-12-31")) == ("steady", "increasing", None)


def test_an_unknown_trend_is_counted_apart():
    found = score(cases(dossier("review 2012 2016"), method(), ("M1",)))
    assert (found.cases, found.unknown, found.scored, found.hit_rate) == (8, 8, 0, None)
    assert [(each.hit_rate, each.skill) for each in found.guesses] == [(None, None), (None, None)]


def test_where_no_level_is_given_three_years_on_nothing_is_scored():
    text = """
        2013-05-01 exercise M1
        review 2012 2015 M1
        review 2016 2019 M1 | inconclusive=the sources contradict each other
    """
    assert case(text, "2014-12-31").left_out == "not assessed"


def test_a_log_too_young_to_be_checked():
    assert cases(dossier("2012-02-01 exercise M1\nreview 2012 2015-02"), method()) == []


def test_a_log_of_before_the_window():
    assert cases(dossier("1999 agreement M3 A treaty"), method()) == []


def test_a_dossier_of_nothing():
    assert cases(dossier(""), method()) == []


# The days, and the state of the log


def test_every_quarter_end_with_three_later_years_is_a_case():
    days = list(found(LAPSES))
    assert (days[0], days[-1], len(days)) == ("2012-03-31", "2020-12-31", 36)


def test_a_quarter_end_whose_third_year_is_not_over_is_none():
    assert max(found(COMES_TRUE.replace("review 2012 2020", "review 2012 2020-11"))) == "2017-09-30"


@pytest.mark.parametrize(("recorded", "hindsight"), [("2014-06-01", False), ("2024-06-01", True)])
def test_a_log_that_was_typed_in_later_is_hindsight(recorded, hindsight):
    text = f"2014-05-01 exercise M1 | recorded={recorded}\nreview 2012 2020"
    assert case(text, "2014-12-31").hindsight is hindsight


def test_what_was_typed_in_later_about_a_later_day_is_no_hindsight():
    text = "2014-05-01 exercise M1 | recorded=2014-06-01\n2016-05-01 exercise M1\nreview 2012 2020"
    assert not case(text, "2014-12-31").hindsight


def test_three_years_that_nobody_reviewed_to_their_end_are_said():
    text = "2014-05-01 exercise M1\n2019-05-01 exercise M1\nreview 2012 2017 M1"
    assert {day: each.unreviewed for day, each in found(text).items() if day in ("2014-12-31", "2015-03-31")} == {
        "2014-12-31": False,
        "2015-03-31": True,
    }


# The plain guesses


def test_what_it_did_before_is_the_move_of_the_three_years_up_to_the_quarter():
    assert case(COMES_TRUE, "2017-03-31").before is Trend.INCREASING  # unobserved in 2014-03, low since 2014-05
    assert case(COMES_TRUE, "2017-12-31").before is Trend.STEADY


def test_a_rise_that_came_to_light_is_nothing_that_it_did():
    assert case(f"{LIGHT.replace('2022', '2023')}", "2019-12-31").before is Trend.STEADY


def test_before_the_window_nothing_is_known():
    assert case(LAPSES, "2014-12-31").before is Trend.STEADY


# The overall


def test_the_overall_is_what_history_gives():
    told = dossier(BASE + COMES_TRUE.replace("review 2012 2020", ""))
    given = {day: each.trend for day, each in quarters(told, method()) if each.instrument == OVERALL}
    overall = cases(told, method(), (OVERALL,))
    assert len(overall) == 24
    assert {each.day: each.given for each in overall} == {each.day: given[each.day] for each in overall}


def test_the_overall_moves_with_its_level():
    one = case("2016-05-01 exercise M1\nreview 2012 2018", "2014-12-31", OVERALL)
    assert (one.came, one.came_because) == (Trend.INCREASING, "the level went from unobserved to very low")


def test_where_the_level_of_the_overall_stays_its_instruments_decide():
    each = case(BASE, "2014-12-31", OVERALL)
    assert (each.came, each.came_because) == (
        Trend.STEADY,
        "the level stayed very low; what came to its instruments: of 1 instrument with a trend: 1 steady",
    )


def test_the_overall_rises_only_with_what_did_not_come_to_light():
    text = "[2012..2020] exercise M1 | published=2018-06-30\nreview 2012 2022"
    assert case(text, "2016-12-31", OVERALL).came is None


def test_an_instrument_that_is_known_no_longer_cannot_move_the_overall():
    """M1 rises last in 2014 and is then known no more; E1 is known on, and stays."""
    text = """
        2013-02-01  arms-delivery  E1
        2013-05-01  exercise       M1
        2014-05-01  exercise       M1
        review 2012 2014 M1
        review 2012 2020 E1
    """
    each = case(text, "2013-12-31", OVERALL)
    assert each.came_because.startswith("the level stayed low; what came to its instruments: of 1")


def test_where_the_instruments_that_are_left_were_never_seen_active_nothing_can_be_told():
    text = "2013-05-01 exercise M1\nreview 2012 2016\n2024-01-01 exercise E1"
    assert case(text, "2018-12-31", OVERALL).left_out == "not assessed"


# The score


@pytest.mark.parametrize(
    ("hits", "guessed", "n", "expected"), [(8, 5, 10, 0.6), (5, 5, 10, 0), (2, 6, 10, -1), (10, 4, 10, 1), (3, 3, 3, None), (0, 0, 0, None)]
)
def test_skill(hits, guessed, n, expected):
    assert skill(hits, guessed, n) == expected


def test_the_score_of_a_log():
    """Unobserved until 2014-05; then Low, with the rise of 2018-05 at most three years off from 2015-06 on."""
    scored = score(list(found(COMES_TRUE).values()))
    assert (scored.cases, scored.unknown, scored.scored, scored.independent_spans) == (24, 9, 15, 2)
    table = {(given.value, came.value): cases for (given, came), cases in scored.table.items()}
    assert table == {("increasing", "steady"): 4, ("increasing", "increasing"): 11}
    assert scored.hit_rate == 11 / 15
    no_change, as_before = scored.guesses
    assert (no_change.hits, no_change.skill) == (4, (11 - 4) / (15 - 4))
    assert as_before.name == "as in the last three years"


def test_spans_that_do_not_overlap_are_counted_in_each_instrument():
    both = [*found(LAPSES).values(), *found(LAPSES.replace("M1", "E1"), "E1").values()]
    assert independent_spans([each for each in both if each.left_out is None]) == 2 * 3
    assert independent_spans([]) == 0
    assert independent_spans([case(LAPSES, "2014-12-31"), case(LAPSES, "2017-12-31")]) == 2
    assert independent_spans([case(LAPSES, "2014-12-31"), case(LAPSES, "2017-09-30")]) == 1


def test_conditions_are_scored_by_what_came_where_they_were_met():
    (fresh,) = (each for each in by_condition(found(COMES_TRUE).values()) if each.name == "fresh_commitment")
    assert fresh.trend is Trend.INCREASING
    assert fresh.met == sum(fresh.came.values())
    assert fresh.hit_rate == fresh.came[Trend.INCREASING] / fresh.met
