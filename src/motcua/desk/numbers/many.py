"""All rates of a unit beside each other, the ranking of like units, and what would raise the index."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.desk.numbers import asking, words
from motcua.desk.numbers.asking import READERS
from motcua.identity.requests import Request
from motcua.monitoring import cells, places
from motcua.monitoring.figures import Figure
from motcua.monitoring.figures import figure as figure_of
from motcua.monitoring.indicators import library
from motcua.monitoring.queries import sheet as read_sheet
from motcua.monitoring.queries.listing import titles
from motcua.monitoring.raising import losses, raising
from motcua.platform.clock.now import ZONE, now
from motcua.web.routes import permitted

_RANKED = ("on_time.share", "online.share", "satisfaction.share")


@lru_cache(maxsize=1)
def groups() -> list[dict[str, Any]]:
    """Return how measures stand together (monitoring/data/groups.yaml)."""
    return yaml.safe_load(files("motcua.monitoring").joinpath("data", "groups.yaml").read_text("utf-8"))


@permitted(*READERS)
@require_GET
def measures(request: Request) -> HttpResponse:
    """Show every rate with what it is made of."""
    told = asking.asked(request)
    at = now()
    sheet = read_sheet(told.unit.id, told.period, at)
    before = cells.counts(told.unit.id, told.period.before())
    made = []
    for group in groups():
        rows = []
        for key in group["measures"]:
            measure = library().measures[key]
            found = figure_of(measure, sheet.counts)
            was = None if before is None else figure_of(measure, before.counts).value
            rows.append(
                [
                    {"text": measure.name, "url": told.url("numbers_figure", key)},
                    words.value_of(found),
                    _made_of(found, sheet.counts),
                    words.change(found.value, was, 0 if found.kind == "count" else 2),
                ]
            )
        made.append({"name": group["name"], "rows": rows})
    context = {
        "asked": told,
        "form": asking.form_of(told),
        "title": f"Các tỷ lệ, {told.period.name_vi}",
        "at": f"{sheet.counted_at.astimezone(ZONE):%H:%M ngày %d/%m/%Y}",
        "groups": made,
        "columns": [
            {"label": "Chỉ tiêu", "is_number": False}, {"label": "Kết quả", "is_number": True},
            {"label": "Tử số / mẫu số", "is_number": True},
            {"label": f"So {told.period.before().name_vi}", "is_number": True},
        ],
        "back_url": told.url("numbers"),
    }  # fmt: skip
    return render(request, "desk/numbers/measures.html", context)


@permitted(*READERS)
@require_GET
def ranking(request: Request) -> HttpResponse:
    """Rank the units like this one by the index; equal scores share a rank (R1.7)."""
    told = asking.asked(request)
    on = min(told.period.last, now().date())
    units = places.like(told.unit, on) if told.unit.kind != "province" else places.below(told.unit, on)
    kept = cells.counts_of([unit.id for unit in units], told.period)
    scores = cells.scores([unit.id for unit in units], [told.period])
    values = {unit.id: _total(scores.get((unit.id, told.period.key))) for unit in units}
    order = sorted(units, key=lambda unit: (values[unit.id] is None, -(values[unit.id] or 0), unit.short_name))
    readable = {unit.id for unit in told.units}
    rows = []
    for unit in order:
        counts: Mapping[str, Any] = kept[unit.id].counts if unit.id in kept else {}
        value = values[unit.id]
        rank = (
            words.DASH
            if value is None
            else str(1 + sum(1 for other in values.values() if other is not None and other > value))
        )
        url = f"{reverse('desk:numbers')}?don-vi={unit.id}&ky={told.period.key}" if unit.id in readable else ""
        rows.append(
            [
                rank,
                {"text": unit.short_name, "url": url} if url else unit.short_name,
                words.number(value),
                *(words.value_of(figure_of(library().measures[key], counts)) for key in _RANKED),
                words.number(counts.get("dossiers.received", {}).get("n"), 0),
            ]
        )
    context = {
        "asked": told,
        "form": asking.form_of(told),
        "title": f"Xếp hạng, {told.period.name_vi}",
        "rows": rows,
        "mine": told.unit.short_name,
        "waiting": sum(1 for value in values.values() if value is None),
        "columns": [
            {"label": "Hạng", "is_number": False}, {"label": "Đơn vị", "is_number": False},
            {"label": "Điểm 766", "is_number": True}, {"label": "Đúng hạn", "is_number": True},
            {"label": "Trực tuyến", "is_number": True}, {"label": "Hài lòng", "is_number": True},
            {"label": "Hồ sơ", "is_number": True},
        ],
        "back_url": told.url("numbers"),
    }  # fmt: skip
    return render(request, "desk/numbers/ranking.html", context)


@permitted(*READERS)
@require_GET
def raise_it(request: Request) -> HttpResponse:
    """Show points lost by line with their habits, and what can still be done, each counted anew now."""
    told = asking.asked(request)
    at = now()
    sheet = read_sheet(told.unit.id, told.period, at)
    found = raising(sheet, at)
    lost = losses(sheet, at)
    named = titles(code for loss in lost for code, _ in loss.habits)
    context = {
        "asked": told,
        "form": asking.form_of(told),
        "title": f"Việc nào nâng điểm, {told.period.name_vi}",
        "value": words.number(sheet.index.score.value),
        "together": words.number(found.together),
        "raises": [
            {
                "points": f"{'−' if one.action.keep else '+'}{words.number(one.points)}",
                "name": one.action.name,
                "words": one.action.words.format(n=words.number(one.dossiers, 0)),
                "url": told.url("numbers_action", one.action.key),
                "count": words.number(one.dossiers, 0),
                "is_keep": one.action.keep,
            }
            for one in found.raises
        ],
        "losses": [
            {
                "id": loss.line.indicator.id,
                "name": library().measures[loss.line.indicator.measure].name,
                "points": words.number(loss.points),
                "most": loss.line.indicator.points,
                "url": told.url("numbers_figure", loss.line.indicator.measure),
                "habits": [
                    {"title": named.get(code, code), "count": words.number(count, 0)} for code, count in loss.habits
                ],
            }
            for loss in lost
        ],
        "back_url": told.url("numbers"),
    }
    return render(request, "desk/numbers/raising.html", context)


def _made_of(found: Figure, counts: Mapping[str, Any]) -> str:
    """What a figure was made of; beside every online rate the share that officers helped with."""
    beside = library().measures.get(library().measures[found.key].beside)
    if beside is None:
        return words.made_of(found)
    return f"{words.made_of(found)}; có cán bộ hỗ trợ {words.value_of(figure_of(beside, counts))}"


def _total(told: Mapping[str, Any] | None) -> Decimal | None:
    return None if not told or told["total"] is None else Decimal(told["total"])
