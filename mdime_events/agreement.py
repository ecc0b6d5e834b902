"""Agreement: computed ratings beside those that a report or an analyst published, each disagreement with its explanation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from attrs import frozen

from mdime_events.dates import period
from mdime_events.model import Assessment, Dossier, Entry
from mdime_events.rate import Method, Rating, TrendFinding, rate
from mdime_events.vocabulary import LEVELS, Level, Trend

T = TypeVar("T")


@frozen(kw_only=True)
class Beside:
    """A published judgement, and what the rules say of the day `on` that it was made for."""

    dyad: str
    entry: Entry[Assessment]
    on: date
    computed: Rating

    @property
    def level(self) -> Level | None:
        """The published level; None where the judgement gives none."""
        return LEVELS.get(self.entry.data.level or "")

    @property
    def trend(self) -> Trend | None:
        return Trend(self.entry.data.trend) if self.entry.data.trend else None

    @property
    def steps(self) -> int | None:
        """How many steps the computed level is above (below: negative) the published; None where either is missing."""
        return None if self.level is None or self.computed.level is None else self.computed.level - self.level

    @property
    def judge(self) -> str:
        """Who judged: the key of the source, or the analyst who recorded a judgement without one."""
        return self.entry.data.sources[0].source if self.entry.data.sources else self.entry.by


def beside(dossier: Dossier, method: Method) -> list[Beside]:
    """Every published judgement of a dyad, in the order of the log, beside the rating of its day. Raises RuleFailed."""
    days = {entry.id: period(entry.data.on)[1] for entry in dossier.assessments}
    rated = {(day, each.instrument): each for day in set(days.values()) for each in rate(dossier, method, day)}
    return [
        Beside(dyad=dossier.dyad, entry=entry, on=days[entry.id], computed=rated[days[entry.id], entry.data.instrument])
        for entry in dossier.assessments
    ]


# Over all of them


@frozen(kw_only=True)
class Agreement:
    """Counts over the published levels that a level is computed for, over the levels that none is computed for (`not_assessed`), and over
    the published trends. `within_one` holds those that are the same, too. A kappa is None where it is undefined."""

    assessed: int
    levels: int
    not_assessed: int
    same: int
    within_one: int
    kappa_linear: float | None
    kappa_quadratic: float | None
    trends: int
    same_trend: int
    kappa_trend: float | None


def agreement(found: Sequence[Beside]) -> Agreement:
    """How far any choice of judgements and the rules agree."""
    levels = [(each.computed.level, each.level) for each in found if each.computed.level is not None and each.level is not None]
    trends = [(each.computed.trend, each.trend) for each in found if each.trend is not None]
    return Agreement(
        assessed=len(found),
        levels=len(levels),
        not_assessed=sum(each.level is not None and each.computed.level is None for each in found),
        same=sum(one == other for one, other in levels),
        within_one=sum(linear(one, other) <= 1 for one, other in levels),
        kappa_linear=kappa(levels, linear),
        kappa_quadratic=kappa(levels, quadratic),
        trends=len(trends),
        same_trend=sum(one == other for one, other in trends),
        kappa_trend=kappa(trends, unequal),
    )


def kappa(pairs: Sequence[tuple[T, T]], weight: Callable[[T, T], float]) -> float | None:
    """Cohen's kappa of two judges: 1 - (mean weight of their disagreements) / (mean weight were their judgements paired by chance).

    1 is full agreement, 0 what chance gives, below 0 less; None for no pairs, or where chance cannot disagree. Unweighted where a weight
    is 0 or 1 (Cohen, Educational and Psychological Measurement 20, 1960), else weighted (Cohen, Psychological Bulletin 70, 1968).
    """
    chance = sum(weight(one, other) for one, _ in pairs for _, other in pairs)
    seen = sum(weight(one, other) for one, other in pairs)
    return 1 - len(pairs) * seen / chance if chance else None


def unequal(one: object, other: object) -> int:
    """The weight of words without an order: every disagreement is as bad as any other."""
    return int(one != other)


def linear(one: int, other: int) -> int:
    """The weight of levels by their distance in steps."""
    return abs(one - other)


def quadratic(one: int, other: int) -> int:
    """The weight of levels by the square of their distance: two steps off are four times as bad as one."""
    return (one - other) ** 2


# Why they differ


def explanation(each: Beside) -> list[str]:
    """Why the computed level and trend differ from the published, in sentences; nothing where they do not."""
    told = []
    if each.level is not None and each.level != each.computed.level:
        told.append(_why_the_level(each.computed, each.level))
    if each.trend is not None and each.trend != each.computed.trend:
        told.append(_why_the_trend(each.computed, each.trend))
    return told


def _why_the_level(computed: Rating, published: Level) -> str:
    """What carries a higher level, or what is missing for the published one."""
    if computed.level is None:
        return f"published {published.label}, {computed.because[0]}"
    if computed.level > published:
        return f"computed {computed.level.label} is carried by this: {computed.because[0]}"
    asked = next((rung for rung in computed.rungs if rung.level == published), None)
    return (
        f"for {published.label} this is missing: {asked.finding.because}" if asked else f"no condition of the rules gives {published.label}"
    )


def _why_the_trend(computed: Rating, published: Trend) -> str:
    """The conditions that carry the computed trend, and those of the published one that are not met."""
    met = [each for each in computed.trend_findings if each.finding.met]
    against = [each for each in computed.trend_findings if each.trend is published and not each.finding.met]
    nothing = "no condition for a rise or a fall is met" if computed.trend_findings else "nothing was observed to project from"
    carried = f"computed {computed.trend}: {_because(met) or nothing}"
    return f"{carried}; for {published}: {_because(against)}" if against else f"{carried}; published {published}"


def _because(findings: Iterable[TrendFinding]) -> str:
    return ", ".join(f"{each.finding.because} ({each.trend})" if each.finding.met else each.finding.because for each in findings)
