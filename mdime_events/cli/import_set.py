"""The command that imports sets which others tabulated: `mdime import`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mdime_events import countries
from mdime_events.cli.common import as_json, by, echo_json, progress, workspace
from mdime_events.importers.known import NAMES, importer
from mdime_events.importers.plan import plan
from mdime_events.importers.selection import SINCE, Selection
from mdime_events.importers.shape import Importer
from mdime_events.vocabulary import BENEFACTORS


class Countries(click.ParamType[tuple[str, ...]]):
    """Countries by code or name, with commas between them."""

    name = "countries"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        try:
            return value if isinstance(value, tuple) else tuple(dict.fromkeys(map(countries.code, value.split(","))))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Edition(click.ParamType[str]):
    """A day, month or year."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from mdime_events.log import door

        try:
            return str(door.day_text(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command(
    "import",
    epilog="""\b
Examples:
  mdime import                                    the sets that can be imported
  mdime import sipri                              how its rows are judged
  mdime import sipri trade-register.csv --dry-run what it holds, and what is refused; nothing is written
  mdime import sipri trade-register.csv
  mdime import sipri trade-register.csv --benefactor RUS --recipient India,Algeria
  mdime import events drills.csv --edition 2024-05-01
  mdime import ofac sdn.csv sdn-new.csv --edition 2019-01-15 --edition 2020-08""",
)
@click.argument("source", required=False, metavar="[SOURCE]")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="[FILE]...")
@click.option(
    "--edition", "editions", type=Edition(), multiple=True, help="The day, month or year a file is of, where it does not say so itself."
)
@click.option(
    "--benefactor", "benefactors", type=Countries(), default=BENEFACTORS, help=f"Only these: {','.join(BENEFACTORS)} if not said."
)
@click.option("--recipient", "recipients", type=Countries(), default=(), help="Only these, and review them even where the set has nothing.")
@click.option("--since", type=click.IntRange(1000, 2200), default=SINCE, show_default=True, help="Pass over rows that were over before.")
@click.option("--shrunk", is_flag=True, help="The set has lost more than a tenth of its events, and is whole all the same.")
@click.option("--dry-run", is_flag=True, help="Count what would be appended, and what is refused; append nothing.")
@by
@as_json
@click.pass_context
def import_(ctx: click.Context, /, source: str | None, paths: tuple[Path, ...], **options: Any) -> None:
    """Import a set that others tabulated: new rows are appended, changed ones amended, vanished ones marked as disputed.

    Without a file, tell how the set's rows are judged; without a source, list the sets. The same file again appends nothing.
    """
    from mdime_events.cli import present_import
    from mdime_events.log.append import append

    if not source:
        present_import.sets([importer(name) for name in NAMES])
        return
    chosen = _chosen(source)
    if not paths:
        present_import.judgement(chosen)
        return
    if len(paths) != chosen.files:
        raise click.UsageError(f"{source} takes {chosen.files} file{'s' * (chosen.files > 1)}, not {len(paths)}")
    if len(options["editions"]) not in (0, 1, chosen.files):
        raise click.UsageError("give --edition once for each file, in the order of the files")
    log = workspace(ctx).log
    selection = Selection(benefactors=options["benefactors"], recipients=options["recipients"], since=options["since"])
    planned = plan(
        log, chosen, paths, selection, options["editions"], options["shrunk"], watch=lambda names: progress(names, "Comparing with the log")
    )
    if not options["dry_run"]:
        append(log, planned.drafts, options["by"])
    if options["as_json"]:
        echo_json(present_import.answer(planned, options["dry_run"]))
    else:
        present_import.summary(planned, options["dry_run"])


def _chosen(name: str) -> Importer:
    try:
        return importer(name)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="SOURCE") from None
