"""The log in git: random histories merged in any order and by any means, and what branches, merges and the work tree do to a record."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import attrs
import pytest
from logs import ACCORD, DRILL, DYAD, REPORT, VISIT, commit, contents, draft, found, git, lines, put, rows, signed, write

from mdime_events import recording
from mdime_events.log import durable
from mdime_events.log import seal as seals
from mdime_events.log import stream as streams
from mdime_events.log.append import Refused, append
from mdime_events.log.ids import row_id
from mdime_events.log.verify import verify
from mdime_events.replay import DataProblems, dossier, sources

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DYADS = (DYAD, "RUS-IRN", "USA-POL", "FRA-TCD")
MEANS = ("merge", "merge", "rebase", "squash", "cherry-pick")
LOGGED = ("--date", "2023-02", "--kind", "visit", "-i", "D1", "--title", "President visits Beijing")


@pytest.fixture(autouse=True)
def _git_of_nobody_in_particular(monkeypatch):
    """Git with no settings but those of the tests."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Tester")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "tester@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))


# random histories


class History:
    """A repository with a log, two to five branches that grew from one another, and what was acknowledged on all of them."""

    def __init__(self, root, seed):
        self.root, self.log, self.random = root, root / "events", Random(seed)
        self.acknowledged, self.branches, self.merges = set(), [], 0
        self.log.mkdir(parents=True)
        for name in (".gitattributes", ".gitignore"):
            shutil.copy(ROOT / name, root)
        git(root, "init", "--quiet")
        self.commit(self.random.randrange(5))
        self.grow()

    def grow(self):
        for number in range(self.random.randint(2, 5)):
            start = self.random.choice(["main", *self.branches])
            self.branches.append(f"branch-{number}")
            git(self.root, "switch", "--quiet", "--create", self.branches[-1], start)
            for _ in range(self.random.randint(1, 3)):
                self.commit(self.random.randint(1, 3))
        for _ in range(self.random.randrange(4)):
            into, other = self.random.sample(self.branches, 2)
            git(self.root, "switch", "--quiet", into)
            self.merge(other)
            self.commit(self.random.randrange(3))

    def commit(self, acts):
        for _ in range(acts):
            self.act()
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--allow-empty", "--message", "Log")

    def act(self):
        """An append, an amendment, a retraction, a row that other branches may log too, or a source."""
        random = self.random
        name = random.choice(DYADS)
        logged = [line.record.id for line in streams.read(self.log, name).lines if line.record.type == "logged"]
        match random.choice(["logged", "logged", "row", "sourced", *["amended", "amended", "retracted"] * bool(logged)]):
            case "logged":
                one = draft(random.choice([VISIT, DRILL, ACCORD]), stream=name, title=f"Title {random.random()}")
            case "row":
                key = str(random.randrange(3))
                one = draft(DRILL, stream=name, title=f"Row {key}", id=row_id(name, "key", key), seen=True)
            case "sourced":
                one = draft(REPORT, type="sourced", stream="_sources", key=f"key-{random.randrange(3)}", title=f"Report {random.random()}")
            case "amended":
                changes = {random.choice(["title", "summary"]): f"Mended {random.random()}"}
                one = draft({"set": changes, "why": "a test"}, type="amended", stream=name, event=random.choice(logged))
            case "retracted":
                one = draft({"why": "a test"}, type="retracted", stream=name, event=random.choice(logged))
        clock = NOW + timedelta(seconds=random.choice([0, 0, 1, 5, 100]))
        written = append(self.log, [one], random.choice(["ann", "bob"]), clock)[0]
        self.acknowledged.add((written.record.stream, written.record.sum))

    def merge(self, branch):
        git(self.root, "merge", "--quiet", "--no-edit", branch)
        self.merges += 1

    def integrate(self, target, order, means):
        """A branch from main into which all others go, in this order and by these means."""
        git(self.root, "switch", "--quiet", "--create", target, "main")
        for branch, by in zip(order, means, strict=True):
            self.bring_in(target, branch, by)

    def bring_in(self, target, branch, by):
        if by == "merge":
            self.merge(branch)
            return
        self.merges += 1
        if by == "squash":
            git(self.root, "merge", "--quiet", "--squash", branch)
            git(self.root, "commit", "--quiet", "--allow-empty", "--message", f"All of {branch}")
        elif by == "rebase":
            git(self.root, "switch", "--quiet", "--detach", branch)
            git(self.root, "rebase", "--quiet", target)
            git(self.root, "switch", "--quiet", "--force-create", target)
        else:
            picked = git(self.root, "rev-list", "--reverse", "--topo-order", "--no-merges", f"{target}..{branch}").split()
            if picked:
                git(self.root, "cherry-pick", "--allow-empty", "--keep-redundant-commits", *picked)

    def meaning(self):
        """All that a reader sees of the log: reading order and dossiers, without the numbers of lines."""
        order = {name: [line.record.sum for line in streams.reading_order(streams.read(self.log, name).lines)] for name in self.names()}
        registered = sources(self.log)
        dossiers = {name: _without_lines(dossier(self.log, name, registered)) for name in self.names() if not name.startswith("_")}
        return {"order": order, "dossiers": dossiers}

    def names(self):
        return streams.streams(self.log)

    def wrong(self):
        """What is not as it should be in the log as it stands."""
        report = verify(self.log)
        lines = [(name, line.record) for name in self.names() for line in streams.read(self.log, name).lines]
        there = {(name, record.sum) for name, record in lines}
        repeated = len(lines) - len({(name, record.id) for name, record in lines})  # a line twice, or a row that two people logged
        yield from (f"{problem} [{problem.code}]" for problem in (*report.problems, *report.torn))
        yield from (f"gone: {each}" for each in self.acknowledged - there)
        yield from (f"of nobody: {each}" for each in there - self.acknowledged)
        if repeated != sum(warning.code == "REPEATED" for warning in report.warnings):
            yield f"{repeated} records stand twice, but verify warns of others: {report.warnings}"
        yield from (f"unknown warning {each}" for each in report.warnings if each.code not in ("REPEATED", "ORDER", "CONCURRENT"))
        for tip in ("main", *self.branches):
            yield from (f"since {tip}: {problem}" for problem in verify(self.log, since=tip).problems)

    def close(self):
        """Appends once to every stream: the fork is closed."""
        for name in [name for name in self.names() if name in DYADS]:
            before = streams.read(self.log, name).heads
            after = append(self.log, [draft(stream=name, title="After all")], "tester", NOW)[0].record
            self.acknowledged.add((name, after.sum))
            if after.prev != before or streams.read(self.log, name).heads != (after.sum,):
                yield f"{name}: the fork of {len(before)} heads was not closed"


