"""China's investments and contracts abroad: the American Enterprise Institute's tracker of deals of 95 million dollars and more.

**What becomes an event.** One row is one deal, and one event in the dyad of China with the country. Rows of one month, company, party and
sector are deals of their own: the set tells stages and lots apart.

**Strategic sectors** (E3) are energy and metals of every sort, railways, ports and airports. A row of *Shipping* is a port where its
company builds or runs ports and its party is no shipyard and no shipping line, and so is one of *Logistics* whose party is called a port
or a terminal; a row of *Aviation* is an airport where its company builds for pay, or its party is called one. What is left of the two is
ships, airlines, leasing and parts. Roads stand with car makers under one word, *Autos*, and are refused with them; chips stand with
advertising under *Technology*. Utilities, chemicals, agriculture, finance and the rest are refused by sector, too: that a country sells a
hotel says nothing of its forces.

**Kinds.** The set mixes stakes with contracts, and has lost the mark that told them apart. A row with a share is a stake: `investment`.
One without, whose company builds or equips for others, is work for pay: `infrastructure-project`. One without, whose company does not, is
an `investment` whose nature the row does not tell. A port is a `port-development` either way. A contract on commodities is not in the
set.

**Substance.** Practical, but for a stake of less than a tenth, which is routine: by the usual definition of direct investment it gives no
lasting say. Where several companies share a deal, their shares count together.

**Networks** (I2). A telecoms row whose company makes or runs networks (Huawei, ZTE, China Mobile and the like) bears on I2, since its
network stays in the country; not where it is a stake that names no party, which is the maker's own plant or office, nor where the stake
is under a tenth. Satellites and stations by China's space companies are `space-cooperation`. Other technology is refused.

**Arms makers** (E2). Where a company is one of China's state arms groups (Norinco, AVIC, CASC, the shipbuilders, the nuclear group), and
the sector is one of industry or infrastructure, strategic or not, it is present in the country: a `company-presence` (routine), part of
the deal where there is one, one a month. Houses, hotels and farms say nothing of it. The set does not say what a plant makes, so that it
shows no joint production.

**Dates** have the precision of a month, that in which the set counts the deal. **Amounts** are in millions of dollars, as the tracker
estimates them; an empty one is left out, and is not zero. What became of a deal later is not in this set: failed deals are in a list of
its own, so that no row lowers anything.

**Confidence** is moderate, and low where the row does not say whether it is a stake or a contract, or a network or an office.

**Identity.** The tracker numbers no deals. A row is known by country, month, company, party, sector and subsector; rows alike in all of
these are told apart by their order among themselves (by amount and share).

**Refused** are rows of the sectors above, and countries that have no ISO 3166 code.

**Grade** B: named editors, published rules, brought out twice a year; it rests on the press and on companies' notices, and its amounts are
rounded. The editors' judgement stands for a review, so that the events count as reviewed.

**Coverage.** The years from the first row's to the month of the last, for China only, and only the instruments on which a dyad has a
deal: the set cannot see trade, commodity contracts, loans, deals below 95 million dollars, nor whether a deal was carried out. So it
never says *Unobserved*. The edition is named by its last month.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mdime_events import countries
from mdime_events.batch import Row
from mdime_events.importers import files
from mdime_events.importers import investments_judged as judged
from mdime_events.importers.shape import Covers, Importer, Proposal, Proposed, Refusal, Table
from mdime_events.model import Problem, Where

COLUMNS = (  # as the header prints them, and as rows are read
    ("Year", "year"),
    ("Month", "month"),
    ("Chinese Entity", "company"),
    ("Quantity in Millions", "amount"),
    ("Share size", "share"),
    ("Transaction Party", "party"),
    ("Sector", "sector"),
    ("Subsector", "subsector"),
    ("Country", "country"),
    ("Region", "region"),
    ("BRI", "belt and road"),
)
HEADER = tuple(printed for printed, _ in COLUMNS)
NAMES = tuple(name for _, name in COLUMNS)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
KNOWN_BY = ("company", "party", "sector", "subsector")
CALLED = {  # what the tracker calls countries that ISO calls otherwise
    "Bosnia": "BIH",
    "Britain": "GBR",
    "Cape Verde": "CPV",
    "Congo": "COG",
    "Democratic Republic of the Congo": "COD",
    "Macedonia": "MKD",
    "Sao Tome": "STP",
    "Trinidad-Tobago": "TTO",
    "UAE": "ARE",
}
NO_CODE = {"Kosovo"}
SCOPE = (
    "AEI's tracker of China's investments and construction contracts of 95 million dollars and more, from the press and notices of "
    "companies. It cannot see trade, commodity contracts, loans, smaller deals, nor whether a deal was carried out"
)


def read(paths: Sequence[Path]) -> Table:
    """The tracker's rows, from the first month to the last. Raises DataProblems."""
    (path,) = paths
    (line, header), *lines = files.cells(path, files.text(path, files.UTF_8))
    files.check_header(path, line, header, HEADER)
    rows = files.rows(path, lines, NAMES)
    months = [_month(row) for row in rows]
    if not months:
        raise files.problem(Where(file=path.name, line=line), "has no row below its header: the download was cut off; download it again")
    _check_order(rows, months)
    covers = Covers(instruments=("E3", "I2", "E2"), begins=months[0][:4], ends=months[-1], scope=SCOPE, benefactors=("CHN",), partly=True)
    return Table(rows=rows, edition=months[-1], covers=covers)


