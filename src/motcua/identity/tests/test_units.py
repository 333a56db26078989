"""Units as pages name them on a day: dated names, parents and codes, in one query however many there are."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.identity import queries
from motcua.identity.models import Unit, UnitCode, UnitName, UnitParent

pytestmark = pytest.mark.django_db
SINCE, MERGED = date(2025, 7, 1), date(2026, 7, 1)
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def commune():
    committee = Unit.objects.create(slug="an-binh", kind="committee", since=SINCE, contact={"phone": "0200"})
    for name, since, until in (("Xã An Bình", SINCE, BEFORE), ("Phường An Bình", MERGED, None)):
        UnitName.objects.create(unit=committee, name=f"UBND {name}", short_name=name, since=since, until=until)
    for system, code, since, until in (
        ("place", "11111", SINCE, BEFORE),
        ("place", "22222", MERGED, None),
        ("province", "31", SINCE, None),
    ):
        UnitCode.objects.create(unit=committee, system=system, code=code, since=since, until=until, mark="P")
    centre = Unit.objects.create(slug="an-binh-tt", kind="centre", since=SINCE)
    UnitParent.objects.create(unit=centre, parent=committee, since=SINCE)
    return committee, centre


def test_a_unit_is_named_as_on_the_day_asked_about(commune):
    committee, _ = commune
    before, after = (queries.unit_view(committee.id, on) for on in (BEFORE, AFTER))
    assert (before.name, before.short_name, before.place_code) == ("UBND Xã An Bình", "Xã An Bình", "11111")
    assert (after.name, after.short_name, after.place_code) == ("UBND Phường An Bình", "Phường An Bình", "22222")
    assert after.province_code == "31"
    assert after.contact == {"phone": "0200"}
    assert after.parent_id is None


def test_a_unit_without_name_or_codes_is_called_by_its_slug(commune):
    committee, centre = commune
    seen = queries.unit_view(centre.id, AFTER)
    told = (seen.name, seen.short_name, seen.place_code, seen.parent_id)
    assert told == (
        "an-binh-tt",
        "an-binh-tt",
        "",
        committee.id,
    )


def test_a_unit_nobody_has_is_a_fault():
    with pytest.raises(Unit.DoesNotExist):
        queries.unit_view(999_999, AFTER)


def test_committees_are_those_that_work_on_the_day(commune):
    committee, _ = commune
    Unit.objects.create(slug="an-cu", kind="committee", since=SINCE, until=BEFORE)
    Unit.objects.create(slug="cong-an", kind="committee", since=SINCE, is_in_tree=False)
    assert [u.slug for u in queries.committees(BEFORE)] == ["an-binh", "an-cu"]
    assert queries.committees(AFTER) == [queries.unit_view(committee.id, AFTER)]


def test_the_parts_of_a_committee_end_with_their_parent_row(commune):
    committee, centre = commune
    assert [u.id for u in queries.units_under(committee.id, AFTER)] == [centre.id]
    UnitParent.objects.filter(unit=centre).update(until=BEFORE)
    assert queries.units_under(committee.id, AFTER) == []


def test_the_number_of_queries_does_not_grow_with_the_communes(commune, django_assert_num_queries):
    committee, _ = commune
    for n in range(5):
        Unit.objects.create(slug=f"xa-{n}", kind="committee", since=SINCE)
    with django_assert_num_queries(1):
        assert len(queries.committees(AFTER)) == 6
    with django_assert_num_queries(1):
        queries.unit_view(committee.id, AFTER)
    with django_assert_num_queries(1):
        queries.units_under(committee.id, AFTER)
