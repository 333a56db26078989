"""Which target stands beside a published figure: of all that are bound to it, the one that asks for it then. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from motcua.plans.rules.targets import is_met


@dataclass(frozen=True)
class Offered:
    """A number of a target that is bound to a published figure, for a unit or one above it."""

    target_id: int
    plan_unit_id: int
    unit_id: int  # whose number it is
    indicator: str
    op: str
    value: Decimal
    measure: str
    year: int | None
    due_on: date | None
    last_on: date  # of its plan
    number: str  # of its plan; empty where the paper has none
    issued_on: date | None

    @property
    def until(self) -> date:
        """The day by which it is to be reached."""
        return self.due_on or (date(self.year, 12, 31) if self.year else self.last_on)

    def is_met_by(self, value: Decimal | None) -> bool | None:
        """Tell whether a figure reaches it; None where there is no figure."""
        return None if value is None else is_met(self.op, value, self.value)


def chosen(offered: Iterable[Offered], chain: Sequence[int], first: date, last: date) -> dict[str, Offered]:
    """Return by figure the target that asks for it over the days from first to last.

    `chain` is the unit and those above it. Of one target the nearest unit's number holds. Of several targets the
    unit's own plan goes before one from above, what is due first before what is due later (a year's own target before
    that of five years), at last the newer paper before the older.

    >>> from datetime import date as day
    >>> def one(target, plan_unit, unit, value, due):
    ...     return Offered(target, plan_unit, unit, "online.share", ">=", Decimal(value), "%", None, due,
    ...                    day(2030, 12, 31), "", None)
    >>> province, october = 9, (day(2026, 10, 1), day(2026, 10, 31))
    >>> year_end, june = day(2026, 12, 31), day(2026, 6, 30)
    >>> of = [one(1, 9, 9, 70, year_end), one(1, 9, 1, 75, year_end), one(2, 9, 9, 50, june)]
    >>> chosen(of, [1, 9], *october)["online.share"].value, chosen(of, [9], *october)["online.share"].value
    (Decimal('75'), Decimal('70'))
    >>> chosen([*of, one(3, 1, 1, 80, day(2028, 12, 31))], [1, 9], *october)["online.share"].value
    Decimal('80')
    """
    near = {unit: n for n, unit in enumerate(chain)}
    holding: dict[int, Offered] = {}
    for one in offered:
        asks = one.until >= first and one.year in (None, last.year)
        if not asks or one.unit_id not in near or one.plan_unit_id not in near:
            continue
        held = holding.get(one.target_id)
        if held is None or near[one.unit_id] < near[held.unit_id]:
            holding[one.target_id] = one
    made: dict[str, Offered] = {}
    for one in sorted(holding.values(), key=lambda one: _order(one, near)):
        made.setdefault(one.indicator, one)
    return made


def _order(one: Offered, near: dict[int, int]) -> tuple[int, date, int, int]:
    newest_first = -one.issued_on.toordinal() if one.issued_on else 0
    return near[one.plan_unit_id], one.until, newest_first, -one.target_id
