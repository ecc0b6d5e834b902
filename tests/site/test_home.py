"""The home page and the head of a dyad's page, as the server sends them."""

import re
import shutil

import pytest
from logs import draft, put
from tables import METADATA, assess, column, review, rows, served

from mdime_events.recompute import recompute
from mdime_events.vocabulary import RATED

DYAD = re.compile(r'<th scope="row"><a href="([^"]*)">([^<]*)</a>')
CELL = re.compile(r'<td class="(level-[\w-]+)"><a href="([^"]*)" aria-label="([^"]*)">')


def lines(page):
    """The recipients of the matrix, in order."""
    return [name for _, name in DYAD.findall(page.text)]


def test_every_dyad_and_each_of_its_thirteen_ratings_is_a_link(atlas, atlas_site):
    page = atlas_site.get("/")
    there = column(atlas.database, "SELECT dyad FROM dyads")
    assert sorted(path for path, _ in DYAD.findall(page.text)) == sorted(f"/{dyad}" for dyad in there)
    assert {path for _, path, _ in CELL.findall(page.text)} == {f"/{dyad}/{code}" for dyad in there for code in RATED}


def test_cells_say_level_and_trend_in_words(atlas, atlas_site):
    said = {path: words for _, path, words in CELL.findall(atlas_site.get("/").text)}
    for dyad, code, level, trend in rows(atlas.database, "SELECT dyad, instrument, level, trend FROM ratings WHERE level IS NOT NULL"):
        assert f", {level}, {trend}" in said[f"/{dyad}/{code}"]


def test_the_matrix_is_sorted_and_turned(atlas_site):
    rank = ["level-none", "level-unobserved", "level-very-low", "level-low", "level-medium", "level-high", "level-very-high"]

    def ranks(sort):
        text = atlas_site.get(f"/?benefactor=CHN&sort={sort}").text
        return [rank.index(level) for level, path, _ in CELL.findall(text) if path.endswith("/M1")]

    assert ranks("-M1") == sorted(ranks("-M1"), reverse=True)
    assert ranks("M1") == sorted(ranks("-M1"))
    assert lines(atlas_site.get("/?benefactor=CHN")) == sorted(lines(atlas_site.get("/?benefactor=CHN")))


def test_filters_keep_what_fits(atlas, atlas_site):
    fits = "SELECT d.recipient_name FROM dyads d JOIN ratings r USING (dyad) WHERE instrument = 'OVERALL' AND level_rank >= 3"
    assert sorted(lines(atlas_site.get("/?level=medium"))) == sorted(column(atlas.database, fits))
    assert lines(atlas_site.get("/?region=Polynesia")) == []
    assert "No dyad fits" in atlas_site.get("/?region=Polynesia").text


def test_a_past_day_shows_the_levels_of_that_day(atlas, atlas_site):
    page = atlas_site.get("/?as_of=2016-06-30")
    asked = "SELECT '/' || dyad || '/' || instrument, coalesce(level, '') FROM rating_history WHERE day = '2016-06-30'"
    expected = {path: level.replace(" ", "-") or "none" for path, level in rows(atlas.database, asked)}
    found = {path.split("?")[0]: level.removeprefix("level-") for level, path, _ in CELL.findall(page.text)}
    assert expected
    assert {path: found[path] for path in expected} == expected
    assert "As of <strong>2016-06-30</strong>" in page.text
    assert all("as_of=2016-06-30" in path for _, path, _ in CELL.findall(page.text))


def test_a_past_day_tells_nothing_of_the_present(atlas_site):
    now, then = (atlas_site.get(f"/?sort=-events{day}") for day in ("", "&as_of=2016-06-30"))
    for told in ("Last event", "Reviewed to", "hangs on one event", 'aria-sort="descending"'):
        assert told in now.text, told
        assert told not in then.text, told
    assert lines(then) == lines(atlas_site.get("/"))


@pytest.mark.parametrize("asked", ["as_of=soon", "as_of=2019-13", "known_on=2020", "level=huge", "sort=luck"])
@pytest.mark.parametrize("name", ["as_of", "known_on", "level", "sort"])
def test_what_is_asked_wrongly_is_told_plainly(atlas_site, asked, name):
    if asked.startswith(name):
        page = atlas_site.get(f"/?{asked}")
        assert page.status_code == 400
        assert name in page.text
        assert "Traceback" not in page.text


def test_an_unknown_dyad_says_how_to_begin(atlas_site):
    page = atlas_site.get("/XXX-YYY")
    assert page.status_code == 404
    assert "mdime log XXX YYY" in page.text


def test_a_dyads_figure_stands_by_itself(atlas, atlas_site):
    (dyad, *_) = column(atlas.database, "SELECT dyad FROM dyads ORDER BY dyad")
    drawn = atlas_site.get(f"/{dyad}/degrees.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.text.startswith("<svg ")
    assert 'xmlns="http://www.w3.org/2000/svg"' in drawn.text
    assert drawn.text.count("<a ") == len(RATED)
    assert "--very-high" in drawn.text
    assert "<script" not in drawn.text


def test_our_pages_hold_no_script_or_style_of_their_own(atlas_site):
    page = atlas_site.get("/")
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    assert not re.search(r"<style|<script>|style=| on\w+=", page.text)


# A small log


@pytest.fixture
def small(workspace):
    shutil.copy(METADATA, workspace.root)
    return workspace


def shown(place, path="/"):
    recompute(place)
    with served(place) as client:
        return client.get(path)


def test_an_empty_log_says_how_to_begin(small):
    page = shown(small)
    assert page.status_code == 200
    assert "mdime log CHN IRN" in page.text


def test_marks_tell_of_a_single_event_a_disagreement_and_days_that_nobody_reviewed(small):
    put(small.log, draft(), draft({"date": "2020", "kind": "exercise", "title": "A drill", "instruments": ["M1"]}))
    review(small.log, ends="2018-12")
    assess(small.log, "M1", level="very high", on="2021")
    said = {path: words for _, path, words in CELL.findall(shown(small).text)}
    assert said["/CHN-IRN/D1"].endswith("hangs on one event")
    assert "differs from a published assessment" in said["/CHN-IRN/M1"]
    assert "rests on days that nobody has reviewed" in said["/CHN-IRN/M1"]


def test_the_highest_marking_stands_at_head_and_foot(small):
    put(small.log, draft(marking="TLP:GREEN"), draft(marking="TLP:AMBER", title="Another"))
    page = shown(small, "/CHN-IRN")
    assert page.text.count('<p class="mdime-marking">TLP:AMBER</p>') == 2
    assert "TLP:GREEN" not in page.text


def test_markup_in_the_log_is_shown_and_never_run(small):
    put(small.log, draft(title="<script>alert(1)</script>", marking="<b>X</b>"))
    page = shown(small)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<b>X" not in page.text


def test_a_mistaken_query_leaves_no_traceback_on_the_servers_terminal(small):
    recompute(small)
    with served(small) as client:
        assert client.get("/mdime?sql=select+nonsense").status_code == 400
        assert client.get("/nowhere").status_code == 404
    assert "Traceback" not in (small.root / "server.log").read_text()


def test_under_a_base_every_link_keeps_to_it(small):
    put(small.log, draft())
    recompute(small)
    with served(small, "--setting", "base_url", "/data/") as client:
        page = client.get("/data/CHN-IRN")
    assert page.status_code == 200
    inner = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
    assert inner
    assert [path for path in inner if not path.startswith("/data/")] == []
