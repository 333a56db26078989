"""Numbers of how officers work together (data/working_together.yaml, mark P)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def habits() -> dict[str, dict[str, Any]]:
    """Return the file as it stands; do not change what you get."""
    return yaml.safe_load((Path(__file__).parent / "data" / "working_together.yaml").read_text("utf-8"))
