"""The small forms of acts beside the way: opinions, notes, another handler, a scan, a correction (see acts.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from motcua.desk.act_form import Form
from motcua.desk.results import Wrong
from motcua.documents import services as files
from motcua.dossiers.habits import habits
from motcua.dossiers.queries import Page
from motcua.dossiers.queries.beside import OpinionRow, opinions_of, opinions_to_answer, questions_for
from motcua.dossiers.rules.acts import Act, Holding
from motcua.dossiers.services import assigning, correcting, noting, opining, scanning
from motcua.identity.queries import Person
from motcua.platform.clock.now import now as the_time
from motcua.platform.errors import Invalid
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option

PAGES = {
    Act.TAKE_SUPPLEMENT: "desk:take_supplement",
    Act.ASK_OPINION: "desk:ask_opinion",
    Act.CHANGE_PROCEDURE: "desk:change_procedure",
    Act.MERGE_DUPLICATE: "desk:twins",
    Act.MARK_DIFFERENT: "desk:twins",
}
OFFICE = {
    Holding.RECEIVING: "Bộ phận tiếp nhận",
    Holding.HANDLING: "Đơn vị thụ lý",
    Holding.DECIDING: "Lãnh đạo",
    Holding.NUMBERING: "Văn thư",
}


def _area(name: str, label: str, typed: Mapping[str, str], *, hint: str = "", required: bool = True) -> FieldView:
    return FieldView("textarea", name, label, typed.get(name, ""), hint=hint, lines=3, required=required)


def days_view(typed: Mapping[str, str]) -> FieldView:
    """Ask how many working days the other unit has."""
    told = habits()["opinion"]
    value = typed.get("days", str(told["days"]))
    hint = f"Tính từ ngày mai theo lịch của đơn vị được hỏi, nhiều nhất {told['most_days']}"
    return FieldView("number", "days", "Trả lời trong mấy ngày làm việc", value, hint=hint, width=5)


def days_of(typed: Mapping[str, str]) -> int:
    """Return the days that were typed, 0 for what is no number."""
    text = typed.get("days", "")
    return int(text) if text.isdigit() and len(text) < 4 else 0


# --- opinions ----------------------------------------------------------------------------------------------------
def _answer_views(_page: Page, typed: dict[str, str]) -> list[FieldView]:
    options = (
        Option("agree", "Đồng ý"),
        Option("disagree", "Không đồng ý", "Ghi lý do bên dưới"),
        Option("remarks", "Có ý kiến thêm", "Ghi ý kiến bên dưới"),
    )
    return [
        FieldView("radios", "verdict", "Ý kiến của đơn vị", typed.get("verdict", ""), options=options),
        _area("answer", "Nội dung trả lời", typed, required=False),
        FieldView("file", "opinion_file", "Văn bản kèm theo", "", accept=".pdf,.jpg,.png", required=False),
    ]


def _answer_told(who: Person, page: Page) -> list[str]:
    at = the_time()
    open_to_me = [o for o in opinions_to_answer(who, now=at) if o.dossier_id == page.id]
    told = [f"{o.asking_unit} hỏi, trả lời trước {instant_vi(o.deadline)}: {o.question}" for o in open_to_me]
    if any(o.deadline <= at for o in open_to_me):
        told.append("Đã quá hạn trả lời: hồ sơ chưa quyết định nên vẫn nhận, và ghi là trả lời sau hạn.")
    return told


def _answer(
    page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None, files_sent: Mapping[str, Any]
) -> Any:
    opining.permit_answer(page.code, who=who, now=now, seen=seen)
    kept = _kept(page, "opinion_file", files_sent, who, now, kind="scan")
    return opining.answer_opinion(
        page.code, verdict=typed.get("verdict", ""), answer=typed.get("answer", ""), file_id=kept, who=who, now=now,
        seen=seen,
    )  # fmt: skip


def _kept(page: Page, slot: str, sent: Mapping[str, Any], who: Person, now: Any, *, kind: str) -> int | None:
    if slot not in sent:
        return None
    return files.attach(who, ("dossier", page.id), slot, sent[slot], kind=kind, secrecy=page.secrecy, now=now).id


def _which(typed: Mapping[str, str], found: list[OpinionRow]) -> FieldView:
    options = tuple(Option(str(o.ordinal), o.unit, o.question) for o in found)
    value = typed.get("opinion") or (str(found[0].ordinal) if len(found) == 1 else "")
    return FieldView("radios", "opinion", "Đơn vị được hỏi", value, options=options)


def _open_views(page: Page, typed: Mapping[str, str], who: Person) -> list[OpinionRow]:
    del typed
    return [o for o in opinions_of(who, page.id, now=the_time()) if o.state in {"open", "late"}]


def _extend_views(page: Page, typed: dict[str, str], who: Person) -> list[FieldView]:
    reason = _area("reason", "Vì sao cho thêm thời gian", typed)
    return [_which(typed, _open_views(page, typed, who)), days_view(typed), reason]


def _skip_views(page: Page, typed: dict[str, str], who: Person) -> list[FieldView]:
    hint = "Lời ghi được lưu. Đơn vị được hỏi không xem hồ sơ này nữa."
    return [
        _which(typed, _open_views(page, typed, who)),
        _area("reason", "Vì sao làm tiếp không chờ ý kiến", typed, hint=hint),
    ]


def _ordinal(typed: Mapping[str, str]) -> int:
    text = typed.get("opinion", "")
    return int(text) if text.isdigit() and len(text) < 5 else 0


def _extend(page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None) -> Any:
    return opining.extend_opinion(
        page.code, ordinal=_ordinal(typed), days=days_of(typed), reason=typed.get("reason", ""), who=who, now=now,
        seen=seen,
    )  # fmt: skip


def _skip(page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None) -> Any:
    return opining.skip_opinion(
        page.code, ordinal=_ordinal(typed), reason=typed.get("reason", ""), who=who, now=now, seen=seen
    )


# --- notes -------------------------------------------------------------------------------------------------------
def _note_views(page: Page, typed: dict[str, str], who: Person) -> list[FieldView]:
    at = the_time()
    options: list[Option] = []
    for office, label in OFFICE.items():
        options.append(Option(str(office), label))
        options += [
            Option(f"{office}:{h.account_id}", f"{h.full_name}, {h.title}")
            for h in noting.colleagues(page.row, office, now=at)
            if h.account_id != who.account_id
        ]
    return [
        _area("text", "Nội dung", typed, hint="Chỉ cán bộ làm hồ sơ này đọc được."),
        FieldView(
            "select",
            "to",
            "Hỏi ai",
            typed.get("to", ""),
            hint="Để trống khi chỉ ghi chú",
            options=tuple(options),
            required=False,
        ),
    ]


def _note(page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None) -> Any:
    del seen  # a note stands beside whatever happened meanwhile
    to, _, account = typed.get("to", "").partition(":")
    if account and not account.isdigit():
        raise Invalid(faults=("to",))
    return noting.write_note(
        page.code, text=typed.get("text", ""), to=to, to_account_id=int(account) if account else None, who=who, now=now
    )


def _reply_views(page: Page, typed: dict[str, str], who: Person) -> list[FieldView]:
    waiting = [n for n in questions_for(who) if n.code == page.code]
    options = tuple(Option(str(n.id), n.text, f"{n.author}, {instant_vi(n.at)}") for n in waiting)
    value = typed.get("note_id") or (str(waiting[0].id) if len(waiting) == 1 else "")
    return [
        FieldView("radios", "note_id", "Câu hỏi", value, options=options),
        _area("answer", "Trả lời", typed, hint="Việc báo để biết thì không cần ghi", required=False),
    ]


def _reply(page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None) -> Any:
    del seen
    note_id = typed.get("note_id", "")
    if not note_id.isdigit():
        raise Invalid(faults=(Wrong("note_id", "Chọn câu hỏi."),))
    return noting.answer_note(page.code, int(note_id), answer=typed.get("answer", ""), who=who, now=now)


# --- another handler ---------------------------------------------------------------------------------------------
def _reassign_views(page: Page, typed: dict[str, str], who: Person) -> list[FieldView]:
    options = tuple(
        Option(str(h.account_id), f"{h.full_name}, {h.title}", "Đang làm thay" if h.acting else "")
        for h in assigning.candidates(who, page.code, now=the_time())
    )
    return [
        FieldView("radios", "to", "Giao cho", typed.get("to", ""), options=options),
        _area("reason", "Lý do", typed),
    ]


def _reassign(page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None) -> Any:
    to = typed.get("to", "")
    return assigning.reassign(
        page.code, to_account_id=int(to) if to.isdigit() else 0, reason=typed.get("reason", ""), who=who, now=now,
        seen=seen,
    )  # fmt: skip


# --- papers ------------------------------------------------------------------------------------------------------
def _correction_views(_page: Page, typed: dict[str, str]) -> list[FieldView]:
    return [
        _area("reason", "Kết quả đã trả sai ở đâu", typed, hint="Người nộp đọc được câu này."),
        FieldView("file", "correction_file", "Văn bản mới, đã ký", "", accept=".pdf,.jpg,.png"),
    ]


def _correction(
    page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None, files_sent: Mapping[str, Any]
) -> Any:
    correcting.permit_correction(page.code, who=who, now=now, seen=seen)
    kept = _kept(page, "correction_file", files_sent, who, now, kind="scan")
    return correcting.propose_correction(
        page.code, reason=typed.get("reason", ""), file_id=kept, who=who, now=now, seen=seen
    )


def _scan_views(_page: Page, _typed: dict[str, str]) -> list[FieldView]:
    hint = "Bản đã ký tay, đóng dấu. Đính lại thì bản trước được cất đi, không xóa."
    return [FieldView("file", "scan", "Bản chụp", "", hint=hint, accept=".pdf,.jpg,.png")]


def _scan(
    page: Page, _typed: dict[str, str], *, who: Person, now: Any, seen: int | None, files_sent: Mapping[str, Any]
) -> Any:
    scanning.permit_scan(page.code, who=who, now=now, seen=seen)
    sent = {scanning.SLOT: files_sent["scan"]} if "scan" in files_sent else {}
    kept = _kept(page, scanning.SLOT, sent, who, now, kind=scanning.KIND)
    return scanning.attach_scan(page.code, file_id=kept, who=who, now=now, seen=seen)


def _refusal_views(_page: Page, typed: dict[str, str]) -> list[FieldView]:
    return [_area("reason", "Vì sao không ký", typed, hint="Người đề nghị đọc được câu này trong việc của mình.")]


def _refuse_correction(page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None) -> Any:
    return correcting.refuse_correction(page.code, reason=typed.get("reason", ""), who=who, now=now, seen=seen)


CALLS: dict[Act, Callable[..., Any]] = {
    Act.APPROVE_CORRECTION: correcting.approve_correction,
    Act.SEAL_CORRECTION: correcting.seal_correction,
}
FORMS: dict[Act, Form] = {
    Act.ANSWER_OPINION: Form(_answer_views, _answer, takes_files=True, told=_answer_told),
    Act.EXTEND_OPINION: Form(_extend_views, _extend, asks=True),
    Act.SKIP_OPINION: Form(_skip_views, _skip, asks=True),
    Act.WRITE_NOTE: Form(_note_views, _note, asks=True),
    Act.ANSWER_NOTE: Form(_reply_views, _reply, asks=True),
    Act.REASSIGN: Form(_reassign_views, _reassign, asks=True),
    Act.PROPOSE_CORRECTION: Form(_correction_views, _correction, takes_files=True),
    Act.REFUSE_CORRECTION: Form(_refusal_views, _refuse_correction),
    Act.ATTACH_SCAN: Form(_scan_views, _scan, takes_files=True),
}
