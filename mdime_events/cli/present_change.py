"""The comparing answers for people: paragraphs and tables fit for a memo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import click

from mdime_events import countries
from mdime_events.cli.clocks import known_words
from mdime_events.cli.common import clean, count, rated, short
from mdime_events.cli.moves import move_line
from mdime_events.cli.page import show, table_of
from mdime_events.cli.prose import head, line, paragraph, title
from mdime_events.finding import first
from mdime_events.vocabulary import LEVELS, RATED

MOST_NAMED = 3
Answer = Mapping[str, Any]


def level_words(level: str | None) -> str:
    return (level or "not assessed").title()


# diff


def diff(answer: Answer) -> None:
    """What moved and why, a paragraph a rating."""
    title(f"{countries.dyad_name(answer['dyad'])}: {_end_words(answer['from'], answer['to'])}")
    if answer.get("swapped"):
        paragraph("Asked for from the later to the earlier; told from the earlier to the later, as it came about.", indent="")
    click.echo(f"{len(answer['moved'])} of {len(RATED)} ratings moved." if answer["moved"] else "No rating moved.")
    if back := _told_back(answer):
        since = answer["from"]["as_of"]
        paragraph(f"Told back in time, since nothing after {since} is known of them: {', '.join(back)}.", indent="")
    for each in answer["moved"]:
        head(f"{rated(each['instrument'])}: {_moves(each)}")
        _causes(each["causes"])
    for each in answer.get("came_back", ()):
        head(f"{rated(each['instrument'])}: the level moved and came back to {level_words(each['level'])}")
        _causes(each["causes"])
    click.echo()
    for words in _footing(answer):
        paragraph(words, indent="")


def _told_back(answer: Answer) -> list[str]:
    """The ratings that stand on a day before the first, where none is asked for as the second."""
    first = answer["from"]["as_of"]
    if first is None or answer["to"]["as_of"] is not None:
        return []
    return [short(each["instrument"]) for each in answer["moved"] if (each["on"][1] or first) < first]


def _moves(moved: Answer) -> str:
    levels = [level_words(level) for level in moved["level"]]
    parts = (("", levels), ("", moved["trend"]), ("confidence ", moved["confidence"]))
    return ", ".join(f"{name}{before} → {after}" for name, (before, after) in parts if before != after)


def _causes(causes: Iterable[Answer]) -> None:
    for each in causes:
        day = f"{each['day']}: " if "day" in each else ""
        paragraph(day + each["sentence"], bullet="– ")


def _end_words(first: Answer, last: Answer) -> str:
    """The two ends, each by what tells it from the other."""
    one, other = (", ".join(_told(*pair)) for pair in ((first, last), (last, first)))
    return f"from {one} to {other}" if one else "both ends are the same"


def _told(end: Answer, other: Answer) -> Iterator[str]:
    if end["as_of"] != other["as_of"]:
        yield end["as_of"] or "the last day known"
    if end["known_on"] != other["known_on"]:
        yield f"what was known {known_words(end)}" if end["known_on"] else "what is known now"
    if end["rules"] != other["rules"]:
        yield f"rules {end['rules'][:12]}"


def _footing(answer: Answer) -> Iterator[str]:
    first, last = answer["from"], answer["to"]
    told = {each["instrument"] for each in answer.get("came_back", ())}
    if unchanged := [short(each) for each in answer["unchanged"] if each not in told]:
        yield f"Unchanged: {', '.join(unchanged)}."
    if first["as_of"] == last["as_of"]:
        yield f"As of {first['as_of']}." if first["as_of"] else "Each instrument stands on the last day known of it."
    if first["known_on"] == last["known_on"] and first["known_on"]:
        yield f"As known {known_words(first)}."
    one, other = (f"rules {end['rules'][:12]}, log {' '.join(head[:12] for head in end['heads']) or 'empty'}" for end in (first, last))
    yield f"{one.capitalize()}." if one == other else f"From {one}; to {other}."


# what-if


def what_if(answer: Answer, titles: Mapping[str, str]) -> None:
    """Which ratings would move, and what becomes of the events that hang on those left out."""
    title(f"{countries.dyad_name(answer['dyad'])} {_supposed(answer)}")
    for id in answer["without"]:
        paragraph(titles[id], bullet="– ")
    for move in answer["moved"]:
        click.echo(move_line(move))
    click.echo("" if answer["moved"] else "No rating would move.\n", nl=False)
    for each in answer.get("consequences", ()):
        paragraph(each["sentence"], indent="", bullet="– ")
    for words in _supposed_footing(answer):
        line(words)


def _supposed(answer: Answer) -> str:
    parts = [f"without {count(len(answer['without']), 'event')}"] if answer["without"] else []
    parts += [f"with {count(answer['with'], 'more record')}"] if answer["with"] or not parts else []
    return " and ".join(parts)


def _supposed_footing(answer: Answer) -> Iterator[str]:
    if there := len(answer.get("duplicates", ())):
        yield f"{count(there, 'row')} of the batch {'is' if there == 1 else 'are'} in the log already."
    yield f"As of {answer['as_of']}." if answer["as_of"] else "Each instrument stands on the last day known of it."
    if answer["known_on"]:
        yield f"As known {known_words(answer)}."
    yield "Nothing was written."


# sensitivity


def sensitivity(answer: Answer, titles: Mapping[str, str]) -> None:
    """A row a rating: its level, the range that it may take, and what moves it."""
    headers = ("Code", "Level", "Any one event", "Any of all", "What moves it")
    table = table_of(f"{countries.dyad_name(answer['dyad'])}: what the ratings hang on", headers)
    for each in answer["ratings"]:
        by_event = [each["level"], *(mover["level"] for mover in each["moved_by"] if mover["left_out"] == "event")]
        ranges = (_range(by_event), _range([each["lowest"], each["highest"]]))
        table.add_row(short(each["instrument"]), level_words(each["level"]), *ranges, clean("; ".join(_movers(each, titles)) or "nothing"))
    show(table)
    for words in _varied_footing(answer):
        paragraph(words, indent="")


def _varied_footing(answer: Answer) -> Iterator[str]:
    yield (
        "The lowest and the highest level when any one event is left out; and of all these: any one event, any one source with its"
        " relays, all sources graded D to F, all unofficial channels, or a window that opens a year earlier or later."
    )
    yield f"As of {answer['as_of']}." if answer["as_of"] else "Each instrument stands on the last day known of it."
    if answer["known_on"]:
        yield f"As known {known_words(answer)}."
    yield f"Rules {answer['rules'][:12]}, log {' '.join(head[:12] for head in answer['heads']) or 'empty'}."


def _range(levels: Sequence[str | None]) -> str:
    lowest, highest = (level_words(pick(levels, key=_height)) for pick in (min, max))
    return lowest if lowest == highest else f"{lowest} – {highest}"


def _height(level: str | None) -> int:
    return -len(LEVELS) if level is None else -list(LEVELS).index(level)


def _movers(rating: Answer, titles: Mapping[str, str]) -> Iterator[str]:
    """What moves a rating, first what lowers it most: `Low without “A drill” (2019-12) or “Another” (2021)`."""
    movers = sorted(rating["moved_by"], key=lambda each: (_order(each), each["left_out"]))
    hangs = "falls without one event: " if rating["carried_by_one"] else ""
    for (left_out, level, trend), same in groupby(movers, key=lambda each: (each["left_out"], each["level"], each["trend"])):
        named = [_named(each, titles) for each in same]
        yield f"{hangs}{_mover(rating, left_out, level, trend, named)}"
        hangs = ""


def _named(mover: Answer, titles: Mapping[str, str]) -> str:
    """An event's title; a source by what is cited of it: `paper (relayed by wire)`, or `wire (relaying paper)` where nobody cites paper."""
    if mover["left_out"] != "source":
        return titles.get(mover["what"], mover["what"])
    if mover["origin"] not in mover["sources"]:
        return f"{', '.join(mover['sources'])} (relaying {mover['origin']})"
    relays = mover["sources"][1:]
    return f"{mover['origin']} (relayed by {', '.join(relays)})" if relays else mover["origin"]


