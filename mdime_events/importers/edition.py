"""An edition of a set against the log: what it adds, what it changes, and what is no longer in it. Nothing is written here.

An imported event's id is made of its dyad and of its key in the set, and it bears the tag `import:SET`, so that the difference
between two editions is one between what the rows say now and what they last said. What people amended by hand stays, unless the row
itself changed the same field.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from mdime_events import dates, recording
from mdime_events.importers.selection import Selected, Selection
from mdime_events.importers.shape import Covers, Importer, Proposal, Table
from mdime_events.log import door
from mdime_events.log.append import Draft
from mdime_events.log.envelope import SOURCES
from mdime_events.log.ids import is_id, is_row_id, row_id
from mdime_events.model import Problem, Source, Where
from mdime_events.replay import DataProblems, dyads, open_stream, sources

NEW, CHANGED, VANISHED, UNCHANGED = "new", "changed", "vanished", "unchanged"
FEW = 20  # events that may vanish from any edition without a question

Watch = Callable[[Iterable[str]], Iterable[str]]


@frozen(kw_only=True)
class Edition:
    """One edition of a set: the day, month or year it is of, its files' names and the digest of their bytes."""

    name: str
    day: str
    files: tuple[str, ...]
    sha256: str

    @property
    def key(self) -> str:
        """The key of its source."""
        return f"{self.name}-{self.day}"

    @property
    def tag(self) -> str:
        return f"import:{self.name}"


@frozen(kw_only=True)
class Outcome:
    """What becomes of one event (NEW, CHANGED, VANISHED or UNCHANGED), and the record that this takes."""

    what: str
    dyad: str
    payload: Mapping[str, Any]
    draft: Draft | None = None


@frozen(kw_only=True)
class Plan:
    """What an import would append: the edition's source, the events' records, and a review a dyad."""

    edition: Edition
    outcomes: tuple[Outcome, ...]
    registrations: tuple[Draft, ...]
    reviews: tuple[Draft, ...]

    @property
    def drafts(self) -> tuple[Draft, ...]:
        return (*self.registrations, *(each.draft for each in self.outcomes if each.draft), *self.reviews)


def edition_of(importer: Importer, table: Table, paths: Sequence[Path], asked: str | None) -> Edition:
    """The edition that files are, on the day they give for themselves or else the day asked for. Raises DataProblems."""
    where = Where(file=paths[0].name, line=1)
    day = table.edition or asked
    if not day:
        raise DataProblems([Problem(code="EDITION", message="does not say what day it is of; give --edition DAY", where=where)])
    if table.edition and asked not in (None, table.edition):
        told = f"says that it is of {table.edition}; leave --edition {asked} out"
        raise DataProblems([Problem(code="EDITION", message=told, where=where)])
    if dates.period(day)[0] > date.today():
        raise DataProblems([Problem(code="EDITION", message=f"is of {day}, a day still to come", where=where)])
    digest = sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    return Edition(name=table.name or importer.name, day=day, files=tuple(path.name for path in paths), sha256=digest)


@frozen(kw_only=True)
class _Held:
    """What the log holds of one dyad: events as they stand and as their rows last said them, how often rows amended each, all ids."""

    now: Mapping[str, Mapping[str, Any]]
    said: Mapping[str, Mapping[str, Any]]
    retracted: frozenset[str]
    mended: Mapping[str, int]
    ids: frozenset[str]

    def imported(self, tag: str) -> Iterator[str]:
        """The ids of the events that stand and were imported from the set of this tag."""
        for id, payload in self.said.items():
            if is_row_id(id) and tag in payload.get("tags", ()) and id not in self.retracted:
                yield id


def plan(
    log: Path,
    importer: Importer,
    table: Table,
    edition: Edition,
    selection: Selection,
    selected: Selected,
    shrunk: bool = False,
    watch: Watch = iter,
) -> Plan:
    """The difference between an edition and the log; `watch` is handed the dyads as they are worked through.

    Raises DataProblems with everything that keeps the edition out: faults of events, an edition older than the log's, and (unless
    `shrunk`) one that lacks more than a tenth of what the log holds of the set, as a download that was cut off does.
    """
    registered = sources(log)
    earlier = _editions(registered, edition.name)
    problems = list(_older(importer, edition, earlier))
    kept, others = _by_dyad(selected.kept), _by_dyad(selected.others)
    names = sorted({*kept, *filter(selection.holds, dyads(log)), *_asked_for(selection)})
    outcomes: list[Outcome] = []
    reviews: list[Draft] = []
    for dyad in watch(names):
        held = _held(log, dyad)
        wanted = dict(_wanted(dyad, importer, edition, kept.get(dyad, ()), held, registered, problems))
        outcomes += _compared(dyad, importer, edition, held, wanted, set(earlier))
        if importer.whole:
            outcomes += _vanished(dyad, edition, held, {*wanted, *(_id(edition, each) for each in others.get(dyad, ()))})
        reviews += _review(dyad, edition, table.covers, selection, held)
    problems += [] if shrunk else _shrunk(edition, outcomes)
    if problems:
        raise DataProblems(sorted(problems, key=lambda each: each.where.line if each.where else 0))
    edition_source = [] if _registered(registered, edition) else [_source(importer, edition, earlier)]
    drafts = [each.draft for each in outcomes if each.draft]
    hosts = recording.host_drafts([*edition_source, *drafts], {**registered, **dict.fromkeys([edition.key])})  # type: ignore[dict-item]
    return Plan(edition=edition, outcomes=tuple(outcomes), registrations=(*edition_source, *hosts), reviews=tuple(reviews))


