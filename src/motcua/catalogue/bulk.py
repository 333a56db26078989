"""Many rows at once: COPY, because multi-row INSERTs of large JSON spend seconds on quoting."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection, models


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model. Only for tables without row-level security (COPY cannot pass it)."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_plain(field, row) for field in fields])


def _plain(field: models.Field, row: models.Model) -> object:
    value = getattr(row, field.attname)
    return json.dumps(value, ensure_ascii=False) if isinstance(field, models.JSONField) else value
