"""The commands that read: ratings, explain, history, timeline, compare."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from mdime_events import answers
from mdime_events.cli import present, present_explain
from mdime_events.cli.asked import asked, is_empty, logged, read_log, rules
from mdime_events.cli.common import Day as DayType
from mdime_events.cli.common import (
    FirstDay,
    Word,
    as_json,
    as_of,
    dyad_words,
    echo_json,
    known_on,
    maybe_dyad_words,
    maybe_rating_words,
    one_dyad,
    progress,
    watched,
)
from mdime_events.counting import visible_from
from mdime_events.model import Event
from mdime_events.reading import Reading
from mdime_events.vocabulary import RATED


@click.command(
    epilog="""\b
Examples:
  mdime ratings                                 all dyads
  mdime ratings CHN IRN                         each instrument on the last day known of it
  mdime ratings CHN IRN --as-of 2023-12-31      on a past day
  mdime ratings CHN IRN --as-of today           the literal question; nobody may have looked since
  mdime ratings CHN IRN --known-on 2024-06-30   as the log was then"""
)
@maybe_dyad_words
@as_of
@known_on
@rules
@as_json
@click.pass_context
def ratings(ctx: click.Context, /, words: tuple[str, ...], as_of: date | None, as_json: bool, **clock: Any) -> None:
    """Show ratings: current degree of influence and projected direction, by instrument."""
    reading, names = asked(ctx, words, clock)
    found = [answers.ratings(reading, name, as_of) for name in progress(names)]
    if as_json:
        echo_json(found[0] if words and len(found) == 1 else {"dyads": found})
    elif not is_empty(reading):
        for number, answer in enumerate(found):
            click.echo("\n" * bool(number), nl=False)
            present.ratings(answer, among=not words or len(found) > 1)


@click.command(
    epilog="""\b
Examples:
  mdime explain CHN IRN M1
  mdime explain CHN-IRN E1 --as-of 2019-12-31
  mdime explain CHN IRN                         all thirteen, one after the other"""
)
@maybe_rating_words
@as_of
@known_on
@rules
@as_json
@click.pass_context
def explain(ctx: click.Context, /, words: tuple[str, ...], as_of: date | None, as_json: bool, **clock: Any) -> None:
    """Say why an instrument (or OVERALL) is rated as it is, what is missing for more, and until when it holds."""
    names, codes = _dyad_and_instruments(ctx, words)
    reading = read_log(ctx, clock["known_on"], clock["rules"])
    dyad = logged(ctx, reading, [one_dyad(ctx, names)])[0]
    found = [answers.explain(reading, dyad, code, as_of) for code in progress(codes, "Explaining")]
    if as_json:
        echo_json(found[0] if len(found) == 1 else {"dyad": dyad, "ratings": found})
        return
    titles = _titles(reading, dyad)
    for number, answer in enumerate(found):
        click.echo("\n\n" * bool(number), nl=False)
        present_explain.explain(answer, titles)


def _dyad_and_instruments(ctx: click.Context, words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of the dyad, and the instrument that the last one names; all where it names none."""
    last = words[-1].upper()
    if last in RATED:
        if len(words) == 1:
            raise click.UsageError(f"name a dyad before the instrument, such as CHN IRN {last}", ctx=ctx)
        return words[:-1], (last,)
    if len(words) > 2 or (len(words) == 2 and "-" in words[0]):
        raise click.UsageError(f'"{words[-1]}" is no instrument; end with one of {", ".join(RATED)}', ctx=ctx)
    return words, tuple(RATED)


def _titles(reading: Reading, dyad: str) -> dict[str, str]:
    dossier = reading.dossier(dyad)
    return {event.id: f"{event.coding.date}: {event.coding.title}" for event in (*dossier.events, *dossier.retracted, *dossier.copies)}


def _named(reading: Reading, dyad: str) -> dict[str, str]:
    """The events of a dyad as a table names them: by title, date and the tail of the id."""
    return {event.id: f"{event.coding.title} ({event.coding.date}, {event.id[-12:]})" for event in reading.dossier(dyad).events}


