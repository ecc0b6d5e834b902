"""Every way we know to tamper with a log, as data: what is done to a sealed log, and what verify must answer to just that.

An answer is written `CODE stem:line`. The log that is attacked (`sample`) holds, line by line:

    CHN-IRN   1 logged  2 logged  3 amended (1)  4 retracted (2)  5 reviewed | 6 logged, a fork as git leaves it  7 logged, which closes it
    RUS-SYR   1 logged  2 assessed
    _sources  1 sourced  2 sourced
    _seals    1 sealed, when CHN-IRN ended with line 3 and RUS-SYR was not yet there  2 sealed, all of it
"""

import json
import os
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import field, frozen
from logs import ACCORD, DRILL, DYAD, REPORT, VISIT, contents, draft, hand_made, lines, put, signed, sum_of, write

from mdime_events.log import seal as seals

OTHER = "RUS-SYR"
SOURCES = "_sources"
SEALS = "_seals"
NAMES = (DYAD, OTHER, SOURCES, SEALS)
NOWHERE = "f" * 64
FIRST = "0190d0aa-0000-7000-8000-000000000002"  # the id of the first event
LATE = "2024-02-01T00:00:00.000Z"
REVIEW = {"from": "2012", "to": "2023-12", "instruments": ["D1"], "scope": "open sources"}
ASSESSMENT = {"instrument": "M1", "level": "high", "trend": "steady", "on": "2023-12", "source": "fmso-2023"}


# The log that is attacked


def numbered(number):
    """A fixed id, so that every run attacks the same records."""
    return f"0190d0aa-0000-7000-8000-{number:012}"


def then(minute):
    return datetime(2024, 1, 1, 12, minute, tzinfo=UTC)


def sealed_now(log, number, minute):
    put(log, draft({"heads": seals.heads(log)}, type="sealed", stream=SEALS, id=numbered(number)), now=then(minute))


def forked(log, one, other, minute):
    """Both drafts as two branches append them to one file, which git's union of lines then merges."""
    before = lines(log)
    put(log, one, now=then(minute))
    branch = lines(log)
    write(log, *before)
    put(log, other, now=then(minute + 1))
    write(log, *branch, lines(log)[-1])


@cache
def sample():
    """The files of the sealed log by name; they are as the program writes them."""
    with folder_in_memory() as log:
        put(log, draft(REPORT, type="sourced", stream=SOURCES, id=numbered(1)), now=then(1))
        put(log, draft(id=FIRST, sources=[{"source": "fmso-2023"}]), draft(DRILL, id=numbered(3)), now=then(2))
        put(
            log,
            draft({"set": {"title": "Ministers meet"}, "why": "shorter"}, type="amended", event=FIRST, id=numbered(4)),
            now=then(3),
        )
        sealed_now(log, 5, 4)
        put(log, draft({"why": "it was put off"}, type="retracted", event=numbered(3), id=numbered(6)), now=then(5))
        forked(log, draft(REVIEW, type="reviewed", id=numbered(7)), draft(ACCORD, id=numbered(8)), 6)
        put(log, draft(id=numbered(9), title="A visit in return"), now=then(8))
        put(log, draft(DRILL, stream=OTHER, id=numbered(10)), now=then(9))
        put(log, draft(ASSESSMENT, type="assessed", stream=OTHER, id=numbered(11)), now=then(10))
        put(log, draft(REPORT, type="sourced", stream=SOURCES, id=numbered(12), key="wire"), now=then(11))
        sealed_now(log, 13, 12)
        return contents(log)


@contextmanager
def folder_in_memory():
    """A temporary folder that no disk slows down, where the system has such: for thousands of small files."""
    with TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        yield Path(folder)


def lay(files, log):
    """A folder that holds just these files of a log."""
    log.mkdir(parents=True)
    for name, content in files.items():
        (log / name).write_bytes(content)
    return log


# The attacks


@frozen(kw_only=True)
class Attack:
    """What is done to a log, and all that verify answers: problems, warnings, torn tails."""

    name: str
    do: Callable[[Path], object]
    problems: list[str] = field(factory=list)
    warnings: list[str] = field(factory=list)
    torn: list[str] = field(factory=list)


def answer(report):
    """What verify found, as an attack expects it."""
    return tuple(
        [f"{each.code} {Path(each.where.file).stem}:{each.where.line}" for each in found]
        for found in (report.problems, report.warnings, report.torn)
    )


ATTACKS: list[Attack] = []  # a problem, or the one warning that shows them
HARMLESS: list[Attack] = []  # nothing, or a warning, or a torn tail: what a log that nobody tampered with may look like


def spread(texts):
    """`FORM CHN-IRN:1-3` as three answers."""
    for text in texts:
        place, _, numbers = text.rpartition(":")
        first, _, last = numbers.partition("-")
        yield from (f"{place}:{number}" for number in range(int(first), int(last or first) + 1))


