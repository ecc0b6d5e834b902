"""Hostile texts on our pages: markup, links that run, characters that turn what follows them; and questions put wrongly."""

import re
import shutil
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs import ACCORD, DRILL, REPORT, VISIT, draft, put
from tables import METADATA, ROOT, amend, assess, retract, review, served

from mdime_events.recompute import recompute
from mdime_events.site.shown import TURNING
from mdime_events.vocabulary import INSTRUMENTS
from mdime_events.workspace import Workspace

MARKUP = '</title></svg>"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\u202eESREVER\u202c\u2067x\u2069'
RUNS = "javascript:alert(3)"
HOLDS = "data:text/html,<script>alert(4)</script>"


class Reader(HTMLParser):
    """The elements of a page, as a browser takes them."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A log that never passed the door: every text of it is hostile. Its client, and an event of it that was retracted."""
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "rules", root / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(METADATA, root)
    place = Workspace(root=root)
    put(place.log, draft(REPORT, type="sourced", stream="_sources", title=MARKUP, publisher=MARKUP, reason=MARKUP, url=RUNS))
    cited = [{"source": "fmso-2023", "locator": MARKUP, "url": RUNS}, {"source": MARKUP, "url": HOLDS}]
    texts = {"title": MARKUP, "summary": MARKUP, "actors": [MARKUP], "tags": [MARKUP], "place": {"name": MARKUP}, "marking": MARKUP}
    first, second, gone = put(place.log, draft(VISIT, sources=cited, **texts), draft(DRILL, sources=cited, **texts), draft(ACCORD, **texts))
    put(place.log, draft(ACCORD, kind="termination", effect="lowers", ends=[second.id], part_of=first.id, **texts))
    put(place.log, amend(first.id, summary=f"{MARKUP} and more"), retract(gone.id))
    review(place.log, scope=MARKUP)
    assess(place.log, level="medium", trend="increasing", note=MARKUP)
    put(place.log, draft({"country": "IRN", "field": MARKUP, "value": MARKUP, "as_of": "2022", "sources": cited[:1]}, type="profiled"))
    recompute(place)
    with served(place) as client:
        yield client, [first.id, second.id, gone.id]


@pytest.fixture(scope="module")
def paths(hostile):
    _, events = hostile
    ours = ["/", "/CHN-IRN", "/CHN-IRN/timeline", "/timeline", "/changes", "/coverage", "/codebook", "/about", "/compare?dyads=CHN-IRN"]
    replayed = ["/CHN-IRN?known_on=today", "/CHN-IRN/M2?known_on=today"]
    return [*ours, *replayed, *(f"/CHN-IRN/{code}" for code in INSTRUMENTS), *(f"/event/{id}" for id in events)]


def test_hostile_texts_are_shown_and_harmless(hostile, paths):
    client, _ = hostile
    shown = 0
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200, path
        read = Reader(page.text)
        assert [each for tag, each in read.found if tag == "script" and not each.get("src", "").startswith("/-/")] == [], path
        assert not any(name.startswith("on") for _, each in read.found for name in each), path
        assert not any(tag in ("img", "iframe", "object", "embed", "style") for tag, _ in read.found), path
        links = [each["href"] for _, each in read.found if each.get("href")]
        assert [link for link in links if not link.startswith(("/", "#"))] == [], path
        assert not any(sign in page.text for sign in TURNING), path
        assert "49\ufffd" not in page.text, "a template within the text is none"
        shown += "&lt;img src=x onerror=alert(2)&gt;" in page.text
    assert shown > 8


@pytest.mark.parametrize("figure", ["degrees", "heat", "timeline", "course"])
def test_a_hostile_figure_is_sound_xml_and_harmless(hostile, figure):
    client, _ = hostile
    drawn = client.get(f"/CHN-IRN/{figure}.svg")
    tree = ElementTree.fromstring(drawn.text)
    names = {each.tag.split("}")[-1] for each in tree.iter()}
    assert names <= {"svg", "g", "a", "path", "rect", "line", "circle", "text", "tspan", "title", "desc", "style", "defs", "pattern"}
    assert all(link.startswith("/") for each in tree.iter() if (link := each.get("href")))
    assert "script-src" not in drawn.headers["content-security-policy"]
    assert not any(sign in drawn.text for sign in TURNING)


# Questions put wrongly

WRONG = (
    *("/?as_of=9999-99", "/?as_of=0000", "/?as_of=2019-02-30", "/?known_on=2020", "/?level=huge", "/?sort=--M1", "/?sort=level"),
    *("/CHN-IRN?as_of=zzz", "/CHN-IRN?known_on=zzz", "/CHN-IRN?known_on=deadbeef00", "/CHN-IRN/M1?known_on=", "/CHN-IRN/M1?as_of=1-1"),
    *("/CHN-IRN/timeline?start=9999-99", "/CHN-IRN/timeline?start=2020&end=2010", "/CHN-IRN/timeline?kind=excercise"),
    *("/CHN-IRN/timeline?instrument=M9", "/CHN-IRN/timeline?end=99999", "/CHN-IRN/timeline.svg?start=yesterday"),
    *("/CHN-IRN/course.svg?instrument=M9", "/compare?dyads=CHN", "/compare?dyads=../..", "/compare?days=soon", "/changes?instrument=M9"),
    *("/compare?dyads=CHN-IRN&days=1,2,3,4,5,6,7", "/changes?cause=luck", "/compare?dyads=" + ",".join(f"A{x}A-BBB" for x in "ABCDEFG")),
)
FINE = ("/CHN-IRN/M1?known_on=",)


@pytest.mark.parametrize("path", WRONG)
def test_a_question_put_wrongly_is_refused_with_a_sentence(iran_site, path):
    page = iran_site.get(path)
    expected = (200,) if path in FINE else (400, 404)
    assert page.status_code in expected
    if path not in FINE:
        assert re.search(r'<p class="lede">[^<]{20,}[.?]</p>', page.text), "it says what to write"
    assert "Traceback" not in page.text


NAMES = ("as_of", "known_on", "start", "end", "kind", "instrument", "dyads", "days", "before", "sort", "region", "level", "cause", "dyad")
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["9999-99", "0", "-1", "2019", "M1", "CHN-IRN", "'; DROP TABLE events; --", "%00", "1e9", "9999-12-31", "0001-01-01", "~"]
    ),
)
PAGES = ("/", "/CHN-IRN", "/CHN-IRN/M1", "/CHN-IRN/timeline", "/CHN-IRN/timeline.svg", "/compare", "/changes", "/coverage", "/timeline")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.sampled_from(PAGES), asked=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3))
def test_whatever_is_asked_no_page_fails(iran_site, page, asked):
    answer = iran_site.get(page, params={name: text.encode("utf-8", "replace").decode() for name, text in asked.items()})
    assert answer.status_code in (200, 400, 404), (page, asked)
    assert answer.headers["content-security-policy"]


def test_no_question_left_a_traceback_on_the_servers_terminal(iran, iran_site):
    for path in WRONG:
        iran_site.get(path)
    assert "Traceback" not in (iran.root / "server.log").read_text()