def _without_lines(value):
    return attrs.asdict(value, filter=lambda field, _: field.name != "where")


def check_history(root, seed):
    """What went wrong in the history of this seed, and how many merges were made."""
    history = History(root, seed)
    random = history.random
    orders = [random.sample(history.branches, len(history.branches)) for _ in range(3)]
    means = [["merge"] * len(history.branches), ["merge"] * len(history.branches), [random.choice(MEANS) for _ in history.branches]]
    wrong, meanings = [], []
    for number, (order, by) in enumerate(zip(orders, means, strict=True)):
        history.integrate(f"all-{number}", order, by)
        told = f"seed {seed}, {list(zip(order, by, strict=True))}"
        wrong += [f"{told}: {each}" for each in history.wrong()]
        meanings.append(history.meaning())
        if meanings[0] != meanings[-1]:
            wrong.append(f"{told}: reads otherwise than {orders[0]} merged in that order")
    wrong += [f"seed {seed}: {each}" for each in (*history.close(), *history.wrong())]
    return wrong, history.merges


def test_random_histories_lose_nothing_and_mean_the_same_in_whatever_order_they_are_merged(tmp_path, tally, long):
    wrong, merges, seeds = [], 0, range(220 if long else 5)
    for seed in seeds:
        try:
            found_wrong, made = check_history(tmp_path / str(seed), seed)
        except (Refused, DataProblems, subprocess.CalledProcessError) as error:
            found_wrong, made = [f"seed {seed}: {error!r} {getattr(error, 'stderr', '')}"], 0
        wrong += found_wrong
        merges += made
        shutil.rmtree(tmp_path / str(seed))
    tally("merges", merges)
    tally("git histories", len(seeds), wrong)


# branches that grew from one record


