"""What leaves as a file: the highest marking goes with it, the rows and formats stay Datasette's own."""

import csv
import io
from xml.etree import ElementTree

import pytest
import yaml
from logs import DRILL, draft, put
from tables import METADATA, column, review, rows, served

from mdime_events.recompute import recompute
from mdime_events.site.marked import file_name

TABLES = yaml.safe_load(METADATA.read_text(encoding="utf-8"))["databases"]["mdime"]["tables"]
OUR_PAGES = ("/", "/CHN-IRN", "/CHN-IRN/D1", "/CHN-IRN/timeline", "/timeline", "/changes", "/coverage", "/compare?dyads=CHN-IRN")


@pytest.fixture
def marked(small):
    put(small.log, draft(marking="TLP:GREEN"), draft(DRILL, title="A secret drill", marking="VS-NfD geheim/ä"))
    review(small.log)
    recompute(small)
    return small


def test_pages_and_figures_carry_the_marking_at_head_and_foot(marked):
    told = "VS-NfD geheim/ä · TLP:GREEN"
    with served(marked) as client:
        for path in (*OUR_PAGES, "/mdime", "/mdime/events", "/mdime/records", "/mdime/dyads/CHN-IRN", "/mdime?sql=select+1"):
            assert client.get(path).text.count(f'<p class="mdime-marking">{told}</p>') == 2, path
        for name in ("degrees", "heat", "timeline", "course"):
            drawn = client.get(f"/CHN-IRN/{name}.svg")
            shown = [each.text for each in ElementTree.fromstring(drawn.text).iter() if each.get("class") == "marking"]
            assert shown == [told, told], name
            assert drawn.headers["x-marking"] == "VS-NfD geheim/%C3%A4; TLP:GREEN"


def test_an_export_names_the_marking_in_a_header_and_in_the_files_name(marked):
    with served(marked) as client:
        for path in (*(f"/mdime/{name}.{kind}" for name in TABLES for kind in ("csv", "json")), "/mdime.csv?sql=select+1"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert answer.headers["x-marking"] == "VS-NfD geheim/%C3%A4; TLP:GREEN", path
            assert "VS-NfD-geheim-TLP-GREEN" in answer.headers["content-disposition"], path
        saved = client.get("/mdime/events.csv?_dl=1").headers["content-disposition"]
        assert saved == 'attachment; filename="events.VS-NfD-geheim-TLP-GREEN.csv"'


def test_each_row_has_its_own_marking_and_the_formats_stay_datasettes(marked):
    with served(marked) as client:
        found = list(csv.DictReader(io.StringIO(client.get("/mdime/events.csv?_stream=on").text)))
        assert {row["marking"] for row in found} == {"TLP:GREEN", "VS-NfD geheim/ä"}
        names = [name for (name,) in rows(marked.database, "SELECT name FROM pragma_table_info('events')")]
        assert list(found[0]) == names
        assert {row["id"] for row in client.get("/mdime/events.json?_shape=array").json()} == set(
            column(marked.database, "SELECT id FROM events")
        )


def test_what_is_not_marked_leaves_as_it_is(iran_site):
    answer = iran_site.get("/mdime/events.csv")
    assert "x-marking" not in answer.headers and "content-disposition" not in answer.headers


@pytest.mark.parametrize(
    ("path", "marking", "expected"),
    [
        ("/mdime/events.csv", "TLP:AMBER+STRICT", "events.TLP-AMBER+STRICT.csv"),
        ("/data/mdime.json", 'a"b\r\nc/../d', "mdime.a-b-c-..-d.json"),
    ],
)
def test_a_files_name_holds_what_any_file_system_takes(path, marking, expected):
    assert file_name(path, marking) == expected


def test_the_marking_of_an_event_page_covers_what_stands_beside_it(small):
    """A clear event that is part of a marked one names it: the page is marked as the other is."""
    (whole,) = put(small.log, draft(title="A secret visit", marking="TLP:RED"))
    part, alone = put(small.log, draft(title="A part of it", part_of=whole.id), draft(date="2014", title="Alone", instruments=["M3"]))
    recompute(small)
    with served(small) as client:
        assert client.get(f"/event/{part.id}").text.count(">TLP:RED</p>") == 2
        assert "TLP:RED" not in client.get(f"/event/{alone.id}").text
