"""Offices by their titles: who leads a state, who is a minister of foreign affairs, defence or security, who commands."""

from __future__ import annotations

import re

from attrs import frozen

from mdime_events.importers import engagements_states as states

LEADER, MINISTER, CHIEF, OFFICER = "head-of-state", "minister", "chief-of-defence", "general-officer"
RANKS = (LEADER, MINISTER, CHIEF, OFFICER)  # from the top


@frozen(kw_only=True)
class Office:
    """A rank among the log's levels; `defence` where it is that of a minister or a chief of defence."""

    rank: str
    defence: bool = False


_NOT_HELD = re.compile(
    r"former|ex-|elect\b|designated|wife|lady|mother|grandson|envoy|ambassador|embassy|representative of|honorary|opposition|founder"
    r"|association|chamber of commerce",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(the|of|for|on|to|republic|kingdom|commonwealth|confederation|principality|union|independent state"
    r"|rok|uae|drc|dprk|wpk|cpv|lprp|s)\b"
)

# Of a title without its state and without filler; between two offices stands "and".
_LEADER = re.compile(
    r"((acting|interim|current|federal) )?(president|prime minister( general)?|premier|chancellor|king|queen|emperor|sultan|emir"
    r"|grand duke|supreme head state|head state|governor[- ]general|(top |revolution )?leader|state counsell?or"
    r"|chief executive( officer)?|ceo|chief advisor .*caretaker government)"
    r"|president councils? (state|ministers)|president presidium supreme people assembly"
    r"|chairman (state peace|council ministers|national defense commission|state affairs commission)"
    r"|general secretary"
    r"|(general[- ]secretary|first secretary|chairman)( central committee)? (communist|workers|people revolutionary) party.*"
)
_DEPUTY = re.compile(
    r"((first|second) )?(vice|deputy)[- ](president|prime minister|premier|chancellor)( councils? (state|ministers))?"
    r"|(deputy )?crown prince"
)
_DEFENCE = re.compile(
    r"(?<!deputy )\bdefen[cs]e (minister|secretary)|(?<!under )(?<!assistant )\b(minister|secretary)( national)? defen[cs]e"
)
_CHIEF = re.compile(
    r"\bchief (army |general )?staff|army chief|joint chiefs staff|commander-in-chief (armed forces|defen[cs]e services)"
    r"|supreme council armed forces"
)
_OFFICER = re.compile(r"commander-in-chief|vice-chairman national defense commission|(deputy|under) (defense minister|secretary defense)")
_FOREIGN = re.compile(
    r"(foreign|external) (affairs )?(and trade |and \w+ affairs )?(minister|miniter|minster|ministe|secretary)"
    r"|minister.*\b(foreign|external|international relations)"
    r"|^secretary states?( and|$)|secretary (state )?foreign( and \w+)? affairs"
)
_SECURITY = re.compile(
    r"security (and foreign affairs )?(advis[eo]r|assistant|council)|(public|state|institutional) security|law and security"
    r"|home minister|minister home"
)
_BELOW = re.compile(r"\b(deputy|vice|under|assistant|permanent|additional|senior|parliamentary)[- ]?(minister|secretary|foreign)")


def office(title: str) -> Office | None:
    """The office that a title stands for; None where it is none of these, is no longer held, or is that of a minister's deputy."""
    if _NOT_HELD.search(title):
        return None
    short = _short(title)
    parts = [each.strip() for each in re.split(r" and |[,;]", short)]
    if _DEFENCE.search(short):
        return Office(rank=MINISTER, defence=True)
    if any(map(_LEADER.fullmatch, parts)):
        return Office(rank=LEADER)
    if _CHIEF.search(short):
        return Office(rank=CHIEF, defence=True)
    if _OFFICER.search(short):
        return Office(rank=OFFICER)
    minister = (_FOREIGN.search(short) or _SECURITY.search(short)) and not _BELOW.search(short)
    return Office(rank=MINISTER) if minister or any(map(_DEPUTY.fullmatch, parts)) else None


def _short(title: str) -> str:
    """A title in small letters, without its state and without words that tell no office."""
    bare = re.sub(r"[()'’.]", " ", states.without(title)).lower()
    return " ".join(_FILLER.sub(" ", bare).replace(" ,", ",").split())


def highest(offices: list[Office]) -> str:
    """The highest rank among offices."""
    return min((each.rank for each in offices), key=RANKS.index)
