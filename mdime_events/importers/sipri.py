"""SIPRI's arms transfers register: the trade register's CSV, for all suppliers and all recipients.

**What becomes an event.** One row is one deal in one weapon. Its order becomes an `arms-deal` (E1, binding), and every year in which it
was delivered an `arms-delivery` (E1, practical) that fulfils the order. The register gives the years of delivery and the number for all
of them together, never the number in each: a delivery in several years bears no magnitude, and the order's summary says the whole.

**Licences.** Order and deliveries bear on E2 as well where the comments say that the recipient makes the weapon: under licence,
assembled (from kits or not), or produced in its own country. A surmise (possibly, probably, planned) does not make it so, nor does a
weapon that is for something produced there: a gun for a ship is an arms transfer.

**Dates** have the precision of a year. A `?` beside the year of the order makes it `2014?`. The `?` between the number and the years of
delivery does not say which of them is uncertain, so it makes the years uncertain too.

**Confidence** is high for an order or a delivery that bears no `?`, moderate for one that does, and low where the comments doubt the
supplier, the recipient or the status. A transfer that the comments call illegal went through an unofficial channel.

**Numbers** are the number ordered or delivered, and SIPRI's trend-indicator value (TIV), a measure of military worth and no price: an
estimate. A number that is empty, or 0 beside deliveries (unknown, or less than half a million TIV), is left out; it is not zero.

**Dependence.** Where a supplier delivered in at least three of five years, and its share of the recipient's arms in these years (by
TIV, from all suppliers) is the largest or a third or more, a `trade-status` of E1 says so: dependence partial, and sole at four fifths
or more. It stands for a year from the day on which the five years are over, so that no earlier day can see it. It is symbolic, for it
is a figure and no act of its own: it counts as dependence and not as activity. A deal's TIV is shared out evenly over its years of
delivery, so the share is an estimate; those that SIPRI publishes lay within five points of it. Uneven trade in single boats is no
dependence, whatever its share.

**Identity.** The register numbers no deals. A row is known by recipient, supplier, year of order and weapon; rows alike in all of these
are told apart by their order among themselves (by delivery, number and comment). Where a newer edition moves the year of an order, the
old row is marked as vanished and the new one is another event.

**Refused** are rows whose supplier or recipient is no state of today (the Soviet Union's deals are not Russia's), is unknown, has no
ISO 3166 code, is a party to a civil war (`*`) or an organisation (`**`). Deals that were never delivered are in the register only while
they are open, so that a cancelled deal is seen as one that vanished.

**Grade** B: the field's standard, by named editors, with published rules and doubt marked in place; it rests on open sources, and
misses what none of them told. The editors' judgement stands for a review, so that the events count as reviewed.

**Coverage.** The register covers transfers of major arms by and to every state, so *Unobserved* may be said of E1 for any state in the
world. It cannot see small arms, ammunition, most spare parts and services, nor secret transfers; it looks at licences only as far as
weapons are made under them, so it reviews E1 and not E2. It is covered to the last year in which it knows of any delivery anywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mdime_events import countries
from mdime_events.batch import Row
from mdime_events.importers import sipri_comments as comments
from mdime_events.importers.shape import Importer, Proposal, Proposed, Refusal, Table
from mdime_events.importers.sipri_file import read
from mdime_events.importers.sipri_shares import PERIOD, Share, shares
from mdime_events.model import Problem

STATUS = ("New", "Second hand", "Second hand but modernized")

PARTIAL, SOLE = 1 / 3, 4 / 5  # the method's measure of a dependence

# What the register calls states that are known by another name
CALLED = {
    "Bosnia-Herzegovina": "BIH",
    "Cote d'Ivoire": "CIV",
    "Libya GNC": "LBY",
    "Micronesia": "FSM",
    "Palestine": "PSE",
    "Saint Vincent": "VCT",
    "Turkiye": "TUR",
    "UAE": "ARE",
}
NO_STATE_OF_TODAY = {
    "Biafra",
    "Czechoslovakia",
    "East Germany (GDR)",
    "Katanga",
    "North Yemen",
    "Northern Cyprus",
    "South Vietnam",
    "South Yemen",
    "Soviet Union",
    "Yemen Arab Republic (North Yemen)",
    "Yugoslavia",
}
NO_CODE = {"Kosovo"}


def propose(table: Table) -> Iterator[Proposed]:
    """The order and the deliveries of every row, or why there are none."""
    understood = []
    for row, twin in _told_apart(table.rows):
        fields = row.fields
        faults = list(_faults(fields))
        supplier, recipient = _state(fields["supplier"]), _state(fields["recipient"])
        for name, state in ((fields["supplier"], supplier), (fields["recipient"], recipient)):
            if not state:
                faults.append(f'unknown state "{name}"; the importer must learn what it is')
        if faults:
            yield from (Problem(code="IMPORT", message=fault, where=row.where) for fault in faults)
            continue
        understood.append(row)
        if reason := _refused("supplier", supplier) or _refused("recipient", recipient) or _same(supplier, recipient):
            yield Refusal(where=row.where, reason=reason)
        else:
            yield from _events(row, f"{supplier}-{recipient}", twin)
    yield from filter(None, map(_dependence, shares(understood)))


def _told_apart(rows: Sequence[Row]) -> list[tuple[Row, int]]:
    """The rows, each with its place among those that are known by the same words, from 1."""
    alike: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        alike[_known_by(row)].append(row)
    found = []
    for each in alike.values():
        by_content = sorted(each, key=lambda row: [row.fields[name] for name in ("years", "number", "delivered", "comments")])
        found += [(row, twin) for twin, row in enumerate(by_content, 1)]
    return sorted(found, key=lambda each: each[0].where.line)


def _known_by(row: Row) -> str:
    return ", ".join(row.fields[name] for name in ("recipient", "supplier", "ordered", "weapon", "description"))


def _faults(fields: Mapping[str, Any]) -> Iterator[str]:
    """What is written otherwise than the register writes it."""
    if fields["status"] not in STATUS:
        yield f'unknown status "{fields["status"]}"; {", ".join(STATUS)} are known'
    for name in ("ordered?", "number?", "delivered?"):
        if fields[name] not in ("", "?"):
            yield f'the column after "{name[:-1]}" holds "{fields[name]}"; it is "?" or empty'
    for name, form in (("ordered", r"\d{4}"), ("years", r"(\d{4}(; \d{4})*)?"), ("number", r"\d*"), ("delivered", r"\d*")):
        if not re.fullmatch(form, fields[name]):
            yield f'{name} "{fields[name]}" is not understood; {"a year" if "4" in form else "a whole number"} is expected'
    for name in ("tiv_order", "tiv_delivered"):
        if not re.fullmatch(r"(\d+(\.\d+)?)?", fields[name]):
            yield f'{name} "{fields[name]}" is not a number'


def _state(name: str) -> str | None:
    """An alpha-3 code, the reason why there is none, or None where nobody has judged the name yet."""
    if name.endswith("**"):
        return "an organisation"
    if name.endswith("*") or "rebel" in name:
        return "no state but a party to a war"
    if name.startswith("unknown "):
        return "unknown"
    if name in NO_STATE_OF_TODAY:
        return "no state of today"
    if name in NO_CODE:
        return "without an ISO code"
    try:
        return CALLED.get(name) or countries.code(name)
    except ValueError:
        return None


def _refused(side: str, state: str | None) -> str | None:
    return f"{side} is {state}" if state and not re.fullmatch("[A-Z]{3}", state) else None


def _same(supplier: str | None, recipient: str | None) -> str | None:
    return "supplier and recipient are one state" if supplier == recipient else None


def _events(row: Row, dyad: str, twin: int) -> Iterator[Proposal]:
    fields = row.fields
    key = _known_by(row) if twin == 1 else f"{_known_by(row)} ({twin})"
    shared = _shared(fields)
    yield _proposal(row, dyad, f"{key}: order", shared, _order(fields))
    years = fields["years"].split("; ") if fields["years"] else []
    for year in years:
        delivery = {**_delivery(fields, year, years), "fulfils": [f"{key}: order"]}
        yield _proposal(row, dyad, f"{key}: delivery {year}", shared, delivery)


def _proposal(row: Row, dyad: str, key: str, shared: Mapping[str, Any], own: Mapping[str, Any]) -> Proposal:
    confidence = "low" if comments.doubted(row.fields["comments"]) else "moderate" if own["date"].endswith("?") else "high"
    return Proposal(where=row.where, dyad=dyad, key=key, fields={**shared, **own, "confidence": confidence}, credibility=2)


def _shared(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the order and the deliveries have in common."""
    return {
        "instruments": ["E1", "E2"] if comments.made_there(fields["comments"], fields["recipient"]) else ["E1"],
        "direction": "to-recipient",
        "channel": "unofficial" if comments.illegal(fields["comments"]) else None,
    }


