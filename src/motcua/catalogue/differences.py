"""What publishing would change, and which local values stay although the nation's changed beneath them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.catalogue.packs.changes import Change, diff, in_vietnamese
from motcua.catalogue.packs.model import Pack

NOTHING = "\0nothing"  # stands for "there is no such value"; null is a value
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]+)\]")


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
    """From the published version to what the newest layers make; `local` are (path, layer) of every local value."""

    procedure: str
    scope: str
    is_new: bool
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
    local: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.is_new

    @property
    def sentences(self) -> list[str]:
        """One Vietnamese sentence a change, then one for each local value that stays."""
        if self.is_new:
            return ["Chưa công bố lần nào ở phạm vi này."]
        stays = [f"Giữ nguyên {kept.path} của lớp {kept.layer}; bản quốc gia bên dưới đã đổi" for kept in self.kept]
        return [*in_vietnamese(self.changes), *stays]


def difference(
    procedure: str,
    scope: str,
    published: Pack | None,
    proposed: Pack,
    *,
    beneath_before: Mapping[str, Any] | None = None,
    beneath_after: Mapping[str, Any] | None = None,
) -> Difference:
    """Compare; `beneath_*` are the national documents in force and those that would be."""
    local = tuple((path, layer) for path, layer in proposed.origins.items() if layer != "national")
    kept = []
    if beneath_before is not None and beneath_after is not None:
        for path, layer in local:
            value = value_at(proposed.documents, path)
            before, after = (_group_of(documents, path, value) for documents in (beneath_before, beneath_after))
            if before != after:
                kept.append(Kept(path, layer, value, before, after))
    changes = () if published is None else diff(published, proposed)
    return Difference(procedure, scope, published is None, changes, tuple(kept), local)


def value_at(documents: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path of origins, or NOTHING.

    >>> value_at({"procedure": {"fees": [{"key": "late", "amount": 8000}]}}, "procedure.fees[late].amount")
    8000
    """
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


def _group_of(documents: Mapping[str, Any], path: str, value: Any) -> Any:
    """What stands beneath a local value: the same path, or for a local fee line the national lines of its group.

    A province's fee is a line of its own beside the nation's; it is the group in which the one beats the other.
    """
    if path.startswith("procedure.fees[") and path.endswith("]") and isinstance(value, Mapping):
        lines = (documents.get("procedure") or {}).get("fees", ())
        return [line for line in lines if line["group"] == value["group"] and line.get("province") is None]
    return value_at(documents, path)
