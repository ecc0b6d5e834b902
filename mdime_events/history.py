"""How ratings moved: at every quarter end, and on every day that a level changed, with the cause."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from attrs import frozen

from mdime_events.counting import moves
from mdime_events.dates import LAST_YEAR, quarter_ends
from mdime_events.ledger import next_day
from mdime_events.model import Dossier, Event
from mdime_events.rulekit import Rated
from mdime_events.standing import Method, Subject, levels, overall_on, subject, subjects
from mdime_events.vocabulary import KINDS, OVERALL, Level, Trend

DAY = timedelta(days=1)
Step = tuple[date, Level | None]


@frozen(kw_only=True)
class Change:
    """A day on which a level moved. `cause` is event, come to light, ending, expiry, review or lapse; `events` are those of the cause.

    `because` is told of the overall where none of its instruments went its way: other instruments make it up from that day on.
    """

    instrument: str
    day: date
    before: Level | None
    after: Level | None
    cause: str
    events: tuple[Event, ...] = ()
    because: str | None = None


@frozen(kw_only=True, eq=False)
class Course:
    """How one instrument's level went since the window opened, up to the last day known of it: each day on which it became another."""

    subject: Subject
    ends: date
    steps: tuple[Step, ...]

    def level(self, day: date) -> Level | None:
        place = bisect_right(self.steps, day, key=lambda step: step[0])
        return self.steps[place - 1][1] if place else None

    def rated(self, days: Iterable[date]) -> Iterator[tuple[date, Rated]]:
        """Level and trend on some days since the window opened, in order."""
        for (_, level), alike in groupby(days, key=lambda day: (day.year, self.level(day))):
            left = list(alike)
            while left:
                seen = self.subject.evidence(left[0], left[-1])
                rated, _ = self.subject.rated_by(seen, level)
                same = left if seen.stretch.firm else left[:1]
                yield from ((day, rated) for day in same)
                left = left[len(same) :]


@frozen(kw_only=True)
class History:
    """A dyad's course: level and trend at quarter ends, and every day on which a level moved."""

    quarters: tuple[tuple[date, Rated], ...]
    changes: tuple[Change, ...]


def history(dossier: Dossier, method: Method, as_of: date | None = None) -> History:
    """Both, of one look at every instrument's course."""
    return history_of(subjects(dossier, method), method, as_of)


def history_of(twelve: Mapping[str, Subject], method: Method, as_of: date | None = None) -> History:
    """The same of subjects that were made ready."""
    courses = {code: course for code, each in twelve.items() if (course := _course(each, as_of))}
    return History(quarters=tuple(_quarters(courses, method)), changes=tuple(_changes(courses, method)))


def _course(subject: Subject, as_of: date | None) -> Course | None:
    ends = _knowledge_ends(subject, as_of)
    if ends is None:
        return None
    steps = levels(subject, subject.method.opens, ends) if ends >= subject.method.opens else ()
    return Course(subject=subject, ends=ends, steps=tuple(steps))


def knowledge_ends(dossier: Dossier, method: Method, instrument: str, as_of: date | None = None) -> date | None:
    """The day with which an instrument's history ends: the one that it is rated on where none is asked for; or `as_of`.

    It is never later than the last year that a date may have, whatever day is asked for: a history has an answer for every quarter.
    """
    return _knowledge_ends(subject(dossier, method, instrument), as_of)


def _knowledge_ends(subject: Subject, as_of: date | None) -> date | None:
    known = as_of or subject.known_day
    return known and min(known, date(LAST_YEAR, 12, 31))


def quarters(dossier: Dossier, method: Method, as_of: date | None = None) -> list[tuple[date, Rated]]:
    """Level and trend of every instrument at every quarter end until its knowledge stops.

    The overall takes each as it stands: after the last day known of an instrument it goes in as it stood then, so that the last of the
    overall is the one that `rate` gives on the same question.
    """
    return list(history(dossier, method, as_of).quarters)


def _quarters(courses: Mapping[str, Course], method: Method) -> Iterator[tuple[date, Rated]]:
    last = max((course.ends for course in courses.values()), default=None)
    if last is None or last < method.opens:
        return
    days = quarter_ends(method.opens, last)
    known = {code: dict(course.rated(day for day in days if day <= course.ends)) for code, course in courses.items()}
    stopped = {code: course.subject.rated(course.ends) for code, course in courses.items() if course.ends < last}
    for day in days:
        own = [rated[day] for rated in known.values() if day in rated]
        late = [stopped[code] for code, course in courses.items() if course.ends < day]
        yield from ((day, each) for each in (*own, overall_on((*own, *late), method)))


