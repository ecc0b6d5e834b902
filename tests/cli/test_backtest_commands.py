"""`mdime backtest` and `mdime agreement` as a person runs them: words, shapes of the answers, exit codes, terminal and pipe."""

import json
import shutil

import pytest
from logs import DRILL, VISIT, draft, put, source
from tables import ROOT, assess, review, told_here
from test_read_commands import COLOUR, ESCAPE, at_a_terminal

from mdime_events.workspace import Workspace

FINE, USE = 0, 2


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Drills, one of them foretold, reviewed to the end of 2020; another dyad too young to be checked."""
    place = Workspace(root=tmp_path_factory.mktemp("told"))
    shutil.copytree(ROOT / "rules", place.rules, ignore=shutil.ignore_patterns("__pycache__"))
    log = place.log
    source(log)
    put(log, *(draft(DRILL, date=day, title=f"A drill of {day}", instruments=["M1"]) for day in ("2014-05-01", "2018-05-01")))
    put(log, draft(VISIT, date="2016-06-01", kind="pledge", title="More drills", instruments=["M1"], promises="exercise"))
    review(log, ends="2020")
    assess(log, "M1", level="high", trend="increasing", on="2020")
    assess(log, "D1", level="unobserved", on="2020")
    put(log, draft(VISIT, date="2013-02", stream="RUS-SYR"))
    return place


@pytest.fixture
def ask(told, monkeypatch, capsys):
    return lambda *arguments: told_here(told.root, arguments, monkeypatch, capsys)


@pytest.fixture
def answer(ask):
    return lambda *arguments: json.loads(ask(*arguments, "--json").stdout)


# Backtest


def test_a_backtest_in_words(ask):
    done = ask("backtest", "CHN", "IRN")
    words = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (FINE, "")
    assert done.stdout.startswith("Given\tCame ↗\tCame →\tCame ↘\tCases\tRight\n")
    assert "China in Iran: the trends given at past quarter ends were right, three years on, in 11 of 15 cases (73%)." in words
    assert "“no change” in 4 (27%)" in words
    assert "The rules do not beat “as in the last three years”." in words
    assert "worth at most the 2 three-year spans among them that do not overlap" in words
    assert "In hindsight: in all scored cases (100%)" in words
    assert "273 with the trend Unknown" in words


def test_a_backtest_as_data(answer):
    found = answer("backtest", "CHN", "IRN", "-i", "M1")
    assert found["dyads"] == ["CHN-IRN"]
    assert (found["cases"], found["scored"], found["unknown"], found["in_hindsight"], found["independent_spans"]) == (24, 15, 9, 15, 2)
    assert len(found["table"]) == 9
    assert sum(each["cases"] for each in found["table"]) == found["scored"]
    assert found["hit_rate"] == 0.733
    assert tuple(found["guesses"][0][name] for name in ("guess", "hit_rate", "skill")) == ("no change", 0.267, 0.636)
    assert [each["instrument"] for each in found["by_instrument"]] == ["M1"]
    assert "misses" not in found


def test_the_overall_stands_apart(answer):
    found = answer("backtest", "CHN", "IRN")
    assert found["scored"] == 15
    assert found["overall"]["scored"] == 15
    assert answer("backtest", "CHN", "IRN", "-i", "OVERALL")["scored"] == 15
    assert "overall" not in answer("backtest", "CHN", "IRN", "-i", "OVERALL")


def test_misses_come_with_their_reasons(ask, answer):
    found = answer("backtest", "CHN", "IRN", "-i", "M1", "--misses")
    assert len(found["misses"]) == 4
    assert found["misses"][-1] == {
        "dyad": "CHN-IRN",
        "instrument": "M1",
        "day": "2015-03-31",
        "given": "increasing",
        "came": "steady",
        "because": [
            "Given increasing: on course from low to medium in three years if the acts of the last three years repeat.",
            "Came steady: the level stayed low; active beyond the symbolic in none of the last three calendar years"
            " and one of the three before.",
        ],
    }
    words = ask("backtest", "CHN", "IRN", "-i", "M1", "--misses").stdout
    assert "4 misses in 1 run of quarters" in words
    assert "CHN-IRN M1 2014-06-30 to 2015-03-31 (4 quarters): given increasing, came steady" in words


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("--by-instrument", "M1\t15\t2\t9\t73%"),
        ("--by-dyad", "RUS-SYR\t0"),
        ("--by-condition", "fresh commitment\t↗ increasing\t7\t7\t0\t0\t100%"),
    ],
)
def test_parts(ask, option, line):
    assert line in ask("backtest", option).stdout


def test_a_log_too_young_says_what_is_missing(ask, answer):
    done = ask("backtest", "RUS", "SYR")
    assert done.returncode == FINE
    assert done.stdout.startswith("No trend can be checked yet for Russia in Syria")
    assert "mdime review" in done.stdout
    found = answer("backtest", "RUS", "SYR")
    assert found["cases"] == 0 and {"hit_rate", "overall"}.isdisjoint(found)


def test_where_nothing_is_scored_it_is_said(ask):
    assert "None of the 24 cases could be scored." in ask("backtest", "CHN", "IRN", "-i", "E1").stdout


# Agreement


def test_an_agreement_in_words(ask):
    done = ask("agreement")
    words = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (FINE, "")
    assert "CHN-IRN\tM1\t2020\tfmso-2023\tmedium →\thigh ↗\t−1" in done.stdout
    assert "CHN-IRN\tD1\t2020\tfmso-2023\tunobserved ?\tunobserved –\tsame" in done.stdout
    assert "Levels: 1 of 2 the same, 2 within one step" in words
    assert "CHN-IRN M1, computed Medium and Steady, published High and Increasing by fmso-2023. For high this is missing:" in words


def test_an_agreement_as_data(answer):
    found = answer("agreement", "CHN", "IRN", "--source", "fmso-2023")
    assert found["assessed"] == 2
    assert found["levels"]["same"], found["levels"]["within_one"] == (1, 2)
    assert found["levels"]["kappa_linear"] == 0.75
    assert found["trends"] == {"compared": 1, "same": 0, "kappa": 0.0}
    m1 = found["ratings"][0]
    assert (m1["level"], m1["steps"], m1["trend"]) == (["medium", "high"], -1, ["steady", "increasing"])
    assert m1["explanation"].startswith("For high this is missing: ")
    assert found["ratings"][1]["explanation"] == ""


def test_without_a_published_judgement_it_is_said_how_to_record_one(ask):
    done = ask("agreement", "RUS", "SYR")
    assert done.returncode == FINE
    assert "No published judgement is logged for Russia in Syria. Record one: mdime assess" in " ".join(done.stdout.split())


# Both


COMMANDS = [["backtest"], ["agreement"]]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_pipe_gets_plain_text_and_a_terminal_colours_only_where_they_are_wanted(told, mdime, arguments):
    assert ESCAPE not in mdime(*arguments, cwd=told.root).stdout
    assert not COLOUR.search(at_a_terminal(told, *arguments, NO_COLOR="1").split("\x1b[?25h")[-1])


@pytest.mark.parametrize("arguments", COMMANDS)
def test_an_empty_log_says_how_to_begin(workspace, mdime, arguments):
    done = mdime(*arguments)
    assert done.returncode == FINE
    assert "mdime log CHN IRN --date" in done.stdout
    assert json.loads(mdime(*arguments, "--json").stdout)["known_on"] is None


@pytest.mark.parametrize("arguments", COMMANDS)
def test_known_on_before_anything_was_recorded(ask, arguments):
    done = ask(*arguments, "--known-on", "2001-01-01")
    assert (done.returncode, done.stderr) == (FINE, "")
    assert done.stdout.startswith("No ")


@pytest.mark.parametrize("name", ["backtest", "agreement"])
def test_help_has_examples(ask, name):
    assert f"mdime {name} " in ask(name, "--help").stdout.partition("Examples:")[2]


WRONG = {
    "no such dyad": (["backtest", "CHN", "SYR"], "nothing is logged for CHN-SYR"),
    "no such instrument": (["backtest", "-i", "M4"], "M4"),
    "no such source": (["agreement", "--source", "nobody"], 'no judgement is by "nobody" (judgements are by: fmso-2023)'),
    "a source before there was one": (["agreement", "--source", "x", "--known-on", "2001"], "mdime assess"),
    "no such rules": (["backtest", "--rules", "nowhere"], "nowhere"),
    "known at no seal": (["agreement", "--known-on", "deadbeef"], "deadbeef"),
}


@pytest.mark.parametrize(("arguments", "words"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_told_in_one_line(ask, arguments, words):
    done = ask(*arguments)
    assert (done.returncode, done.stdout) == (USE, "")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
