"""The question of the coverage: how far each instrument of each dyad was reviewed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from attrs import frozen

from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.read import values

DYADS = """
    SELECT d.dyad, d.name, d.markings, min(r.begins) AS begins, count(r.id) AS reviews
    FROM dyads d LEFT JOIN reviews r ON r.dyad = d.dyad GROUP BY d.dyad ORDER BY d.name"""
REVIEWED = """
    SELECT dyad, instrument, reviewed_to FROM ratings WHERE instrument <> 'OVERALL'"""
NEWEST = """
    SELECT r.dyad, d.name, r.begins, r.ends, r.instruments, r.scope, r.recorded_by, substr(r.recorded, 1, 10) AS recorded
    FROM reviews r JOIN dyads d ON d.dyad = r.dyad ORDER BY r.recorded DESC, r.id LIMIT 20"""


@frozen(kw_only=True)
class Covered:
    """A dyad: since when anybody looked (ISO day), how many reviews there are, and by instrument the last day that one covers."""

    dyad: str
    name: str
    markings: str | None
    begins: str | None
    reviews: int
    reviewed_to: Mapping[str, str | None]


@frozen(kw_only=True)
class Review:
    """One review of a dyad: from when to when, for which instruments, in what, by whom, and when that was recorded."""

    dyad: str
    name: str
    begins: str
    ends: str
    instruments: str
    scope: str | None
    recorded_by: str
    recorded: str


@frozen(kw_only=True)
class Coverage:
    dyads: tuple[Covered, ...]
    newest: tuple[Review, ...]
    ground: Ground


def coverage(connection: sqlite3.Connection) -> Coverage:
    """All dyads, and the newest reviews."""
    reviewed: dict[str, dict[str, str | None]] = {}
    for dyad, instrument, until in connection.execute(REVIEWED):
        reviewed.setdefault(dyad, {})[instrument] = until
    dyads = values(connection, lambda **row: Covered(**row, reviewed_to=reviewed.get(row["dyad"], {})), DYADS)
    return Coverage(dyads=tuple(dyads), newest=tuple(values(connection, Review, NEWEST)), ground=ground(connection))
