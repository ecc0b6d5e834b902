"""What it costs to start: the commands that are called most, beside an empty Python."""

import os
import shutil
import subprocess
import sys
from itertools import count

import workload
from measure import children, interleaved, ratio

NUMBER = count()
LOG = ["log", "CHN", "IRN", "--date", "2023-02", "--kind", "exercise", "-i", "M1", "--source", "fmso-2023-iran", "--title"]


def ratios(folder, rounds, dyads):
    """(what, ratio, goal)."""
    here = folder / "own"
    if not here.exists():
        shutil.copytree(workload.ROOT / "events", here / "events")
        (here / "rules").symlink_to(workload.ROOT / "rules")
    nothing, help, log = interleaved(
        rounds,
        lambda: _run("-c", "pass"),
        lambda: _run("-m", "mdime_events.cli.main", "--help"),
        lambda: _run("-m", "mdime_events.cli.main", *LOG, f"Drill {next(NUMBER)}", cwd=here),
        clock=children,
    )
    yield "mdime --help / python -c pass", ratio(help, nothing), "at most 5"
    yield "mdime log, with the ratings that move / python -c pass", ratio(log, nothing), "at most 12"


def _run(*arguments, cwd=None):
    """As a user runs it, whose Python keeps what it has compiled."""
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=cwd, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
