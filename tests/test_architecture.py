"""Imports flow one way: read from the syntax trees, imports inside functions among them."""

import ast
from graphlib import TopologicalSorter

import pytest
from dossiers import ROOT

PACKAGE = ROOT / "mdime_events"
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in sorted(PACKAGE.rglob("*.py"))}

# Every part of the package, from the ground up. A part imports from those above its own line, and never from its own line.
# (The log's own order is below; the site's and the command line's parts import each other.)
LAYERS = """
    model vocabulary workspace memory
    dates countries regions
    log payload_checks finding ledger folding
    replay stretch amendments sameness acts
    cut
    evidence
    batch wholes rulekit
    counting
    desk
    hints
    recording rulebook confidence ahead
    foresight
    standing
    rating leaving_out
    outlook
    rate
    worlds ways_up history codebook rulesource invented importers sensitivity
    trials causes backtest agreement codebook_tables unmoved
    overall_trials knowledge
    rulecheck
    reading schema views diff scoring
    database
    rows answers what_if stored
    task differences scorecards
    spread
    recompute
    site
    cli
"""
LEVEL = {part: number for number, line in enumerate(LAYERS.strip().splitlines()) for part in line.split()}
LOG = {
    "envelope": set(),
    "ids": set(),
    "door": set(),
    "stream": {"envelope"},
    "upcast": {"envelope"},
    "show": {"envelope", "stream"},
    "durable": set(),
    "checkpoint": set(),
    "seen": set(),
    "append": {"envelope", "stream", "durable", "checkpoint"},
    "same": {"stream"},
    "verify": {"envelope", "stream", "same"},
    "seal": {"envelope", "ids", "stream", "append", "verify"},
}
PURE = (
    "acts",
    "model",
    "vocabulary",
    "dates",
    "finding",
    "ledger",
    "cut",
    "stretch",
    "folding",
    "evidence",
    "wholes",
    "counting",
    "foresight",
    "rulekit",
    "confidence",
    "ahead",
    "standing",
    "rating",
    "outlook",
    "rate",
    "worlds",
    "ways_up",
    "history",
    "sensitivity",
    "leaving_out",
    "causes",
    "backtest",
    "scoring",
    "agreement",
    "unmoved",
)
ABSTRACT = {"__future__", "attrs", "bisect", "calendar", "collections", "copy", "datetime", "difflib"}
ABSTRACT |= {"enum", "functools", "itertools", "re", "typing"}


def imports(path):
    """The modules that a file imports, in full."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}:{node.lineno}: a relative import"
            found |= {f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in FILES else node.module for alias in node.names}
    return found


def own(module):
    """The modules of the package that one of them imports."""
    return {name for name in imports(FILES[module]) if name.split(".")[0] == "mdime_events"}


def outside(module):
    """The first names of what it imports from elsewhere."""
    return {name.split(".")[0] for name in imports(FILES[module])} - {"mdime_events"}


def part(module):
    return module.split(".")[1] if "." in module else None


PARTS = sorted({part(module) for module in FILES} - {None})


@pytest.mark.parametrize("name", PARTS)
def test_every_part_has_its_place_and_imports_from_below_it(name):
    assert name in LEVEL, f"say in LAYERS where {name} belongs"
    for module in (each for each in FILES if part(each) == name):
        wrong = {each for each in own(module) if part(each) not in (None, name) and LEVEL[part(each)] >= LEVEL[name]}
        assert wrong == set(), module


def test_nothing_imports_the_command_line():
    assert {module for module in FILES if part(module) != "cli" and any(part(each) == "cli" for each in own(module))} == set()


def test_there_is_no_circle():
    list(TopologicalSorter({module: own(module) - {module} for module in FILES}).static_order())


@pytest.mark.parametrize("name", LOG)
def test_the_log_knows_itself_the_values_and_the_words(name):
    found = own(f"mdime_events.log.{name}")
    assert {each.split(".")[2] for each in found if part(each) == "log"} <= LOG[name]
    assert {part(each) for each in found} <= {"log", "model", "vocabulary", "dates", "countries"}


def test_the_log_has_no_other_parts():
    assert {module.split(".")[2] for module in FILES if part(module) == "log" and module.count(".") == 2} == set(LOG)


def test_the_values_know_attrs_and_the_standard_library():
    assert own("mdime_events.model") == set()
    assert outside("mdime_events.model") <= {"__future__", "attrs", "collections", "datetime", "typing"}
    assert own("mdime_events.vocabulary") == set()


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*.py")), ids=lambda path: path.stem)
def test_a_rule_imports_the_rule_kit_and_nothing_else(path):
    assert imports(path) == {"mdime_events.rulekit"}


@pytest.mark.parametrize("name", PURE)
def test_what_rates_knows_no_file_no_clock_and_no_chance(name):
    found = outside(f"mdime_events.{name}") - ({"pendulum"} if name == "dates" else set())
    assert found <= ABSTRACT
    assert {part(each) for each in own(f"mdime_events.{name}")} <= {*PURE, "rulebook"}


@pytest.mark.parametrize("name", sorted(set(PURE) - {"dates"}))
def test_what_rates_never_asks_what_day_it_is(name):
    tree = ast.parse(FILES[f"mdime_events.{name}"].read_text(encoding="utf-8"))
    called = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
    assert called.isdisjoint({"today", "now", "utcnow", "time", "read_text", "read_bytes", "open"})


def test_the_rule_kit_knows_no_dossier_and_no_log():
    assert {part(each) for each in own("mdime_events.rulekit")} <= {"evidence", "finding", "vocabulary", "model"}


def test_the_site_rates_only_what_is_asked_of_another_day():
    """It reads the database: of what rates it may import `reading`, which answers a question put to the log, and no rule by itself."""
    found = {part(each) for module in FILES if part(module) == "site" for each in own(module)}
    assert found.isdisjoint({"rulebook", "rulekit", "counting", "evidence", "confidence", "log", "recording"})


@pytest.mark.parametrize("module", FILES)
def test_nothing_is_called_by_a_name_that_says_nothing(module):
    assert module.split(".")[-1] not in ("utils", "helpers", "misc", "common_utils", "manager")
    tree = ast.parse(FILES[module].read_text(encoding="utf-8"))
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert not [name for name in classes if name.endswith(("Manager", "Handler", "Processor", "Util", "Helper", "Repository", "Aggregate"))]
