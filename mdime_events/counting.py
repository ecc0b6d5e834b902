"""What counts for one instrument, and why the rest does not: the only way to a ledger, and so to Evidence.

Evidence is a ledger cut at the day asked about: nothing that had not happened, or was not yet announced, is in it, so no rule can see
the future.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import frozen

from mdime_events.acts import announced, is_promise
from mdime_events.dates import span
from mdime_events.evidence import Evidence, on
from mdime_events.ledger import Entry, Ledger, Noted, Sort, Years, next_day
from mdime_events.model import Event, Source
from mdime_events.vocabulary import INSTRUMENTS, KINDS
from mdime_events.wholes import clusters, entry_order, is_only_more, over_time

DAY = timedelta(days=1)


def evidence(events: Collection[Event], instrument: str, day: date, opens: date, sources: Mapping[str, Source] | None = None) -> Evidence:
    """What counts for an instrument on a day is what is certain then, and nothing later: an act counts once its whole date is past, or
    a source is out that tells of it, and lies in a span of time only if its whole date does; what is planned, called off, disputed or
    not reviewed, and pledges, proposals and statements, never count."""
    return on(ledger(events, instrument, opens, sources), day)


def ledger(events: Iterable[Event], instrument: str, opens: date, sources: Mapping[str, Source] | None = None) -> Ledger:
    """What counts for an instrument, on any day."""
    every = tuple(events)
    mine = [event for event in every if instrument in event.coding.instruments]
    return _ledger(mine, every, instrument, opens, sources)


@frozen(kw_only=True)
class Links:
    """The day on which an event was first ended by another, and the day on which one was first made good, by id."""

    ended: Mapping[str, date]
    fulfilled: Mapping[str, date]


def links(events: Iterable[Event]) -> Links:
    happened = [event for event in events if (event.coding.ends or event.coding.fulfils) and counts(event)]
    return Links(ended=endings_of(happened), fulfilled=_first((event.certain, event.coding.fulfils) for event in happened))


def endings_of(seen: Iterable[Event]) -> dict[str, date]:
    """The day on which an event was ended by another, where it was."""
    return _first((event.certain, event.coding.ends) for event in seen if event.coding.ends and counts(event))


def _first(named: Iterable[tuple[date, Sequence[str]]]) -> dict[str, date]:
    found: dict[str, date] = {}
    for day, targets in named:
        for target in targets:
            found[target] = min(day, found.get(target, date.max))
    return found


def _ledger(mine: Sequence[Event], every: Sequence[Event], instrument: str, opens: date, sources: Mapping[str, Source] | None) -> Ledger:
    linked = links(every)
    single: dict[str, Entry] = {}
    endings: list[Noted] = []
    commitments: list[Noted] = []
    cancelled: list[Noted] = []
    left_out: list[Noted] = []
    moving: list[Event] = []
    for event in mine:
        ended = linked.ended.get(event.id)
        if _is_ending(event):
            moving.append(event)
            endings.append(Noted(event=event, begins=event.certain, over=_day_before(ended), made=event.earliest or date.min))
            left_out.append(Noted(event=event, begins=event.certain, why="lowers: it is an ending"))
        elif reason := _not_counted(event):
            seen = visible_from(event)
            left_out.append(Noted(event=event, begins=seen, why=reason))
            if _is_cancelled_plan(event):
                cancelled.append(Noted(event=event, begins=seen, made=min(event.earliest or date.min, announced(event))))
            elif _is_commitment(event):
                commitments.append(_commitment(event, ended, linked.fulfilled.get(event.id)))
        else:
            moving.append(event)
            entry = entry_of(event, opens, ended)
            if entry:
                single[event.id] = entry
            if entry is None or entry.over < date.max:
                left_out.append(Noted(event=event, begins=next_day(entry.over) if entry else event.certain, why=_outside(event, opens)))
    together = clusters(single)
    entries = sorted((entry for each in together for entry in over_time(each)), key=entry_order)
    return Ledger(
        instrument=instrument,
        opens=opens,
        entries=entries,
        endings=endings,
        commitments=commitments,
        cancelled=cancelled,
        left_out=left_out,
        moving=moving,
        bound=_bound(mine, every, together, commitments),
        tied=_tied(mine, together),
        sources=sources,
    )


def bearing(events: Iterable[Event], instrument: str) -> tuple[Event, ...]:
    """All that `evidence` of an instrument depends on: its own events, and those that end or fulfil one of them."""
    events = tuple(events)
    own = {event.id for event in events if instrument in event.coding.instruments}
    return tuple(event for event in events if event.id in own or own.intersection((*event.coding.ends, *event.coding.fulfils)))


def by_instrument(events: Iterable[Event]) -> dict[str, tuple[Event, ...]]:
    """The same of every instrument, in one pass."""
    every = tuple(events)
    instruments = {event.id: event.coding.instruments for event in every}
    found: dict[str, list[Event]] = {code: [] for code in INSTRUMENTS}
    for event in every:
        codes = event.coding.instruments
        if linked := (*event.coding.ends, *event.coding.fulfils):
            codes = tuple(dict.fromkeys((*codes, *(code for id in linked for code in instruments.get(id, ())))))
        for code in codes:
            found[code].append(event)
    return {code: tuple(mine) for code, mine in found.items()}


def visible_from(event: Event) -> date:
    """An act once it is certain; a plan or a called-off one once it was announced."""
    if event.coding.status in ("planned", "cancelled"):
        return announced(event)
    return event.certain


def counts(event: Event) -> bool:
    """Whether an event happened for sure, so that it may end or fulfil another: neither a plan nor an unreviewed lead."""
    return event.coding.status == "occurred" and event.coding.review == "reviewed"


def moves(event: Event) -> bool:
    """Whether an event can move a level on any day: it counts, or it is an ending."""
    return _is_ending(event) or _not_counted(event) is None


def later(events: Iterable[Event], instrument: str, day: date) -> Iterator[tuple[Event, str]]:
    """The events of an instrument that a rating of `day` does not see yet, and why."""
    for event in events:
        if instrument in event.coding.instruments and visible_from(event) > day:
            reason = _not_counted(event)
            yield event, f"{f'{reason}; ' if reason else ''}of {visible_from(event)}, after the day that this rating stands on"


def _is_ending(event: Event) -> bool:
    """What lowers is an ending, but for words and incidents, which are no restraint."""
    coding = event.coding
    return coding.effect == "lowers" and coding.kind != "incident" and counts(event) and KINDS[coding.kind].family != "signals"


def _is_cancelled_plan(event: Event) -> bool:
    """A plan called off; a declined proposal is none."""
    coding = event.coding
    own = coding.effect == "raises" and coding.review == "reviewed"
    return coding.status == "cancelled" and own and coding.kind != "proposal"


def _is_commitment(event: Event) -> bool:
    if event.coding.review != "reviewed" or event.coding.effect != "raises":
        return False
    said = event.coding.status == "occurred" and is_promise(event.coding.kind, event.coding.promises)
    return event.coding.status == "planned" or said


def _not_counted(event: Event) -> str | None:
    """Why an event counts on no day, whatever its date; None where it may count."""
    coding = event.coding
    if coding.status != "occurred":
        return coding.status
    if coding.review != "reviewed":
        return "unreviewed"
    if KINDS[coding.kind].family == "signals":
        return coding.kind
    if coding.effect != "raises":
        return "neutral" if coding.effect == "neutral" else "an incident, which is no restraint"
    return "a door that opened, which is permission and no act" if coding.kind == "embargo-lifted" else None


def _outside(event: Event, opens: date) -> str:
    """Why an event that may count does not: an act is before the window where its whole date is; a state where it has ended."""
    surely = event.certain < opens if not event.state else event.earliest is not None
    return "before the window" if surely else "perhaps before the window"


def _commitment(event: Event, ended: date | None, made_good: date | None) -> Noted:
    """A plan is made when it is announced and due on its day; a series that recurs is not made good by one edition."""
    coding = event.coding
    planned = coding.status == "planned"
    return Noted(
        event=event,
        begins=visible_from(event),
        over=min(_day_before(ended), _day_before(None if coding.recurs else made_good)),
        made=(announced(event) if planned else event.earliest) or date.min,
        due=(event.certain if planned else coding.due and span(coding.due).certain) or date.max,
    )


def _day_before(day: date | None) -> date:
    return day - DAY if day else date.max


def entry_of(event: Event, opens: date, ended: date | None) -> Entry | None:
    """What an event counts as; None where it lies before the window and stands on no day."""
    coding = event.coding
    kind = KINDS[coding.kind]
    end = event.until or date.max
    if ended:
        end = min(end, ended - DAY)
    stands, doing = event.state or kind.stands, event.state and kind.doing
    inside = event.known_start and event.earliest is not None and event.earliest >= opens
    if not inside and not (stands and end >= event.certain):
        return None
    return Entry(
        sort=Sort(coding.kind, event.substance, coding.dependence != "none", coding.channel == "unofficial"),
        events=(event,),
        begins=event.certain,
        over=date.max if inside else end,
        stands_to=end if stands else None,
        latest=(end if doing else event.earliest) if inside else None,
        years=_years(event, end) if inside else (),
    )


def _years(event: Event, end: date) -> Years:
    """The calendar years in which activity is certain: an act's own, every year of a state of doing, none of a state of being."""
    if event.state:
        return ((event.certain.year, end.year),) if KINDS[event.coding.kind].doing else ()
    assert event.earliest is not None
    return ((event.certain.year, event.certain.year),) if event.earliest.year == event.certain.year else ()


def _bound(mine: Iterable[Event], every: Iterable[Event], together: Iterable[Sequence[Entry]], commitments: Iterable[Noted]) -> set[str]:
    """The events without which others here would count otherwise: those, of whatever instrument, that end one or make a commitment good,
    and those that ever count as one with one. (What makes a deal good takes nothing from the deal.)"""
    here, promised = {event.id for event in mine}, {each.event.id for each in commitments}
    linking = {event.id for event in every if not here.isdisjoint(event.coding.ends) or not promised.isdisjoint(event.coding.fulfils)}
    return linking.union(entry.events[0].id for each in together if len(each) > 1 for entry in each)


def _tied(mine: Iterable[Event], together: Iterable[Sequence[Entry]]) -> set[str]:
    """Those of them without which others may count as more: those that end one, or that others are part of or are parts with."""
    here = {event.id for event in mine}
    ending = {event.id for event in mine if not here.isdisjoint(event.coding.ends)}
    return ending.union(entry.events[0].id for each in together if len(each) > 1 and not is_only_more(each) for entry in each)
