"""The system's own chromium, driven by Playwright, on one host: whatever a page asks another for, and whatever it complains of, is kept.

python tests/browser/chromium.py http://127.0.0.1:8001 FOLDER / /CHN-IRN        pictures of pages, at three widths, light and dark
"""

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

WIDTHS = (360, 800, 1440)
SCHEMES = ("light", "dark")
NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable():
    """The path of a chromium that is installed; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def started():
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser, base, width=1440, height=900, scheme="light", refused=False):
    """A page of its own, and the list of what it did wrong so far: requests to another host, errors, failed loads.

    `refused` says that the page itself is not there or asked for wrongly, which is then no fault.
    """
    context = browser.new_context(base_url=base, viewport={"width": width, "height": height}, color_scheme=scheme)
    page, wrong = context.new_page(), []
    host = urlsplit(base).netloc
    page.on("request", lambda asked: wrong.append(f"asked {asked.url}") if _elsewhere(asked.url, host) else None)
    expected = "status of 4" if refused else "\0"
    page.on("console", lambda said: wrong.append(f"{said.type}: {said.text}") if _is_fault(said) and expected not in said.text else None)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("requestfailed", lambda asked: wrong.append(f"failed {asked.url}") if asked.failure != "net::ERR_ABORTED" else None)
    try:
        yield page, wrong
    finally:
        context.close()


def _is_fault(said):
    return said.type in ("error", "warning")


def _elsewhere(url, host):
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.netloc != host


def pictures(base, folder, *paths):
    """A picture of every page at every width, in light and in dark; yields their files and what the page did wrong."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with started() as browser:
        for path in paths:
            for width in WIDTHS:
                for scheme in SCHEMES:
                    with opened(browser, base, width=width, scheme=scheme) as (page, wrong):
                        page.goto(path)
                        file = Path(folder) / f"{path.strip('/').replace('/', '_') or 'home'}-{width}-{scheme}.png"
                        page.screenshot(path=file, full_page=True)
                        yield file, wrong


if __name__ == "__main__":
    for file, wrong in pictures(*sys.argv[1:]):
        sys.stdout.write(f"{file} {wrong or ''}\n")
