"""One instrument's rating without some of its events, for many such sets of events at once.

The rating is worked out once, and each of its measures asked whether it comes to something else without them; only those sets that one of
them feels, and those on which other events hang, are then left out by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mdime_events.evidence import Evidence
from mdime_events.rulekit import Rated
from mdime_events.standing import Subject
from mdime_events.stretch import Ids, Loss


def moved_without(subject: Subject, day: date, sets: Iterable[Ids]) -> tuple[Rated, dict[Ids, Rated]]:
    """The level and trend of a day, and those without each set of events (their ids) by which they are others."""
    seen, known, bound = subject.evidence(day), {event.id for event in subject.events}, subject.ledger.bound
    mine = {each: each & known for each in sets}
    asked = [each for each in dict.fromkeys(mine.values()) if each]
    tried = seen.trying(Loss(each, subject.ledger.alone(each)) for each in asked if each.isdisjoint(bound))
    own = subject.rated_by(tried)[0]
    felt = {loss.events for loss in tried.stretch.losses.felt}
    may_move = [each for each in asked if each in felt or not each.isdisjoint(bound)]
    moved = {each: rated for each in may_move if (rated := _rated_without(subject, seen, each)) != own}
    return own, {each: moved[less] for each, less in mine.items() if less in moved}


def _rated_without(subject: Subject, seen: Evidence, events: Ids) -> Rated:
    less, evidence = subject.seen_without(seen, events)
    return less.rated_by(evidence)[0]
