"""E3 Trade/Cooperation in Strategic Commodities/Sectors: trade by itself is routine; to depend on it is influence."""

import pytest
from dossiers import course, level, rated, said

from mdime_events.rulekit import HIGH, VERY_LOW


@pytest.mark.parametrize(("dependence", "expected"), [("none", VERY_LOW), ("partial", HIGH), ("sole", HIGH)])
def test_trade_is_as_much_as_the_recipient_depends_on_it(dependence, expected):
    assert level(f"2014/.. trade-status E3 A share of exports | dependence={dependence}", "E3", "2023-12-31") == expected


def test_a_dependence_that_is_over_is_a_faint_trace():
    oil = "2014/2019-04 trade-status E3 A third of oil exports | dependence=partial"
    assert course(oil, "E3", "2019-04-30", "2019-05-01") == {"2019-04-30": "high, steady", "2019-05-01": "very low, steady"}


STORY = """
    2012/..     trade-status        E3  The largest buyer of oil | dependence=partial
    2016-01-23  commodity-contract  E3  Oil for ten years
    2018-07-01  investment          E3  A railway
    2020-09-01  port-development    E3  A pier
    2021-03-27  agreement           E3  A programme for 25 years
"""


def test_a_dependence_with_three_years_of_deals_is_very_high():
    assert course(STORY, "E3", "2016-01-22", "2016-01-23", "2020-08-31", "2020-09-01", "2022-12-31", "2023-01-01") == {
        "2016-01-22": "high, steady",
        "2016-01-23": "high, steady",
        "2020-08-31": "high, steady",
        "2020-09-01": "very high, steady",
        "2022-12-31": "very high, steady",  # a new accord, but one deal in three years keeps no top
        "2023-01-01": "high, increasing",
    }


def test_to_go_on_buying_every_year_is_no_rise_at_the_top():
    promised = STORY + "2020-01-01 pledge E3 A yearly contract | promises=commodity-contract, recurs=P5Y"
    assert said(promised, "E3", "2020-08-31") == {"fresh_commitment"}
    assert said(promised, "E3", "2020-09-01") == set()


def test_a_sale_to_others_that_stops_the_channel_is_a_fall_and_endings_can_outnumber():
    stopped = "2014/.. trade-status E3 The largest buyer | dependence=partial\n2019-05-02 sanction E3 Buyers are punished | effect=lowers"
    found = rated(stopped, "E3", "2019-05-02")
    assert (found.level, found.trend) == (HIGH, "decreasing")  # the trade goes on, and is as new as the restraint
    more = stopped + "\n2019-06-02 sanction E3 And again | effect=lowers"
    assert rated(more, "E3", "2019-06-02").level.label == "medium"
