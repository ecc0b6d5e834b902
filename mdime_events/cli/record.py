"""The commands that append, amend and retract events."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mdime_events import batch, recording
from mdime_events.cli.common import Batch, Word, as_json, by, dyad_words, dyads, echo_json, say, workspace
from mdime_events.cli.fields import FIELDS, citation, event_fields, given
from mdime_events.desk import COMMAND_LINE
from mdime_events.log.append import Draft, append
from mdime_events.log.envelope import SOURCES
from mdime_events.log.ids import is_id
from mdime_events.replay import DataProblems
from mdime_events.vocabulary import INSTRUMENTS, KINDS
from mdime_events.workspace import Workspace

if TYPE_CHECKING:
    from mdime_events.reading import Effect

MOST_SHOWN = 12


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
@click.option("--file", "file", type=Batch(), metavar="FILE", help="A batch: .jsonl, .csv or .yaml.")
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
    try:
        outcome = recording.log_rows(place.log, names, rows, event_id)
    except DataProblems:
        if edit:
            from mdime_events.cli.template import keep

            say(f"what you wrote is kept in {keep(rows[0].fields)}; mend it there, and log it with --file")
        raise
    for warning in outcome.warnings:
        say(f"warning: {warning.message if warning.where == COMMAND_LINE else warning}")
    record(place, outcome, options)


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


def record(place: Workspace, outcome: recording.Drafts, options: dict[str, Any]) -> None:
    """Appends the drafts (unless this is a dry run) and says what is there and what moved."""
    from mdime_events.replay import sources

    drafts = (*recording.host_drafts(outcome.drafts, sources(place.log)), *outcome.drafts)
    done_by = _effect(place, drafts)
    done = () if options.get("dry_run") else append(place.log, drafts, options["by"])
    new = [each.record for each in done if not each.duplicate]
    there = [*outcome.unchanged, *((each.record.stream, each.record.event) for each in done if each.duplicate)]
    if options.get("commit") and new:
        _commit(place, sorted({SOURCES, *(record.stream for record in new)}), len(new))
    answer = {
        "appended": [{"event": record.event, "record": record.id, "stream": record.stream} for record in new],
        "duplicates": [{"event": id, "stream": stream} for stream, id in there],
        "moved": done_by.moved,
        **({"unmoved": done_by.unmoved} if done_by.unmoved else {}),
    }
    if options["as_json"]:
        echo_json(answer)
    else:
        _tell(outcome, answer, dry_run=bool(options.get("dry_run")))


def _effect(place: Workspace, drafts: Sequence[Draft]) -> Effect:
    """What the drafts do to the ratings; what cannot be rated, as by rules that cannot be used, keeps nothing from being recorded."""
    from mdime_events.reading import Effect, effect
    from mdime_events.rulebook import load
    from mdime_events.standing import Method

    try:
        method = Method(book=load(place.rules))
        return effect(place, drafts, method)
    except DataProblems as error:
        say(f"warning: which ratings move cannot be said: {error}")
        return Effect()


def _tell(outcome: recording.Drafts, answer: dict[str, Any], dry_run: bool) -> None:
    from mdime_events.cli.moves import move_line

    for each in answer["appended"][:MOST_SHOWN]:
        click.echo(f"{each['stream']}  {each['event']}{'' if each['event'] == each['record'] else '  corrected'}")
    if (more := len(answer["appended"]) - MOST_SHOWN) > 0:
        click.echo(f"and {more} more")
    if dry_run:
        records = "record" if len(outcome.drafts) == 1 else "records"
        click.echo(f"dry run: {len(outcome.drafts)} {records} would be appended; nothing was written")
    if there := len(answer["duplicates"]):
        click.echo(f"{there} {'is' if there == 1 else 'are'} in the log already; nothing was added for {'it' if there == 1 else 'them'}")
    for move in answer["moved"]:
        click.echo(move_line(move))
    if not outcome.drafts and not outcome.unchanged:
        click.echo("there was nothing to log")
    if outcome.drafts and not answer["moved"]:
        click.echo("no rating moves")
    several = sum(draft.type == "logged" for draft in outcome.drafts) > 1
    if answer.get("unmoved"):
        _tell_unmoved(answer["unmoved"], several)


def _tell_unmoved(unmoved: Sequence[dict[str, str]], several: bool) -> None:
    from mdime_events.cli.prose import paragraph

    for each in unmoved:
        which = f"{each['event'][-12:]} moves none. " if several else ""
        paragraph(f"{which}{each['reason']}", bullet="– ")


def _commit(place: Workspace, names: Sequence[str], count: int) -> None:
    """Commits the files of these streams, and nothing else that may be staged."""
    import subprocess  # late: hardly any call needs it

    files = [f"events/{name}.jsonl" for name in names if (place.log / f"{name}.jsonl").exists()]
    message = f"Log {count} record{'s' if count > 1 else ''} in {', '.join(name for name in names if name != SOURCES) or SOURCES}"
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
    record(place, recording.Drafts(drafts=(draft,)), options)


@click.command(
    epilog="""\b
Example:
  mdime retract 018f3c2a --why "a rumour, which both ministries denied" """
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
    record(place, recording.Drafts(drafts=(draft,)), options)
