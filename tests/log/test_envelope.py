"""One record, one line: its bytes, its digest, and every shape that is none."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from logs import VISIT, hand_made, signed, sum_of

from mdime_events.log import stream as streams
from mdime_events.log.envelope import MAX_LINE, Malformed, decode, encode, form_fault, timestamp
from mdime_events.log.ids import is_id, new_id, row_id
from mdime_events.log.verify import check_stream

ID = "01a20f72-a739-702b-9a14-7481b4d39bf2"
AT = "2026-11-23T23:12:56.357Z"
LINE = (
    b'{"v":1,"id":"01a20f72-a739-702b-9a14-7481b4d39bf2","type":"logged","event":"01a20f72-a739-702b-9a14-7481b4d39bf2",'
    b'"stream":"CHN-IRN","at":"2026-11-23T23:12:56.357Z","by":"analyst","prev":[],"data":{"title":"\xc3\x9cbung"}'
)


def encoded(data=VISIT, **fields):
    record = {"id": ID, "type": "logged", "event": ID, "stream": "CHN-IRN", "at": AT, "by": "analyst", "prev": (), "data": data}
    return encode(**{**record, **fields})


def problems(*lines):
    """What a file of these lines is told, as (code, line)."""
    return [(each.code, each.where.line) for each in check_stream(streams.parse("CHN-IRN", "events/CHN-IRN.jsonl", b"".join(lines)))]


def test_the_line_is_the_documented_one_to_the_byte():
    assert encoded({"title": "Übung"}) + b"\n" == signed(LINE)


def test_a_line_equals_its_own_re_encoding():
    line = encoded({**VISIT, "summary": 'He said "yes" \\ no\ttab — ünï', "magnitude": [{"value": 6.842e9, "unit": "USD"}]})
    assert json.dumps(json.loads(line), separators=(",", ":"), ensure_ascii=False).encode() == line
    assert form_fault(line, decode(line)) is None


def test_the_digest_is_the_sha_256_of_what_stands_before_it():
    line = encoded()
    body, _, rest = line.partition(b',"sum":"')
    assert rest == sha256(body).hexdigest().encode() + b'"}'


def test_predecessors_are_sorted():
    assert decode(encoded(prev=("b" * 64, "a" * 64))).prev == ("a" * 64, "b" * 64)


def test_the_payload_comes_back_as_it_went_in():
    assert decode(encoded()).payload() == VISIT


def with_length(length):
    return encoded({"title": "x" * (length - len(encoded({"title": ""})))})


def test_a_line_holds_fewer_than_64_kib_with_its_newline():
    longest = with_length(MAX_LINE - 2)
    assert len(longest + b"\n") == MAX_LINE - 1
    assert decode(longest).id == ID
    with pytest.raises(Malformed, match=r"65535 bytes.*shorten the summary") as refusal:
        with_length(MAX_LINE - 1)
    assert refusal.value.code == "SIZE"


def test_a_longer_line_is_not_read_either():
    assert problems(hand_made({"title": "x" * MAX_LINE})) == [("SIZE", 1)]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"{",
        b"# a comment",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe",
        b"<<<<<<< HEAD",
        b'{"v":1,"sum":"' + b"0" * 64 + b'"}',
        LINE + b"}",
        LINE + b',"sum":""}',
        LINE + b',"sum":"' + b"0" * 63 + b'"}',
        LINE + b',"sum":5}',
        LINE + b',"sum":"\\ud800"}',
        signed(LINE)[:-1] + b" ",
        signed(LINE)[:-1] + b"\r",
        signed(LINE)[:-1] * 2,
        signed(LINE)[:-2],
        signed(LINE.replace(b'"v":1,', b""))[:-1],
        signed(LINE.replace(b'"v":1', b'"v":"1"'))[:-1],
        signed(LINE.replace(b'"v":1', b'"v":true'))[:-1],
        signed(LINE.replace(b'"prev":[]', b'"prev":null'))[:-1],
        signed(LINE.replace(b'"by":"analyst"', b'"by":7'))[:-1],
        signed(LINE.replace(b'"title":', b"title:"))[:-1],
        signed(LINE + b',"more":' + b"[" * 20_000 + b"]" * 20_000)[:-1],
    ],
)
def test_a_line_that_is_no_record_is_malformed(line):
    with pytest.raises(Malformed) as refusal:
        decode(line)
    assert refusal.value.code == "FORM"


def test_a_changed_line_does_not_match_its_digest():
    with pytest.raises(Malformed, match="changed after it was written") as refusal:
        decode(encoded().replace(b"Tehran", b"Isfahan"))
    assert refusal.value.code == "SUM"


def test_a_digest_in_capitals_is_not_the_line_s_own():
    body, _, digest = encoded().partition(b',"sum":"')
    with pytest.raises(Malformed):
        decode(body + b',"sum":"' + digest[:64].upper() + b'"}')


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "foo"),
        ("id", "01A20F72-A739-702B-9A14-7481B4D39BF2"),
        ("id", "7d444840-9dc0-41d1-b245-5ffdce74fad2"),
        ("event", ""),
        ("stream", "chn-irn"),
        ("stream", "CHN-IRN2"),
        ("at", "2026-11-23"),
        ("at", "2026-11-23T23:12:56Z"),
        ("at", "2026-11-23T23:12:56.357+01:00"),
        ("prev", ["abc"]),
        ("prev", ["b" * 64, "a" * 64]),
        ("prev", ["a" * 64, "a" * 64]),
    ],
)
def test_a_field_of_the_wrong_form_is_found_though_the_digest_is_right(name, value):
    assert ("FORM", 1) in problems(hand_made(**{name: value}))


@pytest.mark.parametrize(
    "data",
    [
        b'{"title": "x"}',
        b'{"title":"\\u0041"}',
        b'{"title":"\\/"}',
        b'{"title":"x","title":"y"}',
        b'{"value":1e0}',
        b'{"value":1.50}',
        b'{"value":NaN}',
        b'{"value":1e999}',
        b'{"title":"\\ud800"}',
    ],
)
def test_json_in_another_form_is_found_though_the_digest_is_right(data):
    assert problems(hand_made(data)) == [("FORM", 1)]


@pytest.mark.parametrize(
    "body",
    [
        LINE.replace(b'{"v":1,"id":"01a20f72-a739-702b-9a14-7481b4d39bf2",', b'{"id":"01a20f72-a739-702b-9a14-7481b4d39bf2","v":1,'),
        LINE + b',"extra":1',
    ],
)
def test_the_envelope_has_these_keys_in_this_order(body):
    assert problems(signed(body)) == [("FORM", 1)]


def test_bytes_that_are_no_utf_8_are_found_though_the_digest_is_right():
    assert problems(hand_made(b'{"title":"\xff"}')) == [("FORM", 1)]


@pytest.mark.parametrize("data", [b"[]", b"5", b"null", b'"text"'])
def test_a_payload_is_an_object(data):
    assert problems(hand_made(data)) == [("FORM", 1)]


def test_a_time_stamp_is_a_time():
    assert problems(hand_made(at="2026-13-41T25:61:61.000Z")) == [("FORM", 1)]


def test_a_time_stamp_is_utc_with_milliseconds():
    abroad = datetime(2026, 11, 24, 0, 12, 56, 357_999, timezone(timedelta(hours=1)))
    assert timestamp(abroad) == "2026-11-23T23:12:56.357Z"


def test_time_stamps_sort_as_text():
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=each) for each in (0, 1, 10, 999, 1000, 60_000)]
    stamps = [timestamp(each) for each in moments]
    assert stamps == sorted(stamps)


def test_a_new_id_is_a_version_7_and_later_ones_sort_later():
    ids = [new_id() for _ in range(100)]
    assert all(is_id(each) and each[14] == "7" for each in ids)
    assert ids == sorted(set(ids))


def test_a_row_s_id_is_a_version_8_of_its_stream_and_key():
    id = row_id("CHN-IRN", "key", "1")
    assert is_id(id) and id[14] == "8" and id[19] in "89ab"
    assert id == row_id("CHN-IRN", "key", "1")
    assert id not in (row_id("RUS-IRN", "key", "1"), row_id("CHN-IRN", "content", "1"), row_id("CHN-IRN", "key", "2"))


@pytest.mark.parametrize("text", ["", "foo", "01A20F72-A739-702B-9A14-7481B4D39BF2", "01a20f72a739702b9a147481b4d39bf2", "{" + ID + "}"])
def test_an_id_has_one_spelling(text):
    assert not is_id(text)


def test_a_hand_made_line_that_is_right_is_a_record():
    line = hand_made()
    assert decode(line[:-1]).sum == sum_of(line)
    assert problems(line) == []
