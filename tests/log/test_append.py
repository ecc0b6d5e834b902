"""Appending: the chain, the clock, torn writes, checkpoints, failing disks, several writers, merged branches."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from logs import ACCORD, DRILL, DYAD, VISIT, commit, contents, draft, git, hand_made, lines, put, sum_of, write

from mdime_events.log import stream as streams
from mdime_events.log.append import Refused, append
from mdime_events.log.envelope import decode
from mdime_events.log.ids import new_id, row_id
from mdime_events.log.verify import verify
from mdime_events.replay import dossier

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def heads(log, name=DYAD):
    return streams.read(log, name).heads


def sound(log):
    """Whether verify has nothing to say at all."""
    report = verify(log)
    return not (report.problems or report.warnings or report.torn)


# the chain


def test_a_first_record_has_no_predecessor_and_the_next_names_it(log):
    first, second = put(log, draft(), draft(DRILL))
    assert first.prev == ()
    assert second.prev == (first.sum,)
    assert [decode(line[:-1]) for line in lines(log)] == [first, second]
    assert sound(log)


def test_records_of_one_call_are_chained_in_their_order(log):
    written = append(log, [draft(title=str(number)) for number in range(5)], "tester")
    sums = [each.record.sum for each in written]
    assert [each.record.prev for each in written] == [(), *((each,) for each in sums[:-1])]
    assert sound(log)


def test_records_of_several_streams_go_to_their_own_files_and_come_back_in_order(log):
    drafts = [draft(), draft(stream="RUS-IRN"), draft(DRILL)]
    written = append(log, drafts, "tester")
    assert [each.record.id for each in written] == [each.id for each in drafts]
    assert len(lines(log)) == 2 and len(lines(log, "RUS-IRN")) == 1
    assert sound(log)


def test_an_event_s_record_is_about_itself_and_an_amendment_about_the_event(log):
    event = put(log, draft())[0]
    amendment = put(log, draft({"set": {"title": "x"}, "why": "y"}, type="amended", event=event.id))[0]
    assert (event.event, amendment.event) == (event.id, event.id)
    assert amendment.id != event.id


def test_nothing_to_append_makes_no_file(log):
    assert append(log, [], "tester") == []
    assert contents(log) == {}


def test_a_log_folder_is_made_where_there_is_none(tmp_path):
    put(tmp_path / "new" / "events", draft())
    assert sound(tmp_path / "new" / "events")


# the clock


def test_a_record_is_never_earlier_than_the_newest_before_it(log):
    first = put(log, draft(), now=NOW)[0]
    second = put(log, draft(DRILL), now=NOW - timedelta(minutes=4))[0]
    assert first.at == second.at == "2026-11-23T12:00:00.000Z"


def test_a_newest_record_five_minutes_ahead_of_the_clock_is_borne(log):
    put(log, draft(), now=NOW + timedelta(minutes=5))
    assert put(log, draft(DRILL), now=NOW)[0].at == "2026-11-23T12:05:00.000Z"


def test_a_newest_record_further_ahead_of_the_clock_stops_the_append(log):
    put(log, draft(), now=NOW + timedelta(minutes=5, milliseconds=1))
    before = contents(log)
    with pytest.raises(Refused, match=r"ahead of this machine's clock.*set the clock") as refusal:
        put(log, draft(DRILL), now=NOW)
    assert [each.code for each in refusal.value.problems] == ["CLOCK"]
    assert contents(log) == before


# a write that was torn by a crash


@pytest.mark.parametrize("left", [1, 40, 300])
def test_a_torn_tail_is_cut_and_kept(log, left):
    first, _ = put(log, draft(), draft(DRILL))
    whole, torn = lines(log)[0], lines(log)[1][:left]
    write(log, whole, torn)
    third = put(log, draft(ACCORD))[0]
    assert third.prev == (first.sum,)
    assert lines(log)[0] == whole and len(lines(log)) == 2
    assert [each.read_bytes() for each in (log / ".torn").iterdir()] == [torn]
    assert sound(log)


def test_a_record_that_lacks_only_its_newline_was_never_acknowledged(log):
    first, _ = put(log, draft(), draft(DRILL))
    torn = lines(log)[1][:-1]
    write(log, lines(log)[0], torn)
    assert put(log, draft(ACCORD))[0].prev == (first.sum,)
    assert [each.read_bytes() for each in (log / ".torn").iterdir()] == [torn]


def test_a_file_that_is_all_torn_begins_anew(log):
    write(log, hand_made()[:100])
    assert put(log, draft())[0].prev == ()
    assert sound(log)


def test_two_torn_tails_are_both_kept(log):
    put(log, draft())
    for text in (b'{"v":1,"id":"a', b'{"v":1,"id":"b'):
        write(log, *lines(log), text)
        put(log, draft())
    assert {each.read_bytes() for each in (log / ".torn").iterdir()} == {b'{"v":1,"id":"a', b'{"v":1,"id":"b'}


# the same record again


def test_the_same_record_again_is_answered_with_the_stored_one(log):
    mine = draft(id=new_id(), seen=True)
    first = append(log, [mine], "tester")[0]
    put(log, draft(DRILL))
    before = contents(log)
    again = append(log, [mine], "somebody else")[0]
    assert again.duplicate and not first.duplicate
    assert again.record == first.record
    assert contents(log) == before


def test_the_same_id_with_other_content_is_refused_and_nothing_beside_it_is_written(log):
    id = new_id()
    append(log, [draft(id=id, seen=True)], "tester")
    before = contents(log)
    with pytest.raises(Refused, match="there already with other content; amend it instead"):
        append(log, [draft(DRILL), draft(id=id, seen=True, title="Other")], "tester")
    assert contents(log) == before


def test_the_same_id_for_another_type_is_refused(log):
    id = put(log, draft())[0].id
    with pytest.raises(Refused):
        append(log, [draft(type="reviewed", id=id, seen=True)], "tester")


def test_one_row_twice_in_one_call_is_written_once(log):
    mine = draft(id=new_id(), seen=True)
    written = append(log, [mine, mine], "tester")
    assert len(lines(log)) == 1
    assert written[0].record == written[1].record


# what may not be written


def test_a_record_that_is_too_long_is_refused(log):
    with pytest.raises(Refused, match="shorten the summary"):
        append(log, [draft(), draft(summary="я" * 40_000)], "tester")
    assert contents(log) == {}


# a damaged file


@pytest.mark.parametrize("line", [0, 1])
def test_a_damaged_file_is_not_appended_to(log, line):
    put(log, draft(), draft(DRILL))
    damaged = lines(log)
    damaged[line] = damaged[line].replace(b'"by":"tester"', b'"by":"nobody"')
    write(log, *damaged)
    with pytest.raises(Refused, match=r"nothing was recorded: CHN-IRN\.jsonl is damaged; `mdime verify` lists what is wrong") as refusal:
        put(log, draft(ACCORD))
    assert str(refusal.value.problems[0].where) == f"events/CHN-IRN.jsonl:{line + 1}"
    assert lines(log) == damaged


def test_a_whole_record_with_something_behind_it_is_damage_and_not_a_torn_write(log):
    put(log, draft())
    write(log, lines(log)[0][:-1] + b" ")
    with pytest.raises(Refused):
        put(log, draft(DRILL))


# the checkpoint: only speed is lost with it


def checkpoint(log):
    return log / ".checkpoints" / "CHN-IRN.json"


def delete(log):
    checkpoint(log).unlink()


def garble(log):
    checkpoint(log).write_bytes(b"\xff\x00 not JSON")


def cut_short(log):
    checkpoint(log).write_bytes(checkpoint(log).read_bytes()[:-20])


def empty(log):
    checkpoint(log).write_bytes(b"")


def other_shape(log):
    checkpoint(log).write_text('{"size":"many"}')


def negative(log):
    checkpoint(log).write_text('{"size":-1}')


def no_object(log):
    checkpoint(log).write_text("null")


@pytest.mark.parametrize("harm", [delete, garble, cut_short, empty, other_shape, negative, no_object])
def test_a_harmed_checkpoint_costs_a_read_and_nothing_else(log, harm):
    second = put(log, draft(), draft(DRILL))[1]
    harm(log)
    assert put(log, draft(ACCORD))[0].prev == (second.sum,)
    assert sound(log)


def test_an_old_checkpoint_is_brought_up_to_date(log):
    put(log, draft())
    old = checkpoint(log).read_bytes()
    second = put(log, draft(DRILL))[0]
    checkpoint(log).write_bytes(old)
    assert put(log, draft(ACCORD))[0].prev == (second.sum,)
    assert sound(log)


def test_a_log_that_is_shorter_than_its_checkpoint_is_read_anew(log):
    first, _ = put(log, draft(), draft(DRILL))
    write(log, lines(log)[0])
    assert put(log, draft(ACCORD))[0].prev == (first.sum,)
    assert sound(log)


def test_a_log_that_was_replaced_is_read_anew(log):
    put(log, draft(), draft(DRILL))
    other = hand_made()
    write(log, other)
    assert put(log, draft(ACCORD))[0].prev == (sum_of(other),)
    assert sound(log)


def test_a_log_of_the_same_length_that_was_replaced_is_read_anew(log, tmp_path):
    put(log, draft(title="One"))
    two = put(tmp_path / "other", draft(title="Two"))[0]
    write(log, *lines(tmp_path / "other"))
    assert put(log, draft(DRILL))[0].prev == (two.sum,)
    assert sound(log)


def test_a_log_that_was_deleted_begins_anew(log):
    put(log, draft())
    (log / "CHN-IRN.jsonl").unlink()
    assert put(log, draft(DRILL))[0].prev == ()
    assert sound(log)


def test_a_record_that_stands_twice_is_no_head_again(log):
    put(log, draft(), draft(DRILL))
    write(log, *lines(log), lines(log)[0])
    before = heads(log)
    assert put(log, draft(ACCORD))[0].prev == before


def test_where_no_checkpoint_can_be_kept_the_record_is_kept_all_the_same(log):
    (log / ".checkpoints").write_text("a file where the folder should be")
    put(log, draft())
    assert len(lines(log)) == 1


# a disk that fails

FULL = """
import resource, sys
from pathlib import Path
from logs import draft
from mdime_events.log.append import Refused, append

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    append(Path(sys.argv[1]), [draft(title=str(number)) for number in range(20)], "tester")
except Refused as refusal:
    print(refusal.problems[0].code, refusal)
