"""The sheet of the morning: what a chairman wants to know before the first meeting, on one side of A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from motcua.desk.books import pdf_response
from motcua.desk.leading import numbers
from motcua.desk.leading.board import OVERSEES
from motcua.desk.leading.numbers import VIEWS, Sight, Wanted
from motcua.desk.papers_of_the_office import head_of
from motcua.documents.printing import MOST_ROWS, Brief, BriefTable, template_for
from motcua.documents.printing import render as print_form
from motcua.dossiers.queries import WorkRow
from motcua.dossiers.queries import board as boards
from motcua.dossiers.queries.board import View
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.identity.rules import Part, part_of_scope
from motcua.platform.clock.now import ZONE, now
from motcua.platform.text import date_vi, weekday_vi
from motcua.web.routes import permitted


@permitted(OVERSEES)
@require_GET
def morning(request: Request) -> HttpResponse:
    """Give the sheet as a PDF; it names dossiers by their codes and officers, no citizen."""
    who, at = request.who, now()
    committees = numbers.committees_of(who)
    if not committees:
        raise Http404
    told = numbers.sight(who, now=at)
    rows, _ = boards.listed(who, Wanted(View.LATE), now=at, limit=MOST_ROWS["late"])
    on = at.astimezone(ZONE).date()
    unit = identity.unit_view(committees[0], on)
    paper = Brief(
        made_at=at,
        head=head_of(unit, at),
        about=(_about(at),),
        tables=_tables(told, rows),
    )
    pdf = print_form(template_for("morning", on=on), paper.as_data())
    return pdf_response(f"buoi-sang-{on.isoformat()}.pdf", pdf)


def _about(at: datetime) -> str:
    here = at.astimezone(ZONE)
    weekday = weekday_vi(here.date())
    return f"{weekday[0].upper()}{weekday[1:]}, {date_vi(here.date())}. Số liệu lúc {here:%H:%M}."


def _tables(told: Sight, rows: list[WorkRow]) -> list[BriefTable]:
    total = told.board.totals
    by = numbers.late_by(told)
    desks = sorted(told.board.desks, key=lambda line: (-line.late, -line.today, -line.waiting))
    signing = sum(line.waiting for line in told.board.desks if part_of_scope(line.scope)[1] == Part.DECIDING)
    away = numbers.stand_ins(told.absences)
    return [
        _table("numbers", [(*(str(total[view]) for view in VIEWS), str(signing))]),
        _table("by", [(name, str(count)) for name, count, _ in by], more="dòng"),
        _table(
            "late",
            [(row.code, row.title, numbers.where(told, row), f"{row.due_at.astimezone(ZONE):%d/%m %H:%M}")
             for row in rows if row.due_at],
            count=total[View.LATE], more="hồ sơ",
        ),
        _table(
            "desks",
            [(told.desk(line.scope), str(line.waiting), str(line.today), str(line.late)) for line in desks],
            more="nơi",
            also=told.twice,
        ),
        _table("away", [(one["post"], one["absent"], one["covers"], one["until"]) for one in away], more="người"),
    ]  # fmt: skip


def _table(
    key: str, rows: Sequence[tuple[str, ...]], *, count: int | None = None, more: str = "", also: str = ""
) -> BriefTable:
    """Keep what fits; what does not is told as a number (`count`, where not all rows were read)."""
    shown = rows[: MOST_ROWS[key]]
    left = (len(rows) if count is None else count) - len(shown)
    rest = f"Và {left} {more} nữa, xem trên bảng điều hành." if left > 0 else ""
    return BriefTable(key, shown, " ".join(text for text in (also, rest) if text))
