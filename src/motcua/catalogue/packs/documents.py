"""YAML as packs use it: no dates, no surprises, block style, keys in the order they were written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]
DOCUMENT_NAMES = ("procedure", "form", "process", "result")


class _Loader(yaml.CSafeLoader):
    """The safe loader without dates: `2026-08-08` stays the string people wrote, and canonical JSON has no dates."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Block style with indented lists; what could be read as a date or a number is quoted, so every reader agrees."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 — a reviewer should never meet &id001
        return True


def read_yaml(path: Path) -> Any:
    """Return what the file says; raise `ValueError` with file and line when it is not YAML or a key stands twice."""
    try:
        return yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 — a subclass of the safe loader
    except yaml.YAMLError as fault:
        raise ValueError(f"{path}: {fault}") from fault


def write_yaml(data: Mapping[str, Any] | list[Any], *, head: str) -> str:
    """Return `data` as YAML under comment lines `head`; same data, same bytes."""
    body = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=118, default_flow_style=False)
    return "".join(f"# {line}\n" for line in head.splitlines()) + body


def _no_duplicates(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> Document:  # noqa: ARG001
    mapping: Document = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            mark = key_node.start_mark
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", mark)
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_Loader.add_constructor("tag:yaml.org,2002:map", _no_duplicates)
