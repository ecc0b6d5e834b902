"""What all pages share: the frame around them, what they rest on, and the marking at their head and foot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import Response

from mdime_events import __version__
from mdime_events.site import marking as handling
from mdime_events.site.asked import NOW, Clock
from mdime_events.site.dated import dated
from mdime_events.site.guard import PAGE_POLICY
from mdime_events.site.level import badge, trend
from mdime_events.site.paths import Paths
from mdime_events.site.queries.ground import Ground
from mdime_events.site.read import ask, ours
from mdime_events.site.refused import Refused
from mdime_events.site.shown import shown
from mdime_events.vocabulary import ARROWS, LETTERS, LEVELS, RATED

Crumb = tuple[str, str]
WORDS = {"LETTERS": LETTERS, "ARROWS": ARROWS, "LEVELS": tuple(LEVELS), "RATED": RATED, "badge": badge, "trend": trend, "dated": dated}


async def paths(datasette: Any, clock: Clock = NOW) -> Paths:
    """The links of a page that looks at a day."""
    return Paths(datasette=datasette, database=(await ours(datasette)).name, clock=clock)


async def render(
    datasette: Any,
    request: Any,
    template: str,
    *,
    title: str,
    paths: Paths,
    ground: Ground | None = None,
    markings: Iterable[str | None] = (),
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
    **values: Any,
) -> Response:
    """A page from `templates/mdime/<template>.html`.

    `crumbs` are the pages above it (name and path), `ground` what its ratings rest on, `markings` those of all that it shows.
    """
    frame = {
        "title": title,
        "paths": paths,
        "clock": paths.clock,
        "ground": ground,
        "crumbs": crumbs,
        "marking": handling.highest([handling.default(datasette), *markings]),
        "version": __version__,
        "here": request.scope.get("route_path", request.path),
        "now_path": _at_present(request),
    }
    html = await datasette.render_template(f"mdime/{template}.html", {**WORDS, **frame, **values}, request=request)
    return Response.html(shown(html), status=status, headers={"content-security-policy": PAGE_POLICY, **handling.told(frame["marking"])})


def _at_present(request: Any) -> str:
    """The address of the same page without a day."""
    kept = [(name, text) for name, text in parse_qsl(request.query_string) if name not in ("as_of", "known_on")]
    return f"{request.path}?{urlencode(kept)}" if kept else str(request.path)


async def refusal(datasette: Any, request: Any, refused: Refused) -> Response:
    """The page of a request that gets none. It asks the database nothing: there may be none."""
    bare = Paths(datasette=datasette)
    return await render(datasette, request, "refused", title=refused.title, paths=bare, status=refused.status, message=refused.message)


async def for_tables(datasette: Any) -> dict[str, Any]:
    """What Datasette's own pages get: the highest marking of all that is here, and where our tables are."""
    try:
        tables = (await paths(datasette)).tables()
    except Refused:
        tables = None
    return {"mdime_marking": await highest_of_all(datasette), "mdime_tables": tables}


async def highest_of_all(datasette: Any) -> str | None:
    """The highest marking of all that is here: a table may show any of it."""
    try:
        found = await ask(datasette, _all_markings)
    except Refused:
        found = []
    return handling.highest([handling.default(datasette), *found])


def _all_markings(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT DISTINCT markings FROM dyads WHERE markings IS NOT NULL")
    return [each for (joined,) in rows for each in handling.split(joined)]
