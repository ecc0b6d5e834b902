"""The fields of an event as options of the command line."""

from __future__ import annotations

from typing import Any

import click

from mdime_events.cli.common import F, Word

# option, field of the payload, list of the vocabulary, may be repeated, help
FIELDS: tuple[tuple[str, str, str | None, bool, str], ...] = (
    ("--date", "date", None, False, "EDTF: 2023-02-14, 2016-11, 2014, [2012..2023], 2021/.. or /.."),
    ("--kind", "kind", "kind", False, "What it is: visit, exercise, agreement, sanction, pledge …"),
    ("--title", "title", None, False, "One line in your own words."),
    ("--instrument", "instruments", "instrument", True, "What it bears on: D1 … E3."),
    ("--status", "status", "status", False, "occurred (unless given), planned, cancelled or disputed."),
    ("--effect", "effect", "effect", False, "raises (unless given), lowers or neutral."),
    ("--substance", "substance", "substance", False, "Where it departs from the kind's own: symbolic … binding."),
    ("--dependence", "dependence", "dependence", False, "How far the recipient relies on this: none, partial, sole."),
    ("--level", "level", "level", False, "Who met: head-of-state, minister, chief-of-defence …"),
    ("--channel", "channel", "channel", False, "official (unless given) or unofficial."),
    ("--direction", "direction", "direction", False, "to-recipient, to-benefactor or elsewhere."),
    ("--party", "parties", None, True, "A further state that took part."),
    ("--actor", "actors", None, True, "A person or body that took part."),
    ("--place", "place", None, False, "name|country|latitude|longitude"),
    ("--magnitude", "magnitude", None, True, "value|unit|basis, such as 4|days|official"),
    ("--summary", "summary", None, False, "A few sentences, with any doubt."),
    ("--source", "sources", None, True, "A registered source's key or a link, and #LOCATOR."),
    ("--confidence", "confidence", "confidence", False, "How sure the coder is: high, moderate, low."),
    ("--occasion", "occasion", None, False, "One id for an occasion that several dyads share."),
    ("--part-of", "part_of", None, False, "The event that this was part of."),
    ("--fulfils", "fulfils", None, True, "A pledge or plan that this makes good."),
    ("--ends", "ends", None, True, "An event that this brings to an end."),
    ("--promises", "promises", "promises", False, "The kind of event that a pledge promises."),
    ("--due", "due", None, False, "By when it is promised (EDTF)."),
    ("--recurs", "recurs", None, False, "How often a series is set to recur: P1Y."),
    ("--review", "review", "review", False, "reviewed (unless given), or unreviewed for a machine's lead."),
    ("--marking", "marking", None, False, "Handling marking, where it departs from the workspace's."),
    ("--tag", "tags", None, True, "A word to find it by."),
)


def event_fields(command: F) -> F:
    """One option for every field of an event."""
    for option, field, words, many, text in reversed(FIELDS):
        names = (option, "-i", field) if field == "instruments" else (option, field)
        type = Word(words) if words else str
        command = click.option(*names, type=type, multiple=many, help=text)(command)
    return command


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The event fields among a command's options that were given."""
    fields = {field: options[field] for _, field, _, _, _ in FIELDS if options.get(field)}
    return {name: [citation(each) for each in value] if name == "sources" else _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def citation(text: str) -> dict[str, str]:
    """KEY_OR_URL[#LOCATOR] as a citation."""
    source, _, locator = text.partition("#")
    return {"source": source, "locator": locator} if locator else {"source": source}
