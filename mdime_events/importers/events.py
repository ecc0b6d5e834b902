"""Your own file: events that you tabulated, one a row, as CSV or JSON Lines.

**What becomes an event.** Every row is one event, and judged already: its fields are those that `mdime log --edit` shows, and nothing is
added to them but the tag of the set. Two fields are the row's own. `dyad` says where it belongs, `CHN-IRN` or `China-Iran`; an occasion
of several dyads names them all (`CHN-IRN;RUS-IRN`) and is logged in each, the others' countries as parties. `key` is the row's identity
in your file, in any words, the same in every edition; `part_of`, `fulfils` and `ends` name keys of rows of the same dyad.

**Sources** are those that the row cites, registered before with `mdime source add`, or links. Your file is no source: it is recorded
with its day and its digest, graded F (it cannot be judged: it is what you read, not what you read it in), and no event cites it.

**Edition.** The file's name, without its ending, is the name of the set: keep it over the editions, and say with `--edition` what day
the file is of. A row that is no longer in it is marked as disputed.

**Refused** is nothing: a row that does not fit is a fault, and then nothing is imported.

**Coverage.** A file of events does not say what its author looked through. Say it with `mdime review`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mdime_events import batch, countries, recording
from mdime_events.batch import Row
from mdime_events.importers import files
from mdime_events.importers.shape import Importer, Proposal, Proposed, Table
from mdime_events.log import door
from mdime_events.model import Problem, Where


def read(paths: Sequence[Path]) -> Table:
    """The rows of a .csv or .jsonl file. Raises DataProblems."""
    (path,) = paths
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise files.problem(Where(file=path.name, line=1), f'"{path.suffix}" is no file of events; write .csv or .jsonl')
    files.text(path, files.UTF_8)  # what is damaged or cut off is told
    stem = re.sub(r"[^\w.]+", "-", path.stem, flags=re.ASCII).strip("-.").lower() or "file"
    return Table(rows=tuple(batch.rows(path)), name=f"events-{stem}"[:60])


def propose(table: Table) -> Iterator[Proposed]:
    for row in table.rows:
        try:
            yield from _proposals(row)
        except door.Rejected as error:
            yield from (Problem(code="DATA", message=fault, where=row.where) for fault in error.faults)


def _proposals(row: Row) -> Iterator[Proposal]:
    """The row's event in each of its dyads. Raises door.Rejected."""
    dyads, key = _dyads(row.fields.get("dyad")), _key(row.fields.get("key"))
    payload = recording.event_payload({name: value for name, value in row.fields.items() if name not in ("dyad", "key")})
    for dyad in dyads:
        yield Proposal(where=row.where, dyad=dyad, key=key, fields=recording.together(payload, dyad, dyads, key))


def _dyads(written: Any) -> list[str]:
    words = written.split(";") if isinstance(written, str) else written if isinstance(written, list) else []
    named = [str(word) for word in words if str(word).strip()]
    if not named:
        raise door.Rejected(["dyad is missing; write a benefactor and a recipient, such as CHN-IRN"])
    try:
        return countries.dyads(named)
    except ValueError as error:
        raise door.Rejected([str(error)]) from None


def _key(written: Any) -> str:
    if door.is_empty(written):
        raise door.Rejected(["key is missing; write what tells the row from all others, and keep it in later editions"])
    try:
        return str(door.plain_text(written))
    except ValueError as error:
        raise door.Rejected([f"key {error}"]) from None


IMPORTER = Importer(
    name="events",
    title="Your own file of events",
    publisher="its author",
    reliability="F",
    reason="a coder's own file is no source; its rows cite theirs",
    graded_on="2026-11-25",
    judgement=__doc__,
    read=read,
    propose=propose,
    cited=False,
)
