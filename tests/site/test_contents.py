"""What the pages say, against the database and against what the command line answers."""

import json
import re
import sqlite3
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from logs import DRILL, REPORT, VISIT, draft, put
from tables import ROOT, amend, column, retract, review, rows, served

from mdime_events.log.append import append
from mdime_events.log.seal import seal
from mdime_events.recompute import Question, recompute
from mdime_events.vocabulary import INSTRUMENTS, RATED

FIGURE = re.compile(r'<a href="/CHN-IRN/(\w+)[^"]*" aria-label="[^":]+: ([^",]+?)(?:, (\w+))?">')
CHANGE = re.compile(r'<li><span class="when">([\d-]+) · ([^<]+)</span>\s*<a href="/([A-Z-]+)/(\w+)\?as_of=[\d-]+">')
CELL = re.compile(r'<td class="level-([\w-]+)"><a href="/([A-Z-]+)/(\w+)')
EVENT = re.compile(r'href="/event/([^"]+)"')


def figure(page):
    """Level and trend by instrument, as the figure of a dyad's page says them."""
    drawn = page.text[page.text.index('aria-labelledby="degrees-title"') :]
    return {code: (None if level == "not assessed" else level, trend or None) for code, level, trend in FIGURE.findall(drawn)[: len(RATED)]}


def ratings(answer):
    return {each["instrument"]: (each["level"], each["trend"] if each["level"] else None) for each in json.loads(answer.stdout)["ratings"]}


def ask(mdime, place, *arguments):
    done = mdime(*arguments, "--json", cwd=place.root)
    assert done.returncode == 0, done.stderr
    return done


# A dyad


def test_a_dyads_figure_shows_the_ratings(iran, iran_site, mdime):
    assert figure(iran_site.get("/CHN-IRN")) == ratings(ask(mdime, iran, "ratings", "CHN", "IRN"))


@pytest.mark.parametrize("day", ["2013-06-30", "2016-12-31", "2021-03-31"])
def test_on_a_past_day_it_shows_the_levels_of_that_day(iran, iran_site, mdime, day):
    shown = {code: level for code, (level, _) in figure(iran_site.get(f"/CHN-IRN?as_of={day}")).items()}
    asked = "SELECT instrument, level_after FROM changes WHERE dyad = 'CHN-IRN' AND day <= ? ORDER BY day"
    assert shown == {**dict.fromkeys(RATED), **dict(rows(iran.database, asked, day))}
    assert shown == {code: level for code, (level, _) in ratings(ask(mdime, iran, "ratings", "CHN", "IRN", "--as-of", day)).items()}


def test_its_heat_strip_shows_every_years_end(iran, iran_site):
    text = iran_site.get("/CHN-IRN/heat.svg").text
    asked = "SELECT instrument, CAST(substr(day, 1, 4) AS INT), level FROM rating_history WHERE day LIKE '%-12-31'"
    for code, year, level in rows(iran.database, asked):
        assert f'aria-label="{"Overall" if code == "OVERALL" else code}, {year}: {level or "not assessed"}, ' in text


def test_published_stands_beside_computed(iran, iran_site, words):
    text = words(iran_site.get("/CHN-IRN"))
    asked = "SELECT instrument, published_level, computed_level, level_match FROM agreement"
    for code, published, computed, match in rows(iran.database, asked):
        name = "Overall" if code == "OVERALL" else code
        assert re.search(rf"\b{name} {published.title()} \S \w+ {computed.title()} \S \w+ {match}\b", text), code


@pytest.fixture
def learnt(small):
    """A log that was written over three years: a drill, a seal, another drill, an amendment, a retraction."""

    def on(year, *drafts):
        return [append(small.log, [each], "tester", datetime(year, 6, 1, tzinfo=UTC))[0].record for each in drafts]

    (first,) = on(2021, draft(DRILL, date="2016", instruments=["M1"], parties=[]))
    sum = seal(small.log, "tester").record.sum
    on(2022, draft(DRILL, date="2017", instruments=["M1"], parties=[], title="A second drill"))
    on(2023, amend(first.id, title="A first drill", instruments=["M2"]))
    (gone,) = on(2023, draft(VISIT, title="A visit that never was", marking="TLP:RED"))
    on(2024, retract(gone.id))
    recompute(small)
    return small, sum, first, gone


