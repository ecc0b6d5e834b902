"""What would lift a rating: the fewest acts or states of one kind that bring an instrument to a level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from mdime_events.dates import years_on
from mdime_events.model import Coding, Dossier, Event, Where
from mdime_events.rate import Method, level_on, only_known
from mdime_events.vocabulary import KINDS, Kind, Level

MOST = 5
IRREGULAR = {"aid": "acts of aid", "goodwill": "acts of goodwill", "trade status": "trade statuses"}
ROUTINE, PRACTICAL = "routine", "practical"
NUMBERS = ("no", "one", "two", "three", "four", "five")


@frozen(kw_only=True)
class WayUp:
    """So many `times` of a kind, at once or, where `yearly`, one a year beginning on the day of the rating; `of_substance` where the
    kind itself is not, and its coder would have to say so."""

    kind: str
    times: int
    yearly: bool
    of_substance: bool = False

    @property
    def words(self) -> str:
        """`two exercises`, `one space cooperation in force`, or `one visit of substance a year for three years`."""
        name, more = self.kind.replace("-", " "), " of substance" if self.of_substance else ""
        if self.yearly:
            return f"one {name}{more} a year for {NUMBERS[self.times]} years"
        many = name if self.times == 1 else IRREGULAR.get(name, f"{name}s")
        return f"{NUMBERS[self.times]} {many}{more}{' in force' if is_state(KINDS[self.kind]) else ''}"


def ways_up(dossier: Dossier, method: Method, instrument: str, day: date, wanted: Level) -> tuple[WayUp, ...]:
    """The ways from what was known on `day` to `wanted`, the shortest first: one a kind of the instrument's usual kinds. Where there is
    none, by those that are of no substance by themselves and may be, such as a visit of ministers.

    None where it takes more than one kind, or more than five of one.
    """
    known = only_known(dossier, day)
    kinds = [kind for kind in KINDS.values() if instrument in kind.instruments and kind.family not in ("signals", "restraints")]
    weighty = [evolve(kind, substance=PRACTICAL) for kind in kinds if kind.substance == ROUTINE]
    for tried in (kinds, weighty):
        found = [way for kind in tried if (way := next(_ways(known, method, instrument, day, wanted, kind), None))]
        if found:
            return tuple(sorted(found, key=lambda way: (way.yearly, way.times)))
    return ()


def _ways(known: Dossier, method: Method, instrument: str, day: date, wanted: Level, kind: Kind) -> Iterator[WayUp]:
    for yearly in (False, True):
        for times in range(1, MOST + 1):
            days = [years_on(day, number if yearly else 0) for number in range(times)]
            new = tuple(_supposed(known.dyad, instrument, kind, each, number) for number, each in enumerate(days))
            if (level_on(evolve(known, events=(*known.events, *new)), method, instrument, days[-1]) or Level.UNOBSERVED) >= wanted:
                yield WayUp(kind=kind.name, times=times, yearly=yearly, of_substance=kind.substance != KINDS[kind.name].substance)


def is_state(kind: Kind) -> bool:
    """Whether a kind is supposed as a state in force rather than as an act."""
    return kind.system or not (kind.doing or kind.stands)


def _supposed(dyad: str, instrument: str, kind: Kind, day: date, number: int) -> Event:
    text = f"{day}/.." if is_state(kind) else str(day)
    return Event(
        id=f"+{number}",
        dyad=dyad,
        where=Where(file="supposed", line=1),
        recorded=f"{day}T00:00:00.000Z",
        by="",
        coding=Coding(date=text, kind=kind.name, title="supposed", instruments=(instrument,)),
        substance=kind.substance,
        state=is_state(kind),
        earliest=day,
        certain=day,
        until=None,
        known_start=True,
        published=None,
    )
