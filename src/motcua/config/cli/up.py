"""Khởi động hệ thống trên máy này và giữ cho nó chạy đến khi nhấn Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from motcua.config import data_set
from motcua.config.supervisor import box as boxes
from motcua.config.supervisor import founding, instance
from motcua.config.supervisor.box import Box, Prepared
from motcua.config.supervisor.processes import Keeper, Program
from motcua.platform import postgres, training

from . import REFUSED, say_error

PORT, TRAINING_PORT = 8000, 8100
STOPS_WITHIN = 90.0  # seconds for a box that is told to end
FIRST_PAGE_WITHIN = 60.0  # seconds from starting the web program to its first answer
DEATHS_BEFORE_FIRST_PAGE = 3  # a web program that cannot start at all is not started for ever
ERRORS_BEFORE_FIRST_PAGE = 5  # answers "500" mean a fault that waiting does not mend
DATABASE_ASKED_EVERY = 3.0  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=None, help="cổng của trang web (mặc định 8000; tập huấn: 8100)")
    parser.add_argument(
        "--data",
        type=Path,
        default=None,
        metavar="DIR",
        help="thư mục dữ liệu (mặc định ./var; tập huấn: ./var-tap-huan)",
    )
    parser.add_argument("--training", action="store_true", help="bản tập huấn: dữ liệu riêng, không gì gửi ra ngoài")
    parser.add_argument("--reset", action="store_true", help="xóa bản tập huấn, làm lại từ đầu (chỉ với --training)")
    parser.add_argument("--no-demo", action="store_true", help="không nạp người và hồ sơ mẫu")
    parser.add_argument("--no-simulators", action="store_true", help="không chạy các hệ thống mô phỏng (VNeID…)")


def run(args: argparse.Namespace) -> int:
    """Start everything, print where it is, wait, stop everything."""
    if refused := _contradiction(args):
        return refused
    data = (args.data or boxes.default_data(training=args.training)).resolve()
    port = args.port or (TRAINING_PORT if args.training else PORT)
    if args.reset:
        _reset(data)
    if held := instance.current(data):
        return _refuse_second(data, held)
    if not boxes.port_is_free(port):
        other = boxes.free_port_after(port)
        say_error(
            f"Cổng {port} đang có chương trình khác dùng. Xin chọn cổng khác, ví dụ: motcua up --port {other} "
            f"(hoặc make run ARGS='--port {other}').",
            f"Port {port} is taken; choose another: motcua up --port {other}, make run ARGS='--port {other}'",
        )
        return REFUSED
    simulated = not args.no_simulators and (args.training or "MOTCUA_VNEID_ISSUER" not in os.environ)
    vneid_port = boxes.free_port_after(port + 9) if simulated else None  # 8010 beside 8000
    demo, mail_ports = not args.no_demo, None
    if demo and not args.no_simulators:
        smtp_port = boxes.free_port_after(max(port + 24, vneid_port or 0))  # 8025 beside 8000
        mail_ports = (smtp_port, boxes.free_port_after(smtp_port))
    box = Box(data, port, demo=demo, vneid_port=vneid_port, mail_ports=mail_ports, training=args.training)
    data_set.check_folder(data, box.kind)
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)  # papers of people lie below
    try:
        with instance.claimed(data, box.address), _ending() as ended:
            data_set.claim(data, box.kind)
            return _keep(box, ended)
    except instance.AlreadyRunning as other_box:
        return _refuse_second(data, other_box.instance)


def _contradiction(args: argparse.Namespace) -> int:
    if args.reset and not args.training:
        say_error(
            "--reset chỉ xóa bản tập huấn: motcua up --training --reset",
            "--reset empties a training installation only: motcua up --training --reset",
        )
        return REFUSED
    if args.training and (args.no_demo or args.no_simulators):
        say_error(
            "Bản tập huấn luôn có dữ liệu mẫu và hệ thống mô phỏng của riêng nó; bỏ --no-demo, --no-simulators.",
            "Training always has its own demonstration and simulators; leave out --no-demo, --no-simulators.",
        )
        return REFUSED
    return 0


def _reset(data: Path) -> None:
    """Stop what runs on a training folder and empty it, so that the start makes it afresh."""
    if data_set.of_folder(data) == "training" and not instance.stop(data, patience=STOPS_WITHIN):
        raise postgres.PostgresRefused(
            f"Bản tập huấn trên {data} chưa dừng hẳn. Xin thử lại sau.", f"The box on {data} has not ended; try again."
        )
    data_set.empty(data)
    _say("đã xóa bản tập huấn cũ, đang làm lại từ đầu …")


def _keep(box: Box, ended: threading.Event) -> int:
    began = time.monotonic()
    _say("đang mở cơ sở dữ liệu …")
    server = postgres.ensure(box.data, heed_url=not box.training)
    keepers: list[Keeper] = []
    try:
        server.database()
        _say(f"PostgreSQL {server.version} đã chạy; đang chuẩn bị dữ liệu …")
        prepared = boxes.prepare(box, server)
        web, *helpers = boxes.programs(box, server, prepared)
        if ended.is_set() or not _first_page(box, _started(web, keepers), ended):
            return 0 if ended.is_set() else 1
        for program in helpers:  # after the first page: two cores open it sooner so
            _started(program, keepers)
        _welcome(box, prepared, founding.first_words(box, server), time.monotonic() - began)
        _watch(box, keepers, ended)
        return 0
    except boxes.NotPrepared as trouble:
        if ended.is_set():  # Ctrl-C reached it as well
            return 0
        say_error(
            f"Không chuẩn bị được dữ liệu. Nhật ký: {box.logs / 'prepare.log'}",
            f"Preparing the data failed:\n{trouble}",
        )
        return 1
    finally:
        _say("đang dừng …")
        for keeper in keepers:
            keeper.stop()
        server.stop()
        _say("đã dừng.")


def _started(program: Program, keepers: list[Keeper]) -> Keeper:
    keepers.append(Keeper(program, _say))
    keepers[-1].start(time.monotonic())
    return keepers[-1]


def _first_page(box: Box, web: Keeper, ended: threading.Event) -> bool:
    """Wait until the web answers; say why when it does not."""
    deadline, errors = time.monotonic() + FIRST_PAGE_WITHIN, 0
    while time.monotonic() < deadline and not ended.is_set():
        status = _status(box.port)
        if status and status < 500:
            return True
        errors += status is not None
        web.tend(time.monotonic())
        if web.deaths >= DEATHS_BEFORE_FIRST_PAGE or errors >= ERRORS_BEFORE_FIRST_PAGE:
            break
        ended.wait(0.1)
    if not ended.is_set():
        say_error(
            f"Trang web chưa mở được. Nhật ký: {web.program.log}",
            f"The first page does not open; the last words of the web server:\n{web.last_words()}",
        )
    return False


def _status(port: int) -> int | None:
    """Return the HTTP status of the first page, or None while nobody answers."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never ask a proxy about ourselves
    try:
        with direct.open(f"http://{boxes.HOST}:{port}/", timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return None


def _watch(box: Box, keepers: list[Keeper], ended: threading.Event) -> None:
    asked = time.monotonic()
    while not ended.wait(0.25):
        now = time.monotonic()
        for keeper in keepers:
            keeper.tend(now)
        if now - asked > DATABASE_ASKED_EVERY:
            asked = now
            _tend_database(box)


def _tend_database(box: Box) -> None:
    # DATABASE_URL is somebody else's server: he keeps it alive.
    if (os.environ.get("DATABASE_URL") and not box.training) or postgres.find(box.data):
        return
    _say("cơ sở dữ liệu dừng bất ngờ, đang chạy lại …")
    try:
        postgres.ensure(box.data, heed_url=not box.training)
    except postgres.PostgresRefused as refusal:
        say_error(refusal.vi, refusal.en)


def _welcome(box: Box, prepared: Prepared, first_words: str, seconds: float) -> None:
    lines = ["", f"  Hệ thống đã sẵn sàng sau {seconds:.1f} giây:  {box.address}", ""]
    if box.training:
        lines += [f"  {training.WORDS}. Làm lại từ đầu: motcua up --training --reset", ""]
    lines += [f"  {line}".rstrip() for line in (prepared.people or first_words).rstrip().splitlines()]
    if box.vneid_port:
        lines += ["", f"  VNeID ở đây là bản mô phỏng (http://{boxes.HOST}:{box.vneid_port}), không phải VNeID thật."]
    if box.mail_ports:
        lines += [f"  Thư điện tử không đi đâu cả, xem tại http://{boxes.HOST}:{box.mail_ports[1]}/"]
    lines += [f"  Nhật ký: {box.logs}", "  Nhấn Ctrl-C để dừng (press Ctrl-C to stop).", ""]
    print("\n".join(lines), flush=True)


def _refuse_second(data: Path, held: instance.Instance | None) -> int:
    where = held.address if held else "?"
    say_error(
        f"Hệ thống với dữ liệu {data} đang chạy tại {where}. Dừng bằng: motcua down --data {data}",
        f"A box on {data} already runs at {where}; stop it with: motcua down --data {data}",
    )
    return REFUSED


@contextmanager
def _ending() -> Iterator[threading.Event]:
    """Offer an event set by Ctrl-C, `motcua down` or a closing terminal; a second Ctrl-C does not break the stop."""
    ended = threading.Event()
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {name: signal.signal(name, lambda *_: ended.set()) for name in names}
    try:
        yield ended
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("cổng là một số từ 1 đến 65535")
    return number


def _say(line: str) -> None:
    print(f"motcua: {line}", flush=True)
