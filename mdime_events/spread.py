"""Spreading a recompute: one process, several, or a cluster. The outcomes come in the order of the shares, whoever worked them out.

No more than a few outcomes wait to be written at any time, and work that a killed worker took with it is given to another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any

from attrs import frozen

from mdime_events.memory import collect_rarely
from mdime_events.task import Outcome, Share, Task, work

Spread = Callable[[Task, Iterable[Share]], Iterator[Outcome]]
AHEAD = 2  # shares given out for each worker
TRIES = 3


@frozen(kw_only=True)
class Outcomes:
    """Outcomes that come one after the other, and how many there will be."""

    coming: Iterator[Outcome]
    total: int

    def __iter__(self) -> Iterator[Outcome]:
        return self.coming

    def __len__(self) -> int:
        return self.total


class Unreachable(Exception):
    """A cluster that cannot be used, or workers that die whatever they are given."""


def serial(task: Task, shares: Iterable[Share]) -> Iterator[Outcome]:
    """In this process."""
    return (work(task, share) for share in shares)


def over_processes(jobs: int) -> Spread:
    """Over as many processes of this machine."""
    return partial(_over, lambda: ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=collect_rarely), jobs)


def over_cluster(address: str) -> Spread:
    """Over the workers of a Dask scheduler such as tcp://10.0.0.1:8786."""
    return lambda task, shares: _over(lambda: _cluster(address), _workers(address), task, shares)


def _over(start: Callable[[], AbstractContextManager[Executor]], workers: int, task: Task, shares: Iterable[Share]) -> Iterator[Outcome]:
    left = deque(shares)
    for _ in range(TRIES):
        try:
            with start() as pool:
                yield from _in_order(pool, workers, task, left)
            return
        except BrokenExecutor:  # what was not answered for is still among those left
            continue
    raise Unreachable(f"the workers died {TRIES} times; recompute with fewer jobs")


def _in_order(pool: Executor, workers: int, task: Task, left: deque[Share]) -> Iterator[Outcome]:
    """Outcomes in order; a share leaves those `left` when its outcome is there."""
    given: deque[Future[Outcome]] = deque()
    while left:
        for share in list(left)[len(given) : AHEAD * workers]:
            given.append(pool.submit(work, task, share))
        found = given.popleft().result()
        left.popleft()
        yield found


def _workers(address: str) -> int:
    with _client(address) as client:
        count = len(client.scheduler_info(n_workers=-1)["workers"])
    if not count:
        raise Unreachable(f"the scheduler at {address} has no workers; start some with `dask worker {address}`")
    return count


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    with _client(address) as client:
        yield client.get_executor(pure=False, retries=TRIES)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise Unreachable("a scheduler needs Dask: pip install 'mdime-events[dask]'") from None
    try:
        client = Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise Unreachable(f"no scheduler answers at {address}: {error}") from None
    with client:
        yield client
