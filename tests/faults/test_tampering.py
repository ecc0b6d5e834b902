"""Whatever is done to a sealed log is seen: every named attack by its codes, every bit, cut, dropped, inserted byte and line."""

from itertools import combinations, permutations

import attrs
import pytest
from log.attacks import ATTACKS, DYAD, HARMLESS, OTHER, SEALS, SOURCES, answer, folder_in_memory, lay, sample
from logs import commit, contents, draft, git, put

from mdime_events import replay
from mdime_events.log import seal as seals
from mdime_events.log import stream as streams
from mdime_events.log.seal import seal
from mdime_events.log.verify import check_stream, verify

PROBLEM, TORN, CLEAN = "a problem", "a torn tail", "nothing"
NEWLINE = ord("\n")


@pytest.fixture
def memory():
    with folder_in_memory() as folder:
        yield folder


@pytest.fixture
def sealed(memory):
    """A folder that holds the log that is attacked."""
    return lay(sample(), memory / "events")


# The named attacks


def named(attacks):
    return pytest.mark.parametrize("attack", attacks, ids=lambda attack: attack.name)


@named(ATTACKS)
def test_an_attack_is_answered_with_just_its_codes(sealed, tally, attack):
    attack.do(sealed)
    problems, _, torn = answer(verify(sealed))
    right = (sorted(problems), torn) == (sorted(attack.problems), attack.torn)
    tally("named attacks", 1, [] if right else [f"{attack.name}: {problems + torn}, not {attack.problems + attack.torn}"])


@named([each for each in ATTACKS if each.warnings])
def test_an_attack_on_what_was_known_is_answered_with_a_warning(sealed, attack):
    attack.do(sealed)
    assert answer(verify(sealed))[1] == attack.warnings


def test_no_attack_is_explained_away_as_what_a_merge_leaves(memory):
    """ORDER and REPEATED say that nothing changes: that is not so of a predecessor that is gone, or of an id with other content."""
    explained = {}
    for number, attack in enumerate(ATTACKS):
        log = lay(sample(), memory / str(number) / "events")
        attack.do(log)
        if told := [text for text in answer(verify(log))[1] if text.startswith(("ORDER", "REPEATED"))]:
            explained[attack.name] = told
    assert explained == {}


@named(HARMLESS)
def test_what_no_attacker_did_is_no_problem(sealed, attack):
    attack.do(sealed)
    assert answer(verify(sealed)) == ([], attack.warnings, attack.torn)


def test_every_code_has_an_attack():
    told = {text.split()[0] for each in ATTACKS for text in (*each.problems, *each.warnings)}
    assert told == {"SUM", "FORM", "SIZE", "STREAM", "MISSING", "CLOCK", "DUPLICATE-ID", "TARGET", "CIRCLE", "TRUNCATED", "SEALED-OVER"}


def test_git_still_holds_what_no_scheme_inside_the_files_can_see(workspace):
    """The end of a file cut off together with the seals that name it: the one code, LOST, that needs a revision."""
    workspace.log.rmdir()
    lay(sample(), workspace.log)
    git(workspace.root, "init", "--quiet")
    commit(workspace.root)
    (workspace.log / f"{SEALS}.jsonl").unlink()
    (workspace.log / f"{OTHER}.jsonl").unlink()
    assert answer(verify(workspace.log)) == ([], [], [])
    assert answer(verify(workspace.log, since="HEAD"))[0] == ["LOST RUS-SYR:1", "LOST RUS-SYR:2", "LOST _seals:1", "LOST _seals:2"]


# Every change of a small log


class Small:
    """A sealed log of six short records, and what verify says of it with another content in one of its files."""

    def __init__(self, log):
        visit = {"date": "2014", "kind": "visit", "title": "A", "instruments": ["D1"]}
        source = {"key": "a", "title": "A", "publisher": "A", "reliability": "B"}
        put(log, draft(source, type="sourced", stream=SOURCES))
        event = put(log, draft(visit))[0].id
        seal(log, "t")
        put(log, draft({"set": {"title": "B"}, "why": "c"}, type="amended", event=event))
        put(log, draft({"why": "c"}, type="retracted", event=event))
        seal(log, "t")
        self.log = log
        self.files = {name.removesuffix(".jsonl"): content for name, content in contents(log).items()}

    def verdict(self, name, content):
        """A file that is wrong by itself is not written: `verify` checks every file just so. All others it is asked about."""
        if check_stream(streams.parse(name, f"events/{name}.jsonl", content)):
            return PROBLEM
        path = self.log / f"{name}.jsonl"
        path.write_bytes(content)
        report = verify(self.log)
        path.write_bytes(self.files[name])
        return PROBLEM if report.problems else TORN if report.torn else CLEAN

    def escaped(self, name, changes):
        """How many changes there were, and those whose verdict is not the expected one: changes are (words, content, expected)."""
        lost, tried = [], 0
        for words, content, expected in changes:
            tried += 1
            if (verdict := self.verdict(name, content)) != expected:
                lost.append(f"{name}: {words}: {verdict}, not {expected}")
        return tried, lost


@pytest.fixture
def small(memory):
    return Small(memory / "events")


def test_the_small_log_is_clean(small):
    assert sorted(small.files) == [DYAD, SEALS, SOURCES]
    assert [small.verdict(name, content) for name, content in small.files.items()] == [CLEAN] * 3


def test_every_flipped_bit_is_a_problem(small, tally):
    for name, content in small.files.items():
        tally("bit flips", *small.escaped(name, flipped(content)))


