"""What holds of every history: a database that grew with the log is the one that is built from it, and changes replay to levels."""

import shutil
import tempfile
from bisect import bisect_right
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from dossiers import dossier, method
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import REPORT, draft, put
from tables import ROOT, amend, assess, contents, retract, review, rows

from mdime_events.history import changes, knowledge_ends, quarters
from mdime_events.log.seal import seal
from mdime_events.rate import level_on, standings
from mdime_events.recompute import recompute
from mdime_events.vocabulary import INSTRUMENTS
from mdime_events.workspace import Workspace

DYADS = ("CHN-IRN", "RUS-SYR")
KINDS = ("visit", "exercise", "agreement", "deployment", "training", "pledge", "statement", "sanction", "access-grant", "trade-status")
YEARS = range(2010, 2024)
ACTS = st.sampled_from(YEARS).flatmap(
    lambda year: st.sampled_from([f"{year}", f"{year}-05", f"{year}-02-28", f"[{year}..{year + 2}]", f"{year}-11-01"])
)
STATES = st.tuples(st.sampled_from(YEARS), st.integers(1, 4)).flatmap(
    lambda ends: st.sampled_from([f"{ends[0]}/..", f"{ends[0]}-06/{ends[0] + ends[1]}-03", "/.."])
)
CODES = st.lists(st.sampled_from(["D1", "M1", "M3"]), min_size=1, max_size=2, unique=True)
FIELDS = {
    "date": ACTS | STATES,
    "kind": st.sampled_from(KINDS),
    "status": st.sampled_from(["occurred"] * 5 + ["planned", "disputed", "cancelled"]),
    "effect": st.sampled_from(["raises"] * 5 + ["lowers", "neutral"]),
}

# Growing


@contextmanager
def place():
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "events").mkdir()
        (root / "rules").symlink_to(ROOT / "rules")
        yield Workspace(root=root)


EVENT = st.fixed_dictionaries({**FIELDS, "instruments": CODES, "title": st.sampled_from(["Drill", "Visit & <b>talks</b>", "Zwölf"])})
WHICH = st.integers(0, 9)
STEP = st.one_of(
    st.tuples(st.just("log"), st.sampled_from(DYADS), EVENT),
    st.tuples(st.just("log"), st.sampled_from(DYADS), EVENT),
    st.tuples(st.just("part"), WHICH, EVENT),
    st.tuples(st.just("amend"), WHICH, st.fixed_dictionaries(FIELDS)),
    st.tuples(st.just("retract"), WHICH, st.none()),
    st.tuples(st.just("review"), st.sampled_from(DYADS), st.tuples(st.sampled_from(YEARS), CODES)),
    st.tuples(st.just("source"), st.sampled_from(["fmso-2023", "wire"]), st.sampled_from("ABCDEF")),
    st.tuples(st.just("assess"), st.sampled_from(DYADS), st.sampled_from(["low", "high"])),
    st.tuples(st.just("seal"), st.none(), st.none()),
    st.tuples(st.just("recompute"), st.none(), st.none()),
)


def take(log, step, logged):
    """Does to the log what a step says; `logged` are the (stream, id) of its events."""
    does, which, what = step
    cited = [{"source": "fmso-2023"}]
    if does == "log":
        logged.append((which, put(log, draft(what, stream=which, sources=cited))[0].id))
    elif does == "review":
        review(log, ends=f"{what[0] + 1}", begins=f"{what[0]}", instruments=what[1], stream=which)
    elif does == "source":
        put(log, draft(REPORT, type="sourced", stream="_sources", key=which, reliability=what))
    elif does == "assess":
        assess(log, "M1", stream=which, level=what)
    elif does == "seal":
        seal(log, "tester")
    elif does in ("part", "amend", "retract") and logged:
        stream, id = logged[which % len(logged)]
        if does == "part":
            logged.append((stream, put(log, draft(what, stream=stream, part_of=id))[0].id))
        elif does == "amend":
            put(log, amend(id, stream, **what))
        elif does == "retract":
            put(log, retract(id, stream))


@settings(max_examples=15, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=12))
def test_a_database_that_grew_is_the_one_that_is_built_anew(steps):
    with place() as here:
        put(here.log, draft(REPORT, type="sourced", stream="_sources"))
        logged = []
        for step in steps:
            take(here.log, step, logged)
            if step[0] == "recompute":
                recompute(here)
        recompute(here)
        recompute(here, db=here.root / "anew.db")
        assert contents(here.database) == contents(here.root / "anew.db")
        assert rows(here.database, "PRAGMA foreign_key_check") == []
        assert recompute(here).rated == ()


@settings(max_examples=5, deadline=None)
@given(st.lists(STEP, min_size=3, max_size=10), st.sampled_from(DYADS))
def test_what_is_said_of_one_dyad_leaves_the_other_alone(steps, dyad):
    with place() as here:
        put(here.log, draft(REPORT, type="sourced", stream="_sources"))
        logged = []
        for step in steps:
            take(here.log, step, logged)
        put(here.log, *(draft(stream=each) for each in DYADS))
        recompute(here)
        shutil.copy(here.database, here.root / "before.db")
        put(here.log, draft(stream=dyad, date="2019"))
        assert recompute(here).rated == (dyad,)
        (other,) = set(DYADS) - {dyad}
        for table in ("runs", "ratings", "rating_history", "changes", "events", "dyads"):
            asked = f"SELECT rowid, * FROM {table} WHERE dyad = ?"
            assert rows(here.database, asked, other) == rows(here.root / "before.db", asked, other)


# Replaying

TOLD = st.tuples(
    ACTS | STATES,
    st.sampled_from(KINDS),
    st.sampled_from(["D1", "M1", "M3", "M1,D1"]),
    st.sampled_from(["", "status=planned", "effect=lowers", "published=2016-04", "substance=symbolic", "dependence=partial"]),
)
LOOKED = st.tuples(
    st.sampled_from(["2011", "2012", "2014-03", "2018"]),
    st.sampled_from(["2018-06", "2020-02-10", "2023"]),
    st.sampled_from(["", " M1", " D1,M3"]),
    st.sampled_from(["", "", "", " | inconclusive=they contradict each other"]),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(TOLD, max_size=7), st.lists(LOOKED, max_size=3), st.booleans(), st.data())
def test_changes_replay_to_the_level_of_any_day(told, looked, ended, data):
    lines = [f"{when} {kind} {codes} x | id=e{n}{', ' * bool(option)}{option}" for n, (when, kind, codes, option) in enumerate(told)]
    lines += [f"2019-07-15 termination M1,M3 x | effect=lowers, ends=e{len(told) - 1}"] if ended and told else []
    lines += [f"review {begins} {ends}{codes}{word}" for begins, ends, codes, word in looked]
    found = dossier("\n".join(lines))
    moved = changes(found, method())
    history = quarters(found, method())
    for instrument in INSTRUMENTS:
        mine = [each for each in moved if each.instrument == instrument]
        days = [each.day for each in mine]
        points = [(day, each.level) for day, each in history if each.instrument == instrument]
        last = knowledge_ends(found, method(), instrument)
        if last and last >= date(2012, 1, 1):
            day = date(2012, 1, 1) + timedelta(days=data.draw(st.integers(0, (last - date(2012, 1, 1)).days)))
            points.append((day, level_on(found, method(), instrument, day)))
        replayed = [(day, mine[place - 1].after if (place := bisect_right(days, day)) else None) for day, _ in points]
        assert replayed == points, instrument
    now = standings(found, method())
    assert all(each == now[each.instrument] for day, each in history if day == history[-1][0])
