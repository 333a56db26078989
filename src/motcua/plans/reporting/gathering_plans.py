"""What plans say in a report: targets over the period, tasks as they stood at its end, what was told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

from django.db.models import Q

from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.monitoring.figures import Figure
from motcua.monitoring.periods import Period
from motcua.monitoring.sheets import Sheet
from motcua.plans.models import IN_FORCE, SUPERSEDED, Entry, Occurrence, Plan, Target, TargetSetting, Task
from motcua.plans.reporting import words
from motcua.plans.reporting.model import Matter, PlanHead, State, TargetLine, TaskLine
from motcua.plans.rules import targets
from motcua.plans.rules.targets import Setting
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import NotFound


class Counts(Protocol):
    """Where sheets come from, each period counted once."""

    def of(self, period: Period) -> Sheet:
        """Return the sheet of a period."""


def plan_of(who: Person, plan_id: int) -> Plan:
    """Return a plan in force (or that was) which this person sees; NotFound otherwise."""
    rows = Plan.objects.visible_to(who).defer("lines", "legal_bases")
    found = rows.filter(pk=plan_id, status__in=[IN_FORCE, SUPERSEDED]).first()
    if found is None:
        raise NotFound("no such plan in force", plan=plan_id)
    return found


def plans_of(who: Person, unit_id: int, period: Period) -> list[Plan]:
    """Return the plans of a unit and of those above it in force at the end of a period, the unit's own first."""
    above = identity.units_above([unit_id], period.last)
    rows = Plan.objects.visible_to(who).defer("lines", "legal_bases").filter(unit_id__in=above)
    live = Q(status=IN_FORCE) | Q(status=SUPERSEDED, ended_on__gt=period.last)
    found = rows.filter(live, first_day__lte=period.last, last_day__gte=period.first)
    return sorted(found, key=lambda plan: (above.index(plan.unit_id), -plan.id))


def head(plan: Plan) -> PlanHead:
    """Return how a report names a plan."""
    return PlanHead(plan.id, plan.number, plan.title, plan.issuer, plan.issued_on)


def targets_of(plans: Sequence[Plan], unit_id: int, period: Period, sheets: Counts, on: date) -> list[TargetLine]:
    """Return the targets of plans with what was reached from their first day to the period's end."""
    rows = list(Target.objects.filter(plan__in=plans, review="accepted").order_by("ordinal"))
    settings: dict[int, list[Setting]] = {row.id: [] for row in rows}
    kept = TargetSetting.objects.filter(target__in=rows, until=None, account_id=None)
    for target_id, unit, account, value, due in kept.values_list(
        "target_id", "unit_id", "account_id", "value", "due_on"
    ):
        settings[target_id].append(Setting(unit, account, value, due))
    chain = identity.units_above([unit_id], on)
    return [
        _target(row, plan, settings[row.id], chain, period, sheets, on)
        for plan in plans
        for row in rows
        if row.plan_id == plan.id
    ]


def _target(
    row: Target, plan: Plan, settings: list[Setting], chain: Sequence[int], period: Period, sheets: Counts, on: date
) -> TargetLine:
    found = targets.effective(settings, chain)
    value = found.value if found else row.value
    due_on = (found.due_on if found else None) or row.due_on
    state, figure, span = _reached(row, plan, value, due_on, period, sheets)
    return TargetLine(
        head(plan), row.no, row.text, row.op, value, row.measure, state, row.indicator, figure,
        _span(span, min(period.last, on)), due_on,
    )  # fmt: skip


def _span(span: Period | None, last: date) -> str:
    return f"từ ngày {words.day(span.first)} đến ngày {words.day(min(span.last, last))}" if span else ""


def _reached(
    row: Target, plan: Plan, value: Decimal | None, due_on: date | None, period: Period, sheets: Counts
) -> tuple[State, Figure | None, Period | None]:
    if not row.indicator or value is None or plan.first_day is None or plan.last_day is None:
        return "unbound", None, None
    whole = Period.parse(targets.period_key(row.year, due_on, plan.first_day, plan.last_day))
    if whole.first > period.last:
        return "ahead", None, whole
    last = min(whole.last, period.last)
    span = whole if last == whole.last else Period(f"{whole.first}..{last}", whole.first, last)
    figure = sheets.of(span).figures.get(row.indicator)
    if figure is None:
        return "unbound", None, span
    if figure.no_source:
        return "no_source", figure, span
    if not same_unit(figure.unit, row.measure):
        return "other_unit", figure, span
    if figure.value is None:
        return "no_cases", figure, span
    met = targets.is_met(row.op, figure.value, value)
    return "met" if met else "missed", figure, span


def same_unit(figure: str, target: str) -> bool:
    """Tell whether a target is in the unit of its figure: only then are they held against each other.

    >>> same_unit("%", "% hồ sơ"), same_unit("phút", "phút/hồ sơ"), same_unit("%", "dịch vụ"), same_unit("hồ sơ", "")
    (True, True, False, False)
    """
    return bool(target) and target.strip().lower().startswith(figure.lower())


