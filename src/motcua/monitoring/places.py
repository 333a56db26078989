"""Whose dossiers are counted together: a commune's committee, or a province with all its communes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.catalogue.rules import scopes_of
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.monitoring.counting import Place
from motcua.monitoring.indicators.model import Level
from motcua.platform.errors import Forbidden, NotFound

READS = "numbers.read"
OVERSEES = "dossiers.oversee"
_WITH_FIGURES = ("committee", "province")  # kinds of units


@dataclass(frozen=True)
class Counted:
    """A unit whose figures stand by themselves."""

    unit: UnitView
    level: Level
    place: Place
    communes: tuple[UnitView, ...]  # whose dossiers are counted: itself, or those below it


def counted(unit_id: int, on: date) -> Counted:
    """Return what a unit counts on a day: itself, or the communes below a province. NotFound for any other unit."""
    unit = identity.unit_views([unit_id], on).get(unit_id)
    if unit is None or unit.kind not in _WITH_FIGURES:
        raise NotFound("no unit with figures of its own", unit=unit_id)
    if unit.kind == "province":
        return _counted(unit, "province", below(unit, on))
    return _counted(unit, "commune", [unit])


def below(unit: UnitView, on: date) -> list[UnitView]:
    """Return the communes of a province."""
    return [one for one in identity.units_under(unit.id, on) if one.kind == "committee"]


def like(unit: UnitView, on: date) -> list[UnitView]:
    """Return the units ranked with this one (R1.7): the communes of its province or of the house, itself too."""
    if unit.kind == "province":
        return [unit]
    beside = identity.units_under(unit.parent_id, on) if unit.parent_id else identity.committees(on)
    return [one for one in beside if one.kind == "committee"]


def readable(who: Person, on: date) -> list[UnitView]:
    """Return the units whose figures a person may read, provinces first, then by name."""
    ids = {right.unit_id for right in who.rights if right.permission in (READS, OVERSEES) and right.unit_id}
    views = identity.unit_views(ids, on, kinds=_WITH_FIGURES).values()
    return sorted(views, key=lambda view: (view.kind != "province", view.name))


def permit(who: Person, unit_id: int) -> None:
    """Refuse who may not read a unit's figures: under row-level security he would count zero, and believe it."""
    if not (who.may_over(READS, unit_id) or who.may_over(OVERSEES, unit_id)):
        raise Forbidden("these are not his figures", unit=unit_id)


def _counted(unit: UnitView, level: Level, communes: list[UnitView]) -> Counted:
    place = Place(tuple(sorted(one.id for one in communes)), {one.id: scopes_of(one) for one in communes})
    return Counted(unit, level, place, tuple(communes))
