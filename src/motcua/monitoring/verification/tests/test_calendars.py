"""Two altered calendars: what was promised, whether it was kept and how long it took follow the office's own days."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from motcua.dossiers.services import receiving
from motcua.identity.models import UnitParent
from motcua.monitoring.facts import keeping
from motcua.monitoring.models import DossierFact, DossierStep
from motcua.monitoring.periods import Period
from motcua.monitoring.queries import figure
from motcua.monitoring.verification import Recount
from motcua.platform import clock
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor
from motcua.platform.principal import JOB, acting_as

pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2026-11")
FRIDAY, MONDAY = datetime(2026, 11, 20, 15, tzinfo=ZONE), datetime(2026, 11, 23, 15, tzinfo=ZONE)
MONDAY_MORNING, WEDNESDAY_MORNING = datetime(2026, 11, 23, 10, tzinfo=ZONE), datetime(2026, 11, 25, 10, tzinfo=ZONE)
LATER = datetime(2026, 11, 27, 10, tzinfo=ZONE)
SATURDAY, TUESDAY = date(2026, 11, 21), date(2026, 11, 24)
A_DAY = 27_000  # office seconds of a day of 7.5 hours


class Steward:
    """Who may change every calendar."""

    actor = Actor(kind="system", label="thử")

    def may(self, _permission: str) -> bool:
        return True

    def may_over(self, _permission: str, _unit: int) -> bool:
        return True


BY = {"source": "Thông báo thử", "who": Steward(), "now": datetime(2026, 11, 1, tzinfo=ZONE)}


def none(_unit: int) -> None:
    """Leave the calendar as it is."""


def tuesday_off(_unit: int) -> None:
    clock.switch_day(TUESDAY, unit_id=None, is_active=True, **BY)


def saturday_worked(unit: int) -> None:
    for each in (unit, *UnitParent.objects.filter(parent_id=unit).values_list("unit_id", flat=True)):
        clock.add_day(SATURDAY, "swap_work", "Làm bù", unit_id=each, as_weekday=5, mark="C2", **BY)


@pytest.mark.parametrize(
    ("alter", "filed", "accepted", "in_time", "took"),
    [
        # 8 hours from Monday 15:00 end on Tuesday; with Tuesday off on Wednesday: Wednesday 10:00 is late, then not.
        (none, MONDAY, WEDNESDAY_MORNING, 0, 2 * 3600 + A_DAY + 2.5 * 3600),
        (tuesday_off, MONDAY, WEDNESDAY_MORNING, 1, 2 * 3600 + 2.5 * 3600),
        # From Friday 15:00 they end on Monday afternoon; with Saturday worked on Saturday: Monday 10:00 is late then.
        (none, FRIDAY, MONDAY_MORNING, 1, 2 * 3600 + 2.5 * 3600),
        (saturday_worked, FRIDAY, MONDAY_MORNING, 0, 2 * 3600 + A_DAY + 2.5 * 3600),
    ],
)
def test_the_answer_within_eight_hours_follows_the_calendar_of_the_day(
    office, province, as_web, submitted, kept, alter, filed, accepted, in_time, took
):
    alter(office.unit)
    code = submitted(office.trang, now=filed)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=accepted)
    kept()
    with acting_as(JOB):
        fact, visit = DossierFact.objects.get(), DossierStep.objects.order_by("n").first()
        told = figure("answer_8h.share", office.unit, NOVEMBER, LATER)
        rows = list(DossierStep.objects.order_by("n").values())
        keeping.rebuild([fact.dossier_id])
        again = list(DossierStep.objects.order_by("n").values())
    assert (fact.answered_at <= fact.answer_by) == bool(in_time)
    assert (told.numerator, told.denominator) == (in_time, 1)
    assert visit.waiting_seconds + visit.working_seconds == took
    assert again == rows
    assert [str(one) for one in Recount(LATER).differences()] == []
