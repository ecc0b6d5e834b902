"""What counts for one instrument on one day, and why the rest does not: the only way to Evidence.

It cuts the log at the day asked about: nothing that had not happened, or was not yet announced, is in it, so no rule can see the
future.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from attrs import evolve

from mdime_events.dates import years_on
from mdime_events.evidence import ENFORCEMENT, LAPSE, RECENT, SUBSTANCES, Evidence, Item, announced, is_promise
from mdime_events.model import Event, Source
from mdime_events.vocabulary import KINDS


def evidence(events: Collection[Event], instrument: str, day: date, opens: date, sources: Mapping[str, Source] | None = None) -> Evidence:
    """What counts for an instrument on a day is what is certain then, and nothing later: an act counts once its whole date is past, or
    a source is out that tells of it, and lies in a span of time only if its whole date does; what is planned, called off, disputed or
    not reviewed, and pledges, proposals and statements, never count."""
    seen = [event for event in events if visible_from(event) <= day]
    ended = endings_of(seen)
    fulfilled = {id for event in seen if counts(event) for id in event.coding.fulfils}
    mine = [event for event in seen if instrument in event.coding.instruments]
    kept: dict[str, Item] = {}
    endings: list[Event] = []
    commitments: list[Event] = []
    cancelled: list[Event] = []
    left_out: list[tuple[Event, str]] = []
    for event in mine:
        if _is_ending(event):
            if event.id not in ended:
                endings.append(event)
            left_out.append((event, "lowers: it is an ending"))
        elif reason := _not_counted(event):
            left_out.append((event, reason))
            if _is_cancelled_plan(event):
                cancelled.append(event)
            elif _is_commitment(event) and event.id not in ended and (event.coding.recurs or event.id not in fulfilled):
                commitments.append(event)
        elif item := _item(event, day, opens, ended.get(event.id)):
            kept[event.id] = item
        else:
            left_out.append((event, _outside(event, opens)))
    return Evidence(
        instrument=instrument,
        day=day,
        opens=opens,
        items=tuple(sorted(_as_one(kept), key=_item_order)),
        left_out=tuple(left_out),
        sources=sources or {},
        endings=tuple(endings),
        commitments=tuple(commitments),
        cancelled=tuple(cancelled),
    )


def bearing(events: Iterable[Event], instrument: str) -> tuple[Event, ...]:
    """All that `evidence` of an instrument depends on: its own events, and those that end or fulfil one of them."""
    events = tuple(events)
    own = {event.id for event in events if instrument in event.coding.instruments}
    return tuple(event for event in events if event.id in own or own.intersection((*event.coding.ends, *event.coding.fulfils)))


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


def _is_ending(event: Event) -> bool:
    """What lowers is an ending, but for words and incidents, which are no restraint."""
    words = KINDS[event.coding.kind].family == "signals"
    return counts(event) and event.coding.effect == "lowers" and event.coding.kind != "incident" and not words


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


def endings_of(seen: Iterable[Event]) -> dict[str, date]:
    """The day on which an event was ended by another, where it was."""
    found: dict[str, date] = {}
    for event in seen:
        if counts(event):
            for target in event.coding.ends:
                found[target] = min(event.certain, found.get(target, date.max))
    return found


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


def _item(event: Event, day: date, opens: date, ended: date | None) -> Item | None:
    """What an event counts as on the day; None where it lies before the window and does not stand."""
    kind = KINDS[event.coding.kind]
    until = min((each for each in (event.until, ended and ended - timedelta(days=1)) if each), default=None)
    standing = (event.state or kind.stands) and (until is None or until >= day)
    inside = event.known_start and event.earliest is not None and event.earliest >= opens
    if not inside and not standing:
        return None
    return Item(
        kind=event.coding.kind,
        substance=event.substance,
        events=(event,),
        years=_years(event, min(until or day, day)) if inside else frozenset(),
        latest=_latest(event, min(until or day, day)) if inside else None,
        standing=standing,
        dependence=event.coding.dependence != "none",
        unofficial=event.coding.channel == "unofficial",
    )


def _years(event: Event, last: date) -> frozenset[int]:
    """The calendar years in which activity is certain: an act's own, every year of a state of doing, none of a state of being."""
    if event.state:
        return frozenset(range(event.certain.year, last.year + 1)) if KINDS[event.coding.kind].doing else frozenset()
    assert event.earliest is not None
    return frozenset({event.certain.year}) if event.earliest.year == event.certain.year else frozenset()


