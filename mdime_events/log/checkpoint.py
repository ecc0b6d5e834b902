"""How far a file of the log was read and checked, kept beside the log (`.checkpoints/`, never committed).

With it an append to a file that only grew by our own appends reads none of it. It is a cache: written over in place, not synced,
closed by its own digest, and believed only where the file still has just its size and its end. Deleting it costs one full read.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec
from attrs import frozen

END = 4096  # bytes: room for the digest that closes a line, whatever the line's length
_DIGEST = 64


@frozen(kw_only=True)
class Checkpoint:
    """A stream's size in bytes, the digest of its last `END` bytes, its heads, and its newest `at`."""

    size: int = 0
    end: str = sha256(b"").hexdigest()
    heads: tuple[str, ...] = ()
    at: str = ""


_decoder = msgspec.json.Decoder(Checkpoint)


def load(path: Path) -> Checkpoint | None:
    """The checkpoint of the file of the log at `path`; None where there is none that fits it."""
    try:
        with open(_beside(path), "rb", buffering=0) as handle:
            content = handle.read()
        known = _decoder.decode(content[_DIGEST:])
        whole = sha256(content[_DIGEST:]).hexdigest().encode() == content[:_DIGEST]
        return known if whole and _end(path) == (known.size, known.end) else None
    except (OSError, msgspec.DecodeError):
        return None


def save(path: Path, *, heads: tuple[str, ...], at: str) -> None:
    """Keeps what is known of the file as it is now; where that cannot be kept, only speed is lost."""
    beside = _beside(path)
    try:
        size, end = _end(path)
        content = msgspec.json.encode(Checkpoint(size=size, end=end, heads=heads, at=at))
        _write_over(beside, sha256(content).hexdigest().encode() + content)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)


def _beside(path: Path) -> str:
    return f"{path.parent}/.checkpoints/{path.stem}.json"


def _write_over(beside: str, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC
    try:
        handle = os.open(beside, flags, 0o644)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(beside), exist_ok=True)
        handle = os.open(beside, flags, 0o644)
    try:
        os.write(handle, content)  # a short write fails its digest
        os.ftruncate(handle, len(content))
    finally:
        os.close(handle)


def _end(path: Path) -> tuple[int, str]:
    """Size of a file, and the digest of its last bytes. Raises OSError."""
    with open(path, "rb", buffering=0) as handle:
        size = os.fstat(handle.fileno()).st_size
        handle.seek(max(0, size - END))
        return size, sha256(handle.read(END)).hexdigest()
