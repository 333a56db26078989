"""The questions the report asks of every pack: where the source contradicts itself, and where it says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from motcua.catalogue.packs.fees import UNREAD
from motcua.catalogue.packs.model import FeeLine, Pack
from motcua.platform.text import number

HOURS_A_DAY = 8  # of the published hours (source README, internal_process), not of our clock
CUT_AT = 30  # rows after which the source cut long lists
CUT_NAME_AT = 80
UNITS = {
    "same_day": "trong ngày",
    "working_days": "ngày làm việc",
    "calendar_days": "ngày",
    "working_hours": "giờ làm việc",
}


@dataclass(frozen=True)
class Topic:
    """One question asked of every pack: the answer is None where there is nothing to report."""

    title: str
    why: str
    ask: Callable[[Pack], str | None]


def _full_without_online(pack: Pack) -> str | None:
    service, channels = pack.procedure["service"], pack.procedure["channels"]
    return ", ".join(channels) if service["level"] == "full" and "online" not in channels else None


def _steps_too_long(pack: Pack) -> str | None:
    """The published steps add up to more days than the limit; a step alone may already be longer."""
    limits = [case.limit for case in pack.cases if case.limit is not None and case.limit.value is not None]
    published = pack.procedure["published_process"]
    if not limits:
        return None
    longest = max(_days(limit.value, limit.unit) for limit in limits if limit.value is not None)
    total = (
        sum((Decimal(str(s["hours"])) for s in (published or {"steps": ()})["steps"] if s["hours"]), Decimal(0))
        / HOURS_A_DAY
    )
    single = [step["time"] for step in pack.procedure["public_steps"] if (_days_in(step["time"]) or 0) > longest]
    said = []
    if total > longest:
        said.append(f"các bước cộng lại {_plain(total)} ngày, thời hạn {_limits(pack)} ({published['source']})")
    said += [f"một bước ghi {time}, thời hạn {_limits(pack)}" for time in single]
    return "; ".join(said) or None


def _days(value: Decimal, unit: str) -> Decimal:
    return value / HOURS_A_DAY if unit == "working_hours" else value


def _days_in(time: str | None) -> Decimal | None:
    if time is None or "ngày" not in time:
        return None
    found = re.findall(r"\d+", time)
    return Decimal(found[-1]) if found else None


def _plain(value: Decimal) -> str:
    return number(value.normalize() if value % 1 else int(value))


def _limits(pack: Pack) -> str:
    said = dict.fromkeys(
        UNITS[c.limit.unit] if c.limit.unit == "same_day" else f"{c.limit.value} {UNITS[c.limit.unit]}"
        for c in pack.cases
        if c.limit is not None
    )
    return " hoặc ".join(said)


def _read_as(unit: str, words: str) -> Callable[[Pack], str | None]:
    """Limits in this unit whose published words differ from it."""

    def ask(pack: Pack) -> str | None:
        for case in pack.procedure["cases"]:
            limit = case["limit"] or {}
            published = limit.get("published")
            if limit.get("unit") == unit and published and words in f"{published['unit']} {published['note']}".lower():
                note = f"; ghi chú: {published['note']}" if published["note"] else ""
                confirmed = "" if limit.get("interpreted") else "; bản chi tiết cũng đọc như vậy (C)"
                return f"nguồn ghi {published['value']} {published['unit']}{note}{confirmed}"
        return None

    return ask


_FIGURE = re.compile(r"\d+\s*(?:ngày|giờ)")
_AFTERNOON = "15 giờ"  # the hour after which a same-day dossier slips, no limit of its own


def _other_limits(pack: Pack) -> str | None:
    """The note of the limit names further figures: other cases, other channels, or another table of the same source."""
    published = (pack.procedure["cases"][0]["limit"] or {}).get("published") or {}
    note = published.get("note") or ""
    if not _FIGURE.search(note.replace(_AFTERNOON, "")):
        return None
    return f"thời hạn ghi {published['value']} {published['unit']}; ghi chú: {note}"


def _two_sources(pack: Pack) -> str | None:
    found = pack.procedure.get("published_difference", ())
    return "; ".join(difference["what"] for difference in found) or None


def _fee_without_channel(pack: Pack) -> str | None:
    channels = pack.procedure["channels"]
    odd = [line.label for line in pack.fees if line.channel != "any" and line.channel not in channels]
    return "; ".join(odd) or None


def _status(pack: Pack) -> str | None:
    status = pack.procedure["status"]
    return None if status.startswith("hiệu lực") and ";" not in status else status


def _no_limit(pack: Pack) -> str | None:
    reasons = dict.fromkeys(case.no_limit_reason for case in pack.cases if case.no_limit_reason)
    open_cases = [f"{case.label}: số ngày để trống" for case in pack.cases if case.limit and case.limit.value is None]
    return "; ".join([*reasons, *open_cases]) or None


def _unread(reason: str) -> Callable[[Pack], str | None]:
    def ask(pack: Pack) -> str | None:
        lines = [line.label for line in pack.fees if line.unread == reason]
        return "; ".join(lines) or None

    return ask


def _fee_choice(pack: Pack) -> str | None:
    """Lines that can stand together with different amounts and no condition between them."""
    for first in pack.fees:
        rivals = [line for line in pack.fees if _rivals(first, line)]
        if rivals:
            return "; ".join(f"{line.label} ({_amount(line)})" for line in (first, *rivals))
    return None


def _amount(line: FeeLine) -> str:
    return "?" if line.amount is None else number(line.amount)


def _rivals(a: FeeLine, b: FeeLine) -> bool:
    together = a.channel == b.channel or "any" in (a.channel, b.channel)
    free = a.applies_when is None and b.applies_when is None and a.cases is None and b.cases is None
    capped = a.is_cap or b.is_cap or a.per == b.per == "page"
    return a is not b and a.group == b.group and together and free and a.amount != b.amount and not capped


def _partial_reason(pack: Pack) -> str | None:
    service = pack.procedure["service"]
    return (service["reason"] or "") if service["level"] == "partial" and service["reason"] is None else None


def _no_components(pack: Pack) -> str | None:
    return "" if not pack.components else None


def _uncoded(pack: Pack) -> str | None:
    return "; ".join(c.name for c in pack.components if c.code is None) or None


def _cut_list(pack: Pack) -> str | None:
    return f"{len(pack.components)} dòng" if len(pack.components) >= CUT_AT else None


def _no_form(pack: Pack) -> str | None:
    form = pack.procedure["published_form"]
    if form is None:
        return "nguồn không nêu biểu mẫu"
    return "có tên, không có danh mục ô" if form["fields_in"] is None else None


def _no_law(pack: Pack) -> str | None:
    return None if pack.procedure["legal_basis"] else ""


def _cut_name(pack: Pack) -> str | None:
    short, name = pack.short_name, pack.name
    cut = len(short) >= CUT_NAME_AT and short in name and not name.rstrip(". ").endswith(short.rstrip(". "))
    return (name if len(name) <= 160 else f"{name[:160]}…") if cut else None


def _unconfirmed_pack(pack: Pack) -> str | None:
    return None if pack.procedure["confirmed"] else ", ".join(pack.procedure["unconfirmed"])


def _open_numbers(pack: Pack) -> str | None:
    levels, extension = pack.procedure.get("levels") or {}, pack.procedure.get("extension") or {}
    said = [key for key, value in levels.items() if value is None]
    if extension.get("allowed") and extension.get("value") is None:
        said.append(f"số ngày kéo dài khi: {extension['reason']}")
    return "; ".join(said) or None


def _by_hand(pack: Pack) -> str | None:
    return "; ".join(pack.procedure["open_points"]) or None


CONTRADICTIONS = (
    Topic(
        "Gọi là toàn trình nhưng không có kênh trực tuyến",
        "Mức độ và kênh giữ như nguồn ghi; ở đây chỉ nhận qua các kênh có thật.",
        _full_without_online,
    ),
    Topic(
        "Các bước dài hơn thời hạn",
        "Giờ công bố chia 8. Bước và thời hạn giữ như nguồn ghi; quy trình chạy theo thời hạn.",
        _steps_too_long,
    ),
    Topic(
        "Một ngày nhưng ghi chú nói trong ngày",
        "Đọc là trả trong ngày (P); nhận sau 15 giờ thì trả ngày làm việc sau (R2.19).",
        _read_as("same_day", "trong ngày"),
    ),
    Topic("Ghi 'ngày', không ghi 'làm việc'", "Đọc là ngày lịch (P).", _read_as("calendar_days", "ngày")),
    Topic(
        "Ghi 'giờ'",
        "Tạm đọc là giờ làm việc (P): nguồn không nói giờ làm việc hay giờ liên tục.",
        _read_as("working_hours", "giờ"),
    ),
    Topic(
        "Ghi chú nêu thêm con số khác cho thời hạn",
        "Gói lấy số thứ nhất như nguồn; các số khác chờ đối chiếu theo trường hợp.",
        _other_limits,
    ),
    Topic("Bản chụp và bản chi tiết khác nhau", "Gói lấy bản chi tiết (mới hơn, đọc kỹ hơn).", _two_sources),
    Topic("Khoản thu cho kênh mà thủ tục không có", "Dòng ấy không bao giờ được áp dụng.", _fee_without_channel),
    Topic("Hiệu lực cần xem lại", "Nguồn ghi đã bị thay, sẽ bị bãi bỏ hoặc cần đối chiếu.", _status),
)
GAPS = (
    Topic("Không có thời hạn", "Khi tiếp nhận ghi lý do không có thời hạn, không hẹn ngày.", _no_limit),
    Topic(f"Mức thu: {UNREAD['council']}", "Khi tiếp nhận phải hỏi cán bộ.", _unread("council")),
    Topic(f"Mức thu: {UNREAD['not_recorded']}", "Không hỏi; hiện đúng câu này.", _unread("not_recorded")),
    Topic(f"Mức thu: {UNREAD['unset']}", "Khi tiếp nhận phải hỏi cán bộ.", _unread("unset")),
    Topic("Nhiều dòng thu, nguồn không nói chọn dòng nào", "Cán bộ chọn khi tiếp nhận.", _fee_choice),
    Topic("Một phần, cơ quan công bố chưa nêu lý do", "Hiện câu 'cơ quan công bố chưa nêu lý do'.", _partial_reason),
    Topic("Số không ai công bố", "Để trống trong gói; người quản trị điền khi có văn bản.", _open_numbers),
    Topic("Không có thành phần hồ sơ", "Biểu mẫu chung vẫn chạy, không có ô tệp.", _no_components),
    Topic("Thành phần không có mã", "Luật nêu giấy tờ, bản chụp không có mã.", _uncoded),
    Topic(f"Danh mục thành phần bị cắt ở {CUT_AT} dòng", "Có thể còn dòng khác trong nguồn.", _cut_list),
    Topic(
        "Biểu mẫu giấy không có hoặc không đọc được",
        "Người dân đính kèm tờ khai; biểu mẫu chung hỏi nội dung đề nghị.",
        _no_form,
    ),
    Topic("Không có căn cứ pháp lý", "Nguồn để trống.", _no_law),
    Topic("Tên ngắn bị cắt giữa chừng", "Tên ngắn của nguồn dừng ở khoảng 90 chữ; tên đầy đủ đi kèm.", _cut_name),
    Topic("Nguồn chưa xác nhận", "Mã hoặc nội dung chưa đọc đủ; kiểm tra trước khi dùng.", _unconfirmed_pack),
    Topic("Điểm mở của gói chi tiết", "Xem thêm docs/packs-open-points.md.", _by_hand),
)
