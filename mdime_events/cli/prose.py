"""How text is set: wrapped to what there is room for. Without rich, whose import costs more than most commands do."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap

import click

from mdime_events.cli.common import DUMB, clean

WIDTH = 100
LEAST = 20


def _width() -> int:
    """The columns that text may fill: those of the terminal, a hundred at most."""
    return min(shutil.get_terminal_size((WIDTH, 0)).columns, WIDTH) if sys.stdout.isatty() else WIDTH


def paragraph(text: str, indent: str = "  ", bullet: str = "") -> None:
    """Wrapped text, its bullet hanging."""
    lines = textwrap.wrap(clean(text), max(_width() - len(indent) - len(bullet), LEAST), break_on_hyphens=False) or [""]
    for number, part in enumerate(lines):
        click.echo(f"{indent}{bullet if number == 0 else ' ' * len(bullet)}{part}")


def line(text: str) -> None:
    """A line beneath a table: wrapped at a terminal, whole when piped."""
    if sys.stdout.isatty():
        paragraph(text, indent="")
    else:
        click.echo(clean(text))


def title(text: str) -> None:
    """What stands above an answer."""
    for part in textwrap.wrap(clean(text), _width(), break_on_hyphens=False):
        click.echo(part if os.environ.get("TERM") in DUMB else click.style(part, bold=True))


def head(text: str) -> None:
    click.echo()
    title(text)
