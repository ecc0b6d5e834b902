"""`mdime import` over several editions of a set: what is new, what changed, what vanished, and nothing twice."""

import json
import os
from pathlib import Path

import pytest
from logs import source
from registers import BOAT, JETS, register, row

from mdime_events.log.stream import read
from mdime_events.log.verify import verify
from mdime_events.replay import dossier, sources

NEWER = "10 Mar 2025"


@pytest.fixture
def imported(workspace, mdime):
    """Imports a register, and gives the counts of events; the log is clean after."""

    def run(content, *options, name="register.csv"):
        path = workspace.root / name
        path.write_bytes(content)
        done = mdime("import", "sipri", path, "--json", *options)
        assert done.returncode == 0, done.stderr
        found = verify(workspace.log)
        assert not found.problems
        return json.loads(done.stdout)

    return run


@pytest.fixture
def refused(workspace, mdime):
    """What an import that appends nothing is told."""

    def run(content, *options):
        path = workspace.root / "register.csv"
        path.write_bytes(content)
        before = files(workspace)
        done = mdime("import", "sipri", path, *options)
        assert done.returncode == 1
        assert files(workspace) == before
        return done.stderr

    return run


def files(workspace):
    return {path.name: path.read_bytes() for path in workspace.log.glob("*.jsonl")}


def events(workspace, dyad="CHN-PAK"):
    """A dyad's events by the end of their key, as they stand."""
    found = dossier(workspace.log, dyad, sources(workspace.log)).events
    return {event.coding.sources[0].locator.split(": ")[-1]: event for event in found}


def reasons(workspace, id, dyad="CHN-PAK"):
    """Why an event was amended, the oldest first."""
    return [line.record.payload()["why"] for line in read(workspace.log, dyad).lines if line.record.event == id and line.record.id != id]


def test_a_register_becomes_events_of_every_dyad_that_is_asked_for(workspace, imported):
    answer = imported(register(JETS, BOAT))
    assert answer["events"] == {"new": 5, "changed": 0, "back": 0, "vanished": 0, "unchanged": 0}
    assert [(each["dyad"], each["new"]) for each in answer["dyads"]] == [("CHN-PAK", 3), ("RUS-LAO", 2)]
    assert [(each["instrument"], each["new"]) for each in answer["instruments"]] == [("E1", 5)]
    assert [(each["year"], each["new"]) for each in answer["years"]] == [("2010", 1), ("2012", 1), ("2013", 1), ("2015", 1), ("2016", 1)]
    assert answer["refused"] == [{"reason": "benefactor not asked for", "rows": 1, "first": "register.csv:9"}]
    found = events(workspace)
    assert found["delivery 2012"].coding.fulfils == (found["order"].id,)
    assert found["order"].coding.tags == ("import:sipri",)


def test_the_same_file_again_appends_nothing(workspace, imported):
    imported(register(JETS, BOAT))
    before = files(workspace)
    answer = imported(register(JETS, BOAT))
    assert (answer["events"]["unchanged"], answer["reviews"]) == (5, 0)
    assert files(workspace) == before


def test_the_same_file_as_of_another_day_records_the_edition_alone(workspace, mdime):
    path = workspace.root / "drills.jsonl"
    path.write_text('{"key":"1","dyad":"CHN-PAK","date":"2014","kind":"exercise","title":"A drill","instruments":["M1"]}\n')
    assert "events in 1 dyad: 1 new" in mdime("import", "events", path, "--edition", "2020").stdout
    assert "nothing but the edition was recorded" in mdime("import", "events", path, "--edition", "2021").stdout
    assert "nothing was appended" in mdime("import", "events", path, "--edition", "2021").stdout


def test_the_edition_is_a_source_with_its_day_its_digest_and_its_file(workspace, imported):
    answer = imported(register(JETS))
    known = sources(workspace.log)["sipri-2024-10-13"]
    assert (known.published, known.sha256, known.reliability) == ("2024-10-13", answer["sha256"], "B")
    assert known.title.endswith("(register.csv)")
    (cited,) = events(workspace)["order"].coding.sources
    assert (cited.source, cited.credibility) == ("sipri-2024-10-13", 2)


