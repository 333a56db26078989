"""One target: what stands for whom and since when, can it be reached, who got it; setting, giving out, answering."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.desk.plans import forms, rows, words
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.identity.requests import Request
from motcua.plans import queries
from motcua.plans.services import giving
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import date_vi, instant_vi, number
from motcua.web.fields import FieldView, Option
from motcua.web.routes import signed_in


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def target(request: Request, target_id: int) -> HttpResponse:
    """Show a target; who manages plans over the unit sets its number there and gives it out."""
    who, at = request.who, now()
    found = queries.target(who, target_id)
    if found is None or found.review != "accepted":
        raise Http404
    units = {view.id: view for view in queries.units_of(found.plan.unit_id, at.date())}
    mine = {
        view.id: view
        for view in units.values()
        if queries.manages(who, found.plan.unit_id) or queries.manages(who, view.id)
    }
    typed = forms.typed_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _do(request, found, typed, at)
            return redirect(f"{reverse('desk:plan_target', args=[found.id])}#da-giao")
        except Invalid as refusal:
            errors = forms.errors_of(refusal)
    own = identity.committee_of(who.post.unit_id, at.date()) if who.post else found.plan.unit_id
    shown = units.get(own) or units[found.plan.unit_id]
    one = queries.measured_one(who, found, shown.id, at)
    population = queries.population_of(shown.id, at.date())
    is_live = found.plan.status == "in_force"
    posts = identity.officers_of(list(mine), at.date()) if mine and is_live else []
    people = [
        (f"{post.unit_id}:{post.account_id}", f"{post.full_name}, {post.title}, {units[post.unit_id].short_name}")
        for post in posts
        if post.account_id is not None and post.unit_id in units
    ]
    context = {
        "target": found,
        "plan": found.plan,
        "row": rows.target_row(one, at.date()),
        "unit": shown.name,
        "figure": _figure(one),
        "verdict": one.verdict,
        "population": f"Dân số {number(population.people)} người, tính đến {date_vi(population.counted_on)},"
        f" theo {population.source}."
        if population
        else "",
        "population_url": reverse("desk:plan_people") if mine else "",
        "settings": _settings(found, units, at.date()),
        "setting_columns": [{"label": label} for label in ("Cho ai", "Mức", "Hạn", "Từ", "Đến", "Lý do", "Người đặt")],
        "assignments": [_given(row, units, found, at.date()) for row in queries.assignments_of(found.id)],
        "may": bool(mine) and is_live,
        "set_fields": forms.marked(
            _set_views(mine, people, typed), _at("for", errors, "unit", "account") if typed.get("do") == "set" else {}
        ),
        "give_fields": forms.marked(
            _give_views(people, typed),
            _at("person", errors, "unit", "account", "value") if typed.get("do") == "give" else {},
        ),
        "open": typed.get("do", "") if errors else "",
        "errors": errors,
    }
    return render(request, "desk/plans/target.html", context, status=422 if errors else 200)


def _do(request: Request, found: Any, typed: dict[str, str], at: datetime) -> None:
    who = request.who
    if typed.get("do") == "give":
        unit_id, account_id = _person(typed.get("person", ""))
        giving.give(found.id, unit_id=unit_id, account_id=account_id, words=typed.get("words", ""), who=who, now=at)
        return
    value = forms.decimal(typed, "value")
    faults: list[tuple[str, str]] = [] if value is not None else [("value", "malformed")]
    unit_id = 0
    owner_id: int | None = None
    due_on: date | None = None
    try:
        due_on = forms.day(typed, "due_on")
    except Invalid as refusal:
        faults += refusal.faults
    told = typed.get("for", "")
    if ":" in told:
        unit_id, owner_id = _person(told)
    elif told.isdecimal() and len(told) < 10:
        unit_id = int(told)
    if not unit_id:
        faults.append(("for", "not_under"))
    if faults or value is None:
        raise Invalid(faults=tuple(faults))
    giving.set_value(
        found.id,
        unit_id=unit_id,
        account_id=owner_id,
        value=value,
        due_on=due_on,
        why=typed.get("why", ""),
        who=who,
        now=at,
    )


def _person(told: str) -> tuple[int, int]:
    unit, _, account = told.partition(":")
    if not (unit.isdecimal() and account.isdecimal() and len(told) < 32):
        raise Invalid(faults=(("account", "not_here"),))
    return int(unit), int(account)


def _figure(one: queries.Measured) -> dict[str, Any] | None:
    if not one.target.indicator or one.figure is None:
        return None
    figure = one.figure
    parts = ""
    if figure.value is not None and figure.numerator is not None and figure.denominator:
        parts = f"{number(figure.numerator)} trong {number(figure.denominator)}"
    return {
        "name": figure.name or words.indicator_name(one.target.indicator),
        "period": words.span_words(figure.period),
        "parts": parts,
        "why": "" if figure.value is not None else words.said_why(figure),
    }


def _settings(found: Any, units: dict[int, UnitView], on: date) -> list[list[Any]]:
    rows = queries.settings_of(found.id)
    people = identity.labels({row.account_id for row in rows if row.account_id}, on)
    return [
        [
            _place(units, row.unit_id) + (f": {people.get(row.account_id, 'cán bộ')}" if row.account_id else ""),
            words.wanted(found.op, row.value, found.measure),
            date_vi(row.due_on) if row.due_on else "",
            instant_vi(row.since),
            instant_vi(row.until) if row.until else "nay",
            row.why,
            row.by_label,
        ]
        for row in rows
    ]


def _given(row: Any, units: dict[int, UnitView], found: Any, on: date) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "unit": _place(units, row.unit_id),
        "wanted": words.wanted(found.op, row.value, found.measure),
        "due": words.due_words(row.due_on, on) if row.due_on else "",
        "given": f"{row.given_label} giao {instant_vi(row.given_at)}",
        "acknowledged": f"Xác nhận {instant_vi(row.acknowledged_at)}" if row.acknowledged_at else "",
        "objection": row.objection,
        "answer": f"{row.answered_label}: {row.answer}" if row.answer else "",
        "tag": words.tag(row.state, words.ASSIGNMENT),
    }


def _place(units: dict[int, UnitView], unit_id: int) -> str:
    return units[unit_id].short_name if unit_id in units else "đơn vị không còn thuộc kế hoạch"


def _set_views(mine: dict[int, UnitView], people: list[tuple[str, str]], typed: dict[str, str]) -> list[FieldView]:
    options = [Option(str(view.id), f"Cả đơn vị: {view.short_name}") for view in mine.values()]
    options += [Option(key, label) for key, label in people]
    return [
        FieldView("select", "for", "Cho ai", typed.get("for", ""), options=tuple(options)),
        FieldView("text", "value", "Mức phải đạt", typed.get("value", ""), width=10, hint="Ví dụ 95 hoặc 1,5"),
        forms.day_view("due_on", "Hạn", typed),
        FieldView(
            "text",
            "why",
            "Lý do",
            typed.get("why", ""),
            max_length=giving.MOST_WHY,
            hint="Mức cũ hết hiệu lực từ bây giờ và còn đọc được cùng lý do.",
        ),
    ]


def _give_views(people: list[tuple[str, str]], typed: dict[str, str]) -> list[FieldView]:
    return [
        FieldView(
            "select",
            "person",
            "Giao cho",
            typed.get("person", ""),
            options=tuple(Option(key, label) for key, label in people),
            hint="Giao theo mức đang có hiệu lực cho người ấy. Người nhận thấy trong Việc của tôi theo kế hoạch.",
        ),
        FieldView("text", "words", "Lời giao", typed.get("words", ""), required=False, max_length=giving.MOST_WHY),
    ]


def _at(name: str, errors: dict[str, str], *keys: str) -> dict[str, str]:
    """Put what is wrong with a unit, an officer or his number at the one question that asked for them."""
    told = " ".join(errors[key] for key in keys if key in errors)
    return errors | {name: told} if told else errors
