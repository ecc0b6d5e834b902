"""Recording: rows become drafts of records. All problems of a batch are found before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from attrs import evolve, frozen

from mdime_events import dates
from mdime_events.batch import Row
from mdime_events.log import door
from mdime_events.log import stream as streams
from mdime_events.log.append import Draft
from mdime_events.log.envelope import SOURCES, decode, encode, timestamp
from mdime_events.log.ids import is_id, new_id, row_id
from mdime_events.log.stream import Stream
from mdime_events.model import Problem, Source, Where
from mdime_events.replay import DataProblems, amended, open_stream, sources
from mdime_events.vocabulary import INSTRUMENTS, KINDS, suggest

COMMAND_LINE = Where(file="command line", line=1)


@frozen(kw_only=True)
class Drafts:
    """What an act of recording would append, the ids of rows that are there already, and words of warning."""

    drafts: tuple[Draft, ...] = ()
    unchanged: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Problem, ...] = ()


@frozen(kw_only=True)
class _Desk:
    """What the rows of one dyad are checked against: its events' payloads by id, and the ids that this batch will add."""

    dyad: str
    stream: Stream
    payloads: Mapping[str, Mapping[str, Any]]
    coming: frozenset[str]
    registered: Mapping[str, Source]


def payloads(stream: Stream) -> dict[str, dict[str, Any]]:
    """Every logged event's payload by id, amendments applied; retracted events too."""
    found: dict[str, dict[str, Any]] = {}
    for line in streams.reading_order(stream.lines):
        if line.record.type == "logged":
            found[line.record.id] = line.record.payload()
        elif line.record.type == "amended" and line.record.event in found:
            found[line.record.event] = amended(found[line.record.event], line.record)
    return found


def log_rows(log: Path, dyads: Sequence[str], rows: Sequence[Row], event_id: str | None = None) -> Drafts:
    """The drafts of `rows`, each in every dyad; `event_id` retries one event under the id of its first try.

    Raises DataProblems with all problems of all rows.
    """
    registered = sources(log)
    found: list[Draft | tuple[str, str]] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for dyad in dyads:
        desk = _desk(log, dyad, rows, registered)
        for row in rows:
            try:
                payload = _payload(desk, _together(row.fields, dyad, dyads))
            except door.Rejected as error:
                problems += [Problem(code="DATA", message=fault, where=row.where) for fault in error.faults]
                continue
            found.append(_draft(desk, row, payload, event_id))
            warnings += _likely_duplicates(desk, row, payload)
    if problems:
        raise DataProblems(dict.fromkeys(problems))
    drafts = [each for each in found if isinstance(each, Draft)]
    unchanged = [each for each in found if isinstance(each, tuple)]
    return Drafts(drafts=(*_host_drafts(drafts, registered), *drafts), unchanged=tuple(unchanged), warnings=tuple(warnings))


def _desk(log: Path, dyad: str, rows: Iterable[Row], registered: Mapping[str, Source]) -> _Desk:
    stream = open_stream(log, dyad)
    coming = frozenset(_key_id(dyad, str(row.fields["key"])) for row in rows if row.fields.get("key"))
    return _Desk(dyad=dyad, stream=stream, payloads=payloads(stream), coming=coming, registered=registered)


def _key_id(dyad: str, key: str) -> str:
    return row_id(dyad, "key", key)


def _together(fields: Mapping[str, Any], dyad: str, dyads: Sequence[str]) -> dict[str, Any]:
    """A row's fields in one of its dyads: one occasion in several names the others' countries as parties, and one occasion id."""
    row = {name: value for name, value in fields.items() if name != "key"}
    if len(dyads) > 1:
        own = dyad.split("-")
        given = row.get("parties") or []
        others = [code for each in dyads for code in each.split("-")]
        parties = [*(given.split(";") if isinstance(given, str) else given), *others]
        row["parties"] = [each for each in dict.fromkeys(parties) if each not in own]
        content = msgspec.json.encode(dict(fields), order="sorted").decode()
        row["occasion"] = row.get("occasion") or row_id("occasion", content, *sorted(dyads))
    return row


