"""Input as an attacker would write it: bytes, records with right digests, batches, words of the command line.

Whatever it is, it gets an answer, or a refusal of the project's own that says where; and nothing of it reaches a terminal raw.
"""

import contextlib
import csv
import io
import json
import re
import shutil
import signal
import sys
from datetime import date
from hashlib import sha256
from subprocess import CompletedProcess
from types import SimpleNamespace

import click
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs import DYAD, REPORT, VISIT, draft, hand_made, put, signed, sum_of, write

from mdime_events import answers, batch, countries, dates, desk, recording, replay
from mdime_events.cli import main as cli
from mdime_events.cli import serve
from mdime_events.log import door, ids
from mdime_events.log import stream as streams
from mdime_events.log.append import Refused, append
from mdime_events.log.envelope import SEALS, SOURCES, STREAM_NAME, Malformed, decode, form_fault
from mdime_events.log.verify import check_stream, verify
from mdime_events.model import Dossier, Span
from mdime_events.rate import Method
from mdime_events.reading import Reading
from mdime_events.recompute import recompute
from mdime_events.replay import DataProblems, KnownOn
from mdime_events.rulebook import load
from mdime_events.vocabulary import CHOICES, INSTRUMENTS, KINDS, RATED
from mdime_events.workspace import Workspace

FILE = f"events/{DYAD}.jsonl"
TOO_LONG = 20  # seconds for one input

# Signs that could steer a terminal or reorder what is read on it, and no code of ours among them
OSC, CLEAR, CONCEAL, C1, OVERRIDE, ISOLATE = "\x1b]0;owned\x07", "\x1b[2J", "\x1b[8m", "\x9b2J", "\u202e", "\u2066"
STEERING = f"a{OSC}b{CLEAR}c{CONCEAL}d{C1}e{OVERRIDE}f{ISOLATE}g\x7fh\ri\x08j\x85k"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OWN_COLOURS = re.compile(r"\x1b\[(?!8m)[0-9;]*m")


@contextlib.contextmanager
def at_most(seconds):
    """Ends what takes longer."""

    def end(*_):
        pytest.fail(f"took longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def against(long, tally):
    """Holds a property against so many inputs in the long form, and otherwise against about sixty, always the same."""

    def hold(check, in_full, *strategies, in_short=60):
        tried = 0
        most = in_full if long else in_short
        how = settings(max_examples=most, deadline=None, derandomize=not long, database=None, suppress_health_check=list(HealthCheck))

        @how
        @given(st.tuples(*strategies))
        def every(inputs):
            nonlocal tried
            tried += 1
            with at_most(TOO_LONG):
                check(*inputs)

        try:
            every()
        finally:
            tally("hostile inputs", tried)

    return hold


# Material

UNREADABLE = [
    "\x00",
    "\ud800",
    "\ufeff",
    "\u2028",
    "\u202e",
    "\x1b[2J",
    "\u0301" * 20,
    "ﬁ",
    "Ａ",
    "١٢",
    "\U0001f4a3",
    "=1+1",
    "'",
    '"',
    "\\",
]
TEXTS = st.one_of(
    st.text(st.characters(), max_size=20), st.sampled_from(UNREADABLE), st.lists(st.sampled_from(UNREADABLE), max_size=4).map("".join)
)
NUMBERS = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([0, -1, 2**63, 2**64 - 1, -(2**63) - 1, 10**30, 10**4000, 5e-324, 1e308, float("inf"), float("nan"), -0.0]),
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
ID = [f"01a20f72-a739-702b-9a14-7481b4d39b{number:02x}" for number in range(6)]
NEAR_DATES = ["2012", "2014-02", "2016-11-14", "2019-12~", "2021-03-27", "2020-02-29", "0001", "2030-01-01", "2023?"]
NEAR_DATES += ["[2012..2023]", "[..2020]", "2021/..", "2010/2019", "2022-01/2047", "/..", "0001/..", "0001-01-01/2020-02-29"]
FAR_DATES = ["9999", "9999-12-31", "2020/9999", "9998/..", "[0001..9999]", "0001/9999", "9999-12-31/9999-12-31"]
NO_DATES = [
    "",
    "today",
    "2016-13",
    "2016-02-30",
    "٢٠١٦",
    "2016-11-14T00:00",
    "[..",
    "[2012..",
    "..",
    "/",
    "//",
    "-0001",
    "10000",
    "2016\n",
    "0000",
]
DURATIONS = [
    "P1Y",
    "P6M",
    "P1D",
    "P52W",
    "P30Y",
    "P500Y",
    "P9999Y",
    "P99999999999Y",
    "PT24H",
    "P0D",
    "-P1Y",
    "P1Y/2",
    "P1.5Y",
    "x",
    "",
    "2016",
    "R/P1Y",
]


def now_and_then(usual, *rare):
    """Mostly what is usual, so that what is rare stands in something that can be read."""
    return st.one_of(usual, usual, usual, *rare)


def one_of(name):
    return now_and_then(st.sampled_from(CHOICES[name]), TEXTS)


def some_of(strategy, most=3):
    return st.lists(strategy, max_size=most)


NEAR = now_and_then(st.sampled_from(NEAR_DATES), st.sampled_from(NO_DATES))
ANY_DATE = st.sampled_from([*NEAR_DATES, *FAR_DATES, *NO_DATES])
EVENTS = st.sampled_from([*ID, "", "no-id"])
KEYS = st.sampled_from(["fmso-2023", "second", "third", "", "https://example.org/1"])
CREDIBLE = now_and_then(st.integers(1, 6), NUMBERS.filter(lambda number: isinstance(number, int)))
CITATIONS = st.fixed_dictionaries({"source": KEYS}, optional={"locator": TEXTS, "url": TEXTS, "published": NEAR, "credibility": CREDIBLE})


def codings(when):
    """Payloads of events, mostly such as can be read: dates by `when`, ids that lead anywhere, repeats, absurd numbers."""
    needed = {
        "date": when,
        "kind": one_of("kind"),
        "title": TEXTS,
        "instruments": some_of(now_and_then(st.sampled_from(list(INSTRUMENTS)), st.just("ZZ")), 4),
    }
    words = ("status", "effect", "substance", "dependence", "level", "channel", "direction", "confidence", "promises", "review")
    more = {
        **{name: st.sampled_from(CHOICES[name]) for name in words},
        "parties": some_of(st.sampled_from(["RUS", "CHN", "IRN", "XXX", "", "russia"])),
        "actors": some_of(TEXTS),
        "place": st.fixed_dictionaries({}, optional={"name": TEXTS, "country": TEXTS, "latitude": NUMBERS, "longitude": NUMBERS}),
        "magnitude": some_of(st.fixed_dictionaries({"value": NUMBERS, "unit": TEXTS}, optional={"basis": TEXTS})),
        "sources": some_of(CITATIONS),
        "summary": TEXTS,
        "occasion": TEXTS,
        "part_of": EVENTS,
        "fulfils": some_of(EVENTS),
        "ends": some_of(EVENTS),
        "due": when,
        "recurs": st.sampled_from(DURATIONS),
        "tags": some_of(TEXTS),
    }
    return st.fixed_dictionaries(needed, optional=more)


def payloads(when):
    """(type, payload) of records of every type."""
    reviewed = {"from": when, "to": when, "instruments": some_of(one_of("instrument")), "scope": TEXTS}
    assessed = {"instrument": one_of("rated"), "on": when}
    profiled = {"country": st.sampled_from(["IRN", "XXX", ""]), "field": TEXTS, "value": NUMBERS | TEXTS, "as_of": when}
    made = {
        "logged": codings(when),
        "amended": st.fixed_dictionaries({"why": TEXTS, "set": codings(when).flatmap(parts)}),
        "retracted": st.fixed_dictionaries({"why": TEXTS}),
        "reviewed": st.fixed_dictionaries(reviewed, optional={"inconclusive": TEXTS, "sources": some_of(CITATIONS)}),
        "assessed": st.fixed_dictionaries(
            assessed, optional={"level": one_of("rating level"), "trend": one_of("trend"), "note": TEXTS, "sources": some_of(CITATIONS)}
        ),
        "profiled": st.fixed_dictionaries(profiled, optional={"unit": TEXTS, "sources": some_of(CITATIONS)}),
    }
    return st.one_of(*(st.tuples(st.just(type), now_and_then(data, broken(data))) for type, data in made.items()), made_twice(made))


def made_twice(made):
    return st.tuples(st.just("logged"), made["logged"])


def parts(payload):
    """A few of a payload's fields, or null in their place."""
    return st.dictionaries(st.sampled_from(sorted(payload)), st.none(), max_size=2).map(lambda removed: {**payload, **removed})


def broken(data):
    """A payload with one field that is anything, unknown or gone."""
    return st.tuples(data, TEXTS, JSON, st.randoms(use_true_random=False)).map(_break)


def _break(drawn):
    data, unknown, value, random = drawn
    name = random.choice([*sorted(data), unknown])
    return {key: each for key, each in data.items() if key != name} if random.random() < 0.3 else {**data, name: value}


def some_sources():
    """Payloads of sources, mostly such as can be read."""
    needed = {"key": KEYS, "title": TEXTS, "publisher": TEXTS, "reliability": one_of("reliability")}
    more = {"published": NEAR, "kind": TEXTS, "url": TEXTS, "relays": KEYS, "reason": TEXTS, "reliability_on": NEAR}
    data = st.fixed_dictionaries(needed, optional=more)
    return some_of(now_and_then(data, broken(data)))


def written(data):
    """A payload in the log's own JSON, or None where that JSON cannot hold it."""
    try:
        return msgspec.json.encode(data)
    except (ValueError, TypeError, OverflowError):
        return None


def chain(records):
    """Lines that hang on each other as an honest program would have written them, whatever stands in their payloads."""
    lines, before, events = [], [], []
    for number, (type, data) in enumerate(records):
        content = written(data)
        if content is not None and content.startswith(b"{"):
            id = ID[len(events) % len(ID)] if type == "logged" else f"{ID[0][:-4]}ff{number:02x}"
            events += [id] if type == "logged" else []
            about = events[number % len(events)] if events and type in ("amended", "retracted") else id
            stream, at = SOURCES if type == "sourced" else DYAD, f"2026-01-0{1 + number % 9}T00:00:00.000Z"
            line = hand_made(content, type=type, id=id, event=about, stream=stream, prev=before, at=at)
            lines.append(line)
            before = [sum_of(line)]
    return lines


def hostile_logs(when, most=6):
    return st.lists(payloads(when), min_size=1, max_size=most).map(chain)


def refusal(error):
    """The problems of a refusal, each of which says where."""
    assert error.problems, "a refusal that names no problem"
    assert all(each.message and each.code and (each.where is None or each.where.line >= 1) for each in error.problems)
    return error.problems


def answered(work, *arguments):
    """What `work` answers; None where it is refused with the places of all that is wrong."""
    try:
        return work(*arguments)
    except DataProblems as error:
        assert all(each.where for each in refusal(error))
        return None


# Lines


def parsed(content, name=DYAD):
    """A stream, what is wrong with it, and what it amounts to (None where it is refused)."""
    stream = streams.parse(name, f"events/{name}.jsonl", content)
    problems = check_stream(stream)
    for each in problems:
        assert each.where.file == stream.file and each.where.line >= 1 and each.message
    dossier = None if problems else answered(replay.replay, stream, {})
    assert dossier is None or isinstance(dossier, Dossier)
    return stream, problems, dossier


def test_any_bytes_are_a_stream_with_problems_in_its_lines(against):
    pieces = st.one_of(
        st.binary(max_size=60), TEXTS.map(lambda text: text.encode(errors="surrogatepass")), st.just(b"\n"), st.just(hand_made())
    )
    against(lambda found: parsed(b"".join(found)), 6000, st.lists(pieces, max_size=6))


SPELLINGS = [
    "NaN",
    "Infinity",
    "1e400",
    "-0",
    "01",
    "1.0",
    "1e5",
    "0x1",
    '"\\ud800"',
    '"\\u0041"',
    '"\x01"',
    '"\x7f"',
    "18446744073709551616",
]
SPELLINGS += [
    "9" * 5000,
    "[" * 2000,
    "[" * 400 + "]" * 400,
    "[" * 990 + "]" * 990,
    '{"a":' * 400 + "1" + "}" * 400,
    "{}",
    "[]",
    '""',
    "",
    "nul",
]
SPELLED = st.sampled_from(SPELLINGS) | JSON.map(lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))[:60_000])


