"""What the public is told of plans: through one narrow function, for nobody who is not signed in sees a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection

from motcua.monitoring.indicators import library
from motcua.monitoring.periods import Period
from motcua.plans.rules.publishing import Offered, chosen
from motcua.plans.rules.targets import direction


def public_targets(chain: Sequence[int], period: Period, now: datetime) -> dict[str, Offered]:
    """Return by figure the approved target that stands beside it on the public pages; one query.

    `chain` is the unit and those above it, the nearest first. Targets of a period that is over are those of its end.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM plan_public_targets(%s, %s, %s, %s)",
            [list(chain), period.first, period.last, period.as_of(now)],
        )
        rows = [Offered(*row) for row in cursor.fetchall()]
    measures = library().measures
    towards = [replace(one, op=direction(one.op, measures[one.indicator].better)) for one in rows]
    return chosen(towards, chain, period.first, period.last)
