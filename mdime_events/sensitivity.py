"""How far a rating hangs on single pieces of its evidence, and on the year in which the window opens.

Each instrument stays on the day that its rating stands on, so that only the evidence differs. A source is left out together with those
that relay it, and with it go the events that cite no other; an event that still has another source stays, dated as it was. Reviews
stay: that somebody looked is no evidence of what was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from mdime_events.confidence import origin
from mdime_events.leaving_out import moved_without
from mdime_events.model import Dossier, Event
from mdime_events.rulekit import Rated
from mdime_events.standing import Method, Subject, overall_on, subject, subjects
from mdime_events.stretch import Ids
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
class _Omission:
    """What is left out: events (ids), or the year in which the window opens for another."""

    left_out: str
    what: str
    events: Ids = frozenset()
    opens: int | None = None
    sources: tuple[str, ...] = ()
    origin: str | None = None

    def varied(self, standings: Mapping[str, Rated]) -> Variation:
        return Variation(left_out=self.left_out, what=self.what, standings=standings, sources=self.sources, origin=self.origin)


@frozen(kw_only=True)
class _Course:
    """One instrument's standing, and what it is under the omissions that move it (by their places)."""

    own: Rated
    moved: Mapping[int, Rated]

    def under(self, omission: int) -> Rated:
        return self.moved.get(omission, self.own)


Watch = Callable[[Iterable[str]], Iterable[str]]


def sensitivity(dossier: Dossier, method: Method, as_of: date | None = None, watch: Watch = iter) -> list[Sensitivity]:
    """The thirteen ratings, each with what moves it. `watch` sees the instruments pass."""
    twelve, omissions = subjects(dossier, method), _omissions(dossier, method)
    courses = {code: _course(twelve[code], omissions, as_of) for code in watch(INSTRUMENTS)}
    standings = _with_overall({code: course.own for code, course in courses.items()}, method)
    varied = [
        each.varied(_with_overall({code: course.under(place) for code, course in courses.items()}, method))
        for place, each in enumerate(omissions)
        if any(place in course.moved for course in courses.values())
    ]
    return [_of(standings[code], varied) for code in RATED]


def sensitivity_of(dossier: Dossier, method: Method, instrument: str, as_of: date | None = None) -> Sensitivity:
    """That of one rating; for an instrument only the events that bear on it are tried, and its variations tell of no other."""
    if instrument == OVERALL:
        return next(each for each in sensitivity(dossier, method, as_of) if each.standing.instrument == instrument)
    mine = subject(dossier, method, instrument)
    omissions = _omissions(evolve(dossier, events=mine.events), method)
    course = _course(mine, omissions, as_of)
    return _of(course.own, [omissions[place].varied({instrument: rated}) for place, rated in sorted(course.moved.items())])


def _of(own: Rated, varied: Iterable[Variation]) -> Sensitivity:
    return Sensitivity(standing=own, moved_by=tuple(each for each in varied if each.standings[own.instrument] != own))


def _course(subject: Subject, omissions: Sequence[_Omission], as_of: date | None) -> _Course:
    day = as_of or subject.known_day
    if day is None:
        return _Course(own=Rated(instrument=subject.instrument, level=None, trend=Trend.UNKNOWN), moved={})
    own, without = moved_without(subject, day, [each.events for each in omissions if each.opens is None])
    opening = {each.opens: subject.opening_in(each.opens).rated(day) for each in omissions if each.opens is not None}
    found = ((place, without.get(each.events, own) if each.opens is None else opening[each.opens]) for place, each in enumerate(omissions))
    return _Course(own=own, moved={place: rated for place, rated in found if rated != own})


def _with_overall(own: Mapping[str, Rated], method: Method) -> dict[str, Rated]:
    overall = overall_on(tuple(own[code] for code in INSTRUMENTS), method)
    return {**own, overall.instrument: overall}


def _omissions(dossier: Dossier, method: Method) -> list[_Omission]:
    events = [_Omission(left_out=EVENT, what=event.id, events=frozenset({event.id})) for event in dossier.events]
    unofficial = frozenset(each.id for each in dossier.events if each.coding.channel == "unofficial")
    return [
        *events,
        *_sources(dossier),
        _Omission(left_out=GRADES, what="D to F", events=_resting_on(dossier, _graded(dossier, POOR))),
        _Omission(left_out=UNOFFICIAL, what="unofficial", events=unofficial),
        *(_Omission(left_out=WINDOW, what=str(year), opens=year) for year in (method.window_opens - 1, method.window_opens + 1)),
    ]


def _sources(dossier: Dossier) -> Iterator[_Omission]:
    for repeated, keys in _independent(dossier).items():
        cited = tuple(sorted(keys, key=lambda key: (key != repeated, key)))
        yield _Omission(left_out=SOURCE, what=cited[0], events=_resting_on(dossier, keys), sources=cited, origin=repeated)


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


def _resting_on(dossier: Dossier, keys: Collection[str]) -> Ids:
    """The events that cite these sources and no other."""
    return frozenset(event.id for event in dossier.events if event.coding.sources and _cited([event]) <= set(keys))
