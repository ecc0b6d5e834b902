"""SIPRI's trade register as a file: latin-1, lines about the edition on top, three columns with a blank for a name, rows from A to Z."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from mdime_events.batch import Row
from mdime_events.importers import files
from mdime_events.importers.shape import Covers, Table
from mdime_events.model import Where

COLUMNS = (  # as the header prints them, and as rows are read
    ("Recipient", "recipient"),
    ("Supplier", "supplier"),
    ("Year of order", "ordered"),
    (" ", "ordered?"),
    ("Number ordered", "number"),
    (" ", "number?"),
    ("Weapon designation", "weapon"),
    ("Weapon description", "description"),
    ("Number delivered", "delivered"),
    (" ", "delivered?"),
    ("Year(s) of delivery", "years"),
    ("status", "status"),
    ("Comments", "comments"),
    ("SIPRI TIV per unit", "tiv_unit"),
    ("SIPRI TIV for total order", "tiv_order"),
    ("SIPRI TIV of delivered weapons", "tiv_delivered"),
)
HEADER = tuple(printed for printed, _ in COLUMNS)
NAMES = tuple(name for _, name in COLUMNS)
COMMENTS = NAMES.index("comments")
FIRST_LINE = re.compile(r"Transfers of major conventional arms from (.+?)\s+to (.+?)\s*\. .* year range '(\d{4})' to '(\d{4})'\s*")
GENERATED = re.compile(r"Data generated: (\d{1,2} \w{3} \d{4})\b.*")


def read(paths: Sequence[Path]) -> Table:
    """The register's rows, its edition and what it covers. Raises DataProblems."""
    (path,) = paths
    lines = list(files.cells(path, files.text(path, files.LATIN_1)))
    head = next((number for number, (_, each) in enumerate(lines) if each[0] == HEADER[0]), len(lines))
    if head == len(lines):
        raise files.problem(Where(file=path.name, line=1), 'has no header that begins with "Recipient"; this is no trade register')
    files.check_header(path, *lines[head], HEADER)
    begins, edition = _preamble(path, [",".join(each) for _, each in lines[:head]])
    rows = files.rows(path, _rejoined(lines[head + 1 :]), NAMES)
    _check_end(path, rows)
    return Table(rows=rows, edition=edition, covers=_covers(begins, rows))


def _preamble(path: Path, lines: Sequence[str]) -> tuple[str, str]:
    """The first year of the register and its edition's day, from the lines above its header."""
    about = next(filter(None, map(FIRST_LINE.fullmatch, lines)), None)
    made = next(filter(None, map(GENERATED.fullmatch, lines)), None)
    if not about or not made:
        told = "does not say its years and its day above the header (\"… year range '1950' to '2024'\", \"Data generated: 13 Oct 2024 …\")"
        raise files.problem(Where(file=path.name, line=1), f"{told}; download the register as CSV and leave it as it is")
    if (about[1], about[2]) != ("All countries", "All countries"):
        told = f"is the register of transfers from {about[1]} to {about[2]}; download that from all countries to all countries"
        raise files.problem(Where(file=path.name, line=1), told)
    return about[3], datetime.strptime(made[1], "%d %b %Y").date().isoformat()


def _rejoined(lines: Sequence[files.Cells]) -> list[files.Cells]:
    """The rows; one that a line break within its comment has cut in two is put together (the edition of 2024 has two)."""
    found: list[files.Cells] = []
    for line, each in lines:
        if found and len(found[-1][1]) == COMMENTS + 1 and len(each) == len(NAMES) - COMMENTS:
            first_line, first = found.pop()
            found.append((first_line, [*first[:-1], f"{first[-1]} {each[0]}", *each[1:]]))
        else:
            found.append((line, each))
    return found


def _check_end(path: Path, rows: Sequence[Row]) -> None:
    """Raises DataProblems where the recipients, which run from A to Z, stop short."""
    last = rows[-1] if rows else Row(where=Where(file=path.name, line=1), fields={"recipient": "(no row)"})
    if not last.fields["recipient"].lower().startswith("z"):
        told = f"ends with {last.fields['recipient']}, and the register's recipients run to Zimbabwe: the download was cut off"
        raise files.problem(last.where, f"{told}; download it again")


def _covers(begins: str, rows: Sequence[Row]) -> Covers | None:
    years = [year for row in rows for year in re.findall(r"\d{4}", row.fields["years"])]
    scope = (
        "SIPRI's arms transfers register, all suppliers to all recipients: major conventional arms, by open sources. "
        "It cannot see small arms, ammunition, most parts and services, nor secret transfers"
    )
    return Covers(instruments=("E1",), begins=begins, ends=max(years), scope=scope) if years else None