def tasks_of(plans: Sequence[Plan], unit_id: int, period: Period, on: date) -> list[TaskLine]:
    """Return the tasks of plans as they stood at the end of a period (or now): all of the unit's own plans, of a plan
    from above those its own parts lead."""
    tasks = list(Task.objects.filter(_of_unit(plans, unit_id, on), review="accepted").order_by("ordinal"))
    times: dict[int, list[Occurrence]] = {task.id: [] for task in tasks}
    for one in Occurrence.objects.filter(task__in=tasks).order_by("first_day", "id"):
        times[one.task_id].append(one)
    until = datetime.combine(min(period.last, on) + timedelta(days=1), time(), ZONE)
    told = Entry.objects.filter(task__in=tasks, percent__isnull=False, at__lt=until).order_by("at", "id")
    known = {entry.occurrence_id: entry for entry in told}  # the last word on each by then
    return [
        _task(task, plan, times[task.id], known, period, min(period.last, on))
        for plan in plans
        for task in tasks
        if task.plan_id == plan.id
    ]


def _of_unit(plans: Sequence[Plan], unit_id: int, on: date, task: str = "") -> Q:
    own = {view.id for view in identity.units_under(unit_id, on)} | {unit_id}
    mine = [plan.id for plan in plans if plan.unit_id == unit_id]
    return Q(**{f"{task}plan__in": mine}) | Q(**{f"{task}plan__in": plans, f"{task}lead_unit_id__in": own})


def _task(
    task: Task, plan: Plan, times: list[Occurrence], known: Mapping[int, Entry], period: Period, as_of: date
) -> TaskLine:
    closed = [one for one in times if _closed_on(one, as_of) is not None]
    open_ = [one for one in times if one not in closed and one.first_day <= as_of]
    late = [one for one in open_ if one.due_on is not None and one.due_on < as_of]
    ahead = [one for one in times if one not in closed]
    now = late[0] if late else open_[0] if open_ else closed[-1] if closed else times[-1] if times else None
    here = [one for one in closed if period.first <= (_closed_on(one, as_of) or period.first) <= period.last]
    next_ = _after(period)
    due_next = [one for one in ahead if one.due_on is not None and next_.first <= one.due_on <= next_.last]
    last_closed = here[-1] if here else closed[-1] if closed else None
    last = known.get(now.id) if now is not None else None
    state = _state(now, bool(late), not ahead, closed, last)
    return TaskLine(
        plan=head(plan),
        no=task.no,
        text=task.text,
        lead=task.lead,
        owner=task.owner_label,
        product=task.product,
        state=state,
        percent=100 if state == "done" else last.percent or 0 if last is not None else 0,
        due_on=now.due_on if now is not None else task.due_on,
        closed_on=_closed_on(last_closed, as_of) if last_closed is not None else None,
        times=f"{sum(one.state == 'done' for one in closed)}/{len(times)} kỳ" if len(times) > 1 else "",
        counted=_counted(last, task.counts),
        reason=now.reason if now is not None and state == "not_done" else "",
        budget=task.budget,
        budget_amount=task.budget_amount,
        is_done_here=any(one.state == "done" for one in here),
        next_due_on=due_next[0].due_on if due_next else None,
    )


def _state(now: Occurrence | None, is_late: bool, is_over: bool, closed: list[Occurrence], last: Entry | None) -> str:
    if is_late:
        return "late"
    if now is None:
        return "open"
    if now in closed:
        # What recurs goes on while any time of it is still to come.
        return now.state if is_over else "doing"
    return "doing" if closed or last is not None else "open"


def _closed_on(one: Occurrence, as_of: date) -> date | None:
    on = one.closed_at.astimezone(ZONE).date() if one.closed_at else None
    return on if on is not None and on <= as_of else None


def _counted(now: Entry | None, what: str) -> str:
    if now is None or now.done_count is None or now.total_count is None:
        return ""
    return f"{words.amount(now.done_count)}/{words.amount(now.total_count)} {what}".strip()


def _after(period: Period) -> Period:
    """The period of the same length that follows; of a span the month after it."""
    follows = Period.month_of(date.fromordinal(period.last.toordinal() + 1))
    if period.kind == "quarter":
        return Period.parse(f"{follows.first.year}-Q{(follows.first.month + 2) // 3}")
    return Period.parse(str(follows.first.year)) if period.kind == "year" else follows


def matters_of(plans: Sequence[Plan], unit_id: int, period: Period, now: datetime) -> list[Matter]:
    """Return the difficulties and proposals told in a period, and older ones nobody had answered by its end."""
    until = period.as_of(now)
    mine = _of_unit(plans, unit_id, min(period.last, now.date()), "task__")
    rows = Entry.objects.filter(mine, kind__in=["difficulty", "proposal"], at__lt=until)
    made = []
    for row in rows.select_related("task").prefetch_related("answered_by").order_by("at"):
        answer = next((one.text for one in row.answered_by.all() if one.at < until), "")
        if not answer or row.at.astimezone(ZONE).date() >= period.first:
            made.append(Matter(row.kind, row.task.text, row.text, row.label, row.at, answer))
    return made
