"""What an officer wrote into a report: kept for a unit, a period and a plan; the last state is shown to all who may."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from motcua.identity.queries import Person
from motcua.monitoring import places
from motcua.monitoring.periods import Period
from motcua.plans.events import ReportDraftKept
from motcua.plans.models import ReportDraft
from motcua.plans.reporting.gathering_plans import plan_of
from motcua.plans.reporting.model import FREE
from motcua.platform import events
from motcua.platform.errors import Conflict, Invalid

MOST_TEXT = 8000


def kept(unit_id: int, period: Period, *, who: Person, plan_id: int | None = None) -> ReportDraft | None:
    """Return what was written into a report, None where nobody did. Raises Forbidden."""
    places.permit(who, unit_id)
    return _of(unit_id, period, plan_id).first()


def keep(
    unit_id: int,
    period: Period,
    sections: Mapping[str, str],
    *,
    who: Person,
    now: datetime,
    plan_id: int | None = None,
    seen_acts: int = 0,
) -> ReportDraft:
    """Keep what somebody wrote; a section that is as proposed is not in `sections` and is proposed anew each time.

    Raises Forbidden, NotFound, Invalid with (section, why), Conflict when somebody kept another state since the page
    was drawn.
    """
    places.permit(who, unit_id)
    if plan_id is not None:
        plan_of(who, plan_id)
    told = {key: sections[key] for key in FREE if sections.get(key, "").strip()}
    if faults := [(key, "too_long") for key, text in told.items() if len(text) > MOST_TEXT]:
        raise Invalid(faults=tuple(faults))
    try:
        with transaction.atomic():
            return _written(unit_id, period, told, plan_id, seen_acts, who, now)
    except IntegrityError:  # two began it at once: the other one's stands
        raise Conflict("somebody kept it meanwhile") from None


def _of(unit_id: int, period: Period, plan_id: int | None) -> QuerySet[ReportDraft]:
    rows = ReportDraft.objects.filter(unit_id=unit_id, period=period.key)
    return rows.filter(plan=None) if plan_id is None else rows.filter(plan_id=plan_id)


def _written(
    unit_id: int, period: Period, told: dict[str, str], plan_id: int | None, seen: int, who: Person, now: datetime
) -> ReportDraft:
    row = _of(unit_id, period, plan_id).select_for_update().first()
    if row is None:
        row = ReportDraft(unit_id=unit_id, period=period.key, plan_id=plan_id)
    if row.acts != seen:
        raise Conflict("somebody kept it meanwhile", by=row.kept_label, at=row.kept_at)
    changed = tuple(key for key in FREE if row.sections.get(key) != told.get(key))
    if not changed:
        return row
    row.sections, row.acts = told, row.acts + 1
    row.kept_at, row.kept_label = now, who.actor.label[:200]
    row.save()
    event = ReportDraftKept(period.key, "" if plan_id is None else str(plan_id), changed)
    events.record(("unit", unit_id), event, actor=who.actor, at=now, unit_id=unit_id)
    return row