def _latest(event: Event, last: date) -> date | None:
    """The newest day of certain activity: a state of doing goes on to its end, everything else is as old as its beginning."""
    return last if event.state and KINDS[event.coding.kind].doing else event.earliest


def _as_one(kept: Mapping[str, Item]) -> Iterator[Item]:
    """What counts once: parts of a counted event of the same kind with it, and a year's enforcement, however many it names."""
    groups: dict[object, list[Item]] = {}
    wholes = _wholes(kept)
    for id, item in kept.items():
        key = ("enforcement", item.years) if item.kind in ENFORCEMENT else wholes[id]
        groups.setdefault(key, []).append(item)
    return (_merged(sorted(items, key=_item_order)) for items in groups.values())


def _wholes(kept: Mapping[str, Item]) -> dict[str, str]:
    """Of every counted event the outermost of the same kind that it is part of; in a circle, the last before it comes round."""
    inside = {
        id: whole
        for id, item in kept.items()
        if (whole := item.events[0].coding.part_of) is not None and whole in kept and kept[whole].kind == item.kind
    }
    found = {id: id for id in kept if id not in inside}
    for id in inside:
        path: dict[str, None] = {}  # each event is on one path, so that all of them cost no more than one
        while id not in found and id not in path:
            path[id] = None
            id = inside[id]
        if id not in found:
            circle = list(path)[list(path).index(id) :]
            found |= zip(circle, circle[-1:] + circle[:-1], strict=True)
        for each in path:
            found.setdefault(each, found[id])
    return found


def lone(seen: Evidence, events: Iterable[Event]) -> dict[str, Item]:
    """The items, by event, that are all that `seen` loses with the event: it counts by itself, nothing is part of it, and it ends and
    fulfils nothing. `events` are those that the evidence was made from."""
    wholes = {event.coding.part_of for event in events}
    single = {item.events[0].id: item for item in seen.items if len(item.events) == 1 and item.events[0].id not in wholes}
    return {id: item for id, item in single.items() if not (item.events[0].coding.ends or item.events[0].coding.fulfils)}


def _merged(items: list[Item]) -> Item:
    first = items[0]
    if len(items) == 1:
        return first
    return evolve(
        first,
        substance=max((item.substance for item in items), key=SUBSTANCES.index),
        events=tuple(event for item in items for event in item.events),
        years=frozenset().union(*(item.years for item in items)),
        latest=max((item.latest for item in items if item.latest), default=None),
        standing=any(item.standing for item in items),
        dependence=any(item.dependence for item in items),
        unofficial=any(item.unofficial for item in items),
    )


def _item_order(item: Item) -> tuple[date, str]:
    return (item.events[0].earliest or date.min, item.events[0].id)


def turning_days(events: Iterable[Event], first: date, last: date) -> list[date]:
    """Every day after `first` up to `last` on which an answer of Evidence may change though nothing new happens.

    The words above look back three or five years or at calendar years, so they turn on new year's days, on the days that events
    begin, become certain, are announced or end, and on the third and fifth anniversaries of those.
    """
    marks = {date(year, 1, 1) for year in range(first.year, last.year + 1)}
    for event in events:
        known = (event.earliest, event.certain, event.until, event.published, date.fromisoformat(event.recorded[:10]))
        for mark in filter(None, known):
            for years in (0, RECENT, LAPSE):
                turn = years_on(mark, years)
                marks |= {turn, turn + timedelta(days=1)} if turn < date.max else {turn}
    return sorted(mark for mark in marks if first < mark <= last)
