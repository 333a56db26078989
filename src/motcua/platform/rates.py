"""How often an address may ask: one row a (what, address, span), counted in the database for all processes.

Addresses are kept only as keyed hashes, and rows of spans long over are of no use to anybody:
`forget` takes them away.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest


def allow(what: str, address: str, *, most: int, within: timedelta, now: datetime) -> bool:
    """Count one try and tell whether it is still among the first `most` of its span of time; one statement.

    Spans begin on the clock (every ten minutes), so that counting needs no history. The count
    is kept with the caller's transaction: a refused try counts if the caller commits.
    """
    span = int(within.total_seconds())
    begins = datetime.fromtimestamp(int(now.timestamp()) // span * span, tz=now.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rate (what, address, begins, count) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (what, address, begins) DO UPDATE SET count = rate.count + 1 RETURNING count",
            [what, _hidden(address), begins],
        )
        return bool(cursor.fetchone()[0] <= most)


def forget(*, before: datetime) -> int:
    """Drop the counts of spans that began before an instant; return how many rows went. For background work."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rate WHERE begins < %s", [before])
        return int(cursor.rowcount)


def address_of(request: HttpRequest) -> str:
    """Return the address a request came from, as the server saw it.

    Headers that a visitor can write are not believed: a trusted proxy sets REMOTE_ADDR itself.
    """
    return str(request.META.get("REMOTE_ADDR", ""))


def _hidden(address: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:32]
