"""The answers of the reading commands as plain data, in the shapes that other programs rely on (contract of `--json`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from mdime_events.acts import announced
from mdime_events.causes import titles as named
from mdime_events.codebook import chapters, words
from mdime_events.counting import counts, later
from mdime_events.history import changes, knowledge_ends, quarters
from mdime_events.model import Dossier, Event
from mdime_events.rate import Rating, RungFinding, rate_instrument
from mdime_events.reading import Reading
from mdime_events.replay import KnownOn
from mdime_events.rulebook import Rulebook
from mdime_events.rulekit import Rated
from mdime_events.standing import standings
from mdime_events.vocabulary import INSTRUMENTS, OVERALL, RATED, Level
from mdime_events.ways_up import ways_up
from mdime_events.worlds import told_later, worlds

Answer = dict[str, Any]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def label(level: Level | None) -> str | None:
    return None if level is None else level.label


def heading(reading: Reading, dossier: Dossier, as_of: date | None) -> Answer:
    """What an answer rests on: the dyad, the two clocks, the heads of its stream, the seal that names them, the rules."""
    return {
        "dyad": dossier.dyad,
        "as_of": _day(as_of),
        **known_on(reading.known),
        "heads": list(dossier.heads),
        "seal": reading.seal(dossier),
        "rules": reading.method.book.digest,
    }


def known_on(known: KnownOn | None) -> Answer:
    """The day or the seal as of which the log was read, and a seal's own day."""
    return {"known_on": known.text if known else None, **({"known_on_day": known.sealed} if known and known.sealed else {})}


def ratings(reading: Reading, dyad: str, as_of: date | None) -> Answer:
    """The thirteen ratings of a dyad."""
    dossier = reading.dossier(dyad)
    return {**heading(reading, dossier, as_of), "ratings": [rating(each) for each in reading.rate(dyad, as_of)]}


def rating(found: Rating) -> Answer:
    return {
        "instrument": found.instrument,
        "name": RATED[found.instrument],
        "level": label(found.level),
        "trend": found.trend.value,
        "confidence": found.confidence,
        "on": _day(found.on),
        "reviewed_to": _day(found.reviewed_to),
        "unreviewed_since": _day(found.unreviewed_since),
        "holds_until": _day(found.holds_until),
        "carried_by_one": found.carried_by_one,
        "because": [sentence(each) for each in found.because],
        "events": [event.id for event in found.events],
    }


def sentence(words: str) -> str:
    """Words as a sentence of their own."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


def explain(reading: Reading, dyad: str, instrument: str, as_of: date | None) -> Answer:
    """Why one instrument is rated as it is, what is missing for more, and what was not counted."""
    return explanation(reading, reading.dossier(dyad), instrument, as_of)


def explanation(reading: Reading, dossier: Dossier, instrument: str, as_of: date | None) -> Answer:
    """The same of a dossier that is at hand."""
    found = rate_instrument(dossier, reading.method, instrument, as_of)
    return {
        **heading(reading, dossier, as_of),
        **rating(found),
        "rungs": [_rung(each) for each in found.rungs],
        "missing": _missing(reading, dossier, found),
        "lapses_to": label(found.lapses_to),
        "not_counted": _not_counted(dossier, found, as_of),
        "trend_findings": [
            {"trend": each.trend.value, "name": each.name, "sentence": each.sentence, **_finding(each.finding)}
            for each in found.trend_findings
        ],
        "worlds": _worlds(reading, dossier, found),
        **_told_later(reading, dossier, found),
        "confidence_findings": [{"at_most": each.at_most, "because": sentence(each.because)} for each in found.confidence_findings],
    }


def _missing(reading: Reading, dossier: Dossier, found: Rating) -> Answer | None:
    """The rung above, and the ways to it: so many of a kind at once, or so many years of one."""
    rung = found.missing
    if rung is None:
        return None
    ways = ways_up(dossier, reading.method, found.instrument, found.on, rung.level) if _can_move(found) and found.on else ()
    told = {"level": rung.level.label, "sentence": rung.sentence, "because": sentence(rung.finding.because)}
    return {**told, "ways": [attrs.asdict(way, filter=lambda field, value: value or field.default is attrs.NOTHING) for way in ways]}


def _can_move(found: Rating) -> bool:
    """Whether a rating moves with an instrument's own events."""
    return found.instrument != OVERALL and found.level is not None


def _rung(rung: RungFinding) -> Answer:
    return {"level": rung.level.label, "name": rung.name, "sentence": rung.sentence, **_finding(rung.finding)}


def _finding(finding: Any) -> Answer:
    return {"met": finding.met, "because": sentence(finding.because), "events": [event.id for event in finding.events]}


def _not_counted(dossier: Dossier, found: Rating, as_of: date | None) -> list[Answer]:
    """What was looked at and does not count; of a rating as it stands what is of a later day, too."""
    titles = {event.id: event.coding.title for event in dossier.events}
    pairs = [
        *found.left_out,
        *(later(dossier.events, found.instrument, found.on) if found.on and not as_of else ()),
        *((event, "retracted") for event in dossier.retracted if found.instrument in event.coding.instruments),
        *((event, _told_as(event, titles)) for event in dossier.copies if found.instrument in event.coding.instruments),
    ]
    return [{"event": event.id, "reason": reason} for event, reason in pairs]


def _told_as(copy: Event, titles: Mapping[str, str]) -> str:
    kept = copy.coding.same_as or ""
    return f"the same as {kept[-12:]} {titles[kept]}"


