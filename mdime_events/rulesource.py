"""What the text of a rule file gives away before it is run: names it may not use, sentences that are none, numbers left untold.

A rule sees kinds and fields; it asks no clock, opens no file, throws no dice, and names no event and no country. Every fault says what
to write instead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from mdime_events import countries
from mdime_events.finding import NUMBERS

UNSAFE = "FORBIDDEN"  # a file with such a fault is not run

_CLOCK = "asks what day it is; the day asked about is evidence.day"
_OUTSIDE = "reaches outside; a condition sees its evidence and nothing else, so log what it needs as an event"
_CHANCE = "is chance, and answers otherwise every time; count what is in the evidence"
_HIDDEN = "reads by a name that no check can see; write the attribute out"
_TELLS = "speaks to somebody; a condition says its reason in the Finding"
FORBIDDEN = {
    **dict.fromkeys(("datetime", "time", "now", "today", "utcnow", "pendulum"), _CLOCK),
    **dict.fromkeys(("open", "exec", "eval", "compile", "__import__", "os", "sys", "read_text", "write_text", "environ"), _OUTSIDE),
    **dict.fromkeys(("random", "uuid", "secrets", "hash", "shuffle", "choice"), _CHANCE),
    **dict.fromkeys(("getattr", "setattr", "delattr", "vars", "globals", "locals", "dir"), _HIDDEN),
    **dict.fromkeys(("print", "input", "breakpoint"), _TELLS),
}
METHODS = ("now", "today", "utcnow", "read_text", "write_text", "environ", "shuffle", "choice")
OF_THE_WORLD = frozenset(
    ("id", "title", "summary", "dyad", "place", "parties", "actors", "country", "tags", "where", "by", "recorded", "occasion", "marking")
)
CHANGES = ("append", "add", "extend", "insert", "update", "setdefault", "pop", "remove", "discard", "clear")
SPELLED = {
    2: ("second", "half", "halves", "twice", "both"),
    3: ("third", "thirds", "thrice"),
    4: ("fourth", "quarter", "quarters"),
    5: ("fifth", "fifths"),
    0.5: ("half",),
    0.25: ("quarter",),
    0.75: ("three quarters",),
}
YEARS = range(1900, 2101)

_EVENT_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
_CODE = re.compile(r"\b[A-Z]{3}\b")
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")


@frozen(kw_only=True)
class Fault:
    """Something wrong with a rule file: a code for programs, the line, and a sentence that says what to write instead."""

    code: str
    line: int
    message: str


@frozen(kw_only=True)
class RuleText:
    """A rule file as it is written: its syntax tree, and its functions and constants by name."""

    tree: ast.Module
    functions: Mapping[str, ast.FunctionDef] = field(init=False)
    constants: Mapping[str, ast.expr] = field(init=False)

    @functions.default
    def _functions(self) -> dict[str, ast.FunctionDef]:
        return {node.name: node for node in self.tree.body if isinstance(node, ast.FunctionDef)}

    @constants.default
    def _constants(self) -> dict[str, ast.expr]:
        given = [node for node in self.tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and node.value]
        pairs = [(target, node.value) for node in given for target in (node.targets if isinstance(node, ast.Assign) else [node.target])]
        return {target.id: value for target, value in pairs if isinstance(target, ast.Name) and value}

    @property
    def line(self) -> int:
        """The line on which the rule is given."""
        return self.constants["RULE"].lineno if "RULE" in self.constants else 1

    def conditions(self) -> list[ast.FunctionDef]:
        """The functions of the file that its RULE is made of, in order."""
        names = self._reached("RULE", set())
        return [function for name, function in self.functions.items() if name in names]

    def _reached(self, name: str, seen: set[str]) -> set[str]:
        """The names that a constant is made of, through other constants; a function that is called there only makes some of it."""
        if name in self.constants and name not in seen:
            seen.add(name)
            called = {id(node.func) for node in ast.walk(self.constants[name]) if isinstance(node, ast.Call)}
            for node in ast.walk(self.constants[name]):
                if isinstance(node, ast.Name) and id(node) not in called:
                    self._reached(node.id, seen)
                    seen.add(node.id)
        return seen


def faults(text: RuleText) -> list[Fault]:
    """Everything that the text of a rule file gives away, by line."""
    found = [*_nodes(text.tree), *_memories(text), *(fault for each in text.conditions() for fault in _condition(text, each))]
    if not (ast.get_docstring(text.tree) or "").strip():
        found.append(Fault(code="SENTENCE", line=1, message="has no docstring; say in it what belongs in the instrument"))
    return sorted(dict.fromkeys(found), key=lambda fault: fault.line)


# Names that a rule may not use


def _nodes(tree: ast.Module) -> Iterator[Fault]:
    told = _docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) if _is_used(node):
                yield from _name(node.lineno, name, read=isinstance(node, ast.Attribute))
            case ast.Global(names=[name, *_]) | ast.Nonlocal(names=[name, *_]):
                yield _keeps(node.lineno, name)
            case ast.Constant(value=str(text)) if id(node) not in told:
                yield from _world(node.lineno, text)
            case ast.Constant(value=int(year)) if year in YEARS:
                message = f"names the year {year}, which fits one story; count back from evidence.day (recent, sustained)"
                yield Fault(code="NAMES", line=node.lineno, message=message)


def _docstrings(tree: ast.Module) -> set[int]:
    """The nodes that are docstrings: they may speak of the world."""
    owners = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and node.body]
    first = [owner.body[0] for owner in owners]
    return {id(node.value) for node in first if isinstance(node, ast.Expr)}


def _is_used(node: ast.expr) -> bool:
    """Whether a name is read, and not given to something of the rule's own."""
    return isinstance(getattr(node, "ctx", None), ast.Load)


