"""The commands that append: log, amend, retract, review, assess, profile, source."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from mdime_events import batch, recording
from mdime_events.cli.common import Day, F, Word, as_json, by, dyad_words, dyads, echo_json, one_dyad, say, workspace
from mdime_events.log.append import append
from mdime_events.log.ids import is_id
from mdime_events.recording import COMMAND_LINE
from mdime_events.vocabulary import INSTRUMENTS, KINDS
from mdime_events.workspace import Workspace

# option, field of the payload, list of the vocabulary, may be repeated, help
FIELDS: tuple[tuple[str, str, str | None, bool, str], ...] = (
    ("--date", "date", None, False, "EDTF: 2023-02-14, 2016-11, 2014, [2012..2023], 2021/.. or /.."),
    ("--kind", "kind", "kind", False, "What it is: visit, exercise, agreement, sanction, pledge …"),
    ("--title", "title", None, False, "One line in your own words."),
    ("--instrument", "instruments", "instrument", True, "What it bears on: D1 … E3."),
    ("--status", "status", "status", False, "occurred (unless given), planned, cancelled or disputed."),
    ("--effect", "effect", "effect", False, "raises (unless given), lowers or neutral."),
    ("--substance", "substance", "substance", False, "Where it departs from the kind's own: symbolic … binding."),
    ("--dependence", "dependence", "dependence", False, "How far the recipient relies on this: none, partial, sole."),
    ("--level", "level", "level", False, "Who met: head-of-state, minister, chief-of-defence …"),
    ("--channel", "channel", "channel", False, "official (unless given) or unofficial."),
    ("--direction", "direction", "direction", False, "to-recipient, to-benefactor or elsewhere."),
    ("--party", "parties", None, True, "A further state that took part."),
    ("--actor", "actors", None, True, "A person or body that took part."),
    ("--place", "place", None, False, "name|country|latitude|longitude"),
    ("--magnitude", "magnitude", None, True, "value|unit|basis, such as 4|days|official"),
    ("--summary", "summary", None, False, "A few sentences, with any doubt."),
    ("--source", "sources", None, True, "A registered source's key or a link, and #LOCATOR."),
    ("--confidence", "confidence", "confidence", False, "How sure the coder is: high, moderate, low."),
    ("--occasion", "occasion", None, False, "One id for an occasion that several dyads share."),
    ("--part-of", "part_of", None, False, "The event that this was part of."),
    ("--fulfils", "fulfils", None, True, "A pledge or plan that this makes good."),
    ("--ends", "ends", None, True, "An event that this brings to an end."),
    ("--promises", "promises", "promises", False, "The kind of event that a pledge promises."),
    ("--due", "due", None, False, "By when it is promised (EDTF)."),
    ("--recurs", "recurs", None, False, "How often a series is set to recur: P1Y."),
    ("--review", "review", "review", False, "reviewed (unless given), or unreviewed for a machine's lead."),
    ("--marking", "marking", None, False, "Handling marking, where it departs from the workspace's."),
    ("--tag", "tags", None, True, "A word to find it by."),
)

MOST_SHOWN = 12


def event_fields(command: F) -> F:
    """One option for every field of an event."""
    for option, field, words, many, text in reversed(FIELDS):
        names = (option, "-i", field) if field == "instruments" else (option, field)
        type = Word(words) if words else str
        command = click.option(*names, type=type, multiple=many, help=text)(command)
    return command


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The event fields among a command's options that were given."""
    fields = {field: options[field] for _, field, _, _, _ in FIELDS if options.get(field)}
    return {name: [citation(each) for each in value] if name == "sources" else _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def citation(text: str) -> dict[str, str]:
    """KEY_OR_URL[#LOCATOR] as a citation."""
    source, _, locator = text.partition("#")
    return {"source": source, "locator": locator} if locator else {"source": source}


@click.command(
    epilog="""\b
Examples:
  mdime log CHN IRN --date 2023-02 --kind visit -i D1 --title "President visits Beijing" --source fmso-2023-iran#D1
  mdime log CHN-IRN RUS-IRN --date 2023-03 --kind exercise -i M2 --title "Naval drill of three fleets" --source https://example.org/1
  mdime log CHN IRN --file rows.csv --dry-run
  mdime log CHN IRN            (asks for what is missing)"""
)
@dyad_words
@event_fields
@click.option("--file", "file", type=click.Path(path_type=Path, dir_okay=False), help="A batch: .jsonl, .csv or .yaml.")
@click.option("--edit", is_flag=True, help="Fill in a template in your editor.")
@click.option("--dry-run", is_flag=True, help="Check it and show what would move; append nothing.")
@click.option("--commit", is_flag=True, help="Commit the log to git at once.")
@click.option("--id", "event_id", help="Try again under the id of the first try.")
@by
@as_json
@click.pass_context
def log(ctx: click.Context, /, words: tuple[str, ...], file: Path | None, edit: bool, event_id: str | None, **options: Any) -> None:
    """Append an event to one dyad, or to several that share the occasion, and show which ratings move."""
    place = workspace(ctx)
    names = dyads(ctx, words)
    fields = given(options)
    if event_id and (len(names) > 1 or file or not is_id(event_id)):
        raise click.UsageError("--id takes the UUID that the first try of one event in one dyad was given")
    if file and (fields or edit):
        raise click.UsageError("--file takes whole events; give no other field beside it")
    rows = batch.rows(file) if file else [batch.Row(where=COMMAND_LINE, fields=_filled_in(ctx, fields, edit))]
    outcome = recording.log_rows(place.log, names, rows, event_id)
    for warning in outcome.warnings:
        say(f"warning: {warning}")
    _record(place, outcome, options)


def _filled_in(ctx: click.Context, fields: dict[str, Any], edit: bool) -> dict[str, Any]:
    """The fields of one event: as given, edited in a template, or asked for at a terminal."""
    if edit:
        from mdime_events.cli.template import edited

        return edited(fields)
    if sys.stdin.isatty() and sys.stderr.isatty():
        return _asked(fields)
    missing = [option for option, field, *_ in FIELDS[:4] if field not in fields]
    if missing:
        raise click.UsageError(f"missing {', '.join(missing)} (or --file, or --edit)", ctx=ctx)
    return fields


def _asked(fields: dict[str, Any]) -> dict[str, Any]:
    """Asks for what an event cannot do without."""
    asked = dict(fields)
    if "date" not in asked:
        asked["date"] = _ask("Date (EDTF, such as 2023-02)", _is_date)
    if "kind" not in asked:
        click.echo("Kinds: " + ", ".join(KINDS), err=True)
        asked["kind"] = _ask("Kind", Word("kind").convert)
    if "title" not in asked:
        asked["title"] = _ask("Title")
    if "instruments" not in asked:
        usual = KINDS[asked["kind"]].instruments
        hint = usual[0] if len(usual) < len(INSTRUMENTS) else None
        answer = _ask(f"Instruments (usually {' or '.join(usual)})" if hint else "Instruments (D1 … E3)", default=hint)
        asked["instruments"] = answer.replace(",", " ").split()
    if "sources" not in asked and (source := _ask("Source (key or link, empty for none)", default="")):
        asked["sources"] = [citation(source)]
    return asked


def _is_date(text: str, param: Any = None, ctx: Any = None) -> str:
    from mdime_events import dates

    try:
        dates.span(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return text


def _ask(question: str, check: Callable[..., Any] | None = None, default: str | None = None) -> str:
    value_proc = (lambda text: check(text, None, None)) if check else None
    answer: str = click.prompt(question, default=default, value_proc=value_proc, err=True, show_default=bool(default))
    return answer


def _record(place: Workspace, outcome: recording.Drafts, options: dict[str, Any]) -> None:
    """Appends the drafts (unless this is a dry run) and says what is there and what moved."""
    from mdime_events.reading import moved
    from mdime_events.replay import sources

    drafts = (*recording.host_drafts(outcome.drafts, sources(place.log)), *outcome.drafts)
    moves = moved(place, drafts)
    done = () if options.get("dry_run") else append(place.log, drafts, options["by"])
    new = [each.record for each in done if not each.duplicate]
    there = [*outcome.unchanged, *((each.record.stream, each.record.event) for each in done if each.duplicate)]
    if options.get("commit") and new:
        _commit(place, sorted({record.stream for record in new}), len(new))
    answer = {
        "appended": [{"event": record.event, "record": record.id, "stream": record.stream} for record in new],
        "duplicates": [{"event": id, "stream": stream} for stream, id in there],
        "moved": moves,
    }
    if options["as_json"]:
        echo_json(answer)
    else:
        _tell(outcome, answer, dry_run=bool(options.get("dry_run")))


def _tell(outcome: recording.Drafts, answer: dict[str, Any], dry_run: bool) -> None:
    from mdime_events.cli.present import move_line

    for each in answer["appended"][:MOST_SHOWN]:
        click.echo(f"{each['stream']}  {each['event']}")
    if (more := len(answer["appended"]) - MOST_SHOWN) > 0:
        click.echo(f"and {more} more")
    if dry_run:
        click.echo(f"dry run: {len(outcome.drafts)} records would be appended; nothing was written")
    if there := len(answer["duplicates"]):
        click.echo(f"{there} {'is' if there == 1 else 'are'} in the log already; nothing was added for {'it' if there == 1 else 'them'}")
    for move in answer["moved"]:
        click.echo(move_line(move))
    if outcome.drafts and not answer["moved"]:
        click.echo("no rating moves")


def _commit(place: Workspace, names: Sequence[str], count: int) -> None:
    """Commits the files of these streams, and nothing else that may be staged."""
    files = [f"events/{name}.jsonl" for name in names]
    message = f"Log {count} record{'s' if count > 1 else ''} in {', '.join(names)}"
    for arguments in (["add", "--", *files], ["commit", "--quiet", "-m", message, "--", *files]):
        done = subprocess.run(["git", "-C", str(place.root), *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            say(f"warning: recorded, but git did not commit it: {(done.stderr or done.stdout).strip()}")
            return


@click.command(
    epilog="""\b
Example:
  mdime amend 018f3c2a --date 2016-11-14 --remove place --why "day given by the ministry's notice" """
)
@click.argument("event")
@event_fields
@click.option("--remove", multiple=True, metavar="FIELD", help="A field to take out.")
@click.option("--why", required=True, help="What shows that it was wrong.")
@click.option("--dry-run", is_flag=True, help="Check it and show what would move; append nothing.")
@by
@as_json
@click.pass_context
def amend(ctx: click.Context, /, event: str, remove: tuple[str, ...], why: str, **options: Any) -> None:
    """Correct what was always wrong about EVENT (its id, or six characters or more of its beginning or end).

    Fields are replaced whole. What ended is no correction: log a termination that --ends it.
    """
    place = workspace(ctx)
    changes = {**given(options), **dict.fromkeys(remove)}
    draft = recording.amend_draft(place.log, event, changes, why)
    _record(place, recording.Drafts(drafts=(draft,)), options)


@click.command(
    epilog="""\b
Example:
  mdime retract 018f3c2a --why "the same drill as 018f3c2b" """
)
@click.argument("event")
@click.option("--why", required=True, help="Why it should never have been logged.")
@click.option("--dry-run", is_flag=True, help="Show what would move; append nothing.")
@by
@as_json
@click.pass_context
def retract(ctx: click.Context, /, event: str, why: str, **options: Any) -> None:
    """Take EVENT back: it counts no more on any day, and stays in the log."""
    place = workspace(ctx)
    draft = recording.retract_draft(place.log, event, why)
    _record(place, recording.Drafts(drafts=(draft,)), options)


def _note(ctx: click.Context, words: tuple[str, ...], type: str, fields: dict[str, Any], options: dict[str, Any]) -> None:
    place = workspace(ctx)
    given_fields = {name: value for name, value in fields.items() if value not in (None, ())}
    if "sources" in given_fields:
        given_fields["sources"] = [citation(each) for each in given_fields["sources"]]
    draft = recording.note_draft(place.log, one_dyad(ctx, words), type, given_fields)
    _record(place, recording.Drafts(drafts=(draft,)), options)


_sources = click.option("--source", "sources", multiple=True, help="A registered source's key, and #LOCATOR.")


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
@_sources
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
@dyad_words
@click.option("--level", type=Word("rating level"), help="very high, high, medium, low, very low or unobserved.")
@click.option("--trend", type=Word("trend"), help="increasing, steady, decreasing or unknown.")
@click.option("--on", required=True, help="The day, month or year it was judged for.")
@click.option("--note", help="What was judged, in a sentence.")
@_sources
@by
@as_json
@click.pass_context
def assess(ctx: click.Context, /, words: tuple[str, ...], **options: Any) -> None:
    """Record a judgement of an instrument (or OVERALL) that a report or an analyst made: DYAD INSTRUMENT."""
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
@_sources
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


@click.group()
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
    from hashlib import sha256

    place = workspace(ctx)
    names = ("title", "publisher", "published", "kind", "reliability", "reason", "url", "relays")
    fields = {"key": key, **{name: options[name] for name in names if options[name]}}
    fields["reliability_on"] = Day().convert("today", None, ctx).isoformat()
    if document:
        fields["sha256"] = sha256(document.read_bytes()).hexdigest()
    _record(place, recording.Drafts(drafts=(recording.source_draft(fields),)), options)


@source.command("list")
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
        click.echo(f"{each.key}  {each.reliability}  {each.title} ({each.publisher}, {each.published or 'undated'})")
    if not found:
        click.echo("No source is registered yet; begin with `mdime source add KEY --title … --publisher … --reliability …`.")
