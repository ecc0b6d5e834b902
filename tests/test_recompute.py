"""Recompute: the same rows from the same log, only what changed, and nothing at all where something is wrong."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from logs import ACCORD, DRILL, DYAD, REPORT, VISIT, draft, hand_made, lines, log_rows, put, source, sum_of, write
from tables import ROOT, amend, assess, column, contents, levels, names, retract, review, rows

from mdime_events import answers
from mdime_events.log.seal import seal
from mdime_events.reading import read
from mdime_events.recompute import Question, recompute
from mdime_events.replay import DataProblems

OTHER = "RUS-SYR"
M1 = "m1_bilateral_engagements.py"
AT_MOST_LOW = """
from mdime_events.rulekit import LOW, Ladder, Rung, occasional
RULE = Ladder(instrument="M1", edition=2, rungs=(Rung(LOW, occasional),))
"""


@pytest.fixture
def two_dyads(workspace):
    put(workspace.log, draft(DRILL, instruments=["M1"]), draft(DRILL, date="2021", stream=OTHER))
    recompute(workspace)
    return workspace


@pytest.fixture
def repository(workspace):
    """The repository's own log."""
    for path in (ROOT / "events").glob("*.jsonl"):
        shutil.copy(path, workspace.log)
    return workspace


def built_anew(place, question=None):
    """All rows of a build from nothing."""
    other = place.root / "anew.db"
    other.unlink(missing_ok=True)
    recompute(place, question, db=other)
    return contents(other)


def of_dyad(db, dyad):
    """One dyad's rows of the tables that name it, with their places in the file."""
    tables = ("runs", "dyads", "events", "ratings", "rating_history", "changes", "reviews")
    return {table: rows(db, f"SELECT rowid, * FROM {table} WHERE dyad = ?", dyad) for table in tables}


def at(text):
    return datetime.fromisoformat(f"{text}T12:00:00+00:00").astimezone(UTC)


# The same rows


def test_two_builds_of_one_log_are_equal_row_for_row(repository):
    first = built_anew(repository)
    assert built_anew(repository) == first
    assert len(first["ratings"]) == 13


def test_every_kind_of_record_brings_the_rows_of_a_full_build(workspace):
    log = workspace.log

    def kept_up():
        assert recompute(workspace).rated == (DYAD,)
        assert contents(workspace.database) == built_anew(workspace)

    (visit,) = put(log, draft())
    kept_up()
    (drill,) = put(log, draft(DRILL, part_of=visit.id))
    kept_up()
    source(log)
    kept_up()
    put(log, draft(ACCORD, sources=[{"source": "fmso-2023", "locator": "M3"}]))
    kept_up()
    put(log, amend(drill.id, date="2020-01", instruments=["M1", "M2"], parties=None))
    kept_up()
    review(log)
    kept_up()
    put(log, retract(visit.id))
    kept_up()
    assess(log, "M1", level="low")
    kept_up()
    source(log, reliability="D", reason="graded anew")
    kept_up()
    fact = {"country": "IRN", "field": "population", "value": 9e7, "as_of": "2023"}
    put(log, draft(fact, type="profiled"))
    kept_up()
    seal(log, "tester")
    kept_up()


def test_a_torn_tail_changes_nothing(two_dyads):
    before = contents(two_dyads.database)
    with (two_dyads.log / f"{DYAD}.jsonl").open("ab") as file:
        file.write(b'{"v":1,"id":"01')
    assert recompute(two_dyads).rated == ()
    assert contents(two_dyads.database) == before


def test_the_order_of_lines_changes_no_rating(repository):
    before = built_anew(repository)
    whole = lines(repository.log)
    random.Random(7).shuffle(whole)
    write(repository.log, *whole)
    after = built_anew(repository)
    assert {name for name in before if before[name] != after[name]} <= {"records", "runs"}, "where a line stands, and the file's digest"


# Only what changed


def test_where_nothing_changed_nothing_is_rated(two_dyads):
    before = contents(two_dyads.database)
    done = recompute(two_dyads)
    assert (done.rated, done.unchanged) == ((), (DYAD, OTHER))
    assert contents(two_dyads.database) == before


def test_only_the_dyad_that_changed_is_rated(two_dyads):
    before = of_dyad(two_dyads.database, OTHER)
    put(two_dyads.log, draft(DRILL, date="2022", instruments=["M1"]))
    done = recompute(two_dyads)
    assert (done.rated, done.unchanged) == ((DYAD,), (OTHER,))
    assert of_dyad(two_dyads.database, OTHER) == before
    assert levels(two_dyads.database)["M1"] == "medium"
    assert contents(two_dyads.database) == built_anew(two_dyads)


