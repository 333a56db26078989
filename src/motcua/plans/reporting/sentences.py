"""Sentences that say what figures say, exactly: how much, of how many, how it moved, how it stands to its target. Pure.

Each function takes plain figures and returns one whole sentence, or part of one where it says so. A sentence holds no
number that is not one of its figures, a difference of two of them, or a share of one in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from motcua.monitoring.figures import Figure
from motcua.monitoring.periods import Period
from motcua.plans.reporting import words
from motcua.plans.rules import targets


@dataclass(frozen=True)
class Goal:
    """What a plan asks of a figure, in the unit of the figure."""

    op: str
    value: Decimal


def counted(unit: str, period: Period, now: int, online: int, *, until: date | None = None) -> str:
    """Say how many dossiers came, and how many of them online. `until`: the period still runs.

    >>> counted("UBND xã Mẫu", Period.parse("2026-10"), 1284, 922)
    'Trong tháng 10/2026, UBND xã Mẫu tiếp nhận 1.284 hồ sơ, trong đó 922 hồ sơ nộp trực tuyến (71,81%).'
    >>> counted("UBND xã Mẫu", Period.parse("2026-10"), 1, 1)
    'Trong tháng 10/2026, UBND xã Mẫu tiếp nhận 1 hồ sơ, nộp trực tuyến.'
    """
    lead = words.during(period) + (f" (tính đến ngày {words.day(until)})" if until else "")
    if not now:
        return f"{lead}, {unit} không phát sinh hồ sơ thủ tục hành chính."
    told = f"{lead}, {unit} tiếp nhận {words.amount(now)} hồ sơ"
    if now == 1:
        return f"{told}, {'nộp trực tuyến' if online else 'không phải nộp trực tuyến'}."
    if online == now:
        return f"{told}, tất cả nộp trực tuyến."
    if not online:
        return f"{told}, không có hồ sơ nào nộp trực tuyến."
    part = words.measured(targets.rounded(Decimal(online) * 100 / now), "%")
    return f"{told}, trong đó {words.amount(online)} hồ sơ nộp trực tuyến ({part})."


def against_count(now: int, before: int | None, before_name: str) -> str:
    """Say how a number of dossiers moved; "" where nothing is known of the time before.

    >>> against_count(1284, 1164, "tháng 9/2026")
    'So với tháng 9/2026 (1.164 hồ sơ), số hồ sơ tiếp nhận tăng 120 hồ sơ (10,31%).'
    >>> against_count(0, 0, "tháng 9/2026"), against_count(5, 0, "tháng 9/2026"), against_count(5, None, "")
    ('Tháng 9/2026 cũng không phát sinh hồ sơ.', 'Tháng 9/2026 không phát sinh hồ sơ nên không so sánh.', '')
    """
    if before is None:
        return ""
    if not before:
        nothing = "không phát sinh hồ sơ nên không so sánh" if now else "cũng không phát sinh hồ sơ"
        return f"{words.begun(before_name)} {nothing}."
    lead = f"So với {before_name} ({words.amount(before)} hồ sơ), số hồ sơ tiếp nhận"
    if now == before:
        return f"{lead} không thay đổi."
    by = abs(now - before)
    part = words.measured(targets.rounded(Decimal(by) * 100 / before), "%")
    return f"{lead} {'tăng' if now > before else 'giảm'} {words.amount(by)} hồ sơ ({part})."


def said(
    name: str, now: Figure, *, before: Figure | None = None, before_name: str = "", goal: Goal | None = None,
    verb: str = "đạt", of: str = "hồ sơ",
) -> str:  # fmt: skip
    """Say one figure: its value, what it was counted from, how it moved, how it stands to its goal.

    `of` is what is counted. What has no source says so; what nothing came of says so, and is neither met nor missed.
    """
    if now.no_source:
        return f"{name}: {words.NO_SOURCE} ({_because(now.no_source)})."
    if now.value is None:
        few = "chưa đủ hồ sơ để so với nộp trực tiếp" if now.kind == "compare" else f"không phát sinh {of} để tính"
        return f"{name}: {few}."
    parts = [f"{_compared(name, now) if now.kind == 'compare' else f'{name} {verb} {_value(now)}'}{_from(now, of)}"]
    if before is not None:
        parts.append(_change(now, before, before_name, of))
    told = ", ".join(part for part in parts if part)
    return f"{told}; {against_goal(now, goal)}." if goal is not None else f"{told}."


def against_goal(now: Figure, goal: Goal) -> str:
    """Say how a figure that is known stands to its goal, as the end of a sentence.

    >>> share = Figure("x", "", "share", "%", Decimal("71.83"), 1, 1)
    >>> against_goal(share, Goal(">=", Decimal(70))), against_goal(share, Goal(">=", Decimal("71.83")))
    ('đạt, vượt 1,83 điểm phần trăm so với chỉ tiêu 70%', 'đạt chỉ tiêu 71,83%')
    >>> against_goal(share, Goal(">=", Decimal(80))), against_goal(share, Goal("<=", Decimal(70)))
    ('chưa đạt, còn thiếu 8,17 điểm phần trăm so với chỉ tiêu 80%', 'chưa đạt, cao hơn 1,83 điểm phần trăm so với chỉ tiêu không quá 70%')
    """  # noqa: E501
    value = now.value or Decimal(0)
    asked = f"chỉ tiêu {words.asked(goal.op, goal.value, now.unit)}"
    by = words.distance(abs(value - goal.value), now.unit)
    if value == goal.value:
        return f"{'đạt' if targets.is_met(goal.op, value, goal.value) else 'chưa đạt'} {asked}"
    upward = goal.op in (">=", ">")
    if targets.is_met(goal.op, value, goal.value):
        return f"đạt, {'vượt' if upward else 'thấp hơn'} {by} so với {asked}"
    if goal.op == "=":
        return f"chưa đạt, {'cao hơn' if value > goal.value else 'còn thiếu'} {by} so với {asked}"
    return f"chưa đạt, {'còn thiếu' if upward else 'cao hơn'} {by} so với {asked}"


def worsened(now: Figure, before: Figure | None, least: Decimal) -> bool:
    """Tell whether a figure went the wrong way by at least so much."""
    if before is None or now.value is None or before.value is None:
        return False
    by = now.value - before.value
    return (by if now.better == "lower" else -by) >= least


def lateness(late: int, all_: int, slowest: Mapping[str, int], named: Mapping[str, str]) -> str:
    """Say how many dossiers are late and which part of the way took longest in them.

    >>> lateness(3, 120, {"signing": 2, "handling": 1}, {"signing": "chờ ký", "handling": "thụ lý"})
    'Có 3 hồ sơ quá hạn (2,50% số hồ sơ tiếp nhận); phần việc mất nhiều thời gian nhất ở các hồ sơ này: chờ ký 2 hồ sơ, thụ lý 1 hồ sơ.'
    >>> lateness(0, 120, {}, {}), lateness(0, 0, {}, {})
    ('Không có hồ sơ quá hạn.', '')
    """  # noqa: E501
    if not all_:
        return ""
    if not late:
        return "Không có hồ sơ quá hạn."
    part = words.measured(targets.rounded(Decimal(late) * 100 / all_), "%")
    lead = f"Có {words.amount(late)} hồ sơ quá hạn ({part} số hồ sơ tiếp nhận)"
    known = sorted(((n, key) for key, n in slowest.items() if key in named and n), key=lambda one: (-one[0], one[1]))
    if not known:
        return f"{lead}."
    if late == 1:
        return f"{lead}; phần việc mất nhiều thời gian nhất: {named[known[0][1]]}."
    told = ", ".join(f"{named[key]} {words.amount(n)} hồ sơ" for n, key in known)
    return f"{lead}; phần việc mất nhiều thời gian nhất ở các hồ sơ này: {told}."


def most_used(rows: Sequence[tuple[str, int]]) -> str:
    """Say which procedures had most dossiers, the most first; "" where none had any.

    >>> most_used([("Khai sinh", 40), ("Chứng thực", 12)])
    'Thủ tục phát sinh nhiều hồ sơ nhất: Khai sinh (40 hồ sơ), Chứng thực (12 hồ sơ).'
    >>> most_used([("Khai sinh", 1)])
    'Hồ sơ thuộc thủ tục: Khai sinh (1 hồ sơ).'
    """
    if not rows:
        return ""
    lead = "Hồ sơ thuộc thủ tục" if len(rows) == 1 else "Thủ tục phát sinh nhiều hồ sơ nhất"
    return f"{lead}: {', '.join(f'{name} ({words.amount(n)} hồ sơ)' for name, n in rows)}."


def scored(
    value: Decimal | None, proven: Decimal, out_of: Decimal, missing: int, band: str, before: Decimal | None, name: str
) -> str:
    """Say an index: points on what can be counted, then with what has no source as zero. Nothing is given unseen.

    >>> scored(Decimal("86.42"), Decimal("51.85"), Decimal(60), 9, "Tốt", Decimal("84.90"), "tháng 9/2026")
    'Bộ chỉ số 766 đạt 86,42 điểm trên thang 100 (mức Tốt), tăng 1,52 điểm so với tháng 9/2026; tính trên 60 điểm đã có nguồn dữ liệu. Nếu tính 9 dòng chưa có nguồn dữ liệu là 0 điểm thì được 51,85 điểm.'
    """  # noqa: E501
    if value is None:
        return "Bộ chỉ số 766: không phát sinh hồ sơ để tính."
    now, was = (Figure("", "", "points", "điểm", one) for one in (value, before))
    change = _change(now, was, name, "") if before is not None else ""
    told = f"Bộ chỉ số 766 đạt {words.amount(value)} điểm trên thang 100{f' (mức {band})' if band else ''}"
    told += f", {change}" if change else ""
    if not missing:
        return f"{told}."
    return (
        f"{told}; tính trên {words.amount(out_of)} điểm đã có nguồn dữ liệu. Nếu tính {words.amount(missing)} dòng chưa"
        f" có nguồn dữ liệu là 0 điểm thì được {words.amount(proven)} điểm."
    )


def tally(what: str, parts: Sequence[tuple[int, str]]) -> str:
    """Say how some things are divided, as a sentence from "Trong"; parts of zero are not named.

    >>> tally("nhiệm vụ", [(2, "đã hoàn thành"), (0, "quá hạn"), (1, "đang thực hiện")])
    'Trong 3 nhiệm vụ có 2 đã hoàn thành, 1 đang thực hiện.'
    >>> tally("chỉ tiêu", [(4, "đạt")]), tally("chỉ tiêu", [(1, "chưa đạt")]), tally("chỉ tiêu", [])
    ('Cả 4 chỉ tiêu đạt.', 'Có 1 chỉ tiêu, chưa đạt.', '')
    """
    known = [(n, name) for n, name in parts if n]
    count = sum(n for n, _ in known)
    if not known:
        return ""
    if len(known) == 1:
        return f"Có 1 {what}, {known[0][1]}." if count == 1 else f"Cả {words.amount(count)} {what} {known[0][1]}."
    return f"Trong {words.amount(count)} {what} có {', '.join(f'{words.amount(n)} {name}' for n, name in known)}."


def _value(now: Figure) -> str:
    return words.measured(now.value or 0, now.unit)


def _compared(name: str, now: Figure) -> str:
    """Online against direct: the sign is a word."""
    value = now.value or Decimal(0)
    if not value:
        return f"{name} bằng hồ sơ nộp trực tiếp"
    return f"{name} {'ngắn hơn' if value > 0 else 'dài hơn'} hồ sơ nộp trực tiếp {words.measured(abs(value), '%')}"


def _from(now: Figure, of: str) -> str:
    """What a figure was counted from, in brackets."""
    n, d = now.numerator, now.denominator
    if now.kind == "count" or not d:
        return ""
    if n is None:
        told = f"đo trên {words.amount(d)} {of}"
        if now.median is not None and now.unit:
            told = f"trung vị {words.measured(now.median, now.unit)}, {told}"
        return f" ({told})"
    if n == d > 1:
        return f" (tất cả {words.amount(d)} {of})"
    if not n and d > 1 and " " not in of.removeprefix("hồ sơ").removeprefix("thủ tục"):
        return f" (không có {of} nào trong {words.amount(d)} {of})"
    return f" ({words.amount(n)}/{words.amount(d)} {of})"


def _change(now: Figure, before: Figure, name: str, of: str) -> str:
    if before.no_source:
        return ""
    if before.value is None or now.value is None:
        return f"{name} không phát sinh {of} để so sánh"
    by = now.value - before.value
    if not by:
        return f"không thay đổi so với {name}"
    return f"{'tăng' if by > 0 else 'giảm'} {words.distance(abs(by), now.unit)} so với {name}"


def _because(text: str) -> str:
    return words.lowered(text.rstrip(". "))
