"""Questions put to our database through Datasette: found by its mark, read in one state, answered in frozen values.

A question is a function of a plain SQLite connection, so that it may ask several things of one and the same state, and more than the
1,000 rows at which Datasette's own `execute` stops. Whoever writes one keeps it bounded: aggregate in SQL, on an index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence, Sized
from typing import Any, TypeVar

from mdime_events.schema import APPLICATION_ID, SCHEMA_VERSION
from mdime_events.site.refused import Refused

T = TypeVar("T")
Given = Sequence[object] | Mapping[str, object]
Question = Callable[[sqlite3.Connection], T]


async def ask(datasette: Any, question: Question[T]) -> T:
    """The answer of our database, all of it from one state. Raises Refused where there is none that can be read."""
    database = await ours(datasette)
    answer: T = await database.execute_fn(lambda connection: _in_one_state(connection, question))
    return answer


async def ours(datasette: Any) -> Any:
    """Datasette's database that a recompute wrote, whatever it is called. Raises Refused."""
    for database in datasette.databases.values():
        if await database.execute_fn(_mark) == (APPLICATION_ID, SCHEMA_VERSION):
            return database
    raise Refused(
        503,
        "No database of ratings is open here",
        "Make it, or bring it up to this version, with `mdime recompute`, and serve it: `mdime serve`, or `datasette mdime.db`.",
    )


def _mark(connection: sqlite3.Connection) -> tuple[int, int]:
    """Whose database it is, and of which version."""
    return tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))


def _in_one_state(connection: sqlite3.Connection, question: Question[T]) -> T:
    """Datasette reads every text by a function of its own, since it must show any database; ours holds nothing but UTF-8."""
    text, row = connection.text_factory, connection.row_factory
    try:
        connection.text_factory, connection.row_factory = str, None
        connection.execute("BEGIN")
        return question(connection)
    finally:
        connection.rollback()
        connection.text_factory, connection.row_factory = text, row


def values(connection: sqlite3.Connection, kind: Callable[..., T], sql: str, given: Given = ()) -> list[T]:
    """One `kind` a row; the columns carry its fields' names."""
    cursor = connection.execute(sql, given)
    names = [column[0] for column in cursor.description]
    return [kind(**dict(zip(names, row, strict=True))) for row in cursor]


def value(connection: sqlite3.Connection, kind: Callable[..., T], sql: str, given: Given = ()) -> T | None:
    """The first row as one `kind`, or None."""
    return next(iter(values(connection, kind, f"{sql} LIMIT 1", given)), None)


def holes(values: Sized) -> str:
    """As many question marks as there are values, for `IN (…)`."""
    return ", ".join("?" * len(values))
