"""Headers that keep every page on this host, and CSV in which no cell runs as a formula."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mdime_events.site.defuse import defused

DATASETTE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGE_POLICY = (  # our own pages hold no script and no style of their own
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

HEADERS = (
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
POLICY = b"content-security-policy"

Scope = dict[str, Any]
Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Any, Send], Awaitable[None]]
Pair = tuple[bytes, bytes]


def guarded(app: App) -> App:
    """The application, its answers guarded; Datasette sends the rows of a CSV one by one."""

    async def guarded_app(scope: Scope, receive: Any, send: Send) -> None:
        table = scope.get("path", "").endswith(".csv")

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _headers(message.get("headers", []))}
            elif table and message["type"] == "http.response.body":
                message = {**message, "body": defused(message.get("body", b""))}
            await send(message)

        await app(scope, receive, send_guarded)

    return guarded_app


def _headers(given: list[Pair]) -> list[Pair]:
    """An answer's headers with ours; a page of ours brings its own, stricter policy."""
    kept = [pair for pair in given if pair[0].lower() not in dict(HEADERS)]
    policy = [] if any(name.lower() == POLICY for name, _ in kept) else [(POLICY, DATASETTE_POLICY.encode())]
    return [*kept, *policy, *HEADERS]
