"""Events that may be one, told by several sources: proposed to a person, never joined by themselves.

Candidates are pairs whose dates overlap or lie within a week, with the same status and kinds of one family, that no source tells both of.
They are found by one sweep over the dates of each family, and scored by what they say, when, and of which kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from anyascii import anyascii
from attrs import frozen
from rapidfuzz import fuzz

from mdime_events import countries
from mdime_events.model import Dossier, Event
from mdime_events.vocabulary import KINDS

NEAR = timedelta(days=7)
AT_LEAST = 50  # docs/sameness.md: two of ten proposals are wrong, and seven of eight pairs found
WORDS, DATES, KIND = 80, 15, 5  # what each is worth in a score
_EMPTY = frozenset(("a", "an", "and", "at", "by", "for", "from", "hold", "holds", "in", "of", "off", "on", "the", "to", "with", "v"))
_DEMONYM = "(a|i|n|an|ian|ese|ish)?s?"


@frozen(kw_only=True)
class Candidate:
    """Two events that may be one; `kept` is the better dated, or else the earlier recorded. `score` is of 100, `reasons` are words."""

    kept: Event
    copy: Event
    score: int
    reasons: tuple[str, ...]


def candidates(dossier: Dossier, at_least: int = AT_LEAST) -> list[Candidate]:
    """The pairs of a dyad that reach a score, the likeliest first."""
    words = _Words(dossier.dyad)
    found = (_candidate(*pair, words) for pair in _pairs(dossier))
    return sorted((each for each in found if each.score >= at_least), key=lambda each: (-each.score, each.kept.id, each.copy.id))


# Which pairs are looked at


def _pairs(dossier: Dossier) -> Iterator[tuple[Event, Event]]:
    """Pairs that may be one: a sweep over the days of each family, in which only what overlaps meets."""
    families: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in dossier.events:
        families[KINDS[event.coding.kind].family, event.coding.status].append(event)
    linked = {frozenset((event.id, other)) for event in dossier.events for other in _links(event)}
    for events in families.values():
        open_: list[Event] = []
        for event in sorted(events, key=lambda each: (_days(each), each.id)):
            begins = _days(event)[0]
            open_ = [each for each in open_ if _days(each)[1] + NEAR >= begins]
            for each in open_:
                if frozenset((each.id, event.id)) not in linked and _may_be_one(each, event):
                    first, second = sorted((each, event), key=lambda one: (_width(one), one.recorded, one.id))
                    yield first, second
            open_.append(event)


def _days(event: Event) -> tuple[date, date]:
    """The first and the last day on which it can have begun, as far as known."""
    return min(event.earliest or event.certain, event.certain), event.certain


def _links(event: Event) -> Iterable[str]:
    coding = event.coding
    return (*coding.fulfils, *coding.ends, *filter(None, [coding.part_of]))


def _may_be_one(one: Event, other: Event) -> bool:
    """Whether no source tells both, and nobody says that other states took part."""
    parties = set(one.coding.parties), set(other.coding.parties)
    return _tellers(one).isdisjoint(_tellers(other)) and (not all(parties) or parties[0] == parties[1])


def _tellers(event: Event) -> set[str]:
    """Its sources, and the imported set that it is a row of, whatever the edition."""
    return {each.source for each in event.coding.sources} | {tag for tag in event.coding.tags if tag.startswith("import:")}


# What a pair is worth


class _Words:
    """The words of events of one dyad, in Latin letters, without those that any of its events may hold."""

    def __init__(self, dyad: str) -> None:
        stems = (re.escape(_latin(countries.name(code)).rstrip("aeiou")) for code in dyad.split("-"))
        self._own = re.compile(f"({'|'.join(stems)}){_DEMONYM}|{'|'.join(code.lower() for code in dyad.split('-'))}")
        self.of = cache(self._of)

    def _of(self, event: Event) -> str:
        coding = event.coding
        said = " ".join([coding.title, (coding.place and coding.place.name) or "", *coding.actors])
        words = re.findall(r"[a-z]+|\d+", _latin(said))
        return " ".join(dict.fromkeys(word for word in words if word not in _EMPTY and not self._own.fullmatch(word)))


def _latin(text: str) -> str:
    return anyascii(text).lower()


def _candidate(one: Event, other: Event, words: _Words) -> Candidate:
    likeness = fuzz.token_set_ratio(words.of(one), words.of(other)) / 100
    nearness = _nearness(one, other)
    alike = one.coding.kind == other.coding.kind
    return Candidate(
        kept=one,
        copy=other,
        score=round(WORDS * likeness + DATES * nearness + KIND * alike),
        reasons=(f"words {likeness:.0%} alike", _when(one, other), _kinds(one, other)),
    )


def _when(one: Event, other: Event) -> str:
    apart = _apart(one, other)
    if apart:
        return f"{apart} day{'s' if apart > 1 else ''} apart"
    return "on the same day" if _width(one, other) == 0 else f"dates overlap ({one.coding.date}, {other.coding.date})"


def _kinds(one: Event, other: Event) -> str:
    kinds = dict.fromkeys((one.coding.kind, other.coding.kind))
    return f"both {one.coding.kind}" if len(kinds) == 1 else " and ".join(kinds)


def _nearness(one: Event, other: Event) -> float:
    """1 for the same day, down to 0: less for each day between the two, and the wider the wider date is."""
    return max(0.0, 1 / (1 + _width(one, other) / 60) - _apart(one, other) / 10)


def _width(*events: Event) -> int:
    """The days by which the wider of the dates is uncertain."""
    return max((last - first).days for first, last in map(_days, events))


def _apart(one: Event, other: Event) -> int:
    """The days between two dates; 0 where they overlap."""
    (a, b), (c, d) = _days(one), _days(other)
    return max((c - b).days, (a - d).days, 0)
