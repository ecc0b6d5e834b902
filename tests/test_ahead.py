"""What may come: which acts come again, and what was on hand when they did."""

from datetime import date

import pytest
from attrs import evolve
from dossiers import dossier, method, seen

from mdime_events import dates
from mdime_events.ahead import again, kept, on_hand
from mdime_events.standing import subject
from mdime_events.vocabulary import Level
from mdime_events.worlds import told_later, worlds

DAY = "2023-12-31"


def once_more(text, instrument="I2"):
    """What repeats, by id, and when."""
    return {event.id: event.earliest.isoformat() for event in again(seen(text, instrument, DAY))}


@pytest.mark.parametrize("kind", ["visit", "exercise", "arms-deal", "arms-delivery", "training", "investment", "infrastructure-project"])
def test_an_act_comes_again_three_years_later(kind):
    assert once_more(f"2022-05-05 {kind} I2 An act") == {f"{kind}-2022-05-05+": "2025-05-05"}


@pytest.mark.parametrize(
    "lasting",
    [
        "2022-05-05 agreement I2 An accord",
        "2022-05-05 membership I2 A body joined",
        "2022-05-05 access-grant I2 An access",
        "2022-05-05 diplomatic-post I2 A post opened",
        "2022-05-05/.. diplomatic-post I2 A post",
        "2022-05-05 cultural-institute I2 An institute opened",
        "2022-05-05 company-presence I2 An office opened",
        "2022-05-05/.. deployment I2 A base",
        "2022-05-05/.. training I2 A team that stays",
        "2022-05-05/2022-12-31 agreement I2 An accord of some months",
        "2022-05-05/2022-12-31 diplomatic-post I2 A post of some months",
        "2019-05-05/2022-12-31 deployment I2 A base of old",
        "2022-05-05 termination I2 An ending | effect=lowers",
    ],
)
def test_accords_access_posts_institutes_offices_states_and_endings_do_not(lasting):
    assert once_more(lasting) == {}


@pytest.mark.parametrize("kind", ["visit", "exercise", "deployment", "training", "trade-status"])
def test_an_act_of_several_days_comes_again_as_one_of_a_single_day(kind):
    (again_,) = again(seen(f"2022-05-05/2022-05-12 {kind} I2 An act of a week", "I2", DAY))
    assert (again_.earliest, again_.until) == (date(2025, 5, 5), date(2025, 5, 12))


def test_a_share_that_is_measured_every_year_is_measured_again():
    yearly = "\n".join(f"{year}-12-31/{year + 1}-12-30 trade-status I2 A share | dependence=partial" for year in range(2018, 2023))
    (newest,) = (event for event in again(seen(yearly, "I2", DAY)) if event.earliest == date(2025, 12, 31))
    assert newest.until == date(2026, 12, 30)


def test_a_state_whose_end_was_told_of_only_later_goes_on_till_then():
    assert once_more("2022-05-05/2024-03-01 deployment I2 A team") == {}
    assert once_more("2022-05-05/2024-03-01 deployment I2 A team | published=2023-01-01") != {}


def test_the_three_years_are_those_up_to_the_day():
    assert once_more("2020-12-31 visit I2 Too old") == {}
    assert once_more("2021-01-01 visit I2 Just not") == {"visit-2021-01-01+": "2024-01-01"}
    assert once_more("2020/2021 visit I2 Some visits") == {}


def test_only_what_counts_for_the_instrument_comes_again():
    story = "2022-05-05 visit D1 Another matter\n2022-06-06 visit I2 A plan | status=planned\n2022-07-07 pledge I2 Words"
    assert once_more(story) == {}


def test_an_act_of_the_29th_of_february_comes_again_on_the_28th():
    assert again(seen("2020-02-29 visit I2 A leap day", "I2", "2020-03-01"))[0].earliest.isoformat() == "2023-02-28"


def test_the_parts_of_an_act_come_again_as_its_parts():
    drill = "2022-05-05 exercise I2 A drill | id=drill\n2022-05-06 exercise I2 Its second leg | part_of=drill"
    assert [event.coding.part_of for event in again(seen(drill, "I2", DAY))] == [None, "drill+"]
    told = dossier(drill)
    supposed = evolve(told, events=(*told.events, *again(seen(drill, "I2", DAY))))
    assert len(seen(supposed, "I2", "2026-12-31").items) == 2


def hand(text, day):
    return {event.id: event.until and event.until.isoformat() for event in on_hand(dossier(text).events, dates.day(day))}


def test_on_hand_is_what_had_happened():
    story = "2022-05-05 visit I2 One\n2022-06-06 visit I2 Two"
    assert hand(story, "2022-06-05") == {"visit-2022-05-05": None}
    assert len(hand(story, "2022-06-06")) == 2


@pytest.mark.parametrize(
    ("published", "until"),
    [("2020-06-30", None), ("2023-12-31", None), ("2020-06-29", "2020-06-30"), ("2012-06-01", "2020-06-30")],
)
def test_an_end_is_known_beforehand_where_it_was_told_of_before_it_came(published, until):
    state = f"2012/2020-06-30 deployment I2 A base | published={published}"
    assert list(hand(state, "2020-06-30").values()) == [until]
    assert list(hand(state, "2020-07-01").values()) == ["2020-06-30"]


def test_a_state_that_was_ended_before_it_began_does_not_come_again_by_the_short_way_either():
    text = """
        2020                 termination       M1  It will not come | effect=lowers, ends=late
        2021-03/2023-01-31   joint-operation   M1  An operation     | id=late, published=2021-01-01, dependence=partial
        review 2012 2022
    """
    mine, day = subject(dossier(text), method(), "M1"), dates.day(DAY)
    later = mine.foresight.three_years_on(mine.evidence(day))
    assert again(mine.evidence(day)) == ()
    assert [item.kind for item in later.items if item.latest and item.latest.year > 2023] == []


def test_a_plan_that_was_announced_later_is_not_on_hand():
    text = "2019-06 exercise M1 A drill | id=drill\n2019-08 exercise M1 A plan | id=plan, status=planned, recorded=2021-01-01"
    found, day = dossier(text), dates.day("2019-12-31")
    assert {event.id for event in on_hand(found.events, day)} == {"drill"}
    assert {event.id for event in on_hand(found.events, dates.day("2021"))} == {"drill", "plan"}
    assert told_later(found, method(), "M1", day) == ()
    assert worlds(found, method(), "M1", day)["lapse"] == Level.LOW


BASE = "2012/2022 deployment I2 A base | published={published}\nreview 2012 2023"


def later(text, day):
    return [event.id for event in told_later(dossier(text), method(), "I2", dates.day(day))]


def test_an_end_that_was_told_of_later_is_named_where_the_worlds_did_not_know_of_it():
    late, early = (BASE.format(published=day) for day in ("2023-12-31", "2020"))
    for text, lapse in ((late, "high"), (early, "medium")):
        assert worlds(dossier(text), method(), "I2", dates.day("2022"))["lapse"].label == lapse
    assert later(late, "2022") == ["deployment-2012/2022"]
    assert later(early, "2022") == []
    assert later(late, "2021") == []  # three years on the level is the same by either
    assert later(late, "2023") == []  # the end is past


def test_a_series_of_several_days_lasts_as_long_each_time():
    (plan,) = dossier("2024-05-01/2024-05-10 exercise I2 A yearly drill | status=planned, recurs=P1Y").events
    held = kept(plan, "I2", date(2023, 12, 31), date(2026, 12, 31))
    assert [(event.earliest, event.until) for event in held] == [(date(year, 5, 1), date(year, 5, 10)) for year in (2024, 2025, 2026)]
