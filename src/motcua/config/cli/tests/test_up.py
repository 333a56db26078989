"""A whole box: started, hurt, healed, stopped."""

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
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import motcua
from motcua.platform import postgres
from motcua.platform.postgres.accounts import system_state

LIVES = 120.0  # seconds a step may take on a busy machine; a wait ends as soon as it can


class RunningBox:
    """`motcua up` in a session of its own, and what it has printed so far."""

    def __init__(self, data: Path, port: int, environment: dict[str, str]) -> None:
        self.data, self.port, self.environment = data, port, environment
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            self.command("up", "--port", str(port), "--no-demo"),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def command(self, name: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "motcua.config.cli", name, "--data", str(self.data), *arguments]

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self.command(name, *arguments)
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def said(self, words: str) -> bool:
        return any(words in line for line in self.lines)

    def status(self) -> int | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return None

    def programs(self, words: str) -> dict[int, str]:
        """Return the processes of this box whose command has `words`, with their environment."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                known = (folder / "environ").read_bytes().replace(b"\0", b"\n").decode()
            except OSError:
                continue
            if words in command and f"MOTCUA_DATA={self.data}\n" in known:
                found[int(folder.name)] = known
        return found

    def until(self, true, what: str) -> None:
        deadline = time.monotonic() + LIVES
        while not true():
            said = "\n".join(self.lines)
            assert time.monotonic() < deadline, f"no {what} within {LIVES:.0f} s:\n{said}"
            assert self.process.poll() is None, f"it ended before {what}:\n{said}"
            time.sleep(0.1)

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(LIVES)
        self._reader.join()
        self.process.stdout.close()

    def _read(self) -> None:
        self.lines.extend(line.rstrip() for line in self.process.stdout)


@pytest.fixture
def box() -> Iterator[RunningBox]:
    """A box on a free port, with nothing of the tests' own settings."""
    place = Path(tempfile.mkdtemp(prefix="motcua-test-", dir="/var/tmp"))
    place.chmod(0o755)
    (place / "state").mkdir(mode=0o755)
    for made in system_state().glob("postgresql-*"):  # as root the test server has copied them already
        (place / "state" / made.name).symlink_to(made)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    strange = ("MOTCUA_", "DJANGO_", "DATABASE_URL", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    environment["PYTHONPATH"] = str(Path(next(iter(motcua.__path__))).parent)
    environment["MOTCUA_SYSTEM_STATE"] = str(place / "state")
    running = RunningBox(place / "data", port, environment)
    yield running
    running.end()
    if left := postgres.find(running.data):
        left.stop()
    shutil.rmtree(place)


@pytest.mark.timeout(600)
def test_a_box_opens_heals_itself_keeps_secrets_apart_and_ends_cleanly(box, monkeypatch):
    monkeypatch.setenv("MOTCUA_SYSTEM_STATE", box.environment["MOTCUA_SYSTEM_STATE"])
    box.until(lambda: box.said(f"http://127.0.0.1:{box.port}"), "address printed")
    assert box.status() < 500

    # The web knows its own address of the database and nobody else's.
    web = box.programs("granian")
    assert web
    for known in web.values():
        assert "motcua_web:" in known
        assert "motcua_owner" not in known
        assert "motcua_job" not in known

    # A second box on the same data is refused and told where the first one is.
    second = box.run("up", "--port", str(box.port))
    assert second.returncode == 2
    assert f"http://127.0.0.1:{box.port}" in second.stderr

    # A worker that dies comes back, and that is one line.
    before = set(box.programs("procrastinate worker"))
    assert len(before) == 1
    os.kill(*before, signal.SIGKILL)
    box.until(lambda: box.said("Công việc nền dừng bất ngờ (SIGKILL)"), "line about the death")
    box.until(lambda: set(box.programs("procrastinate worker")) - before, "new worker")

    # A database that dies comes back as well.
    server = postgres.find(box.data)
    os.kill(int((server.cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    box.until(lambda: box.said("cơ sở dữ liệu dừng bất ngờ"), "line about the database")
    box.until(lambda: postgres.find(box.data) is not None, "database")
    box.until(lambda: (box.status() or 500) < 500, "page")

    # Other commands work beside it, and do not stop what they did not start.
    beside = box.run("manage", "migrate", "--check")
    assert beside.returncode == 0, beside.stderr
    assert postgres.find(box.data) is not None

    down = box.run("down")
    assert down.returncode == 0, down.stderr
    assert box.process.wait(LIVES) == 0
    assert postgres.find(box.data) is None
    assert box.status() is None
    assert not box.programs("motcua")
