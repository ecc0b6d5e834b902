"""Where one instrument stands on any day: its level and trend, without their reasons, and when the level moves.

A subject is made ready once for any number of days. Over a stretch of days the ladder is climbed once, and the stretch halved only where
some measure that was asked may turn within it: so the days on which nothing can move cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property, partial

from attrs import evolve, frozen

from mdime_events.acts import announced
from mdime_events.ahead import again, on_hand
from mdime_events.counting import bearing, by_instrument, counts, endings_of, evidence, ledger
from mdime_events.dates import years_on
from mdime_events.evidence import Evidence, on
from mdime_events.finding import Finding
from mdime_events.foresight import Foresight, foresight
from mdime_events.ledger import Ledger, next_day
from mdime_events.model import Dossier, Event, Review, Source
from mdime_events.rulebook import Rulebook
from mdime_events.rulekit import Condition, Ladder, Rated, ask, sentence
from mdime_events.stretch import Ids
from mdime_events.vocabulary import FORECAST_YEARS, OVERALL, WINDOW_OPENS, Level, Trend

DAY = timedelta(days=1)


@frozen(kw_only=True)
class Method:
    """How to rate: the rule book and the year in which the window opens."""

    book: Rulebook
    window_opens: int = WINDOW_OPENS

    @property
    def opens(self) -> date:
        return date(self.window_opens, 1, 1)

    def evidence(self, dossier: Dossier, instrument: str, day: date) -> Evidence:
        return evidence(dossier.events, instrument, day, self.opens, dossier.sources)


@frozen(kw_only=True)
class TrendFinding:
    """A condition of the trend on the day."""

    trend: Trend
    name: str
    sentence: str
    finding: Finding


@frozen(kw_only=True, eq=False)
class Subject:
    """One instrument of a dossier: the events that bear on it, and the reviews that looked at it. One that is asked `once` prepares
    nothing for other days."""

    method: Method
    instrument: str
    events: tuple[Event, ...]
    reviews: tuple[Review, ...]
    sources: Mapping[str, Source]
    ledger: Ledger
    once: bool = False

    @property
    def ladder(self) -> Ladder:
        return self.method.book.ladders[self.instrument]

    @cached_property
    def last_told(self) -> date | None:
        """The last day of which a counted event tells."""
        ended = endings_of(self.events)
        return max((tells_of(event, ended.get(event.id)) for event in self.ledger.moving), default=None)

    @cached_property
    def known_day(self) -> date | None:
        """The day that it is rated on where none is asked for; None where nothing is known of it. Silence is not evidence.

        It is the last day of its review, and where counted events are dated later the last of those too: the day of the higher of the
        two levels, unless one of the later events lowers.
        """
        reviewed_to, newest = self.reviewed_to, self.last_told
        if reviewed_to is None:
            return max(newest, self.method.opens) if newest else None
        if newest is None or newest <= reviewed_to:
            return reviewed_to
        then, later = (self.level(day) or Level.UNOBSERVED for day in (reviewed_to, newest))
        lowered = any(event.certain > reviewed_to and event.coding.effect == "lowers" for event in self.ledger.moving)
        return newest if later >= then or lowered else reviewed_to

    @property
    def reviewed_to(self) -> date | None:
        return max((review.ends for review in self.reviews), default=None)

    def reviewed(self, day: date) -> list[Review]:
        """The reviews that had begun on a day, the newest coverage last; one that goes on is cut there."""
        begun = (review for review in self.reviews if review.begins <= day)
        return sorted((evolve(review, ends=min(review.ends, day)) for review in begun), key=lambda review: review.ends)

    def newest(self, day: date) -> Review | None:
        """The last of those, whole."""
        found = None
        for review in self.reviews:
            if review.begins <= day and (found is None or min(review.ends, day) >= min(found.ends, day)):
                found = review
        return found

    def evidence(self, day: date, through: date | None = None) -> Evidence:
        return on(self.ledger, day, through)

    def level(self, day: date) -> Level | None:
        return self.level_by(self.evidence(day))

    def level_by(self, seen: Evidence) -> Level | None:
        """The level that the evidence of a day gives; None where it is not assessed."""
        newest = self.newest(seen.day)
        if (newest is None and seen.is_empty) or (newest and newest.inconclusive):
            return None
        return self.ladder.climb(seen) or Level.UNOBSERVED

    def rated(self, day: date) -> Rated:
        return self.rated_by(self.evidence(day))[0]

    def rated_by(self, seen: Evidence, level: Level | None = None) -> tuple[Rated, tuple[TrendFinding, ...]]:
        """Level (unless it is known) and trend that the evidence of a day gives, and what the trend's conditions found."""
        level = self.level_by(seen) if level is None else level
        if level is None:
            return Rated(instrument=self.instrument, level=None, trend=Trend.UNKNOWN), ()
        trend, findings = self.projected(seen, level)
        return Rated(instrument=self.instrument, level=level, trend=trend), findings

    def projected(self, seen: Evidence, level: Level) -> tuple[Trend, tuple[TrendFinding, ...]]:
        """The trend of what was seen at a level, and what its conditions found."""
        return project(self.ladder, seen.at_level(level, cache(partial(self.repeated, seen))))

    def repeated(self, seen: Evidence) -> Level:
        """The level three years on if the acts of the last three years repeat."""
        if self.once:
            seen.stretch.losses.feel(lambda loss: True)
            return self._repeated(seen)
        later = self.foresight.three_years_on(seen)
        level = self.ladder.climb(later) or Level.UNOBSERVED
        firm, felt = later.stretch.firm, {loss.events for loss in later.stretch.losses.felt}
        seen.stretch.losses.feel(lambda loss: not firm or loss.events in felt)
        return level if firm else self._repeated(seen)

    def _repeated(self, seen: Evidence) -> Level:
        return _repeated(self.ladder, [event for event in self.events if event.id not in seen.stretch.lacking], seen)

    @cached_property
    def foresight(self) -> Foresight:
        return foresight(self.events, self.ledger)

    def without(self, events: Ids) -> Subject:
        """The same, had some events (their ids) never been logged."""
        return self._of(tuple(each for each in self.events if each.id not in events))

    def seen_without(self, seen: Evidence, events: Ids) -> tuple[Subject, Evidence]:
        """Its evidence of a day, had some events never been logged, and the subject of that. Those on which no other hangs are lost with
        their entries; without others all is counted anew."""
        if self.ledger.bound.isdisjoint(events):
            return self, seen.without(events)
        anew = evolve(self.without(events), once=True)
        return anew, anew.evidence(seen.day)

    def opening_in(self, year: int) -> Subject:
        """The same by a window that opens in another year."""
        return evolve(self, method=evolve(self.method, window_opens=year), once=True)._of(self.events)

    def _of(self, events: tuple[Event, ...]) -> Subject:
        return evolve(self, events=events, ledger=ledger(events, self.instrument, self.method.opens, self.sources))

    def known_by(self, day: date) -> Subject:
        """The same without what had not happened on a day, and without reviews that had not begun."""
        events = tuple(event for event in self.events if event.certain <= day)
        bound = self.ledger.bound
        if any(event.certain > day and event.id in bound and counts(event) for event in self.events):
            known = self._of(events)
        else:
            known = evolve(self, events=events, ledger=self.ledger.known_by(day))
        return evolve(known, reviews=tuple(review for review in self.reviews if review.begins <= day))


