"""What an edition's proposals change in a dyad: events that are new, that changed, that are no longer in the set or are back in it.

An imported event's id is made of its dyad and of its key in the set, and it bears the tag `import:SET`, so that the difference
between two editions is one between what the rows say now and what they last said. What people amended by hand stays, unless the row
itself changed the same field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from mdime_events import desk, recording
from mdime_events.importers.edition import Edition
from mdime_events.importers.shape import Importer, Proposal
from mdime_events.log import door
from mdime_events.log.append import Draft
from mdime_events.log.ids import is_row_id, row_id
from mdime_events.log.stream import Stream
from mdime_events.model import Problem, Source
from mdime_events.replay import open_stream, readable

NEW, CHANGED, BACK, VANISHED, UNCHANGED = "new", "changed", "back", "vanished", "unchanged"
IN_EDITION, IN_LOG = (NEW, CHANGED, BACK, UNCHANGED), (CHANGED, BACK, VANISHED, UNCHANGED)
REFERENCES = ("part_of", "fulfils", "ends")
GONE = "no longer in the edition of"  # in the reason of the amendment by which a row vanished, and looked for there when it is back


@frozen(kw_only=True)
class Outcome:
    """What becomes of one event (NEW, CHANGED, BACK, VANISHED or UNCHANGED), and the record that this takes."""

    what: str
    dyad: str
    payload: Mapping[str, Any]
    draft: Draft | None = None


@frozen(kw_only=True)
class Arrival:
    """An edition that comes to a log, with the sources registered there and the keys of the set's earlier editions."""

    importer: Importer
    edition: Edition
    registered: Mapping[str, Source]
    earlier: Sequence[str]


@frozen(kw_only=True)
class Held:
    """What the log holds of one dyad: events as they stand and as their rows last said them, and which of these had vanished; how
    often rows amended each; all ids."""

    dyad: str
    now: Mapping[str, Mapping[str, Any]]
    said: Mapping[str, Mapping[str, Any]]
    gone: frozenset[str]
    retracted: frozenset[str]
    mended: Mapping[str, int]
    ids: frozenset[str]

    def imported(self, tag: str) -> Iterator[str]:
        """The ids of the events that stand and were imported from the set of this tag."""
        for id, payload in self.said.items():
            if is_row_id(id) and tag in payload.get("tags", ()) and id not in self.retracted:
                yield id


def held_of(log: Path, dyad: str) -> Held:
    """Raises DataProblems where the dyad's file is damaged."""
    stream = open_stream(log, dyad)
    records = [line.record for line in stream.lines]
    return Held(
        dyad=dyad,
        now=desk.payloads(stream),
        said=desk.payloads(stream, by_rows=True),
        gone=_gone(stream),
        retracted=frozenset(record.event for record in records if record.type == "retracted"),
        mended=Counter(record.event for record in records if record.type == "amended" and is_row_id(record.id)),
        ids=frozenset(record.id for record in records),
    )


def _gone(stream: Stream) -> frozenset[str]:
    """The events of which rows last said that they are no longer in the set."""
    gone: dict[str, bool] = {}
    for record in (line.record for line in readable(stream)):
        if record.type == "amended" and is_row_id(record.id):
            said: dict[str, Any] = record.payload()
            if "status" in said["set"]:
                gone[record.event] = GONE in said.get("why", "")
    return frozenset(event for event, away in gone.items() if away)


def event_id(edition: Edition, proposal: Proposal) -> str:
    return desk.key_id(proposal.dyad, f"{edition.name}/{proposal.key}")


def checked(arrival: Arrival, held: Held, proposals: Sequence[Proposal], problems: list[Problem]) -> dict[str, dict[str, Any]]:
    """The payload of every proposal by the event's id; `problems` gets the faults of those that may not enter."""
    by_key = {each.key: event_id(arrival.edition, each) for each in proposals}
    first: dict[str, Proposal] = {}
    found: dict[str, dict[str, Any]] = {}
    for each in proposals:
        earlier = first.setdefault(each.key, each)
        faults = [] if earlier is each else [f'key "{each.key}" is that of line {earlier.where.line}, too']
        try:
            found[by_key[each.key]] = payload = recording.event_payload(_with_marks(arrival, each, by_key))
            faults += _faults(arrival, held, payload, by_key)
        except door.Rejected as error:
            faults += error.faults
        problems += [Problem(code="DATA", message=fault, where=each.where) for fault in faults]
    return found


