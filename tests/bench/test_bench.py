"""The benchmarks run; what they measure is printed by `make bench`, and judged by nobody's clock."""

from importlib import import_module

import pytest
import workload

from mdime_events.log.verify import verify


@pytest.mark.parametrize("name", ["start", "append", "rating", "build", "pages"])
def test_every_ratio_is_a_number_with_a_goal(name, tmp_path, monkeypatch):
    bench = import_module(name)
    monkeypatch.setattr("ground.DENSITY", 20)
    if hasattr(bench, "SIZES"):
        monkeypatch.setattr(bench, "SIZES", (5, 10))
    if name == "pages":
        monkeypatch.setattr(bench, "DYADS", 2)
    found = list(bench.ratios(tmp_path, rounds=1, dyads=2))
    assert len(found) > 1
    assert all(ratio is not None and what and goal for what, ratio, goal in found)


def test_a_workload_is_a_log_with_nothing_wrong(tmp_path):
    workload.make(tmp_path, 2_000)
    report = verify(tmp_path / "events")
    assert (report.problems, report.warnings, report.torn) == ((), (), ())
    assert report.streams == 401


def test_a_workload_is_the_same_for_the_same_seed(tmp_path):
    assert workload.stream("CHN-IRN", 40) == workload.stream("CHN-IRN", 40)
    assert workload.stream("CHN-IRN", 40) != workload.stream("CHN-IRN", 40, seed=8)
