"""The commands that read, as a person runs them: words, exit codes, and what goes to a terminal or down a pipe."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial

import pytest
from logs import ACCORD, DRILL, DYAD, VISIT, draft, hand_made, put, source, write
from tables import ROOT, TWELVE, review, told_here

from mdime_events.vocabulary import RATED
from mdime_events.workspace import Workspace

FINE, DATA, USE = 0, 1, 2
PROGRAM = ("-m", "mdime_events.cli.main")
ESCAPE = "\x1b"
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
READING = {
    "ratings": ["ratings"],
    "ratings of one": ["ratings", "CHN", "IRN"],
    "explain": ["explain", "CHN", "IRN", "M1"],
    "explain overall": ["explain", "CHN-IRN", "OVERALL"],
    "history": ["history", "CHN", "IRN"],
    "timeline": ["timeline", "CHN", "IRN"],
    "compare": ["compare"],
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Two drills that carry Medium, reviewed to the end of 2023."""
    place = Workspace(root=tmp_path_factory.mktemp("told"))
    shutil.copytree(ROOT / "rules", place.rules, ignore=shutil.ignore_patterns("__pycache__"))
    log = place.log
    source(log)
    put(log, *(draft(DRILL, date=year, title=f"A drill of {year}", instruments=["M1"]) for year in ("2014", "2017")))
    put(log, draft(VISIT, date="2023-02", kind="pledge", title="More drills are promised", instruments=["M1"], promises="exercise"))
    put(log, draft(ACCORD))
    review(log)
    put(log, draft(stream="RUS-SYR"))
    return place


@pytest.fixture
def ask(told, mdime):
    """Runs a command over that log."""
    return partial(mdime, cwd=told.root)


@pytest.fixture
def ask_here(told, monkeypatch, capsys):
    """The same in this process."""
    return lambda *arguments: told_here(told.root, arguments, monkeypatch, capsys)


def at_a_terminal(workspace, *arguments, seconds=15, program=PROGRAM, code=FINE, stdout=None, **env):
    """What a command writes to a terminal of a hundred and sixty columns; its answer goes to `stdout` if there is one."""
    inner, outer = pty.openpty()
    settings = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    settings |= {"TERM": "xterm-256color", "COLUMNS": "160", **env}
    command = [sys.executable, *program, *arguments]
    process = subprocess.Popen(command, cwd=workspace.root, env=settings, stdin=outer, stdout=stdout or outer, stderr=outer)
    os.close(outer)
    written, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([inner], [], [], 0.1)[0]:
            try:
                read = os.read(inner, 65536)
            except OSError:
                break
            if not read:
                break
            written += read
        elif process.poll() is not None:
            break
    os.close(inner)
    assert process.wait(timeout=seconds) == code, written
    return written.decode()


# Down a pipe


@pytest.mark.parametrize("arguments", READING.values(), ids=READING)
def test_a_pipe_gets_plain_text(ask, arguments):
    done = ask(*arguments)
    assert (done.returncode, done.stderr) == (FINE, "")
    assert done.stdout.strip()
    assert ESCAPE not in done.stdout
    assert "\r" not in done.stdout


def test_a_pipe_gets_tables_by_tabs(ask_here):
    head, *table = ask_here("ratings", "CHN", "IRN").stdout.splitlines()
    assert head.split("\t")[:4] == ["Code", "Instrument", "Current", "Projected"]
    (m1,) = (line.split("\t") for line in table if line.startswith("M1\t"))
    assert m1[1:4] == ["Formal Bilateral Military Engagements", "medium", "↗ increasing"]
    assert len({len(line.split("\t")) for line in table if "\t" in line}) == 1


def test_down_a_pipe_every_row_among_several_dyads_names_its_own(ask_here):
    rows = [line.split("\t") for line in ask_here("ratings").stdout.splitlines() if "\t" in line]
    assert {row[0] for row in rows} == {"Dyad", "CHN-IRN", "RUS-SYR"}
    assert rows[0][1:] == ask_here("ratings", "CHN", "IRN").stdout.splitlines()[0].split("\t")


