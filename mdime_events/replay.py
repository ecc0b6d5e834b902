"""Records to events: amendments and retractions applied, as known on any day or seal.

The result depends on the records alone, never on the order of lines. Whatever does not fit (an unknown kind, a newer version)
is a Problem with its line, collected with all others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import attrs
import msgspec
from attrs import frozen

from mdime_events import dates
from mdime_events.folding import folded, told_on
from mdime_events.log import same
from mdime_events.log import seal as seals
from mdime_events.log import stream as streams
from mdime_events.log.envelope import SOURCES, TYPES, VERSION, Record
from mdime_events.log.stream import Line, Stream
from mdime_events.log.upcast import upcast
from mdime_events.log.verify import ancestors, check_stream, sealed_heads
from mdime_events.model import Assessment, Citation, Coding, Dossier, Entry, Event, Fact, Problem, Review, Source, Where
from mdime_events.payload_checks import check_assessment, check_coding, check_fact, check_review, check_source
from mdime_events.vocabulary import KINDS

T = TypeVar("T")


class DataProblems(Exception):
    """The data cannot be used as they are: all of `problems`, each with its line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@frozen(kw_only=True)
class KnownOn:
    """A past state of knowledge: records up to the end of `day` (UTC), or those that a seal of the day `sealed` stands on."""

    text: str
    day: date | None = None
    heads: Mapping[str, list[str]] = {}
    sealed: str | None = None

    def keep(self, stream: Stream, lines: Iterable[Line]) -> list[Line]:
        if self.day:
            return [line for line in lines if line.record.at[:10] <= self.day.isoformat()]
        prev = {line.record.sum: line.record.prev for line in stream.lines}
        known = ancestors(prev, self.heads.get(stream.name, ()))
        return [line for line in lines if line.record.sum in known]


def known_on(log: Path, text: str) -> KnownOn:
    """The state of knowledge that `text` names: a day, or the first eight or more characters of a seal. Raises ValueError."""
    return known_by(partial(seals.seals, log), text)


def known_by(sealed: Callable[[], Iterable[Record]], text: str) -> KnownOn:
    """The same by seals that are at hand."""
    try:
        day = dates.day(text)
    except ValueError:
        found = [record for record in sealed() if len(text) >= 8 and record.sum.startswith(text)]
    else:
        return _known_on_day(text, day)
    if len(found) != 1:
        raise ValueError(f'"{text}" is neither a day such as 2023-12-31 nor the beginning of one seal') from None
    return KnownOn(text=found[0].sum, heads=sealed_heads(found[0]) or {}, sealed=found[0].at[:10])


def _known_on_day(text: str, day: date) -> KnownOn:
    """What was known at the end of a day. What will be known is not known yet; the month or year that is not over is known so far."""
    today = max(date.today(), datetime.now(UTC).date()).isoformat()
    if text != "today" and text.rstrip("~?%") > today[: len(text)]:
        raise ValueError(f'"{text}" is still to come, and nobody knows what will be known then; write a day up to {today}, or a seal')
    return KnownOn(text=day.isoformat(), day=day)


def open_stream(log: Path, name: str) -> Stream:
    """A stream that may be used: nothing is wrong with its chain. Raises DataProblems."""
    stream = streams.read(log, name)
    if found := check_stream(stream):
        raise DataProblems(found)
    return stream


def dyads(log: Path) -> list[str]:
    """The dyads that have a file in the log."""
    return [name for name in streams.streams(log) if not name.startswith("_")]


def sources(log: Path, known: KnownOn | None = None) -> dict[str, Source]:
    """The registered sources by key; a later registration of a key replaces the earlier. Raises DataProblems."""
    return sources_of(open_stream(log, SOURCES), known)


def sources_of(stream: Stream, known: KnownOn | None = None) -> dict[str, Source]:
    """The sources that a stream registers. Raises DataProblems."""
    problems: list[Problem] = []
    lines = readable(stream, known)
    found = _collect(stream, lines, "sourced", problems, lambda line: _checked(line.record, Source, check_source))
    if problems:
        raise DataProblems(problems)
    return {source.key: source for source in found}


def dossier(log: Path, dyad: str, registered: Mapping[str, Source], known: KnownOn | None = None) -> Dossier:
    """All that is known of a dyad. Raises DataProblems."""
    return replay(open_stream(log, dyad), registered, known)


def replay(stream: Stream, registered: Mapping[str, Source], known: KnownOn | None = None, cut: bool = False) -> Dossier:
    """The dossier that a dyad's stream amounts to. Raises DataProblems with everything that does not fit.

    A `cut` stream holds only some of its records, so that events may lead to what was left out, or in a circle that was undone.
    """
    apart = each_apart(stream, registered, known)
    if all(event.coding.same_as is None for event in apart.events):
        return apart
    if not cut and (found := same.problems(stream, readable(stream, known))):
        raise DataProblems(found)
    return folded(apart)


