"""The site as a reader meets it: plain `datasette mdime.db -m datasette-metadata.yml`, started for real."""

import csv
import html
import io
import re
import shutil
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from logs import ACCORD, DRILL, REPORT, VISIT, draft, log_rows, put
from tables import METADATA, ROOT, amend, assess, column, retract, review, rows, served

from mdime_events.recompute import recompute
from mdime_events.schema import TABLES
from mdime_events.views import VIEWS
from mdime_events.workspace import Workspace

DESCRIBED = yaml.safe_load(METADATA.read_text(encoding="utf-8"))["databases"]["mdime"]["tables"]
MARKUP = '<script>alert("1")</script> & <img src=x onerror=alert(2)> "Drill"'
PAPER = "https://example.org/paper?a=1&b=2"
FOOTER = "https://datasette.io/"
MANY = 250


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A workspace with something in every table, and a database of it."""
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "rules", root / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(METADATA, root)
    here = Workspace(root=root)
    log = here.log
    put(log, draft(REPORT, type="sourced", stream="_sources", title=f"Report {MARKUP}", url=PAPER))
    cited = [{"source": "fmso-2023", "locator": "note 54", "credibility": 2, "url": PAPER}]
    visit, drill, accord = put(log, draft(VISIT, sources=cited), draft(DRILL, sources=cited, tags=["naval"]), draft(ACCORD))
    marked = {"summary": MARKUP, "actors": [MARKUP], "tags": [MARKUP], "place": {"name": MARKUP}, "marking": MARKUP}
    put(log, draft(DRILL, date="2018", title=MARKUP, part_of=visit.id, **marked))
    put(log, draft(VISIT, date="2022", kind="termination", effect="lowers", instruments=["M3"], ends=[accord.id], title="Torn up"))
    put(log, amend(drill.id, summary="Three navies"))
    put(log, retract(put(log, draft(VISIT, date="2015"))[0].id))
    put(log, amend(put(log, draft(DRILL, title=f"The same drill {MARKUP}", marking="TLP:RED"))[0].id, same_as=drill.id))
    review(log, scope=MARKUP)
    assess(log, level="medium", trend="increasing", note=MARKUP)
    fact = {"country": "IRN", "field": "population", "value": MARKUP, "as_of": "2022", "sources": [{"source": "fmso-2023"}]}
    put(log, draft(fact, type="profiled"))
    log_rows(log, *map(small, range(MANY)), dyads=("RUS-SYR",))
    recompute(here)
    return here


def small(number):
    """Many events share a date, a kind and a status: what paging by such a column has to get right."""
    kinds = ("visit", "meeting", "exercise", "training", "statement")
    date = ("2014", "2015-06", "2015-06-01", "2016", "2013/2019")[number // 50]
    return {"date": date, "kind": kinds[number % 5], "title": f"Small event {number}", "instruments": ["D1", "M1"][: 1 + number % 2]}


@pytest.fixture(scope="module")
def site(place):
    with served(place) as client:
        yield client


@pytest.fixture(scope="module")
def pages(site, place):
    """The text of every page that a reader comes to: home, database, tables, views, and some rows."""
    (event,) = column(place.database, "SELECT id FROM events WHERE summary = ?", MARKUP)
    paths = ["/", "/mdime", "/mdime?sql=select+title+from+events", *(f"/mdime/{name}" for name in DESCRIBED)]
    paths += [f"/mdime/events/{event}", "/mdime/ratings/CHN-IRN~2FM1", "/mdime/sources/fmso-2023", "/mdime/runs/CHN-IRN"]
    paths += ["/mdime/events?_search=drill", "/mdime/events?dyad=CHN-IRN", "/mdime/nowhere", "/-/versions"]
    return {path: site.get(path) for path in paths}


class Reader(HTMLParser):
    """The elements of a page, as a browser takes them: name and attributes."""

    def __init__(self, text):
        super().__init__()
        self.found, self.scripts, self._in_script = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._in_script = tag == "script"

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, data):
        if self._in_script:
            self.scripts.append(data)


def links(text):
    return [each["href"] for tag, each in Reader(text).found if tag == "a" and "href" in each]


# Pages


def test_the_database_says_what_it_is(pages):
    assert pages["/mdime"].status_code == 200
    assert "Everything here is computed from the event log" in pages["/mdime"].text


@pytest.mark.parametrize("name", DESCRIBED)
def test_every_table_and_view_has_a_page_with_its_words(pages, name):
    page = pages[f"/mdime/{name}"]
    assert page.status_code == 200
    shown = html.unescape(page.text)
    assert DESCRIBED[name]["title"] in shown
    assert DESCRIBED[name]["description"] in shown
    for told in DESCRIBED[name]["columns"].values():
        assert told in shown


def test_the_words_links_lead_somewhere(site, pages):
    inner = [each for each in links(pages["/mdime"].text) if each.startswith("mdime/")]
    assert inner
    assert {site.get(urljoin("/mdime", each)).status_code for each in inner} == {200}


def test_the_style_sheets_are_there_and_used(site, pages):
    sheets = [each["href"] for tag, each in Reader(pages["/mdime/events"].text).found if tag == "link" and each.get("rel") == "stylesheet"]
    own = [site.get(each) for each in sheets if "mdime-events" in each]
    assert {(answer.status_code, answer.headers["content-type"].split(";")[0]) for answer in own} == {(200, "text/css")}
    assert any(".level-very-high" in answer.text for answer in own)


def test_row_pages(pages):
    assert {pages[path].status_code for path in pages if re.search(r"/mdime/\w+/[^?]", path)} == {200}
    assert '<a href="/mdime/findings?rating=CHN-IRN/M1">' in pages["/mdime/ratings/CHN-IRN~2FM1"].text


# What the tables offer


def test_facets_are_counted(pages):
    page = pages["/mdime/events"].text
    assert f"{MANY // 5 + 1:,}" in facet(page, "kind").values()
    assert facet(page, "dyad") == {"China in Iran": "5", "Russia in Syria": str(MANY)}


def facet(page, name):
    (block,) = re.findall(rf'<div class="facet-info facet-mdime-events-{name}".*?</div>', page, re.DOTALL)
    found = re.findall(r"<li><a [^>]*>([^<]*)</a>\s*(?:&nbsp;)?\s*([\d,]+)", block)
    return {html.unescape(label): count for label, count in found}


@pytest.mark.parametrize("name", [name for name, table in DESCRIBED.items() if "facets" in table])
def test_every_facet_that_is_promised_is_shown(pages, name):
    page = pages[f"/mdime/{name}"].text
    for each in DESCRIBED[name]["facets"]:
        assert f'id="facet-mdime-{name}-{each}' in page or f"facet-mdime-{name}-{each}" in page, each


def test_search(site):
    found = site.get("/mdime/events.json?_search=navies&_shape=objects").json()
    assert [row["title"] for row in found["rows"]] == [DRILL["title"]]
    assert 'name="_search"' in site.get("/mdime/events").text


def test_foreign_keys_show_labels(pages, place):
    assert '<a href="/mdime/dyads/CHN-IRN">China in Iran</a>' in pages["/mdime/events?dyad=CHN-IRN"].text
    ratings = pages["/mdime/ratings"].text
    assert '<a href="/mdime/instruments/M1">Formal Bilateral Military Engagements</a>' in ratings
    (visit,) = column(place.database, "SELECT id FROM events WHERE dyad = 'CHN-IRN' AND kind = 'visit'")
    assert f'<a href="/mdime/events/{visit}">{VISIT["title"]}</a>' in pages["/mdime/event_sources"].text


def test_events_are_the_newest_first(pages):
    shown = re.findall(r'<td class="col-sort_key[^"]*">([^<]*)</td>', pages["/mdime/events"].text)
    assert len(shown) > 20
    assert shown == sorted(shown, reverse=True)


# The plugin's own


def test_levels_are_badges(pages):
    for path in ("/mdime/current_ratings", "/mdime/ratings", "/mdime/agreement", "/mdime/rating_history"):
        assert re.search(r'<span class="level level-(unobserved|medium|high)">(unobserved|medium|high)</span>', pages[path].text), path
    assert 'class="level level-very-low">very low<' in pages["/mdime/rating_history"].text + pages["/mdime/changes"].text


def test_the_level_of_who_met_is_no_badge(place, site):
    """`events.level` is another word: minister, not medium."""
    page = site.get("/mdime/events").text
    assert not re.search(r'<td class="col-level[^"]*"><span class="level', page)


def test_trends_have_arrows(pages):
    page = html.unescape(pages["/mdime/current_ratings"].text).replace("\xa0", " ")
    shown = set(re.findall(r'<td class="col-trend[^"]*">([^<]*)</td>', page))
    assert shown <= {"↗ increasing", "→ steady", "↘ decreasing", "? unknown"}
    assert len(shown) > 1


@pytest.mark.parametrize("view", VIEWS)
def test_ids_in_views_lead_to_their_rows(site, pages, view):
    page = pages[f"/mdime/{view}"].text
    inner = set(re.findall(r'<td class="col-(?:event|rating|finding|target)[^"]*"><a href="([^"]*)"', page))
    if {"event", "rating"} & set(DESCRIBED[view]["columns"]):
        assert inner
    assert {site.get(html.unescape(each)).status_code for each in sorted(inner)[:5]} <= {200}


# Safety


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/mdime", "/mdime/", "/mdime/events", "/mdime/current_ratings", "/mdime/nowhere", "/nowhere", "/mdime?sql=select+nonsense"),
        *("/mdime/events.json", "/mdime/events.csv", "/mdime/events.csv?_stream=on", "/mdime.db", "/-/versions.json"),
        *("/-/static/app.css", "/-/static-plugins/mdime-events/mdime.css"),
    ],
)
def test_every_answer_keeps_the_page_on_this_host(site, path):
    headers = site.get(path).headers
    policy = dict(each.strip().split(" ", 1) for each in headers["content-security-policy"].split(";"))
    assert policy["default-src"] in ("'self'", "'none'")
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert all(urlsplit(word).netloc == "" for words in policy.values() for word in words.split())
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert {name for name in headers if len(headers.get_list(name)) > 1} == set()


def test_text_of_the_log_is_shown_and_never_run(pages):
    """Titles, summaries, actors, tags, places, sources, notes, scopes: all of them hold markup."""
    shown = html.escape(MARKUP, quote=False).replace('"', "&#34;")
    for name in ("events", "timeline", "reviews", "assessments", "profile", "sources", "why"):
        text = pages[f"/mdime/{name}"].text
        assert "&lt;script&gt;alert(" in text, name
        assert html.unescape(shown) in html.unescape(text)
    for path, page in pages.items():
        read = Reader(page.text)
        assert not any("alert(" in script for script in read.scripts), path
        assert not any(name.startswith("on") and "alert(" in (value or "") for _, each in read.found for name, value in each.items()), path
        assert not any(each.get("src") == "x" for _, each in read.found), path


def test_markup_in_a_search_or_a_filter_is_shown_and_never_run(site):
    for path in ("/mdime/events", "/mdime/current_ratings", "/mdime"):
        page = site.get(path, params={"_search": MARKUP, "title": MARKUP, "sql": f"select '{MARKUP}'", "dyad": MARKUP}).text
        assert not any("alert(" in script for script in Reader(page).scripts), path
        assert not any(each.get("src") == "x" for _, each in Reader(page).found), path


def test_no_page_asks_another_host_for_anything(pages):
    """Users work on closed networks: scripts, styles, pictures and forms are this host's own."""
    for path, page in pages.items():
        for tag, each in Reader(page.text).found:
            asked = [each[name] for name in ("src", "srcset", "action", "formaction", "data", "poster", "background") if each.get(name)]
            asked += [each["href"]] if tag == "link" and each.get("href") else []
            assert [url for url in asked if foreign(url)] == [], path
            assert "url(http" not in (each.get("style") or "")


