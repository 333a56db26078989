"""One PostgreSQL cluster on this machine: make it, start it, stop it.

Whether the server lives is decided by asking it (`pg_isready` on its socket), never by
the process number in its lock file: after a kill that process may linger as a zombie
for seconds, and the number may by then belong to somebody else.
"""

from __future__ import annotations

import locale
import os
import shlex
import shutil
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import tuning
from .accounts import Account
from .binaries import Binaries
from .errors import PostgresRefused

SUPERUSER = "motcua_admin"
SOCKET_NAME = "/.s.PGSQL.5432"
LONGEST_SOCKET = 100  # characters; the system allows 107 bytes, and some tools fewer
SILENCE_ALLOWED = 20.0  # seconds without any answer before we give up starting
RECOVERY_ALLOWED = 900.0  # seconds a server may replay its log after a crash while it answers "not yet"
ACCEPTS, NOT_YET = 0, 1  # exit codes of pg_isready


@dataclass(frozen=True)
class Cluster:
    """Where one cluster lies and who may touch it.

    `home` holds `cluster/` and `run/`, which belong to the account, and `motcua.conf`.
    When root starts the server `home` itself stays root's: root must not write into a
    folder where somebody else could lay a link for him to follow.
    """

    home: Path
    binaries: Binaries
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "cluster"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    @property
    def socket_folder(self) -> Path:
        """Return the folder of the socket: in `home`, or a short private one when `home` lies too deep."""
        own = self.home / "run"
        if len(os.fsencode(f"{own}{SOCKET_NAME}")) <= LONGEST_SOCKET:
            return own
        try:
            return Path((self.home / "socket-folder").read_text("utf-8"))
        except FileNotFoundError:
            return own

    def create(self, password: str, *, throw_away: bool = False) -> None:
        """Make an empty cluster whose only role is the superuser, with checksums and UTF-8."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700 if self.account.user is None else 0o755)
        for unfinished in self.home.glob("making-*"):
            shutil.rmtree(unfinished)
        secret = self.home / "password"
        secret.unlink(missing_ok=True)
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        self.account.give(secret, 0o600)
        # initdb leaves a half-made folder when it is killed; only a whole one gets the final name.
        half = Path(tempfile.mkdtemp(prefix="making-", dir=self.home))
        self.account.give(half, 0o700)
        try:
            made = self.account.run(
                [
                    self.binaries["initdb"],
                    "--pgdata", half,
                    "--username", SUPERUSER,
                    "--pwfile", secret,
                    "--auth-local", "scram-sha-256",
                    "--auth-host", "reject",
                    "--encoding", "UTF8",
                    "--data-checksums",
                    *self._locale(),
                    *(["--no-sync"] if throw_away else []),
                ]
            )  # fmt: skip
        finally:
            secret.unlink()
        if made.returncode:
            raise PostgresRefused(
                f"Không tạo được cơ sở dữ liệu trong {self.home}. Xin xem lỗi bên dưới (thường là hết chỗ trên đĩa).",
                f"initdb failed in {self.home}:\n{made.stdout.strip()}",
            )
        half.rename(self.data)

    def start(self, *, throw_away: bool = False) -> bool:
        """Start the server unless it answers already; return whether we started it."""
        state = self._answer()
        if state == ACCEPTS:
            return False
        self._prepare(throw_away=throw_away)
        began, silent_since, freed = time.monotonic(), time.monotonic(), False
        said, options = "", f"-c config_file={shlex.quote(str(self._conf))}"
        while True:
            state = self._answer()
            now = time.monotonic()
            if state == ACCEPTS:
                return True
            if state == NOT_YET:
                silent_since = now
                if now - began > RECOVERY_ALLOWED:
                    break
                time.sleep(0.2)
                continue
            if now - silent_since > SILENCE_ALLOWED:
                # The lock of a dead server whose process nobody reaped: PostgreSQL itself
                # still refuses when any of its processes holds the shared memory.
                if freed or not self._free_lock_of_the_dead():
                    break
                freed, silent_since = True, now
            said = (
                self._pg_ctl("start", "-w", "-t", "10", "-s", "-l", self._start_log, "-o", options).stdout.strip()
                or said
            )
            if self._answer() not in (ACCEPTS, NOT_YET):
                time.sleep(0.3)
        raise PostgresRefused(
            f"Cơ sở dữ liệu trong {self.home} không khởi động được. Xin xem {self._start_log} "
            f"và {self.data}/log (thường là hết chỗ trên đĩa hoặc hết bộ nhớ).",
            f"The database in {self.home} did not start: {said}\n{self._last_words()}",
        )

    def stop(self) -> None:
        """Stop the server at once and cleanly: running statements are rolled back, nothing acknowledged is lost."""
        if self._answer() in (ACCEPTS, NOT_YET):
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60", "-s")
        if self._answer() in (ACCEPTS, NOT_YET):
            self._pg_ctl("stop", "-m", "immediate", "-w", "-t", "10", "-s")

    def answers(self) -> bool:
        return self._answer() == ACCEPTS

    def _answer(self) -> int:
        if not self.socket_folder.is_dir():
            return 2
        probe: list[str | Path] = [self.binaries["pg_isready"], "-q", "-h", self.socket_folder, "-p", "5432", "-t", "3"]
        return self.account.run(probe).returncode

    def _pg_ctl(self, *arguments: str | Path):
        # The server keeps the output pipe of the one who starts it: -l sends it to a file instead.
        command: list[str | Path] = [self.binaries["pg_ctl"], *arguments, "-D", self.data]
        return self.account.run(command, cwd=self.home)

    @property
    def _conf(self) -> Path:
        return self.home / "motcua.conf"

    @property
    def _start_log(self) -> Path:
        return self.home / "run" / "start.log"

    def _prepare(self, *, throw_away: bool) -> None:
        run = self.home / "run"
        run.mkdir(exist_ok=True)
        self.account.give(run, 0o700)
        values = tuning.settings(
            memory=tuning.machine_memory(), socket_folder=self._socket_folder_ready(), throw_away=throw_away
        )
        self._conf.write_text(tuning.as_file(values), encoding="utf-8")
        self._conf.chmod(0o644)

    def _socket_folder_ready(self) -> Path:
        folder = self.socket_folder
        if len(os.fsencode(f"{folder}{SOCKET_NAME}")) > LONGEST_SOCKET or (
            folder != self.home / "run" and not self._is_private(folder)
        ):
            # Somebody else may prepare a guessable name in a shared folder; a fresh one he cannot.
            folder = Path(tempfile.mkdtemp(prefix="motcua-", dir="/tmp"))
            (self.home / "socket-folder").write_text(str(folder), "utf-8")
            self.account.give(folder, 0o700)
        return folder

    def _is_private(self, folder: Path) -> bool:
        try:
            found = folder.lstat()
        except FileNotFoundError:
            return False
        owner = self.account.ids[0] if self.account.ids else os.geteuid()
        return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077

    def _free_lock_of_the_dead(self) -> bool:
        lock = self.data / "postmaster.pid"
        try:
            pid = int(lock.read_text().split("\n", 1)[0])
            status = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return False
        name, rest = status[status.index("(") + 1 :].rsplit(") ", 1)
        if name == "postgres" and not rest.startswith("Z"):
            return False
        lock.unlink()
        return True

    def _locale(self) -> list[str]:
        # No ICU: the wheel has none, and an index must not depend on a library of the day.
        if self.binaries.major < 17:
            return ["--locale", "C.UTF-8", "--locale-provider", "libc"]
        # pg_trgm still asks the C library what a letter is: under plain C it drops "Đ", "ư", "ờ".
        letters = "C.UTF-8" if _system_knows("C.UTF-8") else "C"
        builtin = ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        return ["--locale", "C", "--lc-ctype", letters, *builtin]

    def _last_words(self) -> str:
        try:
            return "\n".join(self._start_log.read_text("utf-8", "replace").splitlines()[-8:])
        except OSError:
            return ""


def _system_knows(name: str) -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, before)
    return True
