"""Recompute: the one writer of the database. Only dyads whose log, sources, seal, method or question changed are rated again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import msgspec
import sqlite_utils
from attrs import evolve, frozen

from mdime_events import __version__, database, replay, rows
from mdime_events.log import seal, stream
from mdime_events.log.envelope import SEALS, SOURCES
from mdime_events.model import Problem, Source, Where
from mdime_events.rate import Method
from mdime_events.replay import DataProblems, KnownOn
from mdime_events.rulebook import codebook, load
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
    registered = replay.sources(place.log, known)
    target = db or place.database
    connection = database.connect(target)
    try:
        with connection.atomic():
            connection.execute("PRAGMA defer_foreign_keys = ON")
            fresh = full or not database.is_current(connection)
            if fresh:
                database.make_schema(connection)
            work = _Work(place=place, method=Method(book=book), question=question, known=known, registered=registered)
            names = replay.dyads(place.log)
            _shared(connection, work)
            changed = [name for name in progress(names) if _redo(connection, work, name)]
            _drop_gone(connection, names)
    finally:
        connection.close()
    return Done(
        rated=tuple(changed),
        unchanged=tuple(name for name in names if name not in changed),
        seconds=time.perf_counter() - started,
    )


@frozen(kw_only=True)
class _Work:
    """What is the same for every dyad of one recompute."""

    place: Workspace
    method: Method
    question: Question
    known: KnownOn | None
    registered: dict[str, Source]


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
            "records": [row for name in (SOURCES, SEALS) for row in rows.record_rows(stream.read(work.place.log, name), set())],
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
        _refuse_rewritten(dyad, own, stored[2])
    database.remove_dyad(db, dyad)
    known = evolve(own, lines=tuple(work.known.keep(own, own.lines))) if work.known else own
    database.insert(db, {"runs": [run], **rows.dyad_rows(dossier, known, work.method, work.question.as_of)})
    return True


def _run(work: _Work, dyad: str, heads: tuple[str, ...]) -> tuple[object, ...]:
    """The row of `runs`: all that a dyad's ratings rest on."""
    question = work.question
    return (
        dyad,
        dyad,
        rows.heads_text(heads),
        rows.heads_text(stream.read(work.place.log, SOURCES).heads),
        seal.naming(work.place.log, dyad, heads),
        work.method.book.digest,
        question.as_of.isoformat() if question.as_of else None,
        work.known.text if work.known else None,
        work.method.window_opens,
        __version__,
    )


def _refuse_rewritten(dyad: str, own: stream.Stream, stored: str) -> None:
    """A log that no longer holds what the database was built from was rewritten behind its back."""
    sums = {line.record.sum for line in own.lines}
    if not sums.issuperset(msgspec.json.decode(stored)):
        message = "no longer holds the records that the database was built from; if that is meant, `mdime recompute --full`"
        raise DataProblems([Problem(code="REWRITTEN", message=message, where=Where(file=own.file, line=1))])


def _drop_gone(db: sqlite_utils.Database, names: list[str]) -> None:
    """Takes out the dyads that have no file any more. Raises DataProblems: a file that is gone was rewritten, too."""
    for (dyad,) in db.execute("SELECT dyad FROM dyads").fetchall():
        if dyad not in names:
            message = "is gone, and the database was built from it; if that is meant, `mdime recompute --full`"
            raise DataProblems([Problem(code="REWRITTEN", message=message, where=Where(file=f"events/{dyad}.jsonl", line=1))])
