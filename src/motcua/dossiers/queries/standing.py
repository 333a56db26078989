"""What waits for whom, and whether a clock runs: conditions that lists and pages share."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from motcua.dossiers.models import (
    Extension,
    Pause,
    Supplement,
)
from motcua.dossiers.rules.states import Status

# Something is asked of the applicant now: money, or a supplement he has not yet completed.
# A request he left open when he withdrew asks nothing of him any more.
ASKS_APPLICANT = Q(status=Status.AWAITING_PAYMENT) | Q(status=Status.AWAITING_SUPPLEMENT) & Q(
    Exists(
        Supplement.objects.filter(
            dossier=OuterRef("pk"), sent_at__isnull=False, completed_at=None, lapsed_at=None, confirmed_at=None
        )
    )
)
# He asks for more days: the office's turn to answer that, while the papers and the time are still his.
ASKS_MORE_DAYS = Q(status=Status.AWAITING_SUPPLEMENT) & Q(
    Exists(Extension.objects.filter(dossier=OuterRef("pk"), decided_at=None))
)
IS_PAUSED = Exists(Pause.objects.filter(dossier=OuterRef("pk"), until=None))
# The office owes an answer before acceptance, the result after it; no answer while papers or money are asked for.
IS_OWED = Q(was_accepted=True) | (
    (
        Q(status__in=(Status.SUBMITTED, Status.AWAITING_SUPPLEMENT))
        | Q(status=Status.WITHDRAWAL_REQUESTED, withdrawal_from__in=(Status.SUBMITTED, Status.AWAITING_SUPPLEMENT))
    )
    & ~Q(Exists(Supplement.objects.filter(dossier=OuterRef("pk"), sent_at__isnull=False, completed_at=None)))
)


def with_standing(rows: Any) -> Any:
    """The same rows, each with what waits for whom and whether its clock runs; still one query."""
    return rows.annotate(
        asks_applicant=ASKS_APPLICANT, asks_more_days=ASKS_MORE_DAYS, is_paused=IS_PAUSED, is_owed=IS_OWED
    )
