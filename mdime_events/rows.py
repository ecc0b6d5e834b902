"""One dyad as rows of the database's tables: a pure function of its stream, the sources, the method and the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from mdime_events import countries
from mdime_events.agreement import Beside, beside
from mdime_events.codebook import Chapter, CodebookRow
from mdime_events.database import Rows
from mdime_events.history import Change, history_of
from mdime_events.log.stream import Stream, reading_order
from mdime_events.model import Dossier, Event, Source
from mdime_events.rate import Method, Rating, rate_subjects
from mdime_events.rulekit import Rated
from mdime_events.standing import subjects
from mdime_events.vocabulary import Level

Row = tuple[Any, ...]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _label(level: Level | None) -> str | None:
    return None if level is None else level.label


def _listed(words: Iterable[str]) -> str | None:
    return ", ".join(words) or None


def dyad_rows(dossier: Dossier, stream: Stream, method: Method, as_of: date | None) -> Rows:
    """All rows of a dyad but its run."""
    twelve = subjects(dossier, method)
    ratings, moved = rate_subjects(twelve, method, as_of), history_of(twelve, method, as_of)
    active = {event.id for event in dossier.events}
    return {
        "dyads": [_dyad(dossier)],
        "events": [_event(event, active) for event in dossier.events],
        "event_instruments": [(event.id, code) for event in dossier.events for code in event.coding.instruments],
        "event_parties": [(event.id, code, countries.name(code)) for event in dossier.events for code in event.coding.parties],
        "event_links": [row for event in dossier.events for row in _links(event, active)],
        "event_copies": [_copy(event) for event in dossier.copies],
        "event_sources": [row for event in dossier.events for row in _event_sources(event, dossier.sources)],
        "ratings": [_rating(dossier.dyad, rating) for rating in ratings],
        "findings": [row for rating in ratings for row in _findings(dossier.dyad, rating)],
        "evidence": [row for rating in ratings for row in _evidence(dossier.dyad, rating)],
        "rating_history": [_point(dossier.dyad, day, each) for day, each in moved.quarters],
        "changes": [_change(dossier.dyad, change) for change in moved.changes],
        "assessments": [_assessment(each, dossier.sources) for each in beside(dossier, method)],
        "reviews": [_review(dossier.dyad, entry) for entry in dossier.reviews],
        "profile": [_fact(dossier, entry) for entry in dossier.profile],
        "records": record_rows(stream, {event.id for event in dossier.retracted}),
    }


def _dyad(dossier: Dossier) -> Row:
    benefactor, recipient = dossier.dyad.split("-")
    days = [event.certain for event in dossier.events]
    reviewed = [entry.data.ends for entry in dossier.reviews]
    return (
        dossier.dyad,
        countries.dyad_name(dossier.dyad),
        benefactor,
        countries.name(benefactor),
        recipient,
        countries.name(recipient),
        len(days),
        _day(min((event.earliest for event in dossier.events if event.earliest), default=None)),
        _day(max(days, default=None)),
        _day(max(reviewed, default=None)),
        _markings(dossier),
    )


def _markings(dossier: Dossier) -> str | None:
    """Those of its events; of retracted ones, too, whose records stay."""
    every = (*dossier.events, *dossier.retracted)
    return "; ".join(sorted({event.coding.marking for event in every if event.coding.marking})) or None


def _event(event: Event, active: set[str]) -> Row:
    coding = event.coding
    place = coding.place
    link = next((each.url for each in coding.sources if each.url), None)
    return (
        event.id,
        event.dyad,
        coding.date,
        coding.kind,
        coding.title,
        _listed(coding.instruments),
        coding.status,
        coding.effect,
        event.substance,
        coding.dependence,
        coding.level,
        coding.channel,
        coding.direction,
        _listed(countries.name(code) for code in coding.parties),
        "; ".join(coding.actors) or None,
        place.name if place else None,
        place.country if place else None,
        place.latitude if place else None,
        place.longitude if place else None,
        _listed(f"{each.value:,.15g} {each.unit}{f' ({each.basis})' if each.basis else ''}" for each in coding.magnitude),
        coding.summary,
        coding.confidence,
        link,
        coding.occasion,
        coding.part_of if coding.part_of in active else None,
        coding.promises,
        coding.due,
        coding.recurs,
        coding.review,
        coding.marking,
        _listed(coding.tags),
        _day(event.earliest),
        _day(event.certain),
        _day(event.until),
        int(event.state),
        _day(event.published),
        event.recorded,
        event.by,
        f"{_day(event.earliest or event.certain)} {event.id}",
    )


def _links(event: Event, active: set[str]) -> Iterator[Row]:
    for relation in ("fulfils", "ends"):
        for target in getattr(event.coding, relation):
            if target in active:
                yield event.id, relation, target


def _copy(event: Event) -> Row:
    coding = event.coding
    return event.id, coding.same_as, coding.date, coding.title, coding.marking


def _event_sources(event: Event, registered: Mapping[str, Source]) -> Iterator[Row]:
    """A source that is not (or not yet) registered is named in the locator: its key would lead nowhere."""
    for place, each in enumerate(event.coding.sources, 1):
        there = each.source in registered
        locator = each.locator if there else f"{each.source} (not registered) {each.locator or ''}".strip()
        yield event.id, place, each.source if there else None, locator, each.credibility, each.published, each.url


def rating_id(dyad: str, instrument: str) -> str:
    return f"{dyad}/{instrument}"


def _rating(dyad: str, rating: Rating) -> Row:
    return (
        rating_id(dyad, rating.instrument),
        dyad,
        rating.instrument,
        _label(rating.level),
        rating.level,
        rating.trend.value,
        rating.confidence,
        _day(rating.on),
        _day(rating.reviewed_to),
        _day(rating.unreviewed_since),
        _day(rating.holds_until),
        int(rating.carried_by_one),
        "; ".join(rating.because),
        dyad,
    )


def _parts(dyad: str, rating: Rating) -> Iterator[tuple[str, str, int, str, str, str, bool, str, tuple[Event, ...]]]:
    """Every finding of a rating: id, part, place, outcome, name, sentence, met, because, events."""
    own = rating_id(dyad, rating.instrument)
    for place, rung in enumerate(rating.rungs, 1):
        yield f"{own}/level/{place}", "level", place, rung.level.label, rung.name, rung.sentence, *_told(rung.finding)
    for place, each in enumerate(rating.trend_findings, 1):
        yield f"{own}/trend/{place}", "trend", place, each.trend.value, each.name, each.sentence, *_told(each.finding)
    for place, held in enumerate(rating.confidence_findings, 1):
        yield f"{own}/confidence/{place}", "confidence", place, held.at_most, "", "", True, held.because, ()


def _told(finding: Any) -> tuple[bool, str, tuple[Event, ...]]:
    return finding.met, finding.because, finding.events


def _findings(dyad: str, rating: Rating) -> Iterator[Row]:
    own = rating_id(dyad, rating.instrument)
    for id, part, place, outcome, name, sentence, met, because, _ in _parts(dyad, rating):
        yield id, own, part, place, outcome, name, sentence, int(met), because


def _evidence(dyad: str, rating: Rating) -> Iterator[Row]:
    for id, _, _, _, _, _, met, _, events in _parts(dyad, rating):
        for event in events if met else ():
            yield id, event.id


def _point(dyad: str, day: date, each: Rated) -> Row:
    sort_key = f"{day} {dyad} {each.instrument}"
    return dyad, each.instrument, day.isoformat(), _label(each.level), each.level, each.trend.value, sort_key


def _change(dyad: str, change: Change) -> Row:
    return (
        f"{dyad}/{change.instrument}/{change.day}",
        dyad,
        change.instrument,
        change.day.isoformat(),
        _label(change.before),
        _label(change.after),
        change.cause,
        change.because,
        change.events[0].id if change.events else None,
        "; ".join(f"{event.coding.date} {event.coding.title}" for event in change.events) or None,
        f"{change.day} {dyad} {change.instrument}",
    )


def _assessment(each: Beside, registered: Mapping[str, Source]) -> Row:
    """A published judgement beside what the rules say of the day that it was made for."""
    data, computed = each.entry.data, each.computed
    source = data.sources[0] if data.sources else None
    return (
        each.entry.id,
        each.dyad,
        data.instrument,
        data.level,
        each.level,
        data.trend,
        data.on,
        _label(computed.level),
        computed.level,
        computed.trend.value,
        "; ".join(computed.because),
        source.source if source and source.source in registered else None,
        source.locator if source else None,
        data.note,
        each.entry.recorded,
        each.entry.by,
    )


def _review(dyad: str, entry: Any) -> Row:
    data = entry.data
    covered = _listed(data.instruments)
    return entry.id, dyad, _day(data.begins), _day(data.ends), covered, data.scope, data.inconclusive, entry.recorded, entry.by


def _fact(dossier: Dossier, entry: Any) -> Row:
    data = entry.data
    number = data.value if isinstance(data.value, (int, float)) else None
    shown = f"{number:,.12g}" if number is not None else data.value
    source = data.sources[0] if data.sources else None
    return (
        entry.id,
        dossier.dyad,
        data.country,
        data.field,
        shown,
        number,
        data.unit,
        data.as_of,
        source.source if source and source.source in dossier.sources else None,
        source.locator if source else None,
        entry.recorded,
    )


def record_rows(stream: Stream, retracted: set[str]) -> list[Row]:
    """Every line of a stream, those of retracted events marked; a repeated line once. Of one id the record that counts is copy 0, and what
    others recorded as the same is 1 and so on."""
    copies: Counter[str] = Counter()
    found = []
    for line in reading_order(stream.lines):
        record, copy = line.record, copies[line.record.id]
        copies[record.id] += 1
        found.append(
            (
                record.id,
                record.stream,
                line.number,
                record.type,
                record.event,
                record.at,
                record.by,
                bytes(record.data).decode(),
                ", ".join(record.prev),
                record.sum,
                int(record.type == "logged" and record.id in retracted),
                f"{record.at} {record.id}{f' {copy}' if copy else ''}",
                copy,
            )
        )
    return found


def instrument_rows(found: Iterable[Chapter]) -> list[Row]:
    families = {"D": "diplomatic", "I": "informational", "M": "military", "E": "economic", "O": "overall"}
    return [(each.instrument, each.name, families[each.instrument[0]], each.edition, each.belongs, each.remarks) for each in found]


def source_rows(registered: Iterable[Source]) -> list[Row]:
    return [
        (s.key, s.title, s.publisher, s.published, s.kind, s.reliability, s.reliability_on, s.reason, s.url, s.sha256, s.relays)
        for s in registered
    ]


def codebook_rows(found: Iterable[CodebookRow]) -> list[Row]:
    return [
        (f"{row.instrument}/{row.place:02}", row.instrument, row.part, row.place, row.level, row.name, row.sentence, row.edition)
        for row in found
    ]


def heads_text(heads: Iterable[str]) -> str:
    """Heads as one text, as a run keeps them."""
    return msgspec.json.encode(sorted(heads)).decode()


def heads_of(text: str) -> tuple[str, ...]:
    """The same the other way about."""
    return tuple(msgspec.json.decode(text, type=list[str]))