def test_a_reader_that_leaves_early_is_no_error(told):
    command = f'"{sys.executable}" -m mdime_events.cli.main timeline CHN IRN --json | true'
    done = subprocess.run(["sh", "-c", command], cwd=told.root, capture_output=True, text=True, timeout=30)
    assert done.stderr == ""


def test_the_languages_of_the_terminal_do_not_matter(ask):
    done = ask("ratings", "CHN", "IRN", LC_ALL="C", LANG="C", PYTHONIOENCODING="")
    assert (done.returncode, done.stderr) == (FINE, "")


# At a terminal


def test_a_terminal_gets_colours(told):
    assert COLOUR.search(at_a_terminal(told, "ratings", "CHN", "IRN"))


@pytest.mark.parametrize("arguments", [READING["ratings of one"], READING["explain"], READING["compare"]])
def test_no_color_is_respected(told, arguments):
    written = at_a_terminal(told, *arguments, NO_COLOR="1")
    assert "medium" in written.lower() or "CHN-IRN" in written
    assert not COLOUR.search(written)


@pytest.mark.parametrize("columns", ["60", "80", "112", "115"])
@pytest.mark.parametrize("arguments", READING.values(), ids=READING)
def test_no_line_is_wider_than_the_terminal(told, arguments, columns):
    lines = re.sub(r"\x1b\[[\d;]*m", "", at_a_terminal(told, *arguments, COLUMNS=columns)).splitlines()
    wide = 79 if arguments[0] in ("history", "timeline", "compare") else 0  # a table that needs more room is cut nowhere
    assert max(map(len, lines)) <= max(int(columns), wide)


@pytest.mark.parametrize(
    ("columns", "left_out"), [("80", "Confidence, On, Holds until"), ("60", "Instrument, Confidence, On, Holds until")]
)
def test_a_narrow_terminal_says_which_columns_are_left_out(told, columns, left_out):
    words = " ".join(at_a_terminal(told, "ratings", DYAD, COLUMNS=columns, NO_COLOR="1").split())
    assert f"Left out in a terminal of {columns} columns: {left_out}." in words
    assert "Left out" not in at_a_terminal(told, "ratings", DYAD, COLUMNS="115")


def test_words_are_broken_nowhere(told):
    assert "Technology-Sharing," in at_a_terminal(told, "ratings", DYAD, COLUMNS="80", NO_COLOR="1")


def test_a_level_whose_day_has_passed_is_marked_as_long_as_no_day_is_asked_for(mdime, workspace):
    put(workspace.log, *(draft(DRILL, date=year, instruments=["M1"]) for year in ("2010", "2012", "2013", "2014")))
    review(workspace.log, ends="2015")
    (row,) = (line.split("\t") for line in mdime("ratings", DYAD).stdout.splitlines() if line.startswith("M1\t"))
    assert row[6] < "2026" and "may have lapsed" in row[7]
    assert "May have lapsed: the day until which" in mdime("ratings", DYAD).stdout
    assert "That day has passed, and nobody has looked since." in mdime("explain", DYAD, "M1").stdout
    for asked in (["--as-of", "2015"], ["--known-on", "today"]):
        assert "may have lapsed" not in mdime("ratings", DYAD, *asked).stdout.lower()
        assert "That day has passed" not in mdime("explain", DYAD, "M1", *asked).stdout


def test_a_dumb_terminal_gets_plain_text(told):
    assert ESCAPE not in at_a_terminal(told, "ratings", "CHN", "IRN", TERM="dumb")


def test_what_the_log_holds_cannot_steer_the_terminal(workspace):
    """A line made elsewhere may hold control characters and overrides; they are shown, not sent."""
    title = "Visit \x1b]0;owned\x07\x1b[2J \u202e of the fleet"
    write(workspace.log, hand_made({**VISIT, "title": title, "kind": "exercise", "instruments": ["M1"]}))
    for arguments in (["timeline", DYAD], ["explain", DYAD, "M1"]):
        written = at_a_terminal(workspace, *arguments, NO_COLOR="1")
        assert "of the fleet" in written
        assert "\x1b]0" not in written
        assert "\x1b[2J" not in written
        assert "\u202e" not in written
        assert "\x07" not in written


