"""Joint military exercises that involve Russia, 2009 to 2018: a table that one person put together from Russian sources.

**What becomes an event.** One row is one `exercise` with all of its partners. It is logged in the dyad of Russia with each of them,
and, where China took part, in that of China with each of the others, as one occasion.

**Instruments.** Two parties are M1, more are M2, with the others named as parties.

**Substance.** An exercise is practical. One with ten partners or more, such as RIMPAC, is symbolic: among so many it shows the flag,
and does not say that the forces of any two of them worked together. (Russia's own alliances have fewer members.)

**Dates** have the precision of a year; the table gives no more.

**Names** are kept in Cyrillic in the title, beside a transliteration. Words in brackets are the table's, for a drill without a name.

**Identity** is the table's own number. Two drills of one name in one year are two rows.

**Refused** is a row whose comment says that the partners are not told from those who could have taken part. Empty lines are passed
over.

**Grade** C: its maker is known by an account's name only; every row links to a text of the Russian ministry of defence, its newspaper
or the press, which was not read again here. The link stands in the set's own citation, since table and text are one source and not
two. A person chose the rows, so that they count as reviewed.

**Coverage.** The table stops in 2018, and thins out before: seventeen exercises in 2012, nine in 2013, three to nine a year after. It
lacks large ones of its last years, such as Vostok-2018 with China and Mongolia. So it is held to cover the years to 2013; later rows
count, and the years without one say nothing. It cannot see deployments, bases, patrols and security bodies, which belong to M1 and M2
as well: it reviews a dyad only for those of the two on which it shows something, and never says *Unobserved* of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mdime_events import countries, recording
from mdime_events.batch import Row
from mdime_events.importers import files
from mdime_events.importers.shape import Covers, Importer, Proposal, Proposed, Refusal, Table
from mdime_events.model import Problem, Where

PARTNERS = [f"part{number}" for number in range(1, 29)]
HEADER = ["id", "name", "yr", *PARTNERS, "comments", "source", "source2"]
FIRST, LAST, COVERED = "2009", "2018", "2013"
MANY = 10  # partners, from which on an exercise shows the flag
CALLED = {"Czech Republic": "CZE"}  # what ISO calls otherwise
NOT_TOLD_APART = "All NATO states are listed as participants - including those that did not participate in the exercise."
SCOPE = (
    "A table of joint exercises that involve Russia, made from Russian sources. It stops in 2018 and is thin after 2013. It cannot see "
    "deployments, bases, patrols and security bodies"
)


def read(paths: Sequence[Path]) -> Table:
    """The table's rows without its empty lines. Raises DataProblems."""
    (path,) = paths
    decoded = files.decoded(path, files.UTF_8)
    lines = list(files.cells(path, decoded))
    files.check_header(path, *lines[0], HEADER)
    rows = [row for row in files.rows(path, lines[1:], HEADER) if any(row.fields.values())]
    _check_end(path, rows, whole=decoded.endswith("\n") or not any(lines[-1][1]))
    covers = Covers(instruments=("M1", "M2"), begins=FIRST, ends=COVERED, scope=SCOPE, benefactors=("RUS",), partly=True)
    return Table(rows=tuple(rows), covers=covers)


def _check_end(path: Path, rows: Sequence[Row], whole: bool) -> None:
    """Raises DataProblems where the years, which run down to the first, stop short, or the last line (of empty cells, or ended) does."""
    last = rows[-1] if rows else Row(where=Where(file=path.name, line=1), fields={"yr": "(no row)"})
    if last.fields["yr"] != FIRST or not whole:
        told = f"ends with {last.fields['yr']}" if whole else "ends in the middle of a line"
        raise files.problem(last.where, f"{told}, and the table runs down to {FIRST}: the download was cut off; download it again")


def propose(table: Table) -> Iterator[Proposed]:
    """Each exercise in each of its dyads, or why there is none."""
    numbers: set[str] = set()
    for row in table.rows:
        partners, faults = _partners(row.fields)
        faults += _faults(row.fields, numbers)
        numbers.add(row.fields["id"])
        if faults:
            yield from (Problem(code="IMPORT", message=fault, where=row.where) for fault in faults)
        elif row.fields["comments"]:
            yield Refusal(where=row.where, reason="partners not told from those who did not take part")
        else:
            yield from _events(row, partners)


def _partners(fields: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The partners' codes, and the names that nobody has judged yet."""
    found: dict[str, None] = {}
    faults = []
    for name in filter(None, (fields[column] for column in PARTNERS)):
        try:
            found[CALLED.get(name) or countries.code(name)] = None
        except ValueError as error:
            faults.append(str(error))
    return [code for code in found if code != "RUS"], faults


def _faults(fields: Mapping[str, Any], numbers: set[str]) -> Iterator[str]:
    """What is written otherwise than the table writes it."""
    if not re.fullmatch(r"\d+", fields["id"]) or fields["id"] in numbers:
        yield f'id "{fields["id"]}" is not a number of its own'
    if not re.fullmatch(r"\d{4}", fields["yr"]) or not FIRST <= fields["yr"] <= LAST:
        yield f'yr "{fields["yr"]}" is not a year from {FIRST} to {LAST}, which is what the table was judged for'
    if not fields["name"]:
        yield "has no name"
    if not any(fields[column] for column in PARTNERS):
        yield "has no partner"
    if fields["comments"] not in ("", NOT_TOLD_APART):
        yield f'has a comment that the importer does not know: "{fields["comments"]}"'


def _events(row: Row, partners: Sequence[str]) -> Iterator[Proposal]:
    dyads = [f"RUS-{code}" for code in partners]
    if "CHN" in partners:
        dyads += [f"CHN-{code}" for code in ("RUS", *partners) if code != "CHN"]
    key = f"exercise {row.fields['id']}"
    fields = _fields(row.fields, partners)
    url = row.fields["source"] or row.fields["source2"] or None
    for dyad in dyads:
        own = recording.together(fields, dyad, dyads, f"exercises/{key}")
        yield Proposal(where=row.where, dyad=dyad, key=key, fields=own, credibility=2, url=url)


def _fields(fields: Mapping[str, Any], partners: Sequence[str]) -> dict[str, Any]:
    many = len(partners) >= MANY
    shown = f" Symbolic, since among {len(partners)} partners it is not said that any two worked together." if many else ""
    return {
        "date": fields["yr"],
        "kind": "exercise",
        "title": _title(fields["name"]),
        "instruments": ["M1" if len(partners) == 1 else "M2"],
        "substance": "symbolic" if many else None,
        "summary": f"Exercise of Russia with {', '.join(map(countries.name, partners))}.{shown}",
        "confidence": "moderate",
    }


def _title(name: str) -> str:
    """The name in Latin letters and as it is written."""
    from anyascii import anyascii  # late: only this importer needs it

    plain = name.strip("[]")
    latin = anyascii(re.sub("[«»]", '"', plain))
    return f"Exercise {latin}" + (f" ({plain})" if latin != plain else "")


IMPORTER = Importer(
    name="exercises",
    title="Joint Military Exercises Involving Russia",
    publisher="zleffel-afk (GitHub)",
    reliability="C",
    reason="one person's table with a Russian source in every row; years only, thin after 2013 and without any after 2018",
    graded_on="2026-11-25",
    judgement=__doc__,
    read=read,
    propose=propose,
)
