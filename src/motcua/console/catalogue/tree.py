"""The documents of a pack as rows of label, value, layer and mark. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.catalogue.packs.layers import EXPRESSIONS, is_keyed_list
from motcua.console.catalogue.words import part_name

DOCUMENTS = {"procedure": "Thủ tục", "form": "Biểu mẫu", "process": "Quy trình", "result": "Kết quả"}


@dataclass(frozen=True)
class Row:
    """One value: where it stands, what it is, who set it, how sure we are ("" when nobody marked it)."""

    path: str
    value: str
    layer: str
    mark: str


def rows_of(documents: Mapping[str, Any], origins: Mapping[str, str], name: str) -> list[Row]:
    """Return every value of one document, in its own order; expressions stand whole, as JSON."""
    document = documents.get(name)
    if document is None:
        return []
    marks = document.get("marks") or {}
    return [
        Row(label, text, _owner(path, origins), mark or str(marks.get(path.split(".")[1].split("[")[0], "")))
        for path, label, text, mark in _walk(document, name, "", "")
        if text
    ]


def _walk(value: Any, path: str, label: str, mark: str) -> Iterator[tuple[str, str, str, str]]:
    if isinstance(value, Mapping):
        own = value.get("mark") or mark
        for key, inner in value.items():
            if key in ("mark", "marks", "key"):
                continue
            words = part_name(str(key))
            named = f"{label} › {words}" if label else words
            if key in EXPRESSIONS and isinstance(inner, Mapping):
                yield f"{path}.{key}", named, _text(inner), str(own)
            else:
                yield from _walk(inner, f"{path}.{key}", named, str(own))
    elif is_keyed_list(value):
        for item in value:
            yield from _walk(item, f"{path}[{item['key']}]", f"{label} «{_called(item)}»".strip(), mark)
    else:
        yield path, label, _text(value), mark


def _called(item: Mapping[str, Any]) -> str:
    """What people call an item of a list; the key stands where nobody named it."""
    named = next((item[k] for k in ("label", "name", "title", "rule") if isinstance(item.get(k), str)), item["key"])
    return named if len(named) <= 80 else f"{named[:77]}…"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _owner(path: str, origins: Mapping[str, str]) -> str:
    while path:
        if path in origins:
            return origins[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return ""
