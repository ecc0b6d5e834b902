"""Rule folders, good and bad: each fault is caught by its own check, at its line, with what to write instead."""

import ast
import shutil

import pytest
from dossiers import ROOT, method

from mdime_events import invented, trials
from mdime_events.invented import stories
from mdime_events.model import Where
from mdime_events.rate import projected
from mdime_events.rulebook import FILES
from mdime_events.rulecheck import Trial, check, of_file
from mdime_events.rulesource import RuleText, faults
from mdime_events.vocabulary import OVERALL, Level

RULES = ROOT / "rules"
HEAD = '"""M1 Formal Bilateral Military Engagements: exercises.\n\nRules of a test."""\nfrom mdime_events.rulekit import *\n'
FINE = "Two acts of substance, or a right in force, or three acts."
ASK = "return real_but_narrow(evidence) | evidence.of_substance().at_least(2) | evidence.at_least(3)"


def rule(body, sentence=FINE, level="MEDIUM", before="", edition=3):
    """A file for M1 with one condition of its own, in the place of the common one for a level."""
    own = f'def condition(evidence):\n    """{sentence}"""\n    {body}\n'
    return f'{HEAD}{before}\n{own}\nRULE = Ladder(instrument="M1", edition={edition}, rungs=instead(Rung({level}, condition)))\n'


@pytest.fixture(scope="module")
def trial():
    """A third of the invented logs, worked out once for all tests, and the default rules beside them."""
    number = invented.NUMBER // 3
    return Trial(beside=method().book, looks=tuple(map(trials.look, stories(number))), tables=invented.tables(number))


@pytest.fixture
def ask(tmp_path, trial):
    """What is found in a file that holds a text: of each fault its code, the text of its line, and the message."""

    def found(text, instrument="M1"):
        path = tmp_path / FILES[instrument]
        path.write_text(text)
        lines = text.splitlines() or [""]
        return [(fault.code, lines[fault.line - 1].strip(), fault.message) for fault in of_file(path, instrument, trial)]

    return found


@pytest.fixture
def only(ask):
    """The same where there is one fault."""

    def found(text, instrument="M1"):
        (fault,) = ask(text, instrument)
        return fault

    return found


# Clean


def test_the_rules_that_come_with_the_program_are_clean():
    report = check(RULES, method().book)
    assert (report.files, report.evidence, report.problems) == (13, invented.NUMBER, ())


def test_a_condition_of_ones_own_is_clean(ask):
    assert ask(rule(ASK)) == []


@pytest.mark.parametrize(
    ("sentence", "body"),
    [
        ("A quarter of the acts, or half.", "return Finding(met=4 * 2 > 0, because='so')"),
        ("At least 17 acts.", "return evidence.at_least(17)"),
        ("Twelve acts in the last seven years.", "return evidence.recent(7).at_least(12)"),
        ("One act at least; nothing else counts.", "return evidence.at_least(1)"),
    ],
)
def test_numbers_may_be_told_in_digits_or_words(ask, sentence, body):
    assert [code for code, _, _ in ask(rule(body, sentence)) if code in ("NUMBER", "SENTENCE")] == []


def test_the_common_conditions_keep_the_same_rules_for_sentences_and_numbers():
    """Those of the rule kit itself, to which a ladder may leave its conditions."""
    text = (ROOT / "mdime_events" / "rulekit.py").read_text()
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    takes_evidence = [each.name for each in functions if [argument.arg for argument in each.args.args] == ["evidence"]]
    published = ", ".join(name for name in takes_evidence if not name.startswith("_"))
    found = faults(RuleText(tree=ast.parse(f"{text}\nRULE = ({published})\n")))
    assert [fault for fault in found if fault.code in ("SENTENCE", "NUMBER", "READS", "NAMES", "KEEPS")] == []


# What the text gives away


