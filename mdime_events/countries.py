"""Countries: ISO 3166-1 alpha-3 codes in the log, names and common spellings on input (pycountry)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from functools import cache

from mdime_events.vocabulary import COUNTRY_SPELLINGS

SHORT_NAMES = {
    "PRK": "North Korea",
    "KOR": "South Korea",
    "COD": "DR Congo",
    "LAO": "Laos",
    "BRN": "Brunei",
    "RUS": "Russia",
    "SYR": "Syria",
}

_SEPARATOR = re.compile(r"[-–>:]+")


@cache
def code(text: str) -> str:
    """The alpha-3 code of a country given by code or name. Raises ValueError with the nearest name."""
    import pycountry  # late: 40 ms

    word = text.strip()
    if known := COUNTRY_SPELLINGS.get(word.lower()):
        return known
    by_short_name = {name.lower(): short for short, name in SHORT_NAMES.items()}
    if known := by_short_name.get(word.lower()):
        return known
    try:
        return str(pycountry.countries.lookup(word).alpha_3)
    except LookupError:
        raise ValueError(f'unknown country "{text}"{_nearest(word)}') from None


def _nearest(word: str) -> str:
    import pycountry

    names = {getattr(each, "common_name", each.name): each.alpha_3 for each in pycountry.countries}
    near = get_close_matches(word.title(), names, n=1) or [name for name in names if word and word.lower() in name.lower()][:1]
    return f'; did you mean "{near[0]}" ({names[near[0]]})?' if near else "; write its ISO 3166-1 alpha-3 code, such as IRN"


@cache
def name(code: str) -> str:
    """A country's short name; the code itself where it is unknown."""
    import pycountry

    if code in SHORT_NAMES:
        return SHORT_NAMES[code]
    found = pycountry.countries.get(alpha_3=code)
    return str(getattr(found, "common_name", found.name)).split(",")[0] if found else code


def dyads(words: Sequence[str], known: Collection[str] = ()) -> list[str]:
    """The dyads of `CHN IRN`, `CHN-IRN RUS-IRN` or `China Iran`; those in `known` need no look-up. Raises ValueError."""
    if all(word in known for word in words):
        return list(dict.fromkeys(words))
    if len(words) == 2 and "-".join(words) in known:
        return ["-".join(words)]
    if len(words) == 2 and not all(_SEPARATOR.search(word) for word in words):
        return [_joined(*words)]
    return list(dict.fromkeys(_split(word) for word in words))


def _split(word: str) -> str:
    parts = _SEPARATOR.split(word.strip(), maxsplit=1)
    if len(parts) != 2:
        raise ValueError(f'"{word}" is no dyad; write a benefactor and a recipient, such as CHN IRN or CHN-IRN')
    return _joined(*(part.strip() for part in parts))


def _joined(benefactor: str, recipient: str) -> str:
    codes = code(benefactor), code(recipient)
    if codes[0] == codes[1]:
        raise ValueError(f"a dyad joins two countries; {codes[0]} was given twice")
    return "-".join(codes)


def dyad_name(dyad: str) -> str:
    """A dyad in words: "China in Iran"."""
    benefactor, _, recipient = dyad.partition("-")
    return f"{name(benefactor)} in {name(recipient)}"
