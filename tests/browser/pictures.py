"""The pictures of the README: the real site, in this project's own chromium.

    python tests/browser/pictures.py FOLDER

Home is an invented atlas, as its titles say; the dyad and its timeline are the log of the repository.
"""

import shutil
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path.insert(0, str(TESTS))

import chromium  # noqa: E402
from atlas import build  # noqa: E402
from tables import METADATA, ROOT, served  # noqa: E402

from mdime_events.recompute import recompute  # noqa: E402
from mdime_events.workspace import Workspace  # noqa: E402

LARGEST = 300_000  # bytes
SIZES = {"home": (1440, 900), "dyad": (1280, 1040), "timeline": (1280, 1000)}


def take(site, browser, path, name, folder):
    """One picture of a page's upper part. Raises SystemExit where the page did something wrong or the file is too large."""
    width, height = SIZES[name]
    with chromium.opened(browser, str(site.base_url), width=width, height=height) as (page, wrong):
        page.goto(path)
        file = folder / f"{name}.png"
        page.screenshot(path=file)
    if wrong or file.stat().st_size > LARGEST:
        raise SystemExit(f"{file}: {wrong or f'larger than {LARGEST} bytes'}")
    sys.stdout.write(f"{file} {file.stat().st_size}\n")


def repository(root):
    """The repository's own log in a workspace beside it, so that nothing of the repository is written to."""
    for name in ("rules", "events"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(METADATA, root)
    place = Workspace(root=root)
    recompute(place)
    return place


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as own, tempfile.TemporaryDirectory() as invented, chromium.started() as browser:
        with served(build(invented, 24, 45)) as site:
            take(site, browser, "/", "home", folder)
        with served(repository(Path(own))) as site:
            take(site, browser, "/CHN-IRN", "dyad", folder)
            take(site, browser, "/CHN-IRN/timeline", "timeline", folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
