"""The days ahead of any day, worked out once: what is on hand then, as it was known, and the acts of its last three years once more.

Where acts count as one with others, what they come to depends on the day; they are then taken for as much as they could be at most. An
answer that hangs on them is not given here, but worked out from the events of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from attrs import evolve, frozen

from mdime_events.acts import announced, may_repeat
from mdime_events.ahead import once_more
from mdime_events.counting import entry_of, links
from mdime_events.dates import years_on
from mdime_events.evidence import ENFORCEMENT, Evidence
from mdime_events.ledger import Entry, Ledger, Noted, Sort, next_day, united
from mdime_events.model import Event
from mdime_events.stretch import NO_LOSSES, Loss, Losses, Stretch
from mdime_events.vocabulary import FORECAST_YEARS, KINDS


@frozen(kw_only=True, eq=False)
class Foresight:
    """A ledger whose entries begin and are over by the days on which they are known so; `most` are the bits of those that stand for what
    may count as one."""

    known: Ledger
    most: int

    def three_years_on(self, seen: Evidence) -> Evidence:
        """What is on hand on a day, and its acts once more, three years later; watched for whether it hangs on what may count as one."""
        day, lacking = seen.day, seen.stretch.lacking
        then = years_on(day, FORECAST_YEARS)
        noted = (seen.stretch.ledger.endings, seen.stretch.ledger.commitments, seen.stretch.ledger.cancelled)
        ledger = self.known.noting(*(list(_on_hand(each, day)) for each in noted))
        bits = self.known.counted(day, day)
        bits &= self.known.newer(date.min) | self.known.in_force(then)  # what lies before the window counts only while it stands
        bits &= ~self._of(lacking)
        sure = bits & ~self.most
        tried = seen.stretch.losses.rest
        losses = Losses(Loss(loss.events, self._of(loss.events)) for loss in tried) if tried else NO_LOSSES
        stretch = Stretch(ledger, then, watched=True, lacking=lacking, losses=losses)
        return Evidence(stretch=stretch, bits=sure, least=sure, most=bits)

    def _of(self, events: Iterable[str]) -> int:
        """The entries of events."""
        return united(self._places.get(event, 0) for event in events)

    @cached_property
    def _places(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for place, entry in enumerate(self.known.entries):
            id = entry.events[0].id
            found[id] = found.get(id, 0) | 1 << place
        return found


def _on_hand(noted: Iterable[Noted], day: date) -> Iterator[Noted]:
    for each in noted:
        if each.event.certain <= day and each.begins <= day <= each.over:
            yield each if each.over == date.max else evolve(each, over=date.max)


def foresight(events: Sequence[Event], ledger: Ledger) -> Foresight:
    """That of the events that a ledger was made from."""
    ended = links(events).ended
    counted = [event for event in ledger.moving if event.coding.effect != "lowers"]
    together = [event for event in counted if _may_be_one(event, ledger)]
    several = {event.id for event in together}
    sure = [entry for event in counted if event.id not in several for entry in _known(event, ledger, ended.get(event.id))]
    most = [entry for event in together for entry in _at_most(event, together, ledger)]
    known = Ledger(
        instrument=ledger.instrument,
        opens=ledger.opens,
        entries=[*sure, *most],
        sources=ledger.sources,
    )
    return Foresight(known=known, most=((1 << len(most)) - 1) << len(sure))


def _may_be_one(event: Event, ledger: Ledger) -> bool:
    return event.coding.kind in ENFORCEMENT or event.id in ledger.tied


def _known(event: Event, ledger: Ledger, ended: date | None) -> Iterator[Entry]:
    """What an act or state is known as, from day to day: its end only once that was told of; and what it comes to if it repeats."""
    hindsight = event.until if event.until and event.until <= announced(event) else None
    if not ended and not hindsight and event.id in ledger.lone:
        known = ledger.entries[ledger.lone[event.id]]
        yield known if known.over == date.max else evolve(known, over=date.max)
        yield from _once_more(event, ledger, known, known.begins)
        return
    closed = next_day(hindsight) if hindsight else event.certain
    turns = sorted({event.certain, *(day for day in (ended, closed) if day and day > event.certain)})
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        then = evolve(event, until=None) if hindsight and turn <= hindsight else event
        entry = entry_of(then, ledger.opens, ended if ended and ended <= turn else None)
        if entry:
            yield evolve(entry, begins=turn, over=date.fromordinal(following.toordinal() - 1) if following else date.max)
            if turn == max(event.certain, closed):
                yield from _once_more(event, ledger, entry, turn)


def _once_more(event: Event, ledger: Ledger, known: Entry, begins: date) -> Iterator[Entry]:
    """What it comes to three years later, on the days from `begins` on which it lies in the last three years. A state that was ended
    before it began shows its newest activity then, and does not lie in them."""
    if known.latest and event.earliest and may_repeat(event):
        entry = entry_of(once_more(event), ledger.opens, None)
        if entry:
            yield evolve(entry, events=(event,), begins=begins, over=_last_recent(min(event.earliest, known.latest)))


def _last_recent(earliest: date) -> date:
    """The last day on which a day lies within the last three years."""
    last = years_on(earliest, FORECAST_YEARS)
    while years_on(last, -FORECAST_YEARS) >= earliest:
        last = date.fromordinal(last.toordinal() - 1)
    return last


def _at_most(event: Event, together: Iterable[Event], ledger: Ledger) -> Iterator[Entry]:
    """As much as an event may count as with any others, and once more."""
    stands = any(other.state or KINDS[other.coding.kind].stands for other in together)
    entry = Entry(
        sort=Sort(
            event.coding.kind,
            "binding",
            any(other.coding.dependence != "none" for other in together),
            any(other.coding.channel == "unofficial" for other in together),
        ),
        events=(event,),
        begins=event.certain,
        over=date.max,
        stands_to=date.max if stands else None,
        latest=date.max,
        years=((ledger.opens.year, date.max.year),),
    )
    yield from (entry, entry)
