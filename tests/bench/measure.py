"""Measuring on a shared, noisy machine: what is compared takes turns, and medians are compared."""

import math
import os
import resource
import subprocess
import sys
import time
from statistics import median


def interleaved(rounds, *works, clock=time.perf_counter):
    """The seconds of each of `works` in every round; they take turns, so that a slow moment falls on all of them."""
    taken = [[] for _ in works]
    for _ in range(rounds):
        for mine, work in zip(taken, works, strict=True):
            started = clock()
            work()
            mine.append(clock() - started)
    return taken


def ratio(one, other):
    """How many times the median of `other` that of `one` is."""
    return median(one) / median(other)


def children():
    """The processor time of all processes that this one has waited for, in seconds: a clock for commands."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak(*arguments, cwd):
    """The most memory that `mdime` with these arguments held at a time, in MB."""
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    told = subprocess.run(
        [sys.executable, "-c", PEAK, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": here},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(told.stdout.splitlines()[-1]) / 1024


PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "mdime_events.cli.main", *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def exponent(sizes, seconds):
    """How a cost grows: 0 is flat, 1 is linear; the slope of a straight line through the logarithms."""
    points = [(math.log(size), math.log(each)) for size, each in zip(sizes, seconds, strict=True)]
    middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    over = sum((x - middle[0]) * (y - middle[1]) for x, y in points)
    return over / sum((x - middle[0]) ** 2 for x, _ in points)
