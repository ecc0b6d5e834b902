"""A dyad: one benefactor in one recipient. Each section is a template of its own under `templates/mdime/dyad/`."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.ages import age
from mdime_events.site.asked import Clock, clock
from mdime_events.site.figures.degrees import degrees
from mdime_events.site.figures.svg import Figure
from mdime_events.site.paths import Paths
from mdime_events.site.queries import dyad as query
from mdime_events.site.read import ask

# Templates of sections, in order: beside the figure, and beneath it over the whole width.
SECTIONS: tuple[str, ...] = ()
WIDE_SECTIONS: tuple[str, ...] = ()


async def page(datasette: Any, request: Any) -> Response:
    when = clock(request)
    paths = await frame.paths(datasette, when)
    found = await _head(datasette, request, when)
    return await frame.render(
        datasette,
        request,
        "dyad",
        title=found.dyad.name,
        paths=paths,
        ground=found.ground,
        markings=marking.split(found.dyad.markings),
        crumbs=[("Dyads", paths.home())],
        found=found,
        dyad=found.dyad,
        overall=found.standings["OVERALL"],
        figure=_degrees(found, paths),
        sections=SECTIONS,
        wide_sections=WIDE_SECTIONS,
        age=age,
    )


async def degrees_figure(datasette: Any, request: Any) -> tuple[Figure, str | None]:
    """The figure of the page by itself, and its marking."""
    when = clock(request)
    found = await _head(datasette, request, when)
    markings = [marking.default(datasette), *marking.split(found.dyad.markings)]
    return _degrees(found, await frame.paths(datasette, when)), marking.highest(markings)


async def _head(datasette: Any, request: Any, when: Clock) -> query.Head:
    dyad = request.url_vars["dyad"]
    return await ask(datasette, lambda connection: query.head(connection, dyad, when.as_of))


def _degrees(found: query.Head, paths: Paths) -> Figure:
    dyad = found.dyad
    return degrees(found.standings, title=f"Military influence: {dyad.name}", path=lambda code: paths.instrument(dyad.dyad, code))
