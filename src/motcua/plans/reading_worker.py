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
    json.dump(compiler.compile_file(Path(order["path"]), order["name"]), sys.stdout)


if __name__ == "__main__":
    main()
