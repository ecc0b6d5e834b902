"""The labelled sample as events of a dyad, and how much of it is found at a threshold."""

from pathlib import Path

from mdime_events.log import door
from mdime_events.log.envelope import encode
from mdime_events.log.stream import parse
from mdime_events.replay import replay
from mdime_events.sameness import candidates

TOLD = Path(__file__).with_name("told.txt")
DYAD = "RUS-IND"
THRESHOLDS = range(30, 100, 5)


def lines():
    """(cluster, the other fields) of every line."""
    for line in TOLD.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            cluster, *fields = (cell.strip() for cell in line.split("|"))
            yield cluster, dict(zip(("date", "kind", "parties", "place", "title", "source"), fields, strict=True))


def dossier():
    """The sample as one dyad, each line an event whose id is its number, from 1."""
    records = [_record(number, fields) for number, (_, fields) in enumerate(lines(), 1)]
    return replay(parse(DYAD, f"events/{DYAD}.jsonl", b"".join(records)), {})


def _record(number, fields):
    parties = [code for code in fields["parties"].split("+") if code]
    row = {**fields, "parties": parties, "sources": [fields["source"]], "instruments": ["M1"]}
    data = door.payload("logged", {name: value for name, value in row.items() if name != "source"})
    id = f"{number:03}"
    return encode(id=id, type="logged", event=id, stream=DYAD, at="2024-06-01T12:00:00.000Z", by="tester", prev=(), data=data) + b"\n"


def pairs():
    """The pairs of lines, by number, that tell of one event."""
    clusters = [cluster for cluster, _ in lines()]
    numbers = range(len(clusters))
    return {(f"{a + 1:03}", f"{b + 1:03}") for b in numbers for a in range(b) if clusters[a] == clusters[b]}


def proposed(at_least=0):
    """Candidates by the two lines that they join."""
    return {tuple(sorted((each.kept.id, each.copy.id))): each for each in candidates(dossier(), at_least)}


def measured(at_least):
    """(pairs proposed, those of them that are right, precision, recall) at a threshold."""
    found, right = set(proposed(at_least)), pairs()
    hits = len(found & right)
    return len(found), hits, hits / len(found) if found else 1.0, hits / len(right)


def table():
    """The rows of a table of thresholds."""
    yield "| at least | proposed | right | precision | recall |"
    yield "|---|---|---|---|---|"
    for each in THRESHOLDS:
        found, hits, precision, recall = measured(each)
        yield f"| {each} | {found} | {hits} | {precision:.2f} | {recall:.2f} |"