def listed(known, do, problems, warnings=(), torn=(), name=None):
    name = name or do.__name__.replace("_", " ")
    assert name not in {each.name for each in known}, f"two attacks are called {name}"
    expected = {"problems": list(spread(problems)), "warnings": list(spread(warnings)), "torn": [f"TORN {each}" for each in torn]}
    known.append(Attack(name=name, do=do, **expected))


def attack(*problems, warnings=(), torn=()):
    """The function is an attack, called by its own name."""
    return lambda do: listed(ATTACKS, do, problems, warnings, torn)


def harmless(*, warnings=(), torn=()):
    return lambda do: listed(HARMLESS, do, (), warnings, torn)


# What an attacker has at hand


def change(log, number, old, new, name=DYAD):
    """Changes a line's bytes and nothing else."""
    there = lines(log, name)
    assert old in there[number - 1]
    there[number - 1] = there[number - 1].replace(old, new, 1)
    return write(log, *there, name=name)


def body(line):
    return line.partition(b',"sum":"')[0]


def change_and_sign(log, number, old, new, name=DYAD):
    """Changes a line and makes its digest anew."""
    there = lines(log, name)
    assert old in body(there[number - 1])
    there[number - 1] = signed(body(there[number - 1]).replace(old, new, 1))
    return write(log, *there, name=name)


def change_and_chain_anew(log, number, old, new, name=DYAD):
    """Changes a line, and makes the digests and the predecessors of everything behind it anew."""
    became, made = {}, []
    for at, line in enumerate(lines(log, name), 1):
        fields = json.loads(line)
        fields["prev"] = sorted(became.get(each, each) for each in fields["prev"])
        changed = {key: value for key, value in fields.items() if key != "sum"}
        text = json.dumps(changed, separators=(",", ":"), ensure_ascii=False).encode()[:-1]
        made.append(signed(text.replace(old, new, 1) if at == number else text))
        became[fields["sum"]] = sum_of(made[-1])
    return write(log, *made, name=name)


def take_out(log, number, name=DYAD):
    there = lines(log, name)
    del there[number - 1]
    return write(log, *there, name=name)


def add(log, *more, name=DYAD):
    """Puts lines, or anything else, at a file's end."""
    there = lines(log, name) if (log / f"{name}.jsonl").exists() else []
    return write(log, *there, *more, name=name)


def next_line(log, data=VISIT, name=DYAD, **envelope):
    """A line made by hand that follows a file's last one."""
    there = lines(log, name)
    id = numbered(100 + len(there))
    return hand_made(data, **{"id": id, "event": id, "prev": [sum_of(there[-1])], "at": LATE, "stream": name, **envelope})


def forge(log, data=VISIT, name=DYAD, **envelope):
    """Adds a line made by hand: the digest and, where nothing else is said, the predecessor are right."""
    add(log, next_line(log, data, name, **envelope), name=name)


def forge_body(log, old, new, name=DYAD):
    """Adds a line made by hand whose bytes were changed before it got its digest."""
    line = body(next_line(log, name=name))
    assert old in line
    add(log, signed(line.replace(old, new, 1)), name=name)


def tell(log, copy, kept):
    """Tells an event as another, or by itself again where `kept` is None."""
    forge(log, {"set": {"same_as": kept}, "why": "y"}, type="amended", event=copy)


# Records are changed


@attack("SUM CHN-IRN:2", "MISSING CHN-IRN:3", "TARGET CHN-IRN:4")
def a_record_is_edited(log):
    change(log, 2, b"Oman", b"Aden")


@attack("SUM CHN-IRN:7", "TRUNCATED _seals:2")
def the_last_record_is_edited(log):
    change(log, 7, b"visit", b"voyage")


@attack("SUM _sources:1", "MISSING _sources:2", "TRUNCATED _seals:1")
def a_source_is_edited(log):
    change(log, 1, b'"reliability":"B"', b'"reliability":"A"', SOURCES)


@attack("SUM _seals:1", "MISSING _seals:2")
def a_seal_is_edited(log):
    change(log, 1, DYAD.encode(), b"CHN-SYR", SEALS)


@attack("MISSING CHN-IRN:3")
def a_record_is_edited_and_its_digest_redone(log):
    change_and_sign(log, 2, b"Oman", b"Aden")


@attack("TRUNCATED _seals:2")
def the_last_record_is_edited_and_its_digest_redone(log):
    change_and_sign(log, 7, b"visit", b"voyage")


@attack("TRUNCATED _seals:1-2")
def a_record_is_edited_and_everything_after_it_chained_anew(log):
    change_and_chain_anew(log, 2, b"Oman", b"Aden")


@attack("TRUNCATED _seals:2")
def a_record_between_two_seals_is_edited_and_everything_after_it_chained_anew(log):
    change_and_chain_anew(log, 6, b"25-year", b"52-year")


@attack("SUM CHN-IRN:7", "TRUNCATED _seals:2")
def a_digest_is_changed(log):
    sum = sum_of(lines(log)[6]).encode()
    change(log, 7, b',"sum":"' + sum, b',"sum":"' + sum.translate(bytes.maketrans(b"0123456789abcdef", b"123456789abcdef0")))


