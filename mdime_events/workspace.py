"""Where things stand: the folder that holds `events/` and `rules/`, and what lies in it."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

PACKAGE = Path(__file__).parent


class NoWorkspace(Exception):
    """No folder with `events/` and `rules/` was found."""


@frozen(kw_only=True)
class Workspace:
    """A workspace's root, and the places under it."""

    root: Path

    @property
    def log(self) -> Path:
        return self.root / "events"

    @property
    def rules(self) -> Path:
        return self.root / "rules"

    @property
    def database(self) -> Path:
        return self.root / "mdime.db"

    @property
    def metadata(self) -> Path:
        return self.root / "datasette-metadata.yml"


def find(start: Path) -> Workspace:
    """The workspace at `start` or above it. Raises NoWorkspace."""
    for folder in (start, *start.parents):
        if (folder / "events").is_dir() and (folder / "rules").is_dir():
            return Workspace(root=folder)
    raise NoWorkspace(
        f"{start} is in no workspace (a folder with events/ and rules/); make one with `mdime init DIR`, or name one with --root"
    )


def default(name: str) -> Path:
    """What a new workspace begins from: `rules` or `datasette-metadata.yml`, as the wheel or a checkout carries it."""
    carried = PACKAGE / "default" / name
    return carried if carried.exists() else PACKAGE.parent / name


def add_lines(path: Path, lines: str) -> None:
    """Adds the lines that a text file, which may be there already, does not hold yet."""
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    new = [line for line in lines.splitlines() if line not in there.splitlines()]
    if new:
        path.write_text(there + ("\n" if there and not there.endswith("\n") else "") + "\n".join(new) + "\n", encoding="utf-8")
