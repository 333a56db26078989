"""Running the SQL in one state of the database; facts, traits and every unit's figures compared with the engine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from motcua.monitoring import readings
from motcua.monitoring.indicators import library
from motcua.monitoring.models import Cell
from motcua.monitoring.verification import closings, spans
from motcua.monitoring.verification.comparing import Comparison, Difference

FILES = ("tables", "events", "facts", "spans", "populations", "shares", "times_and_services", "index_766", "breakdowns")
_FACTS = 3  # so many files lead to facts, the others from them to figures
_WAIT = 15.0  # seconds that the following program gets to write what came in just now
_TRAITS = (
    "procedure", "scope", "valid_from", "valid_to", "field", "handling", "online_level", "returns_paper", "owes_fee",
    "for_individuals", "has_autofill", "is_complete",
)  # fmt: skip


class Recount:
    """One verification: `differences()` once, then `compared`, `waiting`, `left_out` and `seconds` tell about it.

    `now` stands for the present on both sides. `key_folder` holds the public key of the log, for closed months.
    """

    def __init__(self, now: datetime, *, key_folder: Path | None = None) -> None:
        self._now = now
        self._keys = key_folder
        self._compare = Comparison()
        self.seconds = 0.0
        self.waiting = 0  # dossiers with news that nobody wrote into the facts yet: they may differ for that alone
        self.left_out = 0  # cells that wait to be counted anew, or were counted by other indicators

    @property
    def compared(self) -> int:
        """How many numbers were compared so far."""
        return self._compare.seen

    def differences(self) -> Iterator[Difference]:
        """Yield every difference. Reads one state of the database; writes to tables of this connection only."""
        began = time.monotonic()
        _wait_for_the_follower()
        with connection.cursor() as cursor:
            _drop(cursor)
            cursor.execute(_sql(FILES[0]))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                _settle(cursor)
                for name in FILES[1:_FACTS]:
                    cursor.execute(_sql(name))
                self.waiting = _waiting(cursor)
                yield from self._facts(cursor)
                yield from self._traits(cursor)
                yield from self._figures(cursor)
                yield from closings.differences(cursor, self._compare, self._keys)
        finally:
            with connection.cursor() as cursor:
                _drop(cursor)
            self.seconds = time.monotonic() - began

    def _facts(self, cursor: Any) -> Iterator[Difference]:
        """Yield each column of each dossier that differs, and rows that only one side has."""
        cursor.execute(
            "SELECT f.dossier_id, v.dossier_id FROM dossier_fact f FULL JOIN verify_fact v USING (dossier_id)"
            " WHERE f.dossier_id IS NULL OR v.dossier_id IS NULL ORDER BY coalesce(f.dossier_id, v.dossier_id)"
        )
        for kept, told in cursor.fetchall():
            yield Difference(f"hồ sơ {kept or told}", "dòng số liệu", kept and "có", told and "có")
        with connection.chunked_cursor() as rows:  # a fault of the engine may be in every row
            rows.execute(
                "SELECT dossier_id, k.key, to_jsonb(f) ->> k.key, to_jsonb(v) ->> k.key"
                " FROM dossier_fact f JOIN verify_fact v USING (dossier_id)"
                " CROSS JOIN LATERAL jsonb_object_keys(to_jsonb(f)) AS k (key)"
                " WHERE f IS DISTINCT FROM v AND to_jsonb(f) -> k.key IS DISTINCT FROM to_jsonb(v) -> k.key"
                " ORDER BY 1, 2"
            )
            for dossier, column, kept, told in rows:
                yield Difference(f"hồ sơ {dossier}", column, kept, told)
        cursor.execute(
            "SELECT (SELECT count(*) FROM verify_fact) * (SELECT count(*) FROM pg_attribute"
            " WHERE attrelid = 'dossier_fact'::regclass AND attnum > 0 AND NOT attisdropped)"
        )
        self._compare.seen += cursor.fetchone()[0]

    def _traits(self, cursor: Any) -> Iterator[Difference]:
        """Yield what the engine keeps of published versions otherwise than their content says."""
        of = ", ".join(f"{side}.{name}" for name in _TRAITS for side in ("k", "v"))
        cursor.execute(
            f"SELECT v.version_id, k.version_id, {of} FROM verify_trait v"  # noqa: S608 - our own column names
            " LEFT JOIN version_trait k USING (version_id) ORDER BY 1"
        )
        for version, kept, *pairs in cursor.fetchall():
            where = f"thủ tục {pairs[1]}, bản {version}"
            if kept is None:
                yield Difference(where, "đặc điểm dùng để tính", None, "có")
                continue
            for name, one, other in zip(_TRAITS, pairs[::2], pairs[1::2], strict=True):
                yield from self._compare(where, name, one, other)

    def _figures(self, cursor: Any) -> Iterator[Difference]:
        version = library().digest
        cursor.execute("INSERT INTO verify_asked VALUES (%s, %s)", [self._now, version])
        for name in FILES[_FACTS:]:
            cursor.execute(_sql(name))
        settled = Cell.objects.filter(is_dirty=False, is_counting=False, version=version)
        self.left_out = Cell.objects.count() - settled.count()
        choice = readings.chosen()
        for span in spans.all_of(cursor):
            yield from spans.differences(cursor, span, self._compare, self._now, choice)


def _settle(cursor: Any) -> None:
    if len(connection.atomic_blocks) == 1:  # ours is the outermost: one state of everything, and nothing is written
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.execute("SET LOCAL jit = off")


def _wait_for_the_follower() -> None:
    """Let what came in a moment ago be written, where somebody follows."""
    until = time.monotonic() + _WAIT
    with connection.cursor() as cursor:
        while not connection.in_atomic_block and _waiting(cursor) and time.monotonic() < until:
            time.sleep(0.5)


def _waiting(cursor: Any) -> int:
    cursor.execute("SELECT count(*) FROM work WHERE queue = 'facts'")
    return int(cursor.fetchone()[0])


def _drop(cursor: Any) -> None:
    cursor.execute(
        "SELECT string_agg(format('pg_temp.%I', relname), ', ') FROM pg_class"
        " WHERE relnamespace = pg_my_temp_schema() AND relname LIKE 'verify\\_%' AND relkind = 'r'"
    )
    if names := cursor.fetchone()[0]:
        cursor.execute(f"DROP TABLE {names}")


def _sql(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text("utf-8")
