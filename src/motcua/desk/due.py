"""How a day stands now, the same in every list and on the dossier's page; the clock of a dossier in words."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from motcua.desk.words import STATUS
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page, letters
from motcua.dossiers.rules.apologies import Stage
from motcua.dossiers.rules.states import FINAL, Status
from motcua.platform import clock
from motcua.platform.clock.now import ZONE
from motcua.platform.text import instant_vi
from motcua.web.days import Day

_STOPS = frozenset({Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT})
_SOON = timedelta(hours=24)


def due_kind(status: Status, due_at: datetime | None, *, waits_for_citizen: bool, at: datetime) -> str:
    """Return the sign of a tag: what is late stays loud, what is paused or done has no countdown, "" has no sign.

    Once the citizen has sent what was asked, or can no longer send it, the time runs against the office again.

    >>> monday = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
    >>> due_kind(Status.IN_PROCESS, monday, waits_for_citizen=False, at=monday + timedelta(hours=1))
    'late'
    >>> due_kind(Status.AWAITING_SUPPLEMENT, monday, waits_for_citizen=True, at=monday + timedelta(hours=1))
    'paused'
    >>> due_kind(Status.COMPLETED, monday, waits_for_citizen=False, at=monday + timedelta(hours=1))
    'on_time'
    """
    if status in FINAL:
        return ""
    if status in _STOPS and waits_for_citizen:
        return "paused"
    if status == Status.COMPLETED:
        return "on_time"
    if due_at is None:
        return ""
    if due_at < at:
        return "late"
    return "soon" if due_at - at < _SOON else "on_time"


def clock_of(page: Page, calendar: clock.Calendar, at: datetime) -> dict[str, Any]:
    """Return the clock in words: what is promised, how it was counted, and by when we answer."""
    lines, _ = dossiers.arithmetic_of(page)
    until = page.due_at if page.was_accepted else page.answer_by
    kind = due_kind(page.status, until, waits_for_citizen=page.waits_for_citizen, at=at)
    is_done = page.status == Status.COMPLETED
    runs = page.status not in FINAL and kind != "paused" and not is_done
    if not runs:
        promise = "Chờ trả kết quả" if is_done else STATUS[page.status]
    elif until is not None:
        promise = instant_vi(until)
    else:
        promise = page.no_limit_reason if page.was_accepted else ""
    return {
        "kind": kind,
        "tag": STATUS[page.status] if is_done else "",  # done, perhaps late: not "on its way in time"
        "label": "Hẹn trả" if page.was_accepted else "Trả lời người dân trước",
        "promise": promise,
        "notes": _notes(page, at, runs=runs),
        "left": left_words(until, at, calendar) if until and runs else "",
        "days": [Day(**asdict(cell)) for cell in clock.strip(lines, at.date(), calendar)] if lines else [],
        "lines": [line["note"] for line in lines],
        "warning": _warning(page, at) if runs else "",
    }


def _warning(page: Page, at: datetime) -> str:
    """The last working day has come and nothing is drafted; "" where the policy is silent."""
    if not letters.letter_stage(page, now=at).warns:
        return ""
    if page.due_at is not None and page.due_at < at:
        return "Trễ hạn mà chưa xin lỗi. Soạn thư xin lỗi ngay."
    return "Sắp hết hạn. Xong kết quả hôm nay, hoặc soạn thư xin lỗi."


def _notes(page: Page, at: datetime, *, runs: bool) -> list[str]:
    notes = _letter_notes(page, at) if runs else []
    if not runs and page.was_accepted and page.due_at and page.status not in FINAL:
        again = "" if page.status == Status.COMPLETED else ", tính lại khi đồng hồ chạy tiếp"
        notes.append(f"Hẹn trả {instant_vi(page.due_at)}{again}")
    if not page.was_accepted and page.estimated_at:
        notes.append(f"Kết quả dự kiến {instant_vi(page.estimated_at)}, nếu đủ")
    if page.original_due_at and page.due_at and page.original_due_at != page.due_at:
        notes.append(f"Hẹn cũ {instant_vi(page.original_due_at)}")
    if page.step_due_at and runs:
        notes.append(f"Bước này xong trước {instant_vi(page.step_due_at)}")
    return notes


def _letter_notes(page: Page, at: datetime) -> list[str]:
    """Say where the letter of apology stands, once its day is near or has passed (R2.34)."""
    told = letters.letter_stage(page, now=at)
    by = instant_vi(told.due_at) if told.due_at else ""
    match told.stage:
        case Stage.SIGNED:
            return ["Đã xin lỗi và hẹn lại, không hẹn thêm được nữa"]
        case Stage.DRAFTED:
            return ["Thư xin lỗi chờ lãnh đạo ký"]
        case Stage.OFFERED | Stage.WANTED if by:
            return [f"Không kịp thì xin lỗi chậm nhất {by}{' (đã qua)' if told.is_past else ''}"]
    return []


def left_words(until: datetime, at: datetime, calendar: clock.Calendar) -> str:
    """Return how much working time is left, or how late it is, in words."""
    late = until < at
    one, other = (until, at) if late else (at, until)
    days = calendar.working_days_between(one.astimezone(ZONE).date(), other.astimezone(ZONE).date())
    if days:
        return f"{'Trễ' if late else 'Còn'} {days} ngày làm việc"
    hours, minutes = divmod(int((other - one).total_seconds()) // 60, 60)
    return f"{'Trễ' if late else 'Còn'} {f'{hours} giờ ' if hours else ''}{minutes} phút"
