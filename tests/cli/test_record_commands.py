"""The commands that append, and verify, seal and init, as a person runs them: exit codes, words, and what is in the log afterwards."""

import json
import os
import pty
import select
import subprocess
import sys
import time

import pytest
from logs import ACCORD, commit, contents, draft, git, lines, put, source, write

VISIT = ["--date", "2016-11", "--kind", "visit", "-i", "D1", "--title", "Defence ministers meet in Tehran"]
REPORT = ["--title", "Instruments of Influence", "--publisher", "FMSO", "--published", "2023-12", "--reliability", "B"]
FINE, DATA, USE, TORN = 0, 1, 2, 3


@pytest.fixture
def ok(mdime):
    """Runs a command that has to work, and answers with its JSON."""

    def run(*arguments, **env):
        done = mdime(*arguments, "--json", **env)
        assert done.returncode == FINE, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def refused(mdime, workspace):
    """Runs a command that has to fail with an exit code and leave the log as it is, and answers with its words."""

    def run(code, *arguments, **env):
        before = contents(workspace.log)
        done = mdime(*arguments, **env)
        assert (done.returncode, done.stdout) == (code, "")
        assert contents(workspace.log) == before
        return done.stderr

    return run


@pytest.fixture
def visit(workspace):
    """The id of a logged visit."""
    return put(workspace.log, draft())[0].id


@pytest.fixture
def report(workspace):
    """The key of a registered source."""
    source(workspace.log)
    return "fmso-2023"


def records(workspace, name="CHN-IRN"):
    return [json.loads(line) for line in lines(workspace.log, name)]


# log


def test_log_appends_an_event_and_says_its_id(mdime, workspace):
    done = mdime("log", "CHN", "IRN", *VISIT)
    record = records(workspace)[0]
    assert done.returncode == FINE
    assert done.stdout.splitlines()[0] == f"CHN-IRN  {record['id']}"
    assert (record["type"], record["by"]) == ("logged", "tester")
    assert record["data"] == {
        "date": "2016-11",
        "kind": "visit",
        "title": "Defence ministers meet in Tehran",
        "instruments": ["D1"],
    }


def test_log_answers_in_the_shape_of_the_contract(ok, workspace):
    answer = ok("log", "CHN-IRN", *VISIT)
    record = records(workspace)[0]
    assert set(answer) == {"appended", "duplicates", "moved"}
    assert answer["appended"] == [{"event": record["id"], "record": record["id"], "stream": "CHN-IRN"}]
    assert answer["duplicates"] == []


def test_log_takes_every_field_as_an_option(ok, workspace, visit, report):
    more = "--status occurred --effect raises --substance binding --dependence none --level minister --channel official"
    more += " --direction elsewhere --party Russia --party PAK --actor Dehghan --actor Chang --place Tehran|Iran|35.7|51.4"
    more += " --magnitude 4|days|official --summary Doubtful --source fmso-2023#p.3 --confidence high --occasion belt"
    more += f" --part-of {visit} --fulfils {visit} --ends {visit} --promises exercise --due 2018 --recurs P1Y --review reviewed"
    more += " --marking TLP:CLEAR --tag naval --tag first"
    ok("log", "CHN", "IRN", *VISIT, *more.split())
    data = records(workspace)[1]["data"]
    assert (data["parties"], data["actors"], data["tags"]) == (["RUS", "PAK"], ["Dehghan", "Chang"], ["naval", "first"])
    assert data["place"] == {"name": "Tehran", "country": "IRN", "latitude": 35.7, "longitude": 51.4}
    assert data["magnitude"] == [{"value": 4, "unit": "days", "basis": "official"}]
    assert data["sources"] == [{"source": "fmso-2023", "locator": "p.3"}]
    assert (data["part_of"], data["ends"], data["recurs"], data["marking"]) == (visit, [visit], "P1Y", "TLP:CLEAR")


def test_log_registers_the_host_of_a_link(ok, workspace):
    answer = ok("log", "CHN", "IRN", *VISIT, "--source", "https://news.example.org/1#par. 3")
    assert [each["stream"] for each in answer["appended"]] == ["_sources", "CHN-IRN"]
    assert records(workspace, "_sources")[0]["data"]["reliability"] == "F"
    assert records(workspace)[0]["data"]["sources"] == [
        {"source": "news.example.org", "locator": "par. 3", "url": "https://news.example.org/1"}
    ]


