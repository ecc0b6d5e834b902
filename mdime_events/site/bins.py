"""Spans of months to count in: a month, a quarter, a year, five, ten or a hundred years, numbered on since the year 0."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from attrs import frozen

MONTH, QUARTER, YEAR = 1, 3, 12
SIZES = (MONTH, QUARTER, YEAR, 5 * YEAR, 10 * YEAR, 100 * YEAR)
MANY_YEARS = 7
NAMES = {MONTH: "month", QUARTER: "quarter", YEAR: "year", 5 * YEAR: "five years", 10 * YEAR: "decade", 100 * YEAR: "century"}


@frozen
class Bin:
    """The `number`-th span of `size` months."""

    number: int
    size: int

    @property
    def first(self) -> date:
        years, month = divmod(self.number * self.size, YEAR)
        return date(max(years, 1), month + 1, 1)

    @property
    def last(self) -> date:
        years, month = divmod((self.number + 1) * self.size - 1, YEAR)
        return date(years, month + 1, monthrange(years, month + 1)[1])

    @property
    def label(self) -> str:
        """`Mar 2014`, `Q1 2014`, `2014`, `2010–2019`."""
        if self.size == MONTH:
            return f"{self.first:%b} {self.first.year}"
        if self.size == QUARTER:
            return f"Q{(self.first.month + 2) // 3} {self.first.year}"
        return str(self.first.year) if self.size == YEAR else f"{self.first.year}–{self.last.year}"


def labels(cells: Sequence[Bin]) -> list[str]:
    """Their labels; of many years all but the first lose their century, so that they fit beside each other on a narrow screen."""
    many = len(cells) > MANY_YEARS and cells[0].size == YEAR
    return [each.label if number == 0 or not many else f"’{each.first.year % 100:02}" for number, each in enumerate(cells)]


def bin_of(day: date, size: int) -> Bin:
    return Bin((day.year * YEAR + day.month - 1) // size, size)


def bins(first: date, last: date, most: int) -> list[Bin]:
    """The bins from `first` to `last`, of the smallest size that makes at most so many of them."""
    for size in SIZES:
        begin, end = bin_of(first, size).number, bin_of(last, size).number
        if end - begin < most:
            break
    return [Bin(number, size) for number in range(begin, end + 1)]


def column(day: str) -> str:
    """The number of a day's bin in SQL, its size being `:size`."""
    return f"(substr({day}, 1, 4) * {YEAR} + substr({day}, 6, 2) - 1) / :size"
