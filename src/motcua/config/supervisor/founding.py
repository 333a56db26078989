"""At the start of a house nobody administers yet: the code with which its first administrator makes himself known."""

from __future__ import annotations

import subprocess
import sys

import psycopg

from motcua.platform import postgres

from .box import Box, environment


def first_words(box: Box, server: postgres.Server) -> str:
    """Return what to tell whoever started a box without an administrator, "" where there is one.

    Each start makes a new code; the one before is worth nothing. A demonstration has its own people.
    """
    if box.demo or _is_founded(server.dsn(postgres.OWNER)):
        return ""
    done = subprocess.run(
        [sys.executable, "-m", "motcua.config.manage", "first_admin"],
        env=environment(box, server, "owner"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else ""  # somebody was quicker: there is nothing to tell


def _is_founded(dsn: str) -> bool:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT identity_is_founded((now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)").fetchone()
    return bool(row and row[0])