def _editions(registered: Mapping[str, Source], name: str) -> list[str]:
    """The keys of the set's editions that are registered, the oldest first."""
    form = re.compile(re.escape(name) + r"-\d{4}(-\d\d){0,2}")
    found = [source for key, source in registered.items() if form.fullmatch(key) and source.published]
    return [source.key for source in sorted(found, key=lambda source: dates.period(source.published or ""))]


def _older(importer: Importer, edition: Edition, earlier: Sequence[str]) -> Iterator[Problem]:
    if importer.whole and earlier and dates.period(edition.day) < dates.period(earlier[-1].removeprefix(f"{edition.name}-")):
        told = f"is of {edition.day}, and the log holds {earlier[-1]}; an older edition would undo what the newer one mended"
        yield Problem(code="EDITION", message=told, where=Where(file=edition.files[0], line=1))


def _by_dyad(proposals: Iterable[Proposal]) -> dict[str, list[Proposal]]:
    found: dict[str, list[Proposal]] = defaultdict(list)
    for each in proposals:
        found[each.dyad].append(each)
    return found


def _asked_for(selection: Selection) -> Iterator[str]:
    """The dyads that are named by their recipients."""
    for benefactor in selection.benefactors:
        yield from (f"{benefactor}-{recipient}" for recipient in selection.recipients if recipient != benefactor)


def _held(log: Path, dyad: str) -> _Held:
    stream = open_stream(log, dyad)
    records = [line.record for line in stream.lines]
    return _Held(
        now=recording.payloads(stream),
        said=recording.payloads(stream, by_rows=True),
        retracted=frozenset(record.event for record in records if record.type == "retracted"),
        mended=Counter(record.event for record in records if record.type == "amended" and is_row_id(record.id)),
        ids=frozenset(record.id for record in records),
    )


def _id(edition: Edition, proposal: Proposal) -> str:
    return recording.key_id(proposal.dyad, f"{edition.name}/{proposal.key}")


