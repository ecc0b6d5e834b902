"""D2 International Military Education and Training, told in courses: a clause about training is no training."""

from dossiers import course, ids, rated

from mdime_events.rulekit import UNOBSERVED

CLAUSE = """
    review 2012 2023
    2016-11-14  agreement  M3  Defence accord | id=accord
    2016-11-14  pledge     D2  Its clause on cadets | part_of=accord, promises=education-exchange
"""


def test_a_training_clause_does_not_make_training_observed():
    found = rated(CLAUSE, "D2", "2017-01-01")
    assert (found.level, found.trend) == (UNOBSERVED, "unknown")
    assert [(event.id, why) for event, why in found.left_out] == [("pledge-2016-11-14", "pledge")]


def test_the_first_cadets_make_it_and_the_promise_is_spent():
    cadets = CLAUSE + "2018-09-01 education-exchange D2 Two cadets arrive | fulfils=pledge-2016-11-14"
    assert course(cadets, "D2", "2018-08-31", "2018-09-01", "2030-01-01") == {
        "2018-08-31": "unobserved, unknown",
        "2018-09-01": "low, increasing",  # once more in three years, and it is no single course
        "2030-01-01": "low, steady",
    }


def test_a_training_team_that_stays_becomes_regular_and_goes_stale():
    team = "2019-09-01/2021-03-31  training  D2  A team teaches at the staff college"
    assert course(team, "D2", "2019-09-01", "2020-01-01", "2021-01-01", "2022-01-01", "2023-12-31", "2024-01-01", "2026-01-01") == {
        "2019-09-01": "low, increasing",  # it stays, for all that is known then, and every year counts
        "2020-01-01": "medium, increasing",  # kept up; two of the last three years are active, none of those before
        "2021-01-01": "high, increasing",
        "2022-01-01": "high, steady",  # it has gone, as acts do; if another one comes as it did, it stays at that
        "2023-12-31": "high, decreasing",  # none has come
        "2024-01-01": "medium, decreasing",  # none against three, and 2019 is out of the five years
        "2026-01-01": "medium, steady",
    }


def test_courses_of_two_kinds_are_counted_by_the_years_and_not_by_the_heads():
    many = "\n".join(f"2020-0{month}-01 training D2 Course {month}" for month in range(1, 9))
    found = rated(many, "D2", "2020-12-31")
    assert found.level.label == "medium"
    assert "one of the last five calendar years (2020)" in found.missing.finding.because
    assert len(ids(found.events)) == 8