# Words


def test_without_a_day_the_age_of_the_review_is_said(ask):
    assert "the oldest review reaches to 2023-12-31" in ask("ratings", "CHN", "IRN").stdout


def test_today_says_that_nobody_has_looked_since(ask):
    words = ask("ratings", "CHN", "IRN", "--as-of", "today").stdout
    assert "Nobody has looked since 2023-12-31" in words
    assert "the oldest review" not in words


def test_a_day_that_was_reviewed_says_nothing_of_it(ask_here):
    words = ask_here("ratings", "CHN", "IRN", "--as-of", "2020").stdout
    assert "As of 2020-12-31." in words
    assert "Nobody has looked" not in words


@pytest.mark.parametrize("arguments", [each for name, each in READING.items() if name != "timeline"])
def test_a_day_before_the_window_is_told_so(ask_here, arguments):
    said = "The window opens on 2012-01-01: of what came before, only what then stood is counted."
    assert said in ask_here(*arguments, "--as-of", "1990").stdout
    assert said not in ask_here(*arguments, "--as-of", "2012-01-01").stdout


@pytest.mark.parametrize(("asked", "said"), [([], "never reviewed"), (["--as-of", "2030"], "not reviewed by then")])
def test_never_is_said_of_now_alone(ask_here, asked, said):
    (row,) = (line for line in ask_here("ratings", "RUS-SYR", *asked).stdout.splitlines() if line.startswith("D1\t"))
    assert row.split("\t")[-1].split(", ")[-1] == said
    never = ask_here("compare", "RUS-SYR", *asked).stdout.splitlines()[1].split("\t")[-1]
    assert never == ("not by then" if asked else "never")


def test_a_dyad_that_was_not_reviewed_by_then(mdime, workspace):
    put(workspace.log, draft(DRILL, date="2014", instruments=["M1"]), now=datetime(2024, 1, 1, tzinfo=UTC))
    review(workspace.log)
    assert "Nobody had reviewed this dyad by then: what is not" in mdime("ratings", DYAD, "--known-on", "2024-06-30").stdout
    assert "reviewed this dyad" not in mdime("ratings", DYAD).stdout


def test_explain_is_an_argument(ask_here):
    words = " ".join(ask_here("explain", "CHN", "IRN", "M1").stdout.split())
    for part in ("Medium, projected increasing", "Why Medium", "A drill of 2014", "A drill of 2017", "What is missing for High"):
        assert part in words
    for part in ("How long it holds", "Why increasing", "More drills are promised", "In three years:", "confidence"):
        assert part in words


def test_explain_says_that_a_rise_stays_within_the_level(ask_here):
    words = " ".join(ask_here("explain", "CHN", "IRN", "M1").stdout.split())
    assert "Medium if what is planned or pledged happens. None of these is higher: what is expected is more activity" in words


@pytest.mark.parametrize(
    ("endings", "said"), [(["2023"], "1 condition for a rise and 1 for a fall: neither outweighs."), ([], "")], ids=["both", "one side"]
)
def test_explain_says_how_a_rise_and_a_fall_weigh(mdime, workspace, endings, said):
    put(workspace.log, *(draft(DRILL, date=year, instruments=["M1"]) for year in ("2014", "2017")))
    put(workspace.log, draft(VISIT, date="2023-02", kind="pledge", instruments=["M1"], promises="exercise"))
    put(workspace.log, *(draft(DRILL, date=year, kind="sanction", effect="lowers", instruments=["M1"]) for year in endings))
    review(workspace.log)
    words = " ".join(mdime("explain", DYAD, "M1").stdout.split())
    assert said in words
    assert ("for a fall:" in words) == bool(endings)


