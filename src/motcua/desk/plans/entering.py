"""Beginning a plan from its paper or by hand, its heading, how many people a unit has, a list of services."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk.plans import forms, words
from motcua.documents import store
from motcua.documents.inspect import FileRefused
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.plans import coverage, queries, reading
from motcua.plans.queries import MANAGES
from motcua.plans.reading import NotRead
from motcua.plans.services import entering, people
from motcua.plans.services.entering import Heading
from motcua.platform.clock.now import now, today
from motcua.platform.errors import Forbidden, Invalid
from motcua.platform.text import date_vi, number
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted, signed_in

_MARKS = {
    "C": "Theo văn bản, số liệu chính thức đã đọc",
    "C2": "Theo nguồn dẫn lại",
    "M": "Theo trí nhớ, chưa đối chiếu",
    "P": "Ước tính của đơn vị",
}
_BY = {"commune": "UBND xã", "police": "Công an", "other": "Cơ quan khác"}


@permitted(MANAGES)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Take a paper and have it read, or begin by hand. Both lead to the review; nothing holds yet."""
    who, at = request.who, now()
    typed = forms.typed_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        unit_id = _unit(who, typed, at.date())
        try:
            if typed.get("do") == "hand":
                made = entering.enter_by_hand(Heading(typed.get("title", "")[:500]), unit_id=unit_id, who=who, now=at)
                return redirect("desk:plan_heading", plan_id=made.id)
            made = _read(request, unit_id, at)
            return redirect("desk:plan_review", plan_id=made.id)
        except NotRead as trouble:
            errors["paper"] = trouble.sentence or words.fault("paper", trouble.why)
        except FileRefused as refused:
            errors["paper"] = refused.sentence
        except Invalid as refusal:
            errors = forms.errors_of(refusal)
    units = queries.committees_managed(who, at.date())
    options = tuple(Option(str(u.id), u.name) for u in units)
    unit_view = [FieldView("select", "unit", "Cơ quan ban hành", typed.get("unit", ""), options=options)]
    paper = FieldView(
        "file",
        "paper",
        "Tệp kế hoạch",
        hint="Tệp .docx đọc tốt nhất; cũng đọc được .pdf có chữ và .txt. Nhiều nhất 10 MB.",
        accept=".docx,.pdf,.txt",
        max_bytes=reading.MOST_BYTES,
    )
    title = FieldView("text", "title", "Tên kế hoạch", typed.get("title", ""), max_length=500)
    first = unit_view if len(units) > 1 else []
    context = {
        "paper_fields": forms.marked([*first, paper], errors),
        "hand_fields": forms.marked([title], errors),
        "is_hand": typed.get("do") == "hand",
    }
    return render(request, "desk/plans/new.html", context, status=422 if errors else 200)


def _read(request: Request, unit_id: int, at: datetime) -> Any:
    upload = request.FILES.get("paper")
    if upload is None:
        raise NotRead("missing")
    name = upload.name or ""
    try:
        staged = store.receive(upload.chunks(store.CHUNK), limit=min(settings.FILE_LIMIT_BYTES, reading.MOST_BYTES))
    except store.TooMuch:
        raise NotRead("too_big") from None
    try:
        found = reading.compile_paper(staged.path, name)
        return entering.take_compiled(found, unit_id=unit_id, name=name, staged=staged, who=request.who, now=at)
    finally:
        staged.discard()


def _unit(who: Person, typed: dict[str, str], on: date) -> int:
    units = [unit.id for unit in queries.committees_managed(who, on)]
    if not units:
        raise Forbidden("no committee of his")
    chosen = forms.seen_of(typed, "unit")
    return chosen if chosen in units else units[0]


