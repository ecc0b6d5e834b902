"""An append meets every fault of the disk, every kill and every limit, at every call and every byte: nothing is lost or doubled."""

import os
import subprocess

import pytest
from injector import campaign, finish, library
from logs import draft, put

from mdime_events.log import stream as streams
from mdime_events.log.append import Refused
from mdime_events.log.verify import verify

needs_cc = pytest.mark.skipif(library() is None, reason="faults are made by a small C library: install a C compiler (cc)")


@needs_cc
def test_an_append_under_faults_loses_nothing_and_doubles_nothing(tally, long):
    """At every call and, in the long form, at every byte."""
    parts = os.cpu_count() or 1
    running = [campaign("appends.py", part, parts, 1 if long else 97) for part in range(parts)]
    answers = [finish(each) for each in running]
    for group in ("fault points", "kills"):
        lost = [each for answer in answers for each in answer["lost"]] if group == "fault points" else []
        tally(group, sum(answer["tried"].get(group, 0) for answer in answers), lost)
    assert sum(answer["tried"]["fault points"] for answer in answers) > (10_000 if long else 300)


@needs_cc
@pytest.mark.parametrize("forgotten", ["to sync", "to sync the folder", "to take back", "to keep the torn tail", "to look for the id"])
def test_an_append_that_forgets_something_is_found_out(forgotten):
    """The campaign can fail: a sample of its points is enough to see what is missing."""
    assert finish(campaign("appends.py", 0, 11, 97, forgotten))["lost"]


@pytest.fixture
def disk_of_16_kib(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()

    def fresh():
        subprocess.run(["umount", disk], capture_output=True, check=False)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], capture_output=True, check=False).returncode:
            pytest.skip("mounting a small disk needs root")
        return disk / "events"

    yield fresh
    subprocess.run(["umount", disk], check=True)


def test_a_disk_of_16_kib_that_fills_up_holds_just_what_was_acknowledged(disk_of_16_kib, tally, long):
    lost = []
    sizes = range(1, 4000, 13 if long else 400)
    for size in sizes:
        log, acknowledged = disk_of_16_kib(), []
        with pytest.raises(Refused, match=r"nothing was recorded.*No space left on device"):
            for number in range(1000):
                acknowledged += put(log, draft(summary="x" * size, title=str(number)))
        report = verify(log)
        there = [line.record for line in streams.read(log, "CHN-IRN").lines]
        if there != acknowledged or report.problems or report.warnings or report.torn:
            lost.append(f"summaries of {size} bytes: {len(acknowledged)} acknowledged, {len(there)} there, {report}")
    tally("full disks", len(sizes), lost)
