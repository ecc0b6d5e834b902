"""The values that everything else passes around: frozen, and ignorant of files, SQL and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Generic, TypeVar

from attrs import frozen

T = TypeVar("T")


@frozen(kw_only=True)
class Where:
    """The line of the file that a value came from; prints as `events/CHN-IRN.jsonl:18`."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@frozen(kw_only=True)
class Problem:
    """Something wrong with the data: a code for programs, a sentence for people, and its line."""

    code: str
    message: str
    where: Where | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


@frozen(kw_only=True)
class Span:
    """What an EDTF text says is certain.

    `earliest`: the first day on which it can have happened or begun; None where unknown.
    `certain`: the day on which it has happened or begun for sure; None for a state of unknown start.
    `until`: a state's last day; None while it is open, and for acts.
    """

    state: bool
    earliest: date | None
    certain: date | None
    until: date | None = None


@frozen(kw_only=True)
class Citation:
    """A registered source as one event cites it; `credibility` is the Admiralty code's 1-6."""

    source: str
    locator: str | None = None
    url: str | None = None
    published: str | None = None
    credibility: int | None = None


@frozen(kw_only=True)
class Place:
    """Where it happened; degrees north and east."""

    name: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@frozen(kw_only=True)
class Magnitude:
    """How much: a value in a unit, and whether it is official, an estimate or a claim."""

    value: float
    unit: str
    basis: str | None = None


@frozen(kw_only=True)
class Coding:
    """An event as its coder wrote it down: the `data` of a `logged` record, amendments applied."""

    date: str
    kind: str
    title: str
    instruments: tuple[str, ...]
    status: str = "occurred"
    effect: str = "raises"
    substance: str | None = None
    dependence: str = "none"
    level: str | None = None
    channel: str = "official"
    direction: str | None = None
    parties: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    place: Place | None = None
    magnitude: tuple[Magnitude, ...] = ()
    summary: str | None = None
    sources: tuple[Citation, ...] = ()
    confidence: str = "moderate"
    occasion: str | None = None
    part_of: str | None = None
    fulfils: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    same_as: str | None = None
    promises: str | None = None
    due: str | None = None
    recurs: str | None = None
    review: str = "reviewed"
    marking: str | None = None
    tags: tuple[str, ...] = ()


@frozen(kw_only=True)
class Event:
    """One coded event with its dates worked out.

    `published` is the first day on which one of its sources was out (None where no source is dated), `certain` the day from
    which the event counts: the last day of its date, or its publication where that came first. `ended` is the last day of a
    state or right as far as the coding alone says. `recorded` is a UTC time stamp.
    """

    id: str
    dyad: str
    where: Where
    recorded: str
    by: str
    coding: Coding
    substance: str
    state: bool
    earliest: date | None
    certain: date
    until: date | None
    known_start: bool
    published: date | None


@frozen(kw_only=True)
class Source:
    """A registered source: graded once, for every event that cites it."""

    key: str
    title: str
    publisher: str
    reliability: str
    published: str | None = None
    kind: str | None = None
    reliability_on: str | None = None
    reason: str | None = None
    url: str | None = None
    sha256: str | None = None
    relays: str | None = None


@frozen(kw_only=True)
class Review:
    """Somebody looked: in what (`scope`), from the first day to the last, for which instruments.

    `inconclusive` is the coder's own word that the sources settle nothing for these instruments, and why.
    """

    begins: date
    ends: date
    instruments: tuple[str, ...]
    scope: str
    inconclusive: str | None = None
    sources: tuple[Citation, ...] = ()


@frozen(kw_only=True)
class Assessment:
    """What a report or an analyst judged on a day (EDTF); never an input to a rule."""

    instrument: str
    on: str
    level: str | None = None
    trend: str | None = None
    note: str | None = None
    sources: tuple[Citation, ...] = ()


@frozen(kw_only=True)
class Fact:
    """A fact about a country: `value` is a number in `unit`, or text."""

    country: str
    field: str
    value: float | str
    as_of: str
    unit: str | None = None
    sources: tuple[Citation, ...] = ()


@frozen(kw_only=True)
class Entry(Generic[T]):
    """What a record says, with the record's id, author, UTC time stamp and line."""

    id: str
    by: str
    recorded: str
    where: Where
    data: T


@frozen(kw_only=True)
class Dossier:
    """All that is known of one dyad on one day: the result of replay, and the input of rating.

    `copies` are told by the event that their coding's `same_as` names, which has their sources beside its own.
    """

    dyad: str
    events: tuple[Event, ...] = ()
    retracted: tuple[Event, ...] = ()
    copies: tuple[Event, ...] = ()
    reviews: tuple[Entry[Review], ...] = ()
    assessments: tuple[Entry[Assessment], ...] = ()
    profile: tuple[Entry[Fact], ...] = ()
    sources: Mapping[str, Source] = {}
    heads: tuple[str, ...] = ()
