"""Files of others, read strictly: the encoding and the header that an importer expects, whole rows, and an end that was not cut off."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from mdime_events.batch import Row, content
from mdime_events.model import Problem, Where
from mdime_events.replay import DataProblems

LATIN_1 = "latin-1"
UTF_8 = "utf-8"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

Cells = tuple[int, list[str]]


def problem(where: Where, message: str) -> DataProblems:
    return DataProblems([Problem(code="IMPORT", message=message, where=where)])


def text(path: Path, encoding: str) -> str:
    """The text of a file in UTF-8 (a byte order mark is passed over) or latin-1; it ends with a newline. Raises DataProblems."""
    found = decoded(path, encoding)
    if not found.endswith("\n"):
        raise problem(_line(path, found), "ends in the middle of a line: the download was cut off; download it again")
    return found


def decoded(path: Path, encoding: str, mark: str = "") -> str:
    """The same of a file that may end otherwise, without the `mark` that its makers set at the end. Raises DataProblems."""
    where = Where(file=path.name, line=1)
    raw = content(path, where)
    if not raw.removeprefix(BOM_UTF8).strip():
        raise problem(where, "is empty; download it again")
    try:
        found = raw.decode(encoding).removeprefix("\ufeff").removesuffix(mark)
        wrong = encoding == LATIN_1 and not raw.isascii() and _is_utf_8(raw)
    except UnicodeDecodeError as error:
        raise problem(
            _line(path, raw[: error.start].decode(encoding)),
            f"is not {encoding}, which the set is written in; download it again or save it as {encoding}",
        ) from None
    if wrong:
        raise problem(where, f"is UTF-8; the set is written in {encoding}, so this file was saved anew: download it again")
    if control := _CONTROL.search(found):
        told = f"holds the control character U+{ord(control.group()):04X}, so it is not {encoding} or is damaged; download it again"
        raise problem(_line(path, found[: control.start()]), told)
    return found


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode(UTF_8)
    except UnicodeDecodeError:
        return False
    return True


def _line(path: Path, before: str) -> Where:
    return Where(file=path.name, line=before.count("\n") + 1)


def cells(path: Path, decoded: str) -> Iterator[Cells]:
    """The cells of every line that is not empty, with the number of the line that they begin on. Raises DataProblems."""
    reader = csv.reader(io.StringIO(decoded, newline=""), strict=True)
    begins = 1
    try:
        for found in reader:
            if found:
                yield begins, found
            begins = reader.line_num + 1
    except csv.Error as error:
        raise problem(Where(file=path.name, line=begins), f"is not CSV that can be read: {error}") from None


def check_header(path: Path, line: int, found: Sequence[str], expected: Sequence[str]) -> None:
    """Raises DataProblems where a header is not the one that the importer was written for, with the first column that differs."""
    for number, (got, wanted) in enumerate(zip_longest(found, expected), 1):
        if got != wanted:
            told = "the header ends" if got is None else f'column {number} of the header is "{got}"'
            should = "nothing" if wanted is None else f'"{wanted}"'
            hint = "the layout of the set has changed, or this is another file"
            raise problem(Where(file=path.name, line=line), f"{told} where {should} is expected; {hint}")


def rows(path: Path, found: Sequence[Cells], names: Sequence[str]) -> tuple[Row, ...]:
    """The rows under a header, each cell stripped, by name. Raises DataProblems with every row that has not as many cells."""
    short = [(line, len(each)) for line, each in found if len(each) != len(names)]
    if short:
        told = "has {} cells where the header has {}; the file is damaged"
        raise DataProblems(
            Problem(code="IMPORT", message=told.format(count, len(names)), where=Where(file=path.name, line=line)) for line, count in short
        )
    stripped = ((line, [cell.strip() for cell in each]) for line, each in found)
    return tuple(Row(where=Where(file=path.name, line=line), fields=dict(zip(names, each, strict=True))) for line, each in stripped)
