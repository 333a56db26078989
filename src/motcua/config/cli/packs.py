"""Gói thủ tục: kiểm tra, xem khác gì, công bố, xuất ra thư mục, nạp từ thư mục."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from motcua.config.supervisor import box as boxes

from . import REFUSED, say_error

SHOWN = 20  # sentences a scope; the rest is counted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    check = actions.add_parser("check", help="kiểm tra một thư mục gói, không cần cơ sở dữ liệu")
    check.add_argument("folder", type=Path, nargs="?", default=None, metavar="THƯ-MỤC")
    check.set_defaults(do=_check)
    diff = actions.add_parser("diff", help="công bố bây giờ thì đổi những gì")
    _codes(diff)
    diff.set_defaults(do=_diff)
    publish = actions.add_parser("publish", help="công bố các lớp mới nhất")
    _codes(publish)
    publish.add_argument(
        "--from",
        dest="day",
        type=date.fromisoformat,
        default=None,
        metavar="NGÀY",
        help="dùng từ ngày (YYYY-MM-DD, mặc định hôm nay)",
    )
    publish.set_defaults(do=_publish)
    export = actions.add_parser("export", help="ghi mọi lớp ra một thư mục")
    export.add_argument("folder", type=Path, metavar="THƯ-MỤC")
    export.set_defaults(do=_export)
    load = actions.add_parser("import", help="nạp các lớp từ một thư mục; chưa công bố")
    load.add_argument("folder", type=Path, nargs="?", default=None, metavar="THƯ-MỤC")
    load.set_defaults(do=_import)
    for action in actions.choices.values():  # said before or after the action, it is the same folder
        action.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=argparse.SUPPRESS)


def _codes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs="*", metavar="MÃ", help="mã thủ tục (mặc định tất cả)")


def run(args: argparse.Namespace) -> int:
    """Do the one thing asked for, with the database running where it is needed."""
    if args.do is _check:
        return _check(args)
    with boxes.opened((args.data or boxes.default_data()).resolve(), role="owner"):
        return args.do(args)


def _check(args: argparse.Namespace) -> int:
    from motcua.catalogue.packs.checking import check_library
    from motcua.catalogue.packs.library import Library
    from motcua.config.paths import PACKS

    library = Library(args.folder or PACKS)
    if not library.codes:
        say_error(f"Không có gói nào trong {library.root}.", f"No packs in {library.root}.")
        return REFUSED
    errors = warnings = 0
    for code, findings in check_library(library).items():
        for finding in findings:
            errors += finding.severity == "error"
            warnings += finding.severity != "error"
            name = "LỖI" if finding.severity == "error" else "lưu ý"
            print(f"{name}  {code or '(chung)'}  {finding.where}: {finding.message} [{finding.code}]")
    print(f"{len(library.codes)} gói: {errors} lỗi, {warnings} lưu ý.")
    return 1 if errors else 0


def _diff(args: argparse.Namespace) -> int:
    from motcua.catalogue import queries
    from motcua.platform.clock.now import today

    found = queries.waiting(today(), procedures=args.codes or None)
    for told in found:
        print(f"{told.procedure}  {told.scope or 'quốc gia'}")
        sentences = told.sentences
        for sentence in sentences[:SHOWN]:
            print(f"    {sentence}")
        if len(sentences) > SHOWN:
            print(f"    … và {len(sentences) - SHOWN} chỗ khác")
    print(f"{len(found)} bản chờ công bố." if found else "Không có gì chờ công bố.")
    return 0


def _publish(args: argparse.Namespace) -> int:
    from motcua.catalogue import services
    from motcua.platform.clock.now import now

    at = now()
    count = services.publish_all(valid_from=args.day or at.date(), now=at, who=None, codes=args.codes or None)
    print(f"Đã công bố {count} phiên bản mới." if count else "Không có gì mới để công bố.")
    return 0


def _export(args: argparse.Namespace) -> int:
    from motcua.catalogue import services

    if args.folder.exists() and any(args.folder.iterdir()):
        say_error(f"Thư mục {args.folder} không trống.", f"{args.folder} is not empty.")
        return REFUSED
    print(f"Đã ghi {services.export(args.folder)} lớp vào {args.folder}.")
    return 0


def _import(args: argparse.Namespace) -> int:
    from motcua.catalogue import services
    from motcua.config.paths import PACKS
    from motcua.platform.clock.now import now

    folder = args.folder or PACKS
    try:
        done = services.import_packs(folder, now=now(), by=None)
    except (ValueError, FileNotFoundError) as fault:
        say_error(f"Không đọc được gói trong {folder}: {fault}", f"Cannot read packs in {folder}: {fault}")
        return REFUSED
    print(
        f"{done.added} lớp mới, {done.unchanged} lớp không đổi, {done.lists_added} danh mục mới. Xem: motcua packs diff"
    )
    return 0