@attack("SUM CHN-IRN:7", "TRUNCATED _seals:2")
def a_digest_is_put_into_capitals(log):
    sum = sum_of(lines(log)[6]).encode()
    change(log, 7, sum, sum.upper())


@attack("FORM CHN-IRN:7", "TRUNCATED _seals:2")
def a_digest_is_shortened(log):
    there = lines(log)
    write(log, *there[:6], there[6][:-4] + b'"}\n')


@attack("FORM CHN-IRN:7", "TRUNCATED _seals:2")
def something_stands_behind_the_digest(log):
    change(log, 7, b'"}\n', b'","more":1}\n')


@attack("MISSING CHN-IRN:3", "SUM CHN-IRN:7", "TRUNCATED _seals:1-2", "TRUNCATED _seals:2")
def several_things_are_done_at_once(log):
    change_and_sign(log, 2, b"Oman", b"Aden")
    change(log, 7, b"visit", b"voyage")
    change_and_chain_anew(log, 1, REPORT["key"].encode(), b"fmso-2024", SOURCES)


# Records, ends and files are taken away


@attack("MISSING CHN-IRN:1", "TARGET CHN-IRN:2")
def the_first_record_is_deleted(log):
    take_out(log, 1)


@attack("MISSING CHN-IRN:4-5")
def a_record_in_the_middle_is_deleted(log):
    take_out(log, 4)


@attack("MISSING CHN-IRN:6")
def one_side_of_a_fork_is_deleted(log):
    take_out(log, 6)


@attack("TRUNCATED _seals:2")
def the_last_record_is_deleted(log):
    take_out(log, 7)


@attack("MISSING _seals:1")
def the_first_seal_is_deleted(log):
    take_out(log, 1, SEALS)


@attack("TRUNCATED _seals:2")
def a_file_is_cut_at_a_line_s_end(log):
    write(log, *lines(log)[:5])


@attack("TRUNCATED _seals:1-2")
def a_file_is_cut_before_what_the_older_seal_names(log):
    write(log, *lines(log)[:2])


@attack("TRUNCATED _seals:2", torn=["CHN-IRN:7"])
def a_file_is_cut_inside_a_line(log):
    write(log, b"".join(lines(log))[:-100])


@attack("TRUNCATED _seals:2", torn=["CHN-IRN:7"])
def the_last_newline_is_cut(log):
    write(log, b"".join(lines(log))[:-1])


@attack("TRUNCATED _seals:1-2")
def a_file_is_emptied(log):
    write(log)


@attack("TRUNCATED _seals:2")
def a_file_is_deleted(log):
    (log / f"{OTHER}.jsonl").unlink()


@attack("STREAM CHN-SYR:1-7", "TRUNCATED _seals:1-2")
def a_file_is_renamed_to_another_dyad(log):
    (log / f"{DYAD}.jsonl").rename(log / "CHN-SYR.jsonl")


@attack("STREAM CHN-IRN:1-2", "STREAM RUS-SYR:1-7", "TRUNCATED _seals:1", "TRUNCATED _seals:2", "TRUNCATED _seals:2")
def two_files_change_their_names(log):
    (log / f"{DYAD}.jsonl").rename(log / "between")
    (log / f"{OTHER}.jsonl").rename(log / f"{DYAD}.jsonl")
    (log / "between").rename(log / f"{OTHER}.jsonl")


# Records are put where they do not belong, or forged


@attack("STREAM RUS-SYR:3", "MISSING RUS-SYR:3")
def a_record_is_copied_to_another_stream(log):
    add(log, lines(log)[1], name=OTHER)


@attack("STREAM RUS-SYR:3")
def a_source_is_forged_into_a_dyad_s_file(log):
    forge(log, type="sourced", name=OTHER)


@attack("STREAM RUS-SYR:3")
def a_seal_is_forged_into_a_dyad_s_file(log):
    forge(log, type="sealed", name=OTHER)


@attack("STREAM _seals:3", "FORM _seals:3")
def an_event_is_forged_among_the_seals(log):
    forge(log, name="_seals")


@harmless()
def a_record_of_a_type_that_only_a_newer_program_knows_stands_among_the_seals(log):
    forge(log, {"heads": {}}, type="witnessed", name="_seals")


@attack("STREAM RUS-SYR:3")
def a_record_of_another_dyad_is_forged_into_a_file(log):
    forge(log, name=OTHER, stream=DYAD)


@attack("DUPLICATE-ID CHN-IRN:8")
def an_id_is_used_again_with_other_content(log):
    forge(log, ACCORD, id=FIRST, event=FIRST)


@attack("DUPLICATE-ID CHN-IRN:9")
def an_id_is_used_again_for_another_type(log):
    forge(log, REVIEW, type="reviewed", id=numbered(20), event=numbered(20))
    forge(log, REVIEW, type="profiled", id=numbered(20), event=numbered(20))


