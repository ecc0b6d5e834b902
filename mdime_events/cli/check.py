"""The commands about the log and the workspace themselves: verify, seal, init."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import click

from mdime_events.cli.common import as_json, by, clean, count, echo_json, progress, say, workspace
from mdime_events.model import Problem

checking = partial(progress, doing="Checking")


@click.command(
    epilog="""\b
Exit codes: 0 clean, 1 tampered with or damaged, 2 wrong use, 3 only a torn tail.
Examples:
  mdime verify
  mdime verify --since origin/main      (in continuous integration: nothing of that revision is lost)"""
)
@click.option("--since", metavar="REV", help="Also check that no record of this git revision is lost.")
@as_json
@click.pass_context
def verify(ctx: click.Context, since: str | None, as_json: bool) -> None:
    """Check the log: every record's digest and form, every link of the chain, every seal."""
    from mdime_events.log.verify import verify as check

    try:
        report = check(workspace(ctx).log, since, checking)
    except ValueError as error:
        raise click.UsageError(str(error), ctx=ctx) from None
    found = {"problems": [*report.problems, *report.torn], "warnings": report.warnings}
    if as_json:
        counts = {"clean": not found["problems"], "records": report.records, "streams": report.streams}
        echo_json({**counts, **{name: [problem_answer(each) for each in each_list] for name, each_list in found.items()}})
    else:
        for problem in found["problems"]:
            click.echo(f"{clean(str(problem))} [{problem.code}]")
        for warning in report.warnings:
            click.echo(f"warning: {clean(str(warning))} [{warning.code}]")
        state = count(len(found["problems"]), "problem") if found["problems"] else "clean"
        click.echo(f"{count(report.records, 'record')} in {count(report.streams, 'stream')}: {state}")
    ctx.exit(1 if report.problems else 3 if report.torn else 0)


def problem_answer(problem: Problem) -> dict[str, Any]:
    place = {"file": problem.where.file, "line": problem.where.line} if problem.where else {}
    return {"code": problem.code, **place, "message": problem.message}


@click.command(
    epilog="""\b
Example:
  mdime seal && git add events && git commit -m "Seal" -- events"""
)
@by
@as_json
@click.pass_context
def seal(ctx: click.Context, by: str, as_json: bool) -> None:
    """Seal the log as it is. The digest that is printed stands for all of it: cite it, and keep it elsewhere."""
    from mdime_events.log import seal as seals
    from mdime_events.log import verify as check_log
    from mdime_events.replay import DataProblems

    log = workspace(ctx).log
    if problems := check_log.verify(log, watch=checking).problems:
        raise DataProblems(problems)
    if files := seals.uncommitted(log):
        say(f"warning: git has not committed {', '.join(files)}; commit them with the seal, which names records that nobody else has yet")
    record = seals.seal(log, by).record
    if as_json:
        echo_json({"seal": record.sum, "record": record.id, "at": record.at, "heads": check_log.sealed_heads(record)})
    else:
        click.echo(record.sum)


def _around(folder: Path) -> str | None:
    """The workspace, or the folder of a log, that a folder lies in."""
    from mdime_events.workspace import NoWorkspace, find

    if log := next((each for each in folder.parents if each.name == "events" and any(each.glob("*.jsonl"))), None):
        return f"the log {log}"
    try:
        return f"the workspace {find(folder.parent).root}"
    except NoWorkspace:
        return None


@click.command(
    epilog="""\b
Example:
  mdime init ~/influence && cd ~/influence && mdime log RUS SYR"""
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make a new workspace in FOLDER: an empty log, the default rules, and what git and Datasette need."""
    from mdime_events.workspace import add_lines, default

    if (folder / "events").exists() or (folder / "rules").exists():
        raise click.UsageError(f"{folder} holds events/ or rules/ already")
    if around := _around(folder.resolve()):
        raise click.UsageError(f"{folder} lies in {around}; one workspace inside another would be taken for it: choose a folder outside")
    (folder / "events").mkdir(parents=True)
    shutil.copytree(default("rules"), folder / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    if not (folder / "datasette-metadata.yml").exists():
        shutil.copy(default("datasette-metadata.yml"), folder / "datasette-metadata.yml")
    add_lines(folder / ".gitattributes", "events/*.jsonl -text merge=union\nevents/*.jsonl diff=mdime\n")
    add_lines(folder / ".gitignore", "/mdime.db*\nevents/.lock\nevents/.checkpoints/\nevents/.torn/\n")
    click.echo(clean(str(folder)) + " is ready: cd there and log the first event with `mdime log RUS SYR`")