def test_a_newer_edition_appends_what_is_new_and_nothing_else(workspace, imported):
    imported(register(JETS))
    before = events(workspace)
    answer = imported(register(JETS, row(years="2013"), day=NEWER))
    assert answer["events"] == {"new": 2, "changed": 0, "back": 0, "vanished": 0, "unchanged": 3}
    assert events(workspace)["delivery 2012"] == before["delivery 2012"]
    assert sources(workspace.log)["sipri-2025-03-10"].relays == "sipri-2024-10-13"


def test_a_row_that_changed_amends_its_events_and_cites_the_edition(workspace, imported):
    imported(register(row()))
    answer = imported(register(row(number="9", **{"ordered?": "?"}), day=NEWER))
    assert answer["events"] == {"new": 0, "changed": 1, "back": 0, "vanished": 0, "unchanged": 1}
    order = events(workspace)["order"]
    assert (order.coding.date, order.coding.magnitude[0].value, order.coding.confidence) == ("2010?", 9, "moderate")
    assert [each.source for each in order.coding.sources] == ["sipri-2024-10-13", "sipri-2025-03-10"]
    assert "SIPRI Arms Transfers Database, trade register, edition of 2025-03-10" in (workspace.log / "CHN-PAK.jsonl").read_text()
    assert imported(register(row(number="9", **{"ordered?": "?"}), day=NEWER))["events"]["unchanged"] == 2


def test_what_vanished_is_disputed_and_comes_back_with_its_row(workspace, imported):
    imported(register(JETS, BOAT))
    gone = JETS.replace("2012; 2013", "2012")
    assert imported(register(gone, BOAT, day=NEWER))["events"]["vanished"] == 1
    assert events(workspace)["delivery 2013"].coding.status == "disputed"
    assert imported(register(gone, BOAT, day=NEWER))["events"] == {"new": 0, "changed": 0, "back": 0, "vanished": 0, "unchanged": 4}
    assert imported(register(JETS, BOAT, day="10 Mar 2026"))["events"] == {"new": 0, "changed": 2, "back": 1, "vanished": 0, "unchanged": 2}
    assert events(workspace)["delivery 2013"].coding.status == "occurred"
    assert reasons(workspace, events(workspace)["delivery 2013"].id) == [
        "SIPRI Arms Transfers Database, trade register: no longer in the edition of 2025-03-10 (sipri-2025-03-10)",
        "SIPRI Arms Transfers Database, trade register, edition of 2026-03-10: the row is back",
    ]
    assert imported(register(JETS, BOAT, day="10 Mar 2026"))["events"]["unchanged"] == 5


def test_a_row_that_comes_back_otherwise_than_it_went_is_told_as_both(workspace, imported):
    imported(register(row(), BOAT))
    assert imported(register(BOAT, day=NEWER))["events"]["vanished"] == 2
    assert imported(register(row(number="6"), BOAT, day="10 Mar 2026"))["events"]["back"] == 2
    told = [reasons(workspace, event.id)[-1].split(": ")[1] for event in events(workspace).values()]
    assert sorted(told) == ["the row is back", "the row is back, and was changed"]
    assert imported(register(row(number="7"), BOAT, day="11 Mar 2026"))["events"]["changed"] == 1


def test_a_row_that_calls_its_own_event_disputed_has_not_been_away(workspace, mdime):
    path = workspace.root / "drills.jsonl"
    drill = {"key": "1", "dyad": "CHN-PAK", "date": "2014", "kind": "exercise", "title": "A drill", "instruments": ["M1"]}
    for day, status, told in (("2020", "occurred", "1 new"), ("2021", "disputed", "1 changed"), ("2022", "occurred", "1 changed, 0 back")):
        path.write_text(json.dumps({**drill, "status": status}) + "\n")
        assert told in mdime("import", "events", path, "--edition", day).stdout


def test_what_is_not_asked_for_has_not_vanished(workspace, imported):
    imported(register(JETS, BOAT))
    answer = imported(register(JETS, BOAT), "--since", "2015", "--benefactor", "China,Russia", "--recipient", "LAO,PAK")
    assert answer["events"] == {"new": 0, "changed": 0, "back": 0, "vanished": 0, "unchanged": 2}


