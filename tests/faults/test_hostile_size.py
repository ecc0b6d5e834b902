"""Input that is large, endless, deep or slow to read: a clear answer in bounded time and memory, whatever is handed in.

Everything runs in a forked child with limits of its own, which is killed where it takes too long.
"""

import io
import json
import os
import resource
import select
import signal
import sys
import time

import msgspec
import pytest
from logs import DYAD, REPORT, VISIT, draft, hand_made, put, sum_of, write

from mdime_events import batch, countries, dates, desk, recording, replay
from mdime_events.cli import main as cli
from mdime_events.log import door
from mdime_events.log import stream as streams
from mdime_events.log.append import Refused, append
from mdime_events.log.envelope import MAX_LINE, MOST_HEADS, SOURCES, Malformed, decode, encode
from mdime_events.log.ids import is_id
from mdime_events.log.verify import check_stream, verify
from mdime_events.rate import Method, rate
from mdime_events.replay import DataProblems
from mdime_events.rulebook import load

ROOM = 600  # MiB of address space beyond what is there at the start
MOST = 300  # MiB of memory beyond what is there at the start
MIB = 2**20
GIB = 2**30


def own_memory():
    """The address space of this process in bytes."""
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[0]) * resource.getpagesize()


def within(work, seconds):
    """What `work()` answers in a child with little memory; fails where it takes more than so many seconds or too much of it."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _child(work, write_end)
    os.close(write_end)
    told, until = b"", time.monotonic() + seconds
    try:
        while select.select([read_end], [], [], max(0, until - time.monotonic()))[0]:
            part = os.read(read_end, MIB)
            if not part:
                break
            told += part
        else:
            pytest.fail(f"took longer than {seconds} seconds")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(read_end)
    kind, said, grown = json.loads(told or b'["killed", "", 0]')
    assert kind == "answer", f"{kind}: {said}"
    assert grown < MOST, f"took {grown} MiB"
    return said


def _child(work, write_end):
    """Runs in the child: one line of JSON with the answer, or the error that nobody caught, and the memory it took."""
    try:
        limit = own_memory() + ROOM * MIB
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            said = ["answer", work()]
        except BaseException as error:
            said = ["error", f"{type(error).__name__}: {str(error)[:500]}"]
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        os.write(write_end, json.dumps([*said, grown]).encode())
    finally:
        os._exit(0)


def refused(work, *arguments):
    """How `work` refuses: the first 300 signs; None where it answers."""
    try:
        work(*arguments)
    except (DataProblems, Refused, door.Rejected, Malformed) as error:
        return str(error)[:300]
    except ValueError as error:
        assert type(error) is ValueError, repr(error)
        return str(error)[:300]
    return None


@pytest.fixture
def size(long):
    """A full size in the long form, and otherwise a part of it."""
    return lambda full, part: full if long else part


@pytest.fixture(autouse=True)
def counted(tally):
    tally("hostile inputs", 1)


@pytest.fixture
def mdime_alone(workspace, monkeypatch, tmp_path):
    """`mdime` in a child of little memory: its exit code and what it said on standard error, within so many seconds."""
    monkeypatch.setenv("MDIME_BY", "tester")
    monkeypatch.chdir(workspace.root)

    def run(*words, seconds=20):
        said = tmp_path / "said"

        def work():
            with open(said, "w", encoding="utf-8", errors="backslashreplace") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            sys.argv = ["mdime", *map(str, words)]
            sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(number, "w"), "utf-8", "backslashreplace") for number in (1, 2))
            try:
                cli.main()
            except SystemExit as end:
                sys.stdout.flush()
                sys.stderr.flush()
                return end.code or 0

        code = within(work, seconds)
        text = said.read_text(encoding="utf-8")
        assert "Traceback" not in text and "internal error" not in text, text[:2000]
        return code, text

    return run


def sparse(path, size, begin=b"", end=b""):
    """A file of so many bytes of which nearly none take room on the disk."""
    with open(path, "wb") as file:
        file.write(begin)
        file.truncate(size)
        file.seek(0, os.SEEK_END)
        file.write(end)
    return path


# A line without end


def test_a_line_of_a_gigabyte_in_the_log_is_a_problem_of_its_size(log, size):
    first, last = hand_made(), hand_made()
    sparse(log / f"{DYAD}.jsonl", size(GIB, GIB // 8), begin=first, end=b"\n" + last)

    def work():
        stream = streams.read(log, DYAD)
        return [[each.code, each.where.line] for each in check_stream(stream)], len(stream.lines)

    assert within(work, 30) == [[["SIZE", 2]], 2]


def test_a_line_of_a_gigabyte_without_an_end_is_no_torn_tail_of_that_size(log, size):
    sparse(log / f"{DYAD}.jsonl", size(GIB, GIB // 8), begin=hand_made())

    def work():
        stream = streams.read(log, DYAD)
        return [[each.code, each.where.line] for each in check_stream(stream)], len(stream.tail)

    assert within(work, 30) == [[["SIZE", 2]], 0]


@pytest.mark.parametrize(
    "words",
    [["verify"], ["timeline", "CHN", "IRN"], ["show", f"events/{DYAD}.jsonl"], ["recompute"], ["amend", "0123456789", "--why", "x"]],
)
def test_no_command_chokes_on_a_line_of_a_gigabyte(workspace, mdime_alone, words, size):
    sparse(workspace.log / f"{DYAD}.jsonl", size(GIB, GIB // 32), begin=hand_made(), end=b"\n")
    code, said = mdime_alone(*words)
    assert code == (0 if words[0] == "show" else 1)
    assert f"events/{DYAD}.jsonl:2: the line has {MAX_LINE} bytes or more" in said or words[0] == "show"
    assert len(said) < MIB


def test_nothing_is_appended_behind_a_line_of_a_gigabyte(log, size):
    path = sparse(log / f"{DYAD}.jsonl", size(GIB, GIB // 8), begin=hand_made())
    assert "damaged" in within(lambda: refused(append, log, [draft()], "tester"), 30)
    assert path.stat().st_size >= size(GIB, GIB // 8)


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".yaml"])
@pytest.mark.parametrize("bytes_", [GIB, 300 * MIB])
def test_a_batch_that_is_too_large_is_refused_before_it_is_read(tmp_path, ending, bytes_):
    path = sparse(tmp_path / f"rows{ending}", bytes_)
    assert "the file has more than" in within(lambda: refused(batch.rows, path), 5)


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".yaml"])
def test_a_batch_of_one_long_line_is_refused_in_bounded_time(tmp_path, ending, size):
    path = sparse(tmp_path / f"rows{ending}", size(40, 4) * MIB, begin=b'{"date":"')
    assert "rows" in within(lambda: refused(batch.rows, path), 10)


def test_a_record_of_nearly_64_kib_is_kept_and_one_of_more_is_refused(log):
    spare = MAX_LINE - 2 - len(put(log, draft())[0].data) - 700
    long_record = draft(summary="ü" * (spare // 2))
    kept = put(log, long_record)[0]
    line = (log / f"{DYAD}.jsonl").read_bytes().splitlines()[-1]
    assert MAX_LINE - 2000 < len(line) < MAX_LINE
    assert streams.read(log, DYAD).lines[-1].record == kept
    assert not verify(log).problems
    for more in (1000, 10**6):
        with pytest.raises(Refused, match="holds fewer than 65536"):
            append(log, [draft(summary="ü" * (spare // 2 + more))], "tester")
    assert not verify(log).problems


def test_the_longest_line_is_a_record_and_a_byte_more_is_too_long():
    fields = {"id": "i", "type": "logged", "event": "i", "stream": DYAD, "at": "", "by": "", "prev": ()}
    shortest = len(encode(**fields, data={"title": ""}))
    longest = encode(**fields, data={"title": "x" * (MAX_LINE - 2 - shortest)})
    assert len(longest) == MAX_LINE - 2 and decode(longest)
    with pytest.raises(Malformed, match="bytes"):
        encode(**fields, data={"title": "x" * (MAX_LINE - 1 - shortest)})
    with pytest.raises(Malformed, match="bytes"):
        decode(b" " + longest)


# Many records


def many_lines(count, chained):
    """Records in a chain or each a head of its own."""
    before = []
    for number in range(count):
        line = hand_made({**VISIT, "title": str(number)}, prev=before)
        before = [sum_of(line)] if chained else []
        yield line


def test_a_log_of_heads_alone_is_read_and_every_append_closes_some_of_them(log, size):
    """More heads than a record has room for, as no honest merge leaves them."""
    count = size(100_000, 2000)
    write(log, *many_lines(count, chained=False))

    def work():
        assert not verify(log).problems
        dossier = replay.dossier(log, DYAD, {})
        assert len(dossier.heads) == len(dossier.events) == count
        left = []
        for _ in range(3):
            append(log, [draft()], "tester")
            left.append(len(streams.read(log, DYAD).heads))
        assert left == [count - MOST_HEADS + 1 - each * (MOST_HEADS - 1) for each in range(3)]
        assert not verify(log).problems

    within(work, 240 if count > 5000 else 20)


def test_a_chain_of_many_records_meets_no_end_of_the_stack(log, size):
    """Longer than any stack of calls is deep."""
    count = size(100_000, 3000)
    made = list(many_lines(count, chained=True))
    write(log, *reversed(made))

    def work():
        assert not verify(log).problems
        assert len(desk.payloads(replay.open_stream(log, DYAD))) == count
        append(log, [draft()], "tester")
        return len(replay.dossier(log, DYAD, {}).events)

    assert within(work, 150 if count > 5000 else 10) == count + 1


def test_verify_takes_no_long_time_over_an_event_that_was_amended_often(log, size):
    """Amendments in a chain, each of which has seen all before."""
    count = size(1500, 200)
    first = hand_made()
    made, event = [first], json.loads(first)["id"]
    for number in range(count):
        made.append(hand_made({"set": {"title": str(number)}, "why": "x"}, type="amended", event=event, prev=[sum_of(made[-1])]))
    write(log, *made)

    def work():
        report = verify(log)
        return len(report.problems) + len(report.warnings)

    assert within(work, 15 if count > 1000 else 2) == 0


def test_records_that_name_many_predecessors_are_read_in_good_time(log, size):
    """A dense graph: every record hangs on the last hundreds before it."""
    sums, made = [], []
    for _ in range(size(900, 200)):
        made.append(hand_made(prev=sorted(sums[-size(400, 200) :])))
        sums.append(sum_of(made[-1]))
    write(log, *made)

    def work():
        report = verify(log)
        return [len(report.problems), len(replay.dossier(log, DYAD, {}).events)]

    assert within(work, 30 if len(made) > 500 else 5) == [0, len(made)]


def test_relays_of_relays_and_parts_of_parts_come_to_an_end(workspace, size):
    """Sources that repeat each other and events that are part of each other, in long chains and in rings."""
    count = size(2000, 200)
    ids = [f"01a20f72-a739-702b-9a14-{number:012x}" for number in range(count)]
    event = {**VISIT, "date": "2020", "sources": [{"source": "s0"}]}
    ring = {**event, "ends": [ids[0]]}
    lines = [hand_made({**(ring if n % 2 else event), "part_of": ids[(n + 1) % count]}, id=ids[n], event=ids[n]) for n in range(count)]
    write(workspace.log, *lines)
    relays = ({**REPORT, "key": f"s{number}", "relays": f"s{(number + 1) % count}"} for number in range(count))
    write(workspace.log, *(hand_made(each, type="sourced", stream=SOURCES) for each in relays), name=SOURCES)
    method = Method(book=load(workspace.rules))

    def work():
        return len(rate(replay.dossier(workspace.log, DYAD, replay.sources(workspace.log)), method, dates.day("2021")))

    assert within(work, 60 if count > 1000 else 5) == 13


# What is slow to read

N = {True: 1_000_000, False: 100_000}


def unknown_fields(text):
    door.payload("logged", dict.fromkeys(text.split(","), "x"))


SLOW = {
    "a range of dots": (dates.span, lambda n: "[" + "." * n),
    "a range of dots that is closed": (dates.span, lambda n: "[" + "." * n + "[]"),
    "a range of ranges": (dates.span, lambda n: "[.." * (n // 3)),
    "a day of digits": (dates.period, lambda n: "1" * n),
    "a day of marks": (dates.period, lambda n: "2016" + "~" * n),
    "a state of bars": (dates.span, lambda n: "/" * n),
    "a duration of digits": (lambda text: dates.duration_on(dates.day("2016"), text), lambda n: "P" + "1" * n + "Y"),
    "a duration of parts": (lambda text: dates.duration_on(dates.day("2016"), text), lambda n: "P" + "1Y" * (n // 2)),
    "a duration of dates": (lambda text: dates.duration_on(dates.day("2016"), text), lambda n: "2016-" * (n // 5)),
    "a number of groups": (door.number, lambda n: "1" + ",111" * (n // 4) + "x"),
    "a number of digits": (door.number, lambda n: "1" * n),
    "a number of noughts behind a point": (door.number, lambda n: "0." + "0" * n + "x"),
    "a short name that is long": (door.slug, lambda n: "a" * n + "!"),
    "a short name of bars": (door.slug, lambda n: "a/" * (n // 2) + " "),
    "a link": (door.url, lambda n: "https://" + "a." * (n // 2)),
    "a link of brackets": (door.url, lambda n: "https://[" + ":" * n),
    "a link behind white space": (door.citation, lambda n: " " * n + "x"),
    "a link of a long kind": (door.citation, lambda n: "a" * n),
    "a citation of bars": (door.citation, lambda n: "|" * n),
    "white space": (door.text, lambda n: "a" + " " * n + "b"),
    "signs on one letter": (door.text, lambda n: "a" + "\u0345\u0301" * (n // 2)),
    "a country": (countries.code, lambda n: "a" * n),
    "a country of white space": (countries.code, lambda n: "a" + " " * n + "b"),
    "a dyad of white space": (lambda text: countries.dyads([text]), lambda n: "x" + " " * n + "x"),
    "two words of white space": (lambda text: countries.dyads([text, "IRN"]), lambda n: "x" + " " * n + "x"),
    "a dyad of hyphens": (lambda text: countries.dyads([text]), lambda n: "-" * n),
    "a dyad of hyphens and spaces": (lambda text: countries.dyads([text]), lambda n: "x" + "- " * (n // 2)),
    "a kind": (door.choice("kind"), lambda n: "visit" * (n // 5)),
    "many tags": (door.LOGGED["tags"], lambda n: ";".join(map(str, range(n // 8)))),
    "many citations": (door.LOGGED["sources"], lambda n: ";".join(map(str, range(n // 8)))),
    "many parties": (door.LOGGED["parties"], lambda n: "RUS;" * (n // 4)),
    "an id": (is_id, lambda n: "0" * n),
    "many unknown fields": (unknown_fields, lambda n: ",".join(map(str, range(n // 50)))),
}


@pytest.mark.parametrize("what", SLOW)
def test_a_megabyte_of_one_sign_is_answered_at_once(what, long):
    """A tenth of it in the short form, and in a fifth of the time."""
    work, make = SLOW[what]
    text = make(N[long])
    within(lambda: refused(work, text), 10 if long else 2)


def test_a_date_that_is_slow_to_read_does_not_hold_up_a_replay(log, long):
    """As long as a line of the log may be."""
    write(log, hand_made({**VISIT, "date": "[" + "." * (60_000 if long else 30_000)}))
    assert "is not understood" in within(lambda: refused(replay.dossier, log, DYAD, {}), 2)


def keys_of_json(count):
    return "{" + "".join(f'"{number}":1,' for number in range(count)) + f'"{count - 1}":1}}'


def keys_of_yaml(count):
    return "".join(f"{number}: 1\n" for number in [*range(count), count - 1])


DEEP = {
    "brackets of JSON": ("rows.jsonl", lambda n: "[" * n),
    "closed brackets of JSON": ("rows.jsonl", lambda n: '{"tags":' + "[" * n + "]" * n + "}"),
    "braces of JSON": ("rows.jsonl", lambda n: '{"a":' * n),
    "brackets of YAML": ("rows.yaml", lambda n: "[" * n),
    "closed brackets of YAML": ("rows.yaml", lambda n: "- tags: " + "[" * n + "]" * n),
    "braces of YAML": ("rows.yaml", lambda n: "{a: " * (n // 3)),
    "dashes of YAML": ("rows.yaml", lambda n: "- " * (n // 3)),
    "question marks of YAML": ("rows.yaml", lambda n: "? " * (n // 3)),
    "many anchors of YAML": ("rows.yaml", lambda n: "".join(f"- &a{number} x\n" for number in range(n // 10))),
    "many keys of JSON, the last of them twice": ("rows.jsonl", keys_of_json),
    "many keys of YAML, the last of them twice": ("rows.yaml", lambda n: keys_of_yaml(n // 10)),
    "many columns of CSV": ("rows.csv", lambda n: ",".join(map(str, range(n))) + "\n" + "x," * n),
    "many columns of one name": ("rows.csv", lambda n: "a," * n + "\n"),
    "many lines of JSON that are none": ("rows.jsonl", lambda n: "x\n" * n),
    "many lines of CSV that do not fit": ("rows.csv", lambda n: "a,b\n" + "x\n" * n),
}


@pytest.mark.parametrize("what", DEEP)
def test_a_batch_that_is_deep_or_wide_is_refused_in_good_time(tmp_path, log, what, long):
    """A hundred thousand deep or wide; a third of it in the short form."""
    name, make = DEEP[what]
    path = tmp_path / name
    path.write_text(make(100_000 if long else 30_000), encoding="utf-8")
    said = within(lambda: refused(lambda: recording.log_rows(log, [DYAD], batch.rows(path))), 20 if long else 4)
    assert said and name in said


def test_a_batch_of_very_many_rows_of_faults_tells_them_in_good_time(tmp_path, log, size):
    path = tmp_path / "rows.jsonl"
    path.write_text((json.dumps({**VISIT, "kind": "vist", "oops": 1}) + "\n") * size(20_000, 500), encoding="utf-8")
    assert "rows.jsonl:1" in within(lambda: refused(lambda: recording.log_rows(log, [DYAD], batch.rows(path))), 60)


def test_a_record_as_deep_as_a_line_is_long_is_a_problem(log, size):
    depth = size(30_000, 5000)
    for data in (b'{"a":' + b"[" * depth + b"]" * depth + b"}", b'{"a":' * (depth // 3) + b"1" + b"}" * (depth // 3)):
        write(log, hand_made(data))
        assert within(lambda: [each.code for each in verify(log).problems], 10) == ["FORM"]


def test_a_schedule_without_end_comes_to_an_end(workspace, mdime_alone):
    """A series by the day, from the beginning of time."""
    pledge = {**VISIT, "date": "0001", "kind": "pledge", "promises": "exercise", "recurs": "P1D"}
    write(workspace.log, *(hand_made({**pledge, "title": str(number)}) for number in range(50)), hand_made())
    for words in (["explain", "CHN", "IRN", "D1"], ["history", "CHN", "IRN"]):
        code, _ = mdime_alone(*words, seconds=15)
        assert code in (0, 1)


def test_a_day_at_the_end_of_time_is_answered_in_good_time(workspace, mdime_alone, size):
    """As a question, and as a date that stands in the log."""
    review = {"from": "2012", "to": "9999-12-30", "instruments": ["D1", "M1", "E3"], "scope": "x"}
    odd = [hand_made(review, type="reviewed"), hand_made({**VISIT, "date": "9999"}), hand_made({**VISIT, "date": "2020/9999"})]
    asked = [(hand_made(), ["--as-of", "9999"]), *((line, []) for line in odd)]
    for line, as_of in asked if size(True, False) else asked[:1]:
        write(workspace.log, hand_made(), line)
        for words in (["ratings", "CHN", "IRN"], ["history", "CHN", "IRN"], ["recompute", "--full"]):
            code, _ = mdime_alone(*words, *as_of, seconds=size(10, 3))
            assert code in (0, 1, 2)


# What is no file


@pytest.fixture(params=["a pipe", "an endless file", "a loop", "a folder", "a socket"])
def no_file(request, tmp_path):
    """Makes at a path what is no file to be read."""

    def make(path):
        match request.param:
            case "a pipe":
                os.mkfifo(path)
            case "an endless file":
                path.symlink_to("/dev/zero")
            case "a loop":
                path.symlink_to(path)
            case "a folder":
                path.mkdir()
            case "a socket":
                import socket

                with socket.socket(socket.AF_UNIX) as listening:
                    before = os.getcwd()
                    os.chdir(path.parent)
                    listening.bind(path.name)
                    os.chdir(before)
        return path

    return make


def test_a_batch_that_is_no_file_is_refused_at_once(workspace, mdime_alone, no_file, size):
    for ending in (".jsonl", ".csv", ".yaml"):
        no_file(workspace.root / f"rows{ending}")
        code, said = mdime_alone("log", "CHN", "IRN", "--file", f"rows{ending}", seconds=size(10, 2))
        assert code in (1, 2) and said


def test_a_document_that_is_no_file_is_refused_at_once(workspace, mdime_alone, no_file, size):
    no_file(workspace.root / "report.pdf")
    words = ["source", "add", "key", "--title", "x", "--publisher", "y", "--reliability", "A", "--file", "report.pdf"]
    code, said = mdime_alone(*words, seconds=size(10, 2))
    assert code in (1, 2) and said


def test_a_stream_that_is_no_file_is_refused_at_once(workspace, mdime_alone, no_file, size):
    """As it may lie in a repository that somebody else wrote: a link is a file there, too."""
    no_file(workspace.log / f"{DYAD}.jsonl")
    for words in (["verify"], ["log", "CHN", "IRN", "--date", "2016", "--kind", "visit", "-i", "D1", "--title", "x"]):
        code, said = mdime_alone(*words, seconds=size(10, 2))
        assert code in (0, 1, 2) and said


def test_the_digest_of_a_large_document_takes_little_memory(workspace, mdime_alone, size):
    sparse(workspace.root / "report.pdf", size(GIB, 400 * MIB))
    words = ["source", "add", "key", "--title", "x", "--publisher", "y", "--reliability", "A", "--file", "report.pdf"]
    assert mdime_alone(*words)[0] == 0


def test_a_checkpoint_that_somebody_else_wrote_is_no_danger(log):
    """It is a cache: garbage in it costs a reading, however large it is."""
    put(log, draft())
    kept = log / ".checkpoints" / f"{DYAD}.json"
    for content in (b"", b"x" * 1000, b"[" * 100_000, msgspec.json.encode({"size": -1}), b"\xff" * 70):
        kept.write_bytes(content)
        append(log, [draft()], "tester")
        assert not verify(log).problems