def test_log_puts_one_occasion_into_several_dyads(ok, workspace):
    ok("log", "CHN-IRN", "RUS-IRN", "--date", "2019-12-27", "--kind", "exercise", "-i", "M2", "--title", "Drill")
    here, there = records(workspace)[0]["data"], records(workspace, "RUS-IRN")[0]["data"]
    assert (here["parties"], there["parties"]) == (["RUS"], ["CHN"])
    assert here["occasion"] == there["occasion"]


def test_log_file_takes_a_batch_once(ok, workspace):
    batch = workspace.root / "rows.csv"
    batch.write_text("key,date,kind,title,instruments\n1,2014,visit,One,D1\n2,2015,exercise,Two,M1\n")
    assert len(ok("log", "CHN-IRN", "--file", batch)["appended"]) == 2
    again = ok("log", "CHN-IRN", "--file", batch)
    assert (again["appended"], len(again["duplicates"])) == ([], 2)
    batch.write_text(batch.read_text().replace("One", "Mended"))
    assert len(ok("log", "CHN-IRN", "--file", batch)["appended"]) == 1
    assert [each["type"] for each in records(workspace)] == ["logged", "logged", "amended"]


def test_log_dry_run_writes_nothing(mdime, workspace):
    done = mdime("log", "CHN", "IRN", *VISIT, "--dry-run")
    assert done.returncode == FINE
    assert "dry run: 1 record would be appended; nothing was written" in done.stdout
    assert contents(workspace.log) == {}


def test_log_warns_of_a_likely_duplicate(mdime, visit):
    done = mdime("log", "CHN", "IRN", *VISIT[:-1], "Chang in Tehran")
    assert done.returncode == FINE
    assert done.stderr.startswith(f"warning: it is like {visit}")


def test_log_with_a_problem_tells_all_of_them(refused):
    said = refused(USE, "log", "CHN", "IRN", *VISIT[2:], "--date", "2016-13", "--recurs", "yearly", "--source", "fmso-2023")
    assert said.splitlines()[0] == 'mdime: date "2016-13" has no 13th month; write EDTF such as 2016-11 or 2016'
    assert "is not a duration" in said.splitlines()[1]


def test_log_file_with_a_problem_tells_its_line(refused, workspace):
    (workspace.root / "rows.jsonl").write_text('{"date":"2014","kind":"visit","title":"x","instruments":["D1"]}\n{"kind":"excercise"}\n')
    said = refused(DATA, "log", "CHN", "IRN", "--file", "rows.jsonl")
    assert said.splitlines()[:2] == ["rows.jsonl:2: date is missing", 'rows.jsonl:2: unknown kind "excercise"; did you mean "exercise"?']


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["log"], "Missing argument 'DYAD'"),
        (["log", "CHN", *VISIT], '"CHN" is no dyad'),
        (["log", "CHN", "Irann", *VISIT], 'unknown country "Irann"; did you mean "Iran'),
        (["log", "CHN", "IRN"], "missing --date, --kind, --title, --instrument (or --file, or --edit)"),
        (["log", "CHN", "IRN", "--date", "2014", "-i", "D1"], "missing --kind, --title"),
        (["log", "CHN", "IRN", "--kind", "excercise"], 'unknown kind "excercise"; did you mean "exercise"?'),
        (["log", "CHN", "IRN", "--file", "rows.csv"], "File 'rows.csv' does not exist"),
        (["log", "CHN", "IRN", "--file", "rules/overall.py"], '".py" is no batch; write .jsonl, .csv or .yaml'),
        (["log", "CHN", "IRN", "M1", *VISIT], "M1 is an instrument, and `mdime log` takes a dyad: write `mdime log CHN IRN -i M1`"),
        (["log", "CHN", "IRN", *VISIT, "--place", "Qom|IRN|91|0"], "latitude"),
        (["review", "CHN", "IRN", "--to", "2023-13", "--scope", "x"], "no 13th month; write a day, a month or a year such as 2023-12-31"),
        (["profile", "CHN", "IRN", "--field", "f", "--value", "1", "--as-of", "soon"], "soon"),
        (["log", "CHN", "IRN", *VISIT, "--source", "fmso-2032"], 'unknown source "fmso-2032"'),
        (["log", "CHN", "IRN", "--colour", "red"], "No such option"),
        (["lgo", "CHN", "IRN"], 'there is no command "lgo"; did you mean "log"?'),
        (["verify", "--since", "HEAD"], "git could not answer"),
        (["assess", "M1", "--level", "high", "--on", "2023", "--source", "x"], "name a dyad and an instrument"),
        (["review", "CHN-IRN", "RUS-IRN", "--from", "2012", "--to", "2023", "--scope", "x"], "name one dyad"),
        (["source", "add", "fmso-2023", "--title", "x"], "Missing option"),
        (["source", "add", "fmso", "--title", "x", "--publisher", "y", "--reliability", "G"], 'unknown reliability "G"'),
    ],
)
def test_wrong_use_is_exit_code_2_and_never_a_question(refused, arguments, words):
    assert words in " ".join(refused(USE, *arguments).split())


