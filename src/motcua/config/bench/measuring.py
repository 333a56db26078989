"""Timing something again and again, and telling the times, the processor's share and the machine."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Times:
    """Seconds of wall clock of each repetition, and processor seconds of all."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)  # of this process
    database_cpu: float = 0.0  # of the server process behind this connection, 0 when it cannot be read

    def told(self) -> dict[str, Any]:
        """Return milliseconds at the median and at 95 of 100, and how many a second one client gets."""
        walls, cpus = sorted(self.walls), sorted(self.cpus) or [0.0]
        if not walls:
            return {"count": 0}
        return {
            "count": len(walls),
            "p50": _ms(walls[len(walls) // 2]),
            "p95": _ms(walls[min(len(walls) - 1, int(len(walls) * 0.95))]),
            "throughput": round(len(walls) / sum(walls), 1),
            "cpu_ms_per_request": _ms(sum(cpus) / len(walls)),
            "cpu_p95": _ms(cpus[min(len(cpus) - 1, int(len(cpus) * 0.95))]),
            "database_cpu_ms_per_request": _ms(self.database_cpu / len(walls)),
        }

    def __add__(self, other: Times) -> Times:
        return Times(self.walls + other.walls, self.cpus + other.cpus, self.database_cpu + other.database_cpu)


def repeat(do: Callable[[], Any], *, seconds: float, least: int = 20, backend: int | None = None) -> Times:
    """Do it for some seconds, `least` times at least, after two tries that do not count."""
    for _ in range(2):
        do()
    times = Times()
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(times.walls) < least:
        with timed(times, backend):
            do()
    return times


@contextmanager
def timed(times: Times, backend: int | None = None) -> Iterator[None]:
    """Time a block into `times`; `backend` is the process of the database behind it."""
    database, cpu, wall = cpu_of(backend), time.process_time(), time.perf_counter()
    yield
    times.walls.append(time.perf_counter() - wall)
    times.cpus.append(time.process_time() - cpu)
    times.database_cpu += cpu_of(backend) - database


def cpu_of(process: int | None) -> float:
    """Return the processor seconds a process of this machine has used; 0 when it is not here."""
    if process is None:
        return 0.0
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, PermissionError):
        return 0.0
    return (int(told[11]) + int(told[12])) / _TICKS


def machine() -> dict[str, Any]:
    """Return what it was measured on, with the load others put on it: figures of a busy machine are honest only so."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(memory) / 1024**2, 1),
        "python": platform.python_version(),
        "load": [round(each, 2) for each in os.getloadavg()],
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
