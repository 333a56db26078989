"""Two real communes with invented officers: units, posts, grants, calendars, who handles what."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

import yaml

from motcua.catalogue import services as catalogue
from motcua.config.paths import DEMO
from motcua.identity import roles
from motcua.identity import services as identity
from motcua.identity.models import Account, SecrecyClass, Unit, UnitCode, UnitName, UnitParent
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor

SINCE = date(2025, 7, 1)
OPENED = datetime(2025, 7, 1, 8, 0, tzinfo=ZONE)
SYSTEM = Actor(kind="system", label="Dữ liệu trình diễn")
PASSWORD = "Motcua-2026"  # noqa: S105 - printed on the first page of the demonstration on purpose


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """Return the file of communes, departments and officers."""
    return yaml.safe_load((DEMO / "organisations.yaml").read_text("utf-8"))


def make(*, now: datetime = OPENED) -> None:
    """Make what is not there yet, as on the first day of the communes; running it again changes nothing."""
    for commune in told()["communes"]:
        if not Unit.objects.filter(slug=commune["slug"]).exists():
            _commune(commune, told()["communes"].index(commune), now)
    if not Unit.objects.filter(slug=told()["province"]["slug"]).exists():
        _province(told()["province"], now)


def _commune(commune: dict[str, Any], index: int, now: datetime) -> None:
    contact = {k: commune[k] for k in ("phone", "lines", "place", "province")}
    committee = _unit(commune["slug"], "committee", commune["name"], commune["short_name"], contact)
    for system in ("place", "province"):
        mark = "C2"
        UnitCode.objects.create(unit=committee, system=system, code=commune[f"{system}_code"], since=SINCE, mark=mark)
    UnitCode.objects.create(
        unit=committee, system="dossier_prefix", code=commune["dossier_prefix"], since=SINCE, mark="P",
        source="Mã trình diễn, thay khi có mã thật",
    )  # fmt: skip
    units = {"ubnd": committee}
    for part in roles.usual_parts():
        name = part.named(commune["short_name"])
        unit = _unit(f"{commune['slug']}-{part.key}", part.kind, name, part.short_name, contact)
        if part.kind != "vertical":
            UnitParent.objects.create(unit=unit, parent=committee, since=SINCE)
        units[part.key] = unit
    _competence(committee, units, now)
    _officers(commune, index, units, now)


def _unit(slug: str, kind: str, name: str, short_name: str, contact: dict[str, Any]) -> Unit:
    unit = Unit.objects.create(slug=slug, kind=kind, is_in_tree=kind != "vertical", since=SINCE, contact=contact)
    UnitName.objects.create(unit=unit, name=name, short_name=short_name, since=SINCE)
    return unit


def _competence(committee: Unit, units: dict[str, Unit], now: datetime) -> None:
    for part in roles.usual_parts():
        for group in part.groups:
            catalogue.assign_competence(
                committee.id,
                group=group,
                receiving_unit_id=units["tt"].id,
                handling_unit_id=units[part.key].id,
                now=now,
                who=None,
            )


def _officers(commune: dict[str, Any], index: int, units: dict[str, Unit], now: datetime) -> None:
    classes = dict(SecrecyClass.objects.values_list("key", "number"))
    posts: dict[str, int] = {}
    accounts: dict[str, int] = {}
    for officer in told()["officers"]:
        unit = units[officer["unit"]]
        cleared = [classes[key] for key in officer.get("clear", []) if key in classes]
        grants = roles.standard(officer["role"], unit.id, units["ubnd"].id, cleared)
        if not officer.get("own_grants", True):
            grants = []
        post = identity.open_post(
            unit_id=unit.id, title=officer["title"], role=officer["role"], grants=grants, actor=SYSTEM, now=now
        )
        account = identity.open_officer(
            username=f"{officer['login']}.{commune['account']}",
            full_name=officer["names"][index],
            password=PASSWORD,
            must_change=False,
            actor=SYSTEM,
            now=now,
        )
        identity.take_post(post, account, actor=SYSTEM, now=now)
        posts[officer["login"]], accounts[officer["login"]] = post, account
    for officer in told()["officers"]:
        if officer.get("substitute_for"):
            substitute(posts[officer["substitute_for"]], accounts[officer["login"]], now)


def substitute(post: int, account: int, now: datetime) -> None:
    """Let an officer act in another's post, as an order of the demonstration says."""
    identity.name_substitute(
        post,
        account,
        since=now.date(),
        until=date(2027, 12, 31),
        order="Quyết định ủy quyền (trình diễn)",
        actor=SYSTEM,
        now=now,
    )


def _province(province: dict[str, Any], now: datetime) -> None:
    """Who manages what holds for every unit. No commune belongs to it here: the two lie in two provinces."""
    unit = _unit(province["slug"], "province", province["name"], province["short_name"], {})
    officer = province["officer"]
    grants = roles.standard(officer["role"], unit.id, unit.id)
    post = identity.open_post(
        unit_id=unit.id, title=officer["title"], role=officer["role"], grants=grants, actor=SYSTEM, now=now
    )
    account = identity.open_officer(
        username=officer["login"], full_name=officer["name"], password=PASSWORD, must_change=False, actor=SYSTEM,
        now=now,
    )  # fmt: skip
    identity.take_post(post, account, actor=SYSTEM, now=now)


def sign_ins() -> list[tuple[str, str]]:
    """Return (user name, who it is) of every officer, for the page that tells who can sign in."""
    every = [
        (f"{o['login']}.{c['account']}", f"{o['title']}, {c['short_name']}: {o['names'][i]}")
        for i, c in enumerate(told()["communes"])
        for o in told()["officers"]
    ]
    province = told()["province"]
    officer = province["officer"]
    every.append((officer["login"], f"{officer['title']}, {province['short_name']}: {officer['name']}"))
    return [(name, label) for name, label in every if Account.objects.filter(username=name).exists()]
