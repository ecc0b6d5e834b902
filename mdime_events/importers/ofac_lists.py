"""The files of OFAC: two SDN lists in CSV, which have no header and bear no date; their names do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mdime_events import dates
from mdime_events.batch import Row
from mdime_events.importers import files
from mdime_events.importers.shape import Table
from mdime_events.model import Problem, Where
from mdime_events.replay import DataProblems

COLUMNS = "uid name type programmes title call_sign vessel_type tonnage gross_tonnage flag owner remarks"
NAMES = COLUMNS.split()
TYPES = ("-0-", "individual", "vessel", "aircraft")
EMPTY = "-0-"
END_OF_FILE = "\x1a"  # OFAC's own lists end with it; copies of them need not
FEW = 20  # names that may leave a list without a question


def read(paths: Sequence[Path]) -> Table:
    """The rows of an earlier and a later list, named by their days. Raises DataProblems."""
    return read_dated(paths, [_day(path) for path in paths])


def read_dated(paths: Sequence[Path], days: Sequence[str]) -> Table:
    """The rows of an earlier and a later list; each row bears the day of its `list`. Raises DataProblems."""
    earlier, later = days
    if dates.period(earlier)[1] >= dates.period(later)[0]:
        raise files.problem(_top(paths[0]), f"is a list of {earlier}, and the other of {later}; give the earlier list first")
    lists = [_list(path, day) for path, day in zip(paths, days, strict=True)]
    _check_whole(paths, *lists)
    return Table(rows=(*lists[0], *lists[1]), edition=later)


def _top(path: Path) -> Where:
    return Where(file=path.name, line=1)


def _day(path: Path) -> str:
    """The day or month that a list's file is named by. Raises DataProblems."""
    found = re.findall(r"\d{4}-\d\d(?:-\d\d)?", path.stem)
    try:
        (day,) = found
        dates.period(day)
    except ValueError:
        told = (
            "does not say its day, since OFAC's lists bear none; say it for each list, as in --edition 2019-01-15 --edition 2020-08, "
            "or name the file by it, such as sdn-2019-01-15.csv"
        )
        raise files.problem(_top(path), told) from None
    return str(day)


def _list(path: Path, day: str) -> tuple[Row, ...]:
    """A list's rows, `-0-` left out. Raises DataProblems with every row that is not as OFAC writes it."""
    found = files.rows(path, list(files.cells(path, files.decoded(path, files.UTF_8, END_OF_FILE))), NAMES)
    problems = [Problem(code="IMPORT", message=fault, where=row.where) for row in found if (fault := _fault(row))]
    numbers = [int(row.fields["uid"]) for row in found if not problems]
    if numbers != sorted(set(numbers)):
        problems.append(Problem(code="IMPORT", message="is not in the order of its numbers; it is damaged", where=_top(path)))
    if problems:
        raise DataProblems(problems)
    return tuple(Row(where=row.where, fields={**_without_empty(row), "list": day}) for row in found)


def _fault(row: Row) -> str | None:
    uid, type = row.fields["uid"], row.fields["type"]
    if not re.fullmatch(r"\d+", uid):
        return f'begins with "{uid}" where a number is expected; this is no SDN list, or it is damaged'
    if type not in TYPES:
        return f'unknown type "{type}"; {", ".join(TYPES)} are known'
    blank = [name for name, value in row.fields.items() if not value or value in ("-", "-0")]
    return (
        f"has nothing in {', '.join(blank)}, where OFAC writes -0-; the file was cut off or saved anew: download it again"
        if blank
        else None
    )


def _without_empty(row: Row) -> dict[str, str]:
    return {name: "" if value == EMPTY and name != "type" else value for name, value in row.fields.items()}


def _check_whole(paths: Sequence[Path], earlier: Sequence[Row], later: Sequence[Row]) -> None:
    """Raises DataProblems where so much differs that one of the lists was cut off."""
    known, now = ({row.fields["uid"] for row in each} for each in (earlier, later))
    for path, missing, others, most in ((paths[1], known - now, known, 1 / 10), (paths[0], now - known, now, 1 / 2)):
        if len(missing) > max(FEW, len(others) * most):
            told = f"lacks {len(missing)} of the other list's {len(others)} names: it was cut off, or they are too far apart to be compared"
            raise files.problem(_top(path), told)
