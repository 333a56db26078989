"""Chạy một lệnh quản trị của Django trên dữ liệu này: motcua manage [--data DIR] LỆNH …"""

from __future__ import annotations

import argparse
from pathlib import Path

from motcua.config.supervisor import box as boxes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")
    parser.add_argument("--role", choices=("owner", "web", "job"), default="owner", help="quyền dùng cơ sở dữ liệu")
    parser.add_argument("django", nargs=argparse.REMAINDER, metavar="LỆNH", help="ví dụ: showmigrations")


def run(args: argparse.Namespace) -> int:
    """Run it with the database running, started only if it was not."""
    from django.core.management import execute_from_command_line

    with boxes.opened((args.data or boxes.default_data()).resolve(), role=args.role):
        execute_from_command_line(["motcua manage", *args.django])
    return 0
