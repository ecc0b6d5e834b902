"""Countries and dyads, as people write them."""

import pytest

from mdime_events import countries


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("IRN", "IRN"),
        ("irn", "IRN"),
        ("IR", "IRN"),
        ("Iran", "IRN"),
        (" iran ", "IRN"),
        ("Russia", "RUS"),
        ("Russian Federation", "RUS"),
        ("Syria", "SYR"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Burma", "MMR"),
        ("UAE", "ARE"),
        ("UK", "GBR"),
        ("DPRK", "PRK"),
        ("Cote d'Ivoire", "CIV"),
        ("North Korea", "PRK"),
        ("south korea", "KOR"),
        ("DR Congo", "COD"),
        ("Vietnam", "VNM"),
        ("Côte d'Ivoire", "CIV"),
        ("Guinea-Bissau", "GNB"),
    ],
)
def test_a_country_is_known_by_its_codes_names_and_common_spellings(written, code):
    assert countries.code(written) == code


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Irann", 'unknown country "Irann"; did you mean "Iran"'),
        ("Mynmar", 'unknown country "Mynmar"; did you mean "Myanmar" (MMR)?'),
        ("", 'unknown country ""; write its ISO 3166-1 alpha-3 code, such as IRN'),
        ("Qqqqqq", 'unknown country "Qqqqqq"; write its ISO 3166-1 alpha-3 code, such as IRN'),
    ],
)
def test_an_unknown_country_is_answered_with_the_nearest(written, words):
    with pytest.raises(ValueError) as refusal:
        countries.code(written)
    assert str(refusal.value).startswith(words)


@pytest.mark.parametrize(
    ("words", "dyads"),
    [
        (["CHN", "IRN"], ["CHN-IRN"]),
        (["CHN-IRN"], ["CHN-IRN"]),
        (["chn-irn"], ["CHN-IRN"]),
        (["China", "Iran"], ["CHN-IRN"]),
        (["China-Iran"], ["CHN-IRN"]),
        (["CHN>IRN"], ["CHN-IRN"]),
        (["CHN : IRN"], ["CHN-IRN"]),
        (["China - South Korea"], ["CHN-KOR"]),
        (["China", "Guinea-Bissau"], ["CHN-GNB"]),
        (["China-Guinea-Bissau"], ["CHN-GNB"]),
        (["CHN-IRN", "RUS-IRN"], ["CHN-IRN", "RUS-IRN"]),
        (["CHN-IRN", "China-Iran"], ["CHN-IRN"]),
        (["CHN-IRN", "RUS-IRN", "CHN-RUS"], ["CHN-IRN", "RUS-IRN", "CHN-RUS"]),
    ],
)
def test_dyads_are_written_in_many_ways(words, dyads):
    assert countries.dyads(words) == dyads


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["CHN"], '"CHN" is no dyad; write a benefactor and a recipient, such as CHN IRN or CHN-IRN'),
        (["CHN", "IRN", "RUS"], '"CHN" is no dyad; write a benefactor and a recipient, such as CHN IRN or CHN-IRN'),
        (["CHN", "China"], "a dyad joins two countries; CHN was given twice"),
        (["CHN-Irann"], 'unknown country "Irann"; did you mean "Iran'),
        (["../../etc"], '"../../etc" is no dyad'),
    ],
)
def test_what_is_no_dyad_is_refused(words, refusal):
    with pytest.raises(ValueError) as error:
        countries.dyads(words)
    assert str(error.value).startswith(refusal)


def test_a_dyad_that_has_a_file_needs_no_look_up():
    assert countries.dyads(["CHN", "IRN"], known=["CHN-IRN"]) == countries.dyads(["CHN-IRN"], known=["CHN-IRN"]) == ["CHN-IRN"]


@pytest.mark.parametrize(("code", "name"), [("IRN", "Iran"), ("RUS", "Russia"), ("PRK", "North Korea"), ("VNM", "Vietnam"), ("XXX", "XXX")])
def test_a_code_has_a_short_name(code, name):
    assert countries.name(code).startswith(name)


def test_a_dyad_has_a_name_in_words():
    assert countries.dyad_name("CHN-SYR") == "China in Syria"
