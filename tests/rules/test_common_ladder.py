"""The ladder that all twelve begin from, and its trend: each rung and condition at its edge days, told in networks (I2)."""

import dossiers
import pytest
from dossiers import ids, level, method, rated, said, trend

from mdime_events.rulekit import COMMON_RUNGS, HIGH, LOW, MEDIUM, UNOBSERVED, VERY_HIGH, VERY_LOW, Ladder
from mdime_events.vocabulary import INSTRUMENTS


def holds_through(text, last, now, after):
    dossiers.holds_through(text, "I2", last, now, after)


def starts_on(text, first, now, before):
    dossiers.starts_on(text, "I2", first, now, before)


@pytest.mark.parametrize("code", sorted(set(INSTRUMENTS) - {"M1", "M2"}))
def test_ten_instruments_stand_on_it_unchanged(code):
    ladder, plain = method().book.ladders[code], Ladder(instrument=code, edition=1)
    assert (tuple(ladder.rungs), ladder.rising, ladder.falling) == (COMMON_RUNGS, plain.rising, plain.falling)


# Very High: sustained, recent, of substance, several kinds, and a system, an access or a dependence in force

WORK = """
    2018-06-15  cyber-cooperation  I2  Experts work together
    2019-06-15  cyber-cooperation  I2  Experts work together again
    2020-06-15  cyber-cooperation  I2  Experts work together for the third year
"""
NETWORK = "2016-03-01/..  infrastructure-project  I2  A network in use\n"


def test_very_high_from_the_third_year_of_work_on_a_network_in_use_while_three_of_five_years_are_active():
    starts_on(NETWORK + WORK, "2020-06-15", VERY_HIGH, before=HIGH)
    holds_through(NETWORK + WORK, "2022-12-31", VERY_HIGH, after=HIGH)


@pytest.mark.parametrize(
    "structure",
    [
        "2016/2021-06-30 infrastructure-project I2 A network in use",
        "2016/2021-06-30 access-grant           I2 Ground station shared",
        "2016/2021-06-30 company-presence       I2 Sole supplier of masts | dependence=sole",
        "2016/2021-06-30 company-presence       I2 Largest supplier of masts | dependence=partial",
        "2009/2021-06-30 infrastructure-project I2 A network from before the window",
    ],
)
def test_very_high_only_while_a_system_an_access_or_a_dependence_is_in_force(structure):
    holds_through(structure + WORK, "2021-06-30", VERY_HIGH, after=HIGH)


@pytest.mark.parametrize(
    "loose",
    [
        "2016/.. company-presence I2 One supplier of many",
        "2016/.. infrastructure-project I2 A fair stand | substance=routine",
        "2016-03 infrastructure-project I2 A network was built",
        "2016-03 agreement I2 A memorandum",
    ],
)
def test_a_presence_a_stand_a_thing_once_built_and_an_accord_are_no_structure(loose):
    assert level(loose + WORK, "I2", "2020-12-31") == HIGH


def test_very_high_needs_a_second_kind():
    station = "2016-03-01/.. space-cooperation I2 A tracking station\n"
    assert level(station, "I2", "2020-06-14") == HIGH
    starts_on(station + "2020-06-15 cyber-cooperation I2 Experts work together", "2020-06-15", VERY_HIGH, before=HIGH)


def test_the_enforcement_of_others_is_no_second_kind():
    station = "2016-03-01/.. space-cooperation I2 A tracking station\n"
    assert level(station + "2020-06-15 sanction I2 Operators named\n2021-06-15 indictment I2 One charged", "I2", "2021-12-31") == HIGH


# High: sustained and recent of substance, or relied on, or two accords; and endings do not outnumber new acts


def test_high_while_three_of_the_last_five_calendar_years_are_active():
    starts_on(WORK, "2020-06-15", HIGH, before=MEDIUM)
    holds_through(WORK, "2022-12-31", HIGH, after=MEDIUM)


