"""The guarded process: one order on standard input, one answer on standard output, then it ends.

Run by path, isolated (`python -I worker.py SOURCE_FOLDER`), so that nothing of the server is in it: no
Django, no database, no secrets. Limits are set before the first byte of a stranger's file is read.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

_MEMORY = 1024 * 1024 * 1024
_SECONDS = 20


def main() -> None:
    """Obey one order: {"do": "inspect" | "clean" | "table", …}."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, sys.argv[1])
    order = json.load(sys.stdin)
    from motcua.documents.inspect import FileRefused, inspect

    try:
        answer: dict[str, object]
        if order["do"] == "inspect":
            found = inspect(Path(order["path"]), order["name"], order["accept"], limit=order["limit"])
            answer = {"found": vars(found)}
        elif order["do"] == "table":
            from motcua.documents.inspect.tables import read_table

            answer = {
                "found": vars(read_table(Path(order["path"]), most_rows=order["most_rows"], limit=order["limit"]))
            }
        else:
            from motcua.documents.cleaning import clean

            clean(Path(order["path"]), order["content_type"], Path(order["to"]))
            answer = {"found": {}}
    except FileRefused as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except (MemoryError, RecursionError):
        answer = {"refused": "file_too_complex", "facts": {}}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
