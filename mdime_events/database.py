"""The published database: its tables and views, and writing one dyad's rows. It holds nothing that the log and the rules do not give.

Rows are written in place, in one transaction of WAL mode: a running Datasette shows the old state or the new one, never a mix.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlite_utils

SCHEMA_VERSION = 4
APPLICATION_ID = 0x4D44494D  # "MDIM", so that a slip of --db drops nobody's tables
Rows = dict[str, list[tuple[Any, ...]]]


class Unusable(Exception):
    """A file that is no database, or another program's, or that the disk or another writer keeps from being written."""


# table: (columns, primary key, {column: (table, column)})
Schema = tuple[dict[str, type], str | tuple[str, ...], dict[str, str]]

_KEYS = {
    "dyads": "dyad",
    "instruments": "instrument",
    "sources": "source",
    "events": "id",
    "ratings": "id",
    "findings": "id",
    "runs": "run",
}

TABLES: dict[str, Schema] = {
    "instruments": ({"instrument": str, "name": str, "family": str}, "instrument", {}),
    "dyads": (
        {
            "dyad": str,
            "name": str,
            "benefactor": str,
            "benefactor_name": str,
            "recipient": str,
            "recipient_name": str,
            "events": int,
            "first_event": str,
            "last_event": str,
            "reviewed_to": str,
        },
        "dyad",
        {},
    ),
    "sources": (
        {
            "source": str,
            "title": str,
            "publisher": str,
            "published": str,
            "kind": str,
            "reliability": str,
            "reliability_on": str,
            "reason": str,
            "url": str,
            "sha256": str,
            "relays": str,
        },
        "source",
        {},
    ),
    "runs": (
        {
            "run": str,
            "dyad": str,
            "sha256": str,
            "heads": str,
            "sources_heads": str,
            "seal": str,
            "rules": str,
            "as_of": str,
            "known_on": str,
            "window_opens": int,
            "version": str,
        },
        "run",
        {"dyad": "dyads"},
    ),
    "events": (
        {
            "id": str,
            "dyad": str,
            "date": str,
            "kind": str,
            "title": str,
            "instruments": str,
            "status": str,
            "effect": str,
            "substance": str,
            "dependence": str,
            "level": str,
            "channel": str,
            "direction": str,
            "parties": str,
            "actors": str,
            "place": str,
            "country": str,
            "latitude": float,
            "longitude": float,
            "magnitude": str,
            "summary": str,
            "confidence": str,
            "source_link": str,
            "occasion": str,
            "part_of": str,
            "promises": str,
            "due": str,
            "recurs": str,
            "review": str,
            "marking": str,
            "tags": str,
            "earliest": str,
            "certain": str,
            "until": str,
            "is_state": int,
            "published": str,
            "recorded": str,
            "recorded_by": str,
            "sort_key": str,
        },
        "id",
        {"dyad": "dyads", "part_of": "events"},
    ),
    "event_instruments": ({"event": str, "instrument": str}, ("event", "instrument"), {"event": "events", "instrument": "instruments"}),
    "event_parties": ({"event": str, "country": str, "name": str}, ("event", "country"), {"event": "events"}),
    "event_links": (
        {"event": str, "relation": str, "target": str},
        ("event", "relation", "target"),
        {"event": "events", "target": "events"},
    ),
    "event_sources": (
        {"event": str, "place": int, "source": str, "locator": str, "credibility": int, "published": str, "url": str},
        ("event", "place"),
        {"event": "events", "source": "sources"},
    ),
    "ratings": (
        {
            "id": str,
            "dyad": str,
            "instrument": str,
            "level": str,
            "level_rank": int,
            "trend": str,
            "confidence": str,
            "rated_on": str,
            "reviewed_to": str,
            "unreviewed_since": str,
            "holds_until": str,
            "carried_by_one": int,
            "because": str,
            "run": str,
        },
        "id",
        {"dyad": "dyads", "instrument": "instruments", "run": "runs"},
    ),
    "rating_history": (
        {"dyad": str, "instrument": str, "day": str, "level": str, "level_rank": int, "trend": str, "sort_key": str},
        ("dyad", "instrument", "day"),
        {"dyad": "dyads", "instrument": "instruments"},
    ),
    "findings": (
        {"id": str, "rating": str, "part": str, "place": int, "outcome": str, "name": str, "sentence": str, "met": int, "because": str},
        "id",
        {"rating": "ratings"},
    ),
    "evidence": ({"finding": str, "event": str}, ("finding", "event"), {"finding": "findings", "event": "events"}),
    "changes": (
        {
            "id": str,
            "dyad": str,
            "instrument": str,
            "day": str,
            "level_before": str,
            "level_after": str,
            "cause": str,
            "event": str,
            "events": str,
            "sort_key": str,
        },
        "id",
        {"dyad": "dyads", "instrument": "instruments", "event": "events"},
    ),
    "assessments": (
        {
            "id": str,
            "dyad": str,
            "instrument": str,
            "level": str,
            "level_rank": int,
            "trend": str,
            "judged_on": str,
            "computed_level": str,
            "computed_rank": int,
            "computed_trend": str,
            "computed_because": str,
            "source": str,
            "locator": str,
            "note": str,
            "recorded": str,
            "recorded_by": str,
        },
        "id",
        {"dyad": "dyads", "instrument": "instruments", "source": "sources"},
    ),
    "reviews": (
        {
            "id": str,
            "dyad": str,
            "begins": str,
            "ends": str,
            "instruments": str,
            "scope": str,
            "inconclusive": str,
            "recorded": str,
            "recorded_by": str,
        },
        "id",
        {"dyad": "dyads"},
    ),
    "profile": (
        {
            "id": str,
            "dyad": str,
            "country": str,
            "field": str,
            "value": str,
            "number": float,
            "unit": str,
            "as_of": str,
            "source": str,
            "locator": str,
            "recorded": str,
        },
        "id",
        {"dyad": "dyads", "source": "sources"},
    ),
    "records": (
        {
            "id": str,
            "stream": str,
            "line": int,
            "type": str,
            "event": str,
            "at": str,
            "recorded_by": str,
            "data": str,
            "prev": str,
            "sum": str,
            "retracted": int,
            "sort_key": str,
        },
        "id",
        {},
    ),
    "codebook": (
        {
            "id": str,
            "instrument": str,
            "part": str,
            "place": int,
            "level": str,
            "name": str,
            "sentence": str,
            "edition": int,
        },
        "id",
        {"instrument": "instruments"},
    ),
}

