"""An instrument in a dyad: the ladder with what holds and what is missing, the events, the course, the projection, the confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen
from datasette import Response

from mdime_events.model import Event
from mdime_events.site import marking
from mdime_events.site import page as frame
from mdime_events.site.ages import age
from mdime_events.site.asked import Clock, clock
from mdime_events.site.figures.course import Step, course
from mdime_events.site.figures.marks import family
from mdime_events.site.figures.svg import Figure
from mdime_events.site.legend import sign
from mdime_events.site.level import HERE, cells
from mdime_events.site.paths import Paths
from mdime_events.site.queries import instrument as query
from mdime_events.site.read import ask, ours
from mdime_events.site.refused import missing
from mdime_events.vocabulary import OVERALL, RATED
from mdime_events.ways_up import WayUp
from mdime_events.worlds import SUPPOSED


@frozen(kw_only=True)
class Asked:
    """An instrument of a dyad, when, and the database's file."""

    dyad: str
    instrument: str
    when: Clock
    database: Path


async def page(datasette: Any, request: Any) -> Response:
    want = await asked(datasette, request)
    found = await _found(datasette, want)
    paths = await frame.paths(datasette, want.when)
    code, dyad = want.instrument, found.dyad
    name = RATED[code] if code == OVERALL else f"{code} {RATED[code]}"
    return await frame.render(
        datasette,
        request,
        "instrument",
        title=f"{name}: {dyad.name}",
        paths=paths,
        ground=found.ground,
        markings=marking.split(dyad.markings),
        crumbs=[("Dyads", paths.home()), (dyad.name, paths.dyad(dyad.dyad))],
        found=found,
        answer=found.answer,
        code=code,
        name=name,
        dyad=dyad,
        codes=RATED,
        cells=cells({name: each.face for name, each in found.standings.items()}, RATED, paths.instrument(dyad.dyad, HERE), dyad.name),
        carrying=next((rung for rung in found.answer["rungs"] if rung["met"]), None),
        figure=_course(found, paths),
        ways=[WayUp(**way).words for way in (found.answer["missing"] or {}).get("ways", ())],
        supposed=SUPPOSED,
        left_out=_by_reason(found.answer["not_counted"], found.events),
        sign=lambda event: sign(family(event.coding.kind), event.coding.status),
        passed=_passed(found.answer["holds_until"]),
        age=age,
    )


async def figure(datasette: Any, request: Any) -> tuple[Figure, str | None]:
    """The course by itself, and its marking."""
    want = await asked(datasette, request)
    found = await _found(datasette, want)
    return _course(found, await frame.paths(datasette, want.when)), marking.highest(
        [marking.default(datasette), *marking.split(found.dyad.markings)]
    )


async def asked(datasette: Any, request: Any) -> Asked:
    """What a request for an instrument asks. Raises Refused."""
    code = request.url_vars.get("instrument") or request.args.get("instrument") or OVERALL
    if code not in RATED:
        raise missing(f"{code} is no instrument; they are {', '.join(RATED)}.")
    file = Path((await ours(datasette)).path or "mdime.db")
    return Asked(dyad=request.url_vars["dyad"], instrument=code, when=clock(request, knowing=True), database=file)


async def _found(datasette: Any, want: Asked) -> query.Argument:
    return await ask(datasette, lambda connection: query.argument(connection, want.database, want.dyad, want.instrument, want.when))


def _course(found: query.Argument, paths: Paths) -> Figure:
    code, dyad = found.answer["instrument"], found.dyad.dyad
    steps = [
        Step(
            day=date.fromisoformat(each.day),
            level=each.level,
            cause=each.cause,
            path=paths.event(each.event) if each.event else paths.instrument(dyad, code, as_of=each.day),
        )
        for each in found.changes
    ]
    opens = date(found.window_opens, 1, 1)
    last = date.fromisoformat(found.answer["on"]) if found.answer["on"] else opens
    days = [opens, last, *(each.day for each in steps)]
    return course(steps, min(days), max(days), f"{RATED[code]}: {found.dyad.name}")


def _by_reason(not_counted: list[dict[str, str]], events: Mapping[str, Event]) -> dict[str, list[Event]]:
    """The events that were looked at and not counted, by the reason."""
    found: dict[str, list[Event]] = defaultdict(list)
    for each in not_counted:
        found[each["reason"]].append(events[each["event"]])
    return dict(found)


def _passed(day: str | None) -> bool:
    """Whether a day lies behind us."""
    return day is not None and date.fromisoformat(day) < date.today()
