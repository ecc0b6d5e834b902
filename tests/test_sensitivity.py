"""How far ratings hang on single pieces of evidence. Each test is a small log."""

import pytest
from dossiers import dossier, known, method

from mdime_events import dates
from mdime_events.sensitivity import sensitivity


def of(text, instrument, on="2023-12-31"):
    """One rating's sensitivity on a day, or on its own where `on` is None."""
    found = sensitivity(known(text), method(), dates.day(on) if on else None)
    return next(each for each in found if each.standing.instrument == instrument)


def levels(found):
    """The lowest level, the level itself, and the highest, as words."""
    every = (found.lowest, found.standing.level, found.highest)
    return tuple(None if level is None else level.label for level in every)


def moved_by(found, left_out):
    """What moves a rating, and to which level."""
    mine = [each for each in found.moved_by if each.left_out == left_out]
    return {each.what: None if (level := found.moved(each).level) is None else level.label for each in mine}


TWO_DRILLS = """
    2014  exercise  M1  First drill
    2017  exercise  M1  Second drill
    review 2012 2023-12
"""


def test_a_rating_that_hangs_on_a_single_event_says_so():
    found = of(TWO_DRILLS, "M1")
    assert levels(found) == ("low", "medium", "medium")
    assert moved_by(found, "event") == {"exercise-2014": "low", "exercise-2017": "low"}
    assert found.carried_by_one


def test_a_third_drill_makes_it_hang_on_none():
    found = of(TWO_DRILLS + "2019 exercise M1 Third drill", "M1")
    assert moved_by(found, "event") == {}
    assert not found.carried_by_one


def test_without_its_only_event_and_never_reviewed_it_is_not_assessed():
    assert levels(of("2016 arms-delivery E1 Rifles", "E1")) == (None, "low", "low")


def test_without_an_ending_the_accord_stands_and_the_level_rises():
    found = of(
        """
        2013-05  agreement    M3  Defence accord
        2021-06  termination  M3  Accord ended | effect=lowers, ends=agreement-2013-05
        review 2012 2023-12
        """,
        "M3",
    )
    assert levels(found) == ("unobserved", "low", "medium")
    assert moved_by(found, "event") == {"agreement-2013-05": "unobserved", "termination-2021-06": "medium"}


def test_an_ending_of_another_instrument_is_looked_at_too():
    found = of(
        """
        2013-05  agreement    M3  Defence accord
        2021-06  termination  D1  Relations broken off | effect=lowers, ends=agreement-2013-05
        review 2012 2023-12
        """,
        "M3",
    )
    assert moved_by(found, "event")["termination-2021-06"] == "medium"


def test_a_trend_that_a_pledge_carries():
    found = of(TWO_DRILLS + "2023-02 pledge M1 More drills | promises=exercise", "M1")
    assert found.standing.trend == "increasing"
    assert [trend.value for trend in found.trends] == ["increasing", "steady"]


SOURCED = """
    source  paper  B
    source  wire   B          | relays=paper
    source  blog   E
    2014  exercise  M1  First drill   | sources=paper+wire
    2017  exercise  M1  Second drill  | sources=wire+blog
    review 2012 2023-12
"""


def test_a_source_goes_with_its_relays_and_what_cites_another_stays():
    assert moved_by(of(SOURCED, "M1"), "source") == {"paper": "low"}


def sources_of(found):
    """What is cited of each source that moves a rating, and what it repeats."""
    return [(each.sources, each.origin) for each in found.moved_by if each.left_out == "source"]


def test_a_source_is_named_by_what_is_cited_of_it():
    assert sources_of(of(SOURCED, "M1")) == [(("paper", "wire"), "paper")]


def test_a_source_that_only_relays_another_is_named_itself():
    """Nobody cites what it repeats."""
    text = SOURCED.replace("paper+wire", "wire").replace("wire+blog", "wire")
    assert moved_by(of(text, "M1"), "source") == {"wire": "unobserved"}
    assert sources_of(of(text, "M1")) == [(("wire",), "paper")]


def test_what_cites_no_source_stays_whichever_is_left_out():
    assert moved_by(of(TWO_DRILLS, "M1"), "source") == {}