TEXTS = {
    "a clock": (rule("return evidence.recent(evidence.day.today().day).at_least(1)"), "FORBIDDEN", "the day asked about is evidence.day"),
    "a file": (rule("return open('x') or evidence.at_least(1)"), "FORBIDDEN", 'uses "open"'),
    "other code": (rule("return eval('evidence')"), "FORBIDDEN", 'uses "eval"'),
    "an import by call": (rule("return __import__('os') or trace(evidence)"), "FORBIDDEN", 'uses "__import__"'),
    "a hidden name": (rule("return getattr(evidence, 'at_least')(2)"), "FORBIDDEN", "write the attribute out"),
    "the inside of a class": (rule("return evidence.__class__ and trace(evidence)"), "FORBIDDEN", 'uses "__class__"'),
    "a hash": (rule("return Finding(met=hash('x') > 0, because='so')", "So."), "FORBIDDEN", "is chance"),
    "words to a terminal": (rule("return print(2) or trace(evidence)"), "FORBIDDEN", "says its reason in the Finding"),
    "a title": (rule("return Finding(met=evidence.events[0].coding.title == 'x', because='so')", "So."), "READS", 'reads ".title"'),
    "a dyad": (rule("return Finding(met=evidence.events[0].dyad == 'x', because='so')", "So."), "READS", 'reads ".dyad"'),
    "an event's id": (rule("return Finding(met='x' in [e.id for e in evidence.events], because='so')", "So."), "READS", 'reads ".id"'),
    "a place": (rule("return Finding(met=not evidence.events[0].coding.place, because='so')", "So."), "READS", 'reads ".place"'),
    "a country's code": (rule("return evidence.of('CHN-IRN').at_least(1)", "So."), "NAMES", 'names "CHN"'),
    "a country's name": (rule("return evidence.of('Iran').at_least(1)", "So."), "NAMES", 'names "Iran"'),
    "an event": (rule("return evidence.of('01a20fa8-35e2-77bb').at_least(1)", "So."), "NAMES", 'names "01a20fa8-35e2-"'),
    "a year": (rule("return Finding(met=evidence.day.year > 2015, because='so')", "After 2015."), "NAMES", "names the year 2015"),
    "a list that grows": (rule("SEEN.append(1); return trace(evidence)", before="SEEN = []\n"), "KEEPS", "keeps SEEN between answers"),
    "a table that is written": (rule("SEEN['x'] = 1; return trace(evidence)", before="SEEN = {}\n"), "KEEPS", "keeps SEEN"),
    "a global": (rule("global SEEN; return trace(evidence)"), "KEEPS", "keeps SEEN"),
    "an attribute that is written": (rule("condition.last = 1; return trace(evidence)"), "KEEPS", "keeps .last"),
    "a default that grows": (rule("return trace(evidence)", before="def held(seen=[]):\n    return seen\n"), "KEEPS", "keeps []"),
    "no sentence": (rule("return evidence.at_least(1)", ""), "SENTENCE", "condition condition has no sentence"),
    "half a sentence": (rule("return evidence.at_least(1)", "Two acts"), "SENTENCE", "ends in no full stop"),
    "two sentences": (rule("return evidence.at_least(1)", "Two acts. They count."), "SENTENCE", "says more than one sentence"),
    "a number untold": (
        rule("return evidence.at_least(3)", "Some acts."),
        "NUMBER",
        'counts with 3, which its sentence does not say; write "three"',
    ),
    "a constant untold": (rule("return evidence.at_least(MANY)", "Many.", before="MANY = 9\n"), "NUMBER", 'write "nine"'),
    "a share untold": (rule("return Finding(met=0.4 > 0, because='so')", "A share."), "NUMBER", "counts with 0.4"),
    "a number in a part of a word": (rule("return evidence.at_least(10)", "Often."), "NUMBER", 'write "ten"'),
}


@pytest.mark.parametrize(("text", "code", "words"), TEXTS.values(), ids=TEXTS)
def test_what_the_text_gives_away(ask, text, code, words):
    found = [(line, message) for each, line, message in ask(text) if each == code]
    assert len(found) == 1, found
    line, message = found[0]
    assert words in message
    assert line != HEAD.splitlines()[0], "a fault has the line that it stands on"