def test_what_people_mended_stays_until_the_row_says_otherwise(workspace, mdime, imported):
    imported(register(row()))
    id = events(workspace)["order"].id
    source(workspace.log)
    mdime(
        "amend", id, "--title", "A better title", "--source", "sipri-2024-10-13#x", "--source", "fmso-2023", "--why", "it is known by this"
    )
    assert imported(register(row(), day=NEWER))["events"]["unchanged"] == 2
    assert imported(register(row(number="6"), day="10 Mar 2026"))["events"]["changed"] == 1
    found = dossier(workspace.log, "CHN-PAK", sources(workspace.log))
    order = next(event for event in found.events if event.id == id)
    assert [each.source for each in order.coding.sources] == ["sipri-2024-10-13", "fmso-2023", "sipri-2026-03-10"]
    assert order.coding.title == "Order of 6 XM-5 (tank)"
    assert imported(register(row(number="6"), day="10 Mar 2026"))["events"]["unchanged"] == 2


def test_what_people_retracted_stays_so(workspace, mdime, imported):
    imported(register(row()))
    mdime("retract", events(workspace)["order"].id, "--why", "a double")
    assert imported(register(row(number="6"), day=NEWER))["events"] == {"new": 0, "changed": 0, "back": 0, "vanished": 0, "unchanged": 2}
    assert imported(register(BOAT, day="10 Mar 2026"))["events"]["vanished"] == 1


def test_what_was_logged_by_hand_is_no_part_of_the_set(workspace, mdime, imported):
    imported(register(JETS))
    mdime("log", "CHN", "PAK", "--date", "2014", "--kind", "arms-deal", "-i", "E1", "--title", "By hand", "--source", "sipri-2024-10-13")
    assert imported(register(JETS, day=NEWER))["events"] == {"new": 0, "changed": 0, "back": 0, "vanished": 0, "unchanged": 3}


def test_an_older_edition_is_refused(imported, refused):
    imported(register(JETS, day=NEWER))
    assert "is of 2024-10-13, and the log holds sipri-2025-03-10; an older edition would undo" in refused(register(JETS))


def test_an_edition_that_lacks_much_is_refused_until_it_is_said_to_be_whole(imported, refused):
    many = [row(weapon=f"X-{number}") for number in range(30)]
    imported(register(*many))
    assert "lacks 40 of the 60 events that the log holds of this set; was the download cut off?" in refused(register(*many[:10], day=NEWER))
    assert imported(register(*many[:10], day=NEWER), "--shrunk")["events"]["vanished"] == 40


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_what_vanished_is_named_beside_how_much_there_was(workspace, mdime, imported, options):
    imported(register(JETS, BOAT))
    gone = events(workspace)["delivery 2013"].id
    path = workspace.root / "register.csv"
    path.write_bytes(register(JETS.replace("2012; 2013", "2012"), BOAT, day=NEWER))
    told = mdime("import", "sipri", path, *options).stdout
    key = "Pakistan, China, 2010, XJ-1, fighter aircraft: delivery 2013"
    assert f"2013\tCHN-PAK\tDelivery of XJ-1 (fighter aircraft)\t{key}\t{gone[-12:]}\n" in told
    assert "4 events, where the log holds 5 of this set: 1 vanished (disputed); was the file cut off?" in told


def test_of_many_that_vanished_the_first_are_named_and_json_names_all(workspace, mdime, imported):
    many = [row(weapon=f"X-{number:02}") for number in range(40)]
    imported(register(*many, BOAT))
    path = workspace.root / "register.csv"
    path.write_bytes(register(*many[:-4], BOAT, day=NEWER))
    answer = json.loads(mdime("import", "sipri", path, "--dry-run", "--json").stdout)["vanished"]
    assert [each["dyad"] for each in answer] == ["CHN-PAK"] * 8
    assert {each["key"].split(": ")[-1] for each in answer} == {"order", "delivery 2012"}
    path.write_bytes(register(*many[:-7], BOAT, day=NEWER))
    told = mdime("import", "sipri", path).stdout
    assert told.count("\tCHN-PAK\t") == 10 and "\nand 4 more\n" in told
    assert "68 events, where the log holds 82 of this set: 14 vanished" in told


def test_one_more_that_vanished_is_named_and_not_counted(workspace, mdime, imported):
    many = [row(weapon=f"X-{number:02}", years="") for number in range(40)]
    imported(register(*many))
    path = workspace.root / "register.csv"
    path.write_bytes(register(*many[:-11], day=NEWER))
    told = mdime("import", "sipri", path, "--dry-run").stdout
    assert told.count("\tCHN-PAK\t") == 11 and " more\n" not in told


