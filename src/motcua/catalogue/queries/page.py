"""The page of one procedure in one commune, as plain values for its template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.catalogue import wording
from motcua.catalogue.fee_words import CaseFee, fees_by_case
from motcua.catalogue.models import Entry
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.queries.lists import tables
from motcua.catalogue.queries.terms import competence, terms
from motcua.catalogue.rules import can_go_without_paper
from motcua.catalogue.wording import CaseWords, ChannelFees, Paper
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.platform.errors import NotFound
from motcua.platform.text import date_vi

OURS, FORWARD, GUIDE_ONLY = "ours", "receive_and_forward", "guide_only"


@dataclass(frozen=True)
class PublicStep:
    """One step as people live it."""

    title: str
    text: str


@dataclass(frozen=True)
class Related:
    """Another procedure that goes with this one; `name` is "" when it is not in the catalogue."""

    code: str
    name: str
    note: str


@dataclass(frozen=True)
class Handlers:
    """Who receives and who handles in this commune; a missing one is "" and the page says so."""

    receiving: str
    handling: str
    receiving_id: int | None = None


@dataclass(frozen=True)
class ProcedurePage:
    """Everything the page says. `why_not_online` is "" exactly when it can be filed online here."""

    code: str
    name: str
    short_name: str
    version_id: int
    kind: str
    why_not_online: str
    partial_reason: str  # "" unless the service is only partial
    can_go_without_paper: bool  # a switch of the commune may say that no paper is taken (C15)
    forward_to: str
    where_reason: str
    who: tuple[str, str]  # and a note
    whom: str
    deadline: str
    how_long: tuple[str, str]
    how_much: tuple[str, str]
    handlers: Handlers
    bring: tuple[Paper, ...]
    bring_sometimes: tuple[Paper, ...]
    spared: tuple[Paper, ...]
    channels: tuple[ChannelFees, ...]
    fees: tuple[CaseFee, ...]  # by case and way of applying, as they will be fixed
    cases: tuple[CaseWords, ...]
    steps: tuple[PublicStep, ...]
    results: tuple[str, ...]
    legal_basis: tuple[str, ...]
    decision: str
    updated: str  # day as dd/mm/yyyy, "" when the source has none
    related: tuple[Related, ...]
    life_events: tuple[tuple[str, str], ...]  # (key, label)
    marks: tuple[tuple[str, str], ...]  # (value, mark): for administrators only
    open_points: tuple[str, ...]  # for administrators only


def procedure_page(code: str, unit: UnitView, on: date) -> ProcedurePage:
    """Return the page; NotFound when nothing holds here on that day. Never more than 16 queries."""
    held = terms(code, unit, on)
    pack = held.pack
    procedure = pack.procedure
    papers = wording.to_bring(pack)
    return ProcedurePage(
        code=code,
        name=pack.name,
        short_name=pack.short_name,
        version_id=held.version_id,
        kind=pack.kind,
        why_not_online=why_not_online(pack),
        partial_reason=partial_reason(pack),
        can_go_without_paper=can_go_without_paper(pack),
        forward_to=procedure["handling"]["forward_to"] or "",
        where_reason=procedure["handling"]["reason"] or "",
        who=wording.who_may(pack),
        whom=(procedure.get("may_apply") or {}).get("for_whom") or "",
        deadline=wording.deadline_words(pack),
        how_long=wording.how_long(pack),
        how_much=wording.how_much(pack, unit.province_code, on),
        handlers=_handlers(pack, unit, on),
        bring=tuple(paper for paper in papers if paper.is_hard),
        bring_sometimes=tuple(paper for paper in papers if not paper.is_hard),
        spared=wording.not_to_bring(pack),
        channels=wording.fees_by_channel(pack, unit.province_code, on),
        fees=fees_by_case(pack, unit.province_code, on),
        cases=wording.case_words(pack),
        steps=tuple(_step(raw) for raw in procedure["public_steps"]),
        results=tuple(result["name"] for result in procedure["results"]),
        legal_basis=tuple(procedure["legal_basis"]),
        decision=procedure["decision"] or "",
        updated=date_vi(date.fromisoformat(procedure["data_updated"])) if procedure["data_updated"] else "",
        related=_related(pack),
        life_events=_life_events(pack),
        marks=tuple((procedure.get("marks") or {}).items()),
        open_points=tuple(procedure["open_points"]),
    )


def why_not_online(pack: Pack) -> str:
    """Return why a procedure cannot be filed online here, "" when it can."""
    handling = pack.procedure["handling"]
    if pack.kind == GUIDE_ONLY:
        where = handling["forward_to"] or pack.procedure["agency"]
        return f"Việc này nộp ở nơi khác: {where}. Trang này hướng dẫn để bạn chuẩn bị trước khi đi."
    if "online" not in pack.procedure["channels"]:
        ways = [wording.CHANNELS[way][0].lower() + wording.CHANNELS[way][1:] for way in pack.procedure["channels"]]
        return f"Thủ tục này chưa được công bố nhận trực tuyến. Nộp {' hoặc '.join(ways)}."
    return ""


def partial_reason(pack: Pack) -> str:
    """Return why only part of it is done online, in the words of the source or saying that it gives none."""
    service = pack.procedure["service"]
    return "" if service["level"] != "partial" else service["reason"] or wording.NO_REASON


def _handlers(pack: Pack, unit: UnitView, on: date) -> Handlers:
    if pack.kind == GUIDE_ONLY:
        return Handlers("", "")
    try:
        receiving, handling = competence(unit.id, pack.code, pack.procedure["group"])
    except NotFound:
        return Handlers("", "")
    return Handlers(identity.unit_view(receiving, on).name, identity.unit_view(handling, on).name, receiving)


def _step(raw: dict) -> PublicStep:
    time = f" ({raw['time']})" if raw.get("time") else ""
    return PublicStep(raw["actor"], f"{raw['action']}{time}")


def _related(pack: Pack) -> tuple[Related, ...]:
    rows = pack.procedure["related"]
    names = dict(Entry.objects.filter(procedure__in=[r["code"] for r in rows]).values_list("procedure", "short_name"))
    return tuple(Related(row["code"], names.get(row["code"], ""), row["note"] or "") for row in rows)


def _life_events(pack: Pack) -> tuple[tuple[str, str], ...]:
    labels = {row["key"]: row["label"] for row in tables().get("life_events", {}).get("events", ())}
    return tuple((key, labels[key]) for key in pack.procedure["life_events"] if key in labels)
