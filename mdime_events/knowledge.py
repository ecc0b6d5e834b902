"""What was learnt: the records between two states of knowledge of one dyad, and which of them moved a rating.

A record moved a rating if that of the later state would stand nearer to the earlier one without it. Where each could be spared, it was
any of those that alone would have brought it there; where none would, they did it together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from mdime_events.causes import CONFIDENCE, TREND, Cause, confidence_causes, level_words, moved_parts, standing, titles
from mdime_events.confidence import CONFIDENCES
from mdime_events.log.envelope import SOURCES
from mdime_events.log.stream import Line, Stream
from mdime_events.model import Dossier, Event
from mdime_events.rate import Method, Rating, rate_instrument
from mdime_events.replay import KnownOn, open_stream, replay, sources_of
from mdime_events.vocabulary import INSTRUMENTS, Level

ABOUT_EVENTS = ("logged", "amended", "retracted")
ABOUT_RATINGS = (*ABOUT_EVENTS, "reviewed", "sourced")
Standing = tuple[Level | None, str, str]
Parts = frozenset[int]


@frozen(kw_only=True)
class Knowledge:
    """The records of a dyad and of the sources that were known, and the dossier that they amount to."""

    stream: Stream
    sources: Stream
    dossier: Dossier
    known: KnownOn | None = field(default=None, eq=False)

    @property
    def words(self) -> str:
        if self.known is None:
            return "as known now"
        return f"as known on {self.known.day}" if self.known.day else f"as known at seal {self.known.text[:12]} of {self.known.sealed}"

    def lines(self) -> dict[str, Line]:
        """The records that ratings may depend on, by digest."""
        both = (*self.stream.lines, *self.sources.lines)
        return {line.record.sum: line for line in both if line.record.type in ABOUT_RATINGS}

    def turned(self, line: Line) -> Dossier:
        """The dossier without a record that was known, or with one that was not."""
        if line.record.type in ABOUT_EVENTS and not self._told_as_one(line):
            return self._with_event(line)
        stream, sources = (_turned(each, line) if line.record.stream == each.name else each for each in (self.stream, self.sources))
        return replay(stream, sources_of(sources), cut=True)

    def _told_as_one(self, line: Line) -> bool:
        """Whether events are told as one, so that a record may bear on others than the event that it is about."""
        events = (*self.dossier.events, *self.dossier.retracted)
        return bool(self.dossier.copies or b'"same_as"' in bytes(line.record.data) or any(event.coding.same_as for event in events))

    def _with_event(self, line: Line) -> Dossier:
        """Only the one event is read again, since no other depends on its records."""
        id = line.record.event
        about = evolve(self.stream, lines=tuple(each for each in self.stream.lines if each.record.event == id))
        others = tuple(event for event in self.dossier.events if event.id != id)
        return evolve(self.dossier, events=(*others, *replay(_turned(about, line), self.dossier.sources).events))


def knowledge(log: Path, dyad: str, known: KnownOn | None = None) -> Knowledge:
    """What was known of a dyad; all that is known where `known` is None. Raises DataProblems."""
    return knowledge_of(open_stream(log, dyad), open_stream(log, SOURCES), known)


def knowledge_of(stream: Stream, sources: Stream, known: KnownOn | None = None) -> Knowledge:
    """The same of streams that were read already."""
    own, registered = (_kept(each, known) for each in (stream, sources))
    return Knowledge(stream=own, sources=registered, dossier=replay(own, sources_of(registered), cut=known is not None), known=known)


def _kept(stream: Stream, known: KnownOn | None) -> Stream:
    return evolve(stream, lines=tuple(known.keep(stream, stream.lines))) if known else stream


def _turned(stream: Stream, line: Line) -> Stream:
    others = tuple(each for each in stream.lines if each.record.sum != line.record.sum)
    return evolve(stream, lines=others if len(others) < len(stream.lines) else (*others, line))


@frozen(kw_only=True)
class Question:
    """An instrument rated in two states of knowledge, the one that knows more last, by one method, on one day or as known."""

    before: Knowledge
    after: Knowledge
    old: Rating
    new: Rating
    method: Method
    as_of: date | None

    def ask(self, dossier: Dossier) -> Standing:
        return standing(rate_instrument(dossier, self.method, self.new.instrument, self.as_of, outlook=False))


def record_causes(question: Question) -> list[Cause]:
    """The records that moved an instrument's rating; every part of it that moved has one."""
    between = _between(question)
    needed = [each for each in _turns(question, between, question.after) if each.takes_back]
    told = [_cause(question, each.line, f"; {_turned_words(question, each)}") for each in needed]
    rest = moved_parts(question.old, question.new).difference(*(each.takes_back for each in needed))
    if told and rest == {CONFIDENCE}:
        return [*told, *confidence_causes(question.old, question.new, (question.before.words, question.after.words))]
    return [*told, *([_spared(question, between, rest)] if rest else [])]


def _turned_words(question: Question, turn: _Turn) -> str:
    """What the rating would be; a record may be missing from the later state, where two branches of a log are compared."""
    known = turn.line.record.sum in question.after.lines()
    return f"{'without' if known else 'with'} it {_words(turn.standing, turn.takes_back)}"


