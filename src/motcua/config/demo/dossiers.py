"""Dossiers of two communes: three hundred over three months, each row written by the services at the hour it says.

Everything is done in the order of time, so that codes, numbers and books run as they do in an office.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import yaml
from django.db import transaction

from motcua.config.demo import communes
from motcua.config.demo.walk import Applicant, House, Plan, Walk
from motcua.config.paths import DEMO
from motcua.config.simulation.people import somebody
from motcua.dossiers.models import Dossier
from motcua.integrations.vneid.simulator import claims
from motcua.integrations.vneid.simulator import people as simulated
from motcua.platform.clock.now import ZONE

_GAP = 35  # minutes between two acts of a dossier planned by hand
_SEED = 20261122


def make(*, now: datetime, history: bool = True) -> int:
    """Make the dossiers of every commune that has none yet; return how many were made."""
    return sum(make_commune(commune["slug"], now=now, history=history) for commune in communes.told()["communes"])


@transaction.atomic
def make_commune(slug: str, *, now: datetime, history: bool = True) -> int:
    """Make the dossiers of one commune if it has none yet, all or nothing; return how many were made.

    Without `history` only those planned by hand, in every state.
    """
    index, commune = next((n, c) for n, c in enumerate(communes.told()["communes"]) if c["slug"] == slug)
    house = House(commune, now)
    if Dossier.objects.filter(committee_id=house.unit).exists():
        return 0
    told = yaml.safe_load((DEMO / "dossiers.yaml").read_text("utf-8"))
    plans = [*_by_hand(told, house, index), *(_history(told["history"], house, index) if history else ())]
    plans = [plan for plan in plans if plan.start <= now]
    waiting = [(plan.start, n, Walk(house, plan)) for n, plan in enumerate(plans)]
    heapq.heapify(waiting)
    while waiting:
        _, n, walk = heapq.heappop(waiting)
        if walk.go_on():
            heapq.heappush(waiting, (walk.at, n, walk))
    return len(plans)


def _by_hand(told: Mapping[str, Any], house: House, index: int) -> Iterator[Plan]:
    """The dossiers that show every state, filed by the accounts of the simulator's page."""
    people = _accounts(house)
    many = sum(len(plan["ago"]) for plan in told["plans"])
    n = index * many
    for plan in told["plans"]:
        for ago in plan["ago"]:
            of = n + index
            start = datetime.combine(house.day(ago), time(8, (7 * of) % 50), ZONE)
            if start > house.now:
                start = datetime.combine(house.day(ago + 1), time(8, (7 * of) % 50), ZONE)
            applicant = people[of % len(people)]
            words = told["persons"].get(plan["pack"], {}).get(applicant.sex, {})
            yield Plan(plan["pack"], applicant, start, plan["path"], words, [_GAP] * len(plan["path"]))
            n += 1


def _accounts(house: House) -> list[Applicant]:
    own = {"31": ("030", "031")}.get(house.place["province_code"], ("075",))
    return [
        Applicant(a.person.name, a.person.number, a.person.born, a.person.sex, claims.subject_of(a))
        for a in simulated.load()
        if a.organisation is None and a.person.level == 2 and a.person.number.startswith(own)
    ]


def _history(told: Mapping[str, Any], house: House, index: int) -> Iterator[Plan]:
    """The office's ordinary days: people without an account on the simulator's page, most things done in time."""
    chance = random.Random(_SEED + index)  # noqa: S311 - an invented past, the same at every start
    kinds = told["kinds"]
    for n in range(told["dossiers"]):
        kind = chance.choices(kinds, [kind["share"] for kind in kinds])[0]
        day = house.day(chance.randint(*told["ago"]))
        start = datetime.combine(day, time(7, 35), ZONE) + timedelta(minutes=chance.randrange(kind["until"]))
        low, high = kind["gaps"]
        gaps = [chance.randint(low, high) for _ in kind["path"]]
        if gaps and chance.random() < told["slow"]:
            gaps[chance.randrange(len(gaps))] += told["slow_days"] * 24 * 60
        piece = {**kind["piece"], **chance.choice(kind["pieces"])} if "piece" in kind else None
        words = {**told["words"], **kind.get("words", {})} if piece is None else {}
        yield Plan(kind["pack"], invented(chance, house, kind, index * 1000 + n, day), start, kind["path"],
                   words, gaps, piece)  # fmt: skip


def invented(chance: random.Random, house: House, kind: Mapping[str, Any], index: int, on: date) -> Applicant:
    """Return somebody who could file this: of an age and a sex the kind of dossier asks for."""
    low, high = kind.get("age", (18, 90))
    province = f"0{house.place['province_code']}"[-3:]
    while True:
        one = somebody(chance, province, index)
        sex = "nam" if int(one.number[3]) % 2 == 0 else "nữ"
        if low <= (on - one.born).days // 365 <= high and sex in kind.get("sex", ("nam", "nữ")):
            return Applicant(one.name, one.number, one.born.isoformat(), sex, f"bia-{one.number}", one.phone)