def each_apart(stream: Stream, registered: Mapping[str, Source], known: KnownOn | None = None) -> Dossier:
    """The same with every event by itself, whatever it was said to be the same as. Raises DataProblems."""
    lines = readable(stream, known)
    amendments: dict[str, list[Line]] = defaultdict(list)
    retracted: set[str] = set()
    for line in lines:
        if line.record.type == "amended":
            amendments[line.record.event].append(line)
        elif line.record.type == "retracted":
            retracted.add(line.record.event)
    problems: list[Problem] = []
    events = _collect(stream, lines, "logged", problems, lambda line: _event(stream, line, amendments[line.record.id], registered))
    reviews = _collect(stream, lines, "reviewed", problems, lambda line: _entry(stream, line, _review(line.record)))
    judged = partial(_checked, shape=Assessment, check=check_assessment)
    assessments = _collect(stream, lines, "assessed", problems, lambda line: _entry(stream, line, judged(line.record)))
    facts = _collect(stream, lines, "profiled", problems, lambda line: _entry(stream, line, _checked(line.record, Fact, check_fact)))
    if problems:
        raise DataProblems(problems)
    return Dossier(
        dyad=stream.name,
        events=tuple(event for event in events if event.id not in retracted),
        retracted=tuple(event for event in events if event.id in retracted),
        reviews=tuple(reviews),
        assessments=tuple(assessments),
        profile=tuple(facts),
        sources=registered,
        heads=streams.heads(line.record for line in (known.keep(stream, stream.lines) if known else stream.lines)),
    )


def readable(stream: Stream, known: KnownOn | None = None) -> list[Line]:
    """The stream's records in reading order, as known then, one an id, in today's shape; those of a newer program are refused."""
    lines = list(streams.reading_order(stream.lines))
    lines = known.keep(stream, lines) if known else lines
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.record.id, line)
    strange = [line for line in first.values() if line.record.v > VERSION or line.record.type not in TYPES]
    if strange:
        message = "was written by a newer version of this program (type {r.type}, version {r.v}); update mdime-events to read it"
        raise DataProblems(
            Problem(code="NEWER", message=message.format(r=line.record), where=stream.where(line.number)) for line in strange
        )
    return [line if line.record.v == VERSION else attrs.evolve(line, record=upcast(line.record)) for line in first.values()]


def _collect(stream: Stream, lines: list[Line], type: str, problems: list[Problem], make: Callable[[Line], T]) -> list[T]:
    made = []
    for line in lines:
        if line.record.type == type:
            try:
                made.append(make(line))
            except ValueError as error:
                problems.append(Problem(code="DATA", message=str(error), where=stream.where(line.number)))
    return made


def _convert(data: Any, shape: type[T]) -> T:
    """A payload, as bytes or decoded, as a value. Raises ValueError."""
    return msgspec.json.decode(data, type=shape) if isinstance(data, msgspec.Raw) else msgspec.convert(data, shape)


def _checked(record: Record, shape: type[T], check: Callable[[T], None]) -> T:
    """A record's payload as a value that can be used. Raises ValueError."""
    value = _convert(record.data, shape)
    check(value)
    return value


def _event(stream: Stream, line: Line, amendments: list[Line], registered: Mapping[str, Source]) -> Event:
    data: Any = line.record.data
    if amendments:
        data = line.record.payload()
        for amendment in amendments:
            data = amended(data, amendment.record)
    coding = _convert(data, Coding)
    return event_of(line.record, coding, registered, stream.where(line.number))


def amended(data: Mapping[str, Any], amendment: Record) -> dict[str, Any]:
    """A `logged` payload with the fields of an `amended` record put in; null removes one."""
    changes = _convert(amendment.data, _Amended).set
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


class _Amended(msgspec.Struct):
    set: dict[str, Any]


class _Reviewed(msgspec.Struct):
    to: str
    instruments: tuple[str, ...]
    scope: str
    begins: str = msgspec.field(name="from")
    inconclusive: str | None = None
    sources: tuple[Citation, ...] = ()


def event_of(record: Record, coding: Coding, registered: Mapping[str, Source], where: Where) -> Event:
    """The event with its dates worked out."""
    check_coding(coding)
    kind = KINDS[coding.kind]
    span = dates.span(coding.date)
    published, certain = told_on(coding, registered, record.at)
    return Event(
        id=record.id,
        dyad=record.stream,
        where=where,
        recorded=record.at,
        by=record.by,
        coding=coding,
        substance=coding.substance or kind.substance,
        state=span.state,
        earliest=span.earliest,
        certain=certain,
        until=span.until,
        known_start=span.certain is not None,
        published=published,
    )


def _entry(stream: Stream, line: Line, data: T) -> Entry[T]:
    record = line.record
    return Entry(id=record.id, by=record.by, recorded=record.at, where=stream.where(line.number), data=data)


def _review(record: Record) -> Review:
    data = _convert(record.data, _Reviewed)
    review = Review(
        begins=dates.period(data.begins)[0],
        ends=dates.period(data.to)[1],
        instruments=data.instruments,
        scope=data.scope,
        inconclusive=data.inconclusive,
        sources=data.sources,
    )
    check_review(review)
    return review
