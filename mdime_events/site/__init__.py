"""The Datasette plugin: our pages and figures, and what Datasette's own pages get of ours. Hooks only; the work is in the modules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from markupsafe import Markup

from mdime_events.memory import collect_rarely
from mdime_events.site import cells, errors, guard, marked, page, routes


@hookimpl
def startup(datasette: Any) -> None:
    """A page's values hold no circles, either: to search for them took a third of the slowest pages."""
    collect_rarely()


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return routes.routes()


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """For Datasette's own pages; ours name their style sheets themselves."""
    return [datasette.urls.path(f"/-/static-plugins/mdime-events/{name}") for name in ("palette.css", "bar.css", "tables.css")]


@hookimpl
def extra_template_vars(template: str | None, datasette: Any) -> Callable[[], Any]:
    """The handling marking for Datasette's own pages."""

    async def variables() -> dict[str, Any]:
        return {} if (template or "").startswith("mdime/") else await page.for_tables(datasette)

    return variables


@hookimpl
def render_cell(row: Any, value: object, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    return cells.cell(row, value, column, table, database, datasette)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[guard.App], guard.App]:
    return lambda app: guard.guarded(marked.marked(app, datasette))


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A reader's mistake gets a page of ours; Datasette's own would print a traceback on the server's terminal as well."""
    outcome = yield
    if told := errors.told(exception):
        outcome.force_result([errors.answer(datasette, request, told)])
