"""Three months of an office at work beside the dossiers of the services: lists and counts look as they do there."""

from __future__ import annotations

from datetime import datetime

from motcua.config.demo import communes
from motcua.config.simulation import run as simulation
from motcua.dossiers.models import Dossier
from motcua.identity.models import Unit

TOTAL, MONTHS, SEED = 300, 3, 20261122


def make(*, now: datetime) -> int:
    """Fill the demonstration up to its three hundred dossiers; return how many were made, 0 where it has them."""
    slugs = [commune["slug"] for commune in communes.told()["communes"]]
    units = list(Unit.objects.filter(slug__in=slugs).order_by("id").values_list("id", flat=True))
    there = Dossier.objects.filter(committee_id__in=units).count()
    if there > TOTAL // 2:
        return 0
    done = simulation.run(
        units, dossiers=TOTAL - there, months=MONTHS, seed=SEED, now=now, workers=0, say=lambda _: None
    )
    return done.dossiers
