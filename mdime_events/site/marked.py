"""The marking of what leaves as a file: a header for programs, and a part of the file's name, which stays with a file that is saved.

The rows and the formats stay Datasette's own: what reads them today reads them still.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any

from mdime_events.site import marking as handling
from mdime_events.site import page
from mdime_events.site.guard import App, Message, Pair, Scope, Send

FILES = (".csv", ".json", ".db")
NAME = b"content-disposition"


def marked(app: App, datasette: Any) -> App:
    """The application; its exports carry the highest marking of all that is here, a page that knows its own brings it along."""

    async def marked_app(scope: Scope, receive: Any, send: Send) -> None:
        marking = await page.highest_of_all(datasette) if scope.get("path", "").endswith(FILES) else None

        async def send_marked(message: Message) -> None:
            if marking and message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                message = {**message, "headers": _headers(message.get("headers", []), scope["path"], marking)}
            await send(message)

        await app(scope, receive, send_marked)

    return marked_app


def _headers(given: list[Pair], path: str, marking: str) -> list[Pair]:
    """With the marking, and with a file's name that tells it: `events.TLP-AMBER.csv`."""
    named = [value for name, value in given if name.lower() == NAME]
    kept = [pair for pair in given if pair[0].lower() != NAME]
    how = b"attachment" if any(value.startswith(b"attachment") for value in named) else b"inline"
    told = how + f'; filename="{file_name(path, marking)}"'.encode()
    return [*kept, (NAME, told), *((name.encode(), value.encode()) for name, value in handling.told(marking).items())]


def file_name(path: str, marking: str) -> str:
    """The last part of a path, the marking before its ending."""
    file = PurePosixPath(path)
    return f"{_plain(file.stem)}.{_plain(marking)}{file.suffix}"


def _plain(words: str) -> str:
    """Letters, digits and few signs: what every file system takes."""
    return re.sub(r"[^A-Za-z0-9+_.~-]+", "-", words).strip("-")
