"""The judgement of the table of Confucius Institutes, row by row, and what a damaged table is told. The rows are made up."""

import json

import pytest

from mdime_events.importers.confucius import COLUMNS, IMPORTER
from mdime_events.importers.shape import Proposal, Refusal
from mdime_events.model import Problem
from mdime_events.replay import dossier, sources

LAST = "99,Confucius Institute at Harare College,,,Harare College,Harare,Zimbabwe,Closed,,,1,1"


def row(id=1, country="Peru", status="Open", founded="", name="Confucius Institute at Lima College", links="", university=""):
    return f'{id},{name},{university},{founded},Lima College,,{country},{status},http://example.org/,"{links}",5,012'


def table(*rows, header=COLUMNS, last=LAST):
    return "".join(f"{line}\n" for line in (header, *rows, *([last] if last else ())))


@pytest.fixture
def proposed(judged):
    """What becomes of the rows, but for the table's last."""
    return lambda *rows: [each for each in judged("confucius", {"table.csv": table(*rows)}) if getattr(each, "dyad", "") != "CHN-ZWE"]


@pytest.fixture
def told(unreadable):
    return lambda *rows, **about: unreadable("confucius", {"table.csv": table(*rows, **about)})


@pytest.mark.parametrize(
    ("status", "founded", "date", "confidence"),
    [
        ("Open", "12/22/09", "2009-12-22~/..", "moderate"),
        ("Open", "", "/..", "moderate"),
        ("Closed", "12/22/09", "2009-12-22~", "moderate"),
        ("Closed", "", "[2004..2022-04-22]", "low"),
    ],
)
def test_what_a_row_says_of_an_institute_and_no_more(proposed, status, founded, date, confidence):
    (found,) = proposed(row(status=status, founded=founded))
    assert (found.dyad, found.key, found.fields["kind"], found.fields["instruments"]) == (
        "CHN-PER",
        "institute 1",
        "cultural-institute",
        ["I1"],
    )
    assert (found.fields["date"], found.fields["confidence"]) == (date, confidence)


def test_a_page_that_does_not_answer_ends_nothing(proposed):
    (found,) = proposed(row(status="Closed", founded="5/18/13"))
    assert "whether it still stands is not known" in found.fields["summary"]
    assert "ends" not in found.fields and "effect" not in found.fields


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("11/2/09", "2009-11-02~"),
        ("11/1/09", "2009-11~"),
        ("1/1/09", "2009~"),
        ("6/27/05", "2005?"),
        ("7/1/05", "2009?"),
        ("7/14/05", "2022?"),
        ("6/25/05", "2005-06-25~"),
        ("7/15/05", "2005-07-15~"),
        ("2/29/12", "2012-02-29~"),
    ],
)
def test_a_founding_day_is_no_closer_than_it_was_meant(proposed, written, date):
    assert proposed(row(status="Closed", founded=written))[0].fields["date"] == date


def test_names_universities_and_links(proposed):
    links = "https://example.org/a\n\nhttps://example.org/b"
    own, of_the_university = proposed(row(links=links, university="Unknown"), row(2, name="Lima College", university="Hebei University"))
    assert (own.fields["actors"], own.url) == (["Lima College"], "https://example.org/a")
    assert of_the_university.fields["title"] == "Confucius Institute at Lima College"
    assert (of_the_university.fields["actors"], of_the_university.url) == (["Lima College", "Hebei University"], "http://example.org/")
    assert own.fields["place"] == {"name": "Lima College", "country": "PER"}


def test_countries_by_the_names_of_the_table(proposed):
    names = ("Congo", "Cote d'Ivoire", "Palestinian Territory", "North Korea", "Russia", "Laos")
    found = proposed(*(row(number, country=name) for number, name in enumerate(names)))
    assert [each.dyad[4:] for each in found] == ["COG", "CIV", "PSE", "PRK", "RUS", "LAO"]
    (refused,) = proposed(row(country="China"))
    assert refused == Refusal(where=refused.where, reason="in China itself")


def test_what_nobody_has_judged_is_a_problem_with_its_line(proposed):
    found = proposed(row(), row(status="Moved", country="Atlantis", name=""), row(2, founded="2009"), row(3, founded="12/1/22"))
    assert [str(each).split(";")[0] for each in found if isinstance(each, Problem)] == [
        'table.csv:3: id "1" is not a number of its own',
        "table.csv:3: has no name",
        'table.csv:3: unknown status "Moved"',
        'table.csv:3: unknown country "Atlantis"',
        'table.csv:4: date_est "2009" is no day such as 12/22/09',
        'table.csv:5: date_est "12/1/22" does not lie between 2004 and 2022-04-22, the day that the table was judged for',
    ]


def test_a_damaged_table_is_told(told, unreadable):
    assert "table.csv:2: ends with Peru, and the table's countries run to Zimbabwe: the download was cut off" in told(row(), last=None)
    assert "ends with (no row)" in told(last=None)
    assert "ends in the middle of a line" in unreadable("confucius", {"table.csv": table(row())[:-9]})
    assert "has 4 cells where the header has 12" in told("1,a,b,c")
    assert 'column 4 of the header is "date" where "date_est" is expected' in told(header=COLUMNS.replace("date_est", "date"))
    assert "is not utf-8" in unreadable("confucius", {"table.csv": table(row(name="Lycée")).encode("latin-1")})


def test_a_dyad_is_reviewed_where_an_institute_counts(workspace, mdime):
    path = workspace.root / "table.csv"
    rows = (row(), row(2, "Chile", "Closed", "5/18/13"), row(3, "Cuba", "Closed", "5/18/08"), row(4, "Fiji", "Closed"))
    path.write_text(table(*rows), encoding="utf-8")
    for new in (5, 0):
        done = mdime("import", "confucius", path, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["events"]["new"] == new
    reviews = {name: len(dossier(workspace.log, f"CHN-{name}", sources(workspace.log)).reviews) for name in ("PER", "CHL", "CUB", "FJI")}
    assert reviews == {"PER": 1, "CHL": 1, "CUB": 0, "FJI": 0}
    rated = json.loads(mdime("ratings", "CHN", "PER", "--json").stdout)["ratings"]
    assert [(each["level"], each["on"]) for each in rated if each["instrument"] == "I1"] == [("low", "2022-04-22")]


def test_the_real_table(real_data):
    """All of it, where it is at hand: every row is an event or refused for a reason."""
    table = IMPORTER.read([real_data / "confucius_institutes" / "confucius_institutes.csv"])
    found = list(IMPORTER.propose(table))
    assert not [each for each in found if isinstance(each, Problem)]
    assert {each.where for each in found} == {row.where for row in table.rows}
    years = [each.fields["date"] for each in found if isinstance(each, Proposal) and "?" in each.fields["date"]]
    assert {date[:5] for date in years} <= {f"{year}?" for year in range(2005, 2020)}
