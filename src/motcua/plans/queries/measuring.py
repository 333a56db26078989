"""Targets as they stand: the number in force, the live figure, gap, pace and attainability; to whom they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from motcua.catalogue import queries as catalogue
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.plans.data_files import told
from motcua.plans.live import IS_OVER, Figures, Foretold, Live
from motcua.plans.models import Assignment, Plan, Population, Target, TargetSetting, managed_by
from motcua.plans.rules import attainability, targets
from motcua.plans.rules.attainability import Known, Limits, Verdict
from motcua.plans.rules.targets import Chance, InForce, Pace, Setting
from motcua.platform.text import fold


@dataclass(frozen=True)
class Measured:
    """A target for one unit: the number in force, the live figure beside it, the gap and the pace."""

    target: Target
    in_force: InForce | None
    figure: Live | None
    gap: Decimal | None
    is_met: bool | None
    pace: Pace | None
    verdict: Verdict
    outlook: Outlook | None = None


@dataclass(frozen=True)
class Outlook:
    """How a figure may stand when its period ends and when this month does; `why_not`: why nobody can say."""

    end: Foretold | None
    month: Foretold | None
    chance: Chance | None  # of the target when its period ends
    why_not: str = ""


def target(who: Person, target_id: int) -> Target | None:
    """Return a target of a plan this person sees, with the plan."""
    rows = Target.objects.select_related("plan").defer("plan__lines")
    return rows.filter(pk=target_id, plan__in=Plan.objects.visible_to(who)).first()


def settings_of(target_id: int) -> list[TargetSetting]:
    """Return every number a target had, for whom and until when, newest first: its history."""
    return list(TargetSetting.objects.filter(target_id=target_id).order_by("-since", "-id"))


def assignments_of(target_id: int) -> list[Assignment]:
    """Return to whom a target was given, the open ones first."""
    rows = Assignment.objects.filter(target_id=target_id).order_by("-given_at", "-id")
    return sorted(rows, key=lambda row: row.state == "ended")


def my_assignments(who: Person) -> list[Assignment]:
    """Return the targets given to this person and not ended, those waiting for him first."""
    rows = (
        Assignment.objects.filter(account_id=who.account_id, plan__in=Plan.objects.visible_to(who))
        .exclude(state="ended")
        .select_related("target", "plan")
        .defer("plan__lines")
        .order_by("given_at")
    )
    return sorted(rows, key=lambda row: row.state != "given")


def objections(who: Person) -> list[Assignment]:
    """Return the objections that wait for an answer of this person: he manages plans over the unit or the plan."""
    units = managed_by(who)
    if not units:
        return []
    rows = Assignment.objects.filter(state="objected", plan__in=Plan.objects.visible_to(who))
    return list(
        rows.filter(Q(unit_id__in=units) | Q(plan__unit_id__in=units))
        .select_related("target", "plan")
        .defer("plan__lines")
    )


def population_of(unit_id: int, on: date) -> Population | None:
    """Return the newest count of people in a unit known on a day."""
    return Population.objects.filter(unit_id=unit_id, counted_on__lte=on).order_by("-counted_on", "-set_at").first()


def measured(who: Person, of: Plan, unit_id: int, now: datetime, *, most: int = 100) -> list[Measured]:
    """Return the targets of a plan as they stand for a unit: what is in force, the live figure, gap and pace."""
    rows = list(Target.objects.filter(plan=of, review="accepted").order_by("ordinal")[:most])
    by_target: dict[int, list[Setting]] = {row.id: [] for row in rows}
    found = TargetSetting.objects.filter(plan=of, until=None)
    for target_id, unit, account, value, due in found.values_list(
        "target_id", "unit_id", "account_id", "value", "due_on"
    ):
        if target_id in by_target:
            by_target[target_id].append(Setting(unit, account, value, due))
    chain = identity.units_above([unit_id], now.date())
    asked = Figures(who, now)
    known = known_of(asked, unit_id, now, volumes=_about_volume(rows))
    return [_measure(row, by_target[row.id], chain, known, of, now, asked) for row in rows]


def measured_one(who: Person, of: Target, unit_id: int, now: datetime, *, account_id: int | None = None) -> Measured:
    """Return one target as it stands for a unit or an officer of it."""
    rows = TargetSetting.objects.filter(target=of, until=None)
    settings = [Setting(*row) for row in rows.values_list("unit_id", "account_id", "value", "due_on")]
    chain = identity.units_above([unit_id], now.date())
    asked = Figures(who, now)
    known = known_of(asked, unit_id, now, volumes=_about_volume([of]))
    return _measure(of, settings, chain, known, of.plan, now, asked, account_id=account_id)


def _measure(
    row: Target,
    settings: Sequence[Setting],
    chain: Sequence[int],
    known: Known,
    of: Plan,
    now: datetime,
    asked: Figures,
    *,
    account_id: int | None = None,
) -> Measured:
    number = targets.effective(settings, chain, account_id)
    value = number.value if number else row.value
    verdict = _judge(row, value, known)
    if not row.indicator or value is None or of.first_day is None or of.last_day is None:
        return Measured(row, number, None, None, None, None, verdict)
    due_on = number.due_on if number else row.due_on
    period = targets.period_key(row.year, due_on, of.first_day, of.last_day)
    figure = asked.figure(row.indicator, chain[0], period)
    if figure.value is None:
        return Measured(row, number, figure, None, None, None, verdict)
    last_month, before = (asked.figure(row.indicator, chain[0], key).value for key in targets.month_keys(now.date()))
    moved = None if last_month is None or before is None else figure.value - (last_month - before)
    way = targets.direction(row.op, figure.better)
    pace = targets.pace(way, figure.value, value, today=now.date(), due_on=due_on or of.last_day, last_value=moved)
    missing = targets.gap(way, figure.value, value)
    outlook = _outlook(asked, row.indicator, chain[0], period, now, way, value)
    return Measured(row, number, figure, missing, targets.is_met(way, figure.value, value), pace, verdict, outlook)


def _outlook(
    asked: Figures, key: str, unit_id: int, period: str, now: datetime, way: str, value: Decimal
) -> Outlook:  # fmt: skip
    end = asked.foretold(key, unit_id, period)
    if end == IS_OVER:
        return Outlook(None, None, None)  # the figure beside it is the last word
    this = f"{now:%Y-%m}"
    month = asked.foretold(key, unit_id, this) if this != period else ""
    told_month = month if isinstance(month, Foretold) else None
    if isinstance(end, str):
        return Outlook(None, told_month, None, end)
    return Outlook(end, told_month, targets.chance(way, end.low, end.high, value))


def verdicts(who: Person, rows: Sequence[Target], unit_id: int, now: datetime) -> dict[int, Verdict]:
    """Return for each target of a draft whether a unit can reach it, by the target's id."""
    known = known_of(Figures(who, now), unit_id, now, volumes=_about_volume(rows))
    return {row.id: _judge(row, row.value, known) for row in rows}


