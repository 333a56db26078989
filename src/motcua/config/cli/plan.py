"""Kế hoạch: đọc một kế hoạch (.docx, .pdf, .txt) thành chỉ tiêu, nhiệm vụ, trách nhiệm; không cần cơ sở dữ liệu."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from . import REFUSED, say_error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    read = actions.add_parser("compile", help="đọc một tệp và in những gì tìm thấy, kèm số dòng")
    read.add_argument("file", type=Path, metavar="TỆP", help=".docx, .pdf có lớp chữ hoặc .txt")
    read.add_argument("--json", action="store_true", help="in một đối tượng JSON")


def run(args: argparse.Namespace) -> int:
    """Compile one file and print it; a file that is no plan is refused with its reason."""
    from motcua.plans.compiler import PaperRefused, compile_file
    from motcua.plans.compiler.report import report

    try:
        compiled = compile_file(args.file)
    except PaperRefused as refusal:
        say_error(refusal.vi, refusal.en)
        return REFUSED
    if args.json:
        print(json.dumps(compiled.as_json(), ensure_ascii=False, indent=1))
    else:
        print(report(compiled, args.file.name))
    return 0
