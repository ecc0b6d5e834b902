"""The dyad's own rating: half of the assessed instruments, or a quarter one level above; and what more than half of the trends say."""

from datetime import timedelta

import pytest
from dossiers import method, ratings

from mdime_events.rate import overall_on
from mdime_events.rulekit import HIGH, LOW, MEDIUM, UNOBSERVED, VERY_HIGH, VERY_LOW, Rated, Trend
from mdime_events.vocabulary import INSTRUMENTS, Level

UP, DOWN, FLAT, UNKNOWN = Trend.INCREASING, Trend.DECREASING, Trend.STEADY, Trend.UNKNOWN


def rated(*levels, trends=()):
    trends = trends or [FLAT] * len(levels)
    return tuple(Rated(instrument=code, level=level, trend=trend) for code, level, trend in zip(INSTRUMENTS, levels, trends, strict=False))


def level(*levels):
    return overall_on(rated(*levels), method()).level


def trend(*trends):
    return overall_on(rated(*[LOW] * len(trends), trends=trends), method()).trend


def test_half_of_the_assessed_instruments_carry_it():
    assert level(*[HIGH] * 6, *[LOW] * 6) == HIGH
    assert level(*[HIGH] * 5, *[LOW] * 7) == MEDIUM  # more than a quarter are a level above
    assert level(HIGH, HIGH, HIGH, LOW, LOW, LOW, LOW) == MEDIUM


def test_what_is_not_assessed_has_no_say():
    assert level(*[HIGH] * 2, *[LOW] * 2, *[None] * 8) == HIGH
    assert level(*[None] * 12) is None
    assert level(VERY_LOW, *[None] * 11) == VERY_LOW


@pytest.mark.parametrize("top", [VERY_HIGH, HIGH, MEDIUM, LOW])
def test_a_quarter_carries_it_to_the_level_below(top):
    assert level(*[top] * 3, *[UNOBSERVED] * 9) == Level(top - 1)
    assert level(*[top] * 2, *[UNOBSERVED] * 10) == VERY_LOW


def test_what_is_seen_anywhere_is_not_unobserved():
    assert level(VERY_LOW, *[UNOBSERVED] * 11) == VERY_LOW
    assert level(*[UNOBSERVED] * 12) == UNOBSERVED


def test_a_rung_that_holds_has_those_below_it_hold():
    rule = method().book.overall
    for high in range(13):
        for low in range(13 - high):
            own = rated(*[VERY_HIGH] * high, *[LOW] * low, *[UNOBSERVED] * (12 - high - low))
            met = [rule.reaches(own, each).met for each in Level]
            assert met == sorted(met, reverse=True), own


def test_the_trend_is_what_more_than_half_of_those_that_have_one_say():
    assert trend(UP, UP, UP, FLAT, DOWN) == UP
    assert trend(UP, UP, FLAT, DOWN) == FLAT
    assert trend(DOWN, DOWN, UP, *[UNKNOWN] * 9) == DOWN
    assert trend(UP, DOWN) == FLAT
    assert trend(UNKNOWN, UNKNOWN) == UNKNOWN


STORY = """
    review 2012 2022
    review 2012 2023 M1,M2
    2016-09-30/..  infrastructure-project  I2     A network
    2016-11-14     agreement               M3     An accord
    2016-11-14/..  access-grant            I3     Signals
    2015-03-01     technology-transfer     E2,E1  A licence and what it makes
"""


def test_each_instrument_is_taken_as_it_stands_and_the_oldest_review_is_shown():
    found = ratings(STORY)
    assert {str(found["M1"].on), str(found["D1"].on)} == {"2023-12-31", "2022-12-31"}
    whole = found["OVERALL"]
    assert (whole.level, str(whole.on), str(whole.reviewed_to)) == (LOW, "2023-12-31", "2022-12-31")


def test_it_says_from_which_day_to_which_the_instruments_stand():
    because = ratings(STORY)["OVERALL"].because[-1]
    told = "each instrument as it stands: rated between 2022-12-31 and 2023-12-31; the oldest review among them reaches to 2022-12-31"
    assert because == told
    same = ratings("review 2012 2022")["OVERALL"].because[-1]
    assert same == "each instrument as it stands: all rated on 2022-12-31; the oldest review among them reaches to 2022-12-31"


def test_it_says_how_many_were_never_reviewed():
    visit = "2023-05-05 visit D1 A visit\n"
    assert ratings(visit)["OVERALL"].because[-1].endswith("all rated on 2023-05-05; none of them is reviewed")
    some = ratings(visit + "review 2012 2022 M1")["OVERALL"].because[-1]
    assert some.endswith("reaches to 2022-12-31, and 1 of them not reviewed")


def test_on_a_day_that_is_asked_for_it_says_since_when_nobody_has_looked_and_nothing_of_other_days():
    assert ratings(STORY, "2023-12-31")["OVERALL"].because[-1] == "nobody has looked at every one of the instruments since 2022-12-31"
    assert not any("as it stands" in each or "looked" in each for each in ratings(STORY, "2022-12-31")["OVERALL"].because)


def test_the_reason_tells_of_the_quarter_where_a_quarter_carries_it():
    """Low, since three of the twelve (I2, I3 and M3) reach Medium: that only five reach Low would be no reason."""
    assert "3 of 12" in ratings(STORY)["OVERALL"].because[0]


