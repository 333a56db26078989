"""What happens when nobody answers a supplement: a reminder before the deadline, the officer's list after it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier, Supplement
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.common import pack_of, place
from motcua.dossiers.services.news import tell_parties
from motcua.platform import events
from motcua.platform.events import Actor
from motcua.platform.principal import JOB, acting_as
from motcua.platform.text import date_vi

log = structlog.get_logger()
SYSTEM = Actor(kind="system", label="Hệ thống")
DAYS_AHEAD = 5  # reminded once, this many days before the deadline (mark P; per procedure later)


def remind_supplements(*, now: datetime) -> tuple[int, int]:
    """Remind citizens whose deadline is near, and bring dossiers past it back to the officer's list.

    Returns (reminded, brought back). Each dossier is its own transaction, so one fault
    stops no other; running it again changes nothing.
    """
    reminded = brought_back = 0
    for supplement_id, dossier_id, is_past in _open(now):
        try:
            with acting_as(JOB):
                if is_past:
                    brought_back += _bring_back(dossier_id, now)
                else:
                    reminded += _remind(supplement_id, now)
        except Exception:  # one dossier's fault is reported and stops no other (lessons 41)
            log.exception("supplement.reminder_failed", dossier=dossier_id)
    return reminded, brought_back


def _open(now: datetime) -> list[tuple[int, int, bool]]:
    with acting_as(JOB):
        rows = Supplement.objects.filter(sent_at__isnull=False, completed_at=None, lapsed_at=None)
        rows = rows.filter(dossier__status=Status.AWAITING_SUPPLEMENT)  # withdrawn: nothing is asked any more
        near = rows.filter(deadline__lte=(now + timedelta(days=DAYS_AHEAD)).date())
        return [
            (pk, dossier, deadline < now.date())
            for pk, dossier, deadline in near.values_list("id", "dossier_id", "deadline")
        ]


@transaction.atomic
def _remind(supplement_id: int, now: datetime) -> bool:
    supplement = Supplement.objects.select_for_update().get(pk=supplement_id)
    if supplement.reminded_at is not None or supplement.completed_at is not None:
        return False
    dossier = supplement.dossier
    supplement.reminded_at = now
    supplement.save(update_fields=["reminded_at"])
    told = happened.SupplementReminded(supplement.ordinal, supplement.deadline)
    events.record(
        ("dossier", dossier.id), told, actor=SYSTEM, at=now, unit_id=dossier.committee_id, secrecy=dossier.secrecy
    )
    count = supplement.items.filter(is_good=False).count()
    facts = {"count": count, "deadline": date_vi(supplement.deadline)}
    tell_parties(dossier, "supplement_reminded", facts=facts, now=now)
    return True


@transaction.atomic
def _bring_back(dossier_id: int, now: datetime) -> bool:
    dossier = Dossier.objects.select_for_update().get(pk=dossier_id)
    if dossier.access.filter(is_turn=True).exists():
        return False
    place(dossier, pack_of(dossier), now)
    return True
