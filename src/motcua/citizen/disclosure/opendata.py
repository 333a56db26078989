"""Open data: files of each unit and period, what their columns mean, how to count the totals again, and an index."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.citizen.disclosure import words
from motcua.citizen.disclosure.caching import kept
from motcua.citizen.disclosure.choosing import Asked, asked, communes_under, name_of
from motcua.citizen.disclosure.rows import Row, columns, rows_of, rows_of_province, rows_of_targets
from motcua.citizen.disclosure.views import names_of, rated_by_communes, targets_of
from motcua.documents.spreadsheets import write_table
from motcua.identity import queries as identity
from motcua.monitoring import cells
from motcua.monitoring.indicators import library
from motcua.monitoring.queries import ranking
from motcua.platform.clock.now import now, today
from motcua.platform.errors import NotFound
from motcua.web.routes import public

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 60  # characters of the widest column of a sheet


@public
@require_safe
@kept
def csv_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows of a unit and period as CSV (RFC 4180, UTF-8)."""
    it = asked(request, slug, now())
    return _file(_csv(_rows(it)), "text/csv; charset=utf-8", it, "csv")


@public
@require_safe
@kept
def xlsx_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same rows as a spreadsheet."""
    it = asked(request, slug, now())
    rows = _rows(it)
    out = io.BytesIO()
    about = [f"{it.name}, {it.period.name_vi}", f"{_licence()}. Nguồn: {settings.PUBLIC_URL}{it.url()}"]
    if it.told and not it.told.closed:
        about.append("Số chưa chốt, còn thay đổi khi hồ sơ được cập nhật.")
    heads = [(one["name"], min(_MOST, max(12, len(one["name"]) // 3))) for one in words.words()["columns"]]
    table = [[_cell(row.get(key)) for key in columns()] for row in rows]
    write_table(out, name="so-lieu", title=about, columns=heads, rows=table)
    response = _file(out.getvalue(), XLSX, it, "xlsx")
    response.seed = _csv(rows)  # type: ignore[attr-defined]
    return response


@public
@require_safe
@kept
def about(request: HttpRequest) -> HttpResponse:
    """How each number is counted, why small ones are hidden, what the columns mean, how to count again."""
    measures = [one for one in library().measures.values() if one.kind != "missing"]
    missing = [one for one in library().measures.values() if one.kind == "missing"]
    context = {
        "measures": [{"name": one.name, "how": _formula(one), "rule": one.rule} for one in measures],
        "missing": [{"name": one.name, "why": one.why} for one in missing],
        "columns": words.words()["columns"],
        "licence": words.words()["licence"],
        "sql": _sql(),
        "dictionary_url": reverse("disclosure:dictionary"),
        "sql_url": reverse("disclosure:recompute"),
        "catalogue_url": reverse("disclosure:catalogue"),
        "index_url": reverse("disclosure:index"),
    }
    return render(request, "citizen/disclosure/about.html", context)


@public
@require_safe
@kept
def dictionary(_request: HttpRequest) -> HttpResponse:
    """What the columns of the files mean, as CSV."""
    return _named(_table(["column", "type", "meaning", "example"], [
        [one["key"], one["type"], one["name"], one["example"]] for one in words.words()["columns"]
    ]), "text/csv; charset=utf-8", "tu-dien.csv")  # fmt: skip


@public
@require_safe
@kept
def recompute(_request: HttpRequest) -> HttpResponse:
    """The SQL that counts the totals of a file again from its rows."""
    return _named(_sql().encode(), "text/plain; charset=utf-8", "tinh-lai.sql")


@public
@require_safe
@kept
def catalogue(_request: HttpRequest) -> HttpResponse:
    """What there is to take away, for machines, in the words of DCAT 3."""
    on = today()
    periods: dict[int, list[str]] = defaultdict(list)
    for unit_id, key in cells.kept_everywhere():
        periods[unit_id].append(key)
    units = [*identity.provinces(on), *identity.committees(on)]
    told = {
        "@context": "https://www.w3.org/ns/dcat3.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": "Số liệu công khai về giải quyết thủ tục hành chính",
        "dct:language": "vi",
        "dct:license": words.words()["licence"]["url"],
        "dcat:dataset": [_dataset(unit, sorted(periods[unit.id])) for unit in units if periods[unit.id]],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/ld+json; charset=utf-8")


def _dataset(unit: identity.UnitView, periods: list[str]) -> dict[str, Any]:
    home = settings.PUBLIC_URL + reverse("disclosure:unit", args=[unit.slug])
    return {
        "@type": "dcat:Dataset",
        "dct:identifier": unit.slug,
        "dct:title": f"Giải quyết thủ tục hành chính, {name_of(unit)}",
        "dct:publisher": unit.name,
        "dcat:landingPage": home,
        "dct:conformsTo": settings.PUBLIC_URL + reverse("disclosure:dictionary"),
        "dct:accrualPeriodicity": "http://publications.europa.eu/resource/authority/frequency/MONTHLY",
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dct:temporal": key, "dcat:mediaType": kind,
             "dcat:downloadURL": f"{home}so-lieu.{end}?ky={key}"}
            for key in periods
            for end, kind in (("csv", "text/csv"), ("xlsx", XLSX))
        ],
    }  # fmt: skip


def _rows(it: Asked) -> list[Row]:
    if it.told is None:
        raise NotFound("nobody has counted it yet", slug=it.unit.slug, period=it.period.key)
    if it.unit.kind == "province":
        found = ranking(communes_under(it.unit, today()), it.period, now())
        rows = rows_of_province(it.unit.slug, it.told, rated_by_communes(found), found)
    else:
        rows = rows_of(it.unit.slug, it.told, names_of(it.unit))
    return [*rows, *rows_of_targets(it.unit.slug, it.told, targets_of(it))]


def _csv(rows: list[Row]) -> bytes:
    return _table(columns(), [[_text(row.get(key)) for key in columns()] for row in rows])


def _table(head: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()  # the mark at its head tells spreadsheets that it is UTF-8


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _cell(value: Any) -> str | int:
    return value if isinstance(value, int) else _text(value)


def _file(content: bytes, kind: str, it: Asked, end: str) -> HttpResponse:
    return _named(content, kind, f"so-lieu-{it.unit.slug}-{it.period.key}.{end}")


def _named(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _licence() -> str:
    licence = words.words()["licence"]
    return f"Giấy phép {licence['name']}: {licence['url']}"


def _sql() -> str:
    return files(__package__).joinpath("data", "recompute.sql").read_text("utf-8")


def _formula(measure: Any) -> str:
    """Say in words what is counted of what."""
    names = library().services if measure.kind == "services" else library().conditions
    noun = "thủ tục" if measure.kind == "services" else "hồ sơ"

    def said(keys: Any) -> str:
        return " và ".join(name for key in keys if (name := names[key].name))

    base = f"{noun} {said(measure.denominator)}".strip()
    match measure.kind:
        case "count":
            return f"Số {noun} {said(measure.numerator)}".strip() + "."
        case "mean":
            return f"Trung bình của {base}, kèm trung vị và mức 90%."
        case "compare":
            return (
                "Từng thủ tục: 1 trừ thời gian nộp trực tuyến chia nộp trực tiếp (trung bình), theo số nộp trực tuyến."
            )
    if measure.subtract:
        less = ", ".join(names[key].name for key in measure.subtract)
        return f"Số {base} trừ {noun} {less}, chia cho số {base}."
    used = f"có hồ sơ {said_of(measure.used)} trong kỳ" if measure.used else said(measure.numerator)
    return f"Số {base} {used} chia cho số {base}."


def said_of(keys: Any) -> str:
    """Say conditions of dossiers."""
    return " và ".join(name for key in keys if (name := library().conditions[key].name))
