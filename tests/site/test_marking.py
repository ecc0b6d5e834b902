"""Handling markings: which is the highest."""

import pytest

from mdime_events.site.marking import highest


@pytest.mark.parametrize(
    ("markings", "expected"),
    [
        ([], None),
        ([None, ""], None),
        (["TLP:GREEN", "TLP:AMBER+STRICT", "TLP:AMBER"], "TLP:AMBER+STRICT"),
        (["tlp:red", "TLP:CLEAR"], "TLP:RED"),
        (["VS-NfD", "TLP:RED", "Restreint"], "Restreint · VS-NfD · TLP:RED"),
    ],
)
def test_the_highest_of_tlp_and_all_others(markings, expected):
    assert highest(markings) == expected
