"""The words of the method: what counts on a day, as what, and why the rest does not."""

from datetime import date, timedelta

import pytest
from dossiers import ids, seen

from mdime_events.finding import Finding, listed


def kept(text, on, instrument="M1"):
    """The events that count on a day."""
    return ids(seen(text, instrument, on).events)


def why(text, on, instrument="M1"):
    """Why the events that do not count were left out, by id."""
    return {event.id: reason for event, reason in seen(text, instrument, on).left_out}


def years(text, on):
    return sorted(seen(text, "M1", on).active_years)


def standing(text, *days):
    return [bool(seen(text, "M1", day).standing().items) for day in days]


def recent(text, *days, years=3):
    return [bool(seen(text, "M1", day).recent(years).items) for day in days]


# An act counts once it is certain


@pytest.mark.parametrize(
    ("when", "last_before", "first"),
    [
        ("2023-02-14", "2023-02-13", "2023-02-14"),
        ("2016-11", "2016-11-29", "2016-11-30"),
        ("2014", "2014-12-30", "2014-12-31"),
        ("2019-12~", "2019-12-30", "2019-12-31"),
        ("[2012..2023]", "2023-12-30", "2023-12-31"),
        ("2021/..", "2021-12-30", "2021-12-31"),
        ("2021-05-03/..", "2021-05-02", "2021-05-03"),
        ("2022-01/2047", "2022-01-30", "2022-01-31"),
    ],
)
def test_it_counts_from_the_last_day_of_its_range(when, last_before, first):
    text = f"{when} exercise M1 A drill"
    assert kept(text, last_before) == set()
    assert kept(text, first) == {f"exercise-{when}"}


@pytest.mark.parametrize(("out", "day_before"), [("2014-07-10", "2014-07-09"), ("2014-01-01", "2013-12-31"), ("2014-07", "2014-07-30")])
def test_it_counts_from_the_day_that_its_source_was_out(out, day_before):
    text = f"2014 exercise M1 A drill | published={out}"
    day = (date.fromisoformat(day_before) + timedelta(days=1)).isoformat()
    assert (kept(text, day_before), kept(text, day)) == (set(), {"exercise-2014"})


def test_the_first_of_several_sources_tells_of_it():
    text = "source early B 2014-03\nsource late A 2015\n2014 exercise M1 A drill | sources=late+early"
    assert (kept(text, "2014-03-30"), kept(text, "2014-03-31")) == (set(), {"exercise-2014"})


@pytest.mark.parametrize("published", ["2013-12-31", "2014-12-31", "2019"])
def test_a_source_from_before_or_long_after_changes_nothing(published):
    text = f"2014 exercise M1 A drill | published={published}"
    assert (kept(text, "2014-12-30"), kept(text, "2014-12-31")) == (set(), {"exercise-2014"})


def test_another_instruments_events_are_not_seen():
    assert kept("2014 exercise M2 A drill\n2014 exercise M1,M2 Another | id=both", "2014-12-31") == {"both"}


# The window


@pytest.mark.parametrize("when", ["2012-01-01", "2012", "[2012..2013]", "2012/2013"])
def test_it_opens_on_the_first_day_of_2012(when):
    assert kept(f"{when} exercise M1 A drill", "2014-01-01") == {f"exercise-{when}"}


@pytest.mark.parametrize("when", ["2011-12-31", "2011", "[2005..2010]", "2005/2010"])
def test_what_lies_before_it_is_context(when):
    assert why(f"{when} exercise M1 A drill", "2014-01-01") == {f"exercise-{when}": "before the window"}


@pytest.mark.parametrize("when", ["[..2020]", "[2011..2020]", "[2011-12-31..2012-01-01]"])
def test_what_may_lie_before_it_is_left_out_and_said_to_be_doubtful(when):
    assert why(f"{when} exercise M1 A drill", "2021-01-01") == {f"exercise-{when}": "perhaps before the window"}


def test_a_state_that_began_before_it_stands_while_it_lasts_and_is_never_activity():
    text = "2005/2015-06 deployment M1 A base"
    found = seen(text, "M1", "2015-06-30")
    assert [item.standing for item in found.items] == [True]
    assert (found.active_years, found.recent().items) == (frozenset(), ())
    assert why(text, "2015-07-01") == {"deployment-2005/2015-06": "before the window"}