@pytest.fixture
def root(workspace):
    """A workspace under git, with one record in its log."""
    git(workspace.root, "init", "--quiet")
    put(workspace.log, draft())
    commit(workspace.root)
    return workspace.root


@pytest.fixture
def clone(root, tmp_path_factory):
    """Clones the workspace, with options of git's."""

    def cloned(*options):
        there = tmp_path_factory.mktemp("clone") / "workspace"
        git(root, "clone", "--quiet", *options, f"file://{root}", there)
        return there

    return cloned


def branch(root, name, *drafts, start="main"):
    """A branch on which each of `drafts` is a commit; the records."""
    git(root, "switch", "--quiet", "--create", name, start)
    return more(root, *drafts)


def more(root, *drafts):
    records = []
    for each in drafts:
        records += put(root / "events", each)
        commit(root)
    return records


def merge(root, other, into="main"):
    git(root, "switch", "--quiet", into)
    git(root, "merge", "--quiet", "--no-edit", other)


def sums(log, name=DYAD):
    return {line.record.sum for line in streams.read(log, name).lines}


def codes(problems):
    return {problem.code for problem in problems}


def clean(log, *revisions):
    """Whether verify finds no problem, and nothing lost since any of the revisions."""
    reports = [verify(log, since=since) for since in (None, *revisions)]
    return not any(report.problems or report.torn for report in reports)


def test_a_stream_that_two_branches_both_began_has_two_beginnings_and_then_one_head(root, log):
    ours = branch(root, "ours", draft(DRILL, stream="USA-POL"))
    theirs = branch(root, "theirs", draft(ACCORD, stream="USA-POL"), draft(stream="USA-POL"))
    merge(root, "ours")
    merge(root, "theirs")
    assert sums(log, "USA-POL") == {each.sum for each in (*ours, *theirs)}
    assert clean(log, "ours", "theirs")
    last = put(log, draft(stream="USA-POL"))[0]
    assert last.prev == tuple(sorted([ours[0].sum, theirs[1].sum]))
    assert streams.read(log, "USA-POL").heads == (last.sum,)


def test_a_rebased_branch_keeps_its_records_and_their_predecessors(root, log):
    theirs = branch(root, "theirs", draft(DRILL), draft(title="Second"))
    git(root, "switch", "--quiet", "main")
    ours = more(root, draft(ACCORD))
    git(root, "switch", "--quiet", "theirs")
    before = git(root, "rev-parse", "theirs").strip()
    git(root, "rebase", "--quiet", "main")
    assert {each.sum for each in (*ours, *theirs)} < sums(log)
    assert streams.read(log, DYAD).heads == tuple(sorted([ours[0].sum, theirs[1].sum]))
    assert clean(log, "main", before)


def test_a_squashed_branch_can_go_on_and_be_merged_again(root, log):
    first = branch(root, "theirs", draft(DRILL), draft(title="Second"))
    git(root, "switch", "--quiet", "main")
    more(root, draft(ACCORD))
    git(root, "merge", "--quiet", "--squash", "theirs")
    commit(root)
    assert {each.sum for each in first} < sums(log) and clean(log, "theirs")
    git(root, "switch", "--quiet", "theirs")
    third = more(root, draft(title="Third"))
    merge(root, "theirs")
    assert {each.sum for each in (*first, *third)} < sums(log) and clean(log, "theirs")


def test_a_cherry_picked_commit_brings_the_records_before_it_along(root, log):
    """Git's union driver cannot tell them apart."""
    records = branch(root, "theirs", draft(DRILL), draft(title="Second"))
    git(root, "switch", "--quiet", "main")
    more(root, draft(ACCORD))
    git(root, "cherry-pick", "theirs")
    assert {each.sum for each in records} < sums(log)
    assert clean(log, "theirs")


def test_a_cherry_picked_commit_whose_predecessors_stay_behind_is_found_and_the_whole_branch_mends_it(root, log):
    branch(root, "theirs", draft(DRILL))
    git(root, "switch", "--quiet", "main")
    more(root, draft(ACCORD))
    merge(root, "main", into="theirs")
    more(root, draft(title="After the merge"))
    git(root, "switch", "--quiet", "main")
    git(root, "cherry-pick", "theirs")
    assert found(verify(log).problems) == [("MISSING", f"events/{DYAD}.jsonl", 3)]
    with pytest.raises(DataProblems):
        dossier(log, DYAD, {})
    merge(root, "theirs")
    assert clean(log, "theirs")