def flipped(content):
    for place in range(len(content)):
        for bit in range(8):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            yield f"bit {bit} of byte {place}", bytes(changed), PROBLEM


def test_every_cut_is_a_problem_but_of_the_seals_themselves(small, tally):
    for name, content in small.files.items():
        tally("other changes of bytes", *small.escaped(name, cut(name, content)))


def cut(name, content):
    """Nothing stands behind the newest seal: cut inside a line it is torn, and cut at a line's end it is a log with fewer seals."""
    for length in range(len(content)):
        left = content[:length]
        at_an_end = not left or left.endswith(b"\n")
        yield f"cut to {length} bytes", left, PROBLEM if name != SEALS else CLEAN if at_an_end else TORN


def test_every_dropped_byte_is_a_problem_but_the_seals_last(small, tally):
    for name, content in small.files.items():
        tally("other changes of bytes", *small.escaped(name, dropped(name, content)))


def dropped(name, content):
    """Without its last newline the newest seal is a write that was never acknowledged."""
    for place in range(len(content)):
        last_of_the_seals = name == SEALS and place == len(content) - 1
        yield f"without byte {place}", content[:place] + content[place + 1 :], TORN if last_of_the_seals else PROBLEM


def test_every_inserted_byte_is_a_problem_but_behind_the_end(small, tally, long):
    for name, content in small.files.items():
        tally("other changes of bytes", *small.escaped(name, inserted(content, 1 if long else 37)))


def inserted(content, every):
    """Every value at every place, or one in so many, others at the next place; what is put behind the last newline is a torn tail."""
    for place in range(len(content) + 1):
        for value in {*range(place % every, 256, every), NEWLINE}:
            behind = place == len(content) and value != NEWLINE
            changed = content[:place] + bytes([value]) + content[place:]
            yield f"{value:#x} before byte {place}", changed, TORN if behind else PROBLEM


def test_every_deleted_line_is_a_problem_but_the_newest_seal(small, tally):
    for name, content in small.files.items():
        tally("other changes of bytes", *small.escaped(name, deleted(name, content)))


def deleted(name, content):
    there = content.splitlines(keepends=True)
    for number in range(len(there)):
        newest_seal = name == SEALS and number == len(there) - 1
        yield f"without line {number + 1}", b"".join(there[:number] + there[number + 1 :]), CLEAN if newest_seal else PROBLEM


def test_every_deleted_file_is_a_problem_but_that_of_the_seals(small, tally):
    lost = []
    for name, content in small.files.items():
        path = small.log / f"{name}.jsonl"
        path.unlink()
        if bool(verify(small.log).problems) == (name == SEALS):
            lost.append(f"{name} is deleted")
        path.write_bytes(content)
    tally("other changes of bytes", len(small.files), lost)


# Lines that changed places, or stand there twice


def meaning(log):
    """All that the log says, by dyad and as known at every seal; only the numbers of lines are left out."""
    registered = replay.sources(log)
    known = [None, *(replay.known_on(log, each.sum) for each in seals.seals(log))]
    return [stated(replay.dossier(log, dyad, registered, each)) for dyad in replay.dyads(log) for each in known]


def stated(dossier):
    return attrs.asdict(dossier, filter=lambda attribute, _: attribute.name != "where")


def above_a_predecessor(lines):
    """Whether any of these lines stands above one that it names."""
    records = streams.parse(DYAD, "", b"".join(lines)).lines
    at = {line.record.sum: line.number for line in reversed(records)}
    return any(at[each] > at[line.record.sum] for line in records for each in line.record.prev)


@pytest.mark.parametrize("name", [DYAD, OTHER, SOURCES, SEALS])
def test_lines_that_changed_places_warn_and_change_no_answer(sealed, tally, name):
    """Two sides of a fork may stand in either order, without a warning."""
    there = sample()[f"{name}.jsonl"].splitlines(keepends=True)
    pairs = list(combinations(range(len(there)), 2))
    swapped = [[there[{one: other, other: one}.get(number, number)] for number in range(len(there))] for one, other in pairs]
    tally("swapped and repeated lines", len(pairs), harmed(sealed, name, swapped, above_a_predecessor))


def test_any_order_of_few_lines_warns_and_changes_no_answer(sealed, tally):
    there = sample()[f"{DYAD}.jsonl"].splitlines(keepends=True)
    orders = [[*there[:3], *middle, there[6]] for middle in permutations(there[3:6])]
    tally("swapped and repeated lines", len(orders), harmed(sealed, DYAD, orders, above_a_predecessor))


@pytest.mark.parametrize("name", [DYAD, OTHER, SOURCES, SEALS])
def test_lines_that_stand_there_twice_warn_and_change_no_answer(sealed, tally, name):
    there = sample()[f"{name}.jsonl"].splitlines(keepends=True)
    repeated = [[*there[:at], line, *there[at:]] for line in there for at in range(len(there) + 1)]
    tally("swapped and repeated lines", len(repeated), harmed(sealed, name, repeated, lambda lines: True))


def harmed(log, name, changes, warns):
    """The changes of a file that are a problem, or do not warn as they should, or after which the log says something else."""
    before = meaning(log)
    lost = []
    for lines in changes:
        (log / f"{name}.jsonl").write_bytes(b"".join(lines))
        report = verify(log)
        if report.problems or report.torn or bool(report.warnings) != warns(lines) or meaning(log) != before:
            lost.append(f"{name}: {answer(report)}")
    return lost