def _worlds(reading: Reading, dossier: Dossier, found: Rating) -> dict[str, str | None]:
    if not _can_move(found) or found.on is None:
        return {"lapse": None, "steady": None, "planned": None}
    return {name: label(level) for name, level in worlds(dossier, reading.method, found.instrument, found.on).items()}


def _told_later(reading: Reading, dossier: Dossier, found: Rating) -> Answer:
    """Where the worlds do not know of an end with which `holds_until` reckons: whose, and when it was told of."""
    if not _can_move(found) or found.on is None:
        return {}
    late = told_later(dossier, reading.method, found.instrument, found.on)
    told = "; ".join(f"of the end of {named([each])} {_teller(each)} told only on {announced(each)}" for each in late)
    end, it = ("that end", "it") if len(late) == 1 else ("these ends", "them")
    words = sentence(f"{told}: how long the level holds reckons with {end}, and the three worlds did not know of {it}")
    return {"told_later": {"sentence": words, "events": [each.id for each in late]}} if late else {}


def _teller(event: Event) -> str:
    return "a source" if event.published else "the log"


def history(reading: Reading, dyad: str, as_of: date | None, instruments: Sequence[str]) -> Answer:
    """The levels and trends at year ends (and the last day known), every day that a level moved, and how far each instrument is known."""
    dossier = reading.dossier(dyad)
    points = quarters(dossier, reading.method, as_of)
    last = points[-1][0] if points else None
    kept = [(day, each) for day, each in points if (day.month == 12 or day == last) and each.instrument in instruments]
    moves = [each for each in changes(dossier, reading.method, as_of) if each.instrument in instruments]
    known = {code: knowledge_ends(dossier, reading.method, code, as_of) for code in INSTRUMENTS}
    days = {code: day for code in instruments if (day := known.get(code, last))}
    now = standings(dossier, reading.method) if as_of is None and any(day != last for day in days.values()) else {}
    return {
        **heading(reading, dossier, as_of),
        "known_to": {code: day.isoformat() for code, day in known.items() if day},
        "history": [_point(day, each) for day, each in kept],
        **({"stands": [_point(day, now[code]) for code, day in days.items()]} if now else {}),
        "changes": [
            {
                "day": each.day.isoformat(),
                "instrument": each.instrument,
                "level": [label(each.before), label(each.after)],
                "cause": each.cause,
                **({"because": each.because} if each.because else {}),
                "events": [event.id for event in each.events],
            }
            for each in moves
        ],
    }


def _point(day: date, rated: Rated) -> Answer:
    return {"day": day.isoformat(), "instrument": rated.instrument, "level": label(rated.level), "trend": rated.trend.value}


def timeline(reading: Reading, dyad: str, events: Iterable[Event], as_of: date | None = None) -> Answer:
    """Events in order of date, those that something ended by `as_of` with what ended them first."""
    dossier = reading.dossier(dyad)
    ended = _ended(dossier, as_of or date.max)
    return {**heading(reading, dossier, as_of), "events": [{**event_answer(each), **ended.get(each.id, {})} for each in events]}


def _ended(dossier: Dossier, day: date) -> dict[str, Answer]:
    """By event what ended it: its date and id."""
    ends = sorted((each for each in dossier.events if counts(each) and each.certain <= day), key=lambda each: (each.certain, each.id))
    pairs = ((target, each) for each in reversed(ends) for target in each.coding.ends)
    return {target: {"ended": {"date": each.coding.date, "by": each.id}} for target, each in pairs}


def event_answer(event: Event) -> Answer:
    """An event as it was coded, with its id and the days that were worked out."""
    coded = attrs.asdict(event.coding, filter=lambda attribute, value: value not in (None, ()) and value != attribute.default)
    coded["instruments"] = list(event.coding.instruments)
    days = {name: day.isoformat() for name in ("earliest", "certain", "until") if (day := getattr(event, name))}
    return {"event": event.id, **coded, "substance": event.substance, **days, "recorded": event.recorded, "by": event.by}


def compare(reading: Reading, dyads: Iterable[str], as_of: date | None) -> Answer:
    """Dyads side by side: a cell an instrument, and the last day of the oldest review among them."""
    method = reading.method.book.digest
    return {"as_of": _day(as_of), **known_on(reading.known), "rules": method, "dyads": [_beside(reading, dyad, as_of) for dyad in dyads]}


def _beside(reading: Reading, dyad: str, as_of: date | None) -> Answer:
    dossier, found = reading.dossier(dyad), reading.rate(dyad, as_of)
    rests_on = {"heads": list(dossier.heads), "seal": reading.seal(dossier), "reviewed_to": _day(found[-1].reviewed_to)}
    return {"dyad": dyad, **rests_on, "cells": _cells(found)}


def _cells(found: Iterable[Rating]) -> dict[str, Answer]:
    return {each.instrument: {"level": label(each.level), "trend": each.trend.value} for each in found}


def codebook(book: Rulebook, instruments: Sequence[str]) -> Answer:
    """The method: one row a condition, the words that conditions use, and what each instrument is for."""
    asked = [chapter for chapter in chapters(book) if chapter.instrument in instruments]
    fields = ("instrument", "name", "edition", "belongs", "remarks")
    return {
        "rules": book.digest,
        "rows": [attrs.asdict(row) for chapter in asked for row in chapter.rows],
        "words": [{"word": word, "meaning": meaning} for word, meaning in words()],
        "instruments": [{field: getattr(chapter, field) for field in fields} for chapter in asked],
    }
