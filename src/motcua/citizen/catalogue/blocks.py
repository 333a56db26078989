"""What others put on a commune's home page: the draft that waits, my dossiers, the look-up by code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from motcua.identity.queries import UnitView


@dataclass(frozen=True)
class Block:
    """One card: its template reads `block`, a value of its own kind."""

    template: str
    block: Any


HomeBlock = Callable[[HttpRequest, UnitView], Block | None]
home_blocks: list[HomeBlock] = []
"""Asked in order; None leaves the card out. Two stand side by side, so at most one may be gold."""