def _summary(fields: Mapping[str, Any], *more: str) -> str:
    """The row in words, with the register's own comment."""
    status = "" if fields["status"] == "New" else fields["status"]
    return ". ".join(filter(None, (status, *more, f"SIPRI: {fields['comments']}" if fields["comments"] else "")))


def _order(fields: Mapping[str, Any]) -> dict[str, Any]:
    number = f"{fields['number']} " if _known(fields["number"]) else ""
    delivered = f"{fields['delivered'] if _known(fields['delivered']) else 'Some'}{fields['delivered?']} delivered in {fields['years']}"
    return {
        "date": fields["ordered"] + fields["ordered?"],
        "kind": "arms-deal",
        "title": f"Order of {number}{_weapon(fields)}",
        "magnitude": _magnitude(fields, "number", "tiv_order"),
        "summary": _summary(fields, delivered if fields["years"] else ""),
    }


def _delivery(fields: Mapping[str, Any], year: str, years: Sequence[str]) -> dict[str, Any]:
    alone = len(years) == 1
    number = f"{fields['delivered']} " if alone and _known(fields["delivered"]) else ""
    return {
        "date": year + fields["delivered?"],
        "kind": "arms-delivery",
        "title": f"Delivery of {number}{_weapon(fields)}",
        "magnitude": _magnitude(fields, "delivered", "tiv_delivered") if alone else [],
        "summary": _summary(fields),
    }


