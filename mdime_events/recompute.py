"""Recompute: the one writer of the database. Only dyads whose log, sources, seal, method or question changed are rated again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import sqlite_utils
from attrs import evolve, frozen

from mdime_events import __version__, database, replay, rows
from mdime_events.codebook import chapters, codebook
from mdime_events.log import seal, stream
from mdime_events.log.envelope import SEALS, SOURCES
from mdime_events.model import Problem, Source, Where
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
    with database.writing(db or place.database) as connection:
        work = _work(place, question or Question())  # read under the lock: what another recompute wrote is no older than this
        names = replay.dyads(place.log)
        changed = _bring_up_to_date(connection, work, names, progress(names), full)
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
    seals: stream.Stream
    registered: dict[str, Source]


def _work(place: Workspace, question: Question) -> _Work:
    """Reads what all dyads share, once: the rules, and the sources' grades and heads of one moment. Raises DataProblems."""
    book = load(question.rules or place.rules)
    known = replay.known_on(place.log, question.known_on) if question.known_on else None
    sources, seals = (replay.open_stream(place.log, name) for name in (SOURCES, SEALS))
    registered = replay.sources_of(sources, known)
    method = Method(book=book)
    return _Work(place=place, method=method, question=question, known=known, sources=sources, seals=seals, registered=registered)


def _bring_up_to_date(db: sqlite_utils.Database, work: _Work, names: list[str], dyads: Iterable[str], full: bool) -> list[str]:
    """Writes what has changed; the dyads that were rated again. Raises DataProblems with those of all dyads."""
    problems = [] if full else _lost(db, work, names)
    if full or not database.is_current(db):
        database.make_schema(db)
    if not problems:
        _shared(db, work)
    changed: list[str] = []
    for name in dyads:
        try:
            if _redo(db, work, name):
                changed.append(name)
        except DataProblems as error:
            problems += error.problems
    if problems:
        raise DataProblems(dict.fromkeys(problems))
    return changed


def _lost(db: sqlite_utils.Database, work: _Work, names: list[str]) -> list[Problem]:
    """What says that the log was rewritten behind the database's back: it no longer holds all that the database was built from.

    A dyad's own records are looked for when it is rated again, or here where all of them will be.
    """
    there = database.stored_streams(db)
    gone = [name for name in there if name not in (SOURCES, SEALS, *names)]
    problems = [_rewritten(f"events/{name}.jsonl", "is gone, and the database was built from it") for name in gone]
    looked_for = (SOURCES, SEALS) if database.is_current(db) else there
    own = [stream.read(work.place.log, name) for name in looked_for if name in there and name not in gone]
    return problems + [problem for each in own for problem in _lost_of(db, each)]


def _lost_of(db: sqlite_utils.Database, own: stream.Stream) -> list[Problem]:
    lost = database.stored_sums(db, own.name) - {line.record.sum for line in own.lines}
    return [_rewritten(own.file, "no longer holds the records that the database was built from")] if lost else []


def _shared(db: sqlite_utils.Database, work: _Work) -> None:
    """The rows that belong to no dyad."""
    for table in ("instruments", "sources", "codebook"):
        db.execute(f"DELETE FROM [{table}]")
    db.execute("DELETE FROM records WHERE stream IN (?, ?)", (SOURCES, SEALS))
    database.insert(
        db,
        {
            "instruments": rows.instrument_rows(chapters(work.method.book)),
            "sources": rows.source_rows(work.registered.values()),
            "codebook": rows.codebook_rows(codebook(work.method.book)),
        },
    )
    for own in (work.sources, work.seals):
        _insert(db, own, {"records": rows.record_rows(own, set())})


def _redo(db: sqlite_utils.Database, work: _Work, dyad: str) -> bool:
    """Rates one dyad and writes its rows, if anything that its ratings rest on has changed."""
    own = replay.open_stream(work.place.log, dyad)
    dossier = replay.replay(own, work.registered, work.known)
    run = _run(work, own, dossier.heads)
    if db.execute("SELECT * FROM runs WHERE dyad = ?", (dyad,)).fetchone() == run:
        return False
    if problems := _lost_of(db, own):
        raise DataProblems(problems)
    database.remove_dyad(db, dyad)
    known = evolve(own, lines=tuple(work.known.keep(own, own.lines))) if work.known else own
    _insert(db, own, {"runs": [run], **rows.dyad_rows(dossier, known, work.method, work.question.as_of)})
    return True


def _insert(db: sqlite_utils.Database, own: stream.Stream, new: database.Rows) -> None:
    """Adds a stream's rows. Raises DataProblems where one of its records is another stream's too."""
    try:
        database.insert(db, new)
    except sqlite3.IntegrityError:
        if not (problems := _ids_of_another(db, own)):
            raise
        raise DataProblems(problems) from None


def _ids_of_another(db: sqlite_utils.Database, own: stream.Stream) -> list[Problem]:
    others = dict(db.execute("SELECT id, stream FROM records WHERE stream <> ?", (own.name,)).fetchall())
    told = "id {id} is that of a record of {other}, too; a record belongs to one stream"
    return [
        Problem(code="DUPLICATE-ID", message=told.format(id=line.record.id, other=others[line.record.id]), where=own.where(line.number))
        for line in own.lines
        if line.record.id in others
    ]


def _run(work: _Work, own: stream.Stream, heads: tuple[str, ...]) -> tuple[object, ...]:
    """The row of `runs`: all that a dyad's ratings rest on."""
    question = work.question
    return (
        own.name,
        own.name,
        own.sha256,
        rows.heads_text(heads),
        rows.heads_text(work.sources.heads),
        seal.naming(work.place.log, own.name, heads),
        work.method.book.digest,
        question.as_of.isoformat() if question.as_of else None,
        work.known.text if work.known else None,
        work.method.window_opens,
        __version__,
    )


def _rewritten(file: str, what: str) -> Problem:
    return Problem(code="REWRITTEN", message=f"{what}; if that is meant, `mdime recompute --full`", where=Where(file=file, line=1))
