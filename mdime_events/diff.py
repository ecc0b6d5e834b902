"""Which ratings of a dyad moved between two ends, and what moved them.

An end is a day, a state of knowledge and a rule book. The way from one to the other is gone in three legs, one thing changing on each:
first what was known, then the rules, then the day. A rating that moved did so on one leg at least, and each leg names its causes. The
way is always gone from the earlier end, so that the other direction has the same causes; answers tell it from there (`is_backwards`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from attrs import evolve, frozen

from mdime_events.causes import (
    CONFIDENCE,
    LEVEL,
    TREND,
    Cause,
    Ends,
    confidence_causes,
    moved_parts,
    overall_causes,
    reasons,
    rung_causes,
    steps,
    trend_causes,
)
from mdime_events.knowledge import Knowledge, Question, record_causes
from mdime_events.rate import Method, Rating, rate
from mdime_events.vocabulary import OVERALL, RATED

Causes = dict[str, list[Cause]]


@frozen(kw_only=True)
class End:
    """One end of a comparison: what was known, the method, and the day asked about (None: the last known of each instrument)."""

    known: Knowledge
    method: Method
    as_of: date | None = None


@frozen(kw_only=True)
class Moved:
    """A rating at both ends, and what moved it. Where the level came back, `causes` are the steps there and back."""

    before: Rating
    after: Rating
    causes: tuple[Cause, ...]

    @property
    def code(self) -> str:
        return self.after.instrument

    @property
    def parts(self) -> frozenset[int]:
        return moved_parts(self.before, self.after)


@frozen(kw_only=True)
class Diff:
    """All thirteen ratings: those that `moved`, those whose level moved and `came_back`, and the codes of all that are `unchanged`."""

    moved: tuple[Moved, ...]
    came_back: tuple[Moved, ...]
    unchanged: tuple[str, ...]


@frozen(kw_only=True)
class _Stop(End):
    """A place on the way, with the thirteen ratings there."""

    ratings: tuple[Rating, ...]


def diff(before: End, after: End) -> Diff:
    """The ratings that moved from one end to the other."""
    if _place(after) < _place(before):
        return _mirrored(_diff(after, before))
    return _diff(before, after)


def is_backwards(before: End, after: End) -> bool:
    """Whether `before` is of a later day than `after`, or of the same and of more that was known."""
    return _place(after)[:2] < _place(before)[:2]


def _place(end: End) -> tuple[date, int, tuple[str, ...], str]:
    """Ends in order: by day, then by how much was known."""
    known = end.known
    return end.as_of or date.max, len(known.lines()), (*known.stream.heads, *known.sources.heads), end.method.book.digest


def _rated(known: Knowledge, method: Method, as_of: date | None) -> _Stop:
    return _Stop(known=known, method=method, as_of=as_of, ratings=tuple(rate(known.dossier, method, as_of, outlook=False)))


def _mirrored(found: Diff) -> Diff:
    moved, came_back = (
        tuple(evolve(each, before=each.after, after=each.before) for each in side) for side in (found.moved, found.came_back)
    )
    return evolve(found, moved=moved, came_back=came_back)


def _diff(before: End, after: End) -> Diff:
    first, last = (_rated(each.known, each.method, each.as_of) for each in (before, after))
    learnt, ruled = _way(first, last)
    by_day = steps(last.known.dossier, last.method, ruled.ratings, last.ratings)
    legs = [_by_records(first, learnt), _by_rules(learnt, ruled), _by_days(ruled, last, by_day)]
    causes = {code: tuple(cause for leg in legs for cause in leg.get(code, ())) for code in RATED}
    pairs = [Moved(before=old, after=new, causes=causes[old.instrument]) for old, new in zip(first.ratings, last.ratings, strict=True)]
    return Diff(
        moved=tuple(each for each in pairs if each.parts),
        came_back=tuple(evolve(each, causes=tuple(by_day[each.code])) for each in pairs if LEVEL not in each.parts and by_day[each.code]),
        unchanged=tuple(each.code for each in pairs if not each.parts),
    )


def _way(first: _Stop, last: _Stop) -> tuple[_Stop, _Stop]:
    """The two stops between: with the later knowledge, and by the later rules."""
    learnt = first if first.known == last.known else _rated(last.known, first.method, first.as_of)
    same_rules = first.method.book.digest == last.method.book.digest
    return learnt, learnt if same_rules else _rated(last.known, last.method, first.as_of)


def _by_records(one: _Stop, other: _Stop) -> Causes:
    ends = (one.known.words, other.known.words)

    def causes(old: Rating, new: Rating) -> list[Cause]:
        if new.instrument == OVERALL:
            return overall_causes(one.ratings, other.ratings, ends)
        return record_causes(_question(one, other, old, new))

    return _differing(one, other, causes)


def _question(one: _Stop, other: _Stop, old: Rating, new: Rating) -> Question:
    """Which records moved a rating, asked from the state that knows less."""
    if len(other.known.lines()) < len(one.known.lines()):
        return _question(other, one, new, old)
    return Question(before=one.known, after=other.known, old=old, new=new, method=one.method, as_of=one.as_of)


def _by_rules(one: _Stop, other: _Stop) -> Causes:
    ends = (_rules_words(one), _rules_words(other))

    def causes(old: Rating, new: Rating) -> list[Cause]:
        if new.instrument == OVERALL:
            return overall_causes(one.ratings, other.ratings, ends)
        return _part_by_part(old, new, ends, rung_causes(old, new, ends))

    return _differing(one, other, causes)


def _rules_words(stop: _Stop) -> str:
    return f"under rules {stop.method.book.digest[:12]}"


def _by_days(one: _Stop, other: _Stop, by_day: Mapping[str, list[Cause]]) -> Causes:
    def causes(old: Rating, new: Rating) -> list[Cause]:
        ends, own = (_day_words(old), _day_words(new)), by_day[new.instrument]
        if new.instrument == OVERALL:
            return [*own, *(overall_causes(one.ratings, other.ratings, ends) if moved_parts(old, new) != {LEVEL} or not own else [])]
        return _part_by_part(old, new, ends, own)

    return _differing(one, other, causes)


def _day_words(rating: Rating) -> str:
    return f"on {rating.on}" if rating.on else "while nothing is known"


def _differing(one: _Stop, other: _Stop, causes: Callable[[Rating, Rating], list[Cause]]) -> Causes:
    pairs = zip(one.ratings, other.ratings, strict=True)
    return {new.instrument: causes(old, new) for old, new in pairs if moved_parts(old, new)}


def _part_by_part(old: Rating, new: Rating, ends: Ends, of_level: list[Cause]) -> list[Cause]:
    """The causes of each part that moved: the level's as given, those of trend and confidence from what held at either end."""
    parts = moved_parts(old, new)
    found = (of_level or [reasons(old, new, ends)]) if LEVEL in parts else []
    found = [*found, *((trend_causes(old, new, ends) or [reasons(old, new, ends)]) if TREND in parts else [])]
    return [*found, *(confidence_causes(old, new, ends) if CONFIDENCE in parts else [])]
