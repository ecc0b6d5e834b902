"""Answers for people: rich tables at a terminal, plain aligned text when piped, the same words in both."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from mdime_events import countries
from mdime_events.cli.common import clean
from mdime_events.vocabulary import KINDS, LEVELS, OVERALL, RATED
from mdime_events.ways_up import is_state

LETTERS = {"very high": "VH", "high": "H", "medium": "M", "low": "L", "very low": "VL", "unobserved": "U", None: "–"}
ARROWS = {"increasing": "↗", "steady": "→", "decreasing": "↘", "unknown": "?"}
COLOURS = {
    "very high": "bold white on dark_red",
    "high": "bold white on red3",
    "medium": "black on orange1",
    "low": "black on light_goldenrod1",
    "very low": "black on grey82",
    "unobserved": "dim",
    None: "dim",
}
WORLDS = {
    "lapse": "if nothing new happens",
    "steady": "if the last three years repeat",
    "planned": "if what is planned or pledged happens",
}
WIDTH = 100
LEAST = 20
NARROW = 112
NARROWEST = 76
RUN_OUT = "may have lapsed"


def _console(width: int | None = None) -> Console:
    return Console(highlight=False, markup=False, emoji=False, width=width)


def table_of(title: str, headers: Iterable[str]) -> Table:
    """An empty table; columns of words wrap, all others stay whole."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for header in headers:
        wide = header in ("Instrument", "Event", "Note", "Cause", "Status", "What moves it", "Source")
        table.add_column(header, no_wrap=not wide, overflow="fold")
    return table


def _short(code: str) -> str:
    return "All" if code == OVERALL else code


def show(table: Table) -> None:
    """Prints a table: with rules and colours at a terminal, as tab-separated text when piped."""
    console = _console()
    if console.is_terminal:
        above, table.title = str(table.title), None
        title(above)
        for column in table.columns:
            column.min_width = _least(column)
        _console(max(console.width, _room(table))).print(table, crop=False)
        return
    click.echo("\t".join(str(column.header) for column in table.columns))
    columns = [[_plain(cell) for cell in column.cells] for column in table.columns]
    for row in zip(*columns, strict=True):
        click.echo("\t".join(row))


def _room(table: Table) -> int:
    """The columns of a terminal under which a table would lose figures and ids: it is then wider than the terminal, and cut nowhere."""
    return sum(2 + _least(column) for column in table.columns)


def _least(column: Column) -> int:
    """The width under which a column would be cut or, where it wraps, break words that are not overlong."""
    cells = [_plain(cell) for cell in (column.header, *column.cells)]
    widest = max(map(cell_len, cells))
    if column.no_wrap:
        return widest
    longest = max((cell_len(word) for cell in cells for word in cell.split()), default=0)
    return min(widest, max(16, min(longest, 24)))


def _plain(cell: Any) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)


def _level(level: str | None) -> Text:
    return Text(f" {(level or 'not assessed').title()} ", style=COLOURS[level]) if _console().is_terminal else Text(level or "not assessed")


def trend_word(trend: str) -> Text:
    """A trend with its arrow."""
    return Text(f"{ARROWS[trend]} {trend}")


def move_line(move: Mapping[str, Any]) -> str:
    """`CHN-IRN M1 Medium → High` or, where the level stays, the trend."""
    parts = []
    for field in ("level", "trend"):
        before, after = move[field]
        if before != after:
            parts.append(f"{(before or 'not assessed').title()} → {(after or 'not assessed').title()}")
    return f"{move['dyad']} {move['instrument']} {', '.join(parts)}"


def ratings(answer: Mapping[str, Any]) -> None:
    """The report's own figure: current degree and projected direction, by instrument."""
    above = f"{countries.dyad_name(answer['dyad'])}: current and projected military influence"
    left_out = _left_out_of_ratings()
    table = table_of(above, (header for header in RATING_HEADERS if header not in left_out))
    current = not answer["as_of"] and not answer["known_on"]
    for each in answer["ratings"]:
        if each["instrument"] == OVERALL:
            table.add_section()
        cells = dict(zip(RATING_HEADERS, _rating_cells(each, current), strict=True))
        table.add_row(*(cell for header, cell in cells.items() if header not in left_out))
    show(table)
    if left_out:
        line(f"Left out in a terminal of {_console().width} columns: {', '.join(left_out)}. All are there in {NARROW}, or down a pipe.")
    for words in _footing(answer):
        line(words)


