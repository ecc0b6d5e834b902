"""A rating: level, trend and confidence of one instrument on one day, until when it holds, and the findings behind each."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mdime_events.confidence import ConfidenceFinding
from mdime_events.finding import Finding
from mdime_events.model import Event
from mdime_events.standing import TrendFinding
from mdime_events.vocabulary import Level, Trend


@frozen(kw_only=True)
class RungFinding:
    """A rung of the ladder on the day: whether its condition holds, and why."""

    level: Level
    name: str
    sentence: str
    finding: Finding


@frozen(kw_only=True)
class Rating:
    """One instrument's rating on the day `on` (None where nothing is known of it at all).

    `level` is None where none is given, and `because` then says why.
    `reviewed_to` is the last day that a review covers, `unreviewed_since` the same day where the rating rests on more than that
    review saw. `holds_until` is the last day on which the level stays if nothing new happens, and `lapses_to` the level of the day after;
    both are None where it does not lapse.
    """

    instrument: str
    level: Level | None
    trend: Trend
    confidence: str
    on: date | None
    because: tuple[str, ...]
    events: tuple[Event, ...] = ()
    reviewed_to: date | None = None
    unreviewed_since: date | None = None
    holds_until: date | None = None
    lapses_to: Level | None = None
    carried_by_one: bool = False
    rungs: tuple[RungFinding, ...] = ()
    trend_findings: tuple[TrendFinding, ...] = ()
    confidence_findings: tuple[ConfidenceFinding, ...] = ()
    left_out: tuple[tuple[Event, str], ...] = ()

    @property
    def missing(self) -> RungFinding | None:
        """The rung above the one that holds."""
        above = [rung for rung in self.rungs if not rung.finding.met and rung.level > (self.level or Level.UNOBSERVED)]
        return min(above, key=lambda rung: rung.level, default=None)
