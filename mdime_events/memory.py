"""How the program's own processes keep house."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Looks for circles of dead values once in 100,000 new ones, not in 700: what is read from a log is a great many values that hold no
    circles, and to search them again and again cost a fifth of a cold build."""
    gc.set_threshold(100_000, 50, 50)
