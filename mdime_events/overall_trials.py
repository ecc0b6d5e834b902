"""Trials of the overall rule on invented tables of twelve ratings: it answers with reasons, its levels nest, and no rise lowers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from mdime_events.finding import Finding
from mdime_events.rulekit import Overall, Rated
from mdime_events.trials import Failed, fault_of, first_of_each, renamed, wrong_answer
from mdime_events.vocabulary import Level, Trend


def of_overall(rule: Overall, tables: Sequence[tuple[Rated, ...]], beside: Overall | None = None) -> list[Failed]:
    """Everything that the overall rule answers wrongly; of each kind the first example. `beside` is that of the default rules."""
    if wrong := [failed for table in tables for failed in _overall_answers(rule, table)]:
        return first_of_each(wrong)
    found = [failed for table in tables for failed in _overall_levels(rule, table)]
    if beside and beside.edition == rule.edition:
        found += [failed for table in tables for failed in _overall_as(rule, table, beside)]
    return first_of_each(found)


def _twelve(table: Iterable[Rated]) -> str:
    return "\n    " + ", ".join(f"{each.instrument} {'not assessed' if each.level is None else each.level.label}" for each in table)


def _overall_answers(rule: Overall, table: tuple[Rated, ...]) -> Iterator[Failed]:
    for level in Level:
        if fault := fault_of(rule.reaches, table, level):
            yield wrong_answer(rule.reaches, fault + _twelve(table))
    if fault := fault_of(lambda ratings: _reason(rule.trend(ratings)), table):
        yield wrong_answer(rule.trend, fault + _twelve(table))


def _reason(answer: object) -> object:
    """The Finding of a trend with its reason; the answer itself where it is none."""
    match answer:
        case (Trend(), Finding() as why):
            return why
        case _:
            return answer


def _reached(rule: Overall, table: tuple[Rated, ...]) -> list[Level]:
    return [level for level in Level if rule.reaches(table, level).met]


def _overall_levels(rule: Overall, table: tuple[Rated, ...]) -> Iterator[Failed]:
    reached = _reached(rule, table)
    if reached != _reached(rule, table):
        yield Failed(code="AHEAD", condition=rule.reaches, message=f"answers otherwise the second time{_twelve(table)}")
    if missed := [level for level in Level if reached and level < max(reached) and level not in reached]:
        told = f"reaches {max(reached).label} and not {missed[0].label}; a higher level asks for more of what the lower ones ask for"
        yield Failed(code="NEST", condition=rule.reaches, message=told + _twelve(table))
    for raised in _raised(table):
        if max(_reached(rule, raised), default=Level.UNOBSERVED) < max(reached, default=Level.UNOBSERVED):
            told = f"{max(reached).label} is lost when one instrument rises; ask for at least, never for at most"
            yield Failed(code="MONOTONE", condition=rule.reaches, message=f"{told}{_twelve(table)}\n    and then{_twelve(raised)}")


def _raised(table: tuple[Rated, ...]) -> Iterator[tuple[Rated, ...]]:
    """The table with one instrument a level higher, each in turn."""
    for place, each in enumerate(table):
        if each.level is not None and each.level < Level.VERY_HIGH:
            yield (*table[:place], evolve(each, level=Level(each.level + 1)), *table[place + 1 :])


def _overall_as(rule: Overall, table: tuple[Rated, ...], beside: Overall) -> Iterator[Failed]:
    here, there = ((max(_reached(each, table), default=Level.UNOBSERVED).label, each.trend(table)[0].value) for each in (rule, beside))
    if here != there:
        yield renamed(rule, f"{' and '.join(here)} here, {' and '.join(there)} there{_twelve(table)}")
