"""Dates as pages say them."""

import pytest

from mdime_events.site.dated import dated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("2016-11-14", "2016-11-14"), ("2016-11", "2016-11"), ("2014", "2014"), ("2014?", "2014?")),
        *(("2019-12~", "about 2019-12"), ("/..", "since unknown"), ("2021/..", "since 2021"), ("2021~/..", "since about 2021")),
        *(("2010/2019", "2010 to 2019"), ("/2019", "until 2019"), ("[2012..2023]", "between 2012 and 2023"), ("[..2020]", "by 2020")),
        ("[2012..]", "2012 or later"),
    ],
)
def test_a_date_in_words(text, expected):
    assert dated(text) == expected
