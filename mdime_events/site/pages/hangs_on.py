"""What a rating hangs on: each event, source and channel left out in turn. It takes longer than a page may: the instrument's page fetches
it when it is there itself, or leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette import Response

from mdime_events.model import Event
from mdime_events.sensitivity import EVENT, Sensitivity, Variation
from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.dated import dated
from mdime_events.site.pages.instrument import asked
from mdime_events.site.queries import hangs_on as query
from mdime_events.site.read import ask
from mdime_events.vocabulary import INSTRUMENTS, RATED


async def page(datasette: Any, request: Any) -> Response:
    want = await asked(datasette, request)
    found = await ask(datasette, lambda connection: query.hangs_on(connection, want.database, want.dyad, want.instrument, want.when))
    paths = await frame.paths(datasette, want.when)
    dyad, code = found.dyad, want.instrument
    return await frame.render(
        datasette,
        request,
        "hangs_on",
        title=f"What {code if code in INSTRUMENTS else 'the overall'} hangs on: {dyad.name}",
        paths=paths,
        ground=found.ground,
        markings=marking.split(dyad.markings),
        crumbs=[("Dyads", paths.home()), (dyad.name, paths.dyad(dyad.dyad)), (RATED[code], paths.instrument(dyad.dyad, code))],
        dyad=dyad,
        found=found.sensitivity,
        moved=_moved(found.sensitivity, found.events) if found.sensitivity else [],
    )


def _moved(found: Sensitivity, events: Mapping[str, Event]) -> list[tuple[str, str | None, str | None, str]]:
    """What moves the rating when it is left out: in words, the event's id where it is one, and the level and trend without it."""
    return [_variation(each, found, events) for each in found.moved_by]


def _variation(each: Variation, found: Sensitivity, events: Mapping[str, Event]) -> tuple[str, str | None, str | None, str]:
    moved = found.moved(each)
    event = events.get(each.what) if each.left_out == EVENT else None
    words = f"{dated(event.coding.date)}: {event.coding.title}" if event else _said(each)
    return words, event.id if event else None, None if moved.level is None else moved.level.label, moved.trend.value


def _said(each: Variation) -> str:
    told = {"source": f"all that only {each.what} tells", "graded D to F": "all that only sources graded D to F tell"}
    told |= {"unofficial": "all that runs through unofficial channels", "window": f"a window that opens in {each.what}"}
    return told.get(each.left_out, each.what)