def test_it_shows_since_when_nobody_has_looked_at_one_of_them():
    later = ratings(STORY + "2023-05-05 visit D1 A visit")
    assert str(later["OVERALL"].unreviewed_since) == "2022-12-31"
    assert ratings(STORY)["OVERALL"].unreviewed_since is None


def test_its_confidence_is_that_of_the_middle_instrument():
    sure = "source a A\nsource b A\nreview 2012 2023 | sources=a+b\n"
    assert ratings(sure)["OVERALL"].confidence == "high"
    secret = sure + "".join(f"2015 visit {code} x | confidence=low\n" for code in ("D1", "D2", "D3", "M1"))
    assert ratings(secret)["OVERALL"].confidence == "low"  # with I3 and E2 six of the twelve
    assert ratings(secret.replace("2015 visit M1 x | confidence=low\n", ""))["OVERALL"].confidence == "high"


def test_what_is_missing_is_said_in_numbers():
    def missing(levels, level):
        return method().book.overall.reaches(rated(*levels), level).because

    half = [HIGH] * 4 + [MEDIUM] * 6
    assert missing(half, HIGH) == "4 of 10 assessed instruments reach high (D1, D2, D3, I1); 5 are asked for, or 3 above it"
    assert missing(half, VERY_HIGH) == "0 of 10 assessed instruments reach very high (none); 5 are asked for"
    assert missing([UNOBSERVED] * 4, VERY_LOW) == "0 of 4 assessed instruments reach very low (none); 1 is asked for"
    assert "asked for" not in missing(half, MEDIUM)
    whole = ratings("review 2012 2023\n2014 exercise M1 A drill")["OVERALL"]
    assert whole.missing.finding.because.endswith("reaches low (M1); 6 are asked for, or 3 above it")


def test_it_holds_until_so_many_may_have_lapsed_that_it_is_reached_no_more():
    system = "{}/{} infrastructure-project {} A system\n"
    ends = {"D1": "2024-03-31", "D2": "2024-06-30", "D3": "2024-09-30", "I1": "..", "I2": "..", "I3": ".."}
    text = "review 2012 2023\n" + "".join(system.format(2015, end, code) for code, end in ends.items())
    whole = ratings(text)["OVERALL"]
    assert (whole.level, str(whole.holds_until), whole.lapses_to) == (HIGH, "2024-03-31", MEDIUM)
    more = text + system.format(2015, "..", "M1") + system.format(2015, "..", "M2")
    assert str(ratings(more)["OVERALL"].holds_until) == "2024-09-30"
    lasting = "review 2012 2023\n" + "".join(system.format(2015, "..", code) for code in ends)
    assert (ratings(lasting)["OVERALL"].holds_until, ratings(lasting)["OVERALL"].lapses_to) == (None, None)


def test_it_lapses_when_it_does_and_not_when_an_instrument_falls_by_a_step_that_it_does_not_need():
    """M1 falls from High to Medium on new year's day of 2026, and with it the overall; where enough others stand the overall does not."""
    drills = "".join(f"{year}-05-05 exercise M1 A drill\n" for year in (2021, 2022, 2023))
    found = ratings(drills + "2023-05-05 agreement M3 An accord")
    assert (found["M1"].level, str(found["M1"].holds_until), found["M1"].lapses_to) == (HIGH, "2025-12-31", MEDIUM)
    assert (found["OVERALL"].level, str(found["OVERALL"].holds_until), found["OVERALL"].lapses_to) == (HIGH, "2025-12-31", MEDIUM)
    more = ratings(drills + "2023-05-05 agreement M3 An accord\n2023-05-05/.. infrastructure-project I1,I2 A network")
    assert (more["OVERALL"].level, more["OVERALL"].holds_until) == (HIGH, None)


@pytest.mark.parametrize("day", ["2024-06-30", "2026-12-31"])
def test_the_day_after_it_holds_the_log_says_what_it_lapses_to(day):
    """As it is asked of that day, with nothing new having happened."""
    drills = "".join(f"{year}-05-05 exercise {code} A drill\n" for year in (2021, 2022, 2023) for code in ("M1", "M2", "D1"))
    text = f"review 2012 2030\n{drills}2023-05-05/{day} infrastructure-project I2,I1,E3 A network"
    whole = ratings(text, "2023-12-31")["OVERALL"]
    after = whole.holds_until + timedelta(days=1)
    assert (
        ratings(text, str(after))["OVERALL"].level
        == whole.lapses_to
        != whole.level
        == ratings(text, str(whole.holds_until))["OVERALL"].level
    )


# Carried by one


SYSTEM = "2015/.. infrastructure-project {} A system\n"


def test_an_event_that_carries_two_instruments_may_carry_the_overall():
    one = "review 2012 2023\n" + "".join(SYSTEM.format(code) for code in ("D1", "D2", "D3", "I1", "I2,I3"))
    found = ratings(one)
    assert (found["OVERALL"].level, found["OVERALL"].carried_by_one) == (HIGH, True)
    assert not ratings(one + SYSTEM.format("M1") + SYSTEM.format("M2"))["OVERALL"].carried_by_one


def test_it_is_not_carried_by_one_where_another_event_holds_each_of_the_instruments():
    twice = "review 2012 2023\n" + "".join(SYSTEM.format(code) * 2 for code in ("D1", "D2", "D3", "I1", "I2,I3"))
    assert not ratings(twice)["OVERALL"].carried_by_one


def test_an_only_instrument_carries_it():
    assert ratings("2014 exercise M1 A drill")["OVERALL"].carried_by_one
    assert not ratings("review 2012 2023")["OVERALL"].carried_by_one
