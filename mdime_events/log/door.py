"""The door of the log: what a person or a program wrote becomes a payload, or a list of everything that is wrong with it.

Each field has one check, a function from what was written to the value that is stored; it raises ValueError with a sentence that
says what to write instead. CSV and YAML hand over text only, so every check accepts text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from mdime_events import countries, dates
from mdime_events.vocabulary import CHOICES, suggest

Check = Callable[[Any], Any]

LONGEST_TEXT = 20_000
MOST_ITEMS = 500
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINK = re.compile(r"\s*[a-z][a-z0-9+.]*:", re.IGNORECASE)
_SLUG = re.compile(r"[\w][\w./-]{0,99}", re.ASCII)


class Rejected(ValueError):
    """A payload that may not enter: `faults` are all of its problems, in sentences."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def text(value: Any) -> str:
    """One line of text, in Unicode's composed form, white space folded."""
    if not isinstance(value, str):
        raise ValueError(f"{_show(value)} is not text; write it in quotes")
    if found := _FORBIDDEN.search(value):
        raise ValueError(f"holds the control character U+{ord(found.group()):04X}, which could hide or reorder text; take it out")
    folded = _not_too_long(" ".join(value.split()))  # before it is composed, which is slow for many marks on one letter
    if not folded:
        raise ValueError("is empty; write something or leave the field out")
    return _not_too_long(unicodedata.normalize("NFC", folded))


def _not_too_long(clean: str) -> str:
    if len(clean) > LONGEST_TEXT:
        raise ValueError(f"has {len(clean)} characters; write at most {LONGEST_TEXT}")
    return clean


def slug(value: Any) -> str:
    clean = text(value)
    if not _SLUG.fullmatch(clean):
        raise ValueError(f'"{clean}" must be a short name of letters, digits and - . / _')
    return clean


def choice(name: str) -> Check:
    """One of a closed list of the vocabulary; the field's own case is put right."""
    allowed = CHOICES[name]
    folded = {each.lower(): each for each in allowed}

    def check(value: Any) -> str:
        word = text(value)
        if word.lower() not in folded:
            raise ValueError(f'unknown {name} "{word}"{suggest(word, allowed)}')
        return folded[word.lower()]

    return check


def list_of(check: Check) -> Check:
    """A list without repeats, of five hundred at most; text is split at semicolons, and one value is a list of one."""

    def checked(value: Any) -> list[Any]:
        items = value.split(";") if isinstance(value, str) else value
        items = items if isinstance(items, (list, tuple)) else [items]
        given = [item for item in items if not (isinstance(item, str) and not item.strip())]
        if len(given) > MOST_ITEMS:
            raise ValueError(f"has {len(given)} items; write at most {MOST_ITEMS}")
        kept = [check(item) for item in given]
        return [item for index, item in enumerate(kept) if item not in kept[:index]]

    return checked


def edtf(value: Any) -> str:
    clean = text(str(value) if type(value) is int else value)
    dates.span(clean)
    return clean


def day_text(value: Any) -> str:
    clean = text(str(value) if type(value) is int else value)
    try:
        dates.period(clean)
    except ValueError as error:  # whose hint names forms that are no day
        raise ValueError(f"{str(error).split('; write')[0]}; write a day, a month or a year such as 2023-12-31, 2023-12 or 2023") from None
    return clean


def duration(value: Any) -> str:
    clean = text(value)
    dates.duration_on(date(2000, 1, 1), clean)
    return clean


def number(value: Any) -> int | float:
    if isinstance(value, str):
        value = _number_of(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{_show(value)} is not a number")
    if not (-(2**63) <= value < 2**63 if isinstance(value, int) else math.isfinite(value)):
        raise ValueError(f"{value} is not a finite number of 64 bits")
    return value


def _number_of(written: str) -> int | float:
    plain = written.strip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain, re.ASCII):
        plain = plain.replace(",", "")
    try:
        return int(plain) if re.fullmatch(r"[+-]?\d{1,40}", plain, re.ASCII) else float(plain)
    except ValueError:
        raise ValueError(f'"{written}" is not a number') from None


def within(low: float, high: float, check: Check = number) -> Check:
    def checked(value: Any) -> Any:
        got = check(value)
        if not low <= got <= high:
            raise ValueError(f"{got} is not between {low} and {high}")
        return got

    return checked


def credibility(value: Any) -> int:
    got = within(1, 6)(value)
    if got != int(got):
        raise ValueError(f"credibility {got} is not a whole number from 1 (confirmed) to 6 (cannot be judged)")
    return int(got)


def url(value: Any) -> str:
    clean = text(value)
    try:
        parts = urlsplit(clean)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in clean:
        raise ValueError(f'"{clean}" is no link; write one that begins with http:// or https://')
    return clean


def country(value: Any) -> str:
    word = text(value)
    return countries.code(word)


def number_or_text(value: Any) -> int | float | str:
    return number(value) if isinstance(value, (int, float)) else text(value)


def plain_text(value: Any) -> str:
    return text(str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value)


def mapping(fields: Mapping[str, Check], required: tuple[str, ...], shorthand: bool = False) -> Check:
    """An object with these fields; as shorthand it may be text, its fields in order between bars: `key|locator|credibility`."""

    def check(value: Any) -> dict[str, Any]:
        if shorthand and isinstance(value, str):
            value = split_shorthand(value, fields)
        if not isinstance(value, Mapping):
            raise ValueError(f"{_show(value)} should be an object with {', '.join(fields)}")
        return check_fields(value, fields, required)

    return check


