"""What the rules make of the repository's own log: every instrument at every year's end, and the report that it was coded from.

A change of method shows here, in the same commit: `MDIME_UPDATE_GOLDEN=1 pytest tests/test_golden.py` writes tests/golden/ratings.csv
anew; the rule's `edition` and a dated sentence say why.
"""

import csv
import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from dossiers import ROOT, method

from mdime_events.rate import rate
from mdime_events.replay import dossier, sources
from mdime_events.vocabulary import LEVELS, RATED

GOLDEN = Path(__file__).parent / "golden" / "ratings.csv"
YEARS = range(2012, 2024)
REPORT = date(2023, 12, 31)


@cache
def log():
    events = ROOT / "events"
    return dossier(events, "CHN-IRN", sources(events))


def cell(rating):
    return f"{rating.level.label}/{rating.trend}" if rating.level is not None else "not assessed"


def computed():
    """One row an instrument, one column a year's end."""
    years = [rate(log(), method(), date(year, 12, 31)) for year in YEARS]
    return [["instrument", *map(str, YEARS)], *([code, *map(cell, row)] for code, *row in zip(RATED, *years, strict=True))]


def test_every_instrument_at_every_years_end_is_as_it_was():
    if os.environ.get("MDIME_UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        with GOLDEN.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(computed())
    with GOLDEN.open(newline="") as file:
        header, *golden = csv.reader(file)
    now, *rows = computed()
    assert now == header
    moved = [
        f"{code} {year}: {before} before, {after} now"
        for (code, *olds), (_, *news) in zip(golden, rows, strict=True)
        for year, before, after in zip(YEARS, olds, news, strict=True)
        if before != after
    ]
    assert not moved, "\n".join(["ratings moved; if that is meant, MDIME_UPDATE_GOLDEN=1 writes them anew", *moved])


def test_the_golden_folder_holds_nothing_else():
    assert [path.name for path in GOLDEN.parent.iterdir()] == [GOLDEN.name]


# The report's own judgement, which no rule sees


@pytest.fixture(scope="module")
def beside():
    """What was published and what is computed on the report's day, by instrument."""
    published = {entry.data.instrument: entry.data for entry in log().assessments}
    found = {rating.instrument: rating for rating in rate(log(), method(), REPORT)}
    assert published.keys() == found.keys() == RATED.keys()
    return [(published[code], found[code]) for code in RATED]


def test_at_least_nine_of_the_thirteen_levels_are_the_published_ones(beside):
    assert sum(theirs.level == ours.level.label for theirs, ours in beside) >= 9


def test_no_level_is_more_than_a_step_off(beside):
    assert max(abs(LEVELS[theirs.level] - ours.level) for theirs, ours in beside) <= 1


def test_at_least_eleven_of_the_thirteen_trends_are_the_published_ones(beside):
    assert sum(theirs.trend == ours.trend for theirs, ours in beside) >= 11


def test_the_published_judgement_is_no_input():
    assert rate(evolve(log(), assessments=()), method()) == rate(log(), method())
