"""The cash sheet of a shift: receipts of the day, the drawer counted against them, printed and signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.counter import cash
from motcua.dossiers.queries import refunds
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid
from motcua.web.routes import permitted

_SAID = {
    "counted": "Ghi số tiền đếm được, bằng đồng.",
    "note": "Số đếm khác số trên biên lai: ghi lý do chênh lệch.",
    "closed": "Ca hôm nay đã chốt.",
}


@permitted("dossiers.receive")
@require_http_methods(["GET", "POST"])
def cash_sheet(request: Request) -> HttpResponse:
    """Show the money taken on a day; close today's."""
    who, at = request.who, now()
    wrong: dict[str, str] = {}
    if request.method == "POST":
        typed = request.POST.get("counted", "").replace(".", "").replace(" ", "").removesuffix("đ").replace("−", "-")
        try:
            if not (typed.removeprefix("-").isdecimal() and len(typed) <= 12):
                raise Invalid(faults=("counted",))
            cash.close(who, counted=Decimal(typed), note=request.POST.get("note", ""), now=at)
            return redirect("desk:cash_sheet")
        except Invalid as refusal:
            wrong = {str(f): _SAID[str(f)] for f in refusal.faults}
        except Conflict:
            wrong = {"": _SAID["closed"]}
    on = _day(request.GET.get("ngay", ""), at.date())
    context = {
        "day": cash.cash_day(who, on),
        "on": on,
        "is_today": on == at.date(),
        "wrong": wrong,
        "typed": {key: request.POST.get(key, "") for key in ("counted", "note")},
        "officer": who.full_name,
        "owed_back": len(refunds.refunds_seen(who, since=at).owed),
    }
    return render(request, "desk/reception/cash.html", context, status=422 if wrong else 200)


def _day(text: str, today: date) -> date:
    try:
        told = date.fromisoformat(text)
    except ValueError:
        return today
    return min(told, today)
