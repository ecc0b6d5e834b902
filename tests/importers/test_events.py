"""Your own file of events: CSV and JSON Lines, several dyads of one occasion, links between rows, and editions."""

import json

import pytest
from logs import source

from mdime_events.log.verify import verify
from mdime_events.replay import dossier, sources

CSV = """\
key,dyad,date,kind,title,instruments,sources,fulfils
drill,CHN-IRN;RUS-IRN,2019-12-27,exercise,A naval drill,M2,fmso-2023|note 7,
plan,China-Iran,2018,pledge,A drill is promised,M2,https://example.org/plan,
done,CHN-IRN,2020-05,exercise,The drill,M1,fmso-2023,plan
"""


@pytest.fixture
def imported(workspace, mdime):
    """Imports a file of events; gives the counts, or what was told where it appends nothing."""
    source(workspace.log)

    def run(text, name="drills.csv", edition="2024-05-01"):
        path = workspace.root / name
        path.write_text(text, encoding="utf-8")
        done = mdime("import", "events", path, "--edition", edition, "--json")
        assert not verify(workspace.log).problems
        return json.loads(done.stdout)["events"] if done.returncode == 0 else done.stderr

    return run


def events(workspace, dyad="CHN-IRN"):
    return {event.coding.title: event for event in dossier(workspace.log, dyad, sources(workspace.log)).events}


def test_rows_become_events_of_their_dyads(workspace, imported):
    assert imported(CSV) == {"new": 4, "changed": 0, "back": 0, "vanished": 0, "unchanged": 0}
    found = events(workspace)
    drill, other = found["A naval drill"], events(workspace, "RUS-IRN")["A naval drill"]
    assert drill.coding.occasion == other.coding.occasion
    assert (drill.coding.parties, other.coding.parties) == (("RUS",), ("CHN",))
    assert found["The drill"].coding.fulfils == (found["A drill is promised"].id,)


def test_the_file_is_recorded_and_cited_by_no_event(workspace, imported):
    imported(CSV)
    known = sources(workspace.log)
    assert (known["events-drills-2024-05-01"].reliability, known["events-drills-2024-05-01"].published) == ("F", "2024-05-01")
    assert known["example.org"].reliability == "F"
    cited = {each.source for event in events(workspace).values() for each in event.coding.sources}
    assert cited == {"fmso-2023", "example.org"}


def test_json_lines_say_the_same(workspace, imported):
    fields = {"date": "2019-12-27", "kind": "exercise", "title": "A naval drill", "instruments": ["M2"]}
    line = json.dumps({"key": 7, "dyad": ["CHN-IRN", "RUS-IRN"], **fields})
    assert imported(f"{line}\n", name="drills.jsonl")["new"] == 2
    assert events(workspace)["A naval drill"].coding.tags == ("import:events-drills",)


def test_the_next_edition_amends_adds_and_disputes(workspace, imported):
    imported(CSV)
    assert imported(CSV)["unchanged"] == 4
    newer = CSV.replace("2020-05", "2020-06").replace("fmso-2023|note 7", "fmso-2023|note 8")
    assert imported(newer, edition="2024-06-01") == {"new": 0, "changed": 3, "back": 0, "vanished": 0, "unchanged": 1}
    assert events(workspace)["The drill"].coding.date == "2020-06"
    fewer = "".join(line for line in newer.splitlines(keepends=True) if not line.startswith("drill"))
    assert imported(fewer, edition="2024-07-01")["vanished"] == 2
    assert events(workspace)["A naval drill"].coding.status == "disputed"


def test_another_file_is_another_set(workspace, imported):
    imported(CSV)
    assert imported("\n".join(CSV.splitlines()[:2]) + "\n", name="other.csv")["new"] == 2
    assert len(dossier(workspace.log, "CHN-IRN", sources(workspace.log)).events) == 4


@pytest.mark.parametrize(
    ("was", "is_now", "told"),
    [
        ("China-Iran", "China", 'drills.csv:3: "China" is no dyad'),
        ("China-Iran", "", "drills.csv:3: dyad is missing"),
        ("\nplan,", "\n,", "drills.csv:3: key is missing"),
        ("\nplan,China-Iran", "\ndone,China-Iran", 'drills.csv:4: key "done" is that of line 3, too'),
        (",pledge,", ",pleddge,", 'drills.csv:3: unknown kind "pleddge"; did you mean "pledge"?'),
        ("2018", "2018-13", "drills.csv:3: date"),
        ("fmso-2023,plan", "fmso-2032,plan", 'drills.csv:4: unknown source "fmso-2032"; did you mean "fmso-2023"?'),
        ("fmso-2023,plan", "fmso-2023,plann", 'drills.csv:4: fulfils names "plann", which is no event of CHN-IRN'),
        ("instruments,", "instrumints,", 'unknown field "instrumints"'),
        (",plan\n", ",plan", "ends in the middle of a line"),
    ],
)
def test_a_fault_has_its_line_and_nothing_is_imported(workspace, imported, was, is_now, told):
    assert was in CSV
    assert told in imported(CSV.replace(was, is_now))
    assert [path.name for path in workspace.log.glob("*.jsonl")] == ["_sources.jsonl"]


def test_other_files_are_no_events(imported):
    assert '".txt" is no file of events; write .csv or .jsonl' in imported(CSV, name="drills.txt")
