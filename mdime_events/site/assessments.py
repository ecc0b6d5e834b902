"""Key assessments, written from the ratings: what is highest, what rises, what falls, what nobody knows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from mdime_events.site.level import Standing
from mdime_events.vocabulary import INSTRUMENTS, OVERALL, RATED

MOST = 5


@frozen(kw_only=True)
class Assessment:
    """A heading, and the instruments that it is true of, each with the reason for its rating where one is at hand."""

    heading: str
    standings: tuple[Standing, ...]


def key_assessments(standings: Mapping[str, Standing]) -> list[Assessment]:
    """Those of a dyad; each instrument stands under the first heading that is true of it."""
    own = [standings[code] for code in INSTRUMENTS]
    top = max((each.level_rank for each in own if each.level_rank), default=None)
    highest = [each for each in own if top is not None and each.level_rank == top]
    rest = [each for each in own if each not in highest]
    groups = [
        (f"The strongest: {highest[0].level}" if highest else "", highest[:MOST]),
        ("Rising beside them", [each for each in rest if each.level and each.trend == "increasing"]),
        ("Falling", [each for each in rest if each.level and each.trend == "decreasing"]),
        ("Looked for and not seen", [each for each in rest if each.level == "unobserved"]),
        ("Not assessed", [each for each in rest if each.level is None]),
    ]
    return [Assessment(heading=heading, standings=tuple(found)) for heading, found in groups if found]


def reason(standing: Standing) -> str:
    """Why the level is given, as a sentence: the ladder's reason, without the trend's and the notes."""
    parts = [part for part in (standing.because or "").split("; ") if not part.startswith(("increasing:", "decreasing:"))]
    told = "; ".join(part for part in parts if part != "no endings within five years")
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def summary(standings: Mapping[str, Standing]) -> str:
    """The overall in a sentence."""
    overall = standings[OVERALL]
    if overall.level is None:
        return "It is not assessed."
    projected = f", projected {overall.trend}" if overall.trend and overall.trend != "unknown" else ""
    return f"Overall {overall.level}{projected}. {reason(overall)}".strip()


def names(standings: Iterable[Standing]) -> str:
    return ", ".join(f"{each.instrument} {RATED[each.instrument]}" for each in standings)
