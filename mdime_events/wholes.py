"""What counts once: parts of a counted event of the same kind with it, and a year's enforcement, however many it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve

from mdime_events.evidence import ENFORCEMENT, SUBSTANCES
from mdime_events.ledger import Entry, Sort, next_day

DAY = timedelta(days=1)


def clusters(single: Mapping[str, Entry]) -> list[list[Entry]]:
    """The entries of single events, those together that may count as one on some day."""
    inside = _inside(single)
    roots: dict[str, str] = {}
    found: dict[object, list[Entry]] = {}
    for id, entry in single.items():
        key = ("enforcement", entry.years) if entry.sort.kind in ENFORCEMENT else _root(id, inside, roots) if id in inside else id
        found.setdefault(key, []).append(entry)
    return list(found.values())


def is_only_more(together: Sequence[Entry]) -> bool:
    """Whether each of a cluster only adds to what the others count as: a year's enforcement of one kind."""
    return len({entry.sort.kind for entry in together}) == 1 and together[0].sort.kind in ENFORCEMENT


def _root(id: str, inside: Mapping[str, str], roots: dict[str, str]) -> str:
    """Where the way up from an event ends; in a circle, its first id. `roots` keeps what was found, so that all cost no more than one."""
    path: dict[str, int] = {}
    while id in inside and id not in roots and id not in path:
        path[id] = len(path)
        id = inside[id]
    root = min(list(path)[path[id] :]) if id in path else roots.get(id, id)
    roots.update(dict.fromkeys(path, root))
    return root


def over_time(together: Sequence[Entry]) -> Iterator[Entry]:
    """What a cluster counts as: a new entry whenever one of them comes or goes."""
    if len(together) == 1:
        yield together[0]
        return
    days = sorted({entry.begins for entry in together} | {next_day(entry.over) for entry in together if entry.over < date.max})
    standing: dict[tuple[str, ...], Entry] = {}
    for day in days:
        kept = {entry.events[0].id: entry for entry in together if entry.begins <= day <= entry.over}
        groups = {tuple(entry.events[0].id for entry in group): group for group in _groups(kept)}
        for ids in [ids for ids in standing if ids not in groups]:
            yield evolve(standing.pop(ids), over=day - DAY)
        for ids, group in groups.items():
            if ids not in standing:
                standing[ids] = evolve(_merged(group), begins=day)
    yield from standing.values()


def _groups(kept: Mapping[str, Entry]) -> Iterator[list[Entry]]:
    """Those that count as one while these are what counts."""
    wholes = _wholes(kept)
    groups: dict[object, list[Entry]] = {}
    for id, entry in kept.items():
        key = ("enforcement", entry.years) if entry.sort.kind in ENFORCEMENT else wholes[id]
        groups.setdefault(key, []).append(entry)
    return (sorted(group, key=entry_order) for group in groups.values())


def _inside(kept: Mapping[str, Entry]) -> dict[str, str]:
    """Of every counted event the counted one of the same kind that it is part of."""
    return {
        id: whole
        for id, entry in kept.items()
        if (whole := entry.events[0].coding.part_of) is not None and whole in kept and kept[whole].sort.kind == entry.sort.kind
    }


def _wholes(kept: Mapping[str, Entry]) -> dict[str, str]:
    """Of every counted event the outermost of the same kind that it is part of; in a circle, the last before it comes round."""
    inside = _inside(kept)
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


def _merged(entries: Sequence[Entry]) -> Entry:
    first = entries[0]
    if len(entries) == 1:
        return first
    return Entry(
        sort=Sort(
            first.sort.kind,
            max((entry.sort.substance for entry in entries), key=SUBSTANCES.index),
            any(entry.sort.dependence for entry in entries),
            any(entry.sort.unofficial for entry in entries),
        ),
        events=tuple(event for entry in entries for event in entry.events),
        begins=max(entry.begins for entry in entries),
        over=date.max,
        stands_to=max((entry.stands_to for entry in entries if entry.stands_to), default=None),
        latest=max((entry.latest for entry in entries if entry.latest), default=None),
        years=tuple(dict.fromkeys(years for entry in entries for years in entry.years)),
    )


def entry_order(entry: Entry) -> tuple[date, str]:
    return (entry.events[0].earliest or date.min, entry.events[0].id)
