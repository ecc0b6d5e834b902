"""Recompute: the one writer of the database. Only dyads whose log, sources, seal, method or question changed are rated again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import sqlite_utils
from attrs import evolve, frozen

from mdime_events import database, replay, rows
from mdime_events.codebook import chapters, codebook
from mdime_events.log import seen, stream
from mdime_events.log.envelope import SEALS, SOURCES
from mdime_events.log.verify import sealed_heads
from mdime_events.model import Problem, Source, Where
from mdime_events.replay import DataProblems
from mdime_events.rulebook import Rulebook, load
from mdime_events.spread import Outcomes, Spread, serial
from mdime_events.task import Outcome, Run, Share, Task, run_row
from mdime_events.workspace import Workspace

Watch = Callable[[Iterable[Outcome]], Iterable[Outcome]]


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
    spread: Spread = serial,
    progress: Watch = iter,
) -> Done:
    """Brings the database up to date. `progress` sees the dyads' outcomes pass.

    Raises DataProblems, the database untouched, where the log or the rules cannot be used.
    """
    started = time.perf_counter()
    with database.writing(db or place.database) as connection:
        ground = _ground(place, question or Question())  # read under the lock: what another recompute wrote is no older than this
        names = replay.dyads(place.log)
        changed = _bring_up_to_date(connection, ground, names, full, spread, progress)
    unchanged = tuple(name for name in names if name not in changed)
    return Done(rated=tuple(changed), unchanged=unchanged, seconds=time.perf_counter() - started)


@frozen(kw_only=True)
class _Ground:
    """What is the same for every dyad of one recompute."""

    place: Workspace
    book: Rulebook
    task: Task
    sources: stream.Stream
    seals: stream.Stream
    registered: dict[str, Source]


def _ground(place: Workspace, question: Question) -> _Ground:
    """Reads what all dyads share, once: the rules, and the sources' grades and heads of one moment. Raises DataProblems."""
    rules = question.rules or place.rules
    book = load(rules)
    known = replay.known_on(place.log, question.known_on) if question.known_on else None
    sources, seals = (replay.open_stream(place.log, name) for name in (SOURCES, SEALS))
    task = Task(
        log=place.log.absolute(), rules=rules.absolute(), digest=book.digest, sources=sources.heads, as_of=question.as_of, known=known
    )
    registered = replay.sources_of(sources, known)
    return _Ground(place=place, book=book, task=task, sources=sources, seals=seals, registered=registered)


def _bring_up_to_date(
    db: sqlite_utils.Database, ground: _Ground, names: list[str], full: bool, spread: Spread, progress: Watch
) -> list[str]:
    """Writes what has changed; the dyads that were rated again. Raises DataProblems with those of all dyads."""
    problems = [] if full else _lost(db, ground, names)
    anew = full or not database.is_current(db)
    if anew:
        database.make_tables(db)
    if not problems:
        _shared(db, ground)
    log = ground.place.log
    before = {name: found for name in names if (found := seen.stamp(log / f"{name}.jsonl"))}
    known = {} if anew else _untouched(log, before)
    shares = list(_shares(ground, names, {} if anew else database.stored_runs(db), known))
    changed: list[str] = []
    read: dict[str, str] = {}
    for outcome in progress(Outcomes(coming=spread(ground.task, shares), total=len(shares))):
        read[outcome.dyad] = outcome.sha256
        problems += outcome.problems or _write(db, outcome, log, anew)
        if outcome.rows:
            changed.append(outcome.dyad)
    if problems:
        raise DataProblems(dict.fromkeys(problems))
    if anew:
        database.make_indexes(db)
    _remember(log, before, known, read)
    return changed


def _untouched(log: Path, now: Mapping[str, seen.Seen]) -> dict[str, seen.Seen]:
    """The streams that are, to all appearance, what they were when they were last read, each with its digest."""
    last = seen.load(log)
    return {name: last[name] for name, found in now.items() if name in last and evolve(last[name], sha256="") == found}


def _remember(log: Path, before: Mapping[str, seen.Seen], known: Mapping[str, seen.Seen], read: Mapping[str, str]) -> None:
    """Keeps the digests of the streams that nobody has touched since before they were read."""
    fresh = {
        name: evolve(found, sha256=read[name])
        for name, found in before.items()
        if name in read and seen.is_settled(found) and seen.stamp(log / f"{name}.jsonl") == found
    }
    if fresh:
        seen.save(log, {**known, **fresh})


