"""The campaign of append: in every situation every call fails or kills, at every byte. Answers what was tried and what was lost.

A loss is any of: a record that was acknowledged and is not there, or was not synced; one that is there twice; a changed byte before
the last newline; a retry that does not land just once; a log that verify then complains of; an error that is not the project's own.
"""

import errno
import gc
import json
import logging
import os
import resource
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

from attrs import frozen
from injector import FAIL, FAIL_FOR_GOOD, KILL_AFTER, KILL_BEFORE, SHORT, SHORT_THEN_FAIL, SHORT_THEN_KILL, Fault, in_child
from logs import ACCORD, DRILL, DYAD, VISIT, draft, put

from mdime_events.log import append as appending_module
from mdime_events.log import durable
from mdime_events.log import stream as streams
from mdime_events.log.append import Refused, append
from mdime_events.log.verify import verify

ERRORS = (errno.ENOSPC, errno.EIO, errno.EDQUOT)


@frozen
class Situation:
    """A log as it stands before an append, and what is appended."""

    name: str
    content: bytes
    drafts: tuple
    checkpoint: bool = True
    torn: bytes = b""


def situations():
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder), draft(), draft(DRILL))
        there = (Path(folder) / f"{DYAD}.jsonl").read_bytes()
    one, three = (draft(seen=True, **ACCORD),), tuple(draft(seen=True, **each) for each in (VISIT, DRILL, ACCORD))
    yield Situation("a new file", b"", one)
    yield Situation("a file that is there", there, one)
    yield Situation("a file without its checkpoint", there, one, checkpoint=False)
    yield Situation("a torn tail", there, one, torn=there[:300])
    yield Situation("a batch", there, three)
    yield Situation("a first batch", b"", three)


def lay(situation, folder):
    """The log of a situation, in `folder`."""
    log = folder / "events"
    log.mkdir()
    if situation.content:
        path = log / f"{DYAD}.jsonl"
        path.write_bytes(situation.content)
        if situation.checkpoint:
            append(log, [draft(id=streams.read(log, DYAD).lines[0].record.id, seen=True)], "tester")
        path.write_bytes(situation.content + situation.torn)
    return log


def appending(log, situation, limit=None):
    def work():
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            append(log, situation.drafts, "tester")
        except Refused as refusal:
            return str(refusal)
        return "acknowledged"

    return work


def synced(outcome, log):
    """Whether what the child acknowledged would outlive a cut of the power: the file and, for a new one, its folder were synced."""
    path = str(log / f"{DYAD}.jsonl")
    durable, named = None, True
    for call, result, size, where in outcome.calls:
        if where == path and result >= 0:
            durable = size if call == "fsync" else durable
            named = named and call != "create"
        if where == str(log) and call == "fsync" and result == 0:
            named = True
    changed = any(where == path and call == "write" for call, _, _, where in outcome.calls)
    return named and (not changed or durable == (log / f"{DYAD}.jsonl").stat().st_size)


def ids(log):
    return Counter(line.record.id for line in streams.read(log, DYAD).lines)


def losses(situation, log, outcome):
    """Everything that went wrong at one point, in words."""
    wanted = {each.id for each in situation.drafts}
    path = log / f"{DYAD}.jsonl"
    content = path.read_bytes() if path.exists() else b""
    there = ids(log)
    if not content.startswith(situation.content):
        yield "bytes before the last newline changed"
    if _taken_back(outcome) and content not in (situation.content, situation.content + situation.torn):
        yield "refused, and not taken back"
    if isinstance(outcome.said, dict):
        yield f"an error of another kind: {outcome.said}"
    if outcome.said == "acknowledged" and not (wanted <= set(there) and synced(outcome, log)):
        yield "acknowledged, and not there or not synced"
    if any(count > 1 for count in there.values()):
        yield "there twice"
    yield from retry_losses(situation, log, wanted)


