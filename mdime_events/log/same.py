"""Which event was said to be the same as which, and what is wrong with that: an event that is nowhere, or a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mdime_events.log.stream import Line, Stream
from mdime_events.model import Problem

FIELD = "same_as"


def problems(stream: Stream, lines: Iterable[Line]) -> list[Problem]:
    """What keeps events of a stream from being told as one, by those of its records that are `lines`, in reading order."""
    said = _said(lines)
    if not said:
        return []
    logged = {line.record.id for line in stream.lines if line.record.type == "logged"}
    round = on_circles({copy: kept for copy, (kept, _) in said.items()})
    found = []
    for copy, (kept, line) in said.items():
        where = stream.where(line.number)
        if kept not in logged:
            message = f"says that {copy} is the same as {kept}, which was never logged here; take it back: mdime same --undo {copy[-12:]}"
            found.append(Problem(code="TARGET", message=message, where=where))
        elif copy in round:
            message = f"says that {copy} is the same as {kept}, which closes a circle; take one of it back: mdime same --undo {copy[-12:]}"
            found.append(Problem(code="CIRCLE", message=message, where=where))
    return found


def _said(lines: Iterable[Line]) -> dict[str, tuple[str, Line]]:
    """Of every event that stands, what it was last said to be the same as, and the line that says so."""
    found: dict[str, tuple[str, Line]] = {}
    retracted: set[str] = set()
    for line in sorted(lines, key=lambda each: each.record.type != "logged"):
        record = line.record
        if record.type == "retracted":
            retracted.add(record.event)
        elif record.type in ("logged", "amended") and b'"same_as"' in bytes(record.data):
            changes = _changes(line)
            if isinstance(kept := changes.get(FIELD), str):
                found[record.event] = (kept, line)
            elif FIELD in changes:
                found.pop(record.event, None)
    return {copy: told for copy, told in found.items() if copy not in retracted}


def _changes(line: Line) -> Mapping[str, Any]:
    """The fields that a record sets; none where its payload cannot be read."""
    try:
        payload: Any = line.record.payload()
    except (ValueError, RecursionError):
        return {}
    payload = payload.get("set") if line.record.type == "amended" and isinstance(payload, dict) else payload
    return payload if isinstance(payload, dict) else {}


def on_circles(links: Mapping[str, str]) -> set[str]:
    """Those from which the links lead back to themselves. Every link is walked once."""
    passed: set[str] = set()
    found: set[str] = set()
    for start in links:
        way: list[str] = []
        at = start
        while at in links and at not in passed:
            passed.add(at)
            way.append(at)
            at = links[at]
        if at in way:
            found.update(way[way.index(at) :])
    return found
