"""The judgement of two of OFAC's lists, name by name, and what damaged lists are told. The names are made up."""

import json

import pytest

from mdime_events.importers.ofac import IMPORTER
from mdime_events.importers.shape import Proposal, Refusal
from mdime_events.model import Problem
from mdime_events.replay import dossier, sources

EARLIER, LATER = "sdn-2019-01-15.csv", "sdn-2021-07.csv"
NUMBER = "Registration Number 12-A (China); Linked To: OIL COMPANY."
IN_HONG_KONG = "C.R. No. 777 (Hong Kong)."


def name(uid, programmes, remarks="-0- ", type="-0- "):
    type, remarks = (cell if cell == "-0- " else f'"{cell}"' for cell in (type, remarks))
    return f'{uid},"NAME {uid}",{type},"{programmes}",' + "-0- ," * 7 + remarks


OLD = name(10, "CUBA")


def lists(earlier, later):
    """Two lists as OFAC writes them, the earlier as a copy without its mark at the end."""
    return {EARLIER: "\n".join([OLD, *earlier]), LATER: "\r\n".join([OLD, *later, "\x1a"])}


@pytest.fixture
def compared(judged):
    """The events and the reasons for refusal that two lists come to."""

    def read(later, earlier=()):
        found = judged("ofac", lists(earlier, later))
        reasons = [each.reason for each in found if isinstance(each, Refusal) and each.where.line > 1]
        return [each for each in found if isinstance(each, Proposal)], reasons

    return read


def test_names_that_came_between_the_lists_are_one_event_a_country_and_programme(compared):
    later = [name(11, "IRAN-EO13846", NUMBER), name(12, "IRAN-EO13846", IN_HONG_KONG), name(13, "DPRK4", IN_HONG_KONG)]
    (iran, korea), refused = compared(later)
    assert refused == []
    assert (iran.dyad, iran.key) == ("CHN-IRN", "designated under IRAN-EO13846, 2019-01-15 to 2021-07")
    assert (iran.fields["kind"], iran.fields["effect"], iran.fields["channel"]) == ("sanction", "raises", "unofficial")
    assert iran.fields["date"] == "[2019-01-15..2021-07]"
    assert (iran.fields["instruments"], iran.fields["actors"]) == (["E3"], ["NAME 11", "NAME 12"])
    assert (korea.dyad, korea.fields["instruments"], korea.fields["actors"]) == ("CHN-PRK", ["E3"], ["NAME 13"])


def test_what_rests_on_hong_kong_alone_has_low_confidence(compared):
    events, _ = compared([name(11, "IRAN-EO13846", NUMBER), name(12, "IRAN-EO13846", IN_HONG_KONG), name(13, "IFCA", IN_HONG_KONG)])
    assert [each.fields["confidence"] for each in events] == ["moderate", "low"]


def test_a_name_that_left_is_a_door_that_opened(compared):
    (found,), refused = compared([], earlier=[name(11, "ISA", NUMBER)])
    assert (found.fields["kind"], found.fields["effect"]) == ("embargo-lifted", "neutral")
    assert (found.key, found.where.file) == ("taken off under ISA, 2019-01-15 to 2021-07", EARLIER)
    assert refused == []


@pytest.mark.parametrize(
    ("programmes", "instruments"),
    [
        ("NPWMD] [IFSR", ["E2"]),
        ("IRAN-CON-ARMS-EO", ["E1"]),
        ("IFCA] [IRAN-EO13871", ["E3", "E3"]),
        ("SDGT] [IFSR", []),
        ("NPWMD", []),
        ("CAATSA - RUSSIA", []),
    ],
)
def test_the_programme_says_which_instrument_or_that_none_is_known(compared, programmes, instruments):
    events, refused = compared([name(11, programmes, NUMBER)])
    assert [each.fields["instruments"][0] for each in events] == instruments
    assert refused == ([] if instruments else ["its programme does not say what was supplied to whom"])


@pytest.mark.parametrize(
    ("type", "remarks", "dyads"),
    [
        ("individual", "DOB 1970; nationality China; Gender Male.", ["CHN-IRN"]),
        ("individual", "citizen Russia; alt. citizen China.", ["RUS-IRN", "CHN-IRN"]),
        ("individual", "Passport G4 (China) issued 2011; nationality Iran.", ["CHN-IRN"]),
        ("individual", "POB Jilin, China; nationality Iran; Passport A1 (Iran).", []),
        ("individual", "Passport A1 (Iran); Residency Number 5 (China).", []),
        ("-0- ", "Tax ID No. 7702 (Russia).", ["RUS-IRN"]),
        ("-0- ", "Website www.example.cn; Linked To: CHINA OIL.", []),
    ],
)
def test_whose_a_name_is(compared, type, remarks, dyads):
    events, refused = compared([name(11, "IFCA", remarks, type=type)])
    assert [each.dyad for each in events] == dyads
    assert refused == ([] if dyads else ["no tie to China or Russia in its remarks"])


