"""Server settings for a box: sized to the machine, safe before fast."""

from __future__ import annotations

import os
from pathlib import Path

MEBIBYTE = 1024 * 1024
SHARED_BUFFERS_MOST = 384  # MiB: the whole box has to fit 4 GB beside web, worker and simulators
CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def machine_memory() -> int:
    """Return the bytes of memory we may count on: the machine's, or the container's when that is less."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in CGROUP_LIMITS:
        try:
            memory = min(memory, int(limit.read_text()))
        except (OSError, ValueError):  # not there, or "max"
            continue
    return memory


def settings(*, memory: int, socket_folder: Path, throw_away: bool = False) -> dict[str, str]:
    """Return the settings of our server on a machine with `memory` bytes.

    >>> box = settings(memory=4 * 1024**3, socket_folder=Path("/run/x"))
    >>> box["shared_buffers"], box["fsync"], box["listen_addresses"]
    ('384MB', 'on', '')
    >>> settings(memory=1024**3, socket_folder=Path("/run/x"))["shared_buffers"]
    '102MB'
    """
    mebibytes = memory // MEBIBYTE
    return {
        "listen_addresses": "",  # the socket is the only door
        "unix_socket_directories": _quoted_list(socket_folder),
        "unix_socket_permissions": "0700",
        "port": "5432",
        "max_connections": "100",
        "password_encryption": "scram-sha-256",
        "shared_buffers": f"{min(SHARED_BUFFERS_MOST, max(32, mebibytes // 10))}MB",
        "effective_cache_size": f"{max(128, mebibytes // 2)}MB",
        "maintenance_work_mem": f"{min(128, max(32, mebibytes // 32))}MB",
        "work_mem": "8MB",
        "max_wal_size": "1GB",
        "random_page_cost": "1.1",
        "jit": "off",
        # A test server may lose its data with the machine, never with a killed process.
        "fsync": "off" if throw_away else "on",
        "full_page_writes": "off" if throw_away else "on",
        "synchronous_commit": "on",
        # A test that walks the whole house in one transaction holds many locks; two such walks go on side by side.
        "max_locks_per_transaction": "512" if throw_away else "64",
        "timezone": "UTC",
        "log_timezone": "Asia/Ho_Chi_Minh",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        # Statements and "Key (phone)=(…)" details carry people's data: the log names no person.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }


def as_file(values: dict[str, str]) -> str:
    """Return the text of the server's main settings file: initdb's findings, then ours, then the administrator's."""
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in values.items()]
    return "\n".join(
        [
            "# Written at every start. Settings of your own go to local.conf beside this file.",
            "include = 'cluster/postgresql.conf'",
            *lines,
            "include_if_exists = 'local.conf'",
            "",
        ]
    )


def _quoted_list(path: Path) -> str:
    return '"' + str(path).replace('"', '""') + '"'
