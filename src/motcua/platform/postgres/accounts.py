"""Under which system account PostgreSQL runs, and where its files may lie.

PostgreSQL refuses to run as root. An ordinary user runs it himself, beside his data.
Root borrows an unprivileged account the system already has (we never create one), and
keeps binaries and cluster in a system folder, because that account cannot look into
root's home nor into a virtual environment there.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import PostgresRefused

SYSTEM_STATE_VARIABLE = "MOTCUA_SYSTEM_STATE"
BORROWED = (
    "postgres",
    "nobody",
    "daemon",
)  # first that exists; the choice is recorded, so a later arrival changes nothing


@dataclass(frozen=True)
class Account:
    """Who runs the server: `user` is None when it is ourselves."""

    user: str | None = None

    @property
    def ids(self) -> tuple[int, int] | None:
        if self.user is None:
            return None
        entry = pwd.getpwnam(self.user)
        return entry.pw_uid, entry.pw_gid

    def run(
        self, command: Sequence[str | Path], *, timeout: float | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `command` under this account with a clean environment; never raises on a bad exit."""
        drop: dict = {}
        if self.ids is not None:
            drop = {"user": self.ids[0], "group": self.ids[1], "extra_groups": []}
        return subprocess.run(
            [str(part) for part in command],
            env=_clean_environment(),
            cwd=cwd or "/",  # root's own folder may be closed to the borrowed account
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **drop,
        )

    def give(self, path: Path, mode: int) -> None:
        """Hand one file or folder to this account with exactly these rights."""
        if self.ids is not None:
            os.chown(path, *self.ids)
        path.chmod(mode)


def account_for_new_cluster() -> Account:
    """Return who shall run a cluster that does not exist yet."""
    if os.geteuid() != 0:
        return Account()
    for name in BORROWED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name)
    raise PostgresRefused(
        "PostgreSQL không chạy bằng tài khoản root và máy này không có tài khoản thường nào "
        f"({', '.join(BORROWED)}). Xin chạy lại bằng một tài khoản người dùng thường.",
        "PostgreSQL does not run as root and this system has no unprivileged account to borrow; "
        "run again as an ordinary user.",
    )


def recorded_account(user: str | None) -> Account:
    """Return the account an existing cluster belongs to, or say why we cannot act as it."""
    if user is None:
        if os.geteuid() == 0:
            raise PostgresRefused(
                "Cơ sở dữ liệu này do một người dùng thường tạo ra. Xin chạy bằng đúng tài khoản đó, không dùng root.",
                "This database was made by an ordinary user; run as that user, not as root.",
            )
        return Account()
    if os.geteuid() != 0:
        raise PostgresRefused(
            "Cơ sở dữ liệu này được tạo khi chạy bằng root. "
            "Xin chạy bằng root, hoặc chọn thư mục dữ liệu khác (--data).",
            "This database was made by root; run as root, or choose another data folder (--data).",
        )
    try:
        pwd.getpwnam(user)
    except KeyError:
        raise PostgresRefused(
            f"Tài khoản hệ thống “{user}” giữ cơ sở dữ liệu này không còn nữa. Xin khôi phục tài khoản đó.",
            f"The system account {user!r} that owns this database is gone; restore it.",
        ) from None
    return Account(user)


def system_state() -> Path:
    """Return the folder for binaries and clusters of a server started by root."""
    return Path(os.environ.get(SYSTEM_STATE_VARIABLE) or "/var/lib/motcua")


def _clean_environment() -> dict[str, str]:
    # PGDATA, PGHOST, PGPORT … of the caller must not reach our server or its tools.
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
