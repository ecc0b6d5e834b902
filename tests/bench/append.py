"""What a durable append costs, beside a bare lock, write and fsync of the same bytes in the same run."""

import fcntl
import os
from statistics import median

from logs import DYAD, draft
from measure import exponent, interleaved, ratio

from mdime_events.log.append import append

FEW, SOME, MANY = 10, 300, 10_000


def ratios(folder, rounds, dyads):
    """(what, ratio, goal) of an append to a short and to a long stream, and of one after somebody else's."""
    few, some, many = (_log(folder / f"append-{size}", size) for size in (FEW, SOME, MANY))
    line = (few / f"{DYAD}.jsonl").read_bytes().splitlines(keepends=True)[-1]
    bare, short, middle, long = interleaved(
        40 * rounds, lambda: _bare(few, line), lambda: _append(few), lambda: _append(some), lambda: _append(many)
    )
    yield "append, heads checked / bare lock, write and fsync", ratio(short, bare), "at most 2.5"
    yield f"append to {MANY:,} records / to {FEW}", ratio(long, short), "about 1"
    yield f"append: growth with the stream, {FEW} to {MANY:,}", exponent((FEW, SOME, MANY), map(median, (short, middle, long))), "about 0"
    content = (many / f"{DYAD}.jsonl").read_bytes
    read, merged = interleaved(rounds, content, lambda: _after_a_merge(many))
    yield f"append to {MANY:,} records after a merge / reading the file", ratio(merged, read), "no goal: all of it is checked"


def _log(folder, records):
    append(folder, [draft(title=f"Visit {number}") for number in range(records)], "bench")
    return folder


def _bare(folder, line):
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    handle = os.open(folder / "bare", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, line)
    os.fsync(handle)
    os.close(handle)
    os.close(lock)


def _append(folder):
    append(folder, [draft(title="One more visit")], "bench")


def _after_a_merge(folder):
    (folder / ".checkpoints" / f"{DYAD}.json").unlink()
    _append(folder)
