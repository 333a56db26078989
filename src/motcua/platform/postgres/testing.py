"""A shared test server: `pytest` just works, as root and as an ordinary user, several at once."""

from __future__ import annotations

import atexit
import fcntl
import os
import re
from pathlib import Path

import psycopg
from psycopg import sql

from . import lifecycle
from .cluster import SUPERUSER

DATA_VARIABLE = "MOTCUA_TEST_DATA"
SUFFIX_VARIABLE = "PYTEST_DB_SUFFIX"
_MINE: dict[str, lifecycle.Server] = {}


def ensure_test_server(default: Path | str = "var/test") -> lifecycle.Server:
    """Start or share the test server and put the three MOTCUA_DB_… addresses into the environment.

    Call it before Django's settings load. The server lies in MOTCUA_TEST_DATA, or in
    `default`. The database name carries PYTEST_DB_SUFFIX or this process's number, so
    runs side by side do not meet. The last run to end stops the server. DATABASE_URL is
    ignored: a test must never touch a real server.
    """
    data = Path(os.environ.get(DATA_VARIABLE) or default).resolve()
    if str(data) in _MINE:
        return _MINE[str(data)]
    data.mkdir(parents=True, exist_ok=True)
    users = (data / "users.lock").open("a")
    with _deciding(data):
        fcntl.flock(users, fcntl.LOCK_SH)
        server = lifecycle.ensure(data, throw_away=True, heed_url=False)
    _drop_left_overs(server)
    _MINE[str(data)] = server
    os.environ.update(server.environment(f"motcua_{_suffix()}"))
    atexit.register(_leave, os.getpid(), data, users, server)
    return server


def _suffix() -> str:
    return re.sub(r"\W", "_", os.environ.get(SUFFIX_VARIABLE) or f"pid{os.getpid()}")


def _leave(pid: int, data: Path, users, server: lifecycle.Server) -> None:
    if os.getpid() != pid:  # a forked child passing by
        return
    with _deciding(data):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # another run still works here: it will stop the server
            return
        server.stop()


class _deciding:
    """One process at a time joins or leaves."""

    def __init__(self, data: Path) -> None:
        self.file = (data / "deciding.lock").open("a")

    def __enter__(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _drop_left_overs(server: lifecycle.Server) -> None:
    """Drop databases of runs that were killed: named after a process that is gone."""
    with psycopg.connect(server.dsn(SUPERUSER, "postgres"), autocommit=True) as connection:
        for (name,) in connection.execute("SELECT datname::text FROM pg_database").fetchall():
            mark = re.search(r"motcua_pid(\d+)", name)
            if mark and not Path(f"/proc/{mark[1]}").exists():
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
