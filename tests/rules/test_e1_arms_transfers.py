"""E1 Arms Transfers: what was sold and delivered, what others' enforcement shows of it, and how sure that is."""

import pytest
from dossiers import course, level, method, rated, said

from mdime_events.rulekit import LOW, MEDIUM

TRADE = """
    2010           embargo        E1  The Security Council forbids arms sales | effect=lowers
    2013-05-01     arms-deal      E1  Coastal missiles are ordered
    2014-02-01     arms-delivery  E1  They arrive | fulfils=arms-deal-2013-05-01
    2016-06-15     arms-delivery  E1  Drones arrive
    2020-10-18     embargo-lifted E1  The embargo ends | ends=embargo-2010
"""


def test_deliveries_are_sustained_in_three_years_of_five_and_an_embargo_that_ends_is_a_door_and_no_more():
    assert course(TRADE, "E1", "2013-05-01", "2014-02-01", "2016-06-15", "2017-12-31", "2018-01-01", "2020-10-18") == {
        "2013-05-01": "low, increasing",  # one more deal, and it is no single one
        "2014-02-01": "medium, increasing",  # another deal and delivery make four years of five
        "2016-06-15": "high, steady",
        "2017-12-31": "high, decreasing",  # a delivery in three years, which once more keeps nothing regular
        "2018-01-01": "medium, steady",
        "2020-10-18": "medium, steady",
    }
    assert said(TRADE, "E1", "2020-10-18") == set()


def test_a_fifth_of_the_market_is_not_and_a_third_is_a_dependence():
    share = "2015/2019 arms-delivery E1 A share of imports | dependence={}"
    assert rated(share.format("none") + "\n2015-01-01 arms-deal E1 A deal", "E1", "2019-12-31").level.label == "high"
    assert rated(share.format("partial") + "\n2015-01-01 arms-deal E1 A deal", "E1", "2019-12-31").level.label == "very high"


def test_enforcement_shows_the_years_in_which_transfers_went_on_and_not_how_many_were_named():
    year = "2014-02-01 sanction E1 Nine firms\n2014-06-01 indictment E1 A dealer\n2014-08-01 sanction E1 Four more\n"
    assert level(year, "E1", "2014-12-31") == LOW
    assert level(year + "2015-02-01 sanction E1 One firm", "E1", "2015-02-01") == MEDIUM
    assert said(year, "E1", "2014-12-31") == {"on_course_to_rise"}  # the same again is a second year of it


SECRECY = """
    source  report  A  2023-12
    source  paper   A  2023-12
    review  2012  2023-12
"""
OPEN = "{}-05-01 arms-delivery E1 Sold openly | sources=report+paper, confidence=high\n"
HIDDEN = "{}-05-01 arms-delivery E1 Smuggled | channel=unofficial, sources=report+paper, confidence=high\n"


@pytest.mark.parametrize(
    ("trade", "confidence"),
    [
        (OPEN.format(2019) + OPEN.format(2020), "high"),
        (OPEN.format(2019) + OPEN.format(2020) + HIDDEN.format(2021), "high"),
        (OPEN.format(2019) + HIDDEN.format(2020), "low"),
        (HIDDEN.format(2019), "low"),
        ("", "low"),
    ],
)
def test_secrecy_is_the_rule_where_half_or_more_of_the_trade_is_unofficial(trade, confidence):
    found = rated(SECRECY + trade, "E1", "2023-12-31")
    assert found.confidence == confidence
    assert any("secrecy" in each.because for each in found.confidence_findings) is (bool(trade) and confidence == "low")


def test_enforcement_of_one_year_is_unofficial_whichever_of_it_was_logged_first():
    first = "2020-05-01 sanction E1 Firms | channel=unofficial, recorded=2021-01-01, sources=report+paper, confidence=high\n"
    second = "2020-06-01 indictment E1 A dealer | recorded=2021-02-01, sources=report+paper, confidence=high\n"
    swapped = first.replace("2021-01-01", "2021-02-01") + second.replace("2021-02-01", "2021-01-01")
    secret = [
        [each.because for each in rated(SECRECY + OPEN.format(2019) + text, "E1", "2023-12-31").confidence_findings]
        for text in (first + second, swapped)
    ]
    assert secret[0] == secret[1]


def test_official_and_unofficial_are_one_level_and_two_channels():
    both = OPEN.format(2019) + HIDDEN.format(2020)
    assert level(SECRECY + both, "E1", "2023-12-31") == MEDIUM
    assert method().book.ladders["E1"].secrecy.__doc__
