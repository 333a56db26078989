"""Đo hệ thống trên dữ liệu này: nộp hồ sơ, danh sách việc, tra tìm, trang hồ sơ, số liệu, bảng điều hành, khởi động."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from motcua.config.supervisor import box as boxes

from . import REFUSED, say_error

NAMES = (
    "submit",
    "worklist",
    "lookup",
    "dossier-page",
    "receipt-pdf",
    "index766",
    "board",
    "facts",
    "public",
    "cold-start",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=NAMES, metavar="TÊN", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=float, default=20.0, metavar="S", help="đo trong bao nhiêu giây (20)")
    parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    parser.add_argument("--plans", action="store_true", help="in kế hoạch thực hiện các câu truy vấn chính")
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")


def run(args: argparse.Namespace) -> int:
    """Measure one thing and print it: one JSON object, or the same in lines."""
    os.environ.setdefault("MOTCUA_LOG_LEVEL", "ERROR")
    data = (args.data or boxes.default_data()).resolve()
    from motcua.config.bench import measuring

    load = measuring.machine()
    if args.name == "cold-start":
        from motcua.config.bench import starting

        figures, rows, database = starting.cold_start(data, seconds=args.seconds), {}, {}
    else:
        with boxes.opened(data, role="web") as server:
            from motcua.config.bench import house as houses
            from motcua.platform import postgres

            pgbench = server.cluster.binaries["pgbench"] if server.cluster else Path("pgbench")
            follower = boxes.follower(boxes.on_folder(data), server)
            house = houses.House(server.dsn(postgres.OWNER), pgbench, follower)
            try:
                figures = _measures()[args.name](house, seconds=args.seconds, plans=args.plans)
                rows, database = house.rows(), house.database()
            except houses.NoOfficers as missing:
                say_error(
                    "Cần dữ liệu trình diễn để đo. Xin chạy “motcua simulate” trước.",
                    f"The demonstration's officer {missing} is not there; run `motcua simulate` first.",
                )
                return REFUSED
            finally:
                house.close()
    plans = figures.pop("plans", [])
    told = {"name": args.name, **figures, "rows": rows, "machine": {**load, **database}}
    print(json.dumps(told, ensure_ascii=False) if args.json else _lines(told))
    for plan in plans:
        print(f"\n{plan}")
    return 0


def _measures() -> dict[str, Callable[..., dict[str, Any]]]:
    from motcua.config.bench import boards, citizens, following, public, screens, submitting

    return {
        "submit": submitting.submit,
        "worklist": screens.worklist,
        "lookup": screens.lookup,
        "dossier-page": screens.dossier_page,
        "index766": screens.index766,
        "receipt-pdf": citizens.receipt_pdf,
        "board": boards.board,
        "facts": following.facts,
        "public": public.public,
    }


def _lines(told: dict[str, Any], indent: str = "") -> str:
    lines = []
    for key, value in told.items():
        if isinstance(value, dict):
            lines += [f"{indent}{key}:", _lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key}: {value}")
    return "\n".join(lines)
