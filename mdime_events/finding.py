"""The answer of a condition, and the phrases that its sentence is made of.

An answer is often asked for its yes or no alone, and its reason seldom: what a Finding is not asked for is not worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from mdime_events.model import Event

T = TypeVar("T")


class Finding:
    """The answer of a condition: yes or no, why in a sentence, and the events that say so. Joins with `&` and `|`.

    Each of the three is given as it is, or as a function that works it out when it is asked for.
    """

    __slots__ = ("_because", "_events", "_met")

    def __init__(
        self,
        *,
        met: bool | Callable[[], bool],
        because: str | Callable[[], str],
        events: Sequence[Event] | Callable[[], Sequence[Event]] = (),
    ) -> None:
        self._met, self._because, self._events = met, because, events

    @property
    def met(self) -> bool:
        if callable(self._met):
            self._met = self._met()
        return self._met

    @property
    def because(self) -> str:
        if callable(self._because):
            self._because = self._because()
        return self._because

    @property
    def events(self) -> tuple[Event, ...]:
        if callable(self._events):
            self._events = self._events()
        return tuple(self._events)

    def __and__(self, other: Finding) -> Finding:
        return Finding(
            met=lambda: self.met and other.met,
            because=lambda: _told(each for each in (self, other) if each.met == (self.met and other.met)),
            events=lambda: _shown((self, other), met=self.met and other.met),
        )

    def __or__(self, other: Finding) -> Finding:
        return Finding(
            met=lambda: self.met or other.met,
            because=lambda: _told(each for each in (self, other) if each.met == (self.met or other.met)),
            events=lambda: _shown([each for each in (self, other) if each.met == (self.met or other.met)], met=self.met or other.met),
        )

    def __bool__(self) -> bool:
        raise TypeError("a Finding joins with & and |; `and`, `or` and `not` would drop half of its reason")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        return (self.met, self.because, self.events) == (other.met, other.because, other.events)

    def __hash__(self) -> int:
        return hash((self.met, self.because, self.events))

    def __repr__(self) -> str:
        return f"Finding(met={self.met!r}, because={self.because!r}, events={[event.id for event in self.events]!r})"


def _told(parts: Iterable[Finding]) -> str:
    return "; ".join(dict.fromkeys(each.because for each in parts))


def _shown(parts: Iterable[Finding], met: bool) -> tuple[Event, ...]:
    """The events of the parts, each once; of a Finding that is met those of its parts that are."""
    events = {event.id: event for each in parts if each.met or not met for event in each.events}
    return tuple(events.values())


# Phrases

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def years_of(count: int) -> str:
    return number(count) if count else "none"


def counted(found: Collection[object], noun: str) -> str:
    return f"{number(len(found))} {noun}{'' if len(found) == 1 else 's'}"


def listed(labels: Iterable[str], most: int = 4) -> str:
    """` (visit 2016-01, agreement 2021-03 and 2 more)`; nothing for nothing."""
    every = list(labels)
    if not every:
        return ""
    shown, left = first(every, most)
    more = f" and {left} more" if left else ""
    return f" ({', '.join(shown)}{more})"


def first(every: Sequence[T], most: int) -> tuple[Sequence[T], int]:
    """The first of many, and how many more there are: never just one more, which is shown instead."""
    shown = every if len(every) == most + 1 else every[:most]
    return shown, len(every) - len(shown)


def dated(event: Event) -> str:
    return f"{event.coding.kind.replace('-', ' ')} {event.coding.date}"
