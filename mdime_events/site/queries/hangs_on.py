"""What moves a rating when it is left out: the log is rated again without it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from attrs import frozen

from mdime_events.model import Event
from mdime_events.sensitivity import Sensitivity, sensitivity_of
from mdime_events.site.asked import Clock
from mdime_events.site.queries.dyad import Dyad, dyad_of
from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.replayed import replayed
from mdime_events.stored import Stored
from mdime_events.vocabulary import OVERALL

MOST_TRIED = 600  # events that are left out one by one: no reader waits longer than for the rest of the page


@frozen(kw_only=True)
class HangsOn:
    """`sensitivity` is None where so many events are coded for the instrument (of the overall: for any) that a reader would wait."""

    dyad: Dyad
    sensitivity: Sensitivity | None
    events: Mapping[str, Event]
    ground: Ground


def hangs_on(connection: sqlite3.Connection, database: Path, dyad: str, instrument: str, when: Clock) -> HangsOn:
    """Raises Refused."""
    head, basis = dyad_of(connection, dyad), ground(connection, dyad)
    log = replayed(connection, database, dyad, when.known_on)
    return HangsOn(
        dyad=head,
        sensitivity=log.once(_sensitivity, instrument, when.as_of or basis.day),
        events={event.id: event for event in log.kept.events},
        ground=basis,
    )


def _sensitivity(log: Stored, instrument: str, as_of: date | None) -> Sensitivity | None:
    own = sum(instrument in (OVERALL, *event.coding.instruments) for event in log.kept.events)
    return sensitivity_of(log.kept, log.method, instrument, as_of) if own <= MOST_TRIED else None
