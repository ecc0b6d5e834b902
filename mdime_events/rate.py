"""Ratings of one dyad on any day: level, trend, confidence, until when it holds, and the findings behind each.

Live, past day, forecast: the same functions with another day. A rating is a pure function of the dossier, the rule book and the
day; nothing here asks what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from mdime_events.ahead import again, on_hand
from mdime_events.confidence import CONFIDENCES, ConfidenceFinding, confidence
from mdime_events.counting import bearing, endings_of, evidence, lone, moves, turning_days
from mdime_events.dates import years_on
from mdime_events.evidence import Evidence, Finding, announced
from mdime_events.model import Dossier, Event, Review
from mdime_events.rulebook import Rulebook
from mdime_events.rulekit import Condition, Ladder, Rated, ask, sentence
from mdime_events.vocabulary import FORECAST_YEARS, INSTRUMENTS, OVERALL, WINDOW_OPENS, Level, Trend

HORIZON = 15


@frozen(kw_only=True)
class RungFinding:
    """A rung of the ladder on the day: whether its condition holds, and why."""

    level: Level
    name: str
    sentence: str
    finding: Finding


@frozen(kw_only=True)
class TrendFinding:
    """A condition of the trend on the day."""

    trend: Trend
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


@frozen(kw_only=True)
class Method:
    """How to rate: the rule book and the year in which the window opens."""

    book: Rulebook
    window_opens: int = WINDOW_OPENS

    @property
    def opens(self) -> date:
        return date(self.window_opens, 1, 1)

    def evidence(self, dossier: Dossier, instrument: str, day: date) -> Evidence:
        return evidence(dossier.events, instrument, day, self.opens, dossier.sources)


def rate(dossier: Dossier, method: Method, as_of: date | None = None, outlook: bool = True) -> list[Rating]:
    """The thirteen ratings, the overall last: on `as_of`, or each instrument on the last day known of it.

    Without `outlook` nothing is said of how long they hold and whether one event carries them, which costs most.
    """
    own = [_rate_own(dossier, method, code, as_of, outlook) for code in INSTRUMENTS]
    whole = overall(own, method, as_of)
    return [*own, _overall_outlook(dossier, method, own, whole) if outlook else whole]


def rate_instrument(dossier: Dossier, method: Method, instrument: str, as_of: date | None = None, outlook: bool = True) -> Rating:
    """One of the thirteen ratings."""
    if instrument == OVERALL:
        return rate(dossier, method, as_of, outlook)[-1]
    return _rate_own(dossier, method, instrument, as_of, outlook)


def _rate_own(dossier: Dossier, method: Method, instrument: str, as_of: date | None, outlook: bool) -> Rating:
    rating = _rate_as_asked(dossier, method, instrument, as_of) if as_of else _rate_as_known(dossier, method, instrument)
    return _with_outlook(dossier, method, rating) if outlook else rating


def _with_outlook(dossier: Dossier, method: Method, rating: Rating) -> Rating:
    """A rating with the day until which it holds, and whether one event carries it."""
    if rating.level is None or rating.on is None:
        return rating
    until, after = _lapse(dossier, method, rating.instrument, rating.on, rating.level)
    return evolve(rating, holds_until=until, lapses_to=after, carried_by_one=_carried_by_one(dossier, method, rating))


def standings(dossier: Dossier, method: Method, as_of: date | None = None) -> dict[str, Rated]:
    """The thirteen levels and trends of `rate` by instrument, without their reasons."""
    own = tuple(standing(dossier, method, code, as_of) for code in INSTRUMENTS)
    return {each.instrument: each for each in (*own, overall_on(own, method))}


def standing(dossier: Dossier, method: Method, instrument: str, as_of: date | None = None) -> Rated:
    """One of the twelve levels and trends of `rate`."""
    day = as_of or known_day(dossier, method, instrument)
    return standing_on(dossier, method, instrument, day) if day else Rated(instrument=instrument, level=None, trend=Trend.UNKNOWN)


# Which day: silence is not evidence


def _reviews(dossier: Dossier, instrument: str, day: date) -> list[Review]:
    """The reviews that looked at the instrument up to `day`, the newest coverage last; one that goes on is cut there."""
    reviews = [entry.data for entry in dossier.reviews if instrument in entry.data.instruments and entry.data.begins <= day]
    return sorted((evolve(review, ends=min(review.ends, day)) for review in reviews), key=lambda review: review.ends)


def last_counted(dossier: Dossier, instrument: str) -> date | None:
    """The last day of which a counted event of an instrument tells."""
    ended = endings_of(dossier.events)
    counted = (event for event in dossier.events if instrument in event.coding.instruments and moves(event))
    return max((tells_of(event, ended.get(event.id)) for event in counted), default=None)


def tells_of(event: Event, ended: date | None = None) -> date:
    """The last day of which an event tells: the one from which it counts. A state tells of its end, too, where that had come when it was
    first told of, and otherwise of the day on which a source was out that says it goes on; of no day after another event `ended` it."""
    if not event.state:
        return event.certain
    lasted = event.until if event.until and event.until <= announced(event) else event.published
    return max(event.certain, min(lasted or event.certain, ended or date.max))


def known_day(dossier: Dossier, method: Method, instrument: str) -> date | None:
    """The day that an instrument is rated on where none is asked for; None where nothing is known of it.

    It is the last day of its review, and where counted events are dated later the last of those too: the day of the higher of the
    two levels, unless one of the later events lowers.
    """
    reviewed_to, newest = _reviewed_to(dossier, instrument), last_counted(dossier, instrument)
    if reviewed_to is None:
        return max(newest, method.opens) if newest else None
    if newest is None or newest <= reviewed_to:
        return reviewed_to
    then, later = (level_on(dossier, method, instrument, day) or Level.UNOBSERVED for day in (reviewed_to, newest))
    return newest if later >= then or _lowered_after(dossier, instrument, reviewed_to) else reviewed_to


def _reviewed_to(dossier: Dossier, instrument: str) -> date | None:
    return max((entry.data.ends for entry in dossier.reviews if instrument in entry.data.instruments), default=None)


def _lowered_after(dossier: Dossier, instrument: str, day: date) -> bool:
    mine = (event for event in dossier.events if instrument in event.coding.instruments and moves(event))
    return any(event.certain > day and event.coding.effect == "lowers" for event in mine)


def _rate_as_known(dossier: Dossier, method: Method, instrument: str) -> Rating:
    """On the last day known; where events later than the review are counted, it says so."""
    day = known_day(dossier, method, instrument)
    if day is None:
        return _not_assessed(instrument, None, "nothing counted and never reviewed")
    stands = _rate_on(dossier, method, instrument, day)
    reviewed_to, newest = _reviewed_to(dossier, instrument), last_counted(dossier, instrument)
    if reviewed_to is None or newest is None or newest <= reviewed_to:
        return stands
    note = f"unreviewed since {reviewed_to}: {_later(dossier, method, instrument, day, newest)}, and nobody has looked for more"
    return evolve(stands, reviewed_to=reviewed_to, unreviewed_since=reviewed_to, because=(*stands.because, note))


def _later(dossier: Dossier, method: Method, instrument: str, day: date, newest: date) -> str:
    """What the events since the review come to: they count, or the reviewed level, being higher, stands."""
    if day == newest:
        return f"events up to {newest} are counted"
    level = level_on(dossier, method, instrument, newest)
    told = "not assessed" if level is None else level.label
    return f"by the events up to {newest} alone it would be {told} then; the higher level of the review stands"


def _rate_as_asked(dossier: Dossier, method: Method, instrument: str, day: date) -> Rating:
    """On the day asked for, whatever is known of it; past the last review it says so."""
    rating = _rate_on(dossier, method, instrument, day)
    since = rating.unreviewed_since
    return evolve(rating, because=(*rating.because, f"nobody has looked since {since}")) if since else rating


def _not_assessed(instrument: str, day: date | None, why: str) -> Rating:
    return Rating(instrument=instrument, level=None, trend=Trend.UNKNOWN, confidence="low", on=day, because=(f"not assessed: {why}",))


# One instrument on one day


def _rate_on(dossier: Dossier, method: Method, instrument: str, day: date) -> Rating:
    reviews = _reviews(dossier, instrument, day)
    reviewed_to = reviews[-1].ends if reviews else None
    unreviewed = reviewed_to if reviewed_to and reviewed_to < day else None
    seen = method.evidence(dossier, instrument, day)
    if reviews and (why := reviews[-1].inconclusive):
        blank = _not_assessed(instrument, day, f"inconclusive: {why}")
        return evolve(blank, reviewed_to=reviewed_to, unreviewed_since=unreviewed, left_out=seen.left_out)
    if not seen.items and not reviews:
        return evolve(_not_assessed(instrument, day, "nothing counted and never reviewed"), left_out=seen.left_out)
    ladder = method.book.ladders[instrument]
    rungs = _rungs(ladder, seen)
    carrying = next((rung for rung in rungs if rung.finding.met), None)
    level = carrying.level if carrying else Level.UNOBSERVED
    trend, trend_findings = projected(ladder, dossier.events, seen, level)
    told = (
        carrying.finding
        if carrying
        else Finding(met=True, because=f"reviewed to {reviewed_to}, and nothing seen since {method.opens.year}")
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


def level_on(dossier: Dossier, method: Method, instrument: str, day: date) -> Level | None:
    """The level alone, where the rest of a rating is not asked for."""
    return standing_on(dossier, method, instrument, day, with_trend=False).level


def standing_on(dossier: Dossier, method: Method, instrument: str, day: date, with_trend: bool = True) -> Rated:
    """The level and, where asked for (`with_trend`), the trend of one instrument on a day, without their reasons."""
    return standing_from(dossier, method, method.evidence(dossier, instrument, day), with_trend)[0]


def standing_from(dossier: Dossier, method: Method, seen: Evidence, with_trend: bool = True) -> tuple[Rated, tuple[TrendFinding, ...]]:
    """The same from evidence that is at hand, and what the trend's conditions found."""
    reviews = _reviews(dossier, seen.instrument, seen.day)
    if (reviews and reviews[-1].inconclusive) or not (seen.items or reviews):
        return Rated(instrument=seen.instrument, level=None, trend=Trend.UNKNOWN), ()
    ladder = method.book.ladders[seen.instrument]
    level = ladder.climb(seen) or Level.UNOBSERVED
    trend, findings = projected(ladder, dossier.events, seen, level) if with_trend else (Trend.UNKNOWN, ())
    return Rated(instrument=seen.instrument, level=level, trend=trend), findings


