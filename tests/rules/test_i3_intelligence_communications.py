"""I3 Cooperation in Military Intelligence/Communications: an access that stands is High by itself, and never more than surely suspected."""

import pytest
from dossiers import course, rated

from mdime_events.rulekit import HIGH, UNOBSERVED

ACCESS = """
    2015-10-17     access-grant              I3  Military signals of the satellite navigation are opened
    2020-03-01/..  intelligence-cooperation  I3  Liaison officers share what they know
    2024-06-15     termination               I3  The signals are closed | effect=lowers, ends=access-grant-2015-10-17
"""


def test_an_access_is_high_and_years_of_sharing_beside_it_are_very_high():
    assert course(ACCESS, "I3", "2015-10-17", "2018-10-17", "2021-12-31", "2022-01-01", "2024-06-14", "2024-06-15") == {
        "2015-10-17": "high, increasing",
        "2018-10-17": "high, steady",
        "2021-12-31": "high, increasing",  # active in two years more than before
        "2022-01-01": "very high, increasing",
        "2024-06-14": "very high, steady",
        "2024-06-15": "high, decreasing",
    }


def test_an_access_that_was_closed_is_no_second_kind():
    """What is shared goes on, and the recipient depends on it: alone it is of one kind."""
    alone = ACCESS.replace("they know", "they know | dependence=partial")
    assert course(alone, "I3", "2024-06-14", "2024-06-15") == {"2024-06-14": "very high, steady", "2024-06-15": "high, decreasing"}
    beside = alone + "2024-01-10 intelligence-cooperation I3 A visit\n2024-02-10/.. space-cooperation I3 A station"
    assert course(beside, "I3", "2024-06-15") == {"2024-06-15": "very high, decreasing"}


SURE = """
    source  report  A  2023-12
    source  paper   A  2023-12
    review  2012  2023-12  | sources=report+paper
    {}
"""


@pytest.mark.parametrize(
    ("what", "level"),
    [
        ("2015-10-17 access-grant I3 Signals opened | sources=report+paper, confidence=high", HIGH),
        ("2015-10-17 statement I3 Nothing of the kind | sources=report+paper, confidence=high", UNOBSERVED),
    ],
)
def test_secrecy_is_the_rule_so_that_confidence_is_low_whatever_is_known(what, level):
    found = rated(SURE.format(what), "I3", "2023-12-31")
    assert (found.level, found.confidence) == (level, "low")
    assert [each.because for each in found.confidence_findings] == ["secrecy is the rule in this instrument"]


def test_the_same_sources_make_another_instrument_sure():
    station = SURE.format("2015-10-17 access-grant I2 A station | sources=report+paper, confidence=high")
    assert rated(station, "I2", "2023-12-31").confidence == "high"
