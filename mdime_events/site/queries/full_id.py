"""A short id's question: which event's id begins or ends with it, as one copied from `mdime timeline` does."""

from __future__ import annotations

import re
import sqlite3

from mdime_events.schema import SHORTEST
from mdime_events.site.refused import missing

SHORT = re.compile(rf"[0-9a-f-]{{{SHORTEST},36}}")
MOST = 100  # that are counted: a beginning may be that of everything which was logged within an hour

KNOWN = """
    SELECT 1 FROM records WHERE id = ? AND type = 'logged'"""
BEGINS = """
    SELECT id FROM records WHERE id >= ?1 AND id < ?1 || 'g' AND type = 'logged' LIMIT ?2"""
ENDS = f"""
    SELECT id FROM records WHERE substr(id, -{SHORTEST}) = substr(?1, -{SHORTEST}) AND substr(id, -length(?1)) = ?1
    AND type = 'logged' LIMIT ?2"""


def full_id(connection: sqlite3.Connection, id: str) -> str:
    """The id of the one event, retracted or not, whose id is, or begins or ends with, `id`. Raises Refused where there is not one."""
    if connection.execute(KNOWN, (id,)).fetchone():
        return id
    found = _matching(connection, id) if SHORT.fullmatch(id) else set()
    if len(found) != 1:
        raise missing(_not_one(id, len(found)))
    return found.pop()


def _matching(connection: sqlite3.Connection, short: str) -> set[str]:
    return {full for sql in (BEGINS, ENDS) for (full,) in connection.execute(sql, (short, MOST + 1))}


def _not_one(id: str, found: int) -> str:
    links = "the timeline of a dyad links to each of its events."
    if found:
        many = found if found <= MOST else f"more than {MOST}"
        return f"The ids of {many} events begin or end with {id}; write more of it, or look where {links}"
    if len(id) < SHORTEST:
        return f"No event has the id {id}; write {SHORTEST} or more characters of its beginning or end, or look where {links}"
    return f"No event has an id that is {id[:64]}, or begins or ends so; {links}"
