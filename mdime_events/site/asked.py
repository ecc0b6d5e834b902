"""What a reader may ask of a page in its address: on which past day, and as known when.

?as_of=2019-12-31   ?as_of=2019   ?as_of=today      the day that is looked at, by when things happened
?known_on=2024-06   ?known_on=1f0c5a9b              the state of knowledge, by when things were recorded: a day or a seal
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from attrs import frozen

from mdime_events import dates
from mdime_events.site.refused import wrong

_SEAL = re.compile(r"[0-9a-f]{8,64}")


@frozen(kw_only=True)
class Clock:
    """The day asked about, and the state of knowledge (a day or a seal); None for the present."""

    as_of: date | None = None
    known_on: str | None = None

    @property
    def query(self) -> dict[str, str]:
        """The same as parameters, so that links keep to the day."""
        told = {"as_of": self.as_of.isoformat() if self.as_of else None, "known_on": self.known_on}
        return {name: text for name, text in told.items() if text}

    @property
    def is_now(self) -> bool:
        return not self.query


NOW = Clock()


def clock(request: Any, *, knowing: bool = False) -> Clock:
    """The clock of a request; `knowing` for pages that answer for a state of knowledge, too. Raises Refused."""
    as_of, known_on = (request.args.get(name, "").strip() or None for name in ("as_of", "known_on"))
    if known_on and not knowing:
        raise wrong("This page tells what is known now. What was known earlier is told of one dyad: /CHN-IRN?known_on=2024-06-30.")
    return Clock(as_of=_day("as_of", as_of) if as_of else None, known_on=_known(known_on) if known_on else None)


def _known(text: str) -> str:
    """A day in full, or the beginning of a seal."""
    return text if _SEAL.fullmatch(text) and not text.isdecimal() else _day("known_on", text).isoformat()


def _day(name: str, text: str) -> date:
    try:
        return dates.day(text)
    except ValueError:
        hint = f"Write {name}=2019-12-31, or a month or year for its last day: {name}=2019."
        raise wrong(f"{name}={text[: dates.LONGEST]} is no day. {hint}") from None
