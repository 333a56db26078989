"""Where dossiers stay: each step against its time, waiting against work, what goes back, what is asked again, the ways.

Every number is a link to the visits it counted (desk:bottleneck_list).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.desk.measuring.asking import Wanted, hours, procedures_of, share, tabs, wanted_of
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.monitoring import places
from motcua.monitoring.queries import walking
from motcua.monitoring.queries.walking import StationLine, SupplementLine, Walked
from motcua.monitoring.steps.processes import process_of
from motcua.platform.clock.now import now
from motcua.platform.errors import NotFound
from motcua.platform.text import number
from motcua.web.charts import Bar, Edge, Node, Part, Series, Stack, bars, flow, stacked
from motcua.web.routes import permitted

READS = (places.READS, places.OVERSEES)
PARTS = {
    "receiving": "Tiếp nhận",
    "handling": "Thụ lý",
    walking.ELSEWHERE: "Cơ quan khác giải quyết",
    "deciding": "Lãnh đạo ký",
    "numbering": "Văn thư vào sổ",
    "returning": "Chờ trả kết quả",
}
_WAIT, _WORK, _OUT = "wait", "work", "out"
_SERIES = (
    Series(_WAIT, "Chờ người bắt đầu làm", "hatch"),
    Series(_WORK, "Đang làm", "plain"),
    Series(_OUT, "Chờ người nộp hoặc đồng hồ dừng", "dots"),
)
_IN_WORDS = ("", "own", "other")  # keys of reasons that stand for the officer's own sentence


@permitted(*READS)
@require_GET
def bottlenecks(request: Request) -> HttpResponse:
    """Show where the dossiers of a unit stayed in a period."""
    at = now()
    wanted = wanted_of(request.who, request.GET, at.date())
    asked = wanted.asked
    named = stations_of(wanted)
    lines = walking.stations(asked, at)
    ways = walking.walked(asked)
    supplements, items = walking.supplements(asked)
    titles = procedures_of(wanted.members, wanted.period)
    context = {
        "wanted": wanted,
        **wanted.choices(titles),
        "tabs": tabs("desk:bottlenecks", request.who, wanted),
        "stations": _stations(wanted, lines, named),
        "chart": _chart(lines, named),
        "standing": _standing(wanted, lines, named),
        "returns": _returns(wanted, named),
        "supplements": _supplements(wanted, supplements, titles),
        "supplement_chart": bars(
            "bo-sung", "Mục phải bổ sung nhiều nhất",
            [Bar(one.label, one.asked, f"{number(one.asked)} lần", "hatch") for one in supplements[:6]],
        ),
        "items": number(items),
        "ways": _ways(wanted, ways, named),
        "flow": _flow(ways, named, wanted),
        "ways_told": _told(ways),
    }  # fmt: skip
    return render(request, "desk/measuring/bottlenecks.html", context)


@dataclass(frozen=True)
class Stations:
    """What stations are called. `last`: where a result waits to be fetched; time there is the applicant's too."""

    names: Mapping[str, str]
    last: frozenset[str]

    def __call__(self, key: str) -> str:
        return self.names.get(key, key)


BY_PART = Stations(PARTS, frozenset({"returning"}))


def stations_of(wanted: Wanted) -> Stations:
    """Return what stations are called: parts, or the steps of one procedure by its newest version; one query."""
    if not wanted.procedure:
        return BY_PART
    steps = [one for version in walking.versions(wanted.asked) for one in process_of(version).stations]
    return Stations(
        {one.key: one.name for one in reversed(steps)}, frozenset(one.key for one in steps if one.part == "returning")
    )


def _behind(wanted: Wanted, what: str, key: str, count: int, **more: object) -> dict[str, str] | str:
    if not count:
        return "0"
    return {
        "text": number(count),
        "url": wanted.url(reverse("desk:bottleneck_list"), xem=what, buoc=key, **more),
    }


