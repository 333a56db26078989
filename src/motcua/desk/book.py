"""The books of numbers: what was taken for which dossier, and what was voided and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from motcua.dossiers.queries import numbers
from motcua.identity.requests import Request
from motcua.platform.clock.now import today
from motcua.platform.text import instant_vi
from motcua.web.routes import permitted


@permitted("dossiers.number", "dossiers.receive", "dossiers.oversee")
@require_GET
def book(request: Request) -> HttpResponse:
    """Show a book of a year, newest number first."""
    names = numbers.registers()
    register = request.GET.get("so", "")
    register = register if register in names else "outgoing"
    year, below = _number(request.GET.get("nam", "")) or today().year, _number(request.GET.get("duoi", ""))
    rows, following = numbers.book(request.who, register, year, below=below)
    query: dict[str, str | int] = {"so": register, "nam": year}
    context = {
        "name": names[register],
        "year": str(year),
        "tabs": [
            {"label": name, "url": f"?{urlencode({**query, 'so': key})}", "is_current": key == register}
            for key, name in names.items()
        ],
        "rows": [
            {
                "number": row.text,
                "code": row.code,
                "title": row.title,
                "url": reverse("desk:dossier", args=[row.code]),
                "at": instant_vi(row.reserved_at),
                "void": f"Bỏ lúc {instant_vi(row.voided_at)}: {row.void_reason}" if row.voided_at else "",
            }
            for row in rows
        ],
        "before_url": f"?{urlencode({**query, 'nam': year - 1})}",
        "next_url": f"?{urlencode({**query, 'duoi': following})}" if following else "",
    }
    return render(request, "desk/book.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and 0 < len(text) < 7 else None
