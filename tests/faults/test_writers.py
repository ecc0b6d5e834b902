"""Eight writers at once: nothing is lost, nothing doubled, one well-formed graph."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest
from logs import DYAD, draft

from mdime_events.log import stream as streams
from mdime_events.log.append import append
from mdime_events.log.verify import verify

WRITERS = 8
DYADS = ("CHN-IRN", "RUS-IRN", "CHN-PAK", "RUS-SYR")
WRITER = """
import json, random, sys
from pathlib import Path
from logs import draft
from mdime_events.log.append import append

log, way, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
dyads, shared = json.loads(sys.argv[5]), json.loads(sys.argv[6])
pick = random.Random(name)
for number in range(count):
    if way == "same ids":
        drafts = [draft(id=shared[number], seen=True, title=f"Shared {number}")]
    else:
        size = pick.randint(2, 5) if way == "batches" and name % 2 else 1
        stream = dyads[0] if way == "one stream" else pick.choice(dyads)
        drafts = [draft(stream=stream, title=f"{name} {number}") for _ in range(size)]
    for each in append(log, drafts, f"writer {name}"):
        print(each.record.id, "there" if each.duplicate else "new", flush=True)
"""


def race(log, way, count, shared=()):
    """What eight processes were told: (id, new or there)."""
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([os.path.dirname(os.path.dirname(__file__)), *sys.path])}
    command = [sys.executable, "-c", WRITER, log, way]
    rest = [str(count), json.dumps(DYADS), json.dumps(shared)]
    running = [subprocess.Popen([*command, str(name), *rest], env=paths, stdout=subprocess.PIPE, text=True) for name in range(WRITERS)]
    told = [tuple(line.split()) for each in running for line in each.communicate()[0].splitlines()]
    assert all(each.returncode == 0 for each in running)
    return told


def stored(log):
    """How often each record is there, over all streams."""
    return Counter(line.record.id for name in streams.streams(log) for line in streams.read(log, name).lines)


def forked(log):
    """The streams that are no single line of records."""
    read = [streams.read(log, name) for name in streams.streams(log)]
    return [each.name for each in read if [line.record.prev for line in each.lines[1:]] != [(line.record.sum,) for line in each.lines[:-1]]]


@pytest.mark.parametrize("way", ["one stream", "many streams", "batches"])
def test_writers_at_once_lose_and_double_nothing(log, tally, long, way):
    told = race(log, way, 200 if long else 12)
    lost = [id for id, count in stored(log).items() if count != 1] + [id for id, _ in told if id not in stored(log)]
    report = verify(log)
    assert not (report.problems or report.warnings or report.torn or forked(log))
    assert len(told) == report.records
    tally("appends raced", len(told), lost)


def test_one_id_that_is_raced_for_is_written_once_and_every_writer_is_told_so(log, tally, long):
    shared = [draft().id for _ in range(200 if long else 12)]
    told = race(log, "same ids", len(shared), shared)
    assert Counter(told) == Counter({(id, state): 1 if state == "new" else WRITERS - 1 for id in shared for state in ("new", "there")})
    assert not (verify(log).problems or forked(log))
    tally("appends raced", len(told), [id for id in shared if stored(log)[id] != 1])


def test_a_writer_between_two_others_waits_its_turn_and_names_the_last_as_its_predecessor(log):
    first = append(log, [draft()], "one")[0].record
    race(log, "one stream", 2)
    last = append(log, [draft()], "two")[0].record
    read = streams.read(log, DYAD)
    assert read.lines[1].record.prev == (first.sum,) and read.heads == (last.sum,)
