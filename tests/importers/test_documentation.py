"""The importer that docs/importers.md writes down works as it stands."""

import re
from types import ModuleType

from dossiers import ROOT

from mdime_events.importers.known import NAMES, importer
from mdime_events.importers.plan import plan
from mdime_events.importers.selection import Selection
from mdime_events.log.append import append
from mdime_events.replay import dossier, sources

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
    assert [(each.what, each.dyad) for each in first.outcomes] == [("new", "CHN-OMN"), ("new", "RUS-CYP")]
    assert [(each.reason, each.where.line) for each in first.refused] == [("at sea", 4)]
    (call,) = dossier(log, "RUS-CYP", sources(log)).events
    assert (call.coding.title, call.coding.place.country, call.coding.sources[0].locator) == ("Grad calls at Limassol", "CYP", "1")
    assert plan(log, written(CODE), [path], Selection(), ["2016-01-01"]).drafts == ()


def test_every_importer_is_complete():
    for name in NAMES:
        found = importer(name)
        assert found.name == name
        assert f"| `{name}` |" in PAGE
        told = re.findall(r"^\*\*([\w' ]+)", found.judgement, re.MULTILINE)
        assert {"What becomes an event", "Coverage"} <= set(told), name
        assert "Refused" in found.judgement or "refused" in found.judgement, name
