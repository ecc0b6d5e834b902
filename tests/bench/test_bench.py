"""The benchmarks run; what they measure is printed by `make bench`, and judged by nobody's clock."""

import append


def test_every_ratio_is_a_number_with_a_goal():
    found = list(append.ratios(rounds=2))
    assert len(found) == 3
    assert all(ratio > 0 and what and goal for what, ratio, goal in found)
