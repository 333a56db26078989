"""Whether more days may be asked for a supplement now, and what became of a request: for both sides' pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.dossiers.models import Extension, Supplement
from motcua.dossiers.queries import Page, open_supplement
from motcua.dossiers.rules.extensions import MOST_WORDS as MOST_WORDS
from motcua.dossiers.rules.extensions import latest, policy, why_not
from motcua.dossiers.rules.states import Status
from motcua.identity.queries import Person


@dataclass(frozen=True)
class Asked:
    """A request for more days. `is_granted` None: nobody has answered yet, or it was settled by the answer itself."""

    asked_at: datetime
    reason: str
    wished_on: date
    deadline_before: date
    decided_at: datetime | None
    is_granted: bool | None
    granted_until: date | None
    answer: str

    @property
    def waits(self) -> bool:
        """Whether the office has still to answer."""
        return self.decided_at is None


@dataclass(frozen=True)
class Chance:
    """What a person may ask for now: until when at most, or why not ("" he may); the last request, if any."""

    deadline: date
    latest: date
    why_not: str
    asked: Asked | None


def chance(who: Person, page: Page, *, now: datetime) -> Chance | None:
    """Return what stands about more days for the supplement that is open, None while none is; three queries at most."""
    if page.status != Status.AWAITING_SUPPLEMENT:
        return None
    found = open_supplement(who, page.id)
    if found is None:
        return None
    supplement, _ = found
    rows = list(Extension.objects.visible_to(who).filter(supplement=supplement).order_by("asked_at"))
    return Chance(
        deadline=supplement.deadline,
        latest=latest(supplement.deadline, policy()),
        why_not=why_not(supplement.deadline, now.date(), len(rows), policy()),
        asked=_asked(rows[-1]) if rows else None,
    )


def limits(page: Page) -> tuple[date, date] | None:
    """Return (deadline as it stands, the last day that may be given) of the open supplement; one query."""
    rows = Supplement.objects.filter(dossier_id=page.id, sent_at__isnull=False, completed_at=None)
    deadline = rows.order_by("-ordinal").values_list("deadline", flat=True).first()
    return None if deadline is None else (deadline, latest(deadline, policy()))


def _asked(row: Extension) -> Asked:
    return Asked(
        asked_at=row.asked_at,
        reason=row.reason,
        wished_on=row.wished_on,
        deadline_before=row.deadline_before,
        decided_at=row.decided_at,
        is_granted=row.is_granted,
        granted_until=row.granted_until,
        answer=row.answer,
    )
