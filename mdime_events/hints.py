"""What may be recorded, and is seldom meant: words of warning, none of which keeps anything out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from mdime_events import dates
from mdime_events.acts import is_promise
from mdime_events.batch import Row
from mdime_events.desk import COMMAND_LINE, Desk, key_id, key_of
from mdime_events.finding import first
from mdime_events.log.append import Draft
from mdime_events.model import Problem
from mdime_events.vocabulary import BENEFACTORS, KINDS

QUARRELS = ("embargo", "incident")
MOST_LIKE = 3


def likely_duplicates(desk: Desk, row: Row, payload: Mapping[str, Any]) -> Iterator[Problem]:
    """Events of the same kind and instrument that may lie on the same days: the first of them, and how many more there are."""
    if (key := key_of(row)) and key_id(desk.dyad, key) in desk.payloads:
        return
    shown, left = first([(id, other) for id, other in desk.payloads.items() if _is_like(desk, id, payload)], MOST_LIKE)
    for id, other in shown:
        message = f'it is like {id} ({other["date"]}, "{other["title"]}"); if both are one occasion, say so with `mdime same`'
        yield Problem(code="LIKELY-DUPLICATE", message=message, where=row.where)
    if left:
        message = f"it is like {left} more; `mdime same {desk.dyad.replace('-', ' ')}` lists which may be one"
        yield Problem(code="LIKELY-DUPLICATE", message=message, where=row.where)


def _is_like(desk: Desk, id: str, payload: Mapping[str, Any]) -> bool:
    other = desk.payloads[id]
    stands = id not in desk.retracted and "same_as" not in other
    same = stands and other["kind"] == payload["kind"] and set(other["instruments"]) & set(payload["instruments"])
    return bool(same) and _overlap(other["date"], payload["date"])


def hints(row: Row, payload: Mapping[str, Any]) -> Iterator[Problem]:
    """What is allowed, and seldom meant."""
    if not payload.get("sources") and row.where == COMMAND_LINE:
        yield Problem(code="NO-SOURCE", message="it cites no source; name one with --source", where=row.where)
    if payload.get("recurs") and not is_promise(payload["kind"], payload.get("promises")) and payload.get("status") != "planned":
        message = "recurs says something only of a pledge or a plan: log the series as a pledge that promises it"
        yield Problem(code="RECURS", message=message, where=row.where)
    if payload["kind"] == "pledge" and not payload.get("promises"):
        message = "a pledge says which kind of event it promises: name it with --promises, such as --promises exercise"
        yield Problem(code="PROMISES", message=message, where=row.where)
    if payload["kind"] in QUARRELS and "effect" not in payload:
        message = f"an {payload['kind']} raises unless told otherwise; write effect lowers or neutral, or raises if that is meant"
        yield Problem(code="EFFECT", message=message, where=row.where)
    if payload.get("status") == "planned" and _is_over(payload["date"]):
        message = (
            f'it is planned for "{payload["date"]}", which is over: log what came of it with --fulfils, or amend its status to cancelled'
        )
        yield Problem(code="PAST-PLAN", message=message, where=row.where)
    if payload.get("parties") and "M1" in payload["instruments"] and KINDS[payload["kind"]].family == "field":
        yield Problem(code="PARTIES", message="M1 is for exactly the two sides; with further parties it bears on M2", where=row.where)


def _is_over(text: str) -> bool:
    """Whether an act's whole date, or a state's last day, has passed."""
    span = dates.span(text)
    last = span.until if span.state else span.certain
    return last is not None and last < date.today()


def strange_benefactor(desk: Desk, row: Row) -> Iterator[Problem]:
    """A dyad that begins with a benefactor who is not followed so far: allowed, and seldom meant."""
    benefactor, recipient = desk.dyad.split("-")
    if not desk.payloads and benefactor not in BENEFACTORS:
        turned = f"; did you mean {recipient}-{benefactor}?" if recipient in BENEFACTORS else ""
        message = f"{desk.dyad} is new, and {benefactor} is none of the benefactors followed so far ({', '.join(BENEFACTORS)}){turned}"
        yield Problem(code="BENEFACTOR", message=message, where=row.where)


def ends_elsewhere(desk: Desk, row: Row, payload: Mapping[str, Any]) -> Iterator[Problem]:
    """What an ending ends bears on an instrument too that the ending does not name, and so goes on there until it is rated anew."""
    for id in payload.get("ends", ()):
        others = [code for code in desk.payloads.get(id, {}).get("instruments", ()) if code not in payload["instruments"]]
        if others:
            message = f"it ends {id[-12:]}, which bears on {', '.join(others)} too; name what ended there with -i"
            yield Problem(code="ENDS-ELSEWHERE", message=message, where=row.where)


def ends_but_for_parts(desk: Desk, row: Row, payload: Mapping[str, Any]) -> Iterator[Problem]:
    """What an ending ends has parts of its kind that stand, and that go on unless they are ended too."""
    ended = set(payload.get("ends", ()))
    parts = [(id, other) for id, other in desk.payloads.items() if other.get("part_of") in ended] if ended else []
    over = desk.retracted.union(ended, _ended_already(desk) if parts else ())
    for id, other in parts:
        whole = desk.payloads.get(other["part_of"], {})
        if id not in over and whole.get("kind") == other["kind"] and _stands(other, payload["date"]):
            part = f'{id[-12:]} ("{other["title"]}")'
            message = f"it ends {other['part_of'][-12:]}, whose part {part} stands and keeps it in force; end that too"
            yield Problem(code="ENDS-WHOLE", message=message, where=row.where)


def _ended_already(desk: Desk) -> Iterator[str]:
    for id, other in desk.payloads.items():
        if id not in desk.retracted and _happened(other):
            yield from other.get("ends", ())


def _happened(payload: Mapping[str, Any]) -> bool:
    return payload.get("status", "occurred") == "occurred" and "same_as" not in payload


def _stands(payload: Mapping[str, Any], date: str) -> bool:
    """Whether an act or state is in force, and has not run out by another's date."""
    own, other = dates.span(payload["date"]), dates.span(date)
    run_out = own.until is not None and other.certain is not None and own.until < other.certain
    return _happened(payload) and (KINDS[payload["kind"]].stands or own.state) and not run_out


def _overlap(one: str, other: str) -> bool:
    """Whether two acts may lie on the same day, as far as both are dated to a month or better."""
    a, b = dates.span(one), dates.span(other)
    if a.state or b.state or not (a.earliest and a.certain and b.earliest and b.certain):
        return False
    narrow = max(a.certain - a.earliest, b.certain - b.earliest).days <= 31
    return narrow and a.earliest <= b.certain and b.earliest <= a.certain


def note_hints(draft: Draft) -> list[str]:
    """What is allowed of a `reviewed`, `assessed` or `profiled` record, and seldom meant."""
    field = {"assessed": "on", "profiled": "as_of"}.get(draft.type)
    day = str(draft.data[field]) if field else ""
    to_come = day and dates.period(day)[0] > date.today()
    return [f"{day} is still to come: a judgement and a fact are dated by the day that they are made for"] if to_come else []
