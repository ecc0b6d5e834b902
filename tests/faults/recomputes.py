"""The campaign of recompute: in every situation every call that changes the database's files fails, stops half way or kills.

A loss is any of: a reader that finds an error, or a mix of the old state and the new; a recompute that says it is done, and the new
state is not there; a failure in other words than the project's own; a next recompute that does not give the full state, or leaves a
file beside the database.
"""

import errno
import gc
import io
import json
import multiprocessing
import os
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing, redirect_stderr, suppress
from datetime import date
from pathlib import Path

from attrs import frozen
from injector import FAIL, FAIL_FOR_GOOD, KILL_AFTER, KILL_BEFORE, SHORT, SHORT_THEN_FAIL, SHORT_THEN_KILL, Fault, in_child
from logs import ACCORD, DRILL, REPORT, VISIT, draft, put
from tables import ROOT, amend, retract, review

from mdime_events import recompute as recomputes
from mdime_events import task as tasks
from mdime_events.cli.main import _explain
from mdime_events.recompute import Question, recompute
from mdime_events.workspace import Workspace

OTHER = "RUS-SYR"
EARLY = Question(as_of=date(2013, 12, 31))  # a short history, so that a recompute is fast
KILLS = (KILL_BEFORE, KILL_AFTER, SHORT_THEN_KILL)
ERRORS = (errno.ENOSPC, errno.EIO)
PAGE = 4096
MEMORY = Path("/dev/shm")  # no disk need be waited for where what fails is made to
NOTHING = "no database, or an empty one"


@frozen
class Situation:
    """The database as it stands before a recompute, how it is recomputed, and whether a reader has it open all along."""

    name: str
    stored: bytes
    full: bool = False
    watched: bool = False


@frozen
class Point:
    """One fault in one situation."""

    situation: Situation
    fault: Fault

    def __str__(self):
        return f"{self.situation.name}, {self.fault}"


# What a reader finds


def everything(db, mode="ro"):
    """All that a reader who opens the database finds: the rows of every table and view, and every word of the search index."""
    with closing(sqlite3.connect(f"file:{db}?mode={mode}", uri=True, timeout=5)) as connection:
        return found_by(connection)


def found_by(connection):
    whole = connection.execute("PRAGMA integrity_check").fetchall()
    assert whole == [("ok",)], whole
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, events_fts, instance)")
    connection.execute("BEGIN")
    asked = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'events_fts%'"
    names = [name for (name,) in connection.execute(asked) if not name.startswith("sqlite_")]
    found = {name: Counter(connection.execute(f"SELECT * FROM [{name}]").fetchall()) for name in names}
    if names:
        asked = "SELECT w.term, e.id, w.col, w.offset FROM temp.words w LEFT JOIN events e ON e.rowid = w.doc"
        found["the search index"] = Counter(connection.execute(asked).fetchall())
        found["foreign keys that lead nowhere"] = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.rollback()
    return found


def state(db, mode):
    """The same, with a word where there is nothing yet or where a reader meets an error."""
    try:
        return (everything(db, mode) or NOTHING) if db.exists() else NOTHING
    except (sqlite3.Error, AssertionError) as error:
        return f"{type(error).__name__}: {error}"


def stay(line):
    """A reader of its own process that opens each database it is sent and looks again, through the same connection, when it is asked."""
    connection = None
    while (asked := line.recv()) is not None:
        if connection is None:
            connection = sqlite3.connect(f"file:{asked}?mode=ro", uri=True, timeout=5)
        if asked == "close":
            connection.close()
            connection = None
            line.send("closed")
            continue
        try:
            line.send(found_by(connection))
        except (sqlite3.Error, AssertionError) as error:
            line.send(f"{type(error).__name__}: {error}")


# Situations


def lay_log(root):
    """A log of two dyads and six events; what is appended after the first build comes with `grow`."""
    root.mkdir(exist_ok=True)
    place = Workspace(root=root)
    put(place.log, draft(REPORT, type="sourced", stream="_sources"))
    cited = [{"source": "fmso-2023"}]
    put(place.log, *(draft(DRILL, date=day, sources=cited, instruments=["M1", "M2"]) for day in ("2012-03", "2012-09", "2013")))
    put(place.log, draft(VISIT, date="2012-11", stream=OTHER), draft(ACCORD, date="2013-02", stream=OTHER))
    return place


def grow(place):
    (drill,) = put(place.log, draft(DRILL, date="2013-06", title="A second drill"))
    put(place.log, amend(drill.id, summary="Three navies"), retract(put(place.log, draft(VISIT, date="2013-04"))[0].id))
    review(place.log, ends="2013-09")


def attempt(place, db, full=False, **how):
    """A recompute as the command runs it: "done", or the exit code and what a person is told."""
    told = io.StringIO()
    try:
        recompute(place, EARLY, db=db, full=full, **how)
    except Exception as error:
        with redirect_stderr(told):
            code = _explain(error)
        return {"code": code, "told": told.getvalue()}
    return "done"


def in_own_words(said):
    """Whether a failure was told in a line that is no "internal error"."""
    told = said.get("told", "")
    return said.get("code") == 1 and told.count("\n") == 1 and "internal error" not in told


