"""Before the box opens: database up to date, static files collected, first data in place.

Runs as a process of its own, the only one that holds the owner's address:
`python -m motcua.config.supervisor.prepare ANSWER.json`. What the box needs to know
afterwards goes into the answer; what happened goes to stderr.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from pathlib import Path


def main(answer: Path, *, demo: bool) -> None:
    """Bring everything up to date; a second run finds nothing to do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
    import django

    django.setup()
    migrate()
    from django.conf import settings

    from motcua.config import data_set

    data_set.mark_database("training" if settings.TRAINING else "real")
    collect_static()
    seed("seed")
    people = seed("seed_demo") if demo else ""
    answer.write_text(json.dumps({"people": people, "vneid_callback": vneid_callback()}), "utf-8")


def migrate() -> None:
    """Apply migrations that are missing, and the functions, grants and policies of this code in any case."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from motcua.platform import security

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, stdout=sys.stderr)
    else:
        security.apply()


def collect_static() -> None:
    """Gather and compress static files when any of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    marks = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list(["CVS", ".*", "*~"]), key=lambda found: found[0]):
            changed = os.stat(storage.path(path))
            marks.update(f"{path} {changed.st_size} {changed.st_mtime_ns}\n".encode())
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(root.name + ".stamp")
    if root.is_dir() and stamp.exists() and stamp.read_text() == marks.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, stdout=sys.stderr)
    stamp.write_text(marks.hexdigest())


def seed(command: str) -> str:
    """Run the management command `command` if this version has it; return what it says."""
    from django.core.management import call_command, get_commands

    if command not in get_commands():
        return ""
    said = io.StringIO()
    call_command(command, stdout=said, stderr=sys.stderr)
    return said.getvalue()


def vneid_callback() -> str:
    """Return the path VNeID sends people back to."""
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse("openid_connect_callback", kwargs={"provider_id": "vneid"})
    except NoReverseMatch:
        return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), demo="--demo" in sys.argv)