def test_what_vanished_of_a_set_that_is_not_cited_has_no_key(workspace, mdime):
    path = workspace.root / "drills.jsonl"
    row = '{"key":"%d","dyad":"CHN-PAK","date":"2014","kind":"exercise","title":"A drill","instruments":["M1"]}\n'
    path.write_text(row % 1 + row % 2)
    mdime("import", "events", path, "--edition", "2020")
    path.write_text(row % 1)
    (gone,) = json.loads(mdime("import", "events", path, "--edition", "2021", "--json").stdout)["vanished"]
    assert set(gone) == {"event", "dyad", "date", "title"}


def test_where_nothing_vanished_nothing_is_asked(workspace, mdime, imported):
    imported(register(JETS))
    path = workspace.root / "register.csv"
    path.write_bytes(register(JETS, BOAT, day=NEWER))
    assert "cut off" not in mdime("import", "sipri", path).stdout


def test_a_damaged_file_imports_nothing(refused):
    told = refused(register(JETS, row(status="Third hand"), row(recipient="Tufania")))
    assert told.splitlines() == [
        'register.csv:8: unknown status "Third hand"; New, Second hand, Second hand but modernized are known',
        'register.csv:9: unknown state "Tufania"; the importer must learn what it is',
    ]


def test_a_dry_run_counts_and_writes_nothing(workspace, mdime):
    path = workspace.root / "register.csv"
    path.write_bytes(register(JETS, BOAT))
    done = mdime("import", "sipri", path, "--dry-run")
    assert "CHN-PAK\t3" in done.stdout
    assert "1\tbenefactor not asked for\tregister.csv:9" in done.stdout
    assert "dry run: 8 records would be appended; nothing was written" in done.stdout
    assert files(workspace) == {}


def test_a_review_says_what_the_set_covers_where_it_was_looked_at(workspace, imported):
    imported(register(JETS, BOAT))
    (review,) = dossier(workspace.log, "RUS-LAO", {}).reviews
    assert (str(review.data.begins), str(review.data.ends), review.data.instruments) == ("2000-01-01", "2016-12-31", ("E1",))
    assert "cannot see small arms" in review.data.scope


def test_a_recipient_that_is_named_is_reviewed_though_nothing_is_there(workspace, mdime, imported):
    answer = imported(register(JETS, BOAT), "--benefactor", "CHN", "--recipient", "Samoa,Pakistan")
    assert (answer["reviews"], [each["dyad"] for each in answer["dyads"]]) == (2, ["CHN-PAK"])
    rated = json.loads(mdime("ratings", "CHN", "WSM", "--json").stdout)["ratings"]
    assert next(each["level"] for each in rated if each["instrument"] == "E1") == "unobserved"
    assert next(each["level"] for each in rated if each["instrument"] == "E2") is None


def test_a_set_without_an_edition_asks_for_one(workspace, mdime):
    path = workspace.root / "drills.jsonl"
    path.write_text('{"key":"1","dyad":"CHN-PAK","date":"2014","kind":"exercise","title":"A drill","instruments":["M1"]}\n')
    assert "give --edition DAY" in mdime("import", "events", path).stderr
    assert "a day still to come" in mdime("import", "events", path, "--edition", "2199").stderr
    path.rename(workspace.root / "register.csv").write_bytes(register(JETS))
    assert "leave --edition 2020 out" in mdime("import", "sipri", workspace.root / "register.csv", "--edition", "2020").stderr


def test_the_sets_and_their_judgement_are_told(mdime):
    assert "sipri\t1\tB" in mdime("import").stdout
    assert "The register numbers no deals." in mdime("import", "sipri").stdout
    assert 'there is no importer "sipry"; did you mean "sipri"?' in mdime("import", "sipry").stderr
    assert mdime("import", "sipri", __file__, __file__).returncode == 2


def test_the_real_register_twice(request, workspace, mdime):
    """All of it, where it is at hand."""
    folder = os.environ.get("MDIME_REAL_DATA")
    if not (folder and request.config.getoption("--long")):
        pytest.skip("the long form, with MDIME_REAL_DATA naming a folder of real sets")
    path = Path(folder) / "sipri_trade_register" / "trade-register.csv"
    first = json.loads(mdime("import", "sipri", path, "--json").stdout)
    again = json.loads(mdime("import", "sipri", path, "--json").stdout)
    assert first["events"]["new"] == again["events"]["unchanged"] > 5000
    assert (again["events"]["new"], again["reviews"]) == (0, 0)
    assert not verify(workspace.log).problems
