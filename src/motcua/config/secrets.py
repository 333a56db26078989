"""Secrets are given by the environment or made at the first start; none stands in the repository."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_or_make_secret(path: Path, *, length: int = 50) -> str:
    """Return the secret kept in `path` (mode 0600), making it the first time.

    Two processes may start at once: the file is created exclusively, and the loser reads the winner's.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(fd, "w") as file:
        file.write(secret := secrets.token_urlsafe(length))
    return secret
