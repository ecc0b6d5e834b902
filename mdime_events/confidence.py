"""How sure a rating is, apart from its level: the highest confidence that nothing holds down, and what holds it down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from mdime_events.dates import years_on
from mdime_events.evidence import Evidence
from mdime_events.finding import number
from mdime_events.model import Event, Review, Source
from mdime_events.rulekit import Ladder
from mdime_events.vocabulary import INSTRUMENTS

CONFIDENCES = ("low", "moderate", "high")


@frozen(kw_only=True)
class ConfidenceFinding:
    """Something that holds confidence down: no more than `at_most`, and why."""

    at_most: str
    because: str


def confidence(
    ladder: Ladder, seen: Evidence, carrying: Sequence[Event], reviews: Sequence[Review], day: date
) -> tuple[str, tuple[ConfidenceFinding, ...]]:
    """High where nothing holds it down. No more than low where no source is cited that can be judged, none is graded better than D, or
    secrecy is the rule; than moderate where there is one independent source only, none is graded better than C, or nobody has reviewed
    within a year; and than the middle one of the coders' own words for the events that carry the level. A source graded F cannot be
    judged, and is no source here."""
    held = [*_secrecy(ladder, seen), *_sourcing(seen, carrying, reviews), *_coders(carrying), *_freshness(reviews, day)]
    lowest = min((each.at_most for each in held), key=CONFIDENCES.index, default="high")
    return lowest, tuple(held)


def overall_confidence(assessed: Sequence[str]) -> tuple[str, tuple[ConfidenceFinding, ...]]:
    """From the confidences of the assessed instruments: that of the middle one, and no more than low where fewer than half of the twelve
    are assessed, since the dyad is then known in part only."""
    middle = sorted(assessed, key=CONFIDENCES.index)[(len(assessed) - 1) // 2]
    held = [ConfidenceFinding(at_most=middle, because="that of the middle one of the assessed instruments")]
    if 2 * len(assessed) < len(INSTRUMENTS):
        held.append(
            ConfidenceFinding(at_most="low", because=f"{number(len(assessed))} of the twelve instruments assessed, fewer than half")
        )
    return min((each.at_most for each in held), key=CONFIDENCES.index), tuple(held)


def _secrecy(ladder: Ladder, seen: Evidence) -> Iterable[ConfidenceFinding]:
    if ladder.secrecy and (finding := ladder.secrecy(seen)).met:
        yield ConfidenceFinding(at_most="low", because=finding.because)


def _sourcing(seen: Evidence, carrying: Sequence[Event], reviews: Sequence[Review]) -> Iterable[ConfidenceFinding]:
    """From the number of independent sources (a relay counts with what it repeats) and the best grade among them; one that cannot be
    judged neither confirms another nor is a middling grade."""
    cited = list(dict.fromkeys(each.source for event in carrying for each in event.coding.sources))
    cited = cited if carrying else list(dict.fromkeys(each.source for review in reviews for each in review.sources))
    unjudged = [key for key in cited if key in seen.sources and seen.sources[key].reliability == "F"]
    judged = [key for key in cited if key not in unjudged]
    if not judged:
        told = f"no source is cited that can be judged ({', '.join(unjudged)}: graded F)" if unjudged else "no source is cited"
        yield ConfidenceFinding(at_most="low", because=told)
        return
    independent = {origin(key, seen.sources) for key in judged}
    if len(independent) == 1:
        beside = f"; {', '.join(unjudged)} cannot be judged" if unjudged else ""
        yield ConfidenceFinding(at_most="moderate", because=f"one independent source ({next(iter(independent))}){beside}")
    grades = {seen.sources[key].reliability for key in judged if key in seen.sources}
    if grades and grades.isdisjoint("AB"):
        at_most = "moderate" if "C" in grades else "low"
        yield ConfidenceFinding(at_most=at_most, because=f"no source is graded better than {min(grades)}")


def origin(key: str, sources: Mapping[str, Source]) -> str:
    """The source that a chain of relays repeats."""
    passed = {key: 0}  # each with its place, in order
    while (source := sources.get(key)) and source.relays:
        key = source.relays
        if key in passed:
            return min(list(passed)[passed[key] :])  # sources that relay each other are one
        passed[key] = len(passed)
    return key


def _coders(carrying: Sequence[Event]) -> Iterable[ConfidenceFinding]:
    words = sorted((event.coding.confidence for event in carrying), key=CONFIDENCES.index)
    if words and (middle := words[(len(words) - 1) // 2]) != "high":
        yield ConfidenceFinding(
            at_most=middle, because=f"half or more of the events that carry it are coded with {middle} confidence or less"
        )


def _freshness(reviews: Sequence[Review], day: date) -> Iterable[ConfidenceFinding]:
    if not reviews:
        yield ConfidenceFinding(at_most="moderate", because="not reviewed")
    elif reviews[-1].ends < years_on(day, -1):
        yield ConfidenceFinding(at_most="moderate", because=f"last reviewed to {reviews[-1].ends}, more than a year before")
