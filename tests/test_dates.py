"""EDTF texts: what is certain, and the words of every refusal."""

from datetime import date, timedelta

import pendulum
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdime_events import dates
from mdime_events.model import Span


def act(earliest, certain):
    return Span(state=False, earliest=earliest and date.fromisoformat(earliest), certain=date.fromisoformat(certain))


def state(earliest, certain, until=None):
    first, sure, last = (day and date.fromisoformat(day) for day in (earliest, certain, until))
    return Span(state=True, earliest=first, certain=sure, until=last)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2023-02-14", act("2023-02-14", "2023-02-14")),
        ("2016-11", act("2016-11-01", "2016-11-30")),
        ("2014", act("2014-01-01", "2014-12-31")),
        ("2019-12~", act("2019-12-01", "2019-12-31")),
        ("2019?", act("2019-01-01", "2019-12-31")),
        ("2019-12-27%", act("2019-12-27", "2019-12-27")),
        ("[2012..2023]", act("2012-01-01", "2023-12-31")),
        ("[2012-05..2012]", act("2012-05-01", "2012-12-31")),
        ("[..2020]", act(None, "2020-12-31")),
        ("2021/..", state("2021-01-01", "2021-12-31")),
        ("2010/2019", state("2010-01-01", "2010-12-31", "2019-12-31")),
        ("2022-01/2047", state("2022-01-01", "2022-01-31", "2047-12-31")),
        ("2019/2019", state("2019-01-01", "2019-12-31", "2019-12-31")),
        ("2019~/2021-06?", state("2019-01-01", "2019-12-31", "2021-06-30")),
        ("/..", state(None, None)),
    ],
)
def test_every_form_of_the_method_says_what_is_certain(text, meaning):
    assert dates.span(text) == meaning


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2016-13", 'date "2016-13" has no 13th month; write EDTF such as 2016-11 or 2016'),
        ("2016-00", 'date "2016-00" has no 0th month; write EDTF such as 2016-11 or 2016'),
        ("2016-21", 'date "2016-21" has no 21st month; write EDTF such as 2016-11 or 2016'),
        ("2023-02-29", 'date "2023-02-29" has no 29th day in that month; write 2023-02 or a day up to 28'),
        ("2023-04-31", 'date "2023-04-31" has no 31st day in that month; write 2023-04 or a day up to 30'),
        ("2023-01-32", 'date "2023-01-32" has no 32nd day in that month; write 2023-01 or a day up to 31'),
        ("0000", f'date "0000" has no year 0; {dates.HINT}'),
        ("0999-12-31", f'date "0999-12-31" lies outside the years 1000 to 2200; {dates.HINT}'),
        ("2020/2201", f'date "2201" lies outside the years 1000 to 2200; {dates.HINT}'),
        ("[" + "." * 64, f'date "[{"." * 63}…" is not understood; {dates.HINT}'),
        ("[2012..]", 'date "[2012..]" never ends, so the act could still be to come; close it: [2012..2023]'),
        ("[..]", 'date "[..]" never ends, so the act could still be to come; close it: [2012..2023]'),
        ("[2023..2012]", 'date "[2023..2012]" ends before it begins; write [2012..2023]'),
        ("2023/2012", 'date "2023/2012" ends before it begins; write 2012/2023'),
        ("2021/", 'date "2021/" has no end; write 2021/.. for a state that goes on'),
        ("/", 'date "/" has no end; write /.. for a state that goes on'),
        ("/2015", 'date "/2015": a state of unknown start that is over is an act; write [..2015]'),
        ("2016-13/..", 'date "2016-13" has no 13th month; write EDTF such as 2016-11 or 2016'),
    ],
)
def test_a_refusal_says_what_to_write_instead(text, words):
    with pytest.raises(ValueError) as refusal:
        dates.span(text)
    assert str(refusal.value) == words


STRANGE = ["", " 2014", "2014 ", "14", "2014-1", "2014-1-1", "14.11.2016", "11/2016", "Nov 2016", "2012..2023", "2016-W12-3", "20161114"]
STRANGER = ["2016-11-14T10:00", "../2020", "../..", "2010/2015/2019", "[2012..2014..2016]", "2014~~", "２０１４", "-2014", "2014-XX"]


@pytest.mark.parametrize("text", STRANGE + STRANGER)
def test_anything_else_is_not_understood(text):
    with pytest.raises(ValueError, match=r"date .* is not understood; write EDTF such as 2016-11"):
        dates.span(text)


def test_a_state_that_may_have_begun_in_time_is_not_told_that_it_ends_before_it_begins():
    with pytest.raises(ValueError) as refusal:
        dates.span("2022/2022-06")
    assert "write 2022-06/2022" not in str(refusal.value)


@pytest.mark.parametrize(("text", "last"), [("2024-02", 29), ("2000-02", 29), ("2023-02", 28), ("1900-02", 28)])
def test_february_has_the_days_of_its_year(text, last):
    assert dates.period(text)[1].day == last
    assert dates.span(f"{text}-{last}").certain == dates.period(text)[1]


@pytest.mark.parametrize(
    ("start", "years", "there"),
    [
        ("2020-02-29", 1, "2021-02-28"),
        ("2020-02-29", 4, "2024-02-29"),
        ("2020-02-29", -3, "2017-02-28"),
        ("2023-02-28", 1, "2024-02-28"),
        ("2023-12-31", 3, "2026-12-31"),
        ("9998-06-01", 3, "9999-06-01"),
        ("0002-06-01", -3, "0001-06-01"),
    ],
)
def test_years_on_keeps_the_day_where_there_is_one(start, years, there):
    assert dates.years_on(date.fromisoformat(start), years) == date.fromisoformat(there)


