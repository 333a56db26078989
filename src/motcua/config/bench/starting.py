"""From the command to the first page: a second start of the box on this data folder."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from motcua.config.bench.measuring import Times
from motcua.config.supervisor import box as boxes

PATIENCE = 300.0


def cold_start(data: Path, *, seconds: float) -> dict[str, Any]:
    """Start `motcua up` until its first page answers, three times at least, and stop it again.

    The first start is told apart: on an empty folder (`folder_was_empty`) it makes the database, loads all packs
    and walks the demonstration; after an upgrade it brings the database up to date. The processor's seconds beside
    are of all programs of the box: on a busy machine they say more than the wall.
    Raw is one Python importing the application, which every web process has to do.
    """
    was_empty = not (data / "postgres").exists()
    first, first_cpu = _start(data)
    times, cpu = Times(), []
    end = time.monotonic() + seconds
    while len(times.walls) < 2 or time.monotonic() < end:
        wall, spent = _start(data)
        times.walls.append(wall)
        cpu.append(spent)
    raw = Times()
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(
            # config.wsgi does this and then asks the database whose data these are; that one is stopped now
            [sys.executable, "-c", "from django.core.wsgi import get_wsgi_application as get; get()"],
            env=os.environ | {"MOTCUA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "motcua.config.settings"},
            check=True,
        )
        raw.walls.append(time.perf_counter() - began)
    told = times.told()
    return {
        **{key: value for key, value in told.items() if "cpu" not in key},
        "cpu_seconds": round(sum(cpu) / len(cpu), 1),
        "folder_was_empty": was_empty,
        "first_ms": round(first * 1000),
        "first_cpu_seconds": round(first_cpu, 1),
        "how": "motcua up, until GET / answers 200; database stopped before",
        "raw": {"what": "importing the application once", **raw.told()},
    }


def _start(data: Path) -> tuple[float, float]:
    """Return the seconds until the first page and the processor's seconds until the box had ended."""
    import urllib.error
    import urllib.request

    port = boxes.free_port_after(18799)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    began, spent = time.perf_counter(), _children()
    wall = 0.0
    process = subprocess.Popen(
        [sys.executable, "-m", "motcua.config.cli", "up", "--data", str(data), "--port", str(port), "--no-simulators"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - began < PATIENCE and process.poll() is None:
            try:
                with direct.open(f"http://{boxes.HOST}:{port}/", timeout=5) as answer:
                    if answer.status == 200:
                        wall = time.perf_counter() - began
                        break
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    if not wall:
        raise RuntimeError(f"no first page within {PATIENCE:.0f} s")
    return wall, _children() - spent


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
