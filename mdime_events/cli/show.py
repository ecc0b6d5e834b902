"""The command that shows records as they stand in the log, to people and to git."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import click

from mdime_events.cli.common import as_json, clean, echo_json, workspace
from mdime_events.workspace import Workspace, add_lines


@click.command(
    epilog="""\b
Examples:
  mdime show 018f3c2a                  an event with all that was said about it since
  mdime show events/CHN-IRN.jsonl      every record of a file
  mdime show --setup                   from then on, git diff and git log -p are readable"""
)
@click.argument("what", required=False, metavar="EVENT|FILE")
@click.option("--setup", is_flag=True, help="Have git show the log through this command, in this clone.")
@as_json
@click.pass_context
def show(ctx: click.Context, what: str | None, setup: bool, as_json: bool) -> None:
    """Show records in full, one line a field: those about EVENT, or those of a FILE of the log."""
    if setup == bool(what):
        raise click.UsageError("name an event or a file, or give --setup", ctx=ctx)
    if setup:
        _set_up(workspace(ctx))
    elif "/" in str(what) or Path(str(what)).is_file():
        _show_file(click.Path(exists=True, dir_okay=False, path_type=Path).convert(str(what), None, ctx), as_json)
    else:
        _show_event(workspace(ctx), str(what), as_json)


def _show_file(path: Path, as_json: bool) -> None:
    from mdime_events.log.show import read_file, shown_file

    with open(path, "rb") as handle:
        if as_json:
            records, strange = read_file(handle)
            problems = [{"code": each.code, "line": number, "message": str(each), "text": text} for number, each, text in strange]
            echo_json({"file": str(path), "records": records, "problems": problems})
            return
        for line in shown_file(handle):
            click.echo(clean(line))


def _show_event(place: Workspace, event: str, as_json: bool) -> None:
    from mdime_events.desk import find_event
    from mdime_events.log import stream as streams
    from mdime_events.log.show import shown

    dyad, id, _ = find_event(place.log, event)
    records = [line.record for line in streams.reading_order(streams.read(place.log, dyad).lines) if line.record.event == id]
    if as_json:
        echo_json({"event": id, "dyad": dyad, "records": records})
        return
    for record in records:
        for line in (*shown(record), ""):
            click.echo(clean(line))


def _set_up(place: Workspace) -> None:
    """Tells this clone's git to show files of the log through `mdime show`."""
    command = shlex.join([sys.executable, "-m", "mdime_events.cli.main", "show"])
    done = subprocess.run(
        ["git", "-C", str(place.root), "config", "diff.mdime.textconv", command], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(f"git did not take it: {done.stderr.strip()}")
    add_lines(place.root / ".gitattributes", "events/*.jsonl diff=mdime\n")
    click.echo("git diff, git show and git log -p now show the log's records in words, in this clone")
