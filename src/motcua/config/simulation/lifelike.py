"""How a year runs in a commune: who files how, what becomes of it, how late, how rated. Pure, drawn from a seed."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from motcua.config.paths import DEMO
from motcua.config.simulation.patterns import Rating

ONLINE = ("online", "assisted")


@lru_cache(maxsize=1)
def told() -> Mapping[str, Any]:
    """Return the file of shares."""
    return yaml.safe_load((DEMO / "lifelike.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Habits:
    """What is peculiar to one commune: shares between 0 and 1; `weight` how many dossiers it has beside others."""

    weight: float
    online: float  # in the middle of the history
    assisted: float
    late: float
    apologised: float
    rated: float
    satisfied: float
    supplemented: float
    pace: float


@dataclass(frozen=True)
class Wanted:
    """One dossier as it should be: procedure, way (online | assisted | direct | post) and fate of a pattern."""

    procedure: str
    way: str
    fate: str


def habits_of(names: Sequence[str], seed: int) -> list[Habits]:
    """Return the habits of communes; their online shares are moved so that the province has the published one."""
    made = [_habits(name, seed) for name in names]
    low, high = told()["online"]["of_commune"]
    for _ in range(20):
        whole = sum(one.weight for one in made)
        gap = told()["online"]["share"] - sum(one.weight * one.online for one in made) / whole
        made = [_with_online(one, min(high, max(low, one.online + gap))) for one in made]
    return made


def _habits(name: str, seed: int) -> Habits:
    chance = random.Random(f"{seed}/habits/{name}")  # noqa: S311 - a simulation, nothing secret
    data = told()
    low, high = data["late"]["of_commune"]
    return Habits(
        weight=chance.lognormvariate(0, data["size"]),
        online=chance.uniform(*data["online"]["of_commune"]),
        assisted=chance.uniform(*data["online"]["assisted"]),
        late=low + (high - low) * chance.betavariate(1.2, 2.2),
        apologised=chance.uniform(*data["late"]["apologised"]),
        rated=chance.uniform(*data["ratings"]["of_commune"]),
        satisfied=chance.uniform(*data["ratings"]["satisfied"]),
        supplemented=data["fates"]["supplemented"] * chance.uniform(0.6, 1.4),
        pace=chance.uniform(0.7, 1.3),
    )


def _with_online(habits: Habits, online: float) -> Habits:
    return Habits(**{**habits.__dict__, "online": online})


def weight_of_day(on: date) -> float:
    """Return how many come on a working day beside others."""
    week: list[float] = told()["week"]
    return (week[on.weekday()] if on.weekday() < len(week) else 0.5) * told()["months"][on.month - 1]


def lateness(on: date) -> float:
    """Return how many times as much is late of what comes on a day.

    >>> lateness(date(2026, 2, 12)) > 2 > lateness(date(2026, 5, 12))
    True
    """
    key = f"{on:%m-%d}"
    return next((times for since, until, times in told()["late"]["worse"] if since <= key <= until),
                told()["late"]["otherwise"])  # fmt: skip


def wanted(chance: random.Random, habits: Habits, on: date, passed: float) -> Wanted:
    """Draw what one dossier should be; `passed`: which part of the history has passed, 0 to 1."""
    data = told()
    online = habits.online + data["online"]["growth"] * (passed - 0.5)
    if chance.random() < online:
        way = "assisted" if chance.random() < habits.assisted else "online"
    else:
        way = "post" if chance.random() < data["post"] else "direct"
    matters = data["matters"][way]
    procedure = chance.choices(list(matters), list(matters.values()))[0]
    return Wanted(procedure, way, _fate(chance, habits, procedure, way, on))


def _fate(chance: random.Random, habits: Habits, procedure: str, way: str, on: date) -> str:
    data = told()
    if way == "online":
        draw = chance.random()
        for fate in ("declined", "withdrawn", "lapsed", "refused"):
            draw -= data["fates"][fate]
            if draw < 0:
                return fate
    # Supplements are asked of what is filed online; a counter asks before it takes in.
    told_fate = "returned"
    alone = data["online"]["share"] * (1 - sum(data["online"]["assisted"]) / 2)
    if way == "online" and chance.random() < habits.supplemented / alone:
        told_fate = "supplemented"
    times = data["late"]["matters"].get(procedure, 1.0) * data["late"]["ways"][way] * lateness(on)
    if chance.random() >= min(0.5, habits.late * times):
        return told_fate
    if told_fate == "returned" and chance.random() < habits.apologised:
        return "returned apologised"
    return f"{told_fate} late"


def is_open(chance: random.Random, habits: Habits, age: int, limit: int) -> bool:
    """Draw whether a dossier is still under way, `age` working days old, with a limit of so many."""
    room = limit + 0.5
    share = 0.95 * math.exp(-1.4 * age / room) if age <= room else habits.late * math.exp(-(age - room) / 4)
    return chance.random() < share


def used(chance: random.Random, habits: Habits, way: str, room: int) -> int:
    """Return how many of the working days a limit leaves are used: fewer online than at the counter."""
    if room <= 0:
        return 0
    return min(room, int(chance.random() ** 1.3 * (room + 1) * told()["pace"][way] * habits.pace))


def late_by(chance: random.Random) -> int:
    """Return how many working days more than the least a late dossier is late: mostly none or one, some many."""
    return min(20, int(chance.expovariate(1 / told()["late"]["mean_days"])))


def fetched_after(chance: random.Random, procedure: str) -> int:
    """Return after how many more working days the result is fetched."""
    mean = told()["fetched"].get(procedure, told()["fetched"]["other"])
    return min(15, int(chance.expovariate(1 / mean))) if mean else 0


def seconds(chance: random.Random, way: str, passed: float) -> int:
    """Return the seconds from sign-in to submission: falling over the history, with a long tail."""
    session = told()["session"]
    if chance.random() < session["tail"]:
        return chance.randrange(*session["tail_seconds"])
    first, last = session["median"]
    median = (first + (last - first) * passed) * (1.25 if way == "assisted" else 1)
    return max(45, round(median * math.exp(chance.gauss(0, session["sigma"]))))


def rating(chance: random.Random, habits: Habits, *, is_late: bool) -> Rating | None:
    """Draw how a dossier is rated after its end, None by most."""
    data = told()["ratings"]
    if chance.random() >= habits.rated:
        return None
    satisfied = habits.satisfied * (data["late_factor"] if is_late else 1)
    good = chance.random() < satisfied
    score = chance.choices((5, 4), (55, 45))[0] if good else chance.choices((3, 2, 1), (60, 28, 12))[0]
    words = chance.choice(data["good" if good else "bad"]) if chance.random() < data["texts"] else ""
    return Rating(score, words)
