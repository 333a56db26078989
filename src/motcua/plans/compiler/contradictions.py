"""What in a plan does not go together: told with both places, judged by a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from .compiled import Basis, Contradiction, Identity, Target, Task
from .words import clip, fold

_WORD = re.compile(r"[^\W\d_]+")
_SAME = 0.8  # share of words two targets have in common when they are about one thing
_RATE = re.compile(r"^hồ sơ/(?:năm|tháng|quý)(?:/|$)")
_OPS = {"=": "", ">=": "tối thiểu ", ">": "trên ", "<=": "không quá ", "<": "dưới "}


def contradictions_in(
    plan: Identity, targets: Sequence[Target], tasks: Sequence[Task], papers: Sequence[Basis]
) -> Iterator[Contradiction]:
    """Return what to ask the plan's author."""
    yield from _values(targets)
    yield from _days(papers)
    yield from _volumes(targets)
    yield from _too_early(plan, tasks, targets)
    yield from _without_lead(tasks)


def _values(targets: Sequence[Target]) -> Iterator[Contradiction]:
    """Two values for one thing and one year; a year left out is any year."""
    said: set[tuple[object, ...]] = set()
    for i, one in enumerate(targets):
        for other in targets[i + 1 :]:
            if one.unit != other.unit or one.value == other.value or not _is_one_thing(one, other):
                continue
            if one.year is not None and other.year is not None and one.year != other.year:
                continue
            if {one.op, other.op} in ({">=", "<="}, {">", "<"}) and _fit(one, other):
                continue
            key = (one.indicator or "", *sorted(((one.value, str(one.year)), (other.value, str(other.year)))))
            if key in said:
                continue
            said.add(key)
            yield Contradiction(
                "value",
                f"Cùng một chỉ tiêu có hai mức: {_told(one)} (dòng {one.line}) và {_told(other)} (dòng {other.line}): "
                f"“{clip(one.text, 90)}” và “{clip(other.text, 90)}”.",
                (one.line, other.line),
                (one.no, other.no),
            )


def _is_one_thing(one: Target, other: Target) -> bool:
    if one.indicator or other.indicator:
        return one.indicator == other.indicator
    a, b = set(_WORD.findall(fold(one.text))), set(_WORD.findall(fold(other.text)))
    return len(a & b) >= _SAME * max(len(a), len(b), 1)


def _fit(one: Target, other: Target) -> bool:
    low, high = (one, other) if one.op in (">=", ">") else (other, one)
    return low.value <= high.value


def _told(target: Target) -> str:
    value = f"{target.value.normalize():f}".replace(".", ",")
    year = f" năm {target.year}" if target.year else ", không nêu năm"
    return f"{_OPS[target.op]}{value}{'' if target.unit == '%' else ' '}{target.unit}{year}"


def _days(papers: Sequence[Basis]) -> Iterator[Contradiction]:
    """One paper cited with two days."""
    by_number: defaultdict[str, list[Basis]] = defaultdict(list)
    for paper in papers:
        if paper.number and paper.date and "/" in paper.number:
            by_number[fold(paper.number)].append(paper)
    for cited in by_number.values():
        other = next((paper for paper in cited if paper.date != cited[0].date), None)
        if other is not None and cited[0].date and other.date and not _two_issuers(cited[0], other):
            yield Contradiction(
                "date",
                f"{cited[0].kind} số {cited[0].number} ghi hai ngày: {cited[0].date:%d/%m/%Y} (dòng {cited[0].line}) "
                f"và {other.date:%d/%m/%Y} (dòng {other.line}).",
                (cited[0].line, other.line),
            )


def _two_issuers(one: Basis, other: Basis) -> bool:
    # "45/KH-UBND" of the province and "45/KH-UBND" of the commune are two papers.
    return bool(one.issuer and other.issuer and fold(one.issuer) != fold(other.issuer)) or one.kind != other.kind


def _volumes(targets: Sequence[Target]) -> Iterator[Contradiction]:
    """A number of services, and so many dossiers for each: what that makes together."""
    for i, rate in enumerate(targets):
        if not _RATE.match(rate.unit):
            continue
        services = next(
            (
                t
                for t in reversed(targets[:i])
                if t.no == rate.no and t.unit == "dịch vụ" and abs(t.line - rate.line) <= 12 and t.year == rate.year
            ),
            None,
        )
        if services is None:
            continue
        product = services.value * rate.value
        yield Contradiction(
            "volume",
            f"{_thousands(services.value)} dịch vụ × {_thousands(rate.value)} {rate.unit} = "
            f"{_thousands(product)} {rate.unit} "
            f"(dòng {services.line} và {rate.line}): cần đối chiếu với dân số và số hồ sơ thực tế của địa bàn.",
            (services.line, rate.line),
            (services.no, rate.no),
        )


def _thousands(value: object) -> str:
    return f"{int(value):,}".replace(",", ".")  # type: ignore[call-overload]


def _too_early(plan: Identity, tasks: Sequence[Task], targets: Sequence[Target]) -> Iterator[Contradiction]:
    if plan.date is None and plan.date_month is None:
        return
    issued = plan.date.isoformat() if plan.date else str(plan.date_month)
    entries: list[Task | Target] = [*tasks, *targets]
    for task in entries:
        is_done = isinstance(task, Task) and task.status == "done"
        due = task.due.isoformat() if task.due else task.due_month if isinstance(task, Task) else None
        if due and not is_done and due[: min(len(due), len(issued))] < issued[: min(len(due), len(issued))]:
            what = "nhiệm vụ" if isinstance(task, Task) else "chỉ tiêu"
            yield Contradiction(
                "due_before_plan",
                f"Thời hạn {_vi(due)} của {what} {task.no} (dòng {task.line}) "
                f"trước ngày ban hành kế hoạch ({_vi(issued)}).",
                (task.line,),
                (task.no,),
            )


def _vi(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def _without_lead(tasks: Sequence[Task]) -> Iterator[Contradiction]:
    for task in tasks:
        if task.lead is None:
            yield Contradiction(
                "no_lead",
                f"Nhiệm vụ {task.no} (dòng {task.line}) chưa có đơn vị chủ trì: “{clip(task.text, 90)}”.",
                (task.line,),
                (task.no,),
            )
