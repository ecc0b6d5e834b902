"""How a row of the tracker is judged: its sector, what its company does, and whether that is a stake, a contract, a port or a network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# Every sector and subsector that the tracker uses; "construction" is its own slip.
SECTORS = {
    "Agriculture": {""},
    "Chemicals": {""},
    "Energy": {"", "Alternative", "Coal", "Gas", "Hydro", "Nuclear", "Oil"},
    "Entertainment": {"", "Aviation"},
    "Finance": {"", "Banking", "Investment"},
    "Health": {""},
    "Logistics": {""},
    "Metals": {"", "Aluminum", "Copper", "Steel"},
    "Other": {"", "Communications", "Consumer", "Education", "Industry", "Textiles", "Timber"},
    "Real estate": {"", "Construction", "Property", "construction"},
    "Technology": {"", "Telecom"},
    "Tourism": {""},
    "Transport": {"", "Autos", "Aviation", "Rail", "Shipping"},
    "Utilities": {""},
}
STRATEGIC = {"Energy", "Metals"}
INDUSTRY = STRATEGIC | {"Chemicals", "Logistics", "Technology", "Transport", "Utilities"}  # where an arms maker is at work as one

_SHARE = re.compile(r"\d*\.?\d+", re.ASCII)
_SHARES = re.compile(rf"(1|0?\.\d+|{_SHARE.pattern}%?(, ?{_SHARE.pattern}%?)+)?", re.ASCII)  # the last: one a company, in per cent
LASTING = 0.1  # the tenth of votes from which on a stake is direct investment (IMF, Balance of Payments Manual, sixth edition, 6.12)

_PORT = re.compile(r"\b(ports?|terminals?|harbour)\b", re.IGNORECASE)
_AIRPORT = re.compile(r"\bairports?\b", re.IGNORECASE)
_SHIPS = re.compile(r"\b(shipyard|shipping|marine)\b", re.IGNORECASE)


def _names(*names: str) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(names)})\b", re.IGNORECASE)


BUILDERS = _names(  # build or equip for others, for pay
    r"\w+ (construction|engineering)",
    "aerospace science",
    "avic",
    "china electronics",
    "china gansu international",
    "china national nuclear",
    "china nonferrous",
    "china railway",
    "china state shipbuilding",
    "dongfang electric",
    "genertec",
    "gezhouba",
    "great wall",
    "harbin (electric|power)",
    "huawei",
    "hydrochina",
    "jiangsu international",
    "jiangxi international",
    "mcc",
    "norinco",
    "sepco",
    "shandong electric",
    "shanghai electric",
    "sinoma",
    "sinomach",
    "sinohydro",
    "sinosteel",
    "tebian electric",
    "three gorges",
    "tidfore",
    "weihai",
    "wison",
    "xinwei",
    "zte",
)
PORTS = _names(
    "china merchants",
    "china ocean shipping",
    "china shipping",
    "cosco",
    "guangxi beibu",
    "landbridge",
    "port",
)

NETWORKS = _names(
    "huawei", "zte", "china mobile", "china telecom", "(china )?unicom", "china electronics", "xinwei", "sinomach", "startimes"
)
SPACE = _names("great wall", "aerospace science", "launch and tracking")
ARMS_MAKERS = (  # state arms groups, by what the tracker calls them
    (_names("norinco"), "Norinco"),
    (_names("avic"), "AVIC"),
    (_names("aerospace science and technology", "great wall industry", "china great wall"), "CASC"),
    (_names("aerospace science and industry"), "CASIC"),
    (_names("china state shipbuilding"), "CSSC"),
    (_names("china shipbuilding industry", "dalian shipbuilding"), "CSIC"),
    (_names("china national nuclear"), "CNNC"),
    (_names("china south industries"), "China South Industries Group"),
    (_names("china electronics technology"), "CETC"),
)


def faults(fields: Mapping[str, Any]) -> Iterator[str]:
    """What is written otherwise than the tracker writes it."""
    sector, subsector = fields["sector"], fields["subsector"]
    if sector not in SECTORS:
        yield f'unknown sector "{sector}"; {", ".join(SECTORS)} are known'
    elif subsector not in SECTORS[sector]:
        yield f'unknown subsector "{subsector}" of {sector}; {", ".join(filter(None, sorted(SECTORS[sector]))) or "none"} are known'
    if not re.fullmatch(r"\d*", fields["amount"], re.ASCII):
        yield f'amount "{fields["amount"]}" is not understood; a whole number of millions of dollars is expected'
    if not _SHARES.fullmatch(fields["share"]):
        yield f'share "{fields["share"]}" is not understood; a fraction such as 0.25 is expected, or per cent by company'
    if not fields["company"]:
        yield "names no Chinese company"


def instruments(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The instruments that the deal bears on; none where its sector is not strategic."""
    if space(fields) or network(fields):
        return ("I2",)
    rail = fields["sector"] == "Transport" and fields["subsector"] == "Rail"
    return ("E3",) if fields["sector"] in STRATEGIC or rail or port(fields) or airport(fields) else ()