def test_as_known_on_a_day_or_at_a_seal_it_shows_the_ratings_of_what_was_known(learnt, mdime):
    place, sum, *_ = learnt
    with served(place) as client:
        for known in ("2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31", sum[:12]):
            expected = ratings(ask(mdime, place, "ratings", "CHN", "IRN", "--known-on", known))
            assert figure(client.get(f"/CHN-IRN?known_on={known}")) == expected, known
            told = json.loads(ask(mdime, place, "explain", "CHN", "IRN", "M1", "--known-on", known).stdout)
            page = client.get(f"/CHN-IRN/M1?known_on={known}")
            assert set(told["events"]) <= set(EVENT.findall(page.text)), known
            assert "As known on" in page.text


def test_a_database_that_is_made_anew_of_another_day_of_knowledge_is_read_anew(learnt, mdime, words):
    place, *_ = learnt
    with served(place) as client:
        for known in ("2021-12-31", "2022-12-31", "2024-12-31"):
            recompute(place, Question(known_on=known))
            told = json.loads(ask(mdime, place, "explain", "CHN", "IRN", "M1", "--known-on", known).stdout)
            text = words(client.get("/CHN-IRN/M1"))
            assert all(rung["because"] in text for rung in told["rungs"]), known


def test_a_database_made_as_known_on_a_day_grades_its_sources_as_they_were_then(small, words):
    for year, grade in ((2021, "B"), (2023, "E")):
        append(small.log, [draft(REPORT, type="sourced", stream="_sources", reliability=grade)], "tester", datetime(year, 6, 1, tzinfo=UTC))
    drill = draft(DRILL, instruments=["M1"], parties=[], sources=[{"source": "fmso-2023"}])
    append(small.log, [drill], "tester", datetime(2021, 6, 2, tzinfo=UTC))
    for known, said in (("2022-12-31", False), ("2024-12-31", True)):
        recompute(small, Question(known_on=known))
        with served(small) as client:
            assert ("No source is graded better than E" in words(client.get("/CHN-IRN/M1"))) is said, known


def test_a_record_that_was_changed_in_the_database_is_not_rated_by(learnt, words):
    place, _, first, _ = learnt
    with closing(sqlite3.connect(place.database)) as database, database:
        database.execute("UPDATE records SET data = replace(data, 'drill', 'parade') WHERE id = ?", [first.id])
    with served(place) as client:
        for path in ("/CHN-IRN/M1", "/CHN-IRN/M1/hangs-on", "/CHN-IRN?known_on=today"):
            found = client.get(path)
            assert found.status_code == 409, path
            assert "changed in the database; recompute it from the log" in words(found), path


@pytest.mark.parametrize("line", [1, 2, 5])
def test_a_record_that_is_gone_from_the_database_is_told(learnt, words, line):
    place, *_ = learnt
    with closing(sqlite3.connect(place.database)) as database, database:
        database.execute("DELETE FROM records WHERE stream = 'CHN-IRN' AND line = ?", [line])
    with served(place) as client:
        found = client.get("/CHN-IRN/M1")
    assert found.status_code == 409
    assert "records were removed from the database" in words(found)


def test_what_two_people_recorded_as_one_is_in_the_database_twice_and_rated_as_the_log_is(small, mdime):
    """One row with a key, logged on two branches that were merged; the later record comes first in the file."""
    own = small.log / "CHN-IRN.jsonl"
    (seen,) = put(small.log, draft(DRILL, instruments=["M1"], parties=[], key="one"), now=datetime(2021, 2, 1, tzinfo=UTC))
    mine = own.read_bytes()
    sum = seal(small.log, "tester").record.sum
    own.unlink()
    put(small.log, draft(DRILL, id=seen.id, instruments=["M1"], parties=[], key="one"), now=datetime(2021, 3, 1, tzinfo=UTC))
    put(small.log, draft(VISIT, instruments=["M1"]), now=datetime(2021, 4, 1, tzinfo=UTC))
    own.write_bytes(own.read_bytes() + mine)
    recompute(small)
    assert rows(small.database, "SELECT copy, substr(at, 1, 7) FROM records WHERE id = ? ORDER BY copy", seen.id) == [
        (0, "2021-02"),
        (1, "2021-03"),
    ]
    with served(small) as client:
        for known in ("", "?known_on=2021-02-15", f"?known_on={sum}"):
            asked = ["--known-on", known.partition("=")[2]] if known else []
            told = json.loads(ask(mdime, small, "explain", "CHN", "IRN", "M1", *asked).stdout)
            page = client.get(f"/CHN-IRN/M1{known}")
            assert told["events"], known
            assert set(told["events"]) <= set(EVENT.findall(page.text)), known
        assert client.get(f"/event/{seen.id[-12:]}").headers["location"].endswith(seen.id)


