"""Named points inside submission where a test kills the process (kill -9): none may lose an acknowledged dossier."""

from __future__ import annotations

import os
import signal

POINTS = (
    "checked",
    "coded",
    "dossier_inserted",
    "answers_written",
    "parties_written",
    "access_written",
    "files_moved",
    "fees_fixed",
    "event_recorded",
    "told",
    "draft_marked",
    "remembered",
)


def reached(point: str) -> None:
    """Die here if MOTCUA_KILL_AT names this point; otherwise cost one look at the environment."""
    if os.environ.get("MOTCUA_KILL_AT") == point:
        os.kill(os.getpid(), signal.SIGKILL)
