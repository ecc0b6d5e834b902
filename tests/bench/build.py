"""What the cold build costs, beside decoding the lines and writing the same rows with the same indexes, and nothing else."""

import sqlite3
import time
from contextlib import closing
from statistics import median

import ground
from measure import exponent, interleaved, peak, ratio

from mdime_events.history import history_of
from mdime_events.rate import rate_subjects
from mdime_events.recompute import recompute
from mdime_events.standing import subjects

SIZES = (25, 250, 2_500)
CHUNK = 5_000


def ratios(folder, rounds, dyads):
    """(what, ratio, goal)."""
    here = ground.place(folder, dyads)
    full(here)
    told = ground.dossiers(here)
    floor, total, rating = interleaved(rounds, lambda: bare(here), lambda: full(here), lambda: rate(told), clock=time.process_time)
    copying = interleaved(rounds, lambda: read(here), clock=time.process_time)[0]
    floor = [median(floor) - median(copying)]
    rest = [median(total) - median(rating)]
    yield "cold recompute but for rating / decoding and raw executemany", ratio(rest, floor), "at most 1.3"
    yield "cold recompute / decoding and raw executemany", ratio(total, floor), "at most 2"
    yield "peak memory of a cold recompute, MB", peak("recompute", "--full", cwd=here.root), "at most 96"
    logs = [ground.place(folder, dyads, each) for each in SIZES]
    taken = interleaved(rounds, *(lambda log=log: full(log) for log in logs), clock=time.process_time)
    yield "cold recompute: growth with a dyad's events, 25 to 2,500", exponent(SIZES, map(median, taken)), "at most 1"


def full(here):
    here.database.unlink(missing_ok=True)
    recompute(here)


def rate(told):
    for dossier in told:
        twelve = subjects(dossier, ground.method())
        rate_subjects(twelve, ground.method())
        history_of(twelve, ground.method())


def bare(here):
    """Decodes the log, and writes what `here` holds into a database of the same tables and indexes, as fast as SQLite takes it."""
    ground.decode(here)
    other = here.root / "bare.db"
    other.unlink(missing_ok=True)
    with closing(sqlite3.connect(other, isolation_level=None)) as new:
        new.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN")
        made = _made(here)
        for sql in made["table"]:
            new.execute(sql)
        for table, places, chunk in rows(here):
            new.executemany(f"INSERT INTO [{table}] VALUES ({places})", chunk)
        for sql in (*made["search"], *made["index"], *made["trigger"], *made["view"]):
            new.execute(sql)
        new.execute("INSERT INTO events_fts(events_fts) VALUES ('rebuild')")
        new.execute("COMMIT")


def read(here):
    """What reading the rows out again costs, which is no part of writing them."""
    for _ in rows(here):
        pass


def _made(here):
    made = {"table": [], "search": [], "index": [], "trigger": [], "view": []}
    with closing(sqlite3.connect(here.database)) as old:
        for kind, name, sql in old.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"):
            if name == "events_fts":
                made["search"].append(sql)
            elif not name.startswith(("events_fts_", "sqlite_")):
                made[kind].append(sql)
    return made


def rows(here):
    with closing(sqlite3.connect(here.database)) as old:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'events_fts%' AND name NOT LIKE 'sqlite_%'"
        for (table,) in old.execute(asked).fetchall():
            found = old.execute(f"SELECT * FROM [{table}]")
            places = ", ".join("?" * len(found.description))
            while chunk := found.fetchmany(CHUNK):
                yield table, places, chunk