# An instrument


@pytest.fixture(scope="module")
def explained(iran):
    """The answers of `mdime explain --json`, by instrument."""
    command = [sys.executable, "-m", "mdime_events.cli.main", "explain", "CHN", "IRN", "--json"]
    answer = json.loads(subprocess.run(command, cwd=iran.root, capture_output=True, text=True, check=True).stdout)
    return {each["instrument"]: each for each in answer["ratings"]}


@pytest.mark.parametrize("code", RATED)
def test_an_instruments_page_is_the_argument_of_explain(iran_site, explained, words, code):
    page, told = iran_site.get(f"/CHN-IRN/{code}"), explained[code]
    text, linked = words(page), set(EVENT.findall(page.text))
    assert f"{told['level'].title()} " in text and f" {told['confidence']} confidence, on {told['on']}" in text
    for rung in told["rungs"]:
        held = "Holds" if rung["met"] else "Does not hold"
        assert re.search(re.escape(f"{rung['level'].title()} {held}") + "(, and gives the level)? " + re.escape(rung["sentence"]), text)
        assert rung["because"] in text
    for finding in (*told["trend_findings"], *told["confidence_findings"]):
        assert finding["because"] in text
    for each in told["not_counted"]:
        assert each["event"] in linked and each["reason"].capitalize() in text
    assert set(told["events"]) <= linked
    assert told.get("holds_until", "It does not lapse") in text


def test_the_course_of_an_instrument_is_that_of_its_changes(iran, iran_site):
    for code in RATED:
        drawn = iran_site.get(f"/CHN-IRN/course.svg?instrument={code}").text
        days = re.findall(r'aria-label="([\d-]+): [\w ]+ to ([\w ]+) \(', drawn)
        asked = "SELECT day, coalesce(level_after, 'not assessed') FROM changes WHERE instrument = ? ORDER BY day"
        assert days == rows(iran.database, asked, code)


def test_what_a_rating_hangs_on_is_told_by_a_page_of_its_own(iran_site, mdime, iran, words):
    found = {each["instrument"]: each for each in json.loads(ask(mdime, iran, "sensitivity", "CHN", "IRN", "--json").stdout)["ratings"]}
    for code in ("M1", "M3", "E3"):
        page = iran_site.get(f"/CHN-IRN/{code}/hangs-on")
        moved = {each["what"] for each in found[code]["moved_by"] if each["left_out"] == "event"}
        assert page.status_code == 200 and set(EVENT.findall(page.text)) == moved, code
        assert (code, moved) != ("M3", set())
        assert f'href="/CHN-IRN/{code}/hangs-on"' in iran_site.get(f"/CHN-IRN/{code}").text


def test_a_page_follows_the_grade_of_a_source_though_no_event_changed(small, words):
    put(
        small.log,
        draft(
            {"key": "paper", "title": "A paper", "publisher": "A press", "kind": "media", "reliability": "F"},
            type="sourced",
            stream="_sources",
        ),
    )
    put(small.log, draft(VISIT, sources=[{"source": "paper", "credibility": 2}]))
    recompute(small)
    with served(small) as client:
        before = words(client.get("/CHN-IRN/D1"))
        put(
            small.log,
            draft(
                {"key": "paper", "title": "A paper", "publisher": "A press", "kind": "media", "reliability": "B"},
                type="sourced",
                stream="_sources",
            ),
        )
        recompute(small)
        after = words(client.get("/CHN-IRN/D1"))
    assert "grade" in before and "low confidence" in before and before != after


# An event


