"""What each file of the log hashed to when it was last read whole, kept beside the log (`.checkpoints/`, never committed).

With it a recompute need not read the files that nothing has touched. A file counts as untouched only if its size, its inode and both of
its time stamps, to the nanosecond, are those that it had then, of which the change time cannot be set by hand. Stamps younger than two
seconds are not believed: a file may be written to twice within one tick of the clock. It is a cache, closed by its own digest;
`mdime recompute --full` and `mdime verify` read everything. Deleting it costs one full read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec
from attrs import frozen

SETTLED = 2_000_000_000  # nanoseconds
_DIGEST = 64


@frozen(kw_only=True)
class Seen:
    """A file's size, inode and time stamps, and the digest of what it held."""

    size: int
    inode: int
    modified: int
    changed: int
    sha256: str = ""


_decoder = msgspec.json.Decoder(dict[str, Seen])


def stamp(path: Path) -> Seen | None:
    """The file as it is now, not yet read; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return Seen(size=found.st_size, inode=found.st_ino, modified=found.st_mtime_ns, changed=found.st_ctime_ns)


def is_settled(found: Seen) -> bool:
    """Whether whatever is written to the file from now on will show in its time stamps."""
    return max(found.modified, found.changed) < time.time_ns() - SETTLED


def load(log: Path) -> dict[str, Seen]:
    """What was last seen of every stream, by name; nothing where that was not kept, or not by this program."""
    with suppress(OSError, msgspec.DecodeError):
        content = _beside(log).read_bytes()
        if sha256(content[_DIGEST:]).hexdigest().encode() == content[:_DIGEST]:
            return _decoder.decode(content[_DIGEST:])
    return {}


def save(log: Path, seen: Mapping[str, Seen]) -> None:
    """Keeps it for the next time; where that cannot be done, only speed is lost."""
    content = msgspec.json.encode(seen)
    new = _beside(log).with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        new.parent.mkdir(exist_ok=True)
        new.write_bytes(sha256(content).hexdigest().encode() + content)
        new.replace(_beside(log))


def _beside(log: Path) -> Path:
    return log / ".checkpoints" / "_read.json"