def test_an_accord_stands_however_its_beginning_is_dated():
    for when in ("1999", "[..2020]", "[2001..2020]", "[2012..2020]", "/.."):
        assert standing(f"{when} agreement M1 An accord | published=2020-12-31", "2020-12-30", "2020-12-31", "2040-01-01") == [
            when == "1999",
            True,
            True,
        ], when


# Of substance


SUBSTANCE = """
    symbolic   goodwill media-appearance
    routine    visit meeting dialogue diplomatic-support port-call forum media-alignment trade-status company-presence
    practical  training education-exchange aid diplomatic-post media-cooperation cultural-institute infrastructure-project
    practical  space-cooperation cyber-cooperation intelligence-cooperation exercise joint-operation deployment arms-delivery
    practical  technology-transfer joint-production investment commodity-contract port-development sanction indictment incident
    binding    agreement membership access-grant arms-deal
"""
KINDS_BY_SUBSTANCE = [(kind, substance) for substance, *kinds in map(str.split, SUBSTANCE.strip().splitlines()) for kind in kinds]


@pytest.mark.parametrize(("kind", "substance"), KINDS_BY_SUBSTANCE)
def test_every_kind_has_its_substance_unless_the_coder_departs_from_it(kind, substance):
    item = seen(f"2014 {kind} M1 Something", "M1", "2014-12-31").items[0]
    assert item.substance == substance
    assert len(seen(f"2014 {kind} M1 Something", "M1", "2014-12-31").of_substance().items) == (substance in ("practical", "binding"))
    assert seen(f"2014 {kind} M1 Something | substance=symbolic", "M1", "2014-12-31").of_substance().items == ()


# Recent


def test_recent_is_within_three_years():
    assert recent("2020-06-15 exercise M1 A drill", "2020-06-15", "2023-06-14", "2023-06-15") == [True, True, False]


@pytest.mark.parametrize(("when", "last"), [("2020", "2022-12-31"), ("2020-06", "2023-05-31"), ("[2019-03..2020]", "2022-02-28")])
def test_vagueness_never_makes_a_fact_recent(when, last):
    text = f"{when} exercise M1 A drill"
    day = date.fromisoformat(last)
    after = day.replace(month=day.month % 12 + 1, day=1, year=day.year + (day.month == 12)).isoformat()
    assert recent(text, last, after) == [True, False]


def test_a_range_over_the_whole_window_is_in_it_and_not_recent():
    text = "[2012..2023] exercise M1 A drill"
    assert kept(text, "2023-12-31") == {"exercise-[2012..2023]"}
    assert recent(text, "2023-12-31") == [False]
    assert years(text, "2023-12-31") == []


def test_a_leap_day_is_three_years_old_on_the_first_of_march():
    assert recent("2020-02-29 exercise M1 A drill", "2023-02-28", "2023-03-01") == [True, False]


def test_a_state_of_doing_is_recent_until_three_years_after_its_end():
    assert recent("2013/2020-06-15 deployment M1 A base", "2020-06-15", "2023-06-14", "2023-06-15") == [True, True, False]


def test_a_state_of_being_is_as_old_as_its_beginning():
    assert recent("2013-06-15/.. diplomatic-post M1 A post", "2016-06-14", "2016-06-15") == [True, False]


def test_what_has_no_known_beginning_is_never_recent():
    for kind in ("deployment", "diplomatic-post", "agreement"):
        text = f"/.. {kind} M1 Something | published=2020-05-05"
        assert standing(text, "2020-05-04", "2020-05-05") == [False, True]
        assert recent(text, "2020-05-05") == [False]
        assert years(text, "2023-12-31") == []


def test_a_state_without_beginning_or_dated_source_stands_from_the_day_that_it_was_logged():
    assert standing("/.. deployment M1 A base | recorded=2022-02-02", "2022-02-01", "2022-02-02") == [False, True]


# Sustained: states of doing and of being


def test_sustained_is_three_of_the_last_five_calendar_years_this_one_among_them():
    text = "2019-12-31 exercise M1 One\n2021-06-01 exercise M1 Two\n2023-01-01 exercise M1 Three"
    days = ("2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01")
    assert [seen(text, "M1", day).sustained().met for day in days] == [False, True, True, False]