def overall_on(own: tuple[Rated, ...], method: Method) -> Rated:
    """The dyad's own level and trend, from those of its instruments."""
    if all(each.level is None for each in own):
        return Rated(instrument=OVERALL, level=None, trend=Trend.UNKNOWN)
    rule = method.book.overall
    level = next((level for level in reversed(Level) if rule.reaches(own, level).met), Level.UNOBSERVED)
    return Rated(instrument=OVERALL, level=level, trend=rule.trend(own)[0])


Lapse = tuple[date | None, Level | None]


def _lapse(dossier: Dossier, method: Method, instrument: str, day: date, level: Level | None) -> Lapse:
    """The last day on which the level stays if nothing new happens, and the level of the day after; (None, None) where it does not
    change within fifteen years."""
    on_hand = only_known(evolve(dossier, events=bearing(dossier.events, instrument)), day)
    mine = [event for event in on_hand.events if instrument in event.coding.instruments or event.coding.ends]
    for turn in turning_days(mine, day, years_on(day, HORIZON)):
        if (after := level_on(on_hand, method, instrument, turn)) != level:
            return turn - timedelta(days=1), after
    return None, None


def only_known(dossier: Dossier, day: date) -> Dossier:
    """The dossier without what had not happened on `day`, and without reviews that had not begun."""
    events = tuple(event for event in dossier.events if event.certain <= day)
    return evolve(dossier, events=events, reviews=tuple(entry for entry in dossier.reviews if entry.data.begins <= day))


