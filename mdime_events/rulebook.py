"""The rule book: the thirteen rule files of a folder, loaded by path, checked, and digested together with the code that rates."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import FunctionType
from typing import Any

from attrs import frozen

from mdime_events.model import Problem, Where
from mdime_events.replay import DataProblems
from mdime_events.rulekit import Ladder, Overall, Rung, sentence
from mdime_events.vocabulary import INSTRUMENTS, OVERALL

# The thirteen names are written out, so that a lost file is an error.
FILES = {
    "D1": "d1_defense_diplomacy.py",
    "D2": "d2_military_education.py",
    "D3": "d3_soft_power.py",
    "I1": "i1_media_culture.py",
    "I2": "i2_ict_support.py",
    "I3": "i3_intelligence_communications.py",
    "M1": "m1_bilateral_engagements.py",
    "M2": "m2_multilateral_engagements.py",
    "M3": "m3_pacts_agreements.py",
    "E1": "e1_arms_transfers.py",
    "E2": "e2_technology_sharing.py",
    "E3": "e3_strategic_trade.py",
    OVERALL: "overall.py",
}
ALLOWED_IMPORTS = ("mdime_events.rulekit",)
RATING_MODULES = (
    "acts",
    "ahead",
    "confidence",
    "counting",
    "cut",
    "dates",
    "evidence",
    "finding",
    "folding",
    "foresight",
    "history",
    "ledger",
    "model",
    "outlook",
    "rate",
    "rating",
    "replay",
    "rulebook",
    "rulekit",
    "standing",
    "stretch",
    "vocabulary",
    "wholes",
    "worlds",
)


@frozen(kw_only=True)
class Rulebook:
    """The method: a ladder an instrument, the overall rule, and the digest that names this method.

    `about` is what each rule file says of itself, by instrument: what belongs in it, and where it departs from the common ladder.
    """

    ladders: dict[str, Ladder]
    overall: Overall
    digest: str
    about: Mapping[str, str] = {}


@frozen(kw_only=True)
class RuleFile:
    """A rule file that was read: its RULE (None where it has none of the right kind), what it says of itself, its faults by line."""

    rule: Any = None
    about: str = ""
    faults: tuple[tuple[int, str], ...] = ()


def load(folder: Path) -> Rulebook:
    """The rule book of `folder`. Raises DataProblems with everything that is wrong with its files."""
    files = {instrument: read_rule(folder / file, instrument) for instrument, file in FILES.items()}
    problems = [
        Problem(code="RULE", message=fault, where=Where(file=f"{folder.name}/{FILES[instrument]}", line=line))
        for instrument, found in files.items()
        for line, fault in found.faults
    ]
    if problems:
        raise DataProblems(problems)
    return Rulebook(
        ladders={code: files[code].rule for code in INSTRUMENTS},
        overall=files[OVERALL].rule,
        digest=digest(folder),
        about={code: found.about for code, found in files.items()},
    )


def read_rule(path: Path, instrument: str) -> RuleFile:
    """One rule file, run only if nothing is wrong with its text."""
    faults = tuple(text_faults(path))
    return RuleFile(faults=faults) if faults else _rule(path, instrument)


def digest(folder: Path) -> str:
    """SHA-256 over the rule files and the modules that rate: another digest may rate otherwise."""
    code = Path(__file__).parent
    paths = [folder / file for file in FILES.values()] + [code / f"{module}.py" for module in RATING_MODULES]
    whole = sha256()
    for path in paths:
        whole.update(f"{path.name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def text_faults(path: Path) -> Iterator[tuple[int, str]]:
    """What is wrong with a rule file before it is run: missing, no Python, or importing more than the rule kit."""
    if not path.exists():
        yield 1, "the rule file is missing"
        return
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, UnicodeDecodeError, ValueError) as error:
        yield getattr(error, "lineno", None) or 1, f"is no Python: {error}"
        return
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name not in ALLOWED_IMPORTS:
                yield node.lineno, f'imports "{name}"; a rule imports {ALLOWED_IMPORTS[0]} and nothing else'  # type: ignore[attr-defined]


def _rule(path: Path, instrument: str) -> RuleFile:
    """A rule file's RULE, loaded under a private name."""
    name = f"_mdime_rule_{path.stem}"
    loader = SourceFileLoader(name, str(path))
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)  # no .pyc beside an analyst's rules
    except Exception as error:
        return RuleFile(faults=((1, f"fails when it is loaded: {type(error).__name__}: {error}"),))
    rule = getattr(module, "RULE", None)
    faults = tuple(_rule_faults(rule, instrument))
    if faults:
        return RuleFile(faults=faults)
    return RuleFile(rule=rule, about=sentence(module), faults=tuple(_untold(rule)))


def _rule_faults(rule: Any, instrument: str) -> Iterator[tuple[int, str]]:
    wanted = Overall if instrument == OVERALL else Ladder
    if not isinstance(rule, wanted):
        yield 1, f"holds no RULE = {wanted.__name__}(…)"
    elif rule.instrument != instrument:
        yield 1, f"rates {rule.instrument}, not {instrument}"
    elif isinstance(rule, Ladder) and (odd := [each for each in rule.rungs if not isinstance(each, Rung)]):
        yield 1, f"has {odd[0]!r} among its rungs; write Rung(LEVEL, condition)"
    else:
        unfit = [each for each in conditions(rule) if not isinstance(each, FunctionType)]
        yield from ((1, f"has {each!r} for a condition; write a function with def, and its sentence for a docstring") for each in unfit)


def _untold(rule: Any) -> Iterator[tuple[int, str]]:
    for each in conditions(rule):
        if not sentence(each):
            yield each.__code__.co_firstlineno, f"condition {each.__name__} has no sentence for a docstring"


def conditions(rule: Ladder | Overall) -> list[Callable[..., Any]]:
    """The conditions of a rule: from the top rung down, what rises, what falls, secrecy; or the overall's two."""
    if isinstance(rule, Overall):
        return [rule.reaches, rule.trend]
    return [*(rung.condition for rung in rule.rungs), *rule.rising, *rule.falling, *([rule.secrecy] if rule.secrecy else [])]
