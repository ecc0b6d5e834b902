"""Handling markings: the highest of what a page shows stands at its head and foot.

The Traffic Light Protocol (FIRST, TLP 2.0) is an order. A marking that is not of it ranks above, and all of those are listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

TLP = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
PLUGIN = "mdime-events"
HEADER = "x-marking"
AND = " · "


def highest(markings: Iterable[str | None]) -> str | None:
    """The highest of some markings in one text; None where nothing is marked."""
    there = {each.strip() for each in markings if each and each.strip()}
    others = sorted(each for each in there if each.upper() not in TLP)
    known = sorted((TLP.index(each.upper()) for each in there if each.upper() in TLP), reverse=True)
    return AND.join([*others, *(TLP[rank] for rank in known[:1])]) or None


def default(datasette: Any) -> str | None:
    """The workspace's own marking, for what carries none: `plugins: {mdime-events: {marking: TLP:GREEN}}` in the metadata file."""
    config = datasette.plugin_config(PLUGIN) or {}
    return str(config["marking"]) if config.get("marking") else None


def split(joined: str | None) -> list[str]:
    """The markings of a dyad as its row holds them."""
    return joined.split("; ") if joined else []


def told(marking: str | None) -> dict[str, str]:
    """A marking as a header of the answer, for programs; what no header can hold is written as in an address."""
    return {HEADER: quote(marking.replace(AND, "; "), safe=" :+/;,()")} if marking else {}
