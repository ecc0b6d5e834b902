"""Ratings: on which day, with what confidence, until when, carried by how much, and in three worlds. Silence is not evidence."""

from datetime import timedelta

import pytest
from dossiers import dossier, ids, known, level, method, rated, ratings

from mdime_events import dates
from mdime_events.confidence import overall_confidence
from mdime_events.rate import Method
from mdime_events.rulekit import HIGH, LOW, MEDIUM, UNOBSERVED, VERY_LOW
from mdime_events.vocabulary import INSTRUMENTS
from mdime_events.worlds import worlds


def day(text):
    return dates.day(text)


# Silence is not evidence


def test_without_review_and_without_events_nothing_is_said_and_why():
    for code, found in ratings("").items():
        assert (found.level, found.trend, found.on, found.confidence) == (None, "unknown", None, "low")
        why = "no instrument is assessed" if code == "OVERALL" else "nothing counted and not reviewed"
        assert found.because == (f"not assessed: {why}",)


def test_looked_for_and_not_seen_is_unobserved():
    found = rated("review 2012 2023", "M1")
    assert (found.level, found.trend, found.on) == (UNOBSERVED, "unknown", day("2023-12-31"))
    assert found.because == ("reviewed to 2023-12-31, and nothing seen since 2012",)
    assert found.holds_until is None


def test_a_review_is_of_the_instruments_that_it_names():
    found = ratings("review 2012 2023 M1,M2")
    assert {code for code, rating in found.items() if rating.level == UNOBSERVED} == {"M1", "M2", "OVERALL"}
    assert {code for code, rating in found.items() if rating.level is None} == set(INSTRUMENTS) - {"M1", "M2"}


@pytest.mark.parametrize(
    "silent",
    [
        "2014 pledge M1 More to come",
        "2014 proposal M1 An offer",
        "2014 statement M1 Warm words",
        "2014 exercise M1 A drill | status=planned, published=2013",
        "2014 exercise M1 A drill | status=cancelled, published=2013",
        "2014 exercise M1 A drill | status=disputed",
        "2014 exercise M1 A drill | review=unreviewed",
        "2014 exercise M1 A drill | effect=neutral",
        "2014 incident M1 A quarrel | effect=lowers",
        "2014 termination M1 The end | effect=lowers",
        "2014 embargo-lifted M1 A door",
        "2011 exercise M1 A drill before the window",
        "2014 exercise M2 A drill with others",
    ],
)
def test_what_does_not_count_makes_nothing_observed_and_nothing_assessed(silent):
    assert rated(f"review 2012 2023\n{silent}", "M1").level == UNOBSERVED
    assert rated(f"review 2012 2023\n{silent}", "M1", "2016-01-01").level == UNOBSERVED
    assert rated(silent, "M1", "2016-01-01").level is None
    assert "nothing counted and not reviewed" in rated(silent, "M1", "2016-01-01").because[0]


def test_with_events_and_no_review_it_is_rated_on_the_day_of_the_last_of_them():
    found = rated("2014-05-05 exercise M1 A drill\n2015-06-06 exercise M1 Another", "M1")
    assert (found.level, found.on, found.reviewed_to, found.unreviewed_since) == (MEDIUM, day("2015-06-06"), None, None)
    assert "not reviewed" in {each.because for each in found.confidence_findings}


@pytest.mark.parametrize(
    ("state", "on"),
    [
        ("2015/2022 | published=2023-06", "2022-12-31"),  # over when it was told of
        ("2015/2022", "2022-12-31"),  # recorded in 2024
        ("2015/2022 | published=2018-06", "2018-06-30"),  # its end was still to come
        ("2015/2022 | recorded=2018-06-01", "2015-12-31"),
        ("2015/2022 | published=2014-06", "2015-12-31"),
        ("2015/.. | published=2018-06", "2018-06-30"),  # it went on when its source was out
        ("2015/..", "2015-12-31"),  # that it goes on, no dated source says
        ("/.. | published=2018-06", "2018-06-30"),
        ("[2015..2017] | published=2018-06", "2017-12-31"),  # an act tells of its own day
    ],
)
def test_a_state_is_known_to_its_end_or_as_far_as_its_source_can_tell(state, on):
    date, _, more = state.partition(" | ")
    assert rated(f"{date} deployment M1 A base | {more}", "M1").on == day(on)