def test_routine_years_sustain_nothing():
    routine = WORK.replace("cyber-cooperation", "dialogue")
    assert level(routine, "I2", "2020-12-31") == MEDIUM


def test_work_kept_up_counts_in_every_year_that_it_covers():
    kept_up = "2019-11-20/2021-02-10 cyber-cooperation I2 A joint centre"
    starts_on(kept_up, "2021-01-01", HIGH, before=MEDIUM)
    holds_through(kept_up, "2023-12-31", HIGH, after=MEDIUM)


def test_a_state_of_being_sustains_nothing_however_long():
    assert level("2015/.. cultural-institute I2 A centre", "I2", "2020-12-31") == LOW


@pytest.mark.parametrize(
    ("structure", "after"),
    [
        ("2017-03-15/2021-06-30 infrastructure-project I2 A network in use", LOW),
        ("2017-03-15/2021-06 access-grant I2 Ground station shared", LOW),
        ("2017-03-15/2021-06-30 company-presence I2 Sole supplier | dependence=sole", VERY_LOW),
    ],
)
def test_high_on_a_system_an_access_or_a_dependence_alone_from_its_first_day_to_its_last(structure, after):
    assert level(structure, "I2", "2017-03-14") is None
    assert level(structure, "I2", "2017-03-15") == HIGH
    holds_through(structure, "2021-06-30", HIGH, after=after)


def test_a_structure_that_began_some_time_in_a_year_stands_from_that_years_end():
    starts_on("2015-02 visit I2 A visit\n2017/.. infrastructure-project I2 A network", "2017-12-31", HIGH, before=VERY_LOW)


TWO_ACCORDS = """
    2014-02-10  agreement  I2  A cyber accord
    2018-05-20  agreement  I2  A space accord
"""


def test_two_accords_in_force_are_high_until_the_newest_is_five_years_old():
    starts_on(TWO_ACCORDS, "2018-05-20", HIGH, before=MEDIUM)
    holds_through(TWO_ACCORDS, "2023-05-19", HIGH, after=MEDIUM)


def test_both_accords_must_be_in_force():
    torn_up = "2020-09-01 termination I2 The cyber accord is left | effect=lowers, ends=agreement-2014-02-10\n"
    holds_through(TWO_ACCORDS + torn_up + "2019-01-05 meeting I2 One\n2020-01-05 meeting I2 Two", "2020-08-31", HIGH, after=MEDIUM)
    holds_through(TWO_ACCORDS.replace("2014-02-10", "2014-02-10/2021-02-09"), "2021-02-09", HIGH, after=MEDIUM)


def test_the_accord_from_before_the_window_stands_as_the_second():
    assert level("2005 agreement I2 An old accord\n2018-05-20 agreement I2 A space accord", "I2", "2018-05-20") == HIGH


STOPPED = "2021-04-{} sanction I2 The channel is stopped | effect=lowers\n"


def test_as_many_endings_as_new_acts_leave_high_and_one_more_denies_it():
    story = NETWORK + "2020-06-15 cyber-cooperation I2 Experts\n" + STOPPED.format("10")
    assert level(story, "I2", "2021-04-10") == HIGH
    holds_through(story + STOPPED.format("20"), "2021-04-19", HIGH, after=MEDIUM)


def test_the_balance_is_of_five_years_of_endings_and_of_new_acts():
    story = NETWORK + "2020-06-15 cyber-cooperation I2 Experts\n" + STOPPED.format("10")
    holds_through(story, "2025-06-14", HIGH, after=MEDIUM)  # the act has aged out, the ending not yet
    holds_through(story, "2026-04-09", MEDIUM, after=HIGH)  # and now the ending has


def test_endings_that_outnumber_deny_very_high_too():
    story = NETWORK + WORK + "".join(STOPPED.format(day) for day in (11, 12, 13, 14))
    holds_through(story, "2021-04-13", VERY_HIGH, after=MEDIUM)


# Medium: two acts of substance, one kept up, a binding right in force, or three acts that have not lapsed


