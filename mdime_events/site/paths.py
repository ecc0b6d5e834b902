"""Where pages are: under Datasette's base, and on the day that the reader is looking at."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from attrs import field, frozen

from mdime_events.site.asked import NOW, Clock


@frozen(kw_only=True)
class Paths:
    """Links of one page. Those to pages that can look at a past day keep to the page's own `clock`."""

    datasette: Any
    database: str = ""
    clock: Clock = NOW
    _base: str = field(init=False)

    @_base.default
    def _of_datasette(self) -> str:
        return str(self.datasette.urls.path("/")).rstrip("/")

    def to(self, path: str, **query: object) -> str:
        """A path of this host, with the parameters that are not empty."""
        given = {name: str(text) for name, text in query.items() if text not in (None, "", ())}
        return f"{self._base}{path}?{urlencode(given)}" if given else f"{self._base}{path}"

    def home(self, **query: object) -> str:
        return self.to("/", **{**self._day, **query})

    def dyad(self, dyad: str, **query: object) -> str:
        return self.to(f"/{dyad}", **{**self.clock.query, **query})

    def instrument(self, dyad: str, instrument: str, **query: object) -> str:
        return self.to(f"/{dyad}/{instrument}", **{**self.clock.query, **query})

    def hangs_on(self, dyad: str, instrument: str) -> str:
        return self.to(f"/{dyad}/{instrument}/hangs-on", **self.clock.query)

    def timeline(self, dyad: str | None = None, **query: object) -> str:
        return self.to(f"/{dyad}/timeline" if dyad else "/timeline", **query)

    def figure(self, dyad: str, name: str, **query: object) -> str:
        """A figure by itself: `heat` gives /CHN-IRN/heat.svg."""
        return self.to(f"/{dyad}/{name}.svg", **{**self.clock.query, **query})

    def event(self, id: str) -> str:
        return self.to(f"/event/{quote(id, safe='')}")

    def compare(self, *dyads: str, **query: object) -> str:
        return self.to("/compare", dyads=",".join(dyads), **{**self._day, **query})

    def tables(self) -> str:
        return str(self.datasette.urls.database(self.database))

    def table(self, name: str, **query: object) -> str:
        """A table or view, with Datasette's own filters."""
        return f"{self.datasette.urls.table(self.database, name)}{'?' + urlencode(query) if query else ''}"

    def row(self, table: str, key: str) -> str:
        return str(self.datasette.urls.row(self.database, table, _tilde(key)))

    def static(self, name: str) -> str:
        return self.to(f"/-/static-plugins/mdime-events/{name}")

    @property
    def _day(self) -> dict[str, str]:
        return {"as_of": self.clock.query["as_of"]} if self.clock.as_of else {}


def _tilde(key: str) -> str:
    from datasette.utils import tilde_encode

    return str(tilde_encode(key))
