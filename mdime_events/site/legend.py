"""The legend of a timeline, which is its filter too: each family with its mark, how many events of it there are, and a link to turn it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from attrs import frozen
from markupsafe import Markup

from mdime_events.site.figures.marks import family, mark
from mdime_events.site.figures.svg import element
from mdime_events.site.window import FAMILIES, Window


@frozen(kw_only=True)
class Entry:
    """A family: its mark as a small drawing, how many events of it the window holds, whether it is shown, and the link that turns that."""

    family: str
    drawing: Markup
    count: int
    shown: bool
    path: str


def legend(kinds: Mapping[str, int], window: Window, way: Callable[[Window], str]) -> list[Entry]:
    """The families that the window holds, in the framework's order."""
    counts = Counter[str]()
    for kind, count in kinds.items():
        counts[family(kind)] += count
    asked = {family(kind) for kind in window.all_kinds} if window.kinds else set(FAMILIES)
    return [
        Entry(family=name, drawing=sign(name), count=counts[name], shown=name in asked, path=way(window.turned(name)))
        for name in FAMILIES
        if counts[name] or name in window.kinds
    ]


def sign(name: str, status: str = "occurred") -> Markup:
    """A mark by itself, sixteen pixels wide, for a legend or a line of a list."""
    return element("svg", mark(name, status), class_="sign", viewBox="-8 -8 16 16", width=16, height=16, aria_hidden="true")
