"""The published database: its tables and views, what holds them together, and what they say."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from logs import ACCORD, DRILL, DYAD, VISIT, draft, hand_made, log_rows, put, source, sum_of, write
from tables import ROOT, TWELVE, amend, assess, column, levels, names, retract, review, rows, search

from mdime_events import desk, schema
from mdime_events.recompute import Question, recompute
from mdime_events.replay import DataProblems
from mdime_events.site.queries.full_id import BEGINS, ENDS
from mdime_events.workspace import Workspace

TABLES = {
    *("dyads", "events", "event_instruments", "event_parties", "sources", "event_sources", "ratings", "rating_history", "findings"),
    *("evidence", "changes", "assessments", "reviews", "profile", "records", "codebook", "runs"),
}
VIEWS = {"current_ratings", "why", "what_would_change_it", "agreement", "lapsing", "timeline"}
CITED = [{"source": "fmso-2023", "locator": "M1, note 54", "credibility": 2, "url": "https://example.org/a"}]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A workspace with something in every table, for the tests that only read."""
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "rules", root / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    here = Workspace(root=root)
    log = here.log
    source(log)
    drafts = [
        draft(VISIT, sources=CITED, actors=["Hossein Dehghan", "Chang Wanquan"], place={"name": "Tehran", "country": "IRN"}),
        draft(DRILL, sources=CITED, magnitude=[{"value": 4, "unit": "days", "basis": "official"}], tags=["naval"]),
        draft(ACCORD, summary="Twenty-five years of cooperation."),
    ]
    visit, drill, accord = put(log, *drafts)
    put(log, draft(VISIT, date="2023-02", kind="pledge", title="More drills are promised", instruments=["M1"], part_of=visit.id))
    ending = {"kind": "termination", "effect": "lowers", "instruments": ["M3"], "ends": [accord.id]}
    put(log, draft(VISIT, date="2022-06-01", title="The accord is torn up", **ending))
    put(log, amend(drill.id, title="Three navies drill in the Gulf of Oman"))
    (mistake,) = put(log, draft(VISIT, date="2015-01", title="Never happened", part_of=visit.id))
    put(log, retract(mistake.id))
    review(log)
    assess(log, level="medium", trend="increasing", note="A judgement")
    fact = {"country": "IRN", "field": "military-expenditure", "value": 6.842e9, "unit": "USD", "as_of": "2022"}
    put(log, draft({**fact, "sources": [{"source": "fmso-2023"}]}, type="profiled"))
    recompute(here)
    return here


@pytest.fixture
def sample(place):
    return place.database


@pytest.fixture
def own(place, tmp_path):
    """The same for a test that changes it."""
    return Workspace(root=shutil.copytree(place.root, tmp_path / "own"))


def test_every_table_and_view_of_the_design_is_there(sample):
    assert names(sample, "table") >= TABLES
    assert names(sample, "view") == VIEWS


def test_every_table_and_view_has_rows(sample):
    assert {name for name in TABLES | VIEWS - {"lapsing"} if not rows(sample, f"SELECT 1 FROM [{name}] LIMIT 1")} == set()


@pytest.mark.parametrize("sql", [BEGINS, ENDS])
def test_a_short_id_is_found_without_a_look_at_every_record(sample, sql):
    ((*_, told),) = rows(sample, f"EXPLAIN QUERY PLAN {sql}", "abcdef", 1)
    assert told.startswith("SEARCH records USING INDEX")
    assert schema.SHORTEST == desk.SHORTEST


def test_foreign_keys_hold(sample):
    assert rows(sample, "PRAGMA foreign_key_check") == []


