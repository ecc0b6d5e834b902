"""The figures of a timeline: what a wide screen shows, and a narrow one."""

from __future__ import annotations

from mdime_events.site.bins import bins
from mdime_events.site.figures.counted import coarser, counted
from mdime_events.site.figures.lanes import lanes
from mdime_events.site.figures.svg import Figure
from mdime_events.site.figures.track import Frame, Ways
from mdime_events.site.paths import Paths
from mdime_events.site.queries.timeline import Timeline
from mdime_events.site.window import Window

TICKS, CELLS = 18, 60


def sizes(window: Window) -> tuple[int, int]:
    """The sizes of bins, in months, in which a window is counted for a wide screen and for a narrow one."""
    wide, narrow = (bins(window.start, window.end, most)[0].size for most in (CELLS, TICKS))
    return wide, narrow


def wide(found: Timeline, paths: Paths) -> Figure:
    """Single events where they are few enough, else their counts."""
    around = _frame("timeline", found, paths)
    return lanes(found.marks, around) if found.marks else counted(found.counts, bins(found.window.start, found.window.end, CELLS), around)


def narrow(found: Timeline, paths: Paths) -> Figure:
    """Counts in few bins, for a narrow screen."""
    around = _frame("overview", found, paths)
    return counted(coarser(found.counts, found.size, found.coarse), around.ticks, around)


def _frame(name: str, found: Timeline, paths: Paths) -> Frame:
    dyad, want = found.dyad, found.window
    ways = Ways(
        event=paths.event,
        instrument=lambda code: paths.instrument(dyad.dyad, code),
        window=lambda start, end: paths.timeline(dyad.dyad, **want.over(start, end).query),
    )
    ticks = bins(want.start, want.end, TICKS)
    return Frame(name=name, title=f"Timeline: {dyad.name}", window=want, ticks=ticks, beginnings=found.beginnings, ways=ways)
