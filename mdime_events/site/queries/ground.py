"""What the ratings on a page rest on, so that anyone can compute them again: the rules, the log's heads, the seal."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

from attrs import frozen

SHORT = 12


@frozen(kw_only=True)
class Ground:
    """Short digests. `streams` is how many dyads' streams the page rests on; `heads` are those of one dyad, and empty for many."""

    rules: tuple[str, ...]
    versions: tuple[str, ...]
    streams: int
    heads: tuple[str, ...] = ()
    seal: str | None = None
    as_of: str | None = None
    known_on: str | None = None

    @property
    def day(self) -> date | None:
        """The day of the run as of which one dyad was rated; None for the present."""
        return date.fromisoformat(self.as_of) if self.as_of else None


def ground(connection: sqlite3.Connection, dyad: str | None = None) -> Ground:
    """What one dyad's ratings rest on, or those of all."""
    return _of_one(connection, dyad) if dyad else _of_all(connection)


def _of_one(connection: sqlite3.Connection, dyad: str) -> Ground:
    run = connection.execute("SELECT heads, seal, rules, as_of, known_on, version FROM runs WHERE dyad = ?", (dyad,)).fetchone()
    if run is None:
        return Ground(rules=(), versions=(), streams=0)
    heads, seal, rules, as_of, known_on, version = run
    short = tuple(head[:SHORT] for head in json.loads(heads))
    return Ground(
        rules=(rules[:SHORT],), versions=(version,), streams=1, heads=short, seal=seal and seal[:SHORT], as_of=as_of, known_on=known_on
    )


def _of_all(connection: sqlite3.Connection) -> Ground:
    """Runs are one a dyad: few."""
    runs = connection.execute("SELECT rules, version, as_of, known_on FROM runs").fetchall()
    rules, versions, as_of, known_on = (sorted({run[place] for run in runs if run[place]}) for place in range(4))
    return Ground(
        rules=tuple(each[:SHORT] for each in rules),
        versions=tuple(versions),
        streams=len(runs),
        seal=newest_seal(connection),
        as_of=", ".join(as_of) or None,
        known_on=", ".join(known_on) or None,
    )


def newest_seal(connection: sqlite3.Connection) -> str | None:
    """The digest of the newest seal, shortened."""
    found = connection.execute("SELECT sum FROM records WHERE stream = '_seals' ORDER BY sort_key DESC LIMIT 1").fetchone()
    return found[0][:SHORT] if found else None
