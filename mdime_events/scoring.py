"""How well a backtest's trends fare: hit rates, and skill over the plain guesses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from attrs import frozen

from mdime_events.backtest import CAME_TO_LIGHT, NOT_ASSESSED, UNKNOWN_THEN, Case
from mdime_events.dates import years_on
from mdime_events.vocabulary import FORECAST_YEARS, Trend


@frozen(kw_only=True)
class Guess:
    """A plain guess on the same cases, and the rules' skill over it; rates are None where nothing was scored."""

    name: str
    hits: int
    hit_rate: float | None
    skill: float | None


@frozen(kw_only=True)
class Score:
    """How cases fare. `scored`, `unknown`, `came_to_light` and `not_assessed` add up to `cases`; the rest is counted over the scored.

    `table` counts cases by trend given and trend come.
    """

    cases: int
    scored: int
    unknown: int
    came_to_light: int
    not_assessed: int
    in_hindsight: int
    unreviewed: int
    independent_spans: int
    hits: int
    table: Counter[tuple[Trend, Trend]]
    hit_rate: float | None
    guesses: tuple[Guess, ...]


def score(cases: Sequence[Case]) -> Score:
    """The score of any choice of cases."""
    left = Counter(case.left_out for case in cases)
    scored = [case for case in cases if case.left_out is None]
    hits = sum(case.hit for case in scored)
    return Score(
        cases=len(cases),
        scored=len(scored),
        unknown=left[UNKNOWN_THEN],
        came_to_light=left[CAME_TO_LIGHT],
        not_assessed=left[NOT_ASSESSED],
        in_hindsight=sum(case.hindsight for case in scored),
        unreviewed=sum(case.unreviewed for case in scored),
        independent_spans=independent_spans(scored),
        hits=hits,
        table=Counter((case.given, case.came) for case in scored if case.came),
        hit_rate=_share(hits, len(scored)),
        guesses=(
            _guess("no change", scored, lambda case: Trend.STEADY),
            _guess("as in the last three years", scored, lambda case: case.before),
        ),
    )


def _guess(name: str, scored: Sequence[Case], guessed: Callable[[Case], Trend]) -> Guess:
    hits = sum(guessed(case) == case.came for case in scored)
    gained = skill(sum(case.hit for case in scored), hits, len(scored))
    return Guess(name=name, hits=hits, hit_rate=_share(hits, len(scored)), skill=gained)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def skill(hits: int, hits_of_the_guess: int, n: int) -> float | None:
    """The share of what the guess gets wrong that is put right: (hits - hits of the guess) / (n - hits of the guess).

    1 is perfect, 0 no better than the guess, below 0 worse; None where the guess is never wrong. Heidke's score (Geografiska Annaler 8,
    1926), with a plain guess in the place of chance.
    """
    return (hits - hits_of_the_guess) / (n - hits_of_the_guess) if n > hits_of_the_guess else None


def independent_spans(cases: Iterable[Case]) -> int:
    """How many three-year spans that do not overlap the cases hold, counted in each dyad's instruments: the most that their number can
    be worth as a sample."""
    free: dict[tuple[str, str], date] = {}
    spans = 0
    for case in sorted(cases, key=lambda case: case.day):
        own = (case.dyad, case.instrument)
        if case.day >= free.get(own, date.min):
            free[own] = years_on(case.day, FORECAST_YEARS)
            spans += 1
    return spans


@frozen(kw_only=True)
class ConditionScore:
    """How often a trend's condition was met in the scored cases, and what came: where it was met, and (`otherwise`, the share of its
    trend) where it was not. A condition that says something has a `hit_rate` well above that share."""

    trend: Trend
    name: str
    sentence: str
    met: int
    came: Counter[Trend]
    hit_rate: float | None
    otherwise: float | None


def by_condition(cases: Iterable[Case]) -> list[ConditionScore]:
    """Every condition of the trends in the order of the rules, those of one trend, name and sentence together. The overall has none."""
    asked: dict[tuple[Trend, str, str], list[tuple[bool, Trend]]] = {}
    for case in cases:
        if case.left_out is None and case.came:
            for each in case.findings:
                asked.setdefault((each.trend, each.name, each.sentence), []).append((each.finding.met, case.came))
    return [_condition(*condition, told) for condition, told in asked.items()]


def _condition(trend: Trend, name: str, sentence: str, told: Sequence[tuple[bool, Trend]]) -> ConditionScore:
    met = Counter(came for is_met, came in told if is_met)
    unmet = Counter(came for is_met, came in told if not is_met)
    return ConditionScore(
        trend=trend,
        name=name,
        sentence=sentence,
        met=met.total(),
        came=met,
        hit_rate=_share(met[trend], met.total()),
        otherwise=_share(unmet[trend], unmet.total()),
    )
