"""I2 Information/Communications Technology Support: how a network, a ground station and a cyber accord climb together."""

from dossiers import course, ids, level, rated

from mdime_events.rulekit import HIGH, LOW

STORY = """
    2012-04-02     agreement               I2  An accord on communications
    2016-09-30/..  infrastructure-project  I2  A network of one maker
    2018-06-15     cyber-cooperation       I2  Experts meet and work
    2019-05-10     space-cooperation       I2  A satellite is launched
    2021-07-01     agreement               I2  An accord on cyber security
    2024-02-02     termination             I2  The maker is shut out | effect=lowers, ends=infrastructure-project-2016-09-30/..
"""


def test_a_network_makes_high_and_years_of_work_on_it_very_high():
    assert course(STORY, "I2", "2016-09-29", "2016-09-30", "2018-06-15", "2019-05-10", "2020-12-31", "2021-07-01", "2022-12-31", "2024-02-01") == {
        "2016-09-29": "medium, steady",  # an accord in force
        "2016-09-30": "high, increasing",
        "2018-06-15": "very high, increasing",  # 2016 (see below)
        "2019-05-10": "very high, increasing",
        "2020-12-31": "high, steady",
        "2021-07-01": "very high, increasing",
        "2022-12-31": "high, increasing",
        "2024-02-01": "high, increasing",
    }
