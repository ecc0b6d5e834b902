"""The history of an event, told record by record: which field was what before, and what it became. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from mdime_events.log.show import value_text


@frozen(kw_only=True)
class Field:
    """A field that was amended; None where it was not there before, or is not there any more."""

    name: str
    before: str | None
    after: str | None


@frozen(kw_only=True)
class Written:
    """A record about the event, as the log has it; `payload` is its data, `at` a moment in UTC."""

    id: str
    type: str
    at: str
    by: str
    payload: Mapping[str, Any]


@frozen(kw_only=True)
class Step:
    """A record of the history: what was done, when (UTC) and by whom, why, and the fields that it moved."""

    type: str
    at: str
    by: str
    why: str | None
    fields: tuple[Field, ...]
    record: str


def told(records: Iterable[Written]) -> list[Step]:
    """The steps, the oldest first; each amendment beside what stood before it."""
    stood: dict[str, Any] = {}
    return [_step(record, stood) for record in records]


def _step(record: Written, stood: dict[str, Any]) -> Step:
    payload = record.payload
    moved = tuple(_moved(payload.get("set", {}), stood)) if record.type == "amended" else ()
    if record.type == "logged":
        stood.update(payload)
    return Step(type=record.type, at=record.at, by=record.by, why=payload.get("why"), fields=moved, record=record.id)


def _moved(changed: Mapping[str, Any], stood: dict[str, Any]) -> Iterator[Field]:
    for name, value in changed.items():
        before = stood.pop(name, None)
        if value is not None:
            stood[name] = value
        yield Field(name=name, before=_text(before), after=_text(value))


def _text(value: Any) -> str | None:
    return None if value is None else value_text(value)
