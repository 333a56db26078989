"""The administrator's pages of units: the tree with what is still missing, and one unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.catalogue import queries as catalogue
from motcua.catalogue import services as catalogue_services
from motcua.console.access import words as rights
from motcua.console.organisation import asking, words
from motcua.identity import organising, queries, reviewing, roles, units
from motcua.identity.organising import PostLine, UnitLine
from motcua.identity.requests import Request
from motcua.identity.rules_of_staffing import MANAGE, UNDER
from motcua.identity.standard_rights import lacking
from motcua.monitoring.queries.laid_aside import WHAT_TO_DO, laid_aside
from motcua.platform import events
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid, NotFound
from motcua.platform.text import date_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_TOLD = {
    "mo": "Đã mở đơn vị.",
    "cac-don-vi": "Đã mở các đơn vị và giao thủ tục cho từng đơn vị. Tiếp theo: mở tài khoản cho cán bộ.",
    "ten": "Đã ghi tên mới; tên cũ còn trong lịch sử.",
    "ma": "Đã ghi mã mới; mã cũ còn trong lịch sử.",
    "lien-he": "Đã ghi thông tin liên hệ.",
    "dong": "Đã đóng đơn vị.",
    "tham-quyen": "Đã ghi ai làm thủ tục nào.",
    "vi-tri": "Đã mở vị trí với các quyền thường có của việc đó.",
}
_MOST_STEPS = 8  # a province has many communes
_CODES = ("dossier_prefix", "identifier")
_DAY = timedelta(days=1)


@permitted(MANAGE)
@require_GET
def organisation(request: Request) -> HttpResponse:
    """Show the units that are his as a tree, and what is still missing before a committee can work."""
    on = now().date()
    lines = organising.tree(request.who, on)
    committees = [line for line in lines if line.view.kind == "committee"]
    told = catalogue.have_competence([line.view.id for line in committees])
    steps = [step for line in committees for step in _steps(request, line, lines, line.view.id in told)]
    context = {
        "rows": [_row(line, on) for line in lines],
        "steps": steps[:_MOST_STEPS],
        "more_steps": max(0, len(steps) - _MOST_STEPS),
        "told": _TOLD.get(request.GET.get("bao", ""), ""),
        "lacking": len(lacking(on, {line.view.id for line in lines})),
        "unread": laid_aside().sentence,
        "unread_do": WHAT_TO_DO,
    }
    return render(request, "console/organisation/tree.html", context)


@permitted(MANAGE)
@never_cache
@require_GET
def unit(request: Request, slug: str) -> HttpResponse:
    """Show one unit: names and codes with their days, posts and who holds them, what happened."""
    return _page(request, slug, {}, {}, "")


@permitted(MANAGE)
@require_POST
def act(request: Request, slug: str, what: str) -> HttpResponse:
    """Change it: name, code, contact, or close it."""
    if what not in _ACTS:
        raise NotFound("no such act")
    typed = asking.typed_in(request.POST)
    line = organising.unit_of(request.who, slug, now().date())
    try:
        _ACTS[what](request, line, typed, now())
    except Invalid as refusal:
        return _page(request, slug, typed, words.errors_of(refusal.faults), what)
    if what == "dong":
        return redirect(f"{reverse('console:organisation')}?bao=dong")
    return redirect(f"{reverse('console:unit', args=[slug])}?bao={what}")


def _row(line: UnitLine, on: date) -> dict[str, Any]:
    empty = line.posts - line.held
    return {
        "name": line.view.name,
        "url": reverse("console:unit", args=[line.view.slug]),
        "depth": min(line.depth, 3),
        "facts": ", ".join(
            filter(None, [
                words.KINDS.get(line.view.kind, line.view.kind).split(" xã")[0],
                " · ".join(line.codes),
                f"{line.posts} vị trí" + (f", {empty} trống" if empty else "") if line.posts else "chưa có vị trí",
                f"chỉ đến {date_vi(line.until)}" if line.until else "",
                f"từ {date_vi(line.since)}" if line.since > on else "",
            ])
        ),
    }  # fmt: skip


def _steps(request: Request, line: UnitLine, lines: list[UnitLine], has_competence: bool) -> list[dict[str, str]]:
    """What is missing before a committee can receive its first dossier, in the order one would do it."""
    slug, view = line.view.slug, line.view
    below = [one for one in lines if one.view.parent_id == view.id]
    found = []

    def step(text: str, name: str, label: str) -> None:
        found.append({"text": f"{view.short_name}: {text}", "url": reverse(name, args=[slug]), "label": label})

    if not any(one.view.kind == "centre" for one in below):
        step("chưa có Trung tâm, Văn phòng, các phòng.", "console:unit_parts", "Mở các đơn vị thường có")
    elif not has_competence and request.who.may(catalogue_services.PERMISSION):
        step("chưa nói đơn vị nào làm thủ tục nào, nên chưa nhận được hồ sơ.", "console:competence", "Giao thủ tục")
    if below and not sum(one.held for one in below):
        centre = next((one for one in below if one.view.kind == "centre"), below[0])
        found.append({
            "text": f"{view.short_name}: chưa cán bộ nào có tài khoản.",
            "url": reverse("console:officer_open", args=[centre.view.slug]), "label": "Mở tài khoản",
        })  # fmt: skip
    if not view.contact.get("phone"):
        step("chưa có số điện thoại để người dân gọi.", "console:unit", "Ghi thông tin liên hệ")
    return found


def _page(
    request: Request, slug: str, typed: asking.Typed, errors: Mapping[str, str], what: str
) -> HttpResponse:  # fmt: skip
    at = now()
    on = at.date()
    line = organising.unit_of(request.who, slug, on)
    every = organising.tree(request.who, on)
    reviewing.record_read(line.view, who=request.who, now=at)  # views by administrators are logged (rules 9.2)
    posts = organising.posts_in([line.view.id], on)
    history = events.history(("unit", line.view.id))
    codes = dict(queries.codes_of(line.view.id, on))
    context = {
        "line": line,
        "kind": words.KINDS.get(line.view.kind, line.view.kind),
        "parent": next((one for one in every if one.view.id == line.view.parent_id), None),
        "below": [_row(one, on) for one in every if one.view.parent_id == line.view.id],
        "can_open": bool(UNDER.get(line.view.kind)),
        "can_open_parts": line.view.kind == "committee" and not any(
            one.view.kind == "centre" for one in every if one.view.parent_id == line.view.id),
        "can_list": line.view.kind == "committee",
        "can_assign": line.view.kind == "committee" and request.who.may(catalogue_services.PERMISSION),
        "facts": _facts(line),
        "dated": [
            {"label": words.SYSTEMS.get(one.what, one.what),
             "value": f"{one.text} ({words.span(one.since, one.until)})"}
            for one in organising.names_and_codes(line.view.id)
        ],
        "posts": [_post(post, on) for post in posts],
        "forms": _forms(line, codes, typed if errors else {}, errors, what, on),
        "wrong": errors.get("", ""),
        "why_not": [words.FAULTS[fault][1] for fault in units.why_not_close(line.view.id, on)],
        "timeline": words.timeline(history, names={}, right={}),
        "told": _TOLD.get(request.GET.get("bao", ""), "") if request.method == "GET" else "",
    }  # fmt: skip
    return render(request, "console/organisation/unit.html", context, status=422 if errors else 200)


def _facts(line: UnitLine) -> list[dict[str, str]]:
    contact = line.view.contact
    return [
        {"label": "Hoạt động", "value": words.span(line.since, line.until)},
        {"label": "Điện thoại", "value": contact.get("phone", "")},
        {"label": "Địa chỉ, giờ làm việc", "value": "\n".join(contact.get("lines", ()))},
    ]


def _post(post: PostLine, on: date) -> dict[str, Any]:
    held = post.now_held(on)
    return {
        "title": post.title,
        "url": reverse("console:post", args=[post.id]),
        "role": roles.roles()[post.role].name if post.role in roles.roles() else post.role,
        "holders": [
            {"name": one.full_name, "url": reverse("console:officer", args=[one.username]),
             "span": words.span(one.since, one.until)}
            for one in held
        ],
        "span": words.span(post.since, post.until),
        "is_over": post.until is not None and post.until < on,
        "rights": len(rights.rights(post.rights, rights.Known({}, {}))),
    }  # fmt: skip


def _forms(
    line: UnitLine, codes: Mapping[str, str], typed: asking.Typed, errors: Mapping[str, str], what: str, on: date
) -> list[dict[str, Any]]:
    contact = line.view.contact

    def form(key: str, label: str, button: str, fields: list[FieldView]) -> dict[str, Any]:
        views = asking.prefixed(fields, key)
        return {
            "url": reverse("console:unit_act", args=[line.view.slug, key]), "label": label, "button": button,
            "is_open": key == what, "fields": asking.with_errors(views, errors) if key == what else views, "key": key,
        }  # fmt: skip

    def mine(key: str) -> asking.Typed:
        return typed if key == what else {}

    lines = mine("lien-he").get("lines", "\n".join(contact.get("lines", ())))
    phone = mine("lien-he").get("phone", contact.get("phone", ""))
    name = mine("ten").get("name", line.view.name)
    short = mine("ten").get("short_name", line.view.short_name)
    return [
        form("lien-he", "Sửa thông tin liên hệ", "Ghi", [
            FieldView("text", "phone", "Điện thoại người dân gọi", phone, width=20),
            FieldView("textarea", "lines", "Địa chỉ, giờ làm việc", lines, required=False, max_length=400,
                      hint="Mỗi dòng một ý; in dưới chân trang và trên giấy hẹn."),
        ]),
        form("ten", "Đổi tên", "Ghi tên mới", [
            FieldView("text", "name", "Tên đầy đủ", name), FieldView("text", "short_name", "Tên gọn", short),
            asking.date_field(mine("ten"), "since", "Từ ngày", on), asking.why_field(mine("ten")),
        ]),
        form("ma", "Đổi mã", "Ghi mã mới", [
            FieldView("select", "system", "Mã nào", mine("ma").get("system", ""),
                      options=tuple(Option(key, words.SYSTEMS[key]) for key in _CODES
                                    if key == "identifier" or line.view.kind == "committee")),
            FieldView("text", "code", "Mã mới", mine("ma").get("code", ""), width=20,
                      hint="; ".join(f"{words.SYSTEMS[k]} đang dùng: {v}" for k, v in codes.items() if k in _CODES)),
            asking.date_field(mine("ma"), "since", "Từ ngày", on), asking.why_field(mine("ma")),
        ]),
        form("dong", "Đóng đơn vị", "Đóng đơn vị", [
            asking.date_field(mine("dong"), "since", "Ngày đầu không còn hoạt động", on + _DAY),
            asking.why_field(mine("dong")),
        ]),
    ]  # fmt: skip


def _day(typed: asking.Typed) -> date:
    since = asking.day_of(typed, "since")
    if since is None:
        raise Invalid(faults=("since",))
    return since


def _rename(request: Request, line: UnitLine, typed: asking.Typed, at: datetime) -> None:
    units.rename(line.view.id, typed.get("name", ""), typed.get("short_name", ""), since=_day(typed),
                 source=typed.get("why", ""), who=request.who, now=at)  # fmt: skip


def _recode(request: Request, line: UnitLine, typed: asking.Typed, at: datetime) -> None:
    units.set_code(line.view.id, typed.get("system", ""), typed.get("code", ""), since=_day(typed),
                   source=typed.get("why", ""), who=request.who, now=at)  # fmt: skip


def _contact(request: Request, line: UnitLine, typed: asking.Typed, at: datetime) -> None:
    told = [text.strip() for text in typed.get("lines", "").splitlines() if text.strip()]
    phone = typed.get("phone", "")
    if len(phone) > 40 or len(told) > 6 or sum(map(len, told)) > 400:
        raise Invalid(faults=("phone",))
    units.set_contact(line.view.id, phone=phone, lines=told, who=request.who, now=at)


def _close(request: Request, line: UnitLine, typed: asking.Typed, at: datetime) -> None:
    units.close(line.view.id, until=_day(typed) - _DAY, why=typed.get("why", ""), who=request.who, now=at)


_ACTS: dict[str, Callable[[Request, UnitLine, asking.Typed, datetime], None]] = {
    "ten": _rename, "ma": _recode, "lien-he": _contact, "dong": _close,
}  # fmt: skip
