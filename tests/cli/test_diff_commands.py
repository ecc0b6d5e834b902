"""diff, what-if and sensitivity, as a person runs them: words, shapes of --json, exit codes, and nothing written."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from logs import ACCORD, DRILL, DYAD, contents, draft, put, source
from tables import ROOT, amend, retract, review, told_here

from mdime_events.vocabulary import RATED
from mdime_events.workspace import Workspace

FINE, DATA, USE = 0, 1, 2
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
END = {"as_of", "known_on", "heads", "rules"}
HEADING = {"dyad", "known_on", "heads", "rules"}
ROW = {"date": "2019", "kind": "exercise", "title": "A drill of 2019", "instruments": ["M1"]}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Drills, and an accord that was torn up, reviewed to the end of 2023; one drill was amended later. The ids by name."""
    place = Workspace(root=tmp_path_factory.mktemp("told"))
    shutil.copytree(ROOT / "rules", place.rules, ignore=shutil.ignore_patterns("__pycache__"))
    source(place.log)
    cited = {"sources": [{"source": "fmso-2023"}], "instruments": ["M1"]}
    drills = (draft(DRILL, date=year, title=f"A drill of {year}", **cited) for year in ("2014", "2017"))
    first, second = put(place.log, *drills, now=LONG_AGO)
    (accord,) = put(place.log, draft(ACCORD, date="2014-03"))
    torn = {"kind": "termination", "title": "It is torn up", "effect": "lowers", "ends": [accord.id]}
    (ended,) = put(place.log, draft(ACCORD, date="2021-05", **torn))
    put(place.log, amend(second.id, status="disputed"))
    review(place.log)
    (elsewhere,) = put(place.log, draft(stream="RUS-SYR"))
    ids = {"first": first.id, "second": second.id, "accord": accord.id, "ended": ended.id, "elsewhere": elsewhere.id}
    return place, ids


@pytest.fixture
def ids(shared):
    return shared[1]


@pytest.fixture
def ask(shared, monkeypatch, capsys):
    """Runs a command over that log in this process."""
    return lambda *arguments: told_here(shared[0].root, arguments, monkeypatch, capsys)


@pytest.fixture
def answer(ask):
    """What a command answers with --json."""

    def run(*arguments):
        done = ask(*arguments, "--json")
        assert (done.returncode, done.stderr) == (FINE, "")
        return json.loads(done.stdout)

    return run


def words(done):
    assert (done.returncode, done.stderr) == (FINE, "")
    return " ".join(done.stdout.split())


def of(answer, instrument):
    return next(each for each in answer["moved"] if each["instrument"] == instrument)


# diff


def test_diff_of_two_days_as_json(answer, ids):
    found = answer("diff", "CHN", "IRN", "--from", "2020", "--to", "2022")
    assert found["dyad"] == DYAD
    assert found["from"].keys() == found["to"].keys() == END
    assert (found["from"]["as_of"], found["to"]["as_of"]) == ("2020-12-31", "2022-12-31")
    m3 = of(found, "M3")
    assert (m3["level"], m3["trend"]) == (["medium", "low"], ["steady", "decreasing"])
    assert m3["causes"][0] == {
        "cause": "ending",
        "day": "2021-05-31",
        "events": [ids["ended"]],
        "sentence": "Medium → Low with “It is torn up” (2021-05).",
    }
    assert {each["instrument"] for each in found["moved"]} | set(found["unchanged"]) == set(RATED)


def test_diff_of_two_days_in_words(ask):
    told = ask("diff", "CHN", "IRN", "--from", "2020", "--to", "2022")
    assert told.stdout.startswith("China in Iran: from 2020-12-31 to 2022-12-31\n")
    assert max(map(len, told.stdout.splitlines())) <= 100
    for part in (
        "M3 Defense/Security Pacts and Agreements: Medium → Low",
        "– 2021-05-31: Medium → Low with “It is torn up”",
        "Unchanged: D1",
    ):
        assert part in words(told)


