"""The command that checks a folder of rules: `mdime rules check`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from mdime_events.cli.check import problem_answer
from mdime_events.cli.common import as_json, clean, count, echo_json, progress
from mdime_events.rulebook import load
from mdime_events.rulecheck import Report, check
from mdime_events.workspace import default


@click.group(
    epilog="""\b
Example:
  mdime rules check my-rules"""
)
def rules() -> None:
    """Check a folder of rules before you rate by it with --rules."""


@rules.command(
    "check",
    epilog="""\b
Exit codes: 0 clean, 1 problems, 2 wrong use.
Examples:
  cp -r rules my-rules
  mdime rules check my-rules
  mdime ratings CHN IRN --rules my-rules""",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@as_json
@click.pass_context
def rules_check(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Check the rules in DIR: their text, and what they answer on some hundreds of invented logs.

    Sentences and the numbers in them, rungs that nest, no level that falls by more favourable evidence, no look at later days, the
    clock, files or chance, no event or country read by name, and an edition of its own for ratings of its own.
    """
    own = default("rules")
    report = check(folder, None if own.resolve() == folder.resolve() else load(own), partial(progress, doing="Trying"))
    if as_json:
        problems = [problem_answer(each) for each in report.problems]
        echo_json({"clean": not problems, "files": report.files, "problems": problems, "evidence": report.evidence})
    else:
        _text(report)
    ctx.exit(1 if report.problems else 0)


def _text(report: Report) -> None:
    for problem in report.problems:
        click.echo(f"{clean(str(problem.where))}: [{problem.code}] {clean(problem.message)}")
    found = count(len(report.problems), "problem") if report.problems else "clean"
    click.echo(f"{report.files} rule files, tried on {report.evidence} invented logs: {found}")
