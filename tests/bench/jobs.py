"""What a second process brings."""

import ground
from measure import interleaved, ratio

from mdime_events.recompute import recompute
from mdime_events.spread import over_processes


def ratios(folder, rounds, dyads):
    """(what, ratio, goal)."""
    here = ground.place(folder, 4 * dyads)

    def built(**how):
        here.database.unlink(missing_ok=True)
        recompute(here, **how)

    one, two = interleaved(rounds, built, lambda: built(spread=over_processes(2)))
    yield "cold recompute: one job / two jobs", ratio(one, two), "at least 1.5"
