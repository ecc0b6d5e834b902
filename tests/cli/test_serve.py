"""`mdime serve`: a real server over a real log, which it follows."""

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import httpx
import pytest
from logs import DRILL, DYAD, VISIT, draft, put, source
from tables import METADATA, ROOT, column, contents, free_port, review, running

from mdime_events.recompute import recompute
from mdime_events.workspace import Workspace

FOLLOWED = 8  # seconds; it looks every second, and rates a small log in far less


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A workspace for one server that the tests share; each adds to the log."""
    root = tmp_path_factory.mktemp("served")
    shutil.copytree(ROOT / "rules", root / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(METADATA, root)
    here = Workspace(root=root)
    put(here.log, draft(), *(draft(DRILL, date=day, instruments=["M1"]) for day in ("2014", "2017")))
    review(here.log)
    return here


@pytest.fixture(scope="module")
def site(place):
    with serving(place) as client:
        yield client


def serving(place, *options):
    port = free_port()
    return running(["mdime_events.cli.main", "serve", "--port", port, *options], port, place.root)


def level(client, instrument="M1"):
    answer = client.get(f"/mdime/ratings.json?_shape=array&_labels=off&instrument={instrument}").json()
    return answer[0]["level"]


def titles(client):
    return {row["title"] for row in client.get("/mdime/events.json?_shape=array&_size=max").json()}


def within(seconds, question):
    """Asks until the answer is yes; the last answer."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer


def words(place):
    return (place.root / "server.log").read_text()


# What is served


def test_it_brings_the_database_up_to_date_first(site, place):
    assert level(site) == "medium"
    assert "mdime.db: 1 dyad" in words(place)


def test_it_shows_the_words_about_the_data(site):
    page = site.get("/mdime/current_ratings").text
    assert "Current level, three-year trend and confidence of every instrument" in page
    assert site.get("/").headers["x-frame-options"] == "DENY"


def test_its_settings_are_safe(site):
    settings = site.get("/-/settings.json").json()
    assert settings["suggest_facets"] is False
    assert settings["default_cache_ttl"] == 0
    assert settings["sql_time_limit_ms"] <= 5000


def test_answers_are_never_kept_by_a_browser(site):
    """What is logged shows on reload."""
    assert "max-age=" not in site.get("/mdime/events").headers.get("cache-control", "").replace("max-age=0", "")


# Following


def test_what_is_logged_shows_on_reload(site, place, mdime):
    """An event by the command, a source that is graded, a dyad that is new."""
    done = mdime("log", DYAD, "--date", "2023-05", "--kind", "visit", "-i", "D1", "--title", "Logged while it runs", cwd=place.root)
    assert done.returncode == 0
    source(place.log)
    put(place.log, draft(stream="RUS-SYR"))
    assert within(FOLLOWED, lambda: len(site.get("/mdime/dyads.json?_shape=array").json()) == 2)
    assert within(FOLLOWED, lambda: site.get("/mdime/sources.json?_shape=array").json())
    assert within(FOLLOWED, lambda: "Logged while it runs" in titles(site))


def test_a_changed_rule_shows_on_reload(site, place):
    rule = place.rules / "m1_bilateral_engagements.py"
    before = rule.read_text()
    narrow = "from mdime_events.rulekit import LOW, Ladder, Rung, occasional\n"
    rule.write_text(narrow + 'RULE = Ladder(instrument="M1", edition=2, rungs=(Rung(LOW, occasional),))\n')
    assert within(FOLLOWED, lambda: level(site) == "low")
    rule.write_text(before)


def test_a_damaged_log_is_told_and_the_last_state_is_served(site, place):
    path = place.log / f"{DYAD}.jsonl"
    sound, shown = path.read_bytes(), titles(site)
    path.write_bytes(sound.replace(b"Naval drill", b"Naval brawl"))
    assert within(FOLLOWED, lambda: f"events/{DYAD}.jsonl:2: " in words(place))
    assert titles(site) == shown
    path.write_bytes(sound)
    put(place.log, draft(VISIT, date="2019", title="After the mending"))
    assert within(FOLLOWED, lambda: "After the mending" in titles(site))
    assert level(site) == "medium"


def test_what_is_logged_while_it_starts_is_not_missed(workspace):
    """An event that comes after the first recompute has read the log, and before the server begins to follow it."""
    put(workspace.log, draft(title="Before the start"))
    port = free_port()
    command = [sys.executable, "-m", "mdime_events.cli.main", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=workspace.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert within(20, lambda: workspace.database.exists() and rated(workspace.database))
        put(workspace.log, draft(VISIT, date="2018", title="While it starts"))
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            assert within(20, lambda: answers(client))
            assert within(FOLLOWED / 2, lambda: "While it starts" in titles(client))
    finally:
        server.terminate()
        server.wait(timeout=10)


def rated(db):
    try:
        return column(db, "SELECT count(*) FROM ratings") == [13]
    except sqlite3.OperationalError:
        return False


def answers(client):
    try:
        return client.get("/-/versions.json").status_code == 200
    except httpx.TransportError:
        return False


def test_it_need_not_follow_and_may_be_public(workspace):
    put(workspace.log, draft())
    with serving(workspace, "--no-follow", "--public") as client:
        assert client.get("/mdime?sql=select+1").status_code == 403
        assert client.get("/mdime/events").status_code == 200
        assert client.get("/mdime.db").status_code == 403
        assert 'name="_where"' not in client.get("/mdime/events").text
        assert client.get("/mdime/events?_where=1=1").status_code in (400, 403)
        assert client.get("/-/settings.json").json()["sql_time_limit_ms"] == 1000
        for path in ("/", f"/{DYAD}", f"/{DYAD}/D1", f"/{DYAD}/timeline", "/changes", "/about", "/mdime/events.csv?_stream=on"):
            assert client.get(path).status_code == 200, path
        for path in ("/", "/mdime?sql=select+1", "/mdime.db", "/nowhere"):
            assert client.get(path).headers["content-security-policy"], path
        put(workspace.log, draft(VISIT, date="2018", title="Not followed"))
        time.sleep(1.6)
        assert "Not followed" not in titles(client)


# Ending, and not beginning


def test_it_ends_with_all_that_it_started(workspace):
    put(workspace.log, draft())
    recompute(workspace)
    port = free_port()
    command = [sys.executable, "-m", "mdime_events.cli.main", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=workspace.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        assert within(20, lambda: answers(client))
    server.send_signal(signal.SIGTERM)
    told, _ = server.communicate(timeout=10)
    assert "Traceback" not in told
    assert server.returncode in (0, 1)
    with closing(socket.socket()) as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))


def test_a_port_that_is_taken_is_told(workspace, mdime):
    put(workspace.log, draft())
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = mdime("serve", "--port", taken.getsockname()[1])
    assert done.returncode == 1
    assert "address already in use" in done.stderr


def test_a_damaged_log_without_a_database_is_told(workspace, mdime):
    put(workspace.log, draft(DRILL))
    path = workspace.log / f"{DYAD}.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Naval drill", b"Naval brawl"))
    done = mdime("serve", "--port", free_port())
    assert done.returncode == 1
    assert f"events/{DYAD}.jsonl:1: " in done.stderr
    assert not workspace.database.exists()


def test_outside_a_workspace(mdime, tmp_path_factory):
    done = mdime("serve", cwd=tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == 2
    assert "is in no workspace" in done.stderr


def test_the_database_that_is_served_is_the_log(site, place):
    """After all that was logged above: the same rows as a build from nothing."""
    other = place.root / "anew.db"
    recompute(place, db=other)
    assert within(FOLLOWED, lambda: contents(place.database) == contents(other))