def test_diff_of_what_was_known(answer, ids):
    found = answer("diff", "CHN", "IRN", "--known-from", "2024-06-30")
    assert (found["from"]["known_on"], found["to"]["known_on"]) == ("2024-06-30", None)
    m1 = of(found, "M1")
    assert m1["level"] == ["medium", "low"]
    amended = m1["causes"][0]
    assert (amended["cause"], amended["events"], len(amended["records"])) == ("amended", [ids["second"]], 1)


def test_diff_of_what_was_known_in_words(ask):
    told = words(ask("diff", "CHN", "IRN", "--known-from", "2024-06-30", "--from", "2020", "--to", "2020"))
    assert "from what was known on 2024-06-30 to what is known now" in told
    assert "by tester: “A drill of 2017” (2017), status (x); without it Medium" in told
    assert "As of 2020-12-31." in told


def test_diff_of_rules_names_both_digests(ask, tmp_path):
    other = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", other)
    ladder = "from mdime_events.rulekit import Ladder\n\nRULE = Ladder(instrument='M3', edition=2, falling=())\n"
    (other / "m3_pacts_agreements.py").write_text(ladder, encoding="utf-8")
    told = words(ask("diff", "CHN", "IRN", "--rules-to", other, "--from", "2022", "--to", "2022"))
    assert "M3 Defense/Security Pacts and Agreements: decreasing → steady" in told
    assert "Decreasing under rules " in told
    assert ", not under rules " in told


def test_diff_from_a_day_after_the_last_known_says_that_it_goes_back(ask):
    told = words(ask("diff", "CHN", "IRN", "--from", "2025"))
    assert "Told back in time, since nothing after 2025-12-31 is known of them: " in told
    for ends in (["--from", "2020"], ["--from", "2025", "--to", "2026"], ["--from", "2025", "--to", "2022"]):
        assert "Told back in time" not in words(ask("diff", "CHN", "IRN", *ends))


def test_diff_of_equal_ends_says_so(ask):
    told = words(ask("diff", "CHN", "IRN", "--from", "2020", "--to", "2020"))
    assert "both ends are the same No rating moved." in told


def test_diff_tells_once_of_a_level_that_came_back(workspace, monkeypatch, capsys):
    largest = {"kind": "trade-status", "instruments": ["E3"], "dependence": "sole"}
    put(workspace.log, *(draft(DRILL, date=date, **largest) for date in ("2014/2016", "2019/..")))
    review(workspace.log)
    arguments = ["diff", "CHN", "IRN", "--from", "2016", "--to", "2023"]
    told = words(told_here(workspace.root, arguments, monkeypatch, capsys))
    assert "E3 Trade/Cooperation in Strategic Commodities/Sectors: the level moved and came back to High" in told
    assert "Unchanged: D1" in told and "E3" not in told.split("Unchanged: ")[1]
    found = json.loads(told_here(workspace.root, [*arguments, "--json"], monkeypatch, capsys).stdout)
    assert "E3" in found["unchanged"] and "E3" in [each["instrument"] for each in found["came_back"]]


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        (["--from", "2022", "--to", "2020"], ["--from", "2020", "--to", "2022"]),
        (["--known-to", "2024-06-30"], ["--known-from", "2024-06-30"]),
    ],
)
def test_diff_from_the_later_to_the_earlier_is_told_from_the_earlier_and_says_so(ask, answer, later, earlier):
    told, forwards = (ask("diff", "CHN", "IRN", *ends).stdout.splitlines() for ends in (later, earlier))
    assert told[1].startswith("Asked for from the later to the earlier")
    assert [told[0], *told[2:]] == forwards
    assert answer("diff", "CHN", "IRN", *later) == {**answer("diff", "CHN", "IRN", *earlier), "swapped": True}


# what-if


