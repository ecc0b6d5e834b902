"""Every country lies in one region."""

import pycountry
import pytest

from mdime_events.regions import REGIONS, region


def test_every_country_is_in_one_region():
    named = [code for codes in REGIONS.values() for code in codes.split()]
    assert sorted(named) == sorted(each.alpha_3 for each in pycountry.countries)


@pytest.mark.parametrize(
    ("code", "name"),
    [("IRN", "Southern Asia"), ("SYR", "Western Asia"), ("CUB", "Caribbean"), ("MLI", "Western Africa"), ("XKX", "Elsewhere")],
)
def test_the_region_of_a_country(code, name):
    assert region(code) == name
