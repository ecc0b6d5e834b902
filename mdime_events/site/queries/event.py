"""An event's question: what it says, where it is told, what was amended, what it hangs together with, and which ratings it carries."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec
from attrs import frozen

from mdime_events.amendments import Written
from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.read import values

SOURCES = """
    SELECT v.source, v.locator, v.credibility, v.published, v.url, s.title, s.publisher, s.reliability, s.reason, s.relays,
           s.published AS out, s.url AS home
    FROM event_sources v LEFT JOIN sources s ON s.source = v.source WHERE v.event = :id ORDER BY v.place"""
TIES = """
    SELECT t.relation, e.id, e.dyad, e.date, e.title, e.marking FROM (
      SELECT 'part of' AS relation, part_of AS other FROM events WHERE id = :id AND part_of IS NOT NULL
      UNION ALL SELECT 'has part', id FROM events WHERE part_of = :id
      UNION ALL SELECT relation, target FROM event_links WHERE event = :id
      UNION ALL SELECT CASE relation WHEN 'ends' THEN 'is ended by' ELSE 'is fulfilled by' END, event FROM event_links WHERE target = :id
      UNION ALL SELECT 'same occasion as', id FROM events WHERE occasion = (SELECT occasion FROM events WHERE id = :id) AND id <> :id
    ) t JOIN events e ON e.id = t.other"""
COPIES = """
    SELECT id, date, title, marking FROM event_copies WHERE event = :id ORDER BY date, id"""
TOLD_AS = """
    SELECT e.id, e.date, e.title, e.marking FROM event_copies c JOIN events e ON e.id = c.event WHERE c.id = :id"""
CARRIES = """
    SELECT r.dyad, r.instrument, r.level, r.trend, f.part, f.outcome, f.because FROM evidence v JOIN findings f ON f.id = v.finding
    JOIN ratings r ON r.id = f.rating JOIN instruments i ON i.instrument = r.instrument
    WHERE v.event = :id AND f.met = 1 AND (f.part <> 'level' OR f.outcome = r.level) ORDER BY i.rowid, f.part, f.place"""
MARKINGS = """
    SELECT DISTINCT e.marking FROM evidence v JOIN evidence beside ON beside.finding = v.finding JOIN events e ON e.id = beside.event
    WHERE v.event = :id AND e.marking IS NOT NULL"""
MOVED = """
    SELECT dyad, instrument, day, level_before, level_after, cause, because FROM changes
    WHERE dyad = :dyad AND (event = :id OR instr(events, :id)) ORDER BY sort_key"""
RECORDS = """
    SELECT id, type, at, recorded_by, data, stream FROM records WHERE event = ? AND copy = 0 ORDER BY sort_key"""


@frozen(kw_only=True)
class Telling:
    """A source of the event: where in it, its grade (A-F), how credible this is (1-6), and where it can be read."""

    source: str | None
    locator: str | None
    credibility: int | None
    published: str | None
    url: str | None
    title: str | None
    publisher: str | None
    reliability: str | None
    reason: str | None
    relays: str | None
    out: str | None
    home: str | None


@frozen(kw_only=True)
class Tie:
    """Another event that this one is part of, fulfils, ends, or that does so of this one."""

    relation: str
    id: str
    dyad: str
    date: str
    title: str
    marking: str | None


@frozen(kw_only=True)
class Same:
    """Another event that tells the same."""

    id: str
    date: str
    title: str
    marking: str | None


@frozen(kw_only=True)
class Carried:
    """A finding of a present rating that names the event: of its level or its trend."""

    dyad: str
    instrument: str
    level: str | None
    trend: str
    part: str
    outcome: str
    because: str


@frozen(kw_only=True)
class Moved:
    """A day on which the event moved a level."""

    dyad: str
    instrument: str
    day: str
    level_before: str | None
    level_after: str | None
    cause: str
    because: str | None


@frozen(kw_only=True)
class Story:
    """All that is known of an event.

    `row` is that of the table, None once the event is retracted or is told as another, `told_as`; `copies` are told as this one;
    `records` tell its history, the oldest first. `markings` are those of all that the page names: the event's own as it last was, its
    ties' and copies', and those of the events beside it in the ratings that it carries.
    """

    id: str
    dyad: str
    dyad_name: str
    row: dict[str, Any] | None
    sources: tuple[Telling, ...]
    told_as: Same | None
    copies: tuple[Same, ...]
    ties: tuple[Tie, ...]
    carries: tuple[Carried, ...]
    moved: tuple[Moved, ...]
    records: tuple[Written, ...]
    markings: tuple[str | None, ...]
    ground: Ground


def event(connection: sqlite3.Connection, id: str) -> Story:
    """The story of one event, by its full id."""
    rows = connection.execute(RECORDS, (id,)).fetchall()
    records = [Written(id=own, type=type, at=at, by=by, payload=msgspec.json.decode(data)) for own, type, at, by, data, _ in rows]
    dyad = rows[0][-1]
    name = connection.execute("SELECT name FROM dyads WHERE dyad = ?", (dyad,)).fetchone()
    given = {"id": id, "dyad": dyad}
    ties = values(connection, Tie, TIES, given)
    told_as, copies = values(connection, Same, TOLD_AS, given), values(connection, Same, COPIES, given)
    beside = [marking for (marking,) in connection.execute(MARKINGS, given)]
    return Story(
        id=id,
        dyad=dyad,
        dyad_name=name[0] if name else dyad,
        row=_row(connection, id),
        sources=tuple(values(connection, Telling, SOURCES, given)),
        ties=tuple(ties),
        told_as=next(iter(told_as), None),
        copies=tuple(copies),
        carries=tuple(values(connection, Carried, CARRIES, given)),
        moved=tuple(values(connection, Moved, MOVED, given)),
        records=tuple(records),
        markings=(_marking(records), *(tie.marking for tie in ties), *(each.marking for each in (*told_as, *copies)), *beside),
        ground=ground(connection, dyad),
    )


def _marking(records: Sequence[Written]) -> str | None:
    """The event's marking as it last was."""
    given = [each.payload.get("set", each.payload) for each in records if each.type in ("logged", "amended")]
    return next((fields["marking"] for fields in reversed(given) if "marking" in fields), None)


def _row(connection: sqlite3.Connection, id: str) -> dict[str, Any] | None:
    cursor = connection.execute("SELECT * FROM events WHERE id = ?", (id,))
    row = cursor.fetchone()
    return dict(zip((column[0] for column in cursor.description), row, strict=True)) if row else None
