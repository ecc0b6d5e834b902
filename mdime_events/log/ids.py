"""Record ids: UUIDv7 by the clock, or UUIDv8 from what a row is, so that the same row twice is the same record (RFC 9562)."""

from __future__ import annotations

import uuid
from hashlib import sha256

import uuid_utils


def new_id() -> str:
    """A fresh UUIDv7, made before the first try and kept over retries."""
    return str(uuid_utils.uuid7())


def row_id(stream: str, *key: str) -> str:
    """The UUIDv8 of a row of a batch or an import: the first 122 bits of SHA-256 over the stream and the row's key or content."""
    digest = sha256("\x00".join((stream, *key)).encode()).digest()
    number = int.from_bytes(digest[:16], "big")
    number = number & ~(0xF << 76) | 8 << 76
    number = number & ~(0x3 << 62) | 2 << 62
    return str(uuid.UUID(int=number))


def is_id(text: str) -> bool:
    """Whether `text` is a UUIDv7 or UUIDv8 in the log's own spelling."""
    try:
        return str(uuid.UUID(text)) == text and text[14] in "78"
    except ValueError:
        return False


def is_row_id(id: str) -> bool:
    """Whether an id was made from a row (UUIDv8), not by the clock."""
    return id[14:15] == "8"
