"""The importer that docs/importers.md writes down works as it stands."""

import re
from types import ModuleType

import pytest
from dossiers import ROOT

from mdime_events.importers.known import NAMES, importer
from mdime_events.importers.plan import plan
from mdime_events.importers.selection import Selection
from mdime_events.log.append import append
from mdime_events.replay import DataProblems, dossier, sources

PAGE = (ROOT / "docs" / "importers.md").read_text(encoding="utf-8")
CODE, ROWS = (re.search(rf"```{language} calls\n(.*?)```", PAGE, re.DOTALL).group(1) for language in ("python", "csv"))


def written(code):
    module = ModuleType("calls")
    exec(compile(code, "calls.py", "exec"), module.__dict__)
    return module.IMPORTER


def test_the_worked_example_imports_its_file_twice(log):
    path = log.parent / "calls.csv"
    path.write_text(ROWS, encoding="utf-8")
    first = plan(log, written(CODE), [path], Selection(), ["2016-01-01"])
    append(log, first.drafts, "tester")
    assert [(each.what, each.dyad) for each in first.outcomes] == [
        ("new", "CHN-OMN"),
        ("new", "CHN-OMN"),
        ("new", "CHN-YEM"),
        ("new", "RUS-CYP"),
    ]
    assert [(each.reason, each.where.line) for each in first.refused] == [("at sea", 4), ("no date", 6), ("benefactor not asked for", 7)]
    (call,) = dossier(log, "RUS-CYP", sources(log)).events
    assert (call.coding.title, call.coding.place.country, call.coding.sources[0].locator) == ("Grad calls at Limassol", "CYP", "1")
    call, drill = sorted(dossier(log, "CHN-OMN", sources(log)).events, key=lambda event: event.coding.kind, reverse=True)
    assert (drill.coding.date, drill.coding.part_of) == ("[2014-08-01..2014-08-04]", call.id)
    assert plan(log, written(CODE), [path], Selection(), ["2016-01-01"]).drafts == ()


def test_the_worked_example_tells_what_nobody_has_judged(log):
    path = log.parent / "calls.csv"
    path.write_text(ROWS.replace("called off", "rumoured").replace("Cyprus", "Zypern"), encoding="utf-8")
    with pytest.raises(DataProblems) as error:
        plan(log, written(CODE), [path], Selection(), ["2016-01-01"])
    assert 'calls.csv:5: unknown status "rumoured"; made, called off are known' in str(error.value)
    assert 'calls.csv:2: unknown country "Zypern"' in str(error.value)


def test_every_importer_is_complete():
    for name in NAMES:
        found = importer(name)
        assert found.name == name
        assert f"| `{name}` |" in PAGE
        told = re.findall(r"^\*\*([\w' ]+)", found.judgement, re.MULTILINE)
        assert {"What becomes an event", "Coverage"} <= set(told), name
        assert "Refused" in found.judgement or "refused" in found.judgement, name
