"""EDTF text (ISO 8601-2, the forms of the method) to certain days, and days as people write them.

    2023-02-14  2016-11  2014  2019-12~     one act on a day within it
    [2012..2023]  [..2020]                  one act some time in between
    2021/..  2010/2019  2022-01/2047        a state, from its start to its end
    /..                                     a state whose start is unknown

Every failure is a ValueError whose text says what to write instead.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from mdime_events.model import Span

MONTHS = 12
DAY_SECONDS = 86_400
LONGEST = 64
LONGEST_PERIOD = 50  # years between two editions of a series
# No tie is older, and no lease or accord runs further: from here every look ahead (60 periods of a series, too) stays in the calendar,
# and what is worked out for every quarter up to a day comes to an end.
FIRST_YEAR, LAST_YEAR = 1000, 2200
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?[~?%]?", re.ASCII)
_PERIOD = re.compile(r"P(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<days>\d{1,6})D)?", re.ASCII)
_WEEKS = re.compile(r"P(?P<weeks>\d{1,6})W", re.ASCII)
_RANGE = re.compile(r"\[([^\[\]]*)\.\.([^\[\]]*)\]")
HINT = "write EDTF such as 2016-11, 2014, [2012..2023], 2021/.. or /.."


@lru_cache(maxsize=20_000)
def span(text: str) -> Span:
    """What `text` says for sure. Raises ValueError."""
    if len(text) > LONGEST:  # the range's pattern would take its time over it
        raise ValueError(_not_understood(text))
    if found := _RANGE.fullmatch(text):
        return _act_between(text, *found.groups())
    if "/" in text:
        return _state(text)
    first, last = period(text)
    return Span(state=False, earliest=first, certain=last)


@lru_cache(maxsize=20_000)
def period(text: str) -> tuple[date, date]:
    """First and last day of a year, month or day such as 2014, 2016-11~ or 2023-02-14. Raises ValueError."""
    first, last = _calendar(text)
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise ValueError(f'date "{text}" lies outside the years {FIRST_YEAR} to {LAST_YEAR}; {HINT}')
    return first, last


def _calendar(text: str) -> tuple[date, date]:
    """First and last day of a year, month or day, in any year. Raises ValueError."""
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(_not_understood(text))
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if year == 0:
        raise ValueError(f'date "{text}" has no year 0; {HINT}')
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= MONTHS:
        raise ValueError(f'date "{text}" has no {_ordinal(month)} month; {HINT.split(",")[0]} or {year}')
    length = monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, length)
    if not 1 <= day <= length:
        raise ValueError(f'date "{text}" has no {_ordinal(day)} day in that month; write {year}-{month:02} or a day up to {length}')
    return date(year, month, day), date(year, month, day)


def _not_understood(text: str) -> str:
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f'date "{shown}" is not understood; {HINT}'


def _act_between(text: str, begin: str, end: str) -> Span:
    if not end:
        raise ValueError(f'date "{text}" never ends, so the act could still be to come; close it: [{begin or "2012"}..2023]')
    earliest = period(begin)[0] if begin else None
    certain = period(end)[1]
    if earliest and earliest > certain:
        raise ValueError(f'date "{text}" ends before it begins; write [{end}..{begin}]')
    return Span(state=False, earliest=earliest, certain=certain)


def _state(text: str) -> Span:
    begin, _, end = text.partition("/")
    if not end:
        raise ValueError(f'date "{text}" has no end; write {begin or ""}/.. for a state that goes on')
    until = None if end == ".." else period(end)[1]
    if not begin:
        if until:
            raise ValueError(f'date "{text}": a state of unknown start that is over is an act; write [..{end}]')
        return Span(state=True, earliest=None, certain=None)
    earliest, certain = period(begin)
    if until and until < earliest:
        raise ValueError(f'date "{text}" ends before it begins; write {end}/{begin}')
    if until and until < certain:
        raise ValueError(f'date "{text}" may end before it begins; give its start as closely as its end, or write an act, [{begin}..{end}]')
    return Span(state=True, earliest=earliest, certain=certain, until=until)


def _ordinal(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def day(text: str) -> date:
    """A day to rate on, in any year: 2023-12-31, the last day of 2023-12 or 2023, or "today". Raises ValueError."""
    if text == "today":
        return date.today()
    return _calendar(text)[1]


def years_on(start: date, years: int) -> date:
    """The same day `years` later (or earlier); 29 February becomes the 28th where there is none."""
    year = min(max(start.year + years, 1), 9999)
    if start.month == 2 and start.day == 29 and monthrange(year, 2)[1] == 28:
        return date(year, 2, 28)
    return start.replace(year=year)


def duration_on(start: date, duration: str, times: int = 1) -> date:
    """`start` plus `times` an ISO 8601 duration such as P1Y or P6M, of at most fifty years. Raises ValueError."""
    found = _PERIOD.fullmatch(duration) or _WEEKS.fullmatch(duration)
    if not found:
        return _strange_duration_on(start, duration, times)
    number = {name: int(each or 0) for name, each in found.groupdict().items()}
    months = 12 * number.get("years", 0) + number.get("months", 0)
    days = number.get("days", 0) + 7 * number.get("weeks", 0)
    _check_length(duration, days + 30 * (months % 12) + 365 * (months // 12))
    try:
        return months_on(start, months * times) + timedelta(days=days * times)
    except OverflowError:
        raise ValueError(_no_duration(duration)) from None


def _strange_duration_on(start: date, duration: str, times: int) -> date:
    """The same of one with hours, fractions, or weeks beside days. Raises ValueError."""
    import pendulum  # late: hardly any series needs it, and it costs 27 ms

    try:
        length = pendulum.parse(duration) if "/" not in duration and len(duration) <= LONGEST else None
        if not isinstance(length, pendulum.Duration):
            raise ValueError(_no_duration(duration))
        later = pendulum.datetime(start.year, start.month, start.day) + length * times
    except (ValueError, OverflowError):
        raise ValueError(_no_duration(duration)) from None
    _check_length(duration, length.total_seconds() / DAY_SECONDS)
    return later.date()


def _check_length(duration: str, days: float) -> None:
    if days < 1:
        raise ValueError(_no_duration(duration))
    if days > 365 * LONGEST_PERIOD:
        raise ValueError(f'"{duration}" is longer than {LONGEST_PERIOD} years; write ISO 8601 such as P1Y or P6M')


def _no_duration(text: str) -> str:
    return f'"{text[:LONGEST]}" is not a duration of a day or more; write ISO 8601 such as P1Y or P6M'


def months_on(start: date, months: int) -> date:
    """The same day so many months later, or the month's last where it is shorter. Raises ValueError outside the calendar."""
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"the year {year} lies outside the calendar")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def quarter_ends(first: date, last: date) -> list[date]:
    """Every quarter's last day from `first` to `last`, and `last` itself."""
    ends = [date(year, month, monthrange(year, month)[1]) for year in range(first.year, last.year + 1) for month in (3, 6, 9, 12)]
    return [end for end in ends if first <= end < last] + [last]
