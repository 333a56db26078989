"""The house stands once for the walk; the clock at two in the afternoon."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from motcua.platform.clock.now import moved_to

from .house import HOUR, MONDAY, House, build


@pytest.fixture(scope="module")
def house(world: Any) -> House:
    """Both communes with a dossier in each state, made once by the services."""
    django_settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with moved_to(MONDAY):
        return build()


@pytest.fixture(autouse=True)
def at_two_on_monday() -> Iterator[None]:
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # thousands of refusals are what is wanted here
    with moved_to(MONDAY + 5 * HOUR):
        yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)