def test_a_merge_of_several_branches_at_once_is_refused_by_git_and_one_by_one_it_works(root, log):
    for name in ("one", "two", "three"):
        branch(root, name, draft(title=name))
    git(root, "switch", "--quiet", "main")
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "--quiet", "--no-edit", "one", "two", "three")
    git(root, "reset", "--quiet", "--hard")
    for name in ("one", "two", "three"):
        merge(root, name)
    assert clean(log, "one", "two", "three") and len(sums(log)) == 4


def test_a_reverted_commit_is_a_lost_record(root, log):
    record = more(root, draft(DRILL))[0]
    tip = git(root, "rev-parse", "HEAD").strip()
    git(root, "revert", "--no-edit", "HEAD")
    assert record.sum not in sums(log)
    assert verify(log).problems == ()
    assert found(verify(log, since=tip).problems) == [("LOST", f"events/{DYAD}.jsonl", 2)]


def test_a_clone_that_translates_line_ends_leaves_the_log_alone(root, log, clone):
    more(root, draft(DRILL))
    assert contents(clone("--config", "core.autocrlf=true") / "events") == contents(log)


# the same row on two branches


def test_one_row_that_two_people_log_at_one_moment_reads_the_same_whichever_branch_comes_first(root, log):
    """A clock that ran ahead gives both records the same moment: that of their common predecessor."""
    row = draft(DRILL, id=row_id(DYAD, "key", "1"), seen=True)
    put(log, draft(ACCORD), now=datetime.now(UTC) + timedelta(minutes=4))
    commit(root)
    for name in ("ann", "bob"):
        git(root, "switch", "--quiet", "--create", name, "main")
        append(log, [row], name)
        commit(root)
    meanings = []
    for target, order in (("one", ("ann", "bob")), ("other", ("bob", "ann"))):
        git(root, "switch", "--quiet", "--create", target, "main")
        for name in order:
            git(root, "merge", "--quiet", "--no-edit", name)
        reading = [line.record.sum for line in streams.reading_order(streams.read(log, DYAD).lines)]
        meanings.append((reading, [event.by for event in dossier(log, DYAD, {}).events]))
    assert meanings[0] == meanings[1]


def test_one_mended_row_from_two_files_is_one_correction(root, log):
    row = {**DRILL, "key": "1"}
    log_file(root, "rows.jsonl", row)
    for name in ("ann", "bob"):
        git(root, "switch", "--quiet", "--create", name, "main")
        log_file(root, f"{name}.jsonl", {**row, "title": "Mended"})
    merge(root, "ann")
    merge(root, "bob")
    assert found(verify(log).problems) == []


def log_file(root, name, *each):
    """Logs the rows of a file of this name, and commits them."""
    append(root / "events", recording.log_rows(root / "events", [DYAD], rows(*each, file=name)).drafts, "tester")
    commit(root)


def test_one_key_with_different_content_on_two_branches_is_found_and_logged_again_it_is_an_amendment(root, log):
    row = {**DRILL, "key": "1"}
    for name in ("ann", "bob"):
        git(root, "switch", "--quiet", "--create", name, "main")
        log_file(root, "rows.jsonl", {**row, "title": f"As {name} has it"})
    merge(root, "ann")
    merge(root, "bob")
    assert found(verify(log).problems) == [("DUPLICATE-ID", f"events/{DYAD}.jsonl", 3)]
    git(root, "reset", "--quiet", "--hard", "ORIG_HEAD")
    log_file(root, "rows.jsonl", {**row, "title": "As bob has it"})
    assert clean(log, "ann")
    assert [event.coding.title for event in dossier(log, DYAD, {}).events] == [VISIT["title"], "As bob has it"]


# tampering on a branch, seen after the merge


def edited(line, old=b"Naval", new=b"Novel"):
    """The line with a word changed and its digest done again."""
    body, _ = line.split(b',"sum":"')
    assert old in body
    return signed(body.replace(old, new))


def tamper(root, number, **change):
    """A branch on which one line of the log was edited."""
    git(root, "switch", "--quiet", "--create", "tampered", "main")
    changed = lines(root / "events")
    changed[number] = edited(changed[number], **change)
    write(root / "events", *changed)
    commit(root)


