"""The question about the data: how much there is, what it was made with, and the seals that can be cited."""

from __future__ import annotations

import json
import sqlite3

from attrs import frozen

from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.read import values

COUNTED = ("dyads", "events", "records", "sources", "reviews", "assessments", "changes")
RUNS = """
    SELECT r.dyad, d.name, r.heads, r.seal, r.rules, r.version, r.window_opens
    FROM runs r JOIN dyads d ON d.dyad = r.dyad ORDER BY r.dyad"""
SEALS = """
    SELECT sum, at, recorded_by FROM records WHERE stream = '_seals' ORDER BY sort_key DESC LIMIT 10"""


@frozen(kw_only=True)
class Run:
    """What one dyad's ratings rest on: the heads of its stream, the seal that names them, the rules, the program's version."""

    dyad: str
    name: str
    heads: str
    seal: str | None
    rules: str
    version: str
    window_opens: int

    @property
    def digests(self) -> list[str]:
        return [str(head) for head in json.loads(self.heads)]


@frozen(kw_only=True)
class Seal:
    """A digest that names the whole log at one moment (UTC), and who sealed it."""

    sum: str
    at: str
    recorded_by: str


@frozen(kw_only=True)
class About:
    counts: dict[str, int]
    runs: tuple[Run, ...]
    seals: tuple[Seal, ...]
    newest: str | None
    ground: Ground


def about(connection: sqlite3.Connection) -> About:
    """`newest` is the moment of the newest record (UTC)."""
    counts = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}
    newest = connection.execute("SELECT at FROM records ORDER BY sort_key DESC LIMIT 1").fetchone()
    return About(
        counts=counts,
        runs=tuple(values(connection, Run, RUNS)),
        seals=tuple(values(connection, Seal, SEALS)),
        newest=newest[0] if newest else None,
        ground=ground(connection),
    )