RATING_HEADERS = ("Code", "Instrument", "Current", "Projected", "Confidence", "On", "Holds until", "Note")


def _left_out_of_ratings() -> tuple[str, ...]:
    """The columns for which a terminal has no room."""
    width = _console().width if _console().is_terminal else NARROW
    details = ("Confidence", "On", "Holds until") if width < NARROW else ()
    return ("Instrument", *details) if width < NARROWEST else details


def _rating_cells(each: Mapping[str, Any], current: bool) -> tuple[str | Text, ...]:
    own = "Instrument" in _left_out_of_ratings() or each["instrument"] != OVERALL
    return (
        _short(each["instrument"]) if own else "",
        each["name"].replace("/", " / ") if _console().is_terminal else each["name"],
        _level(each["level"]),
        trend_word(each["trend"]),
        each["confidence"],
        each["on"] or "",
        each["holds_until"] or "",
        _note(each, current),
    )


def _note(rating: Mapping[str, Any], current: bool) -> str:
    notes = ["falls without one event"] if rating["carried_by_one"] else []
    if current and _has_run_out(rating):
        notes.append(RUN_OUT)
    if rating["level"] and not rating["reviewed_to"]:
        notes.append("never reviewed")
    if rating["unreviewed_since"]:
        notes.append(f"unreviewed since {rating['unreviewed_since']}")
    return ", ".join(notes)


def _footing(answer: Mapping[str, Any]) -> Iterable[str]:
    reviewed = {each["reviewed_to"] for each in answer["ratings"] if each["reviewed_to"]}
    yield from _clocks(answer)
    if answer["as_of"]:
        late = sorted({each["unreviewed_since"] for each in answer["ratings"] if each["unreviewed_since"]})
        if late:
            yield f"Nobody has looked since {late[0]}: what is older counts for less, and what is newer was never sought."
    elif reviewed:
        yield f"Each instrument stands on the last day known of it; the oldest review reaches to {min(reviewed)}, {_age(min(reviewed))}."
        if not answer["known_on"] and any(map(_has_run_out, answer["ratings"])):
            yield f"{RUN_OUT.capitalize()}: the day until which the level holds has passed, and nobody has looked since."
    elif any(each["level"] for each in answer["ratings"]):
        yield "Nobody has reviewed this dyad: what is not logged may still have happened (`mdime review` says who looked)."
    yield f"Rules {answer['rules'][:12]}, log {' '.join(head[:12] for head in answer['heads']) or 'empty'}" + (
        f", seal {answer['seal'][:12]}." if answer["seal"] else ", not sealed since."
    )


def _clocks(answer: Mapping[str, Any]) -> Iterable[str]:
    """The day that was asked for, and what was known, where they are not as they are now."""
    if answer["as_of"]:
        yield f"As of {answer['as_of']}{', which is still to come' if is_to_come(answer['as_of']) else ''}."
    if answer["known_on"]:
        yield f"As known {known_words(answer)}."


def known_words(answer: Mapping[str, Any]) -> str:
    """`on 2024-06-30` or `at seal 64a358eef934 of 2026-11-24`."""
    text = answer["known_on"]
    return f"at seal {text[:12]} of {answer['known_on_day']}" if "known_on_day" in answer else f"on {text}"


def paragraph(text: str, indent: str = "  ", bullet: str = "") -> None:
    """Wrapped text, its bullet hanging."""
    lines = textwrap.wrap(clean(text), max(_width() - len(indent) - len(bullet), LEAST), break_on_hyphens=False) or [""]
    for number, part in enumerate(lines):
        click.echo(f"{indent}{bullet if number == 0 else ' ' * len(bullet)}{part}")


def _width() -> int:
    """The columns that text may fill: those of the terminal, a hundred at most."""
    console = _console()
    return min(console.width, WIDTH) if console.is_terminal else WIDTH


def line(text: str) -> None:
    """A line beneath a table: wrapped at a terminal, whole when piped."""
    if _console().is_terminal:
        paragraph(text, indent="")
    else:
        click.echo(clean(text))


def head(text: str) -> None:
    click.echo()
    title(text)


