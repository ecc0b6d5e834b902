"""Batches: rows of JSON Lines, CSV or YAML, each with its line, as they were written; checking them is the door's work."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from stat import S_ISREG
from typing import Any

from attrs import frozen

from mdime_events.model import Problem, Where
from mdime_events.replay import DataProblems

LARGEST = 256 * 1024 * 1024
MOST_COLUMNS = 500
DEEPEST = 16


@frozen(kw_only=True)
class Row:
    """One row: its line, and its fields as written."""

    where: Where
    fields: Mapping[str, Any]


def rows(path: Path) -> list[Row]:
    """All rows of a .jsonl, .csv, .yaml or .yml file. Raises DataProblems with every row that cannot be read."""
    reader = READERS.get(path.suffix.lower())
    where = Where(file=path.name, line=1)
    if reader is None:
        raise _problem(where, f'"{path.suffix}" is no batch; write .jsonl, .csv or .yaml')
    try:
        text = content(path, where).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _problem(where, f"is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    if text.startswith("\ufeff"):
        raise _problem(where, "begins with a byte order mark; save it as UTF-8 without one")
    return _collect(reader(path.name, text))


def content(path: Path, where: Where) -> bytes:
    """The bytes of a file; what is none, such as a pipe or a device, might never end. Raises DataProblems."""
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):
            raise _problem(where, "cannot be read: it is no regular file")
        if found.st_size > LARGEST:
            raise _problem(where, f"the file has more than {LARGEST // 2**20} MiB; split it")
        return path.read_bytes()
    except OSError as error:
        raise _problem(where, f"cannot be read: {error.strerror}") from None
    except ValueError as error:  # a name that no file can have
        raise _problem(where, f"cannot be read: {error}") from None


def _problem(where: Where, message: str) -> DataProblems:
    return DataProblems([Problem(code="BATCH", message=message, where=where)])


def _collect(found: Iterator[Row | Problem]) -> list[Row]:
    good: list[Row] = []
    problems: list[Problem] = []
    for each in found:
        (good if isinstance(each, Row) else problems).append(each)  # type: ignore[arg-type]
    if problems:
        raise DataProblems(problems)
    return good


def _json_lines(file: str, text: str) -> Iterator[Row | Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _json_row(Where(file=file, line=number), line)


def _json_row(where: Where, line: str) -> Row | Problem:
    try:
        fields = json.loads(line, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Problem(code="BATCH", message=f"is not JSON that can be read: {error}", where=where)
    if not isinstance(fields, dict):
        return Problem(code="BATCH", message="is not an object; write one {…} a line", where=where)
    return Row(where=where, fields=fields)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if twice := _given_twice(name for name, _ in pairs):
        raise ValueError(f'"{twice[0]}" is given twice')
    return found


def _given_twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _csv(file: str, text: str) -> Iterator[Row | Problem]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = reader.fieldnames or []
        if len(header) > MOST_COLUMNS:
            message = f"the header names {len(header)} columns; write at most {MOST_COLUMNS}"
            yield Problem(code="BATCH", message=message, where=Where(file=file, line=1))
            return
        if twice := _given_twice(header):
            yield Problem(code="BATCH", message=f'the header names "{twice[0]}" twice', where=Where(file=file, line=1))
            return
        for fields in reader:
            where = Where(file=file, line=reader.line_num)
            if None in fields or None in fields.values():
                yield Problem(code="BATCH", message="has not as many cells as the header", where=where)
            else:
                yield Row(where=where, fields=fields)
    except csv.Error as error:
        yield Problem(code="BATCH", message=f"is not CSV that can be read: {error}", where=Where(file=file, line=reader.reader.line_num))


def _yaml(file: str, text: str) -> Iterator[Row | Problem]:
    import yaml

    try:
        if fault := next(_yaml_faults(file, text), None):
            yield fault
            return
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(file=file, line=mark.line + 1 if mark else 1)
        yield Problem(code="BATCH", message=f"is not YAML that can be read: {getattr(error, 'problem', error)}", where=where)
        return
    if isinstance(node, yaml.ScalarNode) and node.value in ("", "~", "null"):
        return
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []:
        yield _yaml_row(Where(file=file, line=item.start_mark.line + 1), item)


def _yaml_faults(file: str, text: str) -> Iterator[Problem]:
    """What would make a YAML text costly to read, told before it has cost anything: aliases, and deep nesting."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            yield Problem(code="BATCH", message="uses a YAML alias (*name); write the value out", where=Where(file=file, line=1))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            where = Where(file=file, line=event.start_mark.line + 1 if event.start_mark else 1)
            yield Problem(code="BATCH", message=f"is not YAML that can be read: it is nested more than {DEEPEST} deep", where=where)


def _yaml_row(where: Where, item: Any) -> Row | Problem:
    import yaml

    if not isinstance(item, yaml.MappingNode):
        return Problem(code="BATCH", message="is not a list of mappings; begin each event with `- date: …`", where=where)
    if fault := next(_key_faults(item), None):
        return Problem(code="BATCH", message=fault, where=where)
    _empty_nulls(item)
    try:
        # BaseLoader leaves every scalar as text, so that 2023-02-14 stays the EDTF that was written
        return Row(where=where, fields=yaml.BaseLoader("").construct_document(item))
    except yaml.YAMLError as error:
        return Problem(code="BATCH", message=f"cannot be read: {getattr(error, 'problem', error)}", where=where)


def _key_faults(node: Any) -> Iterator[str]:
    """What is wrong with the keys of a YAML node and of all that is in it."""
    if not isinstance(node.value, list):
        return
    pairs = [child for child in node.value if isinstance(child, tuple)]
    names = [key.value for key, _ in pairs]
    if any(not isinstance(name, str) for name in names):
        yield "has a key that is not a word"
        return
    if twice := _given_twice(names):
        yield f'"{twice[0]}" is given twice'
    for child in node.value:
        yield from _key_faults(child[1] if isinstance(child, tuple) else child)


def _empty_nulls(node: Any) -> None:
    """Makes every plain `null` and `~` under a YAML node empty, as YAML means them."""
    if isinstance(node.value, list):
        for child in node.value:
            for each in child if isinstance(child, tuple) else (child,):
                _empty_nulls(each)
    elif node.style is None and node.value in ("null", "~"):
        node.value = ""


READERS: dict[str, Callable[[str, str], Iterator[Row | Problem]]] = {
    ".jsonl": _json_lines,
    ".csv": _csv,
    ".yaml": _yaml,
    ".yml": _yaml,
}
