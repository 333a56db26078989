"""Which spans plans want foretold: those of the targets in force that are bound to a figure that can be."""

from __future__ import annotations

from datetime import date, datetime

import structlog

from motcua.monitoring import forecasting
from motcua.monitoring.periods import Period
from motcua.plans.models import IN_FORCE, Target, TargetSetting
from motcua.plans.rules.targets import period_key
from motcua.platform.principal import JOB, acting_as

log = structlog.get_logger()


def keep_all(*, now: datetime) -> int:
    """Foretell the end of every span a target is measured over; return how many figures were foretold.

    Months are foretold for everybody by `monitoring`. A span is counted for all communes at once: a plan of a province
    is every commune's, and what one commune's past says of it, others' pasts say too.
    """
    with acting_as(JOB):
        spans = sorted(_spans(now) - {f"{now:%Y-%m}"})
    made = sum(forecasting.keep(Period.parse(span), now=now) for span in spans)
    log.info("plan.foretold", spans=len(spans), figures=made)
    return made


def _spans(now: datetime) -> set[str]:
    targets = (
        Target.objects.filter(plan__status=IN_FORCE, review="accepted", indicator__in=forecasting.KEYS)
        .select_related("plan")
        .defer("plan__lines")
    )
    found = set()
    days: dict[int, set[date | None]] = {}
    for target_id, due_on in TargetSetting.objects.filter(until=None).values_list("target_id", "due_on").distinct():
        days.setdefault(target_id, set()).add(due_on)
    for one in targets:
        for due_on in days.get(one.id, {one.due_on}):
            if one.plan.first_day and one.plan.last_day:
                found.add(period_key(one.year, due_on, one.plan.first_day, one.plan.last_day))
    return {span for span in found if Period.parse(span).last >= now.date()}
