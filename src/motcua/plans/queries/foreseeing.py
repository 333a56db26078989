"""How the targets of several plans may end for one unit, from what was foretold this morning: for the list of plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.monitoring import forecasting, places
from motcua.monitoring.indicators import library
from motcua.plans.models import IN_FORCE, Plan, Target, TargetSetting
from motcua.plans.rules import targets
from motcua.plans.rules.targets import Chance, Setting
from motcua.platform.errors import Forbidden


def chances(who: Person, plan_ids: Sequence[int], unit_id: int, now: datetime) -> dict[int, Counter[Chance]]:
    """Return by plan how many of its targets will be reached, hardly, or nobody can say, for a unit; five queries.

    Counted are targets in force that were foretold; a plan without any is missing, and so is everything for who may
    not read the unit's figures.
    """
    try:
        places.permit(who, unit_id)
    except Forbidden:
        return {}
    foretold = forecasting.running(unit_id, now.date())
    if not foretold:
        return {}
    seen = Plan.objects.visible_to(who).filter(id__in=list(plan_ids), status=IN_FORCE).only("first_day", "last_day")
    plans = {row.id: row for row in seen}
    rows = list(Target.objects.filter(plan_id__in=plans, review="accepted", indicator__in=forecasting.KEYS))
    by_target: dict[int, list[Setting]] = {row.id: [] for row in rows}
    settings = TargetSetting.objects.filter(target_id__in=by_target, until=None)
    for target_id, unit, account, value, due_on in settings.values_list(
        "target_id", "unit_id", "account_id", "value", "due_on"
    ):
        by_target[target_id].append(Setting(unit, account, value, due_on))
    chain = identity.units_above([unit_id], now.date())
    made: dict[int, Counter[Chance]] = {}
    for row in rows:
        plan, number = plans[row.plan_id], targets.effective(by_target[row.id], chain)
        if number is None or plan.first_day is None or plan.last_day is None:
            continue
        told = foretold.get((targets.period_key(row.year, number.due_on, plan.first_day, plan.last_day), row.indicator))
        if told is not None:
            measure = library().measures.get(row.indicator)
            way = targets.direction(row.op, measure.better if measure else "higher")
            made.setdefault(plan.id, Counter())[targets.chance(way, told.low, told.high, number.value)] += 1
    return made
