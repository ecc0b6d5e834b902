"""What a batch costs, beside writing the same lines and syncing them."""

import os
from itertools import count

from logs import DYAD, draft
from measure import interleaved, ratio

MANY = 100_000


def ratios(folder, rounds, dyads, events=MANY):
    """(what, ratio, goal)."""
    from mdime_events.log.append import append
    from mdime_events.log.envelope import encode

    drafts = [draft(title=f"Visit {number}", summary="Talks on training, and a second round in spring. " * 8) for number in range(events)]
    logs = (folder / f"batch-{number}" for number in count())
    first = next(logs)
    append(first, drafts, "bench")
    lines = (first / f"{DYAD}.jsonl").read_bytes().splitlines(keepends=True)

    def written():
        with open(folder / "lines", "wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())

    def made():
        """The least that a chain of digests asks for, and the same write."""
        prev, found = (), []
        for each in drafts:
            line = encode(
                id=each.id, type="logged", event=each.id, stream=DYAD, at="2026-11-25T00:00:00.000Z", by="b", prev=prev, data=each.data
            )
            prev = (line[-66:-2].decode(),)
            found.append(line + b"\n")
        with open(folder / "lines", "wb") as file:
            file.writelines(found)
            file.flush()
            os.fsync(file.fileno())

    bare, chained, whole = interleaved(rounds, written, made, lambda: append(next(logs), drafts, "bench"))
    yield f"batch of {events:,} / writing the same lines and fsync", ratio(whole, bare), "at most 2.2"
    yield f"batch of {events:,} / encoding, digesting, writing and fsync", ratio(whole, chained), "no goal"
