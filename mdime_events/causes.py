"""What moved a rating between two days, or between two rule books, in sentences that name it.

A level moved by steps, each on a day; a trend because other conditions are met; confidence because other things hold it down; the
overall because its instruments moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from attrs import frozen

from mdime_events.confidence import CONFIDENCES
from mdime_events.finding import Finding, first
from mdime_events.history import Change, instrument_changes, overall_changes
from mdime_events.model import Dossier, Event
from mdime_events.rate import Method, Rating, rate_instrument
from mdime_events.vocabulary import INSTRUMENTS, OVERALL, Level

LEVEL, TREND, CONFIDENCE = range(3)
MOST_TITLES = 3
Ends = tuple[str, str]


@frozen(kw_only=True)
class Cause:
    """One thing that moved a rating.

    `cause` is one of history's causes (event, come to light, ending, expiry, review, lapse), a record's type, "any record", "records
    together", "instruments", "trend", "rung", "confidence" or "reasons". `day` is that of a level's step, `condition` the name of a
    rule's condition, `records` the ids of records.
    """

    cause: str
    sentence: str
    day: date | None = None
    condition: str | None = None
    events: tuple[Event, ...] = ()
    records: tuple[str, ...] = ()


def level_words(level: Level | None) -> str:
    return "Not Assessed" if level is None else level.label.title()


def move_words(before: Level | None, after: Level | None) -> str:
    return f"{level_words(before)} → {level_words(after)}"


def standing(rating: Rating) -> tuple[Level | None, str, str]:
    """What may move of a rating."""
    return rating.level, rating.trend.value, rating.confidence


def moved_parts(old: Rating, new: Rating) -> frozenset[int]:
    """Which of level, trend and confidence differ."""
    pairs = zip(standing(old), standing(new), strict=True)
    return frozenset(part for part, (one, other) in enumerate(pairs) if one != other)


# Steps of a level, by day


def steps(dossier: Dossier, method: Method, first: Sequence[Rating], last: Sequence[Rating]) -> dict[str, list[Cause]]:
    """Every step of each level between the days of the ratings `first` and those of `last`, in order of days.

    A rating as it stands may be of an earlier day than the one asked about before it: the steps between are then told as they came, and
    that they lie after the day on which it stands.
    """
    days = {old.instrument: (old.on, new.on) for old, new in zip(first, last, strict=True)}
    found = {code: _changes(dossier, method, code, *days[code]) for code in INSTRUMENTS}
    told = {code: [_step(dossier, method, change, *days[code]) for change in changes] for code, changes in found.items()}
    forward = all(one is None or other is None or one <= other for one, other in days.values())
    every = sorted((change for changes in found.values() for change in changes), key=lambda change: change.day)
    told[OVERALL] = list(_overall_steps(every, method, first)) if forward else []
    return told


def _changes(dossier: Dossier, method: Method, code: str, one: date | None, other: date | None) -> list[Change]:
    """The changes between two days, whichever is the earlier."""
    if one is None or other is None:
        return []
    return instrument_changes(dossier, method, code, as_of=max(one, other), since=min(one, other))


def _step(dossier: Dossier, method: Method, change: Change, one: date | None, other: date | None) -> Cause:
    after = f"; as it stands it is rated on {other}, before that" if one and other and other < one else ""
    sentence = f"{move_words(change.before, change.after)}{_by_what(dossier, method, change)}{after}"
    return Cause(cause=change.cause, day=change.day, events=change.events, sentence=sentence)


def _by_what(dossier: Dossier, method: Method, change: Change) -> str:
    named = titles(change.events)
    match change.cause:
        case "event" | "ending" if change.events:
            return f" with {named}"
        case "come to light":
            return f" as a source came out that tells of {named}"
        case "expiry":
            return f" after the end of {named}"
        case "review":
            return " with a review's beginning or end on that day"
    return f" by the passing of time: {_reason(dossier, method, change)}"


def _reason(dossier: Dossier, method: Method, change: Change) -> str:
    """Why the higher of the two levels holds, or holds no more, on the day of the change."""
    rating = rate_instrument(dossier, method, change.instrument, change.day, outlook=False)
    higher = max(change.before or Level.UNOBSERVED, change.after or Level.UNOBSERVED)
    rung = next((rung for rung in rating.rungs if rung.level == higher), None)
    return rung.finding.because if rung else rating.because[0]


def titles(events: Sequence[Event]) -> str:
    """`“A drill” (2019-12), “An accord” (2021-03) and 2 more`."""
    shown, more = first(events, MOST_TITLES)
    named = ", ".join(f"“{event.coding.title}” ({event.coding.date})" for event in shown)
    return f"{named} and {more} more" if more else named


def _named(events: Sequence[Event]) -> str:
    return f": {titles(events)}" if events else ""


def _overall_steps(found: Sequence[Change], method: Method, first: Sequence[Rating]) -> Iterator[Cause]:
    start = {rating.instrument: rating.level for rating in first if rating.instrument != OVERALL}
    by_day = {day: list(changes) for day, changes in groupby(found, key=lambda change: change.day)}
    for change in overall_changes(found, method, start):
        moved = ", ".join(f"{each.instrument} {move_words(each.before, each.after)}" for each in by_day[change.day])
        sentence = f"{move_words(change.before, change.after)} with {moved}"
        yield Cause(cause="instruments", day=change.day, events=change.events, sentence=sentence)


# Conditions that answered otherwise at the two ends


def trend_causes(before: Rating, after: Rating, ends: Ends) -> list[Cause]:
    """The trend's conditions that are met at one end and not at the other; `ends` says which ends, such as "on 2019-12-31"."""
    sides = [{(each.trend, each.name): each for each in rating.trend_findings if each.finding.met} for rating in (before, after)]
    told = [
        Cause(
            cause="trend",
            condition=each.name,
            events=each.finding.events,
            sentence=f"{each.trend.title()} {_only(ends, side)}: {each.finding.because}{_named(each.finding.events)}",
        )
        for side, other in ((0, 1), (1, 0))
        for key, each in sides[side].items()
        if key not in sides[other]
    ]
    return told + [_nothing_observed(end) for rating, end in zip((before, after), ends, strict=True) if not rating.trend_findings]


