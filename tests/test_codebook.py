"""The codebook: every condition from the rules' own sentences, what instruments share told once, and what the words mean."""

import shutil

import pytest
from dossiers import ROOT, method

from mdime_events.codebook import WORDS, chapters, codebook, common, words
from mdime_events.codebook_tables import document, evidence_table, tables, word_tables
from mdime_events.evidence import Evidence
from mdime_events.rulebook import FILES, conditions, load
from mdime_events.vocabulary import INSTRUMENTS, OVERALL, RATED

OWN_LOW = '''"""E2 Technology-Sharing, Joint Production Agreements: licences and joint plants.

Rated on the common ladder, but for Low. A single licence says little.
"""

from mdime_events.rulekit import LOW, Ladder, Rung, instead, less_than_before, recent_ending


def two_of_them(evidence):
    """Two acts or states | of any kind."""
    return evidence.at_least(2)


RULE = Ladder(instrument="E2", edition=3, rungs=instead(Rung(LOW, two_of_them)), falling=(recent_ending, less_than_before))
'''


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A folder of rules in which E2 departs from the common ladder."""
    folder = tmp_path_factory.mktemp("own") / "rules"
    shutil.copytree(ROOT / "rules", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / FILES["E2"]).write_text(OWN_LOW)
    return load(folder)


def chapter(book, code):
    return next(each for each in chapters(book) if each.instrument == code)


def test_every_condition_is_published_with_its_own_sentence():
    book = method().book
    rows = codebook(book)
    for code, rule in {**book.ladders, OVERALL: book.overall}.items():
        own = [row for row in rows if row.instrument == code]
        assert [row.name for row in own] == [condition.__name__ for condition in conditions(rule)]
        assert [row.place for row in own] == list(range(1, len(own) + 1))
        assert {row.edition for row in own} == {rule.edition}


def test_sentences_are_folded_and_end_in_a_full_stop():
    for row in codebook(method().book):
        assert row.sentence == " ".join(row.sentence.split())
        assert row.sentence.endswith("."), row
        assert row.sentence[0].isupper(), row


def test_what_most_instruments_share_is_told_once():
    shared = common(codebook(method().book))
    assert [row.level for row in shared if row.part == "level"] == ["very high", "high", "medium", "low", "very low"]
    assert [row.part for row in shared] == ["level"] * 5 + ["increasing"] * 4 + ["decreasing"] * 4
    assert len({row.condition for row in shared}) == len(shared)


def test_departures_are_named_where_they_are():
    named = {each.instrument: [row.name for row in each.departures] for each in chapters(method().book) if each.departures}
    assert named == {
        "I3": ["always_secret"],
        "M1": ["regular_in_the_field"],
        "M2": ["regular_in_the_field"],
        "E1": ["secret_where_unofficial"],
        "E2": ["always_secret"],
    }
    assert not [each.without for each in chapters(method().book) if each.without]


def test_each_instrument_says_what_belongs_in_it_and_why_it_departs():
    m1 = chapter(method().book, "M1")
    assert m1.belongs == "Exercises, patrols and operations of exactly the two sides; deployments."
    assert m1.remarks.startswith("Rated on the common ladder, but for High. Exercises run in cycles")
    assert all(each.belongs.endswith(".") and each.remarks for each in chapters(method().book))


def test_rules_of_ones_own_say_what_they_change_and_what_they_leave_out(own):
    e2 = chapter(own, "E2")
    assert (e2.edition, e2.remarks) == (3, "Rated on the common ladder, but for Low. A single licence says little.")
    assert [row.name for row in e2.departures] == ["two_of_them"]
    assert [row.name for row in e2.without] == ["cancelled_plan", "on_course_to_fall"]


def test_a_table_has_one_line_a_condition_and_the_instruments_that_state_it(own):
    lines = tables(codebook(own))
    assert lines[:2] == ["| for | instruments | condition |", "|---|---|---|"]
    assert "| Low | E2 | Two acts or states &#124; of any kind. |" in lines
    assert [line.split(" | ")[1] for line in lines if line.startswith("| High |")] == ["all but M1, M2", "M1, M2"]
    assert [line.split(" | ")[1] for line in lines if line.startswith("| Very High |")] == ["all"]
    assert len(lines) == len(set(lines))


def test_every_word_means_what_its_code_says():
    assert [word for word, _ in words()] == list(WORDS)
    for word, meaning in words():
        assert meaning.endswith("."), word
        assert meaning[0].isupper(), word


def test_the_page_on_rules_has_the_table_of_what_a_condition_may_ask():
    assert "\n".join(evidence_table()) in (ROOT / "docs" / "rules.md").read_text()
    assert "| `evidence.recent(years=3)` | evidence |" in "\n".join(evidence_table())
    assert "| `evidence.of(*kinds)` | evidence |" in "\n".join(evidence_table())


def test_no_word_that_a_condition_may_use_is_without_a_meaning():
    """`of` takes the kinds that a condition names, and so explains itself; `events` are no word."""
    public = {name: each for name, each in vars(Evidence).items() if not name.startswith("_") and getattr(each, "__doc__", None)}
    asked = {name: each for name, each in public.items() if callable(each) or isinstance(each, property)}
    assert {name for name, each in asked.items() if each not in WORDS.values()} == {"of", "events"}


def test_the_document_tells_of_every_instrument_or_of_those_asked_for():
    whole = "\n".join(document(method().book, tuple(RATED)))
    editions = {row.instrument: row.edition for row in codebook(method().book)}
    assert [code for code, name in RATED.items() if f"| {code} | {name} | {editions[code]} |" not in whole] == []
    part = document(method().book, ("E1",))
    assert part[0] == "# Codebook: E1"
    assert not [line for line in part if line.startswith(("| D1 |", "| OVERALL |"))]
    assert [line for line in part if "| E1 |" in line and "unofficial" in line]


def test_the_readme_has_the_same_tables():
    readme = (ROOT / "README.md").read_text()
    assert "\n".join(tables(codebook(method().book))) in readme
    assert "\n".join(word_tables()) in readme


def test_the_twelve_and_the_overall_each_have_a_chapter():
    assert [each.instrument for each in chapters(method().book)] == [*INSTRUMENTS, OVERALL]
