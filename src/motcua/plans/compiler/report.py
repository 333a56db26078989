"""The compiled plan as a person reads it in a terminal: Vietnamese, each entry with the line it came from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .compiled import Basis, Compiled, Identity, Target, Task
from .words import clip

_OPS = {"=": "", ">=": "từ ", ">": "trên ", "<=": "không quá ", "<": "dưới "}
_AFTER = {">=": " trở lên"}
_TURNS = {"continuous": "thường xuyên", "monthly": "hằng tháng", "quarterly": "hằng quý", "yearly": "hằng năm"}
_SHOWN = 100  # letters of a text


def report(plan: Compiled, name: str) -> str:
    """Return the report; what the paper does not say is told as "không nêu"."""
    lines = [f"KẾ HOẠCH: {name}", *_identity(plan.plan), ""]
    lines += _section("Căn cứ", [_paper(basis) for basis in plan.legal_bases])
    lines += _section("Chỉ tiêu", [_target(target) for target in plan.targets])
    lines += _section("Nhiệm vụ", [_task(task) for task in plan.tasks])
    duties = [
        f"{duty.no}  {duty.unit}: {len(duty.lines)} việc (dòng {', '.join(map(str, duty.lines))})"
        for duty in plan.responsibilities
    ]
    lines += _section("Trách nhiệm của từng đơn vị", duties)
    lines += _section("Cần xem lại", [contradiction.text for contradiction in plan.contradictions])
    return "\n".join(lines).rstrip()


def _section(title: str, rows: list[str]) -> list[str]:
    return [f"{title} ({len(rows)})", *(f"  {row}" for row in rows), ""] if rows else [f"{title}: không có", ""]


def _identity(plan: Identity) -> Iterator[str]:
    said = {
        "Số": plan.number,
        "Ngày": _day(plan.date) if plan.date else _month(plan.date_month) if plan.date_month else None,
        "Cơ quan": plan.agency,
        "Nơi ban hành": plan.place,
        "Tên": plan.title,
        "Thời gian": plan.period,
        "Người ký": ", ".join(filter(None, (plan.signer, plan.signer_post))) or None,
    }
    for label, value in said.items():
        yield f"  {label}: {value or 'không nêu'}"


def _paper(basis: Basis) -> str:
    number = f" số {basis.number}" if basis.number else ""
    signed = f" ngày {_day(basis.date)}" if basis.date else ""
    issuer = f" của {basis.issuer}" if basis.issuer else ""
    title = f": {clip(basis.title, _SHOWN)}" if basis.title else ""
    return f"{basis.kind}{number}{signed}{issuer}{title} (dòng {basis.line})"


def _target(target: Target) -> str:
    value = f"{target.value.normalize():f}".replace(".", ",")
    amount = f"{_OPS[target.op]}{value}{'' if target.unit == '%' else ' '}{target.unit}{_AFTER.get(target.op, '')}"
    time = f"đến {_day(target.due)}" if target.due else f"năm {target.year}" if target.year else "không nêu năm"
    key = f" [{target.indicator}]" if target.indicator else ""
    return f"{target.no}  {amount}, {time}{key}: {clip(target.text, _SHOWN)} (dòng {target.line})"


def _task(task: Task) -> str:
    lead = task.lead or "chưa có đơn vị chủ trì"
    partners = f"; phối hợp: {', '.join(task.partners)}" if task.partners else ""
    product = f"; sản phẩm: {clip(task.product, 60)}" if task.product else ""
    times = [
        f"hạn {_day(task.due)}" if task.due else f"trong tháng {_month(task.due_month)}" if task.due_month else "",
        _TURNS.get(task.recurrence or "", ""),
        "đã xong" if task.status == "done" else "",
    ]
    time = ", ".join(filter(None, times)) or "không nêu thời hạn"
    return f"{task.no}  {clip(task.text, _SHOWN)} (dòng {task.line})\n      {lead}{partners}; {time}{product}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _month(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{number}/{year}"
