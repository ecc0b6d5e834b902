"""`make bench`: prints every ratio with its goal. A number says nothing by itself here: machines are shared."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

import append  # noqa: E402

BENCHES = (append,)
ROUNDS = 400

for bench in BENCHES:
    for what, ratio, goal in bench.ratios(ROUNDS):
        sys.stdout.write(f"{what:62} {ratio:6.2f}   {goal}\n")
        sys.stdout.flush()