def test_a_dyad_that_is_new_is_rated_alone(two_dyads):
    put(two_dyads.log, draft(stream="RUS-IRN"))
    assert recompute(two_dyads).rated == ("RUS-IRN",)
    assert contents(two_dyads.database) == built_anew(two_dyads)


def test_a_source_that_is_graded_bears_on_every_dyad(two_dyads):
    source(two_dyads.log)
    assert recompute(two_dyads).rated == (DYAD, OTHER)


def test_a_seal_is_shown_with_the_ratings_that_it_names(two_dyads):
    record = seal(two_dyads.log, "tester").record
    recompute(two_dyads)
    assert column(two_dyads.database, "SELECT seal FROM runs") == [record.sum, record.sum]
    put(two_dyads.log, draft())
    recompute(two_dyads)
    assert dict(rows(two_dyads.database, "SELECT dyad, seal FROM runs")) == {DYAD: None, OTHER: record.sum}


def test_a_changed_rule_rates_everything(two_dyads):
    digest = column(two_dyads.database, "SELECT rules FROM runs")
    (two_dyads.rules / M1).write_text(AT_MOST_LOW)
    put(two_dyads.log, draft(DRILL, date="2022", instruments=["M1"]))
    assert recompute(two_dyads).rated == (DYAD, OTHER)
    assert levels(two_dyads.database)["M1"] == "low"
    assert column(two_dyads.database, "SELECT rules FROM runs") != digest
    assert column(two_dyads.database, "SELECT edition FROM codebook WHERE instrument = 'M1'")[0] == 2
    assert contents(two_dyads.database) == built_anew(two_dyads)


def test_full_rates_everything(two_dyads):
    assert recompute(two_dyads, full=True).rated == (DYAD, OTHER)


# What is asked


def test_as_of_another_day(two_dyads, mdime):
    done = mdime("recompute", "--as-of", "2020", "--json")
    assert json.loads(done.stdout)["rated"] == [DYAD, OTHER]
    assert column(two_dyads.database, "SELECT DISTINCT as_of FROM runs") == ["2020-12-31"]
    assert column(two_dyads.database, "SELECT DISTINCT rated_on FROM ratings") == ["2020-12-31"]
    assert (levels(two_dyads.database)["M1"], levels(two_dyads.database, OTHER)["M2"]) == ("low", None)
    assert recompute(two_dyads).rated == (DYAD, OTHER)
    assert contents(two_dyads.database) == built_anew(two_dyads)


def test_as_known_on_a_day(workspace):
    put(workspace.log, draft(DRILL, instruments=["M1"]), now=at("2024-03-01"))
    put(workspace.log, draft(DRILL, date="2022", instruments=["M1"]), now=at("2024-06-01"))
    recompute(workspace, Question(known_on="2024-05-31"))
    assert levels(workspace.database)["M1"] == "low"
    assert column(workspace.database, "SELECT known_on FROM runs") == ["2024-05-31"]
    recompute(workspace, Question(known_on="2024-06-01"))
    assert levels(workspace.database)["M1"] == "medium"


def test_as_known_at_a_seal(two_dyads, mdime):
    record = seal(two_dyads.log, "tester").record
    put(two_dyads.log, draft(DRILL, date="2022", instruments=["M1"]))
    assert mdime("recompute", "--known-on", record.sum[:8]).returncode == 0
    assert levels(two_dyads.database)["M1"] == "low"
    assert column(two_dyads.database, "SELECT DISTINCT known_on FROM runs") == [record.sum]


def test_a_run_names_the_heads_and_the_seal_that_it_was_asked_for(two_dyads):
    """Anyone can compute the ratings again: the database says of a past state of knowledge what `mdime ratings --json` says."""
    record = seal(two_dyads.log, "tester").record
    put(two_dyads.log, draft(DRILL, date="2022", instruments=["M1"]))
    recompute(two_dyads, Question(known_on=record.sum))
    answer = answers.ratings(read(two_dyads, record.sum), DYAD, None)
    ((heads, sealed),) = rows(two_dyads.database, "SELECT heads, seal FROM runs WHERE dyad = ?", DYAD)
    assert (json.loads(heads), sealed) == (answer["heads"], answer["seal"]) == (json.loads(bytes(record.data))["heads"][DYAD], record.sum)


@pytest.mark.parametrize(("asked", "kept"), [("today", date.today().isoformat()), ("2024-05", "2024-05-31")])
def test_a_run_keeps_the_day_of_known_on(two_dyads, asked, kept):
    """A row that says "today" says nothing tomorrow."""
    recompute(two_dyads, Question(known_on=asked))
    assert column(two_dyads.database, "SELECT DISTINCT known_on FROM runs") == [kept]


