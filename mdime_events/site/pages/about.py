"""About the data: what the ratings rest on, and how to verify and cite them."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import page as frame


async def page(datasette: Any, request: Any) -> Response:
    paths = await frame.paths(datasette)
    return await frame.render(datasette, request, "about", title="About the data", paths=paths, crumbs=[("Dyads", paths.home())])
