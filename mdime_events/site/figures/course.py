"""A level over time: steps from the opening of the window to the last day known, and on every step the way to what moved it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen
from markupsafe import Markup

from mdime_events.site.bins import bins, labels
from mdime_events.site.figures.scale import Scale
from mdime_events.site.figures.svg import Figure, element, group, link, text
from mdime_events.site.level import css, words
from mdime_events.vocabulary import LETTERS, LEVELS

WIDTH, LEFT, TOP, STEP, FOOT = 520.0, 34.0, 10.0, 22.0, 20.0
ROWS = len(LEVELS)
BOTTOM = TOP + ROWS * STEP
HIT = 24.0
MARGIN = 12.0


@frozen(kw_only=True)
class Step:
    """A day on which the level became another, why, and where that is told."""

    day: date
    level: str | None
    cause: str
    path: str


def course(steps: Sequence[Step], first: date, last: date, title: str) -> Figure:
    """The figure; `last` is the day up to which the last step holds."""
    scale = Scale(first=first, last=max(last, first), left=LEFT, right=WIDTH - MARGIN)
    ends = [*(each.day for each in steps), scale.last][1:]
    drawn = [*_grid(scale), *(_stretch(step, end, scale) for step, end in zip(steps, ends, strict=True))]
    drawn += [_turn(before, after, scale) for before, after in zip([None, *steps], steps, strict=False)]
    told = "; ".join(f"{words(each.level)} from {each.day}" for each in steps) or "never assessed"
    return Figure(name="course", title=title, description=f"{told}.", width=WIDTH, height=BOTTOM + FOOT, body=Markup("").join(drawn))


def _y(level: str | None) -> float:
    """The middle of a level's row; what is not assessed has none, and lies on the bottom line."""
    return BOTTOM if level is None else TOP + STEP * (ROWS - 0.5 - LEVELS[level])


def _grid(scale: Scale) -> Iterator[Markup]:
    for level in LEVELS:
        yield element("line", x1=LEFT, x2=WIDTH, y1=_y(level), y2=_y(level), class_="rule")
        yield text(LEFT - 8, _y(level) + 4, LETTERS[level], "axis", text_anchor="end")
    years = bins(scale.first, scale.last, 13)
    for bin, label in zip(years, labels(years), strict=True):
        yield text((scale.at(bin.first) + scale.after(bin.last)) / 2, BOTTOM + 15, label, "axis", text_anchor="middle")
        yield element("line", x1=scale.at(bin.first), x2=scale.at(bin.first), y1=TOP, y2=BOTTOM, class_="rule")


def _stretch(step: Step, end: date, scale: Scale) -> Markup:
    """A level for as long as it held, filled down to the bottom line."""
    left, right, y = scale.at(step.day), scale.at(end), _y(step.level)
    return (
        element("rect", x=left, y=y, width=max(right - left, 0.5), height=BOTTOM - y, class_=css(step.level)) if step.level else Markup("")
    )


def _turn(before: Step | None, after: Step, scale: Scale) -> Markup:
    """The dot on a step, a link to what moved it."""
    x, y = scale.at(after.day), _y(after.level)
    was = words(before.level) if before else "not assessed"
    name = f"{after.day}: {was} to {words(after.level)} ({after.cause})"
    hit = element("rect", x=x - HIT / 2, y=y - HIT / 2, width=HIT, height=HIT, class_="hit")
    return link(after.path, name, element("title", name), hit, group(element("circle", cx=x, cy=y, r=4, class_="turn")))