def test_two_acts_of_substance_are_medium_and_stay_so():
    story = "2013-05-05 cyber-cooperation I2 One\n2014-05-05 cyber-cooperation I2 Two"
    starts_on(story, "2014-05-05", MEDIUM, before=LOW)
    assert level(story, "I2", "2040-01-01") == MEDIUM


def test_one_act_kept_up_over_the_turn_of_a_year_is_medium():
    starts_on("2019-11-20/2020-02-10 cyber-cooperation I2 A joint centre", "2020-01-01", MEDIUM, before=LOW)
    assert level("2019-11-20/2019-12-31 cyber-cooperation I2 A joint centre", "I2", "2020-02-10") == LOW


def test_a_binding_right_is_medium_the_day_before_it_is_ended_and_not_on_that_day():
    story = "2014-02-10 agreement I2 A cyber accord\n2020-09-01 termination I2 It is left | effect=lowers, ends=agreement-2014-02-10"
    holds_through(story, "2020-08-31", MEDIUM, after=LOW)


def test_a_deal_binds_but_does_not_stand():
    assert level("2014-02-10 arms-deal I2 Radios bought", "I2", "2014-02-10") == LOW


THREE_VISITS = """
    2014-01-10  visit  I2  One
    2014-05-10  visit  I2  Two
    2015-07-10  visit  I2  Three
"""


def test_three_routine_acts_are_medium_until_nothing_has_happened_for_five_years():
    starts_on(THREE_VISITS, "2015-07-10", MEDIUM, before=VERY_LOW)
    holds_through(THREE_VISITS, "2020-07-09", MEDIUM, after=LOW)


def test_three_routine_acts_have_not_lapsed_while_something_stands():
    office = "2013/2022-03-31 company-presence I2 An office\n"
    holds_through(office + THREE_VISITS, "2022-03-31", MEDIUM, after=LOW)


# Low, Very Low, Unobserved


def test_one_act_of_substance_is_low():
    starts_on("2014-01-10 visit I2 One\n2014-05-10 cyber-cooperation I2 Two", "2014-05-10", LOW, before=VERY_LOW)
    assert level("2014-05-10 cyber-cooperation I2 One", "I2", "2040-01-01") == LOW


def test_two_routine_or_symbolic_acts_are_very_low_however_old():
    story = "2012-01-01 visit I2 One\n2013-06-06 goodwill I2 Two"
    assert level(story, "I2", "2012-01-01") == level(story, "I2", "2040-01-01") == VERY_LOW


def test_nothing_counted_is_unobserved_where_somebody_looked():
    pledge = "2014-05-10 pledge I2 More to come | promises=cyber-cooperation"
    assert level(pledge, "I2", "2020-01-01") is None
    assert level("review 2012 2023\n" + pledge, "I2", "2020-01-01") == UNOBSERVED


@pytest.mark.parametrize("shown", ["symbolic", "routine"])
def test_a_higher_rung_asks_for_more_of_what_the_lower_rungs_ask_for(shown):
    paper = f"2018-02-10 agreement I2 A paper | substance={shown}\n2019-02-10 agreement I2 Another | substance={shown}"
    met = [rung.finding.met for rung in rated(paper, "I2", "2020-01-01").rungs]
    assert met == sorted(met), "a rung holds while a lower one does not"


# Rising

LONG_AGO = "2012-03-03  cyber-cooperation  I2  A beginning\n"


def rises(text, day):
    """Which of the conditions for a rise hold, but for where it leads, which has tests of its own below."""
    return said(text, "I2", day) & {"fresh_commitment", "new_accord", "more_than_before"}


@pytest.mark.parametrize("word", ["pledge", "proposal", "statement"])
def test_a_commitment_is_fresh_for_three_years(word):
    story = LONG_AGO + f"2020-05-05 {word} I2 More to come | promises=cyber-cooperation"
    assert [rises(story, day) for day in ("2020-05-04", "2020-05-05", "2023-05-04", "2023-05-05")] == [
        set(),
        {"fresh_commitment"},
        {"fresh_commitment"},
        set(),
    ]
    assert trend(story, "I2", "2023-05-04") == "increasing"
    assert trend(story, "I2", "2023-05-05") == "steady"


