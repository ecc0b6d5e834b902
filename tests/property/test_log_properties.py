"""What holds of every log: whatever enters can be read back, and whatever is done to its bytes is seen."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st
from logs import DRILL, DYAD, VISIT, hand_made, signed, sum_of

from mdime_events.log import door
from mdime_events.log import stream as streams
from mdime_events.log.envelope import Malformed, decode, encode, form_fault, timestamp
from mdime_events.log.verify import check_stream

ID = "01a20f72-a739-702b-9a14-7481b4d39bf2"
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.fixed_dictionaries(
    {"date": st.sampled_from(["2014", "2016-11", "[2012..2023]", "/.."]), "kind": st.just("visit"), "title": st.text(min_size=1)},
    optional={
        "summary": st.text(),
        "actors": st.lists(st.text(), max_size=3) | st.text(),
        "magnitude": st.lists(st.fixed_dictionaries({"value": NUMBERS, "unit": st.text(min_size=1)}), max_size=2),
        "place": st.fixed_dictionaries({"name": st.text(), "latitude": st.floats(-90, 90)}),
        "tags": st.lists(st.text(), max_size=3),
    },
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),  # lone surrogates, NaN and all
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def entered(row):
    """The payload that a row becomes, or None where the door refuses it."""
    try:
        return door.payload("logged", {**row, "instruments": ["D1"]})
    except door.Rejected as rejection:
        assert rejection.faults
        return None


def line_of(data):
    return encode(id=ID, type="logged", event=ID, stream=DYAD, at="2026-01-01T00:00:00.000Z", by="tester", prev=(), data=data)


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_whatever_enters_is_a_line_that_equals_its_own_re_encoding(row):
    if (payload := entered(row)) is not None:
        line = line_of(payload)
        assert form_fault(line, decode(line)) is None
        assert decode(line).payload() == json.loads(line)["data"] == payload
        assert b"\n" not in line


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_what_entered_once_enters_again_as_it_is(row):
    if (payload := entered(row)) is not None:
        assert door.payload("logged", payload) == payload


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(door.LOGGED)), JSON, max_size=6))
def test_the_door_answers_every_row_with_a_payload_or_with_sentences(row):
    entered({**VISIT, **row})


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode) | JSON.map(lambda each: json.dumps(each).encode()))
def test_any_bytes_are_a_record_or_malformed(content):
    for line in (content, signed(content)[:-1]):
        try:
            decode(line)
        except Malformed as error:
            assert error.code in ("FORM", "SIZE", "SUM")
        else:
            raise AssertionError("no such line is a record")


FIRST = hand_made()
SECOND = hand_made(DRILL, prev=[sum_of(FIRST)])
THIRD = hand_made({"why": "never happened"}, type="retracted", event=json.loads(FIRST)["id"], prev=[sum_of(SECOND)])
FILE = FIRST + SECOND + THIRD
PLACES = st.integers(0, len(FILE) - 1)


def checked(content):
    stream = streams.parse(DYAD, "events/CHN-IRN.jsonl", content)
    return check_stream(stream), stream


@settings(max_examples=300, deadline=None)
@given(PLACES, st.integers(0, 255))
def test_every_changed_byte_is_a_problem(place, byte):
    if FILE[place] != byte:
        assert checked(FILE[:place] + bytes([byte]) + FILE[place + 1 :])[0]


@settings(max_examples=300, deadline=None)
@given(PLACES, st.binary(min_size=1, max_size=3))
def test_bytes_put_in_before_the_end_are_a_problem(place, more):
    assert checked(FILE[:place] + more + FILE[place:])[0]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(FIRST + SECOND) - 1), st.integers(1, 40))
def test_bytes_taken_out_before_the_last_record_are_a_problem(place, count):
    assert checked(FILE[:place] + FILE[place + count :])[0]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(FILE)))
def test_a_file_cut_anywhere_holds_its_whole_records_and_at_most_a_torn_tail(length):
    problems, stream = checked(FILE[:length])
    assert problems == []
    assert b"".join(line.raw + b"\n" for line in stream.lines) + stream.tail == FILE[:length]


@settings(max_examples=100, deadline=None)
@given(st.permutations([FIRST, SECOND, THIRD]))
def test_another_order_of_lines_is_no_problem_and_reads_the_same(shuffled):
    problems, stream = checked(b"".join(shuffled))
    assert problems == []
    assert [line.raw + b"\n" for line in streams.reading_order(stream.lines)] == [FIRST, SECOND, THIRD]


@st.composite
def graphs(draw):
    """The lines of a log that was forked and merged in every which way: each names some of the heads, or older ones."""
    made, at = [], datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(draw(st.integers(1, 8))):
        before = draw(st.sets(st.sampled_from([sum_of(line) for line in made]), max_size=3)) if made else set()
        at += timedelta(milliseconds=draw(st.integers(0, 1)))
        made.append(hand_made(prev=sorted(before), at=timestamp(at)))
    return made


@settings(max_examples=100, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_any_graph_reads_predecessors_first_and_in_one_order(made, random):
    shuffled = random.sample(made, len(made))
    problems, stream = checked(b"".join(shuffled))
    assert problems == []
    read = list(streams.reading_order(stream.lines))
    seen = set()
    for line in read:
        assert seen.issuperset(line.record.prev)
        seen.add(line.record.sum)
    assert [line.raw + b"\n" for line in streams.reading_order(checked(b"".join(made))[1].lines)] == [line.raw + b"\n" for line in read]


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_the_heads_are_what_nothing_follows(made):
    heads = checked(b"".join(made))[1].heads
    followed = {each for line in made for each in json.loads(line)["prev"]}
    assert set(heads) == {sum_of(line) for line in made} - followed
    assert list(heads) == sorted(heads)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_the_digest_needs_no_program_of_ours(title):
    line = line_of({"title": title})
    assert sha256(line[:-74]).hexdigest().encode() == line[-66:-2]
