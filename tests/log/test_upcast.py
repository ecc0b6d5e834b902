"""The log grows: unknown fields survive, newer records wait for a newer program, older ones are read in today's shape."""

import json
from pathlib import Path

import pytest
from logs import DYAD, VISIT, draft, hand_made, log_rows, put, sum_of, write

from mdime_events.desk import key_id, payloads
from mdime_events.log import envelope, upcast
from mdime_events.log import stream as streams
from mdime_events.log.verify import verify
from mdime_events.recording import amend_draft
from mdime_events.replay import DataProblems, dossier

PAIRS = Path(__file__).parent.parent / "golden" / "upcast"


def test_every_step_has_a_golden_pair_and_gives_it():
    """A file a version, of `[[type, before, after], …]`."""
    assert sorted(upcast.STEPS) == list(range(1, envelope.VERSION))
    pairs = {int(path.stem): json.loads(path.read_text()) for path in PAIRS.glob("*.json")}
    assert sorted(pairs) == sorted(upcast.STEPS)
    for version, step in upcast.STEPS.items():
        for type, before, after in pairs[version]:
            kept = json.dumps(before)
            assert step(type, before) == after
            assert json.dumps(before) == kept, "a step is pure"


@pytest.fixture
def third_version(monkeypatch):
    """A program two versions on: `title` became `name`, and then `name` became `called`."""

    def renamed(old, new):
        def step(type, payload):
            change = {new if key == old else key: value for key, value in payload.get("set", payload).items()}
            return {**payload, "set": change} if type == "amended" else change

        return step

    monkeypatch.setattr(upcast, "STEPS", {1: renamed("title", "name"), 2: renamed("name", "called")})
    monkeypatch.setattr(upcast, "VERSION", 3)


def test_an_old_record_is_read_through_every_step_after_its_version(third_version):
    for version, field in ((1, "title"), (2, "name"), (3, "called")):
        record = upcast.upcast(envelope.decode(hand_made({field: "A visit"}, v=version)[:-1]))
        assert (record.v, record.payload()) == (3, {"called": "A visit"})


def test_an_old_amendment_is_read_in_the_new_shape_and_keeps_its_digest(third_version):
    line = hand_made({"set": {"title": "A visit"}, "why": "x"}, type="amended", v=1)
    record = upcast.upcast(envelope.decode(line[:-1]))
    assert record.payload() == {"set": {"called": "A visit"}, "why": "x"}
    assert record.sum == sum_of(line)


def test_no_version_before_the_first_is_a_record(log):
    write(log, hand_made(v=0))
    assert [each.code for each in verify(log).problems] == ["FORM"]


@pytest.mark.parametrize("strange", [{"v": 2}, {"type": "forecast"}])
def test_what_a_newer_program_wrote_verifies_and_is_refused_by_replay(log, strange):
    write(log, hand_made(), hand_made(**strange))
    assert verify(log).problems == ()
    with pytest.raises(DataProblems, match=r"CHN-IRN\.jsonl:2: was written by a newer version of this program"):
        dossier(log, DYAD, {})


def test_a_newer_program_s_record_may_have_other_keys(log):
    write(log, hand_made(v=2, marking="TLP:AMBER"))
    assert verify(log).problems == ()


def test_an_unknown_field_is_kept_by_an_amendment(log):
    event = put(log, draft(weather="fair"))[0]
    put(log, amend_draft(log, event.id, {"title": "A visit"}, "shorter"))
    assert payloads(streams.read(log, DYAD))[event.id] == {**VISIT, "title": "A visit", "weather": "fair"}
    assert dossier(log, DYAD, {}).events[0].coding.title == "A visit"


def test_an_unknown_field_is_kept_when_a_row_is_mended(log):
    id = key_id(DYAD, "1")
    put(log, draft(id=id, weather="fair"))
    log_rows(log, {**VISIT, "key": "1", "title": "A visit"})
    assert payloads(streams.read(log, DYAD))[id] == {**VISIT, "title": "A visit", "weather": "fair"}