def test_a_vague_commitment_is_as_old_as_it_may_be():
    story = LONG_AGO + "2020 pledge I2 More to come | promises=cyber-cooperation"
    assert rises(story, "2022-12-31") == {"fresh_commitment"}
    assert rises(story, "2023-01-01") == set()


def test_a_statement_that_promises_nothing_says_nothing():
    assert rises(LONG_AGO + "2020-05-05 statement I2 Warm words", "2020-05-05") == set()
    assert rises(LONG_AGO + "2020-05-05 pledge I2 Warm words", "2020-05-05") == {"fresh_commitment"}


def test_a_commitment_that_was_made_good_is_spent():
    story = LONG_AGO + "2020-05-05 pledge I2 More to come\n2021-07-01 visit I2 As promised | fulfils=pledge-2020-05-05"
    assert rises(story, "2021-06-30") == {"fresh_commitment"}
    assert rises(story, "2021-07-01") == set()


@pytest.mark.parametrize("status", ["disputed", "planned", "cancelled"])
def test_what_did_not_happen_makes_nothing_good(status):
    kept = f"2021-07-01 visit I2 As promised | fulfils=pledge-2020-05-05, status={status}, published=2021-01-01"
    assert "fresh_commitment" in rises(LONG_AGO + "2020-05-05 pledge I2 More to come\n" + kept, "2021-07-01")


def test_a_commitment_that_was_withdrawn_is_spent():
    story = LONG_AGO + "2020-05-05 pledge I2 More\n2021-07-01 termination I2 No more | effect=lowers, ends=pledge-2020-05-05"
    assert rises(story, "2021-06-30") == {"fresh_commitment"}
    assert rises(story, "2021-07-01") == set()


@pytest.mark.parametrize("so", ["effect=neutral", "effect=lowers", "review=unreviewed", "status=disputed", "status=cancelled"])
def test_no_commitment_to_do_more(so):
    assert rises(LONG_AGO + f"2020-05-05 pledge I2 Some words | published=2020-05-05, {so}", "2020-05-05") == set()


def test_a_plan_is_a_commitment_from_its_announcement_until_its_day():
    story = LONG_AGO + "2021-09-01 cyber-cooperation I2 Planned | status=planned, published=2020-02-01"
    assert [rises(story, day) for day in ("2020-01-31", "2020-02-01", "2021-09-01", "2021-09-02")] == [
        set(),
        {"fresh_commitment"},
        {"fresh_commitment"},
        set(),
    ]


def test_an_unpublished_plan_is_known_from_the_day_that_it_was_logged():
    story = LONG_AGO + "2021-09-01 cyber-cooperation I2 Planned | status=planned, recorded=2020-02-01"
    assert rises(story, "2020-01-31") == set()
    assert rises(story, "2020-02-01") == {"fresh_commitment"}


def test_a_plan_announced_more_than_three_years_ago_is_no_fresh_commitment():
    story = LONG_AGO + "2030-09-01 cyber-cooperation I2 Planned | status=planned, published=2020-02-01"
    assert rises(story, "2023-01-31") == {"fresh_commitment"}
    assert rises(story, "2023-02-01") == set()


SERIES = """
    2018-03-01  pledge             I2  A conference every year | promises=cyber-cooperation, recurs=P1Y
    2019-03-01  cyber-cooperation  I2  The first | fulfils=pledge-2018-03-01
    2020-03-01  cyber-cooperation  I2  The second | fulfils=pledge-2018-03-01
"""


def test_a_series_is_fresh_while_its_last_edition_is_younger_than_twice_its_period():
    assert "fresh_commitment" in rises(SERIES, "2022-02-28")
    assert "fresh_commitment" not in rises(SERIES, "2022-03-01")