def test_what_if_an_ending_had_never_been_logged(answer, ids):
    found = answer("what-if", "CHN", "IRN", "--without", ids["ended"][-8:], "--as-of", "2022")
    assert found.keys() >= HEADING
    assert (found["without"], found["with"]) == ([ids["ended"]], 0)
    assert found["moved"][0] == {"dyad": DYAD, "instrument": "M3", "level": ["low", "medium"], "trend": ["decreasing", "steady"]}
    assert found["consequences"] == [
        {"event": ids["accord"], "because_of": ids["ended"], "sentence": "“A 25-year accord is signed” (2014-03) stands again."}
    ]


def test_what_if_in_words(ask, ids):
    told = ask("what-if", "CHN", "IRN", "--without", ids["ended"], "--as-of", "2022").stdout
    assert told.startswith("China in Iran without 1 event\n  – “It is torn up” (2021-05)\nCHN-IRN M3 Low → Medium, Decreasing → Steady\n")
    assert "– “A 25-year accord is signed” (2014-03) stands again.\n" in told
    assert told.endswith("Nothing was written.\n")


def test_what_if_rows_were_logged(answer, tmp_path):
    (tmp_path / "rows.jsonl").write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    found = answer("what-if", "CHN", "IRN", "--with", tmp_path / "rows.jsonl")
    assert found["with"] == 1
    assert of(found, "M1")["level"] == ["low", "medium"]


def test_what_if_a_row_ends_what_stands(answer, ids, tmp_path):
    row = {**ROW, "date": "2022", "kind": "termination", "effect": "lowers", "title": "The end", "ends": [ids["first"]]}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = answer("what-if", "CHN", "IRN", "--with", tmp_path / "rows.jsonl")
    assert "“A drill of 2014” (2014) is ended by “The end”." in [each["sentence"] for each in found["consequences"]]


def test_what_if_an_event_that_moves_nothing_is_left_out(ask, ids):
    assert "No rating would move." in words(ask("what-if", "CHN", "IRN", "--without", ids["second"]))


def test_what_if_writes_nothing(shared, ask, ids, tmp_path):
    before = contents(shared[0].log)
    (tmp_path / "rows.jsonl").write_text(json.dumps({**ROW, "sources": [{"source": "e.org", "url": "https://e.org/1"}]}), encoding="utf-8")
    assert ask("what-if", "CHN", "IRN", "--without", ids["first"], "--with", tmp_path / "rows.jsonl").returncode == FINE
    assert contents(shared[0].log) == before


def test_what_if_of_rows_with_problems_lists_them_with_their_lines(ask, tmp_path):
    (tmp_path / "rows.jsonl").write_text(json.dumps({**ROW, "kind": "excercise"}), encoding="utf-8")
    done = ask("what-if", "CHN", "IRN", "--with", tmp_path / "rows.jsonl")
    assert (done.returncode, done.stdout) == (DATA, "")
    assert 'rows.jsonl:1: unknown kind "excercise"; did you mean "exercise"?' in done.stderr


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("elsewhere", [], "is of RUS-SYR; ask `mdime what-if RUS-SYR`"),
        ("accord", ["--known-on", "2024-06-30"], "was not yet logged on 2024-06-30"),
    ],
)
def test_what_if_of_an_event_that_is_not_there(ask, ids, name, more, said):
    done = ask("what-if", "CHN", "IRN", "--without", ids[name], *more)
    assert (done.returncode, done.stdout) == (USE, "")
    assert said in done.stderr


def test_what_if_an_event_is_left_out_of_what_was_known_before_it_was_retracted(workspace, monkeypatch, capsys):
    (drill,) = put(workspace.log, draft(DRILL), now=LONG_AGO)
    put(workspace.log, retract(drill.id))
    asked = ["what-if", DYAD, "--without", drill.id]
    assert "CHN-IRN M2 Low → Not Assessed" in told_here(workspace.root, [*asked, "--known-on", "2024-06"], monkeypatch, capsys).stdout
    now = told_here(workspace.root, asked, monkeypatch, capsys)
    assert (now.returncode, "is retracted already" in now.stderr) == (USE, True)


# sensitivity


