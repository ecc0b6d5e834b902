"""The Datasette plugin: links and level badges in cells, the style sheet, and headers that keep every page on this host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from datasette import hookimpl
from markupsafe import Markup

from mdime_events.site.defuse import defused
from mdime_events.vocabulary import LEVELS, TRENDS

ROW_LINKS = {"event": "events", "target": "events", "rating": "ratings", "finding": "findings"}
LEVEL_COLUMNS = {"level", "next_level", "computed_level", "published_level", "level_before", "level_after"}
TREND_COLUMNS = {"trend", "computed_trend", "published_trend"}
ARROWS = dict(zip(TRENDS, "↗→↘?", strict=True))
VIEWS = ("current_ratings", "why", "what_would_change_it", "agreement", "lapsing", "timeline")

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        b"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)

Scope = dict[str, Any]
Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Any, Send], Awaitable[None]]


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    return [datasette.urls.path("/-/static-plugins/mdime-events/mdime.css")]


@hookimpl
def render_cell(value: object, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """Levels as badges, trends with arrows, and in views ids as links to their rows."""
    if not isinstance(value, str):
        return None
    if column in LEVEL_COLUMNS and value in LEVELS:
        return Markup('<span class="level level-{}">{}</span>').format(value.replace(" ", "-"), value)
    if column in TREND_COLUMNS and value in TRENDS:
        return Markup("{}&nbsp;{}").format(ARROWS[value], value)
    if table in VIEWS and column in ROW_LINKS:
        path = f"{datasette.urls.table(database, ROW_LINKS[column])}/{quote(_tilde(value), safe='~')}"
        return Markup('<a href="{}">{}</a>').format(path, value if column != "event" else value[-12:])
    return None


def _tilde(value: str) -> str:
    """Datasette's own encoding of a key in a path."""
    from datasette.utils import tilde_encode

    return str(tilde_encode(value))


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Adds the headers to every answer, and takes the sting out of formulas in CSV: Datasette sends its rows one by one."""

    def wrap(app: App) -> App:
        async def guarded(scope: Scope, receive: Any, send: Send) -> None:
            table = scope.get("path", "").endswith(".csv")

            async def send_guarded(message: Message) -> None:
                if message["type"] == "http.response.start":
                    others = [pair for pair in message.get("headers", []) if pair[0].lower() not in dict(HEADERS)]
                    message = {**message, "headers": [*others, *HEADERS]}
                elif table and message["type"] == "http.response.body":
                    message = {**message, "body": defused(message.get("body", b""))}
                await send(message)

            await app(scope, receive, send_guarded)

        return guarded

    return wrap
