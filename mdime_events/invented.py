"""Invented logs: small, random, and the same for the same seed. Rules are tried on them that were written for none of them.

Every event bears on all twelve instruments, so that one story tries every ladder; the kinds are those of one instrument in turn, with
others strewn in. What happens after a story's day is in it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
from attrs import evolve, frozen

from mdime_events.evidence import SUBSTANCES
from mdime_events.log.envelope import Record
from mdime_events.model import Coding, Event, Where
from mdime_events.replay import event_of
from mdime_events.rulekit import Rated
from mdime_events.vocabulary import INSTRUMENTS, KINDS, Level, Trend

SEED = 2012
NUMBER = 360
FIRST, LAST = date(2010, 1, 1), date(2026, 12, 31)
MOST = 14
DOING = tuple(name for name, kind in KINDS.items() if kind.family not in ("signals", "restraints"))
RESTRAINTS = ("termination", "embargo", "sanction")


@frozen(kw_only=True)
class Favour:
    """A change of the log that no level may fall by: an event that goes, one that comes, and what that is in words."""

    told: str
    without: str | None = None
    more: Event | None = None

    def grant(self, events: Iterable[Event]) -> tuple[Event, ...]:
        kept = tuple(event for event in events if event.id != self.without)
        return (*kept, self.more) if self.more else kept


@frozen(kw_only=True)
class Story:
    """A small log, mostly of the kinds of one instrument (`about`), a day to rate it on, and favours to try on it."""

    about: str
    day: date
    events: tuple[Event, ...]
    favours: tuple[Favour, ...]


def stories(number: int = NUMBER, seed: int = SEED) -> list[Story]:
    """As many stories as are asked for; the same seed gives the same."""
    chance = Random(seed)
    codes = tuple(INSTRUMENTS)
    return [_story(chance, codes[each % len(codes)]) for each in range(number)]


def _story(chance: Random, code: str) -> Story:
    own = [kind for kind in DOING if code in KINDS[kind].instruments]
    kinds = [*own, *own, *chance.sample(DOING, 2)]
    day = date(chance.randint(2013, 2024), chance.randint(1, 12), chance.randint(1, 28))
    events: list[Event] = []
    for number in range(chance.randint(1, MOST)):
        events.append(_event(chance, f"e{number}", kinds, events))
    return Story(about=code, day=day, events=tuple(events), favours=tuple(_favours(chance, day, kinds, events)))


def _event(chance: Random, id: str, kinds: Sequence[str], others: Sequence[Event]) -> Event:
    roll = chance.random()
    if roll < 0.12:
        return _restraint(chance, id, others)
    if roll < 0.22:
        recurs = chance.choice([None, None, "P1Y", "P2Y"])
        return event(id, Coding(**_told(_day(chance), "pledge"), promises=chance.choice(kinds), recurs=recurs))
    return event(id, _act(chance, chance.choice(kinds)))


def _restraint(chance: Random, id: str, others: Sequence[Event]) -> Event:
    """An ending, which may end one of the others."""
    ends = (chance.choice(others).id,) if others and chance.random() < 0.5 else ()
    return event(id, Coding(**_told(_day(chance), chance.choice(RESTRAINTS)), effect="lowers", ends=ends))


def _act(chance: Random, kind: str) -> Coding:
    def now_and_then(word: str, usual: str, often: float = 0.12) -> str:
        return word if chance.random() < often else usual

    return Coding(
        **_told(_date(chance), kind),
        substance=chance.choice(SUBSTANCES) if chance.random() < 0.3 else None,
        dependence=now_and_then("partial", "none"),
        channel=now_and_then("unofficial", "official", 0.2),
        status=now_and_then(chance.choice(["planned", "cancelled"]), "occurred"),
    )


def _told(when: str, kind: str) -> dict[str, Any]:
    return {"date": when, "kind": kind, "title": kind, "instruments": tuple(INSTRUMENTS)}


def event(id: str, coding: Coding) -> Event:
    """An event of the invented dyad, recorded on the day that it has happened for sure."""
    made = _made(id, coding, FIRST)
    announced = max(FIRST, (made.earliest or FIRST) - timedelta(days=200)) if coding.status != "occurred" else made.certain
    return _made(id, coding, announced)


def _made(id: str, coding: Coding, recorded: date) -> Event:
    at = f"{recorded}T12:00:00.000Z"
    record = Record(v=1, id=id, type="logged", event=id, stream="", at=at, by="", prev=(), data=msgspec.Raw(), sum="")
    return event_of(record, coding, {}, Where(file="invented", line=1))


def _day(chance: Random, last: date = LAST) -> str:
    return (FIRST + timedelta(days=chance.randrange((last - FIRST).days))).isoformat()


def _date(chance: Random) -> str:
    """A day, a month or a year; a state that is open or over."""
    first, last = sorted([_day(chance), _day(chance)])
    forms = [first, first, first, first[:7], first[:4], f"{first}/..", f"{first}/{last}"]
    return chance.choice(forms)


# What no level may fall by


def _favours(chance: Random, day: date, kinds: Sequence[str], events: Sequence[Event]) -> Iterator[Favour]:
    more = event("more", Coding(**_told(_day(chance, day), chance.choice(kinds))))
    yield Favour(told=f"one more act: {line(more)}", more=more)
    for choose in (_of_more_substance, _longer, _without_ending):
        fitting = [favour for each in events if (favour := choose(each))]
        if fitting:
            yield chance.choice(fitting)


def _of_more_substance(each: Event) -> Favour | None:
    if each.coding.effect != "raises" or each.substance == SUBSTANCES[-1]:
        return None
    higher = SUBSTANCES[SUBSTANCES.index(each.substance) + 1]
    more = event(each.id, evolve(each.coding, substance=higher))
    return Favour(told=f"{each.id} is {higher} instead of {each.substance}", without=each.id, more=more)


def _longer(each: Event) -> Favour | None:
    if not each.state or not each.until:
        return None
    more = event(each.id, evolve(each.coding, date=f"{each.earliest}/.."))
    return Favour(told=f"{each.id} goes on after {each.until}", without=each.id, more=more)


def _without_ending(each: Event) -> Favour | None:
    return Favour(told=f"without the ending {each.id}", without=each.id) if each.coding.effect == "lowers" else None


# Told to people


def line(each: Event, width: int = 0) -> str:
    """An event as one line of a small log: id, date (padded to a width), kind, and what departs from the usual."""
    coding = each.coding
    said = {"substance": coding.substance, "promises": coding.promises, "recurs": coding.recurs, "ends": "+".join(coding.ends)}
    unusual = {
        "status": ("occurred", coding.status),
        "effect": ("raises", coding.effect),
        "dependence": ("none", coding.dependence),
        "channel": ("official", coding.channel),
    }
    fields = {**said, **{name: word for name, (usual, word) in unusual.items() if word != usual}}
    more = ", ".join(f"{name}={word}" for name, word in fields.items() if word)
    return f"{each.id:3}  {coding.date:{width}}  {coding.kind}{' | ' + more if more else ''}".strip()


def smallest(events: tuple[Event, ...], still: Callable[[tuple[Event, ...]], bool]) -> tuple[Event, ...]:
    """As few of the events as show the same: each is left out in turn, and stays out where it is not missed."""
    for each in reversed(events):
        less = tuple(other for other in events if other is not each)
        if still(less):
            events = less
    return events


# For the overall


def tables(number: int = NUMBER, seed: int = SEED) -> list[tuple[Rated, ...]]:
    """Twelve ratings each; some are of instruments that were never looked at."""
    chance = Random(seed)
    return [_table(chance) for _ in range(number)]


def _table(chance: Random) -> tuple[Rated, ...]:
    least, most = sorted([chance.choice(tuple(Level)), chance.choice(tuple(Level))])
    unseen = chance.choice([0, 0.2, 0.9])
    return tuple(_rated(chance, code, least, most, unseen) for code in INSTRUMENTS)


def _rated(chance: Random, code: str, least: Level, most: Level, unseen: float) -> Rated:
    level = None if chance.random() < unseen else Level(chance.randint(least, most))
    trend = chance.choice(tuple(Trend)) if level else Trend.UNKNOWN
    return Rated(instrument=code, level=level, trend=trend)
