"""How far a rating hangs on single pieces of its evidence, and on the year in which the window opens.

Each instrument stays on the day that its rating stands on, so that only the evidence differs. A source is left out together with those
that relay it, and with it go the events that cite no other; an event that still has another source stays, dated as it was. Reviews
stay: that somebody looked is no evidence of what was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from attrs import evolve, frozen

from mdime_events.confidence import origin
from mdime_events.counting import bearing
from mdime_events.model import Dossier, Event
from mdime_events.rate import Method, known_day, overall_on, standing_on
from mdime_events.rulekit import Rated
from mdime_events.vocabulary import INSTRUMENTS, OVERALL, RATED, Level, Trend

POOR = ("D", "E", "F")
EVENT, SOURCE, GRADES, UNOFFICIAL, WINDOW = "event", "source", "graded D to F", "unofficial", "window"


@frozen(kw_only=True)
class Variation:
    """Ratings without something: `left_out` is event, source, graded D to F, unofficial or window; `what` an event's id, a source's
    key, or the year in which the window opens (for the others it says no more).

    With a source go the others that are cited and repeat the same `origin`: all of them are `sources`, `what` the first.
    """

    left_out: str
    what: str
    standings: Mapping[str, Rated]
    sources: tuple[str, ...] = ()
    origin: str | None = None


@frozen(kw_only=True)
class Sensitivity:
    """One rating, and the variations that move its level or its trend."""

    standing: Rated
    moved_by: tuple[Variation, ...]

    def moved(self, variation: Variation) -> Rated:
        return variation.standings[self.standing.instrument]

    @property
    def all(self) -> list[Rated]:
        return [self.standing, *map(self.moved, self.moved_by)]

    @property
    def lowest(self) -> Level | None:
        return min((each.level for each in self.all), key=height)

    @property
    def highest(self) -> Level | None:
        return max((each.level for each in self.all), key=height)

    @property
    def trends(self) -> list[Trend]:
        """Those that it has or would have, in the vocabulary's order."""
        return sorted({each.trend for each in self.all}, key=list(Trend).index)

    @property
    def carried_by_one(self) -> bool:
        """Whether some single event, left out, lowers the level."""
        own = height(self.standing.level)
        return any(each.left_out == EVENT and height(self.moved(each).level) < own for each in self.moved_by)


def height(level: Level | None) -> int:
    """Levels in order; not assessed lies below them all."""
    return -1 if level is None else int(level)


@frozen(kw_only=True)
class _Ground:
    """What is varied: a dossier, the method, and each instrument's day, own evidence and standing."""

    dossier: Dossier
    method: Method
    days: Mapping[str, date]
    evidence: Mapping[str, tuple[Event, ...]]
    standings: Mapping[str, Rated]


Vary = Callable[[], Variation]
Watch = Callable[[Iterable[Vary]], Iterable[Vary]]


def sensitivity(dossier: Dossier, method: Method, as_of: date | None = None, watch: Watch = iter) -> list[Sensitivity]:
    """The thirteen ratings, each with what moves it. `watch` sees the variations pass that are tried."""
    ground = _ground(dossier, method, as_of)
    varied = [vary() for vary in watch(list(_variations(ground)))]
    return [_of(ground.standings[code], varied) for code in RATED]


def sensitivity_of(dossier: Dossier, method: Method, instrument: str, as_of: date | None = None) -> Sensitivity:
    """That of one rating; for an instrument only the events that bear on it are tried."""
    mine = dossier if instrument == OVERALL else evolve(dossier, events=bearing(dossier.events, instrument))
    return next(each for each in sensitivity(mine, method, as_of) if each.standing.instrument == instrument)


def _of(own: Rated, varied: Iterable[Variation]) -> Sensitivity:
    return Sensitivity(standing=own, moved_by=tuple(each for each in varied if each.standings[own.instrument] != own))


def _ground(dossier: Dossier, method: Method, as_of: date | None) -> _Ground:
    days = {code: as_of or known_day(dossier, method, code) for code in INSTRUMENTS}
    ground = _Ground(
        dossier=dossier,
        method=method,
        days={code: day for code, day in days.items() if day},
        evidence={code: bearing(dossier.events, code) for code in INSTRUMENTS},
        standings={},
    )
    return evolve(ground, standings=_with_overall(ground, {code: _standing(ground, code) for code in INSTRUMENTS}))


def _standing(ground: _Ground, code: str, without: Collection[str] = (), method: Method | None = None) -> Rated:
    """One instrument's level and trend on its day, without some events, or by another method."""
    if code not in ground.days:
        return Rated(instrument=code, level=None, trend=Trend.UNKNOWN)
    kept = tuple(event for event in ground.evidence[code] if event.id not in without)
    return standing_on(evolve(ground.dossier, events=kept), method or ground.method, code, ground.days[code])


def _with_overall(ground: _Ground, own: Mapping[str, Rated]) -> dict[str, Rated]:
    overall = overall_on(tuple(own[code] for code in INSTRUMENTS), ground.method)
    return {**own, overall.instrument: overall}


def _variations(ground: _Ground) -> Iterator[Vary]:
    for event in ground.dossier.events:
        yield partial(_without, ground, EVENT, event.id, {event.id})
    for repeated, keys in _independent(ground.dossier).items():
        cited = tuple(sorted(keys, key=lambda key: (key != repeated, key)))
        yield partial(_without, ground, SOURCE, cited[0], _resting_on(ground.dossier, keys), sources=cited, origin=repeated)
    yield partial(_without, ground, GRADES, "D to F", _resting_on(ground.dossier, _graded(ground.dossier, POOR)))
    unofficial = {each.id for each in ground.dossier.events if each.coding.channel == "unofficial"}
    yield partial(_without, ground, UNOFFICIAL, "unofficial", unofficial)
    for year in (ground.method.window_opens - 1, ground.method.window_opens + 1):
        yield partial(_opening_in, ground, year)


def _without(ground: _Ground, left_out: str, what: str, ids: Collection[str], **cited: Any) -> Variation:
    """Only those instruments are rated again whose evidence is touched."""
    touched = [code for code in INSTRUMENTS if any(event.id in ids for event in ground.evidence[code])]
    own = {**ground.standings, **{code: _standing(ground, code, ids) for code in touched}}
    return Variation(left_out=left_out, what=what, standings=_with_overall(ground, own) if touched else ground.standings, **cited)


def _opening_in(ground: _Ground, year: int) -> Variation:
    method = evolve(ground.method, window_opens=year)
    own = {code: _standing(ground, code, method=method) for code in INSTRUMENTS}
    return Variation(left_out=WINDOW, what=str(year), standings=_with_overall(ground, own))


def _independent(dossier: Dossier) -> dict[str, set[str]]:
    """The independent sources behind what events cite, each with the keys cited that are it or relay it; it may itself be cited nowhere."""
    found: dict[str, set[str]] = {}
    for key in sorted(_cited(dossier.events)):
        found.setdefault(origin(key, dossier.sources), set()).add(key)
    return found


def _cited(events: Iterable[Event]) -> set[str]:
    return {each.source for event in events for each in event.coding.sources}


def _graded(dossier: Dossier, grades: Collection[str]) -> set[str]:
    return {key for key, source in dossier.sources.items() if source.reliability in grades}


def _resting_on(dossier: Dossier, keys: Collection[str]) -> set[str]:
    """The events that cite these sources and no other."""
    return {event.id for event in dossier.events if event.coding.sources and _cited([event]) <= set(keys)}
