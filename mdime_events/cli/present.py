"""Answers for people: rich tables at a terminal, plain aligned text when piped, the same words in both."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mdime_events import countries
from mdime_events.cli.common import clean
from mdime_events.vocabulary import ARROWS, LETTERS, LEVELS, OVERALL, RATED
from mdime_events.ways_up import WayUp
from mdime_events.worlds import SUPPOSED

COLOURS = {
    "very high": "bold white on dark_red",
    "high": "bold white on red3",
    "medium": "black on orange1",
    "low": "black on light_goldenrod1",
    "very low": "black on grey82",
    "unobserved": "dim",
    None: "dim",
}
WIDTH = 100
NARROW = 110


def _console(width: int | None = None) -> Console:
    return Console(highlight=False, markup=False, emoji=False, width=width)


def table_of(title: str, headers: Iterable[str]) -> Table:
    """An empty table; columns of words wrap, all others stay whole."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for header in headers:
        wide = header in ("Instrument", "Event", "Note", "Cause", "What moves it", "Source")
        table.add_column(header, no_wrap=not wide, overflow="fold")
    return table


def _short(code: str) -> str:
    return "All" if code == OVERALL else code


def show(table: Table) -> None:
    """Prints a table: with rules and colours at a terminal, as tab-separated text when piped."""
    console = _console()
    if console.is_terminal:
        title, table.title = table.title, None
        console.print(title, style="bold")
        _console(max(console.width, _room(table))).print(table, crop=False)
        return
    click.echo("\t".join(str(column.header) for column in table.columns))
    columns = [[_plain(cell) for cell in column.cells] for column in table.columns]
    for row in zip(*columns, strict=True):
        click.echo("\t".join(row))


def _room(table: Table) -> int:
    """The columns of a terminal under which a table would lose figures and ids: it is then wider than the terminal, and cut nowhere."""
    widths = [max(cell_len(_plain(cell)) for cell in (column.header, *column.cells)) for column in table.columns]
    return sum(2 + (width if column.no_wrap else min(width, 16)) for width, column in zip(widths, table.columns, strict=True))


def _plain(cell: Any) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)


def _level(level: str | None) -> Text:
    return Text(f" {(level or 'not assessed').title()} ", style=COLOURS[level]) if _console().is_terminal else Text(level or "not assessed")


def trend_word(trend: str) -> Text:
    """A trend with its arrow."""
    return Text(f"{ARROWS[trend]} {trend}")


def ratings(answer: Mapping[str, Any]) -> None:
    """The report's own figure: current degree and projected direction, by instrument."""
    title = f"{countries.dyad_name(answer['dyad'])}: current and projected military influence"
    headers = ("Code", "Instrument", "Current", "Projected", "Confidence", "On", "Holds until", "Note")
    narrow = _console().is_terminal and _console().width < NARROW
    table = table_of(title, (*headers[:4], "Note") if narrow else headers)
    for each in answer["ratings"]:
        overall = each["instrument"] == OVERALL
        if overall:
            table.add_section()
        table.add_row(
            "" if overall else each["instrument"],
            each["name"].replace("/", " / ") if _console().is_terminal else each["name"],
            _level(each["level"]),
            trend_word(each["trend"]),
            *(() if narrow else (each["confidence"], each["on"] or "", each["holds_until"] or "")),
            _note(each),
        )
    show(table)
    for line in _footing(answer):
        click.echo(line)


def _note(rating: Mapping[str, Any]) -> str:
    notes = ["falls without one event"] if rating["carried_by_one"] else []
    if rating["level"] and not rating["reviewed_to"]:
        notes.append("never reviewed")
    if rating["unreviewed_since"]:
        notes.append(f"unreviewed since {rating['unreviewed_since']}")
    return ", ".join(notes)


def _footing(answer: Mapping[str, Any]) -> Iterable[str]:
    reviewed = {each["reviewed_to"] for each in answer["ratings"] if each["reviewed_to"]}
    if answer["as_of"]:
        yield f"As of {answer['as_of']}{', which is still to come' if is_to_come(answer['as_of']) else ''}."
        late = sorted({each["unreviewed_since"] for each in answer["ratings"] if each["unreviewed_since"]})
        if late:
            yield f"Nobody has looked since {late[0]}: what is older counts for less, and what is newer was never sought."
    elif reviewed:
        yield f"Each instrument stands on the last day known of it; the oldest review reaches to {min(reviewed)}, {_age(min(reviewed))}."
    elif any(each["level"] for each in answer["ratings"]):
        yield "Nobody has reviewed this dyad: what is not logged may still have happened (`mdime review` says who looked)."
    if answer["known_on"]:
        yield f"As known on {answer['known_on']}."
    yield f"Rules {answer['rules'][:12]}, log {' '.join(head[:12] for head in answer['heads']) or 'empty'}" + (
        f", seal {answer['seal'][:12]}." if answer["seal"] else ", not sealed since."
    )