def test_style_sheets_and_scripts_ask_no_other_host(site, pages):
    asked = [each for page in pages.values() for tag, each in Reader(page.text).found if tag in ("script", "link")]
    for path in filter(None, {each.get("src") or each.get("href") for each in asked}):
        text = site.get(path).text
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", text), path


def test_the_only_links_away_are_the_footers_and_the_sources_own(pages):
    away = {path: {each for each in links(page.text) if foreign(each)} for path, page in pages.items()}
    assert set().union(*away.values()) == {FOOTER, PAPER}
    assert {path for path, found in away.items() if PAPER in found} <= {path for path in pages if re.search("event|source|timeline", path)}


def foreign(url):
    """Whether a link leads to another host; Datasette writes some of its own with this one's name."""
    parts = urlsplit(url)
    return parts.scheme not in ("", "data", "http") or parts.hostname not in (None, "127.0.0.1")


# Nothing is lost


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_of_events_has_every_row(site, place):
    expected = sorted(column(place.database, "SELECT id FROM events"))
    assert len(expected) > MANY
    found = read_csv(site.get("/mdime/events.csv?_stream=on&_size=max").text)
    assert sorted(row["id"] for row in found) == expected
    assert [row["sort_key"] for row in found] == sorted((row["sort_key"] for row in found), reverse=True)