def test_a_planned_series_lives_on_in_its_own_editions():
    first = LONG_AGO + "2019-03-01 cyber-cooperation I2 A yearly conference | status=planned, recurs=P1Y, published=2018-03-01, id=plan\n"
    assert rises(first, "2021-02-28") == {"fresh_commitment"}
    assert rises(first, "2021-03-01") == set()
    held = first + "2020-03-01 cyber-cooperation I2 The second | fulfils=plan"
    assert "fresh_commitment" in rises(held, "2022-02-28")
    assert "fresh_commitment" not in rises(held, "2022-03-01")


def test_a_series_without_an_edition_is_as_old_as_its_announcement():
    announced = LONG_AGO.replace("cyber-cooperation", "visit") + SERIES.splitlines()[1]
    assert rises(announced, "2020-02-29") == {"fresh_commitment"}
    assert rises(announced, "2020-03-01") == set()


def test_a_series_just_announced_is_fresh_though_the_last_of_its_kind_was_long_ago():
    assert "fresh_commitment" in rises(LONG_AGO + SERIES.splitlines()[1], "2018-03-01")


def test_to_go_on_as_before_is_no_rise_at_the_top():
    top = NETWORK + WORK + "2020-01-01 pledge I2 Every year | promises=cyber-cooperation, recurs=P1Y"
    assert (level(top, "I2", "2020-06-14"), level(top, "I2", "2020-06-15")) == (HIGH, VERY_HIGH)
    assert "fresh_commitment" in rises(top, "2020-06-14")
    assert "fresh_commitment" not in rises(top, "2020-06-15")
    more = NETWORK + WORK + "2020-01-01 pledge I2 More | promises=cyber-cooperation"
    assert "fresh_commitment" in rises(more, "2020-06-15")


@pytest.mark.parametrize(
    "accord",
    ["2020-05-05 agreement I2 An accord", "2020-05-05 membership I2 A body joined", "2020-05-05 access-grant I2 An access"],
)
def test_a_new_accord_of_substance_is_a_rise_for_three_years(accord):
    story = LONG_AGO + accord
    assert [rises(story, day) for day in ("2020-05-04", "2020-05-05", "2023-05-04", "2023-05-05")] == [
        set(),
        {"new_accord"},
        {"new_accord"},
        set(),
    ]


@pytest.mark.parametrize(
    "other",
    [
        "2020-05-05/.. diplomatic-post I2 A post, which obliges to no more",
        "2020-05-05/.. cultural-institute I2 An institute, likewise",
        "2020-05-05/.. company-presence I2 An office, likewise | substance=practical",
        "2020-05-05/.. infrastructure-project I2 A network in use",
        "2020-05-05/.. cyber-cooperation I2 Work that goes on",
        "2020-05-05 arms-deal I2 A deal, which binds and does not stand",
        "2020-05-05 agreement I2 Polite words | substance=routine",
        "2020-05-05/2020-05-31 agreement I2 An accord for a month",
        "/.. agreement I2 An accord that is there | published=2020-05-05",
        "[2012..2020-05-05] agreement I2 An accord of some time",
    ],
)
def test_what_is_no_new_accord(other):
    assert "new_accord" not in rises(LONG_AGO + other, "2020-06-06")


def test_a_new_accord_that_was_ended_is_none():
    story = LONG_AGO + "2020-05-05 agreement I2 An accord\n2021-01-01 termination I2 Left | effect=lowers, ends=agreement-2020-05-05"
    assert rises(story, "2020-12-31") == {"new_accord"}
    assert rises(story, "2021-01-01") == set()


def test_two_more_active_years_of_three_are_a_rise():
    story = "2018-02-02 visit I2 One\n2019-02-02 visit I2 Two"
    assert [rises(story, day) for day in ("2019-02-01", "2019-02-02", "2020-12-31", "2021-01-01")] == [
        set(),
        {"more_than_before"},
        {"more_than_before"},
        set(),
    ]


