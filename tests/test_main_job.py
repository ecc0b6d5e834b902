"""The main job from end to end, over the repository's own log and rules: read, rate, explain, serve, log, see it move."""

import json
import shutil
import time

import pytest
from tables import METADATA, ROOT, TWELVE, column, free_port, rows, running

from mdime_events.workspace import Workspace

DYAD = "CHN-IRN"
RATED = [*TWELVE, "OVERALL"]
FOLLOWED = 8  # seconds


@pytest.fixture
def place(tmp_path):
    """A copy of the repository's log, rules and words, as a newcomer has them."""
    for name in ("events", "rules"):
        shutil.copytree(ROOT / name, tmp_path / "work" / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(METADATA, tmp_path / "work")
    return Workspace(root=tmp_path / "work")


@pytest.fixture
def run(place, mdime):
    """Runs `mdime` there; it has to work."""

    def ok(*arguments):
        done = mdime(*arguments, cwd=place.root)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ok


def by_instrument(answer):
    return {each["instrument"]: each for each in answer["ratings"]}


def shown(client):
    """The rows of `ratings` as the site shows them, by instrument."""
    answer = client.get("/mdime/ratings.json?_shape=array&_labels=off&_size=max").json()
    return {row["instrument"]: row for row in answer}


def drill(run, date, title):
    where = ["-i", "M1", "--source", "https://example.org/drill"]
    return json.loads(run("log", "CHN", "IRN", "--date", date, "--kind", "exercise", "--title", title, *where, "--json"))


def test_recompute_rate_and_explain(place, run):
    assert "1 dyad" in run("recompute")
    assert column(place.database, "SELECT instrument FROM ratings ORDER BY rowid") == RATED

    answer = json.loads(run("ratings", "CHN", "IRN", "--as-of", "2023-12-31", "--json"))
    assert [each["instrument"] for each in answer["ratings"]] == RATED
    assert all(each["on"] == "2023-12-31" for each in answer["ratings"])
    stored = dict(rows(place.database, "SELECT instrument, level FROM ratings"))
    assert {code: each["level"] for code, each in by_instrument(answer).items()} == stored
    assert by_instrument(answer)["M1"]["level"] == "medium"

    words = " ".join(run("explain", "CHN", "IRN", "M1").split())
    assert "Medium, projected" in words
    carrying, missing = words.split("What is missing for High")
    told = json.loads(run("explain", "CHN", "IRN", "M1", "--json"))
    carry = column(place.database, "SELECT title FROM why WHERE instrument = 'M1' AND part = 'level'")
    assert len(carry) >= 2
    assert all(" ".join(title.split()) in carrying for title in carry)
    assert told["missing"]["level"] == "high"
    assert told["missing"]["sentence"] in missing


def test_two_drills_move_one_instrument_on_the_running_site(place, run):
    port = free_port()
    with running(["mdime_events.cli.main", "serve", "--port", port], port, place.root) as client:
        before = shown(client)
        assert before["M1"]["level"] == "medium"
        said = [drill(run, "2024-05", "The two navies drill off Chabahar"), drill(run, "2025-06-11", "The two armies drill in the desert")]
        assert [move["level"] for move in said[1]["moved"] if move["instrument"] == "M1"] == [["medium", "high"]]
        end = time.monotonic() + FOLLOWED
        while len(client.get("/mdime/events.json?_shape=array&_size=max&date__contains=-&source_link__contains=drill").json()) < 2:
            assert time.monotonic() < end, "what was logged never showed"
            time.sleep(0.1)
        after = shown(client)
        assert after["M1"]["level"] == "high"
        others = [code for code in TWELVE if code != "M1"]
        assert {code: after[code] for code in others} == {code: before[code] for code in others}
        assert "The two navies drill off Chabahar" in client.get("/mdime/why?instrument=M1").text
        assert (after["M1"]["rated_on"], after["M1"]["unreviewed_since"]) == ("2025-06-11", "2023-12-31")
        moved = rows(place.database, "SELECT day, level_before, level_after, cause FROM changes WHERE instrument = 'M1' ORDER BY day")
        assert moved[-1][2:] == ("high", "event")
        assert moved[-1][0] <= "2025-06-11"


def test_the_age_of_what_is_known_is_said(run):
    """Without a day each instrument stands on what is known of it; today is the literal question."""
    words = run("ratings", "CHN", "IRN")
    assert "the oldest review reaches to 2023-12-31" in words
    assert "Nobody has looked since" not in words
    literal = run("ratings", "CHN", "IRN", "--as-of", "today")
    assert "Nobody has looked since 2023-12-31" in literal
    known = by_instrument(json.loads(run("ratings", "CHN", "IRN", "--json")))
    today = by_instrument(json.loads(run("ratings", "CHN", "IRN", "--as-of", "today", "--json")))
    assert {code for code in RATED if known[code]["level"] != today[code]["level"]} != set()
    assert all(each["unreviewed_since"] == "2023-12-31" for each in today.values())
    assert all(each["unreviewed_since"] is None for each in known.values())


def test_the_log_is_clean_and_makes_the_same_database_again(place, run):
    assert json.loads(run("verify", "--json"))["clean"]
    run("recompute")
    first = rows(place.database, "SELECT * FROM ratings")
    for path in place.root.glob("mdime.db*"):
        path.unlink()
    run("recompute")
    assert rows(place.database, "SELECT * FROM ratings") == first
