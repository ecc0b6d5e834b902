"""The log as the database holds it: every line of it, laid out again as the files that it came from and read as any log is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from mdime_events.log.envelope import SEALS, SOURCES, encode
from mdime_events.reading import Reading, read
from mdime_events.rulebook import FILES, digest
from mdime_events.workspace import Workspace, default

LINES = """
    SELECT id, type, event, stream, at, recorded_by AS by, prev, data FROM records WHERE stream = ? ORDER BY line"""


class OtherRules(Exception):
    """No folder at hand holds the rules that a database was made with; `digest` names them."""

    def __init__(self, digest: str | None) -> None:
        super().__init__(f"the rules {str(digest)[:12]} are not at hand")
        self.digest = digest


@contextmanager
def stored(connection: sqlite3.Connection, database: Path, dyad: str, known_on: str | None = None) -> Iterator[Reading]:
    """One dyad's log, to be rated as known on a day or at a seal, by the rules that its ratings were computed by: those beside the
    database or those that came with the program.

    Raises OtherRules, DataProblems, and ValueError where `known_on` names nothing.
    """
    (wanted,) = connection.execute("SELECT rules FROM runs WHERE dyad = ?", (dyad,)).fetchone() or (None,)
    rules = next((folder for folder in _folders(database) if digest(folder) == wanted), None)
    if rules is None:
        raise OtherRules(wanted)
    with TemporaryDirectory(prefix="mdime-") as folder:
        place = Workspace(root=Path(folder))
        place.log.mkdir()
        for stream in (SOURCES, SEALS, dyad):
            (place.log / f"{stream}.jsonl").write_bytes(_file(connection, stream))
        yield read(place, known_on, rules)


def _folders(database: Path) -> Iterable[Path]:
    """Folders that hold thirteen rules."""
    found = (database.parent / "rules", default("rules"))
    return (folder for folder in found if all((folder / name).is_file() for name in FILES.values()))


def _file(connection: sqlite3.Connection, stream: str) -> bytes:
    """The bytes of a stream's file."""
    return b"".join(_line(*row) for row in connection.execute(LINES, (stream,)))


def _line(id: str, type: str, event: str, stream: str, at: str, by: str, prev: str, data: str) -> bytes:
    heads = tuple(prev.split(", ")) if prev else ()
    line = encode(id=id, type=type, event=event, stream=stream, at=at, by=by, prev=heads, data=msgspec.Raw(data.encode()))
    return line + b"\n"
