"""Words about the days of an answer: which was asked for, what was known then, and what has passed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mdime_events.vocabulary import WINDOW_OPENS

WINDOW = f"{WINDOW_OPENS}-01-01"


def clocks(answer: Mapping[str, Any]) -> Iterable[str]:
    """The day that was asked for, and what was known, where they are not as they are now."""
    if answer["as_of"]:
        yield f"As of {answer['as_of']}{', which is still to come' if is_to_come(answer['as_of']) else ''}."
        if answer["as_of"] < WINDOW:
            yield f"The window opens on {WINDOW}: of what came before, only what then stood is counted."
    if answer["known_on"]:
        yield f"As known {known_words(answer)}."


def known_words(answer: Mapping[str, Any]) -> str:
    """`on 2024-06-30` or `at seal 64a358eef934 of 2026-11-24`."""
    text = answer["known_on"]
    return f"at seal {text[:12]} of {answer['known_on_day']}" if "known_on_day" in answer else f"on {text}"


def is_to_come(day: str) -> bool:
    from mdime_events.dates import day as parse

    return parse(day) > parse("today")


def has_run_out(rating: Mapping[str, Any]) -> bool:
    """Whether the last day on which a current level holds for sure has passed."""
    return bool(rating["holds_until"]) and _is_past(rating["holds_until"])


def _is_past(day: str) -> bool:
    from mdime_events.dates import day as parse

    return parse(day) < parse("today")


def age(day: str) -> str:
    """How long ago a day was, in words: "2 years ago"."""
    import pendulum

    words: str = pendulum.parse(day).diff_for_humans()  # type: ignore[union-attr]
    return words
