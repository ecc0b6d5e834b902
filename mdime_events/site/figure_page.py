"""A figure by itself, as a file to put into a paper: /CHN-IRN/degrees.svg. One line in `FIGURES` is one more of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import Response

from mdime_events.site import marking as handling
from mdime_events.site.figures.svg import Figure
from mdime_events.site.guard import FIGURE_POLICY
from mdime_events.site.pages import dyad, instrument, timeline
from mdime_events.site.refused import missing
from mdime_events.site.shown import shown

# A figure of a dyad and the markings of what it shows, from the same request as its page.
Drawing = Callable[[Any, Any], Awaitable[tuple[Figure, str | None]]]
FIGURES: dict[str, Drawing] = {
    "degrees": dyad.degrees_figure,
    "heat": dyad.heat_figure,
    "timeline": timeline.figure,
    "course": instrument.figure,
}


async def page(datasette: Any, request: Any) -> Response:
    name = request.url_vars["figure"]
    if name not in FIGURES:
        raise missing(f"There is no figure {name}; there are {', '.join(FIGURES)}.")
    figure, marking = await FIGURES[name](datasette, request)
    headers = {"content-security-policy": FIGURE_POLICY, **handling.told(marking)}
    return Response(shown(figure.standalone(marking)), content_type="image/svg+xml; charset=utf-8", headers=headers)
