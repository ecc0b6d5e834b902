"""An event: its fields, its sources with their grades, the history of its amendments, its ties, and the ratings that it carries.

The short id that the command line prints leads to it, too.
"""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.amendments import told
from mdime_events.site import page as frame
from mdime_events.site.figures.marks import family
from mdime_events.site.legend import sign
from mdime_events.site.queries import event as query
from mdime_events.site.queries.full_id import full_id
from mdime_events.site.read import ask

# What the head says already, what other tables say better, and what serves the database alone.
ELSEWHERE = {"id", "dyad", "title", "summary", "source_link", "part_of", "sort_key", "is_state", "status", "kind", "date", "marking"}
WORDS = {
    "earliest": "at the earliest",
    "certain": "certain by",
    "level": "level of contact",
    "country": "place's country",
    "published": "first published",
    "recorded": "recorded here",
    "due": "promised by",
}


async def page(datasette: Any, request: Any) -> Response:
    id = request.url_vars["id"]
    found = await ask(datasette, lambda connection: query.event(connection, full_id(connection, id)))
    paths = await frame.paths(datasette)
    if found.id != id:
        return Response.redirect(paths.event(found.id))
    title = found.row["title"] if found.row else found.records[0].payload.get("title", "Retracted event")
    crumbs = [("Dyads", paths.home()), (found.dyad_name, paths.dyad(found.dyad)), ("Timeline", paths.timeline(found.dyad))]
    return await frame.render(
        datasette,
        request,
        "event",
        title=title,
        paths=paths,
        ground=found.ground,
        markings=found.markings,
        crumbs=crumbs,
        found=found,
        fields=_fields(found.row),
        steps=told(found.records),
        sign=lambda kind, status: sign(family(kind), status),
        linked=linked,
    )


def _fields(row: dict[str, Any] | None) -> list[tuple[str, object]]:
    """What is left to say of an event, in the table's order."""
    return [
        (WORDS.get(name, name.replace("_", " ")), value)
        for name, value in (row or {}).items()
        if value is not None and name not in ELSEWHERE
    ]


def linked(url: str | None) -> str | None:
    """An address that may be a link: only of the web, whatever the log may say."""
    return url if url and url.startswith(("https://", "http://")) else None
