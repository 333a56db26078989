"""One task: its times, what was reported and shown, what is difficult; reporting, ending, placing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.desk.plans import forms, words
from motcua.desk.plans.task_forms import shown_forms
from motcua.documents import queries as documents
from motcua.documents.inspect import FileRefused
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.plans import queries
from motcua.plans.files import HOLDER
from motcua.plans.services import working
from motcua.plans.services.working import Placing
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import instant_vi, money, number
from motcua.web.fields import FieldView, Option
from motcua.web.routes import signed_in


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def task(request: Request, task_id: int) -> HttpResponse:
    """Show a task; its owner and who manages the plan report, show evidence and end it here."""
    who, at = request.who, now()
    found = queries.task(who, task_id)
    if found is None or found.review != "accepted":
        raise Http404
    times = queries.occurrences_of(found.id)
    typed = forms.typed_of(request)
    errors: dict[str, str] = {}
    chosen = _chosen(request, times, typed)
    if request.method == "POST":
        try:
            _do(request, typed, at)
            return redirect(_url(found.id, chosen.id if chosen else 0))
        except Invalid as refusal:
            errors = forms.errors_of(refusal)
        except FileRefused as refusal:
            errors = {"file": refusal.sentence}
    manages = queries.manages(who, found.plan.unit_id)
    places = manages or (found.lead_unit_id is not None and queries.manages(who, found.lead_unit_id))
    may = places or found.owner_account_id == who.account_id
    is_live = found.plan.status == "in_force"
    entries = queries.entries_of(found.id)
    files = {row.id: row for row in documents.files_of(who, (HOLDER, found.plan_id))}
    context = {
        "task": found,
        "plan": found.plan,
        "facts": _facts(found, at),
        "times": [_time(one, found, at, is_now=chosen is not None and one.id == chosen.id) for one in times]
        if len(times) > 1
        else [],
        "one": _time(chosen, found, at, is_now=True) if chosen is not None else None,
        "forms": shown_forms(found, chosen, typed, errors, manages=manages) if may and is_live and chosen else [],
        "entries": [_entry(one, files, entries) for one in entries],
        "answering": manages and is_live,
        "wrong": {"id": typed.get("entry", ""), "text": errors.get("text", "")} if typed.get("do") == "answer" else {},
        "place_url": reverse("desk:plan_task_place", args=[found.id]) if is_live and places else "",
        "is_mine": found.owner_account_id == who.account_id,
    }
    return render(request, "desk/plans/task.html", context, status=422 if errors else 200)


def _do(request: Request, typed: dict[str, str], at: datetime) -> None:
    who = request.who
    on = forms.seen_of(typed, "occurrence") or 0
    seen = forms.seen_of(typed)
    text = typed.get("text", "")

    def count() -> object:
        done, total = forms.whole_number(typed, "done_count"), forms.whole_number(typed, "total_count")
        return working.count(
            on, done=-1 if done is None else done, total=total or 0, text=text, who=who, now=at, seen_acts=seen
        )

    def show_file() -> object:
        upload = request.FILES.get("file")
        if upload is None:
            raise Invalid(faults=(("file", "missing"),))
        return working.show_file(on, upload, text=text, who=who, now=at, seen_acts=seen)

    def percent() -> int:
        told_ = forms.whole_number(typed, "percent")
        return -1 if told_ is None else told_

    acts: dict[str, Callable[[], object]] = {
        "report": lambda: working.report(on, text=text, percent=percent(), who=who, now=at, seen_acts=seen),
        "count": count,
        "file": show_file,
        "link": lambda: working.show_link(on, typed.get("url", ""), text=text, who=who, now=at, seen_acts=seen),
        "figure": lambda: working.show_figure(
            on, typed.get("indicator", ""), typed.get("period", ""), who=who, now=at, seen_acts=seen
        ),
        "difficulty": lambda: working.raise_matter(on, "difficulty", text, who=who, now=at),
        "proposal": lambda: working.raise_matter(on, "proposal", text, who=who, now=at),
        "answer": lambda: working.answer_matter(forms.seen_of(typed, "entry") or 0, text, who=who, now=at),
        "close": lambda: working.close(
            on,
            "not_done" if typed.get("state") == "not_done" else "done",
            reason=typed.get("reason", ""),
            who=who,
            now=at,
            seen_acts=seen,
        ),
        "reopen": lambda: working.reopen(on, typed.get("reason", ""), who=who, now=at),
    }
    if typed.get("do") not in acts:
        raise Http404
    acts[typed["do"]]()


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def place(request: Request, task_id: int) -> HttpResponse:
    """Say who leads and owns a task, which budget line pays it, what is counted of it."""
    who, at = request.who, now()
    found = queries.task(who, task_id)
    if found is None or found.review != "accepted":
        raise Http404
    if not (
        queries.manages(who, found.plan.unit_id)
        or (found.lead_unit_id is not None and queries.manages(who, found.lead_unit_id))
    ):
        raise Http404
    units = queries.units_of(found.plan.unit_id, at.date())
    typed = forms.typed_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        amount = typed.get("budget_amount", "")
        sum_ = forms.decimal(typed, "budget_amount")
        try:
            if amount and (sum_ is None or sum_ != sum_.to_integral_value()):
                raise Invalid(faults=(("budget_amount", "malformed"),))
            wish = Placing(
                lead_unit_id=forms.seen_of(typed, "lead_unit") or None,
                owner_account_id=forms.seen_of(typed, "owner") or None,
                budget=typed.get("budget", ""),
                budget_amount=sum_ if amount else None,
                counts=typed.get("counts", ""),
                reason=typed.get("reason", ""),
            )
            working.place(found.id, wish, who=who, now=at, seen_acts=forms.seen_of(typed))
            return redirect("desk:plan_task", task_id=found.id)
        except Invalid as refusal:
            errors = forms.errors_of(refusal)
    else:
        typed = {
            "lead_unit": str(found.lead_unit_id or ""),
            "owner": str(found.owner_account_id or ""),
            "budget": found.budget,
            "budget_amount": "" if found.budget_amount is None else f"{found.budget_amount:f}",
            "counts": found.counts,
            "seen": str(found.acts),
        }
    names = {view.id: view.short_name for view in units}
    posts = identity.officers_of([view.id for view in units if view.kind in ("committee", "province")], at.date())
    people = {
        post.account_id: f"{post.full_name}, {post.title}, {names.get(post.unit_id, '')}"
        for post in posts
        if post.account_id is not None
    }
    views = [
        FieldView(
            "select",
            "lead_unit",
            "Đơn vị chủ trì",
            typed.get("lead_unit", ""),
            required=False,
            options=(Option("", "Chưa chọn"), *(Option(str(view.id), view.short_name) for view in units)),
            hint=f"Văn bản ghi: {found.lead}" if found.lead else "",
        ),
        FieldView(
            "select",
            "owner",
            "Người thực hiện",
            typed.get("owner", ""),
            required=False,
            options=(Option("", "Chưa giao"), *(Option(str(id_), label) for id_, label in people.items())),
            hint="Người này báo cáo, đưa minh chứng và được nhắc khi gần hạn.",
        ),
        FieldView(
            "text", "reason", "Lý do", typed.get("reason", ""), required=False, hint="Bắt buộc khi đổi người thực hiện."
        ),
        FieldView("text", "budget", "Nguồn kinh phí", typed.get("budget", ""), required=False, max_length=300),
        FieldView("money", "budget_amount", "Dự toán", typed.get("budget_amount", ""), required=False, suffix="đồng"),
        FieldView(
            "text",
            "counts",
            "Đếm theo",
            typed.get("counts", ""),
            required=False,
            width=20,
            max_length=80,
            hint="Với việc tính theo số lượng: cán bộ, buổi, hộ.",
        ),
    ]
    context = {"task": found, "plan": found.plan, "fields": forms.marked(views, errors), "seen": typed.get("seen", "0")}
    return render(request, "desk/plans/place.html", context, status=422 if errors else 200)


def _url(task_id: int, occurrence_id: int) -> str:
    return f"{reverse('desk:plan_task', args=[task_id])}?ky={occurrence_id}"


def _chosen(request: Request, times: list[Any], typed: dict[str, str]) -> Any:
    """The time spoken of: the one asked for, else the first that is open, else the last."""
    asked = typed.get("occurrence") or request.GET.get("ky", "")
    by_id = {str(one.id): one for one in times}
    waiting = [one for one in times if one.closed_at is None]
    return by_id.get(asked) or (waiting[0] if waiting else times[-1] if times else None)


def _facts(found: Any, at: datetime) -> list[tuple[str, str]]:
    unit = identity.unit_view(found.lead_unit_id, at.date()).name if found.lead_unit_id else ""
    rows = [
        ("Chủ trì", unit or found.lead or "Chưa phân công"),
        ("Theo văn bản", found.lead if unit and found.lead else ""),
        ("Người thực hiện", found.owner_label or "Chưa giao"),
        ("Phối hợp", ", ".join(found.partners)),
        ("Sản phẩm", found.product),
        ("Lịch", words.RECURRENCE[found.recurrence]),
        ("Hạn", words.due_words(found.due_on, at.date()) if not found.recurrence or found.due_on else ""),
        ("Kinh phí", "; ".join(part for part in (found.budget, _sum(found.budget_amount)) if part)),
    ]
    return [(label, value) for label, value in rows if value]


def _sum(amount: Any) -> str:
    return "" if amount is None else money(amount)


def _time(one: Any, found: Any, at: datetime, *, is_now: bool) -> dict[str, Any]:
    on = at.date()
    is_late = one.closed_at is None and one.due_on is not None and one.due_on < on
    state = "late" if is_late else one.state
    return {
        "id": one.id,
        "seen": one.acts,
        "name": words.occurrence_name(one.key),
        "url": _url(found.id, one.id),
        "is_now": is_now,
        "due": words.due_words(one.due_on, on) if one.closed_at is None else "",
        "percent": one.percent,
        "count": f"{number(one.done_count)}/{number(one.total_count)} {found.counts}".strip()
        if one.done_count is not None and one.total_count is not None
        else "",
        "closed": f"{one.closed_label}, {instant_vi(one.closed_at)}" if one.closed_at else "",
        "reason": one.reason,
        "tag": words.tag(state, words.TASK_STATE),
    }


def _entry(one: Any, files: dict[int, Any], every: list[Any]) -> dict[str, Any]:
    file = files.get(one.attachment_id) if one.attachment_id else None
    figure = one.figure
    return {
        "id": one.id,
        "what": words.ENTRY[one.kind],
        "period": words.occurrence_name(one.occurrence.key),
        "text": one.text,
        "percent": one.percent if one.kind == "progress" else None,
        "count": f"{number(one.done_count)}/{number(one.total_count)}" if one.done_count is not None else "",
        "url": one.url,
        "file": {"url": reverse("documents:view", args=[file.id]), "name": file.name} if file else None,
        "figure": _figure(figure) if figure else "",
        "by": f"{one.label}, {instant_vi(one.at)}",
        "asks": one.kind in ("difficulty", "proposal"),
        "answer": next((f"{a.label}: {a.text}" for a in every if a.answers_id == one.id), ""),
        "is_answer": one.kind == "answer",
    }


def _figure(figure: dict[str, Any]) -> str:
    name = words.indicator_name(figure["key"]) or figure["name"]
    value = words.amount(forms.decimal({"x": figure["value"].replace(".", ",")}, "x"), figure["unit"])
    parts = ""
    if figure["numerator"] is not None and figure["denominator"] is not None:
        parts = f" ({number(figure['numerator'])} trong {number(figure['denominator'])})"
    at = instant_vi(datetime.fromisoformat(figure["at"]))
    return f"{name}, {words.span_words(figure['period'])}: {value}{parts}, chốt {at}."
