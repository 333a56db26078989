"""Read everything a report says, once: figures as closed or counted now, the period before, targets, tasks, matters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from motcua.dossiers.rules.signing import authority, signer_of
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.monitoring import cells, closing, places
from motcua.monitoring.counting import break_down
from motcua.monitoring.figures import Figure
from motcua.monitoring.indicators import library
from motcua.monitoring.periods import Period
from motcua.monitoring.queries import sheet as count_sheet
from motcua.monitoring.queries.listing import titles
from motcua.monitoring.raising import from_data, raising
from motcua.monitoring.sheets import Sheet
from motcua.plans.reporting import gathering_plans
from motcua.plans.reporting.model import Material, ProcedureLine, Score, Standing
from motcua.platform.clock.now import ZONE

INDEX = "index766"


@dataclass(frozen=True)
class _Deputy:
    """What `signer_of` asks of a post."""

    title: str
    role: str
    acting: bool = False
    capacity: str = ""


class Sheets:
    """The figures of a unit by period, each counted once for a report."""

    def __init__(self, unit_id: int, now: datetime) -> None:
        self._unit_id, self._now = unit_id, now
        self._known: dict[str, Sheet] = {}

    def of(self, period: Period) -> Sheet:
        """Return the sheet of a period."""
        if period.key not in self._known:
            self._known[period.key] = count_sheet(self._unit_id, period, self._now)
        return self._known[period.key]


def gather(unit_id: int, period: Period, *, who: Person, now: datetime, plan_id: int | None = None) -> Material:
    """Return what a report of a unit says, to somebody who reads its figures; some thirty queries.

    Raises Forbidden for who may not read the unit's figures, NotFound for a unit without figures of its own or a plan
    he does not see.
    """
    places.permit(who, unit_id)
    sheets = Sheets(unit_id, now)
    today_ = sheets.of(period)
    figures, standing = as_closed(today_, period)
    before, score_before = _before(sheets, period)
    view = today_.unit
    on = now.astimezone(ZONE).date()
    plan = gathering_plans.plan_of(who, plan_id) if plan_id is not None else None
    plans = [plan] if plan is not None else gathering_plans.plans_of(who, unit_id, period)
    broken = _broken_down(today_, period, now)
    parent = identity.unit_view(view.parent_id, on) if view.parent_id else None
    lines, signer = _signature(view, now)
    return Material(
        unit=view.name,
        short=view.short_name,
        superior=parent.name if parent is not None else "",
        place=view.contact.get("place", view.short_name),
        period=period,
        as_of=min(period.last, on),
        made_at=now,
        plan=gathering_plans.head(plan) if plan is not None else None,
        plans=[gathering_plans.head(one) for one in plans],
        standing=standing,
        figures=figures,
        before=before,
        score=_score(today_, figures),
        score_before=score_before,
        procedures=_procedures(broken["procedures"]),
        slowest=broken["slowest"],
        targets=gathering_plans.targets_of(plans, unit_id, period, sheets, on),
        tasks=gathering_plans.tasks_of(plans, unit_id, period, on),
        matters=gathering_plans.matters_of(plans, unit_id, period, now),
        raises=_raises(today_, period, now),
        authority=lines,
        signer=signer,
        groups=_groups(),
    )


def _broken_down(today_: Sheet, period: Period, now: datetime) -> Mapping[str, Any]:
    """The same counts for each procedure: what is kept of a province, else counted now."""
    if "procedures" in today_.counts:
        return today_.counts
    return break_down(library(), today_.of.place, period, now)


def months(unit_id: int, period: Period, now: datetime) -> list[tuple[str, Mapping[str, Figure]]]:
    """Return the figures of the twelve months that end with a period's last, oldest first; none of them lies ahead."""
    sheets = Sheets(unit_id, now)
    wanted = [month for month in period.within_a_year() if month.first <= now.astimezone(ZONE).date()]
    return [(month.key, as_closed(sheets.of(month), month)[0]) for month in wanted]


