"""Confucius Institutes by country: the table of bridash (LAS, North Carolina State University), as it stood on 22 April 2022.

**What becomes an event.** One row is one `cultural-institute` (I1), a state of being. How much the row says of it differs. Open and
founded on a day: a state from then on (`2009-12-22~/..`). Open without a founding day: a state whose start is unknown (`/..`), in
force from the day of the table. Closed and founded on a day: its founding, an act of that day; whether it still stands is not said.
Closed without a founding day: an institute that there was some time between the first of all and the day of the table
(`[2004..2022-04-22]`), logged as context, which no rating counts.

**Closed is not an ending.** The table's makers called an institute closed where its page did not answer a program, or held a word such
as "close" or "404". Of 180 pages that were Hanban's own, which was reorganised in 2020, all but two did not answer. So a closed row
ends nothing, and no `termination` is made of it.

**Dates** are estimated, the table says, and so approximate (`~`). A first day of a month is that month, and a first of January that
year: a quarter of the days are firsts, far more than chance. A day from 26 June to 14 July 2005 is no day at all. A spreadsheet shows
the number 2009 as 1 July 1905, and lost the century: 45 of the 49 days in 2005 lie in those three weeks, and read as years they are
2005 to 2019. Such a year is uncertain (`2009?`).

**Identity** is the table's own number.

**Refused** are institutes in China itself (Hong Kong and Macau).

**Confidence** is moderate where there is a founding day or the institute was open, low where there is neither.

**Grade** C: a university's table, gathered by programs from public lists; most rows with a founding day name a page that tells of it.
No institute in the United States has one. People chose the lists, so that the rows count as reviewed.

**Coverage.** Institutes are a part of I1, beside media cooperation, alignment and appearances. So a dyad is reviewed for I1, up to the
day of the table, only where the table shows an institute that counts; of the others it says nothing, and never *Unobserved*. It cannot
see classrooms, closings and their days, nor what an institute does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mdime_events import countries
from mdime_events.batch import Row
from mdime_events.importers import files
from mdime_events.importers.shape import Covers, Importer, Proposal, Proposed, Refusal, Table
from mdime_events.model import Problem, Where

COLUMNS = "id,confucius_institute,partner_uni,date_est,location_name,nearest_city,country,status,ci_webpage,sources,gl3_id,country_id"
HEADER = COLUMNS.split(",")
STATUS = ("Open", "Closed")
LOOKED = "2022-04-22"  # the table's guide says so; the table does not
FIRST_YEAR = 2004  # of the first institute, in Seoul
CALLED = {"Congo": "COG", "Cote d'Ivoire": "CIV", "Czech Republic": "CZE", "Palestinian Territory": "PSE"}  # what ISO calls otherwise
DAY_ZERO = date(1899, 12, 30)  # of a spreadsheet
SCOPE = (
    "bridash's table of Confucius Institutes. It looks at institutes only, not at media and other outreach, and its word for closed "
    "means that a page did not answer"
)


def read(paths: Sequence[Path]) -> Table:
    """The table's rows. Raises DataProblems."""
    (path,) = paths
    lines = list(files.cells(path, files.text(path, files.UTF_8)))
    files.check_header(path, *lines[0], HEADER)
    rows = files.rows(path, lines[1:], HEADER)
    last = rows[-1] if rows else Row(where=Where(file=path.name, line=1), fields={"country": "(no row)"})
    if not last.fields["country"].startswith("Z"):
        told = f"ends with {last.fields['country']}, and the table's countries run to Zimbabwe: the download was cut off; download it again"
        raise files.problem(last.where, told)
    covers = Covers(instruments=("I1",), begins=str(FIRST_YEAR), ends=LOOKED, scope=SCOPE, benefactors=("CHN",), partly=True)
    return Table(rows=rows, edition=LOOKED, covers=covers)


