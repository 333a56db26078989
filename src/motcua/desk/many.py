"""One act on several dossiers of the list, with what came of each; a sick colleague's work given to others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.desk.words import ACT, FAULT, STATUS, WHY_NOT
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import beside
from motcua.dossiers.queries.assigned import assigned_to, at_work
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import bulk
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted, signed_in

FORM = "hang-loat"
# Which acts are offered to whom: the parts of his posts say it, each dossier's own rule decides.
_OFFERED = {
    "dossiers.receive": (Act.ACCEPT, Act.FORWARD),
    "dossiers.handle": (Act.TAKE_UP, Act.PROPOSE, Act.FORWARD),
    "dossiers.decide": (Act.APPROVE,),
    "dossiers.number": (Act.NUMBER,),
}
_LABEL = {Act.PROPOSE: "Lập kết quả, trình ký"}  # where many at once is another thing than one
_REFUSED = {
    "not_found": "Không tìm thấy hồ sơ này trong việc của bạn.",
    "forbidden": "Hồ sơ này không chờ bạn làm việc ấy.",
    "step_not_allowed": "Hồ sơ đang ở trạng thái khác, việc ấy không làm được.",
    "fault": "Có lỗi ở phía chúng tôi khi làm hồ sơ này; hồ sơ chưa đổi gì. Mở hồ sơ để làm riêng.",
}


def bar(who: Person) -> dict[str, Any]:
    """Return what the bulk bar of a list needs: its buttons, where it posts, and the key that makes it one run."""
    acts = dict.fromkeys(act for permission, some in _OFFERED.items() if who.may(permission) for act in some)
    return {
        "form_id": FORM,
        "action": reverse("desk:many"),
        "actions": [{"name": "act", "value": act.value, "label": _label(act)} for act in acts],
        "key": get_random_string(24),
    }


def _label(act: Act) -> str:
    return _LABEL.get(act) or ACT[act][0]


@signed_in("officer")
@require_POST
def many(request: Request) -> HttpResponse:
    """Do one act to the ticked dossiers and go to the page that lists what came of each."""
    act = request.POST.get("act", "")
    if act not in set(Act):
        raise Invalid(faults=("act",))
    ran = bulk.run(
        Act(act), _picks(request.POST.getlist("dossier")), key=request.POST.get("key", ""), who=request.who, now=now()
    )
    return redirect("desk:many_done", run_id=ran.id)


def _picks(ticked: Sequence[str]) -> list[tuple[str, int | None]]:
    """Each tick is "code" or "code|count of acts seen"."""
    picks: list[tuple[str, int | None]] = []
    for one in ticked:
        code, _, seen = one.partition("|")
        picks.append((code[:50].upper(), int(seen) if seen.isdigit() and len(seen) < 9 else None))
    return picks


@signed_in("officer")
@require_GET
def done(request: Request, run_id: int) -> HttpResponse:
    """Show what came of each dossier of a run of one's own."""
    ran = beside.bulk_run(request.who, run_id)
    if ran is None:  # somebody else's, or none: there is nothing to tell
        return redirect("desk:my_work")
    rows = [
        {
            "code": o["code"],
            "title": o["title"],
            "url": reverse("desk:dossier", args=[o["code"]]),
            "done": o["done"],
            "why": "" if o["done"] else why(o),
        }
        for o in ran.outcomes
    ]
    context = {
        "label": _label(Act(ran.act)),
        "at": instant_vi(ran.at),
        "done": [r for r in rows if r["done"]],
        "not_done": [r for r in rows if not r["done"]],
    }
    return render(request, "desk/many.html", context)


def why(outcome: dict[str, Any]) -> str:
    """Return in a sentence why one dossier of a run was left as it was.

    >>> why({"refusal": "step_not_allowed", "why": "unpaid"})
    'Chưa thu phí.'
    """
    if outcome["refusal"] == "conflict" and outcome.get("by"):
        return f"{outcome['by']} đã làm trước. Mở hồ sơ để xem."
    told = WHY_NOT.get(outcome.get("why", ""), "")
    if told:
        return f"{told[0].upper()}{told[1:]}."
    for fault in outcome.get("faults", ()):
        if fault in FAULT:
            return FAULT[fault]
    return _REFUSED.get(outcome["refusal"], "Chưa làm được. Mở hồ sơ để xem.")


@permitted("dossiers.assign")
@require_http_methods(["GET", "POST"])
def absence(request: Request) -> HttpResponse:
    """Give the open dossiers of an absent officer to a colleague; the manager chooses which and to whom."""
    who, at = request.who, now()
    officers = at_work(who)
    asked = request.POST.get("tu") or request.GET.get("tu", "")
    absent = int(asked) if asked.isdigit() and int(asked) in {o.account_id for o in officers} else None
    rows = assigned_to(who, absent) if absent is not None else []
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "").strip()[:500]
    errors: dict[str, str] = {}
    if request.method == "POST" and rows:
        ticked = _picks(request.POST.getlist("dossier"))
        mine = {row.code for row in rows}
        try:
            if not to.isdigit():
                raise Invalid(faults=("to",))
            ran = bulk.reassign_all(
                [one for one in ticked if one[0] in mine], to_account_id=int(to), reason=reason,
                key=request.POST.get("key", ""), who=who, now=at,
            )  # fmt: skip
        except Invalid as refusal:
            errors = {str(f): FAULT.get(str(f), "Điền ô này.") for f in refusal.faults}
        else:
            return redirect("desk:many_done", run_id=ran.id)
    people = tuple(Option(str(o.account_id), f"{o.name} ({o.count})") for o in officers)
    context = {
        "from": FieldView("select", "tu", "Cán bộ vắng", asked, options=people),
        "rows": [
            {"tick": f"{r.code}|{r.acts}", "code": r.code, "title": r.title, "status": STATUS[r.status],
             "due": instant_vi(r.due_at) if r.due_at else "không thời hạn", "person": r.person}
            for r in rows
        ],
        "absent": asked if absent is not None else "",
        "fields": [
            FieldView(
                "radios", "to", "Giao cho", to, error=errors.get("to", ""),
                options=tuple(
                    Option(str(h.account_id), f"{h.full_name}, {h.title}") for h in dossiers_takers(who, rows, at)
                ),
            ),
            FieldView("text", "reason", "Lý do", reason, error=errors.get("reason", ""), max_length=500),
        ],
        "wrong": errors.get("dossiers") or errors.get("key") or "",
        "key": get_random_string(24),
    }  # fmt: skip
    return render(request, "desk/absence.html", context, status=422 if errors else 200)


def dossiers_takers(who: Person, rows: Sequence[dossiers.WorkRow], at: Any) -> list[Any]:
    """Return who could take any of these dossiers; each dossier's own rule decides in the end."""
    from motcua.dossiers.services.assigning import candidates

    found: dict[int, Any] = {}
    for step in {row.step: row for row in rows}.values():
        found |= {h.account_id: h for h in candidates(who, step.code, now=at)}
    return list(found.values())
