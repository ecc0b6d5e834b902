"""Answers with `--json`: the shapes that other programs rely on, by the contract's own examples."""

import json
import re
import shutil
from datetime import date

import msgspec
import pytest
from logs import ACCORD, DRILL, DYAD, VISIT, draft, put, source
from tables import ROOT, TWELVE, amend, retract, review, told_here

from mdime_events import answers
from mdime_events.log.seal import seal
from mdime_events.reading import read
from mdime_events.vocabulary import LEVELS, RATED, TRENDS
from mdime_events.workspace import Workspace

LEVEL = {None, *LEVELS}
CONFIDENCES = {"low", "moderate", "high"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DIGEST = re.compile(r"[0-9a-f]{64}")
HEADING = {"dyad", "as_of", "known_on", "heads", "seal", "rules"}
RATING = {
    *("instrument", "name", "level", "trend", "confidence", "on", "reviewed_to", "unreviewed_since", "holds_until"),
    *("carried_by_one", "because", "events"),
}
OTHER = "RUS-SYR"


def make(log):
    """A log with what the answers tell of; the ids of its events by name."""
    source(log)
    cited = [{"source": "fmso-2023"}]
    first, second = put(log, draft(DRILL, date="2014", instruments=["M1"], sources=cited), draft(DRILL, date="2017", instruments=["M1"]))
    pledge = {"kind": "pledge", "title": "More drills are promised", "instruments": ["M1"], "promises": "exercise"}
    (promised,) = put(log, draft(VISIT, date="2023-02", **pledge))
    planned, wrong = put(
        log,
        draft(DRILL, date="2024-06", instruments=["M1"], status="planned", sources=[{"source": "fmso-2023", "published": "2023-11"}]),
        draft(DRILL, date="2015", instruments=["M1"]),
    )
    put(log, retract(wrong.id), draft(VISIT, date="2023-03-01"), draft(ACCORD))
    review(log)
    put(log, draft(VISIT, stream=OTHER))
    return {"first": first.id, "second": second.id, "promised": promised.id, "planned": planned.id, "wrong": wrong.id}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One workspace for the tests that only read."""
    root = tmp_path_factory.mktemp("answers")
    shutil.copytree(ROOT / "rules", root / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    return Workspace(root=root), make(root / "events")


@pytest.fixture
def told(shared):
    return shared[1]


@pytest.fixture
def answer(shared):
    """An answer as it is sent, from the library that all commands print."""

    def ask(name, *arguments, known_on=None):
        return json.loads(msgspec.json.encode(getattr(answers, name)(read(shared[0], known_on), *arguments)))

    return ask


@pytest.fixture
def printed(workspace, monkeypatch, capsys):
    """What a command prints with --json, over a log of its own."""
    ids = make(workspace.log)

    def run(*arguments):
        done = told_here(workspace.root, [*arguments, "--json"], monkeypatch, capsys)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    run.ids, run.log = ids, workspace.log
    return run


def check_heading(found, dyad=DYAD):
    assert found["dyad"] == dyad
    assert all(DIGEST.fullmatch(head) for head in found["heads"])
    assert DIGEST.fullmatch(found["rules"])
    assert found.get("seal") is None or DIGEST.fullmatch(found["seal"])


def check_rating(found):
    assert found["name"] == RATED[found["instrument"]]
    assert found["level"] in LEVEL
    assert found["trend"] in TRENDS
    assert found["confidence"] in CONFIDENCES
    assert isinstance(found["carried_by_one"], bool)
    for name in ("on", "reviewed_to", "unreviewed_since", "holds_until"):
        assert found[name] is None or DAY.fullmatch(found[name])
    assert found["because"]
    assert all(not sentence[0].islower() and sentence.endswith(".") for sentence in found["because"])
    assert all(isinstance(id, str) for id in found["events"])


# Ratings


def test_ratings_of_a_dyad(told, answer):
    found = answer("ratings", DYAD, date(2023, 12, 31))
    assert set(found) == HEADING | {"ratings"}
    check_heading(found)
    assert (found["as_of"], found["known_on"]) == ("2023-12-31", None)
    assert [each["instrument"] for each in found["ratings"]] == [*TWELVE, "OVERALL"]
    for each in found["ratings"]:
        assert set(each) == RATING
        check_rating(each)
        assert each["on"] == "2023-12-31"


def test_a_rating_by_example(told, answer):
    (found,) = (each for each in answer("ratings", DYAD, None)["ratings"] if each["instrument"] == "M1")
    assert (found["level"], found["trend"], found["on"]) == ("medium", "increasing", "2023-12-31")
    assert (found["reviewed_to"], found["unreviewed_since"], found["carried_by_one"]) == ("2023-12-31", None, True)
    assert found["events"] == [told["first"], told["second"]]
    assert found["because"][0] == "Two acts or states of substance (exercise 2014, exercise 2017)."


def test_ratings_of_all_dyads(printed):
    found = printed("ratings")
    assert set(found) == {"dyads"}
    assert [each["dyad"] for each in found["dyads"]] == [DYAD, OTHER]
    assert all(set(each) == HEADING - {"as_of", "seal"} | {"ratings"} and len(each["ratings"]) == 13 for each in found["dyads"])
    assert printed("ratings", OTHER, DYAD) == {"dyads": found["dyads"][::-1]}
    assert printed("ratings", "China", "Iran") == found["dyads"][0]


def test_all_dyads_are_a_list_even_where_there_is_one(workspace, mdime):
    put(workspace.log, draft())
    assert [each["dyad"] for each in json.loads(mdime("ratings", "--json").stdout)["dyads"]] == [DYAD]


def test_ratings_name_the_seal_and_the_state_of_knowledge(printed):
    sealed = seal(printed.log, "tester").record.sum
    assert printed("ratings", DYAD)["seal"] == sealed
    put(printed.log, draft(DRILL, instruments=["M1"]))
    assert "seal" not in printed("ratings", DYAD)
    found = printed("ratings", DYAD, "--known-on", sealed[:12])
    assert (found["known_on"], found["seal"], found["heads"]) == (sealed, sealed, sealed_heads(printed.log, sealed))


def sealed_heads(log, sealed):
    record = next(json.loads(line) for line in (log / "_seals.jsonl").read_text().splitlines())
    assert record["sum"] == sealed
    return record["data"]["heads"][DYAD]


@pytest.mark.parametrize(("asked", "kept"), [("2024-05", "2024-05-31"), ("today", date.today().isoformat())])
def test_known_on_a_day_is_a_day(told, answer, asked, kept):
    """Of one form, whatever way it was asked for: a program compares it."""
    assert answer("ratings", DYAD, None, known_on=asked)["known_on"] == kept


def test_an_instrument_that_is_not_assessed(told, answer):
    found = {each["instrument"]: each for each in answer("ratings", OTHER, None)["ratings"]}
    assert (found["M1"]["level"], found["M1"]["trend"], found["M1"]["events"]) == (None, "unknown", [])
    assert found["M1"]["because"] == ["Not assessed: nothing counted and not reviewed."]


def test_an_answer_has_null_only_where_the_contract_shows_one(printed):
    """Optional fields are left out when empty."""
    found = printed("ratings", OTHER)
    empty = {name for each in (found, *found["ratings"]) for name, value in each.items() if value is None}
    assert empty == {"level", "known_on", "unreviewed_since"}
    assert {"as_of", "seal"}.isdisjoint(found)
    unrated = next(each for each in found["ratings"] if each["instrument"] == "M1")
    assert {"on", "reviewed_to", "holds_until"}.isdisjoint(unrated)


# Explain


def test_explain(told, answer):
    found = answer("explain", DYAD, "M1", None)
    parts = {"rungs", "missing", "lapses_to", "not_counted", "trend_findings", "worlds", "confidence_findings"}
    assert set(found) == HEADING | RATING | parts
    check_heading(found)
    check_rating(found)
    assert (found["instrument"], found["level"], found["trend"]) == ("M1", "medium", "increasing")


def test_explain_has_every_rung_from_the_top(told, answer):
    rungs = answer("explain", DYAD, "M1", None)["rungs"]
    assert [(each["level"], each["met"]) for each in rungs] == [
        ("very high", False),
        ("high", False),
        ("medium", True),
        ("low", True),
        ("very low", True),
    ]
    for each in rungs:
        assert set(each) == {"level", "name", "sentence", "met", "because", "events"}
        assert each["sentence"].endswith(".")
        assert re.fullmatch("[a-z_]+", each["name"])
    assert rungs[2]["events"] == [told["first"], told["second"]]


def test_explain_says_what_would_meet_it(told, answer):
    assert {"kind": "exercise", "times": 2, "yearly": False} in answer("explain", DYAD, "M1", None)["missing"]["ways"]


def test_explain_says_what_a_level_lapses_to(printed):
    for year in (2021, 2022, 2023):
        put(printed.log, draft(VISIT, date=f"{year}-05", substance="practical"))
    found = printed("explain", DYAD, "D1")
    assert (found["level"], found["holds_until"], found["lapses_to"]) == ("high", "2025-12-31", "medium")
    still = printed("explain", DYAD, "D1", "--as-of", "2026-01-01")
    assert (still["level"], "lapses_to" in still) == ("medium", False)


def test_explain_says_what_is_missing(told, answer):
    found = answer("explain", DYAD, "M1", None)
    assert found["missing"].items() >= {"level": "high", "sentence": found["rungs"][1]["sentence"]}.items()


def test_explain_says_what_was_not_counted_and_why(told, answer):
    found = {each["event"]: each["reason"] for each in answer("explain", DYAD, "M1", None)["not_counted"]}
    assert found == {told["promised"]: "pledge", told["planned"]: "planned", told["wrong"]: "retracted"}


def test_explain_says_what_came_after_the_day_that_the_rating_stands_on(printed, workspace):
    (late,) = put(workspace.log, draft(DRILL, date="2025-06", instruments=["M1"], status="disputed"))
    now, then = (printed("explain", DYAD, "M1", *asked)["not_counted"] for asked in ([], ["--as-of", "2023-12-31"]))
    told = {"event": late.id, "reason": "disputed; of 2025-06-30, after the day that this rating stands on"}
    assert told in now
    assert late.id not in {each["event"] for each in then}


def test_explain_gives_the_trends_findings(told, answer):
    findings = answer("explain", DYAD, "M1", None)["trend_findings"]
    assert {each["trend"] for each in findings} == {"increasing", "decreasing"}
    for each in findings:
        assert set(each) >= {"trend", "name", "sentence", "met", "events"}
    met = [each for each in findings if each["met"]]
    assert [(each["trend"], set(each["events"])) for each in met] == [("increasing", {told["promised"], told["planned"]})]


def test_explain_gives_three_worlds(told, answer):
    worlds = answer("explain", DYAD, "M1", None)["worlds"]
    assert list(worlds) == ["lapse", "steady", "planned"]
    assert set(worlds.values()) <= LEVEL
    assert worlds["lapse"] == "medium"


def test_explain_says_what_holds_confidence_down(told, answer):
    held = answer("explain", DYAD, "M1", None)["confidence_findings"]
    assert held
    assert all(set(each) == {"at_most", "because"} and each["at_most"] in CONFIDENCES for each in held)


def test_explain_the_overall_rating(told, answer):
    found = answer("explain", DYAD, "OVERALL", None)
    assert (found["instrument"], found["name"]) == ("OVERALL", "Overall influence")
    check_rating(found)
    assert "assessed instruments reach" in found["because"][0]


def test_explain_is_printed_as_it_is_but_for_what_is_empty(printed):
    found = printed("explain", "China", "Iran", "m1", "--as-of", "2020")
    place = read(Workspace(root=printed.log.parent))
    whole = json.loads(msgspec.json.encode(answers.explain(place, DYAD, "M1", date(2020, 12, 31))))
    assert found == {name: value for name, value in whole.items() if value is not None or name in found}
    assert {name for name, value in found.items() if value is None} <= {"level", "known_on", "unreviewed_since"}


# Compare


def test_compare(told, answer):
    found = answer("compare", [DYAD, OTHER], None)
    assert set(found) == {"as_of", "known_on", "rules", "dyads"}
    assert [each["dyad"] for each in found["dyads"]] == [DYAD, OTHER]
    for each in found["dyads"]:
        assert set(each) == {"dyad", "heads", "seal", "reviewed_to", "cells"}
        assert list(each["cells"]) == [*TWELVE, "OVERALL"]
        for cell in each["cells"].values():
            assert set(cell) == {"level", "trend"}
            assert cell["level"] in LEVEL
            assert cell["trend"] in TRENDS
    assert found["dyads"][0]["cells"]["M1"] == {"level": "medium", "trend": "increasing"}


def test_compare_says_what_ratings_say(told, answer):
    cells = answer("compare", [DYAD], date(2016, 12, 31))["dyads"][0]["cells"]
    ratings = answer("ratings", DYAD, date(2016, 12, 31))["ratings"]
    assert cells == {each["instrument"]: {"level": each["level"], "trend": each["trend"]} for each in ratings}


# Timeline and history


def test_timeline(printed):
    """The newest first, each event as it was coded, with the days that were worked out."""
    found = printed("timeline", DYAD)
    check_heading(found)
    assert [each["date"] for each in found["events"]] == ["2024-06", "2023-03-01", "2023-02", "2021-03-27", "2017", "2014"]
    for each in found["events"]:
        assert {"event", "date", "kind", "title", "instruments", "substance", "certain", "recorded", "by"} <= set(each)
    event = found["events"][-1]
    assert (event["event"], event["date"], event["kind"], event["instruments"]) == (printed.ids["first"], "2014", "exercise", ["M1"])
    assert (event["earliest"], event["certain"], event["substance"]) == ("2014-01-01", "2014-12-31", "practical")
    assert [each["source"] for each in event["sources"]] == ["fmso-2023"]
    assert (event["parties"], event["by"]) == (["RUS"], "tester")


@pytest.mark.parametrize(
    ("arguments", "dates"),
    [
        (["-i", "D1"], ["2023-03-01"]),
        (["--kind", "exercise", "--from", "2015"], ["2024-06", "2017"]),
        (["--from", "2018", "--to", "2022"], ["2021-03-27"]),
        (["-i", "M3", "-i", "D1"], ["2023-03-01", "2021-03-27"]),
        (["-i", "E1"], []),
    ],
)
def test_timeline_of_some(printed, arguments, dates):
    assert [each["date"] for each in printed("timeline", DYAD, *arguments)["events"]] == dates


def test_a_timeline_shows_amendments_and_past_knowledge(printed):
    sealed = seal(printed.log, "tester").record.sum
    put(printed.log, amend(printed.ids["first"], title="Another title"))
    assert printed("timeline", DYAD)["events"][-1]["title"] == "Another title"
    assert printed("timeline", DYAD, "--known-on", sealed[:10])["events"][-1]["title"] == DRILL["title"]


def test_an_event_leaves_out_what_is_empty(printed):
    """Optional fields are left out when empty, never null."""
    for event in printed("timeline", DYAD)["events"]:
        empty = {name for name, value in event.items() if value is None} | _empty_within(event)
        assert empty == set()


def _empty_within(event):
    parts = [*event.get("sources", ()), *event.get("magnitude", ()), *filter(None, [event.get("place")])]
    return {name for part in parts for name, value in part.items() if value is None}


def test_history(told, answer):
    found = answer("history", DYAD, None, ["M1"])
    assert set(found) == HEADING | {"history", "changes", "known_to"}
    check_heading(found)
    assert [each["day"] for each in found["history"]] == [f"{year}-12-31" for year in range(2012, 2024)]
    assert all(set(each) == {"day", "instrument", "level", "trend"} and each["instrument"] == "M1" for each in found["history"])
    assert {each["level"] for each in found["history"]} == {"unobserved", "low", "medium"}
    assert [(each["day"], each["level"], each["cause"], each["events"]) for each in found["changes"]] == [
        ("2012-01-01", [None, "unobserved"], "review", []),
        ("2014-12-31", ["unobserved", "low"], "event", [told["first"]]),
        ("2017-12-31", ["low", "medium"], "event", [told["second"]]),
    ]
    assert all(set(each) == {"day", "instrument", "level", "cause", "events"} for each in found["changes"])


def test_explain_says_which_end_was_told_of_later(printed):
    """Without a dated source the end is known from the day of its recording."""
    (state,) = put(printed.log, draft(ACCORD, kind="deployment", title="A base", date="2015/2022", instruments=["I2"]))
    found = printed("explain", DYAD, "I2", "--as-of", "2022")
    assert (found["holds_until"], found["level"], found["worlds"]["lapse"]) == ("2024-12-31", "high", "high")
    said = f"Of the end of “A base” (2015/2022) the log told only on {state.at[:10]}: how long the level holds reckons with that end"
    assert found["told_later"]["events"] == [state.id] and found["told_later"]["sentence"].startswith(said)
    assert "told_later" not in printed("explain", DYAD, "I2", "--as-of", "2021")


def test_history_ends_with_each_instrument_as_it_stands(printed):
    """The accord of the next year was seen by no review: it stands alone on a day of its own."""
    assert "stands" not in printed("history", DYAD)
    put(printed.log, draft(ACCORD, date="2024-05-03"))
    stands = {each["instrument"]: each for each in printed("history", DYAD)["stands"]}
    rated = {each["instrument"]: each for each in printed("ratings", DYAD)["ratings"]}
    assert stands["M3"]["day"] == stands["OVERALL"]["day"] == "2024-05-03" and stands["M1"]["day"] == "2023-12-31"
    same = ("instrument", "level", "trend")
    assert [[each[name] for name in same] for each in stands.values()] == [[each[name] for name in same] for each in rated.values()]
    for day in ("2010", "2024"):  # on a day that is asked for all stand on that day
        assert "stands" not in printed("history", DYAD, "--as-of", day)
    assert "stands" not in printed("history", DYAD, "-i", "M3")


def test_history_of_everything_has_the_overall_rating(printed):
    found = printed("history", DYAD)
    assert {each["instrument"] for each in found["history"]} == {*TWELVE, "OVERALL"}
    assert {each["instrument"] for each in found["changes"]} <= {*TWELVE, "OVERALL"}
