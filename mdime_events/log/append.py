"""Appending: under a lock, in one write, synced before it is acknowledged, undone where that fails.

A checkpoint beside the log (`.checkpoints/`, never committed) says how far a file was checked and what its end hashed to, so
that a file which only grew by our own appends is not read again. Deleting it costs one full read and nothing else.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from mdime_events.log import stream as streams
from mdime_events.log.envelope import Malformed, Record, decode, encode, timestamp
from mdime_events.model import Problem, Where

_log = logging.getLogger(__name__)

CLOCK_SLACK = timedelta(minutes=5)
TAIL = 64 * 1024


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


@frozen(kw_only=True)
class _Checkpoint:
    """How far a stream was checked: bytes, the digest of the last 64 KiB before that, the heads, the newest `at`."""

    size: int = 0
    tail: str = sha256(b"").hexdigest()
    heads: tuple[str, ...] = ()
    at: str = ""


@contextmanager
def locked(log: Path) -> Iterator[None]:
    """The log's own lock, held by one writer at a time and released by the system when its holder dies."""
    log.mkdir(parents=True, exist_ok=True)
    with open(log / ".lock", "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def append(log: Path, drafts: Sequence[Draft], by: str, now: datetime | None = None) -> list[Written]:
    """Records `drafts`, in order, one synced write a stream. Raises Refused, with nothing recorded in the stream concerned."""
    with locked(log):
        names = list(dict.fromkeys(draft.stream for draft in drafts))
        written = {}
        for name in names:
            mine = [draft for draft in drafts if draft.stream == name]
            for each in _append_stream(log, name, mine, by, now or datetime.now(UTC)):
                written[name, each.record.id] = each
        return [written[draft.stream, draft.id] for draft in drafts]


def _append_stream(log: Path, name: str, drafts: list[Draft], by: str, now: datetime) -> list[Written]:
    path = log / f"{name}.jsonl"
    checkpoint = _advance(log, path)
    _check_clock(path, checkpoint, now)
    stored = _stored(log, name) if any(draft.seen for draft in drafts) else {}
    at, heads, lines, answers = max(timestamp(now), checkpoint.at), checkpoint.heads, [], []
    for draft in drafts:
        if draft.id in stored:
            answers.append(_duplicate(stored[draft.id], draft))
            continue
        about = draft.event or draft.id
        line = _encoded(id=draft.id, type=draft.type, event=about, stream=name, at=at, by=by, prev=heads, data=draft.data)
        record = decode(line)
        stored[draft.id] = record
        heads = (record.sum,)
        lines.append(line + b"\n")
        answers.append(Written(record=record))
    if lines:
        new = b"".join(lines)
        _write(path, new)
        _save(log, path, heads=heads, at=at)
    return answers


def _encoded(**fields: Any) -> bytes:
    try:
        return encode(**fields)
    except Malformed as error:
        raise Refused(Problem(code=error.code, message=f"nothing was recorded: {error}")) from None


def _stored(log: Path, name: str) -> dict[str, Record]:
    return {line.record.id: line.record for line in streams.read(log, name).lines}


def _duplicate(stored: Record, draft: Draft) -> Written:
    same = stored.type == draft.type and bytes(stored.data) == msgspec.json.encode(draft.data)
    if not same:
        raise Refused(Problem(code="DUPLICATE-ID", message=f"id {draft.id} is there already with other content; amend it instead"))
    return Written(record=stored, duplicate=True)


def _check_clock(path: Path, checkpoint: _Checkpoint, now: datetime) -> None:
    if checkpoint.at > timestamp(now + CLOCK_SLACK):
        message = f"{path.name} was last written to at {checkpoint.at}, ahead of this machine's clock ({timestamp(now)}); set the clock"
        raise Refused(Problem(code="CLOCK", message=message))


def _advance(log: Path, path: Path) -> _Checkpoint:
    """The stream's state: its checkpoint, or where anything but an append of ours came since, the file read whole and a torn tail cut.

    Raises Refused where the file is damaged.
    """
    size = path.stat().st_size if path.exists() else 0
    known = _load(log, path)
    if known and known.size == size:
        return known
    stream = streams.read(log, path.stem)
    if stream.problems:
        hint = Problem(code="REFUSED", message=f"nothing was recorded: {path.name} is damaged; `mdime verify` lists what is wrong")
        raise Refused(*stream.problems, hint)
    if stream.tail:
        _cut(log, path, stream.tail)
    at = max((line.record.at for line in stream.lines), default="")
    return _save(log, path, heads=stream.heads, at=at)


def _cut(log: Path, path: Path, tail: bytes) -> None:
    """Moves a torn tail out of the file into `.torn/`, synced before the file is shortened."""
    kept = log / ".torn" / f"{path.stem}-{sha256(tail).hexdigest()[:12]}"
    kept.parent.mkdir(exist_ok=True)
    with open(kept, "wb") as handle:
        handle.write(tail)
        os.fsync(handle.fileno())
    with open(path, "r+b") as handle:
        handle.truncate(path.stat().st_size - len(tail))
        os.fsync(handle.fileno())
    _log.warning("%s ended in a torn write that was never acknowledged; its %d bytes are kept in %s", path.name, len(tail), kept)


def _checkpoint_path(log: Path, path: Path) -> Path:
    return log / ".checkpoints" / f"{path.stem}.json"


def _load(log: Path, path: Path) -> _Checkpoint | None:
    """The checkpoint; None where there is none or the file no longer is what it says."""
    try:
        known = msgspec.json.decode(_checkpoint_path(log, path).read_bytes(), type=_Checkpoint)
        return known if _tail_digest(path, known.size) == known.tail else None
    except (OSError, msgspec.DecodeError):
        return None


def _save(log: Path, path: Path, *, heads: tuple[str, ...], at: str) -> _Checkpoint:
    if not path.exists():
        return _Checkpoint()
    size = path.stat().st_size
    checkpoint = _Checkpoint(size=size, tail=_tail_digest(path, size), heads=heads, at=at)
    target = _checkpoint_path(log, path)
    beside = target.with_suffix(".new")
    try:
        target.parent.mkdir(exist_ok=True)
        beside.write_bytes(msgspec.json.encode(checkpoint))
        os.replace(beside, target)
    except OSError:
        with suppress(OSError):
            target.unlink()  # only speed is lost; the record is safe
    return checkpoint


def _tail_digest(path: Path, size: int) -> str:
    with open(path, "rb") as handle:
        start = max(0, size - TAIL)
        handle.seek(start)
        content = handle.read(size - start)
    if len(content) != size - start:
        raise OSError("shorter than its checkpoint")
    return sha256(content).hexdigest()


def _write(path: Path, new: bytes) -> None:
    """Writes and syncs `new` at the end of the file, or leaves it as it was. Raises Refused."""
    created = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        before = os.fstat(handle).st_size
        try:
            _write_synced(handle, path, new, created)
        except OSError as error:
            _undo(handle, path, before, created)
            where = Where(file=f"{path.parent.name}/{path.name}", line=0)
            message = f"nothing was recorded in {where.file}: {error.strerror or error}"
            raise Refused(Problem(code="WRITE", message=message)) from error
    finally:
        os.close(handle)


def _write_synced(handle: int, path: Path, new: bytes, created: bool) -> None:
    left = memoryview(new)
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)
    if created:
        _sync_folder(path.parent)
    if os.stat(path).st_ino != os.fstat(handle).st_ino:
        raise OSError("the file was replaced while it was written to")


def _undo(handle: int, path: Path, before: int, created: bool) -> None:
    os.ftruncate(handle, before)
    if created and path.exists() and os.path.samestat(path.stat(), os.fstat(handle)):
        path.unlink()
    os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
