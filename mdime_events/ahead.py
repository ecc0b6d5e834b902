"""What may come, as events of the days ahead: the acts of the last three years once more, and what was planned or promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve

from mdime_events.acts import is_open, repeats
from mdime_events.counting import visible_from
from mdime_events.dates import duration_on, span, years_on
from mdime_events.evidence import Evidence
from mdime_events.model import Event
from mdime_events.vocabulary import FORECAST_YEARS, KINDS


def on_hand(events: Iterable[Event], day: date) -> Iterator[Event]:
    """What had happened by a day, as it was known then: a state whose end was told of only once it had come was open till then."""
    for event in events:
        if event.certain <= day and visible_from(event) <= day:
            yield evolve(event, until=None) if event.until and is_open(event, day) else event


def again(seen: Evidence) -> tuple[Event, ...]:
    """The acts of the last three years, and the states of doing that began in them and end, three years later."""
    return tuple(once_more(event) for event in seen.recent(FORECAST_YEARS).events if repeats(event, seen.day))


def once_more(event: Event) -> Event:
    """An event of a known day, three years later."""
    assert event.earliest is not None
    earliest, certain = (years_on(each, FORECAST_YEARS) for each in (event.earliest, event.certain))
    until = event.until and years_on(event.until, FORECAST_YEARS)
    whole = event.coding.part_of
    coding = evolve(event.coding, part_of=whole and f"{whole}+")  # parts of an act that repeats are again one with it
    return evolve(event, id=f"{event.id}+", earliest=earliest, certain=certain, until=until, published=None, coding=coding)


def kept(event: Event, instrument: str, day: date, then: date) -> Iterable[Event]:
    """What a commitment comes to if it is kept: a plan on its day, a series at each of its periods, a pledge when due or by then."""
    coding = event.coding
    if coding.status == "planned":
        yield from _held(event, day, then)
    elif coding.promises:
        kept = evolve(coding, kind=coding.promises, promises=None, recurs=None, instruments=(instrument,), part_of=None)
        for number, happens in enumerate(_days(event, then)):
            if day < happens <= then:
                yield evolve(
                    event,
                    id=f"{event.id}+{number}",
                    substance=KINDS[coding.promises].substance,
                    state=False,
                    until=None,
                    known_start=True,
                    earliest=happens,
                    certain=happens,
                    coding=kept,
                )


def _held(plan: Event, day: date, then: date) -> Iterable[Event]:
    """What is planned, on its day; a series of it again and again."""
    held = evolve(plan, coding=evolve(plan.coding, status="occurred", part_of=None))
    days = [plan.certain, *(_days(plan, then) if plan.coding.recurs else ())]
    for number, happens in enumerate(days):
        if day < happens <= then:
            earliest = happens if number else plan.earliest
            until = plan.until and happens + (plan.until - plan.certain)
            yield evolve(held, id=f"{plan.id}+{number}", earliest=earliest, certain=happens, until=until)


def _days(event: Event, then: date) -> list[date]:
    coding = event.coding
    if coding.recurs:
        return [duration_on(event.certain, coding.recurs, times) for times in range(1, 60)]
    return [(span(coding.due).certain if coding.due else None) or then]
