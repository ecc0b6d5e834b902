"""Appending: under a lock, in one write, synced before it is acknowledged, undone where that fails."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from mdime_events.log import checkpoint, durable
from mdime_events.log import stream as streams
from mdime_events.log.checkpoint import Checkpoint
from mdime_events.log.envelope import MOST_HEADS, STREAM_NAME, Malformed, Record, decode, encode, timestamp
from mdime_events.model import Problem

_log = logging.getLogger(__name__)

CLOCK_SLACK = timedelta(minutes=5)


@frozen(kw_only=True)
class Draft:
    """A record to be: `event` is None for a record about itself, `seen` says that its id may be there already."""

    stream: str
    type: str
    id: str
    data: dict[str, object]
    event: str | None = None
    seen: bool = False


@frozen(kw_only=True)
class Written:
    """An acknowledged record; `duplicate` where it was there before with the same content."""

    record: Record
    duplicate: bool = False


class Refused(Exception):
    """An append that was not made; nothing was recorded. `problems` say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@contextmanager
def locked(log: Path) -> Iterator[None]:
    """The log's own lock, held by one writer at a time and released by the system when its holder dies. Raises Refused."""
    try:
        if not log.exists():
            log.mkdir(parents=True)
        handle = os.open(log / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        message = f"nothing was recorded: {log.name}/ cannot be written to: {error.strerror}"
        raise Refused(Problem(code="WRITE", message=message)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def append(log: Path, drafts: Sequence[Draft], by: str, now: datetime | None = None) -> list[Written]:
    """Records `drafts`, in order, one synced write a stream. Raises Refused, with nothing recorded in the stream concerned."""
    with locked(log):
        names = list(dict.fromkeys(draft.stream for draft in drafts))
        _check_names(names)
        written = {}
        for name in names:
            mine = [draft for draft in drafts if draft.stream == name]
            try:
                done = _append_stream(log / f"{name}.jsonl", mine, by, now or datetime.now(UTC))
            except OSError as error:
                raise _refused(log, name, mine, error) from error
            for each in done:
                written[name, each.record.id] = each
        return [written[draft.stream, draft.id] for draft in drafts]


def _check_names(names: list[str]) -> None:
    """Raises Refused for a name that is no stream's, and so might lead elsewhere."""
    told = "nothing was recorded: {name!r} is no name of a stream: two alpha-3 codes such as CHN-IRN, _sources or _seals"
    wrong = [Problem(code="STREAM", message=told.format(name=name)) for name in names if not STREAM_NAME.fullmatch(name)]
    if wrong:
        raise Refused(*wrong)


def _append_stream(path: Path, drafts: list[Draft], by: str, now: datetime) -> list[Written]:
    known = _advance(path)
    _check_clock(path, known, now)
    stored = _stored(path) if any(draft.seen for draft in drafts) else {}
    at, heads, lines, answers = max(timestamp(now), known.at), known.heads, [], []
    name = path.stem
    for draft in drafts:
        if draft.id in stored:
            answers.append(_duplicate(stored[draft.id], draft))
            continue
        about = draft.event or draft.id
        prev = heads[:MOST_HEADS]
        line = _encoded(id=draft.id, type=draft.type, event=about, stream=name, at=at, by=by, prev=prev, data=draft.data)
        record = decode(line)
        stored[draft.id] = record
        heads = (*heads[MOST_HEADS:], record.sum)
        lines.append(line + b"\n")
        answers.append(Written(record=record))
    if lines:
        durable.add(path, b"".join(lines))
        checkpoint.save(path, heads=heads, at=at)
    return answers


def _refused(log: Path, name: str, drafts: list[Draft], error: OSError) -> Refused:
    """A disk that failed, in words: what is in the file now, and how to try again."""
    message = f"nothing was recorded in {log.name}/{name}.jsonl: {error.strerror or error}"
    if isinstance(error, durable.NotWritten) and not error.undone:
        again = f" with --id {drafts[0].id}" if len(drafts) == 1 else ""
        message += f"; nor could the file be put back, so part of the record may be there: mend the disk, then try again{again}"
    return Refused(Problem(code="WRITE", message=message))


def _encoded(**fields: Any) -> bytes:
    try:
        return encode(**fields)
    except Malformed as error:
        raise Refused(Problem(code=error.code, message=f"nothing was recorded: {error}")) from None


def _stored(path: Path) -> dict[str, Record]:
    return {line.record.id: line.record for line in streams.read(path.parent, path.stem).lines}


def _duplicate(stored: Record, draft: Draft) -> Written:
    same = stored.type == draft.type and bytes(stored.data) == msgspec.json.encode(draft.data)
    if not same:
        raise Refused(Problem(code="DUPLICATE-ID", message=f"id {draft.id} is there already with other content; amend it instead"))
    return Written(record=stored, duplicate=True)


def _check_clock(path: Path, known: Checkpoint, now: datetime) -> None:
    if known.at > timestamp(now + CLOCK_SLACK):
        message = f"{path.name} was last written to at {known.at}, ahead of this machine's clock ({timestamp(now)}); set the clock"
        raise Refused(Problem(code="CLOCK", message=message))


def _advance(path: Path) -> Checkpoint:
    """The stream's state: its checkpoint, or where anything but an append of ours came since, the file read whole and a torn tail cut.

    Raises Refused where the file is damaged, OSError where the disk is.
    """
    if not path.exists():
        return Checkpoint()
    if known := checkpoint.load(path):
        return known
    stream = streams.read(path.parent, path.stem)
    if stream.problems:
        hint = Problem(code="REFUSED", message=f"nothing was recorded: {path.name} is damaged; `mdime verify` lists what is wrong")
        raise Refused(*stream.problems, hint)
    if stream.tail:
        kept = durable.keep_aside(path, stream.tail, path.parent / ".torn")
        told = "%s ended in a torn write that was never acknowledged; its %d bytes are kept in %s"
        _log.warning(told, path.name, len(stream.tail), f"{path.parent.name}/.torn/{kept.name}")
    durable.settle(path)
    at = max((line.record.at for line in stream.lines), default="")
    checkpoint.save(path, heads=stream.heads, at=at)
    return Checkpoint(heads=stream.heads, at=at)