def split_shorthand(value: str, fields: Mapping[str, Check]) -> dict[str, str]:
    """`a|b|c` as the fields in their order. Raises ValueError where there are more parts than fields."""
    parts = value.split("|")
    if len(parts) > len(fields):
        raise ValueError(f'"{value}" has {len(parts)} parts; write {"|".join(fields)}')
    return {name: part for name, part in zip(fields, parts, strict=False) if part.strip()}


def check_fields(row: Mapping[str, Any], fields: Mapping[str, Check], required: tuple[str, ...]) -> dict[str, Any]:
    """`row` with every field checked, in the order of `fields`, empty ones left out. Raises Rejected with all faults."""
    faults = [f'unknown field "{name}"{suggest(str(name), fields)}' for name in row if name not in fields]
    kept: dict[str, Any] = {}
    for name, check in fields.items():
        value = row.get(name)
        if is_empty(value):
            if name in required:
                faults.append(f"{name} is missing")
            continue
        try:
            kept[name] = check(value)
        except Rejected as error:
            faults += [f"{name}: {fault}" for fault in error.faults]
        except ValueError as error:
            message = str(error)
            faults.append(message if name in message.split('"')[0] else f"{name}: {message}")
            continue
        if name in kept and is_empty(kept[name]) and name in required:
            faults.append(f"{name} is missing")
    if faults:
        raise Rejected(faults)
    return {name: value for name, value in kept.items() if not is_empty(value)}


def is_empty(value: Any) -> bool:
    return value is None or value in ([], (), {}) or (isinstance(value, str) and not value.strip())


def _show(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


CITATION = {"source": slug, "locator": plain_text, "credibility": credibility, "url": url, "published": day_text}
PLACE = {"name": text, "country": country, "latitude": within(-90, 90), "longitude": within(-180, 180)}
MAGNITUDE = {"value": number, "unit": text, "basis": choice("basis")}

_citation = mapping(CITATION, required=("source",), shorthand=True)


def citation(value: Any) -> dict[str, Any]:
    """A citation of a registered source by key; a link is cited under its host."""
    fields = split_shorthand(value, CITATION) if isinstance(value, str) else value
    link = fields.get("source") if isinstance(fields, Mapping) else None
    if isinstance(link, str) and _LINK.match(link):
        fields = {**fields, "source": urlsplit(url(link)).hostname, "url": link}
    got: dict[str, Any] = _citation(fields)
    return got


citations = list_of(citation)

LOGGED: dict[str, Check] = {
    "date": edtf,
    "kind": choice("kind"),
    "title": text,
    "instruments": list_of(choice("instrument")),
    "status": choice("status"),
    "effect": choice("effect"),
    "substance": choice("substance"),
    "dependence": choice("dependence"),
    "level": choice("level"),
    "channel": choice("channel"),
    "direction": choice("direction"),
    "parties": list_of(country),
    "actors": list_of(text),
    "place": mapping(PLACE, required=(), shorthand=True),
    "magnitude": list_of(mapping(MAGNITUDE, required=("value", "unit"), shorthand=True)),
    "summary": text,
    "sources": citations,
    "confidence": choice("confidence"),
    "occasion": slug,
    "part_of": slug,
    "fulfils": list_of(slug),
    "ends": list_of(slug),
    "promises": choice("promises"),
    "due": edtf,
    "recurs": duration,
    "review": choice("review"),
    "marking": text,
    "tags": list_of(text),
}
AMENDED: dict[str, Check] = {**LOGGED, "same_as": slug}  # what an event is the same as is found out later
LOGGED_REQUIRED = ("date", "kind", "title", "instruments")

PAYLOADS: dict[str, tuple[dict[str, Check], tuple[str, ...]]] = {
    "logged": (LOGGED, LOGGED_REQUIRED),
    "reviewed": (
        {
            "from": day_text,
            "to": day_text,
            "instruments": list_of(choice("instrument")),
            "scope": text,
            "inconclusive": text,
            "sources": citations,
        },
        ("from", "to", "instruments", "scope"),
    ),
    "assessed": (
        {
            "instrument": choice("rated"),
            "level": choice("rating level"),
            "trend": choice("trend"),
            "on": day_text,
            "sources": citations,
            "note": text,
        },
        ("instrument", "on", "sources"),
    ),
    "profiled": (
        {"country": country, "field": slug, "value": number_or_text, "unit": text, "as_of": day_text, "sources": citations},
        ("country", "field", "value", "as_of"),
    ),
    "sourced": (
        {
            "key": slug,
            "title": text,
            "publisher": text,
            "published": day_text,
            "kind": slug,
            "reliability": choice("reliability"),
            "reliability_on": day_text,
            "reason": text,
            "url": url,
            "sha256": slug,
            "relays": slug,
        },
        ("key", "title", "publisher", "reliability"),
    ),
    "retracted": ({"why": text}, ("why",)),
}


def payload(type: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a record of `type`, checked. Raises Rejected."""
    fields, required = PAYLOADS[type]
    return check_fields(row, fields, required)


def amendment(changes: Mapping[str, Any], why: str) -> dict[str, Any]:
    """The payload of an `amended` record: fields replaced whole, None removes one. Raises Rejected."""
    removed = {name: None for name, value in changes.items() if value is None}
    faults = [f"{name} cannot be removed; give it another value" for name in removed if name in LOGGED_REQUIRED]
    if faults:
        raise Rejected(faults)
    replaced = check_fields({name: value for name, value in changes.items() if value is not None}, AMENDED, ())
    if unknown := [name for name in removed if name not in AMENDED]:
        raise Rejected([f'unknown field "{name}"{suggest(name, AMENDED)}' for name in unknown])
    if not replaced and not removed:
        raise Rejected(["nothing to change was given"])
    reason = check_fields({"why": why}, {"why": text}, ("why",))
    return {"set": {**replaced, **removed}, **reason}
