"""`mdime same` as a person runs it: what it proposes, records and takes back, and how a circle is found and broken."""

import json

import pytest
from logs import DRILL, draft, lines, log_rows, put
from tables import amend, contents, retract, rows
from test_record_commands import at_a_terminal

from mdime_events.recompute import recompute

FINE, DATA, USE = 0, 1, 2
TOLD = ("https://navy.example.org/1", "https://wire.example.org/1")


@pytest.fixture
def two(workspace):
    """The ids of one drill as two publishers told it."""
    return [put(workspace.log, draft(DRILL, title=title, sources=[cited(link)]))[0].id for title, link in zip(TITLES, TOLD, strict=True)]


TITLES = ("Naval drill in the Gulf of Oman", "Drill of navies in the Gulf of Oman")


def cited(link):
    return {"source": link.split("/")[2], "url": link}


def last(workspace):
    return json.loads(lines(workspace.log)[-1])


def events(mdime):
    return [each["event"] for each in json.loads(mdime("timeline", "CHN", "IRN", "--json").stdout)["events"]]


def test_candidates_are_shown_with_the_command_that_accepts_them(mdime, two):
    kept, copy = two
    shown = mdime("same").stdout
    assert all(title in shown for title in TITLES)
    assert "on the same day; both exercise" in shown
    assert f'mdime same {kept[-12:]} {copy[-12:]} --why "…"' in shown
    assert shown.endswith("1 pair may be one event\n")
    assert mdime("same", "CHN", "IRN", "--at-least", "100").stdout == "No two events look like one.\n"


def test_candidates_as_json(mdime, two):
    (found,) = json.loads(mdime("same", "CHN-IRN", "--json").stdout)["candidates"]
    assert (found["dyad"], found["kept"]["event"], found["copy"]["event"]) == ("CHN-IRN", *two)
    assert found["copy"]["sources"] == ["wire.example.org"] and found["score"] > 50 and len(found["reasons"]) == 3


def test_a_copy_is_told_as_the_kept_event_and_stands_again_when_it_is_taken_back(mdime, workspace, two):
    kept, copy = two
    before = mdime("ratings", "CHN", "IRN", "--json").stdout
    done = mdime("same", kept[-8:], copy[-8:], "--why", "the same drill")
    assert done.returncode == FINE, done.stderr
    assert last(workspace)["data"] == {"set": {"same_as": kept}, "why": "the same drill"}
    assert events(mdime) == [kept]
    assert "1 copy is left out" in mdime("timeline", "CHN", "IRN").stdout
    (reason,) = json.loads(mdime("explain", "CHN", "IRN", "M2", "--json").stdout)["not_counted"]
    assert reason == {"event": copy, "reason": f"the same as {kept[-12:]} {TITLES[0]}"}
    assert TITLES[1] in mdime("explain", "CHN", "IRN", "M2").stdout
    assert mdime("same", "--undo", copy[-8:]).returncode == FINE
    assert last(workspace)["data"]["set"] == {"same_as": None}
    anew = json.loads(mdime("ratings", "CHN", "IRN", "--json").stdout)
    assert anew["ratings"] == json.loads(before)["ratings"]


def test_a_dry_run_records_nothing(mdime, workspace, two):
    assert "nothing was written" in mdime("same", *two, "--why", "x", "--dry-run").stdout
    assert len(lines(workspace.log)) == 2


def test_what_cannot_be_told_as_one_is_refused_in_words(mdime, workspace, two):
    kept, copy = two
    gone = put(workspace.log, draft(DRILL))[0].id
    put(workspace.log, retract(gone))
    elsewhere = put(workspace.log, draft(DRILL, stream="RUS-SYR"))[0].id
    before = lines(workspace.log)
    for arguments, words in (
        ((kept, kept), "is the same as itself; name another event to keep"),
        ((gone, copy), "is retracted; name one that stands"),
        ((elsewhere, copy), f'no event "{elsewhere}" in CHN-IRN'),
        ((kept, "ffffffff"), 'no event has the id "ffffffff"'),
    ):
        done = mdime("same", *arguments, "--why", "x")
        assert done.returncode == USE and words in done.stderr
    assert mdime("same", "--undo", copy).returncode == USE
    assert "name the event to keep and its copies" in mdime("same", kept, "--why", "x").stderr
    assert "say --why" in mdime("same", kept, copy).stderr
    assert lines(workspace.log) == before


def test_a_circle_is_refused(mdime, two):
    mdime("same", *two, "--why", "x")
    done = mdime("same", *reversed(two), "--why", "x")
    assert done.returncode == USE and "is told as" in done.stderr and f"mdime same --undo {two[1][-12:]}" in done.stderr