def _payload(desk: _Desk, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The checked payload of a row. Raises door.Rejected with all faults, those of one field and those between fields."""
    faults: list[str] = []
    payload: dict[str, Any] = {}
    try:
        payload = door.payload("logged", fields)
    except door.Rejected as error:
        raise door.Rejected([*error.faults, *_missing_instruments(fields)]) from None
    resolved = _resolve(desk, payload)
    faults = [*_between_fields(desk, resolved), *_unknown_sources(desk.registered, resolved)]
    if faults:
        raise door.Rejected(faults)
    return resolved


def _missing_instruments(fields: Mapping[str, Any]) -> Iterator[str]:
    kind = KINDS.get(str(fields.get("kind", "")).lower())
    if kind and not fields.get("instruments") and len(kind.instruments) < len(INSTRUMENTS):
        yield f"a {kind.name} usually bears on {' or '.join(kind.instruments)}: name it with -i {kind.instruments[0]}"


def _resolve(desk: _Desk, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with the keys of rows replaced by their events' ids."""

    def event(text: str) -> str:
        return text if is_id(text) else _key_id(desk.dyad, text)

    changed: dict[str, Any] = {name: [event(each) for each in payload[name]] for name in ("fulfils", "ends") if name in payload}
    if "part_of" in payload:
        changed["part_of"] = event(payload["part_of"])
    unknown = {each for name in changed for each in _listed(changed[name]) if each not in desk.payloads and each not in desk.coming}
    if unknown:
        named = [text for name in ("part_of", "fulfils", "ends") for text in _listed(payload.get(name)) if event(text) in unknown]
        raise door.Rejected([f'no event "{text}" in {desk.dyad}; `mdime timeline` shows the ids' for text in named])
    return {**payload, **changed}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _between_fields(desk: _Desk, payload: Mapping[str, Any]) -> Iterator[str]:
    own = desk.dyad.split("-")
    for country in payload.get("parties", ()):
        if country in own:
            yield f"parties are further states; {country} is a side of {desk.dyad} already"
    earliest = dates.span(payload["date"]).earliest
    if earliest and earliest > date.today() and payload.get("status", "occurred") == "occurred":
        yield f'date "{payload["date"]}" is still to come; log it with status planned'
    if payload["kind"] == "termination" and payload.get("effect", "raises") == "raises":
        yield "a termination lowers; write effect lowers"


def _unknown_sources(registered: Mapping[str, Source], payload: Mapping[str, Any]) -> Iterator[str]:
    for cited in payload.get("sources", ()):
        if cited["source"] not in registered and not _is_host(cited):
            near = suggest(cited["source"], registered) if registered else ""
            yield f'unknown source "{cited["source"]}"{near or "; register it first with `mdime source add`"}'


def _is_host(cited: Mapping[str, Any]) -> bool:
    """Whether a citation is of a link under its own host."""
    return f"//{cited['source']}" in cited.get("url", "")


def _host_drafts(drafts: Sequence[Draft], registered: Mapping[str, Source]) -> list[Draft]:
    """Publishers' hosts that are cited for the first time, as sources whose reliability cannot be judged (F)."""
    cited = (each for draft in drafts for each in draft.data.get("sources", ()))  # type: ignore[attr-defined]
    hosts = dict.fromkeys(each["source"] for each in cited if each["source"] not in registered)
    return [source_draft({"key": host, "title": host, "publisher": host, "kind": "site", "reliability": "F"}) for host in hosts]


def _draft(desk: _Desk, row: Row, payload: dict[str, Any], event_id: str | None) -> Draft | tuple[str, str]:
    """The record that a row adds: a new event, an amendment of the one with its key, or (stream and id) nothing new."""
    if event_id:
        return Draft(stream=desk.dyad, type="logged", id=event_id, data=payload, seen=True)
    if row.where == COMMAND_LINE:
        return Draft(stream=desk.dyad, type="logged", id=new_id(), data=payload)
    key = row.fields.get("key")
    content = msgspec.json.encode(payload, order="sorted").decode()
    id = _key_id(desk.dyad, str(key)) if key else row_id(desk.dyad, "content", content)
    stored = desk.payloads.get(id)
    if stored is None:
        return Draft(stream=desk.dyad, type="logged", id=id, data=payload, seen=True)
    changes = {name: payload.get(name) for name in (*stored, *payload) if stored.get(name) != payload.get(name)}
    if not key or not changes:
        return desk.dyad, id
    amendment: dict[str, object] = {"set": changes, "why": f'row "{key}" of {row.where.file} was changed'}
    head = ",".join(desk.stream.heads)
    return Draft(stream=desk.dyad, type="amended", id=row_id(desk.dyad, "amended", id, content, head), event=id, data=amendment, seen=True)


def _likely_duplicates(desk: _Desk, row: Row, payload: Mapping[str, Any]) -> Iterator[Problem]:
    """Events of the same kind and instrument that may lie on the same days."""
    if row.fields.get("key") and _key_id(desk.dyad, str(row.fields["key"])) in desk.payloads:
        return
    for id, other in desk.payloads.items():
        same = other["kind"] == payload["kind"] and set(other["instruments"]) & set(payload["instruments"])
        if same and other != payload and _overlap(other["date"], payload["date"]):
            message = f'is like {id} ({other["date"]}, "{other["title"]}"); retract one if both are the same occasion'
            yield Problem(code="LIKELY-DUPLICATE", message=message, where=row.where)


def _overlap(one: str, other: str) -> bool:
    """Whether two acts may lie on the same day, as far as both are dated to a month or better."""
    a, b = dates.span(one), dates.span(other)
    if a.state or b.state or not (a.earliest and a.certain and b.earliest and b.certain):
        return False
    narrow = max(a.certain - a.earliest, b.certain - b.earliest).days <= 31
    return narrow and a.earliest <= b.certain and b.earliest <= a.certain


def source_draft(fields: Mapping[str, Any]) -> Draft:
    """The draft that registers a source. Raises door.Rejected."""
    return Draft(stream=SOURCES, type="sourced", id=new_id(), data=door.payload("sourced", fields))


def note_draft(log: Path, dyad: str, type: str, fields: Mapping[str, Any]) -> Draft:
    """The draft of a `reviewed`, `assessed` or `profiled` record. Raises door.Rejected."""
    payload = door.payload(type, fields)
    faults = list(_unknown_sources(sources(log), payload))
    if type == "reviewed" and dates.period(payload["from"])[0] > dates.period(payload["to"])[1]:
        faults.append(f"the review ends ({payload['to']}) before it begins ({payload['from']})")
    if type == "assessed" and "level" not in payload and "trend" not in payload:
        faults.append("an assessment gives a level, a trend or both")
    if faults:
        raise door.Rejected(faults)
    return Draft(stream=dyad, type=type, id=new_id(), data=payload)


def amend_draft(log: Path, id: str, changes: Mapping[str, Any], why: str) -> Draft:
    """The draft that amends event `id` (or its unambiguous end or beginning). Raises door.Rejected."""
    dyad, event, stored = find_event(log, id)
    payload = door.amendment(changes, why)
    desk = _desk(log, dyad, (), sources(log))
    kept = {name: value for name, value in {**stored, **payload["set"]}.items() if value is not None}
    _payload(desk, kept)
    resolved = _resolve(desk, {name: value for name, value in payload["set"].items() if value is not None})
    return Draft(stream=dyad, type="amended", id=new_id(), event=event, data={"set": {**payload["set"], **resolved}, "why": payload["why"]})


def retract_draft(log: Path, id: str, why: str) -> Draft:
    """The draft that retracts event `id`. Raises door.Rejected."""
    dyad, event, _ = find_event(log, id)
    return Draft(stream=dyad, type="retracted", id=new_id(), event=event, data=door.payload("retracted", {"why": why}))


def find_event(log: Path, id: str) -> tuple[str, str, dict[str, Any]]:
    """The dyad, full id and payload of the event whose id is, or begins or ends with, `id` (six characters or more)."""
    found = [
        (name, event, payload)
        for name in streams.streams(log)
        if not name.startswith("_")
        for event, payload in payloads(open_stream(log, name)).items()
        if event == id or (len(id) >= 6 and (event.startswith(id) or event.endswith(id)))
    ]
    if len(found) != 1:
        seen = "no event has" if not found else f"{len(found)} events have"
        raise door.Rejected([f'{seen} the id "{id}"; `mdime timeline` shows the ids'])
    return found[0]


def with_drafts(stream: Stream, drafts: Sequence[Draft], by: str = "preview") -> Stream:
    """The stream as it would be once `drafts` are appended; nothing is written."""
    lines = list(stream.lines)
    heads, at = stream.heads, max([timestamp(datetime.now(UTC)), *(line.record.at for line in lines)])
    there = {line.record.id for line in lines}
    for draft in drafts:
        if draft.stream == stream.name and draft.id not in there:
            raw = encode(
                id=draft.id, type=draft.type, event=draft.event or draft.id, stream=stream.name, at=at, by=by, prev=heads, data=draft.data
            )
            lines.append(streams.Line(number=len(lines) + 1, record=decode(raw), raw=raw))
            heads = (lines[-1].record.sum,)
    return evolve(stream, lines=tuple(lines))
