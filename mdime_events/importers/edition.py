"""An edition of a set: the day that it is of, the digest of its files, and the source that stands for it in the log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec
from attrs import frozen

from mdime_events import dates
from mdime_events.importers.shape import Importer, Table
from mdime_events.log import door
from mdime_events.log.append import Draft
from mdime_events.log.envelope import SOURCES
from mdime_events.log.ids import row_id
from mdime_events.model import Problem, Source, Where
from mdime_events.replay import DataProblems


@frozen(kw_only=True)
class Edition:
    """One edition of a set: the day, month or year it is of, its files' names and the digest of their bytes."""

    name: str
    day: str
    files: tuple[str, ...]
    sha256: str

    @property
    def key(self) -> str:
        """The key of its source."""
        return f"{self.name}-{self.day}"

    @property
    def tag(self) -> str:
        """What marks the events of the set."""
        return f"import:{self.name}"

    def problem(self, code: str, message: str) -> Problem:
        return Problem(code=code, message=message, where=Where(file=self.files[0], line=1))


def edition_of(importer: Importer, table: Table, paths: Sequence[Path], asked: str | None) -> Edition:
    """The edition that files are, on the day they give for themselves or else the day asked for. Raises DataProblems."""
    digest = sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    names = tuple(path.name for path in paths)
    edition = Edition(name=table.name or importer.name, day=table.edition or asked or "", files=names, sha256=digest)
    if not edition.day:
        raise DataProblems([edition.problem("EDITION", "does not say what day it is of; give --edition DAY")])
    if asked not in (None, edition.day):
        raise DataProblems([edition.problem("EDITION", f"says that it is of {edition.day}; leave --edition {asked} out")])
    if dates.period(edition.day)[0] > date.today():
        raise DataProblems([edition.problem("EDITION", f"is of {edition.day}, a day still to come")])
    return edition


def earlier_editions(registered: Mapping[str, Source], name: str) -> list[str]:
    """The keys of the set's editions that are registered, the oldest first."""
    form = re.compile(re.escape(name) + r"-\d{4}(-\d\d){0,2}")
    found = [source for key, source in registered.items() if form.fullmatch(key) and source.published]
    return [source.key for source in sorted(found, key=lambda source: dates.period(source.published or ""))]


def older(importer: Importer, edition: Edition, earlier: Sequence[str]) -> Iterator[Problem]:
    """A whole set's edition that is older than the newest in the log."""
    if importer.whole and earlier and dates.period(edition.day) < dates.period(earlier[-1].removeprefix(f"{edition.name}-")):
        told = f"is of {edition.day}, and the log holds {earlier[-1]}; an older edition would undo what the newer one mended"
        yield edition.problem("EDITION", told)


def is_registered(registered: Mapping[str, Source], edition: Edition) -> bool:
    return edition.key in registered and registered[edition.key].sha256 == edition.sha256


def source(importer: Importer, edition: Edition, earlier: Sequence[str]) -> Draft:
    """The edition as a source of its own. A later one relays the first, so that many editions count as one independent source."""
    fields = {
        "key": edition.key,
        "title": f"{importer.title} ({', '.join(edition.files)})",
        "publisher": importer.publisher,
        "published": edition.day,
        "kind": "dataset",
        "reliability": importer.reliability,
        "reliability_on": importer.graded_on,
        "reason": importer.reason,
        "sha256": edition.sha256,
        "relays": next((key for key in earlier if key != edition.key), None),
    }
    payload = door.payload("sourced", fields)
    content = msgspec.json.encode(payload, order="sorted").decode()
    return Draft(stream=SOURCES, type="sourced", id=row_id(SOURCES, "import", content), data=payload, seen=True)
