"""I2 Information/Communications Technology Support: how a network, a satellite and two accords climb together, and what is left of them."""

from dossiers import course, level

from mdime_events.rulekit import HIGH, LOW

STORY = """
    2012-04-02     agreement               I2  An accord on communications
    2016-09-30/..  infrastructure-project  I2  A network of one maker
    2018-06-15     cyber-cooperation       I2  Experts meet and work
    2019-05-10     space-cooperation       I2  A satellite is launched
    2021-07-01     agreement               I2  An accord on cyber security
    2024-02-02     termination             I2  The maker is shut out | effect=lowers, ends=infrastructure-project-2016-09-30/..
"""


def test_a_network_is_high_and_three_years_of_work_on_it_are_very_high():
    assert course(STORY, "I2", "2016-09-29", "2016-09-30", "2020-12-31", "2021-07-01", "2022-12-31", "2023-01-01") == {
        "2016-09-29": "medium, steady",  # an accord in force
        "2016-09-30": "high, steady",  # a system in use
        "2020-12-31": "high, increasing",  # active in 2018 and 2019, and in none of the three years before
        "2021-07-01": "very high, steady",  # 2018, 2019, 2021, beside the network: a new accord, but one launch in three years
        "2022-12-31": "very high, steady",
        "2023-01-01": "high, increasing",  # 2018 is out of the five years
    }


def test_without_the_network_two_accords_carry_it_until_the_newest_is_five_years_old():
    assert course(STORY, "I2", "2024-02-01", "2024-02-02", "2024-07-01", "2026-06-30", "2026-07-01", "2027-02-02") == {
        "2024-02-01": "high, increasing",
        "2024-02-02": "high, decreasing",  # an accord of 2021, against the ending and all that is too old by then
        "2024-07-01": "high, decreasing",
        "2026-06-30": "high, decreasing",
        "2026-07-01": "medium, decreasing",
        "2027-02-02": "medium, steady",
    }


def test_a_ground_station_is_a_system_and_a_launch_is_not():
    assert level("2018-03-01/.. space-cooperation I2 A tracking station is manned", "I2", "2018-03-01") == HIGH
    assert level("2018-03-01 space-cooperation I2 A satellite is launched", "I2", "2018-03-01") == LOW