@permitted(MANAGES)
@require_http_methods(["GET", "POST"])
def heading(request: Request, plan_id: int) -> HttpResponse:
    """Correct number, name and days of a plan that is not in force, and say which one it takes the place of."""
    who, at = request.who, now()
    found = queries.plan(who, plan_id)
    if found is None or not queries.manages(who, found.unit_id):
        raise Http404
    if found.status not in ("draft", "reviewed"):
        return redirect("desk:plan", plan_id=found.id)
    typed = forms.typed_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            told = forms.days(typed, ("issued_on", "first_day", "last_day"))
            entering.identify(
                found.id,
                Heading(
                    typed.get("title", "")[:500],
                    typed.get("number", "")[:60],
                    typed.get("issuer", "")[:200],
                    told["issued_on"],
                    told["first_day"],
                    told["last_day"],
                    forms.seen_of(typed, "supersedes") or None,
                ),
                who=who,
                now=at,
            )
            return redirect("desk:plan_review" if found.status == "draft" else "desk:plan", plan_id=found.id)
        except Invalid as refusal:
            errors = forms.errors_of(refusal)
    else:
        typed = {
            "title": found.title,
            "number": found.number,
            "issuer": found.issuer,
            "supersedes": str(found.supersedes_id or ""),
            **forms.with_day("issued_on", found.issued_on),
            **forms.with_day("first_day", found.first_day),
            **forms.with_day("last_day", found.last_day),
        }
    older = tuple(Option(str(id_), label) for id_, label in queries.superseded_choices(who, found))
    views = [
        FieldView("textarea", "title", "Tên kế hoạch", typed.get("title", ""), lines=2, max_length=500),
        FieldView(
            "text",
            "number",
            "Số, ký hiệu",
            typed.get("number", ""),
            required=False,
            width=20,
            hint="Để trống nếu văn bản chưa ghi số.",
        ),
        FieldView("text", "issuer", "Cơ quan ban hành ghi trên văn bản", typed.get("issuer", ""), required=False),
        forms.day_view("issued_on", "Ngày ban hành", typed),
        forms.day_view("first_day", "Thực hiện từ ngày", typed, required=True),
        forms.day_view(
            "last_day",
            "Đến hết ngày",
            typed,
            required=True,
            hint="Nhiệm vụ định kỳ được lập kỳ trong khoảng này, từ ngày duyệt.",
        ),
    ]
    if older:
        views.append(
            FieldView(
                "select",
                "supersedes",
                "Thay cho kế hoạch",
                typed.get("supersedes", ""),
                required=False,
                options=(Option("", "Không thay kế hoạch nào"), *older),
                hint="Khi kế hoạch này được duyệt, kế hoạch kia hết hiệu lực và còn đọc được.",
            )
        )
    context = {"plan": found, "fields": forms.marked(views, errors)}
    return render(request, "desk/plans/heading.html", context, status=422 if errors else 200)


@permitted(MANAGES)
@require_http_methods(["GET", "POST"])
def population(request: Request) -> HttpResponse:
    """Show and enter how many people live in the units one manages plans for: what volumes are held against."""
    who, at = request.who, now()
    units = queries.committees_managed(who, at.date())
    typed = forms.typed_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            counted_on = forms.day(typed, "counted_on")
            if counted_on is None:
                raise Invalid(faults=(("counted_on", "missing"),))
            people.set_population(
                _unit(who, typed, at.date()),
                people=forms.whole_number(typed, "people") or 0,
                counted_on=counted_on,
                source=typed.get("source", ""),
                mark=typed.get("mark", ""),
                who=who,
                now=at,
            )
            return redirect("desk:plan_people")
        except Invalid as refusal:
            errors = forms.errors_of(refusal)
    names = {unit.id: unit.name for unit in units}
    unit_view = FieldView(
        "select", "unit", "Đơn vị", typed.get("unit", ""), options=tuple(Option(str(u.id), u.name) for u in units)
    )
    views = [
        *([unit_view] if len(units) > 1 else []),
        FieldView("number", "people", "Số dân", typed.get("people", ""), width=10, suffix="người"),
        forms.day_view("counted_on", "Tính đến ngày", typed, required=True),
        FieldView("text", "source", "Nguồn", typed.get("source", ""), hint="Ai thống kê, văn bản nào.", max_length=300),
        FieldView(
            "radios",
            "mark",
            "Mức tin cậy",
            typed.get("mark", ""),
            options=tuple(Option(key, label) for key, label in _MARKS.items()),
        ),
    ]
    context = {
        "fields": forms.marked(views, errors),
        "columns": [
            {"label": label} for label in ("Đơn vị", "Số dân", "Tính đến", "Nguồn", "Mức tin cậy", "Người ghi")
        ],
        "rows": [
            [
                names.get(row.unit_id, ""),
                number(row.people),
                date_vi(row.counted_on),
                row.source,
                _MARKS.get(row.mark, row.mark),
                row.set_label,
            ]
            for row in queries.populations([unit.id for unit in units])
        ],
    }
    return render(request, "desk/plans/people.html", context, status=422 if errors else 200)


@signed_in("officer")
@require_GET
def service_list(request: Request, key: str) -> HttpResponse:
    """Show a list of services that plans speak of: what is known of it, and which of our procedures are in it."""
    who, on = request.who, today()
    unit = identity.unit_view(identity.committee_of(who.post.unit_id, on), on) if who.post else None
    names = queries.procedure_names(unit, on) if unit is not None and unit.kind == "committee" else []
    try:
        found = coverage.coverage(key, names)
    except KeyError:
        raise Http404 from None
    context = {
        "list": found,
        "count": number(found.count),
        "known": number(found.known),
        "ours": number(found.ours),
        "of_commune": number(found.of_commune),
        "unit": unit.name if unit else "",
        "columns": [
            {"label": label} for label in ("Dịch vụ", "Cơ quan giải quyết", "Thủ tục của đơn vị", "Mức tin cậy")
        ],
        "rows": [
            [one.name, _BY[one.by], "; ".join(one.ours) or "Chưa có", _MARKS.get(one.mark, one.mark)]
            for one in found.services
        ],
        "back": reverse("desk:plans"),
    }
    return render(request, "desk/plans/list.html", context)
