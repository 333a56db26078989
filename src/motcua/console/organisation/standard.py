"""What a newer version ships for roles: the posts that never had it, given by the administrator with a reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.console.access import words as rights
from motcua.console.organisation import asking, words
from motcua.identity import organising, queries, roles, staffing
from motcua.identity.requests import Request
from motcua.identity.rules_of_staffing import MANAGE, why_fault
from motcua.identity.standard_rights import Lacking, lacking
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted


@permitted(MANAGE)
@require_http_methods(["GET", "POST"])
def standard_rights(request: Request) -> HttpResponse:
    """Show what posts of his never had of their role's rights; give those chosen. His own is another's to give."""
    at = now()
    units = {line.view.id for line in organising.tree(request.who, at.date())}
    found = lacking(at.date(), units)
    own = {post.id for post in request.who.posts}
    offered = [one for one in found if one.post_id not in own]
    typed, chosen, errors = asking.typed_in(request.POST), request.POST.getlist("rights"), {}
    if request.method == "POST":
        picked = [one for one in offered if one.key in chosen]
        try:
            if fault := why_fault(typed.get("why", "")):
                raise Invalid(faults=(fault, *([] if picked else ["right_chosen"])))
            if not picked:
                raise Invalid(faults=("right_chosen",))
            for one in picked:
                staffing.give_right(
                    one.post_id, one.right.permission, one.right.unit_id, one.right.secrecy,
                    why=typed["why"], who=request.who, now=at,
                )  # fmt: skip
        except Invalid as refusal:
            errors = words.errors_of(refusal.faults)
        except Conflict:  # given meanwhile: the page shows what is left
            return redirect("console:standard_rights")
        else:
            return redirect(f"{reverse('console:standard_rights')}?bao=xong")
    known = rights.Known(queries.unit_views({one.right.unit_id for one in found if one.right.unit_id}, at.date()), {})
    views = [
        FieldView("checkboxes", "rights", "Trao những quyền này", tuple(chosen), options=tuple(
            Option(one.key, f"{one.title}, {one.unit.short_name}", _told(one, known)) for one in offered)),
        asking.why_field(typed),
    ]  # fmt: skip
    context: dict[str, Any] = {
        "fields": asking.with_errors(views, errors) if offered else [],
        "own": [_told(one, known) for one in found if one.post_id in own],
        "wrong": errors.get("", ""),
        "done": request.method == "GET" and request.GET.get("bao") == "xong",
    }
    return render(request, "console/organisation/standard.html", context, status=422 if errors else 200)


def _told(one: Lacking, known: rights.Known) -> str:
    told = rights.right(one.right.permission, one.right.unit_id, [], known)
    return f"{roles.roles()[one.role].name}: {told}"
