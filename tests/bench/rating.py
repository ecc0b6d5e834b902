"""What rating costs, beside decoding the log: every instrument at every quarter end, with trends."""

import time
from statistics import median

import ground
from measure import exponent, interleaved, ratio

from mdime_events.history import history_of
from mdime_events.standing import subjects

SIZES = (25, 250, 2_500)


def ratios(folder, rounds, dyads):
    """(what, ratio, goal)."""
    here = ground.place(folder, dyads)
    told = ground.dossiers(here)
    floor, rated = interleaved(rounds, lambda: ground.decode(here), lambda: rate(told), clock=time.process_time)
    yield "rating at 59 quarter ends, with changes / decoding the log", ratio(rated, floor), "at most 6"
    yield from _growth(folder, rounds, dyads)


def rate(told):
    for dossier in told:
        history_of(subjects(dossier, ground.method()), ground.method())


def _growth(folder, rounds, dyads):
    logs = [ground.dossiers(ground.place(folder, dyads, each)) for each in SIZES]
    taken = interleaved(rounds, *(lambda told=told: rate(told) for told in logs), clock=time.process_time)
    yield "rating: growth with a dyad's events, 25 to 2,500", exponent(SIZES, map(median, taken)), "at most 1"
