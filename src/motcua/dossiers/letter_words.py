"""Numbers and words of letters as data (data/letters.yaml): days, what the last day does, how to complain."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from motcua.catalogue.packs.model import Pack

Situation = Literal["refused", "stopped", "result", "late"]


@lru_cache(maxsize=1)
def settled() -> Mapping[str, Any]:
    """Return what data/letters.yaml says."""
    return yaml.safe_load((Path(__file__).parent / "data" / "letters.yaml").read_text("utf-8"))


def complaint(pack: Pack, situation: Situation) -> str:
    """Return how to complain: to whom and within how long from the procedure, "" where it says neither.

    A procedure's own sentence stands for a refusal, which is what it was written for.
    """
    told = pack.procedure.get("refusal") or {}
    if situation == "refused" and told.get("text"):
        return str(told["text"])
    if not told.get("complain_to") or not told.get("within_days"):
        return ""
    words = settled()["complaints"]
    to = str(told["complain_to"])
    return str(words[situation]).format(to=to[:1].lower() + to[1:], days=told["within_days"], legal=words["legal"])