def propose(table: Table) -> Iterator[Proposed]:
    """Each institute as what the row says of it, or why it is no event."""
    numbers: set[str] = set()
    for row in table.rows:
        faults = list(_faults(row.fields, numbers))
        numbers.add(row.fields["id"])
        if faults:
            yield from (Problem(code="IMPORT", message=fault, where=row.where) for fault in faults)
        elif (country := _country(row.fields["country"])) == "CHN":
            yield Refusal(where=row.where, reason="in China itself")
        else:
            key, link = f"institute {row.fields['id']}", _link(row.fields)
            fields = _fields(row.fields, country)
            yield Proposal(where=row.where, dyad=f"CHN-{country}", key=key, fields=fields, credibility=3, url=link)


def _faults(fields: Mapping[str, Any], numbers: set[str]) -> Iterator[str]:
    """What is written otherwise than the table writes it."""
    if not re.fullmatch(r"\d+", fields["id"]) or fields["id"] in numbers:
        yield f'id "{fields["id"]}" is not a number of its own'
    if not fields["confucius_institute"]:
        yield "has no name"
    if fields["status"] not in STATUS:
        yield f'unknown status "{fields["status"]}"; {" and ".join(STATUS)} are known'
    try:
        _country(fields["country"])
        _founded(fields["date_est"])
    except ValueError as error:
        yield str(error)


def _country(name: str) -> str:
    """Raises ValueError."""
    return CALLED.get(name) or countries.code(name)


def _founded(written: str) -> str | None:
    """A founding day such as 12/22/09 as EDTF, no closer than it is meant. Raises ValueError."""
    if not written:
        return None
    try:
        day = datetime.strptime(written, "%m/%d/%y").date()
    except ValueError:
        raise ValueError(f'date_est "{written}" is no day such as 12/22/09') from None
    if day.year < FIRST_YEAR or day.isoformat() > LOOKED:
        raise ValueError(f'date_est "{written}" does not lie between {FIRST_YEAR} and {LOOKED}, the day that the table was judged for')
    year = (day.replace(year=day.year - 100) - DAY_ZERO).days
    if FIRST_YEAR <= year <= int(LOOKED[:4]):
        return f"{year}?"
    if day.day > 1:
        return f"{day}~"
    return f"{day.year}~" if day.month == 1 else f"{day:%Y-%m}~"


def _fields(fields: Mapping[str, Any], country: str) -> dict[str, Any]:
    founded, is_open = _founded(fields["date_est"]), fields["status"] == "Open"
    over = founded or f"[{FIRST_YEAR}..{LOOKED}]"
    return {
        "date": f"{founded or ''}/.." if is_open else over,
        "kind": "cultural-institute",
        "title": _title(fields),
        "instruments": ["I1"],
        "direction": "to-recipient",
        "actors": [each for each in (fields["location_name"], fields["partner_uni"]) if each and each != "Unknown"],
        "place": {"name": fields["nearest_city"] or fields["location_name"], "country": country},
        "summary": _summary(founded, is_open),
        "confidence": "moderate" if founded or is_open else "low",
    }


def _title(fields: Mapping[str, Any]) -> str:
    """The institute's name; where the table gives its university's only, it is put right."""
    name = str(fields["confucius_institute"])
    return f"Confucius Institute at {name}" if name == fields["location_name"] else name


def _summary(founded: str | None, is_open: bool) -> str:
    start = "The founding day is an estimate." if founded else "The table does not say when it was founded."
    if founded and founded.endswith("?"):
        start = "The year is read from a day that a spreadsheet made of it."
    end = (
        f"Open on {LOOKED}."
        if is_open
        else f"Its page did not answer on {LOOKED}, or told of a closing; whether it still stands is not known."
    )
    return f"{start} {end}"


def _link(fields: Mapping[str, Any]) -> str | None:
    """The first link that tells of the institute; its own page where there is none."""
    return next(iter([*fields["sources"].split(), *fields["ci_webpage"].split()]), None)


IMPORTER = Importer(
    name="confucius",
    title="Confucius Institutes, bridash",
    publisher="LAS, North Carolina State University",
    reliability="C",
    reason="a university's table gathered by programs from public lists; founding days estimated, closed where a page did not answer",
    graded_on="2026-11-25",
    judgement=__doc__,
    read=read,
    propose=propose,
)
