"""Django's management commands: `python -m motcua.config.manage migrate`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    from django.core.management import execute_from_command_line

    if sys.argv[1:3] == ["procrastinate", "worker"]:
        import django

        from motcua.config import data_set

        django.setup()
        data_set.confirm()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