@st.composite
def signed_objects(draw):
    """A line whose digest is right: an object with the keys of a record or others, once or twice, in any order, each of them anything."""
    right = json.loads(hand_made(VISIT))
    del right["sum"]
    fields = [(name, json.dumps(value, ensure_ascii=False, separators=(",", ":"))) for name, value in right.items()]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(fields) - 1))
        match draw(st.sampled_from(["value", "value", "payload", "key", "twice", "gone", "moved", "newer"])):
            case "value":
                fields[at] = (fields[at][0], draw(SPELLED))
            case "payload":
                name = draw(st.sampled_from([*VISIT, "place", "sources", "unknown"]))
                inner = {**{key: json.dumps(value) for key, value in VISIT.items()}, name: draw(SPELLED)}
                fields = [*fields[:-1], ("data", "{" + ",".join(f'"{key}":{value}' for key, value in inner.items()) + "}")]
            case "key":
                fields[at] = (draw(TEXTS), fields[at][1])
            case "twice":
                fields.append(fields[at])
            case "gone" if len(fields) > 1:
                del fields[at]
            case "moved":
                fields.append(fields.pop(at))
            case "newer":
                fields[0] = ("v", draw(st.sampled_from(["2", "99999999999999999999", "-1", "0", '"1"'])))
    body = "{" + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{value}" for name, value in fields)
    return signed(body.encode(errors="surrogatepass"))


def test_a_signed_line_that_holds_anything_is_read_or_is_a_problem(against):
    def check(lines):
        content = b"".join(lines)
        for line in lines:
            try:
                record = decode(line[:-1])
            except Malformed as error:
                assert error.code in ("FORM", "SIZE", "SUM")
            else:
                assert form_fault(line[:-1], record) is None or parsed(line)[1]
        parsed(content)
        parsed(content, SOURCES)
        parsed(content, SEALS)

    against(check, 4000, st.lists(signed_objects(), min_size=1, max_size=2))


REAL = hand_made(
    {**VISIT, "place": {"name": "Tehran"}, "sources": [{"source": "fmso-2023", "credibility": 2}], "magnitude": [{"value": 1, "unit": "x"}]}
)
BODY = REAL[: REAL.rindex(b',"sum"')]


def test_a_real_line_changed_anywhere_and_signed_again_is_read_or_is_a_problem(against):
    def check(place, gone, put_in):
        parsed(signed(BODY[:place] + put_in + BODY[place + gone :]))

    tokens = st.sampled_from(
        [b"{", b"}", b"[", b"]", b'"', b",", b":", b"null", b"-", b"9" * 30, b"\\", b"\\u0000", b"\xff", b"\n", b"1e999"]
    )
    against(check, 4000, st.integers(0, len(BODY)), st.integers(0, 30), tokens | st.binary(max_size=4))


