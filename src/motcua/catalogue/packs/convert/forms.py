"""The sections and fields of a detailed file as a form document."""

from __future__ import annotations

from typing import Any

from motcua.catalogue.packs.convert.conditions import TextCodes, to_logic
from motcua.catalogue.packs.convert.detailed import required_of
from motcua.catalogue.packs.convert.source import Row, Source
from motcua.catalogue.packs.documents import Document

SENSITIVE = "restricted"  # the class of a section the source calls sensitive without saying which kind
LONG_TEXT = 300
APPLICANT_FACTS = {
    "applicant.full_name": "name",
    "applicant.personal_number": "personal_number",
    "applicant.birth_date": "birth_date",
    "applicant.phone": "phone",
    "applicant.email": "email",
    "applicant.residence": "residence",
}
FORMATS: dict[str, Document] = {
    "12 chữ số": {},  # the type says it
    "phone": {"type": "phone"},
    "email": {"type": "email"},
    "time": {"type": "time"},
    "ngày đủ hoặc chỉ năm": {"precision": ["day", "year"]},
    "MM/YYYY": {"type": "date", "precision": ["month"]},
}
SAME = ("max_length", "min", "max", "unit", "accept", "text_for")


def text_codes_of(row: Row, source: Source) -> TextCodes:
    """Return the function field key → codes of its list that need words, for the fields of this file."""
    options = {f["key"]: f.get("options") for s in row["sections"] for f in _with_items(s["fields"])}

    def codes(field: str) -> list[str]:
        name = options[field]
        if name is None:
            raise ValueError(f"{row['code']}: {field} has no list, so nothing can need words")
        return source.text_codes(name)

    return codes


def _with_items(fields: list[Row]) -> list[Row]:
    return [inner for f in fields for inner in (f, *f.get("items", ()))]


def form_document(row: Row, text_codes: TextCodes) -> Document | None:
    """Return the form as the source has it; who is who and how the case is asked wait to be settled by hand."""
    if not row["sections"]:
        return None
    return {
        "format": 1,
        "title": row["short_name"],
        "parties": _parties(row),
        "case_question": _case_question(row),
        "groups": [_group(section, text_codes) for section in row["sections"]],
    }


def _parties(row: Row) -> Document:
    """Until somebody settles it: the submitter is whom the applicant's facts describe, and he is the owner."""
    described = {f["fact"]: f["key"] for section in row["sections"] for f in section["fields"]}
    takes = {part: described[fact] for fact, part in APPLICANT_FACTS.items() if fact in described}
    return {
        "submitter": [{"when": None, "kind": "person", "takes": takes, "mark": "P"}],
        "owner": [{"when": None, "same_as": "submitter", "mark": "P"}],
    }


def _case_question(row: Row) -> Document | None:
    asked = [case for case in row["cases"] if case["decided_by"] == "applicant"]
    if len(asked) < 2:
        return None
    choices = [{"key": c["key"], "case": c["key"], "text": c["label"], "hint": c["when"], "mark": "P"} for c in asked]
    return {
        "text": "Hồ sơ của bạn thuộc trường hợp nào?",
        "hint": None,
        "choices": choices,
        "exclusions": [],
        "mark": "P",
    }


def _group(section: Row, text_codes: TextCodes) -> Document:
    group: Document = {"key": section["key"], "title": section["title"]}
    visible = to_logic(section.get("show_when", ()), text_codes)
    if visible is not None:
        group["visible"] = visible
    if section.get("sensitive"):
        group["sensitive"] = SENSITIVE
    if "note" in section:
        group["note"] = section["note"]
    group["fields"] = [_field(f, text_codes) for f in section["fields"]]
    if section.get("sensitive"):
        # Another dossier has no business to offer such an answer again.
        group["fields"] = [{**f, "reuse": "never"} for f in group["fields"]]
    return group


def _field(row: Row, text_codes: TextCodes) -> Document:
    required, words = required_of(row, text_codes)
    field: Document = {"key": row["key"], "label": row["label"], "type": row["type"]}
    if "options" in row:
        field["options"] = row["options"]
    field["fact"] = row["fact"]
    field["required"] = required
    if words:
        field["required_words"] = words
    visible = to_logic(row.get("show_when", ()), text_codes)
    if visible is not None:
        field["visible"] = visible
    if "hint" in row:
        field["hint"] = row["hint"]
    field["fill_from"] = list(row["fill_from"])
    if "locked_when_filled_from" in row:
        field["locked_when_filled_from"] = list(row["locked_when_filled_from"])
    field["reuse"] = reuse_of(row)
    field.update({key: row[key] for key in SAME if key in row})
    if "format" in row:
        field.update(FORMATS[row["format"]])
    if field["type"] == "text" and row.get("max_length", 0) >= LONG_TEXT:
        field["type"] = "textarea"
    field["mark"] = row["mark"]
    if "items" in row:
        field["fields"] = [_field(item, text_codes) for item in row["items"]]
    return field


def reuse_of(row: Row) -> Any:
    """Return how an earlier answer may be offered again (P): silently, to be confirmed, or never.

    A promise and what is said about this one request are made anew each time; what the sign-in or the
    population database vouches for needs no question.
    """
    if row["type"] in ("declaration", "file") or row["fact"].startswith("request."):
        return "confirm" if "earlier_dossier" in row["fill_from"] and row["type"] != "declaration" else "never"
    if row.get("locked_when_filled_from"):
        return "silent"
    return "confirm"