# How one dyad's rows are found; the order keeps children before parents.
_OF_EVENTS = "event IN (SELECT id FROM events WHERE dyad = :dyad)"
OF_DYAD = {
    "evidence": "finding IN (SELECT f.id FROM findings f JOIN ratings r ON r.id = f.rating WHERE r.dyad = :dyad)",
    "findings": "rating IN (SELECT id FROM ratings WHERE dyad = :dyad)",
    "ratings": "dyad = :dyad",
    "rating_history": "dyad = :dyad",
    "changes": "dyad = :dyad",
    "event_instruments": _OF_EVENTS,
    "event_parties": _OF_EVENTS,
    "event_links": _OF_EVENTS,
    "event_sources": _OF_EVENTS,
    "events": "dyad = :dyad",
    "assessments": "dyad = :dyad",
    "reviews": "dyad = :dyad",
    "profile": "dyad = :dyad",
    "records": "stream = :dyad",
    "runs": "dyad = :dyad",
    "dyads": "dyad = :dyad",
}

INDEXES = (
    ("events", ("kind",)),
    ("events", ("status",)),
    ("events", ("dyad", "sort_key")),
    ("ratings", ("level_rank",)),
    ("changes", ("day",)),
    ("records", ("event",)),
    ("records", ("stream",)),
)

