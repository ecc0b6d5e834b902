"""D3 Soft Power Activities, told in port calls, relief and a consulate by a naval port."""

from dossiers import course, level, said

from mdime_events.rulekit import LOW, VERY_LOW

CALLS = """
    2013-03-04  port-call  D3  Two frigates
    2014-09-20  port-call  D3  A destroyer
    2017-06-15  port-call  D3  A task group
"""


def test_port_calls_are_routine_and_lapse():
    assert course(CALLS, "D3", "2013-03-04", "2017-06-15", "2022-06-14", "2022-06-15") == {
        "2013-03-04": "very low, steady",
        "2017-06-15": "medium, steady",
        "2022-06-14": "medium, decreasing",  # none in three years: they are about to lapse
        "2022-06-15": "low, steady",
    }


def test_a_new_consulate_stands_and_obliges_to_no_more():
    consulate = "2022-12-21/..  diplomatic-post  D3  A consulate by the naval port"
    assert course(consulate, "D3", "2022-12-21", "2035-01-01") == {
        "2022-12-21": "low, steady",
        "2035-01-01": "low, steady",
    }


def test_a_consulate_keeps_port_calls_from_lapsing_and_from_being_a_fall():
    both = CALLS + "2012-05-01/.. diplomatic-post D3 A consulate"
    assert course(both, "D3", "2022-06-15", "2030-01-01") == {"2022-06-15": "medium, steady", "2030-01-01": "medium, steady"}
    calls = "2018-03-04 port-call D3 One\n2019-03-04 port-call D3 Two"
    assert said(calls, "D3", "2022-12-31") == {"less_than_before"}
    assert said(calls + "\n2012-05-01/.. diplomatic-post D3 A consulate", "D3", "2022-12-31") == set()


def test_relief_is_of_substance_and_a_wreath_is_not():
    assert level("2020-03-01 aid D3 Field hospitals", "D3", "2020-03-01") == LOW
    assert level("2020-03-01 goodwill D3 A wreath", "D3", "2020-03-01") == VERY_LOW


def test_relief_in_three_years_beside_a_consulate_is_high_but_no_structure():
    relief = "".join(f"{year}-03-01 aid D3 Relief\n" for year in (2020, 2021, 2023))
    assert course(relief + "2022-12-21/.. diplomatic-post D3 A consulate", "D3", "2023-02-28", "2023-03-01", "2025-01-01") == {
        "2023-02-28": "medium, steady",
        "2023-03-01": "high, steady",  # 2021 and 2023 again, and it stays regular
        "2025-01-01": "medium, steady",
    }