@attack("DUPLICATE-ID CHN-IRN:9")
def an_id_is_used_again_about_another_event(log):
    forge(log, {"why": "no"}, type="retracted", id=numbered(20), event=FIRST)
    forge(log, {"why": "no"}, type="retracted", id=numbered(20), event=numbered(8))


@attack("CLOCK CHN-IRN:8")
def a_record_is_dated_before_its_predecessor(log):
    forge(log, at="2023-01-01T00:00:00.000Z")


@attack("CLOCK CHN-IRN:8")
def a_record_is_dated_a_millisecond_before_its_predecessor(log):
    forge(log, at="2024-01-01T12:07:59.999Z")


@attack("CLOCK CHN-IRN:8", warnings=["SEALED-OVER CHN-IRN:8"])
def a_record_is_dated_before_one_of_its_predecessors(log):
    there = lines(log)
    forge(log, prev=sorted([sum_of(there[0]), sum_of(there[6])]), at="2024-01-01T12:03:00.000Z")


@attack("MISSING CHN-IRN:8")
def a_record_is_forged_on_one_that_never_was(log):
    forge(log, prev=[NOWHERE])


@attack(warnings=["SEALED-OVER CHN-IRN:8"])
def a_record_is_forged_to_hang_on_an_old_one_under_a_seal(log):
    forge(log, prev=[sum_of(lines(log)[0])], at="2024-01-01T12:02:30.000Z")


@attack(warnings=["SEALED-OVER RUS-SYR:3"])
def a_record_is_forged_under_the_newest_seal_only(log):
    forge(log, name=OTHER, prev=[sum_of(lines(log, OTHER)[0])])


@attack(warnings=["SEALED-OVER CHN-IRN:8"])
def a_record_that_follows_a_forged_one_is_not_told_of_again(log):
    forge(log, prev=[sum_of(lines(log)[0])])
    forge(log)


@attack(warnings=["SEALED-OVER CHN-IRN:8"])
def a_record_is_forged_under_a_seal_with_no_predecessor_at_all(log):
    forge(log, prev=[], at="2023-01-01T00:00:00.000Z")


@attack("TARGET CHN-IRN:8")
def an_amendment_is_about_an_event_that_was_never_logged(log):
    forge(log, {"set": {"title": "x"}, "why": "y"}, type="amended")


@attack("TARGET CHN-IRN:8")
def a_retraction_is_about_an_event_that_was_never_logged(log):
    forge(log, {"why": "y"}, type="retracted")


@attack("TARGET CHN-IRN:8")
def a_retraction_is_about_a_record_that_is_no_event(log):
    forge(log, {"why": "y"}, type="retracted", event=numbered(7))


@attack("TARGET CHN-IRN:8")
def an_event_is_told_as_one_that_was_never_logged(log):
    tell(log, FIRST, numbered(7))  # a review


@attack("CIRCLE CHN-IRN:8")
def an_event_is_told_as_itself(log):
    tell(log, FIRST, FIRST)


@attack("CIRCLE CHN-IRN:9-10")
def events_are_told_as_each_other_and_a_third_as_one_of_them(log):
    tell(log, numbered(9), FIRST)
    tell(log, FIRST, numbered(8))
    tell(log, numbered(8), FIRST)


@attack("CIRCLE CHN-IRN:9-10")
def the_circle_stands_above_what_leads_to_it(log):
    tell(log, FIRST, NOWHERE)
    tell(log, FIRST, numbered(8))
    tell(log, numbered(8), FIRST)
    tell(log, numbered(9), FIRST)


@harmless()
def a_circle_is_broken_by_taking_one_of_it_back(log):
    tell(log, FIRST, numbered(8))
    tell(log, numbered(8), FIRST)
    tell(log, FIRST, None)


@harmless()
def a_circle_is_broken_by_retracting_one_of_it(log):
    tell(log, FIRST, numbered(8))
    tell(log, numbered(8), FIRST)
    forge(log, {"why": "y"}, type="retracted", event=FIRST)


@harmless()
def events_are_told_as_one_in_a_chain_that_ends_with_one_that_is_retracted(log):
    tell(log, FIRST, numbered(8))
    tell(log, numbered(8), numbered(9))
    tell(log, numbered(9), numbered(3))


@attack("FORM CHN-IRN:10-11")
def what_an_event_is_told_as_is_no_text_or_stands_where_it_says_nothing(log):
    tell(log, FIRST, 7)
    forge(log, {"set": ["same_as"], "why": "y"}, type="amended", event=FIRST)
    forge(log, ["same_as"], type="amended", event=FIRST)
    forge(log, ["same_as"], id=numbered(20), event=numbered(20))
    forge(log, {**REVIEW, "same_as": NOWHERE}, type="reviewed", id=numbered(21), event=numbered(21))


@attack("TARGET CHN-IRN:8")
def an_event_is_told_as_one_that_is_nowhere_and_then_tagged(log):
    tell(log, FIRST, NOWHERE)
    forge(log, {"set": {"tags": ["same_as"]}, "why": "y"}, type="amended", event=FIRST)


