"""From the command to the first page: a second start of the box on this data folder."""

from __future__ import annotations

import os
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
    """Start `motcua up` until its first page answers, twice at least, and stop it again.

    The first start after an upgrade also brings the database up to date: it is told apart.
    Raw is one Python importing the application, which every web process has to do.
    """
    first = _start(data)
    times = Times()
    end = time.monotonic() + seconds
    while len(times.walls) < 2 or time.monotonic() < end:
        times.walls.append(_start(data))
    raw = Times()
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", "import motcua.config.wsgi"],
            env=os.environ | {"MOTCUA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "motcua.config.settings"},
            check=True,
        )
        raw.walls.append(time.perf_counter() - began)
    told = times.told()
    return {
        **{key: value for key, value in told.items() if "cpu" not in key},
        "first_ms": round(first * 1000),
        "how": "motcua up, until GET / answers 200; database stopped before",
        "raw": {"what": "importing the application once", **raw.told()},
    }


def _start(data: Path) -> float:
    import urllib.error
    import urllib.request

    port = boxes.free_port_after(18799)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    began = time.perf_counter()
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
                        return time.perf_counter() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise RuntimeError(f"no first page within {PATIENCE:.0f} s")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
