"""Instrument: one instrument in a dyad: why it is rated as it is."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import page as frame


async def page(datasette: Any, request: Any) -> Response:
    paths = await frame.paths(datasette)
    return await frame.render(datasette, request, "instrument", title="Instrument", paths=paths, crumbs=[("Dyads", paths.home())])
