"""What a report proposes for its last sections: what is wanting and why, what comes next, what is asked for. Pure.

Only what the figures and the officers' own words say; why something is so beyond that, the officer writes.
"""

from __future__ import annotations

from decimal import Decimal

from motcua.monitoring.figures import Figure
from motcua.plans.data_files import told
from motcua.plans.reporting import sentences, words
from motcua.plans.reporting.model import Material, TargetLine
from motcua.plans.reporting.sentences import Goal

_NAMED_TARGETS = 10
_NAMED_TASKS = 10


def shortcomings(of: Material) -> list[str]:
    """Return what is wanting: targets missed, figures that worsened, dossiers and tasks late, difficulties told."""
    data = told("report")
    made = [f"- {one}" for one in (*_missed(of), *_worse(of, data))]
    late = of.figures.get("late.share")
    if late is not None and late.numerator:
        made.append(f"- {sentences.lateness(late.numerator, late.denominator or 0, of.slowest, data['slowest'])}")
    overdue = [line for line in of.tasks if line.state in ("late", "not_done")]
    for line in overdue[:_NAMED_TASKS]:
        why = f" Lý do: {words.lowered(words.shortened(line.reason))}." if line.reason else ""
        due = f", hạn {words.day(line.due_on)}" if line.due_on else ""
        state = "quá hạn" if line.state == "late" else "không hoàn thành"
        made.append(f"- Nhiệm vụ {state}: {words.lowered(words.shortened(line.text))}{due}.{why}")
    if len(overdue) > _NAMED_TASKS:
        made.append(f"- Còn {words.amount(len(overdue) - _NAMED_TASKS)} nhiệm vụ khác, xem phụ lục.")
    made += [
        f"- Khó khăn của nhiệm vụ “{words.shortened(one.task, 120)}”: {words.lowered(words.shortened(one.text))}."
        for one in of.matters
        if one.kind == "difficulty"
    ]
    if missing := _missing(of):
        names = "; ".join(words.lowered(figure.name) for figure in missing)
        made.append(f"- Có {words.amount(len(missing))} số liệu chưa có nguồn dữ liệu nên chưa tính được: {names}.")
    return made or ["Trong kỳ, số liệu không ghi nhận tồn tại."]


def directions(of: Material) -> list[str]:
    """Return what comes next: what can still be done with which dossiers, targets to reach, tasks that fall due."""
    data = told("report")
    made = [f"- {data['raises'][key].format(n=words.amount(n))}" for key, n in of.raises if key in data["raises"]]
    made += [f"- {one}" for one in dict.fromkeys(_aims(of))]
    for task in of.tasks:
        if task.state == "late":
            made.append(f"- Hoàn thành ngay nhiệm vụ quá hạn: {words.lowered(words.shortened(task.text))}.")
    for task in of.tasks:
        if task.next_due_on is not None and task.state in ("open", "doing"):
            due = words.day(task.next_due_on)
            made.append(f"- Hoàn thành đúng hạn: {words.lowered(words.shortened(task.text))} (hạn {due}).")
    return made or ["Tiếp tục duy trì các kết quả đã đạt được."]


def proposals(of: Material) -> list[str]:
    """Return what is asked for: proposals told of tasks, and the sources of figures that are missing."""
    made = [f"- {words.begun(words.shortened(one.text))}." for one in of.matters if one.kind == "proposal"]
    if unconnected := [figure for figure in _missing(of) if "ết nối" in figure.no_source]:
        names = "; ".join(words.lowered(figure.name) for figure in unconnected)
        made.append(f"- Đề nghị cấp có thẩm quyền sớm kết nối để có nguồn dữ liệu tính: {names}.")
    return made or ["Không có kiến nghị."]


def _missing(of: Material) -> list[Figure]:
    """Figures the report speaks of that have no source yet."""
    keys = [row["key"] for part in told("report")["parts"] for row in part["figures"]]
    return [of.figures[key] for key in keys if key in of.figures and of.figures[key].kind == "missing"]


def _aims(of: Material) -> list[str]:
    """What to bring where, for each target missed."""
    made = []
    for line in _known(of):
        if line.state != "missed" or line.figure is None or line.figure.value is None or line.value is None:
            continue
        asked = words.asked(line.op, line.value, line.figure.unit)
        now = words.measured(line.figure.value, line.figure.unit)
        way = ("Nâng", "lên") if line.value > line.figure.value else ("Giảm", "xuống")
        by = f" trước ngày {words.day(line.due_on)}" if line.due_on and line.due_on > of.as_of else ""
        made.append(f"{way[0]} {_named(line)} từ {now} {way[1]} {asked}{by}.")
    return made


def _known(of: Material) -> list[TargetLine]:
    return [line for line in of.targets if line.state in ("met", "missed")]


def _missed(of: Material) -> list[str]:
    made = []
    for line in _known(of)[:_NAMED_TARGETS]:
        if (
            line.state == "missed"
            and line.figure is not None
            and line.figure.value is not None
            and line.value is not None
        ):
            verdict = sentences.against_goal(line.figure, Goal(line.op, line.value))
            reached = words.measured(line.figure.value, line.figure.unit)
            made.append(f"{words.begun(_named(line))} {line.period} là {reached}, {verdict}.")
    return made


def _named(line: TargetLine) -> str:
    return words.lowered(line.figure.name) if line.figure is not None else words.lowered(words.shortened(line.text))


def _worse(of: Material, data: dict[str, object]) -> list[str]:
    """Figures in percent that went the wrong way by what is worth saying, where no target tells of them."""
    least = Decimal(str(data["worth_saying"]))
    aimed = {line.key for line in of.targets if line.state in ("met", "missed")}
    made = []
    for part in told("report")["parts"]:
        for row in part["figures"]:
            key = row["key"]
            now, before = of.figures.get(key), (of.before or {}).get(key)
            if now is None or key in aimed or now.unit != "%" or now.kind == "compare":
                continue
            if before is not None and sentences.worsened(now, before, least) and now.value is not None:
                by = words.distance(abs(now.value - (before.value or 0)), "%")
                way = "tăng" if now.value > (before.value or 0) else "giảm"
                made.append(f"{row.get('says', now.name)} {way} {by} so với {_before_name(of)}.")
    return made


def _before_name(of: Material) -> str:
    return words.span(of.period.before()) if of.period.kind != "span" else "kỳ liền trước cùng độ dài"
