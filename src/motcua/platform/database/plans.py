"""Which statements are planned by their values, although the server would keep one plan for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_anew() -> Iterator[None]:
    """Plan what is asked inside by the values it is asked with; needs a transaction.

    A plan kept for all values (decision 0011) does not know whether a period is a day or a year, so it reads and sorts
    all of it where fifty rows in the order of an index would do: 56 ms for 2 in a province's month of 90,000 dossiers.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        yield  # whoever fails inside has lost the transaction, and the setting with it
        cursor.execute("SET LOCAL plan_cache_mode = auto")
