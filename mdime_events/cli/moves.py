"""Moves of ratings in a line, for commands that need no table and so should not wait for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdime_events.cli.common import short


def move_line(move: Mapping[str, Any]) -> str:
    """`CHN-IRN M1 Medium → High` or, where the level stays, the trend."""
    parts = []
    for field in ("level", "trend"):
        before, after = move[field]
        if before != after:
            parts.append(f"{(before or 'not assessed').title()} → {(after or 'not assessed').title()}")
    return f"{move['dyad']} {short(move['instrument'])} {', '.join(parts)}"
