"""What an answer is asked for beside the day itself: later days, and the loss of some events; and whether it is sure to be the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mdime_events.dates import years_on
from mdime_events.ledger import Ledger, united

Ids = frozenset[str]


class Loss(NamedTuple):
    """Events (ids) that may never have been logged, and the entries that are lost with them at most."""

    events: Ids
    bits: int


class Losses:
    """Losses that are tried, each by itself: those that are `felt`, since some measure comes to something else by them, and the rest.

    `any` are the entries that are lost by any of the rest.
    """

    __slots__ = ("any", "felt", "rest")

    def __init__(self, tried: Iterable[Loss] = ()) -> None:
        self.rest, self.felt = list(tried), list[Loss]()
        self.any = united(loss.bits for loss in self.rest)

    def feel(self, those: Callable[[Loss], bool]) -> None:
        """Says that a measure comes to something else by those."""
        if not self.rest:
            return
        rest = list[Loss]()
        for loss in self.rest:
            (self.felt if those(loss) else rest).append(loss)
        if len(rest) < len(self.rest):
            self.rest, self.any = rest, united(loss.bits for loss in rest)


NO_LOSSES = Losses()


class Stretch:
    """The days that an answer is asked for: given on `day`, and `firm` where it is sure to be the same on each day up to `through`.

    It stays firm while every measure that was asked comes to the same by the least and by the most that may count. The events (ids)
    that are `lacking` are not in its ledger any more; of the `losses` one learns by which of them a measure comes to something else.
    """

    __slots__ = ("_newer", "day", "firm", "lacking", "ledger", "losses", "through", "watched")

    def __init__(
        self,
        ledger: Ledger,
        day: date,
        through: date | None = None,
        *,
        watched: bool = False,
        lacking: Ids = frozenset(),
        losses: Losses = NO_LOSSES,
    ) -> None:
        self.ledger, self.day, self.through, self.watched, self.firm = ledger, day, through or day, watched, True
        self.lacking, self.losses = lacking, losses
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

    def feel_events(self, needed: Sequence[str], *, all_of_them: bool = False) -> None:
        """Says that a measure hangs on some of these events, or on all of them together."""
        if self.losses.rest and needed:
            ids = frozenset(needed)
            self.losses.feel(lambda loss: ids <= loss.events if all_of_them else not ids.isdisjoint(loss.events))