SEARCHED = ("title", "summary", "actors", "place", "tags")

VIEWS = {
    "current_ratings": """
        SELECT r.dyad, d.name AS dyad_name, r.instrument, i.name AS instrument_name, r.level, r.trend, r.confidence, r.because,
               r.rated_on, r.reviewed_to, r.unreviewed_since, r.holds_until,
               CASE r.carried_by_one WHEN 1 THEN 'yes' ELSE '' END AS carried_by_one_event, r.id AS rating
        FROM ratings r JOIN dyads d ON d.dyad = r.dyad JOIN instruments i ON i.instrument = r.instrument
        ORDER BY r.dyad, i.rowid""",
    "why": """
        SELECT r.dyad, r.instrument, r.level, f.part, f.outcome, f.sentence, f.because, e.date, e.kind, e.title, e.id AS event
        FROM findings f JOIN ratings r ON r.id = f.rating JOIN instruments i ON i.instrument = r.instrument
        LEFT JOIN evidence v ON v.finding = f.id LEFT JOIN events e ON e.id = v.event
        WHERE f.met = 1 AND (f.part <> 'level' OR f.outcome = r.level)
        ORDER BY r.dyad, i.rowid, f.part, f.place, e.sort_key""",
    "what_would_change_it": """
        SELECT r.dyad, r.instrument, r.level, f.outcome AS next_level, f.sentence AS it_takes, f.because AS so_far,
               r.holds_until AS lapses_after,
               CASE r.carried_by_one WHEN 1 THEN 'one event less would lower it' ELSE '' END AS hangs_on
        FROM ratings r JOIN instruments i ON i.instrument = r.instrument
        LEFT JOIN findings f ON f.rating = r.id AND f.part = 'level' AND f.met = 0
          AND f.place = (SELECT max(place) FROM findings g WHERE g.rating = r.id AND g.part = 'level' AND g.met = 0
            AND g.place < coalesce((SELECT min(place) FROM findings h WHERE h.rating = r.id AND h.part = 'level' AND h.met = 1), 99))
        WHERE r.level IS NOT NULL
        ORDER BY r.dyad, i.rowid""",
    "agreement": """
        SELECT a.dyad, a.instrument, i.name AS instrument_name, a.computed_level, a.level AS published_level,
               a.computed_rank - a.level_rank AS steps, a.computed_trend, a.trend AS published_trend,
               CASE WHEN a.level IS NULL THEN NULL WHEN a.computed_level IS a.level THEN 'same'
               WHEN abs(a.computed_rank - a.level_rank) = 1 THEN 'one step' ELSE 'more' END AS level_match,
               CASE WHEN a.trend IS NULL THEN NULL WHEN a.computed_trend IS a.trend THEN 'same' ELSE 'differs' END AS trend_match,
               a.judged_on, a.source, a.computed_because
        FROM assessments a JOIN instruments i ON i.instrument = a.instrument
        ORDER BY a.dyad, i.rowid""",
    "lapsing": """
        SELECT r.dyad, r.instrument, r.level, r.holds_until, r.rated_on, r.because, r.id AS rating
        FROM ratings r WHERE r.holds_until IS NOT NULL ORDER BY r.holds_until, r.dyad""",
    "timeline": """
        SELECT e.date, e.dyad, e.instruments, e.kind, e.title, e.status, e.substance, e.channel, e.place, e.source_link, e.id AS event,
               e.sort_key
        FROM events e ORDER BY e.sort_key DESC""",
}


