"""One event told by several sources, told in small logs: what becomes of its sources, days and links, and how it is taken back."""

import pytest
from dossiers import dossier, ratings

from mdime_events import dates
from mdime_events.replay import DataProblems

DRILL = """
    source  navy   A  2019-12-28
    source  wire   C  2019-12-30
    source  paper  D  2020-02
    2019-12     exercise M2  Naval drill in the Gulf of Oman   | id=kept, sources=wire
    2019-12-27  exercise M2  Marine Security Belt 2019         | id=copy, sources=navy
    2019-12-27  exercise M2  Three fleets manoeuvre            | id=third, sources=paper
"""


def told(text):
    """The events and the copies of a small log, by id."""
    found = dossier(text)
    return {event.id: event for event in found.events}, {event.id: event for event in found.copies}


def cited(event):
    return [each.source for each in event.coding.sources]


def test_a_copy_is_told_as_the_event_that_is_kept_and_hands_it_its_sources():
    events, copies = told(DRILL + "amend copy | same_as=kept")
    assert (list(events), list(copies)) == (["kept", "third"], ["copy"])
    assert cited(events["kept"]) == ["wire", "navy"]
    assert copies["copy"].coding.same_as == "kept"


def test_the_kept_event_counts_from_the_first_of_all_sources_and_keeps_its_own_fields():
    alone, _ = told(DRILL)
    events, _ = told(DRILL + "amend copy | same_as=kept")
    days = [str(getattr(each["kept"], name)) for each in (alone, events) for name in ("published", "certain")]
    assert days == ["2019-12-30", "2019-12-30", "2019-12-28", "2019-12-28"]
    assert (events["kept"].coding.date, events["kept"].coding.title) == ("2019-12", "Naval drill in the Gulf of Oman")


def test_a_chain_is_followed_to_its_end():
    events, copies = told(DRILL + "amend third | same_as=copy\namend copy | same_as=kept")
    assert cited(events["kept"]) == ["wire", "navy", "paper"]
    assert {id: each.coding.same_as for id, each in copies.items()} == {"copy": "kept", "third": "kept"}


def test_a_place_in_a_source_is_cited_once_and_two_places_or_links_of_one_source_twice():
    log = """
        2019-12-27 exercise M2 A drill | id=kept, sources=navy
        2019-12-27 exercise M2 A drill | id=copy, sources=navy+wire
        amend copy | same_as=kept
    """
    assert cited(told(log)[0]["kept"]) == ["navy", "wire"]


def test_a_copy_stands_by_itself_where_the_kept_event_is_retracted():
    events, copies = told(DRILL + "amend copy | same_as=kept\nretract kept")
    assert (list(events), list(copies)) == (["copy", "third"], [])


def test_in_a_chain_the_last_that_stands_is_kept():
    events, copies = told(DRILL + "amend third | same_as=copy\namend copy | same_as=kept\nretract kept")
    assert (list(events), list(copies)) == (["copy"], ["third"])


def test_what_is_retracted_leads_nowhere():
    events, copies = told(DRILL + "amend third | same_as=copy\namend copy | same_as=kept\nretract copy")
    assert (list(events), list(copies)) == (["kept", "third"], [])


def test_links_to_a_copy_lead_to_the_kept_event_each_once_and_never_to_itself():
    log = """
        2018    pledge      M1  A pledge               | id=first
        2018    pledge      M1  The same pledge        | id=second
        2019    exercise    M1  It is made good        | id=drill, fulfils=first+second, ends=second, part_of=second
        2018-05 pledge      M1  Once more              | id=third, part_of=second
        amend second | same_as=third
        amend first  | same_as=third
    """
    events, _ = told(log)
    drill = events["drill"].coding
    assert (drill.fulfils, drill.ends, drill.part_of) == (("third",), ("third",), "third")
    assert events["third"].coding.part_of is None


def test_a_day_before_it_was_found_out_does_not_see_it():
    log = """
        2019 exercise M1 A drill       | id=kept, recorded=2024-01-01
        2019 exercise M1 The same one  | id=copy, recorded=2024-01-02
        amend copy | same_as=kept, recorded=2024-03-01
    """
    assert [len(dossier(log, known=dates.day(day)).copies) for day in ("2024-02-29", "2024-03-01")] == [0, 1]


def test_a_copy_stands_by_itself_on_a_day_on_which_the_kept_event_was_not_yet_known():
    log = """
        2019 exercise M1 The same one  | id=copy, recorded=2024-01-02
        amend copy | same_as=kept, recorded=2024-03-01
        2019 exercise M1 A drill       | id=kept, recorded=2024-04-01
    """
    seen = dossier(log, known=dates.day("2024-03-15"))
    assert ([event.id for event in seen.events], seen.copies) == (["copy"], ())


def test_taking_it_back_gives_all_of_before():
    before = dossier(DRILL)
    after = dossier(DRILL + "amend copy | same_as=kept\namend copy | same_as=")
    assert (after.events, after.copies) == (before.events, ())


def test_two_sources_of_one_act_make_it_surer_and_no_more_of_it():
    log = """
        source  navy  B  2020-01
        source  wire  B  2020-01
        review  2012  2023-12
        2019-12-27  exercise M1  A drill        | id=kept, sources=navy
        2019-12-27  exercise M1  The same drill | id=copy, sources=wire
    """
    twice, once = ratings(log)["M1"], ratings(log + "amend copy | same_as=kept")["M1"]
    assert "two acts" in " ".join(twice.because)
    assert once.level < twice.level
    assert [event.id for event in once.events] == ["kept"]


@pytest.mark.parametrize(
    ("links", "lines", "word"),
    [
        ("amend copy | same_as=nowhere", [4], "never logged here"),
        ("amend copy | same_as=copy", [4], "closes a circle"),
        ("amend copy | same_as=kept\namend kept | same_as=copy", [4, 5], "closes a circle"),
        ("amend third | same_as=copy\namend copy | same_as=kept\namend kept | same_as=copy", [5, 6], "closes a circle"),
    ],
)
def test_what_leads_nowhere_or_in_a_circle_is_told_with_its_line(links, lines, word):
    with pytest.raises(DataProblems) as refused:
        dossier(DRILL + links)
    found = refused.value.problems
    assert sorted(each.where.line for each in found) == lines
    assert all(word in each.message for each in found)


def test_a_circle_is_broken_by_retracting_one_of_it():
    events, copies = told(DRILL + "amend copy | same_as=kept\namend kept | same_as=copy\nretract kept")
    assert (list(events), list(copies)) == (["copy", "third"], [])
