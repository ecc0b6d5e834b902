"""The words that rules are written in: conditions that answer with Findings, rungs, ladders, and the ladder they begin from.

A rule file holds one `RULE`. Most instruments use `Ladder` as it stands; one that must depart from it says in its docstring why,
and gives its own rungs or conditions. A condition is a function of the evidence whose docstring is the published sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from attrs import field, frozen

from mdime_events.evidence import Evidence as Evidence
from mdime_events.finding import Finding as Finding
from mdime_events.vocabulary import Level as Level
from mdime_events.vocabulary import Trend as Trend

VERY_HIGH, HIGH, MEDIUM, LOW, VERY_LOW, UNOBSERVED = reversed(Level)

T = TypeVar("T")
Condition = Callable[[Evidence], Finding]


@cache
def sentence(condition: object) -> str:
    """A condition's published sentence: its docstring, folded. (A word's meaning and a rule file's text, likewise.)"""
    return " ".join((condition.__doc__ or "").split())


class RuleFailed(Exception):
    """A condition raised an error. A table computed without one rule is worse than none, so the run fails."""


def ask(instrument: str, condition: Callable[..., T], *arguments: object) -> T:
    """What a condition answers. Raises RuleFailed where it raises anything."""
    try:
        return condition(*arguments)
    except Exception as error:
        file = condition.__code__.co_filename.rsplit("/", 1)[-1]
        message = f"{file}: condition {condition.__name__} of {instrument} failed: {type(error).__name__}: {error}"
        raise RuleFailed(message) from error


@frozen
class Rung:
    """A level, and the condition on which it is given."""

    level: Level
    condition: Condition


# The ladder to begin from


def embedded(evidence: Evidence) -> Finding:
    """Activity of substance in three of the last five calendar years and within three years, two or more kinds of it or of routine
    activity (accords and access while they are in force), with a system, an access or a dependence in force, and no more endings than
    new acts within five years."""
    several = evidence.beyond_symbolic().several_kinds()
    return _sustained_and_recent(evidence) & several & evidence.relied_on().at_least(1) & evidence.not_outweighed()


def sustained_or_relied_on(evidence: Evidence) -> Finding:
    """Activity of substance in three of the last five calendar years and within three years; or a system, an access or a dependence
    in force; or two accords in force, the newest within five years; and no more endings than new acts within five years."""
    return (_sustained_and_recent(evidence) | evidence.relied_on().at_least(1) | _two_accords(evidence)) & evidence.not_outweighed()


def regular_in_the_field(evidence: Evidence) -> Finding:
    """Activity of substance in three of the last five calendar years and within three years; or four exercises, operations or
    deployments of substance, two of them within three years; or a system, an access or a dependence in force; or two accords in force,
    the newest within five years; and no more endings than new acts within five years."""
    field_acts = evidence.in_the_field().of_substance()
    regular = field_acts.at_least(4) & field_acts.recent().at_least(2) & evidence.not_outweighed()
    return sustained_or_relied_on(evidence) | regular


def real_but_narrow(evidence: Evidence) -> Finding:
    """Two acts of substance, or one kept up over two calendar years; or a binding right, a system or a dependence in force; or three
    acts of any kind, with something within five years or in force."""
    substance = evidence.of_substance()
    lasting = evidence.binding().standing().at_least(1) | evidence.relied_on().at_least(1)
    return substance.at_least(2) | substance.kept_up() | lasting | (evidence.at_least(3) & evidence.not_lapsed())


def occasional(evidence: Evidence) -> Finding:
    """One act or state of substance, or one on which the recipient depends, or three acts of any kind."""
    return evidence.of_substance().at_least(1) | evidence.relied_on().at_least(1) | evidence.at_least(3)


def trace(evidence: Evidence) -> Finding:
    """Anything counted at all."""
    return evidence.at_least(1)


def _sustained_and_recent(evidence: Evidence) -> Finding:
    substance = evidence.of_substance()
    return substance.sustained() & substance.recent().at_least(1)


def _two_accords(evidence: Evidence) -> Finding:
    accords = evidence.accords().of_substance().standing()
    return accords.at_least(2) & accords.recent(5).at_least(1)


COMMON_RUNGS = (
    Rung(VERY_HIGH, embedded),
    Rung(HIGH, sustained_or_relied_on),
    Rung(MEDIUM, real_but_narrow),
    Rung(LOW, occasional),
    Rung(VERY_LOW, trace),
)


