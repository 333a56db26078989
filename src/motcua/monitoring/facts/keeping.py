"""Writing facts: what has news is claimed, its events read whole, its row written; `rebuild` does it for all.

The row depends on the events alone, so doing it twice, or late, or all anew, gives the same row.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from motcua.monitoring.facts.fold import READS, Told, fold
from motcua.monitoring.facts.model import Fact
from motcua.monitoring.facts.traits import traits_of
from motcua.monitoring.steps import keeping as steps

log = structlog.get_logger()
QUEUE = "facts"
CLAIMED = 50  # dossiers of one transaction: a service that writes to one of them waits that long at most
TRIES = 5  # then a dossier that cannot be read is laid aside, for somebody to look at
REBUILT = 2000
_UNREAD: Mapping[str, Any] = {"payload": {}, "actor": {"kind": ""}}
COLUMNS = tuple(one.name for one in dataclasses.fields(Fact))
_DAYS = ("received_on", "submitted_on", "rated_on", "ended_on")


@transaction.atomic
def keep_claimed(most: int = CLAIMED) -> int:
    """Write facts and visits of dossiers that have news; return how many were claimed. Several may run side by side.

    One that cannot be read is put back, tried again later and at last laid aside with its error; it stops no other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM work WHERE (queue, subject_kind, subject_id) IN ("
            " SELECT queue, subject_kind, subject_id FROM work"
            " WHERE queue = %s AND parked_at IS NULL AND not_before <= clock_timestamp()"
            " ORDER BY not_before LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING subject_id, attempts",
            [QUEUE, most],
        )
        claimed = dict(cursor.fetchall())
    if claimed and not _kept(list(claimed)):
        for dossier_id, attempts in claimed.items():
            if not _kept([dossier_id]):
                _put_back(dossier_id, attempts + 1)
    return len(claimed)


def _kept(dossier_ids: Sequence[int]) -> bool:
    try:
        with transaction.atomic():
            keep(dossier_ids)
    except Exception:  # whatever is wrong with one dossier's history is no reason to count none
        log.exception("facts.not_read", dossiers=list(dossier_ids)[:3], count=len(dossier_ids))
        return False
    return True


def _put_back(dossier_id: int, attempts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO work (queue, subject_kind, subject_id, attempts, last_error, not_before, parked_at)"
            " VALUES (%s, 'dossier', %s, %s, 'facts.not_read', clock_timestamp() + make_interval(mins => %s),"
            " CASE WHEN %s THEN now() END)"
            " ON CONFLICT (queue, subject_kind, subject_id) DO UPDATE SET attempts = excluded.attempts,"
            " last_error = excluded.last_error, not_before = excluded.not_before, parked_at = excluded.parked_at",
            [QUEUE, dossier_id, attempts, 2**attempts, attempts >= TRIES],
        )


def keep(dossier_ids: Sequence[int]) -> int:
    """Write facts and visits of some dossiers, their events read once; return how many facts."""
    told = _told_of(dossier_ids)
    facts = _facts(dossier_ids, told)
    write(facts)
    steps.write(dossier_ids, told)
    return len(facts)


def facts_of(dossier_ids: Sequence[int]) -> list[Fact]:
    """Return the facts of some dossiers as their events tell them now; one query, none for what has no events."""
    return _facts(dossier_ids, _told_of(dossier_ids))


def _facts(dossier_ids: Sequence[int], told: Mapping[int, Sequence[Told]]) -> list[Fact]:
    found = (fold(dossier_id, told.get(dossier_id, ()), traits_of) for dossier_id in dossier_ids)
    return [fact for fact in found if fact is not None]


def _told_of(dossier_ids: Sequence[int]) -> dict[int, list[Told]]:
    told: dict[int, list[Told]] = {}
    with connection.cursor() as cursor:
        # Of an event that no figure reads only its number matters, so its body stays where it is.
        cursor.execute(
            "SELECT key, sequence, at, name, unit_id, secrecy, CASE WHEN name = ANY(%s) THEN body END"
            " FROM event WHERE kind = 'dossier' AND key = ANY(%s)",
            [list(READS | steps.READS), list(dossier_ids)],
        )
        for key, sequence, at, name, unit_id, secrecy, body in cursor.fetchall():
            parsed = json.loads(body) if body else _UNREAD
            actor = parsed["actor"]
            account = int(actor["account_id"]) if actor.get("account_id") else None
            event = Told(sequence, at, name, actor["kind"], unit_id, secrecy, parsed["payload"], account)
            told.setdefault(key, []).append(event)
    return told


