"""Verify: every problem by its code, file and line, every warning, and nothing that escapes it."""

import os

import pytest
from logs import ACCORD, DRILL, DYAD, VISIT, commit, draft, found, git, hand_made, lines, put, source, sum_of, write, wrong

from mdime_events.log import stream as streams
from mdime_events.log.seal import seal
from mdime_events.log.verify import verify
from mdime_events.replay import dossier

HERE = "events/CHN-IRN.jsonl"


@pytest.fixture
def three(log):
    """The lines of a log of three records."""
    put(log, draft(), draft(DRILL), draft(ACCORD))
    return lines(log)


def warned(log):
    return [(each.code, each.where.line) for each in verify(log).warnings]


def test_a_log_as_the_program_writes_it_is_clean(log, three):
    source(log)
    seal(log, "tester")
    report = verify(log)
    assert (report.records, report.streams) == (5, 3)
    assert report.problems == report.warnings == report.torn == ()


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_a_stream_that_is_no_regular_file_is_FORM(log, make):
    make(log / "CHN-IRN.jsonl")
    report = verify(log)
    assert (found(report.problems), report.streams) == ([("FORM", HERE, 1)], 1)
    assert "is no regular file" in report.problems[0].message


def test_an_empty_log_is_clean(log):
    report = verify(log)
    assert (report.records, report.streams, report.problems) == (0, 0, ())


def test_a_changed_record_is_SUM(log, three):
    write(log, three[0], three[1].replace(b"Oman", b"Aden"), three[2])
    assert found(verify(log).problems) == [("SUM", HERE, 2), ("MISSING", HERE, 3)]


def test_a_record_that_was_taken_out_is_MISSING(log, three):
    write(log, three[0], three[2])
    assert found(verify(log).problems) == [("MISSING", HERE, 2)]


def test_what_is_no_record_is_FORM(log, three):
    write(log, *three, b"<<<<<<< HEAD\n", b"\n", b"{}\n")
    assert found(verify(log).problems) == [("FORM", HERE, 4), ("FORM", HERE, 5), ("FORM", HERE, 6)]


def test_two_records_on_one_line_are_FORM(log, three):
    write(log, three[0][:-1], *three[1:])
    assert ("FORM", 1) in wrong(log)


def test_windows_line_ends_are_FORM(log, three):
    write(log, *(line[:-1] + b"\r\n" for line in three))
    assert wrong(log) == [("FORM", 1), ("FORM", 2), ("FORM", 3)]


def test_a_whole_record_with_something_other_than_a_newline_behind_it_is_FORM(log, three):
    write(log, *three[:2], three[2][:-1] + b" ")
    assert found(verify(log).problems) == [("FORM", HERE, 3)]
    assert verify(log).torn == ()


def test_a_line_of_64_kib_is_SIZE(log, three):
    write(log, *three, b"x" * 65_536 + b"\n")
    assert found(verify(log).problems) == [("SIZE", HERE, 4)]


def test_a_record_of_another_dyad_is_STREAM(log, three):
    put(log, draft(stream="RUS-IRN"))
    write(log, *three, *lines(log, "RUS-IRN"))
    assert found(verify(log).problems) == [("STREAM", HERE, 4)]


@pytest.mark.parametrize("name", ["notes", "CHN", "chn-irn", "CHN-IRN-2", "_drafts"])
def test_a_file_that_is_no_stream_is_STREAM(log, name):
    write(log, name=name)
    assert found(verify(log).problems) == [("STREAM", f"events/{name}.jsonl", 1)]


def test_a_record_earlier_than_its_predecessor_is_CLOCK(log):
    first = hand_made(at="2026-02-01T00:00:00.000Z")
    write(log, first, hand_made(prev=[sum_of(first)], at="2026-01-31T23:59:59.999Z"))
    assert found(verify(log).problems) == [("CLOCK", HERE, 2)]


def test_one_id_with_two_contents_is_DUPLICATE_ID(log, three):
    id = put(log, draft())[0].id
    write(log, *lines(log), hand_made({**VISIT, "title": "Other"}, id=id, event=id))
    assert found(verify(log).problems) == [("DUPLICATE-ID", HERE, 5)]


@pytest.mark.parametrize("type", ["amended", "retracted"])
def test_a_record_about_an_event_that_was_never_logged_is_TARGET(log, three, type):
    write(log, *three, hand_made({"set": {"title": "x"}, "why": "y"}, type=type))
    assert found(verify(log).problems) == [("TARGET", HERE, 4)]


@pytest.mark.parametrize("type", ["logged", "reviewed", "assessed", "profiled"])
def test_a_record_about_itself_that_names_another_is_TARGET(log, type):
    event = put(log, draft())[0].id
    write(log, *lines(log), hand_made(type=type, event=event))
    assert found(verify(log).problems) == [("TARGET", HERE, 2)]