"""


def test_a_write_that_fails_half_way_leaves_the_file_as_it_was_and_says_so(log):
    put(log, draft())
    before = contents(log)
    size = len(before["CHN-IRN.jsonl"])
    said = subprocess.run([sys.executable, "-c", FULL, log, str(size + 1000)], env=here(), capture_output=True, text=True, check=True)
    assert said.stdout == "WRITE nothing was recorded in events/CHN-IRN.jsonl: File too large\n"
    assert contents(log) == before
    assert put(log, draft(DRILL))[0].prev == (sum_of(before["CHN-IRN.jsonl"]),)
    assert sound(log)


def test_a_first_write_that_fails_leaves_no_file(log):
    said = subprocess.run([sys.executable, "-c", FULL, log, "1000"], env=here(), capture_output=True, text=True, check=True)
    assert said.stdout.startswith("WRITE nothing was recorded")
    assert contents(log) == {}


def here():
    """The environment of a process that may import this folder's helpers."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


# several writers

WRITER = """
import sys
from pathlib import Path
from logs import draft
from mdime_events.log.append import append

for number in range(int(sys.argv[3])):
    print(append(Path(sys.argv[1]), [draft(title=f"{sys.argv[2]} {number}")], sys.argv[2])[0].record.id, flush=True)
"""


