"""The log as a command asks for it: read as known then, by the rules that are named, with the dyads that words name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mdime_events.cli.common import dyads, workspace
from mdime_events.reading import Reading, read

rules = click.option("--rules", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Rate by another folder of rules.")


def read_log(ctx: click.Context, known: str | None, folder: Path | None, hint: str = "--known-on") -> Reading:
    """The log as it was known then. Raises BadParameter where `known`, given as `hint`, is neither a day nor a seal."""
    try:
        return read(workspace(ctx), known, folder)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=ctx, param_hint=hint) from None


def asked(ctx: click.Context, words: tuple[str, ...], clock: dict[str, Any]) -> tuple[Reading, list[str]]:
    """The log as asked for, and the dyads that words name; all where there are none."""
    reading = read_log(ctx, clock["known_on"], clock["rules"])
    return reading, logged(ctx, reading, dyads(ctx, words)) if words else reading.dyads()


def is_empty(reading: Reading) -> bool:
    """Whether the log holds nothing at all; says so, and how to begin."""
    if reading.dyads():
        return False
    click.echo("The log is empty. Log the first event: mdime log CHN IRN --date 2023-02 --kind visit -i D1 --title …")
    return True


def logged(ctx: click.Context, reading: Reading, names: list[str]) -> list[str]:
    """The dyads, each of which has a log. Raises UsageError."""
    for name in names:
        if name not in reading.dyads():
            there = ", ".join(reading.dyads()) or "no dyad yet"
            raise click.UsageError(f"nothing is logged for {name} (logged: {there}); begin with `mdime log {name}`", ctx=ctx)
    return names