def test_a_circle_that_a_merge_closed_is_told_with_its_lines_and_broken(mdime, workspace, two):
    put(workspace.log, amend(two[0], same_as=two[1]), amend(two[1], same_as=two[0]))
    for command in (("verify",), ("ratings", "CHN", "IRN"), ("what-if", "CHN", "IRN", "--without", two[0])):
        done = mdime(*command)
        assert done.returncode == DATA
        assert [f"events/CHN-IRN.jsonl:{line}: " in done.stdout + done.stderr for line in (3, 4)] == [True, True]
    assert "[CIRCLE]" in mdime("verify").stdout
    done = mdime("same", "--undo", two[0])
    assert done.returncode == FINE and "which ratings move cannot be said" in done.stderr
    assert mdime("verify").returncode == FINE
    assert events(mdime) == [two[0]]


def test_an_event_that_is_nowhere_is_told_by_verify(mdime, workspace, two):
    put(workspace.log, amend(two[0], same_as="nowhere"))
    done = mdime("verify")
    assert done.returncode == DATA and "events/CHN-IRN.jsonl:3: " in done.stdout and "[TARGET]" in done.stdout
    assert mdime("same", "--undo", two[0]).returncode == FINE
    assert mdime("verify").returncode == FINE


def test_a_row_cannot_say_what_it_is_the_same_as(mdime, workspace, two):
    (workspace.root / "rows.jsonl").write_text(json.dumps({**DRILL, "same_as": two[0]}))
    assert 'unknown field "same_as"' in mdime("log", "CHN", "IRN", "--file", "rows.jsonl").stderr


def test_links_of_a_copy_that_are_lost_are_warned_of(mdime, workspace, two):
    pledge = put(workspace.log, draft(DRILL, date="2018", kind="pledge"))[0].id
    put(workspace.log, amend(two[1], fulfils=[pledge]))
    assert f"{two[1][-12:]} says fulfils, which counts no more" in mdime("same", *two, "--why", "x").stderr


def test_a_review_asks_one_by_one_and_records_each_yes_at_once(workspace, two, mdime):
    third = put(workspace.log, draft(DRILL, title="The Gulf of Oman drill", sources=[cited("https://paper.example.org/1")]))[0].id
    code, shown = at_a_terminal(workspace, ["same", "CHN", "IRN", "--review"], [("One event?", "y"), ("One event?", "n")])
    assert code == FINE, shown
    assert "A no is recorded nowhere" in shown and "No further pair" in shown
    assert [json.loads(line)["type"] for line in lines(workspace.log)] == ["logged"] * 3 + ["amended"]
    assert len(events(mdime)) == 2 and third in {*events(mdime), last(workspace)["event"]}


def test_a_review_needs_a_terminal(mdime, two):
    assert "--review asks at a terminal" in mdime("same", "--review").stderr


def test_the_database_keeps_a_copy_s_records_and_no_row_of_it_among_events(workspace, two):
    kept, copy = two
    part = put(workspace.log, draft(DRILL, date="2019-12-28", part_of=copy, ends=[copy], title="A part"))[0].id
    put(workspace.log, amend(copy, same_as=kept))
    recompute(workspace)
    assert {id for (id,) in rows(workspace.database, "SELECT id FROM events")} == {kept, part}
    assert rows(workspace.database, "SELECT id, event, title FROM event_copies") == [(copy, kept, TITLES[1])]
    assert rows(workspace.database, "SELECT event, relation, target FROM event_links") == [(part, "ends", kept)]
    assert rows(workspace.database, "SELECT part_of FROM events WHERE id = ?", part) == [(kept,)]
    assert len(rows(workspace.database, "SELECT 1 FROM records WHERE event = ?", copy)) == 2
    grown = contents(workspace.database)
    recompute(workspace, full=True)
    assert contents(workspace.database) == grown
    assert rows(workspace.database, "PRAGMA foreign_key_check") == []


def test_a_row_that_is_logged_again_leaves_what_was_told_as_one(mdime, workspace):
    both = [{**DRILL, "key": key, "title": title} for key, title in zip("ab", TITLES, strict=True)]
    log_rows(workspace.log, *both)
    kept, copy = (json.loads(line)["event"] for line in lines(workspace.log))
    mdime("same", kept, copy, "--why", "x")
    log_rows(workspace.log, both[0], {**both[1], "title": "Mended"})
    assert events(mdime) == [kept]


def test_what_was_learnt_by_telling_two_as_one_is_said(mdime, workspace):
    drill = {**DRILL, "instruments": ["M1"], "parties": []}
    kept, copy = (put(workspace.log, draft(drill, title=title))[0].id for title in TITLES)
    sealed = json.loads(mdime("seal", "--json").stdout)["seal"]
    mdime("same", kept, copy, "--why", "x")
    done = mdime("diff", "CHN", "IRN", "--known-from", sealed)
    assert done.returncode == FINE, done.stderr
    assert "M1 " in done.stdout and "same_as" in done.stdout
    done = mdime("what-if", "CHN", "IRN", "--without", kept)
    assert done.returncode == FINE, done.stderr
