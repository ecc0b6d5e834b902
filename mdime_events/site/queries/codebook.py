"""The codebook's question: the conditions of every instrument, as the database was made with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import groupby

from attrs import frozen

from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.read import values

INSTRUMENTS = """
    SELECT instrument, name, edition, belongs, remarks FROM instruments ORDER BY rowid"""
CONDITIONS = """
    SELECT instrument, part, level, sentence FROM codebook ORDER BY instrument, place"""


@frozen(kw_only=True)
class Instrument:
    """What is published of an instrument; the edition is that of its rule."""

    instrument: str
    name: str
    edition: int
    belongs: str
    remarks: str


@frozen
class Condition:
    """A condition: what it speaks of (level, increasing, decreasing, trend, confidence), the level that it gives, and its sentence."""

    part: str
    level: str | None
    sentence: str


@frozen(kw_only=True)
class Method:
    """One list of conditions, and the instruments that are rated by it."""

    instruments: tuple[Instrument, ...]
    conditions: tuple[Condition, ...]


@frozen(kw_only=True)
class Codebook:
    instruments: tuple[Instrument, ...]
    methods: tuple[Method, ...]
    ground: Ground


def codebook(connection: sqlite3.Connection) -> Codebook:
    """The method, each list of conditions once, the most common first."""
    instruments = values(connection, Instrument, INSTRUMENTS)
    rows = connection.execute(CONDITIONS).fetchall()
    by_code = {code: tuple(Condition(*row[1:]) for row in own) for code, own in groupby(rows, key=lambda row: row[0])}
    return Codebook(instruments=tuple(instruments), methods=tuple(_methods(instruments, by_code)), ground=ground(connection))


def _methods(instruments: Sequence[Instrument], by_code: Mapping[str, tuple[Condition, ...]]) -> list[Method]:
    shared: dict[tuple[Condition, ...], list[Instrument]] = {}
    for each in instruments:
        shared.setdefault(by_code.get(each.instrument, ()), []).append(each)
    found = [Method(instruments=tuple(own), conditions=conditions) for conditions, own in shared.items()]
    return sorted(found, key=lambda method: -len(method.instruments))
