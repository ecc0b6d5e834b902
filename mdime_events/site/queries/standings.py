"""Ratings as they stand: now from the ratings, on a past day from the changes and the history.

On a past day a level is the last one that it changed to by then, and a trend that of the last quarter end by then. Where nothing later is
known, both stay as they were: the day that each stands on is told.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from mdime_events.site.level import Face, Standing, face
from mdime_events.site.read import values
from mdime_events.vocabulary import LEVELS, RATED

NOW = """
    SELECT dyad, instrument, level, level_rank, trend, confidence, rated_on AS "on", reviewed_to, unreviewed_since, holds_until,
           carried_by_one, because FROM ratings WHERE dyad = ?"""
FACES = """
    SELECT dyad, instrument, level, trend, carried_by_one,
           rated_on IS NOT NULL AND (reviewed_to IS NULL OR unreviewed_since IS NOT NULL) FROM ratings"""
# Two seeks an instrument, whatever the length of the history.
ON = """
    SELECT d.dyad, i.instrument,
           (SELECT level_after FROM changes c WHERE c.dyad = d.dyad AND c.instrument = i.instrument AND c.day <= :day
            ORDER BY c.day DESC LIMIT 1) AS level,
           (SELECT trend FROM rating_history h WHERE h.dyad = d.dyad AND h.instrument = i.instrument AND h.day <= :day
            ORDER BY h.day DESC LIMIT 1) AS trend
    FROM dyads d CROSS JOIN instruments i"""
PUBLISHED = """
    SELECT dyad, instrument, level, level_rank IS NOT computed_rank AS differs, max(judged_on) FROM assessments
    WHERE level IS NOT NULL {of} GROUP BY dyad, instrument"""

ByDyad = Mapping[str, Mapping[str, Face]]


def faces(connection: sqlite3.Connection, as_of: date | None = None) -> ByDyad:
    """What every dyad's instruments, and its overall, look like in a matrix."""
    found: defaultdict[str, dict[str, Face]] = defaultdict(dict)
    if as_of is None:
        published = _disputed(connection)
        for dyad, instrument, level, trend, single, unreviewed in connection.execute(FACES):
            found[dyad][instrument] = face(level, trend, single, (dyad, instrument) in published, unreviewed)
    else:
        for dyad, instrument, level, trend in connection.execute(ON, _given(as_of)):
            found[dyad][instrument] = face(level, trend)
    return found


def standings_of(connection: sqlite3.Connection, dyad: str, as_of: date | None = None) -> dict[str, Standing]:
    """One dyad's thirteen, in the framework's order; what was never assessed is there, too. Those of the present say why."""
    found = _now(connection, dyad) if as_of is None else _on(connection, as_of, dyad)
    by_code = {each.instrument: each for each in found}
    return {code: by_code.get(code) or Standing(dyad=dyad, instrument=code, level=None) for code in RATED}


def _now(connection: sqlite3.Connection, dyad: str) -> list[Standing]:
    published = _disputed(connection, dyad)

    def standing(**row: Any) -> Standing:
        return Standing(**row, published=published.get((row["dyad"], row["instrument"])))

    return values(connection, standing, NOW, [dyad])


def _disputed(connection: sqlite3.Connection, dyad: str | None = None) -> dict[tuple[str, str], str]:
    """The newest published levels that differ from those computed for the same day."""
    rows = connection.execute(PUBLISHED.format(of="AND dyad = :dyad" if dyad else ""), {"dyad": dyad})
    return {(of, instrument): level for of, instrument, level, differs, _ in rows if differs}


def _on(connection: sqlite3.Connection, day: date, dyad: str) -> list[Standing]:
    def standing(**row: Any) -> Standing:
        return Standing(**row, level_rank=LEVELS.get(row["level"]))

    return values(connection, standing, f"{ON} WHERE d.dyad = :dyad", {**_given(day), "dyad": dyad})


def _given(day: date) -> dict[str, str]:
    return {"day": day.isoformat()}