def _shares(ground: _Ground, names: Iterable[str], runs: Mapping[str, Run], known: Mapping[str, seen.Seen]) -> Iterator[Share]:
    """The dyads to look at: those whose run may not be what it would be now."""
    seals = _seals(ground.seals)
    for name in names:
        share = Share(dyad=name, seals=tuple((sum, heads[name]) for sum, heads in seals if name in heads), run=runs.get(name))
        if name not in known or share.run is None or not _stands(ground.task, share, share.run, known[name].sha256):
            yield share


def _stands(task: Task, share: Share, run: Run, sha256: str) -> bool:
    """Whether a run of the same file would be the same."""
    heads_text = run[3]
    return run_row(task, share, sha256, heads_text, rows.heads_of(heads_text)) == run


def _seals(seals: stream.Stream) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    """The seals' digests, the newest first, and the heads of each stream under them."""
    records = [line.record for line in stream.reading_order(seals.lines)]
    named = [(record.sum, sealed_heads(record) or {}) for record in reversed(records)]
    return [(sum, {name: tuple(each) for name, each in heads.items()}) for sum, heads in named]


def _write(db: sqlite_utils.Database, outcome: Outcome, log: Path, anew: bool) -> Collection[Problem]:
    """Writes a dyad's rows, if any; what speaks against it."""
    name, new = outcome.dyad, outcome.rows
    if new is None:
        return ()
    if anew:
        return _inserted(db, name, log, partial(database.insert, db, new))
    if database.stored_sums(db, name) - outcome.sums:
        return [_rewritten(f"{log.name}/{name}.jsonl", "no longer holds the records that the database was built from")]
    return _inserted(db, name, log, partial(database.replace_dyad, db, name, new))


def _lost(db: sqlite_utils.Database, ground: _Ground, names: list[str]) -> list[Problem]:
    """What says that the log was rewritten behind the database's back: it no longer holds all that the database was built from.

    A dyad's own records are looked for when it is rated again, or here where all of them will be.
    """
    there = database.stored_streams(db)
    gone = [name for name in there if name not in (SOURCES, SEALS, *names)]
    problems = [_rewritten(f"events/{name}.jsonl", "is gone, and the database was built from it") for name in gone]
    looked_for = (SOURCES, SEALS) if database.is_current(db) else there
    own = [stream.read(ground.place.log, name) for name in looked_for if name in there and name not in gone]
    return problems + [problem for each in own for problem in _lost_of(db, each)]


def _lost_of(db: sqlite_utils.Database, own: stream.Stream) -> list[Problem]:
    lost = database.stored_sums(db, own.name) - {line.record.sum for line in own.lines}
    return [_rewritten(own.file, "no longer holds the records that the database was built from")] if lost else []


def _shared(db: sqlite_utils.Database, ground: _Ground) -> None:
    """The rows that belong to no dyad."""
    for table in ("instruments", "sources", "codebook"):
        db.execute(f"DELETE FROM [{table}]")
    db.execute("DELETE FROM records WHERE stream IN (?, ?)", (SOURCES, SEALS))
    new: database.Rows = {
        "instruments": rows.instrument_rows(chapters(ground.book)),
        "sources": rows.source_rows(ground.registered.values()),
        "codebook": rows.codebook_rows(codebook(ground.book)),
    }
    database.insert(db, new)
    for own in (ground.sources, ground.seals):
        told = {"records": rows.record_rows(own, set())}
        if problems := _inserted(db, own.name, ground.place.log, partial(database.insert, db, told)):
            raise DataProblems(problems)


def _inserted(db: sqlite_utils.Database, name: str, log: Path, insert: Callable[[], None]) -> list[Problem]:
    """Adds a stream's rows; the problems where one of its records is another stream's too."""
    try:
        insert()
        return []
    except sqlite3.IntegrityError:
        if not (problems := _ids_of_another(db, stream.read(log, name))):
            raise
        return problems


def _ids_of_another(db: sqlite_utils.Database, own: stream.Stream) -> list[Problem]:
    others = dict(db.execute("SELECT id, stream FROM records WHERE stream <> ?", (own.name,)).fetchall())
    told = "id {id} is that of a record of {other}, too; a record belongs to one stream"
    return [
        Problem(code="DUPLICATE-ID", message=told.format(id=line.record.id, other=others[line.record.id]), where=own.where(line.number))
        for line in own.lines
        if line.record.id in others
    ]


def _rewritten(file: str, what: str) -> Problem:
    return Problem(code="REWRITTEN", message=f"{what}; if that is meant, `mdime recompute --full`", where=Where(file=file, line=1))
