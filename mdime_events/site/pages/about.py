"""About the data: what the ratings rest on, and how to verify and cite them."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import page as frame
from mdime_events.site.queries import about as query
from mdime_events.site.read import ask


async def page(datasette: Any, request: Any) -> Response:
    found = await ask(datasette, query.about)
    paths = await frame.paths(datasette)
    return await frame.render(
        datasette,
        request,
        "about",
        title="About the data",
        paths=paths,
        ground=found.ground,
        crumbs=[("Dyads", paths.home())],
        found=found,
        rules=sorted({run.rules for run in found.runs}),
        seal=found.seals[0] if found.seals else None,
    )
