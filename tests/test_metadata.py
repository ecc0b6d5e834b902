"""The words about the database and its schema say the same, both ways."""

import re

import pytest
import yaml
from tables import METADATA, column, names, rows

from mdime_events import database
from mdime_events.recompute import recompute

WORDS = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
DESCRIBED = WORDS["databases"]["mdime"]["tables"]
LINK = re.compile(r'href="mdime/(\w+)"')


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """Every table and view with its columns, from a database that was made."""
    path = tmp_path_factory.mktemp("schema") / "mdime.db"
    with database.writing(path) as db:
        database.make_schema(db)
    return {name: column(path, f"SELECT name FROM pragma_table_info('{name}')") for name in names(path, "table") | names(path, "view")}


def test_every_table_and_view_is_described_and_no_other(schema):
    assert set(DESCRIBED) == set(schema)


@pytest.mark.parametrize("name", DESCRIBED)
def test_every_column_is_described_and_no_other(schema, name):
    assert set(DESCRIBED[name]["columns"]) == set(schema[name])


@pytest.mark.parametrize("name", DESCRIBED)
def test_every_description_says_something(name):
    table = DESCRIBED[name]
    assert table["title"].strip()
    assert table["description"].endswith(".")
    assert all(isinstance(text, str) and text.strip() for text in table["columns"].values())


@pytest.mark.parametrize("name", DESCRIBED)
def test_what_is_named_is_a_column(schema, name):
    table = DESCRIBED[name]
    named = [*table.get("facets", ()), *table.get("sortable_columns", ())]
    named += [table[option] for option in ("label_column", "sort", "sort_desc") if option in table]
    assert set(named) <= set(schema[name])


def test_only_known_options_are_used():
    known = {"title", "description", "columns", "facets", "size", "label_column", "sort", "sort_desc", "sortable_columns"}
    assert {option for table in DESCRIBED.values() for option in table} <= known


def test_nothing_depends_on_what_datasette_is_going_to_drop():
    """No canned queries, no units, no settings: they are lost in later versions, or ignored in this one."""
    assert set(WORDS) <= {"title", "description", "license", "license_url", "source", "source_url", "databases"}
    assert not {"queries", "settings", "plugins"} & set(WORDS["databases"]["mdime"])
    assert not any("units" in table for table in DESCRIBED.values())


@pytest.mark.parametrize("html", [WORDS["databases"]["mdime"]["description_html"]])
def test_links_lead_to_tables_and_views_that_are_there(schema, html):
    assert set(LINK.findall(html)) <= set(schema)
    assert len(LINK.findall(html)) == html.count("href=")


def test_events_are_sorted_by_the_unique_key_and_never_by_their_date():
    """A date is no order (EDTF), and paging on what is not unique loses rows."""
    assert DESCRIBED["events"]["sort_desc"] == "sort_key"
    assert "date" not in DESCRIBED["events"]["sortable_columns"]


def test_levels_and_trends_are_those_that_the_words_name(workspace):
    from logs import draft, put

    put(workspace.log, draft())
    recompute(workspace)
    told = DESCRIBED["ratings"]["columns"]["level"]
    assert all(level in told for (level,) in rows(workspace.database, "SELECT DISTINCT level FROM ratings WHERE level IS NOT NULL"))
    assert DESCRIBED["changes"]["columns"]["cause"].startswith("event, come to light")
