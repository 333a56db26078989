"""Tests find their own PostgreSQL before Django reads its settings; as root and as an ordinary user alike."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from motcua.platform.postgres.testing import ensure_test_server

# Here and not in pyproject: pytest-django would read the settings before the server's address is known.
os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.config.settings"
os.environ["MOTCUA_TESTING"] = "1"
if "MOTCUA_DATA" not in os.environ:
    os.environ["MOTCUA_DATA"] = tempfile.mkdtemp(prefix="motcua-test-")
    atexit.register(shutil.rmtree, os.environ["MOTCUA_DATA"], ignore_errors=True)
(Path(os.environ["MOTCUA_DATA"]) / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it
os.environ["MOTCUA_DB_ROLE"] = "owner"
os.environ.setdefault("MOTCUA_LOG_LEVEL", "ERROR")
ensure_test_server(Path(__file__).parent / "var" / "test")

import django  # noqa: E402

django.setup()

from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402

# Argon2 is slow on purpose; hundreds of sign-ins of a run are not about that.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

from hypothesis import settings as hypothesis_settings  # noqa: E402

# Two noisy cores: a slow example says nothing about the law.
hypothesis_settings.register_profile("motcua", deadline=None, max_examples=60)
hypothesis_settings.load_profile("motcua")

import pytest  # noqa: E402

# Three detailed procedures, one counter lane and one that is only explained: all 223 would cost seconds.
WORLD = frozenset({"1.001193", "2.000635", "1.001776", "2.000815", "1.004194"})


@pytest.fixture(scope="session")
def world_rows(django_db_setup, django_db_blocker):  # noqa: ARG001 - the database must stand
    """Two real communes with officers, calendar and published packs: made once a run, kept as rows."""
    from django.db import connection, transaction

    from motcua.config.demo import communes
    from motcua.config.management.commands import seed
    from motcua.config.paths import PACKS
    from motcua.platform.postgres.snapshots import Snapshot

    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        seed.make_room()
        before = Snapshot.take(cursor.cursor)
        seed.load(PACKS, codes=WORLD)
        communes.make()
        rows = Snapshot.take(cursor.cursor).beyond(before)
        transaction.set_rollback(True)
    return rows


@pytest.fixture(scope="module")
def world(world_rows, django_db_blocker):
    """The two communes, laid down for the tests of one module.

    They stand in a transaction that is rolled back at its end; each test's own transaction
    is a savepoint inside it.
    """
    from django.db import connection, transaction

    from motcua.config.demo import communes
    from motcua.config.management.commands import seed

    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            with connection.cursor() as cursor:
                seed.make_room()
                world_rows.restore(cursor.cursor)
            yield communes
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture(scope="module")
def more_packs(world, django_db_blocker):  # noqa: ARG001 - laid over the world
    """Return a function that publishes further procedures beside those of the world."""
    from motcua.config.management.commands import seed
    from motcua.config.paths import PACKS

    def load(*codes):
        with django_db_blocker.unblock():
            seed.load(PACKS, codes=frozenset(codes))

    return load


@pytest.fixture(autouse=True)
def whole_flush(request):
    """After a test that commits, empty what Django leaves: tables it does not manage, for the log is partitioned."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" not in request.fixturenames and not (marker and marker.kwargs.get("transaction")):
        return
    from django.apps import apps
    from django.db import connection

    tables = ", ".join(model._meta.db_table for model in apps.get_models() if not model._meta.managed)
    with connection.cursor() as cursor:
        cursor.execute(f"RESET ROLE; TRUNCATE {tables} CASCADE")


LONG_FILES = ("tests/browser/", "tests/route_walk/test_p", "tests/route_walk/", "tests/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files, whatever order the rest is shuffled into: two workers then end together."""

    def rank(item: pytest.Item) -> int:
        path = item.nodeid
        return next((n for n, start in enumerate(LONG_FILES) if path.startswith(start)), len(LONG_FILES))

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give a worker a file at a time, and all journeys to one: a second box would cost half a minute of both cores."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "tests/browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)

    return ByFile(config, log)
