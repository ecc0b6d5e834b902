"""The frame of a timeline: years above, lanes, and beneath them how many events begin in each year.

Places along the time are per cent of the width, so that a figure fills a page of any width and its marks keep their size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen
from markupsafe import Markup

from mdime_events.site.bins import Bin, labels
from mdime_events.site.figures.scale import Scale
from mdime_events.site.figures.svg import Figure, element, group, link
from mdime_events.site.window import Window
from mdime_events.vocabulary import INSTRUMENTS

WIDTH = 1080.0  # of the drawing as a file of its own
AXIS, HEAD = 22.0, 24.0
COLUMNS, OVER = 48.0, 14.0
GAP = 0.06
MARGIN = 0.9  # per cent at both ends, so that a mark on the first or the last day is whole


@frozen(kw_only=True)
class Ways:
    """Where the links of a figure lead: to an event, an instrument, a window."""

    event: Callable[[str], str]
    instrument: Callable[[str], str]
    window: Callable[[date, date], str]


@frozen(kw_only=True)
class Frame:
    """What all timelines of a window share: its bins, how many events begin in each of them, and the ways out."""

    name: str
    title: str
    window: Window
    ticks: Sequence[Bin]
    beginnings: Mapping[int, int]
    ways: Ways

    @property
    def scale(self) -> Scale:
        return Scale(first=self.window.start, last=self.window.end, left=MARGIN, right=100 - MARGIN)

    def edges(self, bin: Bin) -> tuple[float, float]:
        return self.scale.at(bin.first), self.scale.after(bin.last)

    def around(self, drawn: Iterable[Markup], bottom: float, description: str) -> Figure:
        """The figure of lanes that are drawn down to `bottom`."""
        body = Markup("").join(
            [*(_tick(*each, self, bottom) for each in zip(self.ticks, labels(self.ticks), strict=True)), *drawn, *_columns(self, bottom)]
        )
        height = bottom + OVER + COLUMNS + 1
        return Figure(name=self.name, title=self.title, description=description, width=WIDTH, height=height, body=body, fluid=True)

    def lane(self, code: str, y: float) -> Markup:
        """A lane's rule and its name, which leads to the instrument."""
        name = INSTRUMENTS[code]
        drawn = element("text", element("tspan", code, class_="code"), f" {name}", x=0, y=y + 16, class_="name")
        hit = element("rect", x=0, y=y, width=36 + 6 * len(name), height=HEAD, class_="hit")
        rule = element("line", x1=0, x2="100%", y1=y, y2=y, class_="rule")
        return group(rule, link(self.ways.instrument(code), f"{code} {name}", hit, drawn))


def share(place: float) -> str:
    """A place or a width as an attribute."""
    return f"{place:.3f}".rstrip("0").rstrip(".") + "%"


def block(edges: tuple[float, float], y: float, height: float, class_: str) -> Markup:
    """A rectangle between two places, a hair apart from its neighbours."""
    left, right = edges
    width = max(right - left - 2 * GAP, GAP)
    return element("rect", x=share(left + GAP), y=y, width=share(width), height=height, class_=class_)


def over(edges: tuple[float, float], y: float, words: object, class_: str = "axis") -> Markup:
    """A text in the middle between two places."""
    return element("text", words, x=share(sum(edges) / 2), y=y, class_=class_, text_anchor="middle")


def _tick(bin: Bin, label: str, frame: Frame, bottom: float) -> Markup:
    """A line at which a year (or a quarter, a month) begins, and its name, which leads into it."""
    edges = frame.edges(bin)
    line = element("line", x1=share(edges[0]), x2=share(edges[0]), y1=AXIS - 4, y2=bottom + OVER + COLUMNS, class_="rule")
    inside = link(frame.ways.window(bin.first, bin.last), f"Show {bin.label} alone", block(edges, 0, AXIS, "hit"), over(edges, 14, label))
    return group(line, inside)


def _columns(frame: Frame, bottom: float) -> Iterator[Markup]:
    """A column for each year: how many events begin in it, that a growing archive is not taken for growing influence."""
    base, most = bottom + OVER + COLUMNS, max(frame.beginnings.values(), default=0)
    yield element("line", x1=0, x2="100%", y1=base, y2=base, class_="rule")
    for bin in frame.ticks:
        if count := frame.beginnings.get(bin.number, 0):
            tall = COLUMNS * count / most
            yield block(frame.edges(bin), base - tall, tall, "column")
            yield over(frame.edges(bin), base - tall - 3, count)
