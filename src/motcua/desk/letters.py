"""Small forms of the desk around letters: an apology drafted and signed, a stop, a result into a known hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from motcua.desk import results
from motcua.desk.known import person_views, proof_of, signature_view
from motcua.desk.results import Wrong
from motcua.desk.words import too_long
from motcua.dossiers.queries import Page
from motcua.dossiers.queries import letters as told_of
from motcua.dossiers.queries.together import also_waiting
from motcua.dossiers.rules.apologies import MOST_WORDS
from motcua.dossiers.services import apologising, returning, stopping, withdrawing
from motcua.dossiers.services.stopping import GivenBack
from motcua.forms.engine.model import Field
from motcua.forms.engine.types import kind_of
from motcua.identity.queries import Person
from motcua.platform import clock
from motcua.platform.clock.now import now as the_time
from motcua.platform.errors import Invalid
from motcua.platform.text import instant_vi, money
from motcua.web.fields import FieldView, Option

_NEW_DAY = Field("new_due_on", "Ngày hẹn mới", "date", "")


# --- apology -------------------------------------------------------------------------------------
def draft_views(_page: Page, typed: dict[str, str]) -> list[FieldView]:
    """Ask why it is late and for the new day."""
    reason = FieldView(
        "textarea", "reason", "Lý do trễ hẹn", typed.get("reason", ""), lines=4,
        hint="In nguyên vào thư gửi người nộp: vướng ở đâu, vì sao, đã làm gì.",
    )  # fmt: skip
    hint = "Chỉ hẹn lại được một lần: chọn ngày chắc chắn xong. Phải là ngày làm việc."
    return [reason, results.date_view(_NEW_DAY.key, _NEW_DAY.label, typed, hint=hint)]


def draft_start(who: Person, page: Page) -> dict[str, str]:
    """Begin with the last draft, else with a day the clock proposes."""
    drafted = told_of.drafted_letter(who, page.id)
    day = drafted.new_due_at.astimezone(clock.calendar.here(the_time()).tzinfo).date() if drafted else None
    calendar = clock.calendar_of(page.committee_id, "processing")
    text = day.isoformat() if day else told_of.suggested_day(page, calendar, now=the_time())
    typed = {"reason": drafted.reason if drafted else ""}
    if text:
        typed |= {name: texts[-1] for name, texts in kind_of("date").write(_NEW_DAY, _NEW_DAY.key, text).items()}
    return typed


def draft_told(who: Person, page: Page) -> list[str]:
    """What he must know: the old date, the letter's own day, and why a draft came back."""
    lines = [f"Hẹn trả hiện nay: {instant_vi(page.due_at)}."] if page.due_at else []
    if page.apology_due_at:
        past = ", đã qua" if page.apology_due_at < the_time() else ""
        lines.append(f"Thư phải gửi chậm nhất {instant_vi(page.apology_due_at)}{past}.")
    drafted = told_of.drafted_letter(who, page.id)
    if drafted and drafted.sent_back:
        lines.append(f"Lãnh đạo trả lại: {drafted.sent_back}")
    return [*lines, "Lãnh đạo ký thì thư có số, hẹn mới có hiệu lực, và người nộp nhận được thông báo."]


def draft(page: Page, typed: dict[str, str], *, who: Any, now: datetime, seen: int | None) -> Any:
    """Put the letter before the head."""
    if len(typed.get("reason", "")) > MOST_WORDS:
        raise Invalid(faults=(Wrong("reason", too_long(MOST_WORDS)),))
    day, wrong = results.read_one(_NEW_DAY, typed, now.date(), required=True)
    if wrong:
        raise Invalid(faults=(wrong, *(() if typed.get("reason") else ("reason",))))
    return apologising.draft(
        page.code, reason=typed.get("reason", ""), new_due_on=date.fromisoformat(day), who=who, now=now, seen=seen
    )


def sign_views(_page: Page, _typed: dict[str, str]) -> list[FieldView]:
    """Nothing is asked of the head but his signature."""
    return []


def sign_told(who: Person, page: Page) -> list[str]:
    """The letter as it will go out."""
    drafted = told_of.drafted_letter(who, page.id)
    if drafted is None:
        return []
    lines = [
        f"Hẹn cũ: {instant_vi(drafted.was_due_at)}.",
        f"Hẹn mới: {instant_vi(drafted.new_due_at)}. Đây là lần hẹn lại duy nhất.",
        f"Lý do: {drafted.reason}",
    ]
    if page.apology_due_at and page.apology_due_at < the_time():
        lines.append(f"Thư lẽ ra gửi chậm nhất {instant_vi(page.apology_due_at)}: việc gửi muộn được ghi lại.")
    return lines


def sign(page: Page, _typed: dict[str, str], *, who: Any, now: datetime, seen: int | None) -> Any:
    """Sign the letter."""
    return apologising.sign(page.code, who=who, now=now, seen=seen)


