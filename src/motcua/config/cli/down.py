"""Dừng hệ thống đang chạy trên một thư mục dữ liệu."""

from __future__ import annotations

import argparse
from pathlib import Path

from motcua.config.supervisor import box as boxes
from motcua.config.supervisor import instance
from motcua.platform import postgres

from . import say_error

PATIENCE = 90.0  # seconds: web, worker and simulators one after another, then the database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")
    parser.add_argument("--training", action="store_true", help="bản tập huấn (thư mục mặc định ./var-tap-huan)")


def run(args: argparse.Namespace) -> int:
    """Stop the box on a data folder, and a database a killed box left behind; nothing running is a success too."""
    data = (args.data or boxes.default_data(training=args.training)).resolve()
    running = instance.current(data)
    if not instance.stop(data, patience=PATIENCE):
        say_error(f"Hệ thống trên {data} chưa dừng hẳn.", f"The box on {data} has not ended within {PATIENCE:.0f} s.")
        return 1
    left = postgres.find(data)
    if left is not None:
        left.stop()
    print("Đã dừng." if running or left else f"Không có hệ thống nào đang chạy trên {data}.", flush=True)
    return 0
