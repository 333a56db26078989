"""One province with its communes, for a history of any size: real units, invented officers, written by the services."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import yaml
from django.contrib.auth.hashers import make_password
from django.db import transaction

from motcua.catalogue import services as catalogue
from motcua.config.demo import communes
from motcua.config.paths import DEMO
from motcua.identity import roles, units
from motcua.identity import services as identity
from motcua.identity.models import Account, Unit, UnitCode
from motcua.identity.units import NewUnit
from motcua.platform import places

SOURCE = "Dữ liệu mô phỏng: tên và mã theo danh mục đơn vị hành chính"


@lru_cache(maxsize=1)
def told() -> Mapping[str, Any]:
    """Return the file of the province: its code, the words its officers and codes are made of."""
    return yaml.safe_load((DEMO / "province.yaml").read_text("utf-8"))


def communes_of(count: int) -> list[dict[str, Any]]:
    """Return the first `count` communes of the province, each as organisations.yaml tells one."""
    province = places.province(told()["code"], on=communes.SINCE)
    made = []
    for place in places.communes_of(province.code)[:count]:
        bare = places.bare_name(place.name)
        slug = f"{units.slug_of(bare)}-{place.code}"
        made.append(
            {
                "slug": slug,
                "name": f"Ủy ban nhân dân {places.in_sentence(place.name)}",
                "short_name": place.name,
                "place": bare,
                "place_code": place.code,
                "province_code": province.code,
                "province": province.name,
                "dossier_prefix": f"{told()['prefix']}{place.code}",
                "phone": told()["phone"].format(place=place.code[1:3], number=int(place.code) % 100),
                "lines": [f"Trung tâm Phục vụ hành chính công {places.in_sentence(place.name)}.", *told()["lines"]],
                "account": slug,
            }
        )
    return made


@transaction.atomic
def make(count: int, *, now: datetime = communes.OPENED) -> list[dict[str, Any]]:
    """Make the province and its first `count` communes that are not there yet; return these communes.

    As on the first day of the communes. All officers share one password, hashed once: a good hash of each would take
    longer than all the rest.
    """
    hashed = make_password(communes.PASSWORD)
    above = _province(hashed, now)
    wanted = communes_of(count)
    known = set(Unit.objects.filter(slug__in=[one["slug"] for one in wanted]).values_list("slug", flat=True))
    for commune in wanted:
        if commune["slug"] not in known:
            _commune(commune, above, hashed, now)
    return wanted


def sign_ins() -> Iterator[tuple[str, str]]:
    """Return (user name, title) of the officers above the communes that are there."""
    for officer in told()["officers"]:
        name = _province_login(officer)
        if Account.objects.filter(username=name).exists():
            yield name, officer["title"]


def _province(hashed: str, now: datetime) -> Unit:
    unit = Unit.objects.filter(slug=told()["unit"]["slug"]).first()
    if unit is not None:
        return unit
    place = places.province(told()["code"], on=communes.SINCE)
    name = f"Ủy ban nhân dân {places.in_sentence(place.name)}"
    new = NewUnit(
        "province", name, f"UBND {places.in_sentence(place.name)}", communes.SINCE, SOURCE, {"province": place.code},
        {"province": place.name, "place": places.bare_name(place.name)}, told()["unit"]["slug"],
    )  # fmt: skip
    unit = units.make(new, None, actor=communes.SYSTEM, now=now)
    for officer in told()["officers"]:
        grants = roles.standard(officer["role"], unit.id, unit.id)
        _officer(officer, unit.id, grants, _name(place.code, officer["login"]), _province_login(officer), hashed, now)
    return unit


def _province_login(officer: Mapping[str, Any]) -> str:
    return f"{officer['login']}.{units.slug_of(places.bare_name(places.province(told()['code']).name))}"


def _commune(commune: Mapping[str, Any], above: Unit, hashed: str, now: datetime) -> None:
    contact = {k: commune[k] for k in ("phone", "lines", "place", "province")}
    codes = {
        "place": commune["place_code"],
        "province": commune["province_code"],
        "dossier_prefix": commune["dossier_prefix"],
    }
    new = NewUnit(
        "committee", commune["name"], commune["short_name"], communes.SINCE, SOURCE, codes, contact, commune["slug"]
    )
    committee = units.make(new, above.id, actor=communes.SYSTEM, now=now)
    parts = {"ubnd": committee}
    for part in roles.usual_parts():
        name = part.named(commune["short_name"])
        slug = f"{commune['slug']}-{part.key}"
        told_of = NewUnit(part.kind, name, part.short_name, communes.SINCE, SOURCE, {}, contact, slug)
        is_vertical = part.kind == "vertical"
        parts[part.key] = units.make(told_of, None if is_vertical else committee.id, actor=communes.SYSTEM, now=now)
        if is_vertical:
            Unit.objects.filter(pk=parts[part.key].id).update(is_in_tree=False)
    for part in roles.usual_parts():
        for group in part.groups:
            catalogue.assign_competence(
                committee.id,
                group=group,
                receiving_unit_id=parts["tt"].id,
                handling_unit_id=parts[part.key].id,
                now=now,
                who=None,
            )
    _officers(commune, parts, hashed, now)


def _officers(commune: Mapping[str, Any], parts: Mapping[str, Unit], hashed: str, now: datetime) -> None:
    posts: dict[str, int] = {}
    accounts: dict[str, int] = {}
    for officer in communes.told()["officers"]:
        unit, login = parts[officer["unit"]], officer["login"]
        grants = roles.standard(officer["role"], unit.id, parts["ubnd"].id) if officer.get("own_grants", True) else []
        name = _name(commune["place_code"], login)
        username = f"{login}.{commune['account']}"
        posts[login], accounts[login] = _officer(officer, unit.id, grants, name, username, hashed, now)
    for officer in communes.told()["officers"]:
        if officer.get("substitute_for"):
            communes.substitute(posts[officer["substitute_for"]], accounts[officer["login"]], now)


def _officer(
    officer: Mapping[str, Any],
    unit_id: int,
    grants: list[roles.GrantTold],
    name: str,
    username: str,
    hashed: str,
    now: datetime,
) -> tuple[int, int]:
    post = identity.open_post(
        unit_id=unit_id, title=officer["title"], role=officer["role"], grants=grants, actor=communes.SYSTEM, now=now
    )
    account = identity.open_officer(
        username=username, full_name=name, password=hashed, is_hashed=True, must_change=False, actor=communes.SYSTEM,
        now=now,
    )  # fmt: skip
    identity.take_post(post, account, actor=communes.SYSTEM, now=now)
    return post, account


def _name(place: str, login: str) -> str:
    """Return an invented name; the ten of one commune differ."""
    logins = [officer["login"] for officer in communes.told()["officers"]]
    chance = random.Random(f"{place}/{login}")  # noqa: S311 - a name nobody has
    sex = chance.choice(("nam", "nữ"))
    # Each officer of a commune has a family name of his own.
    turn = random.Random(place).sample(told()["families"], len(told()["families"]))  # noqa: S311
    family = turn[logins.index(login)] if login in logins else chance.choice(turn)
    return f"{family} {chance.choice(told()['given'][sex])}"


def is_there() -> bool:
    """Tell whether the province was made."""
    return UnitCode.objects.filter(system="province", code=told()["code"], unit__kind="province").exists()
