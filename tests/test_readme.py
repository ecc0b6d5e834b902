"""No promise of the README stands without its test, and no code of verify without its words."""

import re

import pytest
from dossiers import ROOT

from mdime_events.cli.main import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROMISES = re.search(r"\| promise \| limit \| shown by \|\n\|[-|]+\|\n((?:\|.*\n)+)", README).group(1).splitlines()


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row[2:40])
def test_a_promise_names_tests_that_are_there(row):
    promise, limit, shown = (cell.strip() for cell in row.strip("|").split(" | "))
    assert promise and limit
    named = re.findall(r"`(tests/[\w/.]+)`", shown)
    assert named and all((ROOT / path).read_text().strip() for path in named)


def test_every_code_of_verify_is_explained():
    codes = set(
        re.findall(
            r'(?:code=|yield |Malformed\()"([A-Z][A-Z-]+)"',
            "".join((ROOT / "mdime_events/log" / f"{name}.py").read_text() for name in ("verify", "stream", "envelope")),
        )
    )
    assert codes and [code for code in sorted(codes) if f"`{code}`" not in README] == []


def test_every_command_is_there_with_an_example():
    shown = dict(re.findall(r"^### mdime ([^\n]+)\n+```\n(.*?)```", README, re.MULTILINE | re.DOTALL))
    assert set(shown) == {*COMMANDS, "source add", "source list", "rules check"}
    assert [name for name, text in shown.items() if not re.search(rf"Examples?:\n(?:.*\n)*    mdime {name}", text)] == []


def test_links_to_other_pages_lead_somewhere():
    assert all((ROOT / path).exists() for path in re.findall(r"\]\(([^)#:]+)\)", README))