def as_closed(today_: Sheet, period: Period) -> tuple[dict[str, Figure], Standing]:
    """Return the figures of a period as a report gives them: of a closed month those that were signed."""
    row = closing.closing_of(today_.unit.id, period)
    at = today_.counted_at.astimezone(ZONE)
    counted = today_.figures
    if row is None:
        return counted, Standing(at)
    told = json.loads(row.body)["figures"]
    made = {}
    for key, figure in counted.items():
        made[key] = _signed(figure, told[key]) if key in told else figure
    standing = Standing(
        at,
        closed_at=row.closed_at.astimezone(ZONE),
        closed_by=row.closed_by_label,
        code=f"{row.sha256[:4]} {row.sha256[4:8]}".upper(),
        corrections=len(closing.corrections(row, today_)),
    )
    return made, standing


def _signed(today_: Figure, told: Mapping[str, Any]) -> Figure:
    """A closed figure; the spread of a mean was not signed and stands only where the mean is still the same."""
    value = None if told["value"] is None else Decimal(told["value"])
    made = replace(today_, value=value, numerator=told["numerator"], denominator=told["denominator"])
    return made if made == today_ else replace(made, median=None, p90=None)


def _before(sheets: Sheets, period: Period) -> tuple[dict[str, Figure], Decimal | None]:
    before = period.before()
    figures, _ = as_closed(sheets.of(before), before)
    total = figures.get(f"{INDEX}.total")
    return figures, None if total is None else total.value


def _score(today_: Sheet, figures: Mapping[str, Figure]) -> Score:
    """The index: its points as closed or counted, what it is out of from the version in force."""
    score, of = today_.index.score, today_.index.of
    value = figures[f"{INDEX}.total"].value if f"{INDEX}.total" in figures else score.value
    proven = figures[f"{INDEX}.proven"].value if f"{INDEX}.proven" in figures else score.proven
    missing = sum(1 for line in score.lines if line.state == "missing")
    band = "" if value is None else of.band_of(value).name
    return Score(value, proven or Decimal(0), score.out_of, missing, band)


def _procedures(rows: Mapping[str, Mapping[str, Any]]) -> tuple[ProcedureLine, ...]:
    named = titles(rows)
    return tuple(
        ProcedureLine(
            code, named.get(code, code), row["field"], row["received"], row["online"], row["ended"], row["late"],
            row["rated"], row["satisfied"],
        )
        for code, row in rows.items()
    )  # fmt: skip


def _raises(today_: Sheet, period: Period, now: datetime) -> list[tuple[str, int]]:
    """What can still be done about the period: as kept beside its counts, else counted for a month not long over."""
    if today_.level == "province" or period.kind != "month" or period.last < now.date() - cells.SAVEABLE:
        return []
    kept = cells.Cell.objects.filter(unit_id=today_.unit.id, period=period.key, is_dirty=False, is_counting=False)
    data = kept.values_list("raising", flat=True).first()
    found = from_data(data) if data else raising(today_, now)
    return [(one.action.key, one.dossiers) for one in found.raises]


def _signature(view: UnitView, now: datetime) -> tuple[tuple[str, ...], str]:
    """Who signs: the head of the committee as its posts stand today; nobody named where the post is empty."""
    on = now.astimezone(ZONE).date()
    posts = [p for p in identity.officers_of([view.id], on) if p.role == "leader" and p.unit_id == view.id]
    head = next((p for p in posts if p.full_name and not p.title.lower().startswith("phó")), None)
    chosen = head or next((p for p in posts if p.full_name), None)
    if chosen is None:
        return authority({"title": "Chủ tịch", "capacity": "", "head": "Chủ tịch"}, view.name), ""
    signer = signer_of(chosen.full_name, [_Deputy(chosen.title, "leader")])
    return authority(signer.as_data(), view.name), chosen.full_name


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[str, Sequence[str]], ...]:
    """How figures stand together (monitoring/data/groups.yaml)."""
    told = yaml.safe_load(files("motcua.monitoring").joinpath("data", "groups.yaml").read_text("utf-8"))
    return tuple((row["name"], tuple(row["measures"])) for row in told)
