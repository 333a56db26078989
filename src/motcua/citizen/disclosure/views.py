"""The public pages: a unit in a period, its procedures, one procedure month by month, the communes of a province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.catalogue import queries as catalogue
from motcua.citizen.disclosure import words
from motcua.citizen.disclosure.caching import kept
from motcua.citizen.disclosure.choosing import Asked, asked, communes_under, name_of, point_of
from motcua.citizen.disclosure.drawing import Spot, bar, dots
from motcua.citizen.disclosure.stats import stats
from motcua.citizen.words import here, tel
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.monitoring.book import Line
from motcua.monitoring.queries import Period, Ranked, ranking
from motcua.plans import queries as plans
from motcua.plans.rules.publishing import Offered
from motcua.platform.clock.now import now, today
from motcua.platform.errors import NotFound
from motcua.platform.places import in_sentence
from motcua.web.routes import public
from motcua.web.text import clock, day, number

SOON = 60  # seconds that "nobody has counted it yet" may be kept


@public
@require_safe
@kept
def index(request: HttpRequest) -> HttpResponse:
    """List who publishes here, with the last month that is over; with only one commune and no province, go there."""
    on = today()
    communes, above = identity.committees(on), identity.provinces(on)
    period = Period.month_of(on).before()
    provinces = {unit.id: unit for unit in above}
    counted = {row.unit.id: row for row in ranking(communes, period, now())}
    with_communes = {unit.parent_id for unit in communes}
    shown = [unit for unit in above if unit.id in with_communes]
    if len(communes) == 1 and not shown:
        return redirect("disclosure:unit", slug=communes[0].slug)
    groups = [
        {
            "name": name_of(unit),
            "url": reverse("disclosure:unit", args=[unit.slug]),
            "rows": [_way(one, counted.get(one.id)) for one in communes if one.parent_id == unit.id],
        }
        for unit in shown
    ]
    rest = [_way(one, counted.get(one.id)) for one in communes if one.parent_id not in provinces]
    context = {"groups": groups, "rest": rest, "when": period.name_vi, "about_url": reverse("disclosure:about")}
    return render(request, "citizen/disclosure/index.html", context)


@public
@require_safe
@kept
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer whether results come in time, then the numbers, the fields or the communes, the reasons, the files."""
    it = asked(request, slug, now())
    context = _frame(it)
    if it.told is None:
        waiting = render(request, "citizen/disclosure/unit.html", context)
        waiting.kept_seconds = SOON  # type: ignore[attr-defined]
        return waiting
    context |= {"answer": words.answer(it.told.whole, it.period), "late": it.told.whole.late}
    rated = it.told.told
    if it.unit.kind == "province":
        found = ranking(communes_under(it.unit, today()), it.period, now())
        rated = rated_by_communes(found)
        context |= _province(it, found)
    elif it.period.kind != "quarter":
        lines = it.told.book.fields(it.period)
        whole = _row(it.told.whole, "Cộng")
        context |= {"rows": [_row(line, line.field) for line in lines], "total": whole, "reasons": _reasons(it)}
        context |= _drawn(context["rows"])
    else:
        months = [Period.months(it.period.first.year, it.period.first.month + n, 1, "") for n in range(3)]
        keys = [Period.month_of(month.first) for month in months]
        offered = {one.key for one in it.periods}
        context["finer"] = [
            {"label": words.started(one.name_vi), "url": it.url(period=one)}
            for one in (*keys, it.period.around()[1])
            if one.key in offered
        ]
    context["stats"] = stats(it, rated, targets_of(it))
    return render(request, "citizen/disclosure/unit.html", context)


@public
@require_safe
@kept
def procedures(request: HttpRequest, slug: str) -> HttpResponse:
    """Every procedure of a month or a year."""
    it = _with_rows(request, slug)
    context = _frame(it)
    if it.told is not None:
        names = names_of(it.unit)
        rows = [_row(line, names.get(line.code, line.code)) for line in it.told.book.procedures(it.period)]
        lines = it.told.book.procedures(it.period)
        for row, line in zip(rows, lines, strict=True):
            row |= {"url": it.url("procedure", line.code), "field": line.field}
        context |= {"rows": rows, "total": _row(it.told.whole, "Cộng")} | _drawn(rows)
    context["choices"] = [one for one in context["choices"] if "-Q" not in one["key"]]  # quarters tell no procedures
    return render(request, "citizen/disclosure/procedures.html", context)