def rate_once():
    """Loads the rules and rates each state of the log once for all recomputes that follow: what fails here is the writing."""
    book, rate, known = recomputes.load(ROOT / "rules"), recomputes.rows.dyad_rows, {}
    recomputes.load = tasks.load = lambda folder: book

    def rated(dossier, stream, *rest):
        if (dossier.dyad, dossier.heads) not in known:
            known[dossier.dyad, dossier.heads] = {table: list(rows) for table, rows in rate(dossier, stream, *rest).items()}
        return known[dossier.dyad, dossier.heads]

    recomputes.rows.dyad_rows = rated


class Ground:
    """A log that has grown since its database was built, the two states that a reader may find, and the situations."""

    def __init__(self, root):
        rate_once()
        self.place = lay_log(root / "log")
        self.db = root / "db" / "mdime.db"
        self.db.parent.mkdir()
        recompute(self.place, EARLY, db=self.db)
        self.old, stored = everything(self.db), self.db.read_bytes()
        grow(self.place)
        self.empty()
        recompute(self.place, EARLY, db=self.db)
        self.new = everything(self.db)
        assert self.old != self.new
        self.situations = (
            Situation("a first build", b""),
            Situation("after appends", stored),
            Situation("--full", stored, full=True),
            Situation("after appends, under a reader", stored, watched=True),
        )

    def empty(self):
        for path in self.db.parent.iterdir():
            path.unlink()

    def lay(self, situation):
        self.empty()
        if situation.stored:
            self.db.write_bytes(situation.stored)

    def points(self):
        for situation in self.situations:
            self.lay(situation)
            calls = in_child(lambda situation=situation: attempt(self.place, self.db, situation.full), self.db.parent).calls
            yield from (Point(situation, fault) for fault in faults(calls, situation.watched))


def faults(calls, watched):
    """Every kill and, but under a reader, every error and every short write at these calls."""
    for nth, (call, result, *_) in enumerate(calls, 1):
        yield from (Fault(nth=nth, action=action) for action in (KILL_BEFORE, KILL_AFTER))
        if call == "write" and result == PAGE:
            yield Fault(nth=nth, action=SHORT_THEN_KILL, part=PAGE // 3)
        if watched:
            continue
        yield from (Fault(nth=nth, action=action, number=number) for action in (FAIL, FAIL_FOR_GOOD) for number in ERRORS)
        if call == "write" and result == PAGE:
            yield Fault(nth=nth, action=SHORT, part=PAGE // 3)
            yield Fault(nth=nth, action=SHORT_THEN_FAIL, number=errno.ENOSPC, part=PAGE // 3)


# What was lost


def named(found, ground, first):
    """Which state a reader found, in a word; None for the two that are right."""
    if found == ground.new:
        return "new"
    if found == (NOTHING if first else ground.old):
        return "old"
    if isinstance(found, str):
        return found
    return "a mix: " + ", ".join(name for name in found if found[name] not in (ground.old.get(name), ground.new.get(name)))


def losses(point, ground, reader):
    """Everything that went wrong at one point, in words; and whether the recompute was killed."""
    situation, first = point.situation, not point.situation.stored
    ground.lay(situation)
    if situation.watched:
        reader.send(str(ground.db))
        assert reader.recv() == ground.old
    outcome = in_child(lambda: attempt(ground.place, ground.db, situation.full), ground.db.parent, point.fault)
    seen = {}
    if situation.watched:
        reader.send("look")
        seen["a reader that stayed"] = named(reader.recv(), ground, first)
    seen |= {f"a reader ({mode})": named(state(ground.db, mode), ground, first) for mode in ("ro", "rw")}
    lost = [f"{who} finds {what}" for who, what in seen.items() if what not in ("old", "new")]
    lost += [f"said to be done, and {who} finds the old state" for who, what in seen.items() if outcome.said == "done" and what == "old"]
    if isinstance(outcome.said, dict) and not in_own_words(outcome.said):
        lost.append(f"told in other words than the project's own: {outcome.said.get('told') or outcome.said}")
    lost += next_losses(situation, ground, reader)
    return lost, outcome.said is None


def next_losses(situation, ground, reader):
    try:
        recompute(ground.place, EARLY, db=ground.db)
    except Exception as error:
        yield f"the next recompute fails: {type(error).__name__}: {error}"
    if situation.watched:
        reader.send("look")
        if named(reader.recv(), ground, False) != "new":
            yield "after the next recompute a reader that stayed does not find the new state"
        reader.send("close")
        reader.recv()
    elif beside := sorted({path.name for path in ground.db.parent.iterdir()} - {ground.db.name}):
        yield f"after the next recompute {', '.join(beside)} is left"
    if (found := named(state(ground.db, "ro"), ground, False)) != "new":
        yield f"after the next recompute a reader finds {found}"


def main(part, parts, every):
    tried, lost = Counter(), {"kills": [], "faults": []}
    here, there = multiprocessing.get_context("fork").Pipe()
    reader = multiprocessing.get_context("fork").Process(target=stay, args=(there,), daemon=True)
    reader.start()
    os.environ.pop("MDIME_DEBUG", None)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        ground = Ground(Path(folder))
        gc.freeze()
        for number, point in enumerate(list(ground.points())):
            if number % every == 0 and number // every % parts == part:
                found, killed = losses(point, ground, here)
                group = "kills" if killed else "faults"
                tried[group] += 1
                lost[group] += [f"{point}: {each}" for each in found]
        ground.empty()
    with suppress(OSError):
        here.send(None)
    reader.join()
    sys.stdout.write(json.dumps({"tried": tried, "lost": lost}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
