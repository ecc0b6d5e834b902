"""CSV that is opened in a spreadsheet runs nothing."""

import csv
import io

import pytest

from mdime_events.site.defuse import defused


def cells(body):
    return next(csv.reader(io.StringIO(defused(body.encode()).decode())))


@pytest.mark.parametrize("cell", ['=HYPERLINK("x")', "+1+1", "-2+3", "@SUM(1)"])
def test_a_formula_is_marked_as_text(cell):
    out = io.StringIO()
    csv.writer(out).writerow(["1", cell])
    assert cells(out.getvalue()) == ["1", f"'{cell}"]


@pytest.mark.parametrize("cell", ["-2", "+3.5", "-1e9", "2019-12-27", "a-b", "a=b", ""])
def test_numbers_dates_and_words_stay_as_they_are(cell):
    assert cells(f"x,{cell}\r\n") == ["x", cell]


def test_what_holds_no_such_sign_is_not_touched():
    assert defused(b"a,b\r\n") == b"a,b\r\n"
