"""A cut through a ledger: what counts on a day, narrowed by filters, and whether what it answers is sure to stay the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from attrs import evolve, frozen

from mdime_events.dates import years_on
from mdime_events.ledger import Entry, Item, Noted, Sort
from mdime_events.model import Event, Source
from mdime_events.stretch import Ids, Loss, Losses, Stretch
from mdime_events.vocabulary import Level

C = TypeVar("C", bound="Cut")
T = TypeVar("T")


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
        found = tuple((each.event, each.why) for each in self.stretch.ledger.left_out if each.begins <= self.day)
        self._told(event for event, _ in found)
        return found

    def _noted(self, found: Sequence[Noted]) -> tuple[Event, ...]:
        day = self.day
        return self._told(each.event for each in found if each.begins <= day <= each.over) if found else ()

    def _told(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Events that are no entries, asked for one by one."""
        found = tuple(events)
        self.stretch.doubt()
        self.stretch.feel_events([event.id for event in found])
        return found

    def _list(self) -> None:
        """Says that the entries are asked for one by one, and not only what they come to."""
        self.stretch.doubt()
        self.stretch.losses.feel(lambda loss: loss.bits & self.bits != 0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing counts."""
        return self._sure(lambda bits: bits == 0)

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Cut) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.instrument, self.day, self.words))

    def _all(self) -> tuple[object, ...]:
        noted = (self.endings, self.commitments, self.cancelled, self.left_out)
        return self.instrument, self.day, self.opens, self.items, noted, self.sources, self.level, self.words

    def entries(self) -> list[Entry]:
        """The acts and states behind it, in order of their days."""
        self._list()
        return list(self.stretch.ledger.chosen(self.bits))

    def _events(self) -> tuple[Event, ...]:
        return tuple(event for entry in self.entries() for event in entry.events)

    # The same, otherwise

    def at_level(self: C, level: Level, repeated: Callable[[], Level] | None = None) -> C:
        """For the trend's conditions, which know the level, and where it goes if the acts of the last three years repeat."""
        return evolve(self, level=level, repeated=repeated)

    def without(self: C, events: Ids) -> C:
        """The same day without some events, of which none is bound."""
        ledger = self.stretch.ledger
        kept = self.bits & ~ledger.alone(events)
        stretch = Stretch(ledger.silent_on(events), self.day, lacking=events)
        return evolve(self, stretch=stretch, bits=kept, least=kept, most=kept)

    def trying(self: C, losses: Iterable[Loss]) -> C:
        """The same day, on which one learns by which of these losses its answers may be others."""
        stretch = Stretch(self.stretch.ledger, self.day, losses=Losses(losses))
        return evolve(self, stretch=stretch, least=self.bits, most=self.bits)

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

    def _sure(self, measure: Callable[[int], T]) -> T:
        """What a measure of the entries comes to; in doubt where it comes to something else by the least or by the most."""
        if self.least != self.most:
            self.stretch.doubt(measure(self.least) != measure(self.most))
        found, losses = measure(self.bits), self.stretch.losses
        if losses.any and losses.any & self.most:
            self._feel(measure, found, losses)
        return found

    def _feel(self, measure: Callable[[int], T], found: T, losses: Losses) -> None:
        """Which losses a measure feels: none, where it would not feel all of them together."""
        least, most = self.least, self.most

        def differs(bits: int) -> bool:
            return measure(least & ~bits) != found or (most != least and measure(most & ~bits) != found)

        if differs(losses.any):
            losses.feel(lambda loss: differs(loss.bits))

    def _reaches(self, count: int) -> bool:
        if self.least == self.most and not self.stretch.losses.any:  # asked most often by far
            return self.bits.bit_count() >= count
        return self._sure(lambda bits: bits.bit_count() >= count)

    def _active(self, bits: int, years: Iterable[int]) -> list[int]:
        """Those of the years, none later than the day's, in which one of the entries is active."""
        return [year for year in years if bits & self.stretch.ledger.active_in(year)]

    def _is_active_in(self, count: int, years: Sequence[int]) -> bool:
        """Whether something is active in so many of the years."""
        return self._sure(lambda bits: len(self._active(bits, years)) >= count)

    def _active_for(self, years: Sequence[int]) -> int:
        """In how many of the years something is active."""
        return self._sure(lambda bits: len(self._active(bits, years)))

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
        within = self._within(found, years) if most else []
        self.stretch.feel_events([each.event.id for each in within], all_of_them=True)
        return within

    def _kinds(self, bits: int) -> list[str]:
        return sorted(kind for kind, mine in self.stretch.ledger.kinds.items() if bits & mine)

    def _has_kinds(self, count: int) -> bool:
        kinds = self.stretch.ledger.kinds.values()
        return self._sure(lambda bits: sum(1 for mine in kinds if bits & mine) >= count)