def test_an_edited_record_that_others_stand_on_is_found_after_the_merge(root, log):
    more(root, draft(DRILL), draft(ACCORD))
    tamper(root, 1)
    git(root, "switch", "--quiet", "main")
    more(root, draft(title="Meanwhile"))
    git(root, "merge", "--quiet", "--no-edit", "tampered")
    assert ("MISSING", f"events/{DYAD}.jsonl", 3) in found(verify(log).problems)
    assert "LOST" in codes(verify(log, since="HEAD^1").problems)
    with pytest.raises(DataProblems, match="a record was changed or removed"):
        recording.log_rows(log, [DYAD], rows(ACCORD))


def test_an_edited_newest_record_stands_beside_the_original_after_the_merge_and_is_found(root, log):
    more(root, draft(DRILL))
    tamper(root, 1)
    git(root, "switch", "--quiet", "main")
    more(root, draft(ACCORD))
    git(root, "merge", "--quiet", "--no-edit", "tampered")
    assert codes(verify(log).problems) == {"DUPLICATE-ID"}


def test_an_edited_newest_record_that_nobody_built_on_is_found_in_git_and_by_a_seal(root, log):
    more(root, draft(DRILL))
    before = git(root, "rev-parse", "main").strip()
    tamper(root, 1)
    merge(root, "tampered")
    assert verify(log).problems == ()
    assert codes(verify(log, since=before).problems) == {"LOST"}
    git(root, "reset", "--quiet", "--hard", before)
    seals.seal(log, "tester")
    commit(root)
    merge(root, "tampered")
    assert codes(verify(log).problems) == {"TRUNCATED"}


def test_a_record_that_was_edited_and_not_signed_again_is_found(root, log):
    more(root, draft(DRILL))
    git(root, "switch", "--quiet", "--create", "tampered", "main")
    write(log, *(line.replace(b"Naval", b"Novel") for line in lines(log)))
    commit(root)
    git(root, "switch", "--quiet", "main")
    more(root, draft(ACCORD))
    git(root, "merge", "--quiet", "--no-edit", "tampered")
    assert "SUM" in codes(verify(log).problems)


# a torn write that was committed and merged


def torn(root, left=None):
    """A branch whose log ends in a torn write, of which `left` bytes were written (None: all but the newline)."""
    git(root, "switch", "--quiet", "--create", "torn", "main")
    put(root / "events", draft(DRILL))
    *whole, last = lines(root / "events")
    write(root / "events", *whole, last[:-1][:left])
    commit(root)
    return last


def test_a_torn_write_that_is_merged_into_a_longer_log_stays_at_the_end_and_the_next_append_cuts_it(root, log):
    torn(root, 100)
    git(root, "switch", "--quiet", "main")
    ours = more(root, draft(ACCORD))[0]
    git(root, "merge", "--quiet", "--no-edit", "torn")
    report = verify(log)
    assert (codes(report.problems), codes(report.torn)) == (set(), {"TORN"})
    last = put(log, draft(title="After the merge"))[0]
    assert last.prev == (ours.sum,) and clean(log, "HEAD^1", "HEAD^2")


def test_a_torn_write_that_others_are_merged_into_becomes_a_line_of_its_own_and_is_found(root, log):
    """Git ends the line that had no end; it is no record, and may be taken out."""
    torn(root, 100)
    git(root, "switch", "--quiet", "main")
    more(root, draft(ACCORD))
    merge(root, "main", into="torn")
    assert found(verify(log).problems) == [("FORM", f"events/{DYAD}.jsonl", 2)]
    with pytest.raises(Refused, match="damaged"):
        put(log, draft(title="On top"))
    write(log, *(line for line in lines(log) if len(line) > 101))
    assert clean(log, "HEAD^1", "HEAD^2")
    put(log, draft(title="On top"))


def test_a_record_that_lacked_only_its_newline_is_a_record_once_others_are_merged_into_it(root, log):
    last = torn(root)
    git(root, "switch", "--quiet", "main")
    ours = more(root, draft(ACCORD))[0]
    merge(root, "main", into="torn")
    assert clean(log, "HEAD^1", "HEAD^2")
    assert lines(log)[1] == last
    assert len(put(log, draft())[0].prev) == 2 and ours.sum in sums(log)