def _carried_by_one(dossier: Dossier, method: Method, rating: Rating) -> bool:
    """Whether the level falls when some one event is left out."""
    own = rating.level or Level.UNOBSERVED
    return any((left or Level.UNOBSERVED) < own for _, left in _without_each(dossier, method, rating))


def _without_each(dossier: Dossier, method: Method, rating: Rating) -> Iterator[tuple[Event, Level | None]]:
    """Each event that carries a rating, and the level without it."""
    assert rating.on is not None
    mine = evolve(dossier, events=bearing(dossier.events, rating.instrument))
    seen = method.evidence(mine, rating.instrument, rating.on)
    alone = lone(seen, mine.events)
    for event in rating.events:
        if item := alone.get(event.id):  # far less work than to count all others anew, and the same
            left = evolve(seen, items=tuple(each for each in seen.items if each is not item))
        else:
            others = evolve(mine, events=tuple(each for each in mine.events if each.id != event.id))
            left = method.evidence(others, rating.instrument, rating.on)
        yield event, standing_from(mine, method, left, with_trend=False)[0].level


# The trend


def projected(ladder: Ladder, events: Iterable[Event], seen: Evidence, level: Level) -> tuple[Trend, tuple[TrendFinding, ...]]:
    """The trend of what was seen at a level, and what its conditions found. `events` are those that the evidence was made from."""
    if not seen.items:
        return Trend.UNKNOWN, ()
    return project(ladder, looking_ahead(ladder, events, seen, level))