@harmless()
def what_an_event_is_told_as_was_amended_on_a_line_above_it(log):
    forge(log, {"set": {"same_as": FIRST}, "why": "y"}, type="amended", event=numbered(20))
    forge(log, {**VISIT, "same_as": NOWHERE}, id=numbered(20), event=numbered(20))


@attack("TARGET CHN-IRN:8")
def an_event_says_itself_that_it_is_the_same_as_one_that_is_nowhere(log):
    forge(log, {**VISIT, "same_as": NOWHERE}, id=numbered(20), event=numbered(20))


@attack("TARGET CHN-IRN:8")
def an_event_names_another(log):
    forge(log, event=FIRST)


@attack("TARGET CHN-IRN:8-10", "TARGET _sources:3", "TARGET _seals:3")
def records_about_themselves_name_others(log):
    forge(log, REVIEW, type="reviewed", event=FIRST)
    forge(log, ASSESSMENT, type="assessed", event=FIRST)
    forge(log, {}, type="profiled", event=FIRST)
    forge(log, REPORT, SOURCES, type="sourced", event=numbered(1))
    forge(log, {"heads": {}}, SEALS, type="sealed", event=numbered(5))


# Seals are forged


@attack("TRUNCATED _seals:3")
def a_seal_names_a_record_that_never_was(log):
    forge(log, {"heads": {DYAD: [NOWHERE]}}, SEALS, type="sealed")


@attack("TRUNCATED _seals:3")
def a_seal_names_a_stream_that_never_was(log):
    forge(log, {"heads": {"CHN-SYR": [sum_of(lines(log)[0])]}}, SEALS, type="sealed")


@attack("TRUNCATED _seals:3", "TRUNCATED _seals:3")
def a_seal_names_the_heads_of_one_stream_in_another(log):
    heads = [sum_of(line) for line in lines(log, OTHER)]
    forge(log, {"heads": {DYAD: heads}}, SEALS, type="sealed")


for words, data in {
    "that names no heads": {},
    "whose heads are no streams": {"heads": [1]},
    "whose stream has a number for heads": {"heads": {DYAD: 5}},
    "whose stream has null for heads": {"heads": {DYAD: None}},
    "whose heads are numbers": {"heads": {DYAD: [5]}},
    "that is no object, which is told once": [1],
    "with a space in it, which is told once": b'{"heads": 1}',
}.items():
    listed(ATTACKS, lambda log, data=data: forge(log, data, SEALS, type="sealed"), ["FORM _seals:3"], name=f"a seal is forged {words}")


# Lines and files lose their form


@attack("FORM CHN-IRN:1-7", "TRUNCATED _seals:1-2")
def line_ends_become_those_of_Windows(log):
    write(log, *(line[:-1] + b"\r\n" for line in lines(log)))


@attack("FORM CHN-IRN:1", "MISSING CHN-IRN:2", "TARGET CHN-IRN:3")
def a_byte_order_mark_is_put_before_a_file(log):
    write(log, b"\xef\xbb\xbf", *lines(log))


@attack("FORM CHN-IRN:4", "MISSING CHN-IRN:5-6")
def a_byte_order_mark_is_put_inside_a_file(log):
    there = lines(log)
    write(log, *there[:3], b"\xef\xbb\xbf", *there[3:])


@attack("FORM CHN-IRN:1", "MISSING CHN-IRN:2", "TARGET CHN-IRN:2-3")
def two_lines_become_one(log):
    there = lines(log)
    write(log, there[0][:-1], *there[1:])


@attack("FORM CHN-IRN:6", "TRUNCATED _seals:2")
def the_last_two_lines_become_one(log):
    there = lines(log)
    write(log, *there[:5], there[5][:-1], there[6])


@attack("FORM CHN-IRN:6", "TRUNCATED _seals:2")
def the_last_two_lines_become_one_that_no_newline_ends(log):
    there = lines(log)
    write(log, *there[:5], there[5][:-1], there[6][:-1])


@attack("FORM CHN-IRN:2-3", "MISSING CHN-IRN:4", "TARGET CHN-IRN:5")
def a_line_becomes_two(log):
    change(log, 2, b'","type"', b'\n","type"')


@attack("FORM CHN-IRN:4")
def an_empty_line_is_put_in(log):
    there = lines(log)
    write(log, *there[:3], b"\n", *there[3:])


@attack("FORM CHN-IRN:1", "FORM CHN-IRN:5", "FORM CHN-IRN:10")
def a_merge_leaves_its_marks(log):
    there = lines(log)
    write(log, b"<<<<<<< HEAD\n", *there[:3], b"=======\n", *there[3:], b">>>>>>> branch\n")


@attack("FORM CHN-IRN:8-11")
def what_is_json_and_no_record_is_added(log):
    add(log, b"{}\n", b"[]\n", b"null\n", b'"text"\n')


@attack("SIZE CHN-IRN:8")
def too_long_a_line_is_added(log):
    add(log, b"x" * 65_536 + b"\n")


