"""The home page: who influences whom, by which instrument, how far and where it is headed."""

from __future__ import annotations

from typing import Any

from datasette import Response

from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.ages import age
from mdime_events.site.asked import clock
from mdime_events.site.level import HERE, MARKS, cells
from mdime_events.site.matrix import blocks, wanted
from mdime_events.site.queries import home as query
from mdime_events.site.read import ask


async def page(datasette: Any, request: Any) -> Response:
    when = clock(request)
    want = wanted(request, past=when.as_of is not None)
    paths = await frame.paths(datasette, when)
    found = await ask(datasette, lambda connection: query.home(connection, want, when.as_of))
    return await frame.render(
        datasette,
        request,
        "home",
        title="Military influence by instrument",
        paths=paths,
        ground=found.ground,
        markings=[each for line in found.lines for each in marking.split(line.markings)],
        found=found,
        wanted=want,
        blocks=blocks(found.lines),
        cells=lambda line: cells(line.faces, query.CODES, paths.instrument(line.dyad, HERE), line.recipient_name),
        benefactors=sorted({(line.benefactor_name, line.benefactor) for line in found.all}),
        regions=sorted({line.region for line in found.all}),
        codes=query.CODES,
        marks=MARKS,
        age=age,
    )