def _weapon(fields: Mapping[str, Any]) -> str:
    same = fields["weapon"].lower() == fields["description"].lower()
    return str(fields["weapon"]) if same else f"{fields['weapon']} ({fields['description']})"


def _magnitude(fields: Mapping[str, Any], number: str, tiv: str) -> list[dict[str, Any]]:
    counted = {"unit": fields["description"], **({"basis": "estimate"} if fields[f"{number}?"] else {})}
    worth = {"unit": "million TIV", "basis": "estimate"}
    return [{"value": fields[name], **unit} for name, unit in ((number, counted), (tiv, worth)) if _known(fields[name])]


def _known(number: str) -> bool:
    """Whether a number says something: beside deliveries 0 stands for a number that is not known, and for less than half a million TIV."""
    return bool(number.strip("0."))


def _dependence(share: Share) -> Proposal | None:
    """A share that amounts to a dependence, between two states of today."""
    supplier, recipient = _state(share.supplier), _state(share.recipient)
    refused = _refused("supplier", supplier) or _refused("recipient", recipient) or _same(supplier, recipient)
    if refused or not (share.largest or share.part >= PARTIAL):
        return None
    first = share.last - PERIOD + 1
    told = f"supplied {share.part:.0%} of the major arms that {share.recipient} received in {first}-{share.last}"
    fields = {
        "date": f"{share.last}-12-31/{share.last + 1}-12-30",
        "kind": "trade-status",
        "title": f"{share.supplier} {told}",
        "instruments": ["E1"],
        "direction": "to-recipient",
        "substance": "symbolic",
        "dependence": "sole" if share.part >= SOLE else "partial",
        "magnitude": [{"value": round(100 * share.part), "unit": "percent of arms received, by TIV", "basis": "estimate"}],
        "summary": f"{'The largest supplier' if share.largest else 'A third or more'}: {told}, by TIV. A figure, and no act of its own",
        "confidence": "moderate",
    }
    key = f"{share.recipient}, {share.supplier}: share of {first}-{share.last}"
    return Proposal(where=share.where, dyad=f"{supplier}-{recipient}", key=key, fields=fields, credibility=2)


IMPORTER = Importer(
    name="sipri",
    title="SIPRI Arms Transfers Database, trade register",
    publisher="SIPRI",
    reliability="B",
    reason="the field's standard, by named editors with published rules, uncertainty marked in place; open sources only",
    graded_on="2026-11-25",
    judgement=__doc__,
    read=read,
    propose=propose,
)
