"""Figures for emulation (C02, C20): of every officer and unit for who manages, of himself for everybody.

Counts first; a share stands beside only where there are five or more. They say what was done, not who is better:
kinds of work and their numbers differ.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any, cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from motcua.desk.measuring.asking import Wanted, period_choices, period_of, tabs, wanted_of, with_share
from motcua.desk.measuring.behind import VISIT_COLUMNS, listed, skip_of, visit_rows
from motcua.desk.measuring.bottlenecks import READS
from motcua.documents.spreadsheets import write_table
from motcua.feedback.rules import policy
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.monitoring.queries import emulation
from motcua.monitoring.queries.emulation import Work
from motcua.platform.clock.now import now
from motcua.platform.text import number
from motcua.web.routes import permitted, signed_in

# Count -> what it is called, and of what it is a share.
COUNTS = {
    "received": ("Tiếp nhận", ""),
    "online": ("Trong đó nộp trực tuyến", "received"),
    "assisted": ("Hỗ trợ nộp trực tuyến", ""),
    "handled": ("Thụ lý", ""),
    "signed": ("Ký", ""),
    "numbered": ("Vào sổ", ""),
    "returned": ("Trả kết quả", ""),
    "measured": ("Lượt có thời hạn của bước", ""),
    "early": ("Xong trước ngày hạn của bước", "measured"),
    "on_time": ("Xong trong thời hạn của bước", "measured"),
    "late": ("Quá thời hạn của bước", "measured"),
    "asked": ("Yêu cầu bổ sung đã gửi", ""),
    "again": ("Trong đó từ lần thứ hai", "asked"),
}
_SHORT = {"online": "Nhận trực tuyến", "again": "Yêu cầu bổ sung từ lần thứ hai"}  # where nothing stands before it
_TABLE = ("received", "online", "assisted", "handled", "signed", "numbered", "returned", "on_time", "late", "again")


@permitted(*READS)
@require_GET
def figures(request: Request) -> HttpResponse:
    """Show the work of every officer and unit in a period."""
    wanted = wanted_of(request.who, request.GET, now().date())
    people, units = emulation.people(wanted.members, wanted.period), emulation.units(wanted.members, wanted.period)
    labels = identity.labels({one.of for one in people}, wanted.on)
    views = identity.unit_views({one.of for one in units}, wanted.on)
    context = {
        "wanted": wanted,
        **wanted.choices({}),
        "tabs": tabs("desk:emulation", request.who, wanted),
        "people_columns": _columns("Cán bộ", ratings=True),
        "people": sorted(
            ([labels.get(one.of, "Cán bộ đã nghỉ"), *_cells(one, wanted, "account_id"), _rated(one)] for one in people),
            key=lambda row: str(row[0]).rsplit(",", 1)[0].split()[-1:],
        ),
        "unit_columns": _columns("Đơn vị", ratings=False),
        "units_rows": [
            [views[one.of].name if one.of in views else "", *_cells(one, wanted, "unit_id")] for one in units
        ],
        "sheet_url": wanted.url(reverse("desk:emulation_sheet")),
    }
    return render(request, "desk/measuring/emulation.html", context)


@permitted(*READS)
@require_GET
def sheet(request: Request) -> HttpResponse:
    """Give the same as a spreadsheet, every count in a column of its own; ratings are of persons only."""
    wanted = wanted_of(request.who, request.GET, now().date())
    people, units = emulation.people(wanted.members, wanted.period), emulation.units(wanted.members, wanted.period)
    labels = identity.labels({one.of for one in people}, wanted.on)
    views = identity.unit_views({one.of for one in units}, wanted.on)
    steps = policy().steps
    rows: list[list[str | int]] = [
        ["Cán bộ", labels.get(one.of, "Cán bộ đã nghỉ"), *(value_of(one, key) for key in COUNTS), one.rated,
         *(one.ratings.get(score, 0) for score in steps)]
        for one in people
    ]  # fmt: skip
    rows += [
        ["Đơn vị", views[one.of].name if one.of in views else "", *(value_of(one, key) for key in COUNTS)]
        for one in units
    ]
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_table(
        out,
        name="Số liệu thi đua",
        title=(f"Số liệu thi đua, {wanted.unit.name}, {wanted.period.name_vi}", _NOTE),
        columns=[("Loại", 9), ("Tên", 34), *((label, 13) for label, _ in COUNTS.values()),
                 ("Số lượt được đánh giá", 13), *((label, 13) for label in steps.values())],
        rows=rows,
    )  # fmt: skip
    out.seek(0)
    name = f"so-lieu-thi-dua-{wanted.period.key}.xlsx"
    return cast(HttpResponse, FileResponse(out, as_attachment=True, filename=name))


_NOTE = (
    "Thời hạn của bước tính theo giờ làm việc, không tính lúc chờ người nộp bổ sung, nộp phí hoặc lúc đồng hồ dừng. "
    "Số liệu nói đã làm bao nhiêu, không nói việc nào khó hơn."
)


@signed_in("officer")
@require_GET
def my_numbers(request: Request) -> HttpResponse:
    """Show an officer his own counts, the same that who manages reads."""
    on = now().date()
    period = period_of(request.GET, on)
    work = emulation.mine(request.who, period)
    steps = policy().steps
    context = {
        "period": period,
        "periods": period_choices(period, on),
        "columns": [{"label": "Việc"}, {"label": "Trong kỳ", "is_number": True}],
        "groups": [
            {"title": title, "rows": [_row(work, key, period.key) for key in keys if value_of(work, key)]}
            for title, keys in _GROUPS
        ],
        "rating_columns": [{"label": "Mức"}, {"label": "Số lượt", "is_number": True}],
        "ratings": [
            *([label, number(work.ratings.get(score, 0))] for score, label in sorted(steps.items(), reverse=True)),
            [f"Hài lòng trở lên, trên {number(work.rated)} lượt đánh giá", with_share(work.satisfied, work.rated)],
        ],
        "rated": number(work.rated),
        "note": _NOTE,
    }
    return render(request, "desk/measuring/mine.html", context)


_GROUPS = (
    ("Hồ sơ đã làm", ("received", "online", "assisted", "handled", "signed", "numbered", "returned")),
    ("So với thời hạn của bước", ("measured", "early", "on_time", "late")),
    ("Yêu cầu bổ sung", ("asked", "again")),
)


def _row(work: Work, key: str, period: str) -> list[Any]:
    label, of = COUNTS[key]
    count = value_of(work, key)
    url = f"{reverse('desk:my_numbers_list')}?{urlencode({'ky': period, 'xem': key})}"
    return [label, {"text": with_share(count, value_of(work, of)) if of else number(count), "url": url}]


def value_of(work: Work, key: str) -> int:
    """Return a count by its key."""
    return work.on_time if key == "on_time" else work[key]


def _columns(first: str, *, ratings: bool) -> list[dict[str, Any]]:
    labels = [
        first,
        *(_SHORT.get(key, COUNTS[key][0]) for key in _TABLE),
        *(["Được đánh giá hài lòng"] if ratings else []),
    ]
    return [{"label": label, "is_number": n > 0} for n, label in enumerate(labels)]


def _cells(work: Work, wanted: Wanted, column: str) -> list[Any]:
    made: list[Any] = []
    for key in _TABLE:
        count, of = value_of(work, key), COUNTS[key][1]
        text = with_share(count, value_of(work, of)) if of else number(count)
        ask = {"xem": key, ("can-bo" if column == "account_id" else "noi"): work.of}
        url = wanted.url(reverse("desk:emulation_list"), **ask)
        made.append({"text": text, "url": url} if count else {"text": "0", "is_nothing": True})
    return made


def _rated(work: Work) -> str:
    return f"{with_share(work.satisfied, work.rated)} trên {number(work.rated)}" if work.rated else "chưa có"


@permitted(*READS)
@require_GET
def emulation_list(request: Request) -> HttpResponse:
    """Show what one count of an officer or a unit is made of."""
    query = request.GET
    wanted = wanted_of(request.who, query, now().date())
    what, person, unit, skip = query.get("xem", ""), _id(query.get("can-bo")), _id(query.get("noi")), _skip(request)
    if what not in COUNTS or (person is None) == (unit is None):
        raise Http404
    if person is not None:
        column, of = "account_id", person
        name = identity.labels({person}, wanted.on).get(person, "Cán bộ đã nghỉ")
    else:
        column, of = "unit_id", cast(int, unit)
        view = identity.unit_views({of}, wanted.on).get(of)
        name = view.name if view else ""
    found = emulation.done(what, column, of, wanted.members, wanted.period, who=request.who, skip=skip)
    here = wanted.url(request.path, xem=what, **{"can-bo": person or "", "noi": unit or ""})
    context = {"back_url": wanted.url(reverse("desk:emulation")), "back": "Số liệu thi đua",
               "title": f"{COUNTS[what][0]}: {name}", "of": f"{wanted.unit.name}, {wanted.period.name_vi}"}  # fmt: skip
    return render(
        request, "desk/measuring/list.html", context | listed(found, VISIT_COLUMNS, visit_rows(found), here, skip)
    )


@signed_in("officer")
@require_GET
def my_list(request: Request) -> HttpResponse:
    """Show what one of an officer's own counts is made of."""
    what, skip = request.GET.get("xem", ""), _skip(request)
    if what not in COUNTS:
        raise Http404
    period = period_of(request.GET, now().date())
    found = emulation.done(what, "account_id", request.who.account_id, None, period, who=request.who, skip=skip)
    ask = urlencode({"ky": period.key})
    context = {"back_url": f"{reverse('desk:my_numbers')}?{ask}", "back": "Số liệu của tôi",
               "title": f"{COUNTS[what][0]}, của tôi", "of": period.name_vi}  # fmt: skip
    here = f"{request.path}?{ask}&{urlencode({'xem': what})}"
    return render(
        request, "desk/measuring/list.html", context | listed(found, VISIT_COLUMNS, visit_rows(found), here, skip)
    )


def _skip(request: Request) -> int:
    return skip_of(request.GET.get("sau", ""))


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) < 19 else None


__all__: Sequence[str] = ("emulation_list", "figures", "my_list", "my_numbers", "sheet")
