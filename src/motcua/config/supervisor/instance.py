"""Which box runs on a data folder: one at a time, findable by `motcua down`."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from motcua.platform.postgres.choice import write_private

NAME, LOCK = "up.json", "up.lock"


@dataclass(frozen=True)
class Instance:
    pid: int
    address: str


class AlreadyRunning(Exception):
    """Another box holds this data folder."""

    def __init__(self, instance: Instance | None) -> None:
        super().__init__("this data folder is in use")
        self.instance = instance


@contextmanager
def claimed(data: Path, address: str) -> Iterator[None]:
    """Hold `data` for this process, and say so for `motcua down`; raises AlreadyRunning."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_read(data)) from None
        write_private(data / NAME, asdict(Instance(os.getpid(), address)))
        try:
            yield
        finally:
            (data / NAME).unlink(missing_ok=True)


def current(data: Path) -> Instance | None:
    """Return the box that runs on `data`, or None. The lock decides: a number in a file may be anybody's by now."""
    try:
        with (data / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _read(data)
    return None


def stop(data: Path, *, patience: float) -> bool:
    """Ask the box on `data` to end and wait for it; return whether it has ended (True when none ran)."""
    instance = current(data)
    if instance is None:
        return True
    os.kill(instance.pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if current(data) is None:
            return True
        time.sleep(0.1)
    return False


def _read(data: Path) -> Instance | None:
    # A box writes its number right after it takes the lock: allow it that moment.
    for _ in range(20):
        try:
            return Instance(**json.loads((data / NAME).read_text("utf-8")))
        except (FileNotFoundError, ValueError):
            time.sleep(0.05)
    return None
