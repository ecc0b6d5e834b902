"""A recompute meets every fault of the disk, every kill and other recomputes: readers find the old state or the new one, never a mix."""

import gc
import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager

import pytest
from injector import campaign, finish, library
from logs import ACCORD, DRILL, DYAD, REPORT, VISIT, draft, hand_made, lines, put, source, write
from recomputes import EARLY, NOTHING, OTHER, attempt, everything, grow, in_own_words, lay_log, state

from mdime_events import database, recompute, schema

needs_cc = pytest.mark.skipif(library() is None, reason="faults are made by a small C library: install a C compiler (cc)")


@pytest.fixture
def place(workspace):
    """A workspace with a log of two dyads, and no database yet."""
    return lay_log(workspace.root)


def told(place, **how):
    """What a person is told of a recompute that has to fail: one line."""
    said = attempt(place, **{"db": place.database, **how})
    assert said != "done"
    assert in_own_words(said), said
    return said["told"]


def built(place, name="anew.db"):
    """All that a build from nothing holds."""
    other = place.root / name
    other.unlink(missing_ok=True)
    recompute.recompute(place, EARLY, db=other)
    return everything(other)


def bring_up(place, **how):
    return recompute.recompute(place, EARLY, **how)


def beside(db):
    return sorted(path.name for path in db.parent.glob(f"{db.name}*") if path != db)


def mdime(place, *arguments):
    command = [sys.executable, "-m", "mdime_events.cli.main", "recompute", "--as-of", "2013-12-31", *arguments]
    return subprocess.Popen(command, cwd=place.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


# Every call


@needs_cc
def test_a_recompute_under_faults_shows_the_old_state_or_the_new(tally, long):
    """At every call that changes the database's files: killed before and after it and half way, failing once or for good, cut short."""
    parts = os.cpu_count() or 1
    running = [campaign("recomputes.py", part, parts, 1 if long else 149) for part in range(parts)]
    answers = [finish(each) for each in running]
    for group in ("kills", "faults"):
        lost = [each for answer in answers for each in answer["lost"][group]]
        tally(f"{group} of a recompute", sum(answer["tried"].get(group, 0) for answer in answers), lost)
    assert sum(sum(answer["tried"].values()) for answer in answers) > (5_000 if long else 25)


# Disks


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own; mounted again with other options by `disk("size=…")`."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = []

    def mount(options):
        again = ["remount", options] if mounted else [options]
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(again), "tmpfs", folder], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("mounting a small disk needs root")
        mounted.append(options)
        return folder / "mdime.db"

    yield mount
    if mounted:
        gc.collect()  # a connection that an error left behind keeps the disk busy
        subprocess.run(["umount", folder], check=True)


def test_a_disk_that_fills_up_is_told_in_a_line_and_the_last_state_stands(place, disk, tally, long):
    """Disks of every size from too small for anything to large enough, for a first build and for one after appends."""
    first, empty = built(place), NOTHING
    db = disk("size=4m")
    bring_up(place, db=db)
    small = db.stat().st_size
    stored = db.read_bytes()
    grow(place)
    second = built(place)
    lost, tried = [], 0
    for content, old, name in ((b"", empty, "a first build"), (stored, first, "after appends")):
        sizes = range(len(content) + 4096, 3 * small, (3 if long else 40) * 4096 * (1 if content else 2))
        for size in sizes:
            disk("size=4m")
            for path in db.parent.iterdir():
                path.unlink()
            if content:
                db.write_bytes(content)
            disk(f"size={size}")
            said = attempt(place, db)
            disk("size=4m")  # a reader needs room for its own index of the log
            seen = state(db, "ro")
            if seen != (second if said == "done" else old):
                lost.append(f"{name} on a disk of {size} bytes: {seen if isinstance(seen, str) else 'another state'}")
            if said != "done" and not in_own_words(said):
                lost.append(f"{name} on a disk of {size} bytes: {said['told']}")
            bring_up(place, db=db)
            if beside(db) or state(db, "ro") != second:
                lost.append(f"{name} on a disk of {size} bytes: the next recompute does not mend it: {beside(db)}")
            tried += 1
    tally("disks filled by a recompute", tried, lost)


def test_a_folder_that_cannot_be_written_to_is_told_in_a_line(place, disk):
    db = disk("size=4m")
    bring_up(place, db=db)
    stored = db.read_bytes()
    grow(place)
    disk("ro")
    assert "mdime.db" in told(place, db=db)
    assert "new.db" in told(place, db=db.with_name("new.db"))
    assert db.read_bytes() == stored
    assert beside(db) == []
    disk("rw")
    bring_up(place, db=db)
    assert everything(db) == built(place)


