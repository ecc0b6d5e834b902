"""The shape of every importer: a file is read into a table, and the table's rows become proposals and refusals.

An importer is a module of this package that holds one `IMPORTER`; its docstring is the written judgement, which
`mdime import NAME` prints. It touches no log, asks no clock and writes nothing: `docs/importers.md` tells how to write one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from mdime_events.batch import Row
from mdime_events.model import Problem, Where


@frozen(kw_only=True)
class Covers:
    """What an edition of a set looked at: from the first day, month or year to the last, for which instruments and benefactors
    (all where none is named). `scope` says in what, and what it cannot see.

    `partly`: it looks at a part of the instruments only, such as exercises without deployments. What it shows was looked at; where it
    shows nothing, the rest may be there, so that a dyad is reviewed only for instruments on which an event of the set may count.
    """

    instruments: tuple[str, ...]
    begins: str
    ends: str
    scope: str
    benefactors: tuple[str, ...] = ()
    partly: bool = False


@frozen(kw_only=True)
class Table:
    """What the files of one edition hold. `edition` is the day, month or year that they give for themselves; `name` the set's, where
    it is not the importer's."""

    rows: tuple[Row, ...]
    edition: str | None = None
    covers: Covers | None = None
    name: str | None = None


@frozen(kw_only=True)
class Proposal:
    """An event that a row amounts to, in one dyad.

    `key` is the row's own identity in the set, in words, the same in every edition, and stands as the citation's locator; it is never
    changed once it was released. `fields` are those of a `logged` record without the set's own citation, which is added with
    `credibility` (the Admiralty code's 1, confirmed, to 6, cannot be judged) and the `url` of the text that the row was made from;
    `part_of`, `fulfils` and `ends` name keys of the same dyad.
    """

    where: Where
    dyad: str
    key: str
    fields: Mapping[str, Any]
    credibility: int | None = None
    url: str | None = None


@frozen(kw_only=True)
class Refusal:
    """A row of which no event is made, or not all; `reason` is a few words, by which refusals are counted."""

    where: Where
    reason: str


Proposed = Proposal | Refusal | Problem


@frozen(kw_only=True)
class Importer:
    """One set, and the grade of what it says, with the day and the reason.

    `read` raises DataProblems with everything that is wrong with the files; `propose` gives a Problem where a row holds something
    that nobody has judged yet, and then nothing is imported. `whole`: an edition holds the whole set, so that what it lacks has
    vanished. `cited`: events cite the set; where rows cite sources of their own, they do not. `read_dated` reads files that bear no day,
    each with the day, month or year that it is said to be of.
    """

    name: str
    title: str
    publisher: str
    reliability: str
    reason: str
    graded_on: str
    judgement: str
    read: Callable[[Sequence[Path]], Table]
    propose: Callable[[Table], Iterable[Proposed]]
    files: int = 1
    whole: bool = True
    cited: bool = True
    read_dated: Callable[[Sequence[Path], Sequence[str]], Table] | None = None
