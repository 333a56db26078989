"""DATABASE_URL: somebody else's server, here a second cluster of ours reached by its own roles."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from motcua.platform import postgres
from motcua.platform.postgres.cluster import SUPERUSER


@pytest.fixture
def their_server(tmp_path, data):
    with postgres.running(tmp_path / "theirs", throw_away=True) as server:
        yield server


def administrator_makes(server: postgres.Server, database: str, *, may_create_roles: bool) -> str:
    """Make a database with an owner of its own, as an administrator would; return its address."""
    with psycopg.connect(server.dsn(SUPERUSER, "postgres"), autocommit=True) as connection:
        for role in (postgres.WEB, postgres.JOB):  # our own cluster has them already; a stranger's does not
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
            connection.execute(sql.SQL("ALTER ROLE {} RENAME TO {}").format(*map(sql.Identifier, (role, f"x{role}"))))
        rights = "CREATEROLE" if may_create_roles else "NOCREATEROLE"
        connection.execute(f"CREATE ROLE boss LOGIN PASSWORD 'boss' {rights}")
        connection.execute(f"CREATE DATABASE {database} OWNER boss")
    return server.dsn(SUPERUSER, database).replace(
        server.dsn(SUPERUSER, database).split("//")[1].split("@")[0], "boss:boss"
    )


def test_an_owner_who_may_create_roles_gets_web_and_job_made(data, their_server, monkeypatch):
    url = administrator_makes(their_server, "xa", may_create_roles=True)
    monkeypatch.setenv("DATABASE_URL", url)
    for _ in range(2):  # the second time nothing is new
        server = postgres.ensure(data)
        assert server.kind == "url"
        assert not server.database()
    with psycopg.connect(url) as owner:
        owner.execute("CREATE TABLE paper (id int)")
    for name in ("MOTCUA_DB_WEB", "MOTCUA_DB_JOB"):
        with psycopg.connect(server.environment()[name]) as connection:
            connection.execute("INSERT INTO paper VALUES (1)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (id int)")
    assert not (data / "postgres" / "cluster").exists()


def test_an_owner_who_may_not_reads_what_to_ask_for(data, their_server, monkeypatch):
    url = administrator_makes(their_server, "xa", may_create_roles=False)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(postgres.PostgresRefused, match="CREATE ROLE motcua_web"):
        postgres.ensure(data)
    with psycopg.connect(their_server.dsn(SUPERUSER, "xa"), autocommit=True) as admin:
        for role in ("trang", "viec"):
            admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{role}'")
    monkeypatch.setenv("MOTCUA_DB_WEB", url.replace("boss:boss", "trang:trang"))
    monkeypatch.setenv("MOTCUA_DB_JOB", url.replace("boss:boss", "viec:viec"))
    server = postgres.ensure(data)
    with psycopg.connect(url) as owner:
        owner.execute("CREATE TABLE paper (id int)")
    with psycopg.connect(server.environment()["MOTCUA_DB_WEB"]) as connection:
        connection.execute("INSERT INTO paper VALUES (1)")


def test_an_address_nobody_answers_is_told_in_words(data, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/none?host=/nonexistent")
    with pytest.raises(postgres.PostgresRefused, match="Không kết nối được"):
        postgres.ensure(data)


def test_a_folder_that_used_an_outside_server_does_not_silently_start_empty(data, their_server, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", administrator_makes(their_server, "xa", may_create_roles=True))
    postgres.ensure(data)
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(postgres.PostgresRefused, match="DATABASE_URL"):
        postgres.ensure(data)
