"""The administrator's pages of posts: opened in a unit, who holds it since when, what it may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.console.access import words as rights
from motcua.console.organisation import asking, words
from motcua.identity import organising, queries, reviewing, roles, staffing
from motcua.identity.organising import PostLine
from motcua.identity.queries import Right
from motcua.identity.requests import Request
from motcua.identity.rules_of_staffing import HOUSE_WIDE, MANAGE, OVER_UNITS
from motcua.platform import events
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid, NotFound
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_TOLD = {
    "giu": "Đã ghi người giữ vị trí.",
    "thoi": "Đã ghi ngày thôi giữ; từ hôm sau người đó không còn quyền của vị trí này.",
    "giao": "Đã thêm quyền, có hiệu lực ngay.",
    "bot": "Đã bớt quyền, có hiệu lực ngay.",
    "dong": "Đã đóng vị trí.",
}
_DAY = timedelta(days=1)


@permitted(MANAGE)
@require_http_methods(["GET", "POST"])
def open_post(request: Request, slug: str) -> HttpResponse:
    """Open a post in a unit, with the standard rights of what it is for."""
    at = now()
    line = organising.unit_of(request.who, slug, at.date())
    typed, errors = asking.typed_in(request.POST), {}
    if request.method == "POST":
        try:
            since = asking.day_of(typed, "since")
            if since is None:
                raise Invalid(faults=("since",))
            made = staffing.open_post(
                line.view.id, typed.get("title", ""), typed.get("role", ""), since=since, who=request.who, now=at
            )
        except Invalid as refusal:
            errors = words.errors_of(refusal.faults)
        else:
            return redirect("console:post", made)
    fields = asking.with_errors(
        [*post_fields(request, line.view.id, typed), asking.date_field(typed, "since", "Từ ngày", at.date())], errors
    )
    context = {"line": line, "fields": fields, "wrong": errors.get("", "")}
    return render(request, "console/organisation/open_post.html", context, status=422 if errors else 200)


def post_fields(request: Request, unit_id: int, typed: asking.Typed) -> list[FieldView]:
    """Return what is asked of a new post: its title and what it is for, with the rights that brings."""
    on = now().date()
    committee = queries.committee_of(unit_id, on)
    known = rights.Known(queries.unit_views({unit_id, committee}, on), {})
    options = []
    for key, name in staffing.roles_for(request.who, unit_id).items():
        given = [Right(*told) for told in roles.standard(key, unit_id, committee)]
        options.append(Option(key, name, "; ".join(rights.rights(given, known)) or "không có quyền nào"))
    return [
        FieldView("text", "title", "Tên vị trí", typed.get("title", ""), max_length=staffing.TITLE_MOST,
                  hint="Như ghi trên giấy tờ, ví dụ: Công chức tư pháp - hộ tịch, Phó Chủ tịch."),
        FieldView("radios", "role", "Việc của vị trí này", typed.get("role", ""), options=tuple(options),
                  hint="Quyết định các quyền ban đầu; thêm hoặc bớt sau được."),
    ]  # fmt: skip


@permitted(MANAGE)
@never_cache
@require_GET
def post(request: Request, post_id: int) -> HttpResponse:
    """Show one post: who holds and held it, its rights in words, what happened."""
    return _page(request, post_id, {}, {}, "")


@permitted(MANAGE)
@require_POST
def act(request: Request, post_id: int, what: str) -> HttpResponse:
    """Change it: somebody takes or leaves it, a right is given or taken, it is closed."""
    if what not in _ACTS:
        raise NotFound("no such act")
    typed, at = asking.typed_in(request.POST), now()
    line = organising.post_line(staffing.post_of(request.who, post_id, at.date()), at.date())
    try:
        _ACTS[what](request, line, typed, at)
    except Invalid as refusal:
        return _page(request, post_id, typed, words.errors_of(refusal.faults), what)
    except Conflict:  # done meanwhile: the page shows how it stands
        return redirect("console:post", post_id)
    return redirect(f"{reverse('console:post', args=[post_id])}?bao={what}")


def _page(
    request: Request, post_id: int, typed: asking.Typed, errors: Mapping[str, str], what: str
) -> HttpResponse:  # fmt: skip
    on = now().date()
    row = staffing.post_of(request.who, post_id, on)
    line = organising.post_line(row, on)
    history = events.history(("post", post_id))
    told = [(e.sequence, e.payload) for e in history if e.name in ("GrantGiven", "GrantTaken")]
    managed = organising.tree(request.who, on)
    unit_ids = {unit.view.id for unit in managed} | {r.unit_id for r in line.rights if r.unit_id}
    known = rights.Known(
        queries.unit_views(unit_ids | {p["unit"] for _, p in told if p.get("unit")}, on), queries.secrecy_names()
    )
    held = line.now_held(on)
    is_own = any(one.account_id == request.who.account_id for one in held)
    context = {
        "line": line,
        "unit": known.units[line.unit_id],
        "role": roles.roles()[line.role].name if line.role in roles.roles() else line.role,
        "span": words.span(line.since, line.until),
        "is_over": line.until is not None and line.until < on,
        "holders": [
            {"name": one.full_name, "url": reverse("console:officer", args=[one.username]),
             "span": words.span(one.since, one.until), "is_past": one not in held}
            for one in line.holders
        ],
        "rights": rights.rights(line.rights, known),
        "is_own": is_own,
        "forms": [] if is_own or (line.until is not None and line.until < on)
        else _forms(request, line, known, [unit.view for unit in managed], typed, errors, what, on),
        "wrong": errors.get("", ""),
        "timeline": words.timeline(
            history, names=reviewing.names({int(e.payload["account"]) for e in history if "account" in e.payload}),
            right={n: rights.right(p["permission"], p["unit"], [p["secrecy"]], known) for n, p in told},
        ),
        "told": _TOLD.get(request.GET.get("bao", ""), "") if request.method == "GET" else "",
    }  # fmt: skip
    return render(request, "console/organisation/post.html", context, status=422 if errors else 200)


def _forms(
    request: Request, line: PostLine, known: rights.Known, managed: list[queries.UnitView], typed: asking.Typed,
    errors: Mapping[str, str], what: str, on: date,
) -> list[dict[str, Any]]:  # fmt: skip
    def form(key: str, label: str, button: str, text: str, fields: list[FieldView]) -> dict[str, Any]:
        views = asking.prefixed(fields, key)
        return {
            "url": reverse("console:post_act", args=[line.id, key]), "label": label, "button": button, "text": text,
            "is_open": key == what, "fields": asking.with_errors(views, errors) if key == what else views, "key": key,
        }  # fmt: skip

    def mine(key: str) -> asking.Typed:
        return typed if key == what else {}

    made, held = [], line.now_held(on)
    if held:
        made.append(
            form(
                "thoi",
                "Thôi giữ vị trí",
                "Ghi",
                f"{held[0].full_name} thôi giữ vị trí này. Hồ sơ đang giao "
                "cho người đó được người quản lý Trung tâm giao lại ở trang Giao lại việc.",
                [
                    asking.date_field(mine("thoi"), "since", "Ngày đầu không còn giữ", on),
                    asking.why_field(mine("thoi")),
                ],
            )
        )
    else:
        there = organising.officers_of({view.id for view in managed})
        made.append(
            form(
                "giu",
                "Giao vị trí cho một cán bộ đã có tài khoản",
                "Giao vị trí",
                "Người đó giữ thêm vị trí này. Chuyển hẳn từ vị trí cũ sang: làm ở trang tài khoản của cán bộ.",
                [
                    FieldView(
                        "select",
                        "account",
                        "Cán bộ",
                        mine("giu").get("account", ""),
                        options=tuple(
                            Option(str(o.account_id), f"{o.full_name} ({o.username})")
                            for o in there
                            if o.account_id != request.who.account_id
                        ),
                    ),
                    asking.date_field(mine("giu"), "since", "Từ ngày", on),
                    asking.why_field(mine("giu")),
                ],
            )
        )
    given = mine("giao")
    made.append(
        form(
            "giao",
            "Thêm quyền",
            "Thêm quyền",
            "Có hiệu lực ngay. Rà soát quyền hằng quý kể lại thay đổi này.",
            [
                FieldView(
                    "select",
                    "permission",
                    "Quyền",
                    given.get("permission", ""),
                    options=tuple(Option(key, rights.PERMISSIONS[key]) for key in (*OVER_UNITS, *sorted(HOUSE_WIDE))),
                ),
                FieldView(
                    "select",
                    "unit",
                    "Của đơn vị nào",
                    given.get("unit", ""),
                    required=False,
                    add_label="Cả hệ thống (chỉ với quyền không theo đơn vị)",
                    options=tuple(Option(str(view.id), view.name) for view in managed),
                ),
                FieldView(
                    "select",
                    "secrecy",
                    "Loại hồ sơ",
                    given.get("secrecy", ""),
                    add_label="Hồ sơ thường",
                    required=False,
                    options=tuple(Option(str(n), f"Hồ sơ bảo mật: {name}") for n, name in known.secrecy.items()),
                ),
                asking.why_field(given),
            ],
        )
    )
    if line.rights:
        made.append(
            form(
                "bot",
                "Bớt quyền",
                "Bớt quyền",
                "Có hiệu lực ngay.",
                [
                    FieldView(
                        "radios",
                        "right",
                        "Quyền",
                        mine("bot").get("right", ""),
                        options=tuple(
                            Option(_key(one), rights.right(one.permission, one.unit_id, [one.secrecy], known))
                            for one in line.rights
                        ),
                    ),
                    asking.why_field(mine("bot")),
                ],
            )
        )
    made.append(
        form(
            "dong",
            "Đóng vị trí",
            "Đóng vị trí",
            "Vị trí không còn nữa; ai đang giữ hoặc làm thay thì thôi theo. Lịch sử còn nguyên.",
            [asking.date_field(mine("dong"), "since", "Ngày đầu không còn vị trí", on), asking.why_field(mine("dong"))],
        )
    )
    return made  # fmt: skip


def _key(right: Right) -> str:
    return f"{right.permission}|{right.unit_id or ''}|{right.secrecy}"


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _day(typed: asking.Typed) -> date:
    since = asking.day_of(typed, "since")
    if since is None:
        raise Invalid(faults=("since",))
    return since


def _take(request: Request, line: PostLine, typed: asking.Typed, at: datetime) -> None:
    account = _number(typed.get("account", ""))
    if account is None:
        raise Invalid(faults=("account",))
    staffing.put_in(line.id, account, since=_day(typed), why=typed.get("why", ""), who=request.who, now=at)


def _leave(request: Request, line: PostLine, typed: asking.Typed, at: datetime) -> None:
    for held in line.now_held(at.date())[:1]:
        staffing.leave(
            line.id, held.account_id, until=_day(typed) - _DAY, why=typed.get("why", ""), who=request.who, now=at
        )


def _give(request: Request, line: PostLine, typed: asking.Typed, at: datetime) -> None:
    staffing.give_right(
        line.id, typed.get("permission", ""), _number(typed.get("unit", "")), _number(typed.get("secrecy", "")) or 0,
        why=typed.get("why", ""), who=request.who, now=at,
    )  # fmt: skip


def _take_away(request: Request, line: PostLine, typed: asking.Typed, at: datetime) -> None:
    chosen = next((right for right in line.rights if _key(right) == typed.get("right")), None)
    if chosen is None:
        raise Invalid(faults=("right",))
    staffing.take_right(
        line.id, chosen.permission, chosen.unit_id, chosen.secrecy, why=typed.get("why", ""), who=request.who, now=at
    )


def _close(request: Request, line: PostLine, typed: asking.Typed, at: datetime) -> None:
    staffing.close_post(line.id, until=_day(typed) - _DAY, why=typed.get("why", ""), who=request.who, now=at)


_ACTS: dict[str, Callable[[Request, PostLine, asking.Typed, datetime], None]] = {
    "giu": _take, "thoi": _leave, "giao": _give, "bot": _take_away, "dong": _close,
}  # fmt: skip
