"""The only writers of units: opened, named, given codes, closed. Nothing of a unit is ever overwritten or deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from motcua.identity import events as happened
from motcua.identity import ports, queries
from motcua.identity.models import Post, Unit, UnitCode, UnitName, UnitParent
from motcua.identity.queries import Person, UnitView
from motcua.identity.rules_of_staffing import MANAGE, UNDER, day_fault, is_unit_code, why_fault
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid
from motcua.platform.events import Actor
from motcua.platform.text import fold

NAME_MOST, SHORT_MOST, SLUG_MOST = 200, 80, 60
DAY = timedelta(days=1)


@dataclass(frozen=True)
class NewUnit:
    """A unit to be opened. `codes` are by system (place, province, dossier_prefix), `source` what made it."""

    kind: str
    name: str
    short_name: str
    since: date
    source: str
    codes: Mapping[str, str] = field(default_factory=dict)
    contact: Mapping[str, Any] = field(default_factory=dict)
    slug: str = ""  # made of the short name when empty


@transaction.atomic
def open_unit(parent: UnitView, new: NewUnit, *, who: Person, now: datetime) -> Unit:
    """Open a unit under one he administers; Invalid names every fault at once ."""
    permit(who, parent.id)
    faults = [] if new.kind in UNDER.get(parent.kind, ()) else ["kind"]
    if new.since < now.date() - timedelta(days=3660) or new.since > now.date() + timedelta(days=366):
        faults.append("since")  # most units worked long before this house knew them
    if faults := [*faults, *faults_of(new)]:
        raise Invalid(faults=tuple(faults))
    return make(new, parent.id, actor=who.actor, now=now)


def make(new: NewUnit, parent_id: int | None, *, actor: Actor, now: datetime) -> Unit:
    """Write the rows of a new unit; the caller has asked who may and what holds (founding, `open_unit`)."""
    base = new.slug or slug_of(new.short_name)
    unit = Unit.objects.create(slug=_free(base), kind=new.kind, since=new.since, contact=dict(new.contact))
    if parent_id is not None:  # before its name: whose it is decides who may name it (policies)
        UnitParent.objects.create(unit=unit, parent_id=parent_id, since=new.since)
    UnitName.objects.create(unit=unit, name=new.name, short_name=new.short_name, since=new.since)
    for system, code in new.codes.items():
        _write_code(unit.id, system, code, new.since, new.source)
    opened = happened.UnitOpened(unit.id, new.kind, parent_id, new.since, new.source)
    events.record(("unit", unit.id), opened, actor=actor, at=now, unit_id=unit.id)
    for system, code in new.codes.items():
        _tell_code(unit.id, system, code, new.since, new.source, actor, now)
    return unit


@transaction.atomic
def rename(unit_id: int, name: str, short_name: str, *, since: date, source: str, who: Person, now: datetime) -> None:
    """Give a unit another name from a day on; every name it had stays."""
    permit(who, unit_id)
    faults = [*_name_faults(name, short_name), why_fault(source), day_fault(since, now.date())]
    rows = UnitName.objects.filter(unit_id=unit_id)
    if rows.filter(since__gte=since).exists():  # a name is told already from that day or a later one
        faults.append("since")
    if told := tuple(dict.fromkeys(fault for fault in faults if fault)):
        raise Invalid(faults=told)
    rows.filter(until=None).update(until=since - DAY)
    UnitName.objects.create(unit_id=unit_id, name=name, short_name=short_name, since=since)
    event = happened.UnitRenamed(unit_id, name, short_name, since, source)
    events.record(("unit", unit_id), event, actor=who.actor, at=now, unit_id=unit_id)


@transaction.atomic
def set_code(unit_id: int, system: str, code: str, *, since: date, source: str, who: Person, now: datetime) -> None:
    """Give a unit a code of a system from a day on, in place of the one before."""
    permit(who, unit_id)
    faults = [day_fault(since, now.date()), why_fault(source)]
    rows = UnitCode.objects.filter(unit_id=unit_id, system=system)
    if system not in ("dossier_prefix", "identifier") or not is_unit_code(code):
        faults.append("code")
    elif UnitCode.objects.filter(system=system, code=code, until=None).exclude(unit_id=unit_id).exists():
        faults.append("taken")  # two agencies under one prefix would give the same dossier codes
    if rows.filter(since__gte=since).exists():
        faults.append("since")
    if told := tuple(dict.fromkeys(fault for fault in faults if fault)):
        raise Invalid(faults=told)
    rows.filter(until=None).update(until=since - DAY)
    _write_code(unit_id, system, code, since, source)
    _tell_code(unit_id, system, code, since, source, who.actor, now)


@transaction.atomic
def set_contact(unit_id: int, *, phone: str, lines: list[str], who: Person, now: datetime) -> None:
    """Write where and how people reach a unit: a telephone number and some lines, as pages print them."""
    permit(who, unit_id)
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    contact = unit.contact | {"phone": phone, "lines": lines}
    if contact != unit.contact:
        unit.contact = contact
        unit.save(update_fields=["contact"])
        event = happened.UnitContactChanged(unit_id)
        events.record(("unit", unit_id), event, actor=who.actor, at=now, unit_id=unit_id)


def why_not_close(unit_id: int, until: date) -> tuple[str, ...]:
    """Return what still stands in the way of closing a unit: parts, posts, dossiers, competence."""
    after = Q(until__isnull=True) | Q(until__gt=until)
    found = []
    if UnitParent.objects.filter(after, parent_id=unit_id).filter(_unit_after(until)).exists():
        found.append("parts")
    if Post.objects.filter(after, unit_id=unit_id).exists():
        found.append("posts")
    work = ports.work_of_units()
    if work.open_at(unit_id):
        found.append("dossiers")
    if work.is_competent(unit_id):
        found.append("competence")
    return tuple(found)


@transaction.atomic
def close(unit_id: int, *, until: date, why: str, who: Person, now: datetime) -> None:
    """Let a unit end with a day. Invalid while anything waits there (`why_not_close`): nothing is left behind."""
    permit(who, unit_id)
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    faults = [why_fault(why), day_fault(until + DAY, now.date()), *why_not_close(unit_id, until)]
    if unit.until is not None or unit_id == _own_committee(who, now.date()):
        faults.append("own" if unit.until is None else "closed")
    if told := tuple(fault for fault in faults if fault):
        raise Invalid(faults=told)
    unit.until = until
    unit.save(update_fields=["until"])
    UnitParent.objects.filter(unit_id=unit_id, until=None).update(until=until)
    event = happened.UnitClosed(unit_id, until, why)
    events.record(("unit", unit_id), event, actor=who.actor, at=now, unit_id=unit_id)


def permit(who: Person, unit_id: int) -> None:
    """Raise Forbidden unless a grant lets him administer this unit."""
    if not who.manages(MANAGE, unit_id):
        raise Forbidden("administers another unit", permission=MANAGE)


def slug_of(text: str) -> str:
    """Return the address of a unit by its short name.

    >>> slug_of("Xã Cẩm Giang"), slug_of("Phòng Văn hóa - Xã hội")
    ('xa-cam-giang', 'phong-van-hoa-xa-hoi')
    """
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))[:SLUG_MOST].strip("-") or "don-vi"


def _free(base: str) -> str:
    taken, number, slug = set(Unit.objects.filter(slug__startswith=base[:50]).values_list("slug", flat=True)), 1, base
    while slug in taken:
        number += 1
        slug = f"{base[: SLUG_MOST - 4]}-{number}"
    return slug


def faults_of(new: NewUnit) -> list[str]:
    """Return what does not hold of a unit to be opened: names, codes, source."""
    faults = _name_faults(new.name, new.short_name)
    prefix = new.codes.get("dossier_prefix")
    if new.kind == "committee":
        place = new.codes.get("place", "")
        if not place:
            faults.append("place")
        elif UnitCode.objects.filter(system="place", code=place, until=None).exists():
            faults.append("place_taken")
        if not prefix or not is_unit_code(prefix):
            faults.append("code")
        elif UnitCode.objects.filter(system="dossier_prefix", code=prefix, until=None).exists():
            faults.append("taken")
    if why_fault(new.source):
        faults.append("source")
    return faults


def _name_faults(name: str, short_name: str) -> list[str]:
    faults = [] if 0 < len(name) <= NAME_MOST else ["name"]
    return faults if 0 < len(short_name) <= SHORT_MOST else [*faults, "short_name"]


def _write_code(unit_id: int, system: str, code: str, since: date, source: str) -> None:
    # Place codes come from the State's list; what an administrator types is his word until somebody checks it.
    mark = "C2" if system in ("place", "province") else "P"
    UnitCode.objects.create(unit_id=unit_id, system=system, code=code, since=since, mark=mark, source=source)


def _tell_code(unit_id: int, system: str, code: str, since: date, source: str, actor: Actor, now: datetime) -> None:
    event = happened.UnitCodeSet(unit_id, system, code, since, source)
    events.record(("unit", unit_id), event, actor=actor, at=now, unit_id=unit_id)


def _unit_after(until: date) -> Q:
    return Q(unit__until__isnull=True) | Q(unit__until__gt=until)


def _own_committee(who: Person, on: date) -> int | None:
    return queries.committee_of(who.post.unit_id, on) if who.post else None
