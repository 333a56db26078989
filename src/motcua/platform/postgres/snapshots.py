"""The rows of a transaction kept in memory and laid down again: what is dear to make is made once in a run of tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import sql

_TABLES = """
    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY 1
"""


@dataclass(frozen=True)
class Snapshot:
    """Rows table by table, each a line as PostgreSQL copies it."""

    rows: dict[str, frozenset[bytes]]

    @classmethod
    def take(cls, cursor: Any) -> Snapshot:
        """Keep every row the transaction sees; `cursor` is psycopg's own, of the owner of the tables."""
        return cls({name: _lines(cursor, name) for (name,) in cursor.execute(_TABLES).fetchall()})

    def beyond(self, earlier: Snapshot) -> Snapshot:
        """Return what is new since an earlier snapshot; raise ValueError where an earlier row was changed."""
        nothing: frozenset[bytes] = frozenset()
        if changed := [name for name, rows in earlier.rows.items() if rows - self.rows.get(name, nothing)]:
            raise ValueError(f"rows that stood before were changed: {', '.join(changed)}")
        new = {name: rows - earlier.rows.get(name, nothing) for name, rows in self.rows.items()}
        return Snapshot({name: rows for name, rows in new.items() if rows})

    def restore(self, cursor: Any) -> None:
        """Lay the rows down in this transaction of the database they come from.

        Nothing is checked and no trigger fires: the rows passed all that when they were made. Sequences stay where
        they are. Whoever calls may set session_replication_role.
        """
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name, rows in self.rows.items():
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(_as_written(name))) as copy:
                copy.write(b"".join(rows))
        cursor.execute("SET LOCAL session_replication_role = origin")


def _lines(cursor: Any, name: str) -> frozenset[bytes]:
    with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(_as_written(name))) as copy:
        return frozenset(b"".join(bytes(piece) for piece in copy).splitlines(keepends=True))


def _as_written(name: str) -> sql.SQL:
    return sql.SQL(name)  # type: ignore[arg-type]  # regclass has quoted it where it must be
