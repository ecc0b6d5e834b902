"""One event told by several sources: what was said to be the same is told once, by the sources of all.

A copy leaves the events; the one that is kept gets its sources, and counts from the day on which the first of them all was out. Its
other fields stay as they are. Where what a copy leads to is retracted or not yet known, the copy stands by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve

from mdime_events import dates
from mdime_events.model import Citation, Coding, Dossier, Event, Source


def folded(dossier: Dossier) -> Dossier:
    """The dossier with copies told as what they are copies of. Of a circle the first stands by itself."""
    there = {event.id for event in dossier.events}
    links = {event.id: event.coding.same_as for event in dossier.events if event.coding.same_as in there}
    kept = _ends({copy: event for copy, event in links.items() if event})
    if not kept:
        return dossier
    copies: dict[str, list[Event]] = defaultdict(list)
    for event in dossier.events:
        if event.id in kept:
            copies[kept[event.id]].append(event)
    events = (_told_once(event, copies[event.id], dossier.sources) for event in dossier.events if event.id not in kept)
    return evolve(
        dossier,
        events=tuple(_led(event, kept) for event in events),
        copies=tuple(_copy(event, kept[event.id]) for event in dossier.events if event.id in kept),
    )


def _ends(links: Mapping[str, str]) -> dict[str, str]:
    """Where the chain of each link ends; every link is walked once."""
    ends: dict[str, str] = {}
    for start in links:
        way: dict[str, None] = {}
        at = start
        while at in links and at not in ends and at not in way:
            way[at] = None
            at = links[at]
        ends.update(dict.fromkeys(way, ends.get(at, at)))
    return {copy: kept for copy, kept in ends.items() if copy != kept}


def _told_once(event: Event, copies: Iterable[Event], registered: Mapping[str, Source]) -> Event:
    """An event with the sources of its copies, and its days worked out from all of them."""
    own = {_cited(each) for each in event.coding.sources}
    more = {_cited(each): each for copy in copies for each in copy.coding.sources if _cited(each) not in own}
    if not more:
        return event
    coding = evolve(event.coding, sources=(*event.coding.sources, *more.values()))
    published, certain = told_on(coding, registered, event.recorded)
    return evolve(event, coding=coding, published=published, certain=certain)


def _cited(citation: Citation) -> tuple[str, str | None]:
    """What makes two citations one: the source and the place in it; a link is a place, too."""
    return citation.source, citation.locator or citation.url


def _led(event: Event, kept: Mapping[str, str]) -> Event:
    """An event whose links to copies lead to what is kept, and none to itself."""
    coding = event.coding
    if kept.keys().isdisjoint((coding.part_of or "", *coding.fulfils, *coding.ends)):
        return event
    whole = kept.get(coding.part_of, coding.part_of) if coding.part_of else None
    return evolve(
        event,
        coding=evolve(
            coding,
            part_of=whole if whole != event.id else None,
            fulfils=_each_once(coding.fulfils, kept, event.id),
            ends=_each_once(coding.ends, kept, event.id),
        ),
    )


def _each_once(ids: Iterable[str], kept: Mapping[str, str], own: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(led for id in ids if (led := kept.get(id, id)) != own))


def _copy(event: Event, kept: str) -> Event:
    """A copy names what is kept, wherever the chain passed."""
    return evolve(event, coding=evolve(event.coding, same_as=kept))


def told_on(coding: Coding, registered: Mapping[str, Source], recorded: str) -> tuple[date | None, date]:
    """The first day on which a source was out (None where none is dated), and the day from which the event counts.

    It counts once its range is over, or once a source is out that tells of it; `recorded` is the time stamp of its record (UTC).
    """
    span = dates.span(coding.date)
    published = min((day for each in coding.sources if (day := _published(each, registered))), default=None)
    certain = span.certain or published or date.fromisoformat(recorded[:10])
    if published and (span.earliest or date.min) <= published < certain and coding.status == "occurred":
        certain = published
    return published, certain


def _published(citation: Citation, registered: Mapping[str, Source]) -> date | None:
    source = registered.get(citation.source)
    text = citation.published or (source.published if source else None)
    return dates.period(text)[1] if text else None