def subject(dossier: Dossier, method: Method, instrument: str, once: bool = False) -> Subject:
    return _subject(dossier, method, instrument, bearing(dossier.events, instrument), once)


def subjects(dossier: Dossier, method: Method, once: bool = False) -> dict[str, Subject]:
    """All twelve of them."""
    return {code: _subject(dossier, method, code, events, once) for code, events in by_instrument(dossier.events).items()}


def _subject(dossier: Dossier, method: Method, instrument: str, events: tuple[Event, ...], once: bool) -> Subject:
    return Subject(
        method=method,
        instrument=instrument,
        events=events,
        reviews=tuple(entry.data for entry in dossier.reviews if instrument in entry.data.instruments),
        sources=dossier.sources,
        ledger=ledger(events, instrument, method.opens, dossier.sources),
        once=once,
    )


# When the level moves


def levels(subject: Subject, first: date, last: date) -> Iterator[tuple[date, Level | None]]:
    """The level on the first day, and on every later one up to the last on which it becomes another."""
    before: list[Level | None] = []
    for begins, ends in _stretches(subject, first, last):
        for day, level in _steps(subject, begins, ends):
            if before != [level]:
                yield day, level
                before = [level]


def _stretches(subject: Subject, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days from first to last, parted where a calendar year begins and where a review begins or is over."""
    years = {date(year, 1, 1) for year in range(first.year + 1, last.year + 1)}
    reviewed = {day for review in subject.reviews for day in (review.begins, next_day(review.ends))}
    begins = [first, *sorted(day for day in years | reviewed if first < day <= last)]
    yield from zip(begins, [*(day - DAY for day in begins[1:]), last], strict=True)


def _steps(subject: Subject, first: date, last: date) -> Iterator[tuple[date, Level | None]]:
    """The level at the beginning of every stretch through which it is sure to stay."""
    seen = subject.evidence(first, last)
    level = subject.level_by(seen)
    if seen.stretch.firm:
        yield first, level
        return
    middle = first + (last - first) // 2
    yield from _steps(subject, first, middle)
    yield from _steps(subject, middle + DAY, last)


def tells_of(event: Event, ended: date | None = None) -> date:
    """The last day of which an event tells: the one from which it counts. A state tells of its end, too, where that had come when it was
    first told of, and otherwise of the day on which a source was out that says it goes on; of no day after another event `ended` it."""
    if not event.state:
        return event.certain
    lasted = event.until if event.until and event.until <= announced(event) else event.published
    return max(event.certain, min(lasted or event.certain, ended or date.max))


# Asked of a dossier


def known_day(dossier: Dossier, method: Method, instrument: str) -> date | None:
    """The day that an instrument is rated on where none is asked for; None where nothing is known of it."""
    return subject(dossier, method, instrument).known_day


def level_on(dossier: Dossier, method: Method, instrument: str, day: date) -> Level | None:
    """The level alone, where the rest of a rating is not asked for."""
    return subject(dossier, method, instrument).level(day)


def standing_on(dossier: Dossier, method: Method, instrument: str, day: date) -> Rated:
    """Level and trend of one instrument on a day, without their reasons."""
    return subject(dossier, method, instrument, once=True).rated(day)


def standings(dossier: Dossier, method: Method, as_of: date | None = None) -> dict[str, Rated]:
    """The thirteen levels and trends of `rate` by instrument, without their reasons."""
    own = tuple(_standing(each, as_of) for each in subjects(dossier, method, once=True).values())
    return {each.instrument: each for each in (*own, overall_on(own, method))}


def _standing(subject: Subject, as_of: date | None) -> Rated:
    day = as_of or subject.known_day
    return subject.rated(day) if day else Rated(instrument=subject.instrument, level=None, trend=Trend.UNKNOWN)


def only_known(dossier: Dossier, day: date) -> Dossier:
    """The dossier without what had not happened on `day`, and without reviews that had not begun."""
    events = tuple(event for event in dossier.events if event.certain <= day)
    return evolve(dossier, events=events, reviews=tuple(entry for entry in dossier.reviews if entry.data.begins <= day))


# The trend, and the overall


def projected(ladder: Ladder, events: Iterable[Event], seen: Evidence, level: Level) -> tuple[Trend, tuple[TrendFinding, ...]]:
    """The trend of what was seen at a level, and what its conditions found. `events` are those that the evidence was made from."""
    return project(ladder, looking_ahead(ladder, events, seen, level))


def looking_ahead(ladder: Ladder, events: Iterable[Event], seen: Evidence, level: Level) -> Evidence:
    """The evidence as the trend's conditions ask it: with its level, and that of three years on if the acts of the last three repeat."""
    return seen.at_level(level, cache(partial(_repeated, ladder, tuple(events), seen)))


def _repeated(ladder: Ladder, events: Sequence[Event], seen: Evidence) -> Level:
    """The level three years on if the acts of the last three years repeat."""
    supposed = (*on_hand(events, seen.day), *again(seen))
    later = evidence(supposed, seen.instrument, years_on(seen.day, FORECAST_YEARS), seen.opens, seen.sources)
    return ladder.climb(later) or Level.UNOBSERVED


def project(ladder: Ladder, seen: Evidence) -> tuple[Trend, tuple[TrendFinding, ...]]:
    """Increasing where more of the rising than of the falling conditions hold, Decreasing where fewer do, Steady where neither
    outweighs; Unknown where nothing was observed. It looks three years ahead."""
    if seen.is_empty:
        return Trend.UNKNOWN, ()
    rising = [_trend_finding(Trend.INCREASING, condition, seen) for condition in ladder.rising]
    falling = [_trend_finding(Trend.DECREASING, condition, seen) for condition in ladder.falling]
    up, down = (sum(each.finding.met for each in side) for side in (rising, falling))
    trend = Trend.INCREASING if up > down else Trend.DECREASING if down > up else Trend.STEADY
    return trend, (*rising, *falling)


def _trend_finding(trend: Trend, condition: Condition, seen: Evidence) -> TrendFinding:
    return TrendFinding(trend=trend, name=condition.__name__, sentence=sentence(condition), finding=ask(seen.instrument, condition, seen))


def overall_on(own: Sequence[Rated], method: Method) -> Rated:
    """The dyad's own level and trend, from those of its instruments."""
    if all(each.level is None for each in own):
        return Rated(instrument=OVERALL, level=None, trend=Trend.UNKNOWN)
    rule, rated = method.book.overall, tuple(own)
    level = next((level for level in reversed(Level) if rule.reaches(rated, level).met), Level.UNOBSERVED)
    return Rated(instrument=OVERALL, level=level, trend=rule.trend(rated)[0])