@pytest.mark.parametrize("name", DESCRIBED)
def test_the_export_of_every_table_has_every_row(site, place, name):
    (count,) = column(place.database, f"SELECT count(*) FROM [{name}]")
    found = [tuple(row.values()) for row in read_csv(site.get(f"/mdime/{name}.csv?_stream=on").text)]
    assert len(found) == count
    if name in TABLES:
        assert len(set(found)) == count


def paged(site, path):
    """The rows of all pages, the way a reader turns them."""
    found = []
    while path:
        answer = site.get(path).json()
        found += answer["rows"]
        path = answer["next_url"] and answer["next_url"].removeprefix(str(site.base_url))
    return found


@pytest.mark.parametrize("name", TABLES)
def test_paging_through_a_table_shows_every_row_once(site, place, name):
    (count,) = column(place.database, f"SELECT count(*) FROM [{name}]")
    size = max(20, count // 6)
    found = [repr(row) for row in paged(site, f"/mdime/{name}.json?_size={size}&_labels=off")]
    assert (len(found), len(set(found))) == (count, count)


@pytest.mark.parametrize("name", ["events", "event_instruments", "records", "codebook", "findings", "rating_history"])
def test_paging_by_whatever_may_be_sorted_by_shows_every_row_once(site, place, name):
    """Datasette loses and repeats rows where it pages by a column that is not unique: such a column must not be offered."""
    (count,) = column(place.database, f"SELECT count(*) FROM [{name}]")
    assert count > 60
    wrong = {}
    for asked in offered(site.get(f"/mdime/{name}").text):
        if site.get(f"/mdime/{name}?{asked}").status_code != 200:
            wrong[asked] = "an error, where the head of the column offers it"
            continue
        found = [repr(row) for row in paged(site, f"/mdime/{name}.json?_size={count // 3}&{asked}")]
        if (len(found), len(set(found))) != (count, count):
            wrong[asked] = f"{len(set(found))} of {count} rows, {len(found) - len(set(found))} of them twice"
    assert wrong == {}


def offered(page):
    """The orders that the heads of a table's columns link to."""
    heads = re.findall(r"<th [^>]*>.*?</th>", page, re.DOTALL)
    return [found.group(1) for head in heads if (found := re.search(r"[?&;](_sort(?:_desc)?=\w+)", head))]


def test_the_export_in_any_order_that_is_offered_has_every_row(site, place):
    expected = sorted(column(place.database, "SELECT id FROM events"))
    orders = offered(site.get("/mdime/events").text)
    found = {order: read_csv(site.get(f"/mdime/events.csv?_stream=on&{order}").text) for order in orders}
    assert found
    assert [order for order, exported in found.items() if sorted(row.get("id") or "" for row in exported) != expected] == []


@pytest.mark.parametrize("how", ["", "&_stream=on"])
def test_csv_holds_no_formula(site, how):
    found = read_csv(site.get(f"/mdime.csv?sql=select+'%3D1%2B1'+as+formula,+-2+as+number,+'2019-12'+as+day{how}").text)
    assert found == [{"formula": "'=1+1", "number": "-2", "day": "2019-12"}]


def test_the_page_of_a_copy_leads_to_the_kept_event_and_back(site, place):
    ((copy, kept, title),) = rows(place.database, "SELECT id, event, title FROM event_copies")
    assert site.get(f"/event/{copy[-12:]}").headers["location"] == f"/event/{copy}"
    told, page = (html.unescape(site.get(f"/event/{id}").text) for id in (copy, kept))
    assert f'Told of as <a href="/event/{kept}">' in told and "Retracted" not in told
    assert "Told elsewhere, too" in page and f'<a href="/event/{copy}">' in page and title in page
    assert all("TLP:RED" in each for each in (told, page))
