"""The rows and events of one dossier as they stand in the database, all as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.config.simulation.patterns import columns_of


def rows_of(table: str, where: str, dossier_id: int) -> Iterator[dict[str, Any]]:
    names = columns_of(table)
    listed = ", ".join(f'"{name}"::text' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {table} WHERE {where} = %s ORDER BY 1", [dossier_id])  # noqa: S608
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def events_of(dossier_id: int) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.at::text, e.name, e.secrecy, e.body,"
            " (SELECT json_agg(json_build_array(v.name, v.value) ORDER BY v.name) FROM event_value v"
            "  WHERE v.kind = e.kind AND v.key = e.key AND v.event_id = e.id)"
            " FROM event e WHERE e.kind = 'dossier' AND e.key = %s ORDER BY e.sequence",
            [dossier_id],
        )
        for id_, at, name, secrecy, body, values in cursor.fetchall():
            told = json.loads(values) if isinstance(values, str) else values
            # As text: the driver takes what it reads for the zone of the connection, whatever zone was set since.
            yield {
                "id": id_,
                "at": datetime.fromisoformat(at),
                "name": name,
                "secrecy": secrecy,
                "body": body,
                "values": told or [],
            }