def test_an_events_page_tells_its_fields_sources_and_ratings(iran, iran_site, words):
    for id, title, summary in rows(iran.database, "SELECT id, title, summary FROM events"):
        page = iran_site.get(f"/event/{id}")
        text = words(page)
        assert page.status_code == 200 and title in text and (summary or "") in text
        carried = "SELECT DISTINCT dyad || '/' || instrument FROM why WHERE event = ?"
        for rating in column(iran.database, carried, id):
            assert f'href="/{rating}"' in page.text


def test_the_history_of_an_event_says_what_was_before_who_changed_it_and_when(learnt, words):
    place, _, first, _ = learnt
    with served(place) as client:
        text = words(client.get(f"/event/{first.id}"))
    assert "2021-06-01 00:00 UTC · tester · record Logged" in text
    assert "2023-06-01 00:00 UTC · tester · record Amended : x Field Before After" in text
    assert f"title {DRILL['title']} A first drill" in text and "instruments M1 M2" in text


def test_a_retracted_event_is_told_as_one_and_keeps_its_marking(learnt, words):
    place, _, _, gone = learnt
    with served(place) as client:
        page = client.get(f"/event/{gone.id}")
        assert "Retracted : this event is out of all ratings" in words(page)
        assert page.text.count('<p class="mdime-marking">TLP:RED</p>') == 2
        assert client.get("/mdime/records").text.count('<p class="mdime-marking">TLP:RED</p>') == 2
        assert gone.id not in client.get("/CHN-IRN/timeline").text


@pytest.mark.parametrize("cut", [slice(-12, None), slice(-6, None), slice(-20, None), slice(30)])
def test_the_short_id_that_the_command_line_prints_leads_to_the_event(iran, iran_site, cut):
    ids = column(iran.database, "SELECT id FROM events")
    for id in ids:
        assert sum(each.startswith(id[cut]) or each.endswith(id[cut]) for each in ids) == 1
        answer = iran_site.get(f"/event/{id[cut]}")
        assert (answer.status_code, answer.headers.get("location")) == (302, f"/event/{id}")


def test_so_does_that_of_a_retracted_event(learnt):
    place, _, _, gone = learnt
    with served(place, "--setting", "base_url", "/data/") as client:
        assert client.get(f"/data/event/{gone.id[-12:]}").headers["location"] == f"/data/event/{gone.id}"


def test_a_short_id_of_several_events_is_told_with_their_number(small, words):
    alike = [f"018f3c2a-0000-7000-8000-{number:06}abcdef" for number in range(120)]
    put(small.log, *(draft(id=id) for id in alike[:2]), *(draft(id=id, stream="RUS-SYR") for id in alike[2:]))
    (record,) = put(small.log, amend(alike[0], title="Otherwise"))
    recompute(small)
    with served(small) as client:
        for short, told in (
            ("018f3c", "The ids of more than 100 events begin or end with 018f3c; write more of it"),
            ("018f3c2a-0000-7000-8000-00000", "The ids of 10 events begin or end with"),
            ("01abcdef", "The ids of 2 events begin or end with 01abcdef; write more of it"),
            ("abcde", "No event has the id abcde; write 6 or more characters"),
            (record.id[-12:], "No event has an id that is"),
        ):
            page = client.get(f"/event/{short}")
            assert page.status_code == 404 and told in words(page), short
        assert client.get("/event/000001abcdef").headers["location"] == f"/event/{alike[1]}"


@pytest.mark.parametrize("id", ["nothing", "______", "%25%25%25%25%25%25", "%27%27%27%27%27%27", "ABCDEF", "0123456789" * 30])
def test_an_unknown_event_is_no_page(iran_site, id):
    page = iran_site.get(f"/event/{id}")
    assert page.status_code == 404 and "No event has an id that is" in page.text


# Timeline


def listed(client, path):
    """The events that a timeline lists, over all its pages."""
    found = []
    while path:
        text = client.get(path).text
        found += EVENT.findall(text[text.index('id="list-head"') :])
        older = re.search(r'<a href="([^"]+)#list-head">Older', text)
        path = older and older.group(1).replace("&amp;", "&")
    return found


