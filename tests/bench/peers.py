"""Libraries that do something alike, in the same run: eventsourcing, beancount, DuckDB (`pip install -e '.[bench]'`)."""

import logging
import time
from functools import cache
from importlib.util import find_spec
from itertools import count, islice
from statistics import median

import ground
import workload
from logs import draft
from measure import interleaved, ratio
from rating import rate

from mdime_events.log.append import Draft, append
from mdime_events.standing import standings

ES_BATCH = 5_000  # of which the cost of one is taken: it grows with the number of events alone
DECAYED = """
    SELECT stream, instrument, ends, sum(exp(-date_diff('day', day, ends) / 1096.0)) AS weight
    FROM (SELECT stream, unnest(data.instruments) AS instrument, try_cast(data.date AS DATE) AS day
          FROM read_json(?, format='newline_delimited',
                         columns={type: 'VARCHAR', stream: 'VARCHAR', data: 'STRUCT(date VARCHAR, instruments VARCHAR[])'})
          WHERE type = 'logged')
    JOIN (SELECT unnest(generate_series(DATE '2012-04-01', DATE '2026-10-01', INTERVAL 3 MONTH)) - INTERVAL 1 DAY AS ends) ON day <= ends
    GROUP BY ALL"""


def ratios(folder, rounds, dyads):
    """(what, ratio, goal), or (why, None, goal) where a library is not there."""
    for name, bench in {"eventsourcing": _eventsourcing, "beancount": _beancount, "duckdb": _duckdb}.items():
        if find_spec(name):
            yield from bench(folder, rounds, dyads)
        else:
            yield f"beside {name}: it is not installed; pip install -e '.[bench]'", None, "–"


def _in_memory(here):
    for dossier in ground.dossiers(here):
        standings(dossier, ground.method())


# eventsourcing


def _eventsourcing(folder, rounds, dyads):
    app, dyad = _application(PERSISTENCE_MODULE="eventsourcing.sqlite", SQLITE_DBNAME=str(folder / "peer.db"))
    payload, numbers = draft().data, count()

    def theirs():
        dyad.log(payload)
        app.save(dyad)

    def ours():
        append(folder / "ours", [draft(title=f"Visit {next(numbers)}")], "bench")

    one, other = interleaved(20 * rounds, ours, theirs)
    yield "append of one event / eventsourcing on SQLite", ratio(one, other), "at most 1.3"
    rows = [draft(title=f"Visit {number}") for number in range(ES_BATCH)]

    def their_batch():
        for row in rows:
            dyad.log(row.data)
        app.save(dyad)

    def their_singles():
        for row in islice(rows, ES_BATCH // 20):
            dyad.log(row.data)
            app.save(dyad)

    batches = (folder / f"batch{number}" for number in count())
    own, together, singly = interleaved(rounds, lambda: append(next(batches), rows, "bench"), their_batch, their_singles)
    yield "eventsourcing, one event a save / a batch", 20 * ratio(singly, own), "at least 20"
    yield "eventsourcing, all in one save / a batch", ratio(together, own), "no goal: it cannot be done twice"
    yield from _follower(folder, rounds, dyads)


def _follower(folder, rounds, dyads):
    here = ground.place(folder, 1)
    app, dyad = _application()
    drafts = list(_drafts(here))
    for each in drafts:
        dyad.log(each.data)
    app.save(dyad)

    def follow():
        counts, start = {}, 1
        while page := app.recorder.select_notifications(start, 500):
            for notification in page:
                event = app.mapper.to_domain_event(notification)
                for code in getattr(event, "data", {}).get("instruments", ()):
                    counts[code] = counts.get(code, 0) + 1
            start = page[-1].id + 1

    own, theirs = interleaved(rounds, lambda: _in_memory(here), follow, clock=time.process_time)
    yield "eventsourcing's follower counting / replay and rate, in memory", ratio(theirs, own), "at least 2"


def _application(**env):
    from eventsourcing.application import Application

    app, dyad = Application(env=env), _dyad()()
    app.save(dyad)
    return app, dyad


@cache
def _dyad():
    from eventsourcing.domain import Aggregate, event

    class Dyad(Aggregate):
        @event("Logged")
        def log(self, data: dict) -> None:
            self.last = data["date"]

    return Dyad


def _drafts(here):
    for dossier in ground.dossiers(here):
        for event in dossier.events:
            coding = event.coding
            data = {"date": coding.date, "kind": coding.kind, "title": coding.title, "instruments": list(coding.instruments)}
            yield Draft(stream=dossier.dyad, type="logged", id=event.id, data={**data, "summary": coding.summary})


# beancount


def _beancount(folder, rounds, dyads):
    from beancount import loader

    logging.disable(logging.WARNING)
    here = ground.place(folder, 1)
    events = ground.dossiers(here)[0].events
    opened = [f"1970-01-01 open Assets:{code}" for code in workload.INSTRUMENTS]
    told = "\n".join([*opened, "1970-01-01 open Income:Influence", *map(_transaction, events)])
    own, theirs = interleaved(rounds, lambda: _in_memory(here), lambda: loader.load_string(told), clock=time.process_time)
    yield "replay and rate, in memory / beancount loading as many directives", ratio(own, theirs), "at most 1"


def _transaction(event):
    """An event as a ledger of money would hold it: its fields as metadata, a posting for each instrument."""
    coding = event.coding
    fields = {"id": event.id, "kind": coding.kind, "date-text": coding.date, "source": coding.sources[0].source, "summary": coding.summary}
    meta = [f'  {name}: "{value}"' for name, value in fields.items()]
    return "\n".join(
        [
            f'{event.certain} * "{coding.title}"',
            *meta,
            *(f"  Assets:{code}  1 ACT" for code in coding.instruments),
            f"  Income:Influence  -{len(coding.instruments)} ACT",
        ]
    )


# DuckDB


def _duckdb(folder, rounds, dyads):
    import duckdb

    here = ground.place(folder, dyads)
    files = [str(path) for path in here.log.glob("*-*.jsonl")]
    asked = lambda: duckdb.execute(DECAYED, [files]).fetchall()  # noqa: E731
    assert len(asked()) > dyads * len(workload.INSTRUMENTS)
    own, theirs = interleaved(rounds, lambda: rate(ground.dossiers(here)), asked, clock=time.process_time)
    yield "replay and rate at 59 quarter ends / DuckDB's decayed sums, processor time", ratio(own, theirs), "at most 7"
    assert median(theirs) > 0
