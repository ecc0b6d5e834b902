"""The command that writes the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from mdime_events.cli.common import as_json, as_of, clean, echo_json, known_on, progress, workspace
from mdime_events.recompute import Question
from mdime_events.recompute import recompute as bring_up_to_date
from mdime_events.spread import Spread, Unreachable, over_cluster, over_processes, serial
from mdime_events.task import RulesChanged


@click.command(
    epilog="""\b
Examples:
  mdime recompute
  mdime recompute --as-of 2019-12-31 --db then.db
  mdime recompute --rules ../older-rules --db older.db
  mdime recompute --full          (after the log was rewritten on purpose)
  mdime recompute --full --jobs 4
  mdime recompute --full --scheduler tcp://10.0.0.1:8786     (a Dask cluster whose workers see this folder under the same path)"""
)
@as_of
@known_on
@click.option("--rules", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Rate by another folder of rules.")
@click.option("--db", type=click.Path(path_type=Path, dir_okay=False), help="Another file than the workspace's mdime.db.")
@click.option("--full", is_flag=True, help="Rate everything again, whatever the database holds.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="So many dyads at a time, each in a process.")
@click.option("--scheduler", metavar="ADDRESS", help="Spread the work over a Dask cluster: the address of its scheduler.")
@as_json
@click.pass_context
def recompute(ctx: click.Context, /, as_of: date | None, full: bool, as_json: bool, **options: Any) -> None:
    """Bring mdime.db up to date: rate the dyads whose log, sources or method changed, and leave the others as they are."""
    place = workspace(ctx)
    question = Question(as_of=as_of, known_on=options["known_on"], rules=options["rules"])
    spread = _spread(ctx, options["jobs"], options["scheduler"])
    try:
        done = bring_up_to_date(place, question, db=options["db"], full=full, spread=spread, progress=progress)
    except (Unreachable, RulesChanged) as error:
        raise click.ClickException(str(error)) from None
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=ctx, param_hint="--known-on") from None
    if as_json:
        echo_json({"rated": done.rated, "unchanged": done.unchanged, "seconds": round(done.seconds, 3)})
    else:
        target = options["db"] or place.database.name
        dyads = "dyad" if len(done.rated) == 1 else "dyads"
        click.echo(clean(str(target)) + f": {len(done.rated)} {dyads} rated, {len(done.unchanged)} unchanged, {done.seconds:.1f} s")
        asked = [f"--{name}" for name, value in (("as-of", as_of), ("known-on", options["known_on"]), ("rules", options["rules"])) if value]
        if asked and not options["db"]:
            click.echo(f"It now answers {' '.join(asked)}, and whoever browses it sees that; plain `mdime recompute` brings it back.")


def _spread(ctx: click.Context, jobs: int, scheduler: str | None) -> Spread:
    """Where the work is done."""
    if scheduler and jobs > 1:
        raise click.UsageError("--jobs is for this machine's processes; a --scheduler has its own workers", ctx=ctx)
    if scheduler:
        return over_cluster(scheduler)
    return over_processes(jobs) if jobs > 1 else serial