def test_a_batch_takes_no_field_beside_it(refused, workspace):
    (workspace.root / "rows.csv").write_text("date\n")
    assert "--file takes whole events" in refused(USE, "log", "CHN", "IRN", "--file", "rows.csv", "--date", "2014")


def test_outside_of_a_workspace_one_is_told_how_to_make_one(mdime, tmp_path_factory):
    done = mdime("log", "CHN", "IRN", *VISIT, cwd=tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == USE
    assert "make one with `mdime init DIR`" in done.stderr


def test_a_workspace_is_found_from_below_and_by_name(mdime, workspace, tmp_path_factory):
    assert mdime("log", "CHN", "IRN", *VISIT, cwd=workspace.rules).returncode == FINE
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert mdime("--root", workspace.root, "verify", cwd=elsewhere).stdout == "1 record in 1 stream: clean\n"


def test_log_again_under_the_id_of_the_first_try_adds_nothing(ok, workspace, visit):
    again = ok("log", "CHN", "IRN", *VISIT, "--id", visit)
    assert again["appended"] == []
    assert len(records(workspace)) == 1


def test_log_again_under_the_id_of_the_first_try_is_answered_as_a_duplicate(ok, visit):
    assert ok("log", "CHN", "IRN", *VISIT, "--id", visit)["duplicates"] == [{"event": visit, "stream": "CHN-IRN"}]


def test_log_under_the_id_of_another_event_is_refused(refused, visit):
    assert "there already with other content; amend it instead" in refused(DATA, "log", "CHN", "IRN", *VISIT[:-1], "Other", "--id", visit)


@pytest.mark.parametrize("id", ["foo", "7d444840-9dc0-41d1-b245-5ffdce74fad2"])
def test_log_under_an_id_that_is_no_uuid_7_or_8_is_refused(mdime, workspace, id):
    assert mdime("log", "CHN", "IRN", *VISIT, "--id", id).returncode in (DATA, USE)
    assert contents(workspace.log) == {}


def test_log_under_one_id_in_two_dyads_is_refused_or_makes_two_ids(mdime, workspace, visit):
    if mdime("log", "RUS-IRN", "RUS-SYR", *VISIT, "--id", "01a20f72-a739-702b-9a14-7481b4d39bf2").returncode == FINE:
        assert records(workspace, "RUS-IRN")[0]["id"] != records(workspace, "RUS-SYR")[0]["id"]


@pytest.mark.parametrize("name", ["tester\x1b[31m", "tester\u202e", "\udcff", " "])
def test_an_author_s_name_is_text_like_any_other(mdime, workspace, name):
    assert mdime("log", "CHN", "IRN", *VISIT, "--by", name).returncode in (DATA, USE)
    assert contents(workspace.log) == {}


def test_no_control_character_of_the_data_reaches_the_terminal(refused, workspace):
    (workspace.root / "rows.jsonl").write_text('{"a\\u001bc\\u202eb\\u0007":1}\n')
    said = refused(DATA, "log", "CHN", "IRN", "--file", "rows.jsonl")
    assert not {"\x1b", "\u202e", "\x07"} & set(said)


def test_a_record_that_is_too_long_is_refused_in_words(refused, workspace):
    row = {"date": "2014", "kind": "visit", "title": "x", "instruments": ["D1"], "summary": "я" * 20_000, "tags": ["я" * 20_000]}
    (workspace.root / "rows.jsonl").write_text(json.dumps(row))
    assert "shorten the summary" in refused(DATA, "log", "CHN", "IRN", "--file", "rows.jsonl")


def test_no_event_is_logged_among_the_sources(refused, report):
    refused(USE, "log", "_sources", *VISIT)


def test_no_fact_is_told_of_the_seals(refused, ok):
    ok("seal")
    refused(USE, "profile", "_seals", "--field", "population", "--value", "89", "--as-of", "2022")


def test_a_damaged_log_is_told_by_line_and_takes_nothing(refused, workspace, visit):
    write(workspace.log, lines(workspace.log)[0].replace(b"Tehran", b"Qom"))
    said = refused(DATA, "log", "CHN", "IRN", *VISIT)
    assert said.startswith("events/CHN-IRN.jsonl:1: the line does not match its own digest")


def test_log_commit_commits_the_log_and_nothing_else(mdime, workspace):
    git(workspace.root, "init", "--quiet")
    commit(workspace.root, "Begin")
    (workspace.root / "notes.txt").write_text("staged by somebody\n")
    git(workspace.root, "add", "notes.txt")
    who = {"GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.org", "GIT_COMMITTER_NAME": "T", "GIT_COMMITTER_EMAIL": "t@example.org"}
    done = mdime("log", "CHN", "IRN", *VISIT, "--commit", **who)
    assert (done.returncode, "git" in done.stderr) == (FINE, False)
    assert git(workspace.root, "show", "--name-only", "--format=%s", "HEAD").split("\n")[:3] == [
        "Log 1 record in CHN-IRN",
        "",
        "events/CHN-IRN.jsonl",
    ]
    assert git(workspace.root, "status", "--porcelain") == "A  notes.txt\n"


def test_log_commit_outside_of_git_records_and_warns(mdime, workspace):
    done = mdime("log", "CHN", "IRN", *VISIT, "--commit")
    assert done.returncode == FINE
    assert "warning: recorded, but git did not commit it" in done.stderr
    assert len(records(workspace)) == 1


def test_log_says_why_nothing_moves(mdime, ok, workspace):
    ok("review", "CHN", "IRN", "--to", "2023-12", "--scope", "x")
    pledge = ["--date", "2025-05", "--kind", "pledge", "--promises", "visit", "-i", "D1", "--title", "More"]
    told = " ".join(mdime("log", "CHN", "IRN", *pledge).stdout.split())
    assert "no rating moves – D1: a pledge speaks to the projection only, from the day that it is dated, 2025-05-31," in told
    answer = ok("log", "CHN", "IRN", *pledge, "--status", "disputed", "--dry-run")
    assert [(each["dyad"], each["reason"]) for each in answer["unmoved"]] == [("CHN-IRN", "D1: what is disputed moves no rating.")]
    assert "unmoved" not in ok("log", "CHN", "IRN", *VISIT)


def test_a_batch_says_which_of_its_events_move_nothing(mdime, ok, workspace):
    ok("review", "CHN", "IRN", "--to", "2023-12", "--scope", "x")
    (workspace.root / "rows.csv").write_text("date,kind,title,instruments,status\n2015,visit,A,D1,\n2016,exercise,B,M1,disputed\n")
    told = mdime("log", "CHN", "IRN", "--file", "rows.csv").stdout
    id = next(each["id"] for each in records(workspace) if each["data"].get("title") == "B")
    assert f"– {id[-12:]} moves none. M1: what is disputed moves no rating." in " ".join(told.split())
    assert "no rating moves" not in told


# log --edit: an editor is any command that changes a file


def editor(workspace, code):
    path = workspace.root / "editor.py"
    path.write_text(f"import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text()\n{code}\nfile.write_text(text)\n")
    return {"VISUAL": f"{sys.executable} {path}", "EDITOR": f"{sys.executable} {path}"}


def test_log_edit_takes_what_was_filled_into_the_template(ok, workspace):
    code = "text = text.replace('title: ', 'title: Filled in').replace('# summary: ', 'summary: Two words')"
    ok("log", "CHN", "IRN", *VISIT[:-2], "--edit", **editor(workspace, code))
    data = records(workspace)[0]["data"]
    assert (data["title"], data["date"], data["instruments"]) == ("Filled in", "2016-11", ["D1"])


def test_log_edit_keeps_a_source_that_was_given(ok, workspace, report):
    ok("log", "CHN", "IRN", *VISIT, "--source", "fmso-2023#p. 3", "--edit", **editor(workspace, "text += '# looked at'"))
    assert records(workspace)[0]["data"]["sources"] == [{"source": "fmso-2023", "locator": "p. 3"}]


def test_log_edit_left_empty_logs_nothing(refused, workspace):
    refused(DATA, "log", "CHN", "IRN", "--edit", **editor(workspace, "text = '# nothing'"))


def test_log_edit_with_a_fault_tells_it(refused, workspace):
    said = refused(USE, "log", "CHN", "IRN", *VISIT[:-2], "--edit", **editor(workspace, "text = text.replace('visit', 'vizit')"))
    assert 'unknown kind "vizit"; did you mean "visit"?' in said


# log at a terminal asks for what is missing


def at_a_terminal(workspace, arguments, answers):
    """What `mdime` shows at a terminal where each question is given its answer, and its exit code."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "mdime_events.cli.main", *arguments]
    settings = {**os.environ, "MDIME_BY": "tester", "TERM": "dumb"}
    asked = subprocess.Popen(command, cwd=workspace.root, env=settings, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    shown, until = "", time.monotonic() + 20
    while time.monotonic() < until and select.select([ours], [], [], 20)[0]:
        try:
            shown += os.read(ours, 4096).decode()
        except OSError:  # the terminal is closed
            break
        if answers and answers[0][0] in shown.rpartition("\r\n")[2]:
            os.write(ours, answers.pop(0)[1].encode() + b"\n")
    os.close(ours)
    return asked.wait(timeout=20), shown


def test_log_at_a_terminal_asks_for_what_is_missing_and_asks_again_after_a_mistake(workspace):
    answers = [("Date", "2016-13"), ("Date", "2016-11"), ("Kind", "vizit"), ("Kind", "visit"), ("Title", "Ministers meet")]
    answers += [("Instruments", ""), ("Source", "")]
    code, shown = at_a_terminal(workspace, ["log", "CHN", "IRN"], answers)
    assert (code, answers) == (FINE, []), shown
    assert 'date "2016-13" has no 13th month' in shown and 'did you mean "visit"?' in shown
    assert records(workspace)[0]["data"] == {"date": "2016-11", "kind": "visit", "title": "Ministers meet", "instruments": ["D1"]}


def test_log_at_a_terminal_asks_for_nothing_that_was_given(workspace):
    answers = [("Source", "https://news.example.org/1#par. 3")]
    code, shown = at_a_terminal(workspace, ["log", "CHN", "IRN", *VISIT], answers)
    assert (code, answers) == (FINE, []), shown
    assert "Date" not in shown and "Title" not in shown
    assert records(workspace)[0]["data"]["sources"][0]["source"] == "news.example.org"


# amend and retract


def test_amend_corrects_an_event_that_is_named_by_the_end_of_its_id(ok, workspace, visit):
    ok("amend", visit[-8:], "--date", "2016-11-14", "--level", "minister", "--why", "day given by the ministry")
    ok("amend", visit, "--remove", "level", "--why", "not said")
    sets = [each["data"]["set"] for each in records(workspace)[1:]]
    assert sets == [{"date": "2016-11-14", "level": "minister"}, {"level": None}]
    assert [each["event"] for each in records(workspace)] == [visit] * 3


def test_amend_registers_the_host_of_a_link(ok, workspace, visit):
    ok("amend", visit, "--source", "https://news.example.org/1", "--why", "found it")
    assert records(workspace, "_sources")[0]["data"]["key"] == "news.example.org"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--why", "x"], "nothing to change was given"),
        (["--date", "2016-13", "--why", "x"], "has no 13th month"),
        (["--remove", "title", "--why", "x"], "title cannot be removed; give it another value"),
        (["--remove", "plaec", "--why", "x"], 'unknown field "plaec"; did you mean "place"?'),
        (["--ends", "nobody", "--why", "x"], 'no event "nobody" in CHN-IRN'),
    ],
)
def test_an_amendment_that_cannot_be_is_refused(refused, visit, arguments, words):
    assert words in refused(USE, "amend", visit, *arguments)


@pytest.mark.parametrize("why", ["", " ", "\u202e"])
def test_an_amendment_without_a_reason_is_refused(refused, visit, why):
    assert "why" in refused(USE, "amend", visit, "--date", "2014", "--why", why)


def test_amend_asks_why(refused, visit):
    assert "Missing option '--why'" in refused(USE, "amend", visit, "--date", "2014")


def test_an_event_that_is_not_there_cannot_be_amended_or_retracted(refused, visit):
    assert 'no event has the id "nobody"; `mdime timeline` shows' in refused(USE, "amend", "nobody", "--date", "2014", "--why", "x")
    assert "is too short: write 6 or more characters" in refused(USE, "retract", visit[:5], "--why", "x")


def test_what_is_no_event_cannot_be_taken_back_and_is_called_what_it_is(refused, workspace, report):
    looked = put(workspace.log, draft({"from": "2012", "to": "2023", "instruments": ["D1"], "scope": "x"}, type="reviewed"))[0]
    assert f'"{looked.id}" is a review, no event' in refused(USE, "retract", looked.id, "--why", "mistyped")
    graded = records(workspace, "_sources")[0]["id"]
    assert "is a source, no event; add it again under its key" in refused(USE, "retract", graded[-8:], "--why", "mistyped")


def test_retract_takes_an_event_back(ok, workspace, visit):
    ok("retract", visit, "--why", "never happened")
    record = records(workspace)[1]
    assert (record["type"], record["event"], record["data"]) == ("retracted", visit, {"why": "never happened"})


def test_dry_runs_of_amend_and_retract_write_nothing(mdime, workspace, visit):
    before = contents(workspace.log)
    assert mdime("amend", visit, "--date", "2014", "--why", "x", "--dry-run").returncode == FINE
    assert mdime("retract", visit, "--why", "x", "--dry-run").returncode == FINE
    assert contents(workspace.log) == before


# notes


def test_review_takes_all_twelve_instruments_where_none_is_named(ok, workspace):
    ok("review", "CHN", "IRN", "--from", "2012", "--to", "2023-12", "--scope", "Open sources")
    ok("review", "CHN", "IRN", "--from", "2012", "--to", "2023", "-i", "d1", "--scope", "x", "--inconclusive", "secret")
    first, second = (each["data"] for each in records(workspace))
    assert (first["from"], first["to"], first["scope"], len(first["instruments"])) == ("2012", "2023-12", "Open sources", 12)
    assert (second["instruments"], second["inconclusive"]) == (["D1"], "secret")


def test_review_registers_the_host_of_a_link(ok, workspace):
    ok("review", "CHN", "IRN", "--to", "2023-12", "--scope", "x", "--source", "https://news.example.org/1")
    assert records(workspace, "_sources")[0]["data"]["key"] == "news.example.org"


def test_a_review_that_ends_before_it_begins_is_refused(refused):
    said = refused(USE, "review", "CHN", "IRN", "--from", "2023", "--to", "2012", "--scope", "x")
    assert "the review ends (2012) before it begins (2023)" in said


def test_assess_records_what_a_report_judged(ok, workspace, report):
    ok("assess", "CHN", "IRN", "overall", "--level", "Very High", "--trend", "steady", "--on", "2023-12", "--source", "fmso-2023#M1")
    data = records(workspace)[0]["data"]
    assert data == {
        "instrument": "OVERALL",
        "level": "very high",
        "trend": "steady",
        "on": "2023-12",
        "sources": [{"source": "fmso-2023", "locator": "M1"}],
    }


def test_an_assessment_needs_a_source_and_a_level_or_trend(refused, report):
    assert "Missing option '--source'" in refused(USE, "assess", "CHN", "IRN", "M1", "--level", "high", "--on", "2023")
    assert "a level, a trend or both" in refused(USE, "assess", "CHN", "IRN", "M1", "--on", "2023", "--source", report)


def test_a_judgement_of_a_day_to_come_warns(mdime, report):
    told = {day: mdime("assess", "CHN", "IRN", "M1", "--level", "high", "--on", day, "--source", report) for day in ("2023", "2199")}
    assert [each.returncode for each in told.values()] == [FINE, FINE]
    assert told["2023"].stderr == ""
    assert "warning: 2199 is still to come" in told["2199"].stderr


def test_profile_records_a_number_or_text_about_the_recipient(ok, workspace):
    ok("profile", "CHN", "IRN", "--field", "military-expenditure", "--value", "6.842e9", "--unit", "USD", "--as-of", "2022")
    ok("profile", "CHN", "IRN", "--field", "capital", "--value", "Tehran", "--as-of", "2022", "--country", "Iran")
    first, second = (each["data"] for each in records(workspace))
    assert first == {"country": "IRN", "field": "military-expenditure", "value": 6842000000.0, "unit": "USD", "as_of": "2022"}
    assert (second["country"], second["value"]) == ("IRN", "Tehran")


def test_source_add_keeps_the_digest_of_a_document(ok, workspace):
    (workspace.root / "report.txt").write_text("abc")
    ok("source", "add", "report", *REPORT, "--file", "report.txt", "--reason", "all cited", "--kind", "report")
    data = records(workspace, "_sources")[0]["data"]
    assert data["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (data["key"], data["reliability"], data["reason"], data["kind"]) == ("report", "B", "all cited", "report")


def test_a_document_that_is_no_regular_file_is_refused(refused, workspace):
    os.mkfifo(workspace.root / "pipe")
    assert '"pipe" is no regular file' in refused(USE, "source", "add", "report", *REPORT, "--file", "pipe")


def test_source_list_shows_the_register(mdime, workspace):
    assert "No source is registered yet" in mdime("source", "list").stdout
    source(workspace.log)
    assert mdime("source", "list").stdout == "fmso-2023  B  Instruments of Influence (FMSO, 2023-12)\n"
    assert json.loads(mdime("source", "list", "--json").stdout)["sources"][0]["key"] == "fmso-2023"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org"])
def test_a_source_s_link_is_http(refused, url):
    assert "is no link; write one that begins with http:// or https://" in refused(USE, "source", "add", "x", *REPORT, "--url", url)


# verify


def test_verify_of_a_clean_log_is_exit_code_0(mdime, visit):
    done = mdime("verify")
    assert (done.returncode, done.stdout, done.stderr) == (FINE, "1 record in 1 stream: clean\n", "")


def test_verify_of_a_tampered_log_is_exit_code_1_and_names_the_line(mdime, workspace, visit):
    write(workspace.log, lines(workspace.log)[0].replace(b"Tehran", b"Qom"))
    done = mdime("verify")
    assert done.returncode == DATA
    assert done.stdout.splitlines()[0].startswith("events/CHN-IRN.jsonl:1: the line does not match its own digest")
    answer = json.loads(mdime("verify", "--json").stdout)
    assert answer["clean"] is False and answer["warnings"] == []
    assert [(each["code"], each["file"], each["line"]) for each in answer["problems"]] == [("SUM", "events/CHN-IRN.jsonl", 1)]


def test_verify_of_only_a_torn_tail_is_exit_code_3(mdime, workspace, visit):
    write(workspace.log, *lines(workspace.log), b'{"v":1,"id"')
    done = mdime("verify", "--json")
    assert done.returncode == TORN
    assert [(each["code"], each["line"]) for each in json.loads(done.stdout)["problems"]] == [("TORN", 2)]


def test_verify_of_a_torn_tail_and_a_tampered_line_is_exit_code_1(mdime, workspace, visit):
    write(workspace.log, b"{}\n", *lines(workspace.log), b"{")
    assert mdime("verify").returncode == DATA


def test_verify_of_warnings_alone_is_exit_code_0(mdime, workspace, visit):
    write(workspace.log, *lines(workspace.log) * 2)
    done = mdime("verify")
    assert done.returncode == FINE
    assert done.stdout.startswith("warning: events/CHN-IRN.jsonl:2: the same line stands above")


def test_verify_since_finds_what_git_has_and_the_log_has_not(mdime, workspace, visit):
    git(workspace.root, "init", "--quiet")
    commit(workspace.root)
    assert mdime("verify", "--since", "HEAD").returncode == FINE
    write(workspace.log)
    assert mdime("verify").returncode == FINE
    done = mdime("verify", "--since", "HEAD")
    assert (done.returncode, "[LOST]" in done.stdout) == (DATA, True)


# seal and init


def test_seal_prints_the_digest_that_stands_for_the_log(mdime, ok, workspace, visit):
    digest = mdime("seal").stdout.strip()
    record = records(workspace, "_seals")[0]
    assert digest == record["sum"]
    assert record["data"] == {"heads": {"CHN-IRN": [records(workspace)[0]["sum"]]}}
    assert ok("seal")["heads"] == record["data"]["heads"]


def test_a_damaged_log_is_not_sealed(refused, workspace, visit):
    write(workspace.log, b"{}\n")
    assert refused(DATA, "seal").startswith("events/CHN-IRN.jsonl:1: ")


def test_a_seal_of_records_that_git_has_not_committed_warns_and_names_their_files(mdime, workspace, visit):
    assert "warning" not in mdime("seal", GIT_CEILING_DIRECTORIES=str(workspace.root.parent)).stderr
    git(workspace.root, "init", "--quiet")
    commit(workspace.root, "Begin")
    assert mdime("seal").stderr == ""
    put(workspace.log, draft(ACCORD), draft(stream="RUS-IRN"))
    done = mdime("seal")
    assert done.returncode == FINE and len(done.stdout.strip()) == 64
    assert done.stderr.startswith("warning: git has not committed CHN-IRN.jsonl, RUS-IRN.jsonl; commit them with the seal")


def test_init_makes_a_workspace_to_log_in_at_once(mdime, tmp_path_factory):
    new = tmp_path_factory.mktemp("new") / "influence"
    assert mdime("init", new).returncode == FINE
    assert (new / ".gitattributes").read_text() == "events/*.jsonl -text merge=union\nevents/*.jsonl diff=mdime\n"
    assert sorted(path.name for path in (new / "rules").iterdir()) and not list((new / "events").iterdir())
    assert mdime("log", "RUS", "SYR", *VISIT, cwd=new).returncode == FINE
    assert mdime("verify", cwd=new).stdout == "1 record in 1 stream: clean\n"


def test_init_does_not_touch_a_workspace_that_is_there(refused, workspace):
    assert "holds events/ or rules/ already" in refused(USE, "init", workspace.root)


@pytest.mark.parametrize("inside", ["new", "events/new", "rules/deeper/new"])
def test_init_makes_no_workspace_inside_another(refused, workspace, inside):
    said = refused(USE, "init", inside)
    assert f"lies in the workspace {workspace.root}" in said
    assert not (workspace.root / inside).exists()


def test_init_makes_no_workspace_inside_a_log(mdime, tmp_path_factory):
    log = tmp_path_factory.mktemp("bare") / "events"
    put(log, draft())
    done = mdime("init", log / "new", cwd=log.parent)
    assert (done.returncode, f"lies in the log {log}" in done.stderr) == (USE, True)


@pytest.mark.parametrize("name", [".gitignore", ".gitattributes", "datasette-metadata.yml"])
def test_init_keeps_what_a_folder_holds_already(mdime, tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("repository")
    (folder / name).write_text("# mine\n")
    mdime("init", folder)
    assert "# mine" in (folder / name).read_text()


def test_a_termination_lowers_without_being_told_to_and_says_where_else_the_ended_event_goes_on(mdime, workspace):
    base = put(workspace.log, draft(ACCORD, instruments=["M3", "I3"]))[0]
    command = ("log", "CHN", "IRN", "--date", "2023-05", "--kind", "termination", "--title", "It is torn up", "-i", "M3")
    said = mdime(*command, "--ends", base.id, "--source", "https://example.org/1")
    assert said.returncode == 0, said.stderr
    assert f"ends {base.id[-12:]}, which bears on I3 too" in said.stderr
    assert mdime("show", said.stdout.splitlines()[1].split()[1]).stdout.count("effect        lowers") == 1


def test_a_series_that_is_no_pledge_is_told_how_to_be_logged(mdime, workspace):
    said = mdime("log", "CHN", "IRN", "--date", "2023", "--kind", "exercise", "--title", "A yearly drill", "-i", "M1", "--recurs", "P1Y")
    assert said.returncode == 0 and "log the series as a pledge that promises it" in said.stderr
