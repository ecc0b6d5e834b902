"""Ratings of one dyad on any day: level, trend, confidence, until when it holds, and the findings behind each.

Live, past day, forecast: the same functions with another day. A rating is a pure function of the dossier, the rule book and the
day; nothing here asks what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve

from mdime_events.confidence import confidence, overall_confidence
from mdime_events.evidence import Evidence
from mdime_events.finding import Finding
from mdime_events.model import Dossier
from mdime_events.outlook import overall_outlook, with_outlook
from mdime_events.rating import Rating as Rating
from mdime_events.rating import RungFinding as RungFinding
from mdime_events.rulekit import Ladder, Rated, ask, sentence
from mdime_events.standing import Method as Method
from mdime_events.standing import Subject, subject, subjects
from mdime_events.standing import TrendFinding as TrendFinding
from mdime_events.standing import known_day as known_day
from mdime_events.standing import level_on as level_on
from mdime_events.standing import only_known as only_known
from mdime_events.standing import overall_on as overall_on
from mdime_events.standing import projected as projected
from mdime_events.standing import standing_on as standing_on
from mdime_events.standing import standings as standings
from mdime_events.vocabulary import OVERALL, Level, Trend


def rate(dossier: Dossier, method: Method, as_of: date | None = None, outlook: bool = True) -> list[Rating]:
    """The thirteen ratings, the overall last: on `as_of`, or each instrument on the last day known of it.

    Without `outlook` nothing is said of how long they hold and whether one event carries them, which costs most.
    """
    return rate_subjects(subjects(dossier, method, once=True), method, as_of, outlook)


def rate_subjects(twelve: Mapping[str, Subject], method: Method, as_of: date | None = None, outlook: bool = True) -> list[Rating]:
    """The same of subjects that were made ready."""
    own = [_rate_own(each, as_of, outlook) for each in twelve.values()]
    whole = overall(own, method, as_of)
    return [*own, overall_outlook(twelve, method, own, whole) if outlook else whole]


def rate_instrument(dossier: Dossier, method: Method, instrument: str, as_of: date | None = None, outlook: bool = True) -> Rating:
    """One of the thirteen ratings."""
    if instrument == OVERALL:
        return rate(dossier, method, as_of, outlook)[-1]
    return _rate_own(subject(dossier, method, instrument, once=True), as_of, outlook)


def _rate_own(subject: Subject, as_of: date | None, outlook: bool) -> Rating:
    rating = _rate_as_asked(subject, as_of) if as_of else _rate_as_known(subject)
    return with_outlook(subject, rating) if outlook else rating


def _rate_as_known(subject: Subject) -> Rating:
    """On the last day known; where events later than the review are counted, it says so."""
    day = subject.known_day
    if day is None:
        return _not_assessed(subject.instrument, None, "nothing counted and not reviewed")
    stands = _rate_on(subject, day)
    reviewed_to, newest = subject.reviewed_to, subject.last_told
    if reviewed_to is None or newest is None or newest <= reviewed_to:
        return stands
    note = f"unreviewed since {reviewed_to}: {_later(subject, day, newest)}, and nobody has looked for more"
    return evolve(stands, reviewed_to=reviewed_to, unreviewed_since=reviewed_to, because=(*stands.because, note))


def _later(subject: Subject, day: date, newest: date) -> str:
    """What the events since the review come to: they count, or the reviewed level, being higher, stands."""
    if day == newest:
        return f"events up to {newest} are counted"
    level = subject.level(newest)
    told = "not assessed" if level is None else level.label
    return f"by the events up to {newest} alone it would be {told} then; the higher level of the review stands"


def _rate_as_asked(subject: Subject, day: date) -> Rating:
    """On the day asked for, whatever is known of it; past the last review it says so."""
    rating = _rate_on(subject, day)
    since = rating.unreviewed_since
    return evolve(rating, because=(*rating.because, f"nobody has looked since {since}")) if since else rating


def _not_assessed(instrument: str, day: date | None, why: str) -> Rating:
    return Rating(instrument=instrument, level=None, trend=Trend.UNKNOWN, confidence="low", on=day, because=(f"not assessed: {why}",))


# One instrument on one day


def _rate_on(subject: Subject, day: date) -> Rating:
    instrument, ladder = subject.instrument, subject.ladder
    reviews = subject.reviewed(day)
    reviewed_to = reviews[-1].ends if reviews else None
    unreviewed = reviewed_to if reviewed_to and reviewed_to < day else None
    seen = subject.evidence(day)
    if reviews and (why := reviews[-1].inconclusive):
        blank = _not_assessed(instrument, day, f"inconclusive: {why}")
        return evolve(blank, reviewed_to=reviewed_to, unreviewed_since=unreviewed, left_out=seen.left_out)
    if seen.is_empty and not reviews:
        return evolve(_not_assessed(instrument, day, "nothing counted and not reviewed"), left_out=seen.left_out)
    rungs = _rungs(ladder, seen)
    carrying = next((rung for rung in rungs if rung.finding.met), None)
    level = carrying.level if carrying else Level.UNOBSERVED
    trend, trend_findings = subject.projected(seen, level)
    told = (
        carrying.finding
        if carrying
        else Finding(met=True, because=f"reviewed to {reviewed_to}, and nothing seen since {subject.method.window_opens}")
    )
    sureness, held_down = confidence(ladder, seen, told.events, reviews, day)
    return Rating(
        instrument=instrument,
        level=level,
        trend=trend,
        confidence=sureness,
        on=day,
        because=(told.because, *(f"{each.trend}: {each.finding.because}" for each in trend_findings if each.finding.met)),
        events=told.events,
        rungs=rungs,
        trend_findings=trend_findings,
        confidence_findings=held_down,
        left_out=seen.left_out,
        reviewed_to=reviewed_to,
        unreviewed_since=unreviewed,
    )


def _rungs(ladder: Ladder, seen: Evidence) -> tuple[RungFinding, ...]:
    found = (
        RungFinding(
            level=r.level, name=r.condition.__name__, sentence=sentence(r.condition), finding=ask(ladder.instrument, r.condition, seen)
        )
        for r in ladder.rungs
    )
    return tuple(found)


# The overall rating


def overall(own: Sequence[Rating], method: Method, as_of: date | None = None) -> Rating:
    """The dyad's own rating, from its instruments on the day asked for, or as each of them stands: `on` is then the newest of their days.

    The oldest review among them is its review.
    """
    rule = method.book.overall
    rated = tuple(Rated(instrument=each.instrument, level=each.level, trend=each.trend) for each in own)
    assessed = [each for each in own if each.level is not None]
    day = as_of or max((each.on for each in assessed if each.on), default=None)
    if not assessed:
        return _not_assessed(OVERALL, day, "no instrument is assessed")
    rungs = tuple(
        RungFinding(level=level, name=rule.reaches.__name__, sentence=sentence(rule.reaches), finding=rule.reaches(rated, level))
        for level in reversed(Level)
    )
    carrying = next((rung for rung in rungs if rung.finding.met), rungs[-1])
    trend, why = rule.trend(rated)
    sureness, held_down = overall_confidence([each.confidence for each in assessed])
    return Rating(
        instrument=OVERALL,
        level=carrying.level,
        trend=trend,
        confidence=sureness,
        on=day,
        because=(carrying.finding.because, why.because, *_rests_on(assessed, as_of)),
        reviewed_to=min((each.reviewed_to for each in own if each.reviewed_to), default=None),
        unreviewed_since=min((each.unreviewed_since for each in assessed if each.unreviewed_since), default=None),
        rungs=rungs,
        trend_findings=(TrendFinding(trend=trend, name=rule.trend.__name__, sentence=sentence(rule.trend), finding=why),),
        confidence_findings=held_down,
    )


def _rests_on(assessed: Sequence[Rating], as_of: date | None) -> Iterator[str]:
    """From which day to which the instruments stand, and how far the oldest review among them reaches."""
    reviewed = [each.reviewed_to for each in assessed if each.reviewed_to]
    late = [each.unreviewed_since for each in assessed if each.unreviewed_since]
    if as_of is None:
        days = sorted({each.on for each in assessed if each.on})
        rated = f"rated between {days[0]} and {days[-1]}" if len(days) > 1 else f"all rated on {days[0]}"
        oldest = f"the oldest review among them reaches to {min(reviewed)}" if reviewed else "none of them is reviewed"
        never = f", and {len(assessed) - len(reviewed)} of them not reviewed" if 0 < len(reviewed) < len(assessed) else ""
        yield f"each instrument as it stands: {rated}; {oldest}{never}"
    elif late:
        yield f"nobody has looked at every one of the instruments since {min(late)}"
