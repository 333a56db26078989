"""Whose calendar somebody may change: his own units, and what holds for every unit if that is his to change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.platform.clock.store import may_change
from motcua.platform.errors import NotFound

EVERY_UNIT = "Cả nước (mọi đơn vị)"


@dataclass(frozen=True)
class Reach:
    """The units whose calendar a person manages, and whether he manages what holds for every unit."""

    units: tuple[UnitView, ...]
    is_national: bool

    def unit(self, slug: str) -> UnitView | None:
        """Return one of his units by its slug, None for "" (every unit); what is not his is not there (404)."""
        if not slug:
            return None
        found = next((unit for unit in self.units if unit.slug == slug), None)
        if found is None:
            raise NotFound("no unit of his has this name", slug=slug)
        return found

    def may_change(self, unit: UnitView | None) -> bool:
        """Tell whether rows of a unit (None: of every unit) are his to change."""
        return self.is_national if unit is None else unit in self.units


def reach_of(who: Person, on: date) -> Reach:
    """Return what a person may change on a day; one query."""
    units = tuple(unit for unit in identity.offices(on) if may_change(who, unit.id))
    return Reach(units, may_change(who, None))


def short_name(unit: UnitView) -> str:
    """Name a unit among others: a centre's short name says not whose it is."""
    return unit.short_name if unit.kind == "committee" else unit.name
