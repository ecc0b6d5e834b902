"""A dossier from a small log written as text, and its ratings: what the tests of the method are told in.

    source  report    B  2023-12                                        key, reliability, published; | relays=KEY
    review  2012  2023-12  M1,M2                                        all twelve instruments where none is named
    2014     exercise    M1     Anti-piracy drill                       date, kind, instruments, title
    2021-03  agreement   M3,E3  A long accord  | sources=report+wire, confidence=high
    2022-05  termination M3     It is torn up  | effect=lowers, ends=agreement-2021-03
    amend   exercise-2014 | instruments=M2                                what is set; nothing after = takes it out
    retract exercise-2014
    assess  M1  very-high/increasing  2023-12 | sources=report          level/trend and the day it was judged for; - for none

Behind the bar stand further fields of a `logged` record, lists joined by `+`. `published` dates the sources of the line (a paper
of its own where none is named), `recorded` says when it was logged (2024-06-01 where nothing is said), `id` names the event, which is
otherwise called by its kind and date. Every line becomes a record, checked at the door, and is read back as the program reads its log.
"""

from datetime import timedelta
from functools import cache
from pathlib import Path

from mdime_events import dates
from mdime_events.knowledge import knowledge_of
from mdime_events.log import door
from mdime_events.log.envelope import SOURCES, encode
from mdime_events.log.stream import parse
from mdime_events.rate import Method, level_on, rate, rate_instrument, standing_on
from mdime_events.replay import KnownOn, replay, sources_of
from mdime_events.rulebook import load
from mdime_events.vocabulary import INSTRUMENTS

ROOT = Path(__file__).parent.parent
DYAD = "CHN-IRN"
RECORDED = "2024-06-01"
LISTS = ("parties", "actors", "fulfils", "ends", "tags", "sources")


def dossier(text, shuffled=lambda lines: lines, known=None):
    """The dossier of a small log; `shuffled` may put its lines into another order; `known` is the day up to which it was recorded."""
    log, registered = streams(text, shuffled)
    return replay(log, sources_of(registered), KnownOn(text=str(known), day=known) if known else None)


def streams(text, shuffled=lambda lines: lines):
    """The streams of a small log: the dyad's, and that of the sources."""
    told = [line.strip() for line in text.splitlines() if line.strip()]
    registered = [line for line in told if line.startswith("source ")]
    records = _records([line for line in told if line not in registered])
    log = parse(DYAD, f"events/{DYAD}.jsonl", b"".join(shuffled(records)))
    known = parse(SOURCES, f"events/{SOURCES}.jsonl", b"".join(_source(line) for line in registered))
    assert not log.problems + known.problems
    return log, known


def learnt(text, known_on=None):
    """What a small log amounts to, or did on a day."""
    return knowledge_of(*streams(text), KnownOn(text=known_on, day=dates.day(known_on)) if known_on else None)


def _records(told):
    taken = {}
    return [_record(line, number, taken) for number, line in enumerate(told, 1)]


def _record(line, number, taken):
    words, fields = _parts(line)
    if words[0] == "review":
        return _review(words, fields, number)
    if words[0] == "assess":
        return _assessment(words, fields, number)
    recorded = fields.pop("recorded", RECORDED)
    if words[0] == "retract":
        return _line("retracted", f"retract-{words[1]}", {"why": "not so"}, event=words[1], at=recorded)
    if words[0] == "amend":
        changes = {name: value or None for name, value in fields.items()}
        return _line("amended", f"amend-{words[1]}-{number}", door.amendment(changes, "not so"), event=words[1], at=recorded)
    when, kind, instruments, *title = words
    id = fields.pop("id", None) or _numbered(f"{kind}-{when}", taken)
    published = fields.pop("published", None)
    cited = fields.pop("sources", ["paper"] if published else [])
    sources = [{"source": key, "published": published} if published else {"source": key} for key in cited]
    row = {"date": when, "kind": kind, "instruments": instruments.split(","), "title": " ".join(title) or kind, "sources": sources}
    return _line("logged", id, door.payload("logged", {**row, **fields}), at=recorded)


