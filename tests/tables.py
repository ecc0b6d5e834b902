"""What tests ask of a published database, and a Datasette started over one."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from logs import draft, put

from mdime_events.cli.main import main

ROOT = Path(__file__).parent.parent
METADATA = ROOT / "datasette-metadata.yml"
TWELVE = ["D1", "D2", "D3", "I1", "I2", "I3", "M1", "M2", "M3", "E1", "E2", "E3"]


def rows(db, sql, *values):
    """The rows that a question gets, as tuples."""
    with closing(sqlite3.connect(db, timeout=60)) as connection:
        return connection.execute(sql, values).fetchall()


def column(db, sql, *values):
    return [row[0] for row in rows(db, sql, *values)]


def names(db, type):
    """The tables or views that the schema made, without those of the search index."""
    asked = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'events_fts%'"
    return set(column(db, asked, type))


def contents(db):
    """Every row of every table and view, in an order that depends on nothing but the rows."""
    with closing(sqlite3.connect(db, timeout=60)) as connection:
        connection.execute("BEGIN")
        asked = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'events_fts%'"
        found = [name for (name,) in connection.execute(asked) if not name.startswith("sqlite_")]
        return {name: sorted(connection.execute(f"SELECT * FROM [{name}]").fetchall(), key=repr) for name in found}


def search(db, words):
    """The titles of the events that a full-text search finds."""
    asked = "SELECT title FROM events WHERE rowid IN (SELECT rowid FROM events_fts WHERE events_fts MATCH ?) ORDER BY sort_key"
    return column(db, asked, words)


def levels(db, dyad="CHN-IRN"):
    return dict(rows(db, "SELECT instrument, level FROM ratings WHERE dyad = ?", dyad))


def amend(id, stream="CHN-IRN", **changes):
    return draft({"set": changes, "why": "x"}, type="amended", event=id, stream=stream)


def retract(id, stream="CHN-IRN"):
    return draft({"why": "x"}, type="retracted", event=id, stream=stream)


def review(log, begins="2012", ends="2023-12", instruments=TWELVE, stream="CHN-IRN", **fields):
    data = {"from": begins, "to": ends, "instruments": list(instruments), "scope": "open sources", **fields}
    return put(log, draft(data, type="reviewed", stream=stream))[0]


def assess(log, instrument="M1", stream="CHN-IRN", **fields):
    data = {"instrument": instrument, "on": "2023-12", "sources": [{"source": "fmso-2023"}], **fields}
    return put(log, draft(data, type="assessed", stream=stream))[0]


def told_here(root, arguments, monkeypatch, capsys):
    """A command run in this process: exit code, answer and words. For the many that need no process of their own."""
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "argv", ["mdime", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    return subprocess.CompletedProcess(arguments, ended.value.code, told.out, told.err)


def free_port():
    with closing(socket.socket()) as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


@contextmanager
def running(command, port, cwd, **env):
    """A server, from its first answer on; yields a client of it. It is ended with all that it started."""
    settings = {**os.environ, "MDIME_BY": "tester", **env}
    where = Path(cwd) / "server.log"
    with where.open("wb") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", *map(str, command)], cwd=cwd, env=settings, stdout=told, stderr=told, start_new_session=True
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
                answers_within(client, server, where)
                yield client
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


@contextmanager
def served(place, *options):
    """Plain Datasette over a workspace's database with its metadata, as a reader without `mdime serve` starts it."""
    port = free_port()
    with running(["datasette", place.database, "-m", place.metadata, "--port", port, *options], port, place.root) as client:
        yield client


def answers_within(client, server, where, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert server.poll() is None, where.read_text()
        try:
            client.get("/-/versions.json")
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(where.read_text())
