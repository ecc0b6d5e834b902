"""A dyad: one benefactor in one recipient. Each section is a template of its own under `templates/mdime/dyad/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasette import Response

from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.ages import age
from mdime_events.site.asked import Clock, clock
from mdime_events.site.assessments import key_assessments, reason, summary
from mdime_events.site.figures.degrees import degrees
from mdime_events.site.figures.heat import heat
from mdime_events.site.figures.svg import Figure
from mdime_events.site.paths import Paths
from mdime_events.site.queries import dyad as query
from mdime_events.site.queries import timeline as timelines
from mdime_events.site.read import ask, ours
from mdime_events.site.timelines import narrow, sizes, wide
from mdime_events.site.window import Window

# Templates of sections, in order: beside the figure, and beneath it over the whole width.
SECTIONS = ("assessments", "profile")
WIDE_SECTIONS = ("heat", "timeline", "reviews", "published", "clocks")


async def page(datasette: Any, request: Any) -> Response:
    when = clock(request, knowing=True)
    paths = await frame.paths(datasette, when)
    found = await _sheet(datasette, request, when)
    dyad = found.head.dyad
    events = None if when.known_on else await ask(datasette, lambda connection: _events(connection, dyad.dyad))
    return await frame.render(
        datasette,
        request,
        "dyad",
        title=dyad.name,
        paths=paths,
        ground=found.head.ground,
        markings=marking.split(dyad.markings),
        crumbs=[("Dyads", paths.home())],
        found=found,
        dyad=dyad,
        overall=found.head.standings["OVERALL"],
        summary=summary(found.head.standings),
        assessments=key_assessments(found.head.standings),
        reason=reason,
        figure=_degrees(found, paths),
        heat=_heat(found, paths),
        events=events,
        wide=wide(events, paths) if events else None,
        narrow=narrow(events, paths) if events else None,
        sections=SECTIONS,
        wide_sections=WIDE_SECTIONS,
        age=age,
    )


def _events(connection: Any, dyad: str) -> timelines.Timeline:
    start, end = timelines.extent(connection, dyad)
    window = Window(start=start, end=end)
    return timelines.timeline(connection, dyad, window, *sizes(window), None)


async def degrees_figure(datasette: Any, request: Any) -> tuple[Figure, str | None]:
    """The report's figure by itself, and its marking."""
    return await _alone(datasette, request, _degrees)


async def heat_figure(datasette: Any, request: Any) -> tuple[Figure, str | None]:
    """The heat strip by itself, and its marking."""
    return await _alone(datasette, request, _heat)


async def _alone(datasette: Any, request: Any, draw: Any) -> tuple[Figure, str | None]:
    when = clock(request, knowing=True)
    found = await _sheet(datasette, request, when)
    markings = [marking.default(datasette), *marking.split(found.head.dyad.markings)]
    return draw(found, await frame.paths(datasette, when)), marking.highest(markings)


async def _sheet(datasette: Any, request: Any, when: Clock) -> query.Sheet:
    dyad = request.url_vars["dyad"]
    if when.known_on:
        file = Path((await ours(datasette)).path or "")
        return await ask(datasette, lambda connection: query.known(connection, file, dyad, when))
    return await ask(datasette, lambda connection: query.sheet(connection, dyad, when.as_of))


def _degrees(found: query.Sheet, paths: Paths) -> Figure:
    dyad = found.head.dyad
    return degrees(found.head.standings, title=f"Military influence: {dyad.name}", path=lambda code: paths.instrument(dyad.dyad, code))


def _heat(found: query.Sheet, paths: Paths) -> Figure:
    dyad = found.head.dyad
    return heat(found.years, lambda code, day: paths.instrument(dyad.dyad, code, as_of=day), f"Levels by year: {dyad.name}")
