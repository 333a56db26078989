"""Whose figures and of which period an address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.monitoring import places
from motcua.monitoring.queries import Period, Published, published
from motcua.platform.errors import Invalid, NotFound
from motcua.platform.places import commune, province


@dataclass(frozen=True)
class Asked:
    """A unit, a period, and what is published of them; None while nobody has counted it."""

    unit: UnitView
    name: str  # "Xã Cẩm Giang", "Tỉnh Sơn La"
    period: Period
    told: Published | None
    above: UnitView | None  # the province whose communes it is ranked with

    def url(self, name: str = "unit", *args: str, period: Period | None = None) -> str:
        """Return the address of a page of the same unit and period."""
        query = urlencode({"ky": (period or self.period).key})
        return f"{reverse(f'disclosure:{name}', args=[self.unit.slug, *args])}?{query}"


def asked(request: HttpRequest, slug: str, now: datetime) -> Asked:
    """Return what an address asks for; NotFound for a unit without figures of its own and for no period."""
    on = now.date()
    communes = {unit.id: unit for unit in identity.committees(on)}
    above = {unit.id: unit for unit in identity.provinces(on)}
    unit = next((one for one in (*communes.values(), *above.values()) if one.slug == slug), None)
    if unit is None:
        raise NotFound("no unit that publishes figures", slug=slug)
    period = _period(request)
    if period is not None and period.first > on:
        raise NotFound("that has not begun", period=period.key)
    this = Period.month_of(on)
    told = published(unit.id, period or this.before(), now)
    if period is None:
        # The last month that is over, unless nothing came in it: then the newest with dossiers.
        period = this.before()
        if told is None or not told.counts["dossiers.received"]["n"]:
            newest = told.periods[0] if told and told.periods else this
            period, told = newest, published(unit.id, newest, now)
    province_unit = above.get(unit.parent_id) if unit.parent_id and unit.kind == "committee" else None
    return Asked(unit, name_of(unit), period, told, province_unit)


def name_of(unit: UnitView) -> str:
    """Return what people call the place of a unit.

    A province's own unit is an office: its place has the name.
    """
    if unit.kind == "province" and unit.province_code:
        return province(unit.province_code).name
    return unit.short_name


def communes_under(unit: UnitView, on: date) -> list[UnitView]:
    """Return the communes a province has in this house; one query."""
    found = places.counted(unit.id, on).place.members if unit.kind == "province" else ()
    return list(identity.unit_views(found, on).values()) if found else []


def point_of(unit: UnitView) -> tuple[float, float] | None:
    """Return latitude and longitude of a commune, None for one whose place is not in the book."""
    try:
        place = commune(unit.place_code)
    except NotFound:
        return None
    return place.latitude, place.longitude


def _period(request: HttpRequest) -> Period | None:
    text = request.GET.get("ky", "")
    if not text:
        return None
    try:
        period = Period.parse(text)
    except Invalid:
        raise NotFound("no such period", period=text[:20]) from None
    if period.kind == "span":
        raise NotFound("nothing is published of days that a plan names", period=text)
    return period
