"""An import, planned: files are read, their rows selected and compared with the log. Nothing is written here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

from mdime_events import dates, recording
from mdime_events.importers.difference import (
    IN_LOG,
    VANISHED,
    Arrival,
    Held,
    Outcome,
    checked,
    compared,
    event_id,
    held_of,
    vanished,
)
from mdime_events.importers.edition import Edition, earlier_editions, edition_of, is_registered, older, source
from mdime_events.importers.selection import Selected, Selection, select
from mdime_events.importers.shape import Covers, Importer, Proposal, Refusal, Table
from mdime_events.log import door
from mdime_events.log.append import Draft
from mdime_events.log.ids import row_id
from mdime_events.model import Problem
from mdime_events.replay import DataProblems, dyads, sources
from mdime_events.vocabulary import WINDOW_OPENS

FEW = 20  # events that may vanish from any edition without a question

Watch = Callable[[Iterable[str]], Iterable[str]]


@frozen(kw_only=True)
class Plan:
    """What an import would append: the edition's source, the events' records, and a review a dyad; and what it refuses."""

    edition: Edition
    rows: int
    registrations: tuple[Draft, ...]
    outcomes: tuple[Outcome, ...]
    reviews: tuple[Draft, ...]
    refused: tuple[Refusal, ...]

    @property
    def drafts(self) -> tuple[Draft, ...]:
        return (*self.registrations, *(each.draft for each in self.outcomes if each.draft), *self.reviews)


def plan(
    log: Path,
    importer: Importer,
    paths: Sequence[Path],
    selection: Selection,
    editions: Sequence[str] = (),
    shrunk: bool = False,
    watch: Watch = iter,
) -> Plan:
    """The difference between files and the log. `editions` are the days they are of, where they do not say it themselves; `watch`
    is handed the dyads as they are worked through.

    Raises DataProblems with everything that keeps the files out: faults of the files, of their rows and events, an edition older than
    the log's, and (unless `shrunk`) one that lacks more than a tenth of what the log holds of the set, as a cut-off download does.
    """
    dated = importer.read_dated if len(editions) == importer.files > 1 else None
    table = dated(paths, editions) if dated else importer.read(paths)
    known = edition_of(importer, table, paths, None if dated else next(iter(editions), None))
    registered = sources(log)
    arrival = Arrival(importer=importer, edition=known, registered=registered, earlier=earlier_editions(registered, known.name))
    if problems := list(older(importer, known, arrival.earlier)):
        raise DataProblems(problems)
    selected = select(importer.propose(table), selection)
    outcomes, reviews = _against_the_log(log, arrival, table, selection, selected, watch)
    if problems := [] if shrunk else list(_shrunk(known, outcomes)):
        raise DataProblems(problems)
    own = [] if is_registered(registered, known) else [source(importer, known, arrival.earlier)]
    return Plan(
        edition=known,
        rows=len(table.rows),
        registrations=(*own, *_hosts(arrival, outcomes)),
        outcomes=tuple(outcomes),
        reviews=tuple(reviews),
        refused=selected.refused,
    )


def _against_the_log(
    log: Path, arrival: Arrival, table: Table, selection: Selection, selected: Selected, watch: Watch
) -> tuple[list[Outcome], list[Draft]]:
    """What becomes of every event of the dyads that are asked for, and their reviews. Raises DataProblems."""
    problems: list[Problem] = []
    outcomes: list[Outcome] = []
    reviews: list[Draft] = []
    kept, others = _by_dyad(selected.kept), _by_dyad(selected.others)
    for dyad in watch(sorted({*kept, *filter(selection.holds, dyads(log)), *_named(selection)})):
        held = held_of(log, dyad)
        payloads = checked(arrival, held, kept[dyad], problems)
        outcomes += compared(arrival, held, payloads)
        if arrival.importer.whole:
            outcomes += vanished(arrival, held, {*payloads, *(event_id(arrival.edition, each) for each in others[dyad])})
        reviews += _review(arrival.edition, held, table.covers, selection, payloads.values())
    if problems:
        raise DataProblems(sorted(problems, key=lambda each: each.where.line if each.where else 0))
    return outcomes, reviews


def _by_dyad(proposals: Iterable[Proposal]) -> defaultdict[str, list[Proposal]]:
    found: defaultdict[str, list[Proposal]] = defaultdict(list)
    for each in proposals:
        found[each.dyad].append(each)
    return found


def _named(selection: Selection) -> Iterator[str]:
    """The dyads of the recipients that are named."""
    for benefactor in selection.benefactors:
        yield from (f"{benefactor}-{recipient}" for recipient in selection.recipients if recipient != benefactor)


def _review(
    edition: Edition, held: Held, covers: Covers | None, selection: Selection, payloads: Collection[Mapping[str, Any]]
) -> Iterator[Draft]:
    """The record that the set was looked through for this dyad, where it is not there yet."""
    if not covers or (covers.benefactors and held.dyad.split("-")[0] not in covers.benefactors):
        return
    begins = max(covers.begins, str(selection.since))
    if dates.period(begins)[0] > dates.period(covers.ends)[1]:
        return
    instruments = [each for each in covers.instruments if not covers.partly or any(_may_count(each, payload) for payload in payloads)]
    if not instruments:
        return
    fields = {"from": begins, "to": covers.ends, "instruments": instruments, "scope": covers.scope}
    payload = door.payload("reviewed", {**fields, "sources": [{"source": edition.key}]})
    id = row_id(held.dyad, "reviewed", msgspec.json.encode(payload, order="sorted").decode())
    if id not in held.ids:
        yield Draft(stream=held.dyad, type="reviewed", id=id, data=payload, seen=True)


def _may_count(instrument: str, payload: Mapping[str, Any]) -> bool:
    """Whether an event bears on an instrument and lies in the window, or is a state that reaches into it."""
    when, opens = dates.span(payload["date"]), date(WINDOW_OPENS, 1, 1)
    reaches = (when.until or date.max) >= opens if when.state else (when.earliest or date.min) >= opens
    return reaches and instrument in payload["instruments"]


def _shrunk(edition: Edition, outcomes: Sequence[Outcome]) -> Iterator[Problem]:
    counts = Counter(each.what for each in outcomes)
    held = sum(counts[what] for what in IN_LOG)
    if counts[VANISHED] > max(FEW, held / 10):
        told = f"lacks {counts[VANISHED]} of the {held} events that the log holds of this set; was the download cut off?"
        yield edition.problem("SHRUNK", f"{told} If the set has indeed shrunk, say --shrunk, and they are marked as disputed")


def _hosts(arrival: Arrival, outcomes: Iterable[Outcome]) -> list[Draft]:
    """The publishers whose links rows cite for the first time."""
    drafts = [each.draft for each in outcomes if each.draft]
    known = arrival.registered
    return [each for each in recording.host_drafts(drafts, known) if each.data["key"] != arrival.edition.key]
