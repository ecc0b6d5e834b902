"""The home page's question: every dyad as it stands, the newest events and the newest changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date
from heapq import nlargest

from attrs import frozen

from mdime_events.site.matrix import Line, Wanted, chosen
from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.queries.standings import faces
from mdime_events.site.read import T, values
from mdime_events.vocabulary import INSTRUMENTS, OVERALL

NEWEST = 8
DYADS = """
    SELECT dyad, benefactor, benefactor_name, recipient, recipient_name, events, last_event, markings,
           (SELECT min(reviewed_to) FROM ratings r WHERE r.dyad = d.dyad AND r.level IS NOT NULL) AS reviewed_to FROM dyads d"""
# The sign keeps SQLite from the index of states, by which it would sort a million events for eight of them.
EVENTS = """
    SELECT sort_key, id, dyad, date, kind, title, instruments, status FROM events
    WHERE +status = 'occurred' AND earliest IS NOT NULL AND certain < :before AND sort_key < :before {of}
    ORDER BY sort_key DESC LIMIT :most"""
CHANGES = """
    SELECT sort_key, dyad, instrument, day, level_before, level_after, cause, because FROM changes
    WHERE sort_key < :before {of} ORDER BY sort_key DESC LIMIT :most"""


@frozen(kw_only=True)
class NewEvent:
    sort_key: str
    id: str
    dyad: str
    date: str
    kind: str
    title: str
    instruments: str | None
    status: str


@frozen(kw_only=True)
class NewChange:
    sort_key: str
    dyad: str
    instrument: str
    day: str
    level_before: str | None
    level_after: str | None
    cause: str
    because: str | None


@frozen(kw_only=True)
class Home:
    """`lines` are those that are wanted, `all` of them there may be more; the newest are of the dyads shown."""

    all: tuple[Line, ...]
    lines: tuple[Line, ...]
    events: tuple[NewEvent, ...]
    changes: tuple[NewChange, ...]
    ground: Ground


def home(connection: sqlite3.Connection, wanted: Wanted, as_of: date | None) -> Home:
    """All that the home page shows."""
    found = faces(connection, as_of)
    every = tuple(values(connection, lambda **row: Line(**row, faces=found.get(row["dyad"], {})), DYADS))
    lines = chosen(every, wanted)
    of = [line.dyad for line in lines] if wanted.is_filtered else None
    before = f"{as_of or date.today()}~"  # the sign sorts after every digit; what is still to come is not new
    return Home(
        all=every,
        lines=tuple(lines),
        events=tuple(_newest(connection, NewEvent, EVENTS, before, of)),
        changes=tuple(_newest(connection, NewChange, CHANGES, before, of)),
        ground=ground(connection),
    )


def _newest(connection: sqlite3.Connection, kind: type[T], sql: str, before: str, of: Collection[str] | None) -> list[T]:
    """The newest of all dyads, or of some: of each its own newest, by the dyad's index, so that a dyad long silent costs no more."""
    given = {"before": before, "most": NEWEST}
    if of is None:
        return values(connection, kind, sql.format(of=""), given)
    found = [each for dyad in of for each in values(connection, kind, sql.format(of="AND dyad = :dyad"), {**given, "dyad": dyad})]
    return nlargest(NEWEST, found, key=lambda each: each.sort_key)  # type: ignore[attr-defined]


CODES = (OVERALL, *INSTRUMENTS)
