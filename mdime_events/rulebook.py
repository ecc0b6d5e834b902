"""The rule book: the thirteen rule files of a folder, loaded by path, checked, and digested together with the code that rates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

from attrs import frozen

from mdime_events.model import Problem, Where
from mdime_events.replay import DataProblems
from mdime_events.rulekit import Condition, Ladder, Overall, sentence
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
    "confidence",
    "counting",
    "dates",
    "evidence",
    "history",
    "model",
    "rate",
    "replay",
    "rulebook",
    "rulekit",
    "vocabulary",
    "worlds",
)


@frozen(kw_only=True)
class Rulebook:
    """The method: a ladder an instrument, the overall rule, and the digest that names this method."""

    ladders: dict[str, Ladder]
    overall: Overall
    digest: str


@frozen(kw_only=True)
class CodebookRow:
    """One condition of the method, as it is published."""

    instrument: str
    part: str
    place: int
    level: str | None
    name: str
    sentence: str
    edition: int


def load(folder: Path) -> Rulebook:
    """The rule book of `folder`. Raises DataProblems with everything that is wrong with its files."""
    problems: list[Problem] = []
    rules: dict[str, Any] = {}
    for instrument, file in FILES.items():
        path = folder / file
        found = list(_faults(path))
        if not found:
            rules[instrument], found = _rule(path, instrument)
        problems += [Problem(code="RULE", message=fault, where=Where(file=f"{folder.name}/{file}", line=line)) for line, fault in found]
    if problems:
        raise DataProblems(problems)
    return Rulebook(ladders={code: rules[code] for code in INSTRUMENTS}, overall=rules[OVERALL], digest=digest(folder))


def digest(folder: Path) -> str:
    """SHA-256 over the rule files and the modules that rate: another digest may rate otherwise."""
    code = Path(__file__).parent
    paths = [folder / file for file in FILES.values()] + [code / f"{module}.py" for module in RATING_MODULES]
    whole = sha256()
    for path in paths:
        whole.update(f"{path.name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _faults(path: Path) -> Iterator[tuple[int, str]]:
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


def _rule(path: Path, instrument: str) -> tuple[Any, list[tuple[int, str]]]:
    """A rule file's RULE, loaded under a private name, and what is wrong with it."""
    name = f"_mdime_rule_{path.stem}"
    loader = SourceFileLoader(name, str(path))
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)  # no .pyc beside an analyst's rules
    except Exception as error:
        return None, [(1, f"fails when it is loaded: {type(error).__name__}: {error}")]
    rule = getattr(module, "RULE", None)
    wanted = Overall if instrument == OVERALL else Ladder
    if not isinstance(rule, wanted):
        return None, [(1, f"holds no RULE = {wanted.__name__}(…)")]
    if rule.instrument != instrument:
        return None, [(1, f"rates {rule.instrument}, not {instrument}")]
    return rule, [(1, f"condition {name} has no sentence for a docstring") for name, text in _sentences(rule) if not text]


def _sentences(rule: Ladder | Overall) -> list[tuple[str, str]]:
    if isinstance(rule, Overall):
        return [(rule.reaches.__name__, sentence(rule.reaches)), (rule.trend.__name__, sentence(rule.trend))]
    secrecy = [rule.secrecy] if rule.secrecy else []
    conditions: list[Condition] = [*(rung.condition for rung in rule.rungs), *rule.rising, *rule.falling, *secrecy]
    return [(condition.__name__, sentence(condition)) for condition in conditions]


def codebook(book: Rulebook) -> list[CodebookRow]:
    """The method, one row a condition, from the conditions' own docstrings."""
    rows = []
    for ladder in book.ladders.values():
        parts: list[tuple[str, str | None, Condition]] = [("level", rung.level.label, rung.condition) for rung in ladder.rungs]
        parts += [("increasing", None, each) for each in ladder.rising] + [("decreasing", None, each) for each in ladder.falling]
        parts += [("confidence", None, ladder.secrecy)] if ladder.secrecy else []
        for place, (part, level, condition) in enumerate(parts, 1):
            rows.append(_row(ladder, part, place, level, condition))
    overall = book.overall
    rows.append(_row(overall, "level", 1, None, overall.reaches))
    rows.append(_row(overall, "trend", 2, None, overall.trend))
    return rows


def _row(rule: Ladder | Overall, part: str, place: int, level: str | None, condition: Any) -> CodebookRow:
    return CodebookRow(
        instrument=rule.instrument,
        part=part,
        place=place,
        level=level,
        name=condition.__name__,
        sentence=sentence(condition),
        edition=rule.edition,
    )