def _with_marks(arrival: Arrival, proposal: Proposal, by_key: Mapping[str, str]) -> dict[str, Any]:
    """A proposal's fields with the set's tag and citation, and ids in place of keys."""
    fields = {name: value for name, value in proposal.fields.items() if not door.is_empty(value)}
    for name in REFERENCES:
        if name in fields:
            named = fields[name]
            fields[name] = by_key.get(named, named) if isinstance(named, str) else [by_key.get(each, each) for each in named]
    own = {"source": arrival.edition.key, "locator": proposal.key, "url": proposal.url, "credibility": proposal.credibility}
    sources = [*fields.get("sources", ()), *([own] if arrival.importer.cited else [])]
    return {**fields, "sources": sources, "tags": [*fields.get("tags", ()), arrival.edition.tag]}


def _faults(arrival: Arrival, held: Held, payload: Mapping[str, Any], by_key: Mapping[str, str]) -> Iterator[str]:
    """What is wrong between the fields of a payload, and between it and the log."""
    yield from recording.between_fields(held.dyad, payload)
    own = arrival.edition.key
    others = {**payload, "sources": [each for each in payload.get("sources", ()) if each["source"] != own]}
    yield from recording.unknown_sources(arrival.registered, others)
    there = {*by_key.values(), *held.now}
    for name in REFERENCES:
        named = payload.get(name, [])
        yield from (f'{name} names "{id}", which is no event of {held.dyad}' for id in _listed(named) if id not in there)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def compared(arrival: Arrival, held: Held, payloads: Mapping[str, dict[str, Any]]) -> Iterator[Outcome]:
    """What becomes of every event that is in the edition; one that somebody retracted is left so."""
    importer = arrival.importer
    edition = f"{importer.title}, edition of {arrival.edition.day}"
    for id, payload in payloads.items():
        if id not in held.said:
            draft = Draft(stream=held.dyad, type="logged", id=id, data=payload, seen=True)
            yield Outcome(what=NEW, dyad=held.dyad, payload=payload, draft=draft)
        elif id not in held.retracted and (changes := _changes(arrival, held, id, payload)):
            what, why = _kind_of(changes, gone=id in held.gone)
            yield Outcome(what=what, dyad=held.dyad, payload=payload, draft=_amendment(held, id, changes, f"{edition}: {why}"))
        else:
            yield Outcome(what=UNCHANGED, dyad=held.dyad, payload=payload)


def _kind_of(changes: Mapping[str, Any], gone: bool) -> tuple[str, str]:
    """Whether a row was changed or is back, and how that is told."""
    if not (gone and "status" in changes):
        return CHANGED, "the row was changed"
    return BACK, "the row is back" if changes.keys() <= {"status", "sources"} else "the row is back, and was changed"


def _changes(arrival: Arrival, held: Held, id: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the row says otherwise than it last did. That another edition says the same is no change."""
    said, cited = held.said[id], arrival.importer.cited
    known = [name for name in dict.fromkeys((*said, *payload)) if name in door.LOGGED and not (cited and name == "sources")]
    changes = {name: payload.get(name) for name in known if said.get(name) != payload.get(name)}
    if cited and (changes or _cites_more(arrival, said, payload)):
        there = held.now[id].get("sources", [])
        changes["sources"] = [*there, *(each for each in payload["sources"] if each not in there)]
    return changes


def _cites_more(arrival: Arrival, said: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    """Whether a row cites anything that it did not, but for the newer edition of the set itself."""
    own = arrival.edition.key
    told = [{**each, "source": own} if each["source"] in arrival.earlier else each for each in said.get("sources", ())]
    return any(each not in told for each in payload["sources"])


def _amendment(held: Held, id: str, changes: Mapping[str, Any], why: str) -> Draft:
    content = msgspec.json.encode(changes, order="sorted").decode()
    amendment_id = row_id(held.dyad, "amended", id, content, str(held.mended.get(id, 0)))
    return Draft(stream=held.dyad, type="amended", id=amendment_id, event=id, data={"set": dict(changes), "why": why}, seen=True)


def vanished(arrival: Arrival, held: Held, there: set[str]) -> Iterator[Outcome]:
    """What was imported from the set and is no longer in it: disputed, so that it stays in the log and moves no rating."""
    edition = arrival.edition
    why = f"{arrival.importer.title}: {GONE} {edition.day} ({edition.key})"
    for id in held.imported(edition.tag):
        if id not in there and held.said[id].get("status") != "disputed":
            draft = _amendment(held, id, {"status": "disputed"}, why)
            yield Outcome(what=VANISHED, dyad=held.dyad, payload=held.now[id], draft=draft)