def test_one_more_active_year_is_none_nor_is_a_third_visit_in_a_year():
    story = "2015-02-02 visit I2 Before\n2018-02-02 visit I2 One\n2019-02-02 visit I2 Two\n2019-03-03 visit I2 Three"
    assert rises(story, "2019-12-31") == set()


def test_what_only_shows_the_flag_carries_no_rise():
    assert rises("2018-02-02 goodwill I2 One\n2019-02-02 goodwill I2 Two", "2019-12-31") == set()


def test_activity_is_compared_only_where_the_window_holds_all_six_years():
    story = "2015-02-02 visit I2 One\n2016-02-02 visit I2 Two"
    assert rises(story, "2016-12-31") == set()
    assert rises(story, "2017-01-01") == {"more_than_before"}


# Falling


def falls(text, day):
    """Which of the conditions for a fall hold, but for where it leads."""
    return said(text, "I2", day) & {"recent_ending", "cancelled_plan", "less_than_before"}


@pytest.mark.parametrize("ending", ["termination", "sanction", "indictment", "embargo", "cyber-cooperation"])
def test_an_ending_or_a_withdrawal_is_a_fall_for_three_years(ending):
    story = LONG_AGO + f"2020-05-05 {ending} I2 No more | effect=lowers"
    assert [falls(story, day) for day in ("2020-05-04", "2020-05-05", "2023-05-04", "2023-05-05")] == [
        set(),
        {"recent_ending"},
        {"recent_ending"},
        set(),
    ]
    assert trend(story, "I2", "2020-05-05") == "decreasing"


@pytest.mark.parametrize(
    "other",
    [
        "2020-05-05 incident I2 A quarrel | effect=lowers",
        "2020-05-05 sanction I2 It shows that work goes on",
        "2020-05-05 termination I2 So it is said | effect=lowers, status=disputed",
        "2020-05-05 termination I2 A lead | effect=lowers, review=unreviewed",
        "2020-05-05 termination I2 Foreseen | effect=lowers, status=planned, published=2020-01-01",
        "2020-05-05 statement I2 Cool words | effect=lowers",
        "2020-05-05 pledge I2 A promise to stop | effect=lowers",
    ],
)
def test_what_is_no_ending(other):
    assert falls(LONG_AGO + other, "2020-05-05") == set()


def test_an_embargo_that_ended_is_an_ending_no_more_and_its_end_no_rise():
    story = LONG_AGO + "2020-05-05 embargo I2 Closed | effect=lowers\n2021-06-06 embargo-lifted I2 Open again | ends=embargo-2020-05-05"
    assert falls(story, "2021-06-05") == {"recent_ending"}
    assert falls(story, "2021-06-06") == rises(story, "2021-06-06") == set()
    assert trend(story, "I2", "2021-06-06") == "steady"


def test_a_plan_called_off_is_a_fall_for_three_years():
    story = LONG_AGO + "2020-05-05 cyber-cooperation I2 Called off | status=cancelled, published=2020-03-03"
    assert [falls(story, day) for day in ("2020-03-02", "2020-03-03", "2023-03-02", "2023-03-03")] == [
        set(),
        {"cancelled_plan"},
        {"cancelled_plan"},
        set(),
    ]


def test_a_plan_of_years_to_come_that_was_called_off_is_no_fall_until_then():
    story = LONG_AGO + "2027 cyber-cooperation I2 Called off | status=cancelled, published=2020-03-03"
    assert (falls(story, "2023-03-02"), falls(story, "2023-03-03")) == ({"cancelled_plan"}, set())


def test_a_plan_of_long_ago_whose_end_is_told_of_late_was_not_called_off_lately():
    assert falls(LONG_AGO + "2016 cyber-cooperation I2 Called off | status=cancelled, published=2020-03-03", "2020-03-03") == set()


