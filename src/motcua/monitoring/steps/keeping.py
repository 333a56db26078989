"""Writing visits: with the facts of the same dossiers, in their transaction, from the events read for them once."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from motcua.monitoring.facts.fold import Told
from motcua.monitoring.steps.fold import READS, fold
from motcua.monitoring.steps.model import Visit
from motcua.monitoring.steps.processes import process_of
from motcua.platform import clock
from motcua.platform.clock import Calendar

__all__ = ["READS", "forget_strangers", "visits_of", "write"]

COLUMNS = tuple(one.name for one in dataclasses.fields(Visit))


def visits_of(told: Mapping[int, Sequence[Told]]) -> list[Visit]:
    """Return the visits of some dossiers as their events tell them; the calendars are asked for once."""
    calendar_of = _calendars()
    return [visit for dossier_id, events in told.items() for visit in fold(dossier_id, events, process_of, calendar_of)]


def write(dossier_ids: Sequence[int], told: Mapping[int, Sequence[Told]]) -> int:
    """Make the rows of these dossiers what their events say, and tell boards of their committees; how many rows."""
    visits = visits_of(told)
    last: dict[int, int] = {}
    for visit in visits:
        last[visit.dossier_id] = visit.n
    listed = ", ".join(f'"{name}"' for name in COLUMNS)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in COLUMNS[2:])
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM dossier_step s USING unnest(%s::bigint[], %s::integer[]) AS kept (id, n)"
            " WHERE s.dossier_id = kept.id AND s.n > kept.n",
            [list(dossier_ids), [last.get(one, 0) for one in dossier_ids]],
        )
        # What is as it was is not written again: a rebuild of all leaves the table as small as it is.
        cursor.execute(
            f"INSERT INTO dossier_step AS s ({listed})"  # noqa: S608 - our own column names
            f" SELECT {listed} FROM jsonb_populate_recordset(null::dossier_step, %s::jsonb)"
            f" ON CONFLICT (dossier_id, n) DO UPDATE SET {updates} WHERE s.* IS DISTINCT FROM excluded.*",
            [json.dumps([dataclasses.asdict(visit) for visit in visits], cls=_Exact)],
        )
        _tell_boards(cursor, {visit.committee_id for visit in visits})
    return len(visits)


def forget_strangers() -> None:
    """Delete visits of dossiers that are not there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM dossier_step s WHERE NOT EXISTS (SELECT 1 FROM stream_head h"
            " WHERE h.kind = 'dossier' AND h.key = s.dossier_id)"
        )


def _tell_boards(cursor: Any, committees: Iterable[int]) -> None:
    """Count the news of each committee: whoever shows its numbers asks for this one row to know whether to look.

    Here and not in the transaction of the act: officers of one committee would wait for each other's row.
    """
    cursor.execute(
        "INSERT INTO board_stamp AS b (committee_id, news) SELECT unnest(%s::integer[]), 1"
        " ON CONFLICT (committee_id) DO UPDATE SET news = b.news + 1",
        [sorted(committees)],
    )


def _calendars() -> Callable[[int, str], Calendar]:
    known: dict[tuple[int, str], Calendar] = {}

    def calendar_of(unit_id: int, purpose: str) -> Calendar:
        if (unit_id, purpose) not in known:
            known[unit_id, purpose] = clock.calendar_of(unit_id, purpose)
        return known[unit_id, purpose]

    return calendar_of


class _Exact(DjangoJSONEncoder):
    """Django's encoder cuts instants to milliseconds; the log keeps them whole."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
