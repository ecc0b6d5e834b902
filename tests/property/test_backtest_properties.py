"""What holds of every backtest and of every kappa: no look-ahead, no order, and sums that add up. The examples are small logs."""

from datetime import date

from attrs import evolve
from dossiers import dossier, method
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rating_properties import RATED, announced, logs, read

from mdime_events.agreement import kappa, linear, quadratic, unequal
from mdime_events.backtest import cases
from mdime_events.rate import standing_on
from mdime_events.scoring import score
from mdime_events.vocabulary import OVERALL, Trend

some = settings(max_examples=40, deadline=None)
ASKED = (*RATED, OVERALL)
PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20)
WEIGHTS = st.sampled_from([linear, quadratic, unequal])


@some
@given(logs(most=15))
def test_no_trend_that_is_scored_saw_what_came_later(text):
    whole = read(text)
    for each in cases(whole, method(), RATED)[::5]:
        cut = evolve(whole, events=tuple(event for event in whole.events if announced(event) <= each.day))
        assert each.given == standing_on(cut, method(), each.instrument, each.day).trend


@some
@given(logs(most=15), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_events_carries_no_meaning(text, chance):
    def shuffled(every):
        return chance.sample(every, len(every))

    told = cases(read(text), method(), ASKED)
    assert list(map(outline, cases(dossier(text, shuffled), method(), ASKED))) == list(map(outline, told))
    mixed = evolve(read(text), events=tuple(shuffled(read(text).events)))
    assert list(map(outline, cases(mixed, method(), ASKED))) == list(map(outline, told))


def outline(case):
    return case.instrument, case.day, case.given, case.came, case.before, case.left_out, case.hindsight, case.unreviewed


@some
@given(logs(most=15))
def test_what_is_counted_adds_up(text):
    found = cases(read(text), method(), ASKED)
    scored = score(found)
    assert scored.table.total() == scored.scored
    assert scored.scored + scored.unknown + scored.came_to_light + scored.not_assessed == scored.cases == len(found)
    assert scored.hits == sum(count for (given, came), count in scored.table.items() if given == came)
    assert 0 <= scored.independent_spans <= scored.scored
    assert all(Trend.UNKNOWN not in pair for pair in scored.table)
    assert len({(case.instrument, case.day) for case in found}) == len(found)
    assert all(date(2012, 1, 1) <= case.day for case in found)


@given(PAIRS, WEIGHTS)
def test_kappa_is_the_same_from_both_sides(pairs, weight):
    assert kappa(pairs, weight) == kappa([(other, one) for one, other in pairs], weight)


@given(st.lists(st.integers(0, 5), max_size=20), WEIGHTS)
def test_kappa_of_equal_judgements_is_one_or_undefined(levels, weight):
    assert kappa([(level, level) for level in levels], weight) == (1 if len(set(levels)) > 1 else None)


@given(PAIRS, WEIGHTS)
def test_kappa_is_never_above_one(pairs, weight):
    found = kappa(pairs, weight)
    assert found is None or found <= 1