def test_a_helpers_number_is_the_conditions(ask):
    helper = "def enough(evidence):\n    return evidence.at_least(8)\n"
    assert [message for code, _, message in ask(rule("return enough(evidence)", "Enough.", before=helper)) if code == "NUMBER"] == [
        'condition condition counts with 8, which its sentence does not say; write "eight" where it stands for something'
    ]


def test_a_file_that_reaches_outside_is_not_run(ask, tmp_path):
    trace = tmp_path / "ran"
    found = ask(rule(ASK, before=f"open({str(trace)!r}, 'w')\n"))
    assert [code for code, _, _ in found] == ["FORBIDDEN"]
    assert not trace.exists()


def test_an_import_is_told_beside_everything_else(ask):
    found = ask(rule("return evidence.at_least(3)", "Some acts", before="import random\n"))
    assert [code for code, _, _ in found] == ["FILE", "SENTENCE", "NUMBER"]


def test_a_local_name_is_no_clock(ask):
    assert ask(rule(f"now = evidence; {ASK.replace('narrow(evidence)', 'narrow(now)')}")) == []


def test_a_file_says_what_belongs_in_its_instrument(only):
    code, _, message = only(rule(ASK).removeprefix(HEAD.splitlines()[0]).replace('Rules of a test."""', ""))
    assert (code, message) == ("SENTENCE", "has no docstring; say in it what belongs in the instrument")


# What the rule is


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("RULE = 1", "RULE", "holds no RULE = Ladder(…)"),
        ("RULE = Overall(edition=1, reaches=trace, trend=trace)", "RULE", "holds no RULE = Ladder(…)"),
        ("RULE = Ladder(instrument='M2', edition=1)", "RULE", "rates M2, not M1"),
        ("RULE = Ladder(instrument='M1', edition=1, rungs=(trace,))", "RULE", "write Rung(LEVEL, condition)"),
        ("RULE = Ladder(instrument='M1', edition=1, rising=('more',))", "RULE", "has 'more' for a condition"),
        ("1 / 0", "RULE", "fails when it is loaded: ZeroDivisionError"),
        ("RULE = Ladder(instrument='M1', edition='2')", "EDITION", "has edition '2'; write a whole number from 1"),
        ("RULE = Ladder(instrument='M1', edition=0)", "EDITION", "has edition 0"),
        ("RULE = Ladder(instrument='M1', edition=3, rungs=COMMON_RUNGS[1:])", "RUNGS", "has the rungs HIGH, MEDIUM, LOW, VERY_LOW"),
        ("RULE = Ladder(instrument='M1', edition=3, rungs=COMMON_RUNGS[::-1])", "RUNGS", "once, from the top: VERY_HIGH, HIGH"),
        ("RULE = Ladder(instrument='M1', edition=3, rungs=(*COMMON_RUNGS, Rung(LOW, occasional)))", "RUNGS", "each level once"),
        ("RULE = Ladder(instrument='M1', edition=3, rungs=())", "RUNGS", "has the rungs none"),
    ],
)
def test_what_the_rule_is(ask, line, code, words):
    assert [words in message for each, _, message in ask(f"{HEAD}\n{line}\n") if each == code] == [True]


# What conditions answer


ANSWERS = {
    "no Finding": ("return len(evidence.items) > 1", "ANSWER", "answer with a Finding, such as evidence.at_least(2)"),
    "nothing": ("evidence.at_least(1)", "ANSWER", "answers None"),
    "a number for yes": ("return Finding(met=len(evidence.items), because='so')", "ANSWER", "write a comparison"),
    "no reason": ("return Finding(met=True, because=' ')", "ANSWER", "answers without a reason"),
    "an error": ("return evidence.items[99].at_least(1)", "ANSWER", "fails: IndexError"),
    "`and` between Findings": ("return trace(evidence) and occasional(evidence)", "ANSWER", "join with & and |"),
    "a rung that is too hard": ("return evidence.at_least(9)", "NEST", "holds where medium (condition) does not"),
    "at most": ("return Finding(met=len(evidence.items) < 4, because='few')", "MONOTONE", "by more favourable evidence"),
    "an ending that helps": ("return Finding(met=bool(evidence.endings), because='ended')", "MONOTONE", "without the ending"),
}