def test_history_lists_the_days_on_which_a_level_moved(ask_here):
    lines = ask_here("history", "CHN", "IRN", "-i", "M1").stdout.splitlines()
    assert "2017-12-31\tM1\tlow\tmedium\tevent" in [line.rsplit("\t", 1)[0] if line.count("\t") > 4 else line for line in lines]


def test_history_says_that_the_overall_falls_as_an_instrument_is_first_assessed(mdime, workspace):
    put(workspace.log, *(draft(DRILL, date=year, instruments=["M1"]) for year in ("2014", "2015", "2016")))
    _, accord = put(workspace.log, draft(VISIT, date="2017-03-01"), draft(ACCORD, date="2017-03-27"))
    (row,) = (line.split("\t") for line in mdime("history", DYAD).stdout.splitlines() if line.startswith("2017-03-27\tOverall"))
    assert row[2:5] == ["high", "medium", "event (M3 newly assessed)"] and accord.id[-12:] in row[5]
    told = [each for each in json.loads(mdime("history", DYAD, "--json").stdout)["changes"] if "because" in each]
    assert [(each["instrument"], each["cause"], each["because"]) for each in told] == [("OVERALL", "event", "M3 newly assessed")]


def test_history_ends_with_a_row_as_it_stands(mdime, workspace):
    put(workspace.log, *(draft(DRILL, date=date, instruments=["M1"]) for date in ("2014", "2016-05-03")), draft(VISIT, date="2019-08-20"))
    head, *rows = (line.split("\t") for line in mdime("history", DYAD).stdout.split("\n\n")[0].splitlines() if "\t" in line)
    assert dict(zip(head, rows[-1], strict=True)) == {"Day": "as it stands", "D1": "VL→", "M1": "M↗", "Overall": "M→"}
    said = mdime("history", DYAD, "-i", "M1").stdout
    assert "As it stands: each instrument on the last day known of it (M1 2016-05-03).\n" in said
    assert "stands" not in mdime("history", DYAD, "--as-of", "2018").stdout


def test_history_names_the_event_that_moved_a_level(ask_here):
    lines = ask_here("history", "CHN", "IRN", "-i", "M1").stdout.splitlines()
    (named,) = (line.split("\t")[5] for line in lines if line.startswith("2017-12-31\tM1\tlow"))
    (id,) = re.fullmatch(r"A drill of 2017 \(2017, ([0-9a-f]{12})\)", named).groups()
    assert "A drill of 2017" in ask_here("show", id).stdout


@pytest.mark.parametrize("command", ["ratings", "history", "compare", "sensitivity", "explain", "diff"])
def test_the_overall_has_one_name_in_text_and_its_code_in_json(ask_here, command):
    arguments = [command, "CHN-IRN", *{"explain": ["OVERALL"], "diff": ["--from", "2013", "--to", "2015"]}.get(command, ())]
    said = ask_here(*arguments).stdout
    assert "Overall" in said
    assert not re.search(r"\bAll\b|OVERALL", said)
    assert '"OVERALL"' in ask_here(*arguments, "--json").stdout


def test_timeline_marks_what_was_ended_and_when(mdime, workspace):
    (accord,) = put(workspace.log, draft(ACCORD))
    (torn,) = put(workspace.log, draft(ACCORD, date="2022-05", kind="termination", title="Torn up", effect="lowers", ends=[accord.id]))
    (line,) = (line for line in mdime("timeline", DYAD).stdout.splitlines() if ACCORD["title"] in line)
    assert line.split("\t")[4] == f"ended 2022-05 by {torn.id[-12:]}"
    told = json.loads(mdime("timeline", DYAD, "--json").stdout)["events"]
    assert [each.get("ended") for each in told] == [None, {"date": "2022-05", "by": torn.id}]
    assert "ended" not in mdime("timeline", DYAD, "--as-of", "2021-12-31").stdout


