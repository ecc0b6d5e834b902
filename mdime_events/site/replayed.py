"""Replay from the database alone: it holds every line of the log, so what is asked of a past day or seal is rated anew from those.

The lines are laid out as the files that they came from, and read as any log is, digests checked. The rules are those beside the database,
or those that came with the program, whichever the database was made with.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from mdime_events.log.envelope import SEALS, SOURCES, encode
from mdime_events.reading import Reading, read
from mdime_events.replay import DataProblems
from mdime_events.rulebook import FILES, digest
from mdime_events.rulekit import RuleFailed
from mdime_events.site.refused import Refused, wrong
from mdime_events.workspace import Workspace, default

LINES = """
    SELECT id, type, event, stream, at, recorded_by AS by, prev, data FROM records WHERE stream = ? ORDER BY line"""


@contextmanager
def reading(connection: sqlite3.Connection, database: Path, dyad: str, known_on: str | None = None) -> Iterator[Reading]:
    """One dyad's log as the database holds it, to be rated as known on a day or at a seal. Raises Refused."""
    rules = _rules(connection, database, dyad)
    with TemporaryDirectory(prefix="mdime-") as folder, _told():
        place = Workspace(root=Path(folder))
        place.log.mkdir()
        for stream in (SOURCES, SEALS, dyad):
            (place.log / f"{stream}.jsonl").write_bytes(_file(connection, stream))
        yield read(place, known_on, rules)


@contextmanager
def _told() -> Iterator[None]:
    """Tells a reader what does not fit, in place of an error of the program."""
    try:
        yield
    except ValueError as error:
        raise wrong(f"{error}.") from None
    except (DataProblems, RuleFailed) as error:
        raise Refused(409, "The log that this database holds cannot be rated", str(error)) from None


def _file(connection: sqlite3.Connection, stream: str) -> bytes:
    """The bytes of a stream's file."""
    rows = connection.execute(LINES, (stream,)).fetchall()
    return b"".join(_line(*row) for row in rows)


def _line(id: str, type: str, event: str, stream: str, at: str, by: str, prev: str, data: str) -> bytes:
    heads = tuple(prev.split(", ")) if prev else ()
    line = encode(id=id, type=type, event=event, stream=stream, at=at, by=by, prev=heads, data=msgspec.Raw(data.encode()))
    return line + b"\n"


def _rules(connection: sqlite3.Connection, database: Path, dyad: str) -> Path:
    """The folder of the rules that the dyad was rated by. Raises Refused where neither known folder holds them."""
    (wanted,) = connection.execute("SELECT rules FROM runs WHERE dyad = ?", (dyad,)).fetchone() or (None,)
    for folder in (database.parent / "rules", default("rules")):
        if all((folder / name).is_file() for name in FILES.values()) and digest(folder) == wanted:
            return folder
    raise Refused(
        409,
        "This cannot be worked out here",
        f"The rules that this database was made with ({str(wanted)[:12]}) are neither beside it nor those of this program. "
        "Put the folder rules/ beside the database, or recompute it.",
    )