@contextmanager
def writing(path: Path) -> Iterator[sqlite_utils.Database]:
    """The database at `path`, for its one writer, in one transaction: the next reader finds all of it, or what was there before.

    A first build is made beside and renamed when it is whole. Raises Unusable.
    """
    with _alone(path):
        target = path if path.exists() else path.with_name(f"{path.name}.new")
        try:
            if target != path:
                _remove(path, target)
            with closing(_connect(target)) as db:
                with _transaction(db):
                    yield db
                if target != path:
                    _settle(db)
            if target != path:
                target.rename(path)
        except sqlite3.Error as error:
            raise Unusable(f"{path}: cannot be written: {error}") from error
        finally:
            if target != path:
                _remove(target)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Waits until no other recompute writes in the folder; the lock is the system's, and leaves no file."""
    try:
        handle = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise Unusable(f"{path}: cannot be written: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _settle(db: sqlite_utils.Database) -> None:
    """Brings all that is in the write-ahead log into the file itself. Raises sqlite3.Error; closing alone would keep silent."""
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("the new database is in use")


def _remove(*paths: Path) -> None:
    """Removes files, and what SQLite kept beside them, that a killed recompute may have left."""
    for path in paths:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite_utils.Database:
    """The database at `path`, opened for writing, in WAL mode. Raises Unusable for a file that is something else."""
    try:
        db = sqlite_utils.Database(sqlite3.connect(path, timeout=60))
        ours = db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{path}: cannot be used as the database: {error}") from None
    if not ours and db.table_names():
        raise Unusable(f"{path}: is another program's database; name another file with --db")
    db.enable_wal()
    return db


@contextmanager
def _transaction(db: sqlite_utils.Database) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            db.rollback()
        raise
    db.execute("COMMIT")


def is_current(db: sqlite_utils.Database) -> bool:
    """Whether the database has this program's schema."""
    return bool(db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION)


def stored_sums(db: sqlite_utils.Database, stream: str) -> set[str]:
    """The digests of a stream's records that the database was built from."""
    return {sum for (sum,) in db.execute("SELECT sum FROM records WHERE stream = ?", (stream,)).fetchall()}


def stored_streams(db: sqlite_utils.Database) -> list[str]:
    """The streams that the database was built from, by whatever version of this program."""
    there = "records" in db.table_names() and {"stream", "sum"} <= set(db.table("records").columns_dict)
    return [name for (name,) in db.execute("SELECT DISTINCT stream FROM records").fetchall()] if there else []


def make_schema(db: sqlite_utils.Database) -> None:
    """Drops whatever is there and makes every table, index and view; within the caller's transaction."""
    for view in db.view_names():
        db.view(view).drop()
    if "events_fts" in db.table_names():
        db.table("events").disable_fts()
    for name in reversed([name for name in db.table_names() if not name.startswith("sqlite_")]):
        db.table(name).drop()
    for name, (columns, key, references) in TABLES.items():
        keys = [(column, table, _KEYS[table]) for column, table in references.items()]
        required = {*([key] if isinstance(key, str) else key), *(["sort_key"] if "sort_key" in columns else [])}
        db.table(name).create(columns, pk=key, foreign_keys=keys, not_null=required)
        for column in references:
            db.table(name).create_index([column])
        if "sort_key" in columns:  # paging by anything that is not unique loses and repeats rows
            db.table(name).create_index(["sort_key"], unique=True)
    for name, index in INDEXES:
        db.table(name).create_index(index)
    db.table("events").enable_fts(SEARCHED, create_triggers=True, tokenize="porter")
    for name, query in VIEWS.items():
        db.create_view(name, query)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def remove_dyad(db: sqlite_utils.Database, dyad: str) -> None:
    """Takes out all rows of one dyad."""
    for table, where in OF_DYAD.items():
        db.execute(f"DELETE FROM [{table}] WHERE {where}", {"dyad": dyad})


def insert(db: sqlite_utils.Database, rows: Rows) -> None:
    """Adds rows, each a tuple in the order of its table's columns."""
    for table, found in rows.items():
        places = ", ".join("?" * len(TABLES[table][0]))
        db.conn.executemany(f"INSERT INTO [{table}] VALUES ({places})", found)