def test_a_timeline_lists_and_draws_every_event_of_its_window_once(iran, iran_site):
    path = "/CHN-IRN/timeline?start=1900&end=2100"
    every = column(iran.database, "SELECT id FROM events")
    found = listed(iran_site, path)
    assert sorted(found) == sorted(every)
    drawn = iran_site.get("/CHN-IRN/timeline.svg?start=1900&end=2100").text
    assert set(EVENT.findall(drawn)) == set(every)


def test_a_window_and_filters_keep_what_fits(iran, iran_site):
    fits = "SELECT id FROM events WHERE kind = 'exercise' AND certain >= '2017' AND earliest < '2022'"
    path = "/CHN-IRN/timeline?start=2017&end=2021&kind=exercise"
    assert sorted(listed(iran_site, path)) == sorted(column(iran.database, fits))
    arms = listed(iran_site, "/CHN-IRN/timeline?start=1900&end=2100&instrument=E1&instrument=M2")
    both = "SELECT DISTINCT event FROM event_instruments WHERE instrument IN ('E1', 'M2')"
    assert sorted(arms) == sorted(column(iran.database, both))


# Changes, comparison, coverage, codebook, about


def changes(client, path):
    found, seen = [], 0
    while path:
        text = client.get(path).text
        found += CHANGE.findall(text)
        older = re.search(r'<a href="(/changes\?[^"]+)">Older', text)
        path = older and older.group(1).replace("&amp;", "&")
        seen += 1
    return found, seen


@pytest.mark.parametrize("only", ["", "instrument = 'M1'", "cause = 'lapse'"])
def test_paging_through_the_changes_shows_each_once_the_newest_first(atlas, atlas_site, only):
    asked = f"SELECT day, cause, dyad, instrument FROM changes {f'WHERE {only}' if only else ''} ORDER BY sort_key DESC"
    found, seen = changes(atlas_site, f"/changes?{only.replace(' ', '').replace(chr(39), '')}")
    assert found == rows(atlas.database, asked)
    assert seen > 1 or only


def test_the_pages_say_that_the_overall_moved_as_an_instrument_was_first_assessed(small, words):
    put(small.log, *(draft(DRILL, date=f"{year}-05-05", instruments=["M1"]) for year in (2014, 2015, 2016)))
    put(small.log, draft(VISIT, date="2017-03-01"), (accord := draft(VISIT, date="2017-03-27", kind="agreement", instruments=["M3"])))
    recompute(small)
    with served(small) as client:
        for path in ("/", "/changes", "/CHN-IRN/OVERALL", "/CHN-IRN/OVERALL?known_on=today", f"/event/{accord.id}"):
            assert "2017-03-27 · event (M3 newly assessed)" in words(client.get(path)), path


def test_an_instrument_says_which_end_was_told_of_later(iran_site, words, mdime, iran):
    said = "a source told only on 2023-12-31: how long the level holds reckons with that end"
    assert said in words(iran_site.get("/CHN-IRN/E3?as_of=2022"))
    assert said not in words(iran_site.get("/CHN-IRN/E3"))
    assert said in " ".join(mdime("explain", "CHN-IRN", "E3", "--as-of", "2022", cwd=iran.root).stdout.split())


def test_an_instrument_that_was_not_reviewed_by_the_day_asked_about(iran_site, words):
    assert "Nobody had reviewed this instrument by then:" in words(iran_site.get("/CHN-IRN/I1?as_of=2011"))


def test_a_database_made_as_of_a_day_says_what_was_not_reviewed_by_then(small, words):
    put(small.log, draft(DRILL, date="2014", instruments=["M1"]))
    review(small.log, begins="2016")
    recompute(small, Question(as_of=date(2015, 6, 30)))
    with served(small) as client:
        assert "Nobody had reviewed this instrument by then:" in words(client.get("/CHN-IRN/M1"))


def test_a_comparison_shows_each_dyads_levels(atlas, atlas_site):
    dyads = column(atlas.database, "SELECT dyad FROM dyads")
    shown = {(dyad, code): level for level, dyad, code in CELL.findall(atlas_site.get(f"/compare?dyads={','.join(dyads)}").text)}
    asked = "SELECT dyad, instrument, coalesce(replace(level, ' ', '-'), 'none') FROM ratings"
    assert shown == {(dyad, code): level for dyad, code, level in rows(atlas.database, asked)}


