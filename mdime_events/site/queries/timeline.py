"""The timeline's question: the events of a dyad within a window, one by one or, where they are too many to draw, counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from mdime_events.site import bins
from mdime_events.site.queries.dyad import DYADS, Dyad, dyad_of
from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.read import values
from mdime_events.site.window import Window

MOST_MARKS = 400
LISTED = 50

# A state of unknown start begins with its publication; one that another event ended lasts until that event.
BEGINS = "coalesce(e.earliest, e.published, e.certain)"
ENDED = """(SELECT min(x.certain) FROM event_links l JOIN events x ON x.id = l.event
            WHERE l.target = e.id AND l.relation = 'ends' AND x.status = 'occurred')"""
LASTS = f"CASE WHEN e.is_state THEN min(coalesce(e.until, '9999-12-31'), coalesce({ENDED}, '9999-12-31')) ELSE e.certain END"
WITHIN = f"e.dyad = :dyad AND {BEGINS} <= :end AND {LASTS} >= :start"
MARKS = f"""
    SELECT e.id, e.date, e.kind, e.title, e.status, e.channel, e.place, e.instruments, e.marking, {BEGINS} AS begins, e.certain,
           {LASTS} AS lasts, e.is_state, e.sort_key FROM events e"""
DATED = f"e.earliest >= :start AND {bins.column('e.earliest')} = {bins.column('e.certain')}"
BEGINNINGS = f"""
    SELECT {bins.column("e.earliest")} AS bin, count(*) FROM events e WHERE {{where}} AND {DATED} GROUP BY bin"""
COUNTS = f"""
    SELECT i.instrument, {bins.column("e.earliest")} AS bin, count(*) FROM events e JOIN event_instruments i ON i.event = e.id
    WHERE {{where}} AND {DATED} GROUP BY i.instrument, bin"""


def _codes(joined: str | None) -> tuple[str, ...]:
    return tuple(joined.split(", ")) if joined else ()


@frozen(kw_only=True)
class Mark:
    """An event as it is drawn: `begins`, `certain` and `lasts` are days (ISO), `lasts` beyond all days where a state goes on."""

    id: str
    date: str
    kind: str
    title: str
    status: str
    channel: str
    place: str | None
    instruments: tuple[str, ...] = field(converter=_codes)
    marking: str | None
    begins: str
    certain: str
    lasts: str
    is_state: int
    sort_key: str

    @property
    def is_undated(self) -> bool:
        """Whether it is a state whose start is unknown: nobody knows where on the line it belongs."""
        return self.date.startswith("/")


Counts = Mapping[int, int]


@frozen(kw_only=True)
class Timeline:
    """What the page shows of a dyad within a window.

    `marks` are all events where they are few enough to draw, else none; `counts` how many surely begin in each bin of `size` months, by
    instrument and the bin's number; `beginnings` the same of all instruments in bins of `coarse` months, each event once.
    `kinds` counts them by kind, whatever kinds are asked for. `listed` is a page of them, the newest first; `older` begins the next.
    """

    dyad: Dyad
    window: Window
    found: int
    marks: tuple[Mark, ...]
    size: int
    counts: Mapping[str, Counts]
    coarse: int
    beginnings: Counts
    kinds: Mapping[str, int]
    listed: tuple[Mark, ...]
    older: str | None
    ground: Ground


def dyads(connection: sqlite3.Connection) -> list[Dyad]:
    """All dyads, by their recipients' names."""
    return values(connection, Dyad, f"{DYADS} ORDER BY recipient_name, benefactor_name")


def extent(connection: sqlite3.Connection, dyad: str) -> tuple[date, date]:
    """The days that are shown where none are asked for: from the year in which the rating window opens to the newest event's.

    Raises Refused for an unknown dyad."""
    dyad_of(connection, dyad)
    opens = connection.execute("SELECT window_opens FROM runs WHERE dyad = ?", (dyad,)).fetchone()
    newest = connection.execute(f"SELECT max({BEGINS}) FROM events e WHERE dyad = ?", (dyad,)).fetchone()[0]
    last = int(newest[:4]) if newest else date.today().year
    first = int(opens[0]) if opens else last
    return date(min(first, last), 1, 1), date(max(first, last), 12, 31)


def timeline(connection: sqlite3.Connection, dyad: str, window: Window, size: int, coarse: int, before: str | None) -> Timeline:
    """All that the page shows; events are counted in bins of `size` and `coarse` months, and listed from the key `before` on."""
    given = {"dyad": dyad, "start": window.start.isoformat(), "end": window.end.isoformat(), "before": before or "~"}
    all_kinds = f"{WITHIN}{_any_of('e.id IN (SELECT event FROM event_instruments WHERE instrument IN ({}))', window.instruments)}"
    where = f"{all_kinds}{_any_of('e.kind IN ({})', window.kinds and window.all_kinds)}"
    found = connection.execute(f"SELECT count(*) FROM events e WHERE {where}", given).fetchone()[0]
    listed = values(connection, Mark, f"{MARKS} WHERE {where} AND sort_key < :before ORDER BY sort_key DESC LIMIT {LISTED + 1}", given)
    return Timeline(
        dyad=dyad_of(connection, dyad),
        window=window,
        found=found,
        marks=tuple(values(connection, Mark, f"{MARKS} WHERE {where} ORDER BY sort_key", given)) if found <= MOST_MARKS else (),
        size=size,
        counts=_counts(connection, where, window, {**given, "size": size}),
        coarse=coarse,
        beginnings=dict(connection.execute(BEGINNINGS.format(where=where), {**given, "size": coarse})),
        kinds=dict(connection.execute(f"SELECT kind, count(*) FROM events e WHERE {all_kinds} GROUP BY kind", given)),
        listed=tuple(listed[:LISTED]),
        older=listed[LISTED - 1].sort_key if len(listed) > LISTED else None,
        ground=ground(connection, dyad),
    )


def _any_of(condition: str, words: tuple[str, ...]) -> str:
    """A condition on words of our own vocabulary, which need no escaping; nothing where none are asked for."""
    return f" AND {condition.format(', '.join(map(repr, words)))}" if words else ""


def _counts(connection: sqlite3.Connection, where: str, window: Window, given: Mapping[str, object]) -> Mapping[str, Counts]:
    by_lane: dict[str, dict[int, int]] = {code: {} for code in window.lanes}
    for code, number, count in connection.execute(COUNTS.format(where=where), given):
        if code in by_lane:
            by_lane[code][number] = count
    return by_lane
