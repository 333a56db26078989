"""The process that reads one paper: an order on standard input, what was found on standard output, then it ends.

Run by path, isolated (`python -I reading_worker.py SOURCE_FOLDER`): no Django, no database, no secrets in it. Limits
are set before the first byte of the paper is read.
"""

from __future__ import annotations

import json
import resource
import sys
from importlib import import_module
from pathlib import Path

_MEMORY = 1024 * 1024 * 1024
_SECONDS = 40


def main() -> None:
    """Read the paper named in the order: {"path": …, "name": …}."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, sys.argv[1])
    order = json.load(sys.stdin)
    compiler = import_module("motcua.plans.compiler")
    data = Path(order["path"]).read_bytes()
    try:
        paper = compiler.read_bytes(data, order["name"])
        answer = compiler.compile_paper(paper).as_json() | {"lines": _lines(paper)}
    except compiler.PaperRefused as refusal:
        answer = {"refused": refusal.vi}
    json.dump(answer, sys.stdout)


def _lines(paper: object) -> list[str]:
    """Return the text of a paper by the numbers of its lines; a row of a table is one line, its cells apart."""
    numbered: dict[int, str] = {}
    for part in paper.parts:  # type: ignore[attr-defined]
        if hasattr(part, "rows"):
            for row in part.rows:
                cells = [cell for cell in row if cell.text.strip()]
                if cells:
                    at = min(cell.line for cell in cells)
                    numbered[at] = " | ".join(" ".join(cell.text.split()) for cell in cells)
        else:
            numbered[part.no] = part.text
    return [numbered.get(n, "") for n in range(1, max(numbered, default=0) + 1)]


if __name__ == "__main__":
    main()
