"""One page per act: a small form where the act needs words, a button where it does not. Every act is a POST."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.desk import acts_beside, letters, more_days, refunding, results
from motcua.desk.act_form import Form
from motcua.desk.leading import going_on
from motcua.desk.results import Wrong
from motcua.desk.words import ACT, FAULT, MOST, hand_back_words, too_long
from motcua.documents.inspect import FileRefused
from motcua.dossiers import queries as dossiers
from motcua.dossiers.asking import waiting, waiting_items
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.handing_back import MOST_WORDS
from motcua.dossiers.services import (
    apologising,
    casing,
    deciding,
    extending,
    moving,
    paying,
    receiving,
    supplementing,
    verifying,
    withdrawing,
)
from motcua.forms.engine.model import Field
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.payments import queries as payments
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.web.fields import FieldView, Option
from motcua.web.routes import signed_in


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def act(request: Request, code: str, name: str) -> HttpResponse:
    """Do an act, or ask for what it needs. Two officers at once: the second is told who and when."""
    page = dossiers.page(request.who, code)
    if page is None or name not in set(Act):
        raise Http404
    wanted = Act(name)
    if wanted == Act.ASK_SUPPLEMENT:
        return redirect("desk:judge", code=page.code)
    if wanted in acts_beside.PAGES:  # they need a page of their own
        return redirect(acts_beside.PAGES[wanted], code=page.code)
    form = _FORMS.get(wanted)
    typed = {k: v.strip() for k, v in request.POST.items() if isinstance(v, str)}
    for name in form.ticks if form and request.method == "POST" else ():
        typed[name] = " ".join(request.POST.getlist(name))
    if request.method == "GET" and form and form.start:
        typed = form.start(request.who, page)
    seen = int(typed["seen"]) if typed.get("seen", "").isdigit() else None
    errors: dict[str, Wrong] = {}
    if request.method == "POST" and "remove" not in typed:
        try:
            _within(typed, MOST)
            if form is None:
                _CALLS[wanted](page.code, who=request.who, now=now(), seen=seen)
            else:
                extra = {"files_sent": request.FILES} if form.takes_files else {}
                form.call(page, typed, who=request.who, now=now(), seen=seen, **extra)
        except FileRefused as refusal:
            slot = refusal.facts.get("slot", "")
            errors = {slot: Wrong(slot, refusal.sentence)}
        except Invalid as refusal:
            errors = {wrong.field: wrong for wrong in map(_wrong, refusal.faults)}
        else:
            return redirect(going_on.after(request, page))
    label, _, note = ACT[wanted]
    fields = form.fields(page, typed, *((request.who,) if form.asks else ())) if form else []
    if form and form.takes_files:
        fields = results.with_kept_files(request.who, page, fields, typed)
    told = [_with_error(f, errors) for f in fields]
    asked = set(_names(fields))
    loose = [wrong.sentence for name, wrong in errors.items() if name not in asked]
    context = {
        "page": page,
        "label": label,
        "note": "" if form and form.told else note,
        "told": form.told(request.who, page) if form and form.told else [],
        "fields": told,
        "loose": loose,
        "seen": page.acts,
        "before": going_on.done_of(request),
        "instead": _instead(request, page, form),
    }
    return render(request, "desk/act.html", context, status=422 if errors else 200)


def _instead(request: Request, page: Page, form: Form | None) -> dict[str, str] | None:
    """The way to the other answer, which leads on as this one would have."""
    if form is None or form.instead is None:
        return None
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    url = reverse("desk:act", args=[page.code, form.instead.value])
    return {"label": ACT[form.instead][0], "url": f"{url}{query}"}


def _within(typed: dict[str, str], most: Mapping[str, int]) -> None:
    """Refuse texts no table could keep at their boxes, before anything is done."""
    faults = tuple(Wrong(name, too_long(n)) for name, n in most.items() if len(typed.get(name, "")) > n)
    if faults:
        raise Invalid(faults=faults)


def _wrong(fault: Any) -> Wrong:
    """A refusal of a service names a field; one of the form engine brings its own sentence."""
    if isinstance(fault, Wrong):
        return fault
    if isinstance(fault, tuple):
        return Wrong(
            fault[0], too_long(MOST_WORDS) if fault[1:] == ("too_long",) else FAULT.get(fault[0], "Điền ô này.")
        )
    return Wrong(str(fault), FAULT.get(str(fault), "Điền ô này."))


def _with_error(view: FieldView, errors: dict[str, Wrong]) -> FieldView:
    wrong = errors.get(view.name)
    if any(option.reveal for option in view.options):  # the questions behind a choice have errors of their own
        view = replace(
            view,
            options=tuple(
                replace(option, reveal=tuple(_with_error(inner, errors) for inner in option.reveal))
                for option in view.options
            ),
        )
    return view if wrong is None else replace(view, error=wrong.sentence, error_parts=wrong.parts)


def _names(views: Iterable[FieldView]) -> Iterator[str]:
    for view in views:
        yield view.name
        for option in view.options:
            yield from _names(option.reveal)


def _text(name: str, label: str, *, hint: str = "", lines: int = 3, required: bool = True) -> Callable[..., FieldView]:
    def make(typed: dict[str, str]) -> FieldView:
        return FieldView("textarea", name, label, typed.get(name, ""), hint=hint, lines=lines, required=required)

    return make


def _fields(*makers: Callable[[dict[str, str]], FieldView]) -> Callable[[Page, dict[str, str]], list[FieldView]]:
    return lambda _page, typed: [make(typed) for make in makers]


def _words(service: Callable[..., Any], *names: str) -> Callable[..., Any]:
    """Call a service with some typed texts by their names."""

    def call(page: Page, typed: dict[str, str], *, who: Any, now: Any, seen: int | None) -> Any:
        return service(page.code, **{n: typed.get(n, "") for n in names}, who=who, now=now, seen=seen)

    return call


_REASON = _text("reason", "Lý do", hint="Viết cho người nộp đọc: thiếu gì, sai gì, phải làm gì.")
_BASIS = _text("legal_basis", "Căn cứ pháp lý", hint="Văn bản, điều, khoản", lines=2)


_EXPECTED = Field("expected_on", "Ngày hẹn xác minh xong", "date", "")


def _verify_views(_page: Page, typed: dict[str, str]) -> list[FieldView]:
    what, where = _text("what", "Xác minh gì"), _text("where", "Ở đâu", lines=1, required=False)
    return [what(typed), where(typed), results.date_view(_EXPECTED.key, _EXPECTED.label, typed)]


def _verify(page: Page, typed: dict[str, str], *, who: Any, now: Any, seen: int | None) -> Any:
    expected, wrong = results.read_one(_EXPECTED, typed, now.date(), required=True)
    if wrong:
        raise Invalid(faults=(wrong, *(() if typed.get("what") else ("what",))))
    return verifying.start_verification(
        page.code,
        what=typed.get("what", ""),
        where=typed.get("where", ""),
        expected_on=date.fromisoformat(expected),
        who=who,
        now=now,
        seen=seen,
    )


def _result_views(page: Page, typed: dict[str, str]) -> list[FieldView]:
    kind = FieldView(
        "radios",
        "kind",
        "Kết quả",
        typed.get("kind", "grant"),
        options=(
            Option("grant", "Đồng ý giải quyết"),
            Option("refuse", "Không giải quyết", "Ghi lý do và căn cứ bên dưới"),
        ),
    )
    reason = replace(_REASON(typed), required=False, label="Lý do (khi không giải quyết)")
    basis = replace(_BASIS(typed), required=False, label="Căn cứ (khi không giải quyết)")
    return [kind, *results.views(page, typed), reason, basis]


def _allow_views(page: Page, typed: dict[str, str]) -> list[FieldView]:
    wanted = waiting(page, now=now())
    views = []
    if wanted is not None and wanted.repeats:
        views.append(_text("reason", "Vì sao xin lần nữa", hint="Mục này đã thấy được từ lần đầu.")(typed))
    if wanted is not None and wanted.is_late:
        hint = "Ghi tên luật, điều, khoản cho phép trả hồ sơ sau hạn này. Lời ghi được lưu và đếm."
        views.append(_text("late_ground", "Luật chuyên ngành cho phép", hint=hint, lines=2)(typed))
    return views


def _allow_told(who: Person, page: Page) -> list[str]:
    """What the leader decides on: what is asked of the citizen, and which time is over."""
    wanted = waiting(page, now=now())
    if wanted is None:
        return []
    late = [hand_back_words(wanted.hand_back)] if wanted.is_late and wanted.hand_back.is_over else []
    return late + [f"{label}: {message}" for label, message in waiting_items(who, page)]


def _case_views(page: Page, typed: dict[str, str]) -> list[FieldView]:
    options = tuple(Option(case.key, case.label) for case in dossiers.other_cases_of(page))
    return [
        FieldView("radios", "case", "Hồ sơ thuộc trường hợp", typed.get("case", ""), options=options),
        _text("reason", "Vì sao", hint="Ghi điều đã kiểm tra, để người dân và người xử lý sau hiểu")(typed),
    ]


def _pay_views(page: Page, typed: dict[str, str]) -> list[FieldView]:
    owed = payments.obligation_of(page.id)
    amount = "" if owed is None or owed.amount is None else str(int(owed.amount))
    return [
        FieldView("money", "amount", "Số tiền", typed.get("amount", amount), suffix="đồng"),
        FieldView("text", "receipt", "Số biên lai", typed.get("receipt", ""), width=20),
        FieldView("hidden", "reference", "", typed.get("reference") or f"counter:{page.id}:{page.acts}"),
    ]


def _pay(page: Page, typed: dict[str, str], *, who: Any, now: Any, seen: int | None) -> Any:
    del seen  # sending the same receipt twice records it once, by its reference
    return paying.take_payment(
        page.code,
        amount=_amount(typed.get("amount", "")),
        receipt_number=typed.get("receipt", ""),
        reference=typed.get("reference", ""),
        who=who,
        now=now,
    )


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text.replace(".", "").replace(" ", "") or "-1")
    except InvalidOperation:
        raise Invalid(faults=("amount_differs",)) from None


_CALLS: dict[Act, Callable[..., Any]] = {
    Act.ACCEPT: receiving.accept,
    Act.CONFIRM_SUPPLEMENT: supplementing.confirm,
    Act.LAPSE: supplementing.lapse,
    Act.ASK_PAYMENT: paying.ask_payment,
    Act.TAKE_UP: moving.take_up,
    Act.FORWARD: moving.forward,
    Act.RECALL: moving.recall,
    Act.APPROVE: deciding.approve,
    Act.NUMBER: deciding.number_and_seal,
}
_FORMS: dict[Act, Form] = {
    Act.DECLINE: Form(_fields(_REASON, _BASIS), _words(receiving.decline, "reason", "legal_basis")),
    Act.ALLOW_SECOND: Form(
        _allow_views,
        _words(supplementing.allow_second, "reason", "late_ground"),
        told=_allow_told,
        instead=Act.REFUSE_SECOND,
    ),
    Act.REFUSE_SECOND: Form(
        _fields(
            _text("reason", "Vì sao không cho gửi", hint="Cán bộ soạn yêu cầu đọc được câu này trong việc của mình.")
        ),
        _words(supplementing.refuse_second, "reason"),
        told=_allow_told,
    ),
    Act.SEND_BACK: Form(_fields(_text("note", "Trả lại vì")), _words(moving.send_back, "note")),
    Act.CHANGE_CASE: Form(_case_views, _words(casing.change_case, "case", "reason")),
    Act.VERIFY_OUTSIDE: Form(_verify_views, _verify),
    Act.END_VERIFICATION: Form(
        _fields(_text("finding", "Kết quả xác minh")), _words(verifying.end_verification, "finding")
    ),
    Act.PROPOSE: Form(_result_views, results.propose, takes_files=True, start=results.start),
    Act.REFUSE: Form(_fields(_REASON, _BASIS), _words(deciding.refuse, "reason", "legal_basis")),
    Act.RETURN_RESULT: Form(
        letters.return_views,
        letters.give_result,
        takes_files=True,
        told=letters.return_told,
        asks=True,
        ticks=("also",),
    ),
    Act.TAKE_PAYMENT: Form(_pay_views, _pay),
    Act.PAY_REFUND: Form(refunding.views, refunding.pay, takes_files=True, told=refunding.told),
    Act.GRANT_MORE_DAYS: Form(
        more_days.views, more_days.grant, told=more_days.told, start=more_days.start, instead=Act.REFUSE_MORE_DAYS
    ),
    Act.REFUSE_MORE_DAYS: Form(
        more_days.refusal_views, _words(extending.refuse_more_days, "answer"), told=more_days.told
    ),
    Act.GRANT_WITHDRAWAL: Form(
        letters.grant_views, letters.grant, start=letters.grant_start, instead=Act.REFUSE_WITHDRAWAL
    ),
    Act.REFUSE_WITHDRAWAL: Form(
        _fields(_text("answer", "Lý do không cho rút")), _words(withdrawing.refuse_withdrawal, "answer")
    ),
    Act.SIGN_APOLOGY: Form(letters.sign_views, letters.sign, told=letters.sign_told, instead=Act.RETURN_APOLOGY),
    Act.RETURN_APOLOGY: Form(_fields(_text("reason", "Cần sửa gì")), _words(apologising.send_back, "reason")),
    Act.DRAFT_APOLOGY: Form(letters.draft_views, letters.draft, told=letters.draft_told, start=letters.draft_start),
}

_CALLS |= acts_beside.CALLS
_FORMS |= acts_beside.FORMS


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def say_fee(request: Request, code: str) -> HttpResponse:
    """Say an amount nobody published, with its ground (or 0: nothing is due)."""
    page = dossiers.page(request.who, code)
    if page is None:
        raise Http404
    typed = {k: v.strip() for k, v in request.POST.items() if isinstance(v, str)}
    errors: dict[str, Wrong] = {}
    if request.method == "POST":
        try:
            _within(typed, {"reason": 200})
            paying.say_amount(
                page.code, _amount(typed.get("amount", "")), typed.get("reason", ""), who=request.who, now=now()
            )
        except Invalid as refusal:
            told = [f for f in refusal.faults if isinstance(f, Wrong)] or [
                Wrong("amount", FAULT["amount_needs_ground"])
            ]
            errors = {wrong.field: wrong for wrong in told}
        else:
            return redirect("desk:dossier", code=page.code)
    fields = [
        FieldView("money", "amount", "Mức thu", typed.get("amount", ""), suffix="đồng", hint="Ghi 0 nếu không thu"),
        FieldView("text", "reason", "Căn cứ", typed.get("reason", ""), hint="Nghị quyết, biểu phí, hoặc diện miễn"),
    ]
    context = {
        "page": page,
        "label": "Xác định mức thu",
        "note": "Nguồn chưa công bố mức thu của khoản này.",
        "fields": [_with_error(f, errors) for f in fields],
        "loose": [],
        "seen": page.acts,
        "back": reverse("desk:dossier", args=[page.code]),
    }
    return render(request, "desk/act.html", context, status=422 if errors else 200)
