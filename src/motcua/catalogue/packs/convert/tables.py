"""Code lists, published forms and province overlays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from motcua.catalogue.packs.convert.procedures import FEE_CHANNELS, marker
from motcua.catalogue.packs.convert.source import Row, Source
from motcua.catalogue.packs.convert.words import Keys, key_of, validity
from motcua.catalogue.packs.documents import Document
from motcua.catalogue.packs.model import ALL

ITEM_WORDS = ("code", "vi", "en", "other_names", "needs_text", "alpha_3", "first", "use")
ITEM_KEYS = (*ITEM_WORDS, "note", "legal", "form", "form_mark", "mark")


def code_lists(source: Source) -> Document:
    """Every list with source and mark; an item keeps its own mark where it differs."""
    lists = [
        {
            "key": one["key"],
            "title": {"vi": one["title_vi"], "en": one["title_en"]},
            "source": one["source"],
            "mark": one["mark"],
            "note": one.get("note"),
            "items": [{key: item[key] for key in ITEM_KEYS if key in item} for item in one["items"]],
        }
        for one in source.code_lists["lists"]
    ]
    return {"format": 1, "version": source.code_lists["version"], "note": source.code_lists["note"], "lists": lists}


def published_forms(source: Source) -> Document:
    """Each distinct field list once; a choice whose options nobody published has `options: null`, mark NF."""
    forms: dict[str, Document] = {}
    for row in source.procedures:
        form = row["form"]
        if form is None or not form["fields"]:
            continue
        mark = marker(row)
        forms.setdefault(
            form["id"],
            {
                "key": key_of(form["id"]),
                "id": form["id"],
                "name": form["name"],
                "mark": mark("form.fields"),
                "fields": [_published_field(f, mark("form.fields.source")) for f in form["fields"]],
            },
        )
    return {"format": 1, "forms": [forms[key] for key in sorted(forms)]}


def _published_field(row: Row, source_mark: str) -> Document:
    field: Document = {"key": row["key"], "label": row["label"], "type": row["type"], "required": row["required"]}
    if row["type"] in ("select", "multiselect"):
        field["options"] = None
        field["options_mark"] = "NF"
    field["source"] = row["source"]
    field["source_mark"] = source_mark
    return field


def province_overlay(code: str, province: str, name: str, lines: Iterable[Document]) -> Document:
    """Return the province's fees for one procedure as an overlay; each line carries its own validity."""
    lines = list(lines)
    return {
        "overlay": {
            "layer": "province",
            "code": province,
            "name": name,
            "procedure": code,
            "valid_from": None,
            "valid_to": None,
            "source": "; ".join(dict.fromkeys(line["legal"].split(":")[0].split(",")[0] for line in lines)),
            "mark": "C2",
        },
        "procedure": {"fees": lines},
    }


def local_lines(row: Row) -> list[Document]:
    """The province lines of procedures.json, for procedures without a detailed pack."""
    keys, mark = Keys(), marker(row)("local_fees")
    return [_local_line(line, keys, mark) for line in row["local_fees"]]


def local_key(province: str, label: str, channel: str, keys: Keys) -> str:
    """A key of the province's own: no national pack can ever use it, so an upgrade never touches the line."""
    return keys.unique(f"p{province}_{key_of(f'{label} {channel}')}")


def _local_line(line: Row, keys: Keys, mark: str) -> Document:
    first, last = validity(line["legal"])
    channel = FEE_CHANNELS[line["channel"]]
    return {
        "key": local_key(line["province_code"], line["label"], channel, keys),
        "group": "main",
        "label": line["label"],
        "amount": line["amount_vnd"],
        "unread": None,
        "per": "dossier",
        "channel": channel,
        "province": line["province_code"],
        "cases": ALL,
        "legal": line["legal"],
        "exempt_when": [],
        "valid_from": first,
        "valid_to": last,
        "mark": mark,
    }


def own_lines(lines: list[Document]) -> list[Document]:
    """Provincial lines of a detailed file under keys of the province."""
    keys = Keys()
    return [{**line, "key": local_key(line["province"], line["label"], line["channel"], keys)} for line in lines]


def fields_by_name(table: Any) -> dict[str, Document]:
    return {field["name"]: field for field in table["fields"]}
