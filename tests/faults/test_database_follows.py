"""The database follows the log: row for row after any history, never behind a rewritten log's back, and under readers all the while."""

import os
import re
import shutil
import signal
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from injector import campaign, finish, library
from logs import ACCORD, DRILL, DYAD, VISIT, draft, lines, put, signed, source, sum_of, write
from recomputes import OTHER, everything
from tables import METADATA, ROOT, amend, free_port, review, rows, running, told_here

from mdime_events.log.seal import seal
from mdime_events.recompute import recompute
from mdime_events.workspace import Workspace

FOLLOWED = 10  # seconds; the site looks every second, and a small log is rated in far less


def built(place):
    """All that a build from nothing holds."""
    anew = place.root / "anew.db"
    anew.unlink(missing_ok=True)
    recompute(place, db=anew)
    return everything(anew)


# After any history


@pytest.mark.skipif(library() is None, reason="kills are made by a small C library: install a C compiler (cc)")
def test_after_any_history_the_database_that_followed_is_the_one_that_is_built_anew(tally, long):
    """Random histories with merges, changed rules, other questions and killed recomputes in between: all tables are equal."""
    parts = os.cpu_count() or 1
    count = 160 if long else 4
    answers = [finish(each) for each in [campaign("histories.py", part, parts, count) for part in range(parts)]]
    lost = [each for answer in answers for each in answer["lost"]]
    tally("histories recomputed", sum(answer["tried"] for answer in answers), lost)
    if long:
        assert sum(answer["kills"] for answer in answers) > 50, "too few recomputes were killed to say anything"


@pytest.fixture
def place(workspace):
    """A workspace with a log of everything, and its database."""
    log = workspace.log
    source(log)
    source(log, key="wire", title="A wire")
    cited = [{"source": "fmso-2023"}]
    (drill,) = put(log, draft(DRILL, sources=cited, instruments=["M1"]))
    put(log, draft(VISIT, sources=cited), amend(drill.id, summary="Three navies"), draft(ACCORD, stream=OTHER))
    review(log)
    seal(log, "tester")
    put(log, draft(DRILL, date="2022", sources=cited))
    seal(log, "tester")
    recompute(workspace)
    return workspace


@pytest.mark.parametrize("again", [False, True])
def test_lines_that_only_changed_places_or_came_twice_are_followed(place, again):
    """As a merge may leave them: no rating moves, and a record's line in the database is its line in the file."""
    whole = lines(place.log)
    write(place.log, *reversed(whole), *(whole[:2] if again else []))
    recompute(place)
    assert everything(place.database) == built(place)


# Behind its back


def rechained(whole, change):
    """The lines with `change` made to each body, signed and chained again, as a forger would."""
    sums, made = {}, []
    for line in whole:
        body = change(line[: line.rindex(b',"sum":"')])
        for old, new in sums.items():
            body = body.replace(old, new)
        made.append(signed(body))
        sums[sum_of(line).encode()] = sum_of(made[-1]).encode()
    return made


def without_the_second(whole):
    """The lines without the second record, the third hung on the first."""
    first, second, *rest = whole
    return rechained([first, *(line.replace(sum_of(second).encode(), sum_of(first).encode()) for line in rest)], lambda body: body)


def redated(body):
    return body.replace(b"2019", b"2018")


def upgraded(body):
    return body.replace(b'"reliability":"B"', b'"reliability":"A"')


