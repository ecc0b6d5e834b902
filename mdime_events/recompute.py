"""Recompute: the one writer of the database. Only dyads whose log, sources, seal, method or question changed are rated again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import msgspec
import sqlite_utils
from attrs import evolve, frozen

from mdime_events import __version__, database, replay, rows
from mdime_events.codebook import codebook
from mdime_events.log import seal, stream
from mdime_events.log.envelope import SEALS, SOURCES
from mdime_events.model import Dossier, Problem, Source, Where
from mdime_events.rate import Method
from mdime_events.replay import DataProblems, KnownOn
from mdime_events.rulebook import load
from mdime_events.workspace import Workspace


@frozen(kw_only=True)
class Question:
    """What is asked of the log: rated on which day, as known when, by which rules."""

    as_of: date | None = None
    known_on: str | None = None
    rules: Path | None = None


@frozen(kw_only=True)
class Done:
    """What a recompute did: the dyads rated again and those left as they were, and how long it took in seconds."""

    rated: tuple[str, ...]
    unchanged: tuple[str, ...]
    seconds: float


def recompute(
    place: Workspace,
    question: Question | None = None,
    *,
    db: Path | None = None,
    full: bool = False,
    progress: Callable[[Iterable[str]], Iterable[str]] = iter,
) -> Done:
    """Brings the database up to date. Raises DataProblems, the database untouched, where the log or the rules cannot be used."""
    started = time.perf_counter()
    question = question or Question()
    book = load(question.rules or place.rules)
    known = replay.known_on(place.log, question.known_on) if question.known_on else None
    sources = replay.open_stream(place.log, SOURCES)  # read once: grades and the heads that a run names are of one moment
    registered = replay.sources_of(sources, known)
    work = _Work(place=place, method=Method(book=book), question=question, known=known, sources=sources, registered=registered)
    names = replay.dyads(place.log)
    target = db or place.database
    new = not target.exists()
    connection = database.connect(target)
    try:
        with database.transaction(connection):
            changed = _bring_up_to_date(connection, work, progress(names), full)
    except BaseException:
        connection.close()
        if new:
            target.unlink(missing_ok=True)
        raise
    connection.close()
    unchanged = tuple(name for name in names if name not in changed)
    return Done(rated=tuple(changed), unchanged=unchanged, seconds=time.perf_counter() - started)


@frozen(kw_only=True)
class _Work:
    """What is the same for every dyad of one recompute."""

    place: Workspace
    method: Method
    question: Question
    known: KnownOn | None
    sources: stream.Stream
    registered: dict[str, Source]


def _bring_up_to_date(db: sqlite_utils.Database, work: _Work, names: Iterable[str], full: bool) -> list[str]:
    """Writes what has changed; the dyads that were rated again. Raises DataProblems with those of all dyads."""
    if full or not database.is_current(db):
        database.make_schema(db)
    _refuse_rewritten_sources(db, work)
    _shared(db, work)
    changed: list[str] = []
    there: set[str] = set()
    problems: list[Problem] = []
    for name in names:
        there.add(name)
        try:
            if _redo(db, work, name):
                changed.append(name)
        except DataProblems as error:
            problems += error.problems
    if problems := [*problems, *_gone(db, there)]:
        raise DataProblems(problems)
    return changed


def _shared(db: sqlite_utils.Database, work: _Work) -> None:
    """The rows that belong to no dyad."""
    for table in ("instruments", "sources", "codebook"):
        db.execute(f"DELETE FROM [{table}]")
    db.execute("DELETE FROM records WHERE stream IN (?, ?)", (SOURCES, SEALS))
    database.insert(
        db,
        {
            "instruments": rows.instrument_rows(),
            "sources": rows.source_rows(work.registered.values()),
            "codebook": rows.codebook_rows(codebook(work.method.book)),
            "records": [row for own in (work.sources, stream.read(work.place.log, SEALS)) for row in rows.record_rows(own, set())],
        },
    )


def _redo(db: sqlite_utils.Database, work: _Work, dyad: str) -> bool:
    """Rates one dyad and writes its rows, if anything that its ratings rest on has changed."""
    own = replay.open_stream(work.place.log, dyad)
    dossier = replay.replay(own, work.registered, work.known)
    run = _run(work, dyad, dossier.heads)
    stored = db.execute("SELECT * FROM runs WHERE dyad = ?", (dyad,)).fetchone()
    if stored == run:
        return False
    if stored:
        _refuse_rewritten(own, stored[2])
    database.remove_dyad(db, dyad)
    known = evolve(own, lines=tuple(work.known.keep(own, own.lines))) if work.known else own
    try:
        database.insert(db, {"runs": [run], **rows.dyad_rows(dossier, known, work.method, work.question.as_of)})
    except sqlite3.IntegrityError:
        raise DataProblems(_shared_ids(db, dossier)) from None
    return True


def _shared_ids(db: sqlite_utils.Database, dossier: Dossier) -> list[Problem]:
    """Events of a dyad whose ids another dyad's events have."""
    others = dict(db.execute("SELECT id, dyad FROM events WHERE dyad <> ?", (dossier.dyad,)).fetchall())
    told = "id {id} is that of an event of {other}, too; an event belongs to one dyad"
    return [
        Problem(code="DUPLICATE-ID", message=told.format(id=event.id, other=others[event.id]), where=event.where)
        for event in dossier.events
        if event.id in others
    ]


def _run(work: _Work, dyad: str, heads: tuple[str, ...]) -> tuple[object, ...]:
    """The row of `runs`: all that a dyad's ratings rest on."""
    question = work.question
    return (
        dyad,
        dyad,
        rows.heads_text(heads),
        rows.heads_text(work.sources.heads),
        seal.naming(work.place.log, dyad, heads),
        work.method.book.digest,
        question.as_of.isoformat() if question.as_of else None,
        work.known.text if work.known else None,
        work.method.window_opens,
        __version__,
    )


def _refuse_rewritten(own: stream.Stream, stored: str) -> None:
    """A log that no longer holds what the database was built from was rewritten behind its back. Raises DataProblems."""
    sums = {line.record.sum for line in own.lines}
    if not sums.issuperset(msgspec.json.decode(stored)):
        raise DataProblems([_rewritten(own.file, "no longer holds the records that the database was built from")])


def _refuse_rewritten_sources(db: sqlite_utils.Database, work: _Work) -> None:
    for (stored,) in db.execute("SELECT DISTINCT sources_heads FROM runs").fetchall():
        _refuse_rewritten(work.sources, stored)


def _gone(db: sqlite_utils.Database, there: set[str]) -> list[Problem]:
    """The dyads that the database was built from and that have no file any more."""
    stored = [dyad for (dyad,) in db.execute("SELECT dyad FROM dyads").fetchall()]
    return [_rewritten(f"events/{dyad}.jsonl", "is gone, and the database was built from it") for dyad in stored if dyad not in there]


def _rewritten(file: str, what: str) -> Problem:
    return Problem(code="REWRITTEN", message=f"{what}; if that is meant, `mdime recompute --full`", where=Where(file=file, line=1))