def test_one_dyad_on_two_days(iran, iran_site):
    by_day = defaultdict(list)
    text = iran_site.get("/compare?dyads=CHN-IRN&days=2015,2023").text
    for level, code, day in re.findall(r'<td class="level-([\w-]+)"><a href="/CHN-IRN/(\w+)\?as_of=([\d-]+)', text):
        by_day[day].append((code, level))
    for day, found in by_day.items():
        asked = "SELECT level_after FROM changes WHERE instrument = ? AND day <= ? ORDER BY day DESC LIMIT 1"
        assert dict(found) == {code: next(iter(column(iran.database, asked, code, day)), "none").replace(" ", "-") for code in RATED}
    assert sorted(by_day) == ["2015-12-31", "2023-12-31"]


def test_the_addresses_of_the_readme_are_there(iran_site):
    told = re.findall(r"`(/(?:[A-Z]{3}-[A-Z]{3}|compare|changes|coverage|codebook|about)[^`…]*)`", (ROOT / "README.md").read_text("utf-8"))
    assert len(told) > 8
    assert [path for path in told if iran_site.get(path).status_code != 200] == []


def test_coverage_tells_how_far_each_instrument_was_reviewed(atlas, atlas_site):
    text = atlas_site.get("/coverage").text
    for dyad in column(atlas.database, "SELECT dyad FROM dyads"):
        line = text[text.index(f'<a href="/{dyad}">') :].split("</tr>")[0]
        shown = re.findall(r"<td[^>]*>([^<]*)</td>", line)[: len(INSTRUMENTS)]
        asked = "SELECT coalesce(substr(reviewed_to, 1, 7), 'never') FROM ratings WHERE dyad = ? AND instrument = ?"
        assert shown == [column(atlas.database, asked, dyad, code)[0] for code in INSTRUMENTS]


def test_the_codebook_holds_every_condition(iran, iran_site, words):
    text = words(iran_site.get("/codebook"))
    assert [each for each in column(iran.database, "SELECT sentence FROM codebook") if each not in text] == []


def test_about_names_heads_rules_and_seal_as_the_command_line_does(iran, iran_site, mdime):
    told = json.loads(ask(mdime, iran, "ratings", "CHN", "IRN").stdout)
    text = iran_site.get("/about").text
    assert all(f'title="{head}"' in text for head in told["heads"])
    assert told["rules"] in text and told["seal"] in text


# Databases that were made for another day, and little logs


def test_a_database_made_as_of_a_day_says_so_on_every_page(small, mdime, words):
    put(small.log, draft(), draft(DRILL, date="2022", title="Too late"))
    review(small.log)
    recompute(small)
    assert mdime("recompute", "--as-of", "2019-12-31", cwd=small.root).returncode == 0
    with served(small) as client:
        for path in ("/", "/CHN-IRN", "/CHN-IRN/D1", "/CHN-IRN/timeline", "/changes", "/coverage", "/compare?dyads=CHN-IRN", "/about"):
            page = client.get(path)
            assert page.status_code == 200, path
            assert "This database was made as of 2019-12-31" in words(page), path


def test_a_dyad_that_was_only_reviewed_has_all_its_pages(small):
    review(small.log)
    recompute(small)
    with served(small) as client:
        for path in ("/", "/CHN-IRN", "/CHN-IRN/timeline", "/CHN-IRN/M1", "/CHN-IRN/OVERALL", "/CHN-IRN?as_of=2015", "/CHN-IRN/heat.svg"):
            assert client.get(path).status_code == 200, path


def test_a_dyad_whose_every_event_is_retracted_has_all_its_pages(small):
    put(small.log, retract(put(small.log, draft())[0].id))
    recompute(small)
    with served(small) as client:
        for path in ("/", "/CHN-IRN", "/CHN-IRN/timeline", "/CHN-IRN/D1", "/changes", "/coverage", "/compare?dyads=CHN-IRN", "/about"):
            assert client.get(path).status_code == 200, path


def test_an_empty_workspace_has_all_its_pages(small, words):
    recompute(small)
    with served(small) as client:
        for path in ("/", "/timeline", "/compare", "/changes", "/coverage", "/codebook", "/about", "/mdime", "/mdime/events"):
            assert client.get(path).status_code == 200, path
        assert "mdime log CHN IRN" in words(client.get("/timeline"))
