"""From material to a report: what its first section says, its tables, and how it is put together. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from motcua.monitoring.figures import Figure
from motcua.plans.data_files import told
from motcua.plans.reporting import closing, sentences, words
from motcua.plans.reporting.appendices import appendices, main_grid
from motcua.plans.reporting.model import Free, Material, Part, PlanHead, Report, Section, TargetLine
from motcua.plans.reporting.sentences import Goal


def draft(of: Material, free: Free | None = None) -> Report:
    """Return the report of a unit; `free` holds what an officer wrote in the place of a proposed section."""
    free, data = free or {}, told("report")
    headings = data["headings"]
    proposed = proposals(of)
    sections = [Section(headings["results"], tuple(_results(of, data)))]
    for key in ("shortcomings", "directions", "proposals"):
        text = free.get(key) or proposed[key]
        sections.append(Section(headings[key], (Part("", paragraphs(text)),)))
    recipients = free.get("recipients") or proposed["recipients"]
    return Report(
        unit=of.unit,
        superior=of.superior,
        place=of.place,
        made_at=of.made_at,
        symbol=data["symbol"],
        title=data["title"],
        subject=subject(of),
        addressees=(of.superior,) if of.superior else (),
        opening=_opening(of),
        sections=tuple(sections),
        closing=f"Trên đây là báo cáo của {of.unit}./.",
        appendices=appendices(of),
        recipients=[line.lstrip("- ").rstrip(" ;.") for line in paragraphs(recipients)],
        authority=of.authority,
        signer=of.signer,
        standing=standing(of),
    )


def proposals(of: Material) -> dict[str, str]:
    """Return what is proposed for the sections an officer may write himself, a paragraph a line."""
    data = told("report")
    kept = data["recipients"] if of.superior else data["recipients_without_superior"]
    return {
        "shortcomings": "\n".join(closing.shortcomings(of)),
        "directions": "\n".join(closing.directions(of)),
        "proposals": "\n".join(closing.proposals(of)),
        "recipients": "\n".join(line.format(unit=of.unit) for line in kept),
    }


def subject(of: Material) -> str:
    """Return what a report is about, as it stands under its name."""
    data = told("report")
    if of.plan is None:
        return str(data["monthly_subject"].format(period=words.span(of.period)))
    name = plan_name(of.plan, longest=160)
    return str(data["plan_subject"].format(plan=name, period=words.span(of.period)))


def plan_name(plan: PlanHead, *, longest: int = words.LONGEST) -> str:
    """Name a plan inside a sentence: "Kế hoạch số 12/KH-UBND ngày 5/1/2026 (nâng cao …)"."""
    title = words.shortened(plan.title, longest)
    if not plan.number:
        return title
    bare = title[len("kế hoạch") :].strip() if title.lower().startswith("kế hoạch") else title
    on = f" ngày {words.day(plan.issued_on)}" if plan.issued_on else ""
    by = f" của {plan.issuer}" if plan.issuer else ""
    return f"Kế hoạch số {plan.number}{on}{by}{f' ({words.lowered(bare)})' if bare else ''}"


def standing(of: Material) -> str:
    """Say where the figures are from, and that they may be made again."""
    kept = of.standing
    at = kept.counted_at
    if kept.closed_at is None:
        told_ = f"Số liệu tính lúc {at:%H:%M} ngày {words.day(at.date())} từ nhật ký sự kiện của từng hồ sơ"
        return f"{told_}; chưa chốt, còn thay đổi theo việc giải quyết hồ sơ."
    told_ = (
        f"Số liệu {words.span(of.period)} đã chốt và ký số ngày {words.day(kept.closed_at.date())}"
        f" ({kept.closed_by}), mã kiểm {kept.code}."
    )
    if kept.corrections:
        told_ += f" Từ khi chốt có {words.amount(kept.corrections)} số liệu tính lại khác đi; báo cáo dùng số đã chốt."
    if of.procedures:
        told_ += f" Bảng theo thủ tục và nguyên nhân quá hạn tính lúc {at:%H:%M} ngày {words.day(at.date())}."
    return told_


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def goals(of: Material) -> dict[str, Goal]:
    """Return the target of each figure that sentences hold it against: of the first plan that has one."""
    found: dict[str, Goal] = {}
    for line in of.targets:
        if line.key and line.value is not None and line.state in ("met", "missed", "no_cases"):
            found.setdefault(line.key, Goal(line.op, line.value))
    return found


def comparable(of: Material) -> Mapping[str, Figure]:
    """Return the figures of the period before, none where no dossier came then: that is said once, not at each."""
    return of.before if of.before is not None and of.before["dossiers.received"].numerator else {}


def _opening(of: Material) -> list[str]:
    what = "kết quả thực hiện" if of.plan else "kết quả"
    named = of.plan or (of.plans[0] if of.plans else None)
    lead = f"Thực hiện {plan_name(named)}, " if named else ""
    return [f"{lead}{of.unit} báo cáo {what} {_of_period(of)} như sau:", standing(of)]


def _of_period(of: Material) -> str:
    name = words.span(of.period)
    return f"{name} (tính đến ngày {words.day(of.as_of)})" if of.is_running else name


def _results(of: Material, data: dict[str, Any]) -> Iterator[Part]:
    aims, before = goals(of), comparable(of)
    before_name = words.span(of.period.before()) if of.period.kind != "span" else "kỳ liền trước cùng độ dài"
    yield Part("", ["Một số kết quả chính:"], main_grid(of, aims))
    number = 0
    for part in data["parts"]:
        number += 1
        told_ = list(_received(of, before_name, data)) if part["key"] == "handling" else []
        for line in part["figures"]:
            figure = of.figures.get(line["key"])
            if figure is None:
                continue
            told_.append(
                sentences.said(
                    line.get("says", figure.name),
                    figure,
                    before=before.get(line["key"]),
                    before_name=before_name,
                    goal=aims.get(line["key"]),
                    verb=line.get("verb", "đạt"),
                    of=line.get("of", "hồ sơ"),
                )
            )
        if part["key"] == "handling":
            told_.append(_late(of, data))
        yield Part(f"{number}. {part['title']}", [f"- {one}" for one in told_ if one])
    score = of.score
    said = sentences.scored(
        score.value, score.proven, score.out_of, score.missing, score.band, of.score_before, before_name
    )
    yield Part(f"{number + 1}. Điểm đánh giá chất lượng phục vụ", [f"- {said}"])
    if of.targets:
        number += 1
        yield Part(f"{number + 1}. Thực hiện chỉ tiêu kế hoạch", list(_targets(of)))
    if of.tasks:
        yield Part(f"{number + 2}. Thực hiện nhiệm vụ kế hoạch", list(_tasks(of)))


def _received(of: Material, before_name: str, data: dict[str, Any]) -> Iterator[str]:
    now = of.figures["dossiers.received"].numerator or 0
    online = of.figures["online.share"].numerator or 0
    yield sentences.counted(of.unit, of.period, now, online, until=of.as_of if of.is_running else None)
    if of.is_running and comparable(of):
        yield f"Kỳ báo cáo chưa hết nên không so sánh số lượng với {before_name}."
    elif of.before is not None:
        yield sentences.against_count(now, of.before["dossiers.received"].numerator, before_name)
    top = sorted(of.procedures, key=lambda row: (-row.received, row.title))[: data["top_procedures"]]
    yield sentences.most_used([(words.shortened(row.title, 90), row.received) for row in top])


def _late(of: Material, data: dict[str, Any]) -> str:
    figure = of.figures.get("late.share")
    if figure is None or figure.numerator is None:
        return ""
    return sentences.lateness(figure.numerator, figure.denominator or 0, of.slowest, data["slowest"])


def _targets(of: Material) -> Iterator[str]:
    count = {state: sum(line.state == state for line in of.targets) for state, _ in TARGET_STATES}
    all_ = sentences.tally("chỉ tiêu", [(count[state], name) for state, name in TARGET_STATES])
    yield f"Tính đến hết ngày {words.day(of.as_of)}, {words.lowered(all_)}"
    for line in of.targets:
        if line.state in ("met", "missed"):
            yield f"- {target_said(line)}"


def target_said(line: TargetLine) -> str:
    """Say one target with what was reached, over its own period."""
    figure, value = line.figure, line.value or Decimal(0)
    if figure is None or figure.value is None:
        return f"{words.shortened(line.text)}."
    reached = words.measured(figure.value, figure.unit)
    verdict = sentences.against_goal(figure, Goal(line.op, value))
    return f"{words.shortened(line.text)}: kết quả {line.period} là {reached}; {verdict}."


TARGET_STATES = (
    ("met", "đạt"),
    ("missed", "chưa đạt"),
    ("no_cases", "không phát sinh hồ sơ để tính"),
    ("no_source", "chưa có nguồn dữ liệu"),
    ("other_unit", "tính bằng đơn vị khác với số liệu của hệ thống"),
    ("unbound", "không gắn với số liệu của hệ thống"),
    ("ahead", "chưa đến kỳ tính"),
)
TASK_STATES = (
    ("done", "đã hoàn thành"),
    ("doing", "đang thực hiện"),
    ("open", "chưa bắt đầu"),
    ("late", "quá hạn"),
    ("not_done", "không hoàn thành"),
)


def _tasks(of: Material) -> Iterator[str]:
    count = {state: sum(line.state == state for line in of.tasks) for state, _ in TASK_STATES}
    all_ = sentences.tally("nhiệm vụ", [(count[state], name) for state, name in TASK_STATES])
    yield f"Đến hết ngày {words.day(of.as_of)}, {words.lowered(all_)}"
    done = [line for line in of.tasks if line.is_done_here and line.state == "done"]
    if done:
        yield "Hoàn thành trong kỳ:"
    for line in done:
        on = f" (ngày {words.day(line.closed_on)})" if line.closed_on else ""
        yield f"- {words.shortened(line.text)}{on}."
    for line in of.tasks:
        if line.state == "doing":
            counted = f" ({line.counted})" if line.counted else ""
            yield f"- Đang thực hiện: {words.lowered(words.shortened(line.text))}, {line.percent}%{counted}."
    money = sum((line.budget_amount for line in of.tasks if line.budget_amount), Decimal(0))
    if money:
        yield f"Kinh phí dự toán của các nhiệm vụ: {words.dong(money)}."