@pytest.mark.parametrize(("body", "code", "words"), ANSWERS.values(), ids=ANSWERS)
def test_what_a_condition_answers(ask, body, code, words):
    found = [(line, message) for each, line, message in ask(rule(body, "Nine acts, or four, or ninety-nine, or 99.")) if each == code]
    assert [line for line, _ in found] == ["def condition(evidence):"]
    assert words in found[0][1].replace("joins with & and |", "join with & and |")


REMEMBERS = '''
def made():
    most = [0]

    def remembers(evidence):
        """The most that was ever seen."""
        most[0] = max(most[0], len(evidence.items))
        return Finding(met=most[0] > 1, because=f"{most[0]} at most")

    return remembers


RULE = Ladder(instrument="M1", edition=3, rising=(made(),))
'''


@pytest.mark.parametrize("asked", ["secrecy=hidden", "secrecy=hidden, rising=(hidden,)"])
def test_what_is_answered_about_secrecy(only, asked):
    condition = 'def hidden(evidence):\n    """Secrecy is the rule in two acts."""\n    return evidence.at_least(2).met\n'
    code, line, message = only(f'{HEAD}{condition}\n\nRULE = Ladder(instrument="M1", edition=3, {asked})\n')
    assert (code, line) == ("ANSWER", "def hidden(evidence):")
    assert message.startswith("condition hidden ")


def test_what_a_condition_remembers_of_later_days_is_caught(only):
    code, line, message = only(HEAD + REMEMBERS)
    assert (code, line) == ("AHEAD", "def remembers(evidence):")
    assert "answers otherwise once later days were asked about" in message


def test_ratings_of_ones_own_have_an_edition_of_their_own(only, ask):
    code, line, message = only(rule("return evidence.at_least(1)", "Anything.", level="LOW", edition=2))
    assert (code, line[:6]) == ("EDITION", "RULE =")
    assert "rates otherwise than edition 2 of the default rules; write edition=3 and say why" in message
    assert ask(rule("return evidence.at_least(1)", "Anything.", level="LOW", edition=3)) == []


def test_other_words_for_the_same_ratings_need_no_edition(ask):
    own = rule("return trace(evidence)", "Anything that counts.", level="VERY_LOW", edition=2)
    assert ask(own.replace("instead(", "instead(Rung(HIGH, regular_in_the_field), ")) == []


def test_an_example_is_a_small_log_that_can_be_read(only):
    _, _, message = only(rule("return evidence.of_substance().at_least(9)", "Nine acts of substance.", level="LOW"))
    _, *log, day = message.splitlines()
    assert 1 <= len(log) <= 3
    assert all(line.strip()[0] == "e" for line in log), log
    assert day.strip().startswith("rated on 20")


# The overall


def overall(body, sentence="Half of them.", trend="return Trend.STEADY, Finding(met=True, because='so')", edition=2):
    reaches = f'def reaches(rated, level):\n    """{sentence}"""\n    {body}\n'
    most = f'def most(rated):\n    """Steady."""\n    {trend}\n'
    return f"{HEAD}\n{reaches}\n\n{most}\nRULE = Overall(edition={edition}, reaches=reaches, trend=most)\n"


OVERALLS = {
    "no Finding": (overall("return True"), "ANSWER", "answers True"),
    "no trend": (overall("return Finding(met=True, because='so')", trend="return Trend.STEADY"), "ANSWER", "answers <Trend.STEADY"),
    "levels that do not nest": (
        overall("return Finding(met=level in (Level.HIGH, Level.UNOBSERVED), because='so')"),
        "NEST",
        "reaches high and not",
    ),
    "at most": (
        overall("return Finding(met=0 < sum((each.level or 0) >= level for each in rated) < 3, because='so')", "One, two or three."),
        "MONOTONE",
        "is lost when one instrument rises",
    ),
    "another's edition": (overall("return Finding(met=level < 1, because='so')", edition=1), "EDITION", "write edition=2"),
}


