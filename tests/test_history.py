"""History: levels at quarter ends, and every day on which a level moved, with what moved it. Each test is a small log."""

from bisect import bisect_right
from datetime import date

import pytest
from dossiers import dossier, method

from mdime_events.history import changes, quarters
from mdime_events.rate import level_on, rate
from mdime_events.vocabulary import INSTRUMENTS, OVERALL, Level

EVERYTHING = """
    2010-05-01        agreement        M3     A treaty of before the window
    2013              visit            D1     A minister comes
    2014-05-01        exercise         M1     First drill
    2015-05-01        exercise         M1     Second drill
    2016-05-01        exercise         M1     Third drill
    2016-06/2019-03   deployment       M1,I3  A base is lent
    2018/..           trade-status     E3     The largest partner | dependence=partial
    [2012..2020]      arms-delivery    E1     Rifles arrive
    /..               cultural-institute I1   An institute is open | published=2020-05
    2019-02-03        agreement        M3     A second treaty
    2021-07-15        termination      M3     The treaty is torn up | ends=agreement-2019-02-03, effect=lowers
    2022-01-10        sanction         E1     Deliveries are stopped | effect=lowers
    2022-03           exercise         M1     A drill is planned | status=planned
    2022-04-01        exercise         M1     A drill is called off | status=cancelled
    review 2012 2023-09
"""


def moves(text, instrument):
    """The days on which an instrument's level moved, as (day, before, after, cause, ids of the events of the cause)."""
    return [_told(each) for each in changes(dossier(text), method()) if each.instrument == instrument]


def _told(change):
    before, after = (None if level is None else level.label for level in (change.before, change.after))
    return str(change.day), before, after, change.cause, [event.id for event in change.events]


def replayed(found, instrument):
    """The level on any day, as the changes alone give it."""
    mine = [each for each in found if each.instrument == instrument]
    days = [each.day for each in mine]

    def on(day):
        place = bisect_right(days, day)
        return mine[place - 1].after if place else None

    return on


# What moved it


def test_an_event():
    text = """
        2016-05-10  exercise  M1  A drill
        2017-02-01  exercise  M1  Another
    """
    assert moves(text, "M1") == [
        ("2016-05-10", None, "low", "event", ["exercise-2016-05-10"]),
        ("2017-02-01", "low", "medium", "event", ["exercise-2017-02-01"]),
    ]


def test_a_vague_event_moves_it_once_its_range_is_over():
    assert moves("2016 exercise M1", "M1") == [("2016-12-31", None, "low", "event", ["exercise-2016"])]


def test_what_came_to_light():
    """The drill was some day of 2014, and a source of June 2014 tells of it."""
    told = moves("2014 exercise M1 A drill | published=2014-06", "M1")
    assert told == [("2014-06-30", None, "low", "come to light", ["exercise-2014"])]


def test_a_state_of_unknown_start_comes_to_light():
    told = moves("/.. cultural-institute I1 An institute | published=2019-06-15", "I1")
    assert told == [("2019-06-15", None, "low", "come to light", ["cultural-institute-/.."])]


def test_an_event_that_was_reported_later_is_an_event_of_its_own_day():
    told = moves("2014-05-01 exercise M1 A drill | published=2019-06-15", "M1")
    assert told == [("2014-05-01", None, "low", "event", ["exercise-2014-05-01"])]


def test_an_ending():
    text = """
        2016-05-10  agreement    M3  A treaty
        2018-03-02  termination  M3  It is torn up | ends=agreement-2016-05-10, effect=lowers
        review 2012 2023
    """
    assert moves(text, "M3")[-1] == ("2018-03-02", "medium", "low", "ending", ["termination-2018-03-02"])


def test_an_expiry():
    text = """
        2018-06-01/2018-11-15  deployment  M1  A detachment stays
        review 2012 2023
    """
    assert moves(text, "M1")[1:] == [
        ("2018-06-01", "unobserved", "high", "event", ["deployment-2018-06-01/2018-11-15"]),
        ("2018-11-16", "high", "low", "expiry", ["deployment-2018-06-01/2018-11-15"]),
    ]


def test_a_lapse():
    """Three of the last five calendar years, until the first of them drops out."""
    text = """
        2014-05-01  exercise  M1
        2015-05-01  exercise  M1
        2016-05-01  exercise  M1
        review 2012 2023
    """
    assert moves(text, "M1")[-2:] == [
        ("2016-05-01", "medium", "high", "event", ["exercise-2016-05-01"]),
        ("2019-01-01", "high", "medium", "lapse", []),
    ]


@pytest.mark.parametrize(("begins", "day"), [("2012", "2012-01-01"), ("2015-03", "2015-03-01"), ("2009", "2012-01-01")])
def test_a_review(begins, day):
    """That nothing was seen is known from the first day looked at, or from the window's first."""
    assert moves(f"review {begins} 2023", "M1") == [(day, None, "unobserved", "review", [])]


