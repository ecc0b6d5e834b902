"""The rule book: thirteen files loaded by path, checked before they are run, digested, and published from their own sentences."""

import ast
import re
import shutil
import sys

import pycountry
import pytest
from dossiers import ROOT, method

from mdime_events import rulebook
from mdime_events.replay import DataProblems
from mdime_events.rulebook import FILES, load
from mdime_events.vocabulary import BENEFACTORS, INSTRUMENTS, OVERALL, RATED

RULES = ROOT / "rules"
M1 = FILES["M1"]
PLAIN = 'from mdime_events.rulekit import Ladder\n\nRULE = Ladder(instrument="M1", edition=1)\n'


@pytest.fixture
def rules(tmp_path):
    """A copy of the rules that a test may spoil."""
    shutil.copytree(RULES, tmp_path / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "rules"


def problems(folder):
    with pytest.raises(DataProblems) as refusal:
        load(folder)
    return [str(each) for each in refusal.value.problems]


def of(rules, text):
    """What is said of M1's file when it holds `text`."""
    (rules / M1).write_text(text)
    return problems(rules)


# What is refused


def test_the_thirteen_are_there_and_load(rules):
    book = load(rules)
    assert tuple(book.ladders) == tuple(INSTRUMENTS)
    assert (book.overall.instrument, set(FILES)) == (OVERALL, set(RATED))
    assert {path.name for path in RULES.glob("*.py")} == set(FILES.values())


@pytest.mark.parametrize("file", FILES.values())
def test_a_missing_file_is_named(rules, file):
    (rules / file).unlink()
    assert problems(rules) == [f"rules/{file}:1: the rule file is missing"]


def test_everything_that_is_wrong_is_told_at_once(rules):
    (rules / FILES["D1"]).unlink()
    (rules / FILES[OVERALL]).write_text("RULE = 1\n")
    (rules / FILES["E1"]).write_text("import os\nimport random\n" + PLAIN)
    assert problems(rules) == [
        f"rules/{FILES['D1']}:1: the rule file is missing",
        f'rules/{FILES["E1"]}:1: imports "os"; a rule imports mdime_events.rulekit and nothing else',
        f'rules/{FILES["E1"]}:2: imports "random"; a rule imports mdime_events.rulekit and nothing else',
        f"rules/{FILES[OVERALL]}:1: holds no RULE = Overall(…)",
    ]


def test_an_empty_folder_is_thirteen_problems(tmp_path):
    assert len(problems(tmp_path)) == 13


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("import datetime", "datetime"),
        ("from datetime import date", "datetime"),
        ("import mdime_events.rulekit, time", "time"),
        ("from mdime_events import rulekit", "mdime_events"),
        ("from mdime_events.evidence import Finding", "mdime_events.evidence"),
        ("from mdime_events.rate import rate", "mdime_events.rate"),
        ("from . import other", ""),
    ],
)
def test_an_import_of_anything_but_the_rule_kit_is_refused(rules, line, name):
    assert of(rules, PLAIN + line + "\n") == [f'rules/{M1}:4: imports "{name}"; a rule imports mdime_events.rulekit and nothing else']


def test_an_import_inside_a_condition_is_refused_before_anything_is_run(rules, tmp_path):
    trace = tmp_path / "ran"
    text = f'open({str(trace)!r}, "w").close()\ndef condition(evidence):\n    """A."""\n    from pathlib import Path\n' + PLAIN
    assert of(rules, text) == [f'rules/{M1}:4: imports "pathlib"; a rule imports mdime_events.rulekit and nothing else']
    assert not trace.exists()


def test_a_syntax_error_has_its_line(rules):
    (found,) = of(rules, PLAIN + "def condition(:\n")
    assert found.startswith(f"rules/{M1}:4: is no Python: ")


@pytest.mark.parametrize("bytes_", [b"\xff\xfe", b"x = '\x00'"])
def test_a_file_that_is_no_text_is_named(rules, bytes_):
    (rules / M1).write_bytes(bytes_)
    (found,) = problems(rules)
    assert found.startswith(f"rules/{M1}:1: is no Python: ")


def test_an_error_while_it_is_loaded_is_told_and_no_traceback(rules):
    assert of(rules, PLAIN + "1 / 0\n") == [f"rules/{M1}:1: fails when it is loaded: ZeroDivisionError: division by zero"]


def test_a_rule_for_another_instrument_is_refused(rules):
    assert of(rules, PLAIN.replace("M1", "M2")) == [f"rules/{M1}:1: rates M2, not M1"]


@pytest.mark.parametrize("text", ["", "RULE = None\n", "rule = 1\n", "from mdime_events.rulekit import Ladder\nRULE = Ladder\n"])
def test_a_file_without_a_ladder_is_refused(rules, text):
    assert of(rules, text) == [f"rules/{M1}:1: holds no RULE = Ladder(…)"]


def test_an_overall_rule_is_no_ladder_and_a_ladder_no_overall_rule(rules):
    whole = (rules / FILES[OVERALL]).read_text()
    (rules / FILES[OVERALL]).write_text(PLAIN)
    assert of(rules, whole) == [f"rules/{M1}:1: holds no RULE = Ladder(…)", f"rules/{FILES[OVERALL]}:1: holds no RULE = Overall(…)"]


