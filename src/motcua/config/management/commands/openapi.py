"""Print the OpenAPI document of /api/, as tests/contract/openapi.json keeps it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage openapi > tests/contract/openapi.json` renews what we have promised."""

    help = "Print the OpenAPI document."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        from motcua.config.api import document

        self.stdout.write(json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True))
