"""The product as people run it: `motcua up` on a port of its own, with database, jobs and the VNeID simulator."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import motcua
from motcua.platform import postgres
from motcua.platform.postgres.accounts import system_state

OPENS_WITHIN = 240.0  # seconds on two busy cores; it takes 20 on idle ones
ENDS_WITHIN = 60.0
PASSWORD = "Motcua-2026"  # printed at each start of the demonstration
_NOT_OURS = ("MOTCUA_", "DJANGO_", "DATABASE_URL", "PYTEST_")


@dataclass
class Box:
    """A box that runs: where its pages are, and what its programs wrote."""

    address: str
    logs: Path | None = None
    lines: list[str] = field(default_factory=list)

    def last_words(self, most: int = 40) -> str:
        """Return the end of the web server's log, for a test that failed."""
        if self.logs is None:
            return ""
        return "\n".join((self.logs / "web.log").read_text("utf-8", "replace").splitlines()[-most:])


@contextmanager
def running() -> Iterator[Box]:
    """Start a box with the demonstration on free ports, offer it, end it and leave nothing behind.

    With MOTCUA_BROWSER_AT=http://127.0.0.1:PORT the journeys walk on a box that runs already:
    for whoever writes them.
    """
    if address := os.environ.get("MOTCUA_BROWSER_AT"):
        yield Box(address)
        return
    place = Path(tempfile.mkdtemp(prefix="motcua-browser-", dir="/var/tmp"))
    place.chmod(0o755)  # as root the database belongs to another user, who must get through
    (place / "state").mkdir(mode=0o755)
    for made in system_state().glob("postgresql-*"):  # as root the tests' own server has copied them already
        (place / "state" / made.name).symlink_to(made)
    data = place / "data"
    box = Box(f"http://127.0.0.1:{_free_port()}", data / "log")
    port = box.address.rpartition(":")[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "motcua.config.cli", "up", "--port", port, "--data", str(data)],
        env=_environment(place / "state"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    reader = threading.Thread(target=lambda: box.lines.extend(line.rstrip() for line in process.stdout or ()))
    reader.start()
    try:
        _wait(box, process)
        yield box
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(ENDS_WITHIN)
        reader.join()
        process.stdout.close()
        if left := postgres.find(data):
            left.stop()
        shutil.rmtree(place)


def _wait(box: Box, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + OPENS_WITHIN
    while not any("Nhấn Ctrl-C" in line for line in box.lines):
        said = "\n".join(box.lines)
        assert process.poll() is None, f"the box ended before it opened:\n{said}"
        assert time.monotonic() < deadline, f"the box did not open within {OPENS_WITHIN:.0f} s:\n{said}"
        time.sleep(0.1)


def _environment(state: Path) -> dict[str, str]:
    """Nothing of the tests' own settings: the box finds its own database and secrets."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
    source = str(Path(next(iter(motcua.__path__))).parent)
    few = {"MOTCUA_DEMO_HISTORY": "0"}  # the journeys make what they need
    return own | few | {"PYTHONPATH": source, "MOTCUA_SYSTEM_STATE": str(state)}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