def test_a_sealed_end_that_was_cut_off_is_TRUNCATED(log, three):
    seal(log, "tester")
    write(log, *three[:2])
    assert found(verify(log).problems) == [("TRUNCATED", "events/_seals.jsonl", 1)]


def test_a_sealed_file_that_was_deleted_is_TRUNCATED(log, three):
    seal(log, "tester")
    (log / "CHN-IRN.jsonl").unlink()
    assert found(verify(log).problems) == [("TRUNCATED", "events/_seals.jsonl", 1)]


def test_a_sealed_file_that_was_written_anew_is_TRUNCATED(log, three):
    seal(log, "tester")
    write(log, hand_made())
    assert found(verify(log).problems) == [("TRUNCATED", "events/_seals.jsonl", 1)]


def test_every_seal_that_names_what_is_gone_says_so(log, three):
    seal(log, "tester")
    put(log, draft(DRILL))
    seal(log, "tester")
    write(log, three[0])
    assert {each.where.line for each in verify(log).problems} == {1, 2}


def test_a_seal_that_comes_while_the_files_are_read_names_nothing_that_is_gone(log, three):
    seal(log, "tester")

    def watch(names):
        for name in names:
            yield name
            put(log, draft(DRILL, title=f"Told after {name} was read"))
            seal(log, "tester")

    report = verify(log, watch=watch)
    assert report.problems == report.warnings == ()


def test_a_seal_over_a_file_that_came_after_the_files_were_listed_names_nothing_that_is_gone(log, three, monkeypatch):
    listed = streams.streams

    def at_that_moment(log):
        names = listed(log)
        monkeypatch.undo()
        put(log, draft(VISIT, stream="RUS-SYR"))
        seal(log, "tester")
        return names

    seal(log, "tester")
    monkeypatch.setattr(streams, "streams", at_that_moment)
    assert verify(log).problems == ()


@pytest.mark.parametrize("data", [{"heads": {DYAD: 5}}, {"heads": {DYAD: None}}, {"heads": {DYAD: [5]}}, {"heads": [1]}, {}, [1]])
def test_a_seal_that_names_no_heads_is_reported(log, data):
    write(log, hand_made(data, type="sealed", stream="_seals"), name="_seals")
    assert [(file, line) for _, file, line in found(verify(log).problems)] == [("events/_seals.jsonl", 1)]


@pytest.mark.parametrize("left", [1, 60, -1])
def test_a_torn_tail_is_only_torn(log, three, left):
    write(log, *three[:2], three[2][:left])
    report = verify(log)
    assert report.problems == ()
    assert found(report.torn) == [("TORN", HERE, 3)]


def test_all_problems_of_all_files_are_reported_at_once(log, three):
    put(log, draft(stream="RUS-SYR"))
    write(log, three[0].replace(b"tester", b"nobody"), three[1], b"{}\n")
    write(log, *(line.replace(b"tester", b"nobody") for line in lines(log, "RUS-SYR")), name="RUS-SYR")
    assert found(verify(log).problems) == [("SUM", HERE, 1), ("MISSING", HERE, 2), ("FORM", HERE, 3), ("SUM", "events/RUS-SYR.jsonl", 1)]


def test_a_record_of_an_unknown_type_or_a_newer_version_verifies(log):
    write(log, hand_made(type="forecast"), hand_made(v=2))
    assert verify(log).problems == ()


# nothing escapes


@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_every_single_changed_byte_of_a_sealed_log_is_reported(log, bit):
    put(log, draft({"date": "2014", "kind": "visit", "title": "Visit", "instruments": ["D1"]}))
    put(log, draft({"why": "never happened"}, type="retracted", event=put(log, draft())[0].id))
    seal(log, "tester")
    for path in sorted(log.glob("*.jsonl")):
        content = path.read_bytes()
        for place in range(len(content)):
            path.write_bytes(content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :])
            assert verify(log).problems, f"byte {place} of {path.name}"
        path.write_bytes(content)
    assert verify(log).problems == ()


def test_every_cut_of_a_sealed_log_is_reported(log, three):
    seal(log, "tester")
    content = b"".join(three)
    for length in range(len(content)):
        write(log, content[:length])
        assert "TRUNCATED" in [each.code for each in verify(log).problems], length


# against git


@pytest.fixture
def repository(workspace):
    """A workspace under git: two records committed, with a seal."""
    git(workspace.root, "init", "--quiet")
    put(workspace.log, draft(), draft(DRILL))
    seal(workspace.log, "tester")
    commit(workspace.root)
    return workspace


