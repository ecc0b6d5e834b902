"""How long ago a day was, in few words."""

from __future__ import annotations

from datetime import date

YEAR, MONTH = 365.25, 30.44


def age(day: str, today: date | None = None) -> str:
    """`3 years`, `5 months`, `12 days` before today; `to come` for a later day. `day` is an ISO day."""
    days = ((today or date.today()) - date.fromisoformat(day)).days
    if days < 0:
        return "to come"
    for length, unit in ((YEAR, "year"), (MONTH, "month")):
        if days >= length:
            return _many(int(days / length), unit)
    return _many(days, "day")


def _many(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
