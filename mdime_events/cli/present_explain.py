"""The argument of one rating, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mdime_events import countries
from mdime_events.cli.clocks import clocks, has_run_out
from mdime_events.cli.common import count, rated
from mdime_events.cli.prose import head, line, paragraph, title
from mdime_events.vocabulary import ARROWS, LEVELS, OVERALL
from mdime_events.ways_up import WayUp
from mdime_events.worlds import SUPPOSED


def explain(answer: Mapping[str, Any], titles: Mapping[str, str]) -> None:
    """The argument of one rating, in sentences fit for a memo."""
    level = (answer["level"] or "not assessed").title()
    title(f"{countries.dyad_name(answer['dyad'])}, {rated(answer['instrument'])}")
    mixed = answer["instrument"] == OVERALL and not answer["as_of"]
    on = f"; {'each instrument as it stands, the newest ' if mixed else ''}on {answer['on']}" if answer["on"] else ""
    projected = f", projected {answer['trend']}; {answer['confidence']} confidence" if answer["level"] else ""
    paragraph(f"{level}{projected}{on}.", indent="")
    for words in clocks(answer):
        line(words)
    head(f"Why {level}")
    carrying = next((rung for rung in answer["rungs"] if rung["met"]), None)
    if carrying:
        paragraph(carrying["sentence"])
        paragraph(carrying["because"], bullet="Here: ")
    else:
        for reason in answer["because"]:
            paragraph(reason)
    _events(answer["events"], titles)
    if answer["level"] is not None:
        _what_would_change_it(answer)
        _trend_argument(answer, titles)
        _confidence_argument(answer)
    _left_out(answer["not_counted"], titles)


def _events(ids: Sequence[str], titles: Mapping[str, str], indent: str = "    ") -> None:
    for id in ids:
        paragraph(titles[id], indent=indent, bullet="– ")


def _what_would_change_it(answer: Mapping[str, Any]) -> None:
    if missing := answer["missing"]:
        head(f"What is missing for {missing['level'].title()}")
        paragraph(missing["sentence"])
        paragraph(missing["because"], bullet=f"On {answer['on']}: ")
        if missing["ways"]:
            paragraph("Any of these would meet it: " + "; ".join(WayUp(**way).words for way in missing["ways"]) + ".")
        elif answer["instrument"] != OVERALL:
            paragraph("No five acts of a single usual kind would meet it.")
    head("How long it holds")
    if answer["holds_until"] is None:
        paragraph("It does not lapse by the passing of time.")
    else:
        then = f", and is {answer['lapses_to'].title()} from the day after" if answer["lapses_to"] else ""
        paragraph(f"If nothing new happens, it holds until {answer['holds_until']}{then}.")
        if not answer["as_of"] and not answer["known_on"] and has_run_out(answer):
            paragraph("That day has passed, and nobody has looked since.")
    if answer["carried_by_one"]:
        paragraph("Without some single one of its events the level would be lower.")
    if answer["unreviewed_since"] or (answer["instrument"] == OVERALL and not answer["as_of"]):
        paragraph(answer["because"][-1])  # what is known since, and that nobody has looked; or which days the overall rests on


def _trend_argument(answer: Mapping[str, Any], titles: Mapping[str, str]) -> None:
    head(f"Why {answer['trend']}")
    for finding in answer["trend_findings"]:
        if finding["met"]:
            paragraph(f"{finding['sentence']} {finding['because']}", bullet=f"{ARROWS[finding['trend']]} ")
            _events(finding["events"], titles)
    if not any(finding["met"] for finding in answer["trend_findings"]):
        paragraph("No condition for a rise or a fall is met." if answer["trend_findings"] else "Nothing was observed to project from.")
    if balance := _balance(answer):
        paragraph(balance)
    worlds = answer["worlds"]
    if any(worlds.values()):
        told = "; ".join(f"{(worlds[name] or 'not assessed').title()} {when}" for name, when in SUPPOSED.items())
        paragraph(f"In three years: {told}.{_within_the_level(answer)}")
    if late := answer.get("told_later"):
        paragraph(late["sentence"])


def _balance(answer: Mapping[str, Any]) -> str | None:
    """What came of it where conditions for a rise and for a fall are met; the overall has none."""
    met = [finding["trend"] for finding in answer["trend_findings"] if finding["met"]]
    rising, falling = met.count("increasing"), met.count("decreasing")
    if not (rising and falling):
        return None
    result = "neither outweighs" if rising == falling else "the rise outweighs" if rising > falling else "the fall outweighs"
    return f"{count(rising, 'condition')} for a rise and {falling} for a fall: {result}."


def _within_the_level(answer: Mapping[str, Any]) -> str:
    """That a trend is one of activity, where no world has another level in its direction."""
    own, worlds = LEVELS[answer["level"]], [LEVELS[level] for level in answer["worlds"].values() if level]
    if answer["trend"] == "increasing" and max(worlds) <= own:
        return " None of these is higher: what is expected is more activity within the level."
    if answer["trend"] == "decreasing" and min(worlds) >= own:
        return " None of these is lower: what is expected is less activity within the level."
    return ""


def _confidence_argument(answer: Mapping[str, Any]) -> None:
    head(f"Why {answer['confidence']} confidence")
    for finding in answer["confidence_findings"]:
        paragraph(f"At most {finding['at_most']}: {finding['because'][0].lower()}{finding['because'][1:]}", bullet="– ")
    if not answer["confidence_findings"]:
        paragraph("Nothing holds it down.")


def _left_out(not_counted: Sequence[Mapping[str, str]], titles: Mapping[str, str]) -> None:
    if not_counted:
        head("Looked at and not counted")
        for each in not_counted:
            paragraph(f"{titles[each['event']]} ({each['reason']})", bullet="– ")
