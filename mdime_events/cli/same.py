"""The command that tells as one what several sources told: accept, take back, and look through what may be the same."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from mdime_events import desk, recording
from mdime_events.cli.common import as_json, by, clean, complete_dyad, dyads, echo_json, progress, say, workspace
from mdime_events.cli.record import record
from mdime_events.log.append import Draft
from mdime_events.workspace import Workspace

if TYPE_CHECKING:
    from mdime_events.model import Event
    from mdime_events.sameness import Candidate

LINKS = ("part_of", "fulfils", "ends")
TAKEN_BACK = "not the same after all"
RECORDED_NOWHERE = "A no is recorded nowhere: the pair is proposed again another day."


@click.command(
    epilog="""\b
Examples:
  mdime same CHN IRN                                   which events may be one, told by several sources
  mdime same CHN IRN --review                          the same, asked one by one
  mdime same 018f3c2a 018f3c2b --why "the same drill"  the first is kept, the second is told as it
  mdime same --undo 018f3c2b                           it stands by itself again"""
)
@click.argument("words", nargs=-1, metavar="[DYAD | KEPT COPY...]", shell_complete=complete_dyad)
@click.option("--why", help="What shows that they are one (or, with --undo, that they are not).")
@click.option("--undo", is_flag=True, help="Take back that these COPY... are told as another event.")
@click.option("--at-least", type=click.IntRange(0, 100), help="Propose pairs of this score or more, of 100. Otherwise: 50.")
@click.option("--review", is_flag=True, help="Ask at the terminal, one by one, y or n.")
@click.option("--dry-run", is_flag=True, help="Check it and show what would move; append nothing.")
@by
@as_json
@click.pass_context
def same(ctx: click.Context, /, words: tuple[str, ...], why: str | None, undo: bool, **options: Any) -> None:
    """Tell COPY... as KEPT, which gets their sources and counts once; or propose pairs of events that may be one.

    Events are named by their id, or six characters or more of its beginning or end. Nothing is lost: a copy stays in the log, and
    --undo lets it stand by itself again.
    """
    place = workspace(ctx)
    if undo:
        record(place, recording.Drafts(drafts=tuple(_drafts(place, _named(ctx, words, 1), None, why or TAKEN_BACK))), options)
    elif why is not None:
        kept, *copies = _named(ctx, words, 2)
        _warn(place, kept, copies)
        record(place, recording.Drafts(drafts=tuple(_drafts(place, copies, kept, why))), options)
    elif options["review"]:
        _review(place, _asked(ctx, place, words), options)
    else:
        _propose(place, _asked(ctx, place, words), options)


def _named(ctx: click.Context, words: tuple[str, ...], least: int) -> tuple[str, ...]:
    if len(words) < least:
        raise click.UsageError("name the event to keep and its copies" if least > 1 else "name the copies to let stand", ctx=ctx)
    return words


def _drafts(place: Workspace, copies: Sequence[str], kept: str | None, why: str) -> list[Draft]:
    """An amendment for each copy, each once. Raises Rejected."""
    found = (recording.amend_draft(place.log, copy, {"same_as": kept}, why) for copy in copies)
    return list({draft.event: draft for draft in found}.values())


def _warn(place: Workspace, kept: str, copies: Sequence[str]) -> None:
    """Says which links of a copy the kept event does not have: its own fields stay as they are."""
    _, _, stays = desk.find_event(place.log, kept)
    for copy in copies:
        _, id, goes = desk.find_event(place.log, copy)
        for name in LINKS:
            if name in goes and goes[name] != stays.get(name):
                say(f"warning: {id[-12:]} says {name}, which counts no more; amend the kept event if it is so")


def _asked(ctx: click.Context, place: Workspace, words: tuple[str, ...]) -> list[str]:
    """The dyads that words name; all where there are none."""
    from mdime_events.replay import dyads as logged

    if not words:
        return logged(place.log)
    try:
        return dyads(ctx, words)
    except click.BadParameter as error:
        raise click.UsageError(f"{error.message}; to tell events as one, say --why", ctx=ctx) from None


def _candidates(place: Workspace, names: Iterable[str], at_least: int | None) -> Iterator[Candidate]:
    from mdime_events.replay import dossier, sources
    from mdime_events.sameness import AT_LEAST, candidates

    registered = sources(place.log)
    for name in names:
        yield from candidates(dossier(place.log, name, registered), AT_LEAST if at_least is None else at_least)


# Proposing


def _propose(place: Workspace, names: Sequence[str], options: dict[str, Any]) -> None:
    found = list(_candidates(place, progress(names, "Comparing"), options["at_least"]))
    if options["as_json"]:
        echo_json({"candidates": [_answer(each) for each in found]})
        return
    for each in found:
        _show(each)
        click.echo(f"     {_command(each)}\n")
    click.echo(f"{len(found)} pair{'' if len(found) == 1 else 's'} may be one event" if found else "No two events look like one.")


def _answer(found: Candidate) -> dict[str, Any]:
    pair = {name: _event(event) for name, event in (("kept", found.kept), ("copy", found.copy))}
    return {"dyad": found.kept.dyad, "score": found.score, **pair, "reasons": list(found.reasons), "command": _command(found)}


def _event(event: Event) -> dict[str, Any]:
    coding = event.coding
    sources = [each.source for each in coding.sources]
    return {"event": event.id, "date": coding.date, "kind": coding.kind, "title": coding.title, "sources": sources}


def _command(found: Candidate) -> str:
    return f'mdime same {found.kept.id[-12:]} {found.copy.id[-12:]} --why "…"'


def _show(found: Candidate) -> None:
    """A pair, the event that would be kept first, and what makes them alike."""
    for number, event in enumerate((found.kept, found.copy)):
        coding = event.coding
        told = ", ".join(dict.fromkeys(each.source for each in coding.sources)) or "no source"
        start = f"{found.score:3}" if not number else "   "
        click.echo(clean(f"{start}  {event.dyad}  {coding.date}  {coding.kind}  {coding.title}  [{told}]  {event.id[-12:]}"))
    click.echo(f"     {'; '.join(found.reasons)}")


# Reviewing


def _review(place: Workspace, names: Sequence[str], options: dict[str, Any]) -> None:
    """Asks about one pair after the other; each yes is recorded at once."""
    if not sys.stdin.isatty() or options["as_json"]:
        raise click.UsageError("--review asks at a terminal; without one, take the commands that `mdime same` prints")
    click.echo(RECORDED_NOWHERE)
    refused: set[frozenset[str]] = set()
    while found := _next(place, names, options["at_least"], refused):
        _show(found)
        answer = click.prompt("One event? (y, n, q to stop)", type=click.Choice(["y", "n", "q"]), show_choices=False)
        if answer == "q":
            return
        if answer == "n":
            refused.add(_pair(found))
            continue
        why = f"judged to be one at a review of likely copies ({'; '.join(found.reasons)})"
        _warn(place, found.kept.id, [found.copy.id])
        record(place, recording.Drafts(drafts=tuple(_drafts(place, [found.copy.id], found.kept.id, why))), options)
        if options["dry_run"]:
            refused.add(_pair(found))
    click.echo("No further pair looks like one event.")


def _next(place: Workspace, names: Sequence[str], at_least: int | None, refused: set[frozenset[str]]) -> Candidate | None:
    """The first pair that nobody said no to; what was accepted is read anew, since it changes what is left."""
    return next((each for each in _candidates(place, progress(names, "Comparing"), at_least) if _pair(each) not in refused), None)


def _pair(found: Candidate) -> frozenset[str]:
    return frozenset((found.kept.id, found.copy.id))
