"""Changes: every move of a level with its cause, the newest first."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import page as frame


async def page(datasette: Any, request: Any) -> Response:
    paths = await frame.paths(datasette)
    return await frame.render(datasette, request, "changes", title="Changes", paths=paths, crumbs=[("Dyads", paths.home())])
