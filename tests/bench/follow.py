"""What one new event costs, from the log to a served page, and whether it costs more where more is stored."""

import time
from statistics import median

import ground
from logs import draft
from measure import exponent, interleaved
from tables import served

from mdime_events.log.append import append
from mdime_events.recompute import recompute

SIZES = (2, 8, 32)  # dyads, each as large as where there are a million events


def ratios(folder, rounds, dyads):
    """(what, ratio, goal)."""
    here = ground.place(folder, dyads)
    recompute(here, full=True)
    time.sleep(2.5)  # until the files' time stamps are believed
    recompute(here)
    with served(here) as pages:
        (seconds,) = interleaved(rounds, lambda: follow(here, pages))
    (cold,) = interleaved(1, lambda: recompute(here, full=True))
    share = median(cold) / dyads / median(seconds)
    yield "the cold build of one dyad / one new event, log to served page", share, "no goal by itself"
    yield "the same of 400 dyads: a million events", share * 400, "at least 300"
    yield "one new event: growth with the number of dyads, 2 to 32", exponent(SIZES, _by_size(folder, rounds)), "about 0"


def follow(here, pages):
    append(here.log, [draft(stream="CHN-ABW", date="2026-03-01", title="One more visit")], "bench")
    recompute(here)
    assert pages.get("/mdime/current_ratings.json?dyad=CHN-ABW&_shape=array").status_code == 200


def _by_size(folder, rounds):
    logs = [ground.place(folder, dyads) for dyads in SIZES]
    for each in logs:
        recompute(each, full=True)
    time.sleep(2.5)
    for each in logs:
        recompute(each)

    def one_more(here):
        append(here.log, [draft(stream="CHN-ABW", date="2026-03-01", title="One more visit")], "bench")
        recompute(here)

    return map(median, interleaved(rounds, *(lambda here=here: one_more(here) for here in logs), clock=time.process_time))
