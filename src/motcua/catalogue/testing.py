"""For tests of this context and those above: the real packs, imported and published once for a test module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from motcua.catalogue import services
from motcua.platform.clock.now import ZONE

PACKS = Path(__file__).resolve().parents[3] / "packs"
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
TODAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:  # noqa: ARG001
    """All packs published, in a transaction around every test of the module; rolled back after the last one."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        services.import_packs(PACKS, now=NOW, by=None)
        services.publish_all(valid_from=date(2025, 7, 1), now=NOW, who=None)
        with django_db_blocker.block():  # type: ignore[attr-defined]
            yield
        transaction.set_rollback(True)


def publish_some(*codes: str) -> None:
    """Import and publish a few packs inside the test's own transaction."""
    services.import_packs(PACKS, now=NOW, by=None, codes=codes)
    services.publish_all(valid_from=date(2025, 7, 1), now=NOW, who=None, codes=codes)
