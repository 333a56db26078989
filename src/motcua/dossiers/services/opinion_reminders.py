"""Each morning: remind the units asked, and tell the head of the one-stop unit of those that are late (R2.29)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction

from motcua.dossiers import events_beside as happened
from motcua.dossiers.habits import habits
from motcua.dossiers.models import Dossier, Opinion
from motcua.dossiers.rules.states import FINAL
from motcua.dossiers.services.beside import OPEN
from motcua.dossiers.services.common import pack_of, place
from motcua.dossiers.services.noting import alert
from motcua.identity import queries as identity
from motcua.platform import clock, events
from motcua.platform.events import Actor
from motcua.platform.principal import JOB, acting_as

log = structlog.get_logger()
SYSTEM = Actor(kind="system", label="Hệ thống")


def remind_opinions(*, now: datetime) -> tuple[int, int]:
    """Remind who is due within the days of the house, tell of who is late; return (reminded, told late).

    Each opinion is its own transaction, so one fault stops no other; running it again changes nothing.
    """
    with acting_as(JOB):
        asked = Opinion.objects.filter(OPEN).exclude(dossier__status__in=FINAL)  # what has ended asks nobody any more
        found = list(asked.order_by("deadline").values_list("id", "deadline"))
    reminded = late = 0
    for opinion_id, deadline in found:
        if deadline <= now:
            late += _each(_tell_late, opinion_id, now)
        elif _is_near(opinion_id, deadline, now):
            reminded += _each(_remind, opinion_id, now)
    return reminded, late


def _each(does: Callable[[int, datetime], bool], opinion_id: int, now: datetime) -> int:
    try:
        with acting_as(JOB):
            return int(does(opinion_id, now))
    except Exception:  # one dossier's fault is reported and stops no other (lessons 41)
        log.exception("opinion.reminder_failed", opinion=opinion_id)
        return 0


def _is_near(opinion_id: int, deadline: datetime, now: datetime) -> bool:
    with acting_as(JOB):
        unit_id = Opinion.objects.values_list("unit_id", flat=True).get(pk=opinion_id)
        calendar = clock.calendar_of(identity.committee_of(unit_id, now.date()), "processing")
        return calendar.working_days_between(now.date(), deadline.date()) <= habits()["opinion"]["remind_before"]


@transaction.atomic
def _remind(opinion_id: int, now: datetime) -> bool:
    opinion = Opinion.objects.select_for_update().filter(OPEN, pk=opinion_id, reminded_at=None).first()
    if opinion is None:
        return False
    opinion.reminded_at = now
    opinion.save(update_fields=["reminded_at"])
    unit = identity.unit_view(opinion.unit_id, now.date()).name
    _record(opinion.dossier, happened.OpinionReminded(opinion.ordinal, unit, opinion.deadline.date()), now)
    # The asked unit is no office of this dossier: its own list shows the reminder, no note of ours does.
    return True


@transaction.atomic
def _tell_late(opinion_id: int, now: datetime) -> bool:
    opinion = Opinion.objects.select_for_update().filter(OPEN, pk=opinion_id, late_told_at=None).first()
    if opinion is None:
        return False
    dossier = opinion.dossier
    opinion.late_told_at = now
    opinion.save(update_fields=["late_told_at"])
    unit = identity.unit_view(opinion.unit_id, now.date()).name
    heads = _heads(dossier, now)
    words = f"{unit} chưa trả lời ý kiến hồ sơ {dossier.code}, quá hạn từ {opinion.deadline:%d/%m/%Y}."
    for head in heads:
        alert(dossier, words, to_account_id=head.account_id, now=now)
    told = ", ".join(f"{h.full_name}, {h.title}" for h in heads)
    _record(dossier, happened.OpinionLate(opinion.ordinal, unit, opinion.deadline.date(), told), now)
    place(dossier, pack_of(dossier), now)  # it waits for the asked unit no longer
    return True


def _heads(dossier: Dossier, now: datetime) -> list[identity.Holder]:
    """The managers of the receiving unit; where there is none, everybody at its counter."""
    on_duty = identity.holders("dossiers.receive", dossier.receiving_unit_id, dossier.secrecy, now.date())
    return [h for h in on_duty if h.role == "manager"] or on_duty


def _record(dossier: Dossier, event: object, now: datetime) -> None:
    events.record(
        ("dossier", dossier.id), event, actor=SYSTEM, at=now, unit_id=dossier.committee_id, secrecy=dossier.secrecy
    )