def _stations(wanted: Wanted, lines: list[StationLine], named: Stations) -> dict[str, Any]:
    columns = ("Bước", "Số lượt", "Một nửa xong trong", "9 phần 10 xong trong", "Đã dùng so với thời hạn của bước",
               "Quá thời hạn của bước", "Chờ", "Làm", "Trả lại")  # fmt: skip
    rows = [
        [
            named(line.key),
            _behind(wanted, "luot", line.key, line.visits),
            hours(line.median),
            hours(line.p90),
            "không tính" if not line.shared else _used(line),
            _over(wanted, line),
            "—" if line.key in named.last else hours(line.waiting),
            "—" if line.key in named.last else hours(line.working),
            _behind(wanted, "tra-lai", line.key, line.back),
        ]
        for line in lines
        if line.visits
    ]
    return {"columns": [{"label": label, "is_number": n > 0} for n, label in enumerate(columns)], "rows": rows}


def _used(line: StationLine) -> str:
    if line.used_median is None:
        return "—"
    return f"{number(round(line.used_median))}% (9 phần 10: {number(round(line.used_p90 or 0))}%)"


def _over(wanted: Wanted, line: StationLine) -> Any:
    cell = _behind(wanted, "qua", line.key, line.over)
    told = share(line.over, line.shared)
    if isinstance(cell, dict) and told:
        cell["text"] += f" ({told})"
    return cell if line.shared else "—"


def _chart(lines: list[StationLine], named: Stations) -> Any:
    rows = [
        Stack(
            named(line.key),
            tuple(
                Part(key, amount or 0, hours(amount))
                for key, amount in ((_WAIT, line.waiting), (_WORK, line.working), (_OUT, line.outside))
            ),
            hours((line.waiting or 0) + (line.working or 0)),
            mark=line.allowed,
            mark_text=f"Vạch đậm: thời hạn của bước, trung bình {hours(line.allowed)}" if line.allowed else "",
        )
        for line in lines
        if line.visits and line.key not in named.last
    ]
    return stacked("cho-lam", "Trung bình mỗi lượt ở từng bước", rows, _SERIES)


def _standing(wanted: Wanted, lines: list[StationLine], named: Stations) -> dict[str, Any]:
    columns = ("Bước", "Đang ở đây", "Chưa ai bắt đầu làm", "Đã quá thời hạn của bước")
    rows = [
        [
            named(line.key),
            _behind(wanted, "dang", line.key, line.open),
            "—" if line.key in named.last else _behind(wanted, "chua-nhan", line.key, line.open_idle),
            "—" if line.key in named.last else _behind(wanted, "dang-qua", line.key, line.open_over),
        ]
        for line in lines
        if line.open
    ]
    return {"columns": [{"label": label, "is_number": n > 0} for n, label in enumerate(columns)], "rows": rows}


def _returns(wanted: Wanted, named: Stations) -> dict[str, Any]:
    found = walking.returns(wanted.asked)
    units = identity.unit_views({line.unit_id for line in found}, wanted.on)
    rows = [
        [
            named(line.key),
            units[line.unit_id].name if line.unit_id in units else "",
            named(line.to_key),
            _behind(wanted, "tra-lai", line.key, line.visits, ve=line.to_key, noi=line.unit_id),
            number(line.dossiers),
        ]
        for line in found
    ]
    labels = ("Từ bước", "Nơi trả lại", "Về bước", "Số lần", "Số hồ sơ")
    return {"columns": [{"label": label, "is_number": n > 2} for n, label in enumerate(labels)], "rows": rows}


