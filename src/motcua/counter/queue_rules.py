"""How people wait at the counters: groups of matters and their desks, who is next, what a number is called. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

MOST_DESKS, MOST_GROUPS, MOST_LETTERS, LONGEST = 12, 8, 60, 120


@dataclass(frozen=True)
class Desk:
    """A counter people are called to. Its number stays when its name changes."""

    number: int
    name: str


@dataclass(frozen=True)
class Group:
    """Matters for which one takes the same kind of ticket, and the desks that serve them."""

    letter: str
    name: str
    desks: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """How a place runs its queue: data of that place (data/queue.yaml until it says otherwise)."""

    desks: tuple[Desk, ...]
    groups: tuple[Group, ...]
    priority: str
    priority_in_a_row: int

    def desk(self, number: int | None) -> Desk | None:
        return next((d for d in self.desks if d.number == number), None)

    def group(self, letter: str) -> Group | None:
        return next((g for g in self.groups if g.letter == letter), None)

    def letters_at(self, desk: int) -> tuple[str, ...]:
        """The groups this desk serves."""
        return tuple(g.letter for g in self.groups if desk in g.desks)

    def to_json(self) -> dict[str, Any]:
        return {
            "desks": [{"number": d.number, "name": d.name} for d in self.desks],
            "groups": [{"letter": g.letter, "name": g.name, "desks": list(g.desks)} for g in self.groups],
            "priority": self.priority,
            "priority_in_a_row": self.priority_in_a_row,
        }


def plan_of(told: Mapping[str, Any]) -> Plan:
    """Return a plan as it was written down."""
    return Plan(
        desks=tuple(Desk(int(d["number"]), str(d["name"])) for d in told["desks"]),
        groups=tuple(Group(str(g["letter"]), str(g["name"]), tuple(g["desks"])) for g in told["groups"]),
        priority=str(told["priority"]),
        priority_in_a_row=int(told["priority_in_a_row"]),
    )


@lru_cache(maxsize=1)
def usual_plan() -> Plan:
    """Return the plan of a place that has made none of its own."""
    return plan_of(yaml.safe_load((Path(__file__).parent / "data" / "queue.yaml").read_text("utf-8")))


def plan_faults(plan: Plan) -> tuple[str, ...]:
    """Return what is wrong with a plan somebody typed, by code.

    >>> desks = (Desk(1, "Quầy 1"),)
    >>> plan_faults(Plan(desks, (Group("A", "Hộ tịch", (1,)),), "", 2))
    ()
    >>> plan_faults(Plan((), (Group("a", "", (7,)), Group("a", "Đất đai", ())), "", 0))
    ('no_desk', 'letter', 'letter_twice', 'group_name', 'group_desk', 'in_a_row')
    """
    letters = [g.letter for g in plan.groups]
    numbers = {d.number for d in plan.desks}
    wrong = {
        "no_desk": not plan.desks,
        "desk_name": any(not d.name or len(d.name) > LONGEST for d in plan.desks),
        "too_many": len(plan.desks) > MOST_DESKS or len(plan.groups) > MOST_GROUPS,
        "no_group": not plan.groups,
        "letter": any(not re.fullmatch("[A-Z]", letter) for letter in letters),
        "letter_twice": len(set(letters)) < len(letters),
        "group_name": any(not g.name or len(g.name) > MOST_LETTERS for g in plan.groups),
        "group_desk": any(not set(g.desks) & numbers for g in plan.groups),
        "priority": len(plan.priority) > LONGEST,
        "in_a_row": not 1 <= plan.priority_in_a_row <= 9,
    }
    return tuple(code for code, is_so in wrong.items() if is_so)


def takes_priority(called_last: Sequence[bool], plan: Plan) -> bool:
    """Tell whether a priority ticket goes before those that wait in turn.

    `called_last`: of the tickets called last, newest first, whether each was one of priority. After so many of them
    in a row one of the others has its turn, so that a morning full of old people stops nobody else for good.

    >>> plan = Plan((), (), "", 2)
    >>> takes_priority([], plan), takes_priority([True, False], plan), takes_priority([True, True, False], plan)
    (True, True, False)
    """
    newest = list(called_last[: plan.priority_in_a_row])
    return len(newest) < plan.priority_in_a_row or not all(newest)


def label(letter: str, number: int) -> str:
    """Return a number as tickets and screens show it.

    >>> label("A", 7)
    'A007'
    """
    return f"{letter}{number:03d}"


def spoken(letter: str, number: int, desk: str) -> str:
    """Return what is said aloud: a voice reads 7 better than 007.

    >>> spoken("A", 7, "Quầy 1")
    'Mời số A 7 đến Quầy 1'
    """
    return f"Mời số {letter} {number} đến {desk}"