def writer(log, name, count):
    return subprocess.Popen([sys.executable, "-c", WRITER, log, name, str(count)], env=here(), stdout=subprocess.PIPE, text=True)


def test_several_processes_at_once_lose_nothing_and_leave_one_line(log):
    writers = [writer(log, name, 25) for name in ("one", "two", "three", "four")]
    acknowledged = [id for each in writers for id in each.communicate()[0].split()]
    stored = [line.record for line in streams.read(log, DYAD).lines]
    assert len(acknowledged) == 100
    assert sorted(record.id for record in stored) == sorted(acknowledged)
    assert [record.prev for record in stored] == [(), *((record.sum,) for record in stored[:-1])]
    assert sound(log)


def test_a_writer_that_is_killed_holds_no_lock_and_loses_nothing_it_acknowledged(log):
    killed = writer(log, "killed", 1_000_000)
    for _ in range(20):
        assert killed.stdout.readline()
    killed.send_signal(signal.SIGKILL)
    acknowledged = killed.communicate()[0].split()
    put(log, draft(DRILL))
    stored = [line.record.id for line in streams.read(log, DYAD).lines]
    assert set(acknowledged) <= set(stored)
    assert sound(log)


def test_a_writer_waits_for_the_lock(log):
    hold = "import sys, time; from pathlib import Path; from mdime_events.log.append import locked\n"
    hold += "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(0.3)"
    holder = subprocess.Popen([sys.executable, "-c", hold, log], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    begun = time.monotonic()
    put(log, draft())
    assert time.monotonic() - begun > 0.1
    holder.communicate()


# branches in git


@pytest.fixture
def repository(workspace):
    """A workspace under git, with one record in its log."""
    git(workspace.root, "init", "--quiet")
    put(workspace.log, draft())
    commit(workspace.root)
    return workspace


def branch(workspace, name, *drafts):
    """A branch from main on which `drafts` were appended."""
    git(workspace.root, "switch", "--quiet", "--create", name, "main")
    records = put(workspace.log, *drafts)
    commit(workspace.root)
    return records


def test_two_branches_that_both_appended_merge_and_the_next_append_closes_the_fork(repository):
    log = repository.log
    ours, theirs = branch(repository, "ours", draft(DRILL)), branch(repository, "theirs", draft(ACCORD))
    git(repository.root, "merge", "--quiet", "--no-edit", "ours")
    assert len(lines(log)) == 3
    assert heads(log) == tuple(sorted([ours[0].sum, theirs[0].sum]))
    last = put(log, draft(title="After the merge"))[0]
    assert last.prev == tuple(sorted([ours[0].sum, theirs[0].sum]))
    assert heads(log) == (last.sum,)
    assert sound(log)


def test_three_branches_of_several_records_merge_to_one_log(repository):
    log = repository.log
    tips = [branch(repository, name, *(draft(title=f"{name} {number}") for number in range(3)))[-1] for name in ("one", "two", "three")]
    git(repository.root, "switch", "--quiet", "main")
    for name in ("one", "two", "three"):
        git(repository.root, "merge", "--quiet", "--no-edit", name)
    assert len(lines(log)) == 10
    assert put(log, draft())[0].prev == tuple(sorted(tip.sum for tip in tips))
    assert sound(log)


def test_a_branch_that_is_merged_after_the_other_went_on_is_no_loss(repository):
    log = repository.log
    branch(repository, "late", draft(DRILL), draft(title="Late"))
    git(repository.root, "switch", "--quiet", "main")
    put(log, draft(ACCORD))
    commit(repository.root)
    git(repository.root, "merge", "--quiet", "--no-edit", "late")
    put(log, draft(title="One more"))
    assert len(lines(log)) == 5 and len(heads(log)) == 1
    assert verify(log).problems == ()


def test_the_same_row_on_two_branches_is_one_event_after_the_merge(repository):
    row = draft(DRILL, id=row_id(DYAD, "key", "1"), seen=True)
    branch(repository, "ours", row)
    time.sleep(0.002)
    branch(repository, "theirs", row)
    git(repository.root, "merge", "--quiet", "--no-edit", "ours")
    assert verify(repository.log).problems == ()
    assert [each.coding.title for each in dossier(repository.log, DYAD, {}).events] == [VISIT["title"], DRILL["title"]]


def test_what_stands_beside_the_log_is_not_committed(repository):
    write(repository.log, *lines(repository.log), b"torn")
    put(repository.log, draft(DRILL))
    commit(repository.root)
    tracked = git(repository.root, "ls-files", "events").split()
    assert tracked == ["events/CHN-IRN.jsonl"]


def test_the_kept_part_of_a_torn_write_is_named_after_its_digest(log):
    write(log, b"torn")
    put(log, draft())
    assert [each.name for each in (log / ".torn").iterdir()] == [f"CHN-IRN-{sha256(b'torn').hexdigest()[:12]}"]
