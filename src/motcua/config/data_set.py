"""What a data set is, real or for training: said in its folder and in its database, and never taken for the other.

A demonstration is "real" in this sense: it is not for training. The folder says it in `data-set.json`, the database in
the one row of `data_set`; each start, command and program compares both with what it was asked to be.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Literal

import psycopg

from motcua.platform.postgres import PostgresRefused
from motcua.platform.postgres import find as find_database
from motcua.platform.postgres.choice import read as read_choice
from motcua.platform.postgres.choice import write_private

Kind = Literal["real", "training"]
NAME = "data-set.json"
# What an installation leaves in its folder. One from before the mark is real.
_SIGNS = ("postgres", "secret_key", "blobs", "prepared.json")
_PASSING = frozenset({"up.lock", "up.json"})
_SAID = {"real": ("thật", "real"), "training": ("tập huấn", "training")}


class WrongDataSet(PostgresRefused):
    """A data set of the other kind, or a folder that may not become one."""


def of_folder(data: Path) -> Kind | None:
    """Return what a folder holds, None when nothing is there yet."""
    try:
        kind = json.loads((data / NAME).read_text("utf-8"))["kind"]
    except FileNotFoundError:
        return "real" if any((data / sign).exists() for sign in _SIGNS) else None
    if kind not in _SAID:
        raise ValueError(f"{data / NAME} says {kind!r}")
    return "training" if kind == "training" else "real"


def check_folder(data: Path, kind: Kind) -> None:
    """Raise WrongDataSet where a folder holds the other kind, or something that is no data set and training wants it.

    A folder becomes one for training only while it is empty: a reset empties it again.
    """
    found = of_folder(data)
    if found is None and kind == "training" and _content(data):
        raise WrongDataSet(
            f"Thư mục {data} không trống. Bản tập huấn cần một thư mục riêng, trống. Xin chọn thư mục khác (--data).",
            f"{data} is not empty; training needs an empty folder of its own (--data).",
        )
    if found not in (None, kind):
        raise _wrong(f"Thư mục {data}", str(data), found or "real", kind)


def claim(data: Path, kind: Kind) -> None:
    """Mark a folder for what it holds from now on; see `check_folder`."""
    check_folder(data, kind)
    if not (data / NAME).exists():
        write_private(data / NAME, {"kind": kind})


def in_database(dsn: str) -> Kind | None:
    """Return what a database says it holds; None for one that was never prepared or is older than the mark."""
    with psycopg.connect(dsn) as connection:
        if connection.execute("SELECT to_regclass('data_set')").fetchone() == (None,):
            return None
        row = connection.execute("SELECT kind FROM data_set").fetchone()
    return None if row is None else "training" if row[0] == "training" else "real"


def check_database(dsn: str, kind: Kind) -> None:
    """Raise WrongDataSet where a database says it is the other kind."""
    found = in_database(dsn)
    if found not in (None, kind):
        raise _wrong("Cơ sở dữ liệu này", "This database", found or "real", kind)


def mark_database(kind: Kind) -> None:
    """Say in the database what it is, with Django ready and the owner's login; raise WrongDataSet for the other kind.

    A database from before the mark that has accounts in it is real, whatever the folder around it says.
    """
    from motcua.identity.models import Account
    from motcua.platform.models import DataSet

    row = DataSet.objects.first()
    found = row.kind if row else "real" if Account.objects.exists() else None
    if found not in (None, kind):
        raise _wrong("Cơ sở dữ liệu này", "This database", found, kind)
    if row is None:
        DataSet.objects.create(pk=1, kind=kind)


def confirm() -> None:
    """Compare this process's settings with its database; a program calls it before it serves anything."""
    from django.db import connection

    from motcua.platform import training

    kind: Kind = "training" if training.is_on() else "real"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('data_set') IS NOT NULL")
        row = None
        if cursor.fetchone()[0]:
            cursor.execute("SELECT kind FROM data_set")
            row = cursor.fetchone()
    connection.close()
    found = row[0] if row else "real"  # from before the mark
    if found != kind:
        raise _wrong("Cơ sở dữ liệu này", "This database", found, kind)


def empty(data: Path) -> None:
    """Take everything out of a stopped training folder, its database too; raise WrongDataSet for anything else."""
    found = of_folder(data)
    if found is None and not _content(data):
        return
    if found != "training":
        raise _wrong(f"Thư mục {data}", str(data), found or "real", "training")
    chosen = read_choice(data / "postgres")
    if chosen is not None and chosen.kind != "url":
        if (left := find_database(data)) is not None:
            left.stop()
        home = Path(chosen.home)
        belongs = home / "belongs-to"  # a server started by root keeps its cluster outside the folder
        if home.parent != data and belongs.is_file() and belongs.read_text("utf-8").strip() == str(data):
            shutil.rmtree(home)
    for one in data.iterdir():
        if one.name == NAME:
            continue  # the last to go: a reset that is cut short is a training folder still
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        else:
            one.unlink()
    (data / NAME).unlink()


def _content(data: Path) -> bool:
    return data.is_dir() and any(one.name not in _PASSING for one in data.iterdir())


def _wrong(vi: str, en: str, found: str, asked: Kind) -> WrongDataSet:
    is_vi, is_en = _SAID[found]
    other = "motcua up --training" if found == "training" else "motcua up"
    as_vi, as_en = _SAID[asked]
    return WrongDataSet(
        f"{vi} giữ dữ liệu {is_vi}, không dùng làm dữ liệu {as_vi} được. Chạy bằng “{other}”, hoặc chọn thư mục khác.",
        f"{en} holds {is_en} data and cannot be used for {as_en} data; start it with `{other}` or choose another.",
    )
