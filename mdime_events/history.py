"""How ratings moved: at every quarter end, and on every day that a level changed, with the cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby

from attrs import frozen

from mdime_events.counting import moves, turning_days
from mdime_events.dates import LAST_YEAR, quarter_ends
from mdime_events.model import Dossier, Event
from mdime_events.rate import Method, known_day, level_on, overall_on, standing_on
from mdime_events.rulekit import Rated
from mdime_events.vocabulary import INSTRUMENTS, KINDS, OVERALL, Level, Trend

DAY = timedelta(days=1)


@frozen(kw_only=True)
class Change:
    """A day on which a level moved. `cause` is event, come to light, ending, expiry, review or lapse; `events` are those of the cause."""

    instrument: str
    day: date
    before: Level | None
    after: Level | None
    cause: str
    events: tuple[Event, ...] = ()


def knowledge_ends(dossier: Dossier, method: Method, instrument: str, as_of: date | None = None) -> date | None:
    """The day with which an instrument's history ends: the one that it is rated on where none is asked for; or `as_of`.

    It is never later than the last year that a date may have, whatever day is asked for: a history has an answer for every quarter.
    """
    known = as_of or known_day(dossier, method, instrument)
    return known and min(known, date(LAST_YEAR, 12, 31))


def quarters(dossier: Dossier, method: Method, as_of: date | None = None) -> list[tuple[date, Rated]]:
    """Level and trend of every instrument at every quarter end until its knowledge stops.

    The overall takes each as it stands: after the last day known of an instrument it goes in as it stood then, so that the last of the
    overall is the one that `rate` gives on the same question.
    """
    ends = {code: knowledge_ends(dossier, method, code, as_of) for code in INSTRUMENTS}
    last = max(filter(None, ends.values()), default=None)
    if last is None or last < method.opens:
        return []
    found = []
    for day in quarter_ends(method.opens, last):
        known = [code for code, end in ends.items() if end and day <= end]
        own = tuple(standing_on(dossier, method, code, day) for code in known)
        stopped = tuple(standing_on(dossier, method, code, end) for code, end in ends.items() if end and end < day)
        found += [(day, each) for each in (*own, overall_on((*own, *stopped), method))]
    return found


def changes(dossier: Dossier, method: Method, as_of: date | None = None) -> list[Change]:
    """Every day on which the level of an instrument or the overall moved, in order."""
    found = [change for code in INSTRUMENTS for change in instrument_changes(dossier, method, code, as_of)]
    found.sort(key=lambda change: (change.day, change.instrument))
    return sorted([*found, *overall_changes(found, method)], key=lambda change: (change.day, change.instrument))


def overall_changes(found: Iterable[Change], method: Method, start: Mapping[str, Level | None] | None = None) -> Iterator[Change]:
    """The days on which the overall moved, each with the cause of an instrument's move that day, of those that went its way.

    `found` are the instruments' own changes in order; `start` their levels before the first, where they had any.
    """
    levels = dict(start or {})
    before = _overall_level(levels, method)
    for day, moved in groupby(found, key=lambda change: change.day):
        mine = list(moved)
        levels |= {change.instrument: change.after for change in mine}
        after = _overall_level(levels, method)
        if after != before:
            led = [change for change in mine if _rose(change.before, change.after) == _rose(before, after)] or mine
            events = tuple(dict.fromkeys(event for change in led for event in change.events))
            yield Change(instrument=OVERALL, day=day, before=before, after=after, cause=led[0].cause, events=events)
        before = after


def _rose(before: Level | None, after: Level | None) -> bool:
    """Whether a level rose; not assessed lies below them all."""
    return after is not None and (before is None or after > before)


def _overall_level(levels: Mapping[str, Level | None], method: Method) -> Level | None:
    own = tuple(Rated(instrument=code, level=level, trend=Trend.STEADY) for code, level in levels.items())
    return overall_on(own, method).level


def instrument_changes(
    dossier: Dossier, method: Method, instrument: str, as_of: date | None = None, since: date | None = None
) -> list[Change]:
    """Every day on which one instrument's level moved after `since`, or since the window opened, in order."""
    end = knowledge_ends(dossier, method, instrument, as_of)
    if end is None or (since and since >= end):
        return []
    first = since + DAY if since else method.opens
    mine = _bearing(dossier, instrument)
    reviewed = _review_days(dossier, instrument, min(first, method.opens))
    found = []
    before = level_on(dossier, method, instrument, since) if since else None
    for day in _days(mine, reviewed, first, end):
        after = level_on(dossier, method, instrument, day)
        if after != before:
            looked = reviewed if None in (before, after) else set()  # a review can only give a level or, if inconclusive, take it
            cause, events = _cause(mine, looked, day, fell=(after or 0) < (before or 0), opening=day == method.opens)
            found.append(Change(instrument=instrument, day=day, before=before, after=after, cause=cause, events=events))
        before = after
    return found


def _bearing(dossier: Dossier, instrument: str) -> list[Event]:
    """The events of an instrument, and those that end one of them."""
    own = {event.id for event in dossier.events if instrument in event.coding.instruments}
    return [event for event in dossier.events if event.id in own or own.intersection(event.coding.ends)]


def _review_days(dossier: Dossier, instrument: str, opens: date) -> set[date]:
    """The days on which a review may change what is known: its first within the window, its last, and the day after."""
    mine = [entry.data for entry in dossier.reviews if instrument in entry.data.instruments]
    return {day for review in mine for day in (max(review.begins, opens), review.ends, review.ends + DAY)}


def _days(mine: Iterable[Event], reviewed: set[date], first: date, last: date) -> list[date]:
    turns = {first, *turning_days(mine, first - DAY, last), *reviewed}
    return sorted(day for day in turns if first <= day <= last)


def _cause(mine: Iterable[Event], reviewed: set[date], day: date, fell: bool, opening: bool) -> tuple[str, tuple[Event, ...]]:
    """What moved the level on a day: what became certain then, what ran out the day before, a review, or time alone.

    A level that falls without an ending or an expiry has lapsed; one that rises with time alone is carried by what is kept up. On the
    opening day of the window what stands already is new along with what arrives.
    """
    arrived = tuple(event for event in mine if event.certain == day and moves(event))
    ending = tuple(event for event in arrived if event.coding.effect == "lowers" or event.coding.ends)
    expired = tuple(event for event in mine if event.until and event.until + DAY == day)
    if fell and (ending or expired):
        return ("ending", ending) if ending else ("expiry", expired)
    raising = tuple(event for event in arrived if event.coding.effect != "lowers") or arrived
    standing = tuple(event for event in mine if moves(event) and _stands(event) and event.certain < day <= (event.until or day))
    if raising and not fell:
        light = all(event.published == day and event.earliest != day for event in raising)
        return ("come to light" if light else "event"), (*raising, *(standing if opening else ()))
    if day in reviewed and not (standing and day == min(reviewed)):
        return "review", ()
    return ("lapse", ()) if fell else ("event", standing)


def _stands(event: Event) -> bool:
    return event.state or KINDS[event.coding.kind].stands
