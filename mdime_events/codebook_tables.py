"""The codebook as Markdown: the tables of the documentation, and a document of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from inspect import Signature, isfunction, signature
from typing import Any

from mdime_events.codebook import CodebookRow, capital, chapters, stated_by, words
from mdime_events.evidence import Evidence
from mdime_events.rulebook import Rulebook
from mdime_events.rulekit import sentence
from mdime_events.vocabulary import INSTRUMENTS, LEVELS, OVERALL, RATED

PARTS = ("level", "increasing", "decreasing", "trend", "confidence")


def tables(rows: Sequence[CodebookRow]) -> list[str]:
    """The conditions as lines of a Markdown table: what each is for, the instruments that state it, its sentence."""
    found = sorted(stated_by(rows).items(), key=lambda each: _order(each[0], each[1]))
    lines = [(_outcome(part, level), _named(code), text) for (part, level, text), code in found]
    return _markdown(("for", "instruments", "condition"), lines)


def _order(condition: tuple[str, str | None, str], instruments: Sequence[str]) -> tuple[bool, int, int, int]:
    """The twelve before the overall, a rule's parts in turn, levels from the top, what many state before what few do."""
    part, level, _ = condition
    return instruments == [OVERALL], PARTS.index(part), -LEVELS[level] if level else 0, -len(instruments)


def _outcome(part: str, level: str | None) -> str:
    return (level or part).title()


def _named(instruments: Sequence[str]) -> str:
    if instruments == [OVERALL]:
        return "Overall"
    if len(instruments) == len(INSTRUMENTS):
        return "all"
    others = [code for code in INSTRUMENTS if code not in instruments]
    return f"all but {', '.join(others)}" if len(others) < len(INSTRUMENTS) / 2 else ", ".join(instruments)


def word_tables() -> list[str]:
    """The words that conditions use, as lines of a Markdown table."""
    return _markdown(("word", "meaning"), words())


def evidence_table() -> list[str]:
    """What a condition may ask of its evidence, as lines of a Markdown table."""
    rows = [(f"`evidence.{_call(name, each)}`", _gives(each), capital(sentence(each))) for name, each in _asked().items()]
    return _markdown(("ask", "gives", "meaning"), rows)


def _asked() -> dict[str, object]:
    """The filters and measures of Evidence by name, in the order in which they are written."""
    public = {name: each for name, each in vars(Evidence).items() if not name.startswith("_")}
    return {name: each for name, each in public.items() if isfunction(each) or isinstance(each, property)}


def _call(name: str, asked: object) -> str:
    """How it is written, such as `recent(years=3)`."""
    if not isfunction(asked):
        return name
    _, *parameters = signature(asked).parameters.values()
    return f"{name}{Signature([each.replace(annotation=each.empty) for each in parameters])}"


def _gives(asked: object) -> str:
    function: Any = asked.fget if isinstance(asked, property) else asked
    return {"Evidence": "evidence", "Finding": "a Finding"}.get(signature(function).return_annotation, "values")


def document(book: Rulebook, codes: Sequence[str]) -> list[str]:
    """The codebook of these instruments as a Markdown document."""
    asked = [chapter for chapter in chapters(book) if chapter.instrument in codes]
    about = [(each.instrument, each.name, str(each.edition), each.belongs, each.remarks) for each in asked]
    titled = "" if len(asked) == len(RATED) else f": {', '.join(each.instrument for each in asked)}"
    return [
        f"# Codebook{titled}",
        "",
        f"Rules `{book.digest[:12]}`.",
        "",
        "## Instruments",
        "",
        *_markdown(("code", "instrument", "edition", "what belongs in it", "how it is rated"), about),
        "",
        "## Conditions",
        "",
        *tables([row for each in asked for row in each.rows]),
        "",
        "## Words",
        "",
        *word_tables(),
    ]


def _markdown(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_line(headers), "|" + "---|" * len(headers), *map(_line, rows)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