def title(text: str) -> None:
    """What stands above an answer."""
    for part in textwrap.wrap(clean(text), _width(), break_on_hyphens=False):
        click.echo(part if _console().is_dumb_terminal else click.style(part, bold=True))


def explain(answer: Mapping[str, Any], titles: Mapping[str, str]) -> None:
    """The argument of one rating, in sentences fit for a memo."""
    level = (answer["level"] or "not assessed").title()
    title(f"{countries.dyad_name(answer['dyad'])}, {answer['instrument']} {answer['name']}")
    mixed = answer["instrument"] == OVERALL and not answer["as_of"]
    on = f"; {'each instrument as it stands, the newest ' if mixed else ''}on {answer['on']}" if answer["on"] else ""
    projected = f", projected {answer['trend']}; {answer['confidence']} confidence" if answer["level"] else ""
    paragraph(f"{level}{projected}{on}.", indent="")
    for words in _clocks(answer):
        line(words)
    head(f"Why {level}")
    carrying = next((rung for rung in answer["rungs"] if rung["met"]), None)
    if carrying:
        paragraph(carrying["sentence"])
        paragraph(carrying["because"], bullet="Here: ")
    else:
        for reason in answer["because"]:
            paragraph(reason)
    _events(answer["events"], titles)
    if answer["level"] is not None:
        _what_would_change_it(answer)
        _trend_argument(answer, titles)
        _confidence_argument(answer)
    _left_out(answer["not_counted"], titles)


def _events(ids: Sequence[str], titles: Mapping[str, str], indent: str = "    ") -> None:
    for id in ids:
        paragraph(titles[id], indent=indent, bullet="– ")


def _what_would_change_it(answer: Mapping[str, Any]) -> None:
    if missing := answer["missing"]:
        head(f"What is missing for {missing['level'].title()}")
        paragraph(missing["sentence"])
        paragraph(missing["because"], bullet=f"On {answer['on']}: ")
        if missing["ways"]:
            paragraph("Any of these would meet it: " + "; ".join(map(_way, missing["ways"])) + ".")
        elif answer["instrument"] != OVERALL:
            paragraph("No five acts of a single usual kind would meet it.")
    head("How long it holds")
    if answer["holds_until"] is None:
        paragraph("It does not lapse by the passing of time.")
    else:
        then = f", and is {answer['lapses_to'].title()} from the day after" if answer["lapses_to"] else ""
        paragraph(f"If nothing new happens, it holds until {answer['holds_until']}{then}.")
        if not answer["as_of"] and not answer["known_on"] and _has_run_out(answer):
            paragraph("That day has passed, and nobody has looked since.")
    if answer["carried_by_one"]:
        paragraph("Without some single one of its events the level would be lower.")
    if answer["unreviewed_since"]:
        paragraph(answer["because"][-1])  # what is known since, and that nobody has looked


NUMBERS = ("no", "one", "two", "three", "four", "five")


def _way(way: Mapping[str, Any]) -> str:
    """`two exercises`, `one space cooperation in force`, or `one visit a year for three years`."""
    name = way["kind"].replace("-", " ")
    if way["yearly"]:
        return f"one {name} a year for {NUMBERS[way['times']]} years"
    many = name if way["times"] == 1 else f"{name}s"
    return f"{NUMBERS[way['times']]} {many}{' in force' if is_state(KINDS[way['kind']]) else ''}"


def _age(day: str) -> str:
    """How long ago a day was, in words: "2 years ago"."""
    import pendulum

    words: str = pendulum.parse(day).diff_for_humans()  # type: ignore[union-attr]
    return words


def is_to_come(day: str) -> bool:
    from mdime_events.dates import day as parse

    return parse(day) > parse("today")


def _has_run_out(rating: Mapping[str, Any]) -> bool:
    """Whether the last day on which a current level holds for sure has passed."""
    return bool(rating["holds_until"]) and _is_past(rating["holds_until"])


def _is_past(day: str) -> bool:
    from mdime_events.dates import day as parse

    return parse(day) < parse("today")


