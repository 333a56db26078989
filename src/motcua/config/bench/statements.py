"""The statements a request sends: caught, sent again without us (the raw limit), and explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from psycopg import errors

from motcua.config.bench.measuring import Times, repeat
from motcua.platform.principal import Principal, tell_database

Statement = tuple[str, Any]


@contextmanager
def caught() -> Iterator[list[Statement]]:
    """Collect every statement of Django's connection inside the block."""
    found: list[Statement] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


def reading(statements: list[Statement]) -> list[Statement]:
    """Keep what only reads, and how it is to be planned (who asks is told again for each run)."""
    kept = [s for s in statements if s[0].lstrip().upper().startswith(("SELECT", "SET LOCAL"))]
    return [s for s in kept if "set_config" not in s[0]]


def raw(statements: list[Statement], who: Principal, *, seconds: float) -> dict[str, Any]:
    """Send the reading statements of one request again through psycopg alone, in a transaction as the same person."""
    sent = reading(statements)

    def once() -> None:
        with transaction.atomic():
            tell_database(who)
            with connection.connection.cursor() as cursor:
                for sql, params in sent:
                    cursor.execute(sql, params)
                    if cursor.description:
                        cursor.fetchall()

    times: Times = repeat(once, seconds=seconds, least=10)
    return {"what": "the same SELECT statements through psycopg alone", "statements": len(sent), **times.told()}


def plans(statements: list[Statement], who: Principal, *, analyze: bool = True) -> list[str]:
    """Return EXPLAIN of each reading statement over dossiers, as the web login with this person's rights."""
    told = []
    for sql, params in reading(statements):
        if not any(table in sql for table in ('"dossier', '"party"', "event", "attachment", "dossier_fact")):
            continue
        with transaction.atomic():
            tell_database(who)
            with connection.cursor() as cursor:
                try:
                    cursor.execute(f"EXPLAIN ({'ANALYZE, BUFFERS, ' if analyze else ''}COSTS OFF) {sql}", params)
                except errors.Error as fault:  # a statement that cannot be explained is said, not hidden
                    told.append(f"-- {sql[:200]}\n{fault}")
                    raise
                lines = "\n".join(row[0] for row in cursor.fetchall())
        told.append(f"-- {sql}\n{lines}")
    return told
