"""Replay for a page: what is asked of a past day or seal is rated anew from the records that the database holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mdime_events.replay import DataProblems
from mdime_events.site.refused import Refused, wrong
from mdime_events.stored import OtherRules, Stored, stored


def replayed(connection: sqlite3.Connection, database: Path, dyad: str, known_on: str | None = None) -> Stored:
    """One dyad's log as the database holds it, as known on a day or at a seal. Raises Refused where it cannot be had."""
    try:
        return stored(connection, database, dyad, known_on)
    except OtherRules as error:
        where = "are neither beside it nor those of this program. Put the folder rules/ beside the database, or recompute it."
        raise Refused(409, "This cannot be worked out here", f"The rules of this database ({str(error.digest)[:12]}) {where}") from None
    except DataProblems as error:
        raise Refused(409, "The log that this database holds cannot be rated", str(error)) from None
    except ValueError as error:
        raise wrong(f"{error}.") from None
