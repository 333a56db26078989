"""The whole database in one file, and back: for a copy, or for the next major version."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from .cluster import SUPERUSER
from .errors import PostgresRefused
from .lifecycle import DATABASE, Server


def dump(server: Server, file: Path) -> int:
    """Write the database to `file` (pg_dump's own format, readable by its owner only) and return its bytes.

    It is one consistent instant, while others go on writing. A failure leaves no file.
    """
    half = file.with_name(file.name + ".half")
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # it holds what people told the commune
    try:
        _run(server, "pg_dump", "--format=custom", f"--file={half}")
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    return file.stat().st_size


def load(server: Server, file: Path) -> None:
    """Fill the empty database of `server` from `file`: everything or nothing."""
    server.database()
    with psycopg.connect(server.dsn(SUPERUSER)) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if tables != (0,):
        raise PostgresRefused(
            "Cơ sở dữ liệu này đã có dữ liệu; chỉ nạp vào một cơ sở dữ liệu trống.",
            "This database holds data already; load into an empty one only.",
        )
    _run(server, "pg_restore", "--single-transaction", f"--dbname={DATABASE}", str(file))


def _run(server: Server, program: str, *arguments: str) -> None:
    if server.cluster is None:
        raise PostgresRefused(
            f"Máy chủ trong DATABASE_URL do quản trị của nó sao lưu; xin dùng {program} của máy chủ ấy.",
            f"The server in DATABASE_URL is backed up by its own administrator, with its own {program}.",
        )
    # The password travels in the environment: a command line is for everybody to read.
    known = conninfo_to_dict(server.dsn(SUPERUSER))
    wanted = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    done = subprocess.run(
        [server.cluster.binaries[program], *arguments],
        env=os.environ | {variable: str(known[name]) for variable, name in wanted.items()},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise PostgresRefused(
            f"{program} không làm xong. Dữ liệu chưa bị thay đổi.", f"{program} failed:\n{done.stderr.strip()}"
        )
