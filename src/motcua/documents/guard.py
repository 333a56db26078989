"""Opening strangers' files in a process of its own: a bomb ends that process, not the server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import structlog

from motcua.documents.inspect import FileRefused, Inspection, size_words
from motcua.documents.inspect.tables import Table

log = structlog.get_logger()

_WORKER = Path(__file__).with_name("worker.py")
_SOURCE = Path(__file__).parents[2]
_SECONDS = 40  # on the wall; the process itself gets 20 s of CPU and 1 GB


def inspect(path: Path, declared_name: str, accept: Collection[str], *, limit: int) -> Inspection:
    """Inspect a file within bounds of time and memory; FileRefused as `motcua.documents.inspect.inspect`."""
    if path.stat().st_size in {0} or path.stat().st_size > limit:
        from motcua.documents.inspect import inspect as judge

        return judge(path, declared_name, accept, limit=limit)  # refuses before reading; no process needed
    order = {"do": "inspect", "path": str(path), "name": declared_name, "accept": sorted(accept), "limit": limit}
    return Inspection(**_obey(order))


def clean(path: Path, content_type: str, to: Path) -> None:
    """Make the cleaned rendition of a stored file at `to`, within the same bounds."""
    _obey({"do": "clean", "path": str(path), "content_type": content_type, "to": str(to)})


def table(path: Path, *, most_rows: int, limit: int) -> Table:
    """Read a filled-in list (.xlsx) within the same bounds; FileRefused as `inspect.tables.read_table`."""
    if path.stat().st_size > limit:
        raise FileRefused("table_too_big", size=size_words(path.stat().st_size), limit=size_words(limit))
    found = _obey({"do": "table", "path": str(path), "most_rows": most_rows, "limit": limit})
    return Table(tuple(found["marks"]), found["letters"], [(line, told) for line, told in found["rows"]])


def _obey(order: dict[str, Any]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_WORKER), str(_SOURCE)],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
            env={"LC_ALL": "C.UTF-8"},
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, json.JSONDecodeError) as trouble:
        # stderr may quote the file; it stays out of the log
        log.warning("file.guard_ended", doing=order["do"], trouble=type(trouble).__name__)
        raise FileRefused("file_too_complex") from None
    if "refused" in answer:
        raise FileRefused(answer["refused"], **answer["facts"])
    return answer["found"]
