"""Pages for what went wrong at the reader's end: an address that leads nowhere, a question put wrongly, SQL that is none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from datasette import Response
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from mdime_events.site import page
from mdime_events.site.refused import Refused

TOO_LONG = "The query took longer than this server allows. Ask for fewer rows, or for one dyad."

NO_PAGE = "There is no such page. A dyad's is at its codes, such as /CHN-IRN; the others are named above."


def told(exception: Exception) -> Refused | None:
    """The exception as a refusal, where it tells of a reader's mistake; None for a fault of the program."""
    if isinstance(exception, Refused):
        return exception
    if isinstance(exception, DatasetteError):  # Datasette's word for a question put wrongly, whatever status it gives
        status = exception.status if exception.status < HTTPStatus.INTERNAL_SERVER_ERROR else HTTPStatus.BAD_REQUEST.value
        return Refused(status, exception.title or _title(status), TOO_LONG if exception.message_is_html else str(exception.message))
    if isinstance(exception, Base400):
        return Refused(exception.status, _title(exception.status), _words(exception))
    return None


def _title(status: int) -> str:
    return HTTPStatus(status).phrase


def _words(exception: Exception) -> str:
    """What an exception says; Datasette's own for an address that leads nowhere is a bare number."""
    said = str(exception)
    return NO_PAGE if said in ("", "404", "Database not found") else said


def answer(datasette: Any, request: Any, refused: Refused) -> Callable[[], Awaitable[Response]]:
    """The page, or what a program that asked for JSON gets."""

    async def respond() -> Response:
        if request.path.split("?")[0].endswith(".json"):
            told = {"ok": False, "error": refused.message, "status": refused.status, "title": refused.title}
            return Response.json(told, status=refused.status)
        return await page.refusal(datasette, request, refused)

    return respond