def test_since_finds_the_end_that_was_cut_off_together_with_its_seals(repository):
    log = repository.log
    write(log, lines(log)[0])
    (log / "_seals.jsonl").unlink()
    assert verify(log).problems == ()
    assert found(verify(log, since="HEAD").problems) == [("LOST", HERE, 2), ("LOST", "events/_seals.jsonl", 1)]


def test_since_finds_a_lost_file(repository):
    (repository.log / "_seals.jsonl").unlink()
    (repository.log / "CHN-IRN.jsonl").unlink()
    assert [each.code for each in verify(repository.log, since="HEAD").problems] == ["LOST"] * 3


def test_since_looks_at_the_named_revision(repository):
    log = repository.log
    write(log, lines(log)[0])
    (log / "_seals.jsonl").unlink()
    commit(repository.root, "Cut")
    assert verify(log, since="HEAD").problems == ()
    assert [each.code for each in verify(log, since="HEAD~1").problems] == ["LOST", "LOST"]


def test_since_bears_growth_and_another_order_of_lines(repository):
    put(repository.log, draft(ACCORD))
    write(repository.log, *reversed(lines(repository.log)))
    assert verify(repository.log, since="HEAD").problems == ()


def test_since_an_unknown_revision_is_an_error(repository):
    with pytest.raises(ValueError, match="git could not answer"):
        verify(repository.log, since="nowhere")


def test_since_outside_of_git_is_an_error(log):
    with pytest.raises(ValueError, match="git could not answer"):
        verify(log, since="HEAD")


# warnings, which change nothing


def meaning(log):
    """What the dyad's log says, without its line numbers."""
    read = dossier(log, DYAD, {})
    return read.heads, [(each.id, each.coding) for each in read.events]


def test_the_same_line_twice_is_a_warning_and_counts_once(log, three):
    before = meaning(log)
    write(log, *three, three[0])
    assert wrong(log) == [] and warned(log) == [("REPEATED", 4)]
    assert meaning(log) == before


def test_lines_out_of_order_are_a_warning_and_mean_the_same(log, three):
    before = meaning(log)
    write(log, three[2], three[0], three[1])
    assert wrong(log) == [] and warned(log) == [("ORDER", 1)]
    assert meaning(log) == before


def amendment(event, prev, title, minute, **fields):
    at = f"2026-01-02T00:0{minute}:00.000Z"
    return hand_made({"set": {"title": title, **fields}, "why": "x"}, type="amended", event=event, prev=[prev], at=at)


def first(line):
    """Digest and id of a line."""
    return sum_of(line), line.split(b'"id":"')[1][:36].decode()


def test_two_amendments_of_one_field_that_did_not_see_each_other_are_a_warning_and_the_later_stands(log):
    line = hand_made()
    sum, id = first(line)
    write(log, line, amendment(id, sum, "One", 1), amendment(id, sum, "Two", 2))
    assert wrong(log) == [] and warned(log) == [("CONCURRENT", 3)]
    assert [each.coding.title for each in dossier(log, DYAD, {}).events] == ["Two"]


def test_two_amendments_in_a_row_are_none(log):
    line = hand_made()
    sum, id = first(line)
    one = amendment(id, sum, "One", 1)
    write(log, line, one, amendment(id, sum_of(one), "Two", 2))
    assert warned(log) == []


def test_concurrent_amendments_of_different_fields_are_none(log):
    line = hand_made()
    sum, id = first(line)
    other = {"set": {"summary": "x"}, "why": "x"}
    write(log, line, amendment(id, sum, "One", 1), hand_made(other, type="amended", event=id, prev=[sum], at="2026-01-02T00:02:00.000Z"))
    assert warned(log) == []


def test_concurrent_amendments_are_found_with_another_between_them(log):
    line = hand_made()
    sum, id = first(line)
    other = {"set": {"summary": "x"}, "why": "x"}
    between = hand_made(other, type="amended", event=id, prev=[sum], at="2026-01-02T00:02:00.000Z")
    write(log, line, amendment(id, sum, "One", 1), between, amendment(id, sum, "Two", 3))
    assert ("CONCURRENT", 4) in warned(log)


def test_a_record_that_hangs_on_a_sealed_over_head_is_a_warning(log):
    old = put(log, draft(), draft(DRILL))[0]
    seal(log, "tester")
    write(log, *lines(log), hand_made(ACCORD, prev=[old.sum], at="2027-01-01T00:00:00.000Z"))
    assert wrong(log) == []
    assert [line for _, line in warned(log)] == [3]


def test_one_record_that_two_branches_recorded_is_a_warning_and_the_earlier_counts(log):
    line = hand_made()
    id = first(line)[1]
    write(log, line, hand_made(id=id, event=id, at="2026-01-02T00:00:00.000Z", by="another hand"))
    assert wrong(log) == [] and warned(log) == [("REPEATED", 2)]
    assert [each.by for each in dossier(log, DYAD, {}).events] == ["hand"]
