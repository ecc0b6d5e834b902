"""What an import did or would do, counted: for people and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from mdime_events.cli.common import clean, count
from mdime_events.cli.page import show, table_of
from mdime_events.cli.prose import head, paragraph
from mdime_events.finding import first
from mdime_events.importers.difference import BACK, CHANGED, IN_EDITION, IN_LOG, NEW, UNCHANGED, VANISHED, Outcome
from mdime_events.importers.plan import Plan
from mdime_events.importers.shape import Importer

KINDS_OF_OUTCOME = (NEW, CHANGED, BACK, VANISHED, UNCHANGED)
FIRST = 10  # events that vanished and are named; JSON names all


def sets(importers: Iterable[Importer]) -> None:
    """The sets that can be imported."""
    table = table_of("Sets", ("Name", "Files", "Grade", "Source", "Publisher"))
    for each in importers:
        table.add_row(each.name, str(each.files), each.reliability, each.title, each.publisher)
    show(table)


def judgement(importer: Importer) -> None:
    """How a set's rows are judged, paragraph by paragraph."""
    head(f"{importer.name}: {importer.title}")
    for text in importer.judgement.strip().split("\n\n"):
        paragraph(text.replace("**", "").replace("`", ""))
        click.echo()


def answer(planned: Plan, dry_run: bool) -> dict[str, Any]:
    """The counts as `--json` gives them."""
    return {
        "set": planned.edition.name,
        "edition": planned.edition.day,
        "source": planned.edition.key,
        "sha256": planned.edition.sha256,
        "dry_run": dry_run,
        "rows": planned.rows,
        "events": _counted(planned.outcomes),
        "reviews": len(planned.reviews),
        "dyads": [{"dyad": name, **_counted(mine)} for name, mine in _grouped(planned.outcomes, lambda each: [each.dyad])],
        "instruments": [{"instrument": name, **_counted(mine)} for name, mine in _grouped(planned.outcomes, _instruments)],
        "years": [{"year": name, **_counted(mine)} for name, mine in _grouped(planned.outcomes, _year)],
        "vanished": _vanished(planned),
        "refused": [{"reason": reason, "rows": rows, "first": where} for reason, rows, where in _refused(planned)],
    }


def summary(planned: Plan, dry_run: bool) -> None:
    """The same in words; by dyad, instrument and year where nothing was written. What vanished is named in any case."""
    counts = _counted(planned.outcomes)
    if dry_run:
        for title, key in (("Dyad", lambda each: [each.dyad]), ("Instrument", _instruments), ("Year", _year)):
            _table(title, _grouped(planned.outcomes, key))
    refused = table_of("Rows refused or passed over", ("Rows", "Reason", "First"))
    for reason, rows, where in _refused(planned):
        refused.add_row(str(rows), reason, where)
    if refused.row_count:
        show(refused)
        click.echo()
    gone = _vanished(planned)
    if gone:
        _named(gone)
    where = count(len({each.dyad for each in planned.outcomes}), "dyad")
    told = ", ".join(f"{number} {what}" for what, number in counts.items())
    click.echo(f"{planned.edition.key}: {count(planned.rows, 'row')}; events in {where}: {told}; {count(len(planned.reviews), 'review')}")
    if gone:
        there, held = (sum(counts[what] for what in kinds) for kinds in (IN_EDITION, IN_LOG))
        told = f"{count(there, 'event')}, where the log holds {held} of this set: {len(gone)} vanished (disputed)"
        click.echo(f"{told}; was the file cut off?")
    click.echo(_appended(planned, dry_run))


def _appended(planned: Plan, dry_run: bool) -> str:
    """What was written, or would be."""
    if dry_run:
        return f"dry run: {count(len(planned.drafts), 'record')} would be appended; nothing was written"
    if len(planned.drafts) > len(planned.registrations):
        return f"appended: {count(len(planned.drafts), 'record')}; `mdime recompute` rates them"
    if planned.drafts:
        return "nothing but the edition was recorded: the log holds all of its events already"
    return "nothing was appended: the log holds all of it already"


def _vanished(planned: Plan) -> list[dict[str, str]]:
    """The events that are no longer in the set, with their key where it is cited."""
    return [
        {
            "event": each.draft.event or "",
            "dyad": each.dyad,
            "date": each.payload["date"],
            **({"key": key} if (key := _key(each.payload, planned.edition.name)) else {}),
            "title": each.payload["title"],
        }
        for each in planned.outcomes
        if each.what == VANISHED and each.draft
    ]


def _key(payload: Mapping[str, Any], name: str) -> str | None:
    """The key under which an event cites a set."""
    return next((each.get("locator") for each in payload.get("sources", ()) if each["source"].startswith(f"{name}-")), None)


def _named(gone: Sequence[Mapping[str, str]]) -> None:
    """The first of the events that vanished."""
    table = table_of("Vanished", ("Date", "Dyad", "Event", "Key", "Id"))
    shown, left = first(gone, FIRST)
    for each in shown:
        table.add_row(*map(clean, (each["date"], each["dyad"], each["title"], each.get("key", ""), each["event"][-12:])))
    show(table)
    if left:
        click.echo(f"and {left} more")
    click.echo()


def _table(title: str, groups: Iterable[tuple[str, list[Outcome]]]) -> None:
    table = table_of(f"By {title.lower()}", (title, *(each.title() for each in KINDS_OF_OUTCOME)))
    for name, mine in groups:
        table.add_row(name, *(str(number or "") for number in _counted(mine).values()))
    show(table)
    click.echo()


def _counted(outcomes: Iterable[Outcome]) -> dict[str, int]:
    found = Counter(each.what for each in outcomes)
    return {what: found[what] for what in KINDS_OF_OUTCOME}


def _grouped(outcomes: Iterable[Outcome], keys: Callable[[Outcome], Iterable[str]]) -> list[tuple[str, list[Outcome]]]:
    found: dict[str, list[Outcome]] = {}
    for each in outcomes:
        for key in keys(each):
            found.setdefault(key, []).append(each)
    return sorted(found.items())


def _instruments(outcome: Outcome) -> Sequence[str]:
    found: Sequence[str] = outcome.payload["instruments"]
    return found


def _year(outcome: Outcome) -> Sequence[str]:
    """The year that an event's date begins with, or ends with where the beginning is unknown."""
    return re.findall(r"\d{4}", outcome.payload["date"])[:1] or ["unknown"]


def _refused(planned: Plan) -> list[tuple[str, int, str]]:
    """Every reason with the number of rows and the first of them, the most frequent first."""
    counts = Counter(each.reason for each in planned.refused)
    where = {each.reason: str(each.where) for each in reversed(planned.refused)}
    return [(reason, rows, where[reason]) for reason, rows in counts.most_common()]