def test_years_are_counted_and_not_acts():
    text = "\n".join(f"2021-0{month}-01 exercise M1 A drill" for month in range(1, 9))
    assert not seen(text, "M1", "2021-12-31").sustained().met


@pytest.mark.parametrize("kind", ["trade-status", "deployment", "arms-delivery", "media-alignment", "joint-production", "training"])
def test_doing_counts_in_every_year_that_it_covers(kind):
    text = f"2014-11-30/2016-02-01 {kind} M1 Something"
    assert [years(text, day) for day in ("2014-11-30", "2015-01-01", "2016-02-01", "2020-01-01")] == [
        [2014],
        [2014, 2015],
        [2014, 2015, 2016],
        [2014, 2015, 2016],
    ]


@pytest.mark.parametrize("kind", ["agreement", "membership", "diplomatic-post", "cultural-institute", "company-presence", "access-grant"])
def test_being_counts_in_no_year(kind):
    assert years(f"2014-11-30/.. {kind} M1 Something", "2016-02-01") == []


def test_a_state_counts_only_in_years_in_which_it_had_begun_for_sure():
    assert years("2014/2016 deployment M1 A base", "2016-12-31") == [2014, 2015, 2016]
    assert years("2014/.. deployment M1 A base", "2014-12-30") == []


def test_an_act_of_signing_counts_in_its_year():
    assert years("2014-11-30 agreement M1 An accord", "2020-01-01") == [2014]


def test_an_act_counts_in_a_year_only_where_it_lies_in_it_for_sure():
    assert years("[2014-03..2014-09] exercise M1 One\n[2015-12..2016-01] exercise M1 Two", "2020-01-01") == [2014]


# Several


def test_several_are_two_kinds_of_the_instruments_own():
    one = "2014 exercise M1 One\n2015 exercise M1 Two\n"
    assert not seen(one, "M1", "2016-01-01").several_kinds().met
    assert not seen(one + "2015 sanction M1 Named\n2015 incident M1 A clash", "M1", "2016-01-01").several_kinds().met
    assert seen(one + "2005/.. deployment M1 A base", "M1", "2016-01-01").several_kinds().met


def test_an_accord_or_an_access_is_one_of_several_kinds_while_it_is_in_force():
    access = "2013-05-05 exercise M1 A drill\n2014-05-05 access-grant M1 A port is opened\n"
    closed = access + "2016-06-06 termination M1 It is closed | effect=lowers, ends=access-grant-2014-05-05"
    assert seen(closed, "M1", "2016-06-05").several_kinds().met
    assert not seen(closed, "M1", "2016-06-06").several_kinds().met
    assert not seen(access.replace("2014-05-05 access", "2014/2015 access"), "M1", "2016-01-01").several_kinds().met


# Standing


def test_a_state_stands_from_the_last_day_of_its_start_to_the_last_day_of_its_end():
    assert standing("2014/2016 deployment M1 A base", "2014-12-30", "2014-12-31", "2016-12-31", "2017-01-01") == [False, True, True, False]


@pytest.mark.parametrize("kind", ["agreement", "membership", "access-grant"])
def test_agreements_memberships_and_access_stand_until_something_ends_them(kind):
    text = f"2014-05-05 {kind} M1 Something"
    assert standing(text, "2014-05-05", "2050-01-01") == [True, True]


@pytest.mark.parametrize("kind", ["exercise", "arms-deal", "diplomatic-post", "infrastructure-project", "company-presence"])
def test_no_other_act_stands(kind):
    assert standing(f"2014-05-05 {kind} M1 Something", "2014-05-05") == [False]


ACCORD = "2014-05-05 agreement M1 An accord\n"
TORN_UP = "2020-06-{} termination {} It is torn up | effect=lowers, ends=agreement-2014-05-05\n"


def test_what_is_ended_stands_the_day_before_and_no_longer_on_that_day():
    assert standing(ACCORD + TORN_UP.format("10", "M1"), "2020-06-09", "2020-06-10", "2020-06-11") == [True, False, False]


def test_an_ending_of_unknown_day_ends_when_it_is_certain():
    assert standing(ACCORD + TORN_UP.format("10", "M1").replace("2020-06-10", "2020"), "2020-12-30", "2020-12-31") == [True, False]


