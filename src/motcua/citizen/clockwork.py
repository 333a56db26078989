"""The clock of a dossier in the words of its owner: by when, how it was counted, why a date moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from motcua.catalogue import queries as catalogue
from motcua.citizen.words import due_kind, here
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page
from motcua.dossiers.queries.letters import signed_letter
from motcua.dossiers.rules.states import FINAL, Status
from motcua.dossiers.services.promising import policy_of
from motcua.platform import clock
from motcua.platform.text import date_vi, instant_vi, weekday_vi
from motcua.web.days import Day


@dataclass(frozen=True)
class Told:
    """What the pages say of time. `days` is the strip, `lines` the count in sentences, `why_title` heads them.

    `old` is the first date when it moved, `apology` the new one given with an apology, `note` a sentence about
    a clock that stands.
    """

    kind: str
    label: str
    promise: str
    estimate: str
    days: tuple[Day, ...]
    lines: tuple[str, ...]
    old: str = ""
    left: str = ""
    why_title: str = ""
    tag: str = ""
    note: str = ""
    apology: str = ""


def clock_of(page: Page, at: datetime) -> Told:
    """Return the clock of a dossier as it stands; the promise is an event, everything before it an estimate."""
    if not page.was_accepted:
        return _before_acceptance(page, at)
    lines, _ = dossiers.arithmetic_of(page)
    calendar = clock.calendar_of(page.committee_id, "processing")
    kind = due_kind(page.status, page.due_at, at, is_paused=page.is_paused, is_owed=page.is_owed)
    is_moved = page.original_due_at is not None and page.original_due_at != page.due_at
    ended = page.status in FINAL or page.status == Status.COMPLETED
    promise = instant_vi(page.due_at) if page.due_at else page.no_limit_reason
    return Told(
        kind=kind,
        label="Ngày hẹn trước lúc dừng" if kind == "paused" else "Hẹn trả kết quả",
        promise="" if page.status == Status.STOPPED else promise,
        estimate="",
        days=_days(clock.strip(lines, at.date(), calendar)) if lines and not ended else (),
        lines=tuple(line["note"] for line in lines if line.get("note")),
        old=instant_vi(page.original_due_at) if is_moved and page.original_due_at else "",
        left=_left(page, kind, calendar, at),
        tag=_late(page.due_at, kind, calendar, at),
        why_title=_why(page.due_at, page.original_due_at) if is_moved else "Vì sao là ngày này?",
        note="Đồng hồ đang dừng. Chạy lại thì chúng tôi tính ngày hẹn và ghi ở đây." if kind == "paused" else "",
        apology=_apology(page) if kind == "late" else "",
    )


def _apology(page: Page) -> str:
    """The one new date, when it too has passed; "" where no letter gave one."""
    letter = signed_letter(page)
    if letter is None:
        return ""
    return f"{instant_vi(letter.new_due_at)}, cũng đã qua. Không hẹn thêm lần nào nữa: xong lúc nào, báo ngay lúc đó."


def _before_acceptance(page: Page, at: datetime) -> Told:
    calendar = clock.calendar_of(page.receiving_unit_id, "reception")
    waits = page.status == Status.SUBMITTED
    lines = _answer_lines(page, calendar) if waits else []
    kind = due_kind(page.status, page.answer_by, at, is_paused=page.is_paused, is_owed=page.is_owed)
    return Told(
        kind=kind,
        label="Chúng tôi trả lời chậm nhất",
        promise=instant_vi(page.answer_by) if page.answer_by and page.is_owed else "",
        estimate=_day(page.estimated_at) if page.estimated_at and waits else "",
        days=_answer_days(clock.strip(lines, at.date(), calendar)),
        lines=tuple(line["note"] for line in lines if line["note"] and line["kind"] != "received"),
        why_title="Vì sao là lúc này?",
        tag=_late(page.answer_by, kind, calendar, at),
    )


def _answer_lines(page: Page, calendar: clock.Calendar) -> list[dict[str, Any]]:
    """How the answer's date was counted: as it was told anew, else counted again if that still gives what was told."""
    if told_anew := dossiers.answer_arithmetic_of(page):
        return told_anew
    # The promise was counted to the second; its arithmetic is told to the minute, which is what people read.
    submitted_at = here(page.submitted_at).replace(second=0, microsecond=0)
    pack = catalogue.pack_of_version(page.version_id)
    told = clock.answer_by(submitted_at, page.channel, calendar, policy_of(pack))
    if page.answer_by is None or told.at is None or abs(page.answer_by - told.at) >= timedelta(minutes=1):
        return []  # the calendar has changed and the date was left as promised
    return [asdict(line) for line in told.arithmetic]


def _day(at: datetime) -> str:
    day = here(at).date()
    return f"{weekday_vi(day)} {date_vi(day)}"


def _days(cells: Sequence[clock.StripDay]) -> tuple[Day, ...]:
    return tuple(Day(c.on, c.kind, c.note, c.is_today, c.spoken) for c in cells)


def _answer_days(cells: Sequence[clock.StripDay]) -> tuple[Day, ...]:
    """The strip of the answer: its last day is when we say whether we accept, not when the result comes."""
    return tuple(
        replace(day, note="Trả lời", spoken="chậm nhất hôm đó chúng tôi trả lời") if day.kind == "due" else day
        for day in _days(cells)
    )


def _left(page: Page, kind: str, calendar: clock.Calendar, at: datetime) -> str:
    """Days left in words; nothing while the clock stands, is late, or nothing is promised."""
    if kind != "on_time" or page.due_at is None:
        return ""
    count = calendar.working_days_between(here(at).date(), here(page.due_at).date())
    return f"{count} ngày làm việc nữa" if count > 0 else "Trong hôm nay"


def _late(due_at: datetime | None, kind: str, calendar: clock.Calendar, at: datetime) -> str:
    """How late it is, on the tag; "" leaves the tag its own words."""
    if kind != "late" or due_at is None:
        return ""
    count = calendar.working_days_between(here(due_at).date(), here(at).date())
    return f"Quá hạn {count} ngày làm việc" if count > 0 else "Quá hạn hôm nay"


def _why(due_at: datetime | None, original: datetime | None) -> str:
    if due_at is None or original is None:
        return "Vì sao ngày hẹn đổi?"
    return f"Vì sao là {here(due_at):%d/%m} chứ không phải {here(original):%d/%m}?"