def _parts(line):
    said, _, more = line.partition("|")
    pairs = (each.split("=", 1) for each in more.split(",") if each.strip())
    fields = {name.strip(): value.strip() for name, value in pairs}
    return said.split(), {name: value.split("+") if name in LISTS else value for name, value in fields.items()}


def _numbered(name, taken):
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}-no{taken[name]}"


def _review(words, fields, number):
    _, begins, ends, *instruments = words
    cited = [{"source": key} for key in fields.pop("sources", [])]
    named = instruments[0].split(",") if instruments else list(INSTRUMENTS)
    recorded = fields.pop("recorded", RECORDED)
    row = {"from": begins, "to": ends, "instruments": named, "scope": "open sources", "sources": cited, **fields}
    return _line("reviewed", f"review-{begins}-{ends}-{number}", door.payload("reviewed", row), at=recorded)


def _assessment(words, fields, number):
    _, instrument, judged, on = words
    level, trend = (None if word == "-" else word.replace("-", " ") for word in judged.split("/"))
    cited = [{"source": key} for key in fields.pop("sources", ["analyst"])]
    given = {name: word for name, word in (("level", level), ("trend", trend)) if word}
    row = {"instrument": instrument, "on": on, "sources": cited, **given, **fields}
    return _line("assessed", f"assess-{instrument}-{number}", door.payload("assessed", row))


def _source(line):
    words, fields = _parts(line)
    _, key, reliability, *published = words
    recorded = fields.pop("recorded", RECORDED)
    row = {"key": key, "title": key, "publisher": key, "reliability": reliability, "published": " ".join(published), **fields}
    return _line("sourced", f"{key}-{recorded}", door.payload("sourced", row), stream=SOURCES, at=recorded)


def _line(type, id, data, event=None, stream=DYAD, at=RECORDED):
    at = f"{dates.day(at)}T12:00:00.000Z"
    return encode(id=id, type=type, event=event or id, stream=stream, at=at, by="tester", prev=(), data=data) + b"\n"


# Rating it


@cache
def method():
    """The repository's own rules."""
    return Method(book=load(ROOT / "rules"))


def known(text):
    """A dossier, or the one that a text tells of."""
    return dossier(text) if isinstance(text, str) else text


def seen(text, instrument, on):
    """The evidence of an instrument on a day."""
    return method().evidence(known(text), instrument, dates.day(on))


def level(text, instrument, on):
    return level_on(known(text), method(), instrument, dates.day(on))


def rated(text, instrument, on=None):
    """One instrument's rating, on a day or as far as it is known."""
    return rate_instrument(known(text), method(), instrument, dates.day(on) if on else None)


def ratings(text, on=None):
    return {each.instrument: each for each in rate(known(text), method(), dates.day(on) if on else None)}


def trend(text, instrument, on):
    return rated(text, instrument, on).trend


def said(text, instrument, on):
    """The trend's conditions that hold on a day, by name."""
    return {each.name for each in rated(text, instrument, on).trend_findings if each.finding.met}


def ids(events):
    return {event.id for event in events}


def holds_through(text, instrument, last, level_then, after):
    """The level stands on the day `last`, and the next day it is another."""
    day = dates.day(last)
    found = [level(text, instrument, each.isoformat()) for each in (day, day + timedelta(days=1))]
    assert found == [level_then, after], f"{instrument} through {day}: {found}"


def course(text, instrument, *days):
    """Level and trend on each of the days."""
    told = known(text)
    found = {each: standing_on(told, method(), instrument, dates.day(each)) for each in days}
    return {each: f"{rated.level.label}, {rated.trend}" if rated.level is not None else None for each, rated in found.items()}


def starts_on(text, instrument, first, level_then, before):
    """The level stands from the day `first` on; the day before it was another."""
    holds_through(text, instrument, (dates.day(first) - timedelta(days=1)).isoformat(), before, level_then)
