"""A log as large as is asked for, the same for the same seed: what the benchmarks read.

    python tests/bench/workload.py 10000 /tmp/ten-thousand          # events, and the folder to make a workspace in
    python tests/bench/workload.py 1000000 /tmp/million --seed 7

N events are spread evenly over 400 dyads, in the log's real format: about 700 bytes a line, one to three instruments an event, dates
as vague as real ones (days, months, years, ranges, states), 2 % amendments and 0.5 % retractions, a review a dyad up to September 2026.
The chain is whole: `mdime verify` finds nothing.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pycountry

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)] * (str(ROOT) not in sys.path)

from mdime_events.log.envelope import SOURCES, encode, timestamp  # noqa: E402
from mdime_events.vocabulary import BENEFACTORS, INSTRUMENTS, KINDS  # noqa: E402

DYADS = 400
SEED = 7
FIRST, LAST = date(2009, 1, 1), date(2026, 9, 30)
STARTED = datetime(2026, 10, 1, tzinfo=UTC)
PUBLISHERS = 40
OWN_KINDS = {
    code: [kind.name for kind in KINDS.values() if code in kind.instruments and kind.family not in ("signals", "restraints")]
    for code in INSTRUMENTS
}
TIES = [kind.name for kind in KINDS.values() if kind.stands]
TEXT = (
    "the naval delegation visited a shipyard and signed minutes on training for officers of both sides while spokesmen declined to say "
    "how many would attend or who pays and a second round of talks was set for the following spring according to the ministry"
)
WORDS = TEXT.split()
ACTORS = ("Ministry of Defence", "General Staff", "Navy", "Norinco", "Rosoboronexport", "Border Guard", "National Defence College", "CETC")
SHARES = {  # of the dates' forms, in a hundred
    "day": 56,
    "month": 18,
    "year": 8,
    "between": 4,
    "open": 6,
    "closed": 8,
}


def make(folder: Path, events: int, seed: int = SEED, most: int = DYADS) -> None:
    """Makes a workspace in `folder`: its events/, and its rules/, which are the repository's own. Of the 400 dyads only the first `most`
    are written: a sample in which each is as large as in the whole."""
    log = folder / "events"
    log.mkdir(parents=True)
    (folder / "rules").symlink_to(ROOT / "rules")
    _sources(log, Random(f"{seed} sources"))
    for number, dyad in enumerate(dyads()[:most]):
        share = events // DYADS + (number < events % DYADS)
        if share:
            (log / f"{dyad}.jsonl").write_bytes(b"".join(stream(dyad, share, seed)))


def dyads() -> list[str]:
    """Four hundred: each benefactor with the first two hundred countries."""
    countries = [each.alpha_3 for each in pycountry.countries if each.alpha_3 not in BENEFACTORS]
    return [f"{benefactor}-{country}" for benefactor in BENEFACTORS for country in countries[: DYADS // len(BENEFACTORS)]]


def stream(dyad: str, events: int, seed: int = SEED) -> list[bytes]:
    """The lines of a dyad's file: its review, then events in about the order in which they happened, some amended or retracted."""
    chance = Random(f"{seed} {dyad}")
    writer = _Writer(dyad)
    review = {"from": "2012", "to": "2026-09", "instruments": list(INSTRUMENTS), "scope": "open sources"}
    writer.add("reviewed", _id(chance), review)
    ties: list[str] = []
    for number in range(events):
        id = _id(chance)
        payload = _event(chance, _when(chance, number / events), ties, writer.ids)
        if payload["kind"] in TIES:
            ties.append(id)
        writer.add("logged", id, payload)
        if chance.random() < 0.02:
            writer.add("amended", _id(chance), {"set": {"summary": _text(chance, 20)}, "why": "as the ministry has it"}, event=id)
        elif chance.random() < 0.005:
            writer.add("retracted", _id(chance), {"why": "told of twice"}, event=id)
    return writer.lines


class _Writer:
    """The lines of one stream, each with its predecessor's digest."""

    def __init__(self, name: str) -> None:
        self.name, self.lines, self.ids, self._prev = name, [], [], ()

    def add(self, type: str, id: str, data: dict, event: str | None = None) -> None:
        at = timestamp(STARTED + timedelta(seconds=len(self.lines)))
        line = encode(id=id, type=type, event=event or id, stream=self.name, at=at, by="bench", prev=self._prev, data=data)
        self._prev = (line[-66:-2].decode(),)
        self.lines.append(line + b"\n")
        if type == "logged":
            self.ids.append(id)


