"""Codebook: the method as it is published, from the sentences of the rules and the words that they are made of."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.codebook import words
from mdime_events.site import page as frame
from mdime_events.site.queries import codebook as query
from mdime_events.site.read import ask


async def page(datasette: Any, request: Any) -> Response:
    found = await ask(datasette, query.codebook)
    paths = await frame.paths(datasette)
    return await frame.render(
        datasette,
        request,
        "codebook",
        title="Codebook",
        paths=paths,
        ground=found.ground,
        crumbs=[("Dyads", paths.home())],
        found=found,
        meanings=words(),
    )
