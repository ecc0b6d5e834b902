"""`mdime show`: an event's records and a file's, in words, and git's diffs of the log through it."""

import json

import pytest
from logs import DRILL, DYAD, VISIT, commit, draft, git, hand_made, put, write


@pytest.fixture
def event(workspace):
    """An event that was amended, beside another."""
    first = put(workspace.log, draft(VISIT), draft(DRILL))[0]
    put(workspace.log, draft({"set": {"title": "Defence ministers meet"}, "why": "shorter"}, type="amended", event=first.id))
    return first


def test_an_event_is_shown_with_all_that_was_said_about_it(mdime, event):
    said = mdime("show", event.id).stdout
    assert said.startswith(f"logged {event.id}\n  recorded      {event.at} by tester\n  date          2016-11\n")
    assert "  instruments   D1\n" in said
    assert f" about {event.id}\n" in said and '  set           {"title":"Defence ministers meet"}\n  why           shorter\n' in said
    assert "Gulf of Oman" not in said


def test_the_beginning_of_an_id_is_enough_and_json_gives_the_records_themselves(mdime, event):
    answer = json.loads(mdime("show", event.id[-12:], "--json").stdout)
    assert (answer["event"], answer["dyad"]) == (event.id, DYAD)
    assert [each["type"] for each in answer["records"]] == ["logged", "amended"]
    assert answer["records"][0]["data"] == VISIT and answer["records"][0]["sum"] == event.sum


def test_a_file_is_shown_record_by_record_and_what_is_none_as_it_stands(mdime, workspace):
    write(workspace.log, hand_made(), b"<<<<<<< HEAD\n", hand_made()[:50])
    said = mdime("show", workspace.log / "CHN-IRN.jsonl")
    assert said.returncode == 0
    assert said.stdout.count("\n\n") == 3
    assert "FORM: not a record" in said.stdout and "  <<<<<<< HEAD" in said.stdout


def test_a_file_as_json_gives_its_records_and_what_is_none(mdime, workspace):
    (record,) = put(workspace.log, draft(VISIT))
    path = workspace.log / "CHN-IRN.jsonl"
    path.write_bytes(path.read_bytes() + b"<<<<<<< HEAD\n")
    answer = json.loads(mdime("show", "events/CHN-IRN.jsonl", "--json").stdout)
    assert answer["file"] == "events/CHN-IRN.jsonl"
    assert [(each["id"], each["data"]) for each in answer["records"]] == [(record.id, VISIT)]
    (problem,) = answer["problems"]
    assert (problem["code"], problem["line"], problem["text"]) == ("FORM", 2, "<<<<<<< HEAD")


def test_control_characters_of_a_file_do_not_reach_the_terminal(mdime, workspace):
    write(workspace.log, b"\x1b[2J\x07\n")
    assert "\\x1b[2J\\x07" in mdime("show", "events/CHN-IRN.jsonl").stdout


@pytest.mark.parametrize("arguments", [(), ("ffffffff",), ("events/none.jsonl",), ("018f3c2a", "--setup")])
def test_what_cannot_be_shown_is_said_in_a_line(mdime, workspace, arguments):
    said = mdime("show", *arguments)
    assert said.returncode == 2 and said.stderr.startswith("mdime: ") and said.stderr.count("\n") == 1


def test_one_command_makes_git_diff_and_git_log_readable(mdime, workspace):
    git(workspace.root, "init", "--quiet")
    (workspace.root / ".gitattributes").write_text("events/*.jsonl -text merge=union")
    put(workspace.log, draft(VISIT))
    commit(workspace.root)
    assert mdime("show", "--setup").returncode == 0
    assert (workspace.root / ".gitattributes").read_text() == "events/*.jsonl -text merge=union\nevents/*.jsonl diff=mdime\n"
    assert mdime("show", "--setup").returncode == 0, "twice is as good as once"
    put(workspace.log, draft(DRILL))
    changed = git(workspace.root, "diff", "--", "events")
    assert "+  title         Naval drill in the Gulf of Oman\n" in changed
    assert "-" not in {line[0] for line in changed.splitlines()[4:]}, "nothing is taken away"
    assert "+  title         Defence ministers meet in Tehran\n" in git(workspace.root, "log", "-p", "--", "events")


def test_where_there_is_no_git_the_set_up_says_so(mdime, workspace):
    said = mdime("show", "--setup", GIT_CEILING_DIRECTORIES=str(workspace.root.parent))
    assert said.returncode == 2 and "git did not take it" in said.stderr
