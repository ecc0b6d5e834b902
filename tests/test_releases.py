"""Every release's log is read for ever: a sample of each, written by that release's own commands, still says what it said.

A folder a release: `events/`, and `dossiers.json` with what replay made of it then. Both are written once and never again;
fields that came later may be added to the answer, none may go or change.
"""

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from logs import ACCORD, draft, put

from mdime_events import __version__, replay
from mdime_events.log.door import PAYLOADS
from mdime_events.log.envelope import SOURCES, TYPES
from mdime_events.log.stream import read, streams
from mdime_events.log.verify import verify
from mdime_events.recompute import recompute
from mdime_events.workspace import Workspace

RELEASES = sorted(path for path in (Path(__file__).parent / "releases").iterdir())
ROOT = Path(__file__).parent.parent


def said(log):
    """What the log says, dyad by dyad, as JSON without its empty fields and its places."""
    registered = replay.sources(log)
    dossiers = {name: msgspec.to_builtins(replay.dossier(log, name, registered)) for name in replay.dyads(log)}
    return json.loads(json.dumps(_lean(dossiers), default=str))


def _lean(value):
    if isinstance(value, dict):
        return {name: _lean(each) for name, each in value.items() if name != "where" and each not in (None, [], {}, ())}
    return [_lean(each) for each in value] if isinstance(value, (list, tuple)) else value


def missing(expected, got, place=""):
    """Where `got` lacks or changes something of `expected`."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return [each for name, value in expected.items() for each in missing(value, got.get(name), f"{place}/{name}")]
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return [each for number, (one, other) in pairs for each in missing(one, other, f"{place}/{number}")]
    return [] if expected == got else [f"{place}: {expected!r} became {got!r}"]


def test_there_is_a_sample_of_this_release():
    assert __version__ in {release.name for release in RELEASES}


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_release_s_log_verifies_and_says_what_it_said(release):
    assert verify(release / "events").problems == ()
    expected = json.loads((release / "dossiers.json").read_text(encoding="utf-8"))
    assert missing(expected, said(release / "events")) == []


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_release_s_log_is_rated_published_and_appended_to(release, tmp_path):
    for name, folder in (("events", release / "events"), ("rules", ROOT / "rules")):
        shutil.copytree(folder, tmp_path / name)
    place = Workspace(root=tmp_path)
    assert set(recompute(place).rated) == set(replay.dyads(place.log))
    put(place.log, draft(ACCORD, stream="RUS-SYR"))
    assert verify(place.log).problems == ()
    assert recompute(place).rated == ("RUS-SYR",)


def test_the_sample_of_this_release_holds_every_type_of_record_and_every_field():
    log = ROOT / "tests" / "releases" / __version__ / "events"
    records = [line.record for name in streams(log) for line in read(log, name).lines]
    assert {record.type for record in records} == set(TYPES)
    fields = {(record.type, name) for record in records for name in record.payload()}
    expected = {(type, name) for type, (known, _) in PAYLOADS.items() for name in known}
    assert sorted(expected - fields) == []
    assert SOURCES in {record.stream for record in records}
