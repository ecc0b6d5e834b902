"""A level as a reader sees it: colour, letters and words; a trend: an arrow and a word. The same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from attrs import frozen
from markupsafe import Markup, escape

from mdime_events.vocabulary import ARROWS, LETTERS

NOT_ASSESSED = "not assessed"
MARKS = {
    "single": ("1", "hangs on one event"),
    "disputed": ("≠", "differs from a published assessment"),
    "unreviewed": ("°", "rests on days that nobody has reviewed"),
}


@frozen(kw_only=True)
class Standing:
    """One instrument of one dyad as it stands on a day, as a cell shows it.

    `level` and `trend` are words, None where not assessed; `on` and `reviewed_to` are days (ISO). `published` is a published level that
    differs from the one computed for the same day.
    """

    dyad: str
    instrument: str
    level: str | None
    trend: str | None = None
    level_rank: int | None = None
    confidence: str | None = None
    on: str | None = None
    reviewed_to: str | None = None
    unreviewed_since: str | None = None
    holds_until: str | None = None
    carried_by_one: int = 0
    published: str | None = None
    because: str | None = None

    @property
    def marks(self) -> tuple[str, ...]:
        """Which of `MARKS` apply; none where nothing was assessed."""
        unreviewed = self.on is not None and (self.reviewed_to is None or self.unreviewed_since is not None)
        there = {"single": bool(self.carried_by_one), "disputed": self.published is not None, "unreviewed": unreviewed}
        return tuple(name for name in MARKS if there[name]) if self.level else ()


@cache
def css(level: str | None) -> str:
    """The class of a level: level-very-high … level-unobserved, level-none."""
    return f"level-{level.replace(' ', '-')}" if level else "level-none"


@cache
def words(level: str | None) -> str:
    return level or NOT_ASSESSED


@cache
def badge(level: str | None) -> Markup:
    """A level in a sentence or a table of words."""
    return Markup('<span class="level {}">{}</span>').format(css(level), words(level).title())


@cache
def trend(word: str | None) -> Markup:
    """A trend with its arrow, which a screen reader passes over; nothing for none."""
    told = Markup('<span class="trend"><span aria-hidden="true">{}</span>&nbsp;{}</span>')
    return told.format(ARROWS[word], word) if word else Markup("")


HERE = "INSTRUMENT"


def cells(standings: Mapping[str, Standing], codes: Iterable[str], path: str, whose: str) -> Markup:
    """A dyad's cells in a matrix, one `<td>` a code: letters, arrow and marks, which are a link.

    `path` leads to an instrument's page, `HERE` standing in the code's place; `whose` begins the accessible names ("Iran"). A matrix has
    thousands of cells: what they share is escaped once.
    """
    before, _, after = str(escape(path)).partition(HERE)
    return Markup("".join(_cell(standings.get(code), f"{before}{code}{after}", f"{escape(whose)} {code}") for code in codes))


def _cell(standing: Standing | None, path: str, name: str) -> str:
    """One cell; `path` and `name` are escaped already."""
    if standing is None:
        return '<td class="level-none"></td>'
    look, said = _look(standing.level, standing.trend, standing.marks)
    return f'<td class="{css(standing.level)}"><a href="{path}" aria-label="{name}: {said}">{look}</a></td>'


@cache
def _look(level: str | None, trend: str | None, marks: tuple[str, ...]) -> tuple[str, str]:
    """What a cell shows, and the same in words."""
    arrow = f"<i>{ARROWS[trend]}</i>" if trend and level else ""
    signs = "".join(MARKS[mark][0] for mark in marks)
    spoken = [LETTERS[level], words(level), *([trend] if trend and level else []), *(MARKS[mark][1] for mark in marks)]
    return f"{LETTERS[level]}{arrow}{f'<sup>{signs}</sup>' if signs else ''}", ", ".join(spoken)
