"""Where the data that ships with the product lies."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEMO = Path(os.environ.get("MOTCUA_DEMO_DATA", ROOT / "demo"))
PACKS = Path(os.environ.get("MOTCUA_PACKS", ROOT / "packs"))