def changes(dossier: Dossier, method: Method, as_of: date | None = None) -> list[Change]:
    """Every day on which the level of an instrument or the overall moved, in order."""
    return list(history(dossier, method, as_of).changes)


def _changes(courses: Mapping[str, Course], method: Method) -> list[Change]:
    found = [change for course in courses.values() for change in _moves(course.subject, None, course.steps)]
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
            led = [change for change in mine if _rose(change.before, change.after) == _rose(before, after)]
            because, led = (None, led) if led else (_made_up_anew(mine), mine)
            events = tuple(dict.fromkeys(event for change in led for event in change.events))
            yield Change(instrument=OVERALL, day=day, before=before, after=after, cause=led[0].cause, events=events, because=because)
        before = after


def _made_up_anew(moved: Sequence[Change]) -> str:
    """Which instruments go into the overall from a day on, or no longer do: `M3 newly assessed`."""
    newly = [change.instrument for change in moved if change.before is None]
    no_more = [change.instrument for change in moved if change.after is None]
    told = ((newly, "newly assessed"), (no_more, "assessed no more"))
    return "; ".join(f"{', '.join(codes)} {words}" for codes, words in told if codes)


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
    mine = subject(dossier, method, instrument)
    end = _knowledge_ends(mine, as_of)
    first = since + DAY if since else method.opens
    if end is None or end < first:
        return []
    return list(_moves(mine, mine.level(since) if since else None, levels(mine, first, end), first))


def _moves(
    subject: Subject, before: Level | None, steps: Iterable[tuple[date, Level | None]], first: date | None = None
) -> Iterator[Change]:
    """The changes that steps amount to, each with its cause."""
    opens = subject.method.opens
    reviewed = {day for each in subject.reviews for day in (max(each.begins, min(first or opens, opens)), each.ends, next_day(each.ends))}
    told = _Told(subject=subject)
    for day, after in steps:
        if after != before:
            looked = reviewed if None in (before, after) else set()  # a review can only give a level or, if inconclusive, take it
            cause, events = _cause(told, looked, day, fell=(after or 0) < (before or 0), opening=day == opens)
            yield Change(instrument=subject.instrument, day=day, before=before, after=after, cause=cause, events=events)
        before = after


@frozen(kw_only=True, eq=False)
class _Told:
    """The events of an instrument, and those that end one of them, by what they may be the cause of."""

    subject: Subject

    @cached_property
    def events(self) -> list[Event]:
        own = {event.id for event in self.subject.events if self.subject.instrument in event.coding.instruments}
        return [event for event in self.subject.events if event.id in own or not own.isdisjoint(event.coding.ends)]

    @cached_property
    def moving(self) -> list[Event]:
        own = {event.id for event in self.subject.ledger.moving}
        return [event for event in self.events if event.id in own or (event.coding.ends and moves(event))]

    @cached_property
    def arrived(self) -> dict[date, list[Event]]:
        return _by_day((event.certain, event) for event in self.moving)

    @cached_property
    def expired(self) -> dict[date, list[Event]]:
        return _by_day((event.until + DAY, event) for event in self.events if event.until)

    @cached_property
    def lasting(self) -> list[Event]:
        return [event for event in self.moving if event.state or KINDS[event.coding.kind].stands]

    def standing(self, day: date) -> tuple[Event, ...]:
        return tuple(event for event in self.lasting if event.certain < day <= (event.until or day))


def _by_day(dated: Iterable[tuple[date, Event]]) -> dict[date, list[Event]]:
    found: dict[date, list[Event]] = defaultdict(list)
    for day, event in dated:
        found[day].append(event)
    return found


def _cause(told: _Told, reviewed: set[date], day: date, fell: bool, opening: bool) -> tuple[str, tuple[Event, ...]]:
    """What moved the level on a day: what became certain then, what ran out the day before, a review, or time alone.

    A level that falls without an ending or an expiry has lapsed; one that rises with time alone is carried by what is kept up. On the
    opening day of the window what stands already is new along with what arrives.
    """
    arrived = tuple(told.arrived.get(day, ()))
    ending = tuple(event for event in arrived if event.coding.effect == "lowers" or event.coding.ends)
    expired = tuple(told.expired.get(day, ()))
    if fell and (ending or expired):
        return ("ending", ending) if ending else ("expiry", expired)
    raising = tuple(event for event in arrived if event.coding.effect != "lowers") or arrived
    if raising and not fell:
        light = all(event.published == day and event.earliest != day for event in raising)
        return ("come to light" if light else "event"), (*raising, *(told.standing(day) if opening else ()))
    standing = told.standing(day)
    if day in reviewed and not (standing and day == min(reviewed)):
        return "review", ()
    return ("lapse", ()) if fell else ("event", standing)
