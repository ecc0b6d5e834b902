"""What the tests of pages share: a workspace to fill, and pages as a reader takes them."""

import html
import re
import shutil

import pytest
from tables import METADATA


@pytest.fixture
def small(workspace):
    """A workspace to fill, with the words that are served beside its database."""
    shutil.copy(METADATA, workspace.root)
    return workspace


@pytest.fixture
def words():
    """The words of a page, one blank between them, as they are read."""
    return lambda page: " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())
