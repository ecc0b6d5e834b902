"""OFAC's SDN list, two of them compared: whom the United States put under sanctions, and took off, between two days.

**What becomes an event.** A name that is on the later list only was designated between the two; one that is on the earlier only was
taken off. All names of one benefactor's country under one programme are one event: a designation shows that dealings went on, and the
number of names shows nothing more. A designation is a `sanction` that raises, through an unofficial channel: evidence of dealings that
somebody punished. A removal is an `embargo-lifted` and neutral: the list does not say why, and a door that opens is no act.

**Whose.** A person is of the country of nationality, citizenship or passport in the remarks; a company or body, of the country that
gave it a number. Hong Kong and Macau are China; as companies of any owner are registered there, an event that rests on them alone has
low confidence, others moderate. A place of birth, a link to a listed name and an address are no such tie, nor is a ship's flag.

**With whom, and which instrument.** Only programmes that name a country and the sort of goods say with whom the dealings were, and in
what. E1 for Iran's conventional arms (IRAN-CON-ARMS-EO); E2 for goods and technology of Iran's nuclear and missile programmes (NPWMD
together with IFSR); E3 for Iran's oil, petrochemicals, shipping, metals and industry (IRAN-EO13846, IRAN-EO13871, IRAN-EO13902, IFCA,
ISA) and for North Korea's trade, transport and industry (DPRK4).

All other programmes are refused: they name conduct (terrorism, narcotics, human rights, elections), a government as a whole (SYRIA,
VENEZUELA, DPRK3) or the benefactor itself (UKRAINE, CAATSA - RUSSIA), and do not say what was supplied.

**Dates.** The lists bear no dates, neither of themselves nor of a designation. The files are named by the day or month of the list
(`sdn-2019-01-15.csv sdn-2021-07-07.csv`, the earlier first), and an event lies somewhere between the two: `[2019-01-15..2021-07-07]`.
When the dealings took place is not said. Lists close together give close dates; compare each list with the one before it and with no
other, since two comparisons over the same time log the same designations twice.

**Identity** is the programme and the two days. A name that came under a further programme, or whose remarks changed, is no event.

**Refused** are rows of the later list that were on the earlier one, that have no tie to China or Russia, that are ships or aircraft
(their owners are on the list), and those of other programmes.

**Grade** B: the register of a state's own acts, and right about those; that dealings went on is the finding of one government. OFAC's
officers judged each case, so that the events count as reviewed.

**Coverage.** None. A list shows what one state found and chose to punish. Whom it does not name was not looked at, so that it reviews
no instrument and never says *Unobserved*.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from mdime_events.batch import Row
from mdime_events.importers.ofac_lists import read, read_dated
from mdime_events.importers.shape import Importer, Proposal, Proposed, Refusal, Table
from mdime_events.model import Problem

COUNTRIES = {"China": "CHN", "Hong Kong": "CHN", "Macau": "CHN", "Russia": "RUS"}
WHERE_ANYONE_REGISTERS = ("Hong Kong", "Macau")
_NAMED = "|".join(COUNTRIES)
_OF_A_PERSON = re.compile(rf"\b(?:nationality|citizen) ({_NAMED})\b|\bPassport [^;]*?\(({_NAMED})\)")
_OF_A_BODY = re.compile(rf"\(({_NAMED})\)")


@frozen
class Goods:
    """With whom and in what a programme says that dealings were."""

    recipient: str
    instrument: str
    words: str


NUCLEAR = ("NPWMD", "IFSR")
PROGRAMMES = {
    "IRAN-CON-ARMS-EO": Goods("IRN", "E1", "Iran's conventional arms"),
    "NPWMD, IFSR": Goods("IRN", "E2", "Iran's nuclear and missile programmes"),
    "IRAN-EO13846": Goods("IRN", "E3", "Iran's oil, petrochemicals, shipping and industry"),
    "IRAN-EO13871": Goods("IRN", "E3", "Iran's metals"),
    "IRAN-EO13902": Goods("IRN", "E3", "Iran's industry and mining"),
    "IFCA": Goods("IRN", "E3", "Iran's energy, shipping and metals"),
    "ISA": Goods("IRN", "E3", "Iran's oil and gas"),
    "DPRK4": Goods("PRK", "E3", "North Korea's trade, transport and industry"),
}
# Judged, and no evidence of a transfer by itself
OTHERS = """
    BALKANS | BELARUS | BURMA-EO14014 | BURUNDI | CAATSA - IRAN | CAATSA - RUSSIA | CAR | CUBA | CYBER2 | DARFUR | DPRK | DPRK-NKSPEA |
    DPRK2 | DPRK3 | DRCONGO | ELECTION-EO13848 | FSE-SY | FTO | GLOMAG | HIFPAA | HK-EO13936 | HRIT-IR | HRIT-SY | IFSR | IRAN |
    IRAN-EO13876 | IRAN-HR | IRAN-TRA | IRAQ2 | IRAQ3 | IRGC | LEBANON | LIBYA2 | LIBYA3 | MAGNIT | MALI-EO13882 | NICARAGUA |
    NICARAGUA-NHRAA | NPWMD | NS-PLC | PEESA | RUSSIA-EO14024 | SDGT | SDNT | SDNTK | SDT | SOMALIA | SOUTH SUDAN | SYRIA |
    SYRIA-CAESAR | SYRIA-EO13894 | TCO | UKRAINE-EO13660 | UKRAINE-EO13661 | UKRAINE-EO13662 | UKRAINE-EO13685 | VENEZUELA |
    VENEZUELA-EO13850 | VENEZUELA-EO13884 | YEMEN | ZIMBABWE