def test_foreign_keys_are_the_tables_own(sample):
    listed = {table: rows(sample, f"PRAGMA foreign_key_list([{table}])") for table in names(sample, "table")}
    declared = {(table, key[3], key[2], key[4]) for table, keys in listed.items() for key in keys}
    needed = {
        ("events", "dyad", "dyads", "dyad"),
        ("events", "part_of", "events", "id"),
        ("event_instruments", "event", "events", "id"),
        ("event_instruments", "instrument", "instruments", "instrument"),
        ("event_parties", "event", "events", "id"),
        ("event_sources", "event", "events", "id"),
        ("event_sources", "source", "sources", "source"),
        ("ratings", "dyad", "dyads", "dyad"),
        ("ratings", "run", "runs", "run"),
        ("ratings", "instrument", "instruments", "instrument"),
        ("rating_history", "dyad", "dyads", "dyad"),
        ("findings", "rating", "ratings", "id"),
        ("evidence", "finding", "findings", "id"),
        ("evidence", "event", "events", "id"),
        ("changes", "event", "events", "id"),
        ("assessments", "source", "sources", "source"),
        ("reviews", "dyad", "dyads", "dyad"),
        ("profile", "source", "sources", "source"),
        ("runs", "dyad", "dyads", "dyad"),
    }
    assert needed - declared == set()


def test_every_foreign_key_is_indexed(sample):
    def first_columns(table):
        indexes = column(sample, f"SELECT name FROM pragma_index_list('{table}')")
        return {column(sample, f"SELECT name FROM pragma_index_info('{index}') WHERE seqno = 0")[0] for index in indexes}

    for table in names(sample, "table"):
        keys = set(column(sample, f"SELECT [from] FROM pragma_foreign_key_list('{table}')"))
        assert keys <= first_columns(table), table


