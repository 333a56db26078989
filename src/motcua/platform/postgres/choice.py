"""What was decided at first start, and is kept: another PostgreSQL installed later changes nothing."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "choice.json"


@dataclass(frozen=True)
class Choice:
    kind: str  # "wheel" or "system"
    bin: str  # where the programs lay; a hint, see binaries.for_existing_cluster
    major: int
    home: str  # folder of cluster, log and socket
    user: str | None  # borrowed account, None for the user himself


def read(folder: Path) -> Choice | None:
    try:
        return Choice(**json.loads((folder / NAME).read_text("utf-8")))
    except FileNotFoundError:
        return None


def write(folder: Path, choice: Choice) -> None:
    write_private(folder / NAME, asdict(choice))


def write_private(path: Path, content: dict) -> None:
    """Write JSON that only its owner may read; a crash leaves the old file or the new one, never half of one."""
    half = path.with_name(path.name + ".half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