def test_a_state_that_was_ended_is_known_no_further():
    text = "2015/.. deployment M1 A base | published=2023-06\n2019-03-03 termination {} It is left | effect=lowers, ends=deployment-2015/.."
    assert rated(text.format("M1"), "M1").on == day("2019-03-03")
    assert rated(text.format("M2"), "M1").on == day("2019-03-03")


def test_with_a_review_it_is_rated_on_the_last_day_that_the_review_covers():
    found = rated("review 2012 2021-06\n2014-05-05 exercise M1 A drill", "M1")
    assert (found.level, found.on, found.reviewed_to, found.unreviewed_since) == (LOW, day("2021-06-30"), day("2021-06-30"), None)


def test_the_newest_coverage_counts_whichever_review_was_logged_last():
    assert rated("review 2012 2023\nreview 2012 2019", "M1").on == rated("review 2012 2019\nreview 2012 2023", "M1").on == day("2023-12-31")


DRILL = "review 2012 2019\n2014-05-05 exercise M1,M2 A drill\n"


def test_a_later_event_lifts_its_own_instrument_and_no_other_and_says_since_when_nobody_has_looked():
    before, after = ratings(DRILL), ratings(DRILL + "2022-08-08 exercise M1 Another drill")
    assert (before["M1"].level, after["M1"].level, after["M1"].on) == (LOW, MEDIUM, day("2022-08-08"))
    assert (after["M1"].unreviewed_since, after["M1"].reviewed_to) == (day("2019-12-31"), day("2019-12-31"))
    note = "unreviewed since 2019-12-31: events up to 2022-08-08 are counted, and nobody has looked for more"
    assert after["M1"].because[-1] == note
    others = set(INSTRUMENTS) - {"M1"}
    assert [after[code] for code in others] == [before[code] for code in others]


def test_a_log_that_stops_is_no_decline():
    regular = "review 2012 2019\n" + "".join(f"{year}-05-05 exercise M1 A drill\n" for year in range(2015, 2020))
    assert rated(regular, "M1").level == HIGH
    later = rated(regular + "2023-06-06 visit M1 An admiral calls", "M1")
    assert level(regular + "2023-06-06 visit M1 An admiral calls", "M1", "2023-06-06") == MEDIUM
    assert (later.level, later.on, later.unreviewed_since) == (HIGH, day("2019-12-31"), day("2019-12-31"))


ACCORD = "review 2012 2019\n2014-05-05 agreement M3 An accord\n"
TORN_UP = "2022-08-08 termination M3 It is torn up | effect=lowers, ends=agreement-2014-05-05"


def test_a_later_event_that_lowers_lets_it_fall_on_that_very_day():
    found = rated(ACCORD + TORN_UP, "M3")
    assert rated(ACCORD, "M3").level == MEDIUM
    assert (found.level, found.trend, found.on, found.unreviewed_since) == (LOW, "decreasing", day("2022-08-08"), day("2019-12-31"))


def test_a_later_event_that_lowers_another_instrument_does_not():
    found = rated(ACCORD + "2022-08-08 sanction E1 Stopped | effect=lowers", "M3")
    assert (found.level, found.on, found.unreviewed_since) == (MEDIUM, day("2019-12-31"), None)


def test_one_that_was_reviewed_again_is_rated_as_reviewed():
    found = rated(ACCORD + TORN_UP + "\nreview 2020 2022", "M3")
    assert (found.level, found.on, found.unreviewed_since) == (LOW, day("2022-12-31"), None)


@pytest.mark.parametrize(
    "later",
    [
        "2022 exercise M1 A drill | status=planned, published=2021",
        "2022 exercise M1 A drill | status=cancelled, published=2021",
        "2022 exercise M1 A drill | status=disputed",
        "2022 exercise M1 A drill | review=unreviewed",
        "2022 exercise M1 A drill | effect=neutral",
        "2022 pledge M1 More to come",
        "2022 embargo-lifted M1 A door",
        "2022 incident M1 A quarrel | effect=lowers",
        "2022 statement M1 Cool words | effect=lowers",
    ],
)
def test_what_does_not_count_moves_no_day(later):
    found = rated(DRILL + later, "M1")
    assert (found.on, found.unreviewed_since) == (day("2019-12-31"), None)


