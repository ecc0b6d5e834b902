"""The command that serves the site."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from mdime_events.cli.common import say, workspace
from mdime_events.workspace import Workspace

SETTINGS = {
    "default_page_size": 50,
    "suggest_facets": "off",
    "default_facet_size": 12,
    "facet_time_limit_ms": 1000,
    "sql_time_limit_ms": 3000,
    "allow_download": "on",
    "default_cache_ttl": 0,
}
PUBLIC_SETTINGS = {"allow_download": "off", "sql_time_limit_ms": 1000, "max_returned_rows": 1000, "default_allow_sql": "off"}
FOLLOW_SECONDS = 1.0


@click.command(
    epilog="""\b
Examples:
  mdime serve
  mdime serve --port 8080 --no-follow
  mdime serve --public --host 0.0.0.0       (no SQL of the reader's own, no download)"""
)
@click.option("--port", default=8001, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--no-follow", is_flag=True, help="Do not recompute when the log or the rules change.")
@click.option("--public", is_flag=True, help="Limits for readers whom you do not know.")
@click.pass_context
def serve(ctx: click.Context, /, port: int, host: str, no_follow: bool, public: bool) -> None:
    """Browse mdime.db with Datasette; while it runs, what is logged shows on reload."""
    place = workspace(ctx)
    seen = _state(place)
    _recompute(place)
    server = subprocess.Popen(_command(place, host, port, public))
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        if not no_follow:
            _follow(place, server, seen)
        code = server.wait()
    except KeyboardInterrupt:
        server.terminate()
        code = server.wait()
    ctx.exit(1 if code > 0 else 0)


def _command(place: Workspace, host: str, port: int, public: bool) -> list[str]:
    settings: dict[str, Any] = {**SETTINGS, **(PUBLIC_SETTINGS if public else {})}
    command = [sys.executable, "-m", "datasette", "serve", str(place.database), "--host", host, "--port", str(port)]
    if place.metadata.exists():
        command += ["-m", str(place.metadata)]
    for name, value in settings.items():
        command += ["--setting", name, str(value)]
    return command


def _follow(place: Workspace, server: subprocess.Popen[bytes], seen: dict[Path, tuple[int, int]]) -> None:
    """Recomputes whenever a file of the log or the rules is other than it was `seen`, until the server ends."""
    while server.poll() is None:
        if (now := _state(place)) != seen:
            seen = now
            _recompute(place)
        time.sleep(FOLLOW_SECONDS)


def _state(place: Workspace) -> dict[Path, tuple[int, int]]:
    found = {}
    for file in (*place.log.glob("*.jsonl"), *place.rules.glob("*.py")):
        with suppress(FileNotFoundError):
            state = file.stat()
            found[file] = (state.st_size, state.st_mtime_ns)
    return found


def _recompute(place: Workspace) -> None:
    """Brings the database up to date in a process of its own, so that changed rules are loaded afresh; says what is wrong and serves on."""
    done = subprocess.run(
        [sys.executable, "-m", "mdime_events.cli.main", "--root", str(place.root), "recompute"], capture_output=True, text=True, check=False
    )
    say((done.stdout + done.stderr).strip())
    if done.returncode < 0:
        say(f"mdime: a recompute was stopped by signal {-done.returncode}; the site shows the last state until the log changes again")
