"""Coverage: who looked where, from when to when; and what nobody has ever reviewed."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.ages import age
from mdime_events.site.queries import coverage as query
from mdime_events.site.read import ask
from mdime_events.vocabulary import INSTRUMENTS


async def page(datasette: Any, request: Any) -> Response:
    found = await ask(datasette, query.coverage)
    paths = await frame.paths(datasette)
    return await frame.render(
        datasette,
        request,
        "coverage",
        title="Coverage",
        paths=paths,
        ground=found.ground,
        markings=[each for dyad in found.dyads for each in marking.split(dyad.markings)],
        crumbs=[("Dyads", paths.home())],
        found=found,
        codes=tuple(INSTRUMENTS),
        never=sum(dyad.reviewed_to.get(code) is None for dyad in found.dyads for code in INSTRUMENTS),
        age=age,
    )