def write(facts: Iterable[Fact]) -> None:
    """Write rows and mark the cells they belong to, before and after, to be counted anew."""
    rows = [dataclasses.asdict(fact) for fact in facts]
    if not rows:
        return
    listed = ", ".join(f'"{name}"' for name in COLUMNS)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in COLUMNS[1:])
    days = ", ".join(_DAYS)
    ids = [row["dossier_id"] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT committee_id, {days} FROM dossier_fact WHERE dossier_id = ANY(%s)", [ids])  # noqa: S608
        touched = set(_touched(cursor.fetchall()))
        cursor.execute(
            f"INSERT INTO dossier_fact ({listed})"  # noqa: S608 - our own column names
            f" SELECT {listed} FROM jsonb_populate_recordset(null::dossier_fact, %s::jsonb)"
            f" ON CONFLICT (dossier_id) DO UPDATE SET {updates}",
            [json.dumps(rows, cls=_Exact)],
        )
        touched |= set(_touched((row["committee_id"], *(row[day] for day in _DAYS)) for row in rows))
        soil(cursor, touched)


def _touched(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, date]]:
    for committee, *days in rows:
        yield from ((committee, day) for day in days if day is not None)


def soil(cursor: Any, touched: set[tuple[int, date]]) -> None:
    """Mark the cells of these committees and days to be counted anew.

    Marked or not before, they are held until the facts are committed: whoever then begins to count one sees these.
    """
    cursor.execute(
        "WITH held AS (SELECT c.id, c.is_dirty FROM figure_cell c WHERE EXISTS ("
        " SELECT 1 FROM unnest(%s::integer[], %s::date[]) AS t (committee, day)"
        " WHERE t.committee = ANY (c.members) AND t.day BETWEEN c.first AND c.last)"
        " ORDER BY c.id FOR NO KEY UPDATE)"
        " UPDATE figure_cell c SET is_dirty = true FROM held WHERE c.id = held.id AND NOT held.is_dirty",
        [[one[0] for one in touched], [one[1] for one in touched]],
    )


def rebuild(dossier_ids: Iterable[int]) -> int:
    """Write the facts of these dossiers anew, in batches of a transaction each; return how many rows.

    One that cannot be read is laid aside and keeps the row it had; it stops no other.
    """
    count = 0
    for batch in _batches(dossier_ids):
        with transaction.atomic():
            try:
                with transaction.atomic():
                    count += keep(batch)
            except Exception:
                log.exception("facts.not_read", dossiers=list(batch)[:3], count=len(batch))
                count += _one_by_one(batch)
    return count


def _one_by_one(dossier_ids: Sequence[int]) -> int:
    count = 0
    for dossier_id in dossier_ids:
        if _kept([dossier_id]):
            count += 1
        else:
            _put_back(dossier_id, TRIES)
    return count


def forget_strangers() -> int:
    """Delete facts and visits of dossiers that are not there; return how many facts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM dossier_fact f WHERE NOT EXISTS (SELECT 1 FROM stream_head h"
            " WHERE h.kind = 'dossier' AND h.key = f.dossier_id)"
        )
        count: int = cursor.rowcount
    steps.forget_strangers()
    return count


def arrange(least: int = 50_000) -> bool:
    """Lay the facts by commune and day on the disk, where there are `least` and they lie badly; tell whether it did.

    A month of a commune of a province's million lies on 3,500 pages as it was written, on some 130 when arranged.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT monitoring_arrange_facts(%s)", [least])
        return bool(cursor.fetchone()[0])


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for one in ids:
        batch.append(one)
        if len(batch) == REBUILT:
            yield batch
            batch = []
    if batch:
        yield batch


class _Exact(DjangoJSONEncoder):
    """Django's encoder cuts instants to milliseconds; facts keep them whole."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
