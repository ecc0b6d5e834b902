"""What the commands share: the workspace, dyads, days and words as parameters, and the ways to print."""

from __future__ import annotations

import getpass
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sized
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
from click.shell_completion import CompletionItem

from mdime_events import countries, dates
from mdime_events.log import stream as streams
from mdime_events.vocabulary import CALLED, CHOICES, OVERALL, RATED, suggest
from mdime_events.workspace import NoWorkspace, Workspace, find

F = TypeVar("F", bound=Callable[..., Any])
P = TypeVar("P")
DUMB = ("dumb", "unknown")  # terminals that cannot redraw a line
_CONTROL = re.compile("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Word(click.ParamType[str]):
    """One word of a closed list of the vocabulary; a near miss is told what was meant."""

    name = "word"

    def __init__(self, list_name: str) -> None:
        self.list_name = list_name
        self.allowed = CHOICES[list_name]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        folded = {word.lower(): word for word in self.allowed}
        if str(value).lower() not in folded:
            called = CALLED.get(self.list_name, self.list_name)
            self.fail(f'unknown {called} "{value}"{suggest(str(value), self.allowed)}', param, ctx)
        return folded[str(value).lower()]

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(word) for word in self.allowed if word.lower().startswith(incomplete.lower())]


class Day(click.ParamType[date]):
    """A day: 2023-12-31, the last day of 2023-12 or 2023, or today."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else dates.day(str(value))
        except ValueError as error:
            self.fail(str(error).split("; write")[0] + "; write a day such as 2023-12-31, 2023-12, 2023 or today", param, ctx)


class FirstDay(Day):
    """The same, but of a month or a year its first day."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        last = super().convert(value, param, ctx)
        return last if isinstance(value, date) or value == "today" else dates.period(str(value))[0]


class Batch(click.Path):
    """A file of rows that is there: .jsonl, .csv or .yaml."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, exists=True, dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from mdime_events.batch import READERS

        path = super().convert(value, param, ctx)
        if Path(str(value)).suffix.lower() not in READERS:
            self.fail(f'"{Path(str(value)).suffix}" is no batch; write .jsonl, .csv or .yaml', param, ctx)
        return path


def workspace(ctx: click.Context) -> Workspace:
    """The workspace that --root names or that the current folder is in."""
    root: Path | None = ctx.find_root().obj
    try:
        return Workspace(root=root) if root and (root / "events").is_dir() else find((root or Path.cwd()).resolve())
    except NoWorkspace as error:
        raise click.UsageError(str(error)) from None
    except (OSError, RuntimeError) as error:
        raise click.UsageError(f"the workspace cannot be looked for: {error}") from None


def dyads(ctx: click.Context, words: tuple[str, ...]) -> list[str]:
    """The dyads that words such as CHN IRN name."""
    if words and words[-1].upper() in RATED:
        raise click.UsageError(_no_instrument(ctx, words), ctx=ctx)
    try:
        return countries.dyads(words, [name for name in streams.streams(workspace(ctx).log) if not name.startswith("_")])
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=ctx, param_hint="dyad") from None


def _no_instrument(ctx: click.Context, words: tuple[str, ...]) -> str:
    """What to write where an instrument stands among the words of a dyad."""
    code, dyad = words[-1].upper(), " ".join(words[:-1]) or "CHN IRN"
    option = any(param.name == "instruments" for param in ctx.command.params)
    here = f"write `{ctx.command_path} {dyad} -i {code}`, or " if option else ""
    return f"{code} is an instrument, and `{ctx.command_path}` takes a dyad: {here}`mdime explain {dyad} {code}` explains that one rating"


def one_dyad(ctx: click.Context, words: tuple[str, ...]) -> str:
    found = dyads(ctx, words)
    if len(found) != 1:
        raise click.UsageError("name one dyad, such as CHN IRN", ctx=ctx)
    return found[0]


def complete_dyad(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The dyads that are logged; after a benefactor alone, its recipients."""
    words = [word.upper() for word in ctx.params.get(param.name or "") or ()]
    try:
        names = [name for name in streams.streams(workspace(ctx).log) if not name.startswith("_")]
    except click.UsageError:
        return []
    if words and "-" not in words[0]:
        names = [name[4:] for name in names if name.startswith(f"{words[0]}-")] if len(words) == 1 else []
    return [CompletionItem(name) for name in names if name.startswith(incomplete.upper()) and name not in words]


def complete_rating(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """A dyad, and behind it an instrument."""
    words = ctx.params.get(param.name or "") or ()
    if len(words) == 2 or (words and "-" in words[0]):
        return Word("rated").shell_complete(ctx, param, incomplete)
    return complete_dyad(ctx, param, incomplete)


dyad_words = click.argument("words", nargs=-1, required=True, metavar="DYAD", shell_complete=complete_dyad)
rating_words = click.argument("words", nargs=-1, required=True, metavar="DYAD INSTRUMENT", shell_complete=complete_rating)
maybe_rating_words = click.argument("words", nargs=-1, required=True, metavar="DYAD [INSTRUMENT]", shell_complete=complete_rating)
maybe_dyad_words = click.argument("words", nargs=-1, metavar="[DYAD]", shell_complete=complete_dyad)
as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, in the shape of the documentation.")
as_of = click.option("--as-of", type=Day(), help="Rate on this day: 2023-12-31, 2023 or today. Otherwise: the last day known.")
known_on = click.option("--known-on", metavar="DAY|SEAL", help="As it was known at the end of a day, or at a seal.")


def _author(ctx: click.Context, param: click.Parameter, value: str) -> str:
    from mdime_events.log import door

    try:
        return door.text(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=param) from None


by = click.option(
    "--by", default=lambda: os.environ.get("MDIME_BY") or getpass.getuser(), callback=_author, help="Who records it (or $MDIME_BY)."
)


def echo_json(answer: Any) -> None:
    """One JSON document on standard output. Fields that are empty are left out, but for those in which null says something."""
    text = msgspec.json.format(msgspec.json.encode(_without_nulls(answer)), indent=1).decode()
    click.echo(_CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", text))


NULL_SAYS = ("level", "known_on", "unreviewed_since")  # not assessed; as known now; nothing rests on unreviewed days


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None or name in NULL_SAYS}
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()  # a file's name may be no text
    return [_without_nulls(each) for each in value] if isinstance(value, (list, tuple)) else value


def clean(text: str) -> str:
    """Text for a terminal: control characters and overrides shown, not sent."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def short(code: str) -> str:
    """An instrument's code as text shows it; that of the overall is a word."""
    return "Overall" if code == OVERALL else code


def rated(code: str) -> str:
    """What is rated, by code and name; the overall by its name alone."""
    return RATED[code] if code == OVERALL else f"{code} {RATED[code]}"


def count(number: int, noun: str, several: str = "") -> str:
    return f"{number} {noun if number == 1 else several or f'{noun}s'}"


def say(text: str) -> None:
    """A word beside the answer, on standard error."""
    click.echo(clean(text), err=True)


def progress(passing: Iterable[P], doing: str = "Rating") -> Iterator[P]:
    """What passes, with a bar, the rate and the time that is left on standard error, while a person watches for more than a second."""
    if not sys.stderr.isatty() or os.environ.get("TERM") in DUMB:
        yield from passing
        return
    from mdime_events.cli.bar import bar

    yield from bar(passing, len(passing) if isinstance(passing, Sized) else None, doing)


def watched(work: Callable[[], P], doing: str = "Rating") -> P:
    """What one piece of work comes to, with the bar."""
    (found,) = [work() for _ in progress([None], doing)]
    return found
