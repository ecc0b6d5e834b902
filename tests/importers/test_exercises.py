"""The judgement of the table of Russian exercises, row by row, and what a damaged table is told. The rows are made up."""

import json
from collections import Counter

import pytest

from mdime_events.importers.exercises import HEADER, IMPORTER, NOT_TOLD_APART
from mdime_events.importers.shape import Proposal, Refusal
from mdime_events.model import Problem
from mdime_events.replay import dossier, sources

COLUMNS = ",".join(HEADER)
EMPTY = "," * 33
LINK = "https://example.org/12@news"


def row(id, name, year, *partners, comments="", source=LINK, source2=""):
    cells = [str(id), name, str(year), *partners, *[""] * (28 - len(partners)), comments, source, source2]
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


TWO = row(1, "Щит Волги-2015", 2015, "Serbia")
THREE = row(2, "Мирный путь-2012", 2012, "Kazakhstan", "Mongolia ")
WITH_CHINA = row(3, "Морской путь-2014", 2014, "China", "Kazakhstan")
LAST = row(9, "Турраш", 2009, "Turkey")


def table(*rows, header=COLUMNS, last=LAST, end=f"{EMPTY}\r\n{EMPTY}"):
    return "\r\n".join(filter(None, (header, *rows, last, end)))


@pytest.fixture
def proposed(judged):
    """What becomes of the rows, but for the table's last."""

    def read(*rows):
        found = judged("exercises", {"table.csv": table(*rows)})
        return [each for each in found if not (isinstance(each, Proposal) and each.key == "exercise 9")]

    return read


@pytest.fixture
def told(unreadable):
    return lambda *rows, **about: unreadable("exercises", {"table.csv": table(*rows, **about)})


def test_two_parties_are_bilateral_and_the_year_is_all_that_is_known(proposed):
    (found,) = proposed(TWO)
    assert (found.dyad, found.key, found.url) == ("RUS-SRB", "exercise 1", LINK)
    assert (found.fields["date"], found.fields["kind"], found.fields["instruments"]) == ("2015", "exercise", ["M1"])
    assert "occasion" not in found.fields


def test_names_are_kept_in_cyrillic_and_transliterated(proposed):
    assert proposed(TWO)[0].fields["title"] == "Exercise Shchit Volgi-2015 (Щит Волги-2015)"
    assert proposed(row(4, "[Учения «Мост»]", 2010, "Greece"))[0].fields["title"] == 'Exercise Ucheniya "Most" (Учения «Мост»)'
    assert proposed(row(4, "PASSEX", 2010, "South Africa"))[0].fields["title"] == "Exercise PASSEX"


def test_more_parties_are_one_occasion_in_every_dyad(proposed):
    kazakhstan, mongolia = proposed(THREE)
    assert (kazakhstan.dyad, kazakhstan.fields["parties"]) == ("RUS-KAZ", ["MNG"])
    assert (mongolia.dyad, mongolia.fields["parties"]) == ("RUS-MNG", ["KAZ"])
    assert kazakhstan.fields["instruments"] == mongolia.fields["instruments"] == ["M2"]
    assert kazakhstan.fields["occasion"] == mongolia.fields["occasion"]


def test_an_exercise_with_china_is_logged_of_both_benefactors(proposed):
    found = {each.dyad: each.fields for each in proposed(WITH_CHINA)}
    assert found.keys() == {"RUS-CHN", "RUS-KAZ", "CHN-RUS", "CHN-KAZ"}
    assert found["CHN-KAZ"]["parties"] == ["RUS"]
    assert len({fields["occasion"] for fields in found.values()}) == 1
    bilateral = proposed(row(5, "Путь", 2013, "China"))
    assert [(each.dyad, each.fields["instruments"], each.fields["parties"]) for each in bilateral] == [
        ("RUS-CHN", ["M1"], []),
        ("CHN-RUS", ["M1"], []),
    ]


def test_among_ten_partners_it_shows_the_flag(proposed):
    nine = ["India", "Japan", "Norway", "France", "Italy", "Peru", "Chile", "Canada", "Mexico"]
    assert {each.fields["substance"] for each in proposed(row(4, "Море", 2012, *nine))} == {None}
    assert {each.fields["substance"] for each in proposed(row(4, "Море", 2012, *nine, "Tonga"))} == {"symbolic"}


def test_partners_who_may_not_have_been_there_are_refused(proposed):
    (found,) = proposed(row(4, "Монарх", 2011, "Norway", comments=NOT_TOLD_APART))
    assert found == Refusal(where=found.where, reason="partners not told from those who did not take part")


def test_what_nobody_has_judged_is_a_problem_with_its_line(proposed):
    strange = row(1, "", "2019", comments="maybe")
    (unknown,) = proposed(row(4, "Море", 2012, "Atlantis"))
    assert str(unknown).startswith('table.csv:2: unknown country "Atlantis"')
    assert [each.message for each in proposed(TWO, strange) if isinstance(each, Problem)] == [
        'id "1" is not a number of its own',
        'yr "2019" is not a year from 2009 to 2018, which is what the table was judged for',
        "has no name",
        "has no partner",
        'has a comment that the importer does not know: "maybe"',
    ]


def test_a_damaged_table_is_told(told):
    assert "table.csv:3: ends with 2015, and the table runs down to 2009: the download was cut off" in told(EMPTY, TWO, last=None)
    assert "ends with (no row)" in told(last=None)
    assert "table.csv:2: ends in the middle of a line" in told(end=None)
    assert "has 2 cells where the header has 34" in told("1,Щит")
    assert 'column 2 of the header is "title" where "name" is expected' in told(header=COLUMNS.replace("name", "title"))


def test_another_encoding_is_refused(unreadable):
    assert "is not utf-8" in unreadable("exercises", {"table.csv": table(TWO).encode("cp1251")})


def test_years_without_a_row_say_nothing_and_only_what_is_shown_is_reviewed(workspace, mdime):
    path = workspace.root / "table.csv"
    path.write_text(table(TWO, WITH_CHINA), encoding="utf-8")
    for new in (6, 0):
        done = mdime("import", "exercises", path, "--edition", "2024-04", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["events"]["new"] == new

    def reviewed(dyad):
        return [(each.data.instruments, str(each.data.ends)) for each in dossier(workspace.log, dyad, sources(workspace.log)).reviews]

    assert reviewed("RUS-SRB") == [(("M1",), "2013-12-31")]
    assert reviewed("RUS-KAZ") == [(("M2",), "2013-12-31")]
    assert reviewed("RUS-TUR") == []  # its one exercise was before the window
    assert reviewed("CHN-KAZ") == []  # exercises of China without Russia were not looked for
    (event,) = dossier(workspace.log, "RUS-SRB", sources(workspace.log)).events
    (cited,) = event.coding.sources
    assert (cited.source, cited.locator, cited.url) == ("exercises-2024-04", "exercise 1", LINK)


def test_the_real_table(real_data):
    """All of it, where it is at hand: every row is an event or refused for a reason, and every key is its own."""
    table = IMPORTER.read([real_data / "ru_joint_exercises" / "Joint Military Exercises Involving Russia.csv"])
    found = list(IMPORTER.propose(table))
    assert not [each for each in found if isinstance(each, Problem)]
    assert {each.where for each in found} == {row.where for row in table.rows}
    assert max(Counter((each.dyad, each.key) for each in found if isinstance(each, Proposal)).values()) == 1