def _trend_argument(answer: Mapping[str, Any], titles: Mapping[str, str]) -> None:
    head(f"Why {answer['trend']}")
    for finding in answer["trend_findings"]:
        if finding["met"]:
            paragraph(f"{finding['sentence']} {finding['because']}", bullet=f"{ARROWS[finding['trend']]} ")
            _events(finding["events"], titles)
    if not any(finding["met"] for finding in answer["trend_findings"]):
        paragraph("No condition for a rise or a fall is met." if answer["trend_findings"] else "Nothing was observed to project from.")
    worlds = answer["worlds"]
    if any(worlds.values()):
        paragraph(
            "In three years: " + "; ".join(f"{(worlds[name] or 'not assessed').title()} {when}" for name, when in WORLDS.items()) + "."
        )


def _confidence_argument(answer: Mapping[str, Any]) -> None:
    head(f"Why {answer['confidence']} confidence")
    for finding in answer["confidence_findings"]:
        paragraph(f"At most {finding['at_most']}: {finding['because'][0].lower()}{finding['because'][1:]}", bullet="– ")
    if not answer["confidence_findings"]:
        paragraph("Nothing holds it down.")


def _left_out(not_counted: Sequence[Mapping[str, str]], titles: Mapping[str, str]) -> None:
    if not_counted:
        head("Looked at and not counted")
        for each in not_counted:
            paragraph(f"{titles[each['event']]} ({each['reason']})", bullet="– ")


MOST_EVENTS = 2


def history(answer: Mapping[str, Any], named: Mapping[str, str]) -> None:
    """One row a year end, one column an instrument; beneath it the days on which levels moved, with the events that moved them."""
    codes = [code for code in RATED if any(point["instrument"] == code for point in answer["history"])]
    table = table_of(f"{countries.dyad_name(answer['dyad'])}: levels and trends at year ends", ("Day", *map(_short, codes)))
    days: dict[str, dict[str, Text]] = {}
    for point in answer["history"]:
        cell = Text(f"{LETTERS[point['level']]}{ARROWS[point['trend']]}", style=COLOURS[point["level"]])
        days.setdefault(point["day"], {})[point["instrument"]] = cell
    for day, cells in days.items():
        table.add_row(day, *(cells.get(code, Text("")) for code in codes))
    show(table)
    click.echo()
    moves = table_of("Days on which a level moved", ("Day", "For", "From", "To", "Cause", "Event"))
    for each in answer["changes"]:
        before, after = (_level(level) for level in each["level"])
        moves.add_row(each["day"], each["instrument"], before, after, each["cause"], clean(_first_events(each["events"], named)))
    show(moves)
    for words in _clocks(answer):
        line(words)


def _first_events(ids: Sequence[str], named: Mapping[str, str]) -> str:
    more = [f"{len(ids) - MOST_EVENTS} more"] if len(ids) > MOST_EVENTS else []
    return "; ".join([*(named[id] for id in ids[:MOST_EVENTS]), *more])


def timeline(dyad: str, events: Sequence[Mapping[str, Any]]) -> None:
    """Events, the newest first."""
    table = table_of(f"{countries.dyad_name(dyad)}: {len(events)} events", ("Date", "For", "Kind", "Event", "Status", "Id"))
    for event in events:
        bears_on = " ".join(event["instruments"])
        table.add_row(event["date"], bears_on, event["kind"], clean(event["title"]), _status(event), event["event"][-12:])
    show(table)


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
    beneath = _console().is_terminal and _console().width < NARROWEST
    table = table_of("Current level and projected trend", ("Dyad", *map(_short, RATED), *(() if beneath else ("Reviewed to",))))
    for each in answer["dyads"]:
        cells = [
            Text(f"{LETTERS[cell['level']]}{ARROWS[cell['trend']]}", style=COLOURS[cell["level"]])
            for cell in (each["cells"][code] for code in RATED)
        ]
        table.add_row(each["dyad"], *cells, *(() if beneath else (each["reviewed_to"] or "never",)))
    show(table)
    for each in answer["dyads"] if beneath else ():
        line(f"{each['dyad']} reviewed to: {each['reviewed_to'] or 'never'}")
    letters = ", ".join(f"{LETTERS[level]} {level}" for level in LEVELS)
    line(f"{letters}, – not assessed; " + ", ".join(f"{arrow} {trend}" for trend, arrow in ARROWS.items()))
    line("Reviewed to: the last day of the oldest review among the instruments.")
    for words in _clocks(answer):
        line(words)
    line(f"Rules {answer['rules'][:12]}.")
