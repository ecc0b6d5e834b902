"""The commands that append what is not an event: review, assess, profile, source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mdime_events import hints, recording
from mdime_events.cli.common import Day, F, Word, as_json, by, clean, dyad_words, echo_json, one_dyad, rating_words, say, workspace
from mdime_events.cli.fields import citation
from mdime_events.cli.record import record
from mdime_events.vocabulary import INSTRUMENTS


def _note(ctx: click.Context, words: tuple[str, ...], type: str, fields: dict[str, Any], options: dict[str, Any]) -> None:
    place = workspace(ctx)
    given_fields = {name: value for name, value in fields.items() if value not in (None, ())}
    if "sources" in given_fields:
        given_fields["sources"] = [citation(each) for each in given_fields["sources"]]
    draft = recording.note_draft(place.log, one_dyad(ctx, words), type, given_fields)
    for hint in hints.note_hints(draft):
        say(f"warning: {hint}")
    record(place, recording.Drafts(drafts=(draft,)), options)


def _cited(required: bool = False) -> Callable[[F], F]:
    text = "A registered source's key, or a link, and #LOCATOR."
    return click.option("--source", "sources", multiple=True, required=required, metavar="KEY", help=text)


@click.command(
    epilog="""\b
Example:
  mdime review CHN IRN --from 2012 --to 2023-12 --scope "FMSO report, open sources" --source fmso-2023-iran"""
)
@dyad_words
@click.option("--from", "begins", default="2012", show_default=True, help="First day, month or year looked at.")
@click.option("--to", "ends", required=True, help="Last day, month or year looked at.")
@click.option("--instrument", "-i", "instruments", type=Word("instrument"), multiple=True, help="All twelve where none is named.")
@click.option("--scope", required=True, help="What was looked through.")
@click.option("--inconclusive", metavar="WHY", help="The sources settle nothing for these instruments: no level is given.")
@_cited()
@by
@as_json
@click.pass_context
def review(ctx: click.Context, /, words: tuple[str, ...], begins: str, ends: str, instruments: tuple[str, ...], **options: Any) -> None:
    """Record that somebody looked: without it, silence is not evidence."""
    fields = {
        "from": begins,
        "to": ends,
        "instruments": instruments or tuple(INSTRUMENTS),
        "scope": options["scope"],
        "inconclusive": options["inconclusive"],
        "sources": options["sources"],
    }
    _note(ctx, words, "reviewed", fields, options)


@click.command(
    epilog="""\b
Example:
  mdime assess CHN IRN M1 --level medium --trend increasing --on 2023-12 --source fmso-2023-iran#M1"""
)
@rating_words
@click.option("--level", type=Word("rating level"), help="very high, high, medium, low, very low or unobserved.")
@click.option("--trend", type=Word("trend"), help="increasing, steady, decreasing or unknown.")
@click.option("--on", required=True, help="The day, month or year it was judged for.")
@click.option("--note", help="What was judged, in a sentence.")
@_cited(required=True)
@by
@as_json
@click.pass_context
def assess(ctx: click.Context, /, words: tuple[str, ...], **options: Any) -> None:
    """Record a judgement of an instrument (or OVERALL) that a report or an analyst made."""
    *names, instrument = words
    if not names:
        raise click.UsageError("name a dyad and an instrument, such as CHN IRN M1", ctx=ctx)
    rated = Word("rated").convert(instrument, None, ctx)
    fields = {"instrument": rated, **{name: options[name] for name in ("level", "trend", "on", "note", "sources")}}
    _note(ctx, tuple(names), "assessed", fields, options)


@click.command(
    epilog="""\b
Example:
  mdime profile CHN IRN --field military-expenditure --value 6.842e9 --unit USD --as-of 2022 --source fmso-2023-iran"""
)
@dyad_words
@click.option("--field", required=True, help="Such as population or military-expenditure.")
@click.option("--value", required=True, help="A number, or text.")
@click.option("--unit", help="Of a number: USD, persons, percent.")
@click.option("--as-of", "as_of", required=True, help="The day, month or year it is true for.")
@click.option("--country", help="The recipient unless named.")
@_cited()
@by
@as_json
@click.pass_context
def profile(ctx: click.Context, /, words: tuple[str, ...], value: str, country: str | None, **options: Any) -> None:
    """Record a fact about the recipient country."""
    from mdime_events.log import door

    try:
        fact: Any = door.number(value)
    except ValueError:
        fact = value
    subject = country or one_dyad(ctx, words).split("-")[1]
    fields = {"country": subject, "value": fact, **{name: options[name] for name in ("field", "unit", "as_of", "sources")}}
    _note(ctx, words, "profiled", fields, options)


@click.group(
    epilog="""\b
Examples:
  mdime source list
  mdime source add iiss-2024 --title "The Military Balance 2024" --publisher IISS --reliability B"""
)
def source() -> None:
    """Register and grade sources: once each, with a reason."""


@source.command(
    "add",
    epilog="""\b
Example:
  mdime source add fmso-2023-iran --title "Instruments of Chinese Military Influence in Iran" --publisher FMSO
    --published 2023-12 --kind report --reliability B --reason "a government's own analysts, every statement cited" """,
)
@click.argument("key")
@click.option("--title", required=True)
@click.option("--publisher", required=True)
@click.option("--reliability", type=Word("reliability"), required=True, help="A (reliable) to E (unreliable); F cannot be judged.")
@click.option("--reason", help="Why this grade.")
@click.option("--published", help="Day, month or year.")
@click.option("--kind", help="report, news, dataset, ministry …")
@click.option("--url", help="Where it can be read.")
@click.option("--file", "document", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Its file; the digest is kept.")
@click.option("--relays", metavar="KEY", help="The source that it repeats, and so is not independent of.")
@by
@as_json
@click.pass_context
def source_add(ctx: click.Context, /, key: str, document: Path | None, **options: Any) -> None:
    """Register a source under KEY, or grade it anew."""
    place = workspace(ctx)
    names = ("title", "publisher", "published", "kind", "reliability", "reason", "url", "relays")
    fields = {"key": key, **{name: options[name] for name in names if options[name]}}
    fields["reliability_on"] = Day().convert("today", None, ctx).isoformat()
    if document:
        fields["sha256"] = _digest(document, ctx)
    record(place, recording.Drafts(drafts=(recording.source_draft(fields),)), options)


def _digest(document: Path, ctx: click.Context) -> str:
    """SHA-256 of a file of any size; what is no regular file, such as a pipe or a device, might never end."""
    from hashlib import file_digest

    if not document.is_file():
        raise click.BadParameter(f'"{document}" is no regular file', ctx=ctx, param_hint="--file")
    with open(document, "rb") as handle:
        return file_digest(handle, "sha256").hexdigest()


@source.command(
    "list",
    epilog="""\b
Example:
  mdime source list --json""",
)
@as_json
@click.pass_context
def source_list(ctx: click.Context, as_json: bool) -> None:
    """List the registered sources with their grades."""
    import attrs

    from mdime_events.replay import sources

    found = sources(workspace(ctx).log)
    if as_json:
        echo_json({"sources": [attrs.asdict(each) for each in found.values()]})
        return
    for each in found.values():
        click.echo(clean(f"{each.key}  {each.reliability}  {each.title} ({each.publisher}, {each.published or 'undated'})"))
    if not found:
        click.echo("No source is registered yet; begin with `mdime source add KEY --title … --publisher … --reliability …`.")
