"""Reading the paper of a plan: the one place that calls the compiler, in a process of its own.

A paper is a stranger's file: it is taken apart without database and secrets, with bounds on memory and time, like
every file that comes through `documents.guard`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger()
KINDS = (".docx", ".pdf", ".txt")
MOST_BYTES = 10 * 1024 * 1024
_WORKER = Path(__file__).with_name("reading_worker.py")
_SOURCE = Path(__file__).parents[2]
_SECONDS = 60


class NotRead(Exception):
    """The paper could not be read; `why` is a stable word (kind | too_big | empty | unreadable), `sentence` the
    compiler's own words for its owner, where it has some."""

    def __init__(self, why: str, sentence: str = "") -> None:
        super().__init__(why)
        self.why, self.sentence = why, sentence


def compile_paper(path: Path, name: str) -> dict[str, Any]:
    """Return what the compiler finds in a paper. Raises NotRead."""
    size = path.stat().st_size
    if not name.lower().endswith(KINDS):
        raise NotRead("kind")
    if not 0 < size <= MOST_BYTES:
        raise NotRead("too_big" if size else "empty")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_WORKER), str(_SOURCE)],
            input=json.dumps({"path": str(path), "name": name}),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
            env={"LC_ALL": "C.UTF-8"},
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, json.JSONDecodeError) as trouble:
        # stderr may quote the paper; it stays out of the log
        log.warning("plan.not_read", trouble=type(trouble).__name__)
        raise NotRead("unreadable") from None
    if isinstance(found, dict) and "refused" in found:
        raise NotRead("unreadable", str(found["refused"]))
    if not isinstance(found, dict) or not any(found.get(part) for part in ("plan", "targets", "tasks")):
        raise NotRead("unreadable")
    return found
