"""Words of the pages of plans: numbers with their sign and measure, days, states, what to do where something lacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.monitoring.periods import Period
from motcua.plans import live
from motcua.plans.live import NO_SOURCE, Foretold, Live
from motcua.plans.queries import Measured
from motcua.plans.rules.spans import span_name
from motcua.plans.rules.targets import Chance, Pace, number_vi, rounded
from motcua.platform.clock.now import ZONE
from motcua.platform.text import date_vi, number

STATUS = {
    "draft": ("Đang xem xét", "wait", "edit"),
    "reviewed": ("Chờ duyệt", "gold", "clock"),
    "in_force": ("Có hiệu lực", "good", "check"),
    "superseded": ("Đã thay", "plain", "book"),
}
TASK_STATE = {
    "late": ("Quá hạn", "late"),
    "doing": ("Đang làm", "soon"),
    "open": ("Chưa làm", "paused"),
    "done": ("Đã xong", "on_time"),
    "not_done": ("Không hoàn thành", "late"),
}
RECURRENCE = {
    "": "Một lần",
    "continuous": "Thường xuyên, báo cáo hằng tháng",
    "monthly": "Hằng tháng",
    "quarterly": "Hằng quý",
    "yearly": "Hằng năm",
}
OPS = {">=": "từ … trở lên", "<=": "không quá …", "=": "bằng …", "<": "dưới …", ">": "trên …"}
_OPS = {">=": "{} trở lên", "<=": "không quá {}", "=": "{}", "<": "dưới {}", ">": "trên {}"}
ENTRY = {
    "progress": "Tiến độ",
    "count": "Số lượng",
    "file": "Minh chứng: tệp",
    "link": "Minh chứng: liên kết",
    "figure": "Minh chứng: số liệu đã chốt",
    "difficulty": "Khó khăn, vướng mắc",
    "proposal": "Đề xuất sửa kế hoạch",
    "answer": "Trả lời",
    "closed": "Kết thúc",
    "reopened": "Mở lại",
}
ALERT = {
    "target_given": "Bạn được giao chỉ tiêu, cần xác nhận",
    "target_waits": "Chỉ tiêu giao cho bạn chưa được xác nhận",
    "target_objected": "Có ý kiến về chỉ tiêu bạn đã giao",
    "objection_answered": "Ý kiến của bạn về chỉ tiêu đã được trả lời",
    "task_given": "Bạn được giao nhiệm vụ",
    "task_due": "Nhiệm vụ sắp đến hạn",
    "task_late": "Nhiệm vụ đã quá hạn",
    "matter_answered": "Khó khăn, đề xuất của bạn đã được trả lời",
}
ASSIGNMENT = {
    "given": ("Chờ xác nhận", "soon"),
    "acknowledged": ("Đã nhận", "on_time"),
    "objected": ("Có ý kiến", "late"),
    "ended": ("Đã thay bằng lần giao khác", "paused"),
}
FAULT = {
    ("title", "missing"): "Ghi tên kế hoạch.",
    ("last_day", "before_first"): "Ngày cuối không thể trước ngày đầu.",
    ("supersedes", "not_in_force"): "Chọn một kế hoạch đang có hiệu lực của đơn vị.",
    ("unit", "not_a_committee"): "Chọn cơ quan ban hành.",
    ("unit", "not_under"): "Đơn vị này không thuộc phạm vi của kế hoạch.",
    ("text", "missing"): "Ghi nội dung.",
    ("op", "unknown"): "Chọn cách so sánh.",
    ("value", "missing"): "Ghi mức phải đạt bằng số, ví dụ 95 hoặc 1,5.",
    ("value", "malformed"): "Ghi mức phải đạt bằng số, ví dụ 95 hoặc 1,5.",
    ("value", "too_big"): "Số này lớn quá mức ghi được.",
    ("value", "none"): "Chỉ tiêu chưa có mức cho đơn vị này. Đặt mức trước khi giao.",
    ("year", "out_of_range"): "Ghi năm từ 2000 đến 2100.",
    ("each_of", "out_of_range"): "Ghi số dịch vụ từ 1 đến 1.000.000.",
    ("indicator", "unknown"): "Chọn một số liệu trong danh sách.",
    (
        "indicator",
        "no_source",
    ): "Số liệu này chưa có nguồn dữ liệu nên chưa chốt được. Đưa tệp hoặc liên kết minh chứng.",
    ("period", "malformed"): "Chọn tháng, quý hoặc năm trong danh sách.",
    ("recurrence", "unknown"): "Chọn lịch thực hiện.",
    ("settled", "missing"): "Ghi mức nào được áp dụng và vì sao.",
    ("reason", "missing"): "Ghi lý do.",
    (
        "reason",
        "no_evidence",
    ): "Chưa có minh chứng. Đưa tệp, liên kết, số liệu; hoặc ghi lý do kết thúc không kèm minh chứng.",
    ("why", "missing"): "Ghi lý do đặt mức này.",
    ("account", "not_here"): "Chọn một người đang giữ vị trí ở đơn vị này.",
    ("words", "missing"): "Ghi ý kiến của bạn.",
    ("percent", "out_of_range"): "Ghi một số từ 0 đến 100.",
    ("done_count", "out_of_range"): "Số đã làm không lớn hơn tổng số; tổng số từ 1 trở lên.",
    ("url", "malformed"): "Ghi địa chỉ đầy đủ, bắt đầu bằng https:// hoặc http://.",
    ("owner", "not_here"): "Chọn một người đang giữ vị trí ở đơn vị chủ trì hoặc cơ quan ban hành.",
    ("lead_unit", "not_under"): "Chọn một đơn vị thuộc phạm vi của kế hoạch.",
    ("budget_amount", "out_of_range"): "Ghi số tiền bằng đồng, không âm.",
    ("budget_amount", "malformed"): "Ghi số tiền bằng đồng, chỉ gồm chữ số.",
    ("people", "out_of_range"): "Ghi số dân, từ 1 người.",
    ("counted_on", "future"): "Ngày thống kê không thể sau hôm nay.",
    ("counted_on", "missing"): "Ghi ngày thống kê.",
    ("source", "missing"): "Ghi nguồn: ai thống kê, văn bản nào.",
    ("mark", "unknown"): "Chọn mức tin cậy.",
    ("paper", "missing"): "Chọn tệp kế hoạch.",
    ("paper", "kind"): "Chỉ đọc được tệp .docx, .pdf, .txt.",
    ("paper", "too_big"): "Tệp lớn quá 10 MB. Bỏ bớt ảnh trong tệp rồi gửi lại.",
    ("paper", "empty"): "Tệp này rỗng. Chọn tệp khác.",
    ("paper", "unreadable"): "Chưa đọc được chữ trong tệp này. Nếu là bản chụp, dùng bản .docx; hoặc nhập tay.",
    ("file", "missing"): "Chọn tệp minh chứng.",
    ("items", "undecided"): "Còn mục chưa quyết định: nhận, sửa hoặc bỏ từng mục.",
    ("items", "none"): "Kế hoạch chưa có chỉ tiêu, nhiệm vụ nào được nhận.",
    ("contradictions", "unsettled"): "Còn chỗ mâu thuẫn chưa kết luận.",
    ("period", "missing"): "Chưa có thời gian thực hiện. Điền ở Thông tin kế hoạch.",
}


def fault(field: str, why: str) -> str:
    """Return what to do about a refusal at a field."""
    if why == "malformed_date":
        return "Điền đủ ngày, tháng, năm; hoặc để trống cả ba."
    return FAULT.get((field, why)) or ("Ghi ngắn lại." if why == "too_long" else "Xem lại chỗ này.")


def amount(value: Decimal | int | None, measure: str) -> str:
    """Write a number with its measure: 95%, 500 hồ sơ, 4,5 phút; a dash where nothing is known."""
    if value is None:
        return "—"
    said = number_vi(rounded(Decimal(value)))
    if measure.startswith("%"):
        return f"{said}%{measure[1:]}"
    return f"{said} {measure}".strip()


def wanted(op: str, value: Decimal | None, measure: str) -> str:
    """Write what a target asks: "70% trở lên", "không quá 5 phút"."""
    return _OPS[op].format(amount(value, measure))


def points(value: Decimal, measure: str) -> str:
    """Write a distance: of shares in points of percent."""
    return amount(value, "điểm %" if measure.startswith("%") else measure)


def gap_words(one: Measured) -> str:
    """Say how far a figure is from its target, or why that is not known."""
    if not one.target.indicator:
        return "Chưa gắn số liệu"
    if one.figure is None or one.gap is None:
        return said_why(one.figure)
    measure = one.target.measure
    if one.is_met:
        return f"Đạt, vượt {points(one.gap, measure)}" if one.gap else "Đạt"
    return f"Còn thiếu {points(-one.gap, measure)}"


def said_why(figure: Live | None) -> str:
    """Say why there is no figure."""
    words = figure.no_source if figure is not None and figure.no_source else NO_SOURCE
    return (words[:1].upper() + words[1:]).rstrip(".")


def pace_words(pace: Pace | None, measure: str) -> str:
    """Say how fast a figure must move, and how it moved in the last whole month."""
    if pace is None:
        return ""
    months = number_vi(rounded(pace.months_left, 1))
    need = f"Cần tiến {points(pace.needed, measure)} mỗi tháng trong {months} tháng còn lại"
    if pace.last is None:
        return f"{need}."
    if not pace.last:
        return f"{need}; tháng vừa qua không đổi."
    return f"{need}; tháng vừa qua {'tiến' if pace.last > 0 else 'lùi'} {points(abs(pace.last), measure)}."


CHANCE = {
    "will": ("Dự báo sẽ đạt", "good", "check"),
    "hardly": ("Dự báo khó đạt", "wait", "alert"),
    "open": ("Dự báo chưa chắc", "plain", "clock"),
}


def foreseen(chances: Mapping[Chance, int]) -> str:
    """Say of how many targets what is foretold.

    >>> foreseen({"will": 3, "hardly": 1}), foreseen({})
    ('dự báo 3 chỉ tiêu sẽ đạt, 1 khó đạt', '')
    """
    named: tuple[tuple[Chance, str], ...] = (("will", "sẽ đạt"), ("hardly", "khó đạt"), ("open", "chưa chắc"))
    said = [(number(chances[key]), words) for key, words in named if chances.get(key)]
    if not said:
        return ""
    (count, words), *rest = said
    return ", ".join([f"dự báo {count} chỉ tiêu {words}", *(" ".join(one) for one in rest)])


def between(one: Foretold, measure: str) -> str:
    """Say where a figure may stand."""
    return f"từ {amount(one.low, measure)} đến {amount(one.high, measure)}"


def rests_on(*told: Foretold | None) -> str:
    """Say how sure forecasts are, what they rest on and when they were made."""
    known = [one for one in told if one is not None]
    kinds = ("tháng" if Period.parse(one.period).kind == "month" else "giai đoạn dài như vậy" for one in known)
    past = " và ".join(f"{number(one.past)} {kind}" for one, kind in zip(known, kinds, strict=True))
    return (
        f"Trong mười lần dự báo như thế, khoảng tám lần đúng. Rút từ {past} đã qua của các đơn vị cùng loại,"
        f" làm ngày {known[0].at.astimezone(ZONE):%d/%m}."
    )


def end_words(period: str) -> str:
    """Name the end of a period: "hết năm 2026", "đến 30/9/2026"."""
    first, _, last = period.partition("..")
    return f"đến {date_vi(date.fromisoformat(last))}" if last else f"hết {span_name(first)}"


def due_words(day: date | None, today: date, *, is_open: bool = True) -> str:
    """Say a day, of what is still open with how far it is."""
    if day is None:
        return "Không ghi hạn"
    if not is_open:
        return f"hạn {date_vi(day)}"
    left = (day - today).days
    if left < 0:
        return f"{date_vi(day)}, quá {-left} ngày"
    return (
        f"{date_vi(day)}, hôm nay" if left == 0 else f"{date_vi(day)}, còn {left} ngày" if left <= 30 else date_vi(day)
    )


def days(first: date | None, last: date | None) -> str:
    """Say a period of a plan."""
    if first is None or last is None:
        return "Chưa ghi thời gian thực hiện"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"Năm {first.year}" if first.year == last.year else f"Năm {first.year} đến {last.year}"
    return f"Từ {date_vi(first)} đến {date_vi(last)}"


def indicator_name(key: str) -> str:
    """Name a figure as people choose it, "" for one that is not on the list."""
    return live.known().get(key, "")


def occurrence_name(key: str) -> str:
    """Name one time a task is to be done, as a heading."""
    name = span_name(key)
    return name[:1].upper() + name[1:]


def span_words(period: str) -> str:
    """Name the period of a figure, also one from a day to a day."""
    first, _, last = period.partition("..")
    if last:
        return f"từ {date_vi(date.fromisoformat(first))} đến {date_vi(date.fromisoformat(last))}"
    return span_name(period)


def tag(kind: str, words: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
    """Return (text, kind) of a state for the component `due_tag`."""
    text, look = words[kind][:2]
    return {"text": text, "kind": look}
