"""What the frame asks of every proposal, whatever importer made it: a key, and a dyad of two states."""

import pytest

from mdime_events.importers.selection import Selection, select
from mdime_events.importers.shape import Proposal
from mdime_events.model import Where
from mdime_events.replay import DataProblems


def proposal(**about):
    return Proposal(**{"where": Where(file="calls.csv", line=3), "dyad": "CHN-OMN", "key": "2", "fields": {"date": "2014"}, **about})


def refused(**about):
    with pytest.raises(DataProblems) as error:
        select([proposal(**about)], Selection())
    return str(error.value)


@pytest.mark.parametrize("key", ["", " "])
def test_a_key_is_not_empty(key):
    assert refused(key=key) == "calls.csv:3: has no key; what tells the row from all others is empty"


@pytest.mark.parametrize(
    ("dyad", "told"),
    [
        ("CHN-CHN", "a dyad joins two countries; CHN was given twice"),
        ("CHN", '"CHN" is no dyad; write a benefactor and a recipient, such as CHN IRN or CHN-IRN'),
        ("China-Oman", 'dyad "China-Oman" must be written CHN-OMN'),
    ],
)
def test_a_dyad_is_the_codes_of_two_states(dyad, told):
    assert refused(dyad=dyad) == f"calls.csv:3: {told}"


def test_a_navy_that_is_no_benefactor_is_passed_over():
    selected = select([proposal(dyad="IND-OMN")], Selection())
    assert [each.reason for each in selected.refused] == ["benefactor not asked for"]
    assert not selected.kept
