"""The campaign of following: after any history of the log and the rules, the database that followed is the one that is built anew.

A history appends, amends, takes back, reviews, assesses, grades, seals, joins two branches line by line in any order, changes the
rules, and recomputes in between, now and then for another question, under a kill, or with a torn tail in the log.
"""

import json
import logging
import random
import shutil
import sys
import tempfile
from pathlib import Path

from injector import KILL_AFTER, KILL_BEFORE, Fault, in_child
from logs import REPORT, draft, lines, put
from recomputes import everything
from tables import ROOT, amend, assess, retract, review

from mdime_events.log import stream as streams
from mdime_events.log.seal import seal, seals
from mdime_events.log.verify import verify
from mdime_events.recompute import Question, recompute
from mdime_events.workspace import Workspace

DYADS = ("CHN-IRN", "RUS-SYR", "RUS-IRN")
SOURCES = ("fmso-2023", "wire", "not-registered")
KINDS = ("visit", "exercise", "agreement", "deployment", "training", "pledge", "statement", "sanction", "access-grant", "trade-status")
DATES = ("2013", "2015-05", "2016-02-28", "[2014..2016]", "2019-11-01", "2012/..", "2017-06/2020-03", "/..", "2021-08")
CODES = ("D1", "M1", "M2", "M3", "E1")
M1 = "m1_bilateral_engagements.py"
NARROW = """
from mdime_events.rulekit import LOW, Ladder, Rung, occasional
RULE = Ladder(instrument="M1", edition=2, rungs=(Rung(LOW, occasional),))
"""


