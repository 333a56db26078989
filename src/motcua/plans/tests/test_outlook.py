"""Where a target's figure may stand when its period ends: from the past alone, and silent where that is too short."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from motcua.dossiers.tests.conftest import submitted
from motcua.feedback.tests.conftest import returned
from motcua.monitoring import forecasting
from motcua.monitoring.models import DossierFact, Forecast
from motcua.monitoring.periods import Period
from motcua.monitoring.tests.conftest import kept
from motcua.plans import foretelling, live, queries
from motcua.plans.models import Target
from motcua.platform.clock.now import ZONE
from motcua.platform.principal import JOB, acting_as

from .conftest import MONDAY

__all__ = ["kept", "returned", "submitted"]
pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=6)  # 22/11/2026
FIRST = date(2025, 12, 1)


@pytest.fixture
def lived(office, returned, kept):
    """Give Cẩm Giang a dossier a day since December: those of a month's first half online, the rest at the counter."""
    kept()
    with acting_as(JOB):
        one = DossierFact.objects.get()
        DossierFact.objects.all().delete()
        made = []
        for n in range((LATER.date() - FIRST).days + 1):
            on = FIRST + timedelta(days=n)
            at = datetime.combine(on, time(9), ZONE)
            told = {field.attname: getattr(one, field.attname) for field in DossierFact._meta.concrete_fields}
            told |= {name: None for name, value in told.items() if isinstance(value, datetime)}
            told |= {"dossier_id": n + 1, "submitted_at": at, "submitted_on": on, "received_at": at, "received_on": on}
            told |= {"accepted_at": at, "ended_on": None, "rated_on": None, "channel": 2 if on.day <= 15 else 1}
            made.append(DossierFact(**told))
        DossierFact.objects.bulk_create(made)
    return office


def test_the_end_of_a_quarter_is_foretold_as_past_quarters_went_on_from_the_same_day(lived):
    quarter = Period.parse("2026-Q4")
    assert forecasting.keep(quarter, now=LATER) > 0
    online = forecasting.kept(lived.unit, quarter)["online.share"]
    assert online.value == Decimal("56.60")  # 30 of 53 by now
    assert online.low <= online.middle <= online.high < Decimal(52)  # the second half of the month is still to come
    assert Decimal(48) < online.low
    assert online.months == 9  # of the nine spans of three months that are over, none without dossiers at its beginning
    assert forecasting.keep(Period.parse("2026-Q3"), now=LATER) == 0  # it is over
    assert forecasting.keep(Period.parse("2026"), now=LATER) == 0  # no other year to compare with


def test_a_target_is_told_whether_it_will_be_reached_or_why_nobody_can_say(lived, as_web, plan_in_force):
    with acting_as(JOB):
        Target.objects.filter(indicator="online.share").update(year=None, due_on=date(2026, 12, 31))
    assert foretelling.keep_all(now=LATER) == 0  # a plan's year, and only one year of past
    with as_web(lived.cg["chutich"]) as who:
        plan = queries.plan(who, plan_in_force)
        told = queries.measured(who, plan, lived.unit, LATER)[0].outlook
    assert (told.end, told.chance, told.why_not) == (None, None, live.TOO_LITTLE_PAST)
    for low, high, chance in ((71, 74, "will"), (69, 71, "open"), (60, 66, "hardly")):
        with acting_as(JOB):
            Forecast.objects.all().delete()
            Forecast.objects.create(
                unit_id=lived.unit, period="2026", key="online.share", made_at=LATER, value=65, low=low,
                middle=low + 1, high=high, months=24,
            )  # fmt: skip
        with as_web(lived.cg["chutich"]) as who:
            told = queries.measured(who, plan, lived.unit, LATER)[0].outlook
        assert (told.end.low, told.end.high, told.chance) == (low, high, chance)
    with as_web(lived.cg["chutich"]) as who:
        asked = live.Figures(who, LATER)
        assert asked.foretold("time.handling", lived.unit, "2026") == live.NOT_FORETOLD
        assert asked.foretold("online.share", lived.unit, "2026-Q3") == live.IS_OVER
        province = lived.tinh.posts[0].unit_id
        assert asked.foretold("online.share", province, "2026") == live.NOT_OF_A_COMMUNE
