"""With any one check taken out of verify, some log is answered wrongly: every condition, fault and comparison is needed, and tested.

The checks are mutated as syntax trees, one at a time, and loaded beside the package; its own modules are never touched.
"""

import ast
import importlib
import signal
import sys
from pathlib import Path
from types import ModuleType

import pytest
from attrs import frozen
from log.attacks import ATTACKS, DYAD, HARMLESS, SEALS, answer, folder_in_memory, lay, sample, take_out
from logs import commit, git

import mdime_events.log

FOLDER = Path(mdime_events.log.__file__).parent
MODULES = ("envelope", "stream", "same", "verify")  # in the order in which they import each other
UNDER_TEST = {
    "envelope": ("decode", "form_fault", "_too_deep"),
    "stream": ("raw_lines", "_parse", "_is_whole", "_is_record"),
    "same": None,
    "verify": None,
}  # None: all of it
ENDLESS = 0.5  # seconds of work after which a mutant will not end: an answer takes a hundredth of that

# Mutants that cannot change an answer: (file, code, mutation) and why.
EQUIVALENT = {
    ("envelope.py", "if line.count(b'{') + line.count(b'[') <= DEEPEST", "the condition is always False"): "it only saves the longer count",
    ("envelope.py", "line.count(b'{') + line.count(b'[') <= DEEPEST", "LtE becomes Lt"): "it only saves the longer count",
    ("envelope.py", "return False", "dropped"): "nothing is as false",
    ("same.py", "if not said", "the condition is always False"): "it only saves reading which events are there",
    (
        "same.py",
        "record.type in ('logged', 'amended') and b'\"same_as\"' in bytes(record.data)",
        "without b'\"same_as\"' in bytes(record.data)",
    ): "it only saves reading payloads that say nothing of it",
    ("verify.py", "problem.where.line if problem.where else 0", "the condition is always True"): "what is wrong with a line has its place",
    (
        "verify.py",
        "seals if name == SEALS else _checked(log, name)",
        "the condition is always False",
    ): "what is sealed meanwhile names what was not read; test_verify.py has it",
    ("verify.py", "if last not in new", "the condition is always True"): "all of it is walked anew, which only takes longer",
    ("verify.py", "ahead.pop(each, None)", "dropped"): "what was seen before is walked again, which only takes longer",
    ("verify.py", "if each not in found", "the condition is always True"): "without circles it ends all the same, only later",
    ("verify.py", "if line.record.sum in seen", "the condition is always False"): "the next condition tells of it too, in other words",
    (
        "verify.py",
        "each.name == SEALS and stream.name != SEALS",
        "without stream.name != SEALS",
    ): "a seal never names the heads of the seals themselves",
}


@frozen(kw_only=True)
class Mutant:
    """One change of one module: what was there, what became of it, and the tree with the change in it."""

    module: str
    line: int
    code: str
    change: str
    tree: ast.Module

    def __str__(self):
        return f"{self.module}.py:{self.line}: {self.code}: {self.change}"

    @property
    def key(self):
        return f"{self.module}.py", self.code, self.change


# Mutating

MOVED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
MOVED |= {ast.In: ast.NotIn, ast.NotIn: ast.In}


def mutants(module):
    """All mutants of a module. The tree of each is good only until the next is asked for."""
    tree = parsed(module)
    functions = {part.name: part for part in tree.body if isinstance(part, ast.FunctionDef)}
    for name in UNDER_TEST[module] or functions:
        for place, node in nodes(functions[name]):
            for change, other in changes(node):
                place(ast.fix_missing_locations(ast.copy_location(other, node)))
                yield Mutant(module=module, line=node.lineno, code=shown(node), change=change, tree=tree)
                place(node)


def nodes(parent):
    """Every node below one that has a line, with a function that puts another into its place."""
    for name, value in ((name, value) for name, value in ast.iter_fields(parent) if name not in ("annotation", "returns")):
        for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(node, ast.AST):
                if hasattr(node, "lineno"):
                    yield lambda other, name=name, at=at: put_in(parent, name, at, other), node
                yield from nodes(node)


def put_in(parent, name, at, other):
    if at is None:
        setattr(parent, name, other)
    else:
        getattr(parent, name)[at] = other


def shown(node):
    """A node's own first line, as it is reported."""
    return ast.unparse(node).splitlines()[0].removesuffix(":")


