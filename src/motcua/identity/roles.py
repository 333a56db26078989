"""What comes with the code about an office: the rights of each role's posts, and the parts a commune usually has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

GrantTold = tuple[str, int | None, int]  # permission, unit, class of secrecy


@dataclass(frozen=True)
class Standard:
    """A right a role's posts receive; `over` is own, committee or "" (the whole house)."""

    permission: str
    over: str
    is_ordinary: bool  # never over a class of secrecy


@dataclass(frozen=True)
class Role:
    """What a post is for."""

    key: str
    name: str
    grants: tuple[Standard, ...]


@dataclass(frozen=True)
class Part:
    """A part a committee usually has; `name` holds {short} for the commune's own."""

    key: str
    kind: str
    name: str
    short_name: str
    groups: tuple[str, ...]

    def named(self, commune: str) -> str:
        """Return its whole name in a commune called "Xã Cẩm Giang" at the head of a line."""
        return self.name.format(short=commune[:1].lower() + commune[1:])


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Return every role by its key, in the order of the file."""
    return {
        row["role"]: Role(
            row["role"],
            row["name"],
            tuple(Standard(g["permission"], g.get("over", ""), bool(g.get("ordinary"))) for g in row["grants"]),
        )
        for row in _read("roles.yaml")
    }


@lru_cache(maxsize=1)
def usual_parts() -> tuple[Part, ...]:
    """Return the parts a committee of a commune usually has."""
    return tuple(
        Part(row["key"], row["kind"], row["name"], row["short_name"], tuple(row.get("groups", ())))
        for row in _read("usual_parts.yaml")
    )


def standard(role: str, unit_id: int, committee_id: int, classes: Iterable[int] = ()) -> list[GrantTold]:
    """Return the rights a post of a role in a unit receives; `classes` of secrecy its holder is cleared for."""
    cleared, told = list(classes), []
    for one in roles()[role].grants:
        over = {"own": unit_id, "committee": committee_id}.get(one.over)
        told.append((one.permission, over, 0))
        if over is not None and not one.is_ordinary:
            told += [(one.permission, over, number) for number in cleared]
    return told


def _read(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load(files("motcua.identity").joinpath("data", name).read_text(encoding="utf-8"))