def test_sensitivity_as_json(answer, ids):
    found = answer("sensitivity", "CHN", "IRN", "--as-of", "2022")
    assert found.keys() >= HEADING
    assert [each["instrument"] for each in found["ratings"]] == list(RATED)
    m3 = next(each for each in found["ratings"] if each["instrument"] == "M3")
    assert (m3["lowest"], m3["level"], m3["highest"], m3["trends"]) == ("unobserved", "low", "medium", ["steady", "decreasing", "unknown"])
    assert {"left_out": "event", "what": ids["ended"], "level": "medium", "trend": "steady"} in m3["moved_by"]
    assert m3["carried_by_one"] is True


@pytest.mark.parametrize("command", [["what-if", "CHN", "IRN", "--without", "first"], ["sensitivity", "CHN", "IRN"]])
def test_what_if_and_sensitivity_take_other_rules(answer, ids, tmp_path, command):
    other = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", other)
    (other / "m3_pacts_agreements.py").write_text(
        "from mdime_events.rulekit import Ladder\n\nRULE = Ladder(instrument='M3', edition=2, falling=())\n"
    )
    asked = [ids.get(word, word) for word in command]
    ours, theirs = answer(*asked), answer(*asked, "--rules", other)
    assert ours["rules"] != theirs["rules"]
    if command[0] == "sensitivity":
        trends = [[each["trend"] for each in found["ratings"] if each["instrument"] == "M3"] for found in (ours, theirs)]
        assert trends == [["decreasing"], ["steady"]]


def test_sensitivity_in_words(ask):
    lines = ask("sensitivity", "CHN", "IRN", "--as-of", "2022").stdout.splitlines()
    assert lines[0].split("\t") == ["Code", "Level", "Any one event", "Any of all", "What moves it"]
    (m3,) = (line.split("\t") for line in lines if line.startswith("M3\t"))
    assert m3[1:4] == ["Low", "Unobserved – Medium", "Unobserved – Medium"]
    assert m3[4].startswith("falls without one event: Unobserved without “A 25-year accord is signed” (2014-03); Medium, steady")
    (d1,) = (line.split("\t") for line in lines if line.startswith("D1\t"))
    assert d1[4] == "nothing"


@pytest.mark.parametrize(
    ("cited", "told"),
    [(["fmso-2023", "wire"], "fmso-2023 (relayed by wire)"), (["wire"], "wire (relaying fmso-2023)"), (["fmso-2023"], "fmso-2023")],
)
def test_sensitivity_names_a_source_as_it_is_cited(workspace, monkeypatch, capsys, cited, told):
    source(workspace.log)
    source(workspace.log, key="wire", relays="fmso-2023")
    put(workspace.log, draft(DRILL, sources=[{"source": key} for key in cited]))
    found = told_here(workspace.root, ["sensitivity", DYAD], monkeypatch, capsys).stdout
    assert f"rests on one source, {told}\n" in found


# Wrong use


WRONG = {
    "no end": (["diff", "CHN", "IRN"], "name at least one end: --from 2019-12-31"),
    "no such day": (["diff", "CHN", "IRN", "--from", "2019-13"], "write a day such as"),
    "known on no day": (["diff", "CHN", "IRN", "--known-from", "deadbeef"], "--known-from"),
    "no such rules": (["diff", "CHN", "IRN", "--rules-to", "nowhere"], "nowhere"),
    "no such dyad": (["diff", "CHN", "SYR", "--from", "2019"], "nothing is logged for CHN-SYR"),
    "nothing supposed": (["what-if", "CHN", "IRN"], "name an event with --without ID"),
    "two dyads": (["sensitivity", "CHN-IRN", "RUS-SYR"], "name one dyad"),
    "no dyad": (["sensitivity"], "DYAD"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_told_in_one_line(ask, arguments, said):
    done = ask(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (USE, "", 1)
    assert said in done.stderr


@pytest.mark.parametrize("name", ["diff", "what-if", "sensitivity"])
def test_help_shows_examples(ask, name):
    assert f"mdime {name} CHN IRN" in ask(name, "--help").stdout.split("Examples:")[1]
