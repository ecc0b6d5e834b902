"""A recompute spread over processes and over a cluster: the same rows, whoever worked them out, and whoever died at it."""

import multiprocessing
import os
import re
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from logs import draft, put
from tables import ROOT, contents

from mdime_events.log import seen
from mdime_events.recompute import Question, recompute
from mdime_events.replay import DataProblems
from mdime_events.spread import Unreachable, over_cluster, over_processes

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed: pip install 'mdime-events[dask]'")
RECIPIENTS = ("IRN", "SYR", "BLR", "VEN", "CUB", "MMR", "SRB", "DZA")


@pytest.fixture
def place(workspace):
    """Eight dyads of a few events each."""
    for number, recipient in enumerate(RECIPIENTS):
        days = [f"{year}-0{1 + number}-15" for year in range(2012, 2024)]
        put(workspace.log, *(draft(stream=f"CHN-{recipient}", date=day, title=f"Visit of {day}") for day in days))
    return workspace


def built(place, name, **how):
    db = place.root / name
    recompute(place, db=db, **how)
    return contents(db)


# Processes


def test_two_processes_give_the_rows_of_one(place):
    assert built(place, "two.db", spread=over_processes(2)) == built(place, "one.db")


def test_a_question_travels_with_the_work(place):
    asked = {"question": Question(known_on="today", as_of=None)}
    assert built(place, "two.db", spread=over_processes(2), **asked) == built(place, "one.db", **asked)


def test_problems_come_back_with_their_lines(place):
    path = place.log / "CHN-SYR.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Visit of 2015", b"Visit of 2016", 1))
    with pytest.raises(DataProblems, match=r"events/CHN-SYR.jsonl:4: the line does not match its own digest"):
        recompute(place, spread=over_processes(2))
    assert not place.database.exists()


def test_a_process_that_is_killed_costs_time_and_no_results(place):
    killed = []

    def watch(outcomes):
        for outcome in outcomes:
            if not killed:
                killed.append(multiprocessing.active_children()[0])
                killed[0].kill()
            yield outcome

    assert built(place, "two.db", spread=over_processes(2), progress=watch) == built(place, "one.db")
    assert killed


def test_jobs_on_the_command_line(place, mdime):
    assert mdime("recompute", "--jobs", "2").returncode == 0
    assert contents(place.database) == built(place, "one.db")


def test_jobs_and_a_scheduler_are_wrong_use(place, mdime):
    done = mdime("recompute", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert "a --scheduler has its own workers" in done.stderr


# A cluster


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, started as a user starts them; yields its address and the workers' processes."""
    told = (tmp_path / "scheduler.log").open("wb")
    dask = Path(sys.executable).with_name("dask")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = subprocess.Popen([dask, "scheduler", *here, "--port", "0"], stdout=told, stderr=told, env=env, cwd=tmp_path)
    started = [scheduler]
    try:
        address = _address(tmp_path / "scheduler.log", scheduler)
        one = [dask, "worker", address, *here, "--nthreads", "1", "--no-nanny", "--local-directory", tmp_path]
        workers = [subprocess.Popen(one, stdout=told, stderr=told, env=env, cwd=tmp_path) for _ in range(2)]
        started += workers
        _until_there(tmp_path / "scheduler.log", 2)
        yield address, workers
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()
        told.close()


def _address(log, process, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        if found := re.search(r"Scheduler at: +(tcp://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _until_there(log, count, seconds=60):
    end = time.monotonic() + seconds
    while log.read_text().count("Starting established connection to tcp") < 2 * count:
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)


@needs_dask
def test_a_cluster_gives_the_rows_of_one_process(place, cluster):
    assert built(place, "cluster.db", spread=over_cluster(cluster[0])) == built(place, "one.db")


@needs_dask
def test_a_worker_that_is_killed_costs_time_and_no_results(place, cluster):
    address, workers = cluster

    def watch(outcomes):
        for number, outcome in enumerate(outcomes):
            if number == 1:
                workers[0].kill()
            yield outcome

    assert built(place, "cluster.db", spread=over_cluster(address), progress=watch) == built(place, "one.db")


@needs_dask
def test_a_scheduler_that_does_not_answer_is_told(place, mdime):
    with pytest.raises(Unreachable, match=r"no scheduler answers at tcp://127\.0\.0\.1:1"):
        recompute(place, spread=over_cluster("tcp://127.0.0.1:1"))
    assert not place.database.exists()


# What nobody has touched


def settled(place, monkeypatch):
    """Recomputed at a time when the files' time stamps are believed."""
    monkeypatch.setattr(seen, "SETTLED", 0)
    time.sleep(0.02)
    recompute(place)


def looked_at(place):
    """The dyads that a recompute looks at."""
    found = []

    def watch(outcomes):
        for outcome in outcomes:
            found.append(outcome.dyad)
            yield outcome

    recompute(place, progress=watch)
    return found


def test_files_that_nobody_has_touched_are_not_read(place, monkeypatch):
    settled(place, monkeypatch)
    assert looked_at(place) == []
    put(place.log, draft(stream="CHN-SYR", date="2024"))
    assert looked_at(place) == ["CHN-SYR"]


def test_a_file_of_the_same_size_and_time_stamp_is_read_where_it_was_written_to(place, monkeypatch):
    settled(place, monkeypatch)
    path = place.log / "CHN-SYR.jsonl"
    stamp = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Visit of 2015", b"Visit of 2016", 1))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert path.stat().st_size == stamp.st_size
    with pytest.raises(DataProblems, match="does not match its own digest"):
        recompute(place)


def test_a_file_that_was_put_in_the_place_of_another_is_read(place, monkeypatch):
    settled(place, monkeypatch)
    path = place.log / "CHN-SYR.jsonl"
    path.with_suffix(".new").write_bytes(path.read_bytes())
    path.with_suffix(".new").replace(path)
    assert looked_at(place) == ["CHN-SYR"]


def test_time_stamps_of_a_moment_ago_are_not_believed(place):
    recompute(place)
    assert sorted(looked_at(place)) == sorted(f"CHN-{recipient}" for recipient in RECIPIENTS)


def test_what_was_kept_and_then_changed_is_not_believed(place, monkeypatch):
    settled(place, monkeypatch)
    kept = place.log / ".checkpoints" / "_read.json"
    kept.write_bytes(kept.read_bytes().replace(b"CHN-SYR", b"CHN-SYX", 1))
    assert len(looked_at(place)) == len(RECIPIENTS)


def test_full_reads_everything(place, monkeypatch):
    settled(place, monkeypatch)
    assert len(recompute(place, full=True).rated) == len(RECIPIENTS)
