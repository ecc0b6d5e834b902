"""Records of older versions, read as if they had been written today: a chain of pure functions, one from each version to the next.

The log is never rewritten, so what was released once is read for ever. A step takes a record's type and payload and gives the
payload in the next version's shape; an `amended` payload holds the event's fields under `set`. Adding an optional field needs no step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from attrs import evolve

from mdime_events.log.envelope import VERSION, Record

Payload = dict[str, Any]
Step = Callable[[str, Payload], Payload]

STEPS: Mapping[int, Step] = {}  # from this version to the next


def upcast(record: Record) -> Record:
    """The record with its payload in this program's shape; its digest stays that of the line as it was written."""
    if record.v >= VERSION:
        return record
    payload = record.payload()
    for version in range(record.v, VERSION):
        payload = STEPS[version](record.type, payload)
    return evolve(record, v=VERSION, data=msgspec.Raw(msgspec.json.encode(payload)))
