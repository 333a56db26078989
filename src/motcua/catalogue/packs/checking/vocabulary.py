"""Findings, and the words a pack may use: code lists, classes of confidentiality, life events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from motcua.catalogue.packs.library import Library

ROLES = "vai_tro_xu_ly"
SOURCES = "nguon_du_lieu"


@dataclass(frozen=True)
class Finding:
    """Something wrong (`error`: not to be published) or odd (`warning`); `message` is for the administrator."""

    code: str
    where: str
    message: str
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Vocabulary:
    """List key → its codes; class keys; life event keys."""

    lists: Mapping[str, frozenset[str]]
    text_codes: Mapping[str, frozenset[str]]
    classes: frozenset[str]
    life_events: frozenset[str]

    @classmethod
    def of(cls, library: Library) -> Vocabulary:
        lists = library.code_lists
        return cls(
            lists={key: frozenset(item["code"] for item in one["items"]) for key, one in lists.items()},
            text_codes={
                key: frozenset(item["code"] for item in one["items"] if item.get("needs_text"))
                for key, one in lists.items()
            },
            classes=frozenset(one["key"] for one in library.tables.confidentiality["classes"]),
            life_events=frozenset(event["key"] for event in library.tables.life_events["events"]),
        )


def fields_of(form: Mapping[str, Any] | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every field of a form with the path people find it by, fields of repeated rows included."""
    for group in (form or {"groups": ()})["groups"]:
        for field in group["fields"]:
            path = f"form.groups[{group['key']}].{field['key']}"
            yield path, field
            for inner in field.get("fields", ()):
                yield f"{path}.{inner['key']}", inner


def field_keys(form: Mapping[str, Any] | None) -> frozenset[str]:
    """Keys a sentence may speak of: fields, and fields of repeated rows without the row before them."""
    return frozenset(field["key"] for _, field in fields_of(form))
