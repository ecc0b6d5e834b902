"""Reading one file of the log: its records with their line numbers, what is wrong with them, and a torn tail."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from mdime_events.log.envelope import MAX_LINE, Malformed, Record, decode
from mdime_events.model import Problem, Where

_END = re.compile(rb',"sum":"[0-9a-f]{64}"}')


@frozen(kw_only=True)
class Line:
    """A record, the number of its line and its bytes."""

    number: int
    record: Record
    raw: bytes


@frozen(kw_only=True)
class Stream:
    """A file of the log as read. `tail` is what follows the last newline: a torn, never acknowledged write."""

    name: str
    file: str
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    tail: bytes = b""

    def where(self, line: int) -> Where:
        return Where(file=self.file, line=line)

    @property
    def sha256(self) -> str:
        """That of the file as it was read, but for a torn tail: `sha256sum` gives the same."""
        whole = sha256()
        for line in self.lines:
            whole.update(line.raw + b"\n")
        return whole.hexdigest()

    @property
    def end(self) -> int:
        """The number of the line after the last."""
        return 1 + max((*(line.number for line in self.lines), *(each.where.line for each in self.problems if each.where)), default=0)

    @property
    def heads(self) -> tuple[str, ...]:
        return heads(line.record for line in self.lines)


def streams(log: Path) -> list[str]:
    """The names of all streams of a log folder, dyads first, in order."""
    names = [path.name.removesuffix(".jsonl") for path in log.glob("*.jsonl")]
    return sorted(names, key=lambda name: (name.startswith("_"), name))


def read(log: Path, name: str) -> Stream:
    """The stream `name`; empty where nothing has that name. Every line's digest is checked.

    A folder, a link to nowhere, or a pipe or device, which might never end, is a problem.
    """
    path = log / f"{name}.jsonl"
    file = f"{log.name}/{path.name}"
    if "/" in name or not os.path.lexists(path):  # no name of a stream leads out of the folder
        return Stream(name=name, file=file)
    if not path.is_file():
        problem = Problem(code="FORM", message="is no regular file, so it holds no records", where=Where(file=file, line=1))
        return Stream(name=name, file=file, problems=(problem,))
    with open(path, "rb") as handle:
        return _parse(name, file, raw_lines(handle))


def parse(name: str, file: str, content: bytes) -> Stream:
    """The stream in `content`."""
    return _parse(name, file, raw_lines(BytesIO(content)))


def raw_lines(handle: BinaryIO) -> Iterator[bytes]:
    """The lines of a file with their newlines; of one too long for a record just as much as shows that it is."""
    while line := handle.readline(MAX_LINE):
        yield line
        while len(line) == MAX_LINE and not line.endswith(b"\n"):
            line = handle.readline(MAX_LINE)


def _parse(name: str, file: str, texts: Iterable[bytes]) -> Stream:
    lines: list[Line] = []
    problems: list[Problem] = []
    tail = b""
    for number, text in enumerate(texts, 1):
        try:
            if text.endswith(b"\n") or len(text) == MAX_LINE:
                raw = text.removesuffix(b"\n")
                lines.append(Line(number=number, record=decode(raw), raw=raw))
            elif _is_whole(text):
                raise Malformed("FORM", "a whole record is followed by something other than a newline")
            else:
                tail = text
        except Malformed as error:
            problems.append(Problem(code=error.code, message=str(error), where=Where(file=file, line=number)))
    return Stream(name=name, file=file, lines=tuple(lines), problems=tuple(problems), tail=tail)


def _is_whole(tail: bytes) -> bool:
    """A record with more behind it: no torn write leaves that, since the newline is written with the record."""
    ends = (found.end() for found in _END.finditer(tail) if found.end() < len(tail))
    return any(_is_record(tail[:end]) for end in ends)


def _is_record(line: bytes) -> bool:
    try:
        decode(line)
    except Malformed:
        return False
    return True


def heads(records: Iterable[Record]) -> tuple[str, ...]:
    """The digests of all records that no other record names as its predecessor, sorted."""
    sums: set[str] = set()
    followed: set[str] = set()
    for record in records:
        sums.add(record.sum)
        followed.update(record.prev)
    return tuple(sorted(sums - followed))


def reading_order(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines by (`at`, depth in the graph, `id`, `sum`), each record once; line order carries no meaning."""
    unique = {line.record.sum: line for line in lines}
    depth = _depths({each: line.record.prev for each, line in unique.items()})
    return iter(sorted(unique.values(), key=lambda line: (line.record.at, depth[line.record.sum], line.record.id, line.record.sum)))


def _depths(prev: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Longest distance of every record from the graph's beginning; digests cannot form a cycle."""
    depth: dict[str, int] = {}
    for start in prev:
        stack = [start]
        while stack:
            waiting = [each for each in prev[stack[-1]] if each in prev and each not in depth]
            if waiting:
                stack.extend(waiting)
                continue
            done = stack.pop()
            depth[done] = 1 + max((depth.get(each, 0) for each in prev[done]), default=0)
    return depth