def changes(node):
    """What a node can become, as (words, node)."""
    match node:
        case ast.If() | ast.IfExp():
            for always in (False, True):
                yield f"the condition is always {always}", type(node)(**{**fields(node), "test": ast.Constant(always)})
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
            yield from unfiltered(node)
        case ast.UnaryOp(op=ast.Not()):
            yield "without not", node.operand
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.Sub()):
            yield f"only {ast.unparse(node.left)}", node.left
            yield f"only {ast.unparse(node.right)}", node.right
        case ast.Compare(left=ast.Tuple(elts=left), comparators=[ast.Tuple(elts=right)]):
            for at, item in enumerate(left):
                one, other = (ast.Tuple(side[:at] + side[at + 1 :], ast.Load()) for side in (left, right))
                yield f"without {ast.unparse(item)}", ast.Compare(one, node.ops, [other])
        case ast.Return(value=ast.Constant(value=False | str()) | ast.JoinedStr()):
            yield "dropped", ast.Pass()
        case ast.BoolOp():
            for at, item in enumerate(node.values):
                rest = node.values[:at] + node.values[at + 1 :]
                yield f"without {ast.unparse(item)}", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.Compare(ops=[op]) if type(op) in MOVED:
            yield f"{type(op).__name__} becomes {MOVED[type(op)].__name__}", ast.Compare(node.left, [MOVED[type(op)]()], node.comparators)
        case ast.AugAssign() | ast.Raise() | ast.Expr(value=ast.Yield() | ast.YieldFrom() | ast.Call()):
            yield "dropped", ast.Pass()
        case ast.Assign(value=ast.ListComp() | ast.Call(func=ast.Name("list"))) if ends_in_a_fault(node):
            yield "emptied", ast.Assign(node.targets, ast.List([], ast.Load()))
        case ast.Tuple(elts=[first, *_]) if isinstance(node.ctx, ast.Load) and isinstance(first, ast.Tuple | ast.Starred):
            for at, item in enumerate(node.elts):
                yield f"without {ast.unparse(item)}", ast.Tuple(node.elts[:at] + node.elts[at + 1 :], ast.Load())


def fields(node):
    return dict(ast.iter_fields(node))


def unfiltered(node):
    """A comprehension whose condition is always or never true."""
    for at, part in enumerate(node.generators):
        for always in (False, True) if part.ifs else ():
            rest = ast.comprehension(part.target, part.iter, [ast.Constant(always)], part.is_async)
            generators = [*node.generators[:at], rest, *node.generators[at + 1 :]]
            yield f"the condition is always {always}", type(node)(**{**fields(node), "generators": generators})


def ends_in_a_fault(assignment):
    return ast.unparse(assignment.targets[0]) in ("found", "problems", "gone")


# Loading and asking a mutant


def load(module, tree):
    """`verify` with one module made from a mutated tree: that one and those that import it are fresh, and nobody else sees them."""
    package = ModuleType("mutant")
    sys.modules["mutant"] = package
    try:
        for name in MODULES:
            if MODULES.index(name) < MODULES.index(module):
                made = sys.modules[f"mutant.{name}"] = importlib.import_module(f"mdime_events.log.{name}")
            else:
                made = sys.modules[f"mutant.{name}"] = ModuleType(f"mutant.{name}")
                exec(compile(renamed(tree if name == module else parsed(name)), f"{name}.py", "exec"), made.__dict__)
            setattr(package, name, made)
        return package.verify.verify
    finally:
        for name in ("mutant", *(f"mutant.{name}" for name in MODULES)):
            sys.modules.pop(name, None)


def parsed(module):
    return ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))


def renamed(tree):
    """The tree, importing its neighbours from the package of mutants."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module.startswith("mdime_events.log"):
            node.module = node.module.replace("mdime_events.log", "mutant")
    return tree


@frozen(kw_only=True)
class Case:
    """A log on the disk, and the revision to compare it with."""

    name: str
    log: Path
    since: str | None = None


def ask(verify, case):
    """The answer of a `verify`, whichever: its findings and counts, or the error that it ended in."""
    signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
    try:
        report = verify(case.log, case.since)
    except Exception as error:
        return type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return answer(report), report.records, report.streams


def _endless(*_):
    raise TimeoutError("the mutant does not end")


@pytest.fixture
def _clock():
    """A mutant that does not end is stopped, which is another answer too."""
    before = signal.signal(signal.SIGVTALRM, _endless)
    yield
    signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def cases(_clock):
    """Every attack and every harmless log, and what was lost since a revision."""
    with folder_in_memory() as root:
        found = []
        for number, attack in enumerate([*ATTACKS, *HARMLESS]):
            log = lay(sample(), root / str(number) / "events")
            attack.do(log)
            found.append(Case(name=attack.name, log=log))
        yield [*found, *since_cases(root)]


def since_cases(root):
    log = lay(sample(), root / "repository" / "events")
    (log / f"{DYAD}.bak").write_bytes((log / f"{DYAD}.jsonl").read_bytes())  # holds records, and is no file of the log
    git(log.parent, "init", "--quiet")
    commit(log.parent)
    (log / f"{DYAD}.bak").unlink()
    take_out(log, 2, SEALS)
    take_out(log, 7)
    return [Case(name=f"since {revision}", log=log, since=revision) for revision in (None, "HEAD", "nowhere")]


# The test


def test_without_any_one_check_some_log_is_answered_wrongly(cases, tally):
    right = [ask(load("envelope", parsed("envelope")), case) for case in cases]
    tried, survivors, equivalent = 0, [], set()
    for module in UNDER_TEST:
        for mutant in mutants(module):
            tried += 1
            mutated = load(module, mutant.tree)
            if all(ask(mutated, case) == expected for case, expected in zip(cases, right, strict=True)):
                if mutant.key in EQUIVALENT:
                    equivalent.add(mutant.key)
                else:
                    survivors.append(mutant)
    tally("mutants of verify", tried, [str(each) for each in survivors])
    assert equivalent == set(EQUIVALENT), "a mutant that is said to be equivalent is not, or is no more"
