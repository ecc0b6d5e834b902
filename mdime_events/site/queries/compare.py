"""The question of a comparison: one column for each dyad, or for each day of one dyad."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from mdime_events.site.level import Standing
from mdime_events.site.queries.dyad import DYADS, Dyad, dyad_of
from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.queries.standings import standings_of
from mdime_events.site.read import values
from mdime_events.vocabulary import RATED


@frozen(kw_only=True)
class Column:
    """A dyad as it stands on a day; None for the present."""

    dyad: Dyad
    day: date | None
    standings: Mapping[str, Standing]

    @property
    def reviewed_to(self) -> str | None:
        """The oldest review among its assessed instruments (ISO day)."""
        return min((each.reviewed_to for each in self.standings.values() if each.level and each.reviewed_to), default=None)


@frozen(kw_only=True)
class Comparison:
    """The columns; `all` are the dyads to choose from, `apart` how many steps lie between the highest and the lowest level."""

    columns: tuple[Column, ...]
    all: tuple[Dyad, ...]
    apart: Mapping[str, int]
    ground: Ground


def compare(connection: sqlite3.Connection, dyads: Sequence[str], days: Sequence[date | None]) -> Comparison:
    """Every dyad on every day. Raises Refused for a dyad that is not there."""
    columns = [_column(connection, dyad, day) for dyad in dyads for day in days]
    return Comparison(
        columns=tuple(columns),
        all=tuple(values(connection, Dyad, f"{DYADS} ORDER BY recipient_name, benefactor_name")),
        apart={code: _apart([column.standings[code].level_rank for column in columns]) for code in RATED},
        ground=ground(connection),
    )


def _column(connection: sqlite3.Connection, dyad: str, day: date | None) -> Column:
    return Column(dyad=dyad_of(connection, dyad), day=day, standings=standings_of(connection, dyad, day))


def _apart(ranks: Sequence[int | None]) -> int:
    known = [rank for rank in ranks if rank is not None]
    return max(known) - min(known) if known else 0
