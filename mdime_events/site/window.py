"""What a reader wants to see of a timeline: from when to when, which kinds, which instruments.

?start=2016&end=2020-06&kind=exercise&kind=arms&instrument=M1
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import evolve, frozen

from mdime_events import dates
from mdime_events.site.refused import unknown, wrong
from mdime_events.vocabulary import INSTRUMENTS, KINDS

FAMILIES = tuple(dict.fromkeys(kind.family for kind in KINDS.values()))
FIRST, LAST = date(dates.FIRST_YEAR, 1, 1), date(dates.LAST_YEAR, 12, 31)


@frozen(kw_only=True)
class Window:
    """The days from `start` to `end`, both included; `kinds` are kinds or families, none of them or of `instruments` means all."""

    start: date
    end: date
    kinds: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()

    @property
    def query(self) -> dict[str, object]:
        """The same as parameters."""
        lists = {"kind": ",".join(self.kinds), "instrument": ",".join(self.instruments)}
        return {"start": self.start.isoformat(), "end": self.end.isoformat(), **lists}

    @property
    def all_kinds(self) -> tuple[str, ...]:
        """The kinds that are shown, families spelled out."""
        return tuple(name for name, kind in KINDS.items() if not self.kinds or name in self.kinds or kind.family in self.kinds)

    @property
    def lanes(self) -> tuple[str, ...]:
        return tuple(code for code in INSTRUMENTS if not self.instruments or code in self.instruments)

    def over(self, start: date, end: date) -> Window:
        return evolve(self, start=max(start, FIRST), end=min(end, LAST))

    def times(self, factor: float) -> Window:
        """As many times longer around the same middle, a fortnight at least."""
        half = max(7, round((self.end - self.start).days * factor / 2))
        middle = self.start.toordinal() + (self.end - self.start).days // 2
        return self.over(_day(middle - half), _day(middle + half))

    def moved(self, share: float) -> Window:
        """A share of its length later, or earlier where it is below zero."""
        by = round(((self.end - self.start).days + 1) * share)
        return self.over(_day(self.start.toordinal() + by), _day(self.end.toordinal() + by))

    def turned(self, kind: str) -> Window:
        """With a kind or a family shown alone, or beside those that are, or taken out again."""
        kept = tuple(each for each in self.kinds if each != kind)
        return evolve(self, kinds=kept if kind in self.kinds else (*self.kinds, kind))


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, FIRST.toordinal()), LAST.toordinal()))


def window(request: Any, first: date, last: date) -> Window:
    """The window of a request, from `first` to `last` where it names none. Raises Refused."""
    start, end = _given(request, "start", first, 0), _given(request, "end", last, 1)
    if start > end:
        raise wrong(f"The window ends before it starts; write start={end}&end={start}.")
    kinds = _listed(request, "kind", (*FAMILIES, *KINDS))
    return Window(start=start, end=end, kinds=kinds, instruments=_listed(request, "instrument", INSTRUMENTS))


def _given(request: Any, name: str, otherwise: date, edge: int) -> date:
    text = (request.args.get(name) or "").strip()
    try:
        return dates.period(text)[edge] if text else otherwise
    except ValueError:
        raise wrong(f"{name}={text[: dates.LONGEST]} is no day. Write {name}=2016-03-01, a month or a year: {name}=2016.") from None


def _listed(request: Any, name: str, allowed: Iterable[str]) -> tuple[str, ...]:
    given = [word.strip() for text in request.args.getlist(name) for word in text.split(",") if word.strip()]
    for word in given:
        if word not in allowed:
            raise unknown(name, word, allowed)
    return tuple(dict.fromkeys(given))
