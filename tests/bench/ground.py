"""What the benchmarks stand on: workloads, and the floors that all of them share."""

import gc
from functools import cache

import msgspec
import workload

from mdime_events import replay
from mdime_events.log.envelope import Record
from mdime_events.model import Coding
from mdime_events.rulebook import load
from mdime_events.standing import Method
from mdime_events.workspace import Workspace

METADATA = workload.ROOT / "datasette-metadata.yml"
DENSITY = 2_500  # events of a dyad where there are a million

_record, _coding = msgspec.json.Decoder(Record), msgspec.json.Decoder(Coding)


def place(folder, dyads, each=DENSITY):
    """A workspace of some dyads, each with so many events."""
    there = folder / f"{dyads}x{each}"
    if not there.exists():
        workload.make(there, each * workload.DYADS, most=dyads)
        (there / METADATA.name).symlink_to(METADATA)
    return Workspace(root=there)


def decode(here):
    """The floor of all reading: every line of every dyad decoded, its coding too, and nothing checked."""
    count = 0
    for name in replay.dyads(here.log):
        with (here.log / f"{name}.jsonl").open("rb") as lines:
            for line in lines:
                record = _record.decode(line)
                if record.type == "logged":
                    _coding.decode(record.data)
                    count += 1
    return count


@cache
def method():
    return Method(book=load(workload.ROOT / "rules"))


def dossiers(here):
    """All of them; they are kept out of the way of Python's search for circles, since the program has one of them at a time."""
    registered = replay.sources(here.log)
    found = [replay.dossier(here.log, name, registered) for name in replay.dyads(here.log)]
    gc.freeze()
    return found
