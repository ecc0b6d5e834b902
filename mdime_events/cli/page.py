"""How tables are set: by rich at a terminal, tab-separated when piped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from mdime_events.cli.prose import title
from mdime_events.vocabulary import ARROWS

COLOURS = {
    "very high": "bold white on dark_red",
    "high": "bold white on red3",
    "medium": "black on orange1",
    "low": "black on light_goldenrod1",
    "very low": "black on grey82",
    "unobserved": "dim",
    None: "dim",
}


def console_of(width: int | None = None) -> Console:
    return Console(highlight=False, markup=False, emoji=False, width=width)


def table_of(title: str, headers: Iterable[str]) -> Table:
    """An empty table; columns of words wrap, all others stay whole."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for header in headers:
        wide = header in ("Instrument", "Event", "Key", "Note", "Cause", "Status", "What moves it", "Source")
        table.add_column(header, no_wrap=not wide, overflow="fold")
    return table


def show(table: Table) -> None:
    """Prints a table: with rules and colours at a terminal, as tab-separated text when piped."""
    console = console_of()
    if console.is_terminal:
        above, table.title = str(table.title), None
        title(above)
        for column in table.columns:
            column.min_width = _least(column)
        console_of(max(console.width, _room(table))).print(table, crop=False)
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


def level_cell(level: str | None) -> Text:
    return (
        Text(f" {(level or 'not assessed').title()} ", style=COLOURS[level]) if console_of().is_terminal else Text(level or "not assessed")
    )


def trend_word(trend: str) -> Text:
    """A trend with its arrow."""
    return Text(f"{ARROWS[trend]} {trend}")