@attack("SIZE CHN-IRN:8")
def too_long_a_line_is_added_that_no_newline_ends(log):
    add(log, b"x" * 65_536)


@attack("SIZE CHN-IRN:1", "SIZE CHN-IRN:3", "FORM CHN-IRN:5")
def lines_of_about_and_many_times_64_kib_are_put_between_others(log):
    first, second, *rest = lines(log)
    many, full, just_not = (b"x" * length + b"\n" for length in (200_000, 65_535, 65_534))
    write(log, many, first, full, second, just_not, *rest)


@attack("SIZE CHN-IRN:8")
def a_record_of_64_kib_with_its_newline_is_added(log):
    add(log, of_length(log, 65_536))


def of_length(log, length):
    """A record of just so many bytes, its newline among them."""
    return next_line(log, {"title": "x" * (length - len(next_line(log, {"title": ""})))})


for words, junk in {
    "a space": b" ",
    "a return": b"\r",
    "a NUL": b"\0",
    "a letter": b"x",
    "a brace": b"}",
    "a page of NULs": bytes(4096),
    "what ends like a record": b' "}',
    "what ends like a record and goes on": b'"} ',
}.items():
    listed(
        ATTACKS,
        lambda log, junk=junk: write(log, b"".join(lines(log))[:-1], junk),
        ["FORM CHN-IRN:7", "TRUNCATED _seals:2"],
        name=f"the last newline becomes {words}",
    )

for stem in ("notes", "CHN", "chn-irn", "CHN-IRN-2", "CHN-IRN.old", "_drafts", "_Seals", "ÇHN-IRN", "CHN IRN", " CHN-IRN"):
    listed(ATTACKS, lambda log, stem=stem: write(log, name=stem), [f"STREAM {stem}:1"], name=f'a file is called "{stem}"')


@attack("FORM notes:1", "STREAM notes:1")
def a_file_with_a_strange_name_holds_a_record_that_names_it(log):
    write(log, hand_made(stream="notes"), name="notes")


# A line is made by hand: its digest is right, and one thing about it is not as it must be


def listed_forgeries(forgeries, do):
    for words, what in forgeries.items():
        listed(ATTACKS, lambda log, what=what: do(log, what), ["FORM CHN-IRN:8"], name=f"a line is made by hand: {words}")


listed_forgeries(
    {
        "its id is no UUID": {"id": "foo"},
        "its id is a random UUID": {"id": "7d444840-9dc0-41d1-b245-5ffdce74fad2"},
        "its id has capitals": {"id": "0190D0AA-0000-7000-8000-000000000020"},
        "its id has a newline behind it": {"id": numbered(20) + "\n"},
        "its time is a day": {"at": "2024-02-01"},
        "its time has no milliseconds": {"at": "2024-02-01T00:00:00Z"},
        "its time has another zone": {"at": "2024-02-01T00:00:00.000+01:00"},
        "its time does not exist": {"at": "2024-02-31T25:61:61.000Z"},
        "its time does not exist, and its version is a newer one": {"v": 2, "at": "2024-02-31T25:61:61.000Z"},
        "its version is 0": {"v": 0},
        "its version is below 0": {"v": -1},
        "its event is none, and its type unknown": {"type": "forecast", "event": ""},
    },
    lambda log, envelope: forge(log, {"why": "x"}, **{"type": "retracted", "event": FIRST, **envelope}),
)

listed_forgeries(
    {
        "its payload is a list": b"[]",
        "its payload is a number": b"5",
        "its payload is null": b"null",
        "its payload is a text": b'"text"',
        "a space": b'{"title": "x"}',
        "a space at the payload's end": b'{"title":"x"} ',
        "an escape that is not needed": b'{"title":"\\u0041"}',
        "an escaped slash": b'{"title":"\\/"}',
        "a key twice": b'{"title":"x","title":"y"}',
        "a number in another form": b'{"value":1.50}',
        "an exponent that is not needed": b'{"value":1e0}',
        "minus zero": b'{"value":-0}',
        "NaN": b'{"value":NaN}',
        "a number beyond all bounds": b'{"value":1e999}',
        "half a character": b'{"title":"\\ud800"}',
        "bytes that are no text": b'{"title":"\xff"}',
        "a payload nested without end": b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        "a payload that is not closed": b'{"title":"x"',
    },
    lambda log, data: forge(log, data),
)

listed_forgeries(
    {
        "another key": (b',"data":', b',"more":1,"data":'),
        "a key of the envelope twice": (b'"v":1,', b'"v":1,"v":1,'),
        "a space in the envelope": (b'"v":1,', b'"v":1, '),
        "a space at its beginning": (b'{"v"', b' {"v"'),
        "no version": (b'"v":1,', b""),
        "nobody recorded it": (b'"by":"hand",', b""),
        "its version is a text": (b'"v":1', b'"v":"1"'),
        "its version is true": (b'"v":1', b'"v":true'),
        "its recorder is a number": (b'"by":"hand"', b'"by":7'),
        "its recorder is no text": (b'"by":"hand"', b'"by":"\xff"'),
        "a key without quotes": (b'"by"', b"by"),
        "its payload stands before its recorder": (b'"by":"hand",', b'"data":{},"by":"hand",'),
    },
    lambda log, change: forge_body(log, *change),
)


