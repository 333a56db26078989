"""Targets and tasks as pages show them: cards, groups by state, the lists of services they speak of."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from motcua.desk.plans import words
from motcua.identity.queries import UnitView
from motcua.plans import coverage, queries
from motcua.plans.queries import Measured, TaskLine
from motcua.plans.rules.targets import direction
from motcua.platform.text import number

_TASK_ORDER = ("late", "doing", "open", "not_done", "done")
_ABOUT_SERVICES = ("dịch vụ", "thủ tục")


def target_row(one: Measured, on: date) -> dict[str, Any]:
    """Return a target as its card shows it."""
    target = one.target
    value = one.in_force.value if one.in_force else target.value
    due_on = one.in_force.due_on if one.in_force else target.due_on
    figure = one.figure.value if one.figure else None
    return {
        "id": target.id,
        "url": reverse("desk:plan_target", args=[target.id]),
        "no": target.no,
        "text": target.text,
        "wanted": words.wanted(target.op, value, target.measure),
        "value": words.amount(figure, target.measure or (one.figure.unit if one.figure else "")),
        "has_value": figure is not None,
        "gap": words.gap_words(one),
        "is_met": one.is_met,
        "pace": words.pace_words(one.pace, target.measure),
        "due": words.due_words(due_on, on) if due_on else f"Năm {target.year}" if target.year else "",
        "is_hard": one.verdict.is_hard,
        "why_hard": one.verdict.why,
        "bar": _bar(one),
        "outlook": _outlook(one),
    }


def _outlook(one: Measured) -> dict[str, Any] | None:
    """How a target may end, in words; None where there is nothing left to foretell."""
    told, measure = one.outlook, one.target.measure or (one.figure.unit if one.figure else "")
    if told is None or not (told.end or told.month or told.why_not):
        return None
    tag = words.CHANCE[told.chance] if told.chance else None
    return {
        "tag": {"text": tag[0], "tone": tag[1], "icon": tag[2]} if tag else None,
        "end": f"Dự báo {words.end_words(told.end.period)}: {words.between(told.end, measure)}." if told.end else "",
        "short": f"{words.end_words(told.end.period)}: {words.between(told.end, measure)}" if told.end else "",
        "month": f"Riêng tháng này, dự báo {words.end_words(told.month.period)}: {words.between(told.month, measure)}."
        if told.month
        else "",
        "rests_on": words.rests_on(told.end, told.month) if told.end or told.month else "",
        "why_not": f"Chưa nói trước được kết quả cuối kỳ: {told.why_not}." if told.why_not else "",
    }


def _bar(one: Measured) -> int | None:
    """How much of a target is reached, 0 to 100; only where more is better."""
    value = one.in_force.value if one.in_force else one.target.value
    figure = one.figure.value if one.figure else None
    if one.figure is None or figure is None or value is None or value <= 0:
        return None
    if direction(one.target.op, one.figure.better) not in (">=", ">"):
        return None
    return max(0, min(100, int(figure * 100 / value)))


def task_row(line: TaskLine, on: date) -> dict[str, Any]:
    """Return a task as its row shows it."""
    task, row = line.task, line.now
    period = words.occurrence_name(row.key) if row is not None else ""
    due_on = row.due_on if row is not None else task.due_on
    return {
        "url": reverse("desk:plan_task", args=[task.id]),
        "no": task.no,
        "text": task.text,
        "who": task.owner_label or task.lead or "Chưa phân công",
        "is_unowned": task.owner_account_id is None,
        "due": words.due_words(due_on, on, is_open=row is None or row.closed_at is None),
        "period": period,
        "times": f"{number(line.done_count)}/{number(line.count)} kỳ đã xong" if line.count > 1 else "",
        "late": f"{number(line.late_count)} kỳ quá hạn" if line.late_count > 1 else "",
        "percent": row.percent if row is not None else 0,
        "count": f"{number(row.done_count)}/{number(row.total_count)} {task.counts}".strip()
        if row is not None and row.done_count is not None and row.total_count is not None
        else "",
        "tag": words.tag(line.state, words.TASK_STATE),
    }


def groups(lines: list[TaskLine], on: date) -> list[dict[str, Any]]:
    by_state: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        by_state.setdefault(line.state, []).append(task_row(line, on))
    return [
        {"key": state, "title": words.TASK_STATE[state][0], "rows": by_state[state]}
        for state in _TASK_ORDER
        if state in by_state
    ]


def tabs(lines: list[TaskLine]) -> list[dict[str, Any]]:
    counts = {state: sum(line.state == state for line in lines) for state in _TASK_ORDER}
    return [
        {
            "label": words.TASK_STATE[state][0],
            "url": f"#{state}",
            "count": count,
            "tone": "late" if state == "late" and count else "",
        }
        for state, count in counts.items()
        if count or state in ("late", "done")
    ]


def lists(measured: list[Measured], unit: UnitView, on: date) -> list[dict[str, Any]]:
    """The lists of services the targets speak of, and how much of each the unit's catalogue has."""
    keys = {
        key: None
        for one in measured
        for key in coverage.lists_meant(one.target.value, one.target.measure, one.target.text, on)
    }
    if not keys:
        return []
    names = queries.procedure_names(unit, on) if unit.kind == "committee" else []
    return [_list_line(coverage.coverage(key, names)) for key in keys]


def _list_line(one: coverage.Coverage) -> dict[str, Any]:
    return {
        "url": reverse("desk:plan_list", args=[one.key]),
        "name": one.name,
        "known": _known(one),
        "note": one.note,
    }


def _known(one: coverage.Coverage) -> str:
    if not one.known:
        return f"có {number(one.count)} dịch vụ, chưa đọc được danh mục nên chưa đối chiếu"
    read = f"cả {number(one.count)}" if one.known == one.count else f"{number(one.known)} trong {number(one.count)}"
    return (
        f"đọc được tên {read} dịch vụ, xã giải quyết {number(one.of_commune)}; đơn vị có thủ tục cho {number(one.ours)}"
    )


def baseline(measured: list[Measured], unit: UnitView) -> dict[str, Any] | None:
    about = any(word in one.target.text.lower() for one in measured for word in _ABOUT_SERVICES)
    found = coverage.baseline_of(unit.province_code or _province_of(unit))
    if found is None or not about:
        return None
    parts = ", ".join(f"{number(part['count'])} {part['name']}" for part in found["parts"])
    year, month = found["as_of"].split("-")
    return {
        "text": f"{found['unit']}, tháng {int(month)}/{year}: {number(found['total'])} thủ tục, trong đó {parts}.",
        "source": found["source"],
    }


def _province_of(unit: UnitView) -> str:
    return unit.place_code if unit.kind == "province" else ""
