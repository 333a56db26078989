"""Kiểm tra dữ liệu: chuỗi sự kiện (log), tệp đã lưu (files), mọi con số (numbers); có sai lệch thì mã thoát là 1."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from motcua.config.supervisor import box as boxes

from . import REFUSED, say_error

SHOWN = 200  # faults told one by one; the rest is counted
SUBJECTS = ("log", "files", "numbers")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subjects", nargs="+", choices=SUBJECTS, metavar="log|files|numbers", help="kiểm tra những gì")
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")
    parser.add_argument(
        "--digest", type=Path, default=None, metavar="TỆP", help="so với bản tóm lược đã ký của một ngày"
    )
    parser.add_argument("--key", type=Path, default=None, metavar="TỆP", help="khóa công khai của bản tóm lược")
    parser.add_argument("--write-digest", type=Path, default=None, metavar="THƯ-MỤC", help="ghi bản tóm lược có ký")


def run(args: argparse.Namespace) -> int:
    """Check what was asked for; 0 when nothing differs, 1 with each difference named."""
    if ("log" not in args.subjects) and (args.digest or args.write_digest):
        say_error("--digest và --write-digest đi với “log”.", "--digest and --write-digest belong to `verify log`.")
        return REFUSED
    data = (args.data or boxes.default_data()).resolve()
    with boxes.opened(data, role="owner"):
        from motcua.platform.events import digest_file

        try:
            return check(args, data)
        except digest_file.DigestRefused as refusal:
            say_error(
                f"Không dùng được bản tóm lược {args.digest}: chữ ký không đúng hoặc tệp đã bị sửa.",
                f"The digest {args.digest} cannot be trusted: {refusal}",
            )
            return 1


def check(args: argparse.Namespace, data: Path) -> int:
    """Do it with a database open as owner and Django ready."""
    found = False
    if "log" in args.subjects:
        found |= _tell("sự kiện", _log(args, data))
    if "files" in args.subjects:
        found |= _tell("tệp", _files())
    if "numbers" in args.subjects:
        found |= _tell("số liệu", _numbers(data))
    if args.write_digest is not None:
        if found:
            print("Không ghi bản tóm lược của một sổ đã sai lệch.")
        else:
            print(f"Đã ghi {write_digest(args.write_digest, data)}")
    return 1 if found else 0


def write_digest(folder: Path, data: Path) -> Path:
    """Write today's signed digest into `folder` and return its path; an older one of the same day is replaced."""
    from motcua.platform.clock.now import now
    from motcua.platform.events import digest_file

    return digest_file.write(folder, key_folder=data, at=now())


def _log(args: argparse.Namespace, data: Path) -> Iterator[str]:
    from motcua.platform import events
    from motcua.platform.events import digest_file

    if args.digest is not None:
        key = digest_file.public_key(args.key or data / digest_file.PUBLIC_FILE)
        for fault in digest_file.check(digest_file.read(args.digest.read_bytes(), key)):
            yield _sentence(fault)
    for fault in events.verify():
        yield _sentence(fault)
    yield from _dossiers()


def _dossiers() -> Iterator[str]:
    """Yield dossiers without events and events without dossier: chains alone cannot tell either."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, d.code FROM dossier d"
            " LEFT JOIN stream_head h ON h.kind = 'dossier' AND h.key = d.id WHERE h.key IS NULL ORDER BY d.id"
        )
        for dossier_id, code in cursor.fetchall():
            yield f"dossier {dossier_id} ({code}): the dossier has no events"
        cursor.execute(
            "SELECT h.key, (SELECT body::jsonb #>> '{payload,code}' FROM event e"
            " WHERE e.kind = 'dossier' AND e.key = h.key AND e.sequence = 1) FROM stream_head h"
            " LEFT JOIN dossier d ON d.id = h.key WHERE h.kind = 'dossier' AND d.id IS NULL ORDER BY h.key"
        )
        for key, code in cursor.fetchall():
            yield f"dossier {key} ({code or '?'}): there are events, the dossier is missing"


def _sentence(fault: object) -> str:
    kind, key = fault.stream  # type: ignore[attr-defined]
    return f"{kind} {key}, event {fault.sequence}: {fault.fault}"  # type: ignore[attr-defined]


def _files() -> Iterator[str]:
    from motcua.documents import upkeep
    from motcua.platform.clock.now import now

    for fault in upkeep.verify_all(now()):
        yield f"{fault.sha256}: {fault.kind}" + (f", {fault.attachments} attachments" if fault.attachments else "")


def _numbers(data: Path) -> Iterator[str]:
    """Recompute every number from the raw events in SQL that shares nothing with the engine."""
    from motcua.monitoring.verification import Recount
    from motcua.platform.clock.now import now

    recount = Recount(now(), key_folder=data)
    for difference in recount.differences():
        yield str(difference)
    compared = f"{recount.compared:,}".replace(",", ".")
    print(f"Đã so {compared} con số với kết quả tính lại từ sổ sự kiện, trong {recount.seconds:.0f} giây.")
    if recount.waiting:
        print(
            f"{recount.waiting} hồ sơ có tin mới đang chờ ghi vào số liệu; nếu có sai lệch, chạy motcua rebuild trước."
        )
    if recount.left_out:
        print(f"Để ngoài {recount.left_out} ô số liệu đang chờ đếm lại.")


def _tell(what: str, faults: Iterator[str]) -> bool:
    count = 0
    for line in faults:
        count += 1
        if count <= SHOWN:
            print(f"SAI  {line}", flush=True)
    if count > SHOWN:
        print(f"… và {count - SHOWN} chỗ khác")
    print(f"{what}: {count} chỗ sai lệch." if count else f"{what}: toàn vẹn.", flush=True)
    return bool(count)
