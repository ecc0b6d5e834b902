"""Marks of events: a shape and a colour for each family of kinds, hollow where planned, hatched where disputed.

The colour tells the part of DIME (or a signal, or a restraint), the shape the family, so that neither is needed to read the other.
"""

from __future__ import annotations

from markupsafe import Markup

from mdime_events.site.figures.svg import element
from mdime_events.vocabulary import KINDS

# Drawn around 0, 0, within 6 pixels of it.
SHAPES = {
    "contact": "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0Z",
    "training": "M-4.5,-4.5H4.5V4.5H-4.5Z",
    "goodwill": "M0,-5.5L5.5,4.5H-5.5Z",
    "media": "M-5,-1.5L-2.5,-5H2.5L5,-1.5V1.5L2.5,5H-2.5L-5,1.5Z",
    "networks": "M0,-5.5L5.5,-1.2L3.4,5H-3.4L-5.5,-1.2Z",
    "intelligence": "M0,5.5L5.5,-4.5H-5.5Z",
    "field": "M0,-6L6,0L0,6L-6,0Z",
    "bodies": "M-5.5,3A5.5,6 0 0,1 5.5,3Z",
    "accords": "M0,-6L1.7,-2L6,-1.8L2.7,1L3.7,5.3L0,3L-3.7,5.3L-2.7,1L-6,-1.8L-1.7,-2Z",
    "arms": "M-4.5,-5.5L5.5,0L-4.5,5.5Z",
    "know-how": "M-2,-5.5H2V-2H5.5V2H2V5.5H-2V2H-5.5V-2H-2Z",
    "economy": "M-5.5,4.5L-3,-4.5H3L5.5,4.5Z",
    "signals": "M-4.5,-5.5H-0.5L4.5,0L-0.5,5.5H-4.5L0.5,0Z",
    "restraints": "M-5.5,-3.5L-3.5,-5.5L0,-2L3.5,-5.5L5.5,-3.5L2,0L5.5,3.5L3.5,5.5L0,2L-3.5,5.5L-5.5,3.5L-2,0Z",
}
COLOURS = {
    **dict.fromkeys(("contact", "training", "goodwill"), "diplomatic"),
    **dict.fromkeys(("media", "networks", "intelligence"), "informational"),
    **dict.fromkeys(("field", "bodies", "accords"), "military"),
    **dict.fromkeys(("arms", "know-how", "economy"), "economic"),
    "signals": "signal",
    "restraints": "restraint",
}
HATCH = "disputed"


def family(kind: str) -> str:
    """The family of a kind; a kind of a later version of the vocabulary is shown as a signal."""
    return KINDS[kind].family if kind in KINDS else "signals"


def colour(of: str) -> str:
    """The class that colours a family's marks and bars."""
    return f"mark-{COLOURS[of]}"


def mark(of: str, status: str = "occurred", **attributes: object) -> Markup:
    """The mark of a family, around 0, 0."""
    return element("path", d=SHAPES[of], class_=f"mark {colour(of)} mark-{status}", **attributes)


def hatch() -> Markup:
    """The pattern that disputed marks are filled with."""
    line = element("path", d="M-1,4L4,-1M2,4L4,2", class_="hatch")
    return element("defs", element("pattern", line, id=HATCH, width=3, height=3, patternUnits="userSpaceOnUse"))
