"""Checking the whole log: every problem with its code, file and line.

Problems: SUM FORM SIZE STREAM MISSING CLOCK DUPLICATE-ID TARGET CIRCLE TRUNCATED LOST; TORN alone is a write that was never
acknowledged. Warnings: the same line twice, lines out of order, concurrent amendments of one field, a record that hangs on a
sealed-over head.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from mdime_events.log import same
from mdime_events.log import stream as streams
from mdime_events.log.envelope import SEALS, SOURCES, STREAM_NAME, TYPES, Record, form_fault
from mdime_events.log.stream import Line, Stream
from mdime_events.model import Problem

ABOUT_ANOTHER = ("amended", "retracted")
Watch = Callable[[Iterable[str]], Iterable[str]]
OWN = {"sourced": SOURCES, "sealed": SEALS}  # the types that have a stream of their own


@frozen(kw_only=True)
class _Sealed:
    heads: dict[str, list[str]]


@frozen(kw_only=True)
class Report:
    """What `verify` found. `torn` names the streams that end in a torn write."""

    records: int
    streams: int
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    torn: tuple[Problem, ...] = ()


@frozen(kw_only=True)
class _Checked:
    """A stream, and what is to be said of it by itself: of its lines, of what it tells as one, and what only warns."""

    stream: Stream
    problems: list[Problem]
    sameness: list[Problem]
    warnings: list[Problem]


def verify(log: Path, since: str | None = None, watch: Watch = iter) -> Report:
    """Checks all of `log`, and with `since` that nothing of that git revision is lost. Raises ValueError for an unknown revision.

    `watch` sees the names of the streams pass. The seals are read first, before the files are listed: what they name is older, and stands
    in files that are there by then and read later.
    """
    seals = _checked(log, SEALS)
    checked = [seals if name == SEALS else _checked(log, name) for name in watch(streams.streams(log))]
    read = [each.stream for each in checked]
    problems = [problem for each in checked for problem in each.problems]
    problems += [problem for each in checked for problem in each.sameness]
    problems += _seals(read)
    if since:
        problems += _lost(log, read, since)
    return Report(
        records=sum(len(stream.lines) for stream in read),
        streams=len(read),
        problems=tuple(problems),
        warnings=tuple(warning for each in checked for warning in (*each.warnings, *_sealed_over(each.stream, read))),
        torn=tuple(_torn(stream) for stream in read if stream.tail),
    )


def _checked(log: Path, name: str) -> _Checked:
    stream = streams.read(log, name)
    sameness = same.problems(stream, streams.reading_order(stream.lines))
    return _Checked(stream=stream, problems=check_stream(stream), sameness=sameness, warnings=list(_warnings(stream)))


def check_stream(stream: Stream) -> list[Problem]:
    """All problems of one stream by itself, in order of line; a torn tail is none."""
    found = list(stream.problems)
    if not STREAM_NAME.fullmatch(stream.name):
        message = f'"{stream.name}" is no name of a stream: two alpha-3 codes such as CHN-IRN, _sources or _seals'
        found.append(Problem(code="STREAM", message=message, where=stream.where(1)))
    at = {line.record.sum: line.record.at for line in stream.lines}
    events = {line.record.id for line in stream.lines if line.record.type == "logged"}
    by_id: dict[str, Line] = {}
    for line in stream.lines:
        found += (
            Problem(code=code, message=message, where=stream.where(line.number)) for code, message in _faults(stream, line, at, events)
        )
        first = by_id.setdefault(line.record.id, line)
        if not same_content(first.record, line.record):
            message = f"id {line.record.id} stands on line {first.number} with other content"
            found.append(Problem(code="DUPLICATE-ID", message=message, where=stream.where(line.number)))
    return sorted(found, key=lambda problem: problem.where.line if problem.where else 0)


def same_content(one: Record, other: Record) -> bool:
    """Whether two records of one id say the same, as when the same row was logged on two branches."""
    return (one.type, one.event, one.data) == (other.type, other.event, other.data)


def _belongs(type: str, stream: str) -> bool:
    """Whether records of a type stand in a stream: sources and seals in their own, all else that is known with its dyad."""
    if type in OWN:
        return stream == OWN[type]
    return type not in TYPES or stream not in OWN.values()


def _faults(stream: Stream, line: Line, at: dict[str, str], events: set[str]) -> Iterator[tuple[str, str]]:
    record = line.record
    if fault := form_fault(line.raw, record):
        yield "FORM", fault
    if record.stream != stream.name:
        yield "STREAM", f"the record belongs to {record.stream}, not to {stream.name}"
    elif not _belongs(record.type, stream.name):
        yield "STREAM", f"a {record.type} record does not belong in {stream.name}"
    for missing in (each for each in record.prev if each not in at):
        yield "MISSING", f"its predecessor {missing[:12]}… is nowhere in the file: a record was changed or removed"
    if any(at.get(each, "") > record.at for each in record.prev):
        yield "CLOCK", f"recorded at {record.at}, before its own predecessor"
    if record.type in ABOUT_ANOTHER and record.event not in events:
        yield "TARGET", f"is about event {record.event}, which was never logged here"
    elif record.type in TYPES and record.type not in ABOUT_ANOTHER and record.event != record.id:
        yield "TARGET", f"a {record.type} record is about itself, but names {record.event}"


def _warnings(stream: Stream) -> Iterator[Problem]:
    there = {line.record.sum for line in stream.lines}
    seen: set[str] = set()
    first: dict[str, Line] = {}
    for line in stream.lines:
        where = stream.where(line.number)
        other = first.setdefault(line.record.id, line)
        if line.record.sum in seen:
            yield Problem(code="REPEATED", message="the same line stands above; it counts once", where=where)
        elif other is not line and same_content(other.record, line.record):
            told = f"line {other.number} records the same, at {other.record.at} by {other.record.by}; the earlier of the two counts"
            yield Problem(code="REPEATED", message=told, where=where)
        elif not seen.issuperset(there.intersection(line.record.prev)):
            yield Problem(code="ORDER", message="stands above its predecessor, as a merge may leave it; nothing changes", where=where)
        seen.add(line.record.sum)
    yield from _concurrent(stream)


def _concurrent(stream: Stream) -> Iterator[Problem]:
    """Two amendments of one field of one event, neither of which had seen the other."""
    amendments: dict[str, list[Line]] = defaultdict(list)
    unseen: dict[str, list[tuple[int, Line, Line]]] = defaultdict(list)
    for later, seen in _amendments(stream):
        others = amendments[later.record.event]
        unseen[later.record.event] += [(at, each, later) for at, each in enumerate(others) if each.record.sum not in seen]
        others.append(later)
    for pairs in unseen.values():
        for _, earlier, later in sorted(pairs, key=itemgetter(0)):
            if shared := _fields(earlier) & _fields(later):
                message = f"amends {', '.join(sorted(shared))} without having seen the amendment on line {earlier.number}; this one stands"
                yield Problem(code="CONCURRENT", message=message, where=stream.where(later.number))


def _amendments(stream: Stream) -> Iterator[tuple[Line, set[str]]]:
    """Every amendment in reading order, each with all that it had seen.

    One that stands on the amendment before it has seen what that one had; only what is new is walked, so that a chain costs its length.
    """
    prev = {line.record.sum: line.record.prev for line in stream.lines}
    last, seen, ahead = "", set[str](), prev
    for line in (each for each in streams.reading_order(stream.lines) if each.record.type == "amended"):
        new = ancestors(ahead, line.record.prev)
        if last not in new:
            seen, ahead, new = set(), dict(prev), ancestors(prev, line.record.prev)
        seen |= new
        for each in new:
            ahead.pop(each, None)
        last = line.record.sum
        yield line, seen


def _fields(line: Line) -> set[str]:
    """The fields that an amendment changes; none where its payload cannot be read."""
    try:
        payload: Any = line.record.payload()
    except (ValueError, RecursionError):
        return set()
    changes = payload.get("set") if isinstance(payload, dict) else None
    return set(changes) if isinstance(changes, dict) else set()


def ancestors(prev: dict[str, tuple[str, ...]], heads: Iterable[str]) -> set[str]:
    """All records that `heads` stand on, themselves among them."""
    found: set[str] = set()
    waiting = list(heads)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(prev.get(each, ()))
    return found


def _torn(stream: Stream) -> Problem:
    message = f"{len(stream.tail)} bytes of a write that was never acknowledged; the next append keeps them aside"
    return Problem(code="TORN", message=message, where=stream.where(stream.end))


def _seals(read: list[Stream]) -> list[Problem]:
    """Sealed heads that are gone, and seals that name none."""
    sums = {stream.name: {line.record.sum for line in stream.lines} for stream in read}
    found = []
    for stream in (each for each in read if each.name == SEALS):
        for line in stream.lines:
            where = stream.where(line.number)
            heads = sealed_heads(line.record)
            if heads is None and not form_fault(line.raw, line.record):
                found.append(Problem(code="FORM", message="the seal does not name the heads of the streams", where=where))
            for name, head in ((name, head) for name, sealed in (heads or {}).items() for head in sealed):
                if head not in sums.get(name, ()):
                    message = f"the seal names {head[:12]}… in {name}, which is gone: the file was cut or rewritten"
                    found.append(Problem(code="TRUNCATED", message=message, where=where))
    return found


def sealed_heads(record: Record) -> dict[str, list[str]] | None:
    """What a seal names: stream to heads; None where it is no seal of that shape."""
    try:
        return msgspec.json.decode(record.data, type=_Sealed).heads
    except (msgspec.DecodeError, RecursionError):
        return None


def _sealed_over(stream: Stream, read: list[Stream]) -> Iterator[Problem]:
    """Records that came after a seal and yet hang on something older than its heads: a branch that arrived late, or a back-dated record."""
    prev = {line.record.sum: line.record.prev for line in stream.lines}
    told: set[str] = set()
    for seals in (each for each in read if each.name == SEALS and stream.name != SEALS):
        for heads in filter(None, (sealed_heads(line.record) for line in seals.lines)):
            sealed = ancestors(prev, heads.get(stream.name, ()))
            interior = sealed - set(heads.get(stream.name, ()))
            for line in stream.lines if sealed else ():
                beside = interior.intersection(line.record.prev) or not line.record.prev
                if line.record.sum not in sealed | told and beside:
                    told.add(line.record.sum)
                    message = "hangs on a record that was sealed over, or on none: it was written on a branch, or after the seal"
                    yield Problem(code="SEALED-OVER", message=message, where=stream.where(line.number))


def _lost(log: Path, read: list[Stream], since: str) -> list[Problem]:
    """Records of git revision `since` that the log no longer holds."""
    sums = {stream.name: {line.record.sum for line in stream.lines} for stream in read}
    found = []
    for file in _git(log, "ls-tree", "--name-only", since, "./").decode().split("\n"):
        if file.endswith(".jsonl"):
            name = file.removesuffix(".jsonl")
            old = streams.parse(name, f"{log.name}/{file}", _git(log, "show", f"{since}:./{file}"))
            gone = [line for line in old.lines if line.record.sum not in sums.get(name, ())]
            found += [Problem(code="LOST", message=f"stood here in {since} and is gone", where=old.where(line.number)) for line in gone]
    return found


def _git(log: Path, *arguments: str) -> bytes:
    import subprocess  # late: hardly any call needs it

    answer = subprocess.run(["git", "-C", str(log), *arguments], capture_output=True, check=False)
    if answer.returncode:
        raise ValueError(f"git could not answer: {answer.stderr.decode(errors='replace').strip()}")
    return answer.stdout
