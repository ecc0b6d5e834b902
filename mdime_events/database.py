"""Writing the published database, one dyad's rows at a time. It holds nothing that the log and the rules do not give.

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

from mdime_events.schema import APPLICATION_ID, ENDS_OF_IDS, INDEXES, KEYS, OF_DYAD, SCHEMA_VERSION, SEARCHED, TABLES
from mdime_events.views import VIEWS

Rows = dict[str, list[tuple[Any, ...]]]


class Unusable(Exception):
    """A file that is no database, or another program's, or that the disk or another writer keeps from being written."""


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
                if target != path:
                    _hasten(db)
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


def _hasten(db: sqlite_utils.Database) -> None:
    """Lets a first build, which nobody reads before it is whole, and which is thrown away if it fails, do without the disk's help."""
    db.execute("PRAGMA journal_mode = MEMORY")
    db.execute("PRAGMA synchronous = OFF")


def _settle(db: sqlite_utils.Database) -> None:
    """Brings a first build to the disk, and into the mode in which it is read. Raises sqlite3.Error; closing alone would keep silent."""
    db.execute("PRAGMA synchronous = FULL")
    db.enable_wal()
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
    return [name for (name,) in db.execute(STREAMS).fetchall()] if there else []


# Each name is looked for behind the one before: as many steps as there are streams, not records
STREAMS = """
    WITH RECURSIVE found(stream) AS (
      SELECT min(stream) FROM records
      UNION ALL SELECT (SELECT min(stream) FROM records r WHERE r.stream > found.stream) FROM found WHERE found.stream IS NOT NULL)
    SELECT stream FROM found WHERE stream IS NOT NULL"""


def stored_runs(db: sqlite_utils.Database) -> dict[str, tuple[Any, ...]]:
    """The run of every dyad, as its row."""
    return {row[1]: row for row in db.execute("SELECT * FROM runs").fetchall()}


def make_schema(db: sqlite_utils.Database) -> None:
    """Drops whatever is there and makes every table, index and view; within the caller's transaction."""
    make_tables(db)
    make_indexes(db)


def make_tables(db: sqlite_utils.Database) -> None:
    """Drops whatever is there and makes every table, to be filled before the indexes are made: that costs half as much."""
    for view in db.view_names():
        db.view(view).drop()
    if "events_fts" in db.table_names():
        db.table("events").disable_fts()
    for name in reversed([name for name in db.table_names() if not name.startswith("sqlite_")]):
        db.table(name).drop()
    for name, (columns, key, references) in TABLES.items():
        keys = [(column, table, KEYS[table]) for column, table in references.items()]
        required = {*([key] if isinstance(key, str) else key), *(["sort_key"] if "sort_key" in columns else [])}
        db.table(name).create(columns, pk=key, foreign_keys=keys, not_null=required)


def make_indexes(db: sqlite_utils.Database) -> None:
    """Makes every index and view, and the search."""
    for name, (columns, _, references) in TABLES.items():
        for column in references:
            db.table(name).create_index([column])
        if "sort_key" in columns:  # paging by anything that is not unique loses and repeats rows
            db.table(name).create_index(["sort_key"], unique=True)
    for name, index in INDEXES:
        db.table(name).create_index(index)
    db.execute(ENDS_OF_IDS)
    db.table("events").enable_fts(SEARCHED, create_triggers=True, tokenize="porter")
    for name, query in VIEWS.items():
        db.create_view(name, query)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def replace_dyad(db: sqlite_utils.Database, dyad: str, rows: Rows) -> None:
    """Brings all rows of one dyad to what they are now; rows that are the same stay untouched."""
    for table, where in OF_DYAD.items():
        old = set(db.execute(f"SELECT * FROM [{table}] WHERE {where}", {"dyad": dyad}).fetchall())
        gone = old.difference(rows.get(table, ()))
        columns, key, _ = TABLES[table]
        keys = [key] if isinstance(key, str) else list(key)
        places = [list(columns).index(column) for column in keys]
        found = " AND ".join(f"[{column}] = ?" for column in keys)
        db.conn.executemany(f"DELETE FROM [{table}] WHERE {found}", [[row[place] for place in places] for row in gone])
        rows = {**rows, table: [row for row in rows.get(table, ()) if row not in old]}
    insert(db, rows)


def insert(db: sqlite_utils.Database, rows: Rows) -> None:
    """Adds rows, each a tuple in the order of its table's columns."""
    for table, found in rows.items():
        places = ", ".join("?" * len(TABLES[table][0]))
        db.conn.executemany(f"INSERT INTO [{table}] VALUES ({places})", found)
