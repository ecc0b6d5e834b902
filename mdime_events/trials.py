"""Trials of a rule: what its conditions answer on invented logs, and what no honest rule answers.

Rungs nest, more favourable evidence lowers no level, what comes later moves no earlier day, and every answer has its reason. A fault
comes with the smallest log on which it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from mdime_events.counting import evidence, ledger, visible_from
from mdime_events.evidence import Evidence, on
from mdime_events.finding import Finding
from mdime_events.invented import LAST, Favour, Story, line, smallest
from mdime_events.model import Event
from mdime_events.rulekit import Condition, Ladder, Overall, Rung
from mdime_events.standing import looking_ahead, projected
from mdime_events.vocabulary import INSTRUMENTS, WINDOW_OPENS, Level

OPENS = date(WINDOW_OPENS, 1, 1)
Events = tuple[Event, ...]
See = Callable[[Ladder, Events, date], Evidence]


@frozen(kw_only=True)
class Failed:
    """A trial that a rule failed: a code for programs, the condition that answered (None for the rule as a whole), and the sentence."""

    code: str
    condition: Callable[..., Any] | None
    message: str


@frozen(kw_only=True)
class Look:
    """The evidence of a story on its day, without what comes later, on a later day, and after each favour; for any instrument."""

    story: Story
    seen: Evidence
    cut: Evidence
    later: Evidence
    favoured: tuple[Evidence, ...]


def look(story: Story) -> Look:
    """Works the evidence of a story out once, for all ladders."""
    anyone = next(iter(INSTRUMENTS))
    cut = tuple(event for event in story.events if visible_from(event) <= story.day)
    granted = (favour.grant(story.events) for favour in story.favours)
    whole = ledger(story.events, anyone, OPENS)
    return Look(
        story=story,
        seen=on(whole, story.day),
        cut=evidence(cut, anyone, story.day, OPENS),
        later=on(whole, LAST),
        favoured=tuple(evidence(events, anyone, story.day, OPENS) for events in granted),
    )


def of_ladder(ladder: Ladder, looks: Sequence[Look]) -> list[Failed]:
    """The first wrong answer of each kind and condition, but for secrecy. Ladders of the same conditions answer alike."""
    own = tuple(rung.condition for rung in ladder.rungs)
    others = [condition for condition in (*ladder.rising, *ladder.falling) if condition not in own]
    wrong = _wrong(ladder, own, looks, _seen)
    wrong += _wrong(ladder, others, looks, _seen) if wrong else _wrong(ladder, others, [_ahead_of(ladder, each) for each in looks], _ahead)
    return wrong or first_of_each(failed for each in looks for trial in (_nests, _rises) for failed in trial(ladder, each))


def of_secrecy(ladder: Ladder, looks: Sequence[Look]) -> list[Failed]:
    """The first wrong answer about secrecy, which is asked of what the rungs see."""
    return _wrong(ladder, [ladder.secrecy] if ladder.secrecy else [], looks, _seen)


def of_edition(ladder: Ladder, looks: Iterable[Look], beside: Ladder) -> list[Failed]:
    """The first story on which a ladder rates otherwise than `beside`, which has the same instrument and edition."""
    if beside == ladder or beside.edition != ladder.edition:
        return []
    return next(([failed] for each in looks for failed in _rates_as(ladder, each, beside)), [])


def first_of_each(found: Iterable[Failed]) -> list[Failed]:
    """The first of each kind and condition."""
    first: dict[object, Failed] = {}
    for failed in found:
        first.setdefault((failed.code, failed.condition), failed)
    return list(first.values())


def _seen(ladder: Ladder, events: Events, day: date) -> Evidence:
    return evidence(events, ladder.instrument, day, OPENS)


def _ahead(ladder: Ladder, events: Events, day: date) -> Evidence:
    """The evidence as the trend's conditions see it; the rungs have to answer."""
    seen = _seen(ladder, events, day)
    return looking_ahead(ladder, events, seen, ladder.climb(seen) or Level.UNOBSERVED)


def _ahead_of(ladder: Ladder, each: Look) -> Look:
    events, day = each.story.events, each.story.day
    cut = tuple(event for event in events if visible_from(event) <= day)
    return evolve(each, seen=_ahead(ladder, events, day), cut=_ahead(ladder, cut, day), later=_ahead(ladder, events, LAST))


def _log(events: Iterable[Event], day: date) -> str:
    told = list(events)
    width = max((len(event.coding.date) for event in told), default=0)
    return "".join(f"\n    {line(event, width)}" for event in told) + f"\n    rated on {day}"


# One answer


def _wrong(ladder: Ladder, asked: Iterable[Condition], looks: Sequence[Look], see: See) -> list[Failed]:
    """The first wrong answer of each condition: one that is no Finding, or that changes once later days were asked about."""
    return [failed for condition in dict.fromkeys(asked) if (failed := _wrong_of(ladder, condition, looks, see))]


def _wrong_of(ladder: Ladder, condition: Condition, looks: Iterable[Look], see: See) -> Failed | None:
    for each in looks:
        if fault := fault_of(condition, each.seen):
            return wrong_answer(condition, fault + _log(_least_wrong(ladder, condition, each.story, see), each.story.day))
        if not _same(condition, each):
            fault = "answers otherwise once later days were asked about: it keeps something between answers; work it out anew"
            return evolve(wrong_answer(condition, fault + _log(each.story.events, each.story.day)), code="AHEAD")
    return None


