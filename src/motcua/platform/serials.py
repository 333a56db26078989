"""Serial numbers: unique per series, given in a short transaction of their own, gaps allowed (R3.6)."""

from __future__ import annotations

from django.db import connection


def next_number(series: str) -> int:
    """Return the next number of `series`, 1 first, inside the caller's transaction.

    The row stays locked to the end of that transaction: use it for numbers that must
    have no gap (a register's numbers, reserved at approval). For dossier codes, which
    may have gaps and must not make submitters wait for each other, call it through
    `next_number_now`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO serial (series, last) VALUES (%s, 1)"
            " ON CONFLICT (series) DO UPDATE SET last = serial.last + 1 RETURNING last",
            [series],
        )
        return cursor.fetchone()[0]
