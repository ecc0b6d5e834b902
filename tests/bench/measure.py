"""Measuring on a shared, noisy machine: what is compared takes turns, and medians are compared."""

import time
from statistics import median


def interleaved(rounds, *works):
    """The seconds of each of `works` in every round; they take turns, so that a slow moment falls on all of them."""
    taken = [[] for _ in works]
    for _ in range(rounds):
        for mine, work in zip(taken, works, strict=True):
            started = time.perf_counter()
            work()
            mine.append(time.perf_counter() - started)
    return taken


def ratio(one, other):
    """How many times the median of `other` that of `one` is."""
    return median(one) / median(other)
