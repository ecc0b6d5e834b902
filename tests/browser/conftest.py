"""A real browser over a real Datasette. A page that asks another host, logs an error or fails to load anything fails its test."""

from itertools import product

import chromium
import pytest
from axe_playwright_python.sync_playwright import Axe

LOOKS = tuple(product(chromium.WIDTHS, chromium.SCHEMES))


def pytest_generate_tests(metafunc):
    """Every page at every width, in light and in dark, in the long form; else each page in one look, by rotation."""
    if {"path", "look"} <= set(metafunc.fixturenames):
        pages = metafunc.module.PAGES
        more = (*pages, *metafunc.module.MORE)
        every = product(more, LOOKS) if metafunc.config.getoption("--long") else zip(pages, LOOKS * len(pages), strict=False)
        metafunc.parametrize(("path", "look"), list(every), ids=lambda each: each if isinstance(each, str) else "-".join(map(str, each)))


@pytest.fixture(scope="session")
def browser():
    if chromium.executable() is None:
        pytest.skip("no chromium is installed (Debian: apt install chromium)")
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def at(browser, request):
    """Opens pages: `at("/", width=360, scheme="dark")`, of the atlas where no client is given. What any did wrong fails the test."""
    opened = []

    def go(path, site=None, **look):
        base = str((site or request.getfixturevalue("atlas_site")).base_url)
        context = chromium.opened(browser, base, **look)
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
    every = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

    def faults(page, only=None):
        rules = {"runOnly": {"type": "rule", "values": [only]} if only else every}
        found = Axe().run(page, options=rules).response["violations"]
        return [f"{each['id']}: {node['html'][:160]}: {node['failureSummary']}" for each in found for node in each["nodes"]]

    return faults
