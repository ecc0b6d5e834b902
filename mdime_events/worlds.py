"""Three worlds: the level three years on, by the same ladder, under three suppositions about what comes."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from mdime_events.ahead import again, kept, on_hand
from mdime_events.dates import years_on
from mdime_events.model import Dossier, Event
from mdime_events.rate import Method, level_on, only_known
from mdime_events.vocabulary import FORECAST_YEARS, Level

SUPPOSED = {
    "lapse": "if nothing new happens",
    "steady": "if the last three years repeat",
    "planned": "if what is planned or pledged happens",
}


def told_later(dossier: Dossier, method: Method, instrument: str, day: date) -> tuple[Event, ...]:
    """The states that count on a day and whose ends were told of only once they had come, where the level three years on is another with
    these ends if nothing new happens. Until when a rating holds reckons with them; the worlds do not know of them."""
    seen = {event.id for item in method.evidence(dossier, instrument, day).items for event in item.events}
    known = only_known(dossier, day)
    open_ = evolve(known, events=tuple(on_hand(known.events, day)))
    until = {event.id: event.until for event in open_.events}
    late = tuple(event for event in known.events if event.id in seen and event.until != until[event.id])
    then = years_on(day, FORECAST_YEARS)
    return late if late and level_on(known, method, instrument, then) != level_on(open_, method, instrument, then) else ()


def worlds(dossier: Dossier, method: Method, instrument: str, day: date) -> dict[str, Level | None]:
    """The level three years on if nothing new happens (lapse), if the last three years repeat (steady), if what is scheduled,
    promised or set to recur happens (planned)."""
    seen = method.evidence(dossier, instrument, day)
    known = evolve(only_known(dossier, day), events=tuple(on_hand(dossier.events, day)))
    then = years_on(day, FORECAST_YEARS)
    coming = {
        "lapse": (),
        "steady": again(seen),
        "planned": tuple(each for event in seen.fresh_commitments().events for each in kept(event, instrument, day, then)),
    }
    return {name: level_on(evolve(known, events=(*known.events, *new)), method, instrument, then) for name, new in coming.items()}
