"""An event's date in words: EDTF is exact, and nobody reads `/..`. Pure."""

from __future__ import annotations


def dated(text: str) -> str:
    """`since 2021` for `2021/..`, `by 2023-12` for `[..2023-12]`, `about 2019-12` for `2019-12~`; a plain day, month or year stays."""
    if text.startswith("["):
        return _between(*text.strip("[]").split("..", 1))
    if "/" in text:
        return _lasting(*text.split("/", 1))
    return f"about {text[:-1]}" if text.endswith("~") else text


def _between(first: str, last: str) -> str:
    if not last:
        return f"{first} or later"
    return f"between {dated(first)} and {dated(last)}" if first else f"by {dated(last)}"


def _lasting(first: str, last: str) -> str:
    if last in ("", ".."):
        return f"since {dated(first)}" if first.strip(".") else "since unknown"
    return f"{dated(first)} to {dated(last)}" if first.strip(".") else f"until {dated(last)}"
