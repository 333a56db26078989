"""The history of a plan as officers read it: one small template per event (data/sentences.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.plans.data_files import told
from motcua.plans.models import Plan
from motcua.plans.rules.spans import span_name
from motcua.plans.rules.targets import number_vi
from motcua.platform import events
from motcua.platform.events import Event

_DECISIONS = {"accept": "Nhận", "correct": "Sửa", "add": "Thêm", "drop": "Bỏ", "reopen": "Xem lại"}
_KINDS = {
    "target": "chỉ tiêu",
    "task": "nhiệm vụ",
    "progress": "Báo tiến độ",
    "count": "Ghi số lượng",
    "file": "Đưa tệp minh chứng",
    "link": "Đưa liên kết minh chứng",
    "figure": "Chốt số liệu minh chứng",
    "difficulty": "Nêu khó khăn",
    "proposal": "Đề xuất sửa",
    "answer": "Trả lời",
}
_STATES = {"done": "hoàn thành", "not_done": "không hoàn thành"}


@dataclass(frozen=True)
class Moment:
    """One line of a plan's history."""

    at: datetime
    sentence: str
    actor: str
    kind: str


def history(who: Person, plan_id: int, *, most: int = 60) -> list[Moment]:
    """Return what happened to a plan this person sees, newest first, at most `most` lines."""
    if not Plan.objects.visible_to(who).filter(pk=plan_id).exists():
        return []
    found = events.history(("plan", plan_id))
    return tell(found, _names(found))[:most]


def tell(found: Sequence[Event], names: Mapping[str, str]) -> list[Moment]:
    """Tell events, newest first; `names` are units and officers by their ids as events keep them.

    A review is many small decisions: those of one kind in a row, by one person, are one line.
    """
    words = told("sentences")
    made = []
    for (name, _), same in groupby(found, key=_together):
        row = list(same)
        last = row[-1]
        said = _say(words[name]["words"], last, names) if len(row) == 1 else _many(row)
        made.append(Moment(last.at, said, last.actor.label, words[name]["kind"]))
    return made[::-1]


def _together(event: Event) -> tuple[str, tuple[Any, ...]]:
    if event.name != "PlanItemDecided":
        return event.name, (event.id,)
    return event.name, (event.actor.account_id, event.payload["decision"], event.payload["kind"])


def _many(row: Sequence[Event]) -> str:
    payload = row[0].payload
    return f"{_DECISIONS[payload['decision']]} {len(row)} {_KINDS[payload['kind']]}"


def _names(found: Sequence[Event]) -> dict[str, str]:
    units = {int(e.payload["unit"]) for e in found if e.payload.get("unit")}
    accounts = {int(e.payload["account"]) for e in found if e.payload.get("account")}
    on = found[-1].at.date() if found else date.min
    names = {f"unit:{i}": view.short_name for i, view in identity.unit_views(units, on).items()} if units else {}
    labels = identity.labels(accounts, on) if accounts else {}
    return names | {f"account:{i}": label for i, label in labels.items()}


def _say(words: str, event: Event, names: Mapping[str, str]) -> str:
    told_: dict[str, Any] = dict(event.payload)
    unit = names.get(f"unit:{told_.get('unit')}", "đơn vị")
    officer = names.get(f"account:{told_.get('account')}", "")
    told_["unit"], told_["officer"] = unit, f", {officer}" if officer else ""
    told_["officer_of"] = officer or unit
    if "decision" in told_:
        told_["decision"] = _DECISIONS.get(told_["decision"], told_["decision"])
    if "kind" in told_:
        told_["kind"] = _KINDS.get(told_["kind"], told_["kind"])
    if "state" in told_:
        told_["state"] = _STATES.get(told_["state"], told_["state"])
    if "period" in told_:
        told_["period"] = f", {span_name(told_['period'])}" if told_["period"] else ""
    if "value" in told_:
        told_["value"] = number_vi(Decimal(told_["value"]))
    for name in event.erased:
        told_[name] = "(đã xóa)"
    if event.name in ("TaskPlaced", "TaskClosed"):
        told_["reason"] = f". {told_['reason']}" if told_["reason"] else ""
    return " ".join(words.format(**told_).split()).strip()
