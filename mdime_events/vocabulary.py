"""The closed lists: instruments, kinds of events, levels, trends, and the words a field may hold.

The framework is FMSO's M-DIME project ("Instruments of Chinese Military Influence in Iran", December 2023). A new kind of
event is one line in `KINDS`; everything else (checks, prompts, suggestions, documentation) follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import IntEnum, StrEnum

from attrs import frozen

BENEFACTORS = ("CHN", "RUS")  # those followed so far; another may be logged, and is asked about once
WINDOW_OPENS = 2012
FORECAST_YEARS = 3

INSTRUMENTS = {
    "D1": "Defense-Related Diplomacy",
    "D2": "International Military Education and Training",
    "D3": "Soft Power Activities",
    "I1": "Cultural/Media Outreach, Collaboration, Alignment",
    "I2": "Information/Communications Technology Support",
    "I3": "Cooperation in Military Intelligence/Communications",
    "M1": "Formal Bilateral Military Engagements",
    "M2": "Shared Informal/Multilateral Military Engagements",
    "M3": "Defense/Security Pacts and Agreements",
    "E1": "Arms Transfers",
    "E2": "Technology-Sharing, Joint Production Agreements",
    "E3": "Trade/Cooperation in Strategic Commodities/Sectors",
}
OVERALL = "OVERALL"
RATED = {**INSTRUMENTS, OVERALL: "Overall influence"}


class Level(IntEnum):
    """Current influence. `label` is the word used in answers; None stands for "not assessed"."""

    UNOBSERVED = 0
    VERY_LOW = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    VERY_HIGH = 5

    @property
    def label(self) -> str:
        return self.name.lower().replace("_", " ")


LEVELS = {level.label: level for level in reversed(Level)}
LETTERS = {"very high": "VH", "high": "H", "medium": "M", "low": "L", "very low": "VL", "unobserved": "U", None: "–"}


class Trend(StrEnum):
    """Projected influence over the next three years."""

    INCREASING = "increasing"
    STEADY = "steady"
    DECREASING = "decreasing"
    UNKNOWN = "unknown"


TRENDS = tuple(trend.value for trend in Trend)
ARROWS = dict(zip(TRENDS, "↗→↘?", strict=True))


@frozen(kw_only=True)
class Kind:
    """What the method says of one kind of event.

    `doing`: as a state it is activity in every year it covers; otherwise it is a state of being, and activity in none.
    `stands`: it stays in force until something ends it, however its beginning is dated.
    `ties`: it is a state of being by nature (a post, an institute, an office), even where its date says no more than when it began.
    `system`: in force, it is a system that the recipient's forces may come to rely on.
    """

    name: str
    family: str
    substance: str
    instruments: tuple[str, ...]
    doing: bool = False
    stands: bool = False
    ties: bool = False
    system: bool = False


def _kind(name: str, family: str, substance: str, instruments: str, flags: str = "") -> Kind:
    chosen = dict.fromkeys(flags.split(), True)
    return Kind(name=name, family=family, substance=substance, instruments=tuple(instruments.split()), **chosen)


ANY = " ".join(INSTRUMENTS)

KINDS = {
    kind.name: kind
    for kind in (
        _kind("visit", "contact", "routine", "D1", "doing"),
        _kind("meeting", "contact", "routine", "D1", "doing"),
        _kind("dialogue", "contact", "routine", "D1", "doing"),
        _kind("diplomatic-support", "contact", "routine", "D1", "doing"),
        _kind("training", "training", "practical", "D2", "doing"),
        _kind("education-exchange", "training", "practical", "D2", "doing"),
        _kind("port-call", "goodwill", "routine", "D3", "doing"),
        _kind("aid", "goodwill", "practical", "D3", "doing"),
        _kind("diplomatic-post", "goodwill", "practical", "D3", "ties"),
        _kind("goodwill", "goodwill", "symbolic", "D3", "doing"),
        _kind("media-cooperation", "media", "practical", "I1", "doing"),
        _kind("media-appearance", "media", "symbolic", "I1", "doing"),
        _kind("media-alignment", "media", "routine", "I1", "doing"),
        _kind("cultural-institute", "media", "practical", "I1", "ties"),
        _kind("infrastructure-project", "networks", "practical", "I2", "system"),
        _kind("space-cooperation", "networks", "practical", "I2", "doing system"),
        _kind("cyber-cooperation", "networks", "practical", "I2", "doing"),
        _kind("access-grant", "intelligence", "binding", "I3", "stands"),
        _kind("intelligence-cooperation", "intelligence", "practical", "I3", "doing"),
        _kind("exercise", "field", "practical", "M1 M2", "doing"),
        _kind("joint-operation", "field", "practical", "M1 M2", "doing"),
        _kind("deployment", "field", "practical", "M1 M2", "doing system"),
        _kind("membership", "bodies", "binding", "M2 M3", "stands"),
        _kind("forum", "bodies", "routine", "M2 M3", "doing"),
        _kind("agreement", "accords", "binding", "M3", "stands"),
        _kind("arms-deal", "arms", "binding", "E1"),
        _kind("arms-delivery", "arms", "practical", "E1", "doing"),
        _kind("technology-transfer", "know-how", "practical", "E2", "doing"),
        _kind("joint-production", "know-how", "practical", "E2", "doing system"),
        _kind("company-presence", "know-how", "routine", "E2", "ties"),
        _kind("trade-status", "economy", "routine", "E3", "doing"),
        _kind("investment", "economy", "practical", "E3", "doing"),
        _kind("commodity-contract", "economy", "practical", "E3", "doing"),
        _kind("port-development", "economy", "practical", "E3"),
        _kind("pledge", "signals", "routine", ANY),
        _kind("proposal", "signals", "routine", ANY),
        _kind("statement", "signals", "symbolic", ANY),
        _kind("sanction", "restraints", "practical", ANY),
        _kind("indictment", "restraints", "practical", ANY),
        _kind("embargo", "restraints", "practical", ANY),
        _kind("embargo-lifted", "restraints", "practical", ANY),
        _kind("incident", "restraints", "practical", ANY),
        _kind("termination", "restraints", "practical", ANY),
    )
}

CHOICES: dict[str, tuple[str, ...]] = {
    "kind": tuple(KINDS),
    "instrument": tuple(INSTRUMENTS),
    "status": ("occurred", "planned", "cancelled", "disputed"),
    "effect": ("raises", "lowers", "neutral"),
    "substance": ("symbolic", "routine", "practical", "binding"),
    "dependence": ("none", "partial", "sole"),
    "level": ("head-of-state", "minister", "chief-of-defence", "general-officer", "official", "company"),
    "channel": ("official", "unofficial"),
    "direction": ("to-recipient", "to-benefactor", "elsewhere"),
    "confidence": ("high", "moderate", "low"),
    "review": ("reviewed", "unreviewed"),
    "basis": ("official", "estimate", "claim"),
    "promises": tuple(KINDS),
    "reliability": ("A", "B", "C", "D", "E", "F"),
    "rated": tuple(RATED),
    "rating level": tuple(LEVELS),
    "trend": TRENDS,
}

CALLED = {"rated": "instrument", "rating level": "level"}  # lists whose name is no word of the analyst's

# Defence news writes these; the log writes the alpha-3 code. Everything else is looked up by name.
COUNTRY_SPELLINGS = {
    "russia": "RUS",
    "iran": "IRN",
    "syria": "SYR",
    "turkey": "TUR",
    "burma": "MMR",
    "ivory coast": "CIV",
    "cote d'ivoire": "CIV",
    "uae": "ARE",
    "uk": "GBR",
    "prc": "CHN",
    "dprk": "PRK",
    "rok": "KOR",
    "republic of korea": "KOR",
    "drc": "COD",
    "palestine": "PSE",
}


def suggest(word: str, allowed: Iterable[str]) -> str:
    """' ; did you mean "exercise"?' for a near miss, else the allowed words when they are few, else nothing."""
    allowed = tuple(allowed)
    near = get_close_matches(word.lower(), allowed, n=1) or get_close_matches(word.upper(), allowed, n=1)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; choose one of {', '.join(allowed)}" if len(allowed) <= 13 else ""
