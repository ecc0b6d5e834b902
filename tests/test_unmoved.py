"""Why what was just logged moves no rating: a sentence for each way in which it may not."""

import pytest
from dossiers import dossier, method

from mdime_events.unmoved import why_unmoved

REVIEWED = """
    source  report  B  2023-12
    review  2012  2023-12
    2014  exercise  M1  A drill
    2017  exercise  M1  Another drill
"""


def why(line, log=REVIEWED):
    """What is said of the last line of a log."""
    found = dossier(f"{log}\n{line}{',' if '|' in line else ' |'} id=new")
    (event,) = (each for each in found.events if each.id == "new")
    return why_unmoved(event, found, method())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2020 exercise M1 One | review=unreviewed", "M1: an unreviewed lead moves no rating until"),
        ("2020 exercise M1 One | status=disputed", "M1: what is disputed moves no rating"),
        ("2020 exercise M1 One | effect=neutral", "M1: what is neutral moves no rating"),
        ("2010 exercise M1 One", "M1: it lies before the window, which opens in 2012: it is context"),
        ("2016 statement M1 One", "M1: statement: that alone moves no rating"),
        ("2016 incident M1 One | effect=lowers", "M1: incident: that alone moves no rating"),
        ("2013 pledge M1 One", "M1: a pledge speaks to the projection only, which stays steady"),
        ("2025-05 pledge M1 One", "M1: a pledge speaks to the projection only, from the day that it is dated, 2025-05-31,"),
        ("2025-05 proposal M1,M3 One", "M1, M3: a proposal speaks to the projection only, from the day that it is dated, 2025-05-31,"),
        (
            "2030 exercise M1 One | status=planned",
            "M1: a plan speaks to the projection only, from the day that it is announced, 2024-06-01,",
        ),
        (
            "2022 exercise M1 One | status=cancelled",
            "M1: a plan called off speaks to the projection only, from the day that it is announced,",
        ),
        ("2018 exercise M1 One", "M1: it counts, and the rating stays Medium, steady"),
        ("2010 agreement M3 One", "M3: it counts, and the rating stays Medium, steady"),
    ],
)
def test_why_an_event_moves_nothing(line, said):
    assert why(line).startswith(said)


def test_a_later_day_is_told_with_what_to_ask():
    told = why("2025-05 pledge M1 One")
    assert told.endswith(
        "and the rating stands on 2023-12-31: ask `--as-of 2025-05-31`, or record with `mdime review` that somebody has looked up to then"
    )


def test_where_nobody_has_looked_it_says_so():
    assert why("2025-05 pledge M1 One", "") == (
        "M1: a pledge speaks to the projection only, and no level is given, since nobody has looked (`mdime review` says who did)"
    )


def test_where_the_reviewed_level_is_the_higher_it_stands():
    log = "review 2012 2023-12\n2019 exercise M1 One\n2021 exercise M1 Two\n2022 exercise M1 Three"
    assert "it counts from 2030-12-31 on, and the rating stands on 2023-12-31, when the level was higher" in why("2030 visit M1 One", log)