def instead(*rungs: Rung) -> tuple[Rung, ...]:
    """The common rungs with these in the place of those of the same level."""
    own = {rung.level: rung for rung in rungs}
    return tuple(own.get(rung.level, rung) for rung in COMMON_RUNGS)


# The trend's conditions to begin from


def fresh_commitment(evidence: Evidence) -> Finding:
    """A commitment to do more, made within three years and not yet made good, or a series whose last edition is younger than twice
    its period (which is no more, where the level is already Very High)."""
    return evidence.fresh_commitments()


def new_accord(evidence: Evidence) -> Finding:
    """An accord of substance, a membership or an access that began within three years and stands."""
    return evidence.new_accords()


def on_course_to_rise(evidence: Evidence) -> Finding:
    """If the acts of the last three years repeat in the next three, the level is higher then."""
    return evidence.on_course_to_rise()


def more_than_before(evidence: Evidence) -> Finding:
    """Active beyond the symbolic in at least two more of the last three calendar years than of the three before."""
    return evidence.more_active()


def recent_ending(evidence: Evidence) -> Finding:
    """A termination, a withdrawal or a restraint on the channel within three years."""
    return evidence.recent_endings()


def cancelled_plan(evidence: Evidence) -> Finding:
    """A plan called off within three years."""
    return evidence.cancelled_plans()


def on_course_to_fall(evidence: Evidence) -> Finding:
    """Even if the acts of the last three years repeat in the next three, the level is lower then."""
    return evidence.on_course_to_fall()


def less_than_before(evidence: Evidence) -> Finding:
    """Active beyond the symbolic in at least two fewer of the last three calendar years than of the three before, with nothing of
    substance standing."""
    return evidence.less_active()


# Secrecy, which holds confidence down


def always_secret(evidence: Evidence) -> Finding:
    """Secrecy is the rule in this instrument."""
    return Finding(met=True, because="secrecy is the rule in this instrument")


def secret_where_unofficial(evidence: Evidence) -> Finding:
    """Secrecy is the rule where half or more of what counts runs through unofficial channels."""
    hidden, all_of_it = len(evidence.unofficial().items), len(evidence.items)
    because = f"{hidden} of the {all_of_it} acts and states that count run through unofficial channels, where secrecy is the rule"
    return Finding(met=hidden > 0 and 2 * hidden >= all_of_it, because=because)


@frozen(kw_only=True)
class Ladder:
    """The method of one instrument: rungs from the top, the trend's conditions, and whether secrecy holds confidence down.

    `edition` changes with the ratings that it gives.
    """

    instrument: str
    edition: int
    rungs: Sequence[Rung] = COMMON_RUNGS
    rising: Sequence[Condition] = (fresh_commitment, new_accord, on_course_to_rise, more_than_before)
    falling: Sequence[Condition] = (recent_ending, cancelled_plan, on_course_to_fall, less_than_before)
    secrecy: Condition | None = None

    def climb(self, evidence: Evidence) -> Level | None:
        """The highest level whose condition holds; none, which reads Unobserved where somebody looked, where nothing counts at all."""
        for rung in self.rungs if not evidence.is_empty else ():
            if ask(self.instrument, rung.condition, evidence).met:
                return rung.level
        return None

    def reaches(self, evidence: Evidence, level: Level) -> bool:
        """Whether it climbs to a level or a higher one; its own condition is asked first."""
        rungs = [rung for rung in reversed(self.rungs) if rung.level >= level and not evidence.is_empty]
        return any(ask(self.instrument, rung.condition, evidence).met for rung in rungs)


@frozen(kw_only=True)
class Rated:
    """One instrument's rating, as the overall rule sees it: no more than its code, level and trend."""

    instrument: str
    level: Level | None
    trend: Trend


@frozen(kw_only=True)
class Overall:
    """The method of the dyad's own rating: on which share of the instruments a level is given, and what the trend is.

    `reaches` answers for one level; `trend` gives the trend and its reason.
    """

    edition: int
    reaches: Callable[[tuple[Rated, ...], Level], Finding]
    trend: Callable[[tuple[Rated, ...]], tuple[Trend, Finding]]
    instrument: str = field(default="OVERALL", init=False)