# What is there already


@pytest.mark.parametrize("begins", [2, 60])
def test_a_database_that_was_damaged_is_told_in_a_line(place, begins):
    """Bad pages behind a sound header: no internal error, and deleting the file is the way out."""
    bring_up(place)
    content = bytearray(place.database.read_bytes())
    content[begins * 4096 :] = b"\x5a" * (len(content) - begins * 4096)
    place.database.write_bytes(content)
    grow(place)
    assert "mdime.db" in told(place)
    assert "mdime.db" in told(place, full=True)
    assert place.database.read_bytes() == content
    place.database.unlink()
    bring_up(place)
    assert everything(place.database) == built(place)


@pytest.mark.parametrize("version", [1, schema.SCHEMA_VERSION - 1, schema.SCHEMA_VERSION + 1])
def test_a_database_of_another_version_of_the_program_is_built_anew(place, version):
    bring_up(place)
    with closing(sqlite3.connect(place.database)) as connection, connection:
        connection.execute("DROP VIEW why")
        connection.execute("ALTER TABLE runs ADD COLUMN weather")
        connection.execute("CREATE TABLE forecasts (day)")
        connection.execute(f"PRAGMA user_version = {version}")
    grow(place)
    assert bring_up(place).rated == (DYAD, OTHER)
    assert everything(place.database) == built(place)


def test_a_database_that_is_deleted_comes_back_whatever_a_killed_recompute_left_beside_it(place):
    """Nothing but the log is state: the changes that SQLite keeps beside a file belong to no other file of its name."""
    bring_up(place)
    grow(place)
    with closing(sqlite3.connect(place.database)) as reader:  # keeps the recompute from tidying up when it ends
        reader.execute("SELECT count(*) FROM events").fetchall()
        bring_up(place)
        kept = {name: (place.root / name).read_bytes() for name in beside(place.database)}
    assert set(kept) == {"mdime.db-shm", "mdime.db-wal"}
    place.database.unlink()
    for name, content in kept.items():
        (place.root / name).write_bytes(content)
    bring_up(place)
    assert beside(place.database) == []
    assert everything(place.database) == built(place)


def test_a_folder_that_is_not_there_is_named_and_not_made(place):
    assert "nowhere" in told(place, db=place.root / "nowhere" / "then.db")
    assert not (place.root / "nowhere").exists()


def test_a_first_build_that_fails_leaves_no_file_at_all(place):
    write(place.log, *lines(place.log), hand_made({**VISIT, "kind": "excercise"}))
    assert f"events/{DYAD}.jsonl:4: " in told(place)
    assert list(place.root.glob("mdime.db*")) == []


# One id in two places


ONE_REVIEW = {"from": "2012", "to": "2013", "instruments": ["M1"], "scope": "open sources"}


@pytest.mark.parametrize(
    ("type", "data", "where"),
    [("logged", VISIT, OTHER), ("reviewed", ONE_REVIEW, OTHER), ("retracted", VISIT, OTHER), ("reviewed", ONE_REVIEW, "_sources")],
)
def test_an_id_that_stands_in_two_streams_is_refused_with_its_line(place, type, data, where):
    """As a record copied by hand has it, whatever its type; half a dyad may not be written as if it were all of it."""
    id = "0196d7b5-72d1-7e55-a5c0-6b0e3f2c1d10"
    kind = "logged" if type == "retracted" else type
    put(place.log, draft(data, type=kind, id=id))
    if where == "_sources":
        put(place.log, draft(REPORT, type="sourced", stream=where, id=id, key="wire"))
    else:
        put(place.log, draft(data, type=kind, id=id, stream=where))
    if type == "retracted":
        put(place.log, *(draft({"why": "x"}, type="retracted", event=id, stream=each) for each in (DYAD, where)))
    said = told(place)
    assert ".jsonl:" in said
    assert id in said
    assert not place.database.exists()


# Others at the same time


@pytest.fixture
def meanwhile(place, monkeypatch):
    """Starts another recompute, in `place`, when the next one is about to open or lock the database, and answers with a way to its end.

    Where the other ends by itself the next one goes on after it; where it waits for the next one, the next one goes first.
    """
    others, failed = [], []

    def another():
        try:
            bring_up(place)
        except Exception as error:
            failed.append(error)

    def start():
        others.append(threading.Thread(target=another))
        others[-1].start()
        others[-1].join(timeout=1)

    def at(where, first=lambda: None):
        real = getattr(database, where)

        def once(*arguments):
            monkeypatch.setattr(database, where, real)
            first()
            start()
            return real(*arguments)

        monkeypatch.setattr(database, where, once)

    def end():
        for each in others:
            each.join(timeout=60)
        assert len(others) == 1
        assert failed == []

    at.start, at.end = start, end
    return at