def _wanted(
    dyad: str,
    importer: Importer,
    edition: Edition,
    proposals: Sequence[Proposal],
    held: _Held,
    registered: Mapping[str, Source],
    problems: list[Problem],
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id and the payload of every proposal; `problems` gets the faults of those that may not enter."""
    by_key = {each.key: _id(edition, each) for each in proposals}
    first: dict[str, Proposal] = {}
    for each in proposals:
        faults = []
        if first.setdefault(each.key, each) is not each:
            faults.append(f'key "{each.key}" is that of line {first[each.key].where.line}, too')
        try:
            payload = recording.event_payload(_with_marks(each, importer, edition, by_key))
            faults += recording.between_fields(dyad, payload)
            faults += recording.unknown_sources({**registered, edition.key: None}, payload)  # type: ignore[dict-item]
            faults += _dangling(payload, {*by_key.values(), *held.now})
        except door.Rejected as error:
            faults += error.faults
        problems += [Problem(code="DATA", message=fault, where=each.where) for fault in faults]
        if not faults:
            yield by_key[each.key], payload


def _with_marks(proposal: Proposal, importer: Importer, edition: Edition, by_key: Mapping[str, str]) -> dict[str, Any]:
    """A proposal's fields with the set's tag and citation, and ids in place of keys."""
    fields = {name: value for name, value in proposal.fields.items() if not door.is_empty(value)}
    for name in {"part_of", "fulfils", "ends"} & fields.keys():
        named = fields[name]
        fields[name] = by_key.get(named, named) if isinstance(named, str) else [by_key.get(each, each) for each in named]
    own = {"source": edition.key, "locator": proposal.key, "credibility": proposal.credibility}
    cited = [own] if importer.cited else []
    return {**fields, "sources": [*fields.get("sources", ()), *cited], "tags": [*fields.get("tags", ()), edition.tag]}


def _dangling(payload: Mapping[str, Any], there: set[str]) -> Iterator[str]:
    for name in ("part_of", "fulfils", "ends"):
        named = payload.get(name, [])
        for id in [named] if isinstance(named, str) else named:
            if id not in there:
                yield f'{name} names "{id}", which is {"no event of this dyad" if is_id(id) else "no key of this dyad"}'


def _compared(
    dyad: str, importer: Importer, edition: Edition, held: _Held, wanted: Mapping[str, dict[str, Any]], earlier: set[str]
) -> Iterator[Outcome]:
    """What becomes of every event that is in the edition; one that somebody retracted is left so."""
    for id, payload in wanted.items():
        if id not in held.said:
            draft = Draft(stream=dyad, type="logged", id=id, data=payload, seen=True)
            yield Outcome(what=NEW, dyad=dyad, payload=payload, draft=draft)
        elif id not in held.retracted and (changes := _changes(importer, edition, held, id, payload, earlier)):
            why = f"{importer.title}, edition of {edition.day}: the row was changed"
            yield Outcome(what=CHANGED, dyad=dyad, payload=payload, draft=_amendment(dyad, held, id, changes, why))
        else:
            yield Outcome(what=UNCHANGED, dyad=dyad, payload=payload)


def _changes(
    importer: Importer, edition: Edition, held: _Held, id: str, payload: Mapping[str, Any], earlier: set[str]
) -> dict[str, Any]:
    """The fields that the row says otherwise than it last did. That another edition says the same is no change."""
    said = held.said[id]
    known = [name for name in (*said, *payload) if name in door.LOGGED and not (importer.cited and name == "sources")]
    changes = {name: payload.get(name) for name in dict.fromkeys(known) if said.get(name) != payload.get(name)}
    if not importer.cited:
        return changes
    told = [{**each, "source": edition.key} if each["source"] in earlier else each for each in said.get("sources", ())]
    if changes or any(each not in told for each in payload["sources"]):
        there = held.now[id].get("sources", [])
        changes["sources"] = [*there, *(each for each in payload["sources"] if each not in there)]
    return changes


def _amendment(dyad: str, held: _Held, id: str, changes: Mapping[str, Any], why: str) -> Draft:
    content = msgspec.json.encode(changes, order="sorted").decode()
    amendment_id = row_id(dyad, "amended", id, content, str(held.mended.get(id, 0)))
    return Draft(stream=dyad, type="amended", id=amendment_id, event=id, data={"set": dict(changes), "why": why}, seen=True)


def _vanished(dyad: str, edition: Edition, held: _Held, there: set[str]) -> Iterator[Outcome]:
    """What was imported from the set and is no longer in it: disputed, so that it stays in the log and moves no rating."""
    for id in held.imported(edition.tag):
        if id not in there and held.said[id].get("status") != "disputed":
            draft = _amendment(dyad, held, id, {"status": "disputed"}, f"no longer in the edition of {edition.day} ({edition.key})")
            yield Outcome(what=VANISHED, dyad=dyad, payload=held.now[id], draft=draft)


def _shrunk(edition: Edition, outcomes: Sequence[Outcome]) -> Iterator[Problem]:
    counts = Counter(each.what for each in outcomes)
    held = counts[VANISHED] + counts[CHANGED] + counts[UNCHANGED]
    if counts[VANISHED] > max(FEW, held / 10):
        told = f"lacks {counts[VANISHED]} of the {held} events that the log holds of this set; was the download cut off?"
        hint = "If the set has indeed shrunk, say --shrunk, and they are marked as disputed"
        yield Problem(code="SHRUNK", message=f"{told} {hint}", where=Where(file=edition.files[0], line=1))


def _review(dyad: str, edition: Edition, covers: Covers | None, selection: Selection, held: _Held) -> Iterator[Draft]:
    """The record that the set was looked through for this dyad, where it is not there yet."""
    if not covers or (covers.benefactors and dyad.split("-")[0] not in covers.benefactors):
        return
    fields = {
        "from": max(covers.begins, str(selection.since)),
        "to": covers.ends,
        "instruments": list(covers.instruments),
        "scope": covers.scope,
        "sources": [{"source": edition.key}],
    }
    payload = door.payload("reviewed", fields)
    id = row_id(dyad, "reviewed", msgspec.json.encode(payload, order="sorted").decode())
    if id not in held.ids and dates.period(payload["from"])[0] <= dates.period(payload["to"])[1]:
        yield Draft(stream=dyad, type="reviewed", id=id, data=payload, seen=True)


def _registered(registered: Mapping[str, Source], edition: Edition) -> bool:
    return edition.key in registered and registered[edition.key].sha256 == edition.sha256


def _source(importer: Importer, edition: Edition, earlier: Sequence[str]) -> Draft:
    """The edition as a source of its own. A later one relays the first, so that many editions count as one independent source."""
    fields = {
        "key": edition.key,
        "title": f"{importer.title} ({', '.join(edition.files)})",
        "publisher": importer.publisher,
        "published": edition.day,
        "kind": "dataset",
        "reliability": importer.reliability,
        "reliability_on": importer.graded_on,
        "reason": importer.reason,
        "sha256": edition.sha256,
        "relays": next((key for key in earlier if key != edition.key), None),
    }
    payload = door.payload("sourced", fields)
    content = msgspec.json.encode(payload, order="sorted").decode()
    return Draft(stream=SOURCES, type="sourced", id=row_id(SOURCES, "import", content), data=payload, seen=True)
