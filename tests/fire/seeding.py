# ruff: noqa: E402 - Django before its models
"""Program, as owner: an empty database becomes two communes with the three detailed procedures.

`python seeding.py`; the address of the database comes from the environment, as for every program of the box.
"""

from __future__ import annotations

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from motcua.config.demo import communes
from motcua.config.management.commands import seed
from motcua.config.paths import PACKS

DETAILED = frozenset({"1.001193", "2.000635", "1.001776"})


def main() -> None:
    """Migrate and seed."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by password here
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        seed.load(PACKS, codes=DETAILED)
        communes.make()


if __name__ == "__main__":
    main()
