"""One number: what it is made of, twelve months of it, and exactly the dossiers it counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.desk.numbers import asking, words
from motcua.desk.numbers.asking import READERS, Asked
from motcua.desk.words import STATUS
from motcua.dossiers.rules.states import Status
from motcua.identity.requests import Request
from motcua.monitoring import cells
from motcua.monitoring.figures import Figure
from motcua.monitoring.figures import figure as figure_of
from motcua.monitoring.indicators import Measure, library
from motcua.monitoring.queries import listed, parts_of
from motcua.monitoring.queries import sheet as read_sheet
from motcua.monitoring.queries.listing import Listed, count_of, of_action, services_of
from motcua.monitoring.raising import actions
from motcua.monitoring.sheets import Sheet
from motcua.platform.clock.now import ZONE, now
from motcua.platform.errors import NotFound
from motcua.web.routes import permitted

_CHANNEL = {1: "Trực tiếp", 2: "Trực tuyến", 3: "Bưu chính"}
_COLUMNS = ("Mã hồ sơ", "Thủ tục", "Cách nộp", "Tiếp nhận", "Hẹn trả", "Có kết quả", "Trạng thái")
_COMMUNE_COLUMNS = (
    {"label": "Xã, phường", "is_number": False}, {"label": "Kết quả", "is_number": True},
    {"label": "Tử số / mẫu số", "is_number": True},
)  # fmt: skip


@permitted(*READERS)
@require_GET
def figure(request: Request, key: str) -> HttpResponse:
    """Show one measure with its parts; `phan` names the part whose dossiers are listed."""
    told = asking.asked(request)
    measure = library().measures.get(key)
    if measure is None:
        raise NotFound("nobody counts this", measure=key)
    at = now()
    sheet = read_sheet(told.unit.id, told.period, at, only={key, measure.beside})
    found = figure_of(measure, sheet.counts)
    part = request.GET.get("phan", "")
    beside = library().measures.get(measure.beside)
    context = {
        "asked": told,
        "form": asking.form_of(told),
        "beside": beside and f"{beside.name}: {words.value_of(figure_of(beside, sheet.counts))}",
        "title": measure.name,
        "measure": measure,
        "value": words.value_of(found),
        "facts": _facts(found),
        "formula": words.formula(measure),
        "rule": measure.rule,
        "at": f"{sheet.counted_at.astimezone(ZONE):%H:%M ngày %d/%m/%Y}",
        "parts": _parts(told, measure, sheet.counts.get(key, {})),
        "lines": _lines(measure, told),
        "months": _months(told, measure),
        "communes": _communes(told, measure, sheet, part) if sheet.level == "province" else None,
        "commune_columns": _COMMUNE_COLUMNS,
        "services": services_of(measure, sheet.of.place, told.period, now=at) if measure.kind == "services" else None,
        "back_url": told.url("numbers"),
    }
    if part:
        page = _dossiers(request, told, measure, part, sheet, at)
        context |= _listed(page, told.url("numbers_figure", key, phan=part), parts_of(measure)[part])
    return render(request, "desk/numbers/figure.html", context)


@permitted(*READERS)
@require_GET
def action(request: Request, key: str) -> HttpResponse:
    """List the dossiers with which something can be done that raises the index."""
    told = asking.asked(request)
    one = next((each for each in actions() if each.key == key), None)
    if one is None:
        raise NotFound("no such action", action=key)
    after = asking.after_of(request)
    page = of_action(one, told.unit.id, told.period, who=request.who, now=now(), after=after)
    context = {
        "asked": told,
        "form": asking.form_of(told),
        "title": one.name,
        "words": one.words.format(n=words.number(page.total, 0)),
        "back_url": told.url("numbers"),
    }
    context |= _listed(page, told.url("numbers_action", key), one.name)
    return render(request, "desk/numbers/action.html", context)


def _facts(found: Figure) -> list[tuple[str, str]]:
    told = []
    if found.kind == "mean":
        told = [
            ("Số hồ sơ đo được", words.number(found.denominator, 0)),
            ("Trung vị", f"{words.number(found.median)} {found.unit}"),
            ("Chín phần mười không quá", f"{words.number(found.p90)} {found.unit}"),
        ]
    elif found.kind == "services":
        told = [("Tử số", words.number(found.numerator, 0)), ("Mẫu số", words.number(found.denominator, 0))]
    elif found.kind == "compare":
        told = [("Hồ sơ trực tuyến đã so", words.number(found.denominator, 0))]
    return told


def _parts(told: Asked, measure: Measure, counts: Any) -> list[dict[str, Any]]:
    made = []
    for part, name in parts_of(measure).items():
        count = count_of(measure, part, counts)
        url = told.url("numbers_figure", measure.key, phan=part) + "#ho-so"
        made.append({"name": name, "count": "xem" if count is None else words.number(count, 0), "url": url})
    return made


def _dossiers(request: Request, told: Asked, measure: Measure, part: str, sheet: Sheet, at: datetime) -> Listed:
    """The dossiers of a part. Where nothing happened since the number was counted, they are those of that instant."""
    now_of = sheet.counted_at if sheet.is_settled else at
    known = count_of(measure, part, sheet.counts.get(measure.key, {})) if sheet.is_settled else None
    after = asking.after_of(request)
    return listed(
        measure.key, part, told.unit.id, told.period, who=request.who, now=now_of, after=after, place=sheet.of.place,
        known=known,
    )  # fmt: skip


def _communes(told: Asked, measure: Measure, sheet: Sheet, part: str) -> list[list[Any]]:
    """The same number of each commune of a province as kept, the worst first; a count, the largest first."""
    units = sheet.of.communes
    kept = cells.of_measure(measure.key, sheet.of.place.members, told.period)
    readable = {unit.id for unit in told.units}
    found = [(unit, figure_of(measure, {measure.key: kept[unit.id]})) for unit in units if unit.id in kept]
    sign = 1 if measure.better == "higher" and measure.kind != "count" else -1
    found.sort(key=lambda one: (one[1].value is None, sign * (one[1].value or 0), one[0].short_name))
    made, here = [], reverse("desk:numbers_figure", args=[measure.key])
    same = f"&phan={part}#ho-so" if part else ""
    for unit, one in found:
        url = f"{here}?don-vi={unit.id}&ky={told.period.key}{same}"
        name = {"text": unit.short_name, "url": url} if unit.id in readable else unit.short_name
        made.append([name, words.value_of(one), words.made_of(one)])
    return made


def _lines(measure: Measure, told: Asked) -> list[dict[str, str]]:
    """The lines that are scored by this measure, of the index that holds in the period."""
    of = library().index_on(told.period.last)
    return [
        {"id": one.id, "title": of.title, "decision": of.decision, "scoring": words.scoring(one), "note": one.note,
         "mark": words.MARKS.get(one.points_mark or one.mark, "")}
        for one in of.indicators if one.measure == measure.key
    ]  # fmt: skip


def _months(told: Asked, measure: Measure) -> list[list[Any]]:
    months = list(reversed(told.period.within_a_year()))
    kept, _ = cells.counts_in(told.unit.id, [month.key for month in months])
    made, here = [], reverse("desk:numbers_figure", args=[measure.key])
    for month in months:
        if month.key in kept:
            found = figure_of(measure, kept[month.key])
            url = f"{here}?don-vi={told.unit.id}&ky={month.key}"
            made.append([{"text": month.name_vi, "url": url}, words.value_of(found), words.made_of(found)])
    return made


def _listed(page: Listed, here: str, of: str) -> dict[str, Any]:
    return {
        "listed_of": of,
        "total": words.number(page.total, 0),
        "on_page": words.number(page.hidden + len(page.rows), 0),
        "hidden": words.number(page.hidden, 0) if page.hidden else "",
        "columns": [{"label": label, "is_number": False} for label in _COLUMNS],
        "rows": [
            [
                {"text": row.code, "url": reverse("desk:dossier", args=[row.code])},
                row.title,
                _CHANNEL[row.channel],
                _day(row.received_at),
                _day(row.due_at),
                _day(row.ended_at),
                STATUS[Status(row.status)],
            ]
            for row in page.rows
        ],
        "next_url": f"{here}&sau={page.after}#ho-so" if page.after else "",
    }


def _day(at: Any) -> str:
    return f"{at.astimezone(ZONE):%d/%m/%Y}" if at else words.DASH
