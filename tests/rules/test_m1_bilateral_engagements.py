"""M1 Formal Bilateral Military Engagements: four drills, two of them within three years, are regular; the rest is the common ladder."""

import pytest
from dossiers import course, holds_through, level, method, rated, starts_on

from mdime_events.rulekit import COMMON_RUNGS, HIGH, LOW, MEDIUM, VERY_HIGH

DRILLS = """
    2014        exercise         M1  A naval drill
    2017-06-18  exercise         M1  A drill in the strait
    2022-05-10  exercise         M1  A drill of special forces
    2023-05-10  joint-operation  M1  Ships are escorted together
"""


def test_only_high_departs_from_the_common_ladder():
    own = [rung.level for rung, common in zip(method().book.ladders["M1"].rungs, COMMON_RUNGS, strict=True) if rung != common]
    assert own == [HIGH]


def test_the_fourth_drill_makes_them_regular_until_only_one_is_within_three_years():
    starts_on(DRILLS, "M1", "2023-05-10", HIGH, before=MEDIUM)
    holds_through(DRILLS, "M1", "2025-05-09", HIGH, after=MEDIUM)
    assert str(rated(DRILLS, "M1", "2023-05-10").holds_until) == "2025-05-09"


def test_three_drills_are_not_regular():
    three = "\n".join(DRILLS.splitlines()[2:])
    assert level(three, "M1", "2023-12-31") == MEDIUM


def test_four_of_them_long_ago_and_one_of_late_are_not_regular():
    assert level(DRILLS.replace("2022-05-10", "2018-05-10"), "M1", "2023-05-10") == MEDIUM


@pytest.mark.parametrize(
    ("no_drill", "instead"), [("2014        exercise ", "2014 training "), ("A naval drill", "A naval drill | substance=symbolic")]
)
def test_only_drills_operations_and_deployments_of_substance_count_towards_the_four(no_drill, instead):
    assert level(DRILLS.replace(no_drill, instead), "M1", "2023-05-10") == MEDIUM


def test_endings_that_outnumber_new_acts_deny_it():
    restraint = "2023-06-0{} sanction M1 The ports are closed | effect=lowers\n"
    two = DRILLS + restraint.format(1) + restraint.format(2)
    assert level(two, "M1", "2023-06-02") == HIGH  # two drills are within five years
    holds_through(two + restraint.format(3), "M1", "2023-06-02", HIGH, after=MEDIUM)


def test_the_part_of_a_drill_is_no_further_drill():
    parts = DRILLS.replace("escorted together", "escorted together | part_of=exercise-2022-05-10").replace("joint-operation ", "exercise ")
    assert level(parts, "M1", "2023-05-10") == MEDIUM


def test_a_deployment_is_a_system_and_beside_yearly_drills_very_high():
    base = "2020-02-01/2024-04-30  deployment  M1  Aircraft at a base\n"
    assert course(base, "M1", "2020-01-31", "2020-02-01", "2024-04-30", "2024-05-01") == {
        "2020-01-31": None,
        "2020-02-01": "high, steady",
        "2024-04-30": "high, steady",
        "2024-05-01": "high, decreasing",  # still in three of five years, and over
    }
    starts_on(base + "2022-01-05 exercise M1 A drill", "M1", "2022-01-05", VERY_HIGH, before=HIGH)
    holds_through(base + "2022-01-05 exercise M1 A drill", "M1", "2024-04-30", VERY_HIGH, after=HIGH)


def test_a_promise_of_drills_is_none():
    story = "2017-06-18 exercise M1 A drill\n2023-02-14 pledge M1 Leaders promise more drills | promises=exercise"
    assert course(story, "M1", "2023-02-13", "2023-02-14", "2026-02-13", "2026-02-14") == {
        "2023-02-13": "low, steady",
        "2023-02-14": "low, increasing",
        "2026-02-13": "low, increasing",
        "2026-02-14": "low, steady",
    }
    assert level(story, "M1", "2023-02-14") == LOW
