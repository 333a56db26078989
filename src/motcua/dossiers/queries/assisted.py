"""What was filed online with an officer standing by (R2.15): never a share of all, always beside the online number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q

from motcua.dossiers.models import Dossier
from motcua.dossiers.services.checking import ONLINE
from motcua.identity.queries import Person
from motcua.identity.rules import Part
from motcua.platform.clock.now import ZONE


@dataclass(frozen=True)
class Share:
    """Dossiers filed online in a month, and how many of them with help at the counter."""

    begins: date
    online: int
    assisted: int

    @property
    def percent(self) -> int | None:
        """Rounded to the nearest whole per cent, halves up; None where nothing was filed online."""
        return (200 * self.assisted + self.online) // (2 * self.online) if self.online else None


def share_of_month(who: Person, *, now: datetime) -> Share:
    """Return the share of assisted filing this month at the counters this person receives for; one query."""
    begins = now.astimezone(ZONE).date().replace(day=1)
    rows = Dossier.objects.visible_to(who).filter(
        receiving_unit_id__in={scope // 256 for scope in who.scopes(Part.RECEIVING)},
        submitted_at__gte=datetime.combine(begins, time(), ZONE),
        submitted_at__lte=now,
        channel=ONLINE,
    )
    told = rows.aggregate(online=Count("id"), assisted=Count("id", filter=Q(assisted_by__isnull=False)))
    return Share(begins, told["online"], told["assisted"])


def code_of_draft(who: Person, draft_id: int) -> str:
    """Return the code of the dossier a draft became, as far as this person may see it; one query."""
    return Dossier.objects.visible_to(who).filter(draft_id=draft_id).values_list("code", flat=True).first() or ""
