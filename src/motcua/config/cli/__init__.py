"""The `motcua` command: one module per command, found by its name.

A command is a module `motcua.config.cli.<name>` whose docstring's first line is its
help, with `add_arguments(parser)` and `run(args) -> int | None` (the exit code). Only
the module that is called gets imported, so one command's trouble is not another's.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

REFUSED = 2  # exit code when a person has to decide something first


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    names = commands()
    parser = argparse.ArgumentParser(
        prog="motcua",
        description="Một cửa điện tử và dịch vụ công trực tuyến cho xã, phường.",
        epilog="Xem chi tiết một lệnh: motcua LỆNH --help",
    )
    sub = parser.add_subparsers(dest="command", metavar="LỆNH", required=True)
    for name, path in names.items():
        own = sub.add_parser(name, help=_first_line(path), description=_first_line(path))
        if arguments and arguments[0] == name:
            module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
            module.add_arguments(own)
            own.set_defaults(run=module.run)
    args = parser.parse_args(arguments)
    from motcua.platform.postgres import PostgresRefused

    try:
        return args.run(args) or 0
    except PostgresRefused as refusal:
        say_error(refusal.vi, refusal.en)
        return REFUSED
    except KeyboardInterrupt:
        return 130


def commands() -> dict[str, Path]:
    """Return the name of every command and the file that holds it."""
    folder = Path(next(iter(__path__)))
    found = sorted(module.name for module in pkgutil.iter_modules([str(folder)]) if not module.name.startswith("_"))
    files = {name: folder / f"{name}.py" for name in found}
    packages = {name: folder / name / "__init__.py" for name in found}
    return {
        name.replace("_", "-"): files[name] if files[name].exists() else packages[name]
        for name in found
        if name != "tests"
    }


def say_error(vi: str, en: str) -> None:
    """Tell what is wrong and what to do, in Vietnamese for the office and in English for its helper."""
    print(f"{vi}\n({en})", file=sys.stderr, flush=True)


def _first_line(path: Path) -> str:
    # Read, not imported: `motcua --help` must work while one command is broken.
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.split("\n", 1)[0].replace("%", "%%")
