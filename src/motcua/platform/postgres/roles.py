"""The three roles of motcua, their passwords and their databases.

`motcua_owner` owns the database and runs migrations; `motcua_web` serves pages and
`motcua_job` does background work. The last two may neither create anything nor step
around row-level security, so a mistake in a page cannot read past the policies.
Migrations revoke from them what a table must not allow (an event is never updated).
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import psycopg
from psycopg import sql

from . import choice
from .cluster import SUPERUSER

OWNER, WEB, JOB = "motcua_owner", "motcua_web", "motcua_job"
ROLES = (OWNER, WEB, JOB)
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gin")  # trusted ones: a database owner may create them
PASSWORDS = "passwords.json"


def passwords(folder: Path) -> dict[str, str]:
    """Return the password of every role, made on first use and kept in a file only its owner may read."""
    path = folder / PASSWORDS
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        made = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)}
        choice.write_private(path, made)
        return made


def create_roles(admin_dsn: str, words: dict[str, str], *, owner_may_create_databases: bool) -> None:
    """Make the three login roles, or set right what they may do."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in ROLES:
            rights = "CREATEDB" if role == OWNER and owner_may_create_databases else "NOCREATEDB"
            connection.execute(
                sql.SQL(
                    "{verb} ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {rights} "
                    "PASSWORD {password}"
                ).format(
                    verb=sql.SQL("ALTER" if role in known else "CREATE"),
                    role=sql.Identifier(role),
                    rights=sql.SQL(rights),
                    password=sql.Literal(words[role]),
                )
            )


def let_owner_step_down(admin_dsn: str) -> None:
    """Let the owner of a throw-away server do what tests need on the connection that made their database.

    It becomes web or job by SET ROLE.
    """
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        without_inheriting = " WITH INHERIT FALSE, SET TRUE" if connection.info.server_version >= 160000 else ""
        connection.execute(
            sql.SQL("GRANT {}, {} TO {}" + without_inheriting).format(
                sql.Identifier(WEB), sql.Identifier(JOB), sql.Identifier(OWNER)
            )
        )
        # ... and lay down rows again that passed every trigger once (snapshots).
        connection.execute(
            sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(sql.Identifier(OWNER))
        )


def create_database(admin_dsn: str, name: str) -> bool:
    """Make the database `name`, owned by the owner and closed to strangers; return whether it was new."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            return False
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8'").format(sql.Identifier(name), sql.Identifier(OWNER))
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
                sql.Identifier(name), sql.Identifier(WEB), sql.Identifier(JOB)
            )
        )
    return True


def furnish(dsn: str, *, owner: str = OWNER, web: str = WEB, job: str = JOB) -> None:
    """Give one database its extensions, and let web and job use whatever the owner creates in it.

    Run as the superuser or as the owner; running it again changes nothing.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        offered = {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}
        for extension in EXTENSIONS:
            if extension in offered:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        names = {"owner": sql.Identifier(owner), "web": sql.Identifier(web), "job": sql.Identifier(job)}
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {web}, {job}").format(**names))
        future = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT "
        connection.execute(sql.SQL(future + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {web}, {job}").format(**names))
        connection.execute(sql.SQL(future + "USAGE, SELECT ON SEQUENCES TO {web}, {job}").format(**names))
