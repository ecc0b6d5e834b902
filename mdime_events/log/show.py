"""Records as text to be read: one line a field, so that git's diffs of a log can be read too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from mdime_events.log.envelope import Malformed, Record, decode
from mdime_events.log.stream import raw_lines


def shown(record: Record) -> Iterator[str]:
    """A record in lines: what it is, who recorded it and when, then its payload."""
    about = "" if record.event == record.id else f" about {record.event}"
    yield f"{record.type} {record.id}{about}"
    yield f"  recorded      {record.at} by {record.by}"
    payload = _payload(record)
    for name, value in payload.items() if isinstance(payload, dict) else [("data", payload)]:
        yield f"  {name:13} {value_text(value)}"


def _payload(record: Record) -> Any:
    """A record's payload; where it cannot be read (a number beyond 64 bits), its text."""
    try:
        return record.payload()
    except (ValueError, RecursionError):
        return bytes(record.data).decode(errors="replace")


def value_text(value: Any) -> str:
    """One value of a payload in a line: words joined, anything else as JSON."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def read_file(handle: BinaryIO) -> tuple[list[Record], list[tuple[int, Malformed, str]]]:
    """The records of a file in the order of its lines; and the lines that are none, each with its number, what is wrong, and its text."""
    records: list[Record] = []
    strange: list[tuple[int, Malformed, str]] = []
    for number, line in enumerate(raw_lines(handle), 1):
        raw = line.removesuffix(b"\n")
        try:
            records.append(decode(raw))
        except Malformed as error:
            strange.append((number, error, raw.decode(errors="replace")))
    return records, strange


def shown_file(handle: BinaryIO) -> Iterator[str]:
    """A file of the log, record by record in the order of its lines; what is no record stands as it is."""
    for line in raw_lines(handle):
        try:
            yield from shown(decode(line.removesuffix(b"\n")))
        except Malformed as error:
            yield f"{error.code}: {error}"
            yield "  " + line.decode(errors="replace").rstrip("\n")
        yield ""
