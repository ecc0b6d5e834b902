"""Compare: two to six dyads, or one dyad on two days, side by side."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import page as frame


async def page(datasette: Any, request: Any) -> Response:
    paths = await frame.paths(datasette)
    return await frame.render(datasette, request, "compare", title="Compare", paths=paths, crumbs=[("Dyads", paths.home())])
