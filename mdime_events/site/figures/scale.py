"""Days to pixels."""

from __future__ import annotations

from datetime import date

from attrs import frozen


@frozen(kw_only=True)
class Scale:
    """Days from `first` to `last`, both included, laid out over the pixels from `left` to `right`."""

    first: date
    last: date
    left: float
    right: float

    @property
    def day_width(self) -> float:
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def at(self, day: date) -> float:
        """The pixel on which a day begins; days outside are held at the edge."""
        inside = min(max(day, self.first), self.last)
        return self.left + (inside - self.first).days * self.day_width

    def after(self, day: date) -> float:
        """The pixel on which a day ends."""
        return min(self.at(day) + self.day_width, self.right) if day >= self.first else self.left

    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)
