"""The codebook: the method as it is published, from the rules' own sentences and from the words that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrs import frozen

from mdime_events import counting
from mdime_events.confidence import confidence
from mdime_events.evidence import Evidence
from mdime_events.rate import project
from mdime_events.rulebook import Rulebook
from mdime_events.rulekit import Ladder, Overall, sentence
from mdime_events.vocabulary import INSTRUMENTS, OVERALL, RATED

# What a word means is said by the code that it stands for: the meaning is that docstring.
WORDS = {
    "level": Ladder.climb,
    "trend": project,
    "confidence": confidence,
    "counted, certain": counting.evidence,
    "active": Evidence.active_years,
    "of substance": Evidence.of_substance,
    "beyond the symbolic": Evidence.beyond_symbolic,
    "binding": Evidence.binding,
    "two, three acts": Evidence.at_least,
    "several kinds": Evidence.several_kinds,
    "recent": Evidence.recent,
    "sustained": Evidence.sustained,
    "kept up": Evidence.kept_up,
    "standing, in force": Evidence.standing,
    "accords": Evidence.accords,
    "system, access or dependence": Evidence.relied_on,
    "in the field": Evidence.in_the_field,
    "unofficial": Evidence.unofficial,
    "not lapsed": Evidence.not_lapsed,
    "endings": Evidence.recent_endings,
    "endings against new acts": Evidence.not_outweighed,
    "fresh": Evidence.fresh_commitments,
    "new accord": Evidence.new_accords,
    "new tie": Evidence.newly_standing,
    "on course to rise": Evidence.on_course_to_rise,
    "on course to fall": Evidence.on_course_to_fall,
    "more active": Evidence.more_active,
    "less active": Evidence.less_active,
    "plan called off": Evidence.cancelled_plans,
}


@frozen(kw_only=True)
class CodebookRow:
    """One condition of the method, as it is published.

    `part` is level, increasing, decreasing, trend or confidence; `place` the condition's place in its rule, from 1; `level` the one
    that the condition gives.
    """

    instrument: str
    part: str
    place: int
    level: str | None
    name: str
    sentence: str
    edition: int

    @property
    def condition(self) -> tuple[str, str | None, str]:
        """What the row says, whichever instrument says it."""
        return self.part, self.level, self.sentence


@frozen(kw_only=True)
class Chapter:
    """What is published of one instrument: what belongs in it, where it departs and why, and its conditions.

    `departures` are those of its conditions that most instruments do not share, `without` those that most share and it has not.
    """

    instrument: str
    name: str
    edition: int
    belongs: str
    remarks: str
    rows: tuple[CodebookRow, ...]
    departures: tuple[CodebookRow, ...]
    without: tuple[CodebookRow, ...]


def codebook(book: Rulebook) -> list[CodebookRow]:
    """The method, one row a condition, from the conditions' own docstrings."""
    rules: list[Ladder | Overall] = [*book.ladders.values(), book.overall]
    return [row for rule in rules for row in _rows(rule)]


def _rows(rule: Ladder | Overall) -> list[CodebookRow]:
    return [
        CodebookRow(
            instrument=rule.instrument,
            part=part,
            place=place,
            level=level,
            name=condition.__name__,
            sentence=sentence(condition),
            edition=rule.edition,
        )
        for place, (part, level, condition) in enumerate(_parts(rule), 1)
    ]


def _parts(rule: Ladder | Overall) -> list[tuple[str, str | None, Callable[..., object]]]:
    if isinstance(rule, Overall):
        return [("level", None, rule.reaches), ("trend", None, rule.trend)]
    return [
        *(("level", rung.level.label, rung.condition) for rung in rule.rungs),
        *(("increasing", None, each) for each in rule.rising),
        *(("decreasing", None, each) for each in rule.falling),
        *([("confidence", None, rule.secrecy)] if rule.secrecy else []),
    ]


def words() -> list[tuple[str, str]]:
    """The words that conditions use, and what they mean in every rule."""
    return [(word, capital(sentence(code))) for word, code in WORDS.items()]


def common(rows: Iterable[CodebookRow]) -> list[CodebookRow]:
    """The conditions that more than half of the twelve instruments share, each once, in the order of a rule."""
    shared = {each: instruments for each, instruments in stated_by(rows).items() if 2 * len(instruments) > len(INSTRUMENTS)}
    first = {row.condition: row for row in reversed(list(rows)) if row.condition in shared}
    return sorted(first.values(), key=lambda row: row.place)


def stated_by(rows: Iterable[CodebookRow]) -> dict[tuple[str, str | None, str], list[str]]:
    """Which instruments state a condition."""
    found: dict[tuple[str, str | None, str], list[str]] = {}
    for row in rows:
        found.setdefault(row.condition, []).append(row.instrument)
    return found


def chapters(book: Rulebook) -> list[Chapter]:
    """The instruments one by one, and the overall, with what sets each apart from the conditions that most share."""
    rows = codebook(book)
    shared = common(rows)
    return [_chapter(book, code, [row for row in rows if row.instrument == code], shared) for code in RATED]


def _chapter(book: Rulebook, code: str, own: Sequence[CodebookRow], shared: Sequence[CodebookRow]) -> Chapter:
    known, said = {row.condition for row in shared}, {row.condition for row in own}
    belongs, remarks = _about(code, book.about.get(code, ""))
    return Chapter(
        instrument=code,
        name=RATED[code],
        edition=own[0].edition,
        belongs=belongs,
        remarks=remarks,
        rows=tuple(own),
        departures=() if code == OVERALL else tuple(row for row in own if row.condition not in known),
        without=() if code == OVERALL else tuple(row for row in shared if row.condition not in said and not _replaced(row, own)),
    )


def _replaced(shared: CodebookRow, own: Iterable[CodebookRow]) -> bool:
    return shared.part == "level" and shared.level in {row.level for row in own if row.part == "level"}


def _about(code: str, text: str) -> tuple[str, str]:
    """What a rule file says belongs in its instrument, and what else it says. Its first sentence names the instrument."""
    belongs, stop, remarks = text.removeprefix(f"{code} {RATED[code]}: ").partition(". ")
    return capital(belongs + stop.strip()), remarks


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
