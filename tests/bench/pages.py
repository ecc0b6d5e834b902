"""What a page costs of 100,000 events over 400 dyads, in milliseconds and beside the least page that Datasette serves; and of a million."""

import sqlite3
from contextlib import closing
from itertools import cycle
from statistics import median

import ground
from measure import interleaved
from tables import served

from mdime_events.recompute import recompute

DYADS, DESK = 400, 250  # dyads, and the events of each where there are 100,000
FLOOR = "/-/versions.json"
DYAD = "CHN-ABW"
OTHERS = "SELECT dyad FROM dyads ORDER BY dyad DESC"
FIRSTS = {"the first instrument of a dyad": "M1", "the first overall": "OVERALL"}
FIRSTS |= {"what an instrument hangs on, first": "M1/hangs-on", "what the overall hangs on, first": "OVERALL/hangs-on"}
PAGES = {
    "home": "/",
    "home of a past day": "/?as_of=2019-12-31",
    "home, one region": "/?region=Eastern+Africa",
    "a dyad": f"/{DYAD}",
    "a dyad on a past day": f"/{DYAD}?as_of=2019-12-31",
    "its timeline": f"/{DYAD}/timeline",
    "its timeline, two years": f"/{DYAD}/timeline?start=2018&end=2019",
    "an instrument": f"/{DYAD}/M1",
    "an instrument on a past day": f"/{DYAD}/M1?as_of=2019-12-31",
    "what it hangs on": f"/{DYAD}/M1/hangs-on",
    "the overall": f"/{DYAD}/OVERALL",
    "an event": "/event/{event}",
    "compare six": "/compare?dyads={six}",
    "changes": "/changes",
    "coverage": "/coverage",
    "codebook": "/codebook",
    "about": "/about",
    "a figure": f"/{DYAD}/heat.svg",
}


def ratios(folder, rounds, dyads):
    """(what, milliseconds or ratio, goal). The million is asked for as everywhere, by 400 dyads of 2,500 events."""
    desk = _page_times(ground.place(folder, DYADS, DESK), rounds)
    for name, (taken, times) in desk.items():
        yield f"{name}, 100,000 events: milliseconds", taken, "at most 100"
        yield f"{name} / Datasette's versions.json", times, "–"
    if dyads < DYADS:
        yield "a page of a million events / of 100,000 (--dyads 400)", None, "at most 2"
        return
    for name, (taken, _) in _page_times(ground.place(folder, DYADS), rounds).items():
        yield f"{name}, a million events / 100,000", taken / desk[name][0], "at most 2"


def _page_times(here, rounds):
    recompute(here)
    addresses = {name: path.format(**_known(here)) for name, path in PAGES.items()}
    with served(here) as client:
        works = [lambda path=path: _get(client, path) for path in (FLOOR, *addresses.values())]
        floor, *pages = (1000 * median(taken) for taken in interleaved(rounds, *works))
        others = cycle(_asked(here, OTHERS))
        firsts = {name: _first(client, others, part, rounds) for name, part in FIRSTS.items()}
    found = {**dict(zip(addresses, pages, strict=True)), **firsts}
    return {name: (taken, taken / floor) for name, taken in found.items()}


def _first(client, others, part, rounds):
    """Each of a dyad that nobody asked for yet, so that nothing of it is kept."""
    return 1000 * median(interleaved(rounds, lambda: _get(client, f"/{next(others)}/{part}"))[0])


def _get(client, path):
    assert client.get(path).status_code == 200, path


def _known(here):
    (event,) = _asked(here, f"SELECT id FROM events WHERE dyad = '{DYAD}' ORDER BY sort_key DESC LIMIT 1")
    return {"event": event, "six": ",".join(_asked(here, "SELECT dyad FROM dyads ORDER BY dyad LIMIT 6"))}


def _asked(here, sql):
    with closing(sqlite3.connect(here.database)) as database:
        return [found for (found,) in database.execute(sql)]