def test_the_first_of_two_endings_counts_and_that_of_another_instrument_too():
    text = ACCORD + TORN_UP.format("10", "M1") + TORN_UP.format("03", "E3")
    assert standing(text, "2020-06-02", "2020-06-03", "2020-06-10") == [True, False, False]


@pytest.mark.parametrize("doubt", ["status=disputed", "status=planned, published=2020-01-01", "status=cancelled", "review=unreviewed"])
def test_an_ending_in_doubt_ends_nothing(doubt):
    assert standing(ACCORD + TORN_UP.format("10", "M1").replace("effect", f"{doubt}, effect"), "2020-06-11") == [True]


def test_a_term_that_ran_out_before_it_was_torn_up_ran_out():
    text = "2014-05-05/2019 agreement M1 An accord\n2020-06-10 termination M1 Too late | effect=lowers, ends=agreement-2014-05-05/2019"
    assert standing(text, "2019-12-31", "2020-01-01") == [True, False]


def test_a_doing_that_was_ended_is_no_activity_from_that_day_on():
    text = "2014-05-05/.. deployment M1 A base\n2016-01-01 termination M1 It leaves | effect=lowers, ends=deployment-2014-05-05/.."
    assert years(text, "2018-01-01") == [2014, 2015]
    assert recent(text, "2018-12-30", "2018-12-31") == [True, False]


# Lapsed


def test_lapsed_is_nothing_for_five_years_and_nothing_standing():
    text = "2014-05-05 exercise M1 A drill\n"
    assert [seen(text, "M1", day).not_lapsed().met for day in ("2019-05-04", "2019-05-05")] == [True, False]
    assert seen(text + "2005 agreement M1 An accord", "M1", "2019-05-05").not_lapsed().met


# Endings


@pytest.mark.parametrize(("drills", "said"), [("", "no new acts"), ("2016 exercise M1 A drill\n", "one new act")])
def test_endings_are_told_beside_the_new_acts(drills, said):
    text = drills + "2017-06-06 sanction M1 Stopped | effect=lowers\n"
    assert seen(text, "M1", "2018-01-01").not_outweighed().because == f"one ending within five years against {said}"


def outweighed(text, on):
    return not seen(text, "M1", on).not_outweighed().met


def test_endings_of_five_years_are_weighed_against_new_acts_of_five_years():
    text = "2015-05-05 exercise M1 A drill\n2016-06-06 sanction M1 Stopped | effect=lowers\n"
    assert [outweighed(text, day) for day in ("2016-06-06", "2020-05-04", "2020-05-05", "2021-06-05", "2021-06-06")] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_an_ending_of_vague_date_is_as_old_as_it_may_be():
    assert outweighed("[2014..2016] sanction M1 Stopped | effect=lowers", "2018-12-31")
    assert not outweighed("[2014..2016] sanction M1 Stopped | effect=lowers", "2019-01-01")
    assert not outweighed("[..2016] sanction M1 Stopped | effect=lowers", "2017-01-01")


def test_an_incident_is_no_restraint():
    text = "2016-06-06 incident M1 Warning shots | effect=lowers"
    assert seen(text, "M1", "2016-06-06").endings == ()
    assert why(text, "2016-06-06") == {"incident-2016-06-06": "an incident, which is no restraint"}


def test_an_ending_is_left_out_of_what_counts_and_says_so():
    text = ACCORD + TORN_UP.format("10", "M1")
    assert ids(seen(text, "M1", "2020-06-10").endings) == {"termination-2020-06-10"}
    assert why(text, "2020-06-10") == {"termination-2020-06-10": "lowers: it is an ending"}


def test_an_embargo_that_was_lifted_is_no_ending_any_more():
    text = "2015 embargo M1 Forbidden | effect=lowers\n2017-02-02 embargo-lifted M1 Allowed | ends=embargo-2015"
    assert ids(seen(text, "M1", "2017-02-01").endings) == {"embargo-2015"}
    assert seen(text, "M1", "2017-02-02").endings == ()
    assert why(text, "2017-02-02")["embargo-lifted-2017-02-02"] == "a door that opened, which is permission and no act"


# More and less active


def active(*years):
    return "\n".join(f"{year}-05-05 visit M1 A visit" for year in years)