def test_sources_graded_d_to_f_are_left_out_together():
    text = """
        source  blog   E
        source  forum  F
        2014  exercise  M1  First drill   | sources=blog
        2017  exercise  M1  Second drill  | sources=forum
        review 2012 2023-12
    """
    assert moved_by(of(text, "M1"), "graded D to F") == {"D to F": "unobserved"}


def test_unofficial_channels_are_left_out_together():
    text = TWO_DRILLS.replace("drill\n", "drill | channel=unofficial\n")
    assert moved_by(of(text, "M1"), "unofficial") == {"unofficial": "unobserved"}


@pytest.mark.parametrize(("year", "moved"), [("2011", {"2011": "low"}), ("2012", {"2013": "unobserved"}), ("2013", {})])
def test_the_window_opens_a_year_earlier_or_later(year, moved):
    assert moved_by(of(f"{year} exercise M1 A drill\nreview 2011 2023-12", "M1"), "window") == moved


def test_the_overall_is_varied_with_its_instruments():
    found = of("2014 exercise M1 A drill\nreview 2012 2023-12", "OVERALL")
    assert levels(found) == ("unobserved", "very low", "very low")
    assert moved_by(found, "event") == {"exercise-2014": "unobserved"}


def test_each_rating_stays_on_its_day():
    """Without the newest drill, nothing of the others is any older."""
    text = "2014 exercise M1 First\n2015 exercise M1 Second\n2023-03 visit D1 A visit | substance=practical"
    assert levels(of(text, "M1", on=None)) == ("low", "medium", "medium")
    assert levels(of(text, "D1", on=None)) == (None, "low", "low")


def test_nothing_known_is_moved_by_nothing():
    found = sensitivity(dossier(""), method())
    assert [levels(each) for each in found] == [(None, None, None)] * 13
    assert not any(each.moved_by for each in found)


def test_an_act_that_outweighs_the_endings_is_what_a_level_hangs_on():
    """Three kinds of activity, a deployment in force, and as many endings in five years as what is new."""
    found = of(
        """
        2013-06     exercise     M1  A drill
        2015/..     deployment   M1  A base
        2019-06     agreement    M1  An accord
        2019-03     termination  M1  An accord ended | effect=lowers
        2020-03     termination  M1  Another ended | effect=lowers
        review 2012 2023-12
        """,
        "M1",
    )
    assert found.standing.level.label == "very high"
    assert moved_by(found, "event") == {"agreement-2019-06": "medium", "deployment-2015/..": "medium"}


def test_a_trend_that_the_last_edition_of_a_series_carries():
    drills = "\n".join(f"{year}-0{month} exercise M1 Drill" for year in range(2017, 2024) for month in (3, 4, 5))
    found = of(
        f"{drills}\n2017-02 pledge M1 A visit every two years | promises=visit, recurs=P2Y\n2022-02 visit M1 A visit\nreview 2012 2023-12",
        "M1",
    )
    assert moved_by(found, "event") == {"pledge-2017-02": "high", "visit-2022-02": "high"}
    assert {found.moved(each).trend.value for each in found.moved_by if each.left_out == "event"} == {"steady"}


def test_an_ending_that_what_lies_ahead_hangs_on():
    """Without one of four endings the new acts outweigh them three years on, if the enforcement is counted by itself."""
    endings = "\n".join(f"{day} termination M1 An end | effect=lowers, id=t{day}" for day in ("2022-03", "2023-04", "2023-05", "2023-06"))
    found = of(
        f"""
        review 2012 2023-12
        2014/.. deployment M1 A base | id=base
        2015-02 exercise M1 A drill | id=x
        2023-02 sanction M1 Enforced together | id=s0, effect=raises
        2023-06 pledge M1 A drill to come | id=p, promises=exercise
{endings}
        """,
        "M1",
    )
    moved = {each.what: found.moved(each).trend.value for each in found.moved_by if each.what.startswith("t2")}
    assert (found.standing.trend.value, moved) == (
        "steady",
        dict.fromkeys(("t2022-03", "t2023-04", "t2023-05", "t2023-06"), "increasing"),
    )
