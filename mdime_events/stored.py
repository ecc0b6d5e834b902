"""The log as the database holds it: every line of it, laid out again as the files that it came from and read as any log is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from attrs import field, fields_dict, frozen

from mdime_events.log.envelope import SEALS, SOURCES, encode
from mdime_events.model import Dossier
from mdime_events.reading import Reading, read
from mdime_events.rulebook import FILES, digest
from mdime_events.workspace import Workspace, default

LINES = """
    SELECT id, type, event, stream, at, recorded_by AS by, prev, data FROM records WHERE stream = ? ORDER BY line"""
STATE = """
    SELECT rules, known_on, sha256, heads, sources_heads, (SELECT group_concat(sum) FROM records WHERE stream = '_seals')
    FROM runs WHERE dyad = ?"""
KEPT = 8  # dyads, or states of knowledge of one


class OtherRules(Exception):
    """No folder at hand holds the rules that a database was made with; `digest` names them."""

    def __init__(self, digest: str | None) -> None:
        super().__init__(f"the rules {str(digest)[:12]} are not at hand")
        self.digest = digest


@frozen(kw_only=True)
class Stored(Reading):
    """One dyad's log, read whole: `kept` is its dossier, `named` the seal under which its heads are. It needs no files any more."""

    kept: Dossier
    named: str | None

    def dossier(self, dyad: str) -> Dossier:
        return self.kept

    def seal(self, dossier: Dossier) -> str | None:
        return self.named


@frozen(kw_only=True)
class Lines:
    """The lines of one dyad, of the sources and of the seals, as a database holds them; equal where the digests in `state` are, the heads
    among them: of a log as it was known on a day a database holds no more."""

    dyad: str
    state: tuple[object, ...]
    connection: sqlite3.Connection = field(eq=False)

    def file(self, stream: str) -> bytes:
        """The bytes of a stream's file."""
        return b"".join(_line(*row) for row in self.connection.execute(LINES, (stream,)))


def stored(connection: sqlite3.Connection, database: Path, dyad: str, known_on: str | None = None) -> Stored:
    """One dyad's log, to be rated as known on a day or at a seal (otherwise: as it was when its ratings were computed), by the rules that
    these were computed by: those beside the database or those that came with the program.

    What was read last is kept, since a reader asks of one dyad again and again. Raises OtherRules, DataProblems, and ValueError where
    `known_on` names nothing.
    """
    state = connection.execute(STATE, (dyad,)).fetchone() or (None, None)
    rules = next((folder for folder in _folders(database) if digest(folder) == state[0]), None)
    if rules is None:
        raise OtherRules(state[0])
    return _read(Lines(dyad=dyad, state=state, connection=connection), known_on or state[1], rules)


@lru_cache(maxsize=KEPT)
def _read(lines: Lines, known_on: str | None, rules: Path) -> Stored:
    """The log laid out as files, and read."""
    with TemporaryDirectory(prefix="mdime-") as folder:
        place = Workspace(root=Path(folder))
        place.log.mkdir()
        for stream in (SOURCES, SEALS, lines.dyad):
            (place.log / f"{stream}.jsonl").write_bytes(lines.file(stream))
        log = read(place, known_on, rules)
        dossier = log.dossier(lines.dyad)
        parts = {name: getattr(log, name) for name in fields_dict(Reading)}
        return Stored(**parts, kept=dossier, named=log.seal(dossier))


def _folders(database: Path) -> Iterable[Path]:
    """Folders that hold thirteen rules."""
    found = (database.parent / "rules", default("rules"))
    return (folder for folder in found if all((folder / name).is_file() for name in FILES.values()))


def _line(id: str, type: str, event: str, stream: str, at: str, by: str, prev: str, data: str) -> bytes:
    heads = tuple(prev.split(", ")) if prev else ()
    line = encode(id=id, type=type, event=event, stream=stream, at=at, by=by, prev=heads, data=msgspec.Raw(data.encode()))
    return line + b"\n"