def test_an_orphan_is_refused_where_foreign_keys_are_on(sample):
    with closing(sqlite3.connect(sample)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("INSERT INTO evidence VALUES ('nothing', 'nothing')")


def test_foreign_keys_hold_without_what_was_retracted(workspace):
    log = workspace.log
    visit, accord = put(log, draft(), draft(ACCORD))
    put(log, draft(VISIT, date="2017", title="Part of it", part_of=visit.id))
    put(log, draft(VISIT, date="2022", kind="termination", effect="lowers", instruments=["M3"], ends=[accord.id]))
    put(log, retract(visit.id), retract(accord.id))
    recompute(workspace)
    assert rows(workspace.database, "PRAGMA foreign_key_check") == []
    assert column(workspace.database, "SELECT part_of FROM events") == [None, None]


def test_foreign_keys_hold_in_a_past_state_of_knowledge(own):
    recompute(own, Question(known_on="2020-01-01"))
    assert rows(own.database, "PRAGMA foreign_key_check") == []
    assert column(own.database, "SELECT level FROM ratings") == [None] * 13


def test_a_source_that_is_registered_nowhere_leaves_no_dangling_row(workspace):
    """As when a branch is merged without its `_sources.jsonl`: refused with its line, or no key that leads nowhere."""
    write(workspace.log, hand_made({**VISIT, "sources": [{"source": "nobody-knows"}]}))
    try:
        recompute(workspace)
    except DataProblems as error:
        assert [str(each.where) for each in error.problems] == ["events/CHN-IRN.jsonl:1"]
    else:
        assert rows(workspace.database, "PRAGMA foreign_key_check") == []


def test_one_event_id_in_two_dyads_is_a_problem_with_its_line(workspace):
    """`mdime log A --id X` and `mdime log B --id X`, or a line copied by hand: no two events may share an id."""
    (first,) = put(workspace.log, draft())
    put(workspace.log, draft(stream="RUS-SYR", id=first.id))
    with pytest.raises(DataProblems, match=first.id):
        recompute(workspace)


# Search


def test_search_looks_in_titles_summaries_actors_places_and_tags(sample):
    assert search(sample, "navies") == ["Three navies drill in the Gulf of Oman"]
    assert search(sample, "cooperation") == ["A 25-year accord is signed"]
    assert search(sample, "wanquan") == search(sample, "tehran AND chang") == ["Defence ministers meet in Tehran"]
    assert search(sample, "naval") == ["Three navies drill in the Gulf of Oman"]


def test_search_finds_other_forms_of_a_word(sample):
    assert search(sample, "drilling") == ["Three navies drill in the Gulf of Oman", "More drills are promised"]


def test_search_follows_what_changes(own):
    db = own.database
    assert search(db, "naval AND iranian") == [] == search(db, "happened")
    (id,) = column(db, "SELECT id FROM events WHERE kind = 'exercise'")
    put(own.log, amend(id, title="Iranian navy exercises", tags=["naval", "annual"]))
    recompute(own)
    assert search(db, "iranian") == ["Iranian navy exercises"]
    assert search(db, "three") == []
    put(own.log, retract(id))
    recompute(own)
    assert search(db, "iranian") == []
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("INSERT INTO events_fts(events_fts, rank) VALUES ('integrity-check', 1)")


# Events


def test_the_sort_key_is_there_and_unique(sample):
    ((required,),) = rows(sample, "SELECT [notnull] FROM pragma_table_info('events') WHERE name = 'sort_key'")
    assert required
    alone = [
        index
        for index, unique in rows(sample, "SELECT name, [unique] FROM pragma_index_list('events')")
        if unique and column(sample, f"SELECT name FROM pragma_index_info('{index}')") == ["sort_key"]
    ]
    assert alone


def test_the_sort_key_is_the_earliest_day_or_publication_and_the_id(workspace):
    source(workspace.log)
    state, act = put(workspace.log, draft(date="/..", sources=[{"source": "fmso-2023"}]), draft(date="2014"))
    recompute(workspace)
    found = dict(rows(workspace.database, "SELECT id, sort_key FROM events"))
    assert found == {state.id: f"2023-12-31 {state.id}", act.id: f"2014-01-01 {act.id}"}


def test_events_stand_as_amended_and_without_the_retracted(sample):
    assert column(sample, "SELECT title FROM events ORDER BY sort_key") == [
        "Defence ministers meet in Tehran",
        "Three navies drill in the Gulf of Oman",
        "A 25-year accord is signed",
        "The accord is torn up",
        "More drills are promised",
    ]


def test_an_event_has_its_days_worked_out(workspace):
    put(workspace.log, draft(date="2016-11"), draft(date="2018/2022", kind="training", instruments=["D2"]))
    recompute(workspace)
    assert rows(workspace.database, "SELECT date, earliest, certain, until, is_state FROM events ORDER BY earliest") == [
        ("2016-11", "2016-11-01", "2016-11-30", None, 0),
        ("2018/2022", "2018-01-01", "2018-12-31", "2022-12-31", 1),
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(4, "4 USD"), (2.5, "2.5 USD"), (1_234_567, "1,234,567 USD"), (4 * 10**11, "400,000,000,000 USD"), (6.842e9, "6,842,000,000 USD")],
)
def test_a_magnitude_keeps_its_digits(workspace, value, shown):
    put(workspace.log, draft(magnitude=[{"value": value, "unit": "USD"}]))
    recompute(workspace)
    assert column(workspace.database, "SELECT magnitude FROM events") == [shown]


def test_instruments_parties_sources_and_links_have_rows_of_their_own(sample):
    assert column(sample, "SELECT instrument FROM event_instruments ORDER BY rowid") == ["D1", "M2", "M3", "M1", "M3"]
    assert rows(sample, "SELECT country, name FROM event_parties") == [("RUS", "Russia")]
    assert rows(sample, "SELECT DISTINCT source, locator, credibility, url FROM event_sources") == [
        ("fmso-2023", "M1, note 54", 2, "https://example.org/a")
    ]
    titles = "SELECT a.title, l.relation, b.title FROM event_links l JOIN events a ON a.id = l.event JOIN events b ON b.id = l.target"
    assert rows(sample, titles) == [("The accord is torn up", "ends", "A 25-year accord is signed")]