def test_a_torn_write_that_was_cut_before_the_merge_leaves_no_trace(root, log):
    torn(root, 100)
    record = more(root, draft(title="On top"))[0]
    git(root, "switch", "--quiet", "main")
    more(root, draft(ACCORD))
    git(root, "merge", "--quiet", "--no-edit", "torn")
    assert clean(log, "HEAD^1", "HEAD^2") and record.sum in sums(log) and len(lines(log)) == 3


def test_conflict_markers_are_found_and_the_same_merge_with_the_union_driver_is_clean(root, log):
    branch(root, "theirs", draft(DRILL))
    git(root, "switch", "--quiet", "main")
    more(root, draft(ACCORD))
    attributes = root / ".git" / "info" / "attributes"
    attributes.write_text("events/*.jsonl merge=text\n")
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "--no-edit", "theirs")
    markers = [("FORM", f"events/{DYAD}.jsonl", line) for line in (2, 4, 6)]
    assert found(verify(log).problems) == markers
    commit(root)
    assert found(verify(log).problems) == markers
    git(root, "reset", "--quiet", "--hard", "HEAD^")
    attributes.unlink()
    git(root, "merge", "--quiet", "--no-edit", "theirs")
    assert clean(log, "HEAD^1", "HEAD^2")


# the command, in a clone and in the work tree


def test_a_clone_finds_a_record_that_was_lost_in_it(root, log, mdime, clone):
    more(root, draft(DRILL))
    there = clone()
    assert mdime("verify", "--since", "origin/main", cwd=there).returncode == 0
    write(there / "events", lines(log)[0])
    commit(there)
    assert mdime("verify", cwd=there).returncode == 0
    done = mdime("verify", "--since", "origin/main", cwd=there)
    assert done.returncode == 1
    assert done.stdout.startswith(f"events/{DYAD}.jsonl:2: stood here in origin/main and is gone [LOST]\n")


def test_a_stream_that_was_deleted_is_lost(root, log, mdime):
    git(root, "rm", "--quiet", f"events/{DYAD}.jsonl")
    log.mkdir(exist_ok=True)
    done = mdime("verify", "--since", "HEAD")
    assert done.returncode == 1 and "[LOST]" in done.stdout


def test_a_shallow_clone_cannot_answer_and_says_so(root, log, mdime, clone):
    more(root, draft(DRILL))
    there = clone("--depth", "1")
    done = mdime("verify", "--since", "HEAD^", cwd=there)
    assert done.returncode == 2 and "git could not answer" in done.stderr


UNDO = [
    ("checkout", "--", "."),
    ("restore", "--source=HEAD", "--staged", "--worktree", "."),
    ("stash", "--include-untracked"),
    ("reset", "--quiet", "--hard"),
    ("clean", "--quiet", "-fdx"),
]


def test_a_record_logged_with_commit_survives_whatever_is_done_to_the_work_tree(root, log, mdime):
    for number, undo in enumerate(UNDO):
        done = mdime("log", "CHN", "IRN", *LOGGED[:-1], f"Title {number}", "--commit")
        assert (done.returncode, "git did not" in done.stderr) == (0, False), done.stderr
        git(root, *undo)
        assert f"Title {number}".encode() in lines(log)[-1]
    done = mdime("log", "USA", "POL", *LOGGED, "--source", "https://example.org/1", "--commit")
    for undo in UNDO:
        git(root, *undo)
    assert len(lines(log, "USA-POL")) == len(lines(log, "_sources")) == 1
    assert clean(log, "HEAD")


def test_commit_takes_nothing_else_that_is_staged(root, log, mdime):
    put(log, draft(stream="RUS-IRN"))
    (root / "notes.txt").write_text("staged\n")
    git(root, "add", "notes.txt", "events/RUS-IRN.jsonl")
    assert mdime("log", "CHN", "IRN", *LOGGED, "--commit").returncode == 0
    assert git(root, "show", "--name-only", "--format=", "HEAD").split() == [f"events/{DYAD}.jsonl"]
    assert git(root, "diff", "--cached", "--name-only").split() == ["events/RUS-IRN.jsonl", "notes.txt"]


