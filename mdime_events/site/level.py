"""A level as a reader sees it: colour, letters and words; a trend: an arrow and a word. The same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from attrs import frozen
from markupsafe import Markup, escape

from mdime_events.vocabulary import ARROWS, LETTERS, LEVELS

NOT_ASSESSED = "not assessed"
MARKS = {
    "single": ("1", "hangs on one event"),
    "disputed": ("≠", "differs from a published assessment"),
    "unreviewed": ("°", "rests on days that nobody has reviewed"),
}


@frozen(kw_only=True)
class Face:
    """What a cell of a matrix shows: thousands of cells share few faces.

    `level_rank` is None and `look` empty where nothing is known; `look` is markup, `said` the same in words, escaped.
    """

    level: str | None = None
    level_rank: int | None = None
    look: str = ""
    said: str = ""


@cache
def face(level: str | None, trend: str | None = None, single: bool = False, disputed: bool = False, unreviewed: bool = False) -> Face:
    """The face of a level and a trend, with those of `MARKS` that apply; none of them where nothing was assessed."""
    there = dict(zip(MARKS, (single, disputed, unreviewed), strict=True)) if level else {}
    marks = [MARKS[name] for name, applies in there.items() if applies]
    headed = trend if trend and level else None
    arrow = f"<i>{ARROWS[headed]}</i>" if headed else ""
    signs = "".join(sign for sign, _ in marks)
    spoken = [LETTERS[level], words(level), *([headed] if headed else []), *(meaning for _, meaning in marks)]
    return Face(
        level=level,
        level_rank=LEVELS.get(level) if level else None,
        look=f"{LETTERS[level]}{arrow}{f'<sup>{signs}</sup>' if signs else ''}",
        said=str(escape(", ".join(spoken))),
    )


@frozen(kw_only=True)
class Standing:
    """One instrument of one dyad as it stands on a day.

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
    def face(self) -> Face:
        unreviewed = self.on is not None and (self.reviewed_to is None or self.unreviewed_since is not None)
        return face(self.level, self.trend, bool(self.carried_by_one), self.published is not None, unreviewed)


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


def cells(faces: Mapping[str, Face], codes: Iterable[str], path: str, whose: str) -> Markup:
    """A dyad's cells in a matrix, one `<td>` a code: letters, arrow and marks, which are a link.

    `path` leads to an instrument's page, `HERE` standing in the code's place; `whose` begins the accessible names ("Iran"). A matrix has
    thousands of cells: what they share is escaped once.
    """
    before, _, after = str(escape(path)).partition(HERE)
    whose = str(escape(whose))
    return Markup("".join([_cell(faces.get(code), f"{before}{code}{after}", f"{whose} {code}") for code in codes]))


def _cell(face: Face | None, path: str, name: str) -> str:
    """One cell; `path` and `name` are escaped already."""
    if face is None:
        return '<td class="level-none"></td>'
    return f'<td class="{css(face.level)}"><a href="{path}" aria-label="{name}: {face.said}">{face.look}</a></td>'