def _taken_back(outcome):
    """Whether the child said that nothing was recorded, and that the file is as it was."""
    return isinstance(outcome.said, str) and outcome.said.startswith("nothing was recorded") and "nor could" not in outcome.said


def retry_losses(situation, log, wanted):
    again = in_child(appending(log, situation), log)
    report = verify(log)
    if again.said != "acknowledged" or not synced(again, log):
        yield f"the retry did not land: {again.said}"
    if any(ids(log)[id] != 1 for id in wanted) or report.records != situation.content.count(b"\n") + len(wanted):
        yield "the retry did not land just once"
    if report.problems or report.warnings or report.torn:
        yield f"verify complains: {report.problems or report.warnings or report.torn}"
    kept = b"".join(each.read_bytes() for each in (log / ".torn").glob("*"))
    if situation.torn not in kept:
        yield "the torn tail was not kept"


def faults(calls, length, every):
    """All faults of an append of `length` bytes that makes these calls."""
    for nth, (call, *_) in enumerate(calls, 1):
        yield from (Fault(nth=nth, action=action, number=number) for action in (FAIL, FAIL_FOR_GOOD) for number in ERRORS)
        if call in ("write", "fsync", "truncate"):
            yield Fault(nth=nth, action=FAIL, number=errno.EINTR)
        yield from (Fault(nth=nth, action=action) for action in (KILL_BEFORE, KILL_AFTER))
    line = next(nth for nth, (call, result, _, _) in enumerate(calls, 1) if call == "write" and result == length)
    for part in range(0, length, every):
        yield Fault(nth=line, action=SHORT, part=part) if part else Fault(nth=line, action=KILL_BEFORE)
        yield Fault(nth=line, action=SHORT_THEN_KILL, part=part)
        yield Fault(nth=line, action=SHORT_THEN_FAIL, number=errno.ENOSPC, part=part)


def points(situation, every):
    """Every (fault, limit of the file's size) to try in a situation."""
    with tempfile.TemporaryDirectory() as folder:
        log = lay(situation, Path(folder))
        calls = in_child(appending(log, situation), log).calls
        length = (log / f"{DYAD}.jsonl").stat().st_size - len(situation.content)
    yield from ((fault, None) for fault in faults(calls, length, every))
    yield from ((None, len(situation.content) + size) for size in range(0, length, every))


# What an append could forget: with any one of these the campaign must find losses.
FORGOTTEN = {
    "to sync": lambda: setattr(durable, "os", SimpleNamespace(**{**vars(os), "fsync": lambda handle: None})),
    "to sync the folder": lambda: setattr(durable, "_sync", lambda path: None),
    "to take back": lambda: setattr(durable, "_take_back", lambda handle, path, before, created, error: durable.NotWritten(*error.args)),
    "to keep the torn tail": lambda: setattr(
        durable, "keep_aside", lambda path, tail, folder: os.truncate(path, path.stat().st_size - len(tail)) or path
    ),
    "to look for the id": lambda: setattr(appending_module, "_stored", lambda path: {}),
}


def main(part, parts, every, forgotten=None):
    tried, lost = Counter(), []
    if forgotten:
        FORGOTTEN[forgotten]()
    if every > 1 and Path("/dev/shm").is_dir():
        tempfile.tempdir = "/dev/shm"  # a sample need not wait for a real disk
    gc.freeze()
    logging.disable()
    for situation in list(situations()):
        for number, (fault, limit) in enumerate(points(situation, every)):
            if number % parts == part:
                with tempfile.TemporaryDirectory() as folder:
                    log = lay(situation, Path(folder))
                    outcome = in_child(appending(log, situation, limit), log, fault)
                    tried["kills" if outcome.said is None else "fault points"] += 1
                    lost += [f"{situation.name}, {fault or limit}: {each}" for each in losses(situation, log, outcome)]
                    shutil.rmtree(log)
    sys.stdout.write(json.dumps({"tried": tried, "lost": lost}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), *sys.argv[4:])
