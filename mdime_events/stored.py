"""The log as the database holds it: every record of it, read as one of files is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from attrs import field, frozen

from mdime_events.log import seal
from mdime_events.log.envelope import SEALS, SOURCES, VERSION, Record, encode
from mdime_events.log.stream import Line, Stream
from mdime_events.model import Dossier, Problem, Where
from mdime_events.reading import Reading
from mdime_events.replay import DataProblems, known_by, replay, sources_of
from mdime_events.rulebook import FILES, digest, load
from mdime_events.standing import Method
from mdime_events.vocabulary import RATED
from mdime_events.workspace import Workspace, default

LINES = """
    SELECT line, id, type, event, stream, at, recorded_by, prev, data, sum FROM records WHERE stream = ? ORDER BY line"""
STATE = """
    SELECT rules, known_on, sha256, heads, sources_heads, (SELECT group_concat(sum) FROM records WHERE stream = '_seals')
    FROM runs WHERE dyad = ?"""
CHANGED = "the record does not match its own digest: it was changed in the database; recompute it from the log"
GONE = "records were removed from the database; recompute it from the log"
KEPT = 8  # dyads, or states of knowledge of one
ANSWERS = 2 * len(RATED)  # that are kept with each of them: two days of each rating, or two questions
T = TypeVar("T")


class OtherRules(Exception):
    """No folder at hand holds the rules that a database was made with; `digest` names them."""

    def __init__(self, digest: str | None) -> None:
        super().__init__(f"the rules {str(digest)[:12]} are not at hand")
        self.digest = digest


@frozen(kw_only=True)
class Stored(Reading):
    """One dyad's log, read whole: `kept` is its dossier, `named` the seal under which its heads are. It needs no files, and keeps what was
    worked out of it as long as it is kept itself."""

    kept: Dossier
    named: str | None
    _answers: dict[tuple[object, ...], Any] = field(factory=dict, init=False, eq=False)

    def dossier(self, dyad: str) -> Dossier:
        return self.kept

    def seal(self, dossier: Dossier) -> str | None:
        return self.named

    def once(self, question: Callable[..., T], *given: object) -> T:
        """The answer to a question about it, worked out once, which nobody may change; those of many days are dropped together."""
        answer: T | None = self._answers.get((question, *given))
        if answer is not None:
            return answer
        if len(self._answers) >= ANSWERS:
            self._answers.clear()
        made = self._answers[question, *given] = question(self, *given)
        return made


@frozen(kw_only=True)
class Lines:
    """The lines of one dyad, of the sources and of the seals, as a database holds them; equal where the digests in `state` are, the heads
    among them: of a log as it was known on a day a database holds no more."""

    dyad: str
    state: tuple[Any, ...]
    connection: sqlite3.Connection = field(eq=False)

    @property
    def rules(self) -> str:
        return str(self.state[0])

    @property
    def heads(self) -> dict[str, list[str]]:
        """The heads of the dyad's stream and of the sources', as the ratings rest on them."""
        own, sources = self.state[3:5]
        return {self.dyad: json.loads(own), SOURCES: json.loads(sources)}

    def stream(self, name: str) -> Stream:
        """The records of a stream, checked when they were written here; each still has to match its digest, and none may be gone. Raises
        DataProblems."""
        lines = [_line(*row) for row in self.connection.execute(LINES, (name,))]
        file = f"events/{name}.jsonl"
        faults = [Problem(code="SUM", message=CHANGED, where=Where(file=file, line=line.number)) for line in lines if _is_changed(line)]
        stream = Stream(name=name, file=file, lines=tuple(lines))
        if self._lacks(stream):
            faults.append(Problem(code="MISSING", message=GONE, where=Where(file=file, line=stream.end)))
        if faults:
            raise DataProblems(faults)
        return stream

    def _lacks(self, stream: Stream) -> bool:
        """Whether records are gone: others name them, or they are heads on which the ratings rest."""
        there = {line.record.sum for line in stream.lines}
        named = {each for line in stream.lines for each in line.record.prev}
        return not there.issuperset((*named, *self.heads.get(stream.name, ())))


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
    lines = Lines(dyad=dyad, state=state, connection=connection)
    return _read(lines, known_on or state[1], rules, Workspace(root=database.parent))


@lru_cache(maxsize=KEPT)
def _read(lines: Lines, known_on: str | None, rules: Path, place: Workspace) -> Stored:
    own, sealed = lines.stream(lines.dyad), seal.of(lines.stream(SEALS))
    known = None if known_on is None else known_by(lambda: sealed, known_on)
    registered = sources_of(lines.stream(SOURCES), known)
    dossier = replay(own, registered, known)
    named = seal.newest(sealed, lines.dyad, dossier.heads)
    return Stored(place=place, method=_method(rules, lines.rules), registered=registered, known=known, kept=dossier, named=named)


@lru_cache(maxsize=1)
def _method(rules: Path, digest: str) -> Method:
    """The rules of a folder; another digest, other rules."""
    return Method(book=load(rules))


def _folders(database: Path) -> Iterable[Path]:
    """Folders that hold thirteen rules."""
    found = (database.parent / "rules", default("rules"))
    return (folder for folder in found if all((folder / name).is_file() for name in FILES.values()))


def _line(number: int, id: str, type: str, event: str, stream: str, at: str, by: str, prev: str, data: str, sum: str) -> Line:
    heads = tuple(prev.split(", ")) if prev else ()
    payload = msgspec.Raw(data.encode())
    raw = encode(id=id, type=type, event=event, stream=stream, at=at, by=by, prev=heads, data=payload)
    record = Record(v=VERSION, id=id, type=type, event=event, stream=stream, at=at, by=by, prev=heads, data=payload, sum=sum)
    return Line(number=number, record=record, raw=raw)


def _is_changed(line: Line) -> bool:
    return not line.raw.endswith(b'"' + line.record.sum.encode() + b'"}')