def test_values_given_twice_are_one_row(workspace):
    (accord,) = put(workspace.log, draft(ACCORD))
    twice = {"parties": "RUS;RUS", "instruments": "M3;M3", "ends": f"{accord.id};{accord.id}", "effect": "lowers"}
    log_rows(workspace.log, {**VISIT, **twice, "kind": "termination"})
    recompute(workspace)
    counts = "SELECT (SELECT count(*) FROM event_parties), (SELECT count(*) FROM event_instruments), (SELECT count(*) FROM event_links)"
    assert rows(workspace.database, counts) == [(1, 2, 1)]


# Ratings


def test_there_are_thirteen_ratings_and_each_points_to_its_run(sample):
    assert column(sample, "SELECT instrument FROM ratings ORDER BY rowid") == [*TWELVE, "OVERALL"]
    assert rows(sample, "SELECT DISTINCT run FROM ratings") == rows(sample, "SELECT run FROM runs") == [(DYAD,)]


def test_level_ranks_are_those_of_the_words(sample):
    words = ["unobserved", "very low", "low", "medium", "high", "very high"]
    for table in ("ratings", "rating_history", "assessments"):
        found = rows(sample, f"SELECT DISTINCT level, level_rank FROM {table} WHERE level IS NOT NULL")
        assert found == [(level, words.index(level)) for level, _ in found]


def test_a_run_says_what_the_ratings_rest_on(sample, place):
    head = sum_of((place.log / "CHN-IRN.jsonl").read_bytes().splitlines()[-1])
    ((heads, seal, as_of, known_on, opens),) = rows(sample, "SELECT heads, seal, as_of, known_on, window_opens FROM runs")
    assert (heads, seal, as_of, known_on, opens) == (f'["{head}"]', None, None, None, 2012)


def test_every_line_of_the_log_is_in_records_and_the_retracted_are_marked(sample, place):
    counted = {path.stem: len(path.read_bytes().splitlines()) for path in place.log.glob("*.jsonl")}
    assert dict(rows(sample, "SELECT stream, count(*) FROM records GROUP BY stream")) == counted
    marked = "SELECT json_extract(data, '$.title') FROM records WHERE retracted = 1"
    assert column(sample, marked) == ["Never happened"]


def test_the_codebook_has_one_row_a_condition(sample):
    parts = dict(rows(sample, "SELECT part, count(*) FROM codebook WHERE instrument = 'E1' GROUP BY part"))
    assert parts == {"level": 5, "increasing": 4, "decreasing": 4, "confidence": 1}
    assert set(column(sample, "SELECT instrument FROM codebook")) == {*TWELVE, "OVERALL"}
    assert column(sample, "SELECT count(*) FROM codebook WHERE sentence = '' OR sentence NOT LIKE '%.'") == [0]


def test_history_has_quarter_ends_from_2012_until_knowledge_stops(sample):
    days = column(sample, "SELECT DISTINCT day FROM rating_history ORDER BY day")
    assert (days[0], days[-1], len(days)) == ("2012-03-31", "2023-12-31", 48)


def test_a_fact_is_shown_and_kept_as_a_number(sample):
    assert rows(sample, "SELECT country, field, value, number, unit FROM profile") == [
        ("IRN", "military-expenditure", "6,842,000,000", 6.842e9, "USD")
    ]


# Views


def test_current_ratings_are_in_the_frameworks_order_with_names(sample):
    found = rows(sample, "SELECT instrument, dyad_name, instrument_name, level FROM current_ratings")
    assert [row[0] for row in found] == [*TWELVE, "OVERALL"]
    assert found[6] == ("M1", "China in Iran", "Formal Bilateral Military Engagements", "unobserved")
    assert {row[0]: row[3] for row in found} == levels(sample)


