"""Until when a rating holds if nothing new happens, to what it lapses then, and whether one event carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve

from mdime_events.dates import years_on
from mdime_events.evidence import Evidence
from mdime_events.model import Event
from mdime_events.rating import Rating
from mdime_events.rulekit import Rated
from mdime_events.standing import Method, Subject, levels, overall_on
from mdime_events.stretch import Loss
from mdime_events.vocabulary import Level, Trend

HORIZON = 15
Lapse = tuple[date | None, Level | None]


def with_outlook(subject: Subject, rating: Rating) -> Rating:
    """A rating with the day until which it holds, what it lapses to, and whether one event carries it."""
    if rating.level is None or rating.on is None:
        return rating
    until, after = _lapse(subject.known_by(rating.on), rating.on, rating.level)
    return evolve(rating, holds_until=until, lapses_to=after, carried_by_one=_carried_by_one(subject, rating))


def _lapse(known: Subject, day: date, level: Level | None) -> Lapse:
    """The last day on which the level stays if nothing new happens, and the level of the day after; (None, None) where it does not
    change within fifteen years."""
    for turn, after in levels(known, day, years_on(day, HORIZON)):
        if after != level:
            return turn - timedelta(days=1), after
    return None, None


# Carried by one event


def _carried_by_one(subject: Subject, rating: Rating) -> bool:
    """Whether the level falls when some one event is left out."""
    assert rating.on is not None and rating.level is not None
    seen, level, tied = subject.evidence(rating.on), rating.level, subject.ledger.tied
    places = subject.ledger.holding(seen.bits)
    ids = [event.id for event in rating.events]
    untied = {id: places[id] for id in ids if id in places and id not in tied}
    tried = seen.trying(Loss(frozenset({id}), 1 << place) for id, place in untied.items())
    subject.ladder.reaches(tried, level)
    felt = [id for loss in tried.stretch.losses.felt for id in loss.events]
    return any(_falls_without(subject, seen, level, id) for id in (*felt, *(id for id in ids if id not in untied)))


def _falls_without(subject: Subject, seen: Evidence, level: Level, event: str) -> bool:
    return not subject.ladder.reaches(_left(subject, seen, event), level)


def _left(subject: Subject, seen: Evidence, event: str) -> Evidence:
    return subject.seen_without(seen, frozenset({event}))[1]


def _without_each(subject: Subject, rating: Rating) -> Iterator[tuple[Event, Level | None]]:
    """Each event that carries a rating, and the level without it."""
    assert rating.on is not None
    seen = subject.evidence(rating.on)
    for event in rating.events:
        yield event, subject.level_by(_left(subject, seen, event.id))


# The overall


def overall_outlook(twelve: Mapping[str, Subject], method: Method, own: Sequence[Rating], whole: Rating) -> Rating:
    """The overall with the day until which it holds, what it lapses to, and whether one event carries it."""
    if whole.level is None or whole.on is None:
        return whole
    until, after = _overall_lapse(twelve, method, own, whole.level, whole.on)
    carried = _overall_carried_by_one(twelve, method, own, whole.level)
    return evolve(whole, holds_until=until, lapses_to=after, carried_by_one=carried)


def _overall_lapse(twelve: Mapping[str, Subject], method: Method, own: Sequence[Rating], level: Level, day: date) -> Lapse:
    """How the overall lapses as one instrument after the other does, if nothing new happens to any of them.

    Where the instruments stand on days of their own, some may have lapsed before `day`, the newest of those: it holds no shorter than that.
    """
    levels = {each.instrument: each.level for each in own}
    known = {each.instrument: twelve[each.instrument].known_by(each.on) for each in own if each.on}
    holds = {each.instrument: each.holds_until for each in own}
    moved: set[str] = set()
    while coming := [until for until in holds.values() if until and until < years_on(day, HORIZON)]:
        end = max(min(coming), day)
        then = end + timedelta(days=1)
        due = {code for code, until in holds.items() if until and until <= end}
        moved |= due
        levels |= {code: known[code].level(then) for code in moved}
        if (after := _overall_of(levels, method)) != level:
            return end, after
        for code in due:  # one that is below the overall's level can pull it down no more
            holds[code] = _lapse(known[code], then, levels[code])[0] if (levels[code] or 0) >= level else None
    return None, None


def _overall_of(levels: Mapping[str, Level | None], method: Method) -> Level | None:
    rated = tuple(Rated(instrument=code, level=level, trend=Trend.UNKNOWN) for code, level in levels.items())
    return overall_on(rated, method).level


def _overall_carried_by_one(twelve: Mapping[str, Subject], method: Method, own: Sequence[Rating], level: Level) -> bool:
    """Whether the overall falls when some one event is left out of all the instruments that it carries.

    Only an instrument that itself falls without one event can pull it down, and only from the overall's level or above.
    """
    levels = {each.instrument: each.level for each in own}
    hanging = [each for each in own if each.carried_by_one and each.level is not None and each.level >= level]
    if (_overall_of({**levels, **{each.instrument: Level.UNOBSERVED for each in hanging}}, method) or Level.UNOBSERVED) >= level:
        return False
    left: dict[str, dict[str, Level | None]] = {}
    for each in hanging:
        for event, lower in _without_each(twelve[each.instrument], each):
            left.setdefault(event.id, {})[each.instrument] = lower
    return any((_overall_of({**levels, **lower}, method) or Level.UNOBSERVED) < level for lower in left.values())
