"""The review: the text on the left, what was found in it on the right; a person decides each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.desk.plans import forms, words
from motcua.identity.requests import Request
from motcua.plans import queries
from motcua.plans.queries import MANAGES
from motcua.plans.rules.attainability import Verdict
from motcua.plans.services import reviewing
from motcua.plans.services.reviewing import Kind
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import date_vi
from motcua.web.routes import permitted

_SLUG: dict[str, str] = {"target": "chi-tieu", "task": "nhiem-vu"}
_REVIEW = {
    "found": ("Chưa quyết định", "wait", "clock"),
    "accepted": ("Đã nhận", "good", "check"),
    "dropped": ("Đã bỏ", "plain", "close"),
}


@permitted(MANAGES)
@require_http_methods(["GET", "POST"])
def review(request: Request, plan_id: int) -> HttpResponse:
    """Show the text beside what was found. POST accepts, drops or reopens one item, settles, or ends the review."""
    who = request.who
    found = queries.plan(who, plan_id, with_lines=True)
    if found is None or not queries.manages(who, found.unit_id):
        raise Http404
    if found.status != "draft":
        return redirect("desk:plan", plan_id=found.id)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        typed = forms.typed_of(request)
        try:
            return _done(request, found.id, typed)
        except Invalid as refusal:
            place = typed.get("item") or (f"c{typed['settle']}" if typed.get("settle") else "")
            wrong[place] = " ".join(dict.fromkeys(words.fault(*one) for one in refusal.faults))
    targets, tasks = queries.items(found.id)
    judged = queries.verdicts(who, targets, found.unit_id, now())
    clashes = queries.contradictions(found.id)
    cards: list[dict[str, Any]] = [
        {
            "title": "Chỉ tiêu",
            "slug": "chi-tieu",
            "rows": [_target(one, judged[one.id], found.lines, wrong) for one in targets],
        },
        {"title": "Nhiệm vụ", "slug": "nhiem-vu", "rows": [_task(one, found.lines, wrong) for one in tasks]},
    ]
    left = sum(row["review"] == "found" for card in cards for row in card["rows"])
    open_clashes = sum(one.settled_at is None for one in clashes)
    context = {
        "plan": found,
        "clashes": [_clash(one, wrong) for one in clashes],
        "open_clashes": open_clashes,
        "cards": cards,
        "lines": _lines(found.lines, targets, tasks),
        "left": left,
        "total": len(targets) + len(tasks),
        "decided": len(targets) + len(tasks) - left,
        "has_period": found.first_day is not None and found.last_day is not None,
        "days": words.days(found.first_day, found.last_day),
        "wrong": wrong.get("", ""),
    }
    return render(request, "desk/plans/review.html", context, status=422 if wrong else 200)


def _done(request: Request, plan_id: int, typed: dict[str, str]) -> HttpResponse:
    who, at = request.who, now()
    here = reverse("desk:plan_review", args=[plan_id])
    if typed.get("do") == "finish":
        reviewing.finish_review(plan_id, who=who, now=at)
        return redirect("desk:plan", plan_id=plan_id)
    if settle := forms.seen_of(typed, "settle"):
        reviewing.settle(settle, typed.get("settled", ""), who=who, now=at)
        return redirect(f"{here}#mau-thuan")
    kind, item_id = _item_of(typed.get("item", ""))
    do = typed.get("do", "")
    if do not in ("accept", "drop", "reopen"):
        raise Http404
    reviewing.decide(kind, item_id, do, who=who, now=at, seen=forms.seen_of(typed))  # type: ignore[arg-type]
    return redirect(f"{here}#m-{_next(plan_id, kind, item_id) if do != 'reopen' else typed['item']}")


def _next(plan_id: int, kind: str, item_id: int) -> str:
    """Where to go on: the next thing nobody decided, in the order of the page; else what was just decided."""
    targets, tasks = queries.items(plan_id)
    every = [(f"t{row.id}", row.review) for row in targets] + [(f"n{row.id}", row.review) for row in tasks]
    keys = [key for key, _ in every]
    here = f"{'t' if kind == 'target' else 'n'}{item_id}"
    start = keys.index(here) if here in keys else 0
    return next((key for key, state in [*every[start:], *every[:start]] if state == "found"), here)


def _item_of(told_: str) -> tuple[Kind, int]:
    if told_[:1] not in ("t", "n") or not told_[1:].isdecimal() or len(told_) > 20:
        raise Http404
    return ("target" if told_[0] == "t" else "task"), int(told_[1:])


def _target(one: Any, verdict: Verdict, lines: list[str], wrong: dict[str, str]) -> dict[str, Any]:
    facts = [
        ("Phải đạt", words.wanted(one.op, one.value, one.measure) if one.value is not None else "Chưa có số"),
        ("Hạn", date_vi(one.due_on) if one.due_on else f"Năm {one.year}" if one.year else "Không ghi"),
    ]
    if one.each_of:
        facts.append(("Cho mỗi dịch vụ, trong", words.amount(one.each_of, "dịch vụ")))
    facts.append(("Số liệu", words.indicator_name(one.indicator) or "Chưa gắn"))
    card = _card("t", "target", one, facts, lines, wrong)
    return card | {"hard": verdict.why, "sums": verdict.lines}


def _task(one: Any, lines: list[str], wrong: dict[str, str]) -> dict[str, Any]:
    facts = [("Chủ trì", one.lead or "Không ghi")]
    if one.partners:
        facts.append(("Phối hợp", ", ".join(one.partners)))
    if one.product:
        facts.append(("Sản phẩm", one.product))
    facts.append(("Hạn", date_vi(one.due_on) if one.due_on else "Không ghi"))
    if one.recurrence:
        facts.append(("Lịch", words.RECURRENCE[one.recurrence]))
    if one.is_done_in_paper:
        facts.append(("Văn bản ghi", "Đã hoàn thành"))
    return _card("n", "task", one, facts, lines, wrong)


def _card(
    letter: str, kind: str, one: Any, facts: list[tuple[str, str]], lines: list[str], wrong: dict[str, str]
) -> dict[str, Any]:
    text, tone, icon = _REVIEW[one.review]
    key = f"{letter}{one.id}"
    return {
        "key": key,
        "no": one.no,
        "text": one.text,
        "facts": facts,
        "line": one.line if one.line and one.line <= len(lines) else None,
        "review": one.review,
        "tag": {"text": text, "tone": tone, "icon": icon},
        "by": one.decided_label,
        "is_added": one.found is None,
        "seen": one.acts,
        "edit_url": reverse("desk:plan_item", args=[one.plan_id, _SLUG[kind], one.id]),
        "wrong": wrong.get(key, ""),
    }


def _clash(one: Any, wrong: dict[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "places": one.places,
        "settled": one.settled,
        "by": one.settled_label,
        "wrong": wrong.get(f"c{one.id}", ""),
    }


def _lines(lines: list[str], targets: list[Any], tasks: list[Any]) -> list[dict[str, Any]]:
    found: dict[int, list[str]] = {}
    for letter, rows in (("t", targets), ("n", tasks)):
        for row in rows:
            if row.line:
                found.setdefault(row.line, []).append(f"{letter}{row.id}")
    return [
        {"n": n, "text": text, "key": found.get(n, [""])[0], "more": len(found.get(n, [])) - 1}
        for n, text in enumerate(lines, start=1)
        if text.strip()
    ]
