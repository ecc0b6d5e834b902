"""M2 Shared Informal/Multilateral Military Engagements: drills with third parties every other year, and bodies that both belong to."""

from dossiers import course, holds_through, level, method, starts_on

from mdime_events.rulekit import COMMON_RUNGS, HIGH, MEDIUM, VERY_LOW

BELT = """
    2019-12-27  exercise    M2  A naval belt of three | parties=RUS
    2022-01-18  exercise    M2  The belt again | parties=RUS
    2023-03-15  exercise    M2  The belt for the third time | parties=RUS
"""
SERIES = "2022-01-21 pledge M2 The belt is to be yearly | promises=exercise, recurs=P1Y\n"


def test_only_high_departs_from_the_common_ladder():
    own = [rung.level for rung, common in zip(method().book.ladders["M2"].rungs, COMMON_RUNGS, strict=True) if rung != common]
    assert own == [HIGH]


def test_three_in_five_years_are_sustained_and_a_fourth_keeps_them_regular():
    starts_on(BELT, "M2", "2023-03-15", HIGH, before=MEDIUM)
    holds_through(BELT, "M2", "2023-12-31", HIGH, after=MEDIUM)
    fourth = BELT + "2023-09-01 exercise M2 A counter-terror drill | parties=RUS+PAK"
    holds_through(fourth, "M2", "2026-03-14", HIGH, after=MEDIUM)


def test_a_series_promised_every_year_is_fresh_for_two_years_after_its_last_edition():
    assert course(BELT + SERIES, "M2", "2022-01-20", "2022-01-21", "2025-03-14", "2025-03-15") == {
        "2022-01-20": "medium, increasing",  # two more belts, and they are regular
        "2022-01-21": "medium, increasing",
        "2025-03-14": "medium, increasing",
        "2025-03-15": "medium, steady",
    }


BODY = """
    2005-07-05  dialogue    M2  Observer of the body
    2022-09-15  agreement   M2  A memorandum of accession
    2023-07-04  membership  M2  Full member
"""


def test_a_body_joined_is_a_standing_right_and_two_are_high_for_five_years():
    assert course(BODY, "M2", "2022-09-14", "2022-09-15", "2023-07-04", "2026-07-03", "2026-07-04", "2028-07-03", "2028-07-04") == {
        "2022-09-14": None,
        "2022-09-15": "medium, increasing",
        "2023-07-04": "high, increasing",
        "2026-07-03": "high, steady",  # new for a last day, and too old to be the second in three years
        "2026-07-04": "high, decreasing",
        "2028-07-03": "high, decreasing",
        "2028-07-04": "medium, steady",
    }


def test_a_body_that_was_left_is_a_fall():
    left = BODY + "2025-01-01 termination M2 It leaves | effect=lowers, ends=membership-2023-07-04"
    assert course(left, "M2", "2024-12-31", "2025-01-01", "2025-09-15") == {
        "2024-12-31": "high, increasing",
        "2025-01-01": "medium, steady",  # the memorandum is new still
        "2025-09-15": "medium, decreasing",
    }


def test_forums_are_routine():
    assert level("2019-10-21 forum M2 A security forum\n2023-10-30 forum M2 Again", "M2", "2023-12-31") == VERY_LOW
