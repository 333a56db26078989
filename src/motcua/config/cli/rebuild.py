"""Tính lại số liệu từ sổ sự kiện: dữ kiện của hồ sơ và các ô số liệu đã lưu; kết quả luôn giống nhau."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from motcua.config.supervisor import box as boxes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)), metavar="N", help="số tiến trình")


def run(args: argparse.Namespace) -> int:
    """Rebuild every projection that figures are counted from, and say how long it took."""
    data = (args.data or boxes.default_data()).resolve()
    with boxes.opened(data, role="owner"):
        from motcua.config.rebuilding import everything

        began = time.monotonic()
        rows, cells = everything(workers=args.workers, say=lambda text: print(text, flush=True))
        print(f"Đã tính lại {rows} hồ sơ, {cells} ô số liệu trong {time.monotonic() - began:.0f} giây.")
    return 0
