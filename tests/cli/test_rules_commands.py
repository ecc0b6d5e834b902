"""`mdime codebook`, `mdime rules check`, and --rules with every command that rates; and the page on rules, every command of which works."""

import json
import re
import shutil

import pytest
from logs import DRILL, draft, put
from tables import ROOT, levels, review, told_here

from mdime_events.rulebook import FILES
from mdime_events.workspace import Workspace

FINE, DATA, USE = 0, 1, 2
PAGE = (ROOT / "docs" / "rules.md").read_text()
FIRST, MENDED = (re.search(rf"```python {name}\n(.*?)```", PAGE, re.DOTALL).group(1) for name in ("first", "mended"))
E2 = FILES["E2"]
STRICT = '''"""M1 Formal Bilateral Military Engagements: exercises of exactly the two sides.

Rated on the common ladder, but for Medium, which asks for as much as High. Edition 3: a rule of this test.
"""

from mdime_events.rulekit import MEDIUM, Ladder, Rung, instead, sustained_or_relied_on

RULE = Ladder(instrument="M1", edition=3, rungs=instead(Rung(MEDIUM, sustained_or_relied_on)))
'''


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Two drills, Medium by the workspace's own rules, and Low by those in `strict`."""
    place = Workspace(root=tmp_path_factory.mktemp("place"))
    for folder in ("rules", "strict"):
        shutil.copytree(ROOT / "rules", place.root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (place.root / "strict" / FILES["M1"]).write_text(STRICT)
    put(place.log, *(draft(DRILL, date=year, instruments=["M1"]) for year in ("2014", "2017")))
    review(place.log)
    return place


@pytest.fixture
def ask(place, monkeypatch, capsys):
    return lambda *arguments: told_here(place.root, arguments, monkeypatch, capsys)


@pytest.fixture
def answer(ask):
    def asked(*arguments):
        done = ask(*arguments, "--json")
        assert done.returncode == FINE, done.stderr
        return json.loads(done.stdout)

    return asked


# --rules


M1_LEVEL = {
    "ratings": (["ratings", "CHN", "IRN"], lambda said: next(each["level"] for each in said["ratings"] if each["instrument"] == "M1")),
    "explain": (["explain", "CHN", "IRN", "M1"], lambda said: said["level"]),
    "history": (["history", "CHN", "IRN", "-i", "M1"], lambda said: said["history"][-1]["level"]),
    "compare": (["compare"], lambda said: said["dyads"][0]["cells"]["M1"]["level"]),
}


@pytest.mark.parametrize(("arguments", "level"), M1_LEVEL.values(), ids=M1_LEVEL)
def test_every_command_that_rates_rates_by_the_rules_that_it_is_given(answer, arguments, level):
    assert level(answer(*arguments)) == "medium"
    assert level(answer(*arguments, "--rules", "strict")) == "low"
    assert level(answer(*arguments, "--rules", "rules")) == "medium"


def test_recompute_by_other_rules_into_another_database(ask, place):
    assert ask("recompute").returncode == FINE
    assert ask("recompute", "--rules", "strict", "--db", "strict.db").returncode == FINE
    assert levels(place.database)["M1"] == "medium"
    assert levels(place.root / "strict.db")["M1"] == "low"


def test_the_codebook_of_other_rules(answer):
    mediums = [answer("codebook", "-i", "M1", *more)["rows"][2] for more in ([], ["--rules", "strict"])]
    assert [(row["level"], row["name"], row["edition"]) for row in mediums] == [
        ("medium", "real_but_narrow", 2),
        ("medium", "sustained_or_relied_on", 3),
    ]


def test_answers_name_the_rules_that_they_rest_on(answer):
    digests = {answer(*arguments, "--rules", "strict")["rules"] for arguments in (["ratings", "CHN", "IRN"], ["codebook"])}
    assert len(digests) == 1
    assert digests != {answer("codebook")["rules"]}


@pytest.mark.parametrize("arguments", [["ratings"], ["compare"], ["codebook"], ["recompute"]])
def test_rules_that_cannot_be_used_are_told_with_file_and_line(ask, place, arguments):
    shutil.copytree(place.rules, place.root / "broken", dirs_exist_ok=True)
    (place.root / "broken" / E2).write_text("import os\n")
    done = ask(*arguments, "--rules", "broken")
    assert (done.returncode, done.stdout) == (DATA, "")
    assert done.stderr.startswith(f'broken/{E2}:1: imports "os"')


# codebook


def test_the_codebook_in_words(ask):
    words = ask("codebook").stdout
    for part in (
        "What the instruments share",
        "M1 Formal Bilateral Military Engagements (edition 2)",
        "Overall influence (edition 1)",
        "sustained",
    ):
        assert part in words
    folded = " ".join(words.split())
    assert folded.count("Two acts of substance, or one kept up over two calendar years") == 1, "what all share is told once"
    assert folded.count("or four exercises, operations or deployments of substance") == 2, "a departure is told where it is"
    assert max(map(len, words.splitlines())) <= 100


def test_one_instrument_has_all_its_conditions(ask):
    words = " ".join(ask("codebook", "-i", "e1").stdout.split())
    assert "E1 Arms Transfers" in words
    assert "D1 " not in words
    for label in ("Very High:", "Very Low:", "Increasing:", "Decreasing:", "Confidence:"):
        assert label in words


def test_rules_of_ones_own_say_where_they_depart(ask):
    words = " ".join(ask("codebook", "--rules", "strict").stdout.split())
    assert "M1 Formal Bilateral Military Engagements (edition 3) Exercises of exactly the two sides." in words
    assert "Rated on the common ladder, but for Medium, which asks for as much as High." in words


def test_the_codebook_as_markdown(ask):
    lines = ask("codebook", "--format", "markdown").stdout.splitlines()
    assert [line for line in lines if line.startswith("#")] == ["# Codebook", "## Instruments", "## Conditions", "## Words"]
    assert "| High | M1, M2 |" in "\n".join(lines)
    tables = [line for line in lines if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_the_codebook_as_json(answer):
    said = answer("codebook", "-i", "E1", "-i", "OVERALL")
    assert set(said) == {"rules", "rows", "words", "instruments"}
    assert all(set(row) == {"instrument", "part", "place", "level", "name", "sentence", "edition"} for row in said["rows"])
    assert {row["instrument"] for row in said["rows"]} == {"E1", "OVERALL"}
    assert said["instruments"][0]["belongs"] == "Deals, deliveries and embargoes, official and unofficial."
    assert {"word": "in the field", "meaning": "Exercises, operations and deployments."} in said["words"]


def test_the_codebook_needs_no_workspace_where_rules_are_named(place, mdime, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert mdime("codebook", "--rules", place.rules, cwd=elsewhere).returncode == FINE
    assert mdime("codebook", cwd=elsewhere).returncode == USE


# rules check


def test_clean_rules(ask, answer):
    done = ask("rules", "check", "strict")
    assert (done.returncode, done.stdout, done.stderr) == (FINE, "13 rule files, tried on 360 invented logs: clean\n", "")
    assert answer("rules", "check", "strict") == {"clean": True, "files": 13, "problems": [], "evidence": 360}


def test_problems_as_json(ask, place):
    shutil.copytree(place.rules, place.root / "bad", dirs_exist_ok=True)
    (place.root / "bad" / E2).write_text(FIRST)
    done = ask("rules", "check", "bad", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["clean"], said["files"], said["evidence"]) == (DATA, False, 13, 360)
    assert [(each["code"], each["file"], each["line"]) for each in said["problems"]] == [
        ("SENTENCE", f"bad/{E2}", 10),
        ("NUMBER", f"bad/{E2}", 10),
        ("NEST", f"bad/{E2}", 10),
        ("EDITION", f"bad/{E2}", 15),
    ]


@pytest.mark.parametrize("arguments", [["rules"], ["rules", "check"], ["rules", "check", "nowhere"], ["codebook", "-i", "X9"]])
def test_wrong_use(ask, arguments):
    assert ask(*arguments).returncode == USE


# The page on rules


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The repository's own log, and a copy of its rules to change."""
    root = tmp_path_factory.mktemp("example")
    for folder in ("events", "rules"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(root / "rules", root / "my-rules")
    return root


def test_the_checks_of_the_page_answer_as_it_says(example, monkeypatch, capsys):
    answers = re.findall(r"```\n\$ mdime rules check my-rules\n(.*?)```", PAGE, re.DOTALL)
    for text, said in zip((FIRST, MENDED), answers, strict=True):
        (example / "my-rules" / E2).write_text(text)
        assert told_here(example, ["rules", "check", "my-rules"], monkeypatch, capsys).stdout == said


def test_the_commands_of_the_page_work(example, monkeypatch, capsys):
    (example / "my-rules" / E2).write_text(MENDED)
    block = re.search(r"```\n(mdime ratings .*?)```", PAGE, re.DOTALL).group(1)
    commands = [line.partition("#")[0].split()[1:] for line in block.splitlines() if line.startswith("mdime ")]
    done = {command[0]: told_here(example, command, monkeypatch, capsys) for command in commands}
    assert set(done) == {"ratings", "explain", "history", "compare", "codebook", "recompute"}
    assert {each.returncode for each in done.values()} == {FINE}
    assert "E2\tTechnology-Sharing, Joint Production Agreements\tmedium" in done["ratings"].stdout
    assert levels(example / "mine.db")["E2"] == "medium"
    assert not (example / "mdime.db").exists()


def test_every_code_of_a_check_is_explained():
    source = "".join((ROOT / "mdime_events" / f"{name}.py").read_text() for name in ("rulecheck", "rulesource", "trials", "overall_trials"))
    codes = {*re.findall(r'code="([A-Z]+)"', source), "FORBIDDEN"}
    assert set(re.findall(r"^\| `([A-Z]+)` \|", PAGE, re.MULTILINE)) == codes