def test_commit_in_the_middle_of_a_merge_is_told_and_the_record_is_there(root, log, mdime):
    (root / "notes.txt").write_text("one\n")
    commit(root)
    git(root, "switch", "--quiet", "--create", "theirs")
    (root / "notes.txt").write_text("two\n")
    commit(root)
    git(root, "switch", "--quiet", "main")
    (root / "notes.txt").write_text("three\n")
    commit(root)
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "theirs")
    done = mdime("log", "CHN", "IRN", *LOGGED, "--commit")
    assert done.returncode == 0 and "recorded, but git did not commit it" in done.stderr
    assert len(lines(log)) == 2


LOSE = [
    ("checkout", "--", "events"),
    ("restore", "events"),
    ("reset", "--quiet", "--hard"),
    ("checkout", "--quiet", "--force", "main"),
]


@pytest.mark.parametrize("undo", LOSE, ids=" ".join)
def test_an_uncommitted_record_does_not_survive(root, log, undo):
    before = contents(log)
    put(log, draft(DRILL))
    git(root, *undo)
    assert contents(log) == before


def test_an_uncommitted_record_of_a_new_stream_does_not_survive_clean(root, log):
    put(log, draft(stream="USA-POL"))
    git(root, "clean", "--quiet", "-fd")
    assert not (log / "USA-POL.jsonl").exists()


def test_an_uncommitted_record_waits_in_the_stash_and_comes_back_by_a_merge(root, log):
    stashed = put(log, draft(DRILL))[0]
    git(root, "stash")
    committed = more(root, draft(ACCORD))[0]
    git(root, "stash", "pop")
    assert {stashed.sum, committed.sum} < sums(log) and clean(log, "HEAD")
    assert len(put(log, draft())[0].prev) == 2


# a file that is appended to while git checks out


def test_git_does_not_switch_or_merge_over_an_uncommitted_record(root, log):
    branch(root, "theirs", draft(DRILL))
    git(root, "switch", "--quiet", "main")
    record = put(log, draft(ACCORD))[0]
    for command in (("switch", "theirs"), ("merge", "theirs"), ("rebase", "theirs")):
        with pytest.raises(subprocess.CalledProcessError):
            git(root, *command)
        assert record.sum in sums(log)


def test_an_uncommitted_record_goes_along_to_a_branch_whose_file_is_the_same(root, log):
    git(root, "branch", "theirs")
    record = put(log, draft(ACCORD))[0]
    git(root, "switch", "--quiet", "theirs")
    assert record.sum in sums(log)


def test_a_record_is_not_acknowledged_where_git_replaced_the_file_while_it_was_written(root, log, monkeypatch):
    branch(root, "theirs", draft(DRILL))
    git(root, "switch", "--quiet", "main")
    written = durable._write

    def interrupted(handle, new):
        written(handle, new)
        git(root, "checkout", "--quiet", "--force", "theirs")

    monkeypatch.setattr(durable, "_write", interrupted)
    with pytest.raises(Refused, match=r"nothing was recorded.*the file was replaced while it was written to"):
        put(log, draft(ACCORD))
    assert git(root, "status", "--porcelain") == "" and clean(log, "theirs")


def test_a_record_that_is_logged_in_the_middle_of_a_checkout_may_be_overwritten(root, log):
    """A limit, and why nobody should log while git works: git looked before the append whether the file was clean, and replaces it after.

    Git's smudge filter of another file, which comes between the two, stands for a person who logs at that moment.
    """
    (root / ".git" / "info" / "attributes").write_text("a.txt filter=meanwhile\n")
    (root / "a.txt").write_text("one\n")
    commit(root)
    git(root, "switch", "--quiet", "--create", "theirs")
    (root / "a.txt").write_text("two\n")
    theirs = more(root, draft(DRILL))[0]
    git(root, "switch", "--quiet", "main")
    program = root / ".git" / "meanwhile.py"
    program.write_text(MEANWHILE)
    git(root, "config", "filter.meanwhile.smudge", f"'{sys.executable}' '{program}' '{log}'")
    git(root, "switch", "--quiet", "theirs")
    acknowledged = (log / ".acknowledged").read_text()
    assert theirs.sum in sums(log) and acknowledged not in sums(log)


MEANWHILE = """
import sys
from pathlib import Path
from logs import draft, put

log = Path(sys.argv[1])
(log / ".acknowledged").write_text(put(log, draft())[0].sum)
sys.stdout.write(sys.stdin.read())
"""