def looking_ahead(ladder: Ladder, events: Iterable[Event], seen: Evidence, level: Level) -> Evidence:
    """The evidence as the trend's conditions ask it: with its level, and that of three years on if the acts of the last three repeat."""
    supposed = (*on_hand(events, seen.day), *again(seen))
    later = evidence(supposed, seen.instrument, years_on(seen.day, FORECAST_YEARS), seen.opens, seen.sources)
    return evolve(seen, level=level, repeated=ladder.climb(later) or Level.UNOBSERVED)


def project(ladder: Ladder, seen: Evidence) -> tuple[Trend, tuple[TrendFinding, ...]]:
    """Increasing where more of the rising than of the falling conditions hold, Decreasing where fewer do, Steady where neither
    outweighs; Unknown where nothing was observed. It looks three years ahead."""
    if not seen.items:
        return Trend.UNKNOWN, ()
    rising = [_trend_finding(Trend.INCREASING, condition, seen) for condition in ladder.rising]
    falling = [_trend_finding(Trend.DECREASING, condition, seen) for condition in ladder.falling]
    up, down = (sum(each.finding.met for each in side) for side in (rising, falling))
    trend = Trend.INCREASING if up > down else Trend.DECREASING if down > up else Trend.STEADY
    return trend, (*rising, *falling)


