"""Formulas in CSV: a cell that a spreadsheet would run as one is marked as text, as OWASP advises ("CSV Injection")."""

from __future__ import annotations

import csv
import io

STARTS = ("=", "+", "-", "@", "\t", "\r")


def defused(body: bytes) -> bytes:
    """Rows of CSV in which no cell begins a formula; numbers stay numbers. What is no CSV comes back as it is."""
    text = body.decode("utf-8", "replace")
    if not any(start in text for start in STARTS):
        return body
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
    return out.getvalue().encode()


def _cell(cell: str) -> str:
    return f"'{cell}" if cell.startswith(STARTS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