@pytest.mark.parametrize(
    ("duration", "times", "there"),
    [
        ("P1Y", 1, "2021-02-28"),
        ("P1Y", 4, "2024-02-29"),
        ("P6M", 1, "2020-08-29"),
        ("P1Y6M", 1, "2021-08-29"),
        ("P2W", 1, "2020-03-14"),
        ("P30D", 2, "2020-04-29"),
    ],
)
def test_a_recurring_series_comes_again_after_its_period(duration, times, there):
    assert dates.duration_on(date(2020, 2, 29), duration, times) == date.fromisoformat(there)


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.tuples(st.integers(0, 20), st.integers(0, 40), st.integers(0, 400)).filter(any) | st.integers(1, 100),
    st.integers(1, 60),
)
def test_a_duration_is_added_as_pendulum_adds_it(start, length, times):
    parts = [f"{length}W"] if isinstance(length, int) else [f"{number}{unit}" for number, unit in zip(length, "YMD", strict=True) if number]
    text = f"P{''.join(parts)}"
    there = pendulum.datetime(start.year, start.month, start.day) + pendulum.parse(text) * times
    assert dates.duration_on(start, text, times) == there.date()


@pytest.mark.parametrize("text", ["", "P", "1Y", "yearly", "P0D", "PT1H", "-P1Y", "P1", "2020-01-01", "20:30", "now"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="is not a duration of a day or more; write ISO 8601 such as P1Y or P6M"):
        dates.duration_on(date(2020, 1, 1), text)


@pytest.mark.parametrize("text", ["2007-03-01/2008-05-11", "2020-01-01/P1Y", "P6M/2020-01-01"])
def test_an_interval_is_no_duration(text):
    with pytest.raises(ValueError):
        dates.duration_on(date(2020, 1, 1), text)


def test_a_duration_beyond_all_calendars_is_refused():
    with pytest.raises(ValueError):
        dates.duration_on(date(2020, 1, 1), "P99999999999D")


@pytest.mark.parametrize("text", ["P51Y", "P620M", "P500Y", "P20000D"])
def test_a_duration_of_more_than_fifty_years_is_refused(text):
    with pytest.raises(ValueError, match="is longer than 50 years"):
        dates.duration_on(date(2020, 1, 1), text)


@pytest.mark.parametrize("text", ["P50Y", "P600M"])
def test_fifty_years_lead_nowhere_out_of_the_calendar(text):
    assert dates.duration_on(date(2200, 12, 31), text, 60) == date(5200, 12, 31)


@pytest.mark.parametrize("text", ["1000", "2200-12-31", "1000/2200"])
def test_the_first_and_the_last_year_are_years(text):
    assert dates.span(text)


def test_any_day_can_be_asked_about():
    assert [dates.day(text) for text in ("0001-01-01", "9999-12-31")] == [date.min, date.max]


def test_quarters_end_in_march_june_september_december_and_on_the_last_day_itself():
    ends = dates.quarter_ends(date(2022, 12, 31), date(2023, 7, 14))
    assert [str(day) for day in ends] == ["2022-12-31", "2023-03-31", "2023-06-30", "2023-07-14"]


def test_a_quarter_end_that_is_the_last_day_stands_once():
    assert dates.quarter_ends(date(2023, 1, 1), date(2023, 3, 31)) == [date(2023, 3, 31)]


@pytest.mark.parametrize(("text", "day"), [("2023-12-31", "2023-12-31"), ("2023-02", "2023-02-28"), ("2023", "2023-12-31")])
def test_a_day_to_rate_on_is_the_last_of_its_period(text, day):
    assert str(dates.day(text)) == day


def test_today_is_a_day():
    assert dates.day("today") - date.today() <= timedelta(days=1)


def plain(day, precision):
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


PLAIN = st.builds(plain, st.dates(date(1800, 1, 1), date(2199, 12, 31)), st.sampled_from(["year", "month", "day"]))


def oracle(text):
    """What the `edtf` library reads."""
    from edtf import parse_edtf

    return parse_edtf(text)


def as_day(moment):
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None)
@given(PLAIN, st.sampled_from(["", "~", "?", "%"]))
def test_plain_dates_agree_with_the_edtf_library(text, doubt):
    theirs, ours = oracle(text + doubt), dates.span(text + doubt)
    assert (ours.earliest, ours.certain) == (as_day(theirs.lower_strict()), as_day(theirs.upper_strict()))


PAIRS = st.tuples(PLAIN, PLAIN).map(sorted).filter(lambda pair: dates.period(pair[0])[1] <= dates.period(pair[1])[1])


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_intervals_agree_with_the_edtf_library(pair):
    text = "/".join(pair)
    theirs, ours = oracle(text), dates.span(text)
    assert ours.earliest == as_day(theirs.lower_strict())
    assert ours.certain == as_day(theirs.lower.upper_strict())
    assert ours.until == as_day(theirs.upper_strict())


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=40, deadline=None)
@given(PAIRS.filter(lambda pair: len(pair[0]) == len(pair[1])))
def test_acts_in_between_agree_with_the_edtf_library(pair):
    text = "[{}..{}]".format(*pair)
    theirs, ours = oracle(text), dates.span(text)
    assert (ours.earliest, ours.certain) == (as_day(theirs.lower_strict()), as_day(theirs.upper_strict()))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", ["2021/..", "[..2020]"])
def test_open_ends_are_read_by_the_edtf_library_as_well(text):
    theirs, ours = oracle(text), dates.span(text)
    known = [theirs.lower_strict(), theirs.upper_strict()]
    infinite = [each for each in known if isinstance(each, float)]
    assert len(infinite) == [ours.earliest, ours.until if ours.state else ours.certain].count(None) == 1
