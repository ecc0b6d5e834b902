"""Small logs to test with: rows and drafts of events, lines made by hand, and git."""

import json
import subprocess
from hashlib import sha256

from mdime_events import recording
from mdime_events.batch import Row
from mdime_events.log.append import Draft, append
from mdime_events.log.ids import new_id
from mdime_events.log.verify import verify
from mdime_events.model import Where

DYAD = "CHN-IRN"
VISIT = {"date": "2016-11", "kind": "visit", "title": "Defence ministers meet in Tehran", "instruments": ["D1"]}
DRILL = {"date": "2019-12-27", "kind": "exercise", "title": "Naval drill in the Gulf of Oman", "instruments": ["M2"], "parties": ["RUS"]}
ACCORD = {"date": "2021-03-27", "kind": "agreement", "title": "A 25-year accord is signed", "instruments": ["M3"]}
REPORT = {"key": "fmso-2023", "title": "Instruments of Influence", "publisher": "FMSO", "published": "2023-12", "reliability": "B"}


def draft(data=VISIT, *, type="logged", stream=DYAD, event=None, id=None, seen=False, **fields):
    """A draft of a record; `fields` are put into its payload."""
    return Draft(stream=stream, type=type, id=id or new_id(), event=event, data={**data, **fields}, seen=seen)


def put(log, *drafts, now=None):
    """The records of `drafts`, appended one by one as a person would."""
    return [append(log, [each], "tester", now)[0].record for each in drafts]


def source(log, **fields):
    """A registered source."""
    return put(log, draft(REPORT, type="sourced", stream="_sources", **fields))[0]


def rows(*each, file="rows.jsonl"):
    return [Row(where=Where(file=file, line=number), fields=fields) for number, fields in enumerate(each, 1)]


def log_rows(log, *each, dyads=(DYAD,)):
    """Rows of a batch, checked and appended."""
    drafts = recording.log_rows(log, list(dyads), rows(*each))
    append(log, drafts.drafts, "tester")
    return drafts


def hand_made(data=VISIT, *, sign=True, **envelope):
    """A line as somebody might write it by hand: its digest is right, whatever else is wrong. Bytes in `data` stand as they are."""
    id = new_id()
    fields = {"v": 1, "id": id, "type": "logged", "event": id, "stream": DYAD, "at": "2026-01-01T00:00:00.000Z", "by": "hand", "prev": []}
    body = json.dumps({**fields, **envelope}, separators=(",", ":"), ensure_ascii=False).encode()[:-1]
    payload = data if isinstance(data, bytes) else json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    return signed(body + b',"data":' + payload) if sign else body


def signed(body):
    """`body`, closed by its digest."""
    return body + b',"sum":"' + sha256(body).hexdigest().encode() + b'"}\n'


def sum_of(line):
    return json.loads(line)["sum"]


def write(log, *lines, name=DYAD):
    """A file of the log that holds just these lines."""
    log.mkdir(parents=True, exist_ok=True)
    path = log / f"{name}.jsonl"
    path.write_bytes(b"".join(lines))
    return path


def lines(log, name=DYAD):
    return (log / f"{name}.jsonl").read_bytes().splitlines(keepends=True)


def found(problems):
    """Problems as (code, file, line)."""
    return [(each.code, each.where.file, each.where.line) for each in problems]


def wrong(log):
    """What verify finds wrong, as (code, line) in the dyad's file."""
    return [(each.code, each.where.line) for each in verify(log).problems]


def contents(folder):
    """Every file of the log by name, but not what is kept beside it."""
    return {path.name: path.read_bytes() for path in folder.glob("*.jsonl")}


def git(folder, *arguments):
    who = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, text=True).stdout


def commit(folder, message="Log"):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
