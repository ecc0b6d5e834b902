"""A folder of rules, checked: what its files say, and what their conditions answer on invented evidence. All faults at once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from mdime_events import invented, overall_trials, trials
from mdime_events.model import Problem, Where
from mdime_events.rulebook import FILES, Rulebook, read_rule, text_faults
from mdime_events.rulekit import COMMON_RUNGS, Ladder, Overall, Rated
from mdime_events.rulesource import UNSAFE, Fault, RuleText, faults

Watch = Callable[[Iterable[str]], Iterable[str]]


@frozen(kw_only=True)
class Report:
    """What a check found: how many rule files there are, on how many invented logs they were tried, and everything wrong with them."""

    files: int
    evidence: int
    problems: tuple[Problem, ...]


@frozen(kw_only=True)
class Trial:
    """What every rule of a folder is tried on, and the method of the same name."""

    beside: Rulebook | None
    looks: Sequence[trials.Look] = field(factory=lambda: tuple(map(trials.look, invented.stories())))
    tables: Sequence[tuple[Rated, ...]] = field(factory=invented.tables)
    known: dict[object, list[trials.Failed]] = field(factory=dict)

    def of_ladder(self, ladder: Ladder) -> Iterator[trials.Failed]:
        """What a ladder fails; ladders of the same conditions are tried once."""
        looks = self._own_first(ladder)
        same = tuple(map(tuple, (ladder.rungs, ladder.rising, ladder.falling)))
        if same not in self.known:
            self.known[same] = trials.of_ladder(ladder, looks)
        yield from trials.first_of_each([*self.known[same], *trials.of_secrecy(ladder, looks)])
        if self.beside:
            yield from trials.of_edition(ladder, looks, self.beside.ladders[ladder.instrument])

    def _own_first(self, ladder: Ladder) -> list[trials.Look]:
        """The stories with those of the ladder's own kinds before the others, so that an example is one of these."""
        return sorted(self.looks, key=lambda each: each.story.about != ladder.instrument)


def check(folder: Path, beside: Rulebook | None = None, watch: Watch = iter) -> Report:
    """Everything that is wrong with the rules of a folder. `beside` holds the default rules, whose editions are taken; `watch` sees the
    instruments pass."""
    trial = Trial(beside=beside)
    found = [(FILES[code], fault) for code in watch(FILES) for fault in of_file(folder / FILES[code], code, trial)]
    problems = [Problem(code=fault.code, message=fault.message, where=_where(folder, file, fault.line)) for file, fault in found]
    there = sum((folder / file).exists() for file in FILES.values())
    return Report(files=there, evidence=len(trial.looks), problems=(*problems, *_strangers(folder)))


def _where(folder: Path, file: str, line: int) -> Where:
    return Where(file=f"{folder.name}/{file}", line=line)


def _strangers(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.glob("*.py")):
        if path.name not in FILES.values():
            message = "is none of the thirteen rule files, and nothing reads it; give it its name or take it away"
            yield Problem(code="FILE", message=message, where=_where(folder, path.name, 1))


def of_file(path: Path, instrument: str, trial: Trial) -> list[Fault]:
    """The faults of an instrument's file, by line. One that reaches for what a rule may not have is not run."""
    found = [Fault(code="FILE", line=line, message=message) for line, message in text_faults(path)]
    text = _text(path)
    found += faults(text) if text else []
    if text and not any(fault.code in ("FILE", UNSAFE) for fault in found):
        found += _of_rule(path, instrument, text, trial, {fault.line for fault in found})
    return sorted(found, key=lambda fault: fault.line)


def _text(path: Path) -> RuleText | None:
    try:
        return RuleText(tree=ast.parse(path.read_text(encoding="utf-8")))
    except (OSError, SyntaxError, ValueError):
        return None


def _of_rule(path: Path, code: str, text: RuleText, trial: Trial, told: set[int]) -> Iterator[Fault]:
    """The faults of a rule that was run, but for those that its text gave away already."""
    read = read_rule(path, code)
    for line, message in read.faults:
        if line not in told:
            yield Fault(code="RULE", line=line, message=message)
    for failed in _tried(read.rule, trial):
        yield Fault(code=failed.code, line=_line(failed.condition, path, text), message=failed.message)


def _tried(rule: Any, trial: Trial) -> Iterator[trials.Failed]:
    if isinstance(rule, Ladder | Overall):
        yield from _edition(rule)
    if isinstance(rule, Ladder):
        yield from _rungs(rule)
        yield from trial.of_ladder(rule)
    elif isinstance(rule, Overall):
        yield from overall_trials.of_overall(rule, trial.tables, trial.beside.overall if trial.beside else None)


def _edition(rule: Ladder | Overall) -> Iterator[trials.Failed]:
    if not isinstance(rule.edition, int) or rule.edition < 1:
        message = f"has edition {rule.edition!r}; write a whole number from 1, and raise it whenever the ratings change"
        yield trials.Failed(code="EDITION", condition=None, message=message)


def _rungs(ladder: Ladder) -> Iterator[trials.Failed]:
    wanted = [rung.level for rung in COMMON_RUNGS]
    levels = [rung.level for rung in ladder.rungs]
    if levels != wanted:
        said, asked = (", ".join(level.name for level in each) for each in (levels, wanted))
        message = f"has the rungs {said or 'none'}; give each level once, from the top: {asked}"
        yield trials.Failed(code="RUNGS", condition=None, message=message)


def _line(condition: Callable[..., Any] | None, path: Path, text: RuleText) -> int:
    """Where a condition is written; the line of the RULE where it is another file's, or the rule as a whole is meant."""
    own = condition is not None and condition.__code__.co_filename == str(path)
    return condition.__code__.co_firstlineno if own and condition else text.line
