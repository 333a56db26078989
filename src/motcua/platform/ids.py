"""Row ids made by us, not by the database.

An INSERT under row-level security may not read its own row back before the access
rows exist, so the id must be known beforehand. Ids grow with time (good for indexes):
41 bits of milliseconds since 2025, 22 random bits. They never leave the system: people
and interfaces see codes.
"""

from __future__ import annotations

import secrets
import time

_EPOCH_MS = 1_735_689_600_000  # 2025-01-01T00:00:00Z


def new_id() -> int:
    """Return a new positive 63-bit id, larger than those made in earlier milliseconds."""
    return ((time.time_ns() // 1_000_000 - _EPOCH_MS) << 22) | secrets.randbits(22)
