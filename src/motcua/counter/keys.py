"""Keys that stand for a right for a while: read off a screen, typed by anybody, kept only as keyed hashes."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from motcua.platform.sealing import keyed_hashes

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are mistaken for another on a screen
_GROUP = 4


@dataclass(frozen=True)
class Keys:
    """Keys for one purpose, of `groups` times four letters."""

    purpose: str
    groups: int

    def new(self) -> str:
        """Make a key: `k7m2-p9xq`."""
        return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(self.groups))

    def proper(self, key: str) -> str:
        """Return a key as it was made, however somebody typed it.

        >>> Keys("x", groups=3).proper(" K7M2 p9xq-4tRs")
        'k7m2-p9xq-4trs'
        """
        letters = re.sub(r"[^0-9a-z]", "", key.lower())[: self.groups * _GROUP]
        return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))

    def hashes(self, key: str) -> list[str]:
        """Return what is kept of a key: its hash under today's secret of the house first, then under earlier ones."""
        return keyed_hashes(self.purpose, self.proper(key))
