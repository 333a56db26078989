"""What every installation starts with: the calendar, classes of secrecy, the published procedures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from motcua.catalogue import services as catalogue
from motcua.config.paths import PACKS
from motcua.identity.models import SecrecyClass
from motcua.platform import clock
from motcua.platform.clock.now import now

# Two-level local government began (rules section 0): the first day the house has procedures for.
FIRST_DAY = date(2025, 7, 1)


class Command(BaseCommand):
    """Load what is not there yet; a second start finds it and does nothing."""

    help = "Load the calendar, classes of secrecy and procedure packs that are not there yet."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        load(PACKS)


def make_room() -> None:
    """Make the partitions of the log: before the first event of a month, or the default partition keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT make_partitions(%s, 30)", [FIRST_DAY])


def load(packs: Path, *, codes: Collection[str] | None = None) -> None:
    """Load calendar, classes and packs (or only some procedures), each only when missing."""
    at = now()
    make_room()
    clock.load_calendar(at)
    told = yaml.safe_load((packs / "confidentiality.yaml").read_text("utf-8"))
    for number, row in enumerate(told["classes"], start=1):
        SecrecyClass.objects.get_or_create(
            number=number,
            defaults={"key": row["key"], "name": row["label"], "source": row.get("source", ""), "mark": row["mark"]},
        )
    catalogue.import_packs(packs, now=at, by=None, codes=codes)
    catalogue.publish_all(valid_from=FIRST_DAY, now=at, who=None, codes=codes, only_new=True)
