"""What holds however events are told as one: it can be taken back, the order of records says nothing, and a past day does not know it."""

import random

from dossiers import DYAD, dossier, method
from hypothesis import given, settings
from hypothesis import strategies as st

from mdime_events import dates
from mdime_events.rate import rate

most = settings(max_examples=60, deadline=None)
DATES = ["2018-03-03", "2019", "2019-12-27", "2020-06/2022", "2021-01"]
BEFORE, AFTER = "2024-05-01", "2024-06-01"


@st.composite
def told(draw):
    """A small log of events by several sources, and amendments that tell some of them as ones that stand above them."""
    number = draw(st.integers(2, 7))
    lines = [f"source s{each} {draw(st.sampled_from('BCF'))} {draw(st.sampled_from(['2020-01', '2021-06', '2023']))}" for each in range(3)]
    for each in range(number):
        fields = [f"id=e{each}", f"sources=s{draw(st.integers(0, 2))}", f"recorded={BEFORE}"]
        fields += [f"{name}=e{draw(st.integers(0, number - 1))}" for name in ("part_of", "ends", "fulfils") if draw(st.integers(0, 3)) == 0]
        kind = draw(st.sampled_from(["exercise M1", "agreement M1,M3", "pledge M1"]))
        lines.append(f"{draw(st.sampled_from(DATES))} {kind} A title | {', '.join(fields)}")
    links = [(copy, draw(st.integers(0, copy - 1))) for copy in range(1, number) if draw(st.booleans())]
    return "\n".join(lines), [f"amend e{copy} | same_as=e{kept}, recorded={AFTER}" for copy, kept in links]


def ratings(found):
    return [rate(found, method(), dates.day(day)) for day in ("2020", "2023")]


def without_heads(found):
    return found.events, found.copies, found.retracted


@most
@given(told())
def test_taking_it_back_gives_the_ratings_of_before(log):
    text, links = log
    undone = [f"{link.partition(' |')[0]} | same_as=, recorded=2024-07-01" for link in links]
    before, after = dossier(text), dossier("\n".join([text, *links, *undone]))
    assert without_heads(before) == without_heads(after)
    assert ratings(before) == ratings(after)


@most
@given(told(), st.integers())
def test_the_order_of_records_says_nothing(log, seed):
    text = "\n".join([log[0], *log[1]])
    shuffled = dossier(text, lambda lines: random.Random(seed).sample(lines, len(lines)))
    plain = dossier(text)
    for one, other in zip(without_heads(plain), without_heads(shuffled), strict=True):
        assert [(each.id, each.coding, each.certain) for each in one] == [(each.id, each.coding, each.certain) for each in other]


@most
@given(told())
def test_a_day_before_it_was_said_does_not_know_it(log):
    text, links = log
    seen = dossier("\n".join([text, *links]), known=dates.day(BEFORE))
    assert seen.dyad == DYAD and without_heads(seen) == without_heads(dossier(text))


@most
@given(told())
def test_nothing_is_lost_and_every_copy_names_an_event_that_stands(log):
    text, links = log
    apart, found = dossier(text), dossier("\n".join([text, *links]))
    there = {event.id for event in found.events}
    assert {event.id for event in (*found.events, *found.copies)} == {event.id for event in apart.events}
    assert {event.coding.same_as for event in found.copies} <= there
    assert len(found.copies) == len(links)
    sources = {each.source for event in apart.events for each in event.coding.sources}
    assert {each.source for event in found.events for each in event.coding.sources} == sources
