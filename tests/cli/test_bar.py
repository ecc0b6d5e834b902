"""The bar of what takes long: there while a person watches, gone when it is done, and nothing of it down a pipe."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from logs import DRILL, VISIT, draft, put, source
from tables import ROOT, assess, review
from test_read_commands import COLOUR, DATA, ESCAPE, FINE, at_a_terminal

from mdime_events.workspace import Workspace

AT_ONCE = ("-c", "from mdime_events.cli import bar; bar.PATIENCE = 0; from mdime_events.cli.main import main; main()")
CONTROL = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
LONG = {  # what takes long in each, and how much of it there is
    ("verify",): ("Checking", 4),
    ("verify", "--json"): ("Checking", 4),
    ("seal", "--by", "tester"): ("Checking", 4),
    ("ratings",): ("Rating", 2),
    ("ratings", "--json"): ("Rating", 2),
    ("explain", "CHN", "IRN"): ("Explaining", 13),
    ("compare",): ("Rating", 2),
    ("agreement",): ("Rating", 2),
    ("backtest",): ("Checking", 2),
    ("backtest", "CHN", "IRN"): ("Checking", 12),
    ("sensitivity", "CHN", "IRN"): ("Leaving out", 12),
    ("history", "CHN", "IRN"): ("Rating", 1),
    ("diff", "CHN", "IRN", "--from", "2019"): ("Comparing", 1),
    ("same",): ("Comparing", 2),
    ("recompute",): ("Rating", 2),
    ("rules", "check", "one-rule"): ("Trying", 13),
}
FAILING = '''"""M1 Exercises: a rule that cannot answer."""
from mdime_events.rulekit import *


def condition(evidence):
    """Fails."""
    return evidence.nothing


RULE = Ladder(instrument="M1", edition=9, rising=(condition,))
'''


@pytest.fixture
def told(tmp_path):
    """Two dyads with three events, one of them judged, a seal, and a folder with a single rule."""
    place = Workspace(root=tmp_path)
    shutil.copytree(ROOT / "rules", place.rules, ignore=shutil.ignore_patterns("__pycache__"))
    (place.root / "one-rule").mkdir()
    shutil.copy(ROOT / "rules" / "overall.py", place.root / "one-rule")
    source(place.log)
    put(place.log, *(draft(DRILL, date=year, title=f"A drill of {year}", instruments=["M1"]) for year in ("2014", "2017", "2018")))
    review(place.log)
    assess(place.log, "M1", level="high", trend="increasing", on="2020")
    put(place.log, draft(VISIT, date="2013-02", stream="RUS-SYR"))
    subprocess.run(
        [sys.executable, "-m", "mdime_events.cli.main", "seal", "--by", "tester"], cwd=place.root, check=True, capture_output=True
    )
    return place


def watched(place, *arguments, **settings):
    """What a command writes to a terminal where it takes long from its first moment."""
    return at_a_terminal(place, *arguments, program=AT_ONCE, **settings)


def bars(doing, total, written):
    return re.findall(rf"{doing} [━╸╺ ]+ +\d+/{total} ", CONTROL.sub("", written))


def code(arguments):
    return DATA if arguments[0] == "rules" else FINE  # twelve of its thirteen files are missing


@pytest.mark.parametrize("arguments", LONG, ids=" ".join)
def test_a_person_sees_a_bar_that_is_gone_in_the_end(told, arguments):
    written = watched(told, *arguments, code=code(arguments))
    shown, answer = written.rsplit("\x1b[1A\x1b[2K", 1)
    assert bars(*LONG[arguments], shown)
    assert not bars(*LONG[arguments], answer)
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") == 1  # the cursor is shown again
    assert answer.strip()


@pytest.mark.parametrize("arguments", LONG, ids=" ".join)
def test_a_pipe_gets_nothing_of_it(told, arguments):
    done = subprocess.run([sys.executable, *AT_ONCE, *arguments], cwd=told.root, capture_output=True, text=True, check=False)
    assert done.returncode == code(arguments)
    assert [line for line in done.stderr.splitlines() if not line.startswith("warning: git")] == []
    assert ESCAPE not in done.stdout


def test_an_answer_down_a_pipe_is_whole_while_a_person_watches(told):
    with open(told.root / "answer", "wb") as answer:
        written = watched(told, "ratings", "--json", stdout=answer)
    assert bars("Rating", 2, written)
    assert len(json.loads((told.root / "answer").read_text())["dyads"]) == 2


def test_a_bar_keeps_to_what_the_terminal_can_show(told):
    assert not COLOUR.search(watched(told, "verify", NO_COLOR="1"))
    assert ESCAPE not in watched(told, "verify", TERM="dumb")


def test_what_takes_no_second_has_no_bar(told):
    assert not bars("Checking", 4, at_a_terminal(told, "verify"))


def test_a_bar_is_gone_before_an_error_is_told(told):
    (told.rules / "m1_bilateral_engagements.py").write_text(FAILING)
    shown, answer = watched(told, "ratings", code=DATA).rsplit("\x1b[1A\x1b[2K", 1)
    assert bars("Rating", 2, shown)
    assert answer.startswith("mdime: m1_bilateral_engagements.py: condition condition of M1 failed")
