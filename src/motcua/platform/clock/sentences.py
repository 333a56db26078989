"""The sentences of the arithmetic, as a citizen reads them (docs/clock.md 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
# Keys of the reasons that may stop a clock (R2.26, R2.27); their list per procedure is data of the packs.
_WAITING = {
    "supplement": "chờ bổ sung hồ sơ",
    "payment": "chờ thực hiện nghĩa vụ tài chính",
    "land_payment": "chờ người sử dụng đất thực hiện nghĩa vụ tài chính",
    "land_obligation_fixed": "chờ xác định nghĩa vụ tài chính về đất đai",
    "land_violation": "chờ xem xét, xử lý vi phạm pháp luật về đất đai",
    "land_expertise": "chờ kết quả trưng cầu giám định",
    "land_posting": "chờ niêm yết, đăng tin",
    "land_inheritance": "chờ chia thừa kế quyền sử dụng đất",
}
_OTHER_WAITING = "chờ xử lý việc liên quan"
_DONE = {
    "supplement": "Bổ sung xong",
    "payment": "Nghĩa vụ tài chính thực hiện xong",
    "land_payment": "Nghĩa vụ tài chính thực hiện xong",
}
_OTHER_DONE = "Hết thời gian tạm dừng"
PROMISES = {
    "due": "Hạn trả kết quả",
    "handover": "Bàn giao hồ sơ chậm nhất",
    "answer": "Trả lời việc tiếp nhận chậm nhất",
    "step": "Bước này xong chậm nhất",
}


def day_words(on: date) -> str:
    """
    >>> day_words(date(2026, 3, 8))
    'Chủ Nhật 08/03/2026'
    """
    return f"{_WEEKDAYS[on.weekday()]} {on.day:02d}/{on.month:02d}/{on.year:04d}"


def instant_words(at: datetime) -> str:
    """Seconds are told only where there are any.

    >>> instant_words(datetime(2026, 3, 3, 17, 0)), instant_words(datetime(2026, 3, 3, 9, 22, 30))
    ('17:00 Thứ Ba 03/03/2026', '09:22:30 Thứ Ba 03/03/2026')
    """
    seconds = f":{at.second:02d}" if at.second or at.microsecond else ""
    return f"{at.hour:02d}:{at.minute:02d}{seconds} {day_words(at.date())}"


def received(at: datetime) -> str:
    return f"Tiếp nhận lúc {instant_words(at)}."


def step_begins(at: datetime) -> str:
    return f"Bước này bắt đầu lúc {instant_words(at)}."


def restarted(at: datetime, reasons: Iterable[str], *, same_day: bool) -> str:
    """
    >>> restarted(datetime(2026, 3, 13, 14, 0), ["supplement"], same_day=False)
    'Bổ sung xong lúc 14:00 Thứ Sáu 13/03/2026: thời hạn tính lại từ đầu.'
    """
    done = next((_DONE[reason] for reason in reasons if reason in _DONE), _OTHER_DONE)
    then = "tính như vừa tiếp nhận" if same_day else "thời hạn tính lại từ đầu"
    return f"{done} lúc {instant_words(at)}: {then}."


def clock_time_in(note: str) -> str:
    """Return the hour and minute a `received` sentence tells, or "".

    >>> clock_time_in(received(datetime(2026, 11, 13, 16, 5, 59))), clock_time_in("Không có giờ.")
    ('16:05', '')
    """
    found = re.search(r"lúc (\d\d:\d\d)", note)
    return found[1] if found else ""


def counted(on: date, n: int, *, working: bool, swapped_in: bool) -> str:
    """
    >>> counted(date(2026, 8, 22), 1, working=True, swapped_in=True)
    'Thứ Bảy 22/08/2026 (làm bù): ngày làm việc thứ 1.'
    """
    if not working:
        return f"{day_words(on)}: ngày thứ {n}."
    return f"{day_words(on)}{' (làm bù)' if swapped_in else ''}: ngày làm việc thứ {n}."


def part(on: date, hours: Decimal, *, wall_clock: bool, swapped_in: bool) -> str:
    """
    >>> part(date(2026, 3, 3), Decimal("3.75"), wall_clock=False, swapped_in=False)
    'Thứ Ba 03/03/2026: tính 3,75 giờ làm việc.'
    """
    swapped = " (làm bù)" if swapped_in and not wall_clock else ""
    kind = "theo đồng hồ" if wall_clock else "làm việc"
    return f"{day_words(on)}{swapped}: tính {str(hours).replace('.', ',')} giờ {kind}."


def off(on: date, why: str) -> str:
    return f"{day_words(on)}: {why}, không tính."


def paused(on: date, reasons: Iterable[str]) -> str:
    """
    >>> paused(date(2026, 3, 5), ["supplement", "payment"])
    'Thứ Năm 05/03/2026: chờ bổ sung hồ sơ và chờ thực hiện nghĩa vụ tài chính, không tính.'
    """
    return f"{day_words(on)}: {_waiting(reasons)}, không tính."


def paused_open(on: date, since: datetime, reasons: Iterable[str]) -> str:
    """The day of the line is named; where the pause began on an earlier day, both are.

    >>> paused_open(date(2026, 3, 4), datetime(2026, 3, 4, 10, 0), ["supplement"])
    'Thời hạn đang tạm dừng từ 10:00 Thứ Tư 04/03/2026, chờ bổ sung hồ sơ; ngày hẹn có khi việc này xong.'
    """
    what = _waiting(reasons)
    if since.date() == on:
        return f"Thời hạn đang tạm dừng từ {instant_words(since)}, {what}; ngày hẹn có khi việc này xong."
    return f"{day_words(on)}: thời hạn vẫn tạm dừng, {what} từ {instant_words(since)}; ngày hẹn có khi việc này xong."


def moved_off_a_day_off(on: date) -> str:
    return f"Ngày cuối rơi vào ngày nghỉ: chuyển sang {day_words(on)}, ngày làm việc tiếp theo."


def moved_to_next_day(on: date) -> str:
    return f"Chuyển sang {day_words(on)}, ngày làm việc tiếp theo."


def moved_to_opening(on: date) -> str:
    return f"Ngoài giờ làm việc: coi như tiếp nhận lúc mở cửa {day_words(on)}."


def notice_missing(year: int) -> str:
    return f"Lịch nghỉ năm {year} chưa có thông báo chính thức trong hệ thống: ngày hẹn có thể thay đổi."


def promised(promise: str, at: datetime) -> str:
    """
    >>> promised("due", datetime(2026, 3, 9, 17, 0))
    'Hạn trả kết quả: 17:00 Thứ Hai 09/03/2026.'
    """
    return f"{PROMISES[promise]}: {instant_words(at)}."


def _waiting(reasons: Iterable[str]) -> str:
    return " và ".join(dict.fromkeys(_WAITING.get(reason, _OTHER_WAITING) for reason in reasons))
