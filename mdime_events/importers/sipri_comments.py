"""What the comments of SIPRI's register say: where the weapon is made, and what is doubted. Clauses are separated by semicolons."""

from __future__ import annotations

import re

SPELT = {"Turkiye": ("Turkiye", "Turkey")}

_MADE = re.compile(r"under (\w+ )?licen[cs]e|assembl\w+|\bkits?\b|produced in|production\b.*? in", re.IGNORECASE)
_OF_THE_WEAPON = re.compile(r"\s*(incl\w*\s+)?((\d+|some|most|rest)\s+)?(components\s+)?", re.IGNORECASE)
_COUNTRY = re.compile(r"\bin ([A-Z]\w+)")
_SURMISE = re.compile(r"\b(possibl\w+|probabl\w+|plan\w*|originally|refused|without|for)\b", re.IGNORECASE)
_DOUBT = re.compile(r"(supplier|recipient|status)\b[^;]*\b(uncertain|possibly)", re.IGNORECASE)


def made_there(comments: str, recipient: str) -> bool:
    """Whether a clause says for sure that the recipient makes or assembles the weapon."""
    return any(_says_made(clause, recipient) for clause in comments.split(";"))


def _says_made(clause: str, recipient: str) -> bool:
    found = _MADE.search(clause)
    if not found or _SURMISE.search(clause[: found.start()]):
        return False
    if found.group().lower() == "produced in" and not _OF_THE_WEAPON.fullmatch(clause[: found.start()]):
        return False  # "2 destroyers produced in …", the end of a list of what the weapon is for
    if country := _COUNTRY.search(clause, found.start()):
        return any(name.startswith(country[1]) for name in SPELT.get(recipient, (recipient,)))
    return not re.match("produc", found.group(), re.IGNORECASE)


def doubted(comments: str) -> bool:
    """Whether the supplier, the recipient or the status of the deal is doubted; a doubted designation is no doubt of the transfer."""
    return bool(_DOUBT.search(comments))


def illegal(comments: str) -> bool:
    return "illegal transfer" in comments.lower()
