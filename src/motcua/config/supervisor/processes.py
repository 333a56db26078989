"""Programs kept alive: started, watched, started again with growing pauses, stopped in order."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a program that died starts again; doubled each time
STEADY_AFTER = 60.0  # seconds of life after which an earlier death is forgiven
PATIENCE = 15.0  # seconds a program gets to finish what it has in hand
LARGEST_LOG = 20 * 1024 * 1024  # bytes; one older log is kept beside the current one
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """One program of the box: how it is called, what it may know, and where it writes."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    log: Path


class Keeper:
    """Keeps one program alive until told to stop."""

    def __init__(self, program: Program, say: Callable[[str], None]) -> None:
        self.program = program
        self.deaths = 0
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._again_at: float | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, now: float) -> None:
        """Start the program; `now` is this and every later call's monotonic second."""
        self.program.log.parent.mkdir(parents=True, exist_ok=True)
        with self.program.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.program.command,
                env=dict(self.program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we decide the order
                preexec_fn=_end_with(os.getpid()),  # safe: we have one thread, it makes one call into libc
            )
        self._started, self._again_at = now, None

    def tend(self, now: float) -> None:
        """Notice a death, and start again once its pause is over."""
        if self._again_at is not None:
            if now >= self._again_at:
                self.start(now)
            return
        if self._process is None or self._process.poll() is None:
            _keep_small(self.program.log)
            return
        self._kill_group()  # a half of it may live on and hold the port
        self.deaths = 1 if now - self._started > STEADY_AFTER else self.deaths + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.deaths - 1))
        self._again_at = now + pause
        self._say(
            f"{self.program.name} dừng bất ngờ ({_how(self._process.returncode)}), "
            f"chạy lại sau {pause:.0f} giây; xem {self.program.log}"
        )

    def stop(self, *, patience: float = PATIENCE) -> None:
        """Ask the program to end, wait, then end it."""
        process, self._process, self._again_at = self._process, None, None
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                self._say(f"{self.program.name} không dừng sau {patience:.0f} giây: buộc dừng")
        self._kill_group(process)
        process.wait()

    def last_words(self, lines: int = 15) -> str:
        """Return the end of the program's log, for the person who has to find out why."""
        try:
            return "\n".join(self.program.log.read_text("utf-8", "replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    def _kill_group(self, process: subprocess.Popen[bytes] | None = None) -> None:
        process = process or self._process
        if process is not None:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return


def _end_with(parent: int) -> Callable[[], None]:
    """Return what a child does first: ask the system to end it when we are gone, even by kill -9."""

    def ask() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we were gone before it could ask
            os._exit(1)

    return ask


def _keep_small(log: Path) -> None:
    # The program keeps the file open for appending, so it is emptied in place.
    try:
        if log.stat().st_size > LARGEST_LOG:
            shutil.copyfile(log, log.with_name(log.name + ".1"))
            os.truncate(log, 0)
    except FileNotFoundError:
        return


def _how(code: int) -> str:
    return f"mã {code}" if code >= 0 else signal.Signals(-code).name
