"""Timeline: the events of a dyad in swim lanes, one for each instrument; zoom and filters are in the address."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.bins import NAMES
from mdime_events.site.figures.marks import family
from mdime_events.site.figures.svg import Figure
from mdime_events.site.legend import legend, sign
from mdime_events.site.paths import Paths
from mdime_events.site.queries import timeline as query
from mdime_events.site.read import ask
from mdime_events.site.timelines import narrow, sizes, wide
from mdime_events.site.window import FAMILIES, Window, window
from mdime_events.vocabulary import INSTRUMENTS, KINDS


async def page(datasette: Any, request: Any) -> Response:
    found, paths = await _found(datasette, request)
    want, dyad = found.window, found.dyad

    def way(window: Window, **more: object) -> str:
        return paths.timeline(dyad.dyad, **{**window.query, **more})

    return await frame.render(
        datasette,
        request,
        "timeline",
        title=f"Timeline: {dyad.name}",
        paths=paths,
        ground=found.ground,
        markings=marking.split(dyad.markings),
        crumbs=[("Dyads", paths.home()), (dyad.name, paths.dyad(dyad.dyad))],
        found=found,
        window=want,
        wide=wide(found, paths),
        narrow=narrow(found, paths),
        legend=legend(found.kinds, want, way),
        way=way,
        sign=lambda kind, status: sign(family(kind), status),
        per=NAMES[found.coarse],
        families=FAMILIES,
        kinds=KINDS,
        instruments=INSTRUMENTS,
    )


async def choice(datasette: Any, request: Any) -> Response:
    """Where no dyad is named: those there are."""
    paths = await frame.paths(datasette)
    dyads = await ask(datasette, query.dyads)
    markings = [each for dyad in dyads for each in marking.split(dyad.markings)]
    crumbs = [("Dyads", paths.home())]
    return await frame.render(
        datasette, request, "timelines", title="Timelines", paths=paths, crumbs=crumbs, dyads=dyads, markings=markings
    )


async def figure(datasette: Any, request: Any) -> tuple[Figure, str | None]:
    """The figure of the page by itself, and its marking."""
    found, paths = await _found(datasette, request)
    return wide(found, paths), marking.highest([marking.default(datasette), *marking.split(found.dyad.markings)])


async def _found(datasette: Any, request: Any) -> tuple[query.Timeline, Paths]:
    dyad = request.url_vars["dyad"]
    want = window(request, *await ask(datasette, lambda connection: query.extent(connection, dyad)))
    before = request.args.get("before")
    found = await ask(datasette, lambda connection: query.timeline(connection, dyad, want, *sizes(want), before))
    return found, await frame.paths(datasette)