@click.command(
    epilog="""\b
Examples:
  mdime history CHN IRN
  mdime history CHN IRN -i M1 -i M2 --json"""
)
@dyad_words
@click.option("--instrument", "-i", "instruments", type=Word("rated"), multiple=True, help="Only these.")
@as_of
@known_on
@rules
@as_json
@click.pass_context
def history(ctx: click.Context, /, words: tuple[str, ...], as_of: date | None, **options: Any) -> None:
    """Show how ratings moved: at year ends, and every day that a level changed, with the cause."""
    reading = read_log(ctx, options["known_on"], options["rules"])
    dyad = logged(ctx, reading, [one_dyad(ctx, words)])[0]
    answer = watched(lambda: answers.history(reading, dyad, as_of, options["instruments"] or tuple(RATED)))
    if options["as_json"]:
        echo_json(answer)
    else:
        present.history(answer, _named(reading, dyad))


@click.command(
    epilog="""\b
Examples:
  mdime timeline CHN IRN
  mdime timeline CHN IRN -i M1 --from 2014 --to 2019
  mdime timeline CHN IRN --as-of 2019-12-31              what a rating of that day rests on"""
)
@dyad_words
@click.option("--instrument", "-i", "instruments", type=Word("instrument"), multiple=True, help="Only these.")
@click.option("--kind", "kinds", type=Word("kind"), multiple=True, help="Only these.")
@click.option("--from", "begins", type=FirstDay(), help="Not over before this day, or the first of this month or year.")
@click.option("--to", "ends", type=DayType(), help="Not begun after this day.")
@click.option("--as-of", type=DayType(), help="Only what had happened or was announced by this day, as its ratings saw it.")
@known_on
@as_json
@click.pass_context
def timeline(ctx: click.Context, /, words: tuple[str, ...], as_of: date | None, as_json: bool, **asked_for: Any) -> None:
    """List a dyad's events, the newest first; states count from their start to their end."""
    begins, ends = asked_for["begins"], asked_for["ends"]
    if begins and ends and begins > ends:
        raise click.UsageError(f"--from {begins} is later than --to {ends}", ctx=ctx)
    reading = read_log(ctx, asked_for["known_on"], None)
    dyad = logged(ctx, reading, [one_dyad(ctx, words)])[0]
    dossier = reading.dossier(dyad)
    kept, copies = ([event for event in each if _is_wanted(event, as_of, **asked_for)] for each in (dossier.events, dossier.copies))
    kept.sort(key=lambda event: (event.earliest or event.certain, event.id), reverse=True)
    answer = answers.timeline(reading, dyad, kept, as_of)
    if as_json:
        echo_json(answer)
    elif kept or copies:
        present.timeline(dyad, answer["events"], len(copies))
    else:
        click.echo("No event matches.")


def _is_wanted(event: Event, as_of: date | None, instruments: Any, kinds: Any, begins: date | None, ends: date | None, **_: Any) -> bool:
    """Whether an event is among those asked for; a state lasts from its start to its end."""
    over = event.until or (date.max if event.state else event.certain)
    begun = event.earliest or event.certain
    of_kind = (not instruments or not set(instruments).isdisjoint(event.coding.instruments)) and (not kinds or event.coding.kind in kinds)
    return of_kind and (begins or date.min) <= over and begun <= (ends or date.max) and visible_from(event) <= (as_of or date.max)


@click.command(
    epilog="""\b
Examples:
  mdime compare                                     all dyads
  mdime compare CHN-IRN RUS-IRN --as-of 2023-12-31"""
)
@maybe_dyad_words
@as_of
@known_on
@rules
@as_json
@click.pass_context
def compare(ctx: click.Context, /, words: tuple[str, ...], as_of: date | None, as_json: bool, **clock: Any) -> None:
    """Set dyads side by side: level and trend of every instrument."""
    reading, names = asked(ctx, words, clock)
    answer = answers.compare(reading, progress(names), as_of)
    if as_json:
        echo_json(answer)
    elif not is_empty(reading):
        present.compare(answer)
