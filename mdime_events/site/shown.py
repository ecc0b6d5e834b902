"""Text as it may be shown: characters that turn the direction of what follows them are shown as replaced. Pure.

The log refuses them when they are entered; lines that came another way may hold them. A number or a name must not read backwards.
"""

from __future__ import annotations

TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_REPLACED = dict.fromkeys(TURNING, "\N{REPLACEMENT CHARACTER}")


def shown(text: str) -> str:
    return text.translate(_REPLACED)