class History:
    """A random history of one workspace; `said` tells what happened."""

    def __init__(self, root, seed):
        self.chosen, self.said = random.Random(seed), []
        self.place = Workspace(root=root)
        self.place.log.mkdir()
        shutil.copytree(ROOT / "rules", self.place.rules, ignore=shutil.ignore_patterns("__pycache__"))
        self.kills = 0

    def run(self, length):
        """What differs at the end, or in the middle, from a build from nothing."""
        put(self.place.log, draft(REPORT, type="sourced", stream="_sources"))
        for number in range(length):
            self._step()
            if number == length // 2 and (found := self._differences()):
                return found
        return self._differences()

    def _step(self):
        steps = ("act",) * 8 + ("recompute",) * 3 + ("join", "rules", "seal", "ask", "kill", "torn")
        step = self.chosen.choice(steps)
        getattr(self, f"_{step}")()
        if step != "act":
            self.said.append(step)

    # What is appended

    def _act(self, log=None):
        log = log or self.place.log
        stream, pick = self.chosen.choice(DYADS), self.chosen.choice
        logged = sorted({line.record.id for line in streams.read(log, stream).lines if line.record.type == "logged"})
        does = pick(["log"] * 5 + ["part", "amend", "amend", "retract", "review", "assess", "profile", "source", "source"])
        self.said.append(does)
        if does == "source":
            fields = {"key": pick(SOURCES[:2]), "reliability": pick("ABCDEF"), "published": pick(["2016", "2023-12"])}
            put(log, draft(REPORT, type="sourced", stream="_sources", **fields))
        elif does == "review":
            year = self.chosen.randrange(2012, 2022)
            review(log, begins=f"{year}", ends=f"{year + 2}", instruments=self.chosen.sample(CODES, 2), stream=stream)
        elif does == "assess":
            assess(log, pick(CODES), stream=stream, level=pick(["low", "high"]))
        elif does == "profile":
            fact = {"country": stream[-3:], "field": "population", "value": pick([9e7, 8e6, "many"]), "as_of": "2022"}
            put(log, draft(fact, type="profiled", stream=stream))
        elif does == "amend" and logged:
            put(log, amend(pick(logged), stream, **self._fields(), summary=pick([None, "Other words", "Zwölf Schiffe"])))
        elif does == "retract" and logged:
            put(log, retract(pick(logged), stream))
        else:
            more = {"part_of": pick(logged)} if does == "part" and logged else {"parties": pick([["IND"], ["IND", "PAK"]])}
            put(log, draft(self._fields(), stream=stream, title=pick(["Drill", "Visit & talks", "Zwölf"]), **more))

    def _fields(self):
        pick = self.chosen.choice
        return {
            "date": pick(DATES),
            "kind": pick(KINDS),
            "instruments": self.chosen.sample(CODES, self.chosen.randint(1, 2)),
            "status": pick(["occurred"] * 5 + ["planned", "disputed"]),
            "effect": pick(["raises"] * 5 + ["lowers"]),
            "sources": [{"source": each} for each in self.chosen.sample(SOURCES, self.chosen.randint(0, 2))],
        }

    def _seal(self):
        seal(self.place.log, "tester")

    def _torn(self):
        path = self.place.log / f"{self.chosen.choice(DYADS)}.jsonl"
        if path.exists() and path.read_bytes().endswith(b"\n"):
            with path.open("ab") as file:
                file.write(b'{"v":1,"id":"01')

    def _join(self):
        """Two branches grow apart; their lines come together in any order, some of them twice."""
        other = self.place.root / "branch"
        shutil.copytree(self.place.log, other)
        for log in (self.place.log, other):
            for _ in range(self.chosen.randint(1, 3)):
                self._act(log)
        for name in streams.streams(other):
            ours = self._whole(self.place.log, name)
            if theirs := [line for line in self._whole(other, name) if line not in ours]:
                joined = ours + theirs + self.chosen.sample(ours, min(1, len(ours)))
                self.chosen.shuffle(joined)
                (self.place.log / f"{name}.jsonl").write_bytes(b"".join(joined))
        shutil.rmtree(other)

    @staticmethod
    def _whole(log, name):
        """The whole lines of a file: a torn tail is no line to join."""
        return [line for line in lines(log, name) if line.endswith(b"\n")] if (log / f"{name}.jsonl").exists() else []

    # What is changed and asked beside the log

    def _rules(self):
        (self.place.rules / M1).write_text(self.chosen.choice([NARROW, (ROOT / "rules" / M1).read_text()]))

    def _recompute(self):
        recompute(self.place, full=self.chosen.random() < 0.2)

    def _ask(self):
        """Another question of the same database: another day, or an earlier state of knowledge."""
        sealed = [record.sum for record in seals(self.place.log)]
        asked = [Question(known_on="2000-01-01"), Question(known_on="today"), *(Question(known_on=each) for each in sealed)]
        recompute(self.place, self.chosen.choice(asked))

    def _kill(self):
        fault = Fault(nth=self.chosen.randint(1, 400), action=self.chosen.choice([KILL_BEFORE, KILL_AFTER]))
        full = self.chosen.random() < 0.5
        outcome = in_child(lambda: str(recompute(self.place, full=full)), self.place.database, fault)
        assert not isinstance(outcome.said, dict), outcome.said
        self.kills += outcome.said is None

    # What is compared

    def _differences(self):
        recompute(self.place)
        anew = self.place.root / "anew.db"
        recompute(self.place, db=anew)
        grown, built = everything(self.place.database), everything(anew)
        anew.unlink()
        assert not verify(self.place.log).problems, "the history itself is no sound log"
        return sorted(name for name in built.keys() | grown.keys() if grown.get(name) != built.get(name))


def main(part, parts, count):
    tried, kills, lost = 0, 0, []
    logging.disable()
    for seed in range(part, count, parts):
        with tempfile.TemporaryDirectory() as folder:
            history = History(Path(folder), seed)
            try:
                found = history.run(20)
            except Exception as error:
                found = [f"{type(error).__name__}: {error}"]
            if found:
                lost.append(f"history {seed} ({', '.join(history.said)}): {', '.join(found)}")
            tried, kills = tried + 1, kills + history.kills
    sys.stdout.write(json.dumps({"tried": tried, "kills": kills, "lost": lost}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
