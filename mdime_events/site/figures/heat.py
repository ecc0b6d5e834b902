"""The heat strip: instruments by years, each cell the level at the year's end (or on the last day known in it)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from attrs import frozen
from markupsafe import Markup

from mdime_events.site.figures.svg import Figure, link
from mdime_events.site.figures.track import block, over
from mdime_events.site.level import css, words
from mdime_events.vocabulary import LETTERS, OVERALL, RATED

WIDTH, HEAD, ROW, GAP, PAUSE = 720.0, 20.0, 24.0, 2.0, 6.0


@frozen(kw_only=True)
class Point:
    """An instrument at the end of a year: its level and trend, and the day (ISO) that they are of."""

    instrument: str
    year: int
    day: str
    level: str | None
    trend: str


def heat(points: Iterable[Point], path: Callable[[str, str], str], title: str) -> Figure:
    """The figure; `path` leads from an instrument and a day to its page as of that day."""
    cells = {(each.instrument, each.year): each for each in points}
    years = sorted({year for _, year in cells})
    columns = _columns(years)
    drawn, y = [over(columns[year], 13, _short(year, years)) for year in years], HEAD
    for code in RATED:
        y += PAUSE if code == OVERALL or code.endswith("1") else 0
        drawn += _row(code, y, columns, cells, path)
        y += ROW
    told = "; ".join(f"{RATED[code]}: {words(cells[code, years[-1]].level)}" for code in RATED if years and (code, years[-1]) in cells)
    description = f"Levels at the end of each year. In {years[-1]}: {told}." if years else "Nothing is known of any year."
    return Figure(name="heat", title=title, description=description, width=WIDTH, height=y, body=Markup("").join(drawn), fluid=True)


def _columns(years: Sequence[int]) -> dict[int | str, tuple[float, float]]:
    """The left and right edge of each year's column, in per cent; before them that of the codes."""
    names: tuple[int | str, ...] = ("code", *years)
    wide = 100 / len(names)
    return {name: (wide * number, wide * (number + 1)) for number, name in enumerate(names)}


def _short(year: int, years: Sequence[int]) -> str:
    """A year's name: of many all but the first lose their century."""
    return str(year) if year == years[0] or len(years) < 8 else f"’{year % 100:02}"


def _row(
    code: str,
    y: float,
    columns: Mapping[int | str, tuple[float, float]],
    cells: Mapping[tuple[str, int], Point],
    path: Callable[[str, str], str],
) -> Iterator[Markup]:
    yield over(columns["code"], y + 16, "All" if code == OVERALL else code, "code")
    for name, edges in columns.items():
        if isinstance(name, int) and (point := cells.get((code, name))):
            said = f"{code if code != OVERALL else 'Overall'}, {name}: {words(point.level)}, {point.trend}"
            square = block(edges, y, ROW - GAP, css(point.level))
            yield link(path(code, point.day), said, square, over(edges, y + 15, LETTERS[point.level], f"letters {css(point.level)}"))
