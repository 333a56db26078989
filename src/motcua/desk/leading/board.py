"""The manager's board: what waits, is due, is late, by desk and by officer; who is away and who covers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import quote_etag, urlencode
from django.views.decorators.http import require_GET

from motcua.desk import lists
from motcua.desk.leading import fresh, numbers
from motcua.desk.leading.numbers import NOBODY, VIEWS, Sight, Wanted, cell, sight
from motcua.desk.measuring.asking import tabs
from motcua.desk.words import STATUS
from motcua.dossiers.queries import board as boards
from motcua.dossiers.queries.board import View
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.identity.rules import Part
from motcua.monitoring import wall
from motcua.platform.clock.now import ZONE, now
from motcua.web.routes import permitted

OVERSEES = "dossiers.oversee"
_LINES = ("Mã hồ sơ", "Hạn", "Thủ tục", "Người nộp", "Đang ở", "Trạng thái")
_DESKS = ("Nơi đang chờ", "Chờ xử lý", "Đến hạn hôm nay", "Quá hạn")
_OFFICERS = ("Cán bộ", "Đang giữ", "Chờ xử lý", "Đến hạn hôm nay", "Quá hạn")


@permitted(OVERSEES)
@require_GET
def board(request: Request) -> HttpResponse:
    """Show the board as a page of its own; scripts only keep it fresh."""
    told = sight(request.who, now=now())
    context = _context(told, request.who) | {
        "etag": tag_of(request.who, told),
        "numbers_url": reverse("desk:board_numbers"),
        "sheet_url": reverse("desk:morning"),
        "pages": tabs("desk:board", request.who),
    }
    return render(request, "desk/leading/board.html", context)


@permitted(OVERSEES)
@require_GET
def board_numbers(request: Request) -> HttpResponse:
    """Give the numbers alone; to who has them already 304, and where nothing happened nothing is counted either."""
    who, at = request.who, now()

    def count() -> tuple[str, Sight]:
        told = sight(who, now=at)
        return tag_of(who, told), told

    def draw(told: Sight) -> HttpResponse:
        return render(request, "desk/leading/_numbers.html", _context(told, who))

    return fresh.answer(request, ("board", viewer_of(who)), news_of(who), at, count, draw)


@permitted(OVERSEES)
@require_GET
def board_list(request: Request) -> HttpResponse:
    """Show the dossiers behind one number of the board, by the same condition that counted them."""
    who, at = request.who, now()
    wanted = numbers.wanted_of(request.GET)
    rows, following = boards.listed(who, wanted, now=at, after=lists.cursor_of(request.GET.get("sau", "")))
    here = numbers.url_of(wanted)
    told = sight(who, now=at)
    lines = [
        [{"text": row.code, "url": reverse("desk:dossier", args=[row.code])}, lists.due_words(row, at)[1], row.title,
         row.person, numbers.where(told, row), STATUS[row.status]]
        for row in rows
    ]  # fmt: skip
    return render(
        request,
        "desk/leading/list.html",
        {
            "title": VIEWS[wanted.view][1],
            "of": _of(told, wanted),
            "columns": _columns(_LINES, numbers=False),
            "rows": lines,
            "next_url": f"{here}&{urlencode({'sau': lists.cursor_text(following)})}" if following else "",
            "first_url": here if request.GET.get("sau") else "",
        },
    )


def _of(told: Sight, wanted: Wanted) -> str:
    parts = [told.desk(wanted.desk)] if wanted.desk is not None and wanted.desk // 16 % 16 in set(Part) else []
    parts += [told.officer(wanted.officer)] if wanted.officer is not None else []
    return ", ".join([*parts, *([NOBODY.lower()] if wanted.is_unassigned else [])])


def _context(told: Sight, who: Person) -> dict[str, Any]:
    total = told.board.totals
    lines = told.board.desks
    return {
        "at": f"{told.at.astimezone(ZONE):%H:%M}",
        "tabs": [
            {
                "label": label,
                "url": numbers.url_of(Wanted(view)),
                "count": total[view],
                "tone": {View.LATE: "late", View.TODAY: "soon"}.get(view, "") if total[view] else "",
            }
            for view, (_, label) in VIEWS.items()
        ],
        "desk_columns": _columns(_DESKS),
        "desks": [
            [told.desk(line.scope), cell(line.waiting, Wanted(View.WAITING, desk=line.scope)),
             cell(line.today, Wanted(View.TODAY, desk=line.scope)), cell(line.late, Wanted(View.LATE, desk=line.scope))]
            for line in lines
        ],
        "twice": told.twice,
        "officer_columns": _columns(_OFFICERS),
        "officers": [
            [told.officer(line.account_id), *(
                cell(count, Wanted(view, officer=line.account_id))
                for view, count in ((View.OPEN, line.open), (View.WAITING, line.waiting), (View.TODAY, line.today),
                                    (View.LATE, line.late))
            )]
            for line in sorted(told.board.officers, key=lambda one: (-one.late, -one.open))
        ],
        "absences": _absences(told, who),
        "may_assign": who.may("dossiers.assign"),
        "may_name": who.may("dossiers.assign") or who.may("dossiers.decide"),
    }  # fmt: skip


def _columns(labels: tuple[str, ...], *, numbers: bool = True) -> list[dict[str, Any]]:
    return [{"label": label, "is_number": numbers and n > 0} for n, label in enumerate(labels)]


def _absences(told: Sight, who: Person) -> list[dict[str, Any]]:
    """Say beside who is away how much lies on his desk, with the way to give it to others."""
    held = {line.account_id: line.open for line in told.board.officers}
    made = numbers.stand_ins(told.absences)
    for one in made:
        one["held"] = held.get(one["account_id"], 0)
        one["give_url"] = (
            f"{reverse('desk:absence')}?{urlencode({'tu': one['account_id']})}"
            if one["held"] and who.may("dossiers.assign")
            else ""
        )
    return made


def viewer_of(who: Person) -> Hashable:
    """Return on what of a person his board depends: whose rows he sees, and what he may press."""
    return who.account_id, who.scopes(), who.barred, who.may("dossiers.assign"), who.may("dossiers.decide")


def news_of(who: Person) -> Hashable:
    """Return what changes with every act on a dossier he oversees; one query."""
    return wall.stamp(numbers.committees_of(who))


def tag_of(who: Person, told: Sight) -> str:
    """Name what the board shows and to whom; the same numbers at another minute have the same tag."""
    facts = {"who": who.account_id, "assigns": who.may("dossiers.assign"), "decides": who.may("dossiers.decide")}
    text = json.dumps(facts | numbers.state_of(told), sort_keys=True, ensure_ascii=False, default=_plain)
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