@attack("FORM CHN-IRN:8")
def a_line_is_made_by_hand_with_its_keys_in_another_order(log):
    fields = json.loads(next_line(log))
    del fields["sum"]
    others = {key: fields[key] for key in ("id", "v", *list(fields)[2:])}
    add(log, signed(json.dumps(others, separators=(",", ":"), ensure_ascii=False).encode()[:-1]))


@attack("FORM CHN-IRN:7", "TRUNCATED _seals:2")
def predecessors_are_not_sorted(log):
    one, other = json.loads(lines(log)[6])["prev"]
    change_and_sign(log, 7, f'"{one}","{other}"'.encode(), f'"{other}","{one}"'.encode())


@attack("FORM CHN-IRN:8")
def a_predecessor_is_named_twice(log):
    forge(log, prev=[sum_of(lines(log)[6])] * 2)


@attack("FORM CHN-IRN:8", "MISSING CHN-IRN:8")
def a_predecessor_is_no_digest(log):
    forge(log, prev=["abc"])


@attack("FORM CHN-IRN:8", "TARGET CHN-IRN:8")
def the_event_that_is_named_is_no_UUID(log):
    forge(log, event="foo")


@attack("FORM CHN-IRN:8", "STREAM CHN-IRN:8")
def the_stream_that_is_named_is_none(log):
    forge(log, stream="chn-irn")


@attack("FORM CHN-IRN:8-9")
def two_amendments_hold_no_changes_at_all(log):
    add(log, *(next_line(log, [1], type="amended", event=FIRST, id=numbered(number)) for number in (20, 21)))


# A torn tail beside what is wrong


@attack("SUM CHN-IRN:7", "TRUNCATED _seals:2", torn=["CHN-IRN:8"])
def a_torn_tail_stands_behind_a_changed_record(log):
    change(log, 7, b"visit", b"voyage")
    tear(log, b'{"v":1,')


@attack("MISSING CHN-IRN:3", torn=["CHN-IRN:8", "RUS-SYR:3"])
def torn_tails_stand_behind_a_record_whose_digest_was_redone(log):
    change_and_sign(log, 2, b"Oman", b"Aden")
    tear(log, b"{")
    tear(log, b"{", OTHER)


def tear(log, tail, name=DYAD):
    """Leaves the beginning of a write at a file's end."""
    with (log / f"{name}.jsonl").open("ab") as file:
        file.write(tail)


# What is no attack: nothing, a warning, or a torn tail


@harmless()
def nothing_was_done(log):
    pass


@harmless()
def there_is_no_file(log):
    for name in NAMES:
        (log / f"{name}.jsonl").unlink()


@harmless()
def there_is_an_empty_file_more(log):
    write(log, name="CHN-SYR")


@harmless()
def the_log_grew(log):
    forge(log)
    forge(log, {"set": {"title": "x"}, "why": "y"}, type="amended", event=FIRST)
    forge(log, name="RUS-SYR")


@harmless()
def a_record_has_its_predecessor_s_time(log):
    forge(log, at=json.loads(lines(log)[6])["at"])


@harmless()
def a_record_is_of_an_unknown_type(log):
    forge(log, type="forecast")
    forge(log, type="forecast", event=numbered(999))


@harmless()
def a_record_is_of_a_newer_version_with_other_keys(log):
    add(log, signed(body(next_line(log, v=2)).replace(b',"data":', b',"more":1,"data":')))
    forge(log, v=2)


@harmless()
def a_line_has_one_byte_less_than_64_kib(log):
    add(log, of_length(log, 65_535))


@harmless(warnings=["REPEATED CHN-IRN:9"])
def one_row_was_logged_on_two_branches(log):
    row = {"id": numbered(20), "event": numbered(20)}
    add(log, next_line(log, by="one", **row), next_line(log, by="other", **row))


@harmless()
def a_file_that_is_no_stream_lies_there(log):
    (log / "notes.txt").write_text("x")


@harmless(warnings=["ORDER CHN-IRN:2"])
def lines_changed_places(log):
    there = lines(log)
    write(log, there[0], there[2], there[1], *there[3:])


@harmless(warnings=["REPEATED CHN-IRN:8-9"])
def lines_stand_there_twice(log):
    there = lines(log)
    write(log, *there, there[0], there[6])


@harmless(warnings=["REPEATED CHN-IRN:3"])
def a_line_stands_there_twice_where_it_stood(log):
    there = lines(log)
    write(log, *there[:2], *there[1:])


@harmless(warnings=["CONCURRENT CHN-IRN:9"])
def two_amendments_of_one_field_did_not_see_each_other(log):
    add(log, amendment(log, 20, {"title": "One"}), amendment(log, 21, {"title": "Two"}))


