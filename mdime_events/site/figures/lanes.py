"""The timeline of single events: a mark for each, a bar for what lasts, a pale band where the day is not known.

What would overlap on a screen of 720 pixels is laid out in rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from attrs import frozen
from markupsafe import Markup

from mdime_events.site.dated import dated
from mdime_events.site.figures import marks
from mdime_events.site.figures.scale import Scale
from mdime_events.site.figures.svg import Figure, element, group, link, text
from mdime_events.site.figures.track import AXIS, HEAD, Frame, Ways, share
from mdime_events.site.queries.timeline import Mark

ROW, FOOT = 24.0, 6.0
HALF = 100 * ROW / 2 / 720  # half a mark, in per cent of the screen that rows are laid out for
BAR, BAND = 4.0, 10.0


@frozen(kw_only=True)
class Placed:
    """A mark's place: per cent of the width where it begins, stands and ends, and its row."""

    mark: Mark
    left: float
    at: float
    right: float
    row: int


def lanes(events: Sequence[Mark], frame: Frame) -> Figure:
    """The figure of the events, each in the lane of every instrument that it bears on."""
    drawn, y = [marks.hatch()], AXIS
    for code in frame.window.lanes:
        mine = [each for each in events if code in each.instruments]
        placed = place((each for each in mine if not each.is_undated), frame.scale)
        drawn += [frame.lane(code, y), *_undated([each for each in mine if each.is_undated], y, frame.ways)]
        drawn += [_event(each, y + HEAD + ROW / 2, frame.ways) for each in placed]
        y += HEAD + ROW * (1 + max((each.row for each in placed), default=0)) + FOOT
    return frame.around(drawn, y, f"{len(events)} events from {frame.window.start} to {frame.window.end}, each a link.")


def place(events: Iterable[Mark], scale: Scale) -> list[Placed]:
    """Every mark in the first row in which it has room, by when they begin."""
    placed: list[Placed] = []
    ends: list[float] = []
    for each in sorted(events, key=lambda event: (event.begins, event.sort_key)):
        left, at, right = _extent(each, scale)
        row = next((row for row, end in enumerate(ends) if end <= min(left, at - HALF)), len(ends))
        ends[row : row + 1] = [max(right, at + HALF)]
        placed.append(Placed(mark=each, left=left, at=at, right=right, row=row))
    return placed


def _extent(event: Mark, scale: Scale) -> tuple[float, float, float]:
    """Where it begins, where its mark stands (a state's at its start, an act's in the middle of what is known), and where it ends."""
    begins, certain, lasts = map(date.fromisoformat, (event.begins, event.certain, event.lasts))
    left, right = scale.at(min(begins, certain)), scale.after(lasts if event.is_state else certain)
    return left, left if event.is_state else (left + right) / 2, right


def _event(placed: Placed, top: float, ways: Ways) -> Markup:
    event, of, y = placed.mark, marks.family(placed.mark.kind), top + placed.row * ROW
    glyph = _at(share(placed.at), y, _glyph(event.kind, event.status))
    return link(ways.event(event.id), told(event), element("title", told(event)), *_stretch(placed, of, y), glyph)


def _undated(events: Sequence[Mark], y: float, ways: Ways) -> Iterator[Markup]:
    """Marks at the end of the lane's head, from the right: states of unknown start have no place on the line."""
    if events:
        label = text(-ROW * len(events) - 4, y + 16, "since unknown", "axis", text_anchor="end")
        yield _at("100%", 0, label)
    for number, event in enumerate(reversed(events)):
        x, middle = -ROW * (number + 0.5), y + HEAD / 2
        glyph = group(_glyph(event.kind, event.status), transform=f"translate({x:g} {middle:g})")
        yield link(ways.event(event.id), told(event), element("title", told(event)), _at("100%", 0, glyph))


@cache
def _glyph(kind: str, status: str) -> Markup:
    """The mark of an event, on a place large enough to be hit."""
    hit = element("rect", x=-ROW / 2, y=-ROW / 2, width=ROW, height=ROW, class_="hit")
    return group(hit, marks.mark(marks.family(kind), status))


def _at(x: str, y: float, drawing: Markup) -> Markup:
    """A drawing of fixed size at a place that is a share of the width."""
    return element("svg", drawing, x=x, y=y, width=1, height=1, overflow="visible")


def _stretch(placed: Placed, of: str, y: float) -> Iterator[Markup]:
    """The bar of a state, or the band of days on which an act may have been."""
    name, height = ("bar", BAR) if placed.mark.is_state else ("band", BAND)
    width = placed.right - placed.left
    if placed.mark.is_state or width > HALF / 2:
        at = {"x": share(placed.left), "y": y - height / 2, "width": share(width), "height": height, "rx": height / 2}
        yield element("rect", **at, class_=f"{name} {marks.colour(of)}")


def told(event: Mark) -> str:
    """`2016-11, agreement (planned): Defence ministers sign …`"""
    state = "" if event.status == "occurred" else f" ({event.status})"
    return f"{dated(event.date)}, {event.kind.replace('-', ' ')}{state}: {event.title}"
