"""One dyad's part of a recompute: its stream read, rated and laid out as rows, wherever the log can be read.

A task goes to any process or machine that sees the log and the rules under the same paths, and only rows travel back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from mdime_events import __version__, replay, rows
from mdime_events.database import Rows
from mdime_events.log.envelope import SOURCES
from mdime_events.log.stream import Stream
from mdime_events.log.verify import ancestors
from mdime_events.model import Problem, Source
from mdime_events.replay import DataProblems, KnownOn
from mdime_events.rulebook import load
from mdime_events.standing import Method
from mdime_events.vocabulary import WINDOW_OPENS

Run = tuple[Any, ...]
Sealed = tuple[str, tuple[str, ...]]


@frozen(kw_only=True)
class Task:
    """What is the same for every dyad of one recompute, as it was at one moment.

    `rules` is a folder, `digest` that of the method; `sources` are the heads of the registered sources.
    """

    log: Path
    rules: Path
    digest: str
    sources: tuple[str, ...]
    as_of: date | None = None
    known: KnownOn | None = field(default=None, hash=False)


@frozen(kw_only=True)
class Share:
    """A dyad to rate: the seals that name it (digest and heads, the newest first), and the run that the database holds of it, if any."""

    dyad: str
    seals: tuple[Sealed, ...] = ()
    run: Run | None = None


@frozen(kw_only=True)
class Outcome:
    """What came of a share: all of the dyad's rows, none where its run is the one that is there, or the problems of its data.

    `sums` are the digests of all its records.
    """

    dyad: str
    sha256: str = ""
    rows: Rows | None = None
    sums: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


class RulesChanged(Exception):
    """The rules are no longer those that a recompute began with."""


def work(task: Task, share: Share) -> Outcome:
    """Does a share. Raises RulesChanged, or RuleFailed where a condition fails."""
    method, registered = _ground(task)
    try:
        own = replay.open_stream(task.log, share.dyad)
        return _outcome(task, share, own, method, registered)
    except DataProblems as error:
        return Outcome(dyad=share.dyad, problems=error.problems)


def _outcome(task: Task, share: Share, own: Stream, method: Method, registered: dict[str, Source]) -> Outcome:
    dossier = replay.replay(own, registered, task.known)
    sha256 = own.sha256
    run = run_row(task, share, sha256, rows.heads_text(dossier.heads), dossier.heads)
    found = Outcome(dyad=share.dyad, sha256=sha256, sums=frozenset(line.record.sum for line in own.lines))
    if run == share.run:
        return found
    known = evolve(own, lines=tuple(task.known.keep(own, own.lines))) if task.known else own
    return evolve(found, rows={"runs": [run], **rows.dyad_rows(dossier, known, method, task.as_of)})


def run_row(task: Task, share: Share, sha256: str, heads_text: str, heads: Sequence[str]) -> Run:
    """The row of `runs`: all that a dyad's ratings rest on."""
    return (
        share.dyad,
        share.dyad,
        sha256,
        heads_text,
        rows.heads_text(task.sources),
        next((seal for seal, sealed in share.seals if sealed == tuple(heads)), None),
        task.digest,
        task.as_of.isoformat() if task.as_of else None,
        task.known.text if task.known else None,
        WINDOW_OPENS,
        __version__,
    )


@lru_cache(maxsize=1)
def _ground(task: Task) -> tuple[Method, dict[str, Source]]:
    """The method, and the sources as they were registered when the recompute began; read once by a process. Raises RulesChanged."""
    book = load(task.rules)
    if book.digest != task.digest:
        raise RulesChanged("the rules were changed while they were used; recompute again")
    own = replay.open_stream(task.log, SOURCES)
    then = ancestors({line.record.sum: line.record.prev for line in own.lines}, task.sources)
    whole = evolve(own, lines=tuple(line for line in own.lines if line.record.sum in then))
    return Method(book=book), replay.sources_of(whole, task.known)