def test_known_on_before_anything_was_recorded(two_dyads):
    recompute(two_dyads, Question(known_on="2000-01-01"))
    assert column(two_dyads.database, "SELECT count(*) FROM events") == [0]
    assert column(two_dyads.database, "SELECT DISTINCT level FROM ratings") == [None]


def test_other_rules_in_another_database(two_dyads, mdime):
    before = contents(two_dyads.database)
    older = two_dyads.root / "older"
    shutil.copytree(two_dyads.rules, older)
    (older / M1).write_text(AT_MOST_LOW)
    put(two_dyads.log, draft(DRILL, date="2022", instruments=["M1"]))
    done = mdime("recompute", "--rules", "older", "--db", "older.db")
    assert done.returncode == 0
    assert done.stdout.startswith("older.db: 2 dyads rated, 0 unchanged")
    assert levels(two_dyads.root / "older.db")["M1"] == "low"
    assert contents(two_dyads.database) == before
    assert list(older.glob("__pycache__")) == []


def test_an_empty_log_makes_an_empty_database(workspace):
    recompute(workspace)
    assert column(workspace.database, "SELECT count(*) FROM ratings") == [0]
    assert column(workspace.database, "SELECT count(*) FROM codebook") != [0]


# What is refused


@pytest.fixture
def refused(two_dyads):
    """Runs a recompute that has to fail over the data and leave all rows as they are, and answers with its words."""

    def run(**how):
        before = contents(two_dyads.database)
        with pytest.raises(DataProblems) as found:
            recompute(two_dyads, how.pop("question", None), **how)
        assert contents(two_dyads.database) == before
        return str(found.value)

    return run


@pytest.fixture
def refused_to_a_person(two_dyads, mdime):
    """The same with the command, and its exit code."""

    def run(code, *arguments):
        before = contents(two_dyads.database)
        done = mdime("recompute", *arguments)
        assert (done.returncode, done.stdout) == (code, "")
        assert contents(two_dyads.database) == before
        return done.stderr

    return run


def damage(log, name=DYAD, line=0):
    whole = lines(log, name)
    whole[line] = whole[line].replace(b"2019", b"2018").replace(b"2021", b"2020")
    write(log, *whole, name=name)


@pytest.mark.parametrize("how", [{}, {"full": True}, {"question": Question(as_of=date(2020, 12, 31))}])
def test_a_damaged_log_is_refused_with_its_line(two_dyads, refused, how):
    put(two_dyads.log, draft(), draft(stream=OTHER))
    damage(two_dyads.log, OTHER)
    assert f"events/{OTHER}.jsonl:1: " in refused(**how)


def test_all_damaged_dyads_are_listed(two_dyads, refused_to_a_person):
    """Exit code 1: the data has problems, all of them listed, each with file and line."""
    damage(two_dyads.log, DYAD)
    damage(two_dyads.log, OTHER)
    told = refused_to_a_person(1)
    assert f"events/{DYAD}.jsonl:1: " in told
    assert f"events/{OTHER}.jsonl:1: " in told


def test_a_record_of_a_newer_program_is_refused_with_its_line(two_dyads, refused):
    write(two_dyads.log, hand_made(v=2))
    assert f"events/{DYAD}.jsonl:1: was written by a newer version" in refused(full=True)


def test_a_word_that_the_method_does_not_know_is_refused_with_its_line(two_dyads, refused):
    write(two_dyads.log, hand_made({**VISIT, "kind": "excercise"}))
    assert f'events/{DYAD}.jsonl:1: unknown kind "excercise"; did you mean "exercise"?' in refused(full=True)


def test_damaged_sources_are_refused_with_their_line(two_dyads, refused):
    source(two_dyads.log)
    damage(two_dyads.log, "_sources")
    write(two_dyads.log, lines(two_dyads.log, "_sources")[0].replace(b"FMSO", b"FSMO"), name="_sources")
    assert "events/_sources.jsonl:1: " in refused()


def test_a_first_build_that_fails_leaves_no_database(workspace):
    put(workspace.log, draft(DRILL))
    damage(workspace.log)
    with pytest.raises(DataProblems):
        recompute(workspace)
    assert not workspace.database.exists()


