"""Opening units: a commune, its usual parts in one go, any other; and which of them does which procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.catalogue import services as catalogue_services
from motcua.console.organisation import asking, founding, words
from motcua.identity import organising, queries, roles, units
from motcua.identity.organising import UnitLine
from motcua.identity.requests import Request
from motcua.identity.rules_of_staffing import MANAGE, UNDER
from motcua.identity.units import NewUnit
from motcua.platform.clock.now import now
from motcua.platform.errors import Forbidden, Invalid, NotFound
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted


@permitted(MANAGE)
@require_http_methods(["GET", "POST"])
def open_under(request: Request, slug: str) -> HttpResponse:
    """Open a unit under this one: a commune under a province, a centre, office or department under a committee."""
    at = now()
    line = organising.unit_of(request.who, slug, at.date())
    kinds = UNDER.get(line.view.kind, ())
    if not kinds:
        raise NotFound("nothing is opened under it")
    typed, errors = asking.typed_in(request.POST), {}
    searching = "find" in request.POST
    if request.method == "POST" and not searching:
        try:
            made = units.open_unit(line.view, _new(typed, line), who=request.who, now=at)
        except Invalid as refusal:
            errors = words.errors_of(refusal.faults)
        else:
            return redirect(f"{reverse('console:unit', args=[made.slug])}?bao=mo")
    fields = asking.with_errors(_open_fields(typed, line, at.date(), searching=searching), errors)
    context = {"line": line, "fields": fields, "wrong": errors.get("", ""), "is_commune": kinds == ("committee",)}
    return render(request, "console/organisation/open_unit.html", context, status=422 if errors else 200)


@permitted(MANAGE)
@require_http_methods(["GET", "POST"])
def parts(request: Request, slug: str) -> HttpResponse:
    """Open the parts a commune usually has in one go, each with the groups of procedures it usually handles."""
    at = now()
    line = organising.unit_of(request.who, slug, at.date())
    there = {view.short_name for view in queries.units_under(line.view.id, at.date())}
    wanted = [part for part in roles.usual_parts() if part.kind != "vertical" and part.short_name not in there]
    if line.view.kind != "committee" or not wanted:
        return redirect("console:unit", slug)
    chosen = request.POST.getlist("parts") if request.method == "POST" else [part.key for part in wanted]
    typed = asking.typed_in(request.POST)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _open_parts(request, line, [part for part in wanted if part.key in chosen], typed.get("why", ""), at)
        except Invalid as refusal:
            errors = words.errors_of(refusal.faults)
        else:
            return redirect(f"{reverse('console:unit', args=[slug])}?bao=cac-don-vi")
    fields = asking.with_errors(
        [
            FieldView("checkboxes", "parts", "Mở những đơn vị này", tuple(chosen), options=tuple(
                Option(part.key, part.named(line.view.short_name), _groups(part)) for part in wanted)),
            asking.why_field(typed),
        ],
        errors,
    )  # fmt: skip
    context = {"line": line, "fields": fields, "wrong": errors.get("", "")}
    return render(request, "console/organisation/parts.html", context, status=422 if errors else 200)


@permitted(catalogue_services.PERMISSION)
@require_http_methods(["GET", "POST"])
def competence(request: Request, slug: str) -> HttpResponse:
    """Say which part of a committee receives and which handles each group of procedures."""
    at = now()
    if not request.who.may(MANAGE):
        raise Forbidden("no post grants this", permissions=[MANAGE])
    line = organising.unit_of(request.who, slug, at.date())
    if line.view.kind != "committee":
        raise NotFound("competence is a committee's")
    under = [line.view, *queries.units_under(line.view.id, at.date())]
    options = tuple(Option(str(view.id), view.short_name) for view in under)
    known, groups = catalogue.competences(line.view.id), catalogue.groups()
    receiving = _receiving(known, under)
    if request.method == "POST":
        ids = {option.value for option in options}
        typed = asking.typed_in(request.POST)
        receives = typed.get("receiving", "")
        for number, group in enumerate(groups):
            handles = typed.get(f"group-{number}", "")
            if receives in ids and handles in ids and known.get(group) != (int(receives), int(handles)):
                catalogue_services.assign_competence(
                    line.view.id, group=group, receiving_unit_id=int(receives), handling_unit_id=int(handles),
                    now=at, who=request.who,
                )  # fmt: skip
        return redirect(f"{reverse('console:unit', args=[slug])}?bao=tham-quyen")
    context = {
        "line": line,
        "receiving": FieldView(
            "select", "receiving", "Đơn vị tiếp nhận và trả kết quả mọi nhóm", str(receiving or ""), options=options
        ),
        "fields": [
            FieldView("select", f"group-{number}", group, str(known[group][1]) if group in known else "",
                      options=options, add_label="Chưa giao")
            for number, group in enumerate(groups)
        ],
    }  # fmt: skip
    return render(request, "console/organisation/competence.html", context)


def _new(typed: asking.Typed, line: UnitLine) -> NewUnit:
    since, why = asking.day_of(typed, "since"), typed.get("why", "")
    if since is None:
        raise Invalid(faults=("since",))
    if line.view.kind == "province":
        place = asking.place_typed(typed)
        if (
            place is None
            or place.kind != "commune"
            or place.province_code != (line.view.province_code or place.province_code)
        ):
            raise Invalid(faults=("place",))
        made = founding.unit_of(place, "committee", typed.get("code", ""), why)
        return replace(made, since=since)
    contact = {key: value for key, value in line.view.contact.items() if key in ("phone", "lines", "place", "province")}
    short = typed.get("short_name", "")
    slug = f"{line.view.slug}-{units.slug_of(short)}"[: units.SLUG_MOST - 4].strip("-")
    return NewUnit(typed.get("kind", ""), typed.get("name", ""), short, since, why, {}, contact, slug)


def _open_fields(typed: asking.Typed, line: UnitLine, on: date, *, searching: bool) -> list[FieldView]:
    if line.view.kind == "province":
        place = dict(typed)
        if line.view.province_code:
            place["place-province"] = line.view.province_code
        first = [
            asking.place_field(place, label="Xã, phường, đặc khu nào?", searching=searching),
            FieldView("text", "code", words.SYSTEMS["dossier_prefix"], typed.get("code", ""), width=20,
                      hint="Mã định danh cơ quan, ví dụ H24.11. Chưa được cấp thì ghi mã tạm, đổi sau được."),
        ]  # fmt: skip
    else:
        first = [
            FieldView("radios", "kind", "Loại đơn vị", typed.get("kind", ""),
                      options=tuple(Option(kind, words.KINDS[kind]) for kind in UNDER[line.view.kind])),
            FieldView("text", "name", "Tên đầy đủ", typed.get("name", ""), hint="Ví dụ: Phòng Kinh tế xã Cẩm Giang."),
            FieldView("text", "short_name", "Tên gọn", typed.get("short_name", ""), hint="Ví dụ: Phòng Kinh tế."),
        ]  # fmt: skip
    return [*first, asking.date_field(typed, "since", "Hoạt động từ ngày", on), asking.why_field(typed)]


def _groups(part: roles.Part) -> str:
    return "Nhận và trả mọi thủ tục." if part.kind == "centre" else f"{'; '.join(part.groups)}."


def _open_parts(request: Request, line: UnitLine, wanted: list[roles.Part], why: str, at: datetime) -> None:
    if not wanted:
        raise Invalid(faults=("kind",))
    view, made = line.view, {}
    contact = {key: value for key, value in view.contact.items() if key in ("phone", "lines", "place", "province")}
    for part in wanted:
        new = NewUnit(
            part.kind, part.named(view.short_name), part.short_name, line.since, why, {}, contact,
            f"{view.slug[: units.SLUG_MOST - 10]}-{part.key}",
        )  # fmt: skip
        made[part.key] = units.open_unit(view, new, who=request.who, now=at).id
    if not request.who.may(catalogue_services.PERMISSION):
        return
    centre = next((one.id for one in queries.units_under(view.id, at.date()) if one.kind == "centre"), view.id)
    told = catalogue.competences(view.id)
    for part in wanted:
        for group in part.groups:
            if group not in told:
                catalogue_services.assign_competence(
                    view.id, group=group, receiving_unit_id=centre, handling_unit_id=made[part.key], now=at,
                    who=request.who,
                )  # fmt: skip


def _receiving(known: Mapping[str, tuple[int, int]], under: list[queries.UnitView]) -> int | None:
    told = [receiving for receiving, _ in known.values()]
    if told:
        return max(set(told), key=told.count)
    return next((view.id for view in under if view.kind == "centre"), None)
