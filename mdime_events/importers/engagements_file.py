"""China Vitae's engagements as a file: seven leaders one after the other, each from the last day to the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from mdime_events.batch import Row
from mdime_events.importers import files
from mdime_events.importers.shape import Covers, Table
from mdime_events.model import Where

HEADER = ("date", "year", "country", "leader", "text")
LEADERS = ("Hu Jintao", "Li Keqiang", "Wen Jiabao", "Xi Jinping")  # presidents and premiers
FOREIGN_MINISTERS = ("Li Zhaoxing", "Wang Yi", "Yang Jiechi")
KNOWN = LEADERS + FOREIGN_MINISTERS
SCOPE = (
    "China Vitae: meetings of China's president, premier and foreign minister, from official Chinese news. It cannot see the minister of "
    "defence, the military commission and officers where they travel without them, nor what official news left out"
)


def read(paths: Sequence[Path]) -> Table:
    """The rows of all seven leaders, each from the last day to the first. Raises DataProblems."""
    (path,) = paths
    (line, header), *lines = files.cells(path, files.text(path, files.UTF_8))
    files.check_header(path, line, header, HEADER)
    rows = files.rows(path, lines, HEADER)
    days = [day_of(row) for row in rows]
    _check_whole(path, rows, days)
    begins, ends = min(days).isoformat(), max(days).isoformat()
    covers = Covers(instruments=("D1",), begins=begins, ends=ends, scope=SCOPE, benefactors=("CHN",), partly=True)
    return Table(rows=rows, edition=ends, covers=covers)


def day_of(row: Row) -> date:
    """Raises DataProblems."""
    written, year = row.fields["date"], row.fields["year"]
    try:
        day = datetime.strptime(written, "%m/%d/%y").date()
    except ValueError:
        raise files.problem(row.where, f'date "{written}" is not understood; month, day and year such as 12/07/18 are expected') from None
    if str(day.year) != year:
        raise files.problem(row.where, f'date "{written}" is not of the year "{year}" beside it; the row is damaged')
    return day


def _check_whole(path: Path, rows: Sequence[Row], days: Sequence[date]) -> None:
    """Raises DataProblems where a leader is unknown or missing, or where a leader's days do not run backwards."""
    for row in rows:
        if row.fields["leader"] not in KNOWN:
            raise files.problem(row.where, f'unknown leader "{row.fields["leader"]}"; {", ".join(KNOWN)} are known')
    if missing := [each for each in KNOWN if each not in {row.fields["leader"] for row in rows}]:
        raise files.problem(
            Where(file=path.name, line=1), f"has no row of {', '.join(missing)}: the download was cut off; download it again"
        )
    for above, row, before, day in zip(rows, rows[1:], days, days[1:], strict=False):
        if row.fields["leader"] == above.fields["leader"] and day > before:
            told = f"is of {day} and stands below {before}; a leader's rows run backwards: download it again"
            raise files.problem(row.where, told)
