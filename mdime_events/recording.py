"""Recording: rows become drafts of records. All problems of a batch are found before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from attrs import evolve, frozen

from mdime_events import dates
from mdime_events.batch import Row
from mdime_events.desk import COMMAND_LINE, SHORTEST, Desk, desk_of, find_event, key_id, key_of
from mdime_events.hints import ends_but_for_parts, ends_elsewhere, hints, likely_duplicates, strange_benefactor
from mdime_events.log import door
from mdime_events.log import stream as streams
from mdime_events.log.append import Draft
from mdime_events.log.envelope import MAX_LINE, MOST_HEADS, SOURCES, decode, encode, timestamp
from mdime_events.log.ids import is_id, new_id, row_id
from mdime_events.log.same import on_circles
from mdime_events.log.stream import Stream
from mdime_events.model import Problem, Source
from mdime_events.replay import DataProblems, sources
from mdime_events.vocabulary import INSTRUMENTS, KINDS, suggest

ROOM = MAX_LINE - 4096


@frozen(kw_only=True)
class Drafts:
    """What an act of recording would append, the ids of rows that are there already, and words of warning."""

    drafts: tuple[Draft, ...] = ()
    unchanged: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Problem, ...] = ()


def log_rows(log: Path, dyads: Sequence[str], rows: Sequence[Row], event_id: str | None = None) -> Drafts:
    """The drafts of `rows`, each in every dyad; `event_id` retries one event under the id of its first try.

    Raises DataProblems with all problems of all rows.
    """
    registered = sources(log)
    found: list[Draft | tuple[str, str]] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    checked = [(row, payload) for row in rows if (payload := _at_the_door(row, problems))]
    for dyad in dyads:
        desk = desk_of(log, dyad, [row for row, _ in checked], registered)
        warnings += [each for row, _ in checked[:1] for each in strange_benefactor(desk, row)]
        for row, own in checked:
            try:
                payload = _payload(desk, together(own, dyad, dyads, key_of(row)))
            except door.Rejected as error:
                problems += _faults(row, error.faults)
                continue
            found.append(_draft(desk, row, payload, event_id))
            if isinstance(found[-1], Draft):
                warnings += [*likely_duplicates(desk, row, payload), *hints(row, payload)]
                warnings += [*ends_elsewhere(desk, row, payload), *ends_but_for_parts(desk, row, payload)]
    problems += _same_key_twice(checked)
    if problems:
        raise DataProblems(sorted(dict.fromkeys(problems), key=lambda problem: problem.where.line if problem.where else 0))
    drafts = [each for each in found if isinstance(each, Draft)]
    unchanged = [each for each in found if isinstance(each, tuple)]
    return Drafts(drafts=(*host_drafts(drafts, registered), *drafts), unchanged=tuple(unchanged), warnings=tuple(dict.fromkeys(warnings)))


def _faults(row: Row, faults: Iterable[str]) -> list[Problem]:
    return [Problem(code="DATA", message=fault, where=row.where) for fault in faults]


def _at_the_door(row: Row, problems: list[Problem]) -> dict[str, Any] | None:
    """The row's payload, each field checked, its key apart; None where `problems` got its faults."""
    faults: list[str] = []
    try:
        if not door.is_empty(row.fields.get("key")):
            door.plain_text(row.fields["key"])
    except ValueError as error:
        faults.append(f"key {error}")
    try:
        payload = event_payload({name: value for name, value in row.fields.items() if name != "key"})
    except door.Rejected as error:
        faults += error.faults
    problems += _faults(row, faults)
    return None if faults else payload