def _month(row: Row) -> str:
    """The row's month, such as 2005-01. Raises DataProblems."""
    year, month = row.fields["year"], row.fields["month"]
    if not re.fullmatch(r"(19|20)\d\d", year, re.ASCII) or month not in MONTHS:
        raise files.problem(row.where, f'"{year}", "{month}" is no year and month; 2005 and January, for one, are expected')
    return f"{year}-{MONTHS.index(month) + 1:02}"


def _check_order(rows: Sequence[Row], months: Sequence[str]) -> None:
    """Raises DataProblems where a row is older than the one above it, so that a piece is missing or was pasted in."""
    for row, month, before in zip(rows[1:], months[1:], months, strict=False):
        if month < before:
            raise files.problem(
                row.where, f"is of {month} and stands below {before}; the tracker's rows run on by month: download it again"
            )


def propose(table: Table) -> Iterator[Proposed]:
    """The deal of every row and the presence of an arms maker, or why there are none."""
    for row, twin in _told_apart(table.rows):
        state = _state(row.fields["country"])
        faults = [
            *judged.faults(row.fields),
            *([] if state else [f'unknown country "{row.fields["country"]}"; the importer must learn it']),
        ]
        if faults:
            yield from (Problem(code="IMPORT", message=fault, where=row.where) for fault in faults)
        elif state in NO_CODE:
            yield Refusal(where=row.where, reason="country is without an ISO code")
        else:
            yield from _events(row, f"CHN-{state}", twin)


def _told_apart(rows: Sequence[Row]) -> list[tuple[Row, int]]:
    """The rows, each with its place among those that are known by the same words, from 1."""
    alike: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        alike[_known_by(row)].append(row)
    found = []
    for each in alike.values():
        by_content = sorted(each, key=lambda row: [row.fields[name].zfill(6) for name in ("amount", "share")])
        found += [(row, twin) for twin, row in enumerate(by_content, 1)]
    return sorted(found, key=lambda each: each[0].where.line)


def _known_by(row: Row) -> str:
    return ", ".join(filter(None, (row.fields["country"], _month(row), *(row.fields[name] for name in KNOWN_BY))))


def _state(name: str) -> str | None:
    """An alpha-3 code, a name that has none, or None where nobody has judged the name yet."""
    if name in NO_CODE:
        return name
    try:
        return CALLED.get(name) or countries.code(name)
    except ValueError:
        return None


def _events(row: Row, dyad: str, twin: int) -> Iterator[Proposed]:
    fields = row.fields
    key = _known_by(row) if twin == 1 else f"{_known_by(row)} ({twin})"
    instruments = judged.instruments(fields)
    if instruments:
        yield Proposal(where=row.where, dyad=dyad, key=key, fields=_deal(row, dyad, instruments), credibility=2)
    else:
        yield Refusal(where=row.where, reason=judged.refused(fields))
    for maker in judged.arms_makers(fields) if twin == 1 else ():
        present = {**_presence(row, dyad, maker), "part_of": key if instruments else None}
        yield Proposal(where=row.where, dyad=dyad, key=f"{key}: {maker}", fields=present, credibility=2)


def _deal(row: Row, dyad: str, instruments: Sequence[str]) -> dict[str, Any]:
    fields = row.fields
    kind = judged.kind(fields)
    return {
        **_shared(row, dyad),
        "kind": kind,
        "title": f"{_words(kind)} of {fields['company']}{_told(fields['party'])}: {_field(fields)}",
        "instruments": list(instruments),
        "substance": "routine" if judged.small(fields) else None,
        "actors": [*judged.companies(fields), *filter(None, [fields["party"]])],
        "magnitude": [{"value": fields["amount"], "unit": "million USD", "basis": "estimate"}] if fields["amount"] else [],
        "confidence": "low" if judged.untold(fields) else "moderate",
        "summary": _summary(fields),
    }


def _presence(row: Row, dyad: str, maker: str) -> dict[str, Any]:
    return {
        **_shared(row, dyad),
        "kind": "company-presence",
        "title": f"{maker}, a maker of arms, at work in the country: {_field(row.fields)}",
        "instruments": ["E2"],
        "actors": [maker],
        "confidence": "moderate",
    }


def _shared(row: Row, dyad: str) -> dict[str, Any]:
    return {"date": _month(row), "level": "company", "direction": "to-recipient", "place": {"country": dyad.split("-")[1]}}


def _words(kind: str) -> str:
    return kind.replace("-", " ").capitalize()


def _told(party: str) -> str:
    return f" with {party}" if party else ""


def _field(fields: Mapping[str, Any]) -> str:
    return " and ".join(dict.fromkeys(word.lower() for word in (fields["sector"], fields["subsector"]) if word))


def _summary(fields: Mapping[str, Any]) -> str:
    share = f"Share of {fields['share']}" if fields["share"] else "No share is told"
    return f"{share}; routine, for a stake of less than a tenth gives no lasting say" if judged.small(fields) else share


IMPORTER = Importer(
    name="investments",
    title="China Global Investment Tracker",
    publisher="American Enterprise Institute",
    reliability="B",
    reason="named editors with published rules, brought out twice a year; from the press and companies' notices, amounts rounded",
    graded_on="2026-11-25",
    judgement=__doc__,
    read=read,
    propose=propose,
)
