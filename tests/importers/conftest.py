"""Importers as their tests use them: files written down in a test, read, and judged or refused."""

import os
from pathlib import Path

import pytest

from mdime_events.importers.known import importer
from mdime_events.replay import DataProblems


def written(folder, files):
    paths = [folder / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return paths


@pytest.fixture
def judged(tmp_path):
    """Everything that an importer makes of files, given as name to content."""

    def read(name, files):
        chosen = importer(name)
        return list(chosen.propose(chosen.read(written(tmp_path, files))))

    return read


@pytest.fixture
def unreadable(tmp_path):
    """What the reader of damaged files is told."""

    def read(name, files):
        with pytest.raises(DataProblems) as error:
            importer(name).read(written(tmp_path, files))
        return str(error.value)

    return read


@pytest.fixture
def real_data(request):
    """The folder of real sets, for the long form."""
    folder = os.environ.get("MDIME_REAL_DATA")
    if not (folder and request.config.getoption("--long")):
        pytest.skip("the long form, with MDIME_REAL_DATA naming a folder of real sets")
    return Path(folder)