REWRITTEN = {
    "the last record is taken out": lambda log: write(log, *lines(log)[:-1]),
    "all records are taken out": lambda log: write(log),
    "the file is gone": lambda log: (log / f"{DYAD}.jsonl").unlink(),
    "a date is another and the file chained again": lambda log: write(log, *rechained(lines(log), redated)),
    "a record is taken out and the rest chained again": lambda log: write(log, *without_the_second(lines(log))),
    "a source is taken out": lambda log: write(log, lines(log, "_sources")[0], name="_sources"),
    "the sources' file is gone": lambda log: (log / "_sources.jsonl").unlink(),
    "a source is graded anew in its place": lambda log: write(log, *rechained(lines(log, "_sources"), upgraded), name="_sources"),
    "a seal is taken out": lambda log: write(log, lines(log, "_seals")[0], name="_seals"),
    "the seals' file is gone": lambda log: (log / "_seals.jsonl").unlink(),
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_a_log_that_was_rewritten_is_refused_with_its_file_and_line_until_full(place, how, monkeypatch, capsys):
    before = everything(place.database)
    stream = "_seals" if "seal" in how else "_sources" if "source" in how else DYAD
    REWRITTEN[how](place.log)
    for _ in range(2):
        done = told_here(place.root, ["recompute"], monkeypatch, capsys)
        assert (done.returncode, done.stdout) == (1, "")
        assert re.fullmatch(rf"events/{stream}\.jsonl:\d+: .*--full.*\n", done.stderr)
        assert everything(place.database) == before
    done = told_here(place.root, ["recompute", "--full"], monkeypatch, capsys)
    assert (done.returncode, done.stderr) == (0, "")
    assert everything(place.database) == built(place)
    assert told_here(place.root, ["recompute"], monkeypatch, capsys).returncode == 0


@pytest.mark.parametrize("name", ["_seals", "_sources", DYAD])
def test_a_line_that_was_changed_is_refused_with_its_file_and_line_whatever_is_asked(place, name, monkeypatch, capsys):
    before = everything(place.database)
    path = place.log / f"{name}.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"by":"tester"', b'"by":"nobody"', 1))
    for options in ([], ["--full"], ["--as-of", "2020"]):
        done = told_here(place.root, ["recompute", *options], monkeypatch, capsys)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"events/{name}.jsonl:1: " in done.stderr
        assert everything(place.database) == before


# Under readers

ONE_STATE = """
SELECT (SELECT count(*) FROM events) AS events,
       (SELECT count(*) FROM records) AS records,
       (SELECT sum(events) FROM dyads) AS counted,
       (SELECT count(*) FROM event_instruments i JOIN events e ON e.id = i.event) AS coded,
       (SELECT count(*) FROM ratings r JOIN runs ON runs.run = r.run JOIN dyads d ON d.dyad = r.dyad) AS ratings,
       (SELECT count(*) FROM evidence v LEFT JOIN events e ON e.id = v.event WHERE e.id IS NULL) AS astray,
       (SELECT count(*) FROM events_fts WHERE events_fts MATCH 'generation') AS found,
       (SELECT max(title) FROM events) AS newest,
       (SELECT heads FROM runs WHERE dyad = 'CHN-IRN') AS heads
"""
PAGES = (
    "/mdime/events",
    "/mdime/current_ratings",
    "/mdime/why?_size=10",
    "/mdime/events?_search=generation",
    "/mdime/ratings.json?_shape=array&_labels=on",
    "/mdime/records?_size=20",
    "/",
)


class Reader(threading.Thread):
    """Asks one site the same questions until it is told to stop; keeps the generations it saw, in order, and all that was wrong."""

    def __init__(self, base_url, known):
        super().__init__()
        self.base_url, self.known = base_url, known
        self.stopped, self.seen, self.wrong, self.asked = threading.Event(), [], [], 0

    def run(self):
        with httpx.Client(base_url=self.base_url, timeout=30, trust_env=False) as client:
            while not self.stopped.is_set():
                try:
                    self._look(client)
                except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
                    self.wrong.append(f"{type(error).__name__}: {error}")

    def _look(self, client):
        page = PAGES[self.asked % len(PAGES)]
        self.asked += 1
        if (answer := client.get(page)).status_code != 200:
            self.wrong.append(f"{page}: {answer.status_code}")
        generation, wrong = one_state(client, self.known)
        if wrong:
            self.wrong.append(wrong)
        elif self.seen and generation < self.seen[-1]:
            self.wrong.append(f"generation {generation} after {self.seen[-1]}")
        else:
            self.seen.append(generation)


def one_state(client, known):
    """The generation that one question over many tables finds, and in words what does not fit it."""
    answer = client.get("/mdime.json", params={"sql": ONE_STATE, "_shape": "array"})
    if answer.status_code != 200:
        return None, f"{answer.status_code}: {answer.text[:200]}"
    (found,) = answer.json()
    generation = known[found["heads"]]
    right = {
        "events": generation + 1,
        "records": generation + 2,
        "counted": generation + 1,
        "coded": generation + 1,
        "ratings": 13,
        "astray": 0,
        "found": generation + 1,
        "newest": f"Generation {generation:03}",
        "heads": found["heads"],
    }
    return generation, None if found == right else f"generation {generation}: {found}"


def append_generation(place, known, number):
    """One more event; its run's heads are known before anything is recomputed."""
    data = {**VISIT, "date": f"20{12 + number % 10}-{1 + number % 12:02}", "title": f"Generation {number:03}"}
    (record,) = put(place.log, draft(data))
    known[f'["{record.sum}"]'] = number


def test_every_generation_is_served_whole_and_in_order_under_readers(workspace, tally, long):
    """A recompute after each append, some of them full, while three readers of one Datasette ask without a pause."""
    known, lost = {}, []
    review(workspace.log)
    append_generation(workspace, known, 0)
    recompute(workspace)
    port, count = free_port(), 50 if long else 6
    shutil.copy(METADATA, workspace.root)
    with running(["datasette", workspace.database, "-m", workspace.metadata, "--port", port], port, workspace.root) as client:
        readers = [Reader(str(client.base_url), known) for _ in range(3)]
        for each in readers:
            each.start()
        try:
            for number in range(1, count + 1):
                append_generation(workspace, known, number)
                recompute(workspace, full=number % 5 == 0)
                generation, wrong = one_state(client, known)
                if wrong or generation != number:
                    lost.append(f"after recompute {number} returned: {wrong or generation}")
            time.sleep(0.5)
        finally:
            for each in readers:
                each.stopped.set()
            for each in readers:
                each.join()
    lost += [each for reader in readers for each in reader.wrong]
    lost += [f"a reader saw {reader.seen[-1:]} last, of {count}" for reader in readers if reader.seen[-1:] != [count]]
    tally("generations served", count, lost)
    assert len({generation for reader in readers for generation in reader.seen}) > count // 2, "the readers saw too little to say anything"
    assert everything(workspace.database) == built(workspace)


# The site


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A workspace that `mdime serve` serves and follows."""
    root = tmp_path_factory.mktemp("followed")
    shutil.copytree(ROOT / "rules", root / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(METADATA, root)
    here = Workspace(root=root)
    put(here.log, draft(title="First"), draft(DRILL, title="Second"))
    port = free_port()
    with running(["mdime_events.cli.main", "serve", "--port", port], port, root) as client:
        yield here, client


def titles(client):
    answer = client.get("/mdime/events.json?_shape=array&_size=max")
    assert answer.status_code == 200, answer.text
    return {row["title"] for row in answer.json()}


def within(seconds, question):
    """Asks until the answer is yes; the last answer."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer


def words(place):
    return (place.root / "server.log").read_text()


def recomputes_of(place):
    """The processes that recompute this workspace."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"recompute" in words and os.fsencode(place.root) in words:
            found.append(int(each.parent.name))
    return found


def test_a_log_that_is_rewritten_behind_the_site_is_told_and_the_old_state_is_served(served):
    place, client = served
    put(place.log, draft(title="To be taken out"))
    assert within(FOLLOWED, lambda: "To be taken out" in titles(client))
    before, whole = everything(place.database), lines(place.log)
    write(place.log, *whole[:-1])
    assert within(FOLLOWED, lambda: f"events/{DYAD}.jsonl:1: no longer holds the records" in words(place))
    assert "mdime recompute --full" in words(place)
    assert "To be taken out" in titles(client)
    assert everything(place.database) == before
    write(place.log, *whole)
    put(place.log, draft(title="After it was put back"))
    assert within(FOLLOWED, lambda: {"To be taken out", "After it was put back"} <= titles(client))


@pytest.fixture(scope="module")
def told_of_a_kill(served):
    """What the site says from a recompute that is killed to the next one: a rule keeps the first busy until it is found."""
    place, client = served
    rule = place.rules / "overall.py"
    sound = rule.read_text()
    swap(rule, "while True:\n    pass\n")
    found = within(FOLLOWED, lambda: busy(place))
    said = words(place)
    try:
        put(place.log, draft(VISIT, date="2018", title="After the kill"))
        assert "After the kill" not in titles(client)
        before = everything(place.database)
        swap(rule, sound)
    finally:
        for each in found:
            os.kill(each, signal.SIGKILL)
    assert found, "no recompute came"
    assert before["events"]
    assert within(FOLLOWED, lambda: "mdime.db: 1 dyad rated" in words(place)[len(said) :]), words(place)
    return [line for line in words(place)[len(said) :].splitlines() if line and not line.startswith("INFO: ")]


def busy(place):
    """The recomputes of this workspace that have run for longer than one of so small a log takes."""
    before = set(recomputes_of(place))
    time.sleep(1)
    return sorted(before & set(recomputes_of(place)))


def swap(path, text):
    """Another text in one step, so that no recompute reads half of it."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)


def test_after_a_killed_recompute_the_site_serves_on_and_the_next_one_works(served, told_of_a_kill):
    place, client = served
    assert told_of_a_kill[-1].startswith("mdime.db: 1 dyad rated")
    assert "After the kill" in titles(client)
    assert everything(place.database) == built(place)


def test_a_killed_recompute_is_told_by_the_site(told_of_a_kill):
    """The site is behind the log until the next change: an empty line does not say so."""
    assert [line for line in told_of_a_kill if not line.startswith("mdime.db: ")]


def test_a_recompute_that_has_to_wait_keeps_no_reader_waiting(served):
    """Another holds the write lock: the site answers with the old state, and follows once the lock is free."""
    place, client = served
    with closing(sqlite3.connect(place.database, timeout=60, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        put(place.log, draft(VISIT, date="2016-02", title="Behind a lock"))
        assert within(FOLLOWED, lambda: recomputes_of(place))
        time.sleep(1.5)
        assert recomputes_of(place), words(place)
        begun = time.monotonic()
        assert "Behind a lock" not in titles(client)
        assert time.monotonic() - begun < 1
        holder.execute("ROLLBACK")
    assert within(FOLLOWED, lambda: "Behind a lock" in titles(client))


def test_what_the_site_serves_in_the_end_is_the_log(served):
    place, client = served
    assert within(FOLLOWED, lambda: not recomputes_of(place))
    assert within(FOLLOWED, lambda: everything(place.database) == built(place))
    assert titles(client) == {row[0] for row in rows(place.database, "SELECT title FROM events")}
