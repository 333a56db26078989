"""Laying one layer over another: national < province < unit, key by key (architecture 5, "Packs")."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import rfc8785

from motcua.catalogue.packs.documents import DOCUMENT_NAMES
from motcua.catalogue.packs.model import Pack

EXPRESSIONS = frozenset({"when", "visible", "required", "compute", "applies_when", "quantity"})
RANK = {"national": 0, "province": 1, "unit": 2}


@dataclass(frozen=True)
class Layer:
    """What one authority says about a procedure: partial documents, and the days on which they hold."""

    layer: str  # national | province | unit
    documents: Mapping[str, Any]
    code: str = ""  # of the province or unit
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    mark: str = ""

    @property
    def name(self) -> str:
        return f"{self.layer}:{self.code}" if self.code else self.layer

    def holds(self, on: date | None) -> bool:
        """True when the layer is in force on that day; without a day only layers with no end count."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass
class _Origins:
    """Where each value came from, by path: `procedure.fees[late].amount` → `province:31`."""

    by_path: dict[str, str] = field(default_factory=dict)

    def claim(self, path: str, layer: str, *, over: Any = None) -> None:
        """Note who says what stands at `path`; the owners of what stood there (`over`) are forgotten."""
        if over is not None:
            self.by_path = {p: owner for p, owner in self.by_path.items() if not _inside(p, path)}
        self.by_path[path] = layer


def merge(layers: Sequence[Layer], *, on: date | None = None) -> Pack:
    """Return the pack these layers make together on that day, with origins and digest.

    The order in which the layers are given does not matter; two layers of one rank are a mistake of the caller.
    """
    origins = _Origins()
    merged: dict[str, Any] = dict.fromkeys(DOCUMENT_NAMES)
    for layer in sorted((la for la in layers if la.holds(on)), key=lambda la: RANK[la.layer]):
        for name in DOCUMENT_NAMES:
            part = layer.documents.get(name)
            if part is not None:
                merged[name] = _lay(merged[name], part, name, layer.name, origins)
    return Pack(documents=merged, origins=dict(sorted(origins.by_path.items())), digest=digest_of(merged))


def lay_over(lower: Any, upper: Any) -> Any:
    """Return `upper` laid over `lower` by the rules of docs/packs.md section 2; neither is changed.

    >>> lay_over({"fees": [{"key": "late", "amount": None, "per": "dossier"}]}, {"fees": {"late": {"amount": 8000}}})
    {'fees': [{'key': 'late', 'amount': 8000, 'per': 'dossier'}]}
    """
    return _lay(lower, upper, "", "", _Origins())


def digest_of(documents: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the RFC 8785 form: the same pack has the same digest on every machine."""
    return hashlib.sha256(rfc8785.dumps(documents)).hexdigest()


def _lay(lower: Any, upper: Any, path: str, layer: str, origins: _Origins) -> Any:
    if (is_keyed_list(lower) or lower == []) and (_is_items(upper) or is_keyed_list(upper)):
        return _lay_items(lower, _by_key(upper), path, layer, origins)
    if isinstance(lower, Mapping) and isinstance(upper, Mapping):
        result = dict(lower)
        for key, value in upper.items():
            # Half of one condition and half of another means nothing: expressions are replaced whole.
            below = None if key in EXPRESSIONS else lower.get(key)
            result[key] = _lay(below, value, f"{path}.{key}", layer, origins)
        return result
    origins.claim(path, layer, over=lower)
    if is_keyed_list(upper):
        _claim_items(upper, path, layer, origins)
    elif isinstance(upper, Mapping) and path.count(".") == 0:
        for key, value in upper.items():
            origins.claim(f"{path}.{key}", layer)
            if is_keyed_list(value):
                _claim_items(value, f"{path}.{key}", layer, origins)
    return _plain(upper)


def _lay_items(
    lower: Sequence[Mapping[str, Any]], upper: Mapping[str, Any], path: str, layer: str, origins: _Origins
) -> list[Any]:
    result: list[Any] = []
    for item in lower:
        item_path = f"{path}[{item['key']}]"
        if item["key"] not in upper:
            result.append(item)
        elif upper[item["key"]] is None:
            origins.claim(item_path, f"removed by {layer}", over=item)
        else:
            result.append(_lay(item, upper[item["key"]], item_path, layer, origins))
    known = {item["key"] for item in lower}
    for key, item in upper.items():
        if key not in known and item is not None:
            origins.claim(f"{path}[{key}]", layer)
            result.append(_plain({"key": key} | dict(item) | {"key": key}))
    return result


def is_keyed_list(value: Any) -> bool:
    """True for a list whose items carry `key`: the lists that merge item by item."""
    return isinstance(value, list) and bool(value) and all(isinstance(i, Mapping) and "key" in i for i in value)


def _is_items(value: Any) -> bool:
    """True for items written as a mapping: key → changed parts, or null to remove."""
    return isinstance(value, Mapping) and all(part is None or isinstance(part, Mapping) for part in value.values())


def _by_key(items: Any) -> Mapping[str, Any]:
    return items if isinstance(items, Mapping) else {item["key"]: item for item in items}


def _claim_items(items: Iterable[Mapping[str, Any]], path: str, layer: str, origins: _Origins) -> None:
    for item in items:
        origins.claim(f"{path}[{item['key']}]", layer)


def _inside(path: str, outer: str) -> bool:
    return path != outer and path.startswith((outer + ".", outer + "["))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