def _least_wrong(ladder: Ladder, condition: Condition, story: Story, see: See) -> Events:
    return smallest(story.events, lambda less: fault_of(condition, see(ladder, less, story.day)) is not None)


def _same(condition: Condition, each: Look) -> bool:
    """Whether what comes after the day, and having been asked about a later day, change no answer."""
    before = condition(each.cut)
    condition(each.later)
    return before == condition(each.seen)


def wrong_answer(condition: Callable[..., Any], fault: str) -> Failed:
    return Failed(code="ANSWER", condition=condition, message=f"condition {condition.__name__} {fault}")


def fault_of(condition: Callable[..., Any], *arguments: object) -> str | None:
    """What is wrong with an answer; None for a Finding with its reason."""
    try:
        return _no_finding(condition(*arguments))
    except Exception as error:
        return f"fails: {type(error).__name__}: {error}"


def _no_finding(answer: object) -> str | None:
    if not isinstance(answer, Finding):
        return f"answers {answer!r}; answer with a Finding, such as evidence.at_least(2)"
    if not isinstance(answer.met, bool):
        return f"answers with met={answer.met!r}; write a comparison, which is True or False"
    if not answer.because.strip():
        return "answers without a reason; say in Finding(because=…) what was found"
    return None


# Answers beside each other


def _nests(ladder: Ladder, each: Look) -> Iterator[Failed]:
    """A higher rung asks for more of what the lower rungs ask for."""
    for pair in _contradicting(ladder, each.seen):
        higher, lower = pair
        told = f"{_named(higher)} holds where {_named(lower)} does not; a higher rung asks for more of what the lower ones ask for"
        log = _log(_least_contradicting(ladder, each.story, pair), each.story.day)
        yield Failed(code="NEST", condition=lower.condition, message=told + log)


def _least_contradicting(ladder: Ladder, story: Story, pair: tuple[Rung, Rung]) -> Events:
    return smallest(story.events, lambda less: pair in _contradicting(ladder, _seen(ladder, less, story.day)))


def _named(rung: Rung) -> str:
    return f"{rung.level.label} ({rung.condition.__name__})"


def _contradicting(ladder: Ladder, seen: Evidence) -> list[tuple[Rung, Rung]]:
    """Rungs that hold, each with a lower one that does not."""
    met = [(rung, rung.condition(seen).met) for rung in ladder.rungs] if not seen.is_empty else []
    return [(higher, lower) for higher, holds in met for lower, too in met if holds and not too and lower.level < higher.level]


def _rises(ladder: Ladder, each: Look) -> Iterator[Failed]:
    """No level falls by one more act, by more substance, by a state that lasts, or without an ending."""
    before = _rung(ladder, each.seen)
    for favour, favoured in zip(each.story.favours, each.favoured, strict=True):
        if _is_below(_rung(ladder, favoured), before):
            yield _fell(ladder, _least(ladder, each.story, favour), favour, each.story.day)


def _rung(ladder: Ladder, seen: Evidence) -> Rung | None:
    """The rung that holds."""
    return next((rung for rung in ladder.rungs if rung.condition(seen).met), None) if not seen.is_empty else None


def _is_below(after: Rung | None, before: Rung | None) -> bool:
    return before is not None and (after is None or after.level < before.level)


def _before_and_after(ladder: Ladder, events: Events, favour: Favour, day: date) -> tuple[Rung | None, Rung | None]:
    before, after = (_rung(ladder, _seen(ladder, each, day)) for each in (events, favour.grant(events)))
    return before, after


def _least(ladder: Ladder, story: Story, favour: Favour) -> Events:
    """The fewest events by which a favour shows, the one that it changes among them."""
    changed = tuple(event for event in story.events if event.id == favour.without)
    others = tuple(event for event in story.events if event.id != favour.without)

    def falls(less: Events) -> bool:
        before, after = _before_and_after(ladder, (*less, *changed), favour, story.day)
        return _is_below(after, before)

    return (*smallest(others, falls), *changed)


def _fell(ladder: Ladder, events: Events, favour: Favour, day: date) -> Failed:
    before, after = _before_and_after(ladder, events, favour, day)
    assert before is not None
    told = f"{_named(before)} falls to {_named(after) if after else 'unobserved'} by more favourable evidence"
    message = f"{told}; ask for at least, never for at most{_log(events, day)}\n    and then {favour.told}"
    return Failed(code="MONOTONE", condition=before.condition, message=message)


def _rates_as(ladder: Ladder, each: Look, beside: Ladder) -> Iterator[Failed]:
    day = each.story.day

    def differs(events: Events) -> bool:
        return _rating(ladder, events, day) != _rating(beside, events, day)

    if differs(each.story.events):
        events = smallest(each.story.events, differs)
        here, there = (" and ".join(_rating(rule, events, day)) for rule in (ladder, beside))
        yield renamed(ladder, f"{here} here, {there} there{_log(events, day)}")


def renamed(rule: Ladder | Overall, told: str) -> Failed:
    message = f"rates otherwise than edition {rule.edition} of the default rules; write edition={rule.edition + 1} and say why: {told}"
    return Failed(code="EDITION", condition=None, message=message)


def _rating(ladder: Ladder, events: Events, day: date) -> tuple[str, str]:
    seen = _seen(ladder, events, day)
    level = ladder.climb(seen) or Level.UNOBSERVED
    return level.label, projected(ladder, events, seen, level)[0].value
