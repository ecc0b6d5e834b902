"""Answers for people, the same words at a terminal and down a pipe: ratings, history, timeline, compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from rich.text import Text

from mdime_events import countries
from mdime_events.cli.clocks import age, clocks, has_run_out
from mdime_events.cli.common import clean, short
from mdime_events.cli.page import COLOURS, console_of, level_cell, show, table_of, trend_word
from mdime_events.cli.prose import line, paragraph
from mdime_events.finding import first
from mdime_events.vocabulary import ARROWS, LETTERS, LEVELS, OVERALL, RATED

NARROW = 115
NARROWEST = 76
RUN_OUT = "may have lapsed"
RATING_HEADERS = ("Code", "Instrument", "Current", "Projected", "Confidence", "On", "Holds until", "Note")
MOST_EVENTS = 2
STANDS = "as it stands"


def ratings(answer: Mapping[str, Any], among: bool = False) -> None:
    """The report's own figure: current degree and projected direction, by instrument. `among` those of other dyads every piped row names
    its own; at a terminal the title does."""
    above = f"{countries.dyad_name(answer['dyad'])}: current and projected military influence"
    left_out = _no_room_for()
    own = [answer["dyad"]] if among and not console_of().is_terminal else []
    table = table_of(above, [*("Dyad" for _ in own), *(header for header in RATING_HEADERS if header not in left_out)])
    current = not answer["as_of"] and not answer["known_on"]
    for each in answer["ratings"]:
        if each["instrument"] == OVERALL:
            table.add_section()
        cells = dict(zip(RATING_HEADERS, _rating_cells(each, current), strict=True))
        table.add_row(*own, *(cell for header, cell in cells.items() if header not in left_out))
    show(table)
    if left_out:
        line(f"Left out in a terminal of {console_of().width} columns: {', '.join(left_out)}. All are there in {NARROW}, or down a pipe.")
    for words in _footing(answer):
        line(words)


def _no_room_for() -> tuple[str, ...]:
    """The columns for which a terminal has no room."""
    width = console_of().width if console_of().is_terminal else NARROW
    details = ("Confidence", "On", "Holds until") if width < NARROW else ()
    return ("Instrument", *details) if width < NARROWEST else details


def _rating_cells(each: Mapping[str, Any], current: bool) -> tuple[str | Text, ...]:
    return (
        short(each["instrument"]),
        each["name"].replace("/", " / ") if console_of().is_terminal else each["name"],
        level_cell(each["level"]),
        trend_word(each["trend"]),
        each["confidence"],
        each["on"] or "",
        each["holds_until"] or "",
        _note(each, current),
    )


def _note(rating: Mapping[str, Any], current: bool) -> str:
    notes = ["falls without one event"] if rating["carried_by_one"] else []
    if current and has_run_out(rating):
        notes.append(RUN_OUT)
    if rating["level"] and not rating["reviewed_to"]:
        notes.append("never reviewed" if current else "not reviewed by then")
    if rating["unreviewed_since"]:
        notes.append(f"unreviewed since {rating['unreviewed_since']}")
    return ", ".join(notes)


def _footing(answer: Mapping[str, Any]) -> Iterable[str]:
    reviewed = {each["reviewed_to"] for each in answer["ratings"] if each["reviewed_to"]}
    yield from clocks(answer)
    if answer["as_of"]:
        late = sorted({each["unreviewed_since"] for each in answer["ratings"] if each["unreviewed_since"]})
        if late:
            yield f"Nobody has looked since {late[0]}: what is older counts for less, and what is newer was never sought."
    elif reviewed:
        yield f"Each instrument stands on the last day known of it; the oldest review reaches to {min(reviewed)}, {age(min(reviewed))}."
        if not answer["known_on"] and any(map(has_run_out, answer["ratings"])):
            yield f"{RUN_OUT.capitalize()}: the day until which the level holds has passed, and nobody has looked since."
    elif any(each["level"] for each in answer["ratings"]):
        nobody = f"Nobody {'had reviewed this dyad by then' if answer['known_on'] else 'has reviewed this dyad'}"
        yield f"{nobody}: what is not logged may still have happened (`mdime review` says who looked)."
    yield f"Rules {answer['rules'][:12]}, log {' '.join(head[:12] for head in answer['heads']) or 'empty'}" + (
        f", seal {answer['seal'][:12]}." if answer["seal"] else ", not sealed since."
    )


def history(answer: Mapping[str, Any], named: Mapping[str, str]) -> None:
    """One row a year end, and one as it stands, one column an instrument; beneath it the days on which levels moved, and the events that
    moved them."""
    points = [*answer["history"], *({**point, "day": STANDS} for point in answer.get("stands", ()))]
    codes = [code for code in RATED if any(point["instrument"] == code for point in points)]
    table = table_of(f"{countries.dyad_name(answer['dyad'])}: levels and trends at year ends", ("Day", *map(short, codes)))
    days: dict[str, dict[str, Text]] = {}
    for point in points:
        cell = Text(f"{LETTERS[point['level']]}{ARROWS[point['trend']]}", style=COLOURS[point["level"]])
        days.setdefault(point["day"], {})[point["instrument"]] = cell
    for day, cells in days.items():
        table.add_row(day, *(cells.get(code, Text("")) for code in codes))
    show(table)
    for told in _stopped(answer, codes):
        paragraph(told, indent="")
    click.echo()
    moves = table_of("Days on which a level moved", ("Day", "For", "From", "To", "Cause", "Event"))
    for each in answer["changes"]:
        before, after = (level_cell(level) for level in each["level"])
        moves.add_row(each["day"], short(each["instrument"]), before, after, _cause(each), clean(_first_events(each["events"], named)))
    show(moves)
    for words in clocks(answer):
        line(words)


def _cause(change: Mapping[str, Any]) -> str:
    return f"{change['cause']} ({change['because']})" if "because" in change else str(change["cause"])


def _first_events(ids: Sequence[str], named: Mapping[str, str]) -> str:
    shown, left = first(ids, MOST_EVENTS)
    return "; ".join([*(named[id] for id in shown), *([f"{left} more"] if left else [])])


def _stopped(answer: Mapping[str, Any], codes: Sequence[str]) -> Iterable[str]:
    """On which day of its own each instrument stands, and that the overall takes it so from then on."""
    last = max(answer["known_to"].values(), default=None)
    stopped = [f"{code} {day}" for code, day in answer["known_to"].items() if day != last and code in codes]
    if stopped:
        overall = "; from then on the overall takes it so" if OVERALL in codes else ""
        yield f"As it stands: each instrument on the last day known of it ({', '.join(stopped)}){overall}."


def timeline(dyad: str, events: Sequence[Mapping[str, Any]], copies: int = 0) -> None:
    """Events, the newest first, and how many are left out as copies of others."""
    table = table_of(f"{countries.dyad_name(dyad)}: {len(events)} events", ("Date", "For", "Kind", "Event", "Status", "Id"))
    for event in events:
        bears_on = " ".join(event["instruments"])
        table.add_row(event["date"], bears_on, event["kind"], clean(event["title"]), _status(event), event["event"][-12:])
    show(table)
    if copies:
        click.echo(f"{copies} {'copy is' if copies == 1 else 'copies are'} left out: told as another event (`mdime explain` says which).")


def _status(event: Mapping[str, Any]) -> str:
    """What became of an event, where it did not just occur: `planned`, `ended 2020-05 by 0c07f3c0a1a1`."""
    told = [event["status"]] if "status" in event else []
    if "review" in event:
        told.append(event["review"])
    if ended := event.get("ended"):
        told.append(f"ended {ended['date']} by {ended['by'][-12:]}")
    return ", ".join(told)


def compare(answer: Mapping[str, Any]) -> None:
    """One row a dyad, one column an instrument."""
    never = "not by then" if answer["as_of"] or answer["known_on"] else "never"
    beneath = console_of().is_terminal and console_of().width < NARROWEST
    table = table_of("Current level and projected trend", ("Dyad", *map(short, RATED), *(() if beneath else ("Reviewed to",))))
    for each in answer["dyads"]:
        cells = [
            Text(f"{LETTERS[cell['level']]}{ARROWS[cell['trend']]}", style=COLOURS[cell["level"]])
            for cell in (each["cells"][code] for code in RATED)
        ]
        table.add_row(each["dyad"], *cells, *(() if beneath else (each["reviewed_to"] or never,)))
    show(table)
    for each in answer["dyads"] if beneath else ():
        line(f"{each['dyad']} reviewed to: {each['reviewed_to'] or never}")
    letters = ", ".join(f"{LETTERS[level]} {level}" for level in LEVELS)
    line(f"{letters}, – not assessed; " + ", ".join(f"{arrow} {trend}" for trend, arrow in ARROWS.items()))
    line("Reviewed to: the last day of the oldest review among the instruments.")
    for words in clocks(answer):
        line(words)
    line(f"Rules {answer['rules'][:12]}.")