def test_any_nesting_is_read_or_is_a_problem_and_never_an_error(tally):
    """At every depth about which a parser may change its mind, from any depth of the program's own stack."""
    depths = [*range(1, 40), *range(100, 1200, 7), 5000]

    def at_depth(calls, content):
        return at_depth(calls - 1, content) if calls else parsed(content)

    for depth in depths:
        for data in (b'{"x":' + b"[" * depth + b"]" * depth + b"}", b'{"x":' * depth + b"1" + b"}" * depth):
            for calls in (0, 30):
                at_depth(calls, hand_made(data))
                at_depth(calls, hand_made(data, v=2))
    tally("hostile inputs", len(depths) * 8)


def test_verify_and_show_bear_payloads_that_cannot_be_read(workspace, mdime_here):
    """A payload is kept as its bytes, so a line can be a record whose payload nobody can read."""
    for payload in (
        b'{"set":"\\ud800"}',
        b'{"set":1e400}',
        b'{"set":' + b"[" * 900 + b"]" * 900 + b"}",
        b"[]",
        b"1",
        b'"\\ud800"',
        b'{"set":{"a":01}}',
    ):
        first = hand_made()
        event = json.loads(first)["id"]
        amendments = [
            hand_made(payload, type="amended", event=event, prev=[sum_of(first)], at=f"2026-01-0{day}T00:00:00.000Z") for day in (2, 3)
        ]
        write(workspace.log, first, *amendments)
        assert verify(workspace.log).problems
        for words in (["verify"], ["show", FILE], ["show", event], ["show", event, "--json"], ["ratings"], ["seal"]):
            code, out, err = mdime_here(*words)
            assert code in (0, 1), (payload, words, err)
            assert out or err


def test_a_log_whose_chain_verifies_is_a_dossier_or_its_problems(against):
    clean = 0

    def check(lines):
        nonlocal clean
        stream, problems, _ = parsed(b"".join(lines))
        clean += not problems and bool(stream.lines)

    against(check, 4000, hostile_logs(ANY_DATE))
    assert clean > 20


def test_every_state_of_knowledge_of_a_hostile_log_is_a_dossier_or_its_problems(against):
    def check(lines, day):
        stream = parsed(b"".join(lines))[0]
        if not check_stream(stream):
            answered(replay.replay, stream, {}, KnownOn(text="", day=day))
            answered(replay.replay, stream, {}, KnownOn(text="", heads={DYAD: list(stream.heads), "x": ["y"]}))

    against(check, 1500, hostile_logs(ANY_DATE), st.dates())


@pytest.fixture
def reading(workspace):
    """Reads the log that two lists of lines make: a dyad's and the sources'."""
    method = Method(book=load(workspace.rules))

    def read(lines, sources=()):
        write(workspace.log, *lines)
        write(workspace.log, *sources, name=SOURCES)
        return Reading(place=workspace, method=method, registered=replay.sources(workspace.log))

    return read


DAYS = (
    st.none()
    | st.sampled_from([date(2012, 1, 1), date(2023, 12, 31), date(2030, 6, 1), date.min, date(2000, 2, 29)])
    | st.dates(date(2010, 1, 1), date(2040, 1, 1))
)
A_SOURCE = [("sourced", REPORT)]


def test_a_log_by_a_hostile_hand_is_rated_and_explained_or_refused(against, reading):
    def check(lines, sources, day, instrument):
        def ask():
            found = reading(lines, chain(("sourced", each) for each in sources))
            answers.ratings(found, DYAD, day)
            answers.explain(found, DYAD, instrument, day)
            answers.compare(found, [DYAD], day)
            answers.timeline(found, DYAD, found.dossier(DYAD).events)

        answered(ask)

    against(check, 800, hostile_logs(NEAR), some_sources(), DAYS, st.sampled_from(list(RATED)))


def test_a_log_by_a_hostile_hand_has_a_history_or_is_refused(against, reading):
    def check(lines, day):
        answered(lambda: answers.history(reading(lines), DYAD, day, tuple(RATED)))

    against(check, 400, hostile_logs(NEAR), DAYS)


def test_a_log_by_a_hostile_hand_is_recomputed_whole_or_refused(against, reading, workspace):
    """Whatever is recomputed is in the database: no dyad and no event is left out in silence."""

    def check(lines, sources):
        reading_of = answered(lambda: reading(lines, chain(("sourced", each) for each in sources)))
        workspace.database.unlink(missing_ok=True)
        done = answered(recompute, workspace)
        assert reading_of is not None or done is None
        if done:
            import sqlite3

            with contextlib.closing(sqlite3.connect(workspace.database)) as database:
                there = {id for (id,) in database.execute("SELECT id FROM events")}
                dyads = [dyad for (dyad,) in database.execute("SELECT dyad FROM dyads")]
            assert done.rated == (DYAD,) and dyads == [DYAD]
            assert there == {event.id for event in reading_of.dossier(DYAD).events}

    against(check, 400, hostile_logs(NEAR), some_sources(), in_short=40)


GOOD = {**VISIT, "sources": [{"source": "fmso-2023"}]}


def entry(type, **data):
    return (type, data)


ODD = {
    "a duration that leads out of the calendar": ("logged", {**GOOD, "kind": "pledge", "promises": "visit", "recurs": "P9999Y"}),
    "a duration that the door takes and that leads out of the calendar": (
        "logged",
        {**GOOD, "kind": "pledge", "promises": "visit", "recurs": "P500Y"},
    ),
    "a duration that is none": ("logged", {**GOOD, "kind": "pledge", "promises": "visit", "recurs": "often"}),
    "a due day that is none": ("logged", {**GOOD, "kind": "pledge", "promises": "visit", "due": "soon"}),
    "a party twice": ("logged", {**GOOD, "parties": ["RUS", "RUS"]}),
    "an instrument twice": ("logged", {**GOOD, "instruments": ["D1", "D1"]}),
    "an event that ends itself, twice": ("logged", {**GOOD, "kind": "termination", "effect": "lowers", "ends": [ID[0], ID[0]]}),
    "an event that is part of itself": ("logged", {**GOOD, "part_of": ID[0]}),
    "a credibility beyond 64 bits": ("logged", {**GOOD, "sources": [{"source": "x", "credibility": 2**63}]}),
    "a credibility far beyond": ("logged", {**GOOD, "sources": [{"source": "x", "credibility": 10**19}]}),
    "a state to the end of time": ("logged", {**GOOD, "date": "2020/9999"}),
    "an act at the end of time": ("logged", {**GOOD, "date": "9999-12-31"}),
    "a review to the end of time": entry("reviewed", **{"from": "2012", "to": "9999", "instruments": ["D1"], "scope": "x"}),
    "a review of an unknown instrument": entry("reviewed", **{"from": "2012", "to": "2023", "instruments": ["ZZ"], "scope": "x"}),
    "a review from its end to its beginning": entry("reviewed", **{"from": "2023", "to": "2012", "instruments": ["D1"], "scope": "x"}),
    "an assessment of an unknown instrument": entry("assessed", instrument="ZZ", on="2023", level="high"),
    "an assessment on a day that is none": entry("assessed", instrument="D1", on="soon", level="high"),
    "an assessment of an unknown level": entry("assessed", instrument="D1", on="2023", level="huge", trend="sideways"),
    "an assessment at the end of time": entry("assessed", instrument="D1", on="9999", level="high"),
    "an assessment at the beginning of time": entry("assessed", instrument="D1", on="0001", level="high"),
    "a fact of an unknown country": entry("profiled", country="", field="", value=1e308, as_of="soon"),
    "an amendment that sets nothing": entry("amended", why="x"),
    "an amendment that removes what is needed": entry("amended", why="x", set={"date": None, "kind": None}),
    "an amendment that makes a kind a list": entry("amended", why="x", set={"kind": ["visit"], "instruments": [["D1"]]}),
    "an event without a kind": ("logged", {name: value for name, value in GOOD.items() if name != "kind"}),
    "an event whose instruments are no list": ("logged", {**GOOD, "instruments": "D1"}),
    "an event whose date is a number": ("logged", {**GOOD, "date": 2016}),
    "an event that is empty": ("logged", {}),
}
COMMANDS = [
    ["ratings"],
    ["ratings", "CHN", "IRN", "--as-of", "2023"],
    ["explain", "CHN", "IRN", "D1"],
    ["explain", "CHN", "IRN", "OVERALL", "--as-of", "2018"],
    ["history", "CHN", "IRN"],
    ["timeline", "CHN", "IRN"],
    ["compare"],
    ["recompute", "--full"],
    ["verify"],
    ["seal"],
    ["source", "list"],
    ["show", ID[0]],
    ["show", FILE],
    ["show", ID[0], "--json"],
    ["log", "CHN", "IRN", "--date", "2016-11", "--kind", "visit", "-i", "D1", "--title", "x", "--dry-run"],
    ["amend", ID[0], "--title", "y", "--why", "z", "--dry-run"],
    ["retract", ID[0], "--why", "z", "--dry-run"],
    ["review", "CHN", "IRN", "--to", "2020", "--scope", "x"],
    ["assess", "CHN", "IRN", "D1", "--level", "high", "--on", "2020", "--source", "fmso-2023"],
    ["log", "CHN", "IRN", "--date", "2016-11", "--kind", "visit", "-i", "D1", "--title", "x"],
]


