"""The processes of published versions as the walk is measured by; they never change, so they are kept in memory."""

from __future__ import annotations

from functools import lru_cache

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Case, Pack
from motcua.monitoring.steps.model import Process, Station
from motcua.platform.clock import Limit
from motcua.platform.errors import NotFound


@lru_cache(maxsize=2048)
def process_of(version_id: int) -> Process:
    """Return the process of a version; an empty one where there is no such version or it has no process."""
    try:
        return process_from(catalogue.pack_of_version(version_id))
    except NotFound:
        return Process()


def process_from(pack: Pack) -> Process:
    """Read it from a pack."""
    return Process(
        tuple(
            Station(
                step.key, step.name, step.part, step.foreign and step.part == "handling",
                {case.key: share for case in pack.cases if (share := step.share(case.key)) > 0},
            )
            for step in pack.steps
        ),
        {case.key: _limit(case) for case in pack.cases},
        {case.key: case.label for case in pack.cases},
    )  # fmt: skip


def _limit(case: Case) -> Limit | None:
    """The published limit as the clock counts it (dossiers/services/promising.py says the same)."""
    if case.limit is None or (case.limit.value is None and case.limit.unit != "same_day"):
        return None
    return Limit(case.limit.value or 1, case.limit.unit)
