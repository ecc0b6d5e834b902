"""What a payload must hold to be used, as lines made elsewhere may not: known words, dates that can be read, nothing named twice.

The door checks what is entered here; these check what is read. Every function raises ValueError with a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from operator import attrgetter

import attrs

from mdime_events import dates
from mdime_events.model import Assessment, Citation, Coding, Fact, Review, Source
from mdime_events.vocabulary import CHOICES, suggest

_WORDS = tuple(field for field in attrs.fields_dict(Coding) if field in CHOICES)
_words_of = attrgetter(*_WORDS)
_LISTS = ("instruments", "parties", "fulfils", "ends")


def check_coding(coding: Coding) -> None:
    """A `logged` payload, amendments applied; its date is read where the event is made."""
    _check_words(_words_of(coding))
    for field in _LISTS:
        _once(field, getattr(coding, field))
    _known("instrument", coding.instruments)
    if coding.due:
        dates.span(coding.due)
    if coding.recurs:
        dates.duration_on(date(2000, 1, 1), coding.recurs)
    check_citations(coding.sources)


@lru_cache(maxsize=10_000)
def _check_words(words: tuple[str | None, ...]) -> None:
    """The words of closed lists, each in its field: the same few thousand combinations come again and again."""
    for field, word in zip(_WORDS, words, strict=True):
        if word is not None and word not in CHOICES[field]:
            _unknown(field, word)


def check_review(review: Review) -> None:
    _once("instruments", review.instruments)
    _known("instrument", review.instruments)
    check_citations(review.sources)


def check_assessment(assessment: Assessment) -> None:
    _known("rated", [assessment.instrument])
    _known("rating level", filter(None, [assessment.level]))
    _known("trend", filter(None, [assessment.trend]))
    dates.period(assessment.on)
    check_citations(assessment.sources)


def check_fact(fact: Fact) -> None:
    dates.period(fact.as_of)
    check_citations(fact.sources)


def check_source(source: Source) -> None:
    _known("reliability", [source.reliability])
    if source.published:
        dates.period(source.published)


def check_citations(cited: Iterable[Citation]) -> None:
    for each in cited:
        if each.credibility is not None and not 1 <= each.credibility <= 6:
            raise ValueError(f"credibility {each.credibility} is not between 1 and 6")
        if each.published:
            dates.period(each.published)


def _known(list_name: str, words: Iterable[str]) -> None:
    for word in words:
        if word not in CHOICES[list_name]:
            _unknown(list_name, word)


def _unknown(list_name: str, word: str) -> None:
    raise ValueError(f'unknown {list_name} "{word}"{suggest(word, CHOICES[list_name])}')


def _once(field: str, words: tuple[str, ...]) -> None:
    if len(words) > 1 and len(set(words)) < len(words):
        twice = next(word for word in words if words.count(word) > 1)
        raise ValueError(f'{field} names "{twice}" twice')
