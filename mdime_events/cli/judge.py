"""The commands that judge the method: backtest and agreement."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import click

from mdime_events import scorecards
from mdime_events.agreement import beside
from mdime_events.backtest import Case, cases
from mdime_events.cli import verdicts
from mdime_events.cli.asked import asked, is_empty, rules
from mdime_events.cli.common import Word, as_json, echo_json, known_on, maybe_dyad_words, progress
from mdime_events.reading import Reading
from mdime_events.vocabulary import RATED


@click.command(
    epilog="""\b
Examples:
  mdime backtest                                 all dyads
  mdime backtest CHN IRN --by-instrument
  mdime backtest CHN IRN -i M1 --misses          each miss, with its reasons
  mdime backtest --by-condition --rules drafts   which conditions of other rules err"""
)
@maybe_dyad_words
@click.option("--instrument", "-i", "instruments", type=Word("rated"), multiple=True, help="Only these.")
@click.option("--by-instrument", is_flag=True, help="Also instrument by instrument.")
@click.option("--by-dyad", is_flag=True, help="Also dyad by dyad.")
@click.option("--by-condition", is_flag=True, help="Also what came where each condition of a trend was met.")
@click.option("--misses", is_flag=True, help="Also each trend that was wrong, with its reasons.")
@known_on
@rules
@as_json
@click.pass_context
def backtest(ctx: click.Context, /, words: tuple[str, ...], instruments: tuple[str, ...], misses: bool, **options: Any) -> None:
    """Hold the trends given at past quarter ends against what came three years later, beside two plain guesses."""
    reading, names = asked(ctx, words, options)
    found = list(_cases(reading, names, instruments or tuple(RATED)))
    answer = {**scorecards.heading(reading), **scorecards.backtest(names, found, misses)}
    if options["as_json"]:
        echo_json(answer)
    elif not is_empty(reading):
        verdicts.backtest(answer, [part for part in ("by_instrument", "by_dyad", "by_condition") if options[part]])


def _cases(reading: Reading, names: list[str], instruments: tuple[str, ...]) -> Iterator[Case]:
    """The cases of the dyads; a bar counts them, or of a single one its instruments."""
    checking = partial(progress, doing="Checking")
    dyads, own = (iter, checking) if len(names) == 1 else (checking, iter)
    for name in dyads(names):
        yield from cases(reading.dossier(name), reading.method, instruments, own)


@click.command(
    epilog="""\b
Examples:
  mdime agreement                                   all dyads
  mdime agreement CHN IRN --source fmso-2023-iran   one report
  mdime agreement --rules drafts                    by other rules"""
)
@maybe_dyad_words
@click.option("--source", metavar="KEY", help="Only the judgements of this source, or of an analyst who named none.")
@known_on
@rules
@as_json
@click.pass_context
def agreement(ctx: click.Context, /, words: tuple[str, ...], source: str | None, as_json: bool, **clock: Any) -> None:
    """Hold computed ratings against published ones on the day they were made for, and explain each disagreement."""
    reading, names = asked(ctx, words, clock)
    found = [each for name in progress(names) for each in beside(reading.dossier(name), reading.method)]
    judges = sorted({each.judge for each in found})
    if source and source not in judges:
        there = ", ".join(judges) or "nobody yet; record one with `mdime assess`"
        raise click.UsageError(f'no judgement is by "{source}" (judgements are by: {there})', ctx=ctx)
    kept = [each for each in found if source in (None, each.judge)]
    answer = {**scorecards.heading(reading), **scorecards.agreed(kept)}
    if as_json:
        echo_json(answer)
    elif not is_empty(reading):
        verdicts.agreement(answer, names)