def test_a_termination_says_the_day_on_which_a_plan_was_called_off():
    plan = LONG_AGO + "2027 cyber-cooperation I2 A plan | status=planned, published=2020-03-03, id=plan\n"
    off = plan + "2022-06-06 termination I2 Called off | effect=lowers, ends=plan"
    days = ("2022-06-05", "2022-06-06", "2025-06-05", "2025-06-06")
    assert [falls(off, day) for day in days] == [set(), {"recent_ending"}, {"recent_ending"}, set()]
    assert (rises(off, "2022-06-05"), rises(off, "2022-06-06")) == ({"fresh_commitment"}, set())


@pytest.mark.parametrize(
    "other",
    [
        "2020-05-05 proposal I2 Declined | status=cancelled, published=2020-03-03",
        "2020-05-05 visit I2 A lead | status=cancelled, review=unreviewed, published=2020-03-03",
        "2020-05-05 sanction I2 A restraint called off | status=cancelled, effect=lowers, published=2020-03-03",
    ],
)
def test_what_is_no_cancelled_plan(other):
    assert falls(LONG_AGO + other, "2020-05-05") == set()


def test_two_fewer_active_years_of_three_are_a_fall():
    story = "2016-02-02 visit I2 One\n2017-02-02 visit I2 Two"
    assert [falls(story, day) for day in ("2019-12-31", "2020-01-01", "2021-12-31", "2022-01-01")] == [
        set(),
        {"less_than_before"},
        {"less_than_before"},
        set(),
    ]


def test_less_is_no_fall_while_something_of_substance_stands():
    story = "2016-02-02 visit I2 One\n2017-02-02 visit I2 Two\n"
    assert falls(story + "2013/2020-06-30 diplomatic-post I2 A post", "2020-06-30") == set()
    assert falls(story + "2013/2020-06-30 diplomatic-post I2 A post", "2020-07-01") == {"less_than_before"}
    assert falls(story + "2013/.. company-presence I2 A routine office", "2020-06-30") == {"less_than_before"}
    assert falls(story + "/.. diplomatic-post I2 A post since when | published=2018", "2020-06-30") == set()


# Where the last three years lead


def leads(text, day):
    """Whether the acts of the last three years, once more, lead to a rise or a fall."""
    return said(text, "I2", day) & {"on_course_to_rise", "on_course_to_fall"}


UP, DOWN, LEVEL = {"on_course_to_rise"}, {"on_course_to_fall"}, set()


def test_a_first_act_of_substance_leads_to_a_second_for_three_years():
    story = "2014-01-10 visit I2 Long ago\n2020-05-05 cyber-cooperation I2 Experts meet and work"
    days = ("2020-05-04", "2020-05-05", "2023-05-04", "2023-05-05")
    assert [leads(story, day) for day in days] == [LEVEL, UP, UP, LEVEL]
    assert [trend(story, "I2", day) for day in days] == ["steady", "increasing", "increasing", "steady"]


def test_two_years_of_work_lead_to_three_of_five_while_one_of_them_and_both_again_are_in_the_five():
    story = "2019-05-10 cyber-cooperation I2 One\n2020-05-10 cyber-cooperation I2 Two"
    assert [leads(story, day) for day in ("2020-05-10", "2021-12-31", "2022-01-01")] == [UP, UP, LEVEL]


def test_work_that_stopped_leads_down_before_its_years_have_gone():
    assert [leads(WORK, day) for day in ("2020-06-15", "2021-12-31", "2022-01-01", "2022-12-31")] == [LEVEL, LEVEL, DOWN, DOWN]
    assert [level(WORK, "I2", day) for day in ("2022-12-31", "2023-01-01")] == [HIGH, MEDIUM]


def test_what_is_about_to_lapse_leads_down():
    assert [leads(THREE_VISITS, day) for day in ("2017-01-10", "2018-07-09", "2018-07-10", "2020-07-09", "2020-07-10")] == [
        LEVEL,
        LEVEL,
        DOWN,
        DOWN,
        LEVEL,
    ]


