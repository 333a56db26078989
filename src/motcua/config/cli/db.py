"""Cơ sở dữ liệu của hệ thống: đang ở đâu, phiên bản nào, nâng cấp ra sao."""

from __future__ import annotations

import argparse
from pathlib import Path

from motcua.config.supervisor import box as boxes
from motcua.platform.postgres import choice, find

from . import REFUSED, say_error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("status", "upgrade"))
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")


def run(args: argparse.Namespace) -> int:
    """See the actions."""
    data = (args.data or boxes.default_data()).resolve()
    return {"status": _status, "upgrade": _upgrade}[args.action](data)


def _status(data: Path) -> int:
    chosen = choice.read(data / "postgres")
    if chosen is None:
        print(f"{data}: chưa có cơ sở dữ liệu.")
    elif chosen.kind == "url":
        print(f"PostgreSQL {chosen.major} của máy chủ bên ngoài (DATABASE_URL).")
    else:
        state = "đang chạy" if find(data) else "đang dừng"
        source = {"wheel": "đi kèm hệ thống", "system": f"của máy, {chosen.bin}"}[chosen.kind]
        print(f"PostgreSQL {chosen.major} ({source}), {state}; dữ liệu: {chosen.home}")
    return 0


def _upgrade(data: Path) -> int:
    chosen = choice.read(data / "postgres")
    major = chosen.major if chosen else "?"
    say_error(
        f"Lệnh nâng cấp tự động chưa có trong phiên bản này; dữ liệu vẫn giữ nguyên ở PostgreSQL {major}. "
        "Cách làm bằng tay (pg_dump rồi nạp lại) có trong docs/install.md, mục “Nâng cấp PostgreSQL”.",
        f"There is no automatic upgrade yet; the data stay with PostgreSQL {major}. "
        "docs/install.md tells how to do it by hand with pg_dump.",
    )
    return REFUSED
