"""The report's own figure: for each of the twelve instruments the current degree of influence and its projected direction.

After the table of "Instruments of Chinese Military Influence in Iran" (FMSO, December 2023): current degree, projected future degree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from markupsafe import Markup

from mdime_events.site.figures.svg import Figure, element, group, link, rect, text
from mdime_events.site.level import Standing, css, words
from mdime_events.vocabulary import ARROWS, LETTERS, LEVELS, OVERALL, RATED

WIDTH, HEAD, ROW, FAMILY_GAP = 400.0, 24.0, 37.0, 21.0
NAME, TRACK, TRACK_HEIGHT = 13.0, 18.0, 16.0  # where a row's name and track stand in it
LEFT, RIGHT, ARROW = 0.0, 372.0, 387.0
STEP = (RIGHT - LEFT) / len(LEVELS)
GAP = 2.0
FAMILIES = {"D": "Diplomatic", "I": "Informational", "M": "Military", "E": "Economic", "O": "Overall"}
SCALE = tuple(reversed(LEVELS))  # unobserved first


def degrees(standings: Mapping[str, Standing], *, title: str, path: Callable[[str], str]) -> Figure:
    """The figure of one dyad; `path` leads from an instrument's code to its page."""
    parts, y = list(_scale()), HEAD
    for code in RATED:
        if code.endswith("1") or code == OVERALL:
            y += FAMILY_GAP
            parts.append(text(LEFT, y - 6, FAMILIES[code[0]], "family"))
        parts.append(_row(standings[code], y, path(code)))
        y += ROW
    told = "; ".join(_words(each) for each in standings.values())
    return Figure(name="degrees", title=title, description=f"{told}.", width=WIDTH, height=y, body=Markup("").join(parts))


def _words(standing: Standing) -> str:
    name = RATED[standing.instrument]
    return f"{name}: {words(standing.level)}{f', {standing.trend}' if standing.level and standing.trend else ''}"


def _scale() -> Iterator[Markup]:
    """The six degrees, named above their steps."""
    for step, level in enumerate(SCALE):
        yield text(LEFT + step * STEP + (STEP - GAP) / 2, HEAD - 12, level.capitalize(), "scale", text_anchor="middle")


def _row(standing: Standing, y: float, path: str) -> Markup:
    name = RATED[standing.instrument]
    label = [element("tspan", standing.instrument, class_="code"), f" {name}"] if standing.instrument != OVERALL else [name]
    drawn = group(element("text", *label, x=LEFT, y=y + NAME, class_="name"), *_track(standing, y + TRACK), *_arrow(standing, y + TRACK))
    return link(path, _words(standing), rect(LEFT, y, WIDTH, ROW, "hit"), drawn)


def _track(standing: Standing, y: float) -> Iterator[Markup]:
    """Six steps, filled up to the current degree, its letters in the last of them."""
    rank = LEVELS.get(standing.level or "", -1)
    for step in range(len(SCALE)):
        yield rect(LEFT + step * STEP, y, STEP - GAP, TRACK_HEIGHT, css(standing.level) if step <= rank else "track")
    at = max(int(rank), 0)
    yield text(LEFT + at * STEP + (STEP - GAP) / 2, y + 12, LETTERS[standing.level], f"letters {css(standing.level)}", text_anchor="middle")


def _arrow(standing: Standing, y: float) -> Iterator[Markup]:
    if standing.level and standing.trend:
        yield text(ARROW, y + 13, ARROWS[standing.trend], "arrow", text_anchor="middle")
