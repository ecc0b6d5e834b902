"""What the head of a dyad's pages shows: who, how far it is known, and the thirteen ratings."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from attrs import frozen

from mdime_events.site.level import Standing
from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.queries.standings import standings_of
from mdime_events.site.read import value
from mdime_events.site.refused import missing

DYADS = """
    SELECT dyad, name, benefactor, benefactor_name, recipient, recipient_name, events, first_event, last_event, reviewed_to, markings
    FROM dyads"""


@frozen(kw_only=True)
class Dyad:
    """A dyad's row: names, how many events stand, and how far it is known (ISO days)."""

    dyad: str
    name: str
    benefactor: str
    benefactor_name: str
    recipient: str
    recipient_name: str
    events: int
    first_event: str | None
    last_event: str | None
    reviewed_to: str | None
    markings: str | None


@frozen(kw_only=True)
class Head:
    """A dyad, its ratings by instrument (the overall last), and what they rest on."""

    dyad: Dyad
    standings: Mapping[str, Standing]
    ground: Ground


def dyad_of(connection: sqlite3.Connection, dyad: str) -> Dyad:
    """One dyad. Raises Refused."""
    found = value(connection, Dyad, f"{DYADS} WHERE dyad = ?", [dyad])
    if found is None:
        raise missing(f"Nothing is logged for {dyad}; its first event is logged with `mdime log {dyad.replace('-', ' ')}`.")
    return found


def head(connection: sqlite3.Connection, dyad: str, as_of: date | None = None) -> Head:
    """The head of a dyad's page, now or on a past day. Raises Refused."""
    found = dyad_of(connection, dyad)
    return Head(dyad=found, standings=standings_of(connection, dyad, as_of), ground=ground(connection, dyad))
