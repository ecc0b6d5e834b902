"""The commands that compare: diff, what-if, sensitivity."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from mdime_events import differences
from mdime_events.batch import rows
from mdime_events.causes import titles
from mdime_events.cli import present_change as present
from mdime_events.cli.asked import logged, read_log, rules
from mdime_events.cli.common import Batch, Day, as_json, as_of, dyad_words, echo_json, known_on, one_dyad, progress, say, watched
from mdime_events.diff import End
from mdime_events.reading import Reading

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
NO_END = (
    "name at least one end: --from 2019-12-31 --to 2023-12-31 (days), --known-from 2024-06-30 (what was known),"
    " or --rules-from DIR (another method); what is not given is as in `mdime ratings`"
)
NO_CHANGE = "name an event with --without ID (`mdime timeline` shows the ids), or a batch with --with FILE"


@click.command(
    epilog="""\b
Examples:
  mdime diff CHN IRN --from 2019-12-31 --to 2023-12-31    between two days
  mdime diff CHN IRN --from 2019                          from the end of 2019 to the last day known
  mdime diff CHN IRN --known-from 2024-06-30              what was learnt since then
  mdime diff CHN IRN --rules-from ../old/rules --json     another method over the same log"""
)
@dyad_words
@click.option("--from", "from_day", type=Day(), help="The first day: 2019-12-31, 2019 or today. Otherwise: the last day known.")
@click.option("--to", "to_day", type=Day(), help="The second day.")
@click.option("--known-from", metavar="DAY|SEAL", help="The first end as it was known then. Otherwise: as it is known now.")
@click.option("--known-to", metavar="DAY|SEAL", help="The second end as it was known then.")
@click.option("--rules-from", type=FOLDER, help="Rate the first end by another folder of rules.")
@click.option("--rules-to", type=FOLDER, help="Rate the second end by another folder of rules.")
@as_json
@click.pass_context
def diff(ctx: click.Context, /, words: tuple[str, ...], as_json: bool, **ends: Any) -> None:
    """Say which ratings moved from one end to the other, and which events, endings, lapses, reviews, records or conditions moved them.

    An end is a day, a state of knowledge and a folder of rules; what is not given is as in `mdime ratings`.
    """
    if not any(ends.values()):
        raise click.UsageError(NO_END, ctx=ctx)
    dyad = one_dyad(ctx, words)
    before, after = (_end(ctx, dyad, name, ends) for name in ("from", "to"))
    answer = watched(lambda: differences.diff(before, after), "Comparing")
    if as_json:
        echo_json(answer)
    else:
        present.diff(answer)


def _end(ctx: click.Context, dyad: str, name: str, ends: dict[str, Any]) -> End:
    reading = read_log(ctx, ends[f"known_{name}"], ends[f"rules_{name}"], hint=f"--known-{name}")
    logged(ctx, reading, [dyad])
    return differences.end(reading, dyad, ends[f"{name}_day"])


@click.command(
    "what-if",
    epilog="""\b
Examples:
  mdime what-if CHN IRN --without 018f3c2a                     as if it had never been logged
  mdime what-if CHN IRN --with rows.csv                        as if these rows were logged too
  mdime what-if CHN IRN --without 018f3c2a --as-of 2019-12-31  on a past day""",
)
@dyad_words
@click.option("--without", multiple=True, metavar="ID", help="An event: its id, or six characters or more of its beginning or end.")
@click.option("--with", "file", type=Batch(), metavar="FILE", help="A batch as of `mdime log --file`.")
@as_of
@known_on
@rules
@as_json
@click.pass_context
def what_if(ctx: click.Context, /, words: tuple[str, ...], without: tuple[str, ...], file: Path | None, **options: Any) -> None:
    """Show which ratings would move if some events had never been logged, or more were. Nothing is written."""
    if not without and file is None:
        raise click.UsageError(NO_CHANGE, ctx=ctx)
    reading = read_log(ctx, options["known_on"], options["rules"])
    dyad = one_dyad(ctx, words)
    if without:
        logged(ctx, reading, [dyad])
    more = rows(file) if file else []
    answer = watched(lambda: differences.what_if(reading, dyad, without, more, options["as_of"]))
    for warning in answer.get("warnings", ()):
        say(f"warning: {warning}")
    if options["as_json"]:
        echo_json(answer)
    else:
        present.what_if(answer, _names(reading, dyad))


@click.command(
    epilog="""\b
Examples:
  mdime sensitivity CHN IRN
  mdime sensitivity CHN IRN --as-of 2023-12-31 --json"""
)
@dyad_words
@as_of
@known_on
@rules
@as_json
@click.pass_context
def sensitivity(ctx: click.Context, /, words: tuple[str, ...], as_of: date | None, as_json: bool, **clock: Any) -> None:
    """Show the range of each rating when any one event, any one source with its relays, all sources graded D to F, or all that ran
    through unofficial channels is left out, or the window opens a year earlier or later.

    Each rating stays on its day. With a source go the events that cite no other; a review stays.
    """
    reading = read_log(ctx, clock["known_on"], clock["rules"])
    dyad = logged(ctx, reading, [one_dyad(ctx, words)])[0]
    answer = differences.sensitivity(reading, dyad, as_of, partial(progress, doing="Leaving out"))
    if as_json:
        echo_json(answer)
    else:
        present.sensitivity(answer, _names(reading, dyad))


def _names(reading: Reading, dyad: str) -> dict[str, str]:
    """A dyad's events by id, as sentences name them."""
    dossier = reading.dossier(dyad)
    return {event.id: titles([event]) for event in (*dossier.events, *dossier.copies)}