@public
@require_safe
@kept
def procedure(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One procedure through the months of a year."""
    it = _with_rows(request, slug)
    name = names_of(it.unit).get(code)
    year = it.period.around()[1]
    found = it.told.book.line(code, year) if it.told else None
    months = [one for one in it.periods if one.kind == "month" and one.around()[1] == year]
    if name is None and found is None:
        raise NotFound("no such procedure here", procedure=code)
    rows = []
    for month in sorted(months, key=lambda one: one.key):
        line = it.told.book.line(code, month) if it.told else None
        if line is not None:
            rows.append(_row(line, words.started(month.name_vi)))
    context = _frame(it) | {
        "name": name or code,
        "code": code,
        "year": year.name_vi,
        "rows": rows,
        "total": _row(found, f"Cả {year.name_vi}") if found else None,
        "procedure_url": reverse("catalogue:procedure", args=[slug, code]) if name else "",
        "back_url": it.url("procedures"),
    }
    context |= _drawn(rows, [_row(found, "")] if found else [])
    return render(request, "citizen/disclosure/procedure.html", context)


def _with_rows(request: HttpRequest, slug: str) -> Asked:
    it = asked(request, slug, now())
    if it.unit.kind == "province" or it.period.kind == "quarter":
        raise NotFound("procedures are told of communes, by month and by year", slug=slug, period=it.period.key)
    return it


def _frame(it: Asked) -> dict[str, Any]:
    """What every page of a unit and period says."""
    told = it.told
    phone = it.unit.contact.get("phone", "")
    closed = told.closed if told else None
    return {
        "it": it,
        "unit": it.unit,
        "name": it.name,
        "inside": in_sentence(it.name),
        "is_province": it.unit.kind == "province",
        "when": it.period.name_vi,
        "choices": [
            {"key": one.key, "label": words.started(one.name_vi), "is_chosen": one.key == it.period.key}
            for one in _choices(it)
        ],
        "unit_url": it.url(),
        "procedures_url": it.url("procedures"),
        "csv_url": it.url("csv"),
        "xlsx_url": it.url("xlsx"),
        "about_url": reverse("disclosure:about"),
        "above_url": f"{reverse('disclosure:unit', args=[it.above.slug])}?ky={it.period.key}" if it.above else "",
        "above_name": in_sentence(name_of(it.above)) if it.above else "",
        "counted": f"{clock(here(told.counted_at))}, {day(here(told.counted_at).date())}" if told else "",
        "closed_on": f"{here(closed.closed_at):%d/%m/%Y}" if closed else "",
        "check_code": words.check_code(closed.sha256) if closed else "",
        "phone": phone,
        "phone_url": tel(phone) if phone else "",
    }


def _choices(it: Asked) -> list[Period]:
    offered = list(it.periods)
    return offered if any(one.key == it.period.key for one in offered) else [it.period, *offered]


def rated_by_communes(found: Sequence[Ranked]) -> tuple[int, int] | None:
    """Return a province's answers and satisfied ones: of the communes that tell theirs, so nothing is subtracted."""
    told = [row.told for row in found if row.told]
    return (sum(one[0] for one in told), sum(one[1] for one in told)) if told else None


def _row(line: Line, name: str) -> dict[str, Any]:
    marks = line.marks
    return {
        "name": name,
        "received": words.said(line.received, marks.get("received")),
        "late": words.said(line.late, marks.get("late")),
        "share": words.share_said(line),
        "bar": bar(line),
        "is_hidden": bool(marks),
    }


def _drawn(rows: list[dict[str, Any]], others: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """What stands beside a table: which parts its bars have, and whether the word for hidden numbers is in it."""
    said = {row[key] for row in (*rows, *others) for key in ("received", "late", "share")}
    return {
        "drawn": {part.kind for row in rows for part in row["bar"]},
        "is_hidden": bool(said & {words.HIDDEN_SAID, words.FEW_SAID}),
    }


def _reasons(it: Asked) -> list[dict[str, str]]:
    if it.told is None:
        return []
    texts = words.words()["reasons"]
    book = it.told.book
    return [{"count": words.said(count, mark), "text": texts[key]} for key, count, mark in book.lateness(it.period)]


def targets_of(it: Asked) -> Mapping[str, Offered]:
    """Return by figure what an approved plan of the unit, or of the one above it, asks of the period; one query."""
    return plans.public_targets([it.unit.id, *([it.above.id] if it.above else [])], it.period, now())


def names_of(unit: UnitView) -> dict[str, str]:
    """Return what the procedures of a unit are called; one query."""
    return {row.procedure: row.short_name for row in catalogue.entries(unit, today())}


def _way(one: Any, row: Ranked | None) -> dict[str, str]:
    return {
        "name": one.short_name,
        "url": reverse("disclosure:unit", args=[one.slug]),
        "received": number(row.received) if row else "—",
        "on_time": words.percent(row.on_time) if row else "—",
    }


def _province(it: Asked, found: Sequence[Ranked]) -> dict[str, Any]:
    """The communes of a province: ranked, and on a map."""
    addresses = {row.unit.id: f"{reverse('disclosure:unit', args=[row.unit.slug])}?ky={it.period.key}" for row in found}
    spots = [
        Spot(row.unit.short_name, addresses[row.unit.id], point, row.received, row.on_time)
        for row in found
        if (point := point_of(row.unit)) is not None
    ]
    return {
        "ranked": [
            {
                "place": str(row.place or "—"),
                "name": row.unit.short_name,
                "url": addresses[row.unit.id],
                "received": number(row.received),
                "on_time": words.percent(row.on_time),
                "online": words.percent(row.online),
                "satisfied": words.percent(row.satisfied),
                "index": number(row.index, 2) if row.index is not None else "—",
            }
            for row in found
        ],
        "map": dots(spots),
        "bands": words.words()["bands"],
    }
