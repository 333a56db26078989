"""Tạo một lịch sử hồ sơ lớn để thử: nhân các hồ sơ trình diễn ra nhiều người, nhiều ngày."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from motcua.config.supervisor import box as boxes

from . import REFUSED, say_error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossiers", type=_positive, required=True, metavar="N", help="số hồ sơ thêm vào")
    parser.add_argument("--months", type=_positive, default=12, metavar="M", help="trong bao nhiêu tháng qua (12)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="cùng số thì cùng một lịch sử (1)")
    parser.add_argument(
        "--communes", type=_positive, default=None, metavar="C",
        help="lập một tỉnh với C xã (nhiều nhất 75) rồi trải hồ sơ ra các xã ấy (mặc định: hai xã trình diễn)",
    )  # fmt: skip
    parser.add_argument("--workers", type=int, default=2, metavar="K", help="số tiến trình ghi (2)")
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="thư mục dữ liệu (mặc định ./var)")


def run(args: argparse.Namespace) -> int:
    """Prepare the box with its demonstration if it is new, then fill it."""
    data = (args.data or boxes.default_data()).resolve()
    data.mkdir(parents=True, exist_ok=True)
    with boxes.server_of(data) as server:
        server.database()
        try:
            boxes.prepare(boxes.on_folder(data), server)
        except boxes.NotPrepared as trouble:
            say_error("Không chuẩn bị được dữ liệu.", f"Preparing the data failed:\n{trouble}")
            return 1
    with boxes.opened(data, role="owner"):
        return fill(args)


def fill(args: argparse.Namespace) -> int:
    """Do it with a database open as owner and Django ready."""
    from django.db import connection

    from motcua.config.demo import communes
    from motcua.config.simulation import run as simulation
    from motcua.identity.models import Unit
    from motcua.platform.clock.now import now

    if args.communes:
        return _fill_province(args)
    slugs = [commune["slug"] for commune in communes.told()["communes"]]
    units = list(Unit.objects.filter(slug__in=slugs).order_by("id").values_list("id", flat=True))
    began = time.monotonic()
    try:
        done = simulation.run(
            units,
            dossiers=args.dossiers,
            months=args.months,
            seed=args.seed,
            now=now(),
            workers=args.workers,
            say=lambda line: print(f"motcua: {line}", flush=True),
        )
    except simulation.NothingToRepeat:
        say_error(
            "Chưa có hồ sơ trình diễn để nhân ra. Xin chạy “motcua up” (không có --no-demo) một lần trước.",
            "There are no demonstration dossiers to repeat; run `motcua up` without --no-demo once.",
        )
        return REFUSED
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(
        f"{done.dossiers} hồ sơ, {done.people} người, {done.rows} dòng từ {done.patterns} hồ sơ mẫu "
        f"trong {time.monotonic() - began:.0f} giây. Kiểm tra: motcua verify log files"
    )
    return 0


def _fill_province(args: argparse.Namespace) -> int:
    from django.db import connection

    from motcua.config.demo import communes as demo
    from motcua.config.demo import province as units
    from motcua.config.simulation import province
    from motcua.platform import places
    from motcua.platform.clock.now import now

    if args.communes > len(places.communes_of(units.told()["code"])):
        say_error("Tỉnh mô phỏng không có nhiều xã đến thế.", "The simulated province has fewer communes.")
        return REFUSED
    began = time.monotonic()
    done = province.run(
        args.communes,
        dossiers=args.dossiers,
        months=args.months,
        seed=args.seed,
        now=now(),
        workers=args.workers,
        say=lambda line: print(f"motcua: {line}", flush=True),
    )
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(
        f"{done.dossiers} hồ sơ của {args.communes} xã, {done.people} người, {done.rows} dòng từ {done.patterns} hồ sơ "
        f"mẫu trong {time.monotonic() - began:.0f} giây. Kiểm tra: motcua verify log files. Số liệu: motcua rebuild"
    )
    for name, title in units.sign_ins():
        print(f"  {name:<20} {title} (mật khẩu: {demo.PASSWORD})")
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("phải là số dương")
    return number
