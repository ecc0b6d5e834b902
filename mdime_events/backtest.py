"""Backtest: the trends given at past quarter ends against what came three years later.

A case is one instrument (or the overall) of one dyad on one quarter end since the window opened, by the events certain by then, with
three later years within what is known. Cases are values; how well they fare is counted in `scoring`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from mdime_events.dates import quarter_ends, years_on
from mdime_events.evidence import Evidence
from mdime_events.finding import Finding
from mdime_events.history import Change, instrument_changes, knowledge_ends
from mdime_events.model import Dossier, Event
from mdime_events.rulekit import Rated
from mdime_events.standing import Method, Subject, TrendFinding, overall_on, subject
from mdime_events.vocabulary import FORECAST_YEARS, INSTRUMENTS, OVERALL, RATED, Level, Trend

UNKNOWN_THEN = "unknown"
CAME_TO_LIGHT = "came to light"
NOT_ASSESSED = "not assessed"


@frozen(kw_only=True)
class Stand:
    """One instrument (or the overall) on one day: level and trend, why that trend, and the activity of the three years up to the day.

    `activity` is above zero where it grew, below where it shrank, and `active` says so in words. `typed` is the newest day on which any
    event that was looked at was recorded, `reviewed` whether a review reaches the day.
    """

    rated: Rated
    because: str
    typed: date
    reviewed: bool
    findings: tuple[TrendFinding, ...] = ()
    activity: int = 0
    active: str = ""


@frozen(kw_only=True)
class Outcome:
    """What came: a trend and its reason; no trend where `left_out` says why none can be told."""

    trend: Trend | None
    because: str
    left_out: str | None = None


@frozen(kw_only=True)
class Case:
    """A trend given at a quarter end, and what came three years later.

    `before` is what it did in the three years before (Steady where nothing is known of them). `left_out` says why a case is not scored:
    the trend was Unknown, the rise only came to light, or nothing was assessed then or three years on; None where it is scored.
    """

    dyad: str
    instrument: str
    day: date
    given: Trend
    came: Trend | None
    before: Trend
    given_because: str
    came_because: str
    findings: tuple[TrendFinding, ...] = ()
    left_out: str | None = None
    hindsight: bool = False
    unreviewed: bool = False

    @property
    def hit(self) -> bool:
        return self.given == self.came


Course = Mapping[date, Stand]
Outcomes = Mapping[date, Outcome]
Watch = Callable[[Iterable[str]], Iterable[str]]


def cases(dossier: Dossier, method: Method, instruments: Collection[str] = tuple(RATED), watch: Watch = iter) -> list[Case]:
    """The cases of a dyad, instrument by instrument in the order of their days, the overall last. Raises RuleFailed.

    `watch` sees the instruments pass.
    """
    asked = INSTRUMENTS if OVERALL in instruments else [code for code in INSTRUMENTS if code in instruments]
    courses = {code: _course(dossier, method, code) for code in watch(asked)}
    outcomes = {code: _outcomes(course, instrument_changes(dossier, method, code)) for code, course in courses.items()}
    if OVERALL in instruments:
        courses[OVERALL], outcomes[OVERALL] = _overall_course(courses, method), _overall_outcomes(courses, outcomes, method)
    return [case for code in courses if code in instruments for case in _cases(dossier.dyad, courses[code], outcomes[code])]


def _cases(dyad: str, course: Course, outcomes: Outcomes) -> Iterator[Case]:
    for day, outcome in outcomes.items():
        then, earlier = course[day], outcomes.get(years_on(day, -FORECAST_YEARS))
        yield Case(
            dyad=dyad,
            instrument=then.rated.instrument,
            day=day,
            given=then.rated.trend,
            came=outcome.trend,
            before=earlier.trend if earlier and earlier.trend else Trend.STEADY,
            given_because=then.because,
            came_because=outcome.because,
            findings=then.findings,
            left_out=UNKNOWN_THEN if then.rated.trend is Trend.UNKNOWN else outcome.left_out,
            hindsight=then.typed > day,
            unreviewed=not course[_later(day)].reviewed,
        )


def _argued(findings: Iterable[TrendFinding]) -> str:
    """The conditions that were met; which way each speaks is said only where they disagree."""
    met = [each for each in findings if each.finding.met]
    agree = len({each.trend for each in met}) == 1
    told = [each.finding.because if agree else f"{each.trend}: {each.finding.because}" for each in met]
    return "; ".join(told) or "no condition for a rise or a fall was met"


def _later(day: date) -> date:
    return years_on(day, FORECAST_YEARS)


# One instrument


def _course(dossier: Dossier, method: Method, instrument: str) -> Course:
    """Where it stood at every quarter end since the window opened, and on the last day known of it."""
    mine = subject(dossier, method, instrument)
    end = knowledge_ends(dossier, method, instrument)
    days = quarter_ends(method.opens, end) if end else []
    return {day: _stand(mine, mine.evidence(day)) for day in days}


def _stand(subject: Subject, seen: Evidence) -> Stand:
    rated, findings = subject.rated_by(seen)
    signs = _signs(seen)
    met = [finding.because for _, finding in signs if finding.met]
    return Stand(
        rated=rated,
        because=_argued(findings),
        typed=_typed((*seen.events, *(event for event, _ in seen.left_out))),
        reviewed=(subject.reviewed_to or date.min) >= seen.day,
        findings=findings,
        activity=sum(way for way, finding in signs if finding.met),
        active="; ".join(met) or signs[0][1].because,
    )


def _signs(seen: Evidence) -> tuple[tuple[int, Finding], ...]:
    """What the activity of the last three years did: more of it or a new tie in force (up), less of it or an ending (down).

    They are words of the rules, asked three years on; any new tie is more activity, whether or not it obliges to more. They decide only
    where the level did not move: a rating at Very High, which no activity can lift, is then right to say Increasing if active years or
    ties were added.
    """
    return (1, seen.more_active()), (1, seen.newly_standing()), (-1, seen.less_active()), (-1, seen.recent_endings())


def _typed(looked_at: Iterable[Event]) -> date:
    return max((date.fromisoformat(event.recorded[:10]) for event in looked_at), default=date.min)


def _outcomes(course: Course, moved: Iterable[Change]) -> Outcomes:
    """What came after every day of a course that has three later years in it."""
    rises = [change for change in moved if (change.after or 0) > (change.before or 0)]
    return {day: _outcome(day, before, course[_later(day)], rises) for day, before in course.items() if _later(day) in course}


def _outcome(day: date, before: Stand, after: Stand, rises: Iterable[Change]) -> Outcome:
    was, became = before.rated.level, after.rated.level
    if was is None or became is None:
        return Outcome(trend=None, because="no level was given then or three years on", left_out=NOT_ASSESSED)
    moved = became - was
    rose = [change for change in rises if day < change.day <= _later(day)]
    if moved > 0 and rose and all(_came_to_light(change, day) for change in rose):
        return Outcome(trend=None, because=f"{_move(was, became)}, which only came to light", left_out=CAME_TO_LIGHT)
    told = _move(was, became) if moved else f"{_move(was, became)}; {after.active}"
    return Outcome(trend=_way(moved or after.activity), because=told)


def _came_to_light(rise: Change, day: date) -> bool:
    """Whether a rise came with the sources alone: by acts that may have been there on `day`. An act of June that was in print before
    June was over has come to light too, but surely came after a day in May."""
    old = all(event.earliest is None or event.earliest <= day for event in rise.events)
    return rise.cause == "come to light" and old


def _way(moved: int) -> Trend:
    return Trend.INCREASING if moved > 0 else Trend.DECREASING if moved < 0 else Trend.STEADY


def _move(was: Level, became: Level) -> str:
    return f"the level stayed {was.label}" if was == became else f"the level went from {was.label} to {became.label}"


# The overall


def _overall_course(courses: Mapping[str, Course], method: Method) -> Course:
    """The overall at every quarter end, from the instruments as they stood, as `history` gives it."""
    last = {code: stands[max(stands)] for code, stands in courses.items() if stands}
    days = sorted({day for stands in courses.values() for day in stands})
    return {day: _overall_stand([courses[code].get(day, last[code]) for code in last], method) for day in days}


def _overall_stand(own: Sequence[Stand], method: Method) -> Stand:
    rated = tuple(each.rated for each in own)
    return Stand(
        rated=overall_on(rated, method),
        because=method.book.overall.trend(rated)[1].because,
        typed=max(each.typed for each in own),
        reviewed=all(each.reviewed for each in own),
    )


def _overall_outcomes(courses: Mapping[str, Course], outcomes: Mapping[str, Outcomes], method: Method) -> Outcomes:
    """What came after every quarter end, by the instruments known three years on; the others have stopped and cannot move it."""
    days = sorted({day for each in outcomes.values() for day in each})
    return {
        day: _overall_outcome(day, courses, {code: each[day] for code, each in outcomes.items() if day in each}, method) for day in days
    }


def _overall_outcome(day: date, courses: Mapping[str, Course], own: Mapping[str, Outcome], method: Method) -> Outcome:
    """Its level's move; where it did not move, what its own rule makes of what came to the instruments."""
    then = {code: courses[code][day].rated for code in own}
    later = {code: courses[code][_later(day)].rated for code in own}
    was, became = _overall_level(then, method), _overall_level(later, method)
    if was is None or became is None:
        return Outcome(trend=None, because="no level was given then or three years on", left_out=NOT_ASSESSED)
    if became == was:
        return _overall_stayed(was, later, own, method)
    surely = {code: then[code] if own[code].left_out == CAME_TO_LIGHT else later[code] for code in own}
    if became > was and (_overall_level(surely, method) or Level.UNOBSERVED) <= was:
        return Outcome(trend=None, because=f"{_move(was, became)}, which only came to light", left_out=CAME_TO_LIGHT)
    return Outcome(trend=_way(became - was), because=_move(was, became))


def _overall_stayed(level: Level, later: Mapping[str, Rated], own: Mapping[str, Outcome], method: Method) -> Outcome:
    trend, why = method.book.overall.trend(tuple(_as_it_came(each, own[code]) for code, each in later.items()))
    if trend is Trend.UNKNOWN:
        return Outcome(trend=None, because="nothing came to the instruments that are known three years on", left_out=NOT_ASSESSED)
    return Outcome(trend=trend, because=f"{_move(level, level)}; what came to its instruments: {why.because}")


def _overall_level(own: Mapping[str, Rated], method: Method) -> Level | None:
    return overall_on(tuple(own.values()), method).level


def _as_it_came(later: Rated, outcome: Outcome) -> Rated:
    """An instrument, its trend what came to it; Unknown where nothing was observed at all."""
    return later if later.trend is Trend.UNKNOWN else evolve(later, trend=outcome.trend or Trend.UNKNOWN)
