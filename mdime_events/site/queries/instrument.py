"""An instrument's question: how it came to its level over time, and what others published; the argument itself is replayed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from attrs import frozen

from mdime_events.answers import Answer, explanation, history
from mdime_events.model import Event
from mdime_events.site.asked import Clock
from mdime_events.site.level import Standing
from mdime_events.site.queries.dyad import Dyad, dyad_of
from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.queries.standings import standings_of
from mdime_events.site.read import values
from mdime_events.site.replayed import replayed
from mdime_events.stored import Stored

CHANGES = """
    SELECT day, level_after AS level, cause, because, event FROM changes
    WHERE dyad = :dyad AND instrument = :instrument AND day <= :until ORDER BY day"""
PUBLISHED = """
    SELECT a.level, a.trend, a.judged_on, a.computed_level, a.computed_trend, a.note, a.locator, s.title AS source
    FROM assessments a LEFT JOIN sources s ON s.source = a.source
    WHERE a.dyad = :dyad AND a.instrument = :instrument ORDER BY a.judged_on DESC, a.id"""


@frozen(kw_only=True)
class Change:
    """A day (ISO) on which the level became another, the cause, more `because` of the overall, and the event where one
    moved it."""

    day: str
    level: str | None
    cause: str
    because: str | None
    event: str | None


@frozen(kw_only=True)
class Published:
    """What a source judged, beside what is computed for the same day."""

    level: str | None
    trend: str | None
    judged_on: str
    computed_level: str | None
    computed_trend: str | None
    note: str | None
    locator: str | None
    source: str | None


@frozen(kw_only=True)
class Argument:
    """The argument of one rating: the answer of `mdime explain`, the events that it names, and its course."""

    dyad: Dyad
    answer: Answer
    events: Mapping[str, Event]
    changes: tuple[Change, ...]
    window_opens: int
    published: tuple[Published, ...]
    standings: Mapping[str, Standing]
    ground: Ground


def argument(connection: sqlite3.Connection, database: Path, dyad: str, instrument: str, when: Clock) -> Argument:
    """All that the page shows. Raises Refused."""
    head, basis = dyad_of(connection, dyad), ground(connection, dyad)
    as_of = when.as_of or basis.day
    given = {"dyad": dyad, "instrument": instrument, "until": as_of.isoformat() if as_of else "~"}
    log = replayed(connection, database, dyad, when.known_on)
    dossier = log.dossier(dyad)
    known = [_known(each) for each in history(log, dyad, as_of, [instrument])["changes"]] if when.known_on else None
    return Argument(
        dyad=head,
        answer=log.once(_explained, instrument, as_of),
        events={event.id: event for event in (*dossier.events, *dossier.retracted, *dossier.copies)},
        changes=tuple(values(connection, Change, CHANGES, given) if known is None else known),
        window_opens=log.method.window_opens,
        published=tuple(values(connection, Published, PUBLISHED, given)),
        standings=standings_of(connection, dyad, as_of if when.as_of else None),
        ground=basis,
    )


def _explained(log: Stored, instrument: str, as_of: date | None) -> Answer:
    return explanation(log, log.kept, instrument, as_of)


def _known(change: Answer) -> Change:
    told = {"cause": change["cause"], "because": change.get("because")}
    return Change(day=change["day"], level=change["level"][1], **told, event=next(iter(change["events"]), None))
