"""The colours of levels: legible, in order, and apart for those who see fewer colours; in light and in dark.

Contrast is WCAG 2's, lightness and distance CIELAB's. Red-blindness and green-blindness are simulated by the matrices of Machado, Oliveira
and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), at full severity.
"""

import re
from itertools import combinations, pairwise

import pytest
from tables import ROOT

from mdime_events.site.level import css
from mdime_events.vocabulary import LEVELS

STATIC = ROOT / "mdime_events" / "site" / "static"
ORDER = [css(level).removeprefix("level-") for level in reversed(LEVELS)]
SEEN = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "red-blind": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "green-blind": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
WHITE = (0.95047, 1.0, 1.08883)


def colours(name):
    """The custom properties of a style sheet; dark ones stand in for the light."""
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "palette.css").read_text()))
    return {**found, **(dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "dark.css").read_text())) if name == "dark" else {})}


def linear(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def times(matrix, vector):
    return [min(max(sum(a * b for a, b in zip(row, vector, strict=True)), 0), 1) for row in matrix]


def luminance(colour):
    return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour, seen="all colours"):
    to_xyz = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    rgb = times(SEEN[seen], linear(colour))
    xyz = [sum(a * b for a, b in zip(row, rgb, strict=True)) / white for row, white in zip(to_xyz, WHITE, strict=True)]
    x, y, z = (each ** (1 / 3) if each > 216 / 24389 else (24389 / 27 * each + 16) / 116 for each in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, seen):
    return sum((a - b) ** 2 for a, b in zip(lab(one, seen), lab(other, seen), strict=True)) ** 0.5


@pytest.fixture(params=["light", "dark"])
def palette(request):
    return colours(request.param)


def test_letters_are_legible_on_their_level(palette):
    found = {name: contrast(palette[name], palette[f"on-{name}"]) for name in [*ORDER, "none", "marking"]}
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


def test_words_are_legible_on_paper(palette):
    on = [(word, ground) for word in ("ink", "soft", "link") for ground in ("paper", "panel")]
    assert [pair for pair in on if contrast(*(palette[name] for name in pair)) < 4.5] == []


def test_lightness_is_in_the_order_of_the_levels(palette):
    found = [lab(palette[name])[0] for name in ORDER]
    steps = [after - before for before, after in pairwise(found)]
    assert all(step > 4 for step in steps) or all(step < -4 for step in steps), found


@pytest.mark.parametrize("seen", SEEN)
def test_no_two_levels_look_alike(palette, seen):
    found = {pair: distance(palette[pair[0]], palette[pair[1]], seen) for pair in combinations(ORDER, 2)}
    assert {pair: round(far, 1) for pair, far in found.items() if far < 10} == {}


def test_what_is_no_level_differs_in_more_than_colour():
    """Unobserved and not assessed have a dashed or missing edge, and letters of their own."""
    assert "border-style: dashed" in (STATIC / "palette.css").read_text()
