"""Small logs as text, one event a line, and the dossier that they amount to.

    2014         exercise         M1     Anti-piracy drill in the Gulf
    2022-12/..   diplomatic-post  D3     Consulate opens | channel=unofficial, dependence=partial
    review 2012 2023-12

Titles stand for ids: `ends=Anti-piracy drill in the Gulf` and `fulfils=…` name an event by its title.
"""

import tempfile
from datetime import date
from pathlib import Path

from mdime_events import replay
from mdime_events.batch import Row
from mdime_events.log.append import append
from mdime_events.model import Where
from mdime_events.rate import Method, rate
from mdime_events.recording import log_rows, note_draft, source_draft
from mdime_events.rulebook import load
from mdime_events.vocabulary import INSTRUMENTS

ROOT = Path(__file__).parent.parent
METHOD = Method(book=load(ROOT / "rules"))
SOURCE = {"key": "s", "title": "A survey", "publisher": "A press", "published": "2025-12", "reliability": "B"}


def dossier(story, dyad="RUS-SYR", published="2025-12"):
    """The dossier of a story, made by logging it for real."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "events"
        append(log, [source_draft({**SOURCE, "published": published})], "tester")
        lines = [line.strip() for line in story.strip().splitlines() if line.strip()]
        rows = [_row(number, line) for number, line in enumerate(lines, 1) if not line.startswith("review ")]
        append(log, log_rows(log, [dyad], rows).drafts, "tester")
        for line in (line for line in lines if line.startswith("review ")):
            append(log, [_review(log, dyad, line)], "tester")
        return replay.dossier(log, dyad, replay.sources(log))


def _row(number, line):
    told, _, options = line.partition(" | ")
    date_, kind, instruments, title = told.split(None, 3)
    fields = {"key": _key(title), "date": date_, "kind": kind, "instruments": instruments, "title": title, "sources": "s"}
    for option in filter(None, options.split(", ")):
        name, _, value = option.partition("=")
        fields[name] = _key(value) if name in ("ends", "fulfils", "part_of") else value
    return Row(where=Where(file="story", line=number), fields=fields)


def _key(title):
    return title.replace(" ", "-").replace(",", "")


def _review(log, dyad, line):
    _, begins, ends, *rest = line.split(None, 3)
    fields = {"from": begins, "to": ends, "instruments": list(INSTRUMENTS), "scope": "open sources"}
    return note_draft(log, dyad, "reviewed", {**fields, **({"inconclusive": rest[0]} if rest else {})})


def rated(story, instrument, day=None, method=METHOD):
    """One rating of a story, on a day or as known."""
    as_of = date.fromisoformat(day) if day else None
    return next(each for each in rate(dossier(story), method, as_of) if each.instrument == instrument)


def table(story, day=None):
    """Instrument to (level, trend) of what is not Unobserved and not unassessed."""
    as_of = date.fromisoformat(day) if day else None
    found = rate(dossier(story), METHOD, as_of)
    return {each.instrument: (each.level.label, each.trend.value) for each in found if each.level}
