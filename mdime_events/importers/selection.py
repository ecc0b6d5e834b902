"""Which of an edition's proposals are asked for, and how many rows are refused for which reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache

from attrs import frozen

from mdime_events import countries, dates
from mdime_events.importers.shape import Proposal, Proposed, Refusal
from mdime_events.model import Problem, Where
from mdime_events.replay import DataProblems
from mdime_events.vocabulary import BENEFACTORS

SINCE = 2000  # acts before the window opens are context; a dozen years of it show what the window's first years grew out of


@frozen(kw_only=True)
class Selection:
    """The benefactors and recipients (all where none is named) that are asked for, and the year before which a row that is over is not."""

    benefactors: tuple[str, ...] = BENEFACTORS
    recipients: tuple[str, ...] = ()
    since: int = SINCE

    def holds(self, dyad: str) -> bool:
        return not self.excludes(dyad)

    def excludes(self, dyad: str) -> str | None:
        """Why a dyad is not asked for."""
        benefactor, _, recipient = dyad.partition("-")
        if benefactor not in self.benefactors:
            return "benefactor not asked for"
        return "recipient not asked for" if self.recipients and recipient not in self.recipients else None


@frozen(kw_only=True)
class Selected:
    """What is kept; what is in the edition but not asked for; and the refusals, one a row and reason."""

    kept: tuple[Proposal, ...]
    others: tuple[Proposal, ...]
    refused: tuple[Refusal, ...]


def select(found: Iterable[Proposed], selection: Selection) -> Selected:
    """Raises DataProblems with every problem. A row is kept or passed over with all of its events, so that what they fulfil is there."""
    problems: list[Problem] = []
    by_row: dict[Where, list[Proposal]] = defaultdict(list)
    refused: dict[Refusal, None] = {}
    for each in found:
        if isinstance(each, Problem):
            problems.append(each)
        elif isinstance(each, Refusal):
            refused[each] = None
        elif fault := _no_identity(each):
            problems.append(Problem(code="IMPORT", message=fault, where=each.where))
        else:
            by_row[each.where].append(each)
    if problems:
        raise DataProblems(problems)
    kept: list[Proposal] = []
    others: list[Proposal] = []
    for row in by_row.values():
        over = max(map(_last_year, row)) < selection.since
        for each in row:
            reason = selection.excludes(each.dyad) or (f"over before {selection.since}" if over else None)
            (others if reason else kept).append(each)
            if reason:
                refused[Refusal(where=each.where, reason=reason)] = None
    return Selected(kept=tuple(kept), others=tuple(others), refused=tuple(refused))


def _no_identity(proposal: Proposal) -> str | None:
    """What keeps a proposal from being an event of its own: an empty key, or a dyad that is none."""
    if not proposal.key.strip():
        return "has no key; what tells the row from all others is empty"
    return _no_dyad(proposal.dyad)


@cache
def _no_dyad(dyad: str) -> str | None:
    try:
        (code,) = countries.dyads([dyad])
    except ValueError as error:
        return str(error)
    return None if code == dyad else f'dyad "{dyad}" must be written {code}'


def _last_year(proposal: Proposal) -> int:
    """The last year that an event may lie in; that of a date which cannot be read is left to the door to tell."""
    try:
        span = dates.span(str(proposal.fields.get("date")))
    except ValueError:
        return date.max.year
    last = span.until if span.state else span.certain
    return (last or date.max).year
