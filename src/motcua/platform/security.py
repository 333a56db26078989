"""Row-level security as declarations: each context says who may read and write each of its tables.

`apply()` runs after every migration (post_migrate) and is idempotent: it grants the
two login roles what is declared, forces row-level security where a table is
protected, and replaces all policies. A table nobody declared is refused: silence
about a table is a fault, not a default. architecture 4 and 5, decision 0002.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection

WEB = os.environ.get("MOTCUA_WEB_ROLE", "motcua_web")
JOB = os.environ.get("MOTCUA_JOB_ROLE", "motcua_job")
SOMEBODY = "app_kind() <> ''"


@dataclass(frozen=True)
class Table:
    """What one table allows.

    `read` is the SQL condition under which the web role sees a row; None leaves the
    table open and `why_open` must say why that harms nobody. `insert`, `update`,
    `delete` are conditions for writing (default: whoever may read may update; somebody
    signed in may insert; nobody may delete). `grants` bounds the commands themselves.
    `job` is the condition for the background role.
    """

    name: str
    read: str | None = None
    insert: str = SOMEBODY
    update: str | None = None
    delete: str | None = None
    grants: str = "SELECT, INSERT, UPDATE"
    job: str = "true"
    job_grants: str = "SELECT, INSERT, UPDATE, DELETE"
    why_open: str = ""


def declared() -> dict[str, Table]:
    """Return every declared table of every installed context, from its `policies.py`.

    A context above may let more people read a table of one below (the parties of a
    dossier are persons): its `WIDEN` adds a condition, table by table.
    """
    tables: dict[str, Table] = {}
    wider: list[tuple[str, str]] = []
    for module in _policies():
        for table in module.TABLES:
            if table.name in tables:
                raise ValueError(f"{table.name} is declared twice")
            if table.read is None and not table.why_open:
                raise ValueError(f"{table.name} is open and nobody says why")
            tables[table.name] = table
        wider += getattr(module, "WIDEN", {}).items()
    for name, condition in wider:
        tables[name] = replace(tables[name], read=f"({tables[name].read}) OR ({condition})")
    return tables


def functions() -> list[str]:
    """Return the SQL of every context's `functions.sql`, in order of installation."""
    found = []
    for config in apps.get_app_configs():
        path = os.path.join(config.path, "functions.sql")
        if config.name.startswith("motcua.") and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                found.append(file.read())
    return found


def apply() -> None:
    """Install functions, grants and policies. Needs the owner's login; safe to run again."""
    with connection.cursor() as cursor:
        for sql in functions():
            cursor.execute(sql.replace("{web}", WEB).replace("{job}", JOB))
        _close_functions(cursor)
        cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{WEB}", "{JOB}"')
        cursor.execute(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{WEB}", "{JOB}"')
        for table in declared().values():
            cursor.execute(f'REVOKE ALL ON "{table.name}" FROM "{WEB}", "{JOB}"')
            cursor.execute(f'GRANT {table.grants} ON "{table.name}" TO "{WEB}"')
            cursor.execute(f'GRANT {table.job_grants} ON "{table.name}" TO "{JOB}"')
            _protect(cursor, table)


def _policies() -> Iterator[Any]:
    """The `policies.py` of every installed context that has one."""
    for config in apps.get_app_configs():
        if config.name.startswith("motcua.") and find_spec(f"{config.name}.policies") is not None:
            yield import_module(f"{config.name}.policies")


def _close_functions(cursor) -> None:
    """A function that runs as owner is called by our two logins and nobody else; what is `FOR_JOBS` by jobs alone."""
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.prosecdef"
    )
    for_jobs = {name for module in _policies() for name in getattr(module, "FOR_JOBS", ())}
    for (signature,) in cursor.fetchall():
        cursor.execute(f'REVOKE ALL ON FUNCTION {signature} FROM PUBLIC, "{WEB}"')
        callers = f'"{JOB}"' if signature.partition("(")[0] in for_jobs else f'"{WEB}", "{JOB}"'
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {callers}")


def _protect(cursor, table: Table) -> None:
    cursor.execute("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", [f'"{table.name}"'])
    for (policy,) in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{policy}" ON "{table.name}"')
    if table.read is None:
        cursor.execute(f'ALTER TABLE "{table.name}" DISABLE ROW LEVEL SECURITY')
        return
    cursor.execute(f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY')
    update = table.update or table.read
    delete = table.delete or "false"
    on = f'ON "{table.name}"'
    cursor.execute(f'CREATE POLICY web_read {on} FOR SELECT TO "{WEB}" USING ({table.read})')
    cursor.execute(f'CREATE POLICY web_insert {on} FOR INSERT TO "{WEB}" WITH CHECK ({table.insert})')
    cursor.execute(f'CREATE POLICY web_update {on} FOR UPDATE TO "{WEB}" USING ({update}) WITH CHECK ({SOMEBODY})')
    cursor.execute(f'CREATE POLICY web_delete {on} FOR DELETE TO "{WEB}" USING ({delete})')
    cursor.execute(f'CREATE POLICY job_all {on} FOR ALL TO "{JOB}" USING ({table.job}) WITH CHECK ({table.job})')


def undeclared() -> set[str]:
    """Return the tables of our contexts that stand in the database and in no `policies.py`."""
    ours = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("motcua.")
        for model in config.get_models(include_auto_created=True)
    }
    return ours - set(declared())
