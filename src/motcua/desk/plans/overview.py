"""The plans of an office, one plan with its targets and tasks, and what is an officer's own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.desk.plans import forms, rows, words
from motcua.documents import queries as documents
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.identity.requests import Request
from motcua.monitoring.places import OVERSEES, READS
from motcua.plans import queries
from motcua.plans.files import HOLDER, PAPER
from motcua.plans.history import history
from motcua.plans.services import alerts, giving, reviewing
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import date_vi, instant_vi
from motcua.web.routes import signed_in


@signed_in("officer")
@require_GET
def plans(request: Request) -> HttpResponse:
    """Show the plans one sees; who manages plans begins one here."""
    who, at = request.who, now()
    on = at.date()
    found = queries.plans(who, on)
    own = identity.committee_of(who.post.unit_id, on) if who.post else None
    foreseen = queries.chances(who, [row.id for row in found], own, at) if own else {}
    units = identity.unit_views({row.unit_id for row in found}, on)
    context = {
        "rows": [
            {
                "url": reverse("desk:plan", args=[row.id]),
                "title": row.title,
                "number": row.number,
                "unit": units[row.unit_id].short_name,
                "days": words.days(row.first_day, row.last_day),
                "status": _status(row.status),
                "targets": row.target_count,
                "tasks": row.task_count,
                "done": row.done_count,
                "late": row.late_count,
                "is_live": row.status == "in_force",
                "foreseen": words.foreseen(foreseen.get(row.id, {})),
            }
            for row in found
        ],
        "may_enter": bool(queries.committees_managed(who, on)),
        "waiting": queries.waiting_count(who),
    }
    return render(request, "desk/plans/plans.html", context)


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def plan(request: Request, plan_id: int) -> HttpResponse:
    """Show a plan: its targets as they stand, its tasks by state. POST approves it or sends it back."""
    who, at = request.who, now()
    found = queries.plan(who, plan_id)
    if found is None:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "approve":
                reviewing.approve(found.id, who=who, now=at)
            else:
                reviewing.send_back(found.id, request.POST.get("reason", ""), who=who, now=at)
            return redirect("desk:plan", plan_id=found.id)
        except Invalid as refusal:
            errors = forms.errors_of(refusal)
    on = at.date()
    unit = identity.unit_view(found.unit_id, on)
    shown_for = _shown_for(request, found.unit_id, on)
    measured = queries.measured(who, found, shown_for.id, at)
    lines = queries.task_lines(found.id, on)
    paper = next(iter(documents.files_of(who, (HOLDER, found.id))), None)
    manages = queries.manages(who, found.unit_id)
    newer = queries.superseder_of(who, found.id)
    context = {
        "plan": found,
        "unit": unit.name,
        "days": words.days(found.first_day, found.last_day),
        "status": _status(found.status),
        "manages": manages,
        "report_url": f"{reverse('desk:report')}?ke-hoach={found.id}" if who.may(READS) or who.may(OVERSEES) else "",
        "is_open": found.status in ("draft", "reviewed"),
        "is_live": found.status == "in_force",
        "approved": f"{found.approved_label} duyệt {instant_vi(found.approved_at)}" if found.approved_at else "",
        "reviewed": f"{found.reviewed_label} xem xét xong {instant_vi(found.reviewed_at)}" if found.reviewed_at else "",
        "issued": date_vi(found.issued_on) if found.issued_on else "",
        "older": {"url": reverse("desk:plan", args=[found.supersedes_id]), "title": found.supersedes.title}
        if found.supersedes is not None and queries.plan(who, found.supersedes_id or 0) is not None
        else None,
        "newer": {"url": reverse("desk:plan", args=[newer.id]), "title": newer.title} if newer else None,
        "paper": {"url": reverse("documents:original", args=[paper.id]), "name": paper.name}
        if paper is not None and paper.slot == PAPER
        else None,
        "shown_for": shown_for.name,
        "unit_choices": _unit_choices(found.unit_id, shown_for.id, on),
        "targets": [rows.target_row(one, on) for one in measured],
        "groups": rows.groups(lines, on),
        "tabs": rows.tabs(lines),
        "lists": rows.lists(measured, shown_for, on),
        "baseline": rows.baseline(measured, unit),
        "matters": [_matter(one) for one in queries.matters_of(found.id)] if manages else [],
        "history": [
            {"at": instant_vi(m.at), "title": m.sentence, "text": m.actor, "kind": m.kind}
            for m in history(who, found.id)
        ],
        "send_back_error": errors.get("reason", ""),
    }
    return render(request, "desk/plans/plan.html", context, status=422 if errors else 200)


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def mine(request: Request) -> HttpResponse:
    """Show what was given to this officer and what he was told. POST takes an alert off the list."""
    who, at = request.who, now()
    if request.method == "POST":
        alert_id = forms.seen_of(forms.typed_of(request), "alert")
        if alert_id:
            alerts.take_note(alert_id, who=who, now=at)
        return redirect("desk:my_plans")
    return _mine(request, at)


@signed_in("officer")
@require_POST
def assignment(request: Request, assignment_id: int) -> HttpResponse:
    """Acknowledge a target given to oneself, say why not, or answer what somebody said."""
    who, at = request.who, now()
    typed = forms.typed_of(request)
    try:
        if typed.get("do") == "acknowledge":
            giving.acknowledge(assignment_id, who=who, now=at)
        elif typed.get("do") == "object":
            giving.object_to(assignment_id, typed.get("words", ""), who=who, now=at)
        else:
            giving.answer(assignment_id, typed.get("words", ""), who=who, now=at)
    except Invalid as refusal:
        return _mine(request, at, error={assignment_id: forms.errors_of(refusal).get("words", "")})
    return redirect("desk:my_plans")


def _mine(request: Request, at: datetime, *, error: dict[int, str] | None = None) -> HttpResponse:
    who, on = request.who, at.date()
    given = queries.my_assignments(who)
    lines = queries.my_tasks(who, on)
    context = {
        "alerts": [_alert(one) for one in queries.alerts(who)],
        "assignments": [_assignment(one, on, error or {}) for one in given],
        "objections": [_assignment(one, on, error or {}) for one in queries.objections(who)],
        "tasks": [rows.task_row(line, on) for line in lines],
        "late": sum(bool(line.late_count) for line in lines),
    }
    return render(request, "desk/plans/mine.html", context, status=422 if error else 200)


def _status(status: str) -> dict[str, str]:
    text, tone, icon = words.STATUS[status]
    return {"text": text, "tone": tone, "icon": icon}


def _alert(one: Any) -> dict[str, Any]:
    thing = one.task or one.target
    url = reverse("desk:plan", args=[one.plan_id])
    if one.task_id:
        url = reverse("desk:plan_task", args=[one.task_id])
    elif one.target_id:
        url = reverse("desk:plan_target", args=[one.target_id])
    return {
        "id": one.id,
        "what": words.ALERT[one.code],
        "text": thing.text if thing else one.plan.title,
        "url": url,
        "at": instant_vi(one.at),
    }


def _shown_for(request: Request, plan_unit_id: int, on: date) -> UnitView:
    """The unit whose numbers are shown: the one asked for, else the reader's committee, else the plan's own."""
    units = {view.id: view for view in queries.units_of(plan_unit_id, on)}
    asked = request.GET.get("don-vi", "")
    own = identity.committee_of(request.who.post.unit_id, on) if request.who.post else plan_unit_id
    wanted = int(asked) if asked.isdecimal() and len(asked) < 10 else own
    return units.get(wanted) or units[plan_unit_id]


def _unit_choices(plan_unit_id: int, shown: int, on: date) -> list[dict[str, Any]]:
    units = queries.units_of(plan_unit_id, on)
    return (
        [{"id": view.id, "name": view.short_name, "is_now": view.id == shown} for view in units]
        if len(units) > 1
        else []
    )


def _matter(one: Any) -> dict[str, Any]:
    return {
        "url": f"{reverse('desk:plan_task', args=[one.task_id])}#y-{one.id}",
        "what": words.ENTRY[one.kind],
        "text": one.text,
        "by": f"{one.label}, {instant_vi(one.at)}",
    }


def _assignment(one: Any, on: date, errors: dict[int, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": reverse("desk:plan_target", args=[one.target_id]),
        "act_url": reverse("desk:plan_assignment", args=[one.id]),
        "text": one.target.text,
        "plan": one.plan.title,
        "wanted": words.wanted(one.target.op, one.value, one.target.measure),
        "due": words.due_words(one.due_on, on) if one.due_on else "",
        "given": f"{one.given_label} giao {instant_vi(one.given_at)}",
        "label": one.label,
        "words": one.words,
        "objection": one.objection,
        "answer": f"{one.answered_label}: {one.answer}" if one.answer else "",
        "state": one.state,
        "tag": words.tag(one.state, words.ASSIGNMENT),
        "error": errors.get(one.id, ""),
    }
