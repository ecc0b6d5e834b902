"""The question of the changes: the moves of levels, the newest first, a page of them at a time."""

from __future__ import annotations

import sqlite3

from attrs import frozen

from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.read import values

PAGE = 60
CHANGES = """
    SELECT c.sort_key, c.dyad, d.name AS dyad_name, c.instrument, c.day, c.level_before, c.level_after, c.cause, c.because,
           c.event, e.title, d.markings
    FROM changes c JOIN dyads d ON d.dyad = c.dyad LEFT JOIN events e ON e.id = c.event
    WHERE c.sort_key < :before{and_so} ORDER BY c.sort_key DESC LIMIT :most"""
CAUSES = ("event", "lapse", "expiry", "review", "come to light")


@frozen(kw_only=True)
class Change:
    """A day on which a level moved; `event` is the first of the events that moved it, where any did."""

    sort_key: str
    dyad: str
    dyad_name: str
    instrument: str
    day: str
    level_before: str | None
    level_after: str | None
    cause: str
    because: str | None
    event: str | None
    title: str | None
    markings: str | None


@frozen(kw_only=True)
class Asked:
    """Which changes: of a dyad, an instrument, a cause, up to a day or beyond a key (`before`)."""

    dyad: str | None = None
    instrument: str | None = None
    cause: str | None = None
    before: str | None = None

    @property
    def query(self) -> dict[str, str]:
        return {name: text for name in ("dyad", "instrument", "cause") if (text := getattr(self, name))}


@frozen(kw_only=True)
class Changes:
    listed: tuple[Change, ...]
    older: str | None
    dyads: tuple[str, ...]
    ground: Ground


def changes(connection: sqlite3.Connection, asked: Asked) -> Changes:
    """A page of the changes that are asked for."""
    and_so = "".join(f" AND c.{name} = :{name}" for name in asked.query)
    given = {**asked.query, "before": asked.before or "~", "most": PAGE + 1}
    found = values(connection, Change, CHANGES.format(and_so=and_so), given)
    names = connection.execute("SELECT dyad FROM dyads ORDER BY dyad").fetchall()
    return Changes(
        listed=tuple(found[:PAGE]),
        older=found[PAGE - 1].sort_key if len(found) > PAGE else None,
        dyads=tuple(name for (name,) in names),
        ground=ground(connection),
    )