UNTOLD = """
from mdime_events.rulekit import COMMON_RUNGS, LOW, Ladder, Rung, instead

def told(evidence):
    \"\"\"Anything at all.\"\"\"
    return evidence.at_least(1)

def untold(evidence):
    return evidence.at_least(1)

"""


@pytest.mark.parametrize("use", ["rungs=instead(Rung(LOW, untold))", "rising=(told, untold)", "falling=(untold,)", "secrecy=untold"])
def test_a_condition_without_a_sentence_is_refused_wherever_it_is_used(rules, use):
    text = UNTOLD + f'RULE = Ladder(instrument="M1", edition=1, {use})\n'
    assert of(rules, text) == [f"rules/{M1}:8: condition untold has no sentence for a docstring"]
    (rules / M1).write_text(text.replace("untold)", "told)").replace("untold,", "told,"))
    assert load(rules)


def test_an_overall_condition_without_a_sentence_is_refused(rules):
    text = (rules / FILES[OVERALL]).read_text()
    (rules / FILES[OVERALL]).write_text(text + "\nhalf_reach_it.__doc__ = None\n")
    line = text[: text.index("def half_reach_it")].count("\n") + 1
    assert problems(rules) == [f"rules/{FILES[OVERALL]}:{line}: condition half_reach_it has no sentence for a docstring"]


def test_rules_that_are_loaded_leave_nothing_beside_them_and_nothing_among_the_modules(rules):
    before = set(sys.modules)
    load(rules)
    assert {path.name for path in rules.iterdir()} == set(FILES.values())
    assert set(sys.modules) == before


def test_two_folders_of_rules_are_two_methods(rules):
    (rules / M1).write_text(PLAIN)
    changed, own = load(rules), method().book
    assert changed.digest != own.digest
    assert changed.ladders["M1"].rungs != own.ladders["M1"].rungs
    assert changed.ladders["M2"].rungs == own.ladders["M2"].rungs


# The digest


@pytest.mark.parametrize("file", FILES.values())
def test_a_byte_of_any_rule_changes_the_digest(rules, file):
    before = rulebook.digest(rules)
    assert before == load(rules).digest == rulebook.digest(RULES)
    (rules / file).write_bytes((rules / file).read_bytes() + b"\n")
    assert rulebook.digest(rules) != before


def test_other_files_beside_the_rules_do_not(rules):
    before = rulebook.digest(rules)
    (rules / "notes.txt").write_text("thoughts")
    assert rulebook.digest(rules) == before


def test_the_digest_covers_the_code_that_rates(tmp_path, monkeypatch):
    package = tmp_path / "mdime_events"
    shutil.copytree(ROOT / "mdime_events", package, ignore=shutil.ignore_patterns("__pycache__", "site", "cli"))
    monkeypatch.setattr(rulebook, "__file__", str(package / "rulebook.py"))
    before = rulebook.digest(RULES)
    for module in rulebook.RATING_MODULES:
        path = package / f"{module}.py"
        kept = path.read_bytes()
        path.write_bytes(kept + b"#")
        assert rulebook.digest(RULES) != before, module
        path.write_bytes(kept)
    assert rulebook.digest(RULES) == before


def test_the_digest_covers_all_that_rate_imports_and_what_the_database_keeps_of_the_past():
    """What the ratings and their history are worked out by; how the log's bytes are read is the log's own matter."""
    todo, covered = ["rate", "history"], set()
    while todo:
        name = todo.pop()
        if name not in covered:
            covered.add(name)
            tree = ast.parse((ROOT / "mdime_events" / f"{name}.py").read_text())
            froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            modules = [node.module.split(".")[1] for node in froms if re.fullmatch(r"mdime_events\.[a-z]+", node.module or "")]
            named = [alias.name for node in froms if node.module == "mdime_events" for alias in node.names]
            todo += [each for each in (*modules, *named) if each != "log"]
    assert covered - set(rulebook.RATING_MODULES) == set()


# Honest rules


def words_of_the_world():
    """Codes and names by which a rule could tell one country from another."""
    countries = list(pycountry.countries)
    names = {each.name.split(",")[0] for each in countries} | {each.common_name for each in countries if hasattr(each, "common_name")}
    spoken = {name.lower() for name in names} | {"russia", "chinese", "russian", "iranian"}
    return {each.alpha_3 for each in countries} | {*BENEFACTORS} | spoken


def has(word, text):
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)


@pytest.mark.parametrize("file", FILES.values())
def test_a_rule_names_no_country_and_no_event(file):
    text = (RULES / file).read_text()
    told = set(re.findall(r"\b[A-Z]{3}\b", text)) | {word for word in words_of_the_world() if word.islower() and has(word, text.lower())}
    assert told & words_of_the_world() == set()
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)
    assert not re.search(r"\b(19|20)\d\d\b", re.sub(r"Edition \d+ \(\d{4}-\d\d-\d\d\):", "", text)), "a year, other than that of an edition"


@pytest.mark.parametrize("path", [*(RULES / file for file in FILES.values()), ROOT / "mdime_events/rulekit.py"], ids=lambda path: path.stem)
def test_a_rule_reads_no_id_title_country_or_dyad_and_does_nothing_but_answer(path):
    tree = ast.parse(path.read_text())
    read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert read.isdisjoint({"id", "title", "summary", "dyad", "place", "parties", "actors", "country", "tags", "where", "by", "recorded"})
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called.isdisjoint({"open", "eval", "exec", "compile", "__import__", "getattr", "globals", "print", "input", "vars"})