def event_payload(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a `logged` record, each field checked by itself. Raises door.Rejected."""
    try:
        payload = door.payload("logged", fields)
    except door.Rejected as error:
        raise door.Rejected([*error.faults, *_missing_instruments(fields)]) from None
    if payload["kind"] == "termination":
        payload.setdefault("effect", "lowers")
    if (size := len(msgspec.json.encode(payload))) > ROOM:
        raise door.Rejected([f"is too long for a line ({size} bytes, of {ROOM} at most); shorten the summary"])
    return payload


def _same_key_twice(checked: Sequence[tuple[Row, dict[str, Any]]]) -> Iterator[Problem]:
    """Two different rows of one batch under one key."""
    first: dict[str, tuple[Row, dict[str, Any]]] = {}
    for row, payload in checked:
        if key := key_of(row):
            earlier, said = first.setdefault(key, (row, payload))
            if said != payload:
                yield from _faults(row, [f'key "{key}" is that of line {earlier.where.line}, which says something else'])


def together(payload: Mapping[str, Any], dyad: str, dyads: Sequence[str], key: str | None) -> dict[str, Any]:
    """A payload in one of its dyads: one occasion in several names the others' countries as parties, and one occasion id."""
    if len(dyads) == 1:
        return dict(payload)
    own = dyad.split("-")
    others = [code for each in dyads for code in each.split("-")]
    parties = [code for code in dict.fromkeys([*payload.get("parties", ()), *others]) if code not in own]
    content = key or msgspec.json.encode(payload, order="sorted").decode()
    shared = {"parties": parties, "occasion": payload.get("occasion") or row_id("occasion", content, *sorted(dyads))}
    together = {**payload, **shared}
    return {name: together[name] for name in door.LOGGED if name in together}


def _payload(desk: Desk, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with its references resolved. Raises door.Rejected with all faults between fields."""
    resolved = _resolve(desk, payload)
    faults = [*between_fields(desk.dyad, resolved), *unknown_sources(desk.registered, resolved)]
    if faults:
        raise door.Rejected(faults)
    return resolved


def _missing_instruments(fields: Mapping[str, Any]) -> Iterator[str]:
    kind = KINDS.get(str(fields.get("kind", "")).lower())
    if kind and not fields.get("instruments") and len(kind.instruments) < len(INSTRUMENTS):
        yield f"{kind.name} usually bears on {' or '.join(kind.instruments)}: name it with -i {kind.instruments[0]}"


def _resolve(desk: Desk, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with the keys of rows replaced by their events' ids."""

    def event(text: str) -> str:
        return desk.coming.get(text) or (text if is_id(text) else _short_id(desk, text) or key_id(desk.dyad, text))

    changed: dict[str, Any] = {name: [event(each) for each in payload[name]] for name in ("fulfils", "ends") if name in payload}
    changed |= {name: event(payload[name]) for name in ("part_of", "same_as") if name in payload}
    there = {*desk.payloads, *desk.coming.values()}
    named = [text for name in ("part_of", "same_as", "fulfils", "ends") for text in _listed(payload.get(name)) if event(text) not in there]
    if named:
        raise door.Rejected([f'no event "{text}" in {desk.dyad}; `mdime timeline` shows the ids' for text in named])
    return {**payload, **changed}


def _short_id(desk: Desk, text: str) -> str | None:
    """The event whose id begins or ends with `text`, as the timeline prints it."""
    found = [id for id in desk.payloads if len(text) >= SHORTEST and (id.startswith(text) or id.endswith(text))]
    return found[0] if len(found) == 1 else None


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def between_fields(dyad: str, payload: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong between the fields of an event of a dyad, in sentences."""
    own = dyad.split("-")
    for country in payload.get("parties", ()):
        if country in own:
            yield f"parties are further states; {country} is a side of {dyad} already"
    earliest = dates.span(payload["date"]).earliest
    if earliest and earliest > date.today() and payload.get("status", "occurred") == "occurred":
        yield f'date "{payload["date"]}" is still to come; log it with status planned'
    if payload["kind"] == "termination" and payload.get("effect", "raises") == "raises":
        yield "a termination lowers; write effect lowers"


def unknown_sources(registered: Mapping[str, Source], payload: Mapping[str, Any]) -> Iterator[str]:
    for cited in payload.get("sources", ()):
        if cited["source"] not in registered and not _is_host(cited):
            near = suggest(cited["source"], registered) if registered else ""
            yield f'unknown source "{cited["source"]}"{near or "; register it first with `mdime source add`"}'


def _is_host(cited: Mapping[str, Any]) -> bool:
    """Whether a citation is of a link under its own host."""
    return bool(urlsplit(cited.get("url", "")).hostname == cited["source"])


def host_drafts(drafts: Sequence[Draft], registered: Mapping[str, Source]) -> list[Draft]:
    """Publishers' hosts that are cited for the first time, as sources whose reliability cannot be judged (F)."""
    cited = (each for draft in drafts for each in _cited(draft))
    known = {*registered, *(draft.data["key"] for draft in drafts if draft.type == "sourced")}
    hosts = dict.fromkeys(each["source"] for each in cited if each["source"] not in known)
    return [source_draft({"key": host, "title": host, "publisher": host, "kind": "site", "reliability": "F"}) for host in hosts]


def _cited(draft: Draft) -> list[dict[str, Any]]:
    payload: Any = draft.data.get("set", draft.data)
    found: list[dict[str, Any]] = payload.get("sources") or []
    return found


def _draft(desk: Desk, row: Row, payload: dict[str, Any], event_id: str | None) -> Draft | tuple[str, str]:
    """The record that a row adds: a new event, an amendment of the one with its key, or (stream and id) nothing new."""
    if event_id:
        return Draft(stream=desk.dyad, type="logged", id=event_id, data=payload, seen=True)
    if row.where == COMMAND_LINE:
        return Draft(stream=desk.dyad, type="logged", id=new_id(), data=payload)
    key = key_of(row)
    content = msgspec.json.encode(payload, order="sorted").decode()
    id = key_id(desk.dyad, key) if key else row_id(desk.dyad, "content", content)
    stored = desk.by_rows.get(id)
    if stored is None:
        return Draft(stream=desk.dyad, type="logged", id=id, data=payload, seen=True)
    known = [name for name in (*stored, *payload) if name in door.LOGGED]  # a newer program's fields stay as they are
    changes = {name: payload.get(name) for name in known if stored.get(name) != payload.get(name)}
    if not key or not changes:
        return desk.dyad, id
    amendment: dict[str, object] = {"set": changes, "why": f'row "{key}" was changed'}
    amendment_id = row_id(desk.dyad, "amended", id, content, str(desk.mended.get(id, 0)))
    return Draft(stream=desk.dyad, type="amended", id=amendment_id, event=id, data=amendment, seen=True)


def source_draft(fields: Mapping[str, Any]) -> Draft:
    """The draft that registers a source. Raises door.Rejected."""
    return Draft(stream=SOURCES, type="sourced", id=new_id(), data=door.payload("sourced", fields))


def note_draft(log: Path, dyad: str, type: str, fields: Mapping[str, Any]) -> Draft:
    """The draft of a `reviewed`, `assessed` or `profiled` record. Raises door.Rejected."""
    payload = door.payload(type, fields)
    faults = list(unknown_sources(sources(log), payload))
    if type == "reviewed" and dates.period(payload["from"])[0] > dates.period(payload["to"])[1]:
        faults.append(f"the review ends ({payload['to']}) before it begins ({payload['from']})")
    if type == "reviewed" and dates.period(payload["to"])[0] > date.today():
        faults.append(f"the review ends ({payload['to']}) after today; nobody has looked there yet")
    if type == "assessed" and "level" not in payload and "trend" not in payload:
        faults.append("an assessment gives a level, a trend or both")
    if faults:
        raise door.Rejected(faults)
    return Draft(stream=dyad, type=type, id=new_id(), data=payload)


def amend_draft(log: Path, id: str, changes: Mapping[str, Any], why: str) -> Draft:
    """The draft that amends event `id` (or its unambiguous end or beginning). Raises door.Rejected."""
    dyad, event, stored = find_event(log, id)
    payload = door.amendment(changes, why)
    desk = desk_of(log, dyad, (), sources(log))
    _payload(desk, {name: value for name, value in {**stored, **payload["set"]}.items() if value is not None})
    resolved = _resolve(desk, {name: value for name, value in payload["set"].items() if value is not None})
    if all(stored.get(name) == value for name, value in {**payload["set"], **resolved}.items()):
        raise door.Rejected(["nothing would change: the event says so already"])
    if event in desk.retracted:
        raise door.Rejected([f"event {event} is retracted; log it anew"])
    if kept := resolved.get("same_as"):
        _check_sameness(desk, event, kept)
    return Draft(stream=dyad, type="amended", id=new_id(), event=event, data={"set": {**payload["set"], **resolved}, "why": payload["why"]})


def _check_sameness(desk: Desk, copy: str, kept: str) -> None:
    """Whether an event can be told as another of its dyad. Raises door.Rejected."""
    if copy == kept:
        raise door.Rejected([f"event {copy} is the same as itself; name another event to keep"])
    if kept in desk.retracted:
        raise door.Rejected([f"event {kept} is retracted; name one that stands"])
    links = {id: payload["same_as"] for id, payload in desk.payloads.items() if "same_as" in payload and id not in desk.retracted}
    if copy in on_circles({**links, copy: kept}):
        raise door.Rejected([f"event {kept} is told as {copy} already; take that back first: mdime same --undo {kept[-12:]}"])


def retract_draft(log: Path, id: str, why: str) -> Draft:
    """The draft that retracts event `id`. Raises door.Rejected."""
    dyad, event, _ = find_event(log, id)
    if event in desk_of(log, dyad, (), {}).retracted:
        raise door.Rejected([f"event {event} is retracted already"])
    return Draft(stream=dyad, type="retracted", id=new_id(), event=event, data=door.payload("retracted", {"why": why}))


def with_drafts(stream: Stream, drafts: Sequence[Draft], by: str = "preview") -> Stream:
    """The stream as it would be once `drafts` are appended; nothing is written."""
    lines = list(stream.lines)
    heads, at = stream.heads, max([timestamp(datetime.now(UTC)), *(line.record.at for line in lines)])
    there = {line.record.id for line in lines}
    for draft in drafts:
        if draft.stream == stream.name and draft.id not in there:
            event, prev = draft.event or draft.id, heads[:MOST_HEADS]
            raw = encode(id=draft.id, type=draft.type, event=event, stream=stream.name, at=at, by=by, prev=prev, data=draft.data)
            lines.append(streams.Line(number=len(lines) + 1, record=decode(raw), raw=raw))
            heads = (*heads[MOST_HEADS:], lines[-1].record.sum)
    return evolve(stream, lines=tuple(lines))
