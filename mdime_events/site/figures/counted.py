"""The timeline from afar: how many events begin in each span of time, by instrument; every cell leads into its own span."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from mdime_events.site.bins import Bin, bin_of
from mdime_events.site.figures.svg import Figure, link
from mdime_events.site.figures.track import AXIS, HEAD, Frame, block, over

CELL, FOOT = 24.0, 6.0
SHADES = 4
WIDE_ENOUGH = 18  # cells in a row, beyond which the numbers have no room


def counted(counts: Mapping[str, Mapping[int, int]], cells: Sequence[Bin], frame: Frame) -> Figure:
    """The figure of the counts by instrument and bin."""
    most = max((count for lane in counts.values() for count in lane.values()), default=1)
    drawn, y = [], AXIS
    for code in frame.window.lanes:
        drawn += [frame.lane(code, y), *_cells(code, counts.get(code, {}), cells, most, y + HEAD, frame)]
        y += HEAD + CELL + FOOT
    return frame.around(drawn, y, f"Events that begin in each span from {frame.window.start} to {frame.window.end}, by instrument.")


def coarser(counts: Mapping[str, Mapping[int, int]], size: int, coarse: int) -> dict[str, dict[int, int]]:
    """The same counts in larger bins; both sizes are in months."""
    found: dict[str, dict[int, int]] = {}
    for code, lane in counts.items():
        into = found.setdefault(code, {})
        for number, count in lane.items():
            larger = bin_of(Bin(number, size).first, coarse).number
            into[larger] = into.get(larger, 0) + count
    return found


def _cells(code: str, lane: Mapping[int, int], cells: Sequence[Bin], most: int, y: float, frame: Frame) -> Iterator[Markup]:
    for bin in cells:
        if count := lane.get(bin.number, 0):
            shade = max(1, -(-count * SHADES // most))
            edges = frame.edges(bin)
            number = over(edges, y + 16, count, f"count-{shade}") if len(cells) <= WIDE_ENOUGH else ""
            name = f"{code}, {bin.label}: {count} event{'s' if count > 1 else ''}"
            yield link(frame.ways.window(bin.first, bin.last), name, block(edges, y, CELL, f"count-{shade}"), number)
