"""Engagements that are one occasion, and the event that an occasion amounts to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from mdime_events import countries
from mdime_events.batch import Row
from mdime_events.importers.engagements_file import LEADERS
from mdime_events.importers.engagements_offices import LEADER, MINISTER, highest
from mdime_events.importers.engagements_text import CHINA, Person, Told
from mdime_events.importers.shape import Proposal

TO_RECIPIENT, TO_BENEFACTOR, ELSEWHERE = "to-recipient", "to-benefactor", "elsewhere"
FEW = 3  # names that a title holds


@frozen(kw_only=True)
class Engagement:
    """A row that bears on D1: a state, the setting, the day, what the text tells, and those of the state who hold an office."""

    row: Row
    state: str
    setting: str
    day: date
    told: Told
    people: tuple[Person, ...]

    @property
    def chinese(self) -> tuple[str, ...]:
        """Who stood for China: whom the text names first, and the leader that the row is about."""
        return tuple(dict.fromkeys(filter(None, (self.told.who, self.row.fields["leader"]))))

    @property
    def direction(self) -> str:
        if self.told.state == self.state:
            return TO_RECIPIENT
        return TO_BENEFACTOR if self.told.state == CHINA else ELSEWHERE

    @property
    def defence(self) -> bool:
        """Whether a minister or a chief of defence was met, and no leader of the same state."""
        offices = [each.office for each in self.people if each.office]
        return any(each.defence for each in offices) and all(each.rank != LEADER for each in offices)


def occasions(engagements: Sequence[Engagement]) -> list[list[Engagement]]:
    """Engagements of one state and setting, in runs of days that lie no more than one apart; each run by day, then as it is listed."""
    runs: list[list[Engagement]] = []
    for each in sorted(engagements, key=lambda each: (each.day, each.row.where.line)):
        if runs and each.day - runs[-1][-1].day <= timedelta(days=1):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def event(occasion: Sequence[Engagement]) -> Proposal:
    """The event of an occasion's engagements, in their order."""
    first, last = occasion[0], occasion[-1]
    chinese = list(dict.fromkeys(name for each in occasion for name in each.chinese))
    people = _distinct(person for each in occasion for person in each.people)
    fields = {
        "date": first.day.isoformat() if first.day == last.day else f"[{first.day}..{last.day}]",
        "kind": "meeting" if first.direction == ELSEWHERE else "visit",
        "title": _title(first, chinese, [each.name for each in people]),
        "instruments": ["D1"],
        "substance": "practical" if any(each.defence for each in occasion) else None,
        "level": _level(first, chinese, people),
        "direction": first.direction,
        "actors": [*chinese, *(each.name for each in people)],
        "place": _place(first),
        "summary": _summary(occasion),
    }
    key = f"{first.state} {first.setting} {first.day}"
    return Proposal(where=first.row.where, dyad=f"{CHINA}-{first.state}", key=key, fields=fields, credibility=2)


def _title(first: Engagement, chinese: Sequence[str], people: Sequence[str]) -> str:
    """Who came to whom; the state and the place in words."""
    if first.direction == TO_RECIPIENT:
        return f"{_listed(chinese)} in {countries.name(first.state)}" + (f": met {_listed(people)}" if people else "")
    of_state = f"{_listed(people)} of {countries.name(first.state)}"
    if first.direction == TO_BENEFACTOR:
        return f"{of_state} in China: met {_listed(chinese)}"
    where = f" in {countries.name(first.told.state)}" if first.told.state else ""
    return f"{_listed(chinese)} met {of_state}{where}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= FEW else f"{', '.join(names[:FEW])} and {len(names) - FEW} more"


def _level(first: Engagement, chinese: Sequence[str], people: Sequence[Person]) -> str:
    """The rank of who came."""
    if first.direction == TO_RECIPIENT:
        return LEADER if set(chinese) & set(LEADERS) else MINISTER
    return highest([each.office for each in people if each.office])


def _place(first: Engagement) -> dict[str, Any] | None:
    state = first.told.state
    return {"name": first.told.town or countries.name(state), "country": state} if state else None


def _summary(occasion: Sequence[Engagement]) -> str:
    """What was told of each day: the town, and who met whom in which office. Rows that differ in their Chinese leader alone are one."""
    told: dict[tuple[str, str], list[str]] = {}
    for each in occasion:
        met = ", ".join(dict.fromkeys(f"{person.name} ({person.title})" for person in each.people))
        told.setdefault((", ".join(filter(None, (str(each.day), each.told.town))), met), []).extend(each.chinese)
    return ". ".join(f"{when}: {', '.join(dict.fromkeys(who))}{' met ' * bool(met)}{met}" for (when, met), who in told.items())


def _distinct(people: Iterable[Person]) -> list[Person]:
    """The people by name, each as first told of."""
    return list({each.name: each for each in reversed(list(people))}.values())[::-1]
