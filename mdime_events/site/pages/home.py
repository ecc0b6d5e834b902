"""The home page: who influences whom, by which instrument, how far and where it is headed."""

from __future__ import annotations

from typing import Any

from datasette import Response
from markupsafe import Markup

from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.ages import age
from mdime_events.site.asked import clock
from mdime_events.site.level import MARKS, cell
from mdime_events.site.matrix import Line, blocks, wanted
from mdime_events.site.paths import Paths
from mdime_events.site.queries import home as query
from mdime_events.site.read import ask
from mdime_events.vocabulary import OVERALL


async def page(datasette: Any, request: Any) -> Response:
    want, when = wanted(request), clock(request)
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
        cells=lambda line: _cells(line, paths),
        benefactors=sorted({(line.benefactor_name, line.benefactor) for line in found.all}),
        regions=sorted({line.region for line in found.all}),
        codes=query.CODES,
        marks=MARKS,
        age=age,
    )


def _cells(line: Line, paths: Paths) -> Markup:
    """The cells of one line, written here rather than in the template: there are thousands of them."""
    return Markup("").join(
        cell(standing, paths.instrument(line.dyad, code), f"{line.recipient_name} {'overall' if code == OVERALL else code}")
        if (standing := line.standings.get(code))
        else Markup('<td class="level-none"></td>')
        for code in query.CODES
    )
