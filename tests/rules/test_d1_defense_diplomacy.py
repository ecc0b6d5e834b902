"""D1 Defense-Related Diplomacy, told in visits: routine ones are contact, those of ministers on defence business are of substance."""

from dossiers import course, ids, level, rated

from mdime_events.rulekit import HIGH, MEDIUM, VERY_LOW

VISITS = """
    2014-05     visit      D1  The foreign minister calls
    2016-01     visit      D1  The president calls
    2016-11     visit      D1  The defence minister calls | substance=practical
    2019-09     visit      D1  The chief of staff calls | substance=practical
    2021-03-27  agreement  D1  A programme for 25 years
    2022-04     visit      D1  The defence minister calls again | substance=practical
"""


def test_contact_grows_from_courtesy_to_regular_defence_business():
    assert course(VISITS, "D1", "2014-05-30", "2014-05-31", "2016-10-31", "2016-11-30", "2021-03-27", "2022-04-30", "2024-01-01") == {
        "2014-05-30": None,  # the month of the visit is not over
        "2014-05-31": "very low, steady",
        "2016-10-31": "very low, increasing",  # two visits in three years; as many again are four
        "2016-11-30": "medium, steady",  # three visits
        "2021-03-27": "medium, increasing",  # the accord is new
        "2022-04-30": "high, increasing",  # 2019, 2021, 2022
        "2024-01-01": "medium, increasing",  # 2019 is out of the five years
    }


def test_the_new_accord_ages_out_on_its_third_anniversary():
    assert course(VISITS, "D1", "2024-03-26", "2024-03-27") == {"2024-03-26": "medium, increasing", "2024-03-27": "medium, steady"}


def test_courtesy_every_year_is_never_more_than_medium():
    calls = "\n".join(f"{year}-06-01 visit D1 A yearly call" for year in range(2013, 2024))
    assert level(calls, "D1", "2023-12-31") == MEDIUM


def test_contact_kept_up_in_routine_is_one_thing_seen_again_and_again():
    assert level("2014/2023-12 visit D1 Several visits every year", "D1", "2023-12-31") == VERY_LOW


def test_a_visit_and_the_accord_that_it_yields_count_both():
    signed = """
        2016-01  visit      D1  The president calls | id=call, substance=practical
        2016-01  agreement  D1  Seventeen papers are signed | part_of=call
        2016-01  agreement  D1  One of them enters into force | part_of=agreement-2016-01
        2017-01  agreement  D1  A second accord
    """
    found = rated(signed, "D1", "2017-01-31")
    assert found.level == HIGH  # two accords in force: the part of the first is no third
    assert ids(found.events) == {"agreement-2016-01", "agreement-2016-01-no2", "agreement-2017-01"}
    assert not found.missing.finding.met
