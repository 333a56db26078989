"""The fast lane's page: one line, Enter, the next; the day's pieces below, with what they cost."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.counter import lane as lanes
from motcua.counter.lane import Lane, NotForTheLane
from motcua.desk.reception.words import FAULT
from motcua.dossiers.services.intake import Sitter
from motcua.forms.engine import Fault
from motcua.forms.engine.types import kind_of
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Forbidden, Invalid
from motcua.platform.text import phone
from motcua.web.fields import FieldView
from motcua.web.routes import permitted

KEPT = "lane_kept"  # the person and the receipt of the piece before, offered for the next


@permitted("dossiers.receive")
@require_http_methods(["GET", "POST"])
def lane(request: Request, procedure: str) -> HttpResponse:
    """Take in a piece, or show the line for the next one."""
    who, at = request.who, now()
    chosen = lanes.lane(procedure, who=who, on=at.date())
    typed: dict[str, str] = request.session.get(KEPT, {})
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = {key: value.strip() for key, value in request.POST.items() if isinstance(value, str)}
        errors = _taken(request, chosen, typed, at)
        if not errors:
            request.session[KEPT] = {
                "name": typed.get("name", ""), "phone": typed.get("phone", ""), "receipt": typed.get("receipt", ""),
            }  # fmt: skip
            return redirect("desk:lane", procedure=procedure)
    pieces = lanes.day_book(chosen, at.date(), who=who)
    context = {
        "lane": chosen,
        "fields": [*_about(typed, errors), *_asked(chosen, typed, errors), _receipt(typed, errors)],
        "loose": errors.get("", ""),
        "key": secrets.token_urlsafe(12),
        "first": chosen.asked[0].key if typed.get("name") and not errors else "",
        "declarations": [f.label for f in chosen.declarations],
        "asked": [f.label for f in chosen.asked],
        "pieces": pieces,
        "count": len(pieces),
        "sum": sum(p.amount or 0 for p in pieces if p.is_paid),
    }
    return render(request, "desk/reception/lane.html", context, status=422 if errors else 200)


def _taken(request: Request, chosen: Lane, typed: dict[str, str], at: Any) -> dict[str, str]:
    """Take the piece in; return what was wrong by name of the box."""
    errors = {} if typed.get("name") else {"name": "Ghi họ tên người yêu cầu."}
    called = phone(typed.get("phone", ""))
    if typed.get("phone") and not called.is_valid:
        errors["phone"] = FAULT["phone"]
    row: dict[str, Any] = {}
    for field in chosen.asked:
        read = kind_of(field.type).read(field, field.key, {field.key: [typed.get(field.key, "")]}, at.date())
        if read.problems:
            errors[field.key] = read.problems[0].message
        elif read.value is None and field.required is True:
            errors[field.key] = f"Điền {field.label.lower()}."
        else:
            row[field.key] = read.value
    if errors:
        return errors
    sitter = Sitter(typed["name"], phone=called.number)
    try:
        lanes.take(
            chosen,
            row,
            sitter=sitter,
            receipt=typed.get("receipt", "")[:40],
            key=typed.get("key", "")[:80] or secrets.token_urlsafe(12),
            who=request.who,
            now=at,
        )
    except NotForTheLane:
        return {"": "Khoản thu của việc này chưa có mức công bố. Tiếp nhận ở trang thường để ghi căn cứ thu."}
    except Invalid as refusal:
        return _placed(chosen, [f for f in refusal.faults if isinstance(f, Fault)])
    except Forbidden:
        return {"": "Việc này không nhận được ở quầy của bạn."}
    return {}


def _placed(chosen: Lane, faults: list[Fault]) -> dict[str, str]:
    """Each fault at the box it is about, the others in one sentence above the line."""
    names = {f.key for f in chosen.asked}
    placed = {f.name.rsplit("-", 1)[-1]: f.message for f in faults if f.name.rsplit("-", 1)[-1] in names}
    rest = " ".join(f.message for f in faults if f.name.rsplit("-", 1)[-1] not in names)
    return placed | ({"": rest} if rest or not placed else {})


def _about(typed: dict[str, str], errors: dict[str, str]) -> list[FieldView]:
    name, called = typed.get("name", ""), typed.get("phone", "")
    return [
        FieldView("text", "name", "Họ tên người yêu cầu", name, error=errors.get("name", ""), width=20),
        FieldView("phone", "phone", "Điện thoại", called, error=errors.get("phone", ""), required=False, width=10),
    ]


def _asked(chosen: Lane, typed: dict[str, str], errors: dict[str, str]) -> list[FieldView]:
    return [
        FieldView(
            "number" if f.type == "number" else "text",
            f.key,
            f.label,
            typed.get(f.key, ""),
            error=errors.get(f.key, ""),
            required=f.required is True,
            width=4 if f.type == "number" else 20,
            suffix=f.unit,
            max_length=f.max_length,
        )
        for f in chosen.asked
    ]


def _receipt(typed: dict[str, str], errors: dict[str, str]) -> FieldView:
    number, error = typed.get("receipt", ""), errors.get("receipt", "")
    return FieldView("text", "receipt", "Số biên lai", number, error=error, required=False, width=10)