@pytest.mark.parametrize(("text", "code", "words"), OVERALLS.values(), ids=OVERALLS)
def test_what_the_overall_answers(ask, text, code, words):
    assert [words in message for each, _, message in ask(text, OVERALL) if each == code] == [True]


# Whole folders


@pytest.fixture
def rules(tmp_path):
    """A copy of the rules that a test may spoil."""
    shutil.copytree(RULES, tmp_path / "mine", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "mine"


def test_everything_that_is_wrong_with_a_folder_is_told_at_once(rules):
    (rules / FILES["D1"]).unlink()
    (rules / FILES["D2"]).write_text("RULE = Ladder(")
    (rules / "e2_technology.py").write_text("")
    (rules / FILES["M1"]).write_text(rule("return evidence.at_least(3)", "Some acts."))
    report = check(rules, method().book)
    assert report.files == 12
    assert [(each.code, each.where) for each in report.problems] == [
        ("FILE", Where(file=f"mine/{FILES['D1']}", line=1)),
        ("FILE", Where(file=f"mine/{FILES['D2']}", line=1)),
        ("NUMBER", Where(file=f"mine/{FILES['M1']}", line=6)),
        ("NEST", Where(file=f"mine/{FILES['M1']}", line=6)),
        ("FILE", Where(file="mine/e2_technology.py", line=1)),
    ]
    assert "is none of the thirteen rule files" in report.problems[-1].message


def test_checking_leaves_nothing_beside_the_rules(rules):
    check(rules)
    assert {path.name for path in rules.iterdir()} == set(FILES.values())


# The invented logs


def test_the_same_seed_invents_the_same():
    assert stories(12) == stories(12)
    assert stories(12) != stories(12, seed=1)
    assert invented.tables(5) == invented.tables(5)


def test_the_invented_logs_reach_every_level_and_every_trend_condition(trial):
    """Otherwise a check that finds nothing says nothing."""
    ladder = method().book.ladders["M1"]
    levels = [ladder.climb(each.seen) for each in trial.looks]
    assert min(levels.count(rung.level) for rung in ladder.rungs) >= 5
    findings = [finding for each in trial.looks for finding in trend_findings(ladder, each)]
    for condition in (*ladder.rising, *ladder.falling):
        met = [finding.finding.met for finding in findings if finding.name == condition.__name__]
        assert 2 <= sum(met) <= len(met) - 2, condition.__name__


def trend_findings(ladder, each):
    return projected(ladder, each.story.events, each.seen, ladder.climb(each.seen) or Level.UNOBSERVED)[1]


COURSE = '''
def drifts(evidence):
    """The level falls by itself."""
    course = evidence.on_course_to_fall()
    return evidence if course.met else course


RULE = Ladder(instrument="M1", edition=3, falling=(drifts,))
'''


def test_the_conditions_of_a_trend_see_where_it_leads(only):
    code, line, message = only(HEAD + COURSE)
    assert (code, line) == ("ANSWER", "def drifts(evidence):")
    assert "answers Evidence(" in message


@pytest.mark.parametrize("favour", ["one more act: ", " instead of ", " goes on after ", "without the ending "])
def test_every_favour_is_tried(trial, favour):
    assert sum(favour in each.told for look in trial.looks for each in look.story.favours) >= 10


def test_a_log_is_made_as_small_as_it_can_be():
    whole = stories(1)[0].events
    wanted = whole[len(whole) // 2]
    assert invented.smallest(whole, lambda less: wanted in less) == (wanted,)


def test_trials_agree_with_the_shared_conditions(trial):
    assert trials.of_ladder(method().book.ladders["M2"], trial.looks) == []
