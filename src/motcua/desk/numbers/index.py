"""The index of a unit: score, groups, lines, what would raise it, twelve months, closing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from motcua.desk.numbers import asking, charts, words
from motcua.desk.numbers.asking import READERS, Asked
from motcua.identity.requests import Request
from motcua.monitoring import cells, closing, forecasting, places
from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.scoring import Score, chosen_of
from motcua.monitoring.models import Cell
from motcua.monitoring.periods import Period
from motcua.monitoring.queries import sheet as read_sheet
from motcua.monitoring.raising import from_data
from motcua.monitoring.sheets import Sheet
from motcua.platform.clock.now import ZONE, now, today
from motcua.platform.errors import Conflict, DomainError, NotFound
from motcua.platform.text import date_vi
from motcua.web.routes import permitted

_STATES = {
    "missing": words.NO_SOURCE,
    "not_applicable": "không áp dụng, tính điểm tối đa",
    "information": "để biết",
    "no_cases": "không có hồ sơ",
    "scored": "",
}


@permitted(*READERS)
@require_GET
def index(request: Request) -> HttpResponse:
    """Show the index of a unit in a period."""
    told = asking.asked(request)
    at = now()
    sheet = read_sheet(told.unit.id, told.period, at)
    return render(
        request, "desk/numbers/index.html", _context(told, sheet) | _months(told, sheet) | _beside(told, sheet, request)
    )


def _context(told: Asked, sheet: Sheet) -> dict[str, Any]:
    of, score = sheet.index.of, sheet.index.score
    missing = [line for line in score.lines if line.state == "missing"]
    band = None if score.value is None else of.band_of(score.value)
    above = [one for one in of.bands if score.value is not None and one.since > score.value]
    return {
        "asked": told,
        "form": asking.form_of(told),
        "title": f"Bộ chỉ số 766, {told.period.name_vi}",
        "at": f"{sheet.counted_at.astimezone(ZONE):%H:%M ngày %d/%m/%Y}",
        "received": words.number(sheet.counts["dossiers.received"]["d"], 0),
        "value": words.number(score.value),
        "proven": words.number(score.proven),
        "out_of": words.number(score.out_of, 0),
        "missing_points": words.number(sum(line.indicator.points for line in missing), 0),
        "missing_count": len(missing),
        "band": band,
        "bands": charts.bands(of, score.value),
        "score": None if score.value is None else float(score.value),
        "to_next": None
        if not above or score.value is None
        else (words.number(above[-1].since - score.value), above[-1].name),
        "lines": [_line(told, line) for line in score.lines],
        "readings": _readings(sheet),
        "decision": of.decision,
        "is_own": of.is_own,
        "version": of.version,
        "valid_from": date_vi(of.valid_from),
        "links": {
            "measures": told.url("numbers_measures"),
            "ranking": told.url("numbers_ranking"),
            "raising": told.url("numbers_raising"),
        },
    }


def _line(told: Asked, line: Any) -> dict[str, Any]:
    one = line.indicator
    measure = library().measures[one.measure]
    return {
        "id": one.id,
        "name": measure.name,
        "group": one.group,
        "most": one.points,
        "points": words.number(line.points),
        "share": words.DASH if line.ratio is None or measure.unit != "%" else f"{words.number(line.ratio * 100)}%",
        "state": _STATES[line.state],
        "is_missing": line.state == "missing",
        "mark": words.MARKS.get(one.points_mark or one.mark, ""),
        "url": told.url("numbers_figure", one.measure),
    }


def _readings(sheet: Sheet) -> list[dict[str, str]]:
    named = {reading.key: reading for reading in sheet.index.of.readings}
    used = chosen_of(sheet.index.of, sheet.choice)
    return [
        {
            "name": named[key].name,
            "used": named[key].options[used[key]],
            "option": named[key].options[option],
            "value": words.number(score.value),
        }
        for key, option, score in sheet.index.others
    ]


def _months(told: Asked, sheet: Sheet) -> dict[str, Any]:
    """The twelve months that end with this period, the groups beside the period before, from what is kept."""
    months = told.period.within_a_year()
    before = told.period.before()
    kept = cells.scores([told.unit.id], [*months, before])
    values = {month.key: _decimal(kept.get((told.unit.id, month.key), {}).get("total")) for month in months}
    if told.period.key in values:
        values[told.period.key] = sheet.index.score.value
    line = charts.line([(f"{m.first:%-m/%y}", values[m.key], words.number(values[m.key])) for m in months])
    of = sheet.index.of
    is_same = library().index_on(before.last).version == of.version  # points of two versions are not compared
    was = kept.get((told.unit.id, before.key), {}) if is_same else {}
    most = max(group.points for group in of.groups)
    groups = [_group(group, sheet.index.score, was, most) for group in of.groups]
    return {
        "line": line,
        "months": [
            [m.name_vi.removeprefix("tháng "), words.number(values[m.key]), told.unit.id, m.key]
            for m in reversed(months)
        ],
        "groups": groups,
        "before": before.name_vi,
        "moved": words.change(sheet.index.score.value, _decimal(was.get("total"))),
    }


def _group(group: Any, score: Score, was: dict[str, Any], most: int) -> dict[str, Any]:
    points, countable, whole = score.of_group(group.key)
    before = was.get("groups", {}).get(group.key)
    return {
        "name": group.name,
        "key": group.key,
        "points": words.number(points),
        "countable": words.number(countable, 0),
        "most": words.number(whole, 0),
        "moved": words.change(points.quantize(Decimal("0.01")), _decimal(before[0]) if before else None),
        "bar": charts.bar(group.name, points, countable, whole, Decimal(most), words.number(points)),
    }


def _beside(told: Asked, sheet: Sheet, request: Request) -> dict[str, Any]:
    """What is kept beside the counts: what would raise them, how the month may end, whether it is closed."""
    cell = Cell.objects.filter(unit_id=told.unit.id, period=told.period.key).values_list("raising", flat=True).first()
    kept = from_data(cell or {})
    closed = closing.closing_of(told.unit.id, told.period)
    foretold = forecasting.kept(told.unit.id, told.period).get("index766.total")
    return {
        "raises": [_raise(told, one) for one in kept.raises][:3],
        "together": words.number(kept.together) if kept.raises and kept.together is not None else "",
        "closed": closed and _closed(closed, sheet),
        "may_close": (
            closed is None
            and told.period.kind == "month"
            and told.period.is_over(today())
            and request.who.may_over(closing.CLOSES, told.unit.id)
        ),
        "is_running": not told.period.is_over(today()),
        "forecast": foretold
        and {
            "low": words.number(foretold.low),
            "high": words.number(foretold.high),
            "months": foretold.months,
            "at": f"{foretold.made_at.astimezone(ZONE):%d/%m}",
        },
        "problem": request.GET.get("loi", ""),
    }


def _raise(told: Asked, one: Any) -> dict[str, Any]:
    return {
        "points": f"{'−' if one.action.keep else '+'}{words.number(one.points)}",
        "name": one.action.name,
        "words": one.action.words.format(n=words.number(one.dossiers, 0)),
        "url": told.url("numbers_action", one.action.key),
        "count": words.number(one.dossiers, 0),
        "is_keep": one.action.keep,
    }


def _closed(row: Any, sheet: Sheet) -> dict[str, Any]:
    later = closing.corrections(row, sheet)
    return {
        "at": f"{row.closed_at.astimezone(ZONE):%d/%m/%Y}",
        "by": row.closed_by_label,
        "code": f"{row.sha256[:4]} {row.sha256[4:8]}".upper(),
        "corrections": [
            [one.name, words.number(one.closed), words.number(one.now), one.unit] for one in later if "." in one.key
        ],
    }


@permitted(closing.CLOSES)
@require_POST
def close(request: Request) -> HttpResponse:
    """Close a month; who comes second is led to what the first closed."""
    unit_id, period = _target(request)
    back = f"?don-vi={unit_id}&ky={period.key}"
    try:
        closing.close(unit_id, period, who=request.who, now=now())
    except Conflict:
        pass
    except DomainError as refusal:
        if refusal.facts.get("why") != "running":
            raise
        back += "&loi=chua-het-thang"
    return HttpResponseRedirect(request.path.removesuffix("chot/") + back)


def _target(request: Request) -> tuple[int, Period]:
    text = request.POST.get("don-vi", "")
    if not text.isdecimal():
        raise NotFound("no such unit")
    places.permit(request.who, int(text))
    return int(text), Period.parse(request.POST.get("ky", ""))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
