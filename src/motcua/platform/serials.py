"""Serial numbers: unique per series; without gaps inside a transaction, or at once in one of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, connections

_NEXT = (
    "INSERT INTO serial (series, last) VALUES (%s, 1)"
    " ON CONFLICT (series) DO UPDATE SET last = serial.last + 1 RETURNING last"
)

# The same, its commit not flushed by itself. The log is one: whoever commits something that bears the number flushes
# the number with it; if a crash comes before, nobody has seen it. A rush on one series is several times faster so.
_NEXT_NOW = (
    "INSERT INTO serial (series, last) SELECT %s, 1 FROM set_config('synchronous_commit', 'off', true)"
    " ON CONFLICT (series) DO UPDATE SET last = serial.last + 1 RETURNING last"
)


def next_number(series: str) -> int:
    """Return the next number of `series`, 1 first, inside the caller's transaction.

    The row stays locked to the end of that transaction and a rollback gives the number
    back: for numbers that must have no gap (a register's, reserved at approval).
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        return cursor.fetchone()[0]


def lock_series(series: str) -> int:
    """Return the last number of `series`, 0 for none, and let nobody take the next before this transaction ends.

    A series nobody has drawn from yet has no row to lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT last FROM serial WHERE series = %s FOR UPDATE", [series])
        row = cursor.fetchone()
        return row[0] if row else 0


def next_number_now(series: str) -> int:
    """Return the next number of `series` from a short transaction of its own (gaps allowed, R3.6).

    For codes of dossiers: people who submit at the same minute never wait for each
    other's files and events. The second connection points at the same database, where what
    bears the number must be committed too: outside it, a crash could give the number again.
    """
    with connections[settings.SERIALS].cursor() as cursor:
        cursor.execute(_NEXT if settings.SERIALS == "default" else _NEXT_NOW, [series])
        return cursor.fetchone()[0]
