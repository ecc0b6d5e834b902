"""E2 Technology-Sharing, Joint Production Agreements: a shared plant is a system, an office is a presence, and little of it is public."""

from dossiers import course, holds_through, level, rated, said

from mdime_events.rulekit import HIGH, LOW, UNOBSERVED, VERY_LOW

PLANT = """
    2015-03-01               technology-transfer  E2  A licence for drones
    2018-01-01/2024-09-30    joint-production     E2  Drones are built together
"""


def test_a_joint_plant_is_a_system_and_with_years_of_work_very_high():
    assert course(PLANT, "E2", "2015-03-01", "2018-01-01", "2020-01-01", "2024-09-30", "2024-10-01", "2026-01-01", "2027-01-01") == {
        "2015-03-01": "low, increasing",  # a second licence is medium
        "2018-01-01": "high, increasing",  # the plant runs on, and three years of it are regular work
        "2020-01-01": "very high, increasing",
        "2024-09-30": "very high, decreasing",  # its last day, known beforehand
        "2024-10-01": "high, decreasing",
        "2026-01-01": "high, decreasing",  # one year of three against three
        "2027-01-01": "medium, decreasing",
    }


def test_a_licence_once_given_is_low_and_a_second_one_medium():
    assert level("2015-03-01 technology-transfer E2 A licence", "E2", "2020-01-01") == LOW
    assert level("2015-03-01 technology-transfer E2 One\n2016-03-01 technology-transfer E2 Two", "E2", "2020-01-01").label == "medium"


def test_an_arms_makers_office_is_a_routine_state_and_never_activity():
    office = "2017/.. company-presence E2 An arms maker's office"
    assert level(office, "E2", "2023-12-31") == VERY_LOW
    assert said(office, "E2", "2018-12-31") == set()


def test_what_only_may_lie_in_the_window_does_not_count():
    surmised = "review 2012 2023\n[1990..2023-12] technology-transfer E2 Firms went on helping | channel=unofficial"
    found = rated(surmised, "E2", "2023-12-31")
    assert (found.level, found.trend) == (UNOBSERVED, "unknown")


def test_components_of_unknown_beginning_on_which_the_recipient_depends_are_high_and_carry_no_trend():
    parts = "/..  technology-transfer  E2  Nearly all guidance chips | dependence=sole, published=2021-05-01"
    assert course(parts, "E2", "2021-04-30", "2021-05-01", "2030-01-01") == {
        "2021-04-30": None,
        "2021-05-01": "high, steady",
        "2030-01-01": "high, steady",
    }
    stopped = parts + "\n2024-01-01 termination E2 No more chips | effect=lowers, ends=technology-transfer-/.."
    holds_through(stopped, "E2", "2023-12-31", HIGH, after=None)


def test_secrecy_is_the_rule():
    sure = """
        source  report  A  2023-12
        source  paper   A  2023-12
        review  2012  2023-12
        2015-03-01  technology-transfer  E2  A licence | sources=report+paper, confidence=high
    """
    found = rated(sure, "E2", "2023-12-31")
    assert (found.confidence, len(found.confidence_findings)) == ("low", 1)