def test_a_log_that_was_rewritten_is_refused_until_full(two_dyads, refused):
    (two_dyads.log / f"{DYAD}.jsonl").unlink()
    put(two_dyads.log, draft(ACCORD))
    assert f"events/{DYAD}.jsonl:1: no longer holds the records" in refused()
    recompute(two_dyads, full=True)
    assert column(two_dyads.database, "SELECT kind FROM events WHERE dyad = ?", DYAD) == ["agreement"]
    assert recompute(two_dyads).rated == ()


def test_a_log_that_was_cut_short_is_refused_until_full(two_dyads, refused):
    put(two_dyads.log, draft())
    recompute(two_dyads)
    write(two_dyads.log, *lines(two_dyads.log)[:-1])
    assert "if that is meant, `mdime recompute --full`" in refused()
    recompute(two_dyads, full=True)


def test_a_dyads_file_that_is_gone_is_refused_until_full(two_dyads, refused):
    (two_dyads.log / f"{OTHER}.jsonl").unlink()
    assert f"events/{OTHER}.jsonl:1: is gone" in refused()
    recompute(two_dyads, full=True)
    assert column(two_dyads.database, "SELECT dyad FROM dyads") == [DYAD]


def test_sources_that_were_rewritten_are_refused_until_full(two_dyads, refused):
    """The sources are part of the log that the database was built from: a grade may not vanish behind its back."""
    source(two_dyads.log)
    source(two_dyads.log, reliability="D", reason="retracted twice")
    recompute(two_dyads)
    write(two_dyads.log, lines(two_dyads.log, "_sources")[0], name="_sources")
    assert "events/_sources.jsonl" in refused()
    recompute(two_dyads, full=True)


def test_a_lost_rule_is_refused(two_dyads, refused):
    (two_dyads.rules / M1).unlink()
    (two_dyads.rules / "overall.py").write_text("RULE = 1 +")
    told = refused()
    assert f"rules/{M1}:1: the rule file is missing" in told
    assert "rules/overall.py:1: is no Python" in told


def test_a_rule_that_fails_fails_the_run_and_is_named(two_dyads, refused_to_a_person):
    (two_dyads.rules / M1).write_text(
        "from mdime_events.rulekit import LOW, Ladder, Rung\n"
        'def broken(evidence):\n    """Nobody knows."""\n    return evidence.at_least(1 // 0)\n'
        'RULE = Ladder(instrument="M1", edition=2, rungs=(Rung(LOW, broken),))\n'
    )
    assert M1 in refused_to_a_person(1)


@pytest.mark.parametrize("text", ["2024-13-01", "00000000"])
def test_known_on_nothing_is_wrong_use(refused_to_a_person, text):
    told = refused_to_a_person(2, "--known-on", text)
    assert text in told
    assert told.count("\n") == 1


def test_a_file_that_is_no_database_is_left_alone(two_dyads, refused_to_a_person):
    notes = two_dyads.root / "notes.txt"
    notes.write_text("not to be lost")
    assert "notes.txt" in refused_to_a_person(1, "--db", "notes.txt")
    assert notes.read_text() == "not to be lost"


def test_a_folder_that_is_not_there_is_named(refused_to_a_person):
    assert "nowhere" in refused_to_a_person(1, "--db", "nowhere/then.db")


def test_anothers_database_is_left_alone(two_dyads, mdime):
    """A slip of `--db` must not drop somebody's tables."""
    other = two_dyads.root / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.execute("INSERT INTO notes VALUES ('not to be lost')")
    done = mdime("recompute", "--db", "other.db")
    assert names(other, "table") >= {"notes"}, "the table is gone"
    assert done.returncode != 0
    assert "other.db" in done.stderr


# Others at the same time


def test_readers_never_see_a_mix(two_dyads):
    """While ten recomputes go through days and dyads: thirteen ratings a dyad, all of one run, on the day that the run says."""
    put(two_dyads.log, *(draft(DRILL, date=f"20{year}-05", stream=dyad) for year in range(13, 23) for dyad in (DYAD, OTHER)))
    recompute(two_dyads, Question(as_of=date(2013, 12, 31)))
    stop, seen, wrong = threading.Event(), [], []

    def watch():
        while not stop.is_set():
            with closing(sqlite3.connect(f"file:{two_dyads.database}?mode=ro", uri=True, timeout=60)) as connection:
                for _ in range(20):
                    connection.execute("BEGIN")
                    (ratings,) = connection.execute("SELECT count(*) FROM ratings").fetchone()
                    dyads = connection.execute("SELECT count(*) FROM dyads").fetchone()[0]
                    days = connection.execute("SELECT DISTINCT as_of FROM runs").fetchall()
                    rated = connection.execute("SELECT DISTINCT rated_on FROM ratings").fetchall()
                    torn = connection.execute("SELECT count(*) FROM ratings WHERE run NOT IN (SELECT run FROM runs)").fetchone()[0]
                    events = connection.execute("SELECT (SELECT sum(events) FROM dyads) - (SELECT count(*) FROM events)").fetchone()[0]
                    connection.rollback()
                    if (ratings, torn, events) != (13 * dyads, 0, 0) or dyads == 0 or days != rated or len(days) != 1:
                        wrong.append((ratings, dyads, days, rated, torn, events))
                    seen.append(days[0][0] if days else None)

    readers = [threading.Thread(target=watch) for _ in range(2)]
    for each in readers:
        each.start()
    try:
        for year in range(2014, 2024):
            put(two_dyads.log, draft(date=f"{year}-03"))
            recompute(two_dyads, Question(as_of=date(year, 12, 31)), full=year % 3 == 0)
    finally:
        stop.set()
        for each in readers:
            each.join()
    assert wrong == []
    assert len(set(seen)) > 3, "the readers saw too little to say anything"