class Interrupted(Exception):
    """The recompute under test is stopped."""


def stopped(names):
    raise Interrupted


def test_a_first_build_that_is_stopped_leaves_what_another_has_built_meanwhile(place, meanwhile):
    meanwhile("_connect")
    with pytest.raises(Interrupted):
        bring_up(place, progress=stopped)
    meanwhile.end()
    assert place.database.exists(), "the database that another recompute had built is gone"
    assert everything(place.database) == built(place)


def test_a_first_build_that_is_stopped_takes_nothing_from_one_that_waits_for_it(place, meanwhile):
    """The one that waits writes a file that readers can open afterwards."""

    def stopped_late(names):
        meanwhile.start()
        raise Interrupted

    with pytest.raises(Interrupted):
        bring_up(place, progress=stopped_late)
    meanwhile.end()
    assert place.database.exists(), "the other said that it was done, and there is no database"
    assert beside(place.database) == []
    assert everything(place.database) == built(place)


def test_first_builds_at_the_same_time_wait_for_each_other(place, long):
    for _ in range(5 if long else 1):
        for path in place.root.glob("mdime.db*"):
            path.unlink()
        started = [mdime(place) for _ in range(4)]
        answers = [each.communicate(timeout=60) for each in started]
        assert [each.returncode for each in started] == [0, 0, 0, 0], answers
        assert sum("2 dyads rated" in out for out, _ in answers) == 1
        assert everything(place.database) == built(place)


def grade(place):
    source(place.log, key="wire", title="A wire")


def begin_a_dyad(place):
    put(place.log, draft(ACCORD, date="2013-03", stream="RUS-IRN"), draft(ACCORD, date="2013-03"))


def narrow_a_rule(place):
    narrow = "from mdime_events.rulekit import LOW, Ladder, Rung, occasional\n"
    rule = place.rules / "m1_bilateral_engagements.py"
    rule.write_text(narrow + 'RULE = Ladder(instrument="M1", edition=2, rungs=(Rung(LOW, occasional),))\n')


@pytest.mark.parametrize("happens", [grade, begin_a_dyad, narrow_a_rule])
def test_a_recompute_that_waited_for_another_leaves_the_log_and_the_rules_as_they_are_now(place, meanwhile, happens):
    """What came while it waited is no log that was rewritten behind its back; nor may the last one to write go back behind it."""
    bring_up(place)
    put(place.log, draft(DRILL, date="2013-05", instruments=["M1"]))
    meanwhile("_transaction", first=lambda: happens(place))
    bring_up(place)
    meanwhile.end()
    assert everything(place.database) == built(place)


@contextmanager
def held(db):
    """The database's write lock, held as a recompute holds it."""
    with closing(sqlite3.connect(db, timeout=60, isolation_level=None, check_same_thread=False)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


def test_a_recompute_waits_while_another_holds_the_lock(place):
    bring_up(place)
    old = everything(place.database)
    grow(place)
    with held(place.database):
        waiting = mdime(place)
        time.sleep(1.5)
        assert waiting.poll() is None, waiting.communicate()
        assert everything(place.database) == old, "a reader need not wait"
    out, err = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, err
    assert "1 dyad rated" in out
    assert everything(place.database) == built(place)


def test_a_lock_that_is_never_given_back_is_told_in_a_line(place, monkeypatch):
    bring_up(place)
    old = everything(place.database)
    grow(place)
    connect = sqlite3.connect
    with held(place.database):
        monkeypatch.setattr(sqlite3, "connect", lambda *arguments, **how: connect(*arguments, **{**how, "timeout": 0.1}))
        said = told(place)
    monkeypatch.undo()
    assert "mdime.db" in said
    assert "locked" in said
    assert everything(place.database) == old


def test_readers_find_a_first_build_whole_or_not_at_all(place, long):
    """From the moment that the file is there: nothing, an empty database, or all of it."""
    whole = built(place)
    for number in range(5 if long else 1):
        db, stop, seen = place.root / f"{number}.db", threading.Event(), []

        def watch(db=db, stop=stop, seen=seen):
            while not stop.is_set():
                seen.append(state(db, "ro"))

        readers = [threading.Thread(target=watch) for _ in range(2)]
        for each in readers:
            each.start()
        process = mdime(place, "--db", db.name)
        told = process.communicate(timeout=60)
        time.sleep(0.05)
        stop.set()
        for each in readers:
            each.join()
        assert process.returncode == 0, told
        assert [each for each in seen if each not in (NOTHING, whole)] == []
        assert seen[0] == NOTHING
        assert whole in seen
