"""One record, one line: the envelope around a payload, and the digest that closes it.

    {"v":1,"id":…,"type":…,"event":…,"stream":…,"at":…,"by":…,"prev":[…],"data":{…},"sum":"<64 hex>"}

`sum` is the SHA-256 of the line's own bytes before `,"sum":"`, so `sha256sum` can check it without this program.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256

import msgspec
from attrs import frozen

VERSION = 1
TYPES = ("logged", "amended", "retracted", "reviewed", "assessed", "profiled", "sourced", "sealed")
MAX_LINE = 64 * 1024
MOST_HEADS = 256  # that one record closes; the next closes the next, so that any number can be closed
DEEPEST = 16
SOURCES = "_sources"
SEALS = "_seals"
KEYS = ("v", "id", "type", "event", "stream", "at", "by", "prev", "data", "sum")
STREAM_NAME = re.compile(r"[A-Z]{3}-[A-Z]{3}|_sources|_seals", re.ASCII)

_SUM_BYTES = len(b',"sum":"') + 64 + len(b'"}')
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(rb"[][{}]")
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@frozen(kw_only=True)
class Record:
    """A line of the log, decoded; `data` holds the payload's own bytes."""

    v: int
    id: str
    type: str
    event: str
    stream: str
    at: str
    by: str
    prev: tuple[str, ...]
    data: msgspec.Raw
    sum: str

    def payload(self) -> dict[str, object]:
        payload: dict[str, object] = msgspec.json.decode(self.data)
        return payload


class Malformed(ValueError):
    """A line that is no record: `code` is FORM, SIZE or SUM."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


_decoder, _any, _encoder = msgspec.json.Decoder(Record), msgspec.json.Decoder(), msgspec.json.Encoder()
_is_uuid, _is_stream = _UUID.fullmatch, STREAM_NAME.fullmatch


def encode(*, id: str, type: str, event: str, stream: str, at: str, by: str, prev: tuple[str, ...], data: object) -> bytes:
    """The line (without its newline) of a record; `data` is an object, or one that is encoded already. Raises Malformed where it would be
    too long."""
    fields = {"v": VERSION, "id": id, "type": type, "event": event, "stream": stream, "at": at, "by": by}
    body = msgspec.json.encode({**fields, "prev": sorted(prev), "data": data})[:-1]
    line = body + b',"sum":"' + sha256(body).hexdigest().encode() + b'"}'
    if len(line) + 1 >= MAX_LINE:
        raise Malformed("SIZE", f"the record has {len(line)} bytes; a line holds fewer than {MAX_LINE}: shorten the summary")
    return line


def decode(line: bytes) -> Record:
    """The record of a line without its newline; its digest is checked. Raises Malformed."""
    if len(line) + 1 >= MAX_LINE:
        raise Malformed("SIZE", f"the line has {MAX_LINE} bytes or more; a record has fewer")
    body = line[:-_SUM_BYTES]
    try:
        record = _decoder.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Malformed("FORM", f"not a record: {error}") from None
    if line[len(body) :] != b',"sum":"' + record.sum.encode() + b'"}':
        raise Malformed("FORM", "the line does not end in its digest")
    if sha256(body).hexdigest() != record.sum:
        raise Malformed("SUM", "the line does not match its own digest: it was changed after it was written")
    return record


def form_fault(line: bytes, record: Record) -> str | None:
    """What is wrong with the form of a line whose digest is right, as a hand-made line might be; None where nothing is."""
    if not bytes(record.data).startswith(b"{"):
        return "field data is not an object"
    for name, fits, value in (("id", _is_uuid, record.id), ("event", _is_uuid, record.event), ("stream", _is_stream, record.stream)):
        if not fits(value):
            return f'field {name} has the wrong form: "{value}"'
    if not _AT.fullmatch(record.at):
        return f'field at has the wrong form: "{record.at}"'
    if _too_deep(line):
        return f"objects and lists are nested deeper than {DEEPEST}"
    if record.v < 1:
        return f"field v is a version from 1 on, not {record.v}"
    prev = list(record.prev)
    if prev != sorted(set(prev)) or not all(map(_DIGEST.fullmatch, prev)):
        return "field prev is not a sorted list of digests"
    return _rewriting_fault(line, record)


def _rewriting_fault(line: bytes, record: Record) -> str | None:
    try:
        datetime.fromisoformat(record.at)
        fields = _any.decode(line)
        again = _encoder.encode(fields)
    except (ValueError, RecursionError) as error:
        return f"the line cannot be read back: {error}"
    if record.v <= VERSION and tuple(fields) != KEYS:
        return f"the line has other keys than {', '.join(KEYS)}, or in another order"
    return None if again == line else "the line differs from its own re-encoding (spaces, escapes, doubled keys or numbers)"


def _too_deep(line: bytes) -> bool:
    """Whether objects and lists are nested deeper than `DEEPEST`; the brackets in texts aside."""
    if line.count(b"{") + line.count(b"[") <= DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(_TEXTS.sub(b"", line)):
        depth += 1 if bracket in b"{[" else -1
        if depth > DEEPEST:
            return True
    return False


def timestamp(moment: datetime) -> str:
    """UTC with milliseconds, as `at` is written."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"
