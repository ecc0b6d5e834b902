"""Agreement: computed ratings beside published ones, Cohen's kappa, and why they differ."""

import pytest
from dossiers import dossier, method

from mdime_events.agreement import agreement, beside, explanation, kappa, linear, quadratic, unequal
from mdime_events.scorecards import agreed
from mdime_events.vocabulary import Level

DRILLS = """
    source report B 2020
    2014-05-01  exercise  M1  A drill
    2016-05-01  exercise  M1  Another
    2018-05-01  exercise  M1  A third
    2018-05-01  visit     D1  A minister comes
    review 2012 2019
"""


def judged(*lines):
    return beside(dossier("\n".join([DRILLS, *lines])), method())


def why(*lines):
    return " ".join(words for each in judged(*lines) for words in explanation(each))


# Kappa, by hand


def test_kappa_without_weights():
    """Of fifty, 20 yes by both, 15 no by both, 5 and 10 split: 0.7 agree, 0.5 would by chance."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(pairs, unequal) == pytest.approx(0.4)


FOUR = [(Level(one), Level(other)) for one, other in [(0, 0), (1, 1), (2, 1), (0, 2)]]


def test_kappa_by_steps():
    """Three steps off in four pairs; 14 in the sixteen pairs of chance: 1 - (3/4) / (14/16)."""
    assert kappa(FOUR, linear) == pytest.approx(1 / 7)


def test_kappa_by_squared_steps():
    """Five in four pairs; twenty in the sixteen of chance: 1 - (5/4) / (20/16)."""
    assert kappa(FOUR, quadratic) == pytest.approx(0)


@pytest.mark.parametrize("weight", [linear, quadratic, unequal])
def test_kappa_of_opposites_is_below_zero(weight):
    assert kappa([(0, 1), (1, 0)], weight) == -1


@pytest.mark.parametrize("pairs", [[], [(3, 3)], [(3, 3), (3, 3)]])
def test_kappa_is_undefined_where_chance_cannot_disagree(pairs):
    assert kappa(pairs, linear) is None


# Beside each other


def test_a_judgement_stands_beside_the_rating_of_its_day():
    (each,) = judged("assess M1 medium/steady 2017-06 | sources=report")
    assert (str(each.on), each.computed.level, each.level, each.steps) == ("2017-06-30", Level.MEDIUM, Level.MEDIUM, 0)
    (earlier,) = judged("assess M1 medium/steady 2014 | sources=report")
    assert (earlier.computed.level, earlier.steps) == (Level.LOW, -1)


def test_agreement_over_all():
    found = agreement(
        judged(
            "assess M1 medium/steady 2019",
            "assess D1 medium/increasing 2019",
            "assess D2 unobserved/unknown 2019",
            "assess M1 -/steady 2019",
        )
    )
    assert (found.assessed, found.levels, found.same, found.within_one, found.not_assessed) == (4, 3, 2, 2, 0)
    assert (found.trends, found.same_trend) == (4, 3)


def test_a_level_that_none_is_computed_for_is_counted_apart():
    found = agreement(beside(dossier("2014 exercise M1\nassess E1 high/- 2019"), method()))
    assert (found.levels, found.not_assessed, found.kappa_linear, found.trends) == (0, 1, None, 0)


def test_judges_are_compared_each():
    answer = agreed(judged("assess M1 medium/- 2019 | sources=report", "assess M1 low/- 2019", "assess D1 high/- 2019 | sources=report"))
    assert [(each["source"], each["assessed"], each["levels"]["same"]) for each in answer["by_source"]] == [
        ("report", 2, 1),
        ("analyst", 1, 0),
    ]


# Why they differ


def test_where_they_agree_there_is_nothing_to_explain():
    assert why("assess M1 medium/steady 2019") == ""


def test_a_published_level_that_is_higher_lacks_something():
    said = why("assess M1 high/- 2019")
    assert said.startswith("for high this is missing: substantive activity in two of the last five calendar years")


def test_a_published_level_that_is_lower_is_carried_above_by_something():
    said = why("assess M1 low/- 2019")
    assert said.startswith("computed medium is carried by this: three acts or states of substance (exercise 2014-05-01")


def test_a_level_that_is_not_computed_says_why():
    found = beside(dossier("2014 exercise M1\nassess E1 high/- 2019"), method())
    assert explanation(found[0]) == ["published high, not assessed: nothing counted and not reviewed"]


def test_a_trend_that_differs_names_the_conditions():
    said = why("assess D1 -/increasing 2019")
    assert said.startswith("computed steady: no condition for a rise or a fall is met; for increasing: no fresh commitments")


def test_a_trend_that_is_carried_names_what_carries_it():
    said = why("2018-06-01 pledge M1 More drills | promises=exercise", "assess M1 -/steady 2019")
    assert said == "computed increasing: one fresh commitment (pledge 2018-06-01) (increasing); published steady"


def test_a_trend_of_nothing_observed():
    assert why("assess D2 -/steady 2019") == "computed unknown: nothing was observed to project from; published steady"


def test_the_overall_is_explained_by_its_instruments():
    said = why("assess OVERALL medium/- 2019")
    assert said.startswith("for medium this is missing: 1 of 12 assessed instruments reaches medium (M1)")
