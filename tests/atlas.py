"""An invented workspace to look at and to measure: many dyads, the same for the same seed.

    python tests/atlas.py FOLDER [DYADS] [EVENTS_A_DYAD]

Its countries are real and its events are not: every title says so.
"""

import random
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

from mdime_events.log import door
from mdime_events.log.append import Draft, append
from mdime_events.log.ids import new_id
from mdime_events.log.seal import seal
from mdime_events.recompute import recompute
from mdime_events.regions import REGIONS
from mdime_events.vocabulary import INSTRUMENTS, KINDS, LEVELS, OVERALL, TRENDS
from mdime_events.workspace import Workspace

ROOT = Path(__file__).parent.parent
FIRST, LAST = date(2009, 1, 1), date(2026, 9, 30)
NEAR = ("Southern Asia", "South-eastern Asia", "Central Asia", "Western Asia", "Eastern Africa", "Western Africa", "South America")
SOURCES = ({"key": "gazette", "reliability": "B"}, {"key": "wire", "reliability": "C"}, {"key": "blog", "reliability": "E"})


def dyads(number):
    """China and Russia by turns, in recipients of the regions near them first."""
    near = [code for name in NEAR for code in REGIONS[name].split()]
    every = near + [code for codes in REGIONS.values() for code in codes.split() if code not in near]
    random.Random(7).shuffle(near)
    pairs = [f"{benefactor}-{code}" for code in (*near, *every) for benefactor in ("CHN", "RUS") if benefactor != code]
    return list(dict.fromkeys(pairs))[:number]


def build(root, number=40, events=45):
    """A workspace with a log of invented events, reviewed, assessed and sealed, and its database."""
    place = Workspace(root=Path(root))
    place.root.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "rules", place.rules, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    shutil.copy(ROOT / "datasette-metadata.yml", place.root)
    append(place.log, [_source(each) for each in SOURCES], "atlas")
    for dyad in dyads(number):
        append(place.log, list(_dyad(dyad, events)), "atlas")
    seal(place.log, "atlas")
    recompute(place)
    return place


def _draft(type, data, stream):
    return Draft(stream=stream, type=type, id=new_id(), data=door.payload(type, data))


def _source(each):
    named = {"title": f"The invented {each['key']}", "publisher": each["key"].title(), "published": "2026"}
    return _draft("sourced", {**named, **each}, "_sources")


def _dyad(dyad, events):
    chance = random.Random(dyad)
    weight, begun = chance.random(), []
    for number in range(max(1, int(events * (0.2 + 1.6 * weight)))):
        draft = _draft("logged", _event(chance, number, begun, weight), dyad)
        begun.append(draft.id)
        yield draft
    reviewed = [code for code in INSTRUMENTS if chance.random() < 0.9]
    if reviewed and chance.random() < 0.85:
        ends = (LAST - timedelta(days=chance.randrange(1500))).isoformat()
        yield _draft("reviewed", {"from": "2012", "to": ends, "instruments": reviewed, "scope": "Invented open sources"}, dyad)
    for code in chance.sample([*INSTRUMENTS, OVERALL], 4) if chance.random() < 0.3 else ():
        judged = {"level": chance.choice(list(LEVELS)), "trend": chance.choice(TRENDS), "on": "2023-12"}
        yield _draft("assessed", {"instrument": code, "sources": [{"source": "gazette"}], **judged}, dyad)


def _event(chance, number, begun, weight):
    kind = chance.choice(list(KINDS))
    instruments = list(KINDS[kind].instruments)
    restraint = KINDS[kind].family == "restraints"
    row = {
        "date": _date(chance, kind, weight),
        "kind": kind,
        "title": f"Invented {kind.replace('-', ' ')} no. {number + 1}",
        "instruments": chance.sample(instruments, min(len(instruments), 1 + (chance.random() < 0.1))),
        "sources": [{"source": chance.choice(SOURCES)["key"], "credibility": chance.randint(1, 4)}],
        "effect": "lowers" if restraint and chance.random() < 0.6 else "raises",
        "status": chance.choices(["occurred", "planned", "cancelled", "disputed"], [90, 5, 2, 3])[0],
        "summary": "This event is invented: it serves to try the pages.",
    }
    if row["kind"] == "termination" and begun:
        row["ends"] = [chance.choice(begun)]
    if chance.random() < 0.04:
        row["marking"] = "TLP:GREEN"
    return row


def _date(chance, kind, weight):
    """A day, a month, a year, a range, or a state that is open or over; the busy dyads go on to the end."""
    days = (LAST - FIRST).days
    first = FIRST + timedelta(days=int(days * chance.random() ** (0.6 if weight > 0.4 else 1.4)))
    last = first + timedelta(days=chance.randrange(30, 1500))
    forms = [first.isoformat(), first.isoformat()[:7], str(first.year), f"[{first.year}..{last.year}]"]
    states = [f"{first.isoformat()[:7]}/..", f"{first.isoformat()[:7]}/{last.isoformat()[:7]}"]
    return chance.choices([*forms, *states], [40, 30, 10, 3, 9, 8])[0]


if __name__ == "__main__":
    folder, *sizes = sys.argv[1:]
    made = build(folder, *map(int, sizes))
    sys.stdout.write(f"{made.database}\n")
