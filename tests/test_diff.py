"""Which ratings moved between two ends, and what moved them. Each test is a small log."""

import shutil
from pathlib import Path

import pytest
from dossiers import ROOT, learnt, method

from mdime_events import dates
from mdime_events.diff import End, diff
from mdime_events.rate import Method
from mdime_events.rulebook import load

DRILLS = """
    2014        exercise  M1  First drill
    2017        exercise  M1  Second drill
    2022-05-01  exercise  M1  Third drill
    review 2012 2023-12
"""


def end(text, on=None, known_on=None, by=None):
    return End(known=learnt(text, known_on), method=by or method(), as_of=dates.day(on) if on else None)


def moved(found, instrument="M1"):
    """How a rating moved: level, trend and confidence before and after, and its causes by name."""
    each = next((each for each in found.moved if each.code == instrument), None)
    if each is None:
        return None
    level = [None if rating.level is None else rating.level.label for rating in (each.before, each.after)]
    return level, [each.before.trend.value, each.after.trend.value], [cause.cause for cause in each.causes]


def causes(found, instrument="M1", cause=None):
    each = next(each for each in found.moved if each.code == instrument)
    return [given for given in each.causes if cause in (None, given.cause)]


def days(text, first, last):
    return diff(end(text, first), end(text, last))


# Between two days


def test_each_step_of_a_level_is_told_with_its_day_and_events():
    found = days(DRILLS, "2013", "2018")
    assert moved(found)[0] == ["unobserved", "medium"]
    told = [(str(each.day), each.cause, [event.id for event in each.events]) for each in causes(found) if each.day]
    assert told == [("2014-12-31", "event", ["exercise-2014"]), ("2017-12-31", "event", ["exercise-2017"])]
    assert causes(found)[1].sentence == "Low → Medium with “Second drill” (2017)"


def test_an_ending():
    text = "2013-05 agreement M3 Accord\n2021-06 termination M3 Torn up | effect=lowers, ends=agreement-2013-05\nreview 2012 2023"
    level, trend, names = moved(days(text, "2020", "2022"), "M3")
    assert (level, trend, names) == (["medium", "low"], ["steady", "decreasing"], ["ending", "trend"])


def test_an_expiry():
    (step,) = causes(days("2014/2019 trade-status E3 Partner | dependence=sole\nreview 2012 2023", "2018", "2021"), "E3", "expiry")
    assert step.sentence.endswith("after the end of “Partner” (2014/2019)")


def test_a_lapse_says_what_holds_no_more():
    text = "2015 exercise M1 A\n2016 exercise M1 B\n2017 exercise M1 C\nreview 2012 2023"
    (step,) = causes(days(text, "2018", "2021"), cause="lapse")
    assert step.sentence.startswith("High → Medium by the passing of time: substantive activity in")


def test_a_review():
    (step,) = causes(days("review 2015 2018 D2", "2014", "2016"), "D2", "review")
    assert (step.day.isoformat(), step.sentence) == ("2015-01-01", "Not Assessed → Unobserved with a review's beginning or end on that day")


def test_a_trend_moves_with_a_condition_and_its_events():
    found = days(DRILLS + "2022-02 pledge M1 More | promises=exercise", "2021", "2022")
    assert [(each.condition, [event.id for event in each.events]) for each in causes(found, cause="trend")] == [
        ("fresh_commitment", ["pledge-2022-02"])
    ]
    assert causes(found, cause="trend")[0].sentence.startswith("Increasing on 2022-12-31, not on 2021-12-31: one fresh commitment")


def test_confidence_moves_with_what_holds_it_down():
    found = days("2014 exercise M1 A | sources=a+b, confidence=high\nreview 2012 2015", "2015", "2017")
    (cause,) = causes(found, cause="confidence")
    assert cause.sentence.startswith("Confidence at most moderate on 2017-12-31: last reviewed to 2015-12-31")


def test_a_level_that_came_back_is_told_though_it_did_not_move():
    text = "2014/2016 trade-status E3 A | dependence=sole\n2019/.. trade-status E3 B | dependence=sole\nreview 2012 2023"
    found = days(text, "2016", "2022")
    (back,) = (each for each in found.came_back if each.code == "E3")
    assert [each.cause for each in back.causes] == ["expiry", "event"]
    assert "E3" not in [each.code for each in found.moved if each.before.level != each.after.level]


def test_the_overall_moves_with_its_instruments():
    found = days(DRILLS, "2013", "2015")
    (step,) = causes(found, "OVERALL", "instruments")[:1]
    assert step.sentence == "Unobserved → Very Low with M1 Unobserved → Low"


def test_to_the_last_day_known():
    assert moved(diff(end(DRILLS, "2015"), end(DRILLS)))[0] == ["low", "medium"]


def test_from_a_day_after_the_last_known():
    """The present stands on the review's last day, so that the way goes back."""
    text = "2015 exercise M1 A\n2016 exercise M1 B\n2017 exercise M1 C\nreview 2012 2018"
    found = diff(end(text, "2022"), end(text))
    assert moved(found)[0] == ["medium", "high"]
    assert "lapse" in moved(found)[2]


def test_a_rise_to_the_day_on_which_it_stands_is_not_told_as_an_expiry_alone():
    """The network is known to its end of 2022: from what the log says of 2023 back to that day the level rises."""
    text = "2015/2022 infrastructure-project I2 A network | published=2023-06"
    found = diff(end(text, "2023"), end(text))
    assert moved(found, "I2")[0] == ["low", "high"]
    told = "High → Low after the end of “A network” (2015/2022); as it stands it is rated on 2022-12-31, before that"
    assert causes(found, "I2")[0].sentence == told