# Inconclusive


UNCLEAR = "review 2012 2023 M1,M2 | inconclusive=sources contradict each other\n"


def test_inconclusive_by_the_coders_own_word_is_no_assessment():
    found = ratings("review 2012 2023\n" + UNCLEAR + "2014 exercise M1,M3 A drill")
    assert (found["M1"].level, found["M1"].trend, found["M1"].on) == (None, "unknown", day("2023-12-31"))
    assert found["M1"].because == ("not assessed: inconclusive: sources contradict each other",)
    assert found["M2"].level is None
    assert found["M3"].level == LOW


def test_a_later_review_that_concludes_takes_its_place():
    found = rated(UNCLEAR.replace("2023", "2020") + "2014 exercise M1 A drill\nreview 2012 2023", "M1")
    assert (found.level, found.on) == (LOW, day("2023-12-31"))


def test_an_instrument_that_is_not_assessed_has_no_say_in_the_overall():
    assert ratings(UNCLEAR + "review 2012 2023 M3\n2014-05-05 access-grant M3 An access")["OVERALL"].level == HIGH


# As asked


def test_a_day_that_is_asked_for_is_the_day():
    text = "review 2012 2019\n2014-05-05 exercise M1 A drill\n2015-05-05 visit M1 A visit\n2015-06-06 visit M1 Another"
    assert {found.on for found in ratings(text, "2016-03-03").values()} == {day("2016-03-03")}
    assert [rated(text, "M1", asked).level for asked in ("2014-05-04", "2014-05-05", "2015-06-06")] == [UNOBSERVED, LOW, MEDIUM]


def test_past_the_last_review_it_says_that_nobody_has_looked():
    text = "review 2012 2019\n" + "".join(f"201{number}-05-05 visit M1 A visit\n" for number in (3, 4, 5))
    found = rated(text, "M1", "2026-01-01")
    assert (found.level, found.on) == (LOW, day("2026-01-01"))  # lapsed, as asked
    assert (found.reviewed_to, found.unreviewed_since) == (day("2019-12-31"), day("2019-12-31"))
    assert found.because[-1] == "nobody has looked since 2019-12-31"
    assert rated(text, "M1", "2019-12-31").unreviewed_since is None
    assert rated(text, "M1", "2020-01-01").unreviewed_since == day("2019-12-31")
    assert rated(text, "M1").level == MEDIUM


def test_a_review_that_goes_on_has_looked_up_to_the_day_that_is_asked_for():
    found = rated("review 2012 2023", "M1", "2015-06-06")
    assert (found.level, found.reviewed_to, found.unreviewed_since) == (UNOBSERVED, day("2015-06-06"), None)


def test_a_review_had_not_looked_before_it_begins():
    assert rated("review 2015 2023", "M1", "2014-12-31").level is None
    assert rated("review 2015 2023", "M1", "2015-01-01").level == UNOBSERVED


def test_a_past_day_sees_nothing_that_came_later():
    story = "review 2012 2019\n2014-05-05 exercise M1 A drill\n"
    later = "2016-06-06 exercise M1 Another\n2017-07-07 termination M1 The end | effect=lowers, ends=exercise-2014-05-05"
    assert rated(story + later, "M1", "2016-06-05") == rated(story, "M1", "2016-06-05")


def test_the_window_may_open_in_another_year():
    later = Method(book=method().book, window_opens=2013)
    text = dossier("2012 exercise M1 A drill\n2014 visit M1 A visit")
    assert method().evidence(text, "M1", day("2015")).opens == day("2012-01-01")
    assert [len(each.evidence(text, "M1", day("2015")).items) for each in (method(), later)] == [2, 1]


# Confidence


