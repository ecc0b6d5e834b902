"""The template that `mdime log --edit` opens: every field of an event, with what it may hold."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mdime_events import batch
from mdime_events.log.door import LOGGED, LOGGED_REQUIRED
from mdime_events.vocabulary import CHOICES, KINDS

HEAD = """\
# One event. Fill in what is known, leave the rest commented out, save and close; an empty file logs nothing.
# Dates are EDTF: 2023-02-14, 2016-11, 2014, [2012..2023], 2021/.. or /..
# Kinds: {kinds}
"""
LISTS = {"instruments": "instrument"}


def template(fields: dict[str, Any]) -> str:
    """The YAML text, with `fields` filled in."""
    lines = [HEAD.format(kinds=", ".join(KINDS))]
    for name in LOGGED:
        words = CHOICES.get(LISTS.get(name, name), ())
        note = f"  # {', '.join(words)}" if 0 < len(words) <= 13 else ""
        value = _shown(fields.get(name))
        mark = "" if name in LOGGED_REQUIRED or value else "# "
        lines.append(f"{mark}{name}: {value}{note}")
    return "\n".join(lines) + "\n"


def _shown(value: Any) -> str:
    import json

    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False) if value else ""


def edited(fields: dict[str, Any]) -> dict[str, Any]:
    """What was filled in. Raises click.Abort where nothing was, DataProblems where it is no YAML."""
    text = click.edit(template(fields), extension=".yaml")
    if text is None or not any(line.strip() and not line.startswith("#") for line in text.splitlines()):
        raise click.Abort
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "event.yaml"
        path.write_text(text, encoding="utf-8")
        return dict(batch.rows(path)[0].fields)


def keep(fields: Mapping[str, Any]) -> Path:
    """A file that holds what was filled in and refused."""
    import json

    with tempfile.NamedTemporaryFile("w", suffix=".yaml", prefix="mdime-", delete=False, encoding="utf-8") as file:
        file.writelines(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items() if value)
    return Path(file.name)
