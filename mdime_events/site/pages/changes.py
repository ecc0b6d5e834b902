"""Changes: every move of a level with its cause, the newest first."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from datasette import Response

from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.queries import changes as query
from mdime_events.site.read import ask
from mdime_events.site.refused import unknown
from mdime_events.vocabulary import RATED


async def page(datasette: Any, request: Any) -> Response:
    asked = _asked(request)
    found = await ask(datasette, lambda connection: query.changes(connection, asked))
    paths = await frame.paths(datasette)
    return await frame.render(
        datasette,
        request,
        "changes",
        title="Changes",
        paths=paths,
        ground=found.ground,
        markings=[each for change in found.listed for each in marking.split(change.markings)],
        crumbs=[("Dyads", paths.home())],
        found=found,
        asked=asked,
        causes=query.CAUSES,
    )


def _asked(request: Any) -> query.Asked:
    return query.Asked(
        dyad=(request.args.get("dyad") or "").strip().upper() or None,
        instrument=_one_of(request, "instrument", RATED),
        cause=_one_of(request, "cause", query.CAUSES),
        before=request.args.get("before"),
    )


def _one_of(request: Any, name: str, allowed: Collection[str]) -> str | None:
    word = (request.args.get(name) or "").strip()
    if word and word not in allowed:
        raise unknown(name, word, allowed)
    return word or None