SOURCES = """
    source  report   A  2023-12
    source  ministry B  2023-12
    source  blog     C  2023-12
    source  rumour   E  2023-12
    source  gossip   E  2023-12
    source  host     F  2023-12
    source  page     F  2023-12
    source  relay    A  2023-12 | relays=report
    source  echo     A  2023-12 | relays=relay
    review  2012  2023  | sources=report+ministry
"""


def sure(sources, coder="high", on="2023-12-31"):
    found = rated(SOURCES + f"2014-05-05 exercise M1 A drill | sources={sources}, confidence={coder}", "M1", on)
    return found.confidence, [each.because for each in found.confidence_findings]


def test_two_independent_sources_of_which_one_is_good_make_high_confidence():
    assert sure("report+ministry") == ("high", [])
    assert sure("rumour+ministry") == ("high", [])


def test_one_source_is_moderate_however_often_it_is_relayed():
    for sources, origin in (("report", "report"), ("report+relay", "report"), ("report+relay+echo", "report"), ("echo", "report")):
        assert sure(sources) == ("moderate", [f"one independent source ({origin})"])
    assert sure("echo+ministry") == ("high", [])


def test_relays_of_each_other_are_one_source():
    ring = "source one A | relays=two\nsource two A | relays=one\n2014 exercise M1 A drill | sources=one+two, confidence=high"
    assert any("one independent source" in each.because for each in rated(ring, "M1", "2015-01-01").confidence_findings)


@pytest.mark.parametrize(
    ("sources", "expected", "best"),
    [("blog+rumour", "moderate", "C"), ("rumour+gossip", "low", "E"), ("blog+rumour+host", "moderate", "C")],
)
def test_grades_below_b_hold_it_down(sources, expected, best):
    assert sure(sources) == (expected, [f"no source is graded better than {best}"])


def test_what_cannot_be_judged_is_no_source_that_confirms_another():
    assert sure("report+host") == ("moderate", ["one independent source (report); host cannot be judged"])
    assert sure("report+ministry+host") == ("high", [])
    assert sure("rumour+host") == ("low", ["one independent source (rumour); host cannot be judged", "no source is graded better than E"])


def test_what_cannot_be_judged_is_no_middling_grade():
    assert sure("host") == ("low", ["no source is cited that can be judged (host: graded F)"])
    assert sure("host+page") == ("low", ["no source is cited that can be judged (host, page: graded F)"])
    reviewed = SOURCES.replace("sources=report+ministry", "sources=host")
    assert [each.because for each in rated(reviewed, "M1").confidence_findings] == [
        "no source is cited that can be judged (host: graded F)"
    ]


def test_no_source_is_low():
    found = rated("review 2012 2023\n2014-05-05 exercise M1 A drill | confidence=high", "M1", "2023-12-31")
    assert (found.confidence, found.confidence_findings[0].because) == ("low", "no source is cited")


@pytest.mark.parametrize("coder", ["low", "moderate"])
def test_the_coders_own_doubt_holds_it_down(coder):
    told = f"half or more of the events that carry it are coded with {coder} confidence or less"
    assert sure("report+ministry", coder) == (coder, [told])


def test_the_doubt_of_fewer_than_half_of_what_carries_it_does_not():
    drill = "201{0}-05-05 exercise M1 A drill | sources=report+ministry, confidence={1}\n"
    one_of_three = SOURCES + drill.format(3, "low") + drill.format(4, "high") + drill.format(5, "high")
    assert rated(one_of_three, "M1").confidence == "high"
    assert rated(one_of_three.replace("2015", "2009"), "M1").confidence == "low"  # one of the two that are left


def test_a_review_more_than_a_year_old_holds_it_down():
    assert sure("report+ministry", on="2024-12-31") == ("high", [])
    assert sure("report+ministry", on="2025-01-01") == ("moderate", ["last reviewed to 2023-12-31, more than a year before"])


def test_a_never_reviewed_instrument_is_moderate_at_most():
    unreviewed = SOURCES.replace("review  2012  2023", "review  2012  2023  M2")
    found = rated(unreviewed + "2014-05-05 exercise M1 A drill | sources=report+ministry, confidence=high", "M1", "2014-05-05")
    assert (found.confidence, [each.because for each in found.confidence_findings]) == ("moderate", ["not reviewed"])