def test_equal_ends_move_nothing():
    found = days(DRILLS, "2019", "2019")
    assert (found.moved, found.came_back, len(found.unchanged)) == ((), (), 13)


# Between two states of knowledge


def test_the_record_without_which_it_would_not_have_moved():
    text = DRILLS.replace("Second drill", "Second drill | recorded=2025-03-01").replace("2022-05-01", "2013")
    text = "\n".join(line for line in text.splitlines() if "Third" not in line)
    found = diff(end(text, "2020", known_on="2025-01-01"), end(text, "2020"))
    assert moved(found) == (["low", "medium"], ["steady", "steady"], ["logged"])
    (cause,) = causes(found)
    assert cause.records == ("exercise-2017",)
    assert cause.sentence == "Logged on 2025-03-01 by tester: “Second drill” (2017); without it Low"


def test_the_record_that_a_later_day_does_not_know_yet():
    """What was learnt in 2025 is told as what it is, though the earlier day is the one that knows of it."""
    text = "2014 exercise M1 First\n2015 exercise M1 Second | recorded=2025-03-01\nreview 2012 2023-12"
    found = diff(end(text, "2018"), end(text, "2019", known_on="2025-01-01"))
    assert moved(found) == (["medium", "low"], ["decreasing", "steady"], ["logged"])
    assert causes(found)[0].sentence.endswith("“Second” (2015); without it Low, steady")


CORRECTED = """
    2014        exercise  M1  First drill
    2017        exercise  M1  Second drill
    review 2012 2023-12
"""


@pytest.mark.parametrize(
    ("correction", "cause", "record"),
    [
        ("retract exercise-2017 | recorded=2025-03-01", "retracted", "retract-exercise-2017"),
        ("amend exercise-2017 | instruments=M2, recorded=2025-03-01", "amended", "amend-exercise-2017-4"),
    ],
)
def test_a_correction(correction, cause, record):
    text = CORRECTED + correction
    found = diff(end(text, "2020", known_on="2025-01-01"), end(text, "2020"))
    assert moved(found) == (["medium", "low"], ["steady", "steady"], [cause])
    assert causes(found)[0].records == (record,)


def test_a_review_that_was_recorded_later():
    text = "review 2012 2023 D2 | recorded=2025-03-01"
    found = diff(end(text, known_on="2025-01-01"), end(text))
    assert moved(found, "D2")[2] == ["reviewed"]


def test_a_source_that_was_graded_again():
    text = """
        source paper E
        source paper B | recorded=2025-03-01
        2014 exercise M1 A drill | sources=paper
        review 2012 2023-12
    """
    found = diff(end(text, "2014", known_on="2025-01-01"), end(text, "2014"))
    assert moved(found)[2] == ["sourced"]
    assert causes(found)[0].sentence == "Sourced on 2025-03-01 by tester: paper, graded B; without it low confidence"


def test_records_of_which_each_could_be_spared_did_it_together():
    text = """
        2014 exercise M1 A | recorded=2025-03-01
        2015 exercise M1 B | recorded=2025-03-01
        2016 exercise M1 C | recorded=2025-03-02
        review 2012 2023-12
    """
    found = diff(end(text, "2023", known_on="2025-01-01"), end(text, "2023"))
    (cause,) = causes(found, cause="records together")
    assert cause.records == ("exercise-2014", "exercise-2015", "exercise-2016")
    assert "3 records from 2025-03-01 to 2025-03-02 (3 logged)" in cause.sentence


def test_any_of_those_that_alone_would_do():
    text = "2014 visit D1 A | recorded=2025-03-01\n2015 visit D1 B | recorded=2025-03-01\nreview 2012 2023-12"
    found = diff(end(text, "2023", known_on="2025-01-01"), end(text, "2023"))
    assert [each.records for each in causes(found, "D1", "any record")] == [("visit-2014", "visit-2015")]


# Between two rule books


@pytest.fixture
def stricter(tmp_path):
    """Rules that want three acts for a Medium in M1."""
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "m1_bilateral_engagements.py").write_text(STRICTER, encoding="utf-8")
    return Method(book=load(Path(folder)))


STRICTER = '''"""M1, stricter."""

from mdime_events.rulekit import MEDIUM, Evidence, Finding, Ladder, Rung, instead


def three_of_substance(evidence: Evidence) -> Finding:
    """Three acts of substance."""
    return evidence.of_substance().at_least(3)


RULE = Ladder(instrument="M1", edition=2, rungs=instead(Rung(MEDIUM, three_of_substance)), rising=())
'''


def test_conditions_that_answer_otherwise_are_named_with_their_sentences(stricter):
    found = diff(end(DRILLS, "2019"), end(DRILLS, "2019", by=stricter))
    (cause,) = causes(found, cause="rung")
    assert cause.condition == "real_but_narrow"
    for part in ("Medium under rules ", "Two acts of substance, or", "Three acts of substance. Two acts or states of substance"):
        assert part in cause.sentence


def test_a_condition_that_is_gone(stricter):
    text = DRILLS + "2022-02 pledge M1 More | promises=exercise"
    found = diff(end(text, "2022"), end(text, "2022", by=stricter))
    assert [each.condition for each in causes(found, cause="trend")] == ["fresh_commitment"]


def test_all_three_ways_at_once(stricter):
    text = DRILLS + "2018 exercise M1 Fourth | recorded=2025-03-01"
    found = diff(end(text, "2014", known_on="2025-01-01"), end(text, "2022", by=stricter))
    assert moved(found)[0] == ["low", "medium"]
    assert set(moved(found)[2]) >= {"event"}
    assert all(each.causes for each in found.moved)
