"""How many people live in a unit: entered by who manages plans there, dated, never rewritten."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from motcua.identity.queries import Person
from motcua.plans.events import PopulationSet
from motcua.plans.models import MANAGES, Population
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid

MARKS = ("C", "C2", "M", "P")


@transaction.atomic
def set_population(
    unit_id: int, *, people: int, counted_on: date, source: str, mark: str, who: Person, now: datetime
) -> Population:
    """Enter a count of people with its day and source. Raises Forbidden, Invalid with (field, why)."""
    if not who.may_over(MANAGES, unit_id):
        raise Forbidden("only who manages plans here")
    faults = []
    if not 0 < people < 200_000_000:
        faults.append(("people", "out_of_range"))
    if counted_on > now.date():
        faults.append(("counted_on", "future"))
    if not 0 < len(source.strip()) <= 300:
        faults.append(("source", "missing" if not source.strip() else "too_long"))
    if mark not in MARKS:
        faults.append(("mark", "unknown"))
    if faults:
        raise Invalid(faults=tuple(faults))
    row = Population.objects.create(
        unit_id=unit_id,
        people=people,
        counted_on=counted_on,
        source=source.strip(),
        mark=mark,
        set_at=now,
        set_label=who.actor.label[:200],
    )
    event = PopulationSet(people, counted_on, row.source, mark)
    events.record(("unit", unit_id), event, actor=who.actor, at=now, unit_id=unit_id)
    return row
