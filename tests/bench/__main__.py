"""`make bench`: prints every ratio with its goal. A number says nothing by itself here: machines are shared.

python tests/bench                              all of it, medians of five rounds, on a sample of eight dyads of 2,500 events
python tests/bench build rating --dyads 400     some of it, on all of the million events
"""

import sys
import tempfile
from argparse import ArgumentParser
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent), str(Path(__file__).parents[2])]

BENCHES = ("start", "append", "batch", "rating", "build", "follow", "jobs", "pages", "peers")

asked = ArgumentParser(description="Measure what things cost.")
asked.add_argument("benches", nargs="*", default=BENCHES, metavar="BENCH", help=f"of {', '.join(BENCHES)}")
asked.add_argument("--rounds", type=int, default=5)
asked.add_argument("--dyads", type=int, default=8, help="How many dyads of 2,500 events; 400 are a million.")
asked.add_argument("--folder", type=Path, help="Where to keep the workloads for the next time; a temporary folder otherwise.")


def main(given):
    import_module("mdime_events.memory").collect_rarely()  # as the command does
    if unknown := set(given.benches) - set(BENCHES):
        asked.error(f"no bench is called {', '.join(sorted(unknown))}")
    with nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory(prefix="mdime-bench-") as folder:
        for name in given.benches:
            for what, ratio, goal in import_module(name).ratios(Path(folder), given.rounds, given.dyads):
                sys.stdout.write(f"{what:78} {'–' if ratio is None else f'{ratio:.2f}':>8}   {goal}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(asked.parse_args())
