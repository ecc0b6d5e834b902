"""Reading: the log as it is, as it was known, or as it would be with more records, ready to be rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from mdime_events import replay
from mdime_events.log import seal
from mdime_events.log.append import Draft
from mdime_events.log.envelope import SOURCES
from mdime_events.model import Dossier, Source
from mdime_events.recording import with_drafts
from mdime_events.replay import KnownOn
from mdime_events.rulebook import load
from mdime_events.rulekit import Rated
from mdime_events.standing import Method, standings
from mdime_events.unmoved import why_unmoved
from mdime_events.workspace import Workspace

if TYPE_CHECKING:
    from mdime_events.rate import Rating


@frozen(kw_only=True)
class Reading:
    """A log, read as known on one day or now, and the method to rate it by."""

    place: Workspace
    method: Method
    registered: dict[str, Source]
    known: KnownOn | None = None

    def dossier(self, dyad: str) -> Dossier:
        return replay.dossier(self.place.log, dyad, self.registered, self.known)

    def dyads(self) -> list[str]:
        return replay.dyads(self.place.log)

    def rate(self, dyad: str, as_of: date | None = None) -> list[Rating]:
        from mdime_events.rate import rate  # late: which ratings move is told without reasons, at every event that is logged

        return rate(self.dossier(dyad), self.method, as_of)

    def seal(self, dossier: Dossier) -> str | None:
        return seal.naming(self.place.log, dossier.dyad, dossier.heads)


def read(place: Workspace, known_on: str | None = None, rules: Path | None = None) -> Reading:
    """Raises DataProblems where rules or sources cannot be used, ValueError where `known_on` names nothing."""
    known = None if known_on is None else replay.known_on(place.log, known_on)
    method = Method(book=load(rules or place.rules))
    return Reading(place=place, method=method, registered=replay.sources(place.log, known), known=known)


Move = dict[str, str | list[str | None]]
Unmoved = dict[str, str]
MOST_UNMOVED = 12  # of a batch no more are told, since each is looked at by itself


@frozen(kw_only=True)
class Effect:
    """What records would do: the ratings that they `moved` (dyad, instrument, level and trend before and after), and of the first
    events that move none of their own instruments, why."""

    moved: tuple[Move, ...] = ()
    unmoved: tuple[Unmoved, ...] = ()


def effect(place: Workspace, drafts: Sequence[Draft], method: Method) -> Effect:
    """What `drafts` would do, before they are appended."""
    names = sorted({draft.stream for draft in drafts if not draft.stream.startswith("_")})
    if not names:
        return Effect()
    now = Reading(place=place, method=method, registered=replay.sources(place.log))
    then = replay.sources_of(with_drafts(replay.open_stream(place.log, SOURCES), drafts))
    found = [_dyad_effect(now, name, then, drafts) for name in names]
    unmoved = tuple(one for each in found for one in each.unmoved)
    return Effect(moved=tuple(move for each in found for move in each.moved), unmoved=unmoved)


def _dyad_effect(now: Reading, dyad: str, then: dict[str, Source], drafts: Sequence[Draft]) -> Effect:
    stream = replay.open_stream(now.place.log, dyad)
    after = replay.replay(with_drafts(stream, drafts), then)
    moved = moves(dyad, standings(replay.replay(stream, now.registered), now.method), standings(after, now.method))
    logged = {draft.id for draft in drafts if draft.type == "logged"}
    told = {move["instrument"] for move in moved}
    quiet = [event for event in after.events if event.id in logged and told.isdisjoint(event.coding.instruments)][:MOST_UNMOVED]
    why = [{"dyad": dyad, "event": event.id, "reason": f"{why_unmoved(event, after, now.method)}."} for event in quiet]
    return Effect(moved=tuple(moved), unmoved=tuple(why))


def moves(dyad: str, before: Mapping[str, Rated], after: Mapping[str, Rated]) -> list[Move]:
    """The ratings of a dyad that differ in level or trend, as answers tell them."""
    return [_move(dyad, old, after[code]) for code, old in before.items() if old != after[code]]


def _move(dyad: str, old: Rated, new: Rated) -> Move:
    levels = [None if each.level is None else each.level.label for each in (old, new)]
    return {"dyad": dyad, "instrument": new.instrument, "level": levels, "trend": [old.trend.value, new.trend.value]}
