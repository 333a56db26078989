from __future__ import annotations

import shutil

import psycopg
import pytest

from motcua.platform import postgres
from motcua.platform.postgres import dumping


def one(dsn: str, query: str):
    with psycopg.connect(dsn, autocommit=True) as connection:
        return connection.execute(query).fetchone()


@pytest.fixture
def file(data, tmp_path):
    """A dump of a small database whose table hides its rows from the web."""
    with postgres.running(data, throw_away=True) as server:
        server.database()
        with psycopg.connect(server.dsn(postgres.OWNER)) as owner:
            owner.execute("CREATE TABLE paper (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
            owner.execute("INSERT INTO paper (name) VALUES ('Giấy khai sinh'), ('Sổ đỏ')")
            owner.execute("ALTER TABLE paper ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            owner.execute("REVOKE DELETE ON paper FROM motcua_web")
        assert dumping.dump(server, tmp_path / "dump") > 0
    return tmp_path / "dump"


def test_a_dump_brings_back_rows_owners_rights_and_row_level_security(data, file):
    assert file.stat().st_mode & 0o077 == 0
    shutil.move(data / "postgres", data / "postgres-old")
    with postgres.running(data, throw_away=True) as server:
        dumping.load(server, file)
        assert one(server.dsn("motcua_admin"), "SELECT count(*), min(name) FROM paper") == (2, "Giấy khai sinh")
        assert one(server.dsn(postgres.WEB), "SELECT count(*) FROM paper") == (0,)
        query = "SELECT tableowner::text, has_table_privilege('motcua_web', 'paper', 'DELETE') FROM pg_tables "
        assert one(server.dsn(postgres.WEB), query + "WHERE tablename = 'paper'") == (postgres.OWNER, False)
        with psycopg.connect(server.dsn(postgres.OWNER)) as owner:  # what comes later is shared as before
            owner.execute("CREATE TABLE later (id int)")
        assert one(server.dsn(postgres.WEB), "SELECT count(*) FROM later") == (0,)


def test_a_database_with_data_is_never_loaded_over(data, file):
    with postgres.running(data, throw_away=True) as server:
        with pytest.raises(postgres.PostgresRefused, match="đã có dữ liệu"):
            dumping.load(server, file)
        assert one(server.dsn("motcua_admin"), "SELECT count(*) FROM paper") == (2,)


def test_a_dump_that_fails_leaves_no_file(data, tmp_path):
    with (
        postgres.running(data, throw_away=True) as server,
        pytest.raises(postgres.PostgresRefused, match="pg_dump"),
    ):
        dumping.dump(server, tmp_path / "dump")  # there is no database yet
    assert list(tmp_path.glob("dump*")) == []
