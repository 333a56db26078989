"""The test server itself: shared while it is needed, gone afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

import motcua
from motcua.platform import postgres
from motcua.platform.postgres import testing

RUN = """
import os, sys
from motcua.platform.postgres.testing import ensure_test_server
ensure_test_server()
print(os.environ["MOTCUA_DB_OWNER"], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def run_of_tests(data, state):
    """Start what one `pytest` does before Django loads; it ends when its stdin closes."""
    started: list[subprocess.Popen[str]] = []
    environment = os.environ | {
        "PYTHONPATH": str(Path(next(iter(motcua.__path__))).parent),
        testing.DATA_VARIABLE: str(data),
        "DATABASE_URL": "postgresql://a-real-server/that-no-test-may-touch",
    }
    environment.pop(testing.SUFFIX_VARIABLE, None)

    def start() -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-c", RUN]
        run = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(run)
        return run, run.stdout.readline().strip()

    yield start
    for run in started:
        run.communicate()


def test_runs_side_by_side_share_a_server_with_databases_of_their_own_and_the_last_one_stops_it(run_of_tests, data):
    (first, owner_of_first), (second, owner_of_second) = run_of_tests(), run_of_tests()
    names = {conninfo_to_dict(dsn)["dbname"] for dsn in (owner_of_first, owner_of_second)}
    assert names == {f"motcua_pid{first.pid}", f"motcua_pid{second.pid}"}
    first.communicate()
    assert postgres.find(data) is not None
    second.communicate()
    assert postgres.find(data) is None


def test_the_owner_makes_databases_that_web_and_job_can_use_and_may_step_down_to_them(run_of_tests, data):
    _, dsn = run_of_tests()
    server = postgres.find(data)
    with psycopg.connect(server.dsn(postgres.OWNER, "postgres"), autocommit=True) as owner:
        owner.execute("CREATE DATABASE test_mine")
    with psycopg.connect(server.dsn(postgres.OWNER, "test_mine"), autocommit=True) as owner:
        owner.execute("CREATE TABLE paper (id int)")
        assert owner.execute("SELECT unaccent('Đường')").fetchone() == ("Duong",)
        owner.execute("SET ROLE motcua_web")
        owner.execute("INSERT INTO paper VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("CREATE TABLE other (id int)")
    with psycopg.connect(server.dsn(postgres.JOB, "test_mine")) as job:
        assert job.execute("SELECT count(*) FROM paper").fetchone() == (1,)
    assert conninfo_to_dict(dsn)["user"] == postgres.OWNER


def test_databases_of_runs_that_were_killed_are_swept_away(run_of_tests, data):
    run_of_tests()
    server = postgres.find(data)
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    with psycopg.connect(server.dsn(postgres.OWNER, "postgres"), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE test_motcua_pid{gone.stdout.strip()}")
        owner.execute("CREATE DATABASE test_motcua_named")
        run_of_tests()
        kept = {name for (name,) in owner.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_%'")}
    assert kept == {"test_motcua_named"}