def _name(line: int, name: str, read: bool) -> Iterator[Fault]:
    if name in FORBIDDEN and (read or name not in METHODS):
        yield Fault(code=UNSAFE, line=line, message=f'uses "{name}", which {FORBIDDEN[name]}')
    elif name.startswith("__"):
        yield Fault(code=UNSAFE, line=line, message=f'uses "{name}", which {_HIDDEN}')
    elif read and name in OF_THE_WORLD:
        message = f'reads ".{name}", by which it could tell one event or country from another; choose by kind, substance or channel'
        yield Fault(code="READS", line=line, message=f"{message}, such as evidence.of(kind)")


def _memories(text: RuleText) -> Iterator[Fault]:
    """What a function keeps from one answer to the next: constants and attributes that it changes, defaults that can be changed."""
    for node in (node for function in text.functions.values() for node in ast.walk(function)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if name in text.constants and method in CHANGES:
                yield _keeps(node.lineno, name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()) if name in text.constants:
                yield _keeps(node.lineno, name)
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield _keeps(node.lineno, f".{name}")
            case ast.FunctionDef(args=ast.arguments(defaults=defaults)):
                for each in defaults:
                    if not isinstance(each, ast.Constant | ast.Name | ast.Tuple):
                        yield _keeps(each.lineno, ast.unparse(each))


def _keeps(line: int, name: str) -> Fault:
    message = f"keeps {name} between answers, so that one answer may change the next; work it out anew from the evidence"
    return Fault(code="KEEPS", line=line, message=message)


def _world(line: int, text: str) -> Iterator[Fault]:
    """Countries by code or name, and ids of events, in a text that is no docstring."""
    words = [word for word in (*_CODE.findall(text), *_NAME.findall(text), *_EVENT_ID.findall(text)) if _is_of_the_world(word)]
    if words:
        named = ", ".join(f'"{word}"' for word in dict.fromkeys(words))
        message = f"names {named}; a rule holds for every dyad: choose by kind, substance, dependence or channel"
        yield Fault(code="NAMES", line=line, message=message)


def _is_of_the_world(word: str) -> bool:
    try:
        return bool(_EVENT_ID.match(word) or countries.code(word))
    except ValueError:
        return False


# Sentences, and the numbers in them


def _condition(text: RuleText, condition: ast.FunctionDef) -> Iterator[Fault]:
    sentence = " ".join((ast.get_docstring(condition) or "").split())
    if form := _form(condition.name, sentence):
        yield Fault(code="SENTENCE", line=condition.lineno, message=form)
    untold = [number for number in sorted(_numbers(text, condition, set())) if not _is_told(number, sentence)]
    if sentence and untold:
        yield Fault(code="NUMBER", line=condition.lineno, message=_untold(condition.name, untold))


def _form(name: str, sentence: str) -> str | None:
    if not sentence:
        return f"condition {name} has no sentence; write for a docstring what it asks for, in one sentence that an analyst can dispute"
    if not sentence.endswith("."):
        return f'the sentence of condition {name} ends in no full stop: "{sentence}"'
    if re.search(r"[.!?] +[A-Z]", sentence):
        return f"condition {name} says more than one sentence; join them with a semicolon, and give reasons in the file's docstring"
    return None


def _untold(name: str, numbers: list[float]) -> str:
    written = ", ".join(f"{number:g}" for number in numbers)
    first = NUMBERS[int(numbers[0])] if numbers[0] in range(len(NUMBERS)) else f"{numbers[0]:g}"
    return f'condition {name} counts with {written}, which its sentence does not say; write "{first}" where it stands for something'


def _numbers(text: RuleText, function: ast.FunctionDef, seen: set[str]) -> set[float]:
    """The numbers that a condition uses, but 0 and 1: its own, its file's constants', and those of functions of the file it calls."""
    seen.add(function.name)
    found: set[float] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Constant):
            found |= _number(node)
        elif isinstance(node, ast.Name) and node.id in text.constants:
            found |= _number(text.constants[node.id])
        elif isinstance(node, ast.Name) and node.id in text.functions and node.id not in seen:
            found |= _numbers(text, text.functions[node.id], seen)
    return found


def _number(node: ast.expr) -> set[float]:
    value = node.value if isinstance(node, ast.Constant) else None
    return {value} if isinstance(value, int | float) and not isinstance(value, bool) and value not in (0, 1) else set()


def _is_told(number: float, sentence: str) -> bool:
    spelled = (NUMBERS[int(number)],) if number in range(len(NUMBERS)) else ()
    forms = (f"{number:g}", *spelled, *SPELLED.get(number, ()))
    return any(re.search(rf"(?<![\w.]){re.escape(form)}(?![\w%])", sentence.lower()) for form in forms)
