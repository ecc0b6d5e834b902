"""The importers by name. A new one is one line here."""

from __future__ import annotations

from importlib import import_module

from mdime_events.importers.shape import Importer
from mdime_events.vocabulary import suggest

NAMES = (
    "events",
    "confucius",
    "engagements",
    "exercises",
    "investments",
    "ofac",
    "sipri",
)


def importer(name: str) -> Importer:
    """The importer called `name`. Raises ValueError with the nearest name."""
    if name not in NAMES:
        raise ValueError(f'there is no importer "{name}"{suggest(name, NAMES)}')
    found: Importer = import_module(f"mdime_events.importers.{name}").IMPORTER
    return found