def test_compare_says_what_it_rests_on(ask_here):
    lines = ask_here("compare", "--as-of", "2024", "--known-on", "today").stdout.splitlines()
    assert [line.split("\t")[-1] for line in lines[:3]] == ["Reviewed to", "2023-12-31", "not by then"]
    assert "As of 2024-12-31." in lines
    assert any(line.startswith("As known on ") for line in lines)
    assert any(re.fullmatch(r"Rules [0-9a-f]{12}\.", line) for line in lines)


def test_a_seal_is_told_short_with_its_day(told, mdime):
    place = shutil.copytree(told.root, told.root.parent / "sealed", dirs_exist_ok=True)
    digest = mdime("seal", cwd=place).stdout.strip()
    day = json.loads((place / "events/_seals.jsonl").read_text())["at"][:10]
    for arguments in (["ratings", DYAD], ["compare"], ["agreement"], ["backtest"], ["diff", DYAD, "--from", "2014"]):
        option = "--known-to" if arguments[0] == "diff" else "--known-on"
        words = " ".join(mdime(*arguments, option, digest, cwd=place).stdout.split())
        assert digest not in words
        if arguments[0] in ("ratings", "compare"):
            assert f"As known at seal {digest[:12]} of {day}." in words
    found = json.loads(mdime("ratings", DYAD, "--known-on", digest, "--json", cwd=place).stdout)
    assert (found["known_on"], found["known_on_day"]) == (digest, day)


def test_compare_sets_dyads_side_by_side(ask_here):
    lines = ask_here("compare").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines[:3]] == ["Dyad", "CHN-IRN", "RUS-SYR"]
    assert dict(zip(lines[0].split("\t"), lines[1].split("\t"), strict=True))["M1"] == "M↗"


@pytest.mark.parametrize("arguments", [["ratings"], ["compare"]])
def test_an_empty_log_says_how_to_begin(workspace, mdime, arguments):
    done = mdime(*arguments)
    assert done.returncode == FINE
    assert "mdime log CHN IRN --date" in done.stdout


def test_an_empty_log_has_no_dyads(workspace, mdime):
    assert json.loads(mdime("ratings", "--json").stdout) == {"dyads": []}


@pytest.mark.parametrize("arguments", [each for name, each in READING.items() if name != "ratings of one"])
def test_known_on_before_anything_was_recorded(ask_here, arguments):
    done = ask_here(*arguments, "--known-on", "2001-01-01")
    assert (done.returncode, done.stderr) == (FINE, "")
    assert "not assessed" in done.stdout.lower() or arguments[0] in ("history", "timeline")
    assert done.stdout.strip()


def test_a_timeline_without_a_match_says_so(ask_here):
    assert ask_here("timeline", "CHN", "IRN", "-i", "E1").stdout == "No event matches.\n"


@pytest.mark.parametrize("written", [["China", "Iran"], ["chn-irn"]])
def test_dyads_are_understood_however_they_are_written(ask_here, written):
    assert json.loads(ask_here("ratings", *written, "--json").stdout)["dyad"] == DYAD


