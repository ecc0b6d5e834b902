"""Every page, at three widths, in light and in dark: accessible, on one host, and scrolling sideways in tables only."""

import chromium
import pytest
from tables import column

PAGES = (
    *("/", "/DYAD?as_of=2016", "/DYAD/timeline", "/DYAD/M1?known_on=today", "/event/EVENT", "/compare?dyads=DYAD,OTHER"),
    *("/changes", "/coverage", "/codebook", "/about", "/timeline", "/?as_of=zzz"),
)
MORE = (  # looked at in the long form
    *(
        "/?as_of=2019",
        "/?region=Nowhere",
        "/?sort=-M1&level=low",
        "/DYAD",
        "/DYAD?known_on=today",
        "/DYAD/OVERALL",
        "/DYAD/NEVER",
        "/DYAD/M1/hangs-on",
    ),
    *("/DYAD/E1?as_of=2016", "/DYAD/timeline?start=2014&end=2016", "/DYAD/timeline?start=1200&end=1201", "/compare", "/nowhere"),
    *("/compare?dyads=DYAD&days=2015,2020", "/changes?cause=lapse"),
)
TABLES = ("/mdime", "/mdime/events", "/mdime/current_ratings", "/mdime/ratings/DYAD~2FM1", "/mdime/events/EVENT", "/mdime?sql=select+1")
REFUSED = ("/nowhere", "/?as_of=zzz")


@pytest.fixture(scope="session")
def named(atlas):
    """An address, with a dyad, an event and an instrument of the atlas in the place of their names."""
    dyad, other = column(atlas.database, "SELECT dyad FROM dyads ORDER BY events DESC LIMIT 2")
    event = column(atlas.database, "SELECT v.event FROM evidence v JOIN event_links l ON l.target = v.event LIMIT 1")
    event = event or column(atlas.database, "SELECT event FROM evidence LIMIT 1")
    never = column(atlas.database, "SELECT '/' || dyad || '/' || instrument FROM ratings WHERE level IS NULL LIMIT 1")

    def name(path):
        return path.replace("/DYAD/NEVER", never[0]).replace("DYAD", dyad).replace("OTHER", other).replace("EVENT", event[0])

    return name


def test_a_page_has_no_fault_that_axe_finds_and_fits_its_window(at, named, accessible, path, look):
    width, scheme = look
    page = at(named(path), width=width, scheme=scheme, refused=path in REFUSED)
    assert accessible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", TABLES)
def test_datasettes_own_pages_fit_their_window_and_lead_back(at, named, path):
    page = at(named(path))
    for width in chromium.WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Dyads", exact=True).click()
    page.wait_for_url("**/")
    assert page.locator("table.matrix").count() == 1


@pytest.mark.parametrize("scheme", chromium.SCHEMES)
@pytest.mark.parametrize("path", TABLES)
def test_datasettes_own_pages_are_legible_in_light_and_dark(at, named, accessible, path, scheme):
    """Its HTML is its own, and has faults that no style can mend: a page without a language, fields without labels."""
    page = at(named(path) + ("" if "?" in path else "?_size=5"), scheme=scheme)
    assert accessible(page, only="color-contrast") == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(21, 23, 26)") == (scheme == "dark")


@pytest.mark.parametrize("figure", ["degrees", "heat", "timeline", "course"])
def test_a_figure_opens_as_a_file_of_its_own(at, named, figure):
    for scheme in chromium.SCHEMES:
        page = at(named(f"/DYAD/{figure}.svg"), scheme=scheme)
        assert page.evaluate("document.documentElement.tagName") == "svg"
        assert page.evaluate("document.querySelectorAll('parsererror').length") == 0
        assert page.evaluate("document.documentElement.getBBox().width") > 300


def test_a_page_that_asks_another_host_is_found_out(browser, atlas_site):
    with chromium.opened(browser, str(atlas_site.base_url)) as (page, wrong):
        page.goto("/about")
        page.evaluate("new Image().src = 'http://example.invalid/pixel.png'")
        page.wait_for_timeout(300)
        assert any("example.invalid" in each for each in wrong)