@harmless(warnings=["CONCURRENT CHN-IRN:10"])
def two_amendments_of_one_field_had_another_between_them(log):
    changes = ({"title": "One"}, {"summary": "x"}, {"title": "Two"})
    add(log, *(amendment(log, 20 + number, each) for number, each in enumerate(changes)))


@harmless(warnings=["CONCURRENT CHN-IRN:10", "CONCURRENT CHN-IRN:10"])
def an_amendment_saw_neither_of_two_that_saw_each_other(log):
    before = [sum_of(lines(log)[-1])]
    for number in (20, 21):
        add(log, amendment(log, number, {"title": "One"}))
    add(log, amendment(log, 22, {"title": "Two"}, prev=before))


@harmless()
def two_amendments_of_other_fields_did_not_see_each_other(log):
    add(log, amendment(log, 20, {"title": "One"}), amendment(log, 21, {"summary": "Two"}))


@harmless()
def two_amendments_of_other_events_did_not_see_each_other(log):
    add(log, amendment(log, 20, {"title": "One"}), amendment(log, 21, {"title": "Two"}, event=numbered(8)))


@harmless()
def an_amendment_saw_another_some_records_ago(log):
    forge(log, {"set": {"title": "One"}, "why": "x"}, type="amended", event=FIRST)
    forge(log)
    forge(log, {"set": {"title": "Two"}, "why": "x"}, type="amended", event=FIRST)


@harmless()
def two_records_of_an_unknown_type_look_like_amendments(log):
    add(log, *(amendment(log, number, {"title": "One"}, type="forecast") for number in (20, 21)))


@harmless()
def a_record_of_an_unknown_type_looks_like_a_seal(log):
    """Two records follow one; what names the first of them as a head seals nothing over."""
    forge(log)
    first = sum_of(lines(log)[7])
    forge(log, id=numbered(20), event=numbered(20))
    forge(log, {"heads": {DYAD: [sum_of(lines(log)[8])]}}, OTHER, type="forecast")
    forge(log, id=numbered(21), event=numbered(21), prev=[first])


@harmless()
def two_amendments_set_what_are_no_fields(log):
    add(log, amendment(log, 20, ["title"]), amendment(log, 21, ["title"]))


def amendment(log, number, changes, event=FIRST, type="amended", **envelope):
    """An amendment that saw all that is there, and no other amendment."""
    at = then(number).isoformat()[:19] + ".000Z"
    return next_line(log, {"set": changes, "why": "x"}, type=type, id=numbered(number), event=event, at=at, **envelope)


WRITTEN = hand_made({"title": "x"}, id=numbered(20), event=numbered(20), prev=[NOWHERE], at=LATE)

for words, tail in {
    "of one byte": WRITTEN[:1],
    "that ends inside the payload": WRITTEN[: WRITTEN.index(b"title")],
    "that ends just behind the payload": WRITTEN[: WRITTEN.index(b'"}') + 2],
    "that ends inside the digest": WRITTEN[:-20],
    "that lacks its newline only": WRITTEN[:-1],
    "of NULs, as some disks leave it": bytes(4096),
    "that is no beginning of a record": b'x"}x',
    "of two bytes that could end a record": b'"}',
    "that began with what could end a record": b'"}x',
}.items():
    listed(HARMLESS, lambda log, tail=tail: tear(log, tail), (), torn=["CHN-IRN:8"], name=f"a torn tail {words}")


@harmless(torn=["CHN-SYR:1"])
def a_torn_tail_is_all_there_is_of_a_file(log):
    (log / "CHN-SYR.jsonl").write_bytes(b'{"v":1')


@harmless(torn=["_seals:3"])
def a_torn_tail_of_a_seal(log):
    tear(log, b'{"v":1', SEALS)


# What the specification says no scheme inside the files can see


@harmless()
def the_newest_seal_is_cut_off(log):
    take_out(log, 2, SEALS)


@harmless(torn=["_seals:2"])
def the_newest_seal_is_cut_inside_its_line(log):
    write(log, b"".join(lines(log, SEALS))[:-100], name=SEALS)


@harmless()
def the_seals_are_deleted_with_the_end_they_name(log):
    write(log, *lines(log)[:5])
    (log / f"{SEALS}.jsonl").unlink()


@harmless(torn=["CHN-IRN:8"])
def a_torn_write_holds_what_looks_like_the_end_of_a_record(log):
    line = next_line(log, {**VISIT, "sum": "0" * 64})
    write(log, *lines(log), line[:-40])


def nested(depth):
    """A payload in which a line's objects and lists are nested so deep, its own and the payload's among them."""
    value = []
    for _ in range(depth - 3):
        value = [value]
    return {**VISIT, "title": "[" * 20 + '\\"{' * 20, "x": value}


@attack("FORM CHN-IRN:8")
def a_record_is_nested_deeper_than_sixteen(log):
    forge(log, nested(17))


@harmless()
def a_record_is_nested_sixteen_deep(log):
    forge(log, nested(16))
