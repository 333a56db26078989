"""The log of reads: who looked at whose data, when and what for (R9.16). Shown to the citizen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from motcua.platform.ids import new_id

MOST_PURPOSE = 120  # letters of a purpose the log keeps


@dataclass(frozen=True)
class Reader:
    """The one who read: ids for the machine, `label` for the citizen ("Vũ Thị Thu Hà, công chức Một cửa")."""

    account_id: int | None
    post_id: int | None
    label: str
    source: str = ""


def log_read(
    reader: Reader,
    *,
    what: str,
    purpose: str,
    at: datetime,
    dossier_id: int | None = None,
    subject_ids: tuple[int | None, ...] = (None,),
) -> None:
    """Write one row for each who is read about; `purpose` is the dossier's code or the act that needed it."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO access_log"
            " (at, id, account_id, post_id, reader, subject_id, dossier_id, what, purpose, source)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    at,
                    new_id(),
                    reader.account_id,
                    reader.post_id,
                    reader.label,
                    subject,
                    dossier_id,
                    what,
                    purpose,
                    reader.source,
                )
                for subject in subject_ids
            ],
        )


@dataclass(frozen=True)
class ReadAbout:
    """One reading of somebody's data as he is told of it."""

    at: datetime
    reader: str
    what: str
    purpose: str


def reads_about(subject_id: int, *, limit: int = 100) -> list[ReadAbout]:
    """Return who read about a person or organisation, newest first; one query, shown to that one only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, reader, what, purpose FROM access_log WHERE subject_id = %s ORDER BY at DESC, id DESC LIMIT %s",
            [subject_id, limit],
        )
        return [ReadAbout(*row) for row in cursor.fetchall()]


def log_reads(
    reader: Reader, about: Sequence[tuple[int, int | None]], *, what: str, purpose: str, at: datetime
) -> None:
    """Write one row for each (dossier, person or organisation) of a list that left the office; one statement."""
    if not about:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_log"
            " (at, id, account_id, post_id, reader, subject_id, dossier_id, what, purpose, source)"
            " SELECT %s, t.id, %s, %s, %s, t.subject, t.dossier, %s, %s, %s"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS t(id, subject, dossier)",
            [
                at,
                reader.account_id,
                reader.post_id,
                reader.label,
                what,
                purpose,
                reader.source,
                [new_id() for _ in about],
                [subject for _, subject in about],
                [dossier for dossier, _ in about],
            ],
        )
