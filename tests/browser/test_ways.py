"""The ways that analysts take through the site, by mouse and by keyboard; what is logged meanwhile; and what comes out of the printer."""

import re
import shutil
import subprocess

import pytest
from logs import DRILL, VISIT, draft, put
from tables import METADATA, free_port, review, running

from mdime_events.vocabulary import KINDS


def dated(page):
    return page.locator(".lines .when").all_inner_texts()


# Through the pages


def test_from_home_to_a_dyad_its_instrument_an_event_and_back(at, iran_site):
    page = at("/", iran_site)
    page.get_by_role("link", name="Iran", exact=True).click()
    assert page.locator("h1").inner_text() == "China in Iran"
    page.get_by_role("link", name="Formal Bilateral Military Engagements: medium, increasing").click()
    assert page.locator("h1").inner_text().startswith("M1 Formal Bilateral Military Engagements")
    title = page.locator(".ladder .carrying .title a").first.inner_text()
    page.get_by_role("link", name=title).first.click()
    assert page.locator("h1").inner_text() == title
    page.get_by_role("link", name="M1 Formal Bilateral Military Engagements").first.click()
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="China in Iran").click()
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Dyads").click()
    assert page.locator("h1").inner_text() == "Military influence by instrument"
    for _ in range(5):
        page.go_back()
    assert page.locator("h1").inner_text() == "China in Iran"


def test_what_a_rating_hangs_on_comes_into_its_page_by_itself(at, iran_site):
    page = at("/CHN-IRN/M3", iran_site)
    page.locator("#hangs-on table").wait_for()
    assert page.locator("#hangs-on [data-part]").count() == 0
    brought = page.locator("#hangs-on tbody tr").all_inner_texts()
    assert at("/CHN-IRN/M3/hangs-on", iran_site).locator("#hangs-on tbody tr").all_inner_texts() == brought != []


def test_a_matrix_is_sorted_by_clicking_a_head(at):
    page = at("/")
    page.get_by_role("link", name="D1", exact=True).click()
    page.wait_for_url("**/?sort=-D1")
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("D1")


def test_a_matrix_is_filtered_and_looked_at_on_a_past_day(at):
    page = at("/")
    page.get_by_label("Benefactor").select_option("RUS")
    page.get_by_label("As of").fill("2018")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**as_of=2018**")
    assert page.locator("tbody th[scope=rowgroup]").all_inner_texts() == ["Russia"]
    assert "As of 2018-12-31" in page.locator(".banner").inner_text()
    page.get_by_role("link", name="Back to now").click()
    assert page.locator(".banner").count() == 0


# A timeline


def test_a_timeline_is_zoomed_by_clicking_a_year(at, iran_site):
    page = at("/CHN-IRN/timeline", iran_site)
    page.locator(".wide").get_by_role("link", name="Show 2021 alone").click()
    page.wait_for_url("**start=2021-01-01&end=2021-12-31**")
    assert page.locator(".wide").get_by_role("link", name="Show Mar 2021 alone").count() == 1
    page.locator(".wide").get_by_role("link", name="Show Mar 2021 alone").click()
    page.wait_for_url("**start=2021-03-01&end=2021-03-31**")
    page.get_by_role("link", name="Zoom out").click()
    page.get_by_role("link", name="Whole window, all kinds").click()
    assert page.get_by_label("From", exact=True).input_value() == "2012-01-01"


def test_a_legend_filters_and_a_view_can_be_sent_to_a_colleague(at, iran_site):
    page = at("/CHN-IRN/timeline", iran_site)
    page.get_by_role("link", name=re.compile("^contact")).click()
    page.wait_for_url("**kind=contact**")
    shown = {each.split(" (")[0].strip().replace(" ", "-") for each in page.locator(".lines .what").all_inner_texts()}
    assert shown and {KINDS[kind].family for kind in shown} == {"contact"}
    sent = at(page.url, iran_site)
    assert dated(sent) == dated(page)
    page.get_by_role("link", name=re.compile("^contact")).click()
    assert len(dated(page)) > len(dated(sent))


