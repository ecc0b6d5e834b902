"""What the suites of faults share: how much to try, and the count of it that is printed at the end.

`make test` tries a little of everything; `make faults` (`--long`) all of it.
"""

from collections import Counter

import pytest

TRIED, LOST = pytest.StashKey[Counter](), pytest.StashKey[Counter]()


def pytest_configure(config):
    config.stash[TRIED], config.stash[LOST] = Counter(), Counter()


@pytest.fixture(scope="session")
def long(request):
    """Whether the long form was asked for."""
    return request.config.getoption("--long")


@pytest.fixture
def tally(request):
    """Counts what a test tried in a group, and what was lost: `tally("kills", 120, lost)`; fails the test where anything was."""

    def count(group, tried, lost=()):
        request.config.stash[TRIED][group] += tried
        request.config.stash[LOST][group] += len(lost)
        shown = "\n".join(map(str, list(lost)[:20]))
        assert not lost, f"{len(lost)} losses in {tried} {group}:\n{shown}"

    return count


def pytest_terminal_summary(terminalreporter, config):
    for group, tried in config.stash[TRIED].items():
        terminalreporter.write_line(f"{group:28} {tried:>9,} tried   {config.stash[LOST][group]} lost")
