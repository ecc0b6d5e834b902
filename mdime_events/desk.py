"""What is on the desk of whoever records: a dyad's events as they were logged, and how an event is found by its id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from mdime_events.batch import Row
from mdime_events.log import door
from mdime_events.log import stream as streams
from mdime_events.log.ids import is_row_id, row_id
from mdime_events.log.stream import Stream
from mdime_events.model import Source, Where
from mdime_events.replay import amended, each_apart, open_stream, readable

COMMAND_LINE = Where(file="command line", line=1)
SHORTEST = 6
STANDS = "no event; only events are amended and retracted, so it stands as it is"
OTHERWISE = {
    "amended": f"an amendment, {STANDS}; amend its event again",
    "retracted": f"a retraction, {STANDS}; log its event anew",
    "reviewed": f"a review, {STANDS}",
    "assessed": f"an assessment, {STANDS}",
    "profiled": f"a fact, {STANDS}",
    "sourced": "a source, no event; add it again under its key with `mdime source add`, and the later grade counts",
    "sealed": f"a seal, {STANDS}",
}


@frozen(kw_only=True)
class Desk:
    """What the rows of one dyad are checked against.

    `payloads` are its events by id, `by_rows` the same as their rows last said them, `mended` how often rows amended them, `coming` the
    ids that this batch's keys stand for.
    """

    dyad: str
    payloads: Mapping[str, Mapping[str, Any]]
    by_rows: Mapping[str, Mapping[str, Any]]
    retracted: frozenset[str]
    mended: Mapping[str, int]
    coming: Mapping[str, str]
    registered: Mapping[str, Source]


def payloads(stream: Stream, by_rows: bool = False) -> dict[str, dict[str, Any]]:
    """Every logged event's payload by id, amendments applied, retracted events too.

    With `by_rows` only the amendments that mended rows made (they have a UUIDv8): what the rows last said. Raises DataProblems.
    """
    each_apart(stream, {})  # what is read can be used
    return _said(stream, by_rows)


def _said(stream: Stream, by_rows: bool) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in readable(stream):
        record = line.record
        if record.type == "logged":
            found[record.id] = record.payload()
        elif record.type == "amended" and record.event in found and (is_row_id(record.id) or not by_rows):
            found[record.event] = amended(found[record.event], record)
    return found


def desk_of(log: Path, dyad: str, rows: Iterable[Row], registered: Mapping[str, Source]) -> Desk:
    stream = open_stream(log, dyad)
    coming = {key: key_id(dyad, key) for row in rows if (key := key_of(row))}
    return Desk(
        dyad=dyad,
        payloads=payloads(stream),
        by_rows=_said(stream, by_rows=True),
        retracted=frozenset(line.record.event for line in stream.lines if line.record.type == "retracted"),
        mended=Counter(line.record.event for line in stream.lines if line.record.type == "amended" and is_row_id(line.record.id)),
        coming=coming,
        registered=registered,
    )


def key_id(dyad: str, key: str) -> str:
    """The id of the event that a row with this key is."""
    return row_id(dyad, "key", key)


def key_of(row: Row) -> str | None:
    key = row.fields.get("key")
    return None if door.is_empty(key) else str(key).strip()


def find_event(log: Path, id: str) -> tuple[str, str, dict[str, Any]]:
    """The dyad, full id and payload of the event whose id is, or begins or ends with, `id` (six characters or more)."""
    found = [
        (name, event, payload)
        for name in streams.streams(log)
        if not name.startswith("_")
        for event, payload in payloads(open_stream(log, name)).items()
        if event == id or (len(id) >= SHORTEST and (event.startswith(id) or event.endswith(id)))
    ]
    if len(found) != 1:
        raise door.Rejected([_not_one(log, id, len(found))])
    return found[0]


def _not_one(log: Path, id: str, found: int) -> str:
    """Why an id does not name one event, and what to write."""
    if found:
        return f'the ids of {found} events begin or end with "{id}"; write more of it: `mdime timeline` shows twelve characters'
    if len(id) < SHORTEST:
        return f'the id "{id}" is too short: write {SHORTEST} or more characters of its beginning or end; `mdime timeline` shows the ids'
    if type := next(_other_records(log, id), None):
        return f'"{id}" is {OTHERWISE[type]}'
    return f'no event has the id "{id}"; `mdime timeline` shows the ids'


def _other_records(log: Path, id: str) -> Iterator[str]:
    """The types of the records other than events whose id is, or begins or ends with, `id`."""
    for name in streams.streams(log):
        for line in streams.read(log, name).lines:
            if line.record.type in OTHERWISE and (line.record.id.startswith(id) or line.record.id.endswith(id)):
                yield line.record.type