@pytest.mark.parametrize(
    ("before", "of_late", "more", "less"),
    [
        ((), (2021, 2022), True, False),
        ((2018,), (2021, 2022, 2023), True, False),
        ((2018,), (2021, 2022), False, False),
        ((2018, 2019), (2023,), False, False),
        ((2018, 2019), (), False, True),
        ((2018, 2019, 2020), (2023,), False, True),
    ],
)
def test_two_more_or_fewer_of_three_years(before, of_late, more, less):
    found = seen("2017-05-05 visit M1 Long ago\n" + active(*before, *of_late), "M1", "2023-12-31")
    assert (found.more_active().met, found.less_active().met) == (more, less)


def test_only_where_the_window_holds_all_six_years():
    for on, told in (("2016-12-31", "does not yet hold the six years up to 2016"), ("2017-12-31", "two of the last three")):
        assert told in seen(active(2015, 2016), "M1", on).more_active().because
    assert not seen(active(2012, 2013), "M1", "2016-12-31").less_active().met
    assert seen(active(2012, 2013), "M1", "2017-01-01").less_active().met


def test_less_is_never_while_something_of_substance_stands():
    fewer = active(2018, 2019)
    assert not seen(f"{fewer}\n2005 agreement M1 An accord", "M1", "2023-12-31").less_active().met
    assert seen(f"{fewer}\n2005/.. company-presence M1 An office", "M1", "2023-12-31").less_active().met
    assert seen(f"{fewer}\n2005 agreement M1 A paper | substance=symbolic", "M1", "2023-12-31").less_active().met


def test_the_symbolic_is_no_activity_of_a_trend():
    assert not seen(active(2022, 2023).replace("visit", "goodwill"), "M1", "2023-12-31").more_active().met


# What does not count


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("2014 exercise M1 A drill | status=planned, published=2013", "planned"),
        ("2014 exercise M1 A drill | status=cancelled, published=2013", "cancelled"),
        ("2014 exercise M1 A drill | status=disputed", "disputed"),
        ("2014 exercise M1 A drill | review=unreviewed", "unreviewed"),
        ("2014 exercise M1 A drill | effect=neutral", "neutral"),
        ("2014 pledge M1 A drill is promised", "pledge"),
        ("2014 proposal M1 A drill is proposed", "proposal"),
        ("2014 statement M1 Drills are good", "statement"),
        ("2014 embargo-lifted M1 Drills are allowed", "a door that opened, which is permission and no act"),
        ("2014 pledge M1 Never more | effect=neutral", "pledge"),
    ],
)
def test_it_is_listed_with_the_reason(event, reason):
    found = seen(event, "M1", "2015-01-01")
    assert found.items == ()
    assert [told for _, told in found.left_out] == [reason]


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_a_plan_is_seen_from_the_day_that_it_was_announced(status):
    text = f"2025 exercise M1 A drill | status={status}, published=2020-02-02"
    assert (why(text, "2020-02-01"), why(text, "2020-02-02")) == ({}, {"exercise-2025": status})


def test_what_has_not_happened_yet_is_not_seen_at_all():
    found = seen("2014-05-05 exercise M1 A drill\n2014-05-05 sanction M1 Stopped | effect=lowers", "M1", "2014-05-04")
    assert (found.items, found.left_out, found.endings) == ((), (), ())


def test_a_retracted_event_is_not_seen():
    assert kept("2014 exercise M1 A drill\n2015 exercise M1 Another\nretract exercise-2014", "2016-01-01") == {"exercise-2015"}


# What counts once


def counted(text, on):
    return sorted(sorted(ids(item.events)) for item in seen(text, "M1", on).items)


def test_a_part_of_the_same_kind_counts_with_its_whole():
    text = """
        2014-05-05  exercise  M1  A drill | id=whole
        2014-05-06  exercise  M1  Its second part | id=part, part_of=whole
        2014-05-07  exercise  M1  A part of the part | id=piece, part_of=part
        2014-05-08  visit     M1  An admiral looks on | id=call, part_of=whole
    """
    assert counted(text, "2015-01-01") == [["call"], ["part", "piece", "whole"]]


def test_a_part_counts_by_itself_where_its_whole_does_not():
    text = "2014-05-05 {} M1 A drill | id=whole{}\n2014-05-06 exercise {} Its second part | id=part, part_of=whole"
    assert counted(text.format("exercise", ", status=disputed", "M1"), "2015-01-01") == [["part"]]
    assert counted(text.format("visit", "", "M1"), "2015-01-01") == [["part"], ["whole"]]


