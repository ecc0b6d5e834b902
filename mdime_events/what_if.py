"""What if some events had never been logged, or more were: the ratings that would move. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import frozen

from mdime_events.batch import Row
from mdime_events.causes import titles
from mdime_events.counting import counts
from mdime_events.desk import find_event
from mdime_events.knowledge import Knowledge, knowledge
from mdime_events.log.append import Draft
from mdime_events.log.door import Rejected
from mdime_events.log.ids import new_id
from mdime_events.model import Dossier, Event, Problem
from mdime_events.rate import standings
from mdime_events.reading import Move, Reading, moves
from mdime_events.recording import log_rows, with_drafts
from mdime_events.replay import replay, sources_of
from mdime_events.vocabulary import KINDS


@frozen(kw_only=True)
class Consequence:
    """What becomes of an event because `other` (an id), which ends, fulfils or contains it, goes or comes."""

    event: Event
    other: str
    sentence: str


@frozen(kw_only=True)
class WhatIf:
    """The ratings that would move `without` some events (full ids) and with the rows that are `drafts`.

    `there` are the ids of rows that are in the log already, `warnings` what was said of the rows.
    """

    dossier: Dossier
    without: tuple[str, ...]
    drafts: tuple[Draft, ...]
    there: tuple[str, ...]
    warnings: tuple[Problem, ...]
    moved: tuple[Move, ...]
    consequences: tuple[Consequence, ...]


def what_if(reading: Reading, dyad: str, without: Sequence[str], rows: Sequence[Row], as_of: date | None = None) -> WhatIf:
    """What would move. Raises Rejected where an id names no event, DataProblems with all problems of the rows."""
    now = knowledge(reading.place.log, dyad, reading.known)
    gone = tuple(dict.fromkeys(_named(reading, now, dyad, id) for id in without))
    told = log_rows(reading.place.log, [dyad], rows)
    then = supposed(now, [*told.drafts, *(taken_back(dyad, id) for id in gone)])
    return WhatIf(
        dossier=now.dossier,
        without=gone,
        drafts=told.drafts,
        there=tuple(id for _, id in told.unchanged),
        warnings=told.warnings,
        moved=tuple(moves(dyad, *(standings(each, reading.method, as_of) for each in (now.dossier, then)))),
        consequences=tuple(_consequences(now.dossier, then)),
    )


def _named(reading: Reading, now: Knowledge, dyad: str, id: str) -> str:
    """The full id of an event of the dyad that counts among what is known. Raises Rejected."""
    found, event, _ = find_event(reading.place.log, id)
    if found != dyad:
        raise Rejected([f'event "{id}" is of {found}; ask `mdime what-if {found}`'])
    if any(each.id == event for each in now.dossier.retracted):
        raise Rejected([f'event "{id}" is retracted already, so that nothing would change; name another'])
    if all(each.id != event for each in (*now.dossier.events, *now.dossier.copies)):
        raise Rejected([f'event "{id}" was not yet logged {now.words.removeprefix("as known ")}; name another, or a later day'])
    return event


def taken_back(dyad: str, id: str) -> Draft:
    """The record with which an event counts no more, as if it had never been logged."""
    return Draft(stream=dyad, type="retracted", id=new_id(), event=id, data={"why": "what if"})


def supposed(now: Knowledge, drafts: Sequence[Draft]) -> Dossier:
    """The dossier as it would be with more records. Raises DataProblems."""
    return replay(with_drafts(now.stream, drafts), sources_of(with_drafts(now.sources, drafts)))


# What becomes of the events that others end, fulfil or contain

ENDED, FULFILLED, PART, WHOLE, ENDING = "ended by", "fulfilled by", "part of", "whole of", "ending of"
LOST = {
    ENDED: "{event} {again}",
    FULFILLED: "{event} is open again",
    PART: "{event} counts by itself; what it was a part of is left out",
    WHOLE: "{event} stays; a part of it is left out",
    ENDING: "{event} stays an ending; what it ended is left out",
}
GAINED = {
    ENDED: "{event} is ended by “{other}”",
    FULFILLED: "{event} is made good by “{other}”",
    WHOLE: "{event} has a further part, “{other}”",
}
Relation = tuple[str, str, str]


def _consequences(before: Dossier, after: Dossier) -> Iterator[Consequence]:
    """What is said of events that both dossiers hold, because another is in one of them only."""
    old, new = set(_relations(before.events)), set(_relations(after.events))
    events = {event.id: event for event in (*before.events, *after.events)}
    both = {event.id for event in before.events} & {event.id for event in after.events}
    for words, relations, kept in ((LOST, old - new, new), (GAINED, new - old, old)):
        for relation, id, other in sorted(relations, key=lambda each: (each[2], each[0], each[1])):
            if id in both and relation in words and not _still(relation, id, kept):
                sentence = words[relation].format(event=titles([events[id]]), other=events[other].coding.title, again=_again(events[id]))
                yield Consequence(event=events[id], other=other, sentence=sentence)


def _again(event: Event) -> str:
    """What is said of an event that nothing ends any more."""
    if event.coding.effect == "lowers":
        return "counts as an ending again"
    return "stands again" if event.state or KINDS[event.coding.kind].stands else "is ended no more"


def _still(relation: str, id: str, kept: Iterable[Relation]) -> bool:
    """Whether a second event ends or fulfils it all the same."""
    return relation in (ENDED, FULFILLED) and any((relation, id) == each[:2] for each in kept)


def _relations(events: Sequence[Event]) -> Iterator[Relation]:
    """What holds between two events that are both there: the relation, the event that it is said of, the other."""
    there = {event.id for event in events}
    for event in events:
        coding = event.coding
        for target in there.intersection(coding.ends) if counts(event) else ():
            yield from ((ENDED, target, event.id), (ENDING, event.id, target))
        for target in there.intersection(coding.fulfils) if counts(event) else ():
            yield FULFILLED, target, event.id
        if coding.part_of in there:
            yield from ((PART, event.id, coding.part_of), (WHOLE, coding.part_of, event.id))
