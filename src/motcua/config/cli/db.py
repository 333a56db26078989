"""Cơ sở dữ liệu của hệ thống: đang ở đâu, chép ra tệp, nạp lại, nâng cấp ra sao."""

from __future__ import annotations

import argparse
from pathlib import Path

from motcua.config import data_set
from motcua.config.supervisor import box as boxes
from motcua.config.supervisor import instance
from motcua.platform import postgres
from motcua.platform.postgres import choice, dumping

from . import REFUSED, say_error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    actions.add_parser("status", help="phiên bản nào, đang chạy hay không, dữ liệu nằm đâu").set_defaults(do=_status)
    dump = actions.add_parser("dump", help="chép toàn bộ cơ sở dữ liệu ra một tệp")
    dump.add_argument("file", type=Path, metavar="TỆP")
    dump.set_defaults(do=_dump)
    load = actions.add_parser("load", help="nạp tệp đã chép vào một cơ sở dữ liệu trống")
    load.add_argument("file", type=Path, metavar="TỆP")
    load.set_defaults(do=_load)
    actions.add_parser("upgrade", help="lên phiên bản PostgreSQL lớn hơn").set_defaults(do=_upgrade)
    for action in actions.choices.values():  # said before or after the action, it is the same folder
        action.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Do the one thing asked for."""
    return args.do((args.data or boxes.default_data()).resolve(), args)


def _status(data: Path, _: argparse.Namespace) -> int:
    chosen = choice.read(data / "postgres")
    if chosen is None:
        print(f"{data}: chưa có cơ sở dữ liệu.")
    elif chosen.kind == "url":
        print(f"PostgreSQL {chosen.major} của máy chủ bên ngoài (DATABASE_URL).")
    else:
        state = "đang chạy" if postgres.find(data) else "đang dừng"
        source = {"wheel": "đi kèm hệ thống", "system": f"của máy, {chosen.bin}"}[chosen.kind]
        print(f"PostgreSQL {chosen.major} ({source}), {state}; dữ liệu: {chosen.home}")
        if state == "đang chạy":
            _say_unread(data)
    return 0


def _say_unread(data: Path) -> None:
    """Tell of dossiers whose history could not be read; nothing where there are none, or no table of them yet."""
    from django.db import ProgrammingError

    with boxes.opened(data, role="owner"):
        from motcua.monitoring.queries.laid_aside import WHAT_TO_DO, laid_aside

        try:
            found = laid_aside()
        except ProgrammingError:
            return  # a database that was never filled
    if found.count:
        named = ", ".join(str(one) for one in found.dossiers) + (" …" if found.count > len(found.dossiers) else "")
        print(f"{found.sentence} Số trong sổ sự kiện: {named}.\n{WHAT_TO_DO}")


def _dump(data: Path, args: argparse.Namespace) -> int:
    with boxes.server_of(data) as server:
        size = dumping.dump(server, args.file)
    print(f"Đã chép vào {args.file} ({size / 1e6:.1f} MB). Tệp chứa dữ liệu cá nhân: xin giữ kín.")
    return 0


def _load(data: Path, args: argparse.Namespace) -> int:
    if instance.current(data):
        say_error("Xin dừng hệ thống trước (motcua down).", "Stop the box first (motcua down).")
        return REFUSED
    with boxes.server_of(data) as server:
        dumping.load(server, args.file)
        data_set.check_database(
            server.dsn(postgres.OWNER), boxes.on_folder(data).kind
        )  # said now, not at the next start
    print(f"Đã nạp {args.file}.")
    return 0


def _upgrade(data: Path, _: argparse.Namespace) -> int:
    chosen = choice.read(data / "postgres")
    major = chosen.major if chosen else "?"
    say_error(
        f"Chưa có lệnh nâng cấp tự động; dữ liệu vẫn giữ nguyên ở PostgreSQL {major}. "
        "Cách làm bằng “motcua db dump” và “motcua db load” có trong docs/install.md, mục “Nâng cấp PostgreSQL”.",
        f"There is no automatic upgrade yet; the data stay with PostgreSQL {major}. "
        "docs/install.md tells how to do it with `motcua db dump` and `motcua db load`.",
    )
    return REFUSED
