"""How the method fares, for people: tables, and sentences fit for a memo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import click

from mdime_events import countries
from mdime_events.cli.clocks import known_words
from mdime_events.cli.common import count, short
from mdime_events.cli.page import show, table_of, trend_word
from mdime_events.cli.prose import head, paragraph
from mdime_events.vocabulary import ARROWS

Answer = Mapping[str, Any]
TRENDS = ("increasing", "steady", "decreasing")
CAME = [f"Came {ARROWS[trend]}" for trend in TRENDS]
LONGEST_QUARTER = 92
LOOK_CLOSER = "See also --by-instrument, --by-dyad, --by-condition and --misses."


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _number(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}".replace("-", "−")


def _named(dyads: Sequence[str]) -> str:
    return ", ".join(map(countries.dyad_name, dyads)) if len(dyads) <= 3 else f"{len(dyads)} dyads"


# Backtest


def backtest(answer: Answer, parts: Iterable[str]) -> None:
    """What was given against what came, the plain guesses beside it, and what the numbers do not say."""
    if not answer["cases"]:
        paragraph(_too_young(answer["dyads"]), indent="")
        return
    if answer["scored"]:
        _outcomes(answer)
        click.echo()
    for words in _verdict(answer):
        paragraph(words, indent="")
    for part in parts:
        click.echo()
        PARTS[part](answer[part])
    _misses(answer.get("misses"))
    click.echo()
    for words in _caveats(answer):
        paragraph(words, indent="")


def _too_young(dyads: Sequence[str]) -> str:
    return (
        f"No trend can be checked yet for {_named(dyads)}: a trend is checked three years after a quarter end since the window opened, and"
        " what is known does not reach so far. Log what came later, or record with `mdime review` that somebody looked."
    )


def _outcomes(answer: Answer) -> None:
    above = f"{_named(answer['dyads'])}: the trend given, and what came three years later"
    table = table_of(above, ("Given", *CAME, "Cases", "Right"))
    cases = {(each["given"], each["came"]): each["cases"] for each in answer["table"]}
    for given in TRENDS:
        row = [cases[given, came] for came in TRENDS]
        right = _percent(cases[given, given] / sum(row) if sum(row) else None)
        table.add_row(trend_word(given), *map(str, row), str(sum(row)), right)
    totals = [str(sum(cases[given, came] for given in TRENDS)) for came in TRENDS]
    table.add_row("all", *totals, str(answer["scored"]), _percent(answer["hit_rate"]))
    show(table)


def _verdict(answer: Answer) -> Iterator[str]:
    if not answer["scored"]:
        yield f"None of the {answer['cases']} cases could be scored."
        return
    guesses = answer["guesses"]
    beside = ", ".join(f"“{each['guess']}” in {each['hits']} ({_percent(each['hit_rate'])})" for each in guesses)
    yield f"{_named(answer['dyads'])}: the trends given at past quarter ends were right, three years on, in {_right(answer)}."
    yield f"On the same cases plain guesses would have been right: {beside}."
    skills = ", ".join(f"{_number(each['skill'])} over “{each['guess']}”" for each in guesses)
    yield f"Skill: {skills} (1 all right, 0 no better than the guess, below 0 worse). {_beats(answer)}"
    if answer["overall"] and answer["overall"]["scored"]:
        plain = answer["overall"]["guesses"][0]
        yield f"The overall trend, apart: right in {_right(answer['overall'])}; “{plain['guess']}” in {_percent(plain['hit_rate'])}."


def _right(score: Answer) -> str:
    return f"{score['hits']} of {score['scored']} cases ({_percent(score['hit_rate'])})"


def _beats(answer: Answer) -> str:
    lost = [f"“{each['guess']}”" for each in answer["guesses"] if each["hits"] >= answer["hits"]]
    return f"The rules do not beat {' nor '.join(lost)}." if lost else "The rules beat both plain guesses."


def _caveats(answer: Answer) -> Iterator[str]:
    scored, typed = answer["scored"], answer["in_hindsight"]
    if scored:
        spans = answer["independent_spans"]
        yield (
            "Quarters overlap, so the cases are not independent: as a sample they are worth at most the"
            f" {spans} three-year spans among them that do not overlap."
        )
    if typed:
        share = "all" if typed == scored else f"{typed} of {scored}"
        yield f"In hindsight: in {share} scored cases ({_percent(typed / scored)}) some of the log was typed in after the quarter's end."
    if answer["unreviewed"]:
        yield f"In {answer['unreviewed']} scored cases no review reaches the day three years on: there silence is no evidence of less."
    if left_out := list(_left_out(answer)):
        yield f"Not scored, of {answer['cases']} cases: {', '.join(left_out)}."
    known = f" As known {known_words(answer)}." if answer["known_on"] else ""
    yield f"Rules {answer['rules'][:12]}.{known} {LOOK_CLOSER}"


def _left_out(answer: Answer) -> Iterator[str]:
    for field, words in (
        ("unknown", "with the trend Unknown"),
        ("came_to_light", "whose rise only came to light"),
        ("not_assessed", "with nothing assessed then or three years on"),
    ):
        if answer[field]:
            yield f"{answer[field]} {words}"


def _by_instrument(found: Sequence[Answer]) -> None:
    _scores("By instrument", "Code", [(short(each["instrument"]), each) for each in found])


def _by_dyad(found: Sequence[Answer]) -> None:
    _scores("By dyad", "Dyad", [(each["dyad"], each) for each in found])


def _scores(title: str, first: str, found: Iterable[tuple[str, Answer]]) -> None:
    table = table_of(title, (first, "Scored", "Spans", "Unknown", "Right", "No change", "Skill", "As before", "Skill"))
    for name, each in found:
        counts = [str(each[field]) for field in ("scored", "independent_spans", "unknown")]
        beside = [word for guess in each["guesses"] for word in (_percent(guess["hit_rate"]), _number(guess["skill"]))]
        table.add_row(name, *counts, _percent(each["hit_rate"]), *beside)
    show(table)


def _by_condition(found: Sequence[Answer]) -> None:
    table = table_of("By condition of the trend", ("Condition", "Says", "Met", *CAME, "Right", "Otherwise"))
    for each in found:
        came = [str(each["came"][trend]) for trend in TRENDS]
        name = each["name"].replace("_", " ")
        table.add_row(name, trend_word(each["trend"]), str(each["met"]), *came, _percent(each["hit_rate"]), _percent(each["otherwise"]))
    show(table)
    paragraph("Right: what it says came where it was met. Otherwise: the same came where it was not met.", indent="")


PARTS = {"by_instrument": _by_instrument, "by_dyad": _by_dyad, "by_condition": _by_condition}


def _misses(misses: Sequence[Answer] | None) -> None:
    """The misses of quarters that follow one another in one run, with the reasons of the last."""
    if misses is None:
        return
    runs = _runs(misses)
    head(f"{count(len(misses), 'miss', 'misses')} in {count(len(runs), 'run')} of quarters" if misses else "No misses")
    for run in runs:
        last = run[-1]
        days = last["day"] if len(run) == 1 else f"{run[0]['day']} to {last['day']} ({len(run)} quarters)"
        paragraph(f"{last['dyad']} {short(last['instrument'])} {days}: given {last['given']}, came {last['came']}")
        for reason in last["because"]:
            paragraph(reason, indent="    ", bullet="– ")


def _runs(misses: Iterable[Answer]) -> list[list[Answer]]:
    runs: list[list[Answer]] = []
    for miss in misses:
        if runs and _goes_on(runs[-1][-1], miss):
            runs[-1].append(miss)
        else:
            runs.append([miss])
    return runs


def _goes_on(last: Answer, miss: Answer) -> bool:
    """Whether a miss is the same one a quarter later."""
    same = all(last[field] == miss[field] for field in ("dyad", "instrument", "given", "came"))
    return same and (date.fromisoformat(miss["day"]) - date.fromisoformat(last["day"])).days <= LONGEST_QUARTER


# Agreement


def agreement(answer: Answer, dyads: Sequence[str]) -> None:
    """Computed beside published, how far they agree over all, and why each disagreement is one."""
    if not answer["assessed"]:
        example = "mdime assess CHN IRN M1 --level medium --trend increasing --on 2023-12 --source KEY"
        paragraph(f"No published judgement is logged for {_named(dyads)}. Record one: {example}", indent="")
        return
    _ratings(answer["ratings"], dyads)
    click.echo()
    for words in _agreed(answer):
        paragraph(words, indent="")
    if len(answer["by_source"]) > 1:
        for each in answer["by_source"]:
            paragraph(f"{each['source']}: {' '.join(_agreed(each))}", indent="")
    _explained([each for each in answer["ratings"] if each["explanation"]])
    click.echo()
    known = f" As known {known_words(answer)}." if answer["known_on"] else ""
    paragraph(f"Rules {answer['rules'][:12]}.{known} Published judgements are never an input to them.", indent="")


def _ratings(ratings: Sequence[Answer], dyads: Sequence[str]) -> None:
    headers = ("Dyad", "Code", "On", "Source", "Computed", "Published", "Steps")
    table = table_of(f"{_named(dyads)}: computed beside published", headers)
    for each in ratings:
        pairs = [_standing(level, trend) for level, trend in zip(each["level"], each["trend"], strict=True)]
        table.add_row(each["dyad"], short(each["instrument"]), each["on"], each["source"], *pairs, _steps(each["steps"]))
    show(table)


def _standing(level: str | None, trend: str | None) -> str:
    """`very high ↗`; a dash for what is not given."""
    return f"{level or '–'} {ARROWS[trend] if trend else '–'}"


def _steps(steps: int | None) -> str:
    """How many steps the computed level is above or below the published."""
    return "–" if steps is None else f"{steps:+d}".replace("-", "−") if steps else "same"


def _agreed(answer: Answer) -> Iterator[str]:
    levels, trends = answer["levels"], answer["trends"]
    if levels["compared"]:
        told = f"Levels: {levels['same']} of {levels['compared']} the same, {levels['within_one']} within one step"
        yield f"{told}; weighted kappa {_number(levels['kappa_linear'])} linear, {_number(levels['kappa_quadratic'])} quadratic."
    if levels["not_assessed"]:
        yield f"For {levels['not_assessed']} published levels none is computed."
    if trends["compared"]:
        yield f"Trends: {trends['same']} of {trends['compared']} the same; kappa {_number(trends['kappa'])}."


def _explained(differing: Sequence[Answer]) -> None:
    if not differing:
        return
    head("Why they differ")
    for each in differing:
        which = f"{each['dyad']} {short(each['instrument'])}"
        paragraph(f"{which}, {_difference(each)} by {each['source']}. {each['explanation']}", bullet="– ")


def _difference(each: Answer) -> str:
    """`computed High, published Very High` and, where they differ, the trends."""
    pairs = [[(word or "not assessed").title() for word in each[field]] for field in ("level", "trend") if each[field][1]]
    told = [(computed, published) for computed, published in pairs if computed != published]
    return f"computed {' and '.join(one for one, _ in told)}, published {' and '.join(other for _, other in told)}"
