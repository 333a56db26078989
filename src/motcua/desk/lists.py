"""The work list: what waits for me, ordered by the day it is due; search by code, number, two words of a name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from motcua.desk import many
from motcua.desk.due import due_kind
from motcua.desk.words import CHANNEL, STATUS
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Cursor, WorkFilter, WorkRow
from motcua.dossiers.rules.states import FINAL, Status
from motcua.identity.requests import Request
from motcua.plans import queries as plans
from motcua.platform.clock.now import ZONE, now
from motcua.platform.text import date_vi, weekday_vi
from motcua.web.routes import permitted, signed_in

DOSSIER_PERMISSIONS = (
    "dossiers.receive",
    "dossiers.handle",
    "dossiers.decide",
    "dossiers.number",
    "dossiers.oversee",
)
_LATE = "Quá hạn"
_VIEWS = {
    "cho": ("Chờ tôi", WorkFilter()),
    "moi": ("Mới nộp", WorkFilter(status=Status.SUBMITTED)),
    "tre": (_LATE, WorkFilter()),
    "bo-sung": ("Chờ bổ sung", WorkFilter(turn_only=False, status=Status.AWAITING_SUPPLEMENT)),
    "phi": ("Chờ nộp phí", WorkFilter(turn_only=False, status=Status.AWAITING_PAYMENT)),
    "tra": ("Chờ trả", WorkFilter(status=Status.COMPLETED)),
}


@signed_in("officer")
@require_GET
def my_work(request: Request) -> HttpResponse:
    """Show the list; the filter is kept in the session and comes back tomorrow."""
    who = request.who
    if not who.scopes():
        return render(request, "desk/no_dossiers.html", {"plan_news": plans.waiting_count(who)})
    at = now()
    wanted = request.GET.get("loc") or request.session.get("work_view") or "cho"
    if wanted not in _VIEWS:
        wanted = "cho"
    request.session["work_view"] = wanted
    _, chosen = _VIEWS[wanted]
    if wanted == "tre":
        chosen = WorkFilter(late_before=at)
    rows, following = dossiers.my_work(who, chosen, after=cursor_of(request.GET.get("sau", "")))
    counts = dossiers.work_counts(who, now=at, soon=at + timedelta(days=1))
    context = {
        "groups": groups(rows, at),
        "tabs": _tabs(wanted, counts),
        "next_url": _next(wanted, following),
        "first_url": reverse("desk:my_work") if request.GET.get("sau") else "",
        "is_filtered": wanted != "cho",
        "bulk": many.bar(who),
        "plan_news": plans.waiting_count(who),
    }
    return render(request, "desk/my_work.html", context)


@permitted("dossiers.receive", "dossiers.oversee")
@require_GET
def everything(request: Request) -> HttpResponse:
    """Show every dossier this person may see, whether it waits for him or not, the last filed first."""
    at = now()
    status = request.GET.get("trang-thai", "")
    wanted = int(status) if status.isdigit() and 1 <= int(status) <= 10 else None
    rows, following = dossiers.newest(request.who, status=wanted, after=cursor_of(request.GET.get("sau", "")))
    query = {"trang-thai": status} if status else {}
    context = {
        "groups": groups(rows, at, by_filing=True),
        "statuses": [(int(s), STATUS[s], str(int(s)) == status) for s in Status],
        "next_url": f"{reverse('desk:everything')}?{urlencode({**query, 'sau': cursor_text(following)})}"
        if following
        else "",
    }
    return render(request, "desk/everything.html", context)


@signed_in("officer")
@require_GET
def find(request: Request) -> HttpResponse:
    """Look up by code, personal number, or two words of a name; a code alone goes straight to its dossier."""
    text = request.GET.get("q", "").strip()
    rows = dossiers.search(request.who, text, limit=dossiers.PAGE + 1) if text else []
    if len(rows) == 1 and rows[0].code == text.upper():
        return redirect("desk:dossier", code=rows[0].code)
    shown, more = rows[: dossiers.PAGE], len(rows) > dossiers.PAGE
    return render(
        request, "desk/found.html", {"groups": groups(shown, now()), "text": text, "shown": len(shown), "more": more}
    )


def due_words(row: WorkRow, at: datetime) -> tuple[str, str]:
    """Return (kind, text) of the tag of a row."""
    kind = due_kind(row.status, row.due_at, waits_for_citizen=row.waits_for_citizen, at=at)
    if kind == "paused" or row.status in FINAL or row.status == Status.COMPLETED:
        return kind, STATUS[row.status]
    if row.due_at is None:
        return kind, "Không thời hạn"
    due = row.due_at.astimezone(ZONE)
    if kind == "late":
        return kind, f"Quá hạn {due:%d/%m}"
    if kind == "soon":
        return kind, f"{'Trả lời' if not row.was_accepted else 'Hạn'} {due:%H:%M} {_day(due, at)}"
    return kind, f"{due:%H:%M} {due:%d/%m}"


def _day(due: datetime, at: datetime) -> str:
    return "hôm nay" if due.date() == at.date() else "mai"


def groups(rows: list[WorkRow], at: datetime, *, by_filing: bool = False) -> list[dict[str, Any]]:
    """Return rows as the component of the work list shows them, in groups of their days; what is late first.

    `by_filing`: in groups of the days they were filed, in the order they come.
    """
    made: list[dict[str, Any]] = []
    for row in rows:
        kind, text = due_words(row, at)
        title = _filed_on(row, at) if by_filing else _group_title(row, kind, at)
        group = next((g for g in made if g["title"] == title), None)
        if group is None:
            made.append(group := {"title": title, "rows": []})
        channel, icon = CHANNEL[row.channel]
        group["rows"].append(
            {
                "key": row.code,
                "url": reverse("desk:dossier", kwargs={"code": row.code}),
                "code": "-".join(row.code.split("-")[-2:]),
                "person": row.person or "(không có tên)",
                "procedure": row.title,
                "step": "Xin thêm ngày bổ sung" if row.asks_more_days else STATUS[row.status],
                "tick": f"{row.code}|{row.acts}",
                "marks": [
                    *(["Có câu hỏi cho bạn"] if row.asks_me else ()),
                    *(["Chờ ý kiến đơn vị khác"] if row.waits_for_opinion else ()),
                ],
                "channel": channel,
                "channel_icon": icon,
                "fee": "",
                "due_kind": kind,
                "due_text": text,
            }
        )
    # What is late comes first: rows are ordered by their day, also those that no longer wait for us.
    return sorted(made, key=lambda g: g["title"] != _LATE)


def _filed_on(row: WorkRow, at: datetime) -> str:
    day = row.submitted_at.astimezone(ZONE).date()
    return "Nộp hôm nay" if day == at.date() else f"Nộp {weekday_vi(day)} {date_vi(day)}"


def _group_title(row: WorkRow, kind: str, at: datetime) -> str:
    if row.due_at is None:
        return "Không có thời hạn"
    due = row.due_at.astimezone(ZONE)
    if kind == "late":
        return _LATE
    if due < at and row.status == Status.COMPLETED:
        return "Có kết quả, chờ trả"
    if due < at and kind == "paused":
        return "Đang dừng, chờ người nộp"
    if due.date() == at.date():
        return "Hôm nay"
    weekday = weekday_vi(due.date())
    return f"{weekday[0].upper()}{weekday[1:]} {date_vi(due.date())}"


def _tabs(current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    number = {
        "cho": counts["waiting"],
        "moi": counts["new"],
        "tre": counts["late"],
        "bo-sung": counts["supplement"],
        "phi": counts["payment"],
        "tra": counts["result"],
    }
    return [
        {
            "label": label,
            "url": f"{reverse('desk:my_work')}?loc={key}",
            "is_current": key == current,
            "count": number.get(key),
            "tone": "late" if key == "tre" and counts["late"] else "",
        }
        for key, (label, _) in _VIEWS.items()
    ]


def _next(view: str, cursor: Cursor | None) -> str:
    return f"{reverse('desk:my_work')}?{urlencode({'loc': view, 'sau': cursor_text(cursor)})}" if cursor else ""


def cursor_text(cursor: Cursor | None) -> str:
    """Return where the next page begins, as an address carries it."""
    if cursor is None:
        return ""
    return f"{cursor.at.isoformat() if cursor.at else ''}|{cursor.dossier_id}"


def cursor_of(text: str) -> Cursor | None:
    """Read it back; None for what is none."""
    instant, _, dossier_id = text.partition("|")
    try:
        return Cursor(datetime.fromisoformat(instant) if instant else None, int(dossier_id))
    except ValueError:
        return None
