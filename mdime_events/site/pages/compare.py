"""Compare: two to six dyads, or one dyad on several days, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from datasette import Response

from mdime_events import dates
from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.ages import age
from mdime_events.site.asked import clock
from mdime_events.site.queries import compare as query
from mdime_events.site.read import ask
from mdime_events.site.refused import wrong

MOST = 6
_DYAD = re.compile(r"[A-Z]{3}-[A-Z]{3}")


async def page(datasette: Any, request: Any) -> Response:
    when = clock(request)
    dyads, days = _dyads(request), _days(request)
    found = await ask(datasette, lambda connection: query.compare(connection, dyads, days or [when.as_of]))
    paths = await frame.paths(datasette, when)
    return await frame.render(
        datasette,
        request,
        "compare",
        title=_title(found, days),
        paths=paths,
        ground=found.ground,
        markings=[each for column in found.columns for each in marking.split(column.dyad.markings)],
        crumbs=[("Dyads", paths.home())],
        found=found,
        dyads=dyads,
        days=days,
        most=MOST,
        age=age,
    )


def _title(found: query.Comparison, days: Sequence[date]) -> str:
    names = list(dict.fromkeys(column.dyad.name for column in found.columns))
    if len(names) == 1 and len(days) > 1:
        return f"{names[0]} on {len(days)} days"
    return f"Compare {' and '.join(names)}".strip()


def _words(request: Any, name: str) -> list[str]:
    """The words of a parameter that may be given several times, or with commas."""
    found = [word.strip() for text in request.args.getlist(name) for word in text.split(",") if word.strip()]
    return list(dict.fromkeys(found))


def _dyads(request: Any) -> list[str]:
    found = [word.upper().replace(" ", "-") for word in _words(request, "dyads")]
    for word in found:
        if not _DYAD.fullmatch(word):
            raise wrong(f"dyads={word[:20]} is no dyad. Write two country codes, such as dyads=CHN-IRN,RUS-IRN.")
    if len(found) > MOST:
        raise wrong(f"At most {MOST} dyads can stand side by side.")
    return found


def _days(request: Any) -> list[date]:
    """The days of `days=2019,2023`. Raises Refused."""
    try:
        found = [dates.day(word) for word in _words(request, "days")]
    except ValueError:
        raise wrong("days= takes days, such as days=2019-12-31,2023-12-31.") from None
    if len(found) > MOST or (len(found) > 1 and len(_dyads(request)) > 1):
        raise wrong("Compare several dyads on one day, or one dyad on several days (at most six).")
    return found