def test_unobserved_is_as_sure_as_the_sources_of_the_review():
    assert rated(SOURCES, "M1").confidence == "high"
    assert rated("review 2012 2023", "M1").confidence == "low"
    assert rated(SOURCES.replace("report+ministry", "blog"), "M1").confidence == "moderate"


def test_several_reasons_are_all_told_and_the_lowest_decides():
    found = sure("rumour", "moderate", "2026-01-01")
    assert (found[0], len(found[1])) == ("low", 4)


# Until when


@pytest.mark.parametrize(
    ("story", "on", "until"),
    [
        ("2013-05-05 visit M1 One\n2014-05-05 visit M1 Two\n2015-05-05 visit M1 Three", "2016-01-01", "2020-05-04"),
        ("2013-05 visit M1 One\n2014 visit M1 Two\n2015-02 visit M1 Three", "2016-01-01", "2020-01-31"),
        ("2015-01-01 exercise M1 One\n2016-01-01 exercise M1 Two\n2017-01-01 exercise M1 Three", "2017-01-01", "2019-12-31"),
        ("2010 agreement M1 One\n2016-02-29 agreement M1 Two", "2016-02-29", "2021-02-28"),
        ("2015/2018-07 infrastructure-project M1 A network", "2015-12-31", "2018-07-31"),
        ("2015-06-01/.. training M1 A course that goes on", "2015-06-01", "2015-12-31"),
    ],
)
def test_it_holds_through_the_last_day_before_the_level_moves(story, on, until):
    assert rated(story, "M1", on).holds_until == day(until)
    assert level(story, "M1", on) == level(story, "M1", until) != level(story, "M1", (day(until) + timedelta(days=1)).isoformat())


@pytest.mark.parametrize("lasting", ["2015-05-05 agreement", "2015-05-05 exercise", "2015/.. trade-status"])
def test_what_does_not_lapse_has_no_such_day(lasting):
    assert rated(f"{lasting} M1 Something", "M1", "2018-01-01").holds_until is None


@pytest.mark.parametrize(
    "later",
    [
        "2017-01-01 termination M1 The end | effect=lowers, ends=infrastructure-project-2015/2018-07",
        "2017-01-01 termination M3 An end of another instrument | effect=lowers, ends=infrastructure-project-2015/2018-07",
        "2016-06-06/.. infrastructure-project M1 Another network",
        "2016-06-06 exercise M1 A drill | status=planned, published=2015-01-01",
        "review 2016-06-06 2020 M1 | inconclusive=nothing is clear any more",
    ],
)
def test_nothing_that_is_to_come_is_known_of(later):
    story = "review 2012 2015\n2015/2018-07 infrastructure-project M1 A network\n"
    assert rated(story + later, "M1", "2015-12-31").holds_until == rated(story, "M1", "2015-12-31").holds_until == day("2018-07-31")


# Carried by how much


@pytest.mark.parametrize(
    ("story", "one"),
    [
        ("2015 exercise M1 One", True),
        ("2015 exercise M1 One\n2016 exercise M1 Two", True),
        ("2015 exercise M1 One\n2016 exercise M1 Two\n2016 exercise M1 Three", False),
        ("2015-05-05/.. infrastructure-project M1 One\n2016 visit M1 A visit", True),
        ("2015-05-05/.. infrastructure-project M1 One\n2016/.. infrastructure-project M1 Two", False),
        ("review 2012 2023", False),
    ],
)
def test_it_is_carried_by_one_where_the_level_falls_without_some_event(story, one):
    assert rated(story, "M1", "2017-01-01").carried_by_one is one


def test_the_rungs_say_what_is_met_and_what_is_missing():
    found = rated("2013-05-05 visit M1 One\n2014-05-05 visit M1 Two", "M1", "2015-01-01")
    assert [(rung.level.label, rung.finding.met) for rung in found.rungs] == [
        ("very high", False),
        ("high", False),
        ("medium", False),
        ("low", False),
        ("very low", True),
    ]
    assert (found.level, found.missing.level) == (VERY_LOW, LOW)
    assert found.missing.finding.because.endswith("two acts or states (visit 2013-05-05, visit 2014-05-05), where three are asked for")
    assert ids(found.events) == {"visit-2013-05-05", "visit-2014-05-05"}


