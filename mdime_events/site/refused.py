"""What a page cannot answer, told in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterable

from mdime_events.vocabulary import suggest


class Refused(Exception):
    """A request that gets no page: an HTTP status, a heading, and a sentence that says what to do instead."""

    def __init__(self, status: int, title: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.title = title
        self.message = message


def wrong(message: str) -> Refused:
    """A question that is put wrongly (400)."""
    return Refused(400, "This cannot be answered", message)


def unknown(name: str, word: str, allowed: Iterable[str]) -> Refused:
    """A word that is none of those that a parameter takes (400)."""
    told = f"{name}={word} is unknown{suggest(word, allowed)}"
    return wrong(told if told.endswith("?") else f"{told}.")


def missing(message: str) -> Refused:
    """Something that is not here (404)."""
    return Refused(404, "Nothing is known of this", message)
