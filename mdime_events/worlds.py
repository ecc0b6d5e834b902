"""Three worlds: the level three years on, by the same ladder, under three suppositions about what comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve

from mdime_events.dates import duration_on, period, years_on
from mdime_events.model import Dossier, Event
from mdime_events.rate import Method, level_on, only_known
from mdime_events.vocabulary import FORECAST_YEARS, KINDS, Level


def worlds(dossier: Dossier, method: Method, instrument: str, day: date) -> dict[str, Level | None]:
    """The level three years on if nothing new happens (lapse), if the last three years repeat (steady), if what is scheduled,
    promised or set to recur happens (planned)."""
    seen = method.evidence(dossier, instrument, day)
    known = only_known(dossier, seen)
    then = years_on(day, FORECAST_YEARS)
    coming = {
        "lapse": (),
        "steady": tuple(_repeated(event) for item in seen.recent(FORECAST_YEARS).items for event in item.events if _repeats(event, day)),
        "planned": tuple(each for event in seen.fresh_commitments().events for each in _kept(event, instrument, day, then)),
    }
    return {name: level_on(evolve(known, events=(*known.events, *new)), method, instrument, then) for name, new in coming.items()}


def _repeats(event: Event, day: date) -> bool:
    """Acts of the last three years repeat; accords, memberships and states do not."""
    recent = event.earliest is not None and event.earliest > years_on(day, -FORECAST_YEARS)
    return recent and not event.state and not KINDS[event.coding.kind].stands


def _repeated(event: Event) -> Event:
    assert event.earliest is not None
    earliest, certain = (years_on(each, FORECAST_YEARS) for each in (event.earliest, event.certain))
    return evolve(event, id=f"{event.id}+", earliest=earliest, certain=certain, published=None, coding=evolve(event.coding, part_of=None))


def _kept(event: Event, instrument: str, day: date, then: date) -> Iterable[Event]:
    """What a commitment comes to if it is kept: at each period of a series, on its due day, or three years on."""
    coding = event.coding
    kind = coding.kind if coding.status == "planned" else coding.promises
    if kind is None:
        return
    days = [event.certain if coding.status == "planned" else period(coding.due)[1] if coding.due and "/" not in coding.due else then]
    if coding.recurs:
        times = range(1, 60)
        days = [day for day in (duration_on(event.certain, coding.recurs, each) for each in times) if day <= then]
    kept = evolve(coding, kind=kind, status="occurred", promises=None, recurs=None, instruments=(instrument,), part_of=None)
    for number, happens in enumerate(each for each in days if day < each <= then):
        yield evolve(
            event,
            id=f"{event.id}+{number}",
            state=False,
            coding=kept,
            substance=KINDS[kind].substance,
            earliest=happens,
            certain=happens,
            until=None,
            known_start=True,
        )
