"""Why an event that was just logged moves no rating, in a sentence fit for whoever logged it."""

from __future__ import annotations

from datetime import date

from mdime_events.acts import is_promise
from mdime_events.counting import moves, visible_from
from mdime_events.model import Dossier, Event
from mdime_events.rate import Method, known_day, standing_on
from mdime_events.rulekit import Rated
from mdime_events.vocabulary import KINDS


def why_unmoved(event: Event, dossier: Dossier, method: Method) -> str:
    """One sentence for each reason, with the instruments that it holds for; `dossier` holds the event."""
    told: dict[str, list[str]] = {}
    for code in event.coding.instruments:
        told.setdefault(_why(event, dossier, method, code), []).append(code)
    return "; ".join(f"{', '.join(codes)}: {reason}" for reason, codes in told.items())


def _why(event: Event, dossier: Dossier, method: Method, code: str) -> str:
    if reason := _on_no_day(event):
        return reason
    day = known_day(dossier, method, code)
    if day is None:
        return f"{_what_it_does(event)}, and no level is given, since nobody has looked (`mdime review` says who did)"
    if visible_from(event) > day:
        return _later(event, day)
    return _seen(event, method, standing_on(dossier, method, code, day))


def _on_no_day(event: Event) -> str | None:
    """Why an event moves no rating whatever its date."""
    coding = event.coding
    if coding.review != "reviewed":
        return "an unreviewed lead moves no rating until somebody has looked at it (`mdime amend` with --review reviewed)"
    if coding.status == "disputed":
        return "what is disputed moves no rating"
    if coding.effect == "neutral":
        return "what is neutral moves no rating"
    words = is_promise(coding.kind, coding.promises) and coding.effect == "raises"
    return None if moves(event) or words or _is_plan(event) else f"{coding.kind.replace('-', ' ')}: that alone moves no rating"


def _is_plan(event: Event) -> bool:
    return event.coding.status in ("planned", "cancelled")


def _what_it_does(event: Event) -> str:
    if moves(event):
        return "it counts"
    what = {"planned": "a plan", "cancelled": "a plan called off"}.get(event.coding.status, f"a {event.coding.kind}")
    return f"{what} speaks to the projection only"


def _later(event: Event, day: date) -> str:
    """The event is known of only after the day that the instrument stands on."""
    begins = visible_from(event)
    if moves(event):
        return f"it counts from {begins} on, and the rating stands on {day}, when the level was higher; see `--as-of {begins}`"
    known = "announced" if _is_plan(event) else "dated"
    asked = f"ask `--as-of {begins}`, or record with `mdime review` that somebody has looked up to then"
    return f"{_what_it_does(event)}, from the day that it is {known}, {begins}, and the rating stands on {day}: {asked}"


def _seen(event: Event, method: Method, stands: Rated) -> str:
    if not moves(event):
        return f"{_what_it_does(event)}, which stays {stands.trend.value}"
    if event.certain < method.opens and not event.state and not KINDS[event.coding.kind].stands:
        return f"it lies before the window, which opens in {method.window_opens}: it is context"
    level = "not assessed" if stands.level is None else stands.level.label.title()
    return f"it counts, and the rating stays {level}, {stands.trend.value} (`mdime explain` says what is missing for more)"