def paragraph(text: str, indent: str = "  ", bullet: str = "") -> None:
    """Wrapped text, its bullet hanging."""
    lines = textwrap.wrap(clean(text), WIDTH - len(indent) - len(bullet), break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        click.echo(f"{indent}{bullet if number == 0 else ' ' * len(bullet)}{line}")


def head(text: str) -> None:
    click.echo()
    click.echo(click.style(text, bold=True))


def explain(answer: Mapping[str, Any], titles: Mapping[str, str]) -> None:
    """The argument of one rating, in sentences fit for a memo."""
    level = (answer["level"] or "not assessed").title()
    click.echo(click.style(f"{countries.dyad_name(answer['dyad'])}, {answer['instrument']} {answer['name']}", bold=True))
    mixed = answer["instrument"] == OVERALL and not answer["as_of"]
    on = f"; {'each instrument as it stands, the newest ' if mixed else ''}on {answer['on']}" if answer["on"] else ""
    projected = f", projected {answer['trend']}; {answer['confidence']} confidence" if answer["level"] else ""
    click.echo(f"{level}{projected}{on}.")
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
            paragraph("Any of these would meet it: " + "; ".join(WayUp(**way).words for way in missing["ways"]) + ".")
        elif answer["instrument"] != OVERALL:
            paragraph("No five acts of a single usual kind would meet it.")
    head("How long it holds")
    if answer["holds_until"] is None:
        paragraph("It does not lapse by the passing of time.")
    else:
        then = f", and is {answer['lapses_to'].title()} from the day after" if answer["lapses_to"] else ""
        paragraph(f"If nothing new happens, it holds until {answer['holds_until']}{then}.")
        if _is_past(answer["holds_until"]):
            paragraph("That day has passed, and nobody has looked since.")
    if answer["carried_by_one"]:
        paragraph("Without some single one of its events the level would be lower.")
    if answer["unreviewed_since"] or (answer["instrument"] == OVERALL and not answer["as_of"]):
        paragraph(answer["because"][-1])  # what is known since, and that nobody has looked; or which days the overall rests on


def _age(day: str) -> str:
    """How long ago a day was, in words: "2 years ago"."""
    import pendulum

    words: str = pendulum.parse(day).diff_for_humans()  # type: ignore[union-attr]
    return words


def is_to_come(day: str) -> bool:
    from mdime_events.dates import day as parse

    return parse(day) > parse("today")


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
            "In three years: " + "; ".join(f"{(worlds[name] or 'not assessed').title()} {when}" for name, when in SUPPOSED.items()) + "."
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


def history(answer: Mapping[str, Any]) -> None:
    """One row a year end, one column an instrument; beneath it the days on which levels moved."""
    codes = [code for code in RATED if any(point["instrument"] == code for point in answer["history"])]
    table = table_of(f"{countries.dyad_name(answer['dyad'])}: levels and trends at year ends", ("Day", *map(_short, codes)))
    days: dict[str, dict[str, Text]] = {}
    for point in answer["history"]:
        cell = Text(f"{LETTERS[point['level']]}{ARROWS[point['trend']]}", style=COLOURS[point["level"]])
        days.setdefault(point["day"], {})[point["instrument"]] = cell
    for day, cells in days.items():
        table.add_row(day, *(cells.get(code, Text("")) for code in codes))
    show(table)
    for line in _stopped(answer, codes):
        paragraph(line, indent="")
    moves = table_of("Days on which a level moved", ("Day", "Instrument", "From", "To", "Cause"))
    for each in answer["changes"]:
        before, after = (_level(level) for level in each["level"])
        moves.add_row(each["day"], each["instrument"], before, after, each["cause"])
    click.echo()
    show(moves)


def _stopped(answer: Mapping[str, Any], codes: Sequence[str]) -> Iterable[str]:
    """Which instruments go into the overall as they once stood."""
    last = max(answer["known_to"].values(), default=None)
    stopped = [f"{code} {day}" for code, day in answer["known_to"].items() if day != last]
    if OVERALL in codes and stopped:
        yield f"After the last day known of an instrument the overall takes it as it stood then: {', '.join(stopped)}."


def timeline(dyad: str, events: Sequence[Mapping[str, Any]]) -> None:
    """Events, the newest first."""
    table = table_of(f"{countries.dyad_name(dyad)}: {len(events)} events", ("Date", "For", "Kind", "Event", "Status", "Id"))
    for event in events:
        bears_on = " ".join(event["instruments"])
        status = event.get("status", "occurred")
        table.add_row(
            event["date"], bears_on, event["kind"], clean(event["title"]), "" if status == "occurred" else status, event["event"][-12:]
        )
    show(table)


def compare(answer: Mapping[str, Any]) -> None:
    """One row a dyad, one column an instrument."""
    table = table_of("Current level and projected trend", ("Dyad", *map(_short, RATED)))
    for each in answer["dyads"]:
        cells = [
            Text(f"{LETTERS[cell['level']]}{ARROWS[cell['trend']]}", style=COLOURS[cell["level"]])
            for cell in (each["cells"][code] for code in RATED)
        ]
        table.add_row(each["dyad"], *cells)
    show(table)
    letters = ", ".join(f"{LETTERS[level]} {level}" for level in LEVELS)
    click.echo(f"{letters}, – not assessed; " + ", ".join(f"{arrow} {trend}" for trend, arrow in ARROWS.items()))