def _judge(row: Target, value: Decimal | None, known: Known) -> Verdict:
    if value is None:
        return Verdict()
    return attainability.judge(row.op, value, row.measure, row.each_of, known, _limits())


def _about_volume(rows: Sequence[Target]) -> bool:
    return any("ho so" in fold(row.measure) for row in rows)


def known_of(asked: Figures, unit_id: int, now: datetime, *, volumes: bool) -> Known:
    """Return what attainability is held against: people, dossiers of twelve months, procedures of the catalogue."""
    on = now.date()
    people = population_of(unit_id, on)
    count = None
    if volumes:
        span = f"{(on - timedelta(days=364)).isoformat()}..{on.isoformat()}"
        count = asked.figure("dossiers.received", unit_id, span).value
    view = identity.unit_view(unit_id, on)
    names = procedure_names(view, on) if view.kind == "committee" else []
    return Known(people.people if people else None, None if count is None else int(count), len(names) or None)


def procedure_names(view: UnitView, on: date) -> list[str]:
    """Return the short names of the procedures a commune offers on a day; one query."""
    return [row.short_name for row in catalogue.entries(view, on)]


def _limits() -> Limits:
    row = told("attainability")
    return Limits(Decimal(row["dossiers_a_person_a_year"]), Decimal(row["times_what_came"]))
