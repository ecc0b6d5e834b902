"""M3 Defense/Security Pacts and Agreements: what is in force, since when, and what ended it."""

from dossiers import course, holds_through, level, rated

from mdime_events.rulekit import HIGH, LOW, MEDIUM, UNOBSERVED

DEFENCE = "2016-11-14  agreement  M3  The defence ministers sign\n"
POLICE = "2015-04-01   agreement  M3  The police forces sign\n"


def test_one_accord_is_medium_and_two_are_high_while_the_newest_is_within_five_years():
    assert course(POLICE + DEFENCE, "M3", "2015-04-01", "2016-11-14", "2019-11-13", "2019-11-14", "2021-11-13", "2021-11-14") == {
        "2015-04-01": "medium, increasing",
        "2016-11-14": "high, increasing",
        "2019-11-13": "high, steady",  # new for a last day, and too old for High in three years
        "2019-11-14": "high, decreasing",
        "2021-11-13": "high, decreasing",
        "2021-11-14": "medium, steady",
    }


def test_an_accord_that_runs_out_is_in_force_on_its_last_day():
    holds_through("2016-11-14/2026-11-13 agreement M3 For ten years", "M3", "2026-11-13", MEDIUM, after=LOW)


def test_an_accord_torn_up_early_is_in_force_to_the_day_before_and_no_earlier_rating_knows():
    signed = "2016-11-14/2026-11-13 agreement M3 For ten years\n"
    torn_up = signed + "2021-08-31 termination M3 Torn up | effect=lowers, ends=agreement-2016-11-14/2026-11-13"
    holds_through(torn_up, "M3", "2021-08-30", MEDIUM, after=LOW)
    before, untold = (rated(text, "M3", "2021-08-30") for text in (torn_up, signed))
    assert before == untold


def test_an_accord_that_another_took_the_place_of_is_one():
    renewed = POLICE + DEFENCE + "2017-05-01 agreement M3 The police forces sign anew | ends=agreement-2015-04-01"
    found = rated(renewed, "M3", "2017-05-01")
    assert (found.level, found.trend) == (HIGH, "increasing")
    assert level(POLICE + renewed.splitlines()[2], "M3", "2017-05-01") == MEDIUM


def test_the_ratification_of_an_accord_is_no_second_one():
    ratified = DEFENCE + "2018-02-01 agreement M3 It is ratified | part_of=agreement-2016-11-14"
    found = rated(ratified, "M3", "2018-02-01")
    assert (found.level, len(found.events)) == (MEDIUM, 2)


def test_a_treaty_from_before_the_window_stands_and_is_no_activity():
    treaty = "2001-07-16 agreement M3 A treaty of friendship\n"
    assert course(treaty, "M3", "2012-01-01", "2023-12-31") == {"2012-01-01": "medium, steady", "2023-12-31": "medium, steady"}
    assert course(treaty + DEFENCE, "M3", "2016-11-14", "2021-11-14") == {"2016-11-14": "high, increasing", "2021-11-14": "medium, steady"}


def test_an_accord_signed_some_time_stands_but_is_never_the_newest():
    vague = "[2012..2023] agreement M3 Some accord\n[..2020] agreement M3 Another"
    assert course(vague, "M3", "2023-12-31") == {"2023-12-31": "medium, steady"}


def test_a_clause_that_is_only_surmised_is_a_pledge_and_moves_nothing():
    surmised = """
        review 2012 2023
        2021-03-27  agreement  E3  A programme for 25 years | id=programme
        2021-03-27  pledge     M3  Perhaps arms | part_of=programme
    """
    found = rated(surmised, "M3", "2023-12-31")
    assert (found.level, found.trend) == (UNOBSERVED, "unknown")
