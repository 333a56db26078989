"""Words of the citizen's pages that several of them use."""

from __future__ import annotations

from datetime import datetime

from motcua.dossiers.rules.states import FINAL, Status
from motcua.payments.queries import RefundView
from motcua.platform.clock.now import ZONE
from motcua.platform.text import date_vi, money
from motcua.web.text import weekday_long

STATUS = {
    Status.SUBMITTED: "Đã nộp, chờ tiếp nhận",
    Status.ACCEPTED: "Đã được tiếp nhận",
    Status.DECLINED: "Không được tiếp nhận",
    Status.IN_PROCESS: "Đang giải quyết",
    Status.AWAITING_SUPPLEMENT: "Chờ bạn bổ sung",
    Status.AWAITING_PAYMENT: "Chờ bạn nộp phí, lệ phí",
    Status.WITHDRAWAL_REQUESTED: "Bạn đã xin rút hồ sơ",
    Status.STOPPED: "Đã dừng giải quyết",
    Status.COMPLETED: "Đã có kết quả",
    Status.RETURNED: "Đã trả kết quả",
}
# Whoever holds a code reads these: not always the applicant.
_TO_ANYBODY = {
    Status.AWAITING_SUPPLEMENT: "Chờ người nộp bổ sung",
    Status.AWAITING_PAYMENT: "Chờ người nộp trả phí, lệ phí",
    Status.WITHDRAWAL_REQUESTED: "Người nộp đã xin rút hồ sơ",
}


def here(at: datetime) -> datetime:
    """Return an instant on the clock of Việt Nam: the database gives it back in UTC."""
    return at.astimezone(ZONE)


def stamp(at: datetime) -> str:
    """Return when something happened, as a timeline says it: "Thứ Hai 09/11, 08:10"."""
    local = here(at)
    return f"{weekday_long(local.date())} {local:%d/%m, %H:%M}"


def phone_words(number: str) -> str:
    """
    >>> phone_words("0912000412"), phone_words("02253")
    ('0912 000 412', '02253')
    """
    return f"{number[:4]} {number[4:7]} {number[7:]}" if len(number) == 10 and number.isdigit() else number


def tel(number: str) -> str:
    """Return the address that calls a number: "tel:02250000002"; "" without one."""
    return f"tel:{number.replace(' ', '')}" if number else ""


def status_words(status: Status, *, asks_applicant: bool, to_anybody: bool = False) -> str:
    """Return the state in words; a supplement already sent no longer waits for the citizen."""
    if status == Status.AWAITING_SUPPLEMENT and not asks_applicant:
        return "Đang xem phần bổ sung"
    return _TO_ANYBODY.get(status, STATUS[status]) if to_anybody else STATUS[status]


def due_kind(status: Status, due_at: datetime | None, at: datetime, *, is_paused: bool, is_owed: bool) -> str:
    """Return the kind of due tag: "" where no date counts now, "paused" only while a pause of the clock stands."""
    if status in FINAL or status == Status.COMPLETED:
        return ""
    if is_paused:
        return "paused"
    if not is_owed:
        return ""
    if due_at is not None and due_at < at:
        return "late"
    return "on_time"


FACT = {
    "applicant.phone": "Số điện thoại",
    "applicant.email": "Thư điện tử",
    "applicant.residence": "Nơi cư trú",
    "applicant.residence.type": "Loại cư trú",
    "applicant.id_document.type": "Loại giấy tờ tùy thân",
    "applicant.id_document.number": "Số giấy tờ tùy thân",
    "applicant.id_document.issued_on": "Ngày cấp giấy tờ tùy thân",
    "applicant.id_document.issued_by": "Nơi cấp giấy tờ tùy thân",
}
LISTED = {"applicant.residence.type": "loai_cu_tru", "applicant.id_document.type": "loai_giay_to_tuy_than"}


def refund_words(one: RefundView) -> str:
    """Return how much goes back, and how to come by it or into whose hand it went."""
    if one.paid_at is None:
        return f"{money(one.amount)}, nhận tại Trung tâm, mang giấy tờ tùy thân"
    day = date_vi(here(one.paid_at).date())
    return f"{money(one.amount)}, đã trả ngày {day} cho {one.receiver}, phiếu số {one.voucher_number}"
