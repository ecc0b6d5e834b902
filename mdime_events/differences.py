"""The answers of diff, what-if and sensitivity as plain data, in the shapes that other programs rely on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from mdime_events import diff as differing
from mdime_events import sensitivity as varying
from mdime_events import what_if as supposing
from mdime_events.answers import Answer, heading, known_on, label, sentence
from mdime_events.batch import Row
from mdime_events.causes import Cause
from mdime_events.diff import End, Moved
from mdime_events.knowledge import knowledge
from mdime_events.reading import Reading
from mdime_events.sensitivity import Sensitivity, Variation
from mdime_events.vocabulary import RATED
from mdime_events.what_if import Consequence


def end(reading: Reading, dyad: str, as_of: date | None) -> End:
    """One end of a diff. Raises DataProblems."""
    return End(known=knowledge(reading.place.log, dyad, reading.known), method=reading.method, as_of=as_of)


def diff(before: End, after: End) -> Answer:
    """The ratings that moved from one end to the other, each with its causes, told from the earlier to the later."""
    if differing.is_backwards(before, after):
        return {**diff(after, before), "swapped": True}
    found = differing.diff(before, after)
    return {
        "dyad": before.known.dossier.dyad,
        "from": _end(before),
        "to": _end(after),
        "moved": [_moved(each) for each in found.moved],
        **_filled(came_back=[_came_back(each) for each in found.came_back]),
        "unchanged": list(found.unchanged),
    }


def _end(end: End) -> Answer:
    return {
        "as_of": end.as_of.isoformat() if end.as_of else None,
        **known_on(end.known.known),
        "heads": list(end.known.dossier.heads),
        "rules": end.method.book.digest,
    }


def _moved(moved: Moved) -> Answer:
    pair = (moved.before, moved.after)
    return {
        "instrument": moved.code,
        "name": RATED[moved.code],
        "level": [label(each.level) for each in pair],
        "trend": [each.trend.value for each in pair],
        "confidence": [each.confidence for each in pair],
        "on": [each.on.isoformat() if each.on else None for each in pair],
        "causes": [_cause(each) for each in moved.causes],
    }


def _came_back(moved: Moved) -> Answer:
    return {"instrument": moved.code, "level": label(moved.after.level), "causes": [_cause(each) for each in moved.causes]}


def _cause(cause: Cause) -> Answer:
    optional = _filled(
        day=cause.day.isoformat() if cause.day else None,
        condition=cause.condition,
        events=[event.id for event in cause.events],
        records=list(cause.records),
    )
    return {"cause": cause.cause, **optional, "sentence": sentence(cause.sentence)}


def _filled(**fields: Any) -> Answer:
    """The fields that are not empty."""
    return {name: value for name, value in fields.items() if value}


def what_if(reading: Reading, dyad: str, without: Sequence[str], rows: Sequence[Row], as_of: date | None) -> Answer:
    """The ratings that would move without some events, or with more rows."""
    found = supposing.what_if(reading, dyad, without, rows, as_of)
    return {
        **heading(reading, found.dossier, as_of),
        "without": list(found.without),
        "with": sum(draft.stream == dyad for draft in found.drafts),
        "moved": list(found.moved),
        **_filled(
            consequences=[_consequence(each) for each in found.consequences],
            duplicates=[{"event": id, "stream": dyad} for id in found.there],
            warnings=[str(each) for each in found.warnings],
        ),
    }


def _consequence(consequence: Consequence) -> Answer:
    return {"event": consequence.event.id, "because_of": consequence.other, "sentence": sentence(consequence.sentence)}


def sensitivity(reading: Reading, dyad: str, as_of: date | None, watch: varying.Watch = iter) -> Answer:
    """How far each rating hangs on single pieces of its evidence; `watch` sees them pass."""
    dossier = reading.dossier(dyad)
    found = varying.sensitivity(dossier, reading.method, as_of, watch)
    return {**heading(reading, dossier, as_of), "ratings": [_sensitivity(each) for each in found]}


def _sensitivity(found: Sensitivity) -> Answer:
    return {
        "instrument": found.standing.instrument,
        "name": RATED[found.standing.instrument],
        "level": label(found.standing.level),
        "trend": found.standing.trend.value,
        "lowest": label(found.lowest),
        "highest": label(found.highest),
        "trends": [trend.value for trend in found.trends],
        "carried_by_one": found.carried_by_one,
        "moved_by": [_variation(found, each) for each in found.moved_by],
    }


def _variation(found: Sensitivity, variation: Variation) -> Answer:
    moved = found.moved(variation)
    told = {"left_out": variation.left_out, "what": variation.what, "level": label(moved.level), "trend": moved.trend.value}
    return {**told, **_filled(sources=list(variation.sources), origin=variation.origin)}
