"""Where a dossier is, in sentences its owner reads: who holds it, how it ended, what it means that it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from motcua.citizen.clockwork import Told
from motcua.dossiers.queries import Page
from motcua.dossiers.queries.letters import signed_letter
from motcua.dossiers.rules.states import FINAL, Status
from motcua.dossiers.timeline import Moment
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.platform.text import instant_vi


def where_of(page: Page, at: datetime) -> str:
    """Say in one sentence where the dossier is, naming the office."""
    receiving = identity.unit_view(page.receiving_unit_id, at.date()).name
    handling = identity.unit_view(page.handling_unit_id, at.date()).name
    match page.status:
        case Status.SUBMITTED:
            return f"{receiving} đang kiểm tra hồ sơ"
        case Status.ACCEPTED:
            return f"{receiving} đã tiếp nhận, đang chuyển đến {handling}"
        case Status.DECLINED:
            return f"{receiving} chưa tiếp nhận hồ sơ này"
        case Status.AWAITING_SUPPLEMENT if page.asks_applicant:
            return f"{receiving} chờ bạn bổ sung"
        case Status.AWAITING_SUPPLEMENT:
            return f"{receiving} đang xem phần bạn vừa bổ sung"
        case Status.AWAITING_PAYMENT:
            return f"{receiving} chờ bạn nộp phí, lệ phí"
        case Status.WITHDRAWAL_REQUESTED:
            return f"{receiving} đang xem đề nghị rút hồ sơ của bạn"
        case Status.STOPPED:
            return "Hồ sơ đã dừng giải quyết"
        case Status.COMPLETED:
            return f"{receiving} đã có kết quả của bạn"
        case Status.RETURNED:
            return "Bạn đã nhận kết quả"
    step = page.step_name[:1].lower() + page.step_name[1:]
    return f"{handling} đang giải quyết: {step}" if step else f"{handling} đang giải quyết"


@dataclass(frozen=True)
class Ended:
    """Why a dossier ended without a result, and where one may begin anew ("" when nothing was lost by it)."""

    why: str
    again_url: str


def ended_of(page: Page, moments: Sequence[Moment], unit: UnitView) -> Ended | None:
    """Return why a dossier was declined or stopped, None for any other."""
    if page.status not in (Status.DECLINED, Status.STOPPED):
        return None
    again = reverse("citizen:start", args=[unit.slug, page.procedure])
    names = {m.name: m for m in moments}
    if "SupplementLapsed" in names:
        return Ended("Hồ sơ đóng vì hết hạn mà chưa có đủ phần bổ sung.", again)
    if "WithdrawalGranted" in names:
        return Ended("Hồ sơ dừng theo đề nghị rút của bạn.", "")
    declined = names.get("DossierDeclined")
    why = declined.sentence if declined else "Lý do ghi trong giấy của cơ quan ở dưới."
    return Ended(why, again)


@dataclass(frozen=True)
class Letter:
    """An apology that was sent, while its new date still holds: what was promised, why not kept, the one new date."""

    old_date: str
    new_date: str
    reason: str


def letter_of(page: Page) -> Letter | None:
    """Return what the letter of apology said; None without one, or once the dossier has its result or its end."""
    if page.status in FINAL or page.status == Status.COMPLETED:
        return None
    told = signed_letter(page)
    if told is None:
        return None
    return Letter(instant_vi(told.was_due_at), instant_vi(told.new_due_at), told.reason)


@dataclass(frozen=True)
class Late:
    """A broken promise, said plainly: since when, where it lies, what comes, the new date if one was given."""

    heading: str
    since: str
    where: str
    following: str
    new_date: str
    old_date: str
    chairman: str


def late_of(page: Page, told: Told, *, addressee: str, where: str, following: str, committee: UnitView) -> Late | None:
    """Return what a late dossier owes its owner, None while it is on time.

    Only the apology gives a new date (decree 61/2018, article 19.9); without one the page says that there is none.
    """
    if told.kind != "late":
        return None
    what = "Hồ sơ lẽ ra có kết quả" if page.was_accepted else "Chúng tôi lẽ ra trả lời có tiếp nhận hay không"
    return Late(
        heading=f"Chúng tôi xin lỗi {addressee}" if addressee else "Chúng tôi xin lỗi bạn",
        since=f"{what} chậm nhất lúc",
        where=where,
        following=following,
        new_date=told.apology,
        old_date=told.old,
        chairman=f"Chủ tịch {committee.name}",
    )