def test_at_the_top_nothing_is_missing():
    top = "2018/.. space-cooperation M1 A station\n2019-05-05 exercise M1 A drill"
    assert rated(top, "M1", "2020-12-31").missing is None


# Three worlds


def three(text, on, instrument="M1"):
    return {name: None if found is None else found.label for name, found in worlds(known(text), method(), instrument, day(on)).items()}


def test_the_level_three_years_on_if_nothing_happens_if_all_repeats_and_if_what_is_promised_happens():
    story = """
        2018-06-15  exercise  M1  A drill
        2019-06-15  exercise  M1  A drill
        2020-06-15  exercise  M1  A drill
        2020-12-31  pledge    M1  A base | promises=deployment, due=2022
    """
    assert level(story, "M1", "2020-12-31") == HIGH
    assert three(story, "2020-12-31") == {"lapse": "medium", "steady": "high", "planned": "high"}
    assert three(story, "2018-06-15") == {"lapse": "low", "steady": "medium", "planned": "low"}


def test_terms_run_out_in_all_of_them():
    base = "2015/2021-06-30 infrastructure-project M1 A network | published=2015"
    assert three(base, "2018-06-29") == {"lapse": "high", "steady": "high", "planned": "high"}
    assert three(base, "2018-07-01") == {"lapse": "low", "steady": "low", "planned": "low"}


def test_an_end_that_was_told_of_only_afterwards_is_foreseen_in_none():
    base = "2015/2021-06-30 infrastructure-project M1 A network | published=2023"
    assert three(base, "2018-07-01") == {"lapse": "high", "steady": "high", "planned": "high"}


@pytest.mark.parametrize(
    "tie",
    [
        "2019-05-05 agreement M1 An accord",
        "2019-05-05 membership M1 A body",
        "2019-05-05/2020 diplomatic-post M1 A post",
        "2019-05-05/2019-12 agreement M1 An accord of some months",
    ],
)
def test_accords_memberships_and_states_of_being_do_not_repeat(tie):
    found = three(tie, "2020-12-31")
    assert found["steady"] == found["lapse"]


def test_an_act_of_months_repeats():
    found = three("2019-05-05/2019-12 training M1 A course", "2020-12-31")
    assert (found["lapse"], found["steady"]) == ("low", "medium")


def test_endings_do_not_repeat():
    story = "2015/.. infrastructure-project M1 A network\n2016 exercise M1 A drill\n2019-05-05 sanction M1 Stopped | effect=lowers"
    assert three(story, "2020-12-31")["steady"] == "medium"  # one ending within five years, and no new act
    assert three(story, "2021-05-05")["steady"] == "high"


def test_acts_of_the_last_three_years_repeat_once():
    assert three("2017-12-31 exercise M1 A drill", "2020-12-31")["steady"] == "low"
    assert three("2018-01-01 exercise M1 A drill", "2020-12-31")["steady"] == "medium"


@pytest.mark.parametrize(
    "promise",
    [
        "2020-02-02 pledge M1 More | promises=exercise",
        "2020-02-02 pledge M1 More | promises=exercise, due=2022",
        "2020-02-02 pledge M1 More | promises=exercise, due=[2021..2022]",
        "2020-02-02 proposal M1 More | promises=exercise, due=2022-05-05",
        "2022-05 exercise M1 Planned | status=planned, published=2020-02-02",
        "2020-02-02 pledge M1 Every third year | promises=exercise, recurs=P3Y",
    ],
)
def test_what_is_promised_planned_or_set_to_recur_happens_in_the_third(promise):
    story = f"2014-05-05 exercise M1 A drill\n{promise}"
    assert three(story, "2020-12-31") == {"lapse": "low", "steady": "low", "planned": "medium"}


def test_a_state_that_is_planned_stands_once_it_has_begun():
    base = "2022-05/.. deployment M1 A base | status=planned, published=2020-02-02"
    assert three(f"2014-05-05 exercise M1 A drill\n{base}", "2020-12-31") == {"lapse": "low", "steady": "low", "planned": "high"}


