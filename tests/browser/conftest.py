"""A real browser over a real Datasette. A page that asks another host, logs an error or fails to load anything fails its test."""

import chromium
import pytest
from axe_playwright_python.sync_playwright import Axe


@pytest.fixture(scope="session")
def browser():
    if chromium.executable() is None:
        pytest.skip("no chromium is installed (Debian: apt install chromium)")
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def at(browser, atlas_site):
    """Opens pages: `at("/", width=360, scheme="dark")`. What any of them did wrong fails the test at its end."""
    opened = []

    def go(path, **look):
        context = chromium.opened(browser, str(atlas_site.base_url), **look)
        page, wrong = context.__enter__()
        opened.append((context, wrong))
        page.goto(path)
        return page

    yield go
    for context, _ in opened:
        context.__exit__(None, None, None)
    assert [each for _, wrong in opened for each in wrong] == []


@pytest.fixture(scope="session")
def accessible():
    """Asks axe-core for what a page lacks by WCAG 2.2 AA; answers in lines, each a rule and the element."""
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}

    def faults(page):
        found = Axe().run(page, options=rules).response["violations"]
        return [f"{each['id']}: {node['html'][:160]}: {node['failureSummary']}" for each in found for node in each["nodes"]]

    return faults
