"""Cells of Datasette's own tables: levels as badges, trends with arrows, in views ids as links to rows, an event's title to its page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from mdime_events.vocabulary import ARROWS, LEVELS, TRENDS

ROW_LINKS = {"event": "events", "target": "events", "rating": "ratings", "finding": "findings"}
LEVEL_COLUMNS = {"level", "next_level", "computed_level", "published_level", "level_before", "level_after"}
TREND_COLUMNS = {"trend", "computed_trend", "published_trend"}
VIEWS = ("current_ratings", "why", "what_would_change_it", "agreement", "lapsing", "timeline")


def cell(row: Any, value: object, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """What a cell shows; None where Datasette shows it as it is."""
    if not isinstance(value, str):
        return None
    if column in LEVEL_COLUMNS and value in LEVELS:
        return Markup('<span class="level level-{}">{}</span>').format(value.replace(" ", "-"), value)
    if column in TREND_COLUMNS and value in TRENDS:
        return Markup("{}&nbsp;{}").format(ARROWS[value], value)
    if table == "events" and column == "title" and row is not None:
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/event/{quote(str(row['id']), safe='')}"), value)
    if table in VIEWS and column in ROW_LINKS:
        path = f"{datasette.urls.table(database, ROW_LINKS[column])}/{quote(_tilde(value), safe='~')}"
        return Markup('<a href="{}">{}</a>').format(path, value if column != "event" else value[-12:])
    return None


def _tilde(value: str) -> str:
    """Datasette's own encoding of a key in a path."""
    from datasette.utils import tilde_encode

    return str(tilde_encode(value))
