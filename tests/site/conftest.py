"""What the tests of pages share: the repository's own log, served; and pages as a reader takes them."""

import html
import re
import shutil

import pytest
from tables import METADATA, ROOT, served

from mdime_events.recompute import recompute
from mdime_events.workspace import Workspace


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
def small(workspace):
    """A workspace to fill, with the words that are served beside its database."""
    shutil.copy(METADATA, workspace.root)
    return workspace


@pytest.fixture
def words():
    """The words of a page, one blank between them, as they are read."""
    return lambda page: " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())