def test_a_recompute_that_is_killed_leaves_the_old_state_or_the_new(two_dyads):
    """Killed at ten moments from its start to its end; no file but the database's own is needed to read on."""
    put(two_dyads.log, *(draft(DRILL, date=f"20{year}-05", stream=dyad) for year in range(13, 23) for dyad in (DYAD, OTHER)))
    states = {}
    for day in ("2015-12-31", "2023-12-31"):
        states[day] = built_anew(two_dyads, Question(as_of=date.fromisoformat(day)))
    command = [sys.executable, "-m", "mdime_events.cli.main", "recompute", "--full", "--as-of"]
    recompute(two_dyads, Question(as_of=date(2015, 12, 31)))
    begun = time.monotonic()
    subprocess.run([*command, "2023-12-31"], cwd=two_dyads.root, check=True, capture_output=True)
    usual = time.monotonic() - begun
    chosen = random.Random(12)
    outcomes = []
    for number in range(10):
        (now,) = set(column(two_dyads.database, "SELECT as_of FROM runs"))
        other = next(day for day in states if day != now)
        process = subprocess.Popen([*command, other], cwd=two_dyads.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(usual * (0.2 + 0.85 * (number + chosen.random()) / 10))
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = contents(two_dyads.database)
        assert after in states.values()
        outcomes.append(process.returncode)
    assert outcomes.count(-signal.SIGKILL) > 3, "too few were killed before they ended"
    recompute(two_dyads, Question(as_of=date(2015, 12, 31)))
    assert contents(two_dyads.database) == states["2015-12-31"]


def test_recomputes_at_the_same_time_wait_for_each_other(repository):
    recompute(repository)
    put(repository.log, draft())
    command = [sys.executable, "-m", "mdime_events.cli.main", "recompute", "--json"]
    started = [subprocess.Popen(command, cwd=repository.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    told = [each.communicate(timeout=60) for each in started]
    assert [each.returncode for each in started] == [0, 0, 0], told
    assert sorted(json.loads(out)["rated"] for out, _ in told) == [[], [], [DYAD]]
    assert contents(repository.database) == built_anew(repository)


def test_many_events_are_rated_in_a_few_seconds(workspace):
    """Two hundred events of twelve years: a full build stays far below what a person waits for."""
    kinds = ("visit", "exercise", "training", "agreement")
    each = ({"date": str(2012 + n % 12), "kind": kinds[n % 4], "title": f"Event {n}", "instruments": ["D1", "M1"]} for n in range(200))
    log_rows(workspace.log, *each)
    assert recompute(workspace).seconds < 5


def test_a_head_is_the_last_records_digest(two_dyads):
    assert json.loads(column(two_dyads.database, "SELECT heads FROM runs WHERE dyad = ?", DYAD)[0]) == [sum_of(lines(two_dyads.log)[-1])]


def test_a_source_keeps_the_last_grade_it_was_given(workspace):
    put(workspace.log, draft())
    source(workspace.log)
    source(workspace.log, reliability="C")
    recompute(workspace)
    assert rows(workspace.database, "SELECT source, title, reliability FROM sources") == [("fmso-2023", REPORT["title"], "C")]


def test_a_rule_that_cannot_be_read_is_not_told_as_a_fault_of_the_database(mdime, workspace):
    put(workspace.log, draft())
    rule = workspace.rules / "overall.py"
    rule.unlink()
    rule.mkdir()
    said = mdime("recompute")
    assert said.returncode == 1 and "overall.py" in said.stderr and "mdime.db" not in said.stderr
    assert not workspace.database.exists()
