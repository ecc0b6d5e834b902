"""What a row's text says: where a Chinese leader was, and whom he met there, by name and title."""

from __future__ import annotations

import re

from attrs import frozen

from mdime_events.importers import engagements_states as states
from mdime_events.importers.engagements_offices import Office, office

CHINA = "CHN"

_MEETING = re.compile(
    r"(?P<who>.*?) ?(?:was in|travelled to) (?P<place>.*?)"
    r"(?: ?and met with the following: ?(?P<met>.*?))?(?: ?Others Attending: ?(?P<with>.*))?"
)
_PERSON = re.compile(r"([^()]+?) ?\(((?:[^()]|\([^()]*\))*)\)")
_IN_CHINA = re.compile(r".*\b(Municipality|Province|Autonomous Region|SAR|Beijing|People's Republic of China)\b")
_TELEPHONE = re.compile(r"\b(phone|telephone\w*|call)\b|over the phone", re.IGNORECASE)
_MESSAGE = re.compile(r"congratulat|condolence|message|greeting|\bletter|sympathy|grief", re.IGNORECASE)


@frozen(kw_only=True)
class Person:
    """Somebody who was met: the states that the title names, and the office that it stands for."""

    name: str
    title: str
    states: tuple[str, ...]
    office: Office | None


@frozen(kw_only=True)
class Told:
    """Who was where. `state` is the place's alpha-3 code, None where no place is told; `town` its last part. `met` are those who were
    met, `others` the Chinese who were there, too."""

    who: str
    state: str | None
    town: str
    met: tuple[Person, ...]
    others: tuple[str, ...]


def told(text: str) -> Told | None:
    """What a text of the set's usual form says; None of one in free words. Raises ValueError for a place that is unknown."""
    found = _MEETING.fullmatch(" ".join(text.split()))
    if not found:
        return None
    state, town = _place(found["place"])
    others = tuple(each.strip() for each in (found["with"] or "").split(",") if each.strip())
    return Told(who=found["who"].strip(), state=state, town=town, met=tuple(_people(found["met"] or "")), others=others)


def _place(written: str) -> tuple[str | None, str]:
    """The state and the town. Raises ValueError."""
    town = re.sub(r" (City|Municipality)$", "", written.split(",")[-1].strip())
    if not written:
        return None, ""
    if _IN_CHINA.match(written.replace("Democratic People's Republic", "")):
        return CHINA, town
    named = states.named(written)
    if not named:
        raise ValueError(f'unknown place "{written}"; the importer must learn where it is')
    return named[0], town


def _people(met: str) -> list[Person]:
    found = []
    for each in _PERSON.finditer(met):
        name, title = " ".join(each[1].split()), " ".join(each[2].split())
        found.append(Person(name=name, title=title, states=tuple(states.named(title)), office=office(title)))
    return found


def why_not(text: str) -> str:
    """Why a text in free words is no meeting."""
    if _TELEPHONE.search(text):
        return "a talk over the telephone"
    return "a message" if _MESSAGE.search(text) else "no meeting in the set's own form, but a headline"
