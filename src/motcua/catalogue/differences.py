"""What publishing would change, value by value, and which local values stay as they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.catalogue.packs.layers import is_keyed_list
from motcua.catalogue.packs.model import Pack

NOTHING = "\0nothing"  # stands for "there is no such value"; null is a value
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]+)\]")


@dataclass(frozen=True)
class Change:
    """One value that differs; `before` or `after` is NOTHING when it appears or goes. `layer` says who set it."""

    path: str
    before: Any
    after: Any
    layer: str


@dataclass(frozen=True)
class Kept:
    """A value of a province or unit that stays although the national value beneath it changed."""

    path: str
    layer: str
    value: Any
    beneath_before: Any
    beneath_after: Any


@dataclass(frozen=True)
class Difference:
    """From the published version to what the newest layers make; `local` lists every path a local layer owns."""

    procedure: str
    scope: str
    is_new: bool
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
    local: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.is_new


def difference(
    procedure: str,
    scope: str,
    published: Pack | None,
    proposed: Pack,
    *,
    beneath_before: Mapping[str, Any] | None = None,
    beneath_after: Mapping[str, Any] | None = None,
) -> Difference:
    """Compare; `beneath_*` are the national documents of the published and of the proposed version."""
    local = tuple((path, layer) for path, layer in proposed.origins.items() if layer != "national")
    changes: tuple[Change, ...] = ()
    if published is not None:
        walked = _walk(dict(published.documents), dict(proposed.documents), "")
        changes = tuple(Change(p, a, b, owner_of(p, proposed.origins)) for p, a, b in walked)
    kept = []
    if beneath_before is not None and beneath_after is not None:
        for path, layer in local:
            before, after = value_at(beneath_before, path), value_at(beneath_after, path)
            if before != after:
                kept.append(Kept(path, layer, value_at(proposed.documents, path), before, after))
    return Difference(procedure, scope, published is None, changes, tuple(kept), local)


def owner_of(path: str, origins: Mapping[str, str]) -> str:
    """Return the layer that set the value at `path`: the nearest claim above it.

    >>> owner_of("procedure.fees[late].amount", {"procedure": "national", "procedure.fees[late]": "province:31"})
    'province:31'
    """
    while path:
        if path in origins:
            return origins[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return "national"


def value_at(documents: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path of origins (`procedure.fees[late].amount`), or NOTHING."""
    value: Any = documents
    for name, key in _STEP.findall(path):
        if name:
            value = value.get(name, NOTHING) if isinstance(value, Mapping) else NOTHING
        else:
            items = value if isinstance(value, list) else []
            value = next((i for i in items if isinstance(i, Mapping) and i.get("key") == key), NOTHING)
        if value is NOTHING:
            break
    return value


def _walk(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            inner = f"{path}.{key}" if path else key
            yield from _walk(before.get(key, NOTHING), after.get(key, NOTHING), inner)
    elif _keyed(before) and _keyed(after) and (before or after):
        old, new = {i["key"]: i for i in before}, {i["key"]: i for i in after}
        for key in dict.fromkeys([*old, *new]):
            yield from _walk(old.get(key, NOTHING), new.get(key, NOTHING), f"{path}[{key}]")
    else:
        yield path, before, after


def _keyed(value: Any) -> bool:
    return value == [] or is_keyed_list(value)