def test_events_that_are_each_others_part_are_counted_all_the_same():
    assert kept("2014-05-06 exercise M1 One | id=a, part_of=b\n2014 exercise M1 Two | id=b, part_of=a", "2015-01-01") == {"a", "b"}


def test_a_whole_and_its_part_are_as_much_as_the_more_of_the_two():
    text = """
        2012-05-05     agreement  M1  It is signed | id=whole, substance=routine
        2014-05-06/..  agreement  M1  It enters into force | part_of=whole, dependence=partial
    """
    (item,) = seen(text, "M1", "2015-01-01").items
    assert (item.substance, item.standing, item.dependence, item.latest) == ("binding", True, True, date(2014, 5, 6))


def test_a_years_enforcement_counts_once_however_many_it_names():
    text = """
        2014-02-01  sanction    M1  Nine firms
        2014-06-01  indictment  M1  A dealer
        2014-09     incident    M1  A ship is searched
        2015-02-01  sanction    M1  One firm
    """
    assert counted(text, "2015-12-31") == [["incident-2014-09", "indictment-2014-06-01", "sanction-2014-02-01"], ["sanction-2015-02-01"]]
    assert years(text, "2015-12-31") == [2014, 2015]


# Findings


MET = Finding(met=True, because="this holds")
ALSO = Finding(met=True, because="that holds")
MISSING = Finding(met=False, because="this is missing")
LACKING = Finding(met=False, because="that is lacking")


@pytest.mark.parametrize(
    ("joined", "met", "because"),
    [
        (MET & ALSO, True, "this holds; that holds"),
        (MET & MISSING, False, "this is missing"),
        (MISSING & LACKING, False, "this is missing; that is lacking"),
        (MET | ALSO, True, "this holds; that holds"),
        (MISSING | MET, True, "this holds"),
        (MISSING | LACKING, False, "this is missing; that is lacking"),
        (MET & MET, True, "this holds"),
        ((MISSING | MET) & LACKING, False, "that is lacking"),
    ],
)
def test_findings_join_and_keep_the_reasons_that_decide(joined, met, because):
    assert (joined.met, joined.because) == (met, because)


def test_findings_keep_the_events_that_decide_each_once():
    one, two = seen("2014 exercise M1 One\n2015 exercise M1 Two", "M1", "2016-01-01").events
    first, both = Finding(met=True, because="x", events=(one,)), Finding(met=True, because="y", events=(one, two))
    short = Finding(met=False, because="z", events=(two,))
    assert (first & both).events == (first | both).events == (one, two)
    assert (first | short).events == (one,)
    assert (first & short).events == (one, two)


@pytest.mark.parametrize("use", [bool, lambda finding: finding and MET, lambda finding: not finding, lambda finding: finding or MET])
def test_a_finding_is_no_truth_value(use):
    with pytest.raises(TypeError, match="joins with & and"):
        use(MET)


def test_an_answer_says_what_it_found_and_what_was_asked():
    found = seen("2014-03 exercise M1 One\n2015 visit M1 Two", "M1", "2016-01-01")
    assert found.of_substance().at_least(2).because == "one act or state of substance (exercise 2014-03), where two are asked for"
    assert found.in_the_field().at_least(1).because == "one exercise, operation or deployment (exercise 2014-03)"
    assert found.of("aid").at_least(1).because == "no acts or states of kind aid"
    assert found.not_lapsed().because == "something within five years or in force"
    assert found.not_outweighed().because == "no endings within five years"


@pytest.mark.parametrize(("day", "met"), [("2025-06-30", True), ("2025-07-01", False)])
def test_a_pledge_is_fresh_until_it_is_overdue(day, met):
    promised = "2025-03  pledge  E1  Fighters | promises=arms-delivery, due=2025-06"
    assert seen(promised, "E1", day).fresh_commitments().met is met


# Words


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, ""), (4, " (2018, 2019, 2020, 2021)"), (5, " (2018, 2019, 2020, 2021, 2022)"), (6, " (2018, 2019, 2020, 2021 and 2 more)")],
)
def test_one_more_is_named_and_not_counted(count, said):
    assert listed(map(str, range(2018, 2018 + count))) == said