def test_two_accords_lead_down_from_two_years_after_the_newest_since_accords_do_not_repeat():
    assert [leads(TWO_ACCORDS, day) for day in ("2018-05-20", "2020-05-19", "2020-05-20", "2023-05-19", "2023-05-20")] == [
        LEVEL,
        LEVEL,
        DOWN,
        DOWN,
        LEVEL,
    ]
    assert trend(TWO_ACCORDS, "I2", "2020-05-20") == "steady", "the newest is a new accord still"
    assert trend(TWO_ACCORDS, "I2", "2021-05-20") == "decreasing"


@pytest.mark.parametrize("state", ["infrastructure-project", "access-grant"])
def test_a_term_that_was_known_beforehand_leads_down_in_its_last_three_years(state):
    story = f"2012/2022-06-30 {state} I2 For ten years | published=2012-12-31"
    assert [leads(story, day) for day in ("2019-06-30", "2019-07-01", "2022-06-30")] == [LEVEL, DOWN, DOWN]


@pytest.mark.parametrize("state", ["infrastructure-project", "access-grant"])
def test_an_end_that_was_told_of_only_once_it_had_come_was_not_foreseen(state):
    story = f"2012/2022-06-30 {state} I2 It was there | published=2023-12-31"
    assert [leads(story, day) for day in ("2019-07-01", "2022-06-30", "2022-07-01")] == [LEVEL, LEVEL, LEVEL]
    assert level(story, "I2", "2022-07-01") < HIGH


@pytest.mark.parametrize("so", ["effect=lowers", "effect=neutral", "review=unreviewed", "status=disputed", "status=planned"])
def test_only_what_counts_comes_again(so):
    assert leads(LONG_AGO + f"2020-05-05 space-cooperation I2 One | {so}, published=2020-05-05", "2020-05-05") <= DOWN


def test_where_nothing_counted_there_is_no_course():
    assert leads("review 2012 2023\n2020-05-05 pledge I2 More to come", "2020-05-05") == LEVEL


def test_a_course_says_from_where_to_where_and_names_the_acts_that_come_again():
    found = rated(LONG_AGO.replace("2012", "2013") + "2019-05-10 cyber-cooperation I2 One\n2020-05-10 agreement I2 Two", "I2", "2020-06-01")
    by_name = {each.name: each.finding for each in found.trend_findings}
    rise = by_name["on_course_to_rise"]
    assert by_name["on_course_to_fall"].because == rise.because
    assert rise.because == "on course from medium to high in three years if the acts of the last three years repeat"
    assert ids(rise.events) == {"cyber-cooperation-2019-05-10"}, "the accord does not repeat"


# In balance


def test_more_reasons_on_one_side_decide_and_as_many_on_both_are_steady():
    story = LONG_AGO + "2020-05-05 pledge I2 More to come\n2020-06-06 sanction I2 Stopped | effect=lowers\n"
    assert trend(story, "I2", "2020-06-05") == "increasing"
    assert trend(story, "I2", "2020-06-06") == "steady"
    assert trend(story + "2020-07-07 agreement I2 An accord", "I2", "2020-07-07") == "increasing"
    off = "2020-07-07 visit I2 Called off | status=cancelled, published=2020-07-07"
    assert trend(story + off, "I2", "2020-07-07") == "decreasing"


def test_nothing_counted_has_no_trend_whatever_is_promised():
    assert trend("review 2012 2023\n2020-05-05 pledge I2 More to come", "I2", "2020-05-05") == "unknown"


def test_a_rating_names_the_events_that_carry_it_and_what_the_next_rung_misses():
    found = rated(WORK, "I2", "2020-12-31")
    assert ids(found.events) == {"cyber-cooperation-2018-06-15", "cyber-cooperation-2019-06-15", "cyber-cooperation-2020-06-15"}
    assert found.missing.level == VERY_HIGH
    assert "no systems, accesses or dependences in force" in found.missing.finding.because