"""
_OTHERS = {each.strip() for each in OTHERS.split("|")}


@frozen
class Group:
    """What becomes one event: a benefactor's names that came onto the list, or left it, under one programme."""

    benefactor: str
    programme: str
    removed: bool


def propose(table: Table) -> Iterator[Proposed]:
    """One event a group of names, and why the other names are none."""
    days = list(dict.fromkeys(row.fields["list"] for row in table.rows))
    earlier, later = ({row.fields["uid"]: row for row in table.rows if row.fields["list"] == day} for day in days)
    yield from (Refusal(where=row.where, reason="on both lists") for uid, row in later.items() if uid in earlier)
    designated = [(row, False) for uid, row in later.items() if uid not in earlier]
    groups: dict[Group, list[Row]] = defaultdict(list)
    for row, removed in (*designated, *((row, True) for uid, row in earlier.items() if uid not in later)):
        found = _judged(row, removed)
        if isinstance(found, list):
            for group in found:
                groups[group].append(row)
        else:
            yield found
    for group, rows in groups.items():
        yield _event(group, rows, days)


def _judged(row: Row, removed: bool) -> list[Group] | Refusal | Problem:
    """The groups that a name belongs to, or why to none."""
    if row.fields["type"] in ("vessel", "aircraft"):
        return Refusal(where=row.where, reason="a ship or an aircraft")
    benefactors = list(dict.fromkeys(COUNTRIES[each] for each in _ties(row.fields)))
    if not benefactors:
        return Refusal(where=row.where, reason="no tie to China or Russia in its remarks")
    named = _programmes(row.fields["programmes"])
    if unknown := [each for each in named if each not in PROGRAMMES and each not in _OTHERS]:
        return Problem(code="IMPORT", message=f'unknown programme "{unknown[0]}"; the importer must learn what it says', where=row.where)
    found = [Group(benefactor, each, removed) for benefactor in benefactors for each in named if each in PROGRAMMES]
    return found or Refusal(where=row.where, reason="its programme does not say what was supplied to whom")


def _programmes(written: str) -> list[str]:
    """The programmes of `NPWMD] [IFSR`; those two together are one of their own."""
    found = re.split(r"\]\s*\[", written.strip("[]"))
    if not set(NUCLEAR) <= set(found):
        return found
    return [", ".join(NUCLEAR), *(each for each in found if each not in NUCLEAR)]


def _ties(fields: Mapping[str, Any]) -> list[str]:
    """The countries of a person or a body, as the remarks call them."""
    form = _OF_A_PERSON if fields["type"] == "individual" else _OF_A_BODY
    return [next(filter(None, found.groups())) for found in form.finditer(fields["remarks"])]


def _event(group: Group, rows: Sequence[Row], days: Sequence[str]) -> Proposal:
    goods = PROGRAMMES[group.programme]
    certain = any(each not in WHERE_ANYONE_REGISTERS for row in rows for each in _ties(row.fields) if COUNTRIES[each] == group.benefactor)
    what = "Taken off" if group.removed else "Designated"
    fields = {
        "date": f"[{days[0]}..{days[1]}]",
        "kind": "embargo-lifted" if group.removed else "sanction",
        "effect": "neutral" if group.removed else "raises",
        "instruments": [goods.instrument],
        "title": f"United States {'lifted' if group.removed else 'imposed'} sanctions over dealings with {goods.words} ({group.programme})",
        "channel": "unofficial",
        "parties": ["USA"],
        "actors": [row.fields["name"] for row in rows],
        "summary": f"{what} some time between the two lists, which bear no dates. When the dealings took place is not said.",
        "confidence": "moderate" if certain else "low",
    }
    key = f"{what.lower()} under {group.programme}, {days[0]} to {days[1]}"
    return Proposal(where=rows[0].where, dyad=f"{group.benefactor}-{goods.recipient}", key=key, fields=fields, credibility=2)


IMPORTER = Importer(
    name="ofac",
    title="OFAC, Specially Designated Nationals: two lists compared",
    publisher="United States Department of the Treasury",
    reliability="B",
    reason="the register of a state's own acts, that the dealings took place is its finding; bears no dates, shows whom it chose to punish",
    graded_on="2026-11-25",
    judgement=__doc__,
    read=read,
    read_dated=read_dated,
    propose=propose,
    files=2,
    whole=False,
)