def _supplements(wanted: Wanted, lines: list[SupplementLine], titles: dict[str, str]) -> dict[str, Any]:
    rows = [
        [
            line.label,
            titles.get(line.procedure, line.procedure),
            {
                "text": number(line.asked),
                "url": wanted.url(
                    reverse("desk:bottleneck_list"), xem="bo-sung", loai=line.kind, muc=line.key,
                    **{"thu-tuc": line.procedure},
                ),
            },
            "; ".join(f"{words}: {number(count)}" for words, count in reasons(line)),
        ]
        for line in lines
    ]  # fmt: skip
    labels = ("Mục phải bổ sung", "Thủ tục", "Số lần", "Lý do")
    return {"columns": [{"label": label, "is_number": n == 2} for n, label in enumerate(labels)], "rows": rows}


def reasons(line: SupplementLine) -> list[tuple[str, int]]:
    """Return the reasons of a line in words, those in an officer's own words together."""
    try:
        defects = catalogue.pack_of_version(line.version_id).procedure.get("common_defects", [])
    except NotFound:
        defects = []
    words = {one["key"]: one["reason"] for one in defects}
    made: dict[str, int] = {}
    for key, count in line.reasons:
        told = words.get(key, "lý do khác, ghi bằng lời")
        made[told] = made.get(told, 0) + count
    return sorted(made.items(), key=lambda one: -one[1])


def _told(ways: Walked) -> str:
    if not ways.dossiers:
        return ""
    drawn = sum(one.dossiers for one in ways.variants)
    whole = f"{number(ways.dossiers)} hồ sơ đã kết thúc trong kỳ, {number(ways.ways)} kiểu đường đi."
    if drawn == ways.dossiers:
        return whole
    return f"{whole} Hình và bảng là {len(ways.variants)} kiểu gặp nhiều nhất, {number(drawn)} hồ sơ."


def _ways(wanted: Wanted, ways: Walked, named: Stations) -> dict[str, Any]:
    rows = [
        [
            path_words(one.path, named),
            {
                "text": number(one.dossiers),
                "url": wanted.url(reverse("desk:bottleneck_list"), xem="duong", duong=one.path),
            },
            share(one.dossiers, ways.dossiers) or "—",
            hours(one.median),
        ]
        for one in ways.variants
    ]
    labels = ("Đường đi", "Số hồ sơ", "Phần", "Một nửa xong trong")
    return {"columns": [{"label": label, "is_number": n > 0} for n, label in enumerate(labels)], "rows": rows}


def path_words(path: str, named: Stations) -> str:
    """Say a way in words; one that does not lead to a result says that it ended.

    >>> path_words("receiving>handling+>deciding<>handling>deciding", BY_PART)
    'Tiếp nhận → Thụ lý (yêu cầu bổ sung) → Lãnh đạo ký (trả lại) → Thụ lý → Lãnh đạo ký → kết thúc'
    """
    made, key = [], ""
    for one in path.split(">"):
        key = one.rstrip("<+")
        marks = [words for sign, words in (("+", "yêu cầu bổ sung"), ("<", "trả lại")) if sign in one]
        name = named(key)
        made.append(f"{name} ({', '.join(marks)})" if marks else name)
    if key not in named.last:
        made.append("kết thúc")
    return " → ".join(made)


def _flow(ways: Walked, named: Stations, wanted: Wanted) -> Any:
    counts: dict[tuple[str, str], int] = {}
    seen: dict[str, None] = {}
    for one in ways.variants:
        stations = [*one.stations, "#"]
        seen |= dict.fromkeys(one.stations)
        for pair in pairwise(stations):
            counts[pair] = counts.get(pair, 0) + one.dossiers
    keys = walking.ordered(list(seen), wanted.asked)
    nodes = [
        Node(
            key,
            named(key),
            f"{number(ways.visits.get(key, 0))} lượt"
            + ("" if key in named.last else f" · một nửa trong {hours(ways.medians.get(key))}"),
        )
        for key in keys
    ]
    edges = [Edge(a, b, count, number(count)) for (a, b), count in counts.items()]
    return flow("duong-di", "Đường đi của hồ sơ qua các bước", [*nodes, Node("#", "Kết thúc", kind="end")], edges)
