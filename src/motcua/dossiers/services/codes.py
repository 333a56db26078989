"""Giving codes: a serial per organisation and day, from a short transaction of its own (R3.6)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import yaml

from motcua.dossiers.rules import codes
from motcua.identity import queries as identity
from motcua.platform import training
from motcua.platform.clock.now import ZONE
from motcua.platform.serials import next_number_now


@lru_cache(maxsize=1)
def _patterns() -> tuple[codes.Pattern, ...]:
    rows = yaml.safe_load((Path(__file__).parents[1] / "data" / "codes.yaml").read_text("utf-8"))
    found = [codes.Pattern(r["template"], r["width"], date.fromisoformat(r["valid_from"])) for r in rows]
    return tuple(sorted(found, key=lambda p: p.valid_from))


def new_code(committee_id: int, *, now: datetime) -> str:
    """Return a new code of a committee. Unique; gaps allowed; one unit's rush does not slow another's."""
    day = now.astimezone(ZONE).date()
    organisation = identity.unit_code(committee_id, "dossier_prefix", day)
    if not organisation:
        raise LookupError(f"unit {committee_id} has no dossier_prefix")
    organisation = training.prefix() + organisation
    pattern = [p for p in _patterns() if p.valid_from <= day][-1]
    return codes.write(pattern, organisation, day, next_number_now(f"code/{organisation}/{day:%Y%m%d}"))
