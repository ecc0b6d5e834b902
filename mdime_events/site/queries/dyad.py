"""A dyad's question: who, how far it is known, the thirteen ratings, their course by years, and what was reviewed and published."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from attrs import evolve, frozen

from mdime_events import answers
from mdime_events.site.asked import Clock
from mdime_events.site.figures.heat import Point
from mdime_events.site.level import Standing
from mdime_events.site.queries.ground import Ground, ground
from mdime_events.site.queries.standings import standings_of
from mdime_events.site.read import value, values
from mdime_events.site.refused import missing
from mdime_events.site.replayed import replayed
from mdime_events.vocabulary import LEVELS, RATED

DYADS = """
    SELECT dyad, name, benefactor, benefactor_name, recipient, recipient_name, events, first_event, last_event, reviewed_to, markings
    FROM dyads"""

YEARS = """
    SELECT instrument, CAST(substr(day, 1, 4) AS INTEGER) AS year, max(day) AS day, level, trend FROM rating_history
    WHERE dyad = :dyad AND day <= :until GROUP BY instrument, year"""
REVIEWS = """
    SELECT begins, ends, instruments, scope, inconclusive, recorded_by FROM reviews WHERE dyad = ? ORDER BY ends DESC, id"""
FACTS = """
    SELECT p.country, p.field, p.value, p.unit, p.as_of, p.locator, s.title AS source FROM profile p
    LEFT JOIN sources s ON s.source = p.source WHERE p.dyad = ? ORDER BY p.rowid"""
PUBLISHED = """
    SELECT instrument, judged_on, published_level, published_trend, computed_level, computed_trend, level_match, trend_match, source
    FROM agreement WHERE dyad = ?"""


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


@frozen(kw_only=True)
class Review:
    """Who looked, from when to when (ISO days), for which instruments, in what."""

    begins: str
    ends: str
    instruments: str
    scope: str | None
    inconclusive: str | None
    recorded_by: str


@frozen(kw_only=True)
class Fact:
    """A fact of a country's profile, as a source gives it."""

    country: str
    field: str
    value: str
    unit: str | None
    as_of: str | None
    locator: str | None
    source: str | None


@frozen(kw_only=True)
class Published:
    """A published rating beside the one computed for the day that was judged; the matches are words of the view `agreement`."""

    instrument: str
    judged_on: str
    published_level: str | None
    published_trend: str | None
    computed_level: str | None
    computed_trend: str | None
    level_match: str | None
    trend_match: str | None
    source: str | None


@frozen(kw_only=True)
class Sheet:
    """All that a dyad's page shows of it but its timeline."""

    head: Head
    years: tuple[Point, ...]
    reviews: tuple[Review, ...]
    facts: tuple[Fact, ...]
    published: tuple[Published, ...]


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


def sheet(connection: sqlite3.Connection, dyad: str, as_of: date | None = None) -> Sheet:
    """A dyad's page, now or on a past day. Raises Refused."""
    return Sheet(
        head=head(connection, dyad, as_of),
        years=tuple(years(connection, dyad, as_of)),
        reviews=tuple(values(connection, Review, REVIEWS, [dyad])),
        facts=tuple(values(connection, Fact, FACTS, [dyad])),
        published=tuple(values(connection, Published, PUBLISHED, [dyad])),
    )


def years(connection: sqlite3.Connection, dyad: str, as_of: date | None = None) -> list[Point]:
    """Every instrument at the end of every year, or on the last day known in it."""
    return values(connection, Point, YEARS, {"dyad": dyad, "until": as_of.isoformat() if as_of else "~"})


def known(connection: sqlite3.Connection, database: Path, dyad: str, when: Clock) -> Sheet:
    """The same as it was known on a day or at a seal, replayed from the records. Raises Refused."""
    log = replayed(connection, database, dyad, when.known_on)
    rated = [_standing(dyad, each) for each in answers.ratings(log, dyad, when.as_of)["ratings"]]
    points = [_point(each) for each in answers.history(log, dyad, when.as_of, tuple(RATED))["history"]]
    now = sheet(connection, dyad, when.as_of)
    standings = {each.instrument: each for each in rated}
    by_year = {(each.instrument, each.year): each for each in points}
    return evolve(now, head=evolve(now.head, standings=standings), years=tuple(by_year.values()), published=())


def _standing(dyad: str, rating: answers.Answer) -> Standing:
    fields = ("instrument", "level", "trend", "confidence", "on", "reviewed_to", "unreviewed_since", "holds_until", "carried_by_one")
    because = "; ".join(each.rstrip(".") for each in rating["because"])
    rank = LEVELS.get(rating["level"]) if rating["level"] else None
    return Standing(dyad=dyad, level_rank=rank, because=because, **{name: rating[name] for name in fields})


def _point(told: answers.Answer) -> Point:
    """A point of `mdime history`."""
    return Point(instrument=told["instrument"], year=int(told["day"][:4]), day=told["day"], level=told["level"], trend=told["trend"])