def refused(fields: Mapping[str, Any]) -> str:
    """Why a deal that bears on no instrument is refused."""
    if fields["sector"] == "Transport":
        kinds = {"Aviation": "aviation, no airport", "Shipping": "shipping, no port", "Autos": "autos (cars and roads under one word)"}
        return f"transport: {kinds.get(fields['subsector'], 'not told which')}"
    return f"sector is {fields['sector'].lower()}{', no network' if fields['sector'] == 'Technology' else ''}"


def kind(fields: Mapping[str, Any]) -> str:
    if space(fields):
        return "space-cooperation"
    if port(fields):
        return "port-development"
    return "investment" if stake(fields) is not None or not builds(fields) else "infrastructure-project"


def space(fields: Mapping[str, Any]) -> bool:
    return fields["sector"] == "Technology" and bool(SPACE.search(fields["company"]))


def network(fields: Mapping[str, Any]) -> bool:
    """Whether the deal is a network, or may be one, by a company that makes or runs networks."""
    by_maker = fields["subsector"] == "Telecom" and bool(NETWORKS.search(fields["company"]))
    own_plant = stake(fields) is not None and not fields["party"]
    return by_maker and not own_plant and not small(fields)


def port(fields: Mapping[str, Any]) -> bool:
    at_sea = fields["subsector"] == "Shipping" or (fields["sector"] == "Logistics" and bool(_PORT.search(fields["party"])))
    return at_sea and (builds(fields) or bool(PORTS.search(fields["company"]))) and not _SHIPS.search(fields["party"])


def airport(fields: Mapping[str, Any]) -> bool:
    in_air = fields["sector"] == "Transport" and fields["subsector"] == "Aviation"
    works = builds(fields) and stake(fields) is None
    return in_air and (works or bool(_AIRPORT.search(fields["party"])))


def builds(fields: Mapping[str, Any]) -> bool:
    return bool(BUILDERS.search(fields["company"]))


def untold(fields: Mapping[str, Any]) -> bool:
    """Whether the row leaves open what it is: a stake or a contract; or, of a maker of networks, a network or an office."""
    nature = stake(fields) is None and not builds(fields) and not PORTS.search(fields["company"])
    return nature or (network(fields) and not fields["party"])


def stake(fields: Mapping[str, Any]) -> float | None:
    """The share that was taken, from 0 to 1: of all companies together where each has its own. None where none is told."""
    written = _SHARE.findall(fields["share"])
    in_per_cent = "%" in fields["share"] or len(written) > 1
    return sum(map(float, written)) / (100 if in_per_cent else 1) if written else None


def small(fields: Mapping[str, Any]) -> bool:
    """Whether the share is told and is less than a tenth."""
    found = stake(fields)
    return found is not None and found < LASTING


def companies(fields: Mapping[str, Any]) -> list[str]:
    """The Chinese companies of a deal, as they are listed."""
    listed = re.sub(r",? and (?=[A-Z])", ", ", fields["company"]) if re.search(r", | and [A-Z]", fields["company"]) else fields["company"]
    return [each.strip() for each in listed.split(",") if each.strip()]


def arms_makers(fields: Mapping[str, Any]) -> list[str]:
    """The arms groups among the companies of a deal, where it is one of industry or infrastructure."""
    return [name for pattern, name in ARMS_MAKERS if fields["sector"] in INDUSTRY and pattern.search(fields["company"])]