# --- stop ----------------------------------------------------------------------------------------
def grant_views(page: Page, typed: dict[str, str]) -> list[FieldView]:
    """Ask what is given back; money only where some was paid."""
    views = [
        FieldView("textarea", "answer", "Nhắn người nộp", typed.get("answer", ""), lines=3, required=False),
        FieldView(
            "textarea", "given_back", "Giấy tờ trả lại", typed.get("given_back", ""), lines=2, required=False,
            hint="In vào mẫu 05: giấy gì, mấy bản, trả ở đâu. Để trống nếu không giữ bản chính nào.",
        ),
    ]  # fmt: skip
    paid = stopping.paid(page.row)
    if paid:
        views += [
            FieldView(
                "money", "refund", "Phí, lệ phí hoàn trả", typed.get("refund", ""), suffix="đồng", required=False,
                hint=f"Đã thu {money(paid)}. Ghi 0 nếu không hoàn.",
            ),
            FieldView(
                "text", "refund_note", "Hoàn thế nào, hoặc vì sao không hoàn", typed.get("refund_note", ""),
                required=False,
            ),
        ]  # fmt: skip
    return views


def grant_start(_who: Person, page: Page) -> dict[str, str]:
    """Begin with the originals the dossier holds."""
    return {"given_back": stopping.originals(page.row)}


def grant(page: Page, typed: dict[str, str], *, who: Any, now: datetime, seen: int | None) -> Any:
    """Stop the dossier with form 05."""
    back = GivenBack(typed.get("given_back", ""), _money(typed.get("refund", "")), typed.get("refund_note", ""))
    return withdrawing.grant_withdrawal(
        page.code, answer=typed.get("answer", ""), back=back, who=who, now=now, seen=seen
    )


def _money(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text.replace(".", "").replace(" ", ""))
    except InvalidOperation:
        raise Invalid(faults=("refund",)) from None


# --- return --------------------------------------------------------------------------------------
def return_views(page: Page, typed: dict[str, str], who: Person) -> list[FieldView]:
    """Ask how it is given; at the counter, to whom, how he was known, how he signed, and what else he takes."""
    filed_by = next((p.name for p in page.parties if p.role == "submitter"), "")
    at_counter = (*person_views(typed, filed_by, "nhận"), signature_view(typed), *_also_views(page, typed, who))
    by_post = (
        FieldView(
            "text", "receiver_post", "Gửi cho", typed.get("receiver_post", ""), hint="Họ tên, và số vận đơn nếu có"
        ),
    )
    ways = (
        Option("counter", "Trả tại quầy", reveal=at_counter),
        Option("online", "Trả trong tài khoản"),
        Option("post", "Gửi bưu chính", reveal=by_post),
    )
    return [FieldView("radios", "way", "Cách trả", typed.get("way", ""), options=ways)]


def _also_views(page: Page, typed: dict[str, str], who: Person) -> tuple[FieldView, ...]:
    others = [one for one in also_waiting(who, page.id) if not one.owes]
    if not others:
        return ()
    hint = (
        "Chọn sẵn là cùng người nộp hoặc chủ hồ sơ. Không chọn sẵn là chỉ trùng tên, nộp cùng ngày: hỏi lại rồi chọn."
    )
    options = tuple(Option(one.code, f"{one.title}, {one.owner}", one.code) for one in others)
    ticked = typed["also"].split() if "also" in typed else [one.code for one in others if one.is_sure]
    return (
        FieldView("checkboxes", "also", "Trả luôn những kết quả này", ticked, hint, options=options, required=False),
    )


def return_told(who: Person, page: Page) -> list[str]:
    """What goes back with the result, and what of the same people cannot be given yet."""
    papers = stopping.originals(page.row, ("lent",))
    unpaid = [one for one in also_waiting(who, page.id) if one.owes]
    return [
        *([f"Trả kèm kết quả: {papers}"] if papers else ()),
        *(f"Cùng người này còn {one.code}, {one.title}: chưa thu phí, thu xong mới trả." for one in unpaid),
    ]


def give_result(
    page: Page, typed: dict[str, str], *, who: Any, now: datetime, seen: int | None, files_sent: Mapping[str, Any]
) -> Any:
    """Give the result as it was typed; files sent for a way that was not chosen are left."""
    way = typed.get("way", "")
    if way == "counter" and typed.get("also"):
        return returning.return_results(
            [page.code, *typed["also"].split()],
            receiver=typed.get("receiver", ""),
            proof=proof_of(typed),
            mandate_scan=files_sent.get("mandate_scan"),
            signature=files_sent.get("signature"),
            who=who,
            now=now,
            seen=seen,
        )
    try:
        return returning.return_result(
            page.code,
            way=way,
            receiver=typed.get("receiver_post" if way == "post" else "receiver", ""),
            proof=proof_of(typed),
            mandate_scan=files_sent.get("mandate_scan"),
            signature=files_sent.get("signature"),
            who=who,
            now=now,
            seen=seen,
        )
    except Invalid as refusal:
        if way != "post":
            raise
        raise Invalid(faults=tuple("receiver_post" if f == "receiver" else f for f in refusal.faults)) from None