def _order(mover: Answer) -> tuple[bool, int, str]:
    """Events before all else, the lowest level first."""
    return mover["left_out"] != "event", _height(mover["level"]), mover["trend"]


def _mover(rating: Answer, left_out: str, level: str | None, trend: str, named: Sequence[str]) -> str:
    if left_out == "source" and level in (None, "unobserved"):
        return f"rests on one source, {' or '.join(named)}"
    return f"{_becomes(rating, level, trend)} {_left_out(left_out, named)}"


def _becomes(rating: Answer, level: str | None, trend: str) -> str:
    """What of a rating becomes another; what is unobserved has no trend to speak of."""
    parts = [level_words(level)] if level != rating["level"] else []
    parts += [trend] if trend not in (rating["trend"], "unknown") else []
    return ", ".join(parts) or trend


def _left_out(left_out: str, named: Sequence[str]) -> str:
    match left_out:
        case "event":
            return f"without {_any_of(named)}"
        case "source":
            return f"without source {' or '.join(named)}"
        case "graded D to F":
            return "without sources graded D to F"
        case "unofficial":
            return "without unofficial channels"
    return f"with a window from {' or '.join(named)}"


def _any_of(named: Sequence[str]) -> str:
    """`“A drill” (2019), “Another” (2020) or 2 more`."""
    shown, left = first(named, MOST_NAMED)
    *others, last = [*shown, *([f"{left} more"] if left else [])]
    return f"{', '.join(others)} or {last}" if others else last
