"""`mdime`: the group of all commands, each imported only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

from mdime_events.memory import collect_rarely

COMMANDS = {
    "log": ("record", "Append an event, or a batch of them, and show which ratings move."),
    "import": ("import_set", "Import a set that others tabulated: arms transfers, exercises, your own file."),
    "amend": ("record", "Correct what was always wrong about an event."),
    "same": ("same", "Tell as one what several sources told; find events that may be one."),
    "retract": ("record", "Take an event back: it counts no more, and stays in the log."),
    "review": ("note", "Record that somebody looked, where and from when to when."),
    "assess": ("note", "Record a published judgement, to compare ratings with."),
    "profile": ("note", "Record a fact about the recipient country."),
    "source": ("note", "Register and grade sources."),
    "ratings": ("read", "Show ratings: current and projected, by instrument."),
    "explain": ("read", "Say why an instrument is rated as it is, and what is missing for more."),
    "history": ("read", "Show how ratings moved, year by year or day by day."),
    "timeline": ("read", "List a dyad's events in order of date."),
    "show": ("show", "Show an event's records, or a file's, in full; make git diff readable."),
    "compare": ("read", "Set dyads side by side."),
    "codebook": ("codebook", "Print the method: every condition, and what its words mean."),
    "rules": ("rules", "Check a folder of rules: what its files say, and what they answer."),
    "diff": ("change", "Say which ratings moved between two days, states of knowledge or rule books, and why."),
    "what-if": ("change", "Show which ratings would move without some events, or with more."),
    "sensitivity": ("change", "Show how far ratings hang on single events, sources or the window."),
    "backtest": ("judge", "Hold past trends against what came three years later."),
    "agreement": ("judge", "Hold computed ratings against those that reports and analysts published."),
    "recompute": ("recompute", "Bring mdime.db up to date with the log and the rules."),
    "serve": ("serve", "Browse mdime.db with Datasette, following the log."),
    "verify": ("check", "Check the log: every digest, every link of the chain."),
    "seal": ("check", "Seal the log: one digest that stands for all of it."),
    "init": ("check", "Make a new workspace."),
}


class LazyGroup(click.Group):
    """Knows its commands by name and one line of help; imports a command's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        function = f"{name}_" if iskeyword(name) else name.replace("-", "_")
        command: click.Command = getattr(import_module(f"mdime_events.cli.{COMMANDS[name][0]}"), function)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from mdime_events.vocabulary import suggest

            ctx.fail(f'there is no command "{args[0]}"{suggest(args[0], COMMANDS)}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    epilog="Try `mdime ratings`, `mdime explain CHN IRN M1`, `mdime log CHN IRN`. Dyads are written CHN IRN or CHN-IRN.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), help="The workspace; found by walking up otherwise.")
@click.version_option(package_name="mdime-events", prog_name="mdime")
@click.pass_context
def mdime(ctx: click.Context, root: Path | None) -> None:
    """Track military influence: log dated events, recompute ratings, ask why."""
    ctx.obj = root


def main() -> None:
    """Runs a command. Exit codes: 0 fine, 1 the data has problems, 2 wrong use (what was typed), 3 only a torn tail (verify)."""
    collect_rarely()
    try:
        code = mdime.main(prog_name="mdime", standalone_mode=False)
    except Exception as error:  # the last door: no traceback ever reaches a user
        code = _explain(error)
    sys.exit(code if isinstance(code, int) else 0)


def _leave(error: BaseException | None) -> None:
    """Ends what the error broke off, so that no bar stands where its words come."""
    from traceback import clear_frames

    while error:
        clear_frames(error.__traceback__)
        error = error.__context__


def _explain(error: Exception) -> int:
    """Says in a line or more what went wrong; gives the exit code."""
    from mdime_events.cli.common import say
    from mdime_events.database import Unusable
    from mdime_events.desk import COMMAND_LINE
    from mdime_events.log.append import Refused
    from mdime_events.log.door import Rejected
    from mdime_events.replay import DataProblems
    from mdime_events.rulekit import RuleFailed

    if os.environ.get("MDIME_DEBUG"):
        raise error
    _leave(error)
    match error:
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.format_message())
            return 2
        case click.UsageError():
            command = error.ctx.command_path if error.ctx else "mdime"
            say(f"mdime: {error.format_message()} (see `{command} --help`)")
            return 2
        case click.ClickException():
            say(f"mdime: {error.format_message()}")
            return 2
        case click.Abort():
            say("mdime: nothing was done")
            return 1
        case DataProblems() | Refused():
            for problem in error.problems:
                say(f"mdime: {problem.message}" if problem.where == COMMAND_LINE else str(problem))
            return 2 if all(problem.where == COMMAND_LINE for problem in error.problems) else 1
        case Rejected():  # only what was typed is held against the door
            for fault in error.faults:
                say(f"mdime: {fault}")
            return 2
        case Unusable() | RuleFailed():
            say(f"mdime: {error}")
        case OSError():
            say(f"mdime: {error.filename or 'error'}: {error.strerror or error}")
        case _:
            say(f"mdime: internal error: {type(error).__name__}: {error} (MDIME_DEBUG=1 shows where)")
    return 1


if __name__ == "__main__":
    main()
