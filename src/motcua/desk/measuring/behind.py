"""The lists behind the numbers of the walk: visits, dossiers of one way, requests for one paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.desk.measuring.asking import Wanted, hours, wanted_of
from motcua.desk.measuring.bottlenecks import READS, path_words, reasons, stations_of
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.monitoring.queries import behind, walking
from motcua.monitoring.queries.behind import Behind, VisitRow
from motcua.monitoring.steps.processes import process_of
from motcua.platform.clock.now import now
from motcua.platform.text import instant_vi, number
from motcua.web.routes import permitted

_TITLES = {
    "luot": "Các lượt đã xong",
    "qua": "Các lượt quá thời hạn của bước",
    "tra-lai": "Các lượt trả lại bước trước",
    "dang": "Hồ sơ đang ở bước này",
    "chua-nhan": "Chưa ai bắt đầu làm",
    "dang-qua": "Đang ở đây, đã quá thời hạn của bước",
}
VISIT_COLUMNS = ("Mã hồ sơ", "Thủ tục", "Bước", "Người làm", "Đến bước lúc", "Rời bước lúc", "Giờ làm việc đã dùng",
                 "Thời hạn của bước")  # fmt: skip


@permitted(*READS)
@require_GET
def bottleneck_list(request: Request) -> HttpResponse:
    """Show what one number counted: as many rows as the number, or how many of them the reader may not open."""
    at, query = now(), request.GET
    wanted = wanted_of(request.who, query, at.date())
    what = query.get("xem", "")
    skip = skip_of(query.get("sau", ""))
    named = stations_of(wanted)
    columns: tuple[str, ...]
    if what == "duong":
        path = query.get("duong", "")[:400]
        found = behind.of_path(wanted.asked, path, who=request.who, skip=skip)
        title, columns, rows = (
            f"Hồ sơ đi: {path_words(path, named)}",
            ("Mã hồ sơ", "Thủ tục"),
            _plain(found),
        )
    elif what == "bo-sung":
        kind, key = query.get("loai", ""), query.get("muc", "")[:200]
        found = behind.of_item(wanted.asked, kind, key, who=request.who, skip=skip)
        title, columns, rows = _items(wanted, kind, key, found)
    elif what in _TITLES:
        key, goal = query.get("buoc", "")[:60], query.get("ve", "")[:60]
        found = behind.visits(wanted.asked, what, key, who=request.who, now=at, skip=skip, to_key=goal,
                              unit=skip_of(query.get("noi", "")))  # fmt: skip
        title = f"{_TITLES[what]}: {named(key)}" + (f" → {named(goal)}" if goal else "")
        columns, rows = VISIT_COLUMNS, visit_rows(found)
    else:
        raise Http404
    here = f"{request.path}?{_without(query, 'sau')}"
    context = {"back_url": wanted.url(reverse("desk:bottlenecks")), "back": "Điểm nghẽn", "title": title,
               "of": f"{wanted.unit.name}, {wanted.period.name_vi}"}  # fmt: skip
    return render(request, "desk/measuring/list.html", context | listed(found, columns, rows, here, skip))


def listed(found: Behind, columns: tuple[str, ...], rows: list[Any], here: str, skip: int) -> dict[str, Any]:
    """Return what every list page shows of a page of rows."""
    return {
        "columns": [{"label": label} for label in columns],
        "rows": rows,
        "total": number(found.total),
        "hidden": number(found.hidden) if found.hidden else "",
        "next_url": f"{here}&sau={found.following}" if found.following else "",
        "first_url": here if skip else "",
    }


def visit_rows(found: Behind) -> list[list[Any]]:
    """Return the cells of visits, with who did each by name."""
    people = identity.labels({row.account_id for row in found.rows if row.account_id}, now().date())
    return [_visit(row, people) for row in found.rows]


def _visit(row: VisitRow, people: dict[int, str]) -> list[Any]:
    station = process_of(row.version_id).station(row.step)
    return [
        _dossier(row.code),
        row.title,
        station.name if station else row.step,
        people.get(row.account_id or 0, "Chưa ai nhận" if row.left_at is None else ""),
        instant_vi(row.entered_at),
        instant_vi(row.left_at) if row.left_at else "đang ở đây",
        hours(row.spent) if row.left_at else "—",
        hours(row.share) if row.share is not None else "không tính",
    ]


def _dossier(code: str) -> dict[str, str]:
    return {"text": code, "url": reverse("desk:dossier", args=[code])}


def _plain(found: Behind) -> list[list[Any]]:
    return [[_dossier(code), title] for code, title in found.rows]


def _items(wanted: Wanted, kind: str, key: str, found: Behind) -> tuple[str, tuple[str, ...], list[list[Any]]]:
    lines, _ = walking.supplements(wanted.asked, most=100_000)
    line = next(one for one in lines if (one.kind, one.key) == (kind, key))
    told = dict(zip([key for key, _ in line.reasons], [words for words, _ in _each(line)], strict=True))
    rows = [[_dossier(code), title, instant_vi(at), told.get(reason, "")] for code, title, at, reason in found.rows]
    return f"Yêu cầu bổ sung: {line.label}", ("Mã hồ sơ", "Thủ tục", "Yêu cầu lúc", "Lý do"), rows


def _each(line: walking.SupplementLine) -> list[tuple[str, int]]:
    return [reasons(walking.SupplementLine(line.procedure, line.kind, line.key, line.label, count, ((key, count),),
                                           line.version_id))[0] for key, count in line.reasons]  # fmt: skip


def skip_of(text: str) -> int:
    """Read a small number of an address; 0 for anything else."""
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _without(query: Any, name: str) -> str:
    kept = query.copy()
    kept.pop(name, None)
    return str(kept.urlencode())
