"""Seals: one digest that stands for the whole log."""

import subprocess
from datetime import UTC, datetime

import pytest
from logs import ACCORD, DRILL, DYAD, draft, hand_made, lines, put, source, write

from mdime_events.log import seal as seals
from mdime_events.log import stream as streams
from mdime_events.log.seal import naming, seal
from mdime_events.replay import dossier, known_on


def events(log, known=None):
    return [each.coding.title for each in dossier(log, DYAD, {}, known).events]


def test_a_seal_names_the_heads_of_all_streams_but_its_own(log):
    visit, registered = put(log, draft())[0], source(log)
    seal(log, "tester")
    second = seal(log, "tester").record
    assert second.payload() == {"heads": {DYAD: [visit.sum], "_sources": [registered.sum]}}


def test_seals_are_chained_and_come_back_oldest_first(log):
    one = seal(log, "tester").record
    assert seal(log, "tester").record == one, "a log that has not changed keeps its seal"
    put(log, draft())
    two = seal(log, "tester").record
    assert two.prev == (one.sum,)
    assert seals.seals(log) == [one, two]


def test_a_seal_of_a_forked_log_names_both_heads(log):
    both = hand_made(), hand_made(DRILL)
    write(log, *both)
    named = seals.sealed_heads(seal(log, "tester").record)
    assert named[DYAD] == list(streams.read(log, DYAD).heads)
    assert len(named[DYAD]) == 2


def test_what_was_known_at_a_seal_is_what_it_stands_on(log):
    put(log, draft())
    first = seal(log, "tester").record
    put(log, draft(DRILL))
    assert events(log, known_on(log, first.sum)) == ["Defence ministers meet in Tehran"]
    assert events(log, known_on(log, first.sum[:8])) == ["Defence ministers meet in Tehran"]
    assert len(events(log)) == 2


def test_a_branch_that_comes_late_changes_what_was_known_on_a_day_and_not_what_was_known_at_a_seal(log):
    put(log, draft(), now=datetime(2026, 3, 1, tzinfo=UTC))
    sealed = seal(log, "tester").record
    write(log, *lines(log), hand_made(ACCORD, at="2026-02-01T00:00:00.000Z"))
    assert len(events(log, known_on(log, "2026-03-01"))) == 2
    assert len(events(log, known_on(log, sealed.sum))) == 1


def test_a_stream_that_a_seal_does_not_name_was_not_known(log):
    put(log, draft(stream="RUS-IRN"))
    sealed = seal(log, "tester").record
    put(log, draft())
    assert events(log, known_on(log, sealed.sum)) == []


@pytest.mark.parametrize("text", ["1234567", "zzzzzzzz", "", "2023-13"])
def test_what_is_neither_a_day_nor_a_seal_is_refused(log, text):
    seal(log, "tester")
    with pytest.raises(ValueError, match="is neither a day such as 2023-12-31 nor the beginning of one seal"):
        known_on(log, text)


def test_a_seal_is_cited_until_the_stream_grows(log):
    put(log, draft())
    sealed = seal(log, "tester").record
    heads = streams.read(log, DYAD).heads
    assert naming(log, DYAD, heads) == sealed.sum
    put(log, draft(DRILL))
    assert naming(log, DYAD, streams.read(log, DYAD).heads) is None
    assert naming(log, DYAD, heads) == sealed.sum


def test_the_newest_of_several_seals_is_cited(log):
    put(log, draft())
    seal(log, "tester")
    put(log, draft(stream="RUS-IRN"))
    newest = seal(log, "tester").record
    assert naming(log, DYAD, streams.read(log, DYAD).heads) == newest.sum


def test_one_line_of_shell_can_check_a_seal(log):
    sealed = seal(log, "tester").record
    digest = subprocess.run("head -c -75 _seals.jsonl | sha256sum", shell=True, cwd=log, check=True, capture_output=True, text=True).stdout
    assert digest.split()[0] == sealed.sum
