"""A workspace in a temporary folder, and `mdime` as a person runs it there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from atlas import build
from hypothesis import settings
from tables import METADATA, served

from mdime_events.recompute import recompute
from mdime_events.workspace import Workspace

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="the long form of the slow suites: everything, not a sample")


def pytest_configure(config):
    """Invented examples are the same in every run, so that a run says something of the change it tests; new ones in the long form."""
    settings.register_profile("stable", derandomize=True)
    if not config.getoption("--long"):
        settings.load_profile("stable")


@pytest.fixture
def log(tmp_path):
    """An empty log by itself, for tests of the library."""
    folder = tmp_path / "events"
    folder.mkdir()
    return folder


@pytest.fixture
def workspace(tmp_path, log):
    """A workspace with an empty log and the repository's rules."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    shutil.copy(ROOT / ".gitignore", tmp_path)
    return Workspace(root=tmp_path)


@pytest.fixture(scope="session")
def atlas(tmp_path_factory):
    """An invented workspace of a few dyads with something of everything, and its database."""
    return build(tmp_path_factory.mktemp("atlas"), 6, 40)


@pytest.fixture(scope="session")
def atlas_site(atlas):
    """A client of a Datasette over it."""
    with served(atlas) as client:
        yield client


@pytest.fixture(scope="session")
def iran(tmp_path_factory):
    """The log of the repository: one dyad, coded whole, and its database."""
    root = tmp_path_factory.mktemp("iran")
    shutil.copytree(ROOT / "rules", root / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "events", root / "events")
    shutil.copy(METADATA, root)
    place = Workspace(root=root)
    recompute(place)
    return place


@pytest.fixture(scope="session")
def iran_site(iran):
    with served(iran) as client:
        yield client


@pytest.fixture
def mdime(workspace):
    """Runs `mdime` in the workspace, with no terminal; a traceback fails the test whatever it asks for."""

    def run(*arguments, cwd=workspace.root, **env):
        command = [sys.executable, "-m", "mdime_events.cli.main", *map(str, arguments)]
        settings = {**os.environ, "MDIME_BY": "tester", **env}
        done = subprocess.run(command, cwd=cwd, env=settings, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        assert "Traceback" not in done.stderr, done.stderr
        assert "internal error" not in done.stderr, done.stderr
        return done

    return run