def test_why_names_the_event_that_carries_a_level(sample):
    carrying = "SELECT level, title FROM why WHERE instrument = 'M2' AND part = 'level'"
    assert rows(sample, carrying) == [("low", "Three navies drill in the Gulf of Oman")]


def test_why_has_the_findings_of_every_assessed_instrument_with_evidence(sample):
    told = set(column(sample, "SELECT instrument FROM why WHERE part = 'level' AND instrument <> 'OVERALL'"))
    observed = set(column(sample, "SELECT instrument FROM ratings WHERE level_rank > 0 AND instrument <> 'OVERALL'"))
    assert told == observed == {"D1", "M2", "M3"}


def test_what_would_change_it_is_the_next_rung(sample):
    next_rung = dict(rows(sample, "SELECT instrument, next_level FROM what_would_change_it"))
    assert next_rung["M2"] == "medium"  # from low
    assert next_rung["D2"] == "very low"  # from unobserved
    assert all(column(sample, "SELECT it_takes FROM what_would_change_it WHERE instrument <> 'OVERALL'"))


def test_agreement_sets_computed_beside_published(workspace):
    source(workspace.log)
    put(workspace.log, *(draft(DRILL, date=year, instruments=["M1"]) for year in ("2014", "2017")))
    review(workspace.log)
    for instrument, level, trend in (("M1", "medium", "increasing"), ("M2", "very low", "unknown"), ("D1", "high", "steady")):
        assess(workspace.log, instrument, level=level, trend=trend)
    recompute(workspace)
    asked = "SELECT instrument, computed_level, published_level, steps, level_match, trend_match FROM agreement"
    assert rows(workspace.database, asked) == [
        ("D1", "unobserved", "high", -4, "more", "differs"),
        ("M1", "medium", "medium", 0, "same", "differs"),
        ("M2", "unobserved", "very low", -1, "one step", "same"),
    ]


def test_an_assessment_that_gives_no_level_is_no_disagreement_about_it(workspace):
    source(workspace.log)
    put(workspace.log, draft())
    review(workspace.log)
    assess(workspace.log, "D1", trend="steady")
    assess(workspace.log, "M1", level="unobserved")
    recompute(workspace)
    found = {row[0]: row[1:] for row in rows(workspace.database, "SELECT instrument, level_match, trend_match FROM agreement")}
    assert found["D1"][0] not in ("one step", "more")
    assert found["M1"][1] != "differs"


def test_the_timeline_is_the_newest_first(sample):
    dates = column(sample, "SELECT date FROM timeline")
    assert dates == ["2023-02", "2022-06-01", "2021-03-27", "2019-12-27", "2016-11"]


def test_lapsing_is_in_the_order_of_the_last_days_of_levels(workspace):
    """An act of substance in each of three years is sustained until one of them drops out of the last five."""
    acts = {"M1": ("2019-05-01", "2020-05-01", "2021-05-01"), "D2": ("2018-02-01", "2019-02-01", "2020-02-01")}
    put(workspace.log, *(draft(DRILL, date=day, instruments=[code]) for code, days in acts.items() for day in days))
    review(workspace.log, ends="2021-12")
    recompute(workspace)
    lapsing = rows(workspace.database, "SELECT instrument, level, holds_until FROM lapsing WHERE instrument <> 'OVERALL'")
    assert lapsing == [("D2", "high", "2022-12-31"), ("M1", "high", "2023-12-31")]
    recompute(workspace, Question(as_of=date(2023, 12, 31)))
    assert levels(workspace.database)["M1"] == "high"
    recompute(workspace, Question(as_of=date(2024, 1, 1)))
    assert levels(workspace.database)["M1"] == "medium"


def test_the_schema_is_made_again_where_it_is_another_versions(own):
    with closing(sqlite3.connect(own.database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert recompute(own).rated == (DYAD,)
    assert names(own.database, "table") == set(schema.TABLES)
    assert recompute(own).rated == ()
