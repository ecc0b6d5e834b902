"""The matrix of the home page: which dyads are shown, in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from attrs import frozen

from mdime_events.regions import region
from mdime_events.site.level import Face
from mdime_events.site.refused import wrong
from mdime_events.vocabulary import INSTRUMENTS, LEVELS, OVERALL

OF_NOW = ("reviewed", "last", "events")  # what a line tells of the present only
ORDERS = ("recipient", OVERALL, *INSTRUMENTS, *OF_NOW)


@frozen(kw_only=True)
class Line:
    """A dyad: one line of the matrix. `faces` are by instrument; `reviewed_to` is the oldest review among its assessed instruments."""

    dyad: str
    benefactor: str
    benefactor_name: str
    recipient: str
    recipient_name: str
    events: int
    last_event: str | None
    markings: str | None
    reviewed_to: str | None
    faces: Mapping[str, Face]

    @property
    def region(self) -> str:
        return region(self.recipient)

    def rank(self, instrument: str) -> int:
        """The level's rank; below all of them where nothing is assessed."""
        face = self.faces.get(instrument)
        return -1 if face is None or face.level_rank is None else face.level_rank


@frozen(kw_only=True)
class Wanted:
    """What a reader wants to see: of one benefactor, one region, at least one overall level; in which order, `falling` or not."""

    benefactor: str | None = None
    region: str | None = None
    level: str | None = None
    order: str = "recipient"
    falling: bool = False

    @property
    def sort(self) -> str:
        return f"-{self.order}" if self.falling else self.order

    @property
    def query(self) -> dict[str, str]:
        """The same as parameters."""
        told = {"benefactor": self.benefactor, "region": self.region, "level": self.level, "sort": self.sort}
        return {name: text for name, text in told.items() if text and text != "recipient"}

    @property
    def is_filtered(self) -> bool:
        return bool(self.benefactor or self.region or self.level)

    def turned(self, order: str) -> str:
        """What a column's head sorts by: the highest first, and the other way round the next time. Names begin at A."""
        first = order if order == "recipient" else f"-{order}"
        return first if self.sort != first else first.removeprefix("-") if first.startswith("-") else f"-{order}"


def wanted(request: Any, past: bool) -> Wanted:
    """What a request wants; of a past day no order by what is told of the present. Raises Refused."""
    given = {name: request.args.get(name, "").strip() or None for name in ("benefactor", "region", "level")}
    sort = request.args.get("sort") or "recipient"
    if given["level"] and given["level"] not in LEVELS:
        raise wrong(f"level={given['level']} is no level; write one of {', '.join(LEVELS)}.")
    if sort.removeprefix("-") not in ORDERS:
        raise wrong(f"sort={sort} is no order; write one of {', '.join(ORDERS)}, with a - before it for the highest first.")
    if past and sort.removeprefix("-") in OF_NOW:
        sort = "recipient"
    return Wanted(**given, order=sort.removeprefix("-"), falling=sort.startswith("-"))


def chosen(lines: Iterable[Line], wanted: Wanted) -> list[Line]:
    """The lines that are wanted, in order; what is equal stands by the recipient's name."""
    kept = sorted((line for line in lines if _fits(line, wanted)), key=lambda line: line.recipient_name)
    return sorted(kept, key=lambda line: _key(line, wanted.order), reverse=wanted.falling)


def _fits(line: Line, wanted: Wanted) -> bool:
    return (
        wanted.benefactor in (None, line.benefactor)
        and wanted.region in (None, line.region)
        and (wanted.level is None or line.rank(OVERALL) >= LEVELS[wanted.level])
    )


def _key(line: Line, order: str) -> Any:
    match order:
        case "recipient":
            return line.recipient_name
        case "events":
            return line.events
        case "last":
            return line.last_event or ""
        case "reviewed":
            return line.reviewed_to or ""
    return line.rank(order)


def blocks(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """One block a benefactor, in order of their names; within one the order stays."""
    by_name = sorted(lines, key=lambda line: line.benefactor_name)
    return [(name, list(block)) for name, block in groupby(by_name, key=lambda line: line.benefactor_name)]
