"""Procedures of a commune, for programs: search, list, one."""

from __future__ import annotations

from itertools import dropwhile, islice
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from motcua.catalogue import queries
from motcua.catalogue.queries import EntryRow
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.platform.clock.now import today
from motcua.platform.errors import NotFound
from motcua.web.api import Everybody, ProcedureCode, Slug, refusals

router = Router(tags=["procedures"])
Words = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class ProcedureRow(Schema):
    procedure: str
    name: str
    short_name: str
    field: str
    group: str
    handling: str
    service_level: str
    channels: tuple[str, ...]
    applicants: tuple[str, ...]
    life_events: tuple[str, ...]


class ProceduresOut(Schema):
    items: list[ProcedureRow]
    nearest: list[ProcedureRow] = Field(description="Khi không tìm thấy: ba thủ tục có tên gần nhất")
    next: str = Field(description="Đưa vào `after` để lấy trang sau; trống khi hết")


class PaperOut(Schema):
    title: str
    text: str


class CaseOut(Schema):
    key: str
    label: str
    when: str
    limit: str
    note: str
    papers: tuple[PaperOut, ...]


class FeeOut(Schema):
    label: str
    text: str
    legal: str
    note: str


class ChannelOut(Schema):
    key: str
    label: str
    lines: tuple[FeeOut, ...]


class StepOut(Schema):
    title: str
    text: str


class ProcedureOut(Schema):
    """One procedure as its page tells it; `why_not_online` is empty exactly when it can be filed online here."""

    code: str
    name: str
    short_name: str
    kind: str
    why_not_online: str
    partial_reason: str
    who: tuple[str, ...]
    deadline: str
    receiving: str
    handling: str
    papers: tuple[PaperOut, ...]
    papers_sometimes: tuple[PaperOut, ...]
    papers_spared: tuple[PaperOut, ...]
    cases: tuple[CaseOut, ...]
    channels: tuple[ChannelOut, ...]
    steps: tuple[StepOut, ...]
    results: tuple[str, ...]
    legal_basis: tuple[str, ...]
    decision: str


class Where(Schema):
    commune: Slug = Field(description="Tên ngắn của xã, như ở /api/communes")


class ListQuery(Where):
    q: Words = Field("", description="Tìm bằng lời thường ngày, có dấu hay không dấu")
    field: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = Field("", description="Chỉ một lĩnh vực")
    limit: int = Field(50, ge=1, le=200)
    after: Annotated[str, Field(pattern=r"^([0-9]\.[0-9]{6})?$")] = Field("", description="`next` của trang trước")


@router.get(
    "/procedures", auth=Everybody(), response={200: ProceduresOut, **refusals(404, 422)}, operation_id="procedures"
)
def procedures(request: HttpRequest, wanted: Query[ListQuery]) -> object:  # noqa: ARG001
    """Thủ tục của một xã theo thứ tự tên gọi ngắn; có `q` thì xếp theo độ khớp và chỉ có một trang."""
    unit, on = commune(wanted.commune), today()
    if wanted.q.strip():
        found = queries.search(wanted.q, unit, on, limit=wanted.limit)
        return {"items": _only(found.rows, wanted.field), "nearest": found.nearest, "next": ""}
    rows = iter(_only(queries.entries(unit, on), wanted.field))
    if wanted.after:
        rows = islice(dropwhile(lambda row: row.procedure != wanted.after, rows), 1, None)
    page = list(islice(rows, wanted.limit + 1))
    following = page[wanted.limit - 1].procedure if len(page) > wanted.limit else ""
    return {"items": page[: wanted.limit], "nearest": [], "next": following}


def _only(rows: list[EntryRow] | tuple[EntryRow, ...], field: str) -> list[EntryRow]:
    return queries.by_field(rows, field) if field else list(rows)


@router.get(
    "/procedures/{code}", auth=Everybody(), response={200: ProcedureOut, **refusals(404, 422)}, operation_id="procedure"
)
def procedure(request: HttpRequest, code: Path[ProcedureCode], wanted: Query[Where]) -> object:  # noqa: ARG001
    """Một thủ tục ở một xã: ai nộp, giấy tờ, thời hạn, mức thu, các bước."""
    page = queries.procedure_page(code, commune(wanted.commune), today())
    return {
        **{name: getattr(page, name) for name in _AS_ON_THE_PAGE},
        "receiving": page.handlers.receiving,
        "handling": page.handlers.handling,
        "papers": page.bring,
        "papers_sometimes": page.bring_sometimes,
        "papers_spared": page.spared,
    }


_AS_ON_THE_PAGE = (
    "code", "name", "short_name", "kind", "why_not_online", "partial_reason", "who", "deadline",
    "cases", "channels", "steps", "results", "legal_basis", "decision",
)  # fmt: skip


def commune(slug: str) -> UnitView:
    """Return the people's committee of a slug; NotFound for another word."""
    found = next((unit for unit in identity.committees(today()) if unit.slug == slug), None)
    if found is None:
        raise NotFound("no such commune", commune=slug)
    return found