def test_a_review_that_settles_nothing():
    text = """
        2016-05-10  exercise  M1
        review 2012 2017
        review 2018 2020-06 | inconclusive=the sources contradict each other
    """
    assert moves(text, "M1")[-1] == ("2018-01-01", "low", None, "review", [])


def test_a_review_that_settles_nothing_gives_way_to_one_that_goes_on():
    """Up to June 2020 the later word is that nothing can be said; from July on only the other review has looked."""
    text = """
        2016-05-10  exercise  M1
        review 2012 2023
        review 2018 2020-06 | inconclusive=the sources contradict each other
    """
    assert level_on(dossier(text), method(), "M1", date(2020, 6, 30)) is None
    assert level_on(dossier(text), method(), "M1", date(2020, 7, 1)) is Level.LOW
    assert moves(text, "M1")[-2:] == [
        ("2018-01-01", "low", None, "review", []),
        ("2020-07-01", None, "low", "review", []),
    ]


def test_what_is_kept_up_rises_with_time_and_is_named():
    """A state of doing is one act at first, and activity kept up once it has gone on into a second calendar year."""
    assert moves("2018-06-01/2019 joint-operation M1 Patrols\nreview 2012 2019", "M1")[1:] == [
        ("2018-06-01", "unobserved", "low", "event", ["joint-operation-2018-06-01/2019"]),
        ("2019-01-01", "low", "medium", "event", ["joint-operation-2018-06-01/2019"]),
    ]


@pytest.mark.parametrize("reviewed", ["", "review 2012 2023"])
def test_what_stands_from_before_the_window_is_named(reviewed):
    told = moves(f"2010-05-01 agreement M3 A treaty\n2013 visit M3\n{reviewed}", "M3")
    assert told == [("2012-01-01", None, "medium", "event", ["agreement-2010-05-01"])]


@pytest.mark.parametrize("option", ["status=planned", "status=disputed", "status=cancelled", "review=unreviewed", "effect=neutral"])
def test_what_does_not_count_moves_nothing(option):
    text = f"2016-05-10 exercise M1 A drill | {option}\nreview 2012 2023"
    assert [each[:3] for each in moves(text, "M1")] == [("2012-01-01", None, "unobserved")]


def test_causes_are_of_the_closed_list():
    found = {change.cause for change in changes(dossier(EVERYTHING), method())}
    assert found <= {"event", "come to light", "ending", "expiry", "review", "lapse"}
    assert len(found) > 3


# Replaying the changes


