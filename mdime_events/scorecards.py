"""The answers of `backtest` and `agreement` as plain data, in the shapes that other programs rely on (contract of `--json`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mdime_events.agreement import Agreement, Beside, agreement, explanation
from mdime_events.answers import Answer, known_on, label, sentence
from mdime_events.backtest import Case
from mdime_events.reading import Reading
from mdime_events.scoring import ConditionScore, Score, by_condition, score
from mdime_events.vocabulary import OVERALL, RATED, Trend

KNOWN_TRENDS = (Trend.INCREASING, Trend.STEADY, Trend.DECREASING)
DIGITS = 3


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)


def heading(reading: Reading) -> Answer:
    """What a check rests on: the rules, and as of when the log was known."""
    return {**known_on(reading.known), "rules": reading.method.book.digest}


def backtest(dyads: Sequence[str], cases: Sequence[Case], misses: bool = False) -> Answer:
    """The score of the instruments' cases, with the overall's apart (it follows from the others); of the overall's where no others are
    asked for. The misses only where they are asked for."""
    own = [case for case in cases if case.instrument != OVERALL]
    whole = [case for case in cases if case.instrument == OVERALL]
    return {
        "dyads": list(dyads),
        **scored(score(own or whole)),
        "overall": scored(score(whole)) if own and whole else None,
        "by_instrument": [{"instrument": code, **scored(score(mine))} for code in RATED if (mine := _of(cases, code))],
        "by_dyad": [{"dyad": dyad, **scored(score([case for case in own or whole if case.dyad == dyad]))} for dyad in dyads],
        "by_condition": [_condition(each) for each in by_condition(own)],
        **({"misses": [_miss(case) for case in cases if case.left_out is None and not case.hit]} if misses else {}),
    }


def _of(cases: Sequence[Case], instrument: str) -> list[Case]:
    return [case for case in cases if case.instrument == instrument]


def scored(found: Score) -> Answer:
    """A score: the counts, the table given by came, the hit rate, and the plain guesses."""
    counts = ("cases", "scored", "unknown", "came_to_light", "not_assessed", "in_hindsight", "unreviewed", "independent_spans", "hits")
    return {
        **{name: getattr(found, name) for name in counts},
        "table": [
            {"given": given.value, "came": came.value, "cases": found.table[given, came]} for given in KNOWN_TRENDS for came in KNOWN_TRENDS
        ],
        "hit_rate": _rounded(found.hit_rate),
        "guesses": [
            {"guess": each.name, "hits": each.hits, "hit_rate": _rounded(each.hit_rate), "skill": _rounded(each.skill)}
            for each in found.guesses
        ],
    }


def _condition(found: ConditionScore) -> Answer:
    return {
        "trend": found.trend.value,
        "name": found.name,
        "sentence": found.sentence,
        "met": found.met,
        "came": {trend.value: found.came[trend] for trend in KNOWN_TRENDS},
        "hit_rate": _rounded(found.hit_rate),
        "otherwise": _rounded(found.otherwise),
    }


def _miss(case: Case) -> Answer:
    return {
        "dyad": case.dyad,
        "instrument": case.instrument,
        "day": case.day.isoformat(),
        "given": case.given.value,
        "came": case.came.value if case.came else None,
        "because": [sentence(f"given {case.given}: {case.given_because}"), sentence(f"came {case.came}: {case.came_because}")],
    }


def agreed(found: Sequence[Beside]) -> Answer:
    """How far the rules agree with published judgements: over all of them, judge by judge, and one by one."""
    judges = dict.fromkeys(each.judge for each in found)
    return {
        **_agreement(agreement(found)),
        "by_source": [{"source": judge, **_agreement(agreement([each for each in found if each.judge == judge]))} for judge in judges],
        "ratings": [_beside(each) for each in found],
    }


def _agreement(found: Agreement) -> Answer:
    kappas = {"kappa_linear": _rounded(found.kappa_linear), "kappa_quadratic": _rounded(found.kappa_quadratic)}
    counts = {"compared": found.levels, "not_assessed": found.not_assessed, "same": found.same, "within_one": found.within_one}
    return {
        "assessed": found.assessed,
        "levels": {**counts, **kappas},
        "trends": {"compared": found.trends, "same": found.same_trend, "kappa": _rounded(found.kappa_trend)},
    }


def _beside(each: Beside) -> dict[str, Any]:
    return {
        "dyad": each.dyad,
        "instrument": each.entry.data.instrument,
        "on": each.entry.data.on,
        "source": each.judge,
        "by": each.entry.by,
        "level": [label(each.computed.level), label(each.level)],
        "steps": each.steps,
        "trend": [each.computed.trend.value, each.trend.value if each.trend else None],
        "explanation": " ".join(sentence(words) for words in explanation(each)),
    }
