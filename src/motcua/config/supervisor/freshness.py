"""Whether anything changed since the database was last prepared: a box that was stopped opens at once."""

from __future__ import annotations

import hashlib
import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import psycopg

import motcua
from motcua.config.paths import PACKS

NOT_PRODUCT = {"__pycache__", "tests"}


def mark(*, data: Path, owner: str, asked: tuple[object, ...]) -> str:
    """Return a digest of all that preparing depends on: our files, our packages, the database and what was asked for.

    `owner` is the owner's address of the database. Another database, a dump loaded into
    it, a changed pack, a new version or a lost static folder give another digest.
    """
    found = hashlib.sha256(repr((asked, (data / "static").is_dir())).encode())
    for line in (*_files(Path(next(iter(motcua.__path__)))), *_files(PACKS), *_packages(), *_database(owner)):
        found.update(line.encode() + b"\n")
    return found.hexdigest()


def _files(folder: Path) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_PRODUCT)
        for name in sorted(names):
            stat = os.stat(os.path.join(here, name))
            yield f"{here}/{name} {stat.st_size} {stat.st_mtime_ns}"


def _packages() -> Iterator[str]:
    # Their migrations and static files are applied as well.
    yield from sorted(name for name in os.listdir(sysconfig.get_path("purelib")) if name.endswith(".dist-info"))


def _database(owner: str) -> Iterator[str]:
    with psycopg.connect(owner) as connection:
        yield repr(connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone())
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() != (None,):
            # The instants at which migrations were applied are this database's own.
            yield repr(connection.execute("SELECT count(*), max(applied)::text FROM django_migrations").fetchone())
