"""What an event is, as far as its dates and kind say: a promise, an act that may happen again, a state that was open as far as one knew."""

from __future__ import annotations

from datetime import date

from mdime_events.dates import years_on
from mdime_events.model import Event
from mdime_events.vocabulary import KINDS

RECENT = 3
COMMITMENTS = ("pledge", "proposal")


def is_promise(kind: str, promises: str | None) -> bool:
    """Whether words commit: a pledge and a proposal do, a statement only where it says what it promises."""
    return kind in COMMITMENTS or (kind == "statement" and promises is not None)


def announced(event: Event) -> date:
    """The day on which it was known of: the first source's, or that of its recording."""
    return event.published or date.fromisoformat(event.recorded[:10])


def repeats(event: Event, day: date) -> bool:
    """Whether what counts is an act of the last three years, which may happen once more; or a state of doing that began in them, and of
    whose end one knows."""
    recent = event.earliest is not None and event.earliest > years_on(day, -RECENT)
    return recent and may_repeat(event) and not (event.state and is_open(event, day))


def may_repeat(event: Event) -> bool:
    """Acts, and states of doing that end, happen again; accords, memberships, access, posts, institutes, offices and other states of being
    last, or end."""
    kind = KINDS[event.coding.kind]
    return kind.doing and event.until is not None if event.state else not (kind.stands or kind.ties)


def is_open(event: Event, day: date) -> bool:
    """Whether a state is open as far as one knew on a day: one whose end was told of only once it had come was open till then."""
    return event.until is None or day <= event.until <= announced(event)