def _only(ends: Ends, side: int) -> str:
    return f"{ends[side]}, not {ends[1 - side]}"


def _here(finding: Finding) -> str:
    return f"{finding.because[:1].upper()}{finding.because[1:]}"


def _nothing_observed(end: str) -> Cause:
    return Cause(cause="trend", sentence=f"Nothing is counted {end} that a trend could be projected from")


def rung_causes(before: Rating, after: Rating, ends: Ends) -> list[Cause]:
    """The rungs whose conditions are met at one end and not at the other, from the top."""
    sides = [{rung.level: rung for rung in rating.rungs} for rating in (before, after)]
    told = []
    for level in reversed(Level):
        pair = [side.get(level) for side in sides]
        met = [rung is not None and rung.finding.met for rung in pair]
        if met[0] != met[1]:
            here = met.index(True)
            rung, other = pair[here], pair[1 - here]
            assert rung is not None
            otherwise = f"; {ends[1 - here]}: {other.sentence} {_here(other.finding)}" if other else ""
            sentence = f"{level_words(level)} {_only(ends, here)}: {rung.sentence} {_here(rung.finding)}{otherwise}"
            told.append(Cause(cause="rung", condition=rung.name, events=rung.finding.events, sentence=sentence))
    return told


def confidence_causes(before: Rating, after: Rating, ends: Ends) -> list[Cause]:
    """What holds confidence down at the end where it is lower."""
    here = 0 if _lower(before, after) else 1
    rating = (before, after)[here]
    held = [each.because for each in rating.confidence_findings if each.at_most == rating.confidence]
    because = "; ".join(held) if rating.level is not None else "no level is given"
    return [Cause(cause="confidence", sentence=f"Confidence at most {rating.confidence} {ends[here]}: {because}")]


def _lower(one: Rating, other: Rating) -> bool:
    return CONFIDENCES.index(one.confidence) < CONFIDENCES.index(other.confidence)


def overall_causes(before: Sequence[Rating], after: Sequence[Rating], ends: Ends) -> list[Cause]:
    """Which instruments moved, and what the overall rule says of them at either end."""
    moved = ", ".join(_moved(old, new) for old, new in zip(before[:-1], after[:-1], strict=True) if standing(old) != standing(new))
    said = "; ".join(f"{end}: {'; '.join(rating.because)}" for end, rating in zip(ends, (before[-1], after[-1]), strict=True))
    return [Cause(cause="instruments", sentence=f"{moved}. {said[:1].upper()}{said[1:]}" if moved else f"{said[:1].upper()}{said[1:]}")]


def reasons(before: Rating, after: Rating, ends: Ends) -> Cause:
    """What each rating says of itself, where no single condition tells them apart."""
    told = (f"{end}: {'; '.join(rating.because)}" for end, rating in zip(ends, (before, after), strict=True))
    return Cause(cause="reasons", events=after.events, sentence="; ".join(told))


def _moved(old: Rating, new: Rating) -> str:
    if old.level != new.level:
        return f"{old.instrument} {move_words(old.level, new.level)}"
    parts = (f"{one} → {other}" for one, other in zip(standing(old)[1:], standing(new)[1:], strict=True) if one != other)
    return f"{old.instrument} {', '.join(parts)}"