TELLING = [["explain", "CHN", "IRN", "D1"], ["recompute", "--full"], COMMANDS[-1]]


@pytest.mark.parametrize("odd", ODD)
def test_every_command_bears_what_an_honest_program_would_not_have_written(workspace, mdime_here, odd, tally, long):
    """After an event and, in the long form, by itself; each command answers or refuses with the line, and none takes long."""
    alone = [[ODD[odd]]] if long and ODD[odd][0] != "amended" else []
    some = [*TELLING[:2], COMMANDS[list(ODD).index(odd) % len(COMMANDS)]]
    asked = [(records, words) for records in ([("logged", GOOD), ODD[odd]], *alone) for words in (COMMANDS if long else some)]
    wrong = []
    for records, words in asked:
        write(workspace.log, *chain(records))
        write(workspace.log, *chain(A_SOURCE), name=SOURCES)
        try:
            with at_most(3):
                code, out, err = mdime_here(*words)
                assert words[0] != "recompute" or code == 1 or "1 dyad rated" in out, out
        except (AssertionError, pytest.fail.Exception) as failed:
            wrong.append(f"{' '.join(words)}: {str(failed).splitlines()[0][:300]}")
        else:
            wrong += [f"{' '.join(words)}: exit {code}: {err}"] if code not in (0, 1) else []
    tally("hostile inputs", len(asked))
    assert not wrong, "\n".join(wrong)


def test_an_id_that_stands_in_two_streams_is_refused_by_name(workspace, mdime_here):
    """Whatever kind of record it is that shares it, the dyad is not left out of the database in silence."""
    review = {"from": "2012", "to": "2020", "instruments": ["D1"], "scope": "x"}
    same = {"id": ID[5], "event": ID[5]}
    for one, other in (
        ((DYAD, "reviewed", review), ("RUS-IRN", "reviewed", review)),
        ((DYAD, "logged", VISIT), ("RUS-IRN", "reviewed", review)),
        ((DYAD, "logged", VISIT), (SOURCES, "sourced", REPORT)),
        ((SOURCES, "sourced", REPORT), (SEALS, "sealed", {"heads": {}})),
        ((DYAD, "logged", VISIT), (SEALS, "sealed", {"heads": {}})),
    ):
        for path in workspace.log.glob("*.jsonl"):
            path.unlink()
        for stream, type, data in (one, other):
            write(workspace.log, hand_made(data, type=type, stream=stream, **same), name=stream)
        code, out, err = mdime_here("recompute", "--full")
        assert code == 1 and ID[5] in err, (one[:2], other[:2], code, out, err)


# Batches


def rows_of(path):
    found = answered(batch.rows, path)
    assert found is None or all(row.where.line >= 1 for row in found)
    return found


