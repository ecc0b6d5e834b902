"""Which address is which page. They come before Datasette's own; its index of tables stays at the database's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mdime_events.site import figure_page
from mdime_events.site.pages import about, changes, codebook, compare, coverage, dyad, event, hangs_on, home, instrument, timeline

Page = Callable[[Any, Any], Awaitable[Any]]

DYAD = r"/(?P<dyad>[A-Z]{3}-[A-Z]{3})"

PAGES: tuple[tuple[str, Page], ...] = (
    (r"/$", home.page),
    (r"/about$", about.page),
    (r"/changes$", changes.page),
    (r"/codebook$", codebook.page),
    (r"/compare$", compare.page),
    (r"/coverage$", coverage.page),
    (r"/event/(?P<id>[^/]+)$", event.page),
    (r"/timeline$", timeline.choice),
    (rf"{DYAD}$", dyad.page),
    (rf"{DYAD}/timeline$", timeline.page),
    (rf"{DYAD}/(?P<instrument>[A-Z][A-Z0-9]{{1,6}})$", instrument.page),
    (rf"{DYAD}/(?P<instrument>[A-Z][A-Z0-9]{{1,6}})/hangs-on$", hangs_on.page),
    (rf"{DYAD}/(?P<figure>[a-z-]+)\.svg$", figure_page.page),
)


def routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(pattern, _view(page)) for pattern, page in PAGES]


def _view(page: Page) -> Callable[..., Any]:
    async def view(datasette: Any, request: Any) -> Any:
        return await page(datasette, request)

    return view