def _spared(question: Question, between: Sequence[Line], parts: Parts) -> Cause:
    """The cause of parts that no single record can take back: any of those that bring them alone, or all records together."""
    alone = [each.line for each in _turns(question, between, question.before) if parts <= each.brings]
    words = _words(standing(question.new), parts)
    if len(alone) == 1:
        return _cause(question, alone[0], f"; it alone brings {words}")
    if alone:
        return _of_many("any record", question, alone, f"Each alone brings {words}")
    return _of_many("records together", question, between, f"Together, and none of them alone, they bring {words}")


def _between(question: Question) -> list[Line]:
    """The records known at one end only, as far as they bear on the instrument, in order of recording."""
    one, other = question.before.lines(), question.after.lines()
    found = [each for digest, each in {**one, **other}.items() if (digest in one) != (digest in other)]
    bearing = [each for each in found if _bears(question, each)] or found
    return sorted(bearing, key=lambda each: (each.record.at, each.record.id))


def _bears(question: Question, line: Line) -> bool:
    if line.record.type not in ABOUT_EVENTS:
        return question.new.instrument in line.record.payload().get("instruments", INSTRUMENTS)  # type: ignore[operator]
    touched = {line.record.event}
    for event in _said(question, line.record.event):
        touched |= {*event.coding.ends, *event.coding.fulfils, event.coding.same_as or event.id}
    return any(question.new.instrument in event.coding.instruments for id in touched for event in _said(question, id))


def _said(question: Question, id: str) -> list[Event]:
    """An event as either end has it, retracted, told as another, or not."""
    dossiers = (question.after.dossier, question.before.dossier)
    return [event for each in dossiers for event in (*each.events, *each.retracted, *each.copies) if event.id == id]


@frozen(kw_only=True)
class _Turn:
    """What becomes of a rating when one record is turned: left out of the later state, or put into the earlier.

    `takes_back` are the moved parts that then stand nearer to where they were, `brings` those that stand where they came to stand.
    """

    line: Line
    standing: Standing
    takes_back: Parts
    brings: Parts


def _turns(question: Question, between: Iterable[Line], base: Knowledge) -> Iterator[_Turn]:
    old, new = standing(question.old), standing(question.new)
    moved = moved_parts(question.old, question.new)
    for line in between:
        turned = question.ask(base.turned(line))
        back = frozenset(part for part in moved if _nearer(part, old[part], new[part], turned[part]))
        yield _Turn(line=line, standing=turned, takes_back=back, brings=frozenset(part for part in moved if turned[part] == new[part]))


def _nearer(part: int, old: Any, new: Any, turned: Any) -> bool:
    if part == TREND:
        return bool(turned != new)
    a, b, c = (_height(part, each) for each in (old, new, turned))
    return (c < b) if a < b else (c > b)


def _height(part: int, value: Any) -> int:
    return CONFIDENCES.index(value) if part else -1 if value is None else int(value)


def _words(told: Standing, parts: Parts) -> str:
    level, trend, confidence = told
    words = (level_words(level), trend, f"{confidence} confidence")
    return ", ".join(words[part] for part in sorted(parts))


def _of_many(cause: str, question: Question, lines: Sequence[Line], words: str) -> Cause:
    events = {event.id: event for line in lines if line.record.type in ABOUT_EVENTS for event in _said(question, line.record.event)[:1]}
    days = sorted({line.record.at[:10] for line in lines})
    span = f"of {days[0]}" if len(days) == 1 else f"from {days[0]} to {days[-1]}"
    named = f": {titles(tuple(events.values()))}" if events else ""
    return Cause(
        cause=cause,
        events=tuple(events.values()),
        records=tuple(line.record.id for line in lines),
        sentence=f"{words}: {len(lines)} records {span} ({_summed(lines)}){named}",
    )


def _summed(lines: Sequence[Line]) -> str:
    types = [line.record.type for line in lines]
    return ", ".join(f"{types.count(type)} {type}" for type in ABOUT_RATINGS if type in types)


def _cause(question: Question, line: Line, effect: str) -> Cause:
    events = tuple(_said(question, line.record.event)[:1]) if line.record.type in ABOUT_EVENTS else ()
    sentence = f"{line.record.type.title()} on {line.record.at[:10]} by {line.record.by}: {_what(line, events)}{effect}"
    return Cause(cause=line.record.type, events=events, records=(line.record.id,), sentence=sentence)


def _what(line: Line, events: Sequence[Event]) -> str:
    """What a record says, in a few words."""
    payload: Mapping[str, Any] = line.record.payload()
    match line.record.type:
        case "reviewed":
            return f"{payload['from']} to {payload['to']}"
        case "sourced":
            return f"{payload['key']}, graded {payload['reliability']}"
        case "amended":
            return f"{titles(events)}, {' and '.join(payload['set'])} ({payload['why']})"
        case "retracted":
            return f"{titles(events)} ({payload['why']})"
    return titles(events)
