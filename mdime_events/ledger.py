"""What counts for one instrument over the years, worked out once: every act and state, from when to when, and as what.

Each has a bit of its own, and a set of them is a whole number: to filter is one `&`, to count one look, however many there are. So a
day's evidence is a cut through the ledger, and costs no recount of the log.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from copy import copy
from datetime import date
from functools import cached_property
from itertools import compress
from typing import NamedTuple

from attrs import frozen

from mdime_events.model import Event, Source

Years = tuple[tuple[int, int], ...]
KEPT = 512  # sets that Marks keeps ready, so that a ledger's size grows with its entries and not with their square


class Sort(NamedTuple):
    """What filters look at, but for time; the entries of a sort pass or fail together."""

    kind: str
    substance: str
    dependence: bool
    unofficial: bool


@frozen(kw_only=True)
class Item:
    """An act or state that counts on a day, or several events that count as one.

    `years` are the calendar years in which it shows activity; `latest` is the day of its newest certain activity (None where a
    state's start is unknown); `standing` says that it is in force on the day.
    """

    kind: str
    substance: str
    events: tuple[Event, ...]
    years: frozenset[int]
    latest: date | None
    standing: bool
    dependence: bool
    unofficial: bool

    @property
    def label(self) -> str:
        return label(self.events)


@frozen(kw_only=True)
class Entry:
    """An act or state, or several events as one, and the days on which it counts: from `begins` to `over`.

    It is in force up to `stands_to` (None: never), its newest activity is on `latest` (None: of unknown start), and it shows activity in
    `years`, from the first to the last of each pair. What lies ahead of a day is cut off there: an answer on that day knows nothing of it.
    """

    sort: Sort
    events: tuple[Event, ...]
    begins: date
    over: date
    stands_to: date | None
    latest: date | None
    years: Years

    @property
    def label(self) -> str:
        return label(self.events)

    def on(self, day: date) -> Item:
        """What it amounts to on a day on which it counts."""
        return Item(
            kind=self.sort.kind,
            substance=self.sort.substance,
            events=self.events,
            years=frozenset(year for first, last in self.years for year in range(first, min(last, day.year) + 1)),
            latest=self.latest and min(self.latest, day),
            standing=self.stands_to is not None and self.stands_to >= day,
            dependence=self.sort.dependence,
            unofficial=self.sort.unofficial,
        )


@frozen(kw_only=True)
class Noted:
    """An event that counts as no act or state: an ending, a commitment, a plan called off, on the days from `begins` to `over`; or what was
    left out from `begins` on, and why.

    It was made on `made` (date.min: on no certain day), and is due by `due`.
    """

    event: Event
    begins: date
    over: date = date.max
    made: date = date.min
    due: date = date.max
    why: str = ""


class Marks:
    """Bits with a day each: which of them lie on or before another day."""

    def __init__(self, dated: Iterable[tuple[date, int]]) -> None:
        marks = sorted(dated)
        self._days = [day for day, _ in marks]
        self._places = [place for _, place in marks]
        self._step = 1 + len(marks) // KEPT
        self._kept, found = [0], 0
        for number, place in enumerate(self._places, 1):
            found |= 1 << place
            if number % self._step == 0:
                self._kept.append(found)

    def upto(self, day: date) -> int:
        """Those of the day or before it."""
        number = bisect_right(self._days, day)
        ready = number // self._step
        found = self._kept[ready]
        for place in self._places[ready * self._step : number]:
            found |= 1 << place
        return found


class Ledger:
    """All that is ever counted of an instrument, in the order of its days. What is looked up often is worked out once.

    `moving` are the events that move a level on some day, `bound` those without which others would count otherwise, `tied` those without
    which others may count as more.
    """

    def __init__(
        self,
        *,
        instrument: str,
        opens: date,
        entries: Sequence[Entry],
        endings: Sequence[Noted] = (),
        commitments: Sequence[Noted] = (),
        cancelled: Sequence[Noted] = (),
        left_out: Sequence[Noted] = (),
        moving: Sequence[Event] = (),
        bound: Set[str] = frozenset(),
        tied: Set[str] = frozenset(),
        sources: Mapping[str, Source] | None = None,
    ) -> None:
        self.instrument, self.opens, self.entries, self.sources = instrument, opens, entries, sources or {}
        self.endings, self.commitments, self.cancelled, self.left_out = endings, commitments, cancelled, left_out
        self.moving, self.bound, self.tied = moving, bound, tied
        self._hidden = 0
        self._those: dict[Callable[[Sort], bool], int] = {}
        self._active: dict[int, int] = {}

    def noting(self, endings: Sequence[Noted], commitments: Sequence[Noted], cancelled: Sequence[Noted]) -> Ledger:
        """The same acts and states beside other endings, commitments and plans called off; what was worked out of them is shared."""
        for name in _WORKED_OUT:
            getattr(self, name)
        found = copy(self)
        found.endings, found.commitments, found.cancelled = endings, commitments, cancelled
        return found

    def known_by(self, day: date) -> Ledger:
        """The same without what is dated later than a day; no event of those may be bound."""
        found = self._noting_only(lambda event: event.certain <= day)
        found.moving = [event for event in self.moving if event.certain <= day]
        found._hidden = self._begun.upto(date.max) & ~self._begun.upto(day)
        return found

    def silent_on(self, events: Set[str]) -> Ledger:
        """The same acts and states without what else was noted of some events, of which none is bound."""
        return self._noting_only(lambda event: event.id not in events)

    def _noting_only(self, those: Callable[[Event], bool]) -> Ledger:
        endings, commitments, cancelled, left_out = (
            [each for each in some if those(each.event)] for some in (self.endings, self.commitments, self.cancelled, self.left_out)
        )
        found = self.noting(endings, commitments, cancelled)
        found.left_out = left_out
        return found

    @cached_property
    def lone(self) -> dict[str, int]:
        """The places of the entries that are lost with an event, and all that is."""
        return {entry.events[0].id: place for place, entry in enumerate(self.entries) if entry.events[0].id not in self.bound}

    def alone(self, events: Iterable[str]) -> int:
        """The entries that are lost with events, of which none is bound."""
        return united(1 << self.lone[event] for event in events if event in self.lone)

    def chosen(self, bits: int) -> Iterable[Entry]:
        """The entries of a set, in order."""
        return compress(self.entries, map(int, reversed(f"{bits:b}")))

    def holding(self, bits: int) -> dict[str, int]:
        """The places of the entries of a set, by their events."""
        places = compress(range(len(self.entries)), map(int, reversed(f"{bits:b}")))
        return {event.id: place for place in places for event in self.entries[place].events}

    # Sets of entries

    def counted(self, begun: date, kept: date) -> int:
        """Those that count by one day and have not ceased to by another."""
        return self._begun.upto(begun) & ~(self._over.upto(kept) | self._hidden)

    def in_force(self, day: date) -> int:
        return self._standing & ~self._stood.upto(day)

    def newer(self, day: date) -> int:
        """Those whose newest activity is later than the day."""
        return self._dated & ~self._latest.upto(day)

    def those(self, fits: Callable[[Sort], bool]) -> int:
        """Those of the sorts that fit."""
        if fits not in self._those:
            self._those[fits] = united(bits for sort, bits in self._sorts.items() if fits(sort))
        return self._those[fits]

    def of(self, kinds: Iterable[str]) -> int:
        return united(self.kinds[kind] for kind in kinds if kind in self.kinds)

    def active_in(self, year: int) -> int:
        """Those that show activity in a calendar year that has begun."""
        if year not in self._active:
            long = united(1 << place for place, first, last in self._lasting if first <= year <= last)
            self._active[year] = long | self._years.get(year, 0)
        return self._active[year]

    def kept_up(self, day: date) -> int:
        """Those that show activity in two calendar years or more by then."""
        return self._twice.upto(day)

    @cached_property
    def kinds(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for sort, bits in self._sorts.items():
            found[sort.kind] |= bits
        return found

    @cached_property
    def _sorts(self) -> dict[Sort, int]:
        found: dict[Sort, int] = defaultdict(int)
        for place, entry in enumerate(self.entries):
            found[entry.sort] |= 1 << place
        return found

    @cached_property
    def _begun(self) -> Marks:
        return Marks((entry.begins, place) for place, entry in enumerate(self.entries))

    @cached_property
    def _over(self) -> Marks:
        return Marks((next_day(entry.over), place) for place, entry in enumerate(self.entries) if entry.over < date.max)

    @cached_property
    def _standing(self) -> int:
        return united(1 << place for place, entry in enumerate(self.entries) if entry.stands_to)

    @cached_property
    def _stood(self) -> Marks:
        ends = ((entry.stands_to, place) for place, entry in enumerate(self.entries))
        return Marks((next_day(end), place) for end, place in ends if end and end < date.max)

    @cached_property
    def _dated(self) -> int:
        return united(1 << place for place, entry in enumerate(self.entries) if entry.latest)

    @cached_property
    def _latest(self) -> Marks:
        return Marks((entry.latest, place) for place, entry in enumerate(self.entries) if entry.latest)

    @cached_property
    def _years(self) -> dict[int, int]:
        found: dict[int, int] = defaultdict(int)
        for place, entry in enumerate(self.entries):
            for first, last in entry.years:
                if first == last:
                    found[first] |= 1 << place
        return found

    @cached_property
    def _lasting(self) -> list[tuple[int, int, int]]:
        return [(place, first, last) for place, entry in enumerate(self.entries) for first, last in entry.years if first < last]

    @cached_property
    def _twice(self) -> Marks:
        seconds = ((_second(entry.years), place) for place, entry in enumerate(self.entries) if entry.years)
        return Marks((date(second, 1, 1), place) for second, place in seconds if second)


_WORKED_OUT = [name for name, each in vars(Ledger).items() if isinstance(each, cached_property)]


def _second(years: Years) -> int | None:
    """The second calendar year of those that are shown."""
    first = sorted({year for begin, end in years for year in range(begin, min(end, begin + 1) + 1)})
    return first[1] if len(first) > 1 else None


def united(sets: Iterable[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found


def next_day(day: date) -> date:
    return day if day == date.max else date.fromordinal(day.toordinal() + 1)


def label(events: Sequence[Event]) -> str:
    first = events[0].coding
    return f"{first.kind.replace('-', ' ')} {first.date}"