def test_a_mark_of_a_timeline_leads_to_its_event(at, iran_site):
    page = at("/CHN-IRN/timeline?start=2021&end=2021&instrument=M2", iran_site)
    mark = page.locator(".wide svg a[href^='/event/']").first
    name = mark.get_attribute("aria-label")
    mark.click()
    page.wait_for_url("**/event/**")
    assert name.endswith(f": {page.locator('h1').inner_text()}")


# By keyboard alone


def test_by_keyboard_alone(at, iran_site):
    page = at("/", iran_site)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    tab_to(page, "Iran")
    page.keyboard.press("Enter")
    page.wait_for_url("**/CHN-IRN")
    tab_to(page, "Arms Transfers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/CHN-IRN/E1")
    page.goto("/CHN-IRN/timeline?start=2021&end=2021&instrument=M2")
    tab_to(page, "2021-01, exercise")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "what has the focus is seen to have it"
    page.keyboard.press("Enter")
    page.wait_for_url("**/event/**")
    tab_to(page, "China in Iran")
    page.keyboard.press("Enter")
    page.wait_for_url("**/CHN-IRN")


def tab_to(page, name, most=160):
    """Presses Tab until what has the focus is called so, or begins so."""
    asked = "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent || '').trim()"
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(asked).startswith(name):
            return
    raise AssertionError(f"no {name} within {most} steps")


# What is logged shows on reload


@pytest.fixture
def followed(workspace):
    """A small log, served by `mdime serve`, which follows it."""
    shutil.copy(METADATA, workspace.root)
    put(workspace.log, draft(DRILL, date="2019", instruments=["M1"], parties=[]))
    review(workspace.log)
    port = free_port()
    with running(["mdime_events.cli.main", "serve", "--port", port], port, workspace.root) as client:
        yield client


def test_an_event_that_is_logged_moves_a_rating_on_reload(followed, at, mdime):
    page = at("/", followed)
    cell = page.get_by_role("link", name=re.compile("^Iran M1"))
    before = cell.get_attribute("aria-label")
    assert "low" in before
    for year in (2020, 2021, 2022):
        done = mdime("log", "CHN", "IRN", "--date", year, "--kind", "exercise", "-i", "M1", "--title", f"A drill of {year}")
        assert done.returncode == 0, done.stderr
    for _ in range(40):
        page.reload()
        if cell.get_attribute("aria-label") != before and page.get_by_role("link", name="A drill of 2022").count():
            break
        page.wait_for_timeout(250)
    assert ": H, high" in cell.get_attribute("aria-label")
    cell.click()
    assert page.locator(".ladder .carrying a", has_text="A drill of 2022").count() == 1


def test_a_visit_to_a_dyad_that_is_new_shows_on_reload(followed, at, mdime):
    page = at("/", followed)
    assert mdime("log", "RUS", "SYR", "--date", "2015", "--kind", "visit", "-i", "D1", "--title", VISIT["title"]).returncode == 0
    for _ in range(40):
        page.reload()
        if page.get_by_role("link", name="Syria", exact=True).count():
            break
        page.wait_for_timeout(250)
    assert page.get_by_role("link", name="Syria", exact=True).count() == 1


# On paper


def printed(page, tmp_path):
    """A page as a PDF of A4 sheets: the file, and how many sheets."""
    file = tmp_path / "page.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    return file, len(re.findall(rb"/Type\s*/Page\b(?!s)", file.read_bytes()))


def test_a_dyad_prints_as_a_handout_of_two_sheets(at, iran_site, tmp_path):
    _, sheets = printed(at("/CHN-IRN", iran_site), tmp_path)
    assert sheets == 2


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext is installed (Debian: apt install poppler-utils)")
def test_every_sheet_has_the_marking_at_its_head_and_foot(at, tmp_path):
    for path in ("/", "/changes", "/mdime/current_ratings"):
        file, sheets = printed(at(path), tmp_path)
        told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout.split("\f")
        assert [sheet.count("TLP:GREEN") for sheet in told[:sheets]] == [2] * sheets, path