TEXTS = {
    "everything": EVERYTHING,
    "settles nothing": "2016 exercise M1\nreview 2012 2023\nreview 2018 2020-06 | inconclusive=they contradict each other",
    "several reviews": "2016 exercise M1\nreview 2013 2014\nreview 2016-02 2016-05\nreview 2021 2022-07",
    "leap days": "2016-02-29 exercise M1\n2020-02-29 exercise M1\n2024-02-29 exercise M1",
    "an end": "2013-02-28/.. training D2 Courses\n2019 termination D2 Over | ends=training-2013-02-28/.., effect=lowers\nreview 2012 2024",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_changes_replay_to_the_rating_of_every_quarter_end(text):
    found = dossier(text)
    moved = changes(found, method())
    for instrument in INSTRUMENTS:
        on = replayed(moved, instrument)
        points = [(day, each.level) for day, each in quarters(found, method()) if each.instrument == instrument]
        assert [(day, on(day)) for day, _ in points] == points, instrument


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_changes_follow_on_each_other(text):
    moved = changes(dossier(text), method())
    assert [each.day for each in moved] == sorted(each.day for each in moved)
    for instrument in INSTRUMENTS:
        mine = [each for each in moved if each.instrument == instrument]
        assert [each.before for each in mine] == [None, *(each.after for each in mine)][: len(mine)]
        assert all(each.before != each.after for each in mine)


def test_no_level_moves_between_the_changes():
    """Every fifth day of ten years, for the instrument with most to tell."""
    found = dossier(EVERYTHING)
    on = replayed(changes(found, method()), "M1")
    days = [date.fromordinal(each) for each in range(date(2013, 12, 1).toordinal(), date(2023, 9, 30).toordinal(), 5)]
    assert [(day, on(day)) for day in days] == [(day, level_on(found, method(), "M1", day)) for day in days]


# Quarter ends


def test_history_says_what_rating_says_on_that_day():
    found = dossier(EVERYTHING)
    said = {(day, each.instrument): (each.level, each.trend) for day, each in quarters(found, method())}
    for day in (date(2012, 3, 31), date(2016, 6, 30), date(2019, 12, 31), date(2023, 9, 30)):
        assert {code: said[day, code] for code in (*INSTRUMENTS, OVERALL)} == {
            each.instrument: (each.level, each.trend) for each in rate(found, method(), day)
        }


def test_history_stops_where_knowledge_stops():
    """Each instrument has its own last day: that of its review, or of its last event where nobody looked."""
    found = dossier("2016-05-10 exercise M1\n2019-08-20 visit D1\nreview 2012 2017-06 I1")
    days = {code: [day for day, each in quarters(found, method()) if each.instrument == code] for code in ("M1", "D1", "I1", "E1")}
    assert (days["M1"][-1], days["I1"][-1], days["E1"]) == (date(2016, 3, 31), date(2017, 6, 30), [])
    assert days["D1"][-1] == date(2019, 8, 20)


def test_history_has_the_last_day_known_itself():
    days = sorted({day for day, _ in quarters(dossier("2019-08-20 visit D1"), method())})
    assert days[0] == date(2012, 3, 31)
    assert days[-2:] == [date(2019, 6, 30), date(2019, 8, 20)]


def test_history_up_to_a_day_that_is_asked_for():
    found = dossier("2016-05-10 exercise M1")
    days = [day for day, each in quarters(found, method(), date(2014, 2, 1)) if each.instrument == "M1"]
    assert days[-2:] == [date(2013, 12, 31), date(2014, 2, 1)]
    assert changes(found, method(), date(2014, 2, 1)) == []


def test_nothing_known_has_no_history():
    assert quarters(dossier(""), method()) == [] == changes(dossier(""), method())


def test_what_lies_before_the_window_is_known_on_its_first_day():
    treaty = dossier("2010 agreement M3\n2010 visit D1")
    points = {each.instrument: (str(day), each.level and each.level.label) for day, each in quarters(treaty, method())}
    assert points == {"M3": ("2012-01-01", "medium"), "D1": ("2012-01-01", None), "OVERALL": ("2012-01-01", "medium")}
    assert [(str(each.day), each.after) for each in changes(treaty, method()) if each.instrument == "M3"] == [("2012-01-01", Level.MEDIUM)]


def test_history_ends_as_the_rating_stands():
    """A lone visit long after the review is no decline: the reviewed level stands, and the history ends with its day."""
    regular = "review 2012 2019\n" + "".join(f"{year}-05-05 exercise M1 A drill\n" for year in range(2015, 2020))
    found = dossier(regular + "2023-06-06 visit M1 An admiral calls")
    points = [(day, each.level) for day, each in quarters(found, method()) if each.instrument == "M1"]
    assert points[-1] == (date(2019, 12, 31), Level.HIGH)
    assert Level.HIGH not in {each.before for each in changes(found, method())}


def test_the_overall_rises_with_what_rises_though_something_expires_that_day():
    """D1 loses a system on the day on which five others gain one."""
    gains = "\n".join(f"2018-11-16/.. infrastructure-project {code} A system" for code in ("D2", "D3", "I1", "I2", "I3"))
    found = dossier(f"2018-06-01/2018-11-15 infrastructure-project D1 Another\n{gains}\nreview 2012 2023")
    told = [each for each in changes(found, method()) if each.instrument == OVERALL][-1]
    assert (str(told.day), told.cause, len(told.events)) == ("2018-11-16", "event", 5)


def test_an_instrument_that_is_known_no_longer_goes_into_the_overall_as_it_stood():
    text = "2014-05-05 agreement M3 An accord\n2014-06-06 exercise M1\n2023-06-06 visit D1 A visit"
    points = {day: each.level for day, each in quarters(dossier(text), method()) if each.instrument == OVERALL}
    assert points[date(2022, 12, 31)] == Level.MEDIUM  # M3 and M1, long after their last days
    assert points[date(2023, 6, 6)] == rate(dossier(text), method())[-1].level


def test_history_ends_with_the_last_year_that_a_date_may_have():
    days = {day for day, _ in quarters(dossier("2016-05-10 exercise M1"), method(), date.max)}
    assert max(days) == date(2200, 12, 31)


# The overall, made up anew


def overall(text):
    return [(*_told(each)[:4], each.because) for each in changes(dossier(text), method()) if each.instrument == OVERALL]


def test_an_overall_that_falls_as_an_instrument_is_first_assessed_says_so():
    """Half of the instruments were High, M1 of two; of three it is one."""
    drills = "\n".join(f"{year}-05-05 exercise M1 A drill" for year in (2014, 2015, 2016))
    told = overall(f"{drills}\n2017-03-03 visit M3 A visit\n2017-04-04 visit D1 Another\nreview 2012 2018 M1")
    assert told[-1] == ("2017-04-04", "high", "medium", "event", "D1 newly assessed")
    assert {because for *_, because in told[:-1]} == {None}


def test_an_overall_that_rises_as_an_instrument_is_assessed_no_more_says_so():
    text = """
        2016-05-05  agreement  M3  An accord
        2016-06-06  visit      D1  A visit
        2016-06-06  visit      E1  A visit
        review 2012 2020 M3,D1,E1
        review 2018 2020 D1,E1 | inconclusive=they contradict each other
    """
    assert overall(text)[-1] == ("2018-01-01", "low", "medium", "review", "D1, E1 assessed no more")
