"""Sealing: one record that names the heads of all streams at one moment, so that its digest stands for the whole data set."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from mdime_events.log import stream as streams
from mdime_events.log.append import Draft, Written, append
from mdime_events.log.envelope import SEALS, Record
from mdime_events.log.ids import new_id
from mdime_events.log.verify import sealed_heads


def heads(log: Path) -> dict[str, list[str]]:
    """The heads of every stream but the seals' own."""
    return {name: list(streams.read(log, name).heads) for name in streams.streams(log) if name != SEALS}


def seal(log: Path, by: str) -> Written:
    """Seals the log as it is; a log that has not changed since its last seal keeps that one. Raises append.Refused."""
    last = seals(log)[-1:]
    if last and sealed_heads(last[0]) == heads(log):
        return Written(record=last[0], duplicate=True)
    return append(log, [Draft(stream=SEALS, type="sealed", id=new_id(), data={"heads": heads(log)})], by)[0]


def seals(log: Path) -> list[Record]:
    """All seals, oldest first."""
    return of(streams.read(log, SEALS))


def of(stream: streams.Stream) -> list[Record]:
    """The same of the seals' stream."""
    return [line.record for line in streams.reading_order(stream.lines)]


def uncommitted(log: Path) -> list[str]:
    """The files of the log that git has not committed as they are; none where the log is not in git's care."""
    command = ["git", "-C", str(log), "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", "."]
    try:
        told = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout
    except OSError:  # no git
        return []
    return sorted(name for entry in told.split("\0") if (name := Path(entry[3:]).name).endswith(".jsonl"))


def naming(log: Path, stream: str, heads: tuple[str, ...]) -> str | None:
    """The newest seal under which `stream` has just these heads: the digest to cite; None where it has grown since."""
    return newest(seals(log), stream, heads)


def newest(sealed: Sequence[Record], stream: str, heads: tuple[str, ...]) -> str | None:
    """The same among seals that are at hand, oldest first."""
    for record in reversed(sealed):
        if (sealed_heads(record) or {}).get(stream) == list(heads):
            return record.sum
    return None