def _sources(log: Path, chance: Random) -> None:
    writer = _Writer(SOURCES)
    for number in range(PUBLISHERS):
        key = f"paper-{number}"
        data = {"key": key, "title": f"Paper {number}", "publisher": f"Publisher {number}", "reliability": chance.choice("AABBBCCDF")}
        writer.add("sourced", _id(chance), data)
    (log / f"{SOURCES}.jsonl").write_bytes(b"".join(writer.lines))


def _id(chance: Random) -> str:
    text = f"{chance.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-8{text[13:16]}-8{text[17:20]}-{text[20:]}"


def _when(chance: Random, share: float) -> date:
    """A day about as far along as the line is in the file."""
    days = (LAST - FIRST).days
    return FIRST + timedelta(days=min(days, max(0, int(days * (share + chance.gauss(0, 0.01))))))


def _event(chance: Random, day: date, ties: list[str], there: list[str]) -> dict:
    codes = chance.sample(list(INSTRUMENTS), chance.choices((1, 2, 3), (60, 30, 10))[0])
    text, published = _date(chance, day)
    payload = {"date": text, "kind": chance.choice(OWN_KINDS[codes[0]]), "title": _text(chance, 7).capitalize(), "instruments": codes}
    payload |= _part(chance, day, ties, there)
    if chance.random() < 0.3:
        payload["level"] = chance.choice(("minister", "general-officer", "official", "company"))
    if chance.random() < 0.15:
        payload["channel"] = "unofficial"
    payload["actors"] = chance.sample(ACTORS, 2)
    payload["place"] = {"name": _text(chance, 2).title(), "latitude": round(chance.uniform(-60, 70), 3)}
    payload["summary"] = _text(chance, chance.randint(8, 20))
    payload["sources"] = [_citation(chance, published) for _ in range(chance.choice((1, 1, 2)))]
    payload["confidence"] = chance.choice(("high", "moderate", "low"))
    return payload


def _part(chance: Random, day: date, ties: list[str], there: list[str]) -> dict:
    """What makes an event other than a plain act, in some twenty of a hundred."""
    one = chance.random()
    if one < 0.05:
        return {"kind": "pledge", "promises": chance.choice(OWN_KINDS["M1"]), "due": str(day.year + 1)}
    if one < 0.07:
        return {"kind": chance.choice(("sanction", "indictment"))}
    if one < 0.08 and ties:
        return {"date": f"{day}", "kind": "termination", "effect": "lowers", "ends": [ties.pop(chance.randrange(len(ties)))]}
    if one < 0.10:
        return {"date": f"{day.year + 1}", "status": "planned"}
    if one < 0.11:
        return {"status": chance.choice(("cancelled", "disputed"))}
    if one < 0.12:
        return {"review": "unreviewed"}
    if one < 0.16 and there:
        return {"part_of": chance.choice(there[-20:])}
    if one < 0.17 and there:
        return {"fulfils": [chance.choice(there[-20:])]}
    if one < 0.20:
        return {"dependence": "partial"}
    return {}


def _date(chance: Random, day: date) -> tuple[str, date]:
    """The date as a source would have it, and a day on which the source may have been out."""
    form = chance.choices(list(SHARES), list(SHARES.values()))[0]
    forms = {
        "day": (f"{day}", day),
        "month": (f"{day:%Y-%m}", day),
        "year": (f"{day:%Y}", date(day.year, 12, 31)),
        "between": (f"[{day.year - 1}..{day.year}]", date(day.year, 12, 31)),
        "open": (f"{day:%Y-%m}/..", day),
        "closed": (f"{day}/{day.year + chance.randint(1, 4)}", day),
    }
    text, known = forms[form]
    return text, known + timedelta(days=chance.randint(0, 20))


def _citation(chance: Random, published: date) -> dict:
    number = chance.randrange(PUBLISHERS)
    return {"source": f"paper-{number}", "locator": f"p. {chance.randint(1, 99)}", "published": f"{published}", "credibility": 2}


def _text(chance: Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


if __name__ == "__main__":
    asked = ArgumentParser(description="Make a workspace to measure with.")
    asked.add_argument("events", type=int)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    make(given.folder, given.events, given.seed)