def test_ships_and_names_on_both_lists_are_refused(compared):
    there = name(11, "IRAN-EO13846", NUMBER)
    events, refused = compared([name(11, "IRAN-EO13846] [IFCA", NUMBER), name(12, "IFCA", NUMBER, type="vessel")], earlier=[there])
    assert (events, refused) == ([], ["on both lists", "a ship or an aircraft"])


def test_a_programme_that_nobody_has_judged_is_a_problem_where_it_matters(judged):
    found = judged("ofac", lists([], [name(11, "MARS-EO1", NUMBER), name(12, "MARS-EO1", "nationality Iran")]))
    assert [str(each) for each in found if isinstance(each, Problem)] == [
        f'{LATER}:2: unknown programme "MARS-EO1"; the importer must learn what it says'
    ]


def test_lists_bear_no_dates_so_their_files_must(unreadable):
    assert "sdn.csv:1: does not say its day" in unreadable("ofac", {"sdn.csv": OLD, LATER: OLD})
    assert "does not say its day" in unreadable("ofac", {"sdn-2019-13.csv": OLD, LATER: OLD})
    assert "give the earlier list first" in unreadable("ofac", {LATER: OLD, EARLIER: OLD})


@pytest.mark.parametrize(
    ("damaged", "told"),
    [
        (f"{OLD}\nent_num,SDN_Name", "sdn-2021-07.csv:2: has 2 cells where the header has 12"),
        (name(11, "IFCA", NUMBER)[:-2], "is not CSV that can be read"),
        (name(11, "IFCA")[:-2], "has nothing in remarks, where OFAC writes -0-"),
        (name("x", "IFCA"), 'begins with "x" where a number is expected'),
        (name(11, "IFCA", type="planet"), 'unknown type "planet"; -0-, individual, vessel, aircraft are known'),
        (f"{name(11, 'IFCA')}\n{OLD}", "is not in the order of its numbers"),
        (f"{OLD}\n{OLD}", "is not in the order of its numbers"),
        (b"\xff", "is not utf-8"),
        ("", "is empty"),
    ],
)
def test_a_damaged_list_is_told(unreadable, damaged, told):
    assert told in unreadable("ofac", {EARLIER: OLD, LATER: damaged})


def test_a_list_that_was_cut_off_at_the_end_of_a_line_is_noticed(unreadable):
    many = "\n".join(name(uid, "CUBA") for uid in range(100, 160))
    short = "\n".join(name(uid, "CUBA") for uid in range(100, 125))
    assert f"{LATER}:1: lacks 35 of the other list's 60 names" in unreadable("ofac", {EARLIER: many, LATER: short})
    assert f"{EARLIER}:1: lacks 35 of the other list's 60 names" in unreadable("ofac", {EARLIER: short, LATER: many})


def test_a_pair_is_imported_once_and_reviews_nothing(workspace, mdime):
    for path, content in lists([], [name(11, "IFCA", NUMBER)]).items():
        (workspace.root / path).write_bytes(content.encode())
    for new in (1, 0):
        done = mdime("import", "ofac", workspace.root / EARLIER, workspace.root / LATER, "--json")
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert (answer["events"]["new"], answer["reviews"]) == (new, 0)
    (event,) = dossier(workspace.log, "CHN-IRN", sources(workspace.log)).events
    assert (event.coding.sources[0].source, event.coding.parties) == ("ofac-2021-07", ("USA",))
    assert "bears no dates" in sources(workspace.log)["ofac-2021-07"].reason


def test_lists_of_any_name_are_told_their_days_in_order(workspace, mdime):
    for file, text in zip(("a.csv", "b.csv"), lists([], [name(11, "IRAN-EO13846", NUMBER)]).values(), strict=True):
        (workspace.root / file).write_text(text)
    files = [str(workspace.root / file) for file in ("a.csv", "b.csv")]
    assert "1 new" in mdime("import", "ofac", *files, "--edition", "2019-01-15", "--edition", "2021-07").stdout
    assert "give the earlier list first" in mdime("import", "ofac", *files, "--edition", "2021-07", "--edition", "2019-01-15").stderr
    assert "--edition 2019-01-15 --edition 2020-08" in mdime("import", "ofac", *files).stderr
    assert "once for each file" in mdime("import", "ofac", *files, *["--edition", "2019"] * 3).stderr


def test_the_real_lists(real_data, tmp_path):
    """Both of them, where they are at hand: every name of the later one is an event's or refused for a reason."""
    paths = [tmp_path / "sdn-2018-12.csv", tmp_path / "sdn-2021-07-07.csv"]
    for path, real in zip(paths, ("sdn.csv", "sdn_bench.csv"), strict=True):
        path.write_bytes((real_data / "sanctions" / real).read_bytes())
    table = IMPORTER.read(paths)
    found = list(IMPORTER.propose(table))
    assert not [each for each in found if isinstance(each, Problem)]
    named = {actor for each in found if isinstance(each, Proposal) for actor in each.fields["actors"]}
    refused = {each.where for each in found if isinstance(each, Refusal)}
    later = [row for row in table.rows if row.where.file == paths[1].name]
    assert all(row.where in refused or row.fields["name"] in named for row in later)