ENDINGS = [".jsonl", ".csv", ".yaml", ".yml"]
YAML_WORDS = [
    "- ",
    "date: ",
    "? ",
    ": ",
    "\n",
    "  ",
    "&a ",
    "*a",
    "!!python/object/apply:os.system ",
    "!!binary ",
    "<<: ",
    "[",
    "]",
    "{",
    "}",
    "|\n",
    ">\n",
]
YAML_WORDS += [
    "---\n",
    "...\n",
    "%YAML 9.9\n",
    "%TAG ! !!\n",
    "#",
    "'",
    '"',
    "~",
    "null",
    "2016-11-14",
    "0x1F",
    ".inf",
    "\t",
    "@",
    "`",
    "!",
    "!!set ",
    "!!float ",
]
CSV_WORDS = [",", '"', "\n", "\r", "\r\n", "date", "kind", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t", ";", "|", "\x00", "'"]
JSON_WORDS = ["{", "}", "[", "]", ":", ",", '"date"', '"kind"', '"', "\n", "\\ud800", "1e999", "NaN", "null", "-", "true", "\ufeff", "\x00"]
CONTENTS = st.one_of(
    st.binary(max_size=80),
    TEXTS.map(lambda text: text.encode(errors="surrogatepass")),
    *(
        st.lists(st.sampled_from(words) | TEXTS, max_size=12).map(lambda found: "".join(found).encode(errors="surrogatepass"))
        for words in (YAML_WORDS, CSV_WORDS, JSON_WORDS)
    ),
    TEXTS.flatmap(
        lambda text: st.sampled_from(["utf-16", "utf-8-sig", "utf-32", "cp1252", "utf-7"]).map(lambda code: text.encode(code, "replace"))
    ),
)


def test_any_bytes_are_rows_or_are_refused_by_their_line(against, tmp_path):
    def check(content, ending):
        path = tmp_path / f"rows{ending}"
        path.write_bytes(content)
        rows_of(path)

    against(check, 5000, CONTENTS, st.sampled_from(ENDINGS))


def as_json_lines(found):
    return "".join(json.dumps(each) + "\n" for each in found)


def as_csv(found):
    names = list(dict.fromkeys(name for each in found for name in each))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([[str(each.get(name, ""))[:2000] for name in names] for each in found])
    return text.getvalue()


def as_yaml(found):
    return "".join("- " + json.dumps(each, ensure_ascii=False) + "\n" for each in found)


SHAPES = {".jsonl": as_json_lines, ".csv": as_csv, ".yaml": as_yaml, ".yml": as_yaml}
SPELLED_DATES = st.sampled_from([*NEAR_DATES, *FAR_DATES, *NO_DATES, 2016, 20161114, True])
HOSTILE_ROWS = st.fixed_dictionaries(
    {"date": SPELLED_DATES, "kind": one_of("kind"), "title": TEXTS, "instruments": some_of(one_of("instrument")) | st.just("D1;M1")},
    optional={"key": TEXTS | NUMBERS | JSON, **{name: JSON for name in door.LOGGED if name not in door.LOGGED_REQUIRED}, "unknown": JSON},
)
FEW_ROWS = st.fixed_dictionaries(
    {"date": st.sampled_from(NEAR_DATES), "kind": st.sampled_from(list(KINDS)), "title": TEXTS, "instruments": st.just(["D1"])},
    optional={
        "key": TEXTS | st.integers(0, 3),
        "ends": TEXTS,
        "part_of": TEXTS | st.integers(0, 3).map(str),
        "sources": TEXTS,
        "summary": TEXTS,
        "place": TEXTS,
        "recurs": st.sampled_from(DURATIONS),
        "parties": st.lists(st.sampled_from(["Iran", "RUS", "Cuba"])),
    },
)


def test_rows_of_any_values_are_refused_by_their_lines_or_are_a_log_that_verifies(against, tmp_path, log):
    def check(found, ending):
        shutil.rmtree(log)
        log.mkdir()
        put(log, draft())
        path = tmp_path / f"rows{ending}"
        path.write_text(SHAPES[ending](found), encoding="utf-8", errors="surrogatepass")
        read = rows_of(path)
        drafts = answered(recording.log_rows, log, [DYAD], read) if read else None
        if drafts:
            append(log, drafts.drafts, "tester")
            assert not verify(log).problems
            assert answered(recording.log_rows, log, [DYAD], read) is not None, "what was logged once is refused"

    few = st.lists(now_and_then(FEW_ROWS, HOSTILE_ROWS), min_size=1, max_size=3)
    against(check, 2000, few, st.sampled_from(ENDINGS))


def bomb(depth=9, width=9):
    lines = ["- &a0 [" + ",".join(["x"] * width) + "]"]
    lines += [f"- &a{number} [" + ",".join([f"*a{number - 1}"] * width) + "]" for number in range(1, depth)]
    return "\n".join(lines)


SLY = {
    "a thousand million laughs": ("bomb.yaml", bomb()),
    "an alias to itself": ("self.yaml", "- &a [*a]\n"),
    "a merge of an alias": ("merge.yaml", "- &a {date: 2016}\n- {<<: *a, kind: visit}\n"),
    "a merge of a mapping": ("merge.yml", "- {<<: {date: 2016, kind: visit, title: x, instruments: D1}}\n"),
    "an object of Python's": ("object.yaml", "- !!python/object/apply:os.system ['touch owned']\n"),
    "an object of Python's as a key": ("key.yaml", "- {!!python/object/apply:os.system ['touch owned']: 1}\n"),
    "a name of Python's": ("name.yaml", "- {date: !!python/name:os.system '', kind: !!python/module:os ''}\n"),
    "a set": ("set.yaml", "- !!set {date, kind}\n"),
    "binary": ("binary.yaml", "- {date: !!binary aGVsbG8=}\n"),
    "a time": ("time.yaml", "- {date: !!timestamp 2016-11-14, title: !!float 1}\n"),
    "a quote that is never closed": ("quote.csv", 'date,kind,title,instruments\n2016,visit,"x,D1\n2016,visit,x,D1\n'),
    "a quote that is never closed in its header": ("header.csv", '"date,kind\n2016,visit\n'),
    "a NUL": ("nul.csv", "date,kind\x00,title\n2016,vis\x00it,x\n"),
    "a NUL in JSON": ("nul.jsonl", '{"date":"2016\x00"}\n{"date":"2016\\u0000"}\n\x00\n'),
    "a field of a megabyte": ("long.csv", "date,kind\n" + "x" * 1_000_000 + ",visit\n"),
    "nothing but carriage returns": ("cr.csv", "date,kind\r2016,visit\r"),
    "a column without a name": ("none.csv", ",,\n1,2,3\n"),
    "tabs": ("tabs.csv", "date\tkind\n2016\tvisit\n"),
    "numbers of a thousand digits": ("digits.jsonl", f'{{"date":{"9" * 1000},"key":{"9" * 1000},"title":"x"}}\n'),
    "keys that are objects": ("keys.jsonl", '{"date":"2016","key":{"a":1},"place":[[[]]],"sources":{"a":{}}}\n'),
}


@pytest.mark.parametrize("what", SLY)
def test_a_sly_batch_is_rows_or_refused_and_nothing_else_happens(tmp_path, monkeypatch, log, what, tally):
    tally("hostile inputs", 1)
    monkeypatch.chdir(tmp_path)
    name, content = SLY[what]
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with at_most(5):
        found = rows_of(path)
        drafts = answered(recording.log_rows, log, [DYAD], found) if found else None
    assert drafts is None, "none of these is an event"
    assert not (tmp_path / "owned").exists()


def test_formulas_in_a_batch_stay_the_words_they_are(tmp_path, log):
    for number, title in enumerate(["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "=HYPERLINK(1)"]):
        path = tmp_path / "rows.csv"
        path.write_text(as_csv([{**VISIT, "instruments": "D1", "title": title, "key": str(number)}]), encoding="utf-8")
        [event] = recording.log_rows(log, [DYAD], batch.rows(path)).drafts
        assert event.data["title"] == title.strip()


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_no_file_is_refused_by_its_name(tmp_path, ending):
    folder, loop, dangling = (tmp_path / f"{name}{ending}" for name in ("folder", "loop", "dangling"))
    folder.mkdir()
    loop.symlink_to(loop)
    dangling.symlink_to(tmp_path / "nowhere")
    long_name = tmp_path / ("x" * 300 + ending)
    for path in (folder, loop, dangling, long_name, tmp_path / f"a\x00b{ending}"):
        with pytest.raises(DataProblems, match="cannot be read"):
            batch.rows(path)


# Dates, names, ids

SIGNS = st.text(st.sampled_from("0123456789-/.[]~?%,. \n٢２²P YMDTWHS+:"), max_size=24)
WORDS = st.one_of(TEXTS, SIGNS, ANY_DATE, st.sampled_from(DURATIONS), st.text(max_size=200))


def or_value_error(work, *arguments):
    try:
        return work(*arguments)
    except ValueError as error:
        assert type(error) is ValueError and str(error), repr(error)
        return None


def test_any_text_is_a_date_or_says_what_to_write(against):
    def check(text):
        span = or_value_error(dates.span, text)
        assert span is None or (isinstance(span, Span) and bool(span.state or span.certain))
        period = or_value_error(dates.period, text)
        assert period is None or period[0] <= period[1]
        or_value_error(dates.day, text)

    against(check, 8000, WORDS)


def test_any_text_is_a_duration_or_says_what_to_write(against):
    def check(start, text, times):
        later = or_value_error(dates.duration_on, start, text, times)
        assert later is None or later > start

    pieces = st.lists(st.sampled_from([*"PTYMDWHS-+/.,R:Z", "1", "9", "0", "999999999", "2016-11-14"]), max_size=8).map("".join)
    against(check, 4000, st.dates(), WORDS | pieces | pieces.map("P{}".format), st.integers(1, 60))


def test_quarters_end_in_order_between_any_days(against):
    def check(first, last):
        first, last = min(first, last), max(first, last)
        ends = dates.quarter_ends(first, last)
        assert ends == sorted(set(ends)) and ends[-1] == last and ends[0] >= first

    against(check, 200, st.dates() | st.sampled_from([date.min, date.max]), st.dates() | st.sampled_from([date.min, date.max]), in_short=20)


LOOKALIKES = [
    "СHN",
    "ＣＨＮ",
    "CHN\u200b",
    "CHN\x00",
    "../CHN",
    "/etc/passwd",
    "CHN/../../x",
    "..",
    "CHN-IRN/..",
    "chn\n",
    "‮NHC",
    "CHN‐IRN",
    "CHN–IRN",
    "\\\\host",
]
NAMES = st.one_of(
    TEXTS, st.sampled_from([*LOOKALIKES, "CHN", "IRN", "China", "Iran", "CHN-IRN", "-", ">", "CHN>IRN", "_sources", "_seals", ""])
)


def test_any_text_is_a_country_or_is_answered_with_the_nearest(against):
    def check(text):
        code = or_value_error(countries.code, text)
        assert code is None or re.fullmatch("[A-Z]{3}", code, re.ASCII)
        assert isinstance(countries.name(text), str)

    against(check, 1500, NAMES | st.text(max_size=30))


def test_any_words_are_dyads_with_names_of_streams_or_say_what_to_write(against):
    def check(words):
        for dyad in or_value_error(countries.dyads, words) or ():
            assert STREAM_NAME.fullmatch(dyad) and not dyad.startswith("_")

    against(check, 2000, st.lists(NAMES, min_size=1, max_size=3))


def everything_under(folder):
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def test_no_name_of_a_stream_leaves_the_folder_of_the_log(against, tmp_path):
    """Whoever builds a draft or asks for a stream: outside nothing is made, changed or read."""
    outside, log = tmp_path / "outside", tmp_path / "a" / "events"
    odd = [
        "../x",
        "../../outside/CHN-IRN",
        str(outside / "CHN-IRN"),
        str(outside / "new"),
        "../../outside/new",
        "sub/x",
        ".",
        "..",
        "",
        "x" * 300,
    ]
    line = hand_made()

    def check(name):
        for folder in tmp_path.iterdir():
            shutil.rmtree(folder)
        log.mkdir(parents=True)
        (log / "sub").mkdir()
        write(outside, line)
        assert not streams.read(log, name).lines
        with contextlib.suppress(DataProblems):
            assert not replay.open_stream(log, name).lines
        with contextlib.suppress(Refused, ValueError):
            append(log, [draft(stream=name)], "tester")
        assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")} == {"a", "outside"}
        assert [path.name for path in log.parent.iterdir()] == ["events"]
        assert everything_under(outside) == {str(outside / FILE.split("/")[1]): line}
        assert not list(log.rglob("*.jsonl"))

    against(check, 1000, st.sampled_from(odd) | NAMES.filter(lambda name: not STREAM_NAME.fullmatch(name)))


def test_any_text_names_a_state_of_knowledge_or_says_what_to_write(against, log):
    write(log, hand_made({"heads": {}}, type="sealed", stream=SEALS), name=SEALS)
    seal = sum_of((log / "_seals.jsonl").read_bytes())

    def check(text):
        known = or_value_error(replay.known_on, log, text)
        assert known is None or known.day or known.text == seal

    against(check, 2000, WORDS | st.integers(0, 64).map(lambda length: seal[:length]))


def test_any_text_is_an_event_s_id_or_finds_none(against, log):
    event = put(log, draft())[0].id

    def check(text):
        assert ids.is_id(text) in (True, False)
        assert ids.is_row_id(text) in (True, False)
        try:
            assert desk.find_event(log, text)[1] == event
        except door.Rejected as rejection:
            assert rejection.faults
        for work in (lambda: recording.amend_draft(log, text, {"title": text}, text), lambda: recording.retract_draft(log, text, text)):
            with contextlib.suppress(door.Rejected):
                assert work().event == event

    near = st.integers(0, 36).flatmap(
        lambda cut: st.sampled_from([event[cut:], event[:cut], event.upper(), f"{{{event}}}", f"urn:uuid:{event}"])
    )
    against(check, 1500, TEXTS | near)


def test_any_value_of_any_field_of_any_record_is_taken_or_answered_in_sentences(against):
    needed = {
        "logged": VISIT,
        "reviewed": {"from": "2012", "to": "2020", "instruments": ["D1"], "scope": "x"},
        "assessed": {"instrument": "D1", "on": "2020", "sources": ["x"]},
        "profiled": {"country": "IRN", "field": "x", "value": 1, "as_of": "2020"},
        "sourced": REPORT,
        "retracted": {"why": "x"},
    }

    def check(type, field, value):
        row = {**needed[type], field: value}
        try:
            payload = door.payload(type, row)
        except door.Rejected as rejection:
            assert rejection.faults
        else:
            assert door.payload(type, payload) == payload
            line = hand_made(msgspec.json.encode(payload), type=type)
            assert form_fault(line[:-1], decode(line[:-1])) is None
        with contextlib.suppress(door.Rejected):
            door.amendment({field: value}, "why")

    fields = st.sampled_from([(type, field) for type, (checks, _) in door.PAYLOADS.items() for field in checks])
    values = st.one_of(
        JSON, WORDS, NAMES, st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=4).map("|".join), WORDS.map("https://{}".format)
    )
    pairs = st.tuples(fields, values) | st.tuples(st.tuples(st.sampled_from(sorted(needed)), TEXTS), JSON)
    against(lambda pair: check(*pair[0], pair[1]), 5000, pairs)


def test_a_key_or_a_link_of_a_source_is_a_short_name_or_is_refused(against, log):
    def check(text):
        try:
            key = recording.source_draft({**REPORT, "key": text}).data["key"]
        except door.Rejected as rejection:
            assert rejection.faults
        else:
            assert re.fullmatch(r"[\w./-]{1,100}", key, re.ASCII)
        found = None
        with contextlib.suppress(ValueError):
            found = door.citation(text)
        assert found is None or found.get("url", "https://").startswith(("https://", "http://", "HTTP"))

    links = st.tuples(
        st.sampled_from(["http://", "https://", "javascript:", "file:///", "HTTP://", "https:", "//", "data:"]), TEXTS | NAMES
    ).map("".join)
    against(check, 2500, links | NAMES | TEXTS)


# The command line

ENVIRONMENT = {"MDIME_BY": "tester", "NO_COLOR": "1", "EDITOR": "true", "VISUAL": "true", "COLUMNS": "180", "TERM": "xterm-256color"}


class Screen(io.TextIOWrapper):
    """Standard output as a terminal would be one."""

    def isatty(self):
        return True


@pytest.fixture
def mdime_here(workspace, monkeypatch):
    """Runs `mdime` in this process, in the workspace: exit code, output, errors; whatever it was, no inner error is told."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.delenv("MDIME_DEBUG", raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    _silence_the_server(monkeypatch)

    def run(*words, terminal=False):
        out = (Screen if terminal else io.TextIOWrapper)(io.BytesIO(), encoding="utf-8", write_through=True)
        err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)
        with monkeypatch.context() as here, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            here.setattr(sys, "argv", ["mdime", *words])
            try:
                cli.main()
                code = 0
            except SystemExit as end:
                code = end.code or 0
        said = [each.buffer.getvalue().decode() for each in (out, err)]
        assert "internal error" not in said[1] and "Traceback" not in "".join(said), (words, said[1])
        return code, *said

    return run


def _silence_the_server(monkeypatch):
    """`serve` starts nothing here."""
    ended = SimpleNamespace(poll=lambda: 0, wait=lambda: 0, terminate=lambda: None)
    monkeypatch.setattr(
        serve,
        "subprocess",
        SimpleNamespace(Popen=lambda *_, **__: ended, run=lambda *_, **__: CompletedProcess((), 0, stdout="", stderr="")),
    )
    monkeypatch.setattr(serve, "signal", SimpleNamespace(SIGTERM=signal.SIGTERM, signal=lambda *_: None))


def raw_signs(text):
    """What of a text would steer a terminal, but for our own colours."""
    return [f"{ord(each):04x}" for each in RAW.findall(OWN_COLOURS.sub("", text))]


def commands():
    """Every command as its words, with its options."""
    context = click.Context(cli.mdime)
    for name in cli.COMMANDS:
        command = cli.mdime.get_command(context, name)
        inner = command.commands.items() if isinstance(command, click.Group) else [(None, command)]
        for second, each in inner:
            yield [name, second] if second else [name], [option for option in each.params if isinstance(option, click.Option)]


ON_DISK = [
    "rows.jsonl",
    "rows.csv",
    "rows.yaml",
    "folder.jsonl",
    "loop.csv",
    "bad.yaml",
    f"{OSC}.csv",
    "two\nlines.jsonl",
    "latin.csv",
    "rules",
    "events",
    ".",
    "..",
    FILE,
]
USUAL = [
    "CHN",
    "IRN",
    "CHN-IRN",
    "Russia",
    "RUS-IRN",
    "D1",
    "OVERALL",
    "visit",
    "2016-11",
    "2023-12-31",
    "today",
    "high",
    "A",
    "x",
    "fmso-2023",
    ID[0],
    ID[0][-12:],
]
USUAL += [
    "rows.jsonl",
    "--",
    "-",
    "1",
    "-1",
    "99999999999999999999",
    "title",
    "/dev/null/x",
    "/proc/x.db",
    "new/new.db",
    "https://example.org/1",
    "a|b|1",
    "P1Y",
    "0001",
    "9999",
]
ARGUMENTS = st.one_of(
    st.sampled_from(USUAL),
    st.sampled_from(USUAL),
    st.sampled_from(ON_DISK),
    st.sampled_from([OSC, STEERING, OVERRIDE, "\udcff", "\udcff/\udcfe", *LOOKALIKES]),
    TEXTS,
    ANY_DATE,
).map(lambda word: re.sub("[\x00\ud800-\udc7f\udd00-\udfff]", "?", word))  # as a command line can hold them
HARMLESS = st.builds(
    lambda word: "x" + word.replace("..", "._") if word.startswith("/") and not word.startswith(("/dev/null/", "/proc/")) else word,
    ARGUMENTS,
)


@st.composite
def command_lines(draw):
    words, options = draw(st.sampled_from(list(commands())))
    line = draw(st.sampled_from([[], [], [], ["--root", draw(HARMLESS)]])) + words
    for _ in range(draw(st.integers(0, 6))):
        if options and draw(st.booleans()):
            option = draw(st.sampled_from(options))
            line = [*line, draw(st.sampled_from(option.opts)), *([] if option.is_flag else [draw(HARMLESS)])]
        else:
            line = [*line, draw(HARMLESS)]
    needed = [option for option in options if option.required]
    if draw(st.booleans()):
        line += [word for option in needed for word in (option.opts[0], draw(HARMLESS))]
    return line


@pytest.fixture
def sandbox(tmp_path):
    """A workspace deep in a folder of its own, with odd files about; laid anew by every call."""
    root = tmp_path / "1" / "2" / "3" / "4" / "5" / "root"
    rules = Workspace(root=tmp_path).rules
    events = chain([("logged", GOOD), ("logged", {**GOOD, "title": STEERING})]), chain(A_SOURCE)

    def lay():
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        write(root / "events", *events[0])
        write(root / "events", *events[1], name=SOURCES)
        (root / "rules").symlink_to(rules)
        for name in ("rows.jsonl", "rows.csv", "rows.yaml", "two\nlines.jsonl"):
            (root / name).write_text(SHAPES["." + name.split(".")[1]]([{**VISIT, "instruments": "D1"}]), encoding="utf-8")
        (root / "folder.jsonl").mkdir()
        (root / "loop.csv").symlink_to("loop.csv")
        (root / "bad.yaml").write_text(f"- {{a: {OVERRIDE}\n", encoding="utf-8")
        (root / f"{OSC}.csv").write_text("date\n1,2\n", encoding="utf-8")
        (root / "latin.csv").write_bytes("däte\n".encode("latin-1"))
        return root

    return lay


def test_any_words_on_the_command_line_are_answered_or_refused_in_words(against, sandbox, workspace, mdime_here, monkeypatch):
    """Exit 0 to 3, never a traceback, and nothing that steers a terminal."""

    def check(words):
        monkeypatch.chdir(sandbox())
        before = sha256(repr(sorted(everything_under(workspace.rules).items())).encode()).digest()
        code, out, err = mdime_here(*words)
        assert code in (0, 1, 2, 3), (words, code, err)
        assert out or err or code == 0, words
        assert not raw_signs(out + err), (words, out, err)
        assert before == sha256(repr(sorted(everything_under(workspace.rules).items())).encode()).digest()

    against(check, 2500, command_lines())


@pytest.mark.parametrize("option", ["--root", "--file", "--db", "--rules", "--known-on", "--by", "--since", "--id", "--as-of"])
def test_any_value_of_the_options_that_name_things_is_answered_or_refused(against, sandbox, mdime_here, monkeypatch, option):
    lines = {
        "--root": lambda value: ["--root", value, "timeline", "CHN", "IRN"],
        "--file": lambda value: ["log", "CHN", "IRN", "--dry-run", "--file", value],
        "--db": lambda value: ["recompute", "--db", value],
        "--rules": lambda value: ["compare", "--rules", value],
        "--known-on": lambda value: ["timeline", "CHN", "IRN", "--known-on", value],
        "--by": lambda value: ["retract", ID[0], "--why", "x", "--by", value],
        "--since": lambda value: ["verify", "--since", value],
        "--id": lambda value: ["log", "CHN", "IRN", "--date", "2016", "--kind", "visit", "-i", "D1", "--title", "x", "--id", value],
        "--as-of": lambda value: ["ratings", "CHN", "IRN", "--as-of", value],
    }

    def check(value):
        monkeypatch.chdir(sandbox())
        code, out, err = mdime_here(*lines[option](value))
        assert code in (0, 1, 2, 3) and (out or err), (value, code)
        assert not raw_signs(out + err), (value, out, err)

    against(check, 120, HARMLESS, in_short=6)


# What is printed


def steering_log(text, log):
    """A log written by hand that holds `text` wherever a text may stand."""
    cited = [{"source": text, "locator": text, "url": text}]
    event = {
        **VISIT,
        "title": text,
        "summary": text,
        "actors": [text],
        "parties": [text],
        "place": {"name": text, "country": text},
        "magnitude": [{"value": 1, "unit": text, "basis": text}],
        "sources": cited,
        "occasion": text,
        "part_of": text,
        "marking": text,
        "tags": [text],
    }
    inconclusive = {"from": "2012", "to": "2020", "instruments": ["D2"], "scope": text, "inconclusive": text, "sources": cited}
    records = [
        ("logged", event),
        ("logged", {**event, "date": "2019", "status": "planned"}),
        ("logged", {**event, "date": "2018", "kind": "statement"}),
        ("amended", {"set": {"summary": text}, "why": text}),
        ("retracted", {"why": text}),
        ("reviewed", inconclusive),
        ("reviewed", {**inconclusive, "instruments": ["D1"], "inconclusive": None}),
        ("assessed", {"instrument": "D1", "on": "2020", "level": text, "note": text, "sources": cited}),
        ("profiled", {"country": text, "field": text, "value": text, "unit": text, "as_of": text}),
    ]
    source = {
        "key": text,
        "title": text,
        "publisher": text,
        "published": "2020",
        "kind": text,
        "reliability": text,
        "reason": text,
        "url": text,
    }
    write(log, *chain(records))
    write(log, *chain([("sourced", source)]), name=SOURCES)


PRINTING = [
    *COMMANDS,
    ["show", ID[1]],
    ["explain", "CHN", "IRN", "D2"],
    ["ratings", "--json"],
    ["explain", "CHN", "IRN", "D1", "--json"],
    ["explain", "CHN", "IRN", "D2", "--json"],
    ["timeline", "CHN", "IRN", "--json"],
    ["source", "list", "--json"],
    ["show", ID[1], "--json"],
    ["verify", "--json"],
    ["log", "CHN", "IRN", "--date", "2018-05", "--kind", "visit", "-i", "D1", "--title", "z", "--json"],
]


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_nothing_in_the_log_steers_the_terminal_of_its_reader(workspace, mdime_here, words, long):
    """Texts that stand in records whose digests are right: no command prints them raw, as JSON or not, piped or not."""
    for terminal in (True, False) if long else (True,):
        steering_log(STEERING, workspace.log)
        assert not verify(workspace.log).problems
        code, out, err = mdime_here(*words, terminal=terminal)
        assert code in (0, 1)
        assert raw_signs(out + err) == []


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_nothing_in_a_damaged_log_steers_the_terminal_of_its_reader(workspace, mdime_here, words):
    """Texts in lines that are refused, and in names of files that should not be there."""
    log = workspace.log
    odd = [hand_made(at=f"2026{STEERING}"), hand_made(stream=STEERING), hand_made(type=STEERING), signed(f'{{"{STEERING}":1'.encode())]
    write(log, hand_made(), *odd, STEERING.encode() + b"\n")
    write(log, *odd, name=SOURCES)
    for name in (OSC, OVERRIDE + "x", "a\nb", "CHN\x9b2J", "\udcff"):
        write(log, hand_made(stream="XXX-YYY"), name=name)
    code, out, err = mdime_here(*words, terminal=True)
    assert code == (0 if words == ["show", FILE] else 1), (code, err)
    assert raw_signs(out + err) == []


def test_whatever_signs_stand_in_a_log_none_steers_a_terminal(against, workspace, mdime_here):
    def check(text, words, terminal):
        if written(text):
            steering_log(text, workspace.log)
            _, out, err = mdime_here(*words, terminal=terminal)
            assert raw_signs(out + err) == [], words

    signs = st.text(st.sampled_from("\x00\x07\x08\x0b\x0c\r\x1b\x7f\x80\x85\x9b\x9d\u202a\u202e\u2066\u2069[]0;2JKx \n"), max_size=12)
    against(check, 800, signs, st.sampled_from(PRINTING), st.booleans())


def test_nothing_in_a_batch_or_its_name_steers_the_terminal(workspace, mdime_here):
    contents = {
        "rows.jsonl": json.dumps({**VISIT, "key": STEERING, STEERING: STEERING, "kind": STEERING, "date": STEERING}) + f"\n{STEERING}\n",
        "same.jsonl": "".join(json.dumps({**VISIT, "key": "a\x85b", "title": title}) + "\n" for title in "xy"),
        "ends.jsonl": json.dumps({**VISIT, "ends": [f"a{OVERRIDE}"], "part_of": OSC, "sources": [OSC]}) + "\n",
        "rows.csv": f"date,{STEERING.replace(chr(13), '')},kind\n1,2\n1,2,3\n",
        "rows.yaml": f"- {{{OVERRIDE}: 1, kind: {OVERRIDE}}}\n- {OVERRIDE}\n",
        "bad.yaml": f"- {{{OVERRIDE}\n- *{OVERRIDE}\n",
        "\x1b]0;x\x07.csv": "date\n1,2\n",
        "\u202evsc.jsonl": "x\n",
        "a\x9b2Jb.yaml": "- [\n",
        "\x1b[2J.exe": "",
    }
    for name, content in contents.items():
        (workspace.root / name).write_text(content, encoding="utf-8")
        code, out, err = mdime_here("log", "CHN", "IRN", "--file", name, terminal=True)
        assert code == (2 if name.endswith(".exe") else 1), (name, out)
        assert raw_signs(out + err) == [], (name, err)


def test_no_word_of_the_command_line_comes_back_raw(workspace, mdime_here):
    """Nobody types such a word; a script may hand one on."""
    lines = [
        [STEERING],
        ["ratings", STEERING],
        ["ratings", STEERING, STEERING],
        ["explain", "CHN", "IRN", STEERING],
        ["ratings", "--as-of", STEERING],
        ["ratings", "--known-on", STEERING],
        ["ratings", "--rules", STEERING],
        ["ratings", "--" + STEERING],
        ["timeline", "CHN", "IRN", "--kind", STEERING],
        ["show", STEERING],
        ["show", f"{STEERING}/x"],
        ["verify", "--since", STEERING],
        ["seal", "--by", STEERING],
        ["amend", STEERING, "--why", "x", "--remove", STEERING],
        ["--root", STEERING, "verify"],
        ["recompute", "--db", OSC],
        ["recompute", "--db", f"{OVERRIDE}.db", "--as-of", "2020"],
        ["recompute", "--db", f"{OVERRIDE}/x.db"],
        ["init", OSC],
        ["init", f"{OVERRIDE}x"],
        ["source", "add", STEERING, "--title", "x", "--publisher", "y", "--reliability", "A"],
        ["source", "add", "key", "--title", STEERING, "--publisher", "y", "--reliability", STEERING],
        ["log", "CHN", "IRN", "--date", STEERING, "--kind", "visit", "-i", "D1", "--title", STEERING],
    ]
    wrong = {}
    for words in lines:
        code, out, err = mdime_here(*words, terminal=True)
        assert code in (0, 1, 2), words
        if raw := raw_signs(out + err):
            wrong[" ".join(words)] = raw
    assert not wrong


def test_a_workspace_of_an_odd_name_is_never_named_raw(workspace, mdime_here, monkeypatch, caplog):
    odd = workspace.root / f"a{OSC}{OVERRIDE}b"
    odd.mkdir()
    shutil.copytree(workspace.rules, odd / "rules")
    put(odd / "events", draft())
    with open(odd / FILE, "ab") as file:
        file.write(b'{"v":1,"torn')
    monkeypatch.chdir(odd)
    for words in (
        ["verify"],
        ["log", "CHN", "IRN", "--date", "2016", "--kind", "visit", "-i", "D1", "--title", "x"],
        ["recompute"],
        ["--root", "x", "verify"],
    ):
        code, out, err = mdime_here(*words, terminal=True)
        assert code in (0, 2, 3), (words, err)
        assert raw_signs(out + err + caplog.text) == [], words


def test_nothing_that_a_rule_says_steers_the_terminal(workspace, mdime_here):
    put(workspace.log, draft())
    rule = workspace.rules / "d1_defense_diplomacy.py"
    honest = rule.read_text(encoding="utf-8")
    at_load = f"raise ValueError({STEERING!r})\n"
    failing = f'def fails(evidence):\n    """{OSC}"""\n    raise ValueError({STEERING!r})\n'
    when_asked = f'{honest}\n\n{failing}\n\nRULE = Ladder(instrument="D1", edition=1, rising=(fails,))\n'
    for text in (at_load, when_asked, f"import {OVERRIDE}\n", f"x = {OVERRIDE}\n", "\x00", f'"{OSC}"\nfrom os import path\n'):
        rule.write_text(text, encoding="utf-8")
        for words in (
            ["ratings"],
            ["explain", "CHN", "IRN", "D1"],
            ["recompute"],
            ["log", "CHN", "IRN", "--date", "2016", "--kind", "visit", "-i", "D1", "--title", "x"],
        ):
            code, out, err = mdime_here(*words, terminal=True)
            assert code in (0, 1) and (out or err)
            assert raw_signs(out + err) == [], (text, err)
