"""From one thing a leader has done straight to the next: what addresses carry, and what the next page says of it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page
from motcua.identity.requests import Request

THEN = "lanh-dao"  # `roi=lanh-dao`: the page of an act that was opened from the leader's list


def after(request: Request, page: Page) -> str:
    """Return where an act leads: back to its dossier, or, opened from the leader's list, to what waits next."""
    if request.GET.get("roi") == THEN and request.who.may("dossiers.decide"):
        return f"{reverse('desk:leader_next')}?{urlencode({'xong': page.code})}"
    return reverse("desk:dossier", args=[page.code])


def done_of(request: Request) -> dict[str, str] | None:
    """Say what was just done, as the dossier itself has it: an address alone can claim nothing."""
    who, code = request.who, request.GET.get("xong", "")[:50]
    page = dossiers.page(who, code) if code else None
    if page is None or not page.history or page.history[-1].actor.account_id != who.account_id:
        return None
    result = dossiers.result_of(who, page.id)
    signed = result is not None and result.approved_by == who.account_id
    number = f", số {result.number}" if result is not None and signed and result.number else ""
    did = "Đã ký duyệt" if signed else "Đã xong phần của bạn"
    return {"title": f"{did}: {page.title}, {page.code}{number}.", "url": reverse("desk:dossier", args=[page.code])}