def test_a_series_happens_at_each_of_its_periods():
    story = "2020-01-01 exercise M1 The first\n2020-01-01 pledge M1 Every year | promises=exercise, recurs=P1Y"
    assert three(story, "2020-12-31") == {"lapse": "low", "steady": "medium", "planned": "high"}


def test_a_planned_series_happens_at_each_of_its_periods_too():
    story = "2020-01-01 exercise M1 The first\n2021-05 exercise M1 Every year | status=planned, recurs=P1Y, published=2020-02-02"
    assert three(story, "2020-12-31") == {"lapse": "low", "steady": "medium", "planned": "high"}
    assert three(story.replace(", recurs=P1Y", ""), "2020-12-31")["planned"] == "medium"
    begun = story.replace("2021-05 exercise", "2020-05 exercise")
    assert three(begun, "2020-12-31")["planned"] == "high"


def test_what_a_statement_promises_happens_in_the_third():
    story = "2014-05-05 exercise M1 A drill\n2020-02-02 statement M1 More | promises=exercise"
    assert three(story, "2020-12-31")["planned"] == "medium"


def test_a_commitment_that_holds_for_a_while_comes_to_an_act_when_it_is_kept():
    drills = "2019-05-05 exercise M1 One\n2020-05-05 exercise M1 Two\n"
    for when in ("2020-06-01", "2020-06-01/2021", "2020-06-01/.."):
        assert three(f"{drills}{when} pledge M1 A third | promises=exercise", "2020-12-31")["planned"] == "high", when
        assert three(f"{when} pledge M1 A network | promises=infrastructure-project", "2020-12-31")["planned"] == "low", when


@pytest.mark.parametrize(
    "other",
    [
        "2020-02-02 pledge M1 Some day | promises=exercise, due=2030",
        "2020-02-02 pledge M1 Kept | promises=exercise, id=kept\n2020-03-03 visit M1 As promised | fulfils=kept",
        "2016-02-02 pledge M1 Long ago | promises=exercise",
        "2021-05 exercise M1 Called off | status=cancelled, published=2020-02-02",
        "2021-05 exercise M1 A lead | status=planned, review=unreviewed, published=2020-02-02",
        "2020-02-02 pledge M1 Something",
    ],
)
def test_what_does_not_come_within_three_years_or_not_at_all(other):
    assert three(f"2014-05-05 exercise M1 A drill\n{other}", "2020-12-31")["planned"] == "low"


def test_they_know_nothing_of_what_came():
    later = "2014-05-05 exercise M1 A drill\n2022-05-05 exercise M1 Another\n2022-05-05/.. deployment M1 A base"
    assert three(later, "2020-12-31") == {"lapse": "low", "steady": "low", "planned": "low"}


def test_where_nothing_is_assessed_they_are_not_either():
    assert three("", "2020-12-31") == {"lapse": None, "steady": None, "planned": None}
    assert three("review 2012 2020", "2020-12-31") == {"lapse": "unobserved", "steady": "unobserved", "planned": "unobserved"}


def test_the_overall_never_holds_until_before_its_own_day():
    text = "2015/2016 training D2 Courses\n2021-06 visit D1 A visit"
    found = rated(text, "OVERALL")
    assert found.holds_until is None or found.holds_until >= found.on


def test_where_later_events_come_to_less_the_reviewed_level_stands_and_says_so():
    drills = "\n".join(f"{year}-05 exercise M1 A drill" for year in (2021, 2022, 2023))
    found = rated(f"review 2012 2023-12\n{drills}\n2027-06 visit M1 A visit", "M1")
    assert (found.level.label, str(found.on)) == ("high", "2023-12-31")
    assert "by the events up to 2027-06-30 alone it would be medium then; the higher level of the review stands" in found.because[-1]


def test_an_overall_known_by_fewer_than_half_of_the_instruments_is_unsure():
    assert overall_confidence(["high"] * 6)[0] == "high"
    sureness, held = overall_confidence(["high"] * 5)
    assert (sureness, held[-1].because) == ("low", "five of the twelve instruments assessed, fewer than half")