def _trend_finding(trend: Trend, condition: Condition, seen: Evidence) -> TrendFinding:
    return TrendFinding(trend=trend, name=condition.__name__, sentence=sentence(condition), finding=ask(seen.instrument, condition, seen))


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
    middle = sorted((each.confidence for each in assessed), key=CONFIDENCES.index)[(len(assessed) - 1) // 2]
    return Rating(
        instrument=OVERALL,
        level=carrying.level,
        trend=trend,
        confidence=middle,
        on=day,
        because=(carrying.finding.because, why.because, *_rests_on(assessed, as_of)),
        reviewed_to=min((each.reviewed_to for each in own if each.reviewed_to), default=None),
        unreviewed_since=min((each.unreviewed_since for each in assessed if each.unreviewed_since), default=None),
        rungs=rungs,
        trend_findings=(TrendFinding(trend=trend, name=rule.trend.__name__, sentence=sentence(rule.trend), finding=why),),
        confidence_findings=(ConfidenceFinding(at_most=middle, because="that of the middle one of the assessed instruments"),),
    )


def _rests_on(assessed: Sequence[Rating], as_of: date | None) -> Iterator[str]:
    """From which day to which the instruments stand, and how far the oldest review among them reaches."""
    reviewed = [each.reviewed_to for each in assessed if each.reviewed_to]
    late = [each.unreviewed_since for each in assessed if each.unreviewed_since]
    if as_of is None:
        days = sorted({each.on for each in assessed if each.on})
        rated = f"rated between {days[0]} and {days[-1]}" if len(days) > 1 else f"all rated on {days[0]}"
        oldest = f"the oldest review among them reaches to {min(reviewed)}" if reviewed else "none of them was ever reviewed"
        never = f", and {len(assessed) - len(reviewed)} of them never reviewed" if 0 < len(reviewed) < len(assessed) else ""
        yield f"each instrument as it stands: {rated}; {oldest}{never}"
    elif late:
        yield f"nobody has looked at every one of the instruments since {min(late)}"


def _overall_outlook(dossier: Dossier, method: Method, own: Sequence[Rating], whole: Rating) -> Rating:
    """The overall with the day until which it holds, and whether one event carries it."""
    if whole.level is None or whole.on is None:
        return whole
    until, after = _overall_lapse(dossier, method, own, whole.level, whole.on)
    carried = _overall_carried_by_one(dossier, method, own, whole.level)
    return evolve(whole, holds_until=until, lapses_to=after, carried_by_one=carried)


def _overall_lapse(dossier: Dossier, method: Method, own: Sequence[Rating], level: Level, day: date) -> Lapse:
    """How the overall lapses as one instrument after the other does, if nothing new happens to any of them.

    Where the instruments stand on days of their own, some may have lapsed before `day`, the newest of those: it holds no shorter than that.
    """
    levels = {each.instrument: each.level for each in own}
    known = {each.instrument: only_known(dossier, each.on) for each in own if each.on}
    holds = {each.instrument: each.holds_until for each in own}
    moved: set[str] = set()
    while coming := [until for until in holds.values() if until and until < years_on(day, HORIZON)]:
        end = max(min(coming), day)
        then = end + timedelta(days=1)
        due = {code for code, until in holds.items() if until and until <= end}
        moved |= due
        levels |= {code: level_on(known[code], method, code, then) for code in moved}
        if (after := _overall_of(levels, method)) != level:
            return end, after
        for code in due:  # one that is below the overall's level can pull it down no more
            holds[code] = _lapse(known[code], method, code, then, levels[code])[0] if (levels[code] or 0) >= level else None
    return None, None


def _overall_of(levels: Mapping[str, Level | None], method: Method) -> Level | None:
    rated = tuple(Rated(instrument=code, level=level, trend=Trend.UNKNOWN) for code, level in levels.items())
    return overall_on(rated, method).level


def _overall_carried_by_one(dossier: Dossier, method: Method, own: Sequence[Rating], level: Level) -> bool:
    """Whether the overall falls when some one event is left out of all the instruments that it carries.

    Only an instrument that itself falls without one event can pull it down, and only from the overall's level or above.
    """
    levels = {each.instrument: each.level for each in own}
    hanging = [each for each in own if each.carried_by_one and each.level is not None and each.level >= level]
    if (_overall_of({**levels, **{each.instrument: Level.UNOBSERVED for each in hanging}}, method) or Level.UNOBSERVED) >= level:
        return False
    left: dict[str, dict[str, Level | None]] = {}
    for each in hanging:
        for event, lower in _without_each(dossier, method, each):
            left.setdefault(event.id, {})[each.instrument] = lower
    return any((_overall_of({**levels, **lower}, method) or Level.UNOBSERVED) < level for lower in left.values())
