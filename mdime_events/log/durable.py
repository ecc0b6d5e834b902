"""The end of a file of the log: bytes are added and synced, or taken back; a torn end is kept aside.

Every function leaves all bytes before the last newline as they were, whenever it is stopped.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path


class NotWritten(OSError):
    """Bytes that could not be added. `undone` is False where the file could not be put back either."""

    undone = True


def add(path: Path, new: bytes) -> None:
    """Adds `new` to the file, made where there is none, and syncs it. Raises NotWritten."""
    created = not path.exists()
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise NotWritten(error.errno, error.strerror) from error
    try:
        before = os.fstat(handle).st_size
        try:
            _write(handle, new)
            os.fsync(handle)
            if created:
                _sync(path.parent)
            if not os.path.samestat(os.stat(path), os.fstat(handle)):
                raise OSError("the file was replaced while it was written to")
        except BaseException as error:
            failed = _take_back(handle, path, before, created, error)
            if failed:
                raise failed from error
            raise
    finally:
        os.close(handle)


def _write(handle: int, new: bytes) -> None:
    left = memoryview(new)
    while left:
        left = left[os.write(handle, left) :]


def _take_back(handle: int, path: Path, before: int, created: bool, error: BaseException) -> NotWritten | None:
    """Puts the file back as it was; what to raise in place of an OSError."""
    failed = NotWritten(*error.args) if isinstance(error, OSError) else None
    try:
        os.ftruncate(handle, before)
        if created and path.exists() and os.path.samestat(path.stat(), os.fstat(handle)):
            path.unlink()
        os.fsync(handle)
    except OSError:
        if failed:
            failed.undone = False
    return failed


def settle(path: Path) -> None:
    """Syncs what somebody else left in the file, a writer that was killed perhaps, before anything is built on it. Raises OSError."""
    _sync(path)
    _sync(path.parent)


def keep_aside(path: Path, tail: bytes, folder: Path) -> Path:
    """Moves the torn `tail` out of the file into `folder`, synced there before the file is shortened. Raises OSError."""
    kept = folder / f"{path.stem}-{sha256(tail).hexdigest()[:12]}"
    folder.mkdir(exist_ok=True)
    handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        _write(handle, tail)
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync(folder)
    os.truncate(path, path.stat().st_size - len(tail))
    return kept


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
