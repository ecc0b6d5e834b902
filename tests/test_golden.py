"""What the rules make of the repository's own log: every instrument at every year's end, and the report that it was coded from.

The golden table, tests/golden/ratings.csv, says which edition of a rule gave a row, and which state of the log it was rated on. An
edition stands for its ratings for ever: rated on that state of the log, every committed version of the table has to come out again,
but for the rows of rules whose edition was raised since. So a change of method shows in the same commit: raise the rule's `edition`, say
why and when in its docstring, and `MDIME_UPDATE_GOLDEN=1 pytest tests/test_golden.py` writes the table anew. It refuses where an edition
was not raised. New events move the table too, and ask for no edition.
"""

import csv
import os
import subprocess
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve, frozen
from dossiers import ROOT, method

from mdime_events.log import stream as streams
from mdime_events.rate import rate
from mdime_events.replay import KnownOn, dossier, sources
from mdime_events.vocabulary import INSTRUMENTS, LEVELS, OVERALL, RATED

GOLDEN = Path(__file__).parent / "golden" / "ratings.csv"
STREAMS = ("CHN-IRN", "_sources")
YEARS = range(2012, 2024)
REPORT = date(2023, 12, 31)


@frozen(kw_only=True)
class Table:
    """The golden table: the heads of the log that it was rated on, and by instrument the rule's edition and a cell a year's end."""

    heads: tuple[str, ...]
    rows: dict[str, tuple[int, tuple[str, ...]]]


def read(text):
    """A table from its file; None where it is of the time before editions stood in it."""
    first, *lines = text.splitlines()
    if not first.startswith("# log "):
        return None
    _, *rows = csv.reader(lines)
    return Table(heads=tuple(first.split()[2:]), rows={code: (int(edition), tuple(cells)) for code, edition, *cells in rows})


def written(table):
    rows = [("instrument", "edition", *YEARS), *((code, edition, *cells) for code, (edition, cells) in table.rows.items())]
    return "\n".join([f"# log {' '.join(table.heads)}", *(",".join(map(str, row)) for row in rows), ""])


@cache
def log(heads=None):
    """The repository's own log: as it is, or as it was when these were its heads, as the first line of the table has them."""
    events = ROOT / "events"
    known = KnownOn(text="golden", heads=streams_of(heads)) if heads else None
    return dossier(events, "CHN-IRN", sources(events, known), known)


def streams_of(heads):
    pairs = [head.split(":") for head in heads]
    return {stream: [sum for name, sum in pairs if name == stream] for stream in STREAMS}


def records(stream):
    return [line.record for line in streams.read(ROOT / "events", stream).lines]


def heads_now():
    return tuple(f"{stream}:{sum}" for stream in STREAMS for sum in sorted(streams.heads(records(stream))))


def is_of_this_log(table):
    """Whether the log still has the records that a table was rated on; it was begun anew otherwise, which only happens before a release."""
    return set(table.heads) <= {f"{stream}:{record.sum}" for stream in STREAMS for record in records(stream)}


def cell(rating):
    return f"{rating.level.label}/{rating.trend}" if rating.level is not None else "not assessed"


@cache
def computed(heads=None):
    """What the rules make of the log as it is, or as it was at some heads."""
    years = [map(cell, rate(log(heads), method(), date(year, 12, 31))) for year in YEARS]
    book = method().book
    editions = [*(book.ladders[code].edition for code in INSTRUMENTS), book.overall.edition]
    rows = {code: (edition, cells) for code, edition, cells in zip(RATED, editions, zip(*years, strict=True), strict=True)}
    return Table(heads=heads or heads_now(), rows=rows)


def versions():
    """Every version of the table that git knows in this branch, the newest first; none where there is no git."""
    name = str(GOLDEN.relative_to(ROOT))
    listed = subprocess.run(["git", "log", "--format=%H", "--", name], cwd=ROOT, capture_output=True, text=True)
    texts = (
        subprocess.run(["git", "show", f"{commit}:{name}"], cwd=ROOT, capture_output=True, text=True).stdout
        for commit in listed.stdout.split()
    )
    return [table for text in texts if text and (table := read(text)) and is_of_this_log(table)]


def unnamed(before, after):
    """The instruments whose ratings are others under an edition that was given before. The overall follows from all of them."""
    raised = {code for code, (edition, _) in after.rows.items() if edition > before.rows[code][0]}
    moved = [code for code, (_, cells) in after.rows.items() if cells != before.rows[code][1]]
    return [code for code in moved if code not in raised and not (code == OVERALL and raised)]


def refusals():
    """What is wrong with the editions as they are, in sentences."""
    told = "the ratings of {} moved, and edition {} has given others before; raise its edition and say why and when in its docstring"
    found = [(code, table) for table in versions() for code in unnamed(table, computed(table.heads))]
    return sorted({told.format(code, table.rows[code][0]) for code, table in found})


def test_no_ratings_move_under_an_edition_that_was_given_before():
    found = refusals()
    assert not found, "\n".join(found)


def test_every_instrument_at_every_years_end_is_as_it_was():
    if os.environ.get("MDIME_UPDATE_GOLDEN") and not refusals():
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(written(computed()))
    golden, now = read(GOLDEN.read_text()), computed()
    moved = [
        f"{code} {year}: {before} before, {after} now"
        for code in RATED
        for year, before, after in zip(("edition", *YEARS), flat(golden.rows[code]), flat(now.rows[code]), strict=True)
        if before != after
    ]
    assert not moved, "\n".join(["ratings moved; if that is meant, MDIME_UPDATE_GOLDEN=1 writes them anew", *moved])
    assert golden.heads == now.heads, "the log has grown; MDIME_UPDATE_GOLDEN=1 writes down its heads"


def flat(row):
    edition, cells = row
    return (edition, *cells)


def test_the_golden_folder_holds_nothing_else():
    assert [path.name for path in GOLDEN.parent.iterdir()] == [GOLDEN.name]


# Editions


def changed(table, code, edition=1, cells=("low/steady",)):
    return evolve(table, rows={**table.rows, code: (edition, cells)})


PLAIN = Table(heads=("CHN-IRN:0",), rows=dict.fromkeys(RATED, (1, ("medium/steady",))))


def test_a_table_is_read_as_it_was_written():
    assert read(written(computed())) == computed()
    assert read("instrument,2012\nD1,low/steady\n") is None


def test_ratings_that_move_need_another_edition():
    assert unnamed(PLAIN, PLAIN) == []
    assert unnamed(PLAIN, changed(PLAIN, "E2")) == ["E2"]
    assert unnamed(PLAIN, changed(PLAIN, "E2", edition=2)) == []
    assert unnamed(changed(PLAIN, "E2", edition=2), PLAIN) == ["E2"], "an older edition is no other"


def test_the_overall_follows_from_the_instruments_without_an_edition_of_its_own():
    assert unnamed(PLAIN, changed(PLAIN, OVERALL)) == [OVERALL]
    assert unnamed(PLAIN, changed(PLAIN, OVERALL, edition=2)) == []
    assert unnamed(PLAIN, changed(changed(PLAIN, "E2", edition=2), OVERALL)) == []


def test_a_new_edition_of_the_same_ratings_is_no_harm():
    assert unnamed(PLAIN, changed(PLAIN, "E2", edition=2, cells=("medium/steady",))) == []


def test_the_log_may_be_rated_as_it_was_when_the_table_was_written():
    table = read(GOLDEN.read_text())
    assert computed(table.heads).rows == table.rows


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
