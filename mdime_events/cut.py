"""A cut through a ledger: what counts on a day, narrowed by filters, and whether what it answers is sure to stay the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from attrs import evolve, frozen

from mdime_events.dates import years_on
from mdime_events.ledger import Entry, Item, Ledger, Noted, Sort
from mdime_events.model import Event, Source
from mdime_events.vocabulary import Level

C = TypeVar("C", bound="Cut")


class Stretch:
    """The days that an answer is asked for: given on `day`, and `firm` where it is sure to be the same on each day up to `through`.

    It stays firm while every measure that was asked comes to the same by the least and by the most that may count.
    """

    __slots__ = ("_newer", "day", "firm", "ledger", "through", "watched")

    def __init__(self, ledger: Ledger, day: date, through: date, watched: bool) -> None:
        self.ledger, self.day, self.through, self.watched, self.firm = ledger, day, through, watched, True
        self._newer: dict[int, tuple[int, int]] = {}

    def newer(self, years: int) -> tuple[int, int]:
        """The entries whose newest activity is within so many years: on the first day, and on the last."""
        if years not in self._newer:
            ends = (years_on(self.day, -years), years_on(self.through, -years))
            most, least = (self.ledger.newer(after) for after in ends) if years > 0 else (0, 0)
            self._newer[years] = most, least
        return self._newer[years]

    def doubt(self, turns: bool = True) -> None:
        """Says that a measure may turn."""
        if turns and self.watched:
            self.firm = False


@frozen(kw_only=True, eq=False)
class Cut:
    """A set of the ledger's entries: `bits` on the day; `least` and `most` are what it holds at least and at most, by the same words,
    where it is watched.

    `level` is set for the trend's conditions only, and `repeated`, which works out the level three years on if the acts of the last three
    years repeat; `words` are those of the filters that narrowed it.
    """

    stretch: Stretch
    bits: int
    least: int
    most: int
    level: Level | None = None
    repeated: Callable[[], Level] | None = None
    words: tuple[str, ...] = ()

    @property
    def instrument(self) -> str:
        return self.stretch.ledger.instrument

    @property
    def day(self) -> date:
        return self.stretch.day

    @property
    def opens(self) -> date:
        return self.stretch.ledger.opens

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.stretch.ledger.sources

    @property
    def items(self) -> tuple[Item, ...]:
        self.stretch.doubt()
        return tuple(entry.on(self.day) for entry in self.entries())

    @property
    def endings(self) -> tuple[Event, ...]:
        return self._noted(self.stretch.ledger.endings)

    @property
    def commitments(self) -> tuple[Event, ...]:
        return self._noted(self.stretch.ledger.commitments)

    @property
    def cancelled(self) -> tuple[Event, ...]:
        return self._noted(self.stretch.ledger.cancelled)

    @property
    def left_out(self) -> tuple[tuple[Event, str], ...]:
        self.stretch.doubt()
        return tuple((each.event, each.why) for each in self.stretch.ledger.left_out if each.begins <= self.day)

    def _noted(self, found: Sequence[Noted]) -> tuple[Event, ...]:
        self.stretch.doubt(bool(found))
        day = self.day
        return tuple(each.event for each in found if each.begins <= day <= each.over)

    @property
    def is_empty(self) -> bool:
        """Whether nothing counts."""
        self.stretch.doubt((self.least == 0) != (self.most == 0))
        return self.bits == 0

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Cut) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.instrument, self.day, self.words))

    def _all(self) -> tuple[object, ...]:
        noted = (self.endings, self.commitments, self.cancelled, self.left_out)
        return self.instrument, self.day, self.opens, self.items, noted, self.sources, self.level, self.words

    def entries(self) -> list[Entry]:
        """The acts and states behind it, in order of their days."""
        return list(self.stretch.ledger.chosen(self.bits))

    def _events(self) -> tuple[Event, ...]:
        return tuple(event for entry in self.entries() for event in entry.events)

    # The same, otherwise

    def at_level(self: C, level: Level, repeated: Callable[[], Level] | None = None) -> C:
        """For the trend's conditions, which know the level, and where it goes if the acts of the last three years repeat."""
        return evolve(self, level=level, repeated=repeated)

    def without(self: C, place: int) -> C:
        """Without one of the ledger's entries."""
        return self._among(~(1 << place))

    def unsure_of(self: C, places: Iterable[int]) -> C:
        """Watched for whether its answers hang on some of the ledger's entries: with or without any of them it says the same if firm."""
        doubted = 0
        for place in places:
            doubted |= 1 << place
        stretch = Stretch(self.stretch.ledger, self.day, self.day, watched=True)
        return type(self)(stretch=stretch, bits=self.bits, least=self.bits & ~doubted, most=self.bits, level=self.level, words=self.words)

    # For filters and measures

    def _only(self: C, now: int, least: int, word: str) -> C:
        """Those among `now`, which on the last day of the stretch is still `least`."""
        return type(self)(
            stretch=self.stretch,
            bits=self.bits & now,
            least=self.least & least,
            most=self.most & now,
            level=self.level,
            words=(*self.words, word),
        )

    def _among(self: C, bits: int, words: tuple[str, ...] | None = None) -> C:
        """Those of a set, by the same words or others."""
        kept = (self.bits & bits, self.least & bits, self.most & bits)
        told = self.words if words is None else words
        return type(self)(stretch=self.stretch, bits=kept[0], least=kept[1], most=kept[2], level=self.level, words=told)

    def _those(self: C, fits: Callable[[Sort], bool], word: str) -> C:
        bits = self.stretch.ledger.those(fits)
        return self._only(bits, bits, word)

    def _in_force(self) -> tuple[int, int]:
        """The entries in force on the first day of the stretch, and on the last."""
        now = self.stretch.ledger.in_force(self.stretch.day)
        return now, now if self.stretch.through == self.stretch.day else self.stretch.ledger.in_force(self.stretch.through)

    def _reaches(self, count: int) -> bool:
        if self.least != self.most:
            self.stretch.doubt((self.least.bit_count() >= count) != (self.most.bit_count() >= count))
        return self.bits.bit_count() >= count

    def _active(self, bits: int, years: Iterable[int]) -> list[int]:
        """Those of the years, none later than the day's, in which one of the entries is active."""
        return [year for year in years if bits & self.stretch.ledger.active_in(year)]

    def _is_active_in(self, count: int, years: Sequence[int]) -> bool:
        """Whether something is active in so many of the years."""
        if self.least != self.most:
            least, most = (len(self._active(bits, years)) >= count for bits in (self.least, self.most))
            self.stretch.doubt(least != most)
        return len(self._active(self.bits, years)) >= count

    def _active_for(self, years: Sequence[int]) -> int:
        """In how many of the years something is active."""
        if self.least != self.most:
            self.stretch.doubt(self._active(self.least, years) != self._active(self.most, years))
        return len(self._active(self.bits, years))

    def _within(self, found: Sequence[Noted], years: int) -> list[Noted]:
        """Those that hold on the day, were made within so many years, and are not overdue."""
        day, after = self.day, years_on(self.day, -years)
        return [each for each in found if each.made > after and each.begins <= day <= each.over and each.due >= day]

    def _bounds(self, found: Sequence[Noted], years: int) -> tuple[int, int]:
        """How many of them there are at least and at most."""
        first, last = self.stretch.day, self.stretch.through
        if not self.stretch.watched or not found:
            return (len(self._within(found, years)),) * 2
        late, early = years_on(last, -years), years_on(first, -years)
        least = sum(each.made > late and each.begins <= first and last <= each.over and each.due >= last for each in found)
        most = sum(each.made > early and each.begins <= last and first <= each.over and each.due >= first for each in found)
        return least, most

    def _some_within(self, found: Sequence[Noted], years: int) -> list[Noted]:
        """The same, asked only for whether there are any."""
        least, most = self._bounds(found, years)
        self.stretch.doubt((least == 0) != (most == 0))
        return self._within(found, years) if most else []

    def _kinds(self, bits: int) -> list[str]:
        return sorted(kind for kind, mine in self.stretch.ledger.kinds.items() if bits & mine)

    def _has_kinds(self, count: int) -> bool:
        if self.least != self.most:
            least, most = (len(self._kinds(bits)) >= count for bits in (self.least, self.most))
            self.stretch.doubt(least != most)
        return len(self._kinds(self.bits)) >= count