def test_a_workspace_that_is_named(told, mdime, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    done = mdime("--root", told.root, "ratings", DYAD, "--json", cwd=elsewhere)
    assert json.loads(done.stdout)["dyad"] == DYAD


def test_reading_writes_nothing(told, ask):
    def state():
        return {path: path.stat().st_mtime_ns for path in told.root.rglob("*") if path.is_file()}

    before = state()
    for name in ("ratings", "explain", "timeline"):
        ask(*READING[name])
    assert state() == before


# Wrong use, in one line


WRONG = {
    "no such dyad": (["ratings", "CHN", "SYR"], "nothing is logged for CHN-SYR (logged: CHN-IRN, RUS-SYR)"),
    "no such country": (["ratings", "CHN", "Irann"], "Iran"),
    "one country": (["ratings", "CHN"], "CHN"),
    "no such month": (["ratings", "--as-of", "2023-13-01"], "2023-13-01"),
    "no day": (["ratings", "--as-of", "yesterday"], "write a day such as 2023-12-31, 2023-12, 2023 or today"),
    "known on no day": (["timeline", "CHN", "IRN", "--known-on", "2023-99"], "2023-99"),
    "known at no seal": (["ratings", "--known-on", "deadbeef"], "deadbeef"),
    "known on a day to come": (["ratings", "--known-on", "2999"], '"2999" is still to come'),
    "known on nothing": (["ratings", "--known-on", ""], "is neither a day"),
    "no such instrument": (["explain", "CHN", "IRN", "M4"], "M4"),
    "an instrument among dyads": (["ratings", "CHN", "IRN", "m1"], "takes a dyad: `mdime explain CHN IRN M1` explains that one rating"),
    "an instrument for an option": (["history", "CHN-IRN", "M1"], "write `mdime history CHN-IRN -i M1`, or `mdime explain CHN-IRN M1`"),
    "no instrument": (["explain", "CHN", "IRN", "X9"], '"X9" is no instrument'),
    "no dyad for it": (["explain", "M1"], "name a dyad before the instrument"),
    "no dyad": (["history"], "DYAD"),
    "two dyads": (["history", "CHN-IRN", "RUS-SYR"], "name one dyad"),
    "no such kind": (["timeline", "CHN", "IRN", "--kind", "excercise"], 'did you mean "exercise"?'),
    "no such rules": (["ratings", "--rules", "nowhere"], "nowhere"),
    "no such command": (["rating"], 'did you mean "ratings"?'),
}


@pytest.mark.parametrize(("arguments", "words"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_told_in_one_line(ask_here, arguments, words):
    done = ask_here(*arguments)
    assert (done.returncode, done.stdout) == (USE, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("mdime: ")
    assert words in done.stderr


def test_outside_a_workspace(mdime, tmp_path_factory):
    done = mdime("ratings", cwd=tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == USE
    assert "is in no workspace" in done.stderr
    assert "mdime init DIR" in done.stderr


def test_a_damaged_log_is_told_with_its_line(workspace, mdime):
    put(workspace.log, draft(), draft(DRILL))
    path = workspace.log / f"{DYAD}.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Naval drill", b"Naval brawl"))
    for arguments in (["ratings"], ["timeline", DYAD]):
        done = mdime(*arguments)
        assert (done.returncode, done.stdout) == (DATA, "")
        assert done.stderr.startswith(f"events/{DYAD}.jsonl:2: ")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar(ask_here, day):
    done = ask_here("explain", DYAD, "M1", "--as-of", day)
    assert (done.returncode, done.stderr) == (FINE, "")


def test_explain_without_an_instrument_tells_all_thirteen(ask_here):
    said = ask_here("explain", "CHN", "IRN").stdout
    assert [code for code in TWELVE if f", {code} " not in said] == []
    assert "China in Iran, Overall influence\n" in said
    found = json.loads(ask_here("explain", "CHN-IRN", "--json").stdout)
    assert (found["dyad"], [each["instrument"] for each in found["ratings"]]) == ("CHN-IRN", list(RATED))


def test_a_timeline_as_of_a_day_holds_what_had_happened_or_was_announced(mdime, workspace):
    published = {"sources": [{"source": "fmso-2023", "published": "2018-05"}]}
    put(workspace.log, draft(DRILL, date="2030", status="planned", title="Announced in 2018", **published), draft(DRILL, date="2019-06"))
    told = [each["title"] for each in json.loads(mdime("timeline", "CHN-IRN", "--as-of", "2018-12-31", "--json").stdout)["events"]]
    assert "Announced in 2018" in told and DRILL["title"] not in told


def test_a_timeline_from_a_year_begins_with_its_first_day(mdime, workspace):
    put(workspace.log, draft(DRILL, date="2014-03"), draft(DRILL, date="2013-12"))
    told = json.loads(mdime("timeline", "CHN-IRN", "--from", "2014", "--to", "2014", "--json").stdout)["events"]
    assert [each["date"] for each in told] == ["2014-03"]
