"""Row ids made by us, not by the database.

An INSERT under row-level security may not read its own row back before the access
rows exist, so the id must be known beforehand. Ids grow with time (good for indexes):
41 bits of milliseconds since 2025, then 22 bits that begin by chance and count on inside
a millisecond: a process makes none twice, and two processes meet only by chance. They
never leave the system: people and interfaces see codes.
"""

from __future__ import annotations

import secrets
import threading
import time

_EPOCH_MS = 1_735_689_600_000  # 2025-01-01T00:00:00Z
_BITS = 22
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """Return a new positive 63-bit id, larger than every one this process made before."""
    global _last
    with _lock:
        # A fresh chance each millisecond, from the lower half: hundreds of rows written at once still fit behind it.
        # A clock that was set back goes on counting where it was.
        fresh = ((time.time_ns() // 1_000_000 - _EPOCH_MS) << _BITS) | secrets.randbits(_BITS - 1)
        _last = fresh if fresh >> _BITS > _last >> _BITS else _last + 1
        return _last
