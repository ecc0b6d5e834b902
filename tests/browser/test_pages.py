"""Every page, at three widths, in light and in dark: accessible, on one host, and scrolling sideways in tables only."""

import chromium
import pytest

PAGES = ("/", "/?as_of=2019", "/?region=Nowhere", "/CHN-IRN", "/nowhere")


@pytest.fixture(scope="module")
def pages(atlas_site):
    """The addresses of PAGES, of a dyad that is there."""
    dyad = atlas_site.get("/mdime/dyads.json?_shape=array").json()[0]["dyad"]
    return {path: path.replace("CHN-IRN", dyad) for path in PAGES}


@pytest.mark.parametrize("scheme", chromium.SCHEMES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_fault_that_axe_finds(at, pages, accessible, path, scheme):
    assert accessible(at(pages[path], scheme=scheme, missing=path == "/nowhere")) == []


@pytest.mark.parametrize("width", chromium.WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_no_wider_than_its_window(at, pages, path, width):
    page = at(pages[path], width=width, missing=path == "/nowhere")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_home_to_a_dyad_by_keyboard(at):
    page = at("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.locator(".matrix th[scope=row] a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*-*")
    assert " in " in page.locator("h1").inner_text()


def test_a_matrix_is_sorted_by_clicking_a_head(at):
    page = at("/")
    page.get_by_role("link", name="D1", exact=True).click()
    page.wait_for_url("**/?sort=-D1")
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("D1")


def test_a_page_that_asks_another_host_is_found_out(browser, atlas_site):
    with chromium.opened(browser, str(atlas_site.base_url)) as (page, wrong):
        page.goto("/about")
        page.evaluate("new Image().src = 'http://example.invalid/pixel.png'")
        page.wait_for_timeout(300)
        assert any("example.invalid" in each for each in wrong)
