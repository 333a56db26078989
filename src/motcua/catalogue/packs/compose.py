"""From the files of one procedure and the common tables to its four documents. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from motcua.catalogue.packs.documents import Document
from motcua.catalogue.packs.layers import lay_over
from motcua.catalogue.packs.model import ALL

GUIDE_ONLY = "guide_only"
FORWARD = "receive_and_forward"
ROLE_OF_FIELD = "from_field"
ACCEPTED_FILES = ("pdf", "jpg", "png")
INHERITED = frozenset({"visible", "sensitive"})  # what a group has from the section it was cut out of
FILED = ("original", "copy")  # papers that can be sent; `presented` is shown, `electronic` is a form of its own


@dataclass(frozen=True)
class Tables:
    """The hand-made tables, as they stand in packs/."""

    generic: Mapping[str, Any]
    fields: Mapping[str, Any]
    handling: Mapping[str, Any]
    life_events: Mapping[str, Any]
    pause_reasons: Mapping[str, Any]
    confidentiality: Mapping[str, Any]

    @cached_property
    def field_by_slug(self) -> Mapping[str, Document]:
        return {field["slug"]: field for field in self.fields["fields"]}

    @cached_property
    def handling_by_code(self) -> Mapping[str, Document]:
        return {row["code"]: row for row in self.handling["procedures"]}

    @cached_property
    def class_by_code(self) -> Mapping[str, str]:
        return {row["code"]: row["class"] for row in self.confidentiality["procedures"]}

    def pauses(self, slug: str) -> list[Document]:
        """What may stop the clock in a field."""
        return [
            {key: reason[key] for key in ("key", "label", "source", "mark")}
            for reason in self.pause_reasons["reasons"]
            if (reason["fields"] == ALL or slug in reason["fields"]) and slug not in reason.get("except", ())
        ]

    def events_of(self, code: str) -> list[str]:
        return [event["key"] for event in self.life_events["events"] if code in event["procedures"]]


def compose(converted: Mapping[str, Any], settled: Mapping[str, Any], tables: Tables) -> dict[str, Any]:
    """Return the documents procedure, form, process, result of the national layer (docs/packs.md section 2)."""
    procedure = _procedure(converted["procedure"], settled.get("procedure", {}), tables)
    if procedure["handling"]["kind"] == GUIDE_ONLY:
        return {"procedure": procedure, "form": None, "process": None, "result": None}
    if converted["form"] is None:
        procedure = {**procedure, "components": [_with_file(c) for c in procedure["components"]]}
        form = generic_form(tables.generic["form"], procedure["components"], title=procedure["names"]["short_vi"])
    else:
        form = settle_form(converted["form"], settled.get("form", {}))
    return {
        "procedure": procedure,
        "form": form,
        "process": lay_over(converted["process"] or _process(procedure, tables), settled.get("process", {})),
        "result": lay_over(converted["result"] or _result(procedure, tables), settled.get("result", {})),
    }


def _procedure(converted: Document, settled: Mapping[str, Any], tables: Tables) -> Document:
    code, slug = converted["code"], converted["field"]
    row = tables.handling_by_code[code]
    composed: Document = {
        **converted,
        "handling": {key: row[key] for key in ("kind", "forward_to", "reason", "mark")},
        "life_events": tables.events_of(code),
        "pause_reasons": tables.pauses(slug),
        **tables.generic["procedure"],
    }
    whole = tables.class_by_code.get(code)
    if whole:
        composed["cases"] = [{**case, "confidentiality": whole} for case in composed["cases"]]
    return lay_over(composed, settled)


def _with_file(component: Document) -> Document:
    filed = component["form"] in FILED
    return {**component, "filled_by": f"file_{component['key']}" if filed else None}


def generic_form(template: Document, components: list[Document], *, title: str) -> Document:
    """Return the generic form with one file field for each component that is filed.

    A paper that data may replace is optional with the reason as its hint: nobody is asked for what the State
    already knows (R2.9), and intake asks when the data turn out to be missing.
    """
    files = [_file_field(c) for c in components if c["filled_by"]]
    groups = [{**group, "fields": files} if group.get("component_files") else group for group in template["groups"]]
    return {**template, "title": title, "groups": [group for group in groups if group["fields"]]}


def _file_field(component: Document) -> Document:
    replaceable = component["replaceable_by"]
    reasons = [_when(component["when_text"])] if component["when_text"] else []
    if replaceable:
        reasons.append(f"Không phải gửi nếu đã có trong {replaceable['text']}")
    return {
        "key": component["filled_by"],
        "label": component["name"],
        "type": "file",
        "fact": None,
        "required": component["required"] and not replaceable,
        "hint": ". ".join(reasons) or None,
        "fill_from": ["personal_store", "applicant"],
        "reuse": "confirm",
        "accept": list(ACCEPTED_FILES),
        "component": component["key"],
        "mark": "P",
    }


def _when(text: str) -> str:
    """The source's condition as a hint.

    >>> _when("chỉ khi ủy quyền"), _when("công trình tôn giáo")
    ('Chỉ khi ủy quyền', 'Chỉ trong trường hợp: công trình tôn giáo')
    """
    if text.startswith("chỉ khi "):
        return f"C{text[1:]}"
    return f"Chỉ {text}" if text.startswith("khi ") else f"Chỉ trong trường hợp: {text}"


def _process(procedure: Document, tables: Tables) -> Document:
    name = "process_forward" if procedure["handling"]["kind"] == FORWARD else "process"
    role = tables.field_by_slug[procedure["field"]]["role"]
    template = tables.generic[name]
    steps = [{**step, "role": role if step["role"] == ROLE_OF_FIELD else step["role"]} for step in template["steps"]]
    return {**template, "steps": steps}


def _result(procedure: Document, tables: Tables) -> Document:
    return {**tables.generic["result"], "name": procedure["results"][0]["name"]}


def settle_form(form: Document, settled: Mapping[str, Any]) -> Document:
    """Return the form with what was decided by hand: `sections` of our own put first, `fields` changed one by one,
    `regroup`ed, and the rest laid over.

    `regroup` names every field exactly once; anything else would lose a field of the source or ask it twice.
    """
    changes = settled.get("fields", {})
    sections = (*settled.get("sections", ()), *form["groups"])
    groups = [{**g, "fields": [_changed(f, changes.get(f["key"])) for f in g["fields"]]} for g in sections]
    known = {f["key"] for g in groups for f in g["fields"]}
    if unknown := sorted(changes.keys() - known):
        raise ValueError(f"settled fields that the form does not have: {', '.join(unknown)}")
    if "regroup" in settled:
        groups = _regrouped(groups, settled["regroup"])
    rest = {key: value for key, value in settled.items() if key not in ("sections", "fields", "regroup")}
    return lay_over({**form, "groups": groups}, rest)


def _changed(field: Document, change: Mapping[str, Any] | None) -> Document:
    return field if change is None else lay_over(field, change)


def _regrouped(groups: list[Document], wanted: list[Document]) -> list[Document]:
    sections = {group["key"]: group for group in groups}
    fields = {f["key"]: (f, group["key"]) for group in groups for f in group["fields"]}
    used: list[str] = [key for group in wanted for key in group["fields"]]
    if sorted(used) != sorted(fields):
        odd = sorted({key for key in used if used.count(key) > 1 or key not in fields} | (fields.keys() - set(used)))
        raise ValueError(f"regroup must name every field exactly once: {', '.join(odd)}")
    result: list[Document] = []
    for group in wanted:
        section = sections[group["section"]]
        for key in group["fields"]:
            origin = sections[fields[key][1]]
            if origin is not section and INHERITED & (origin.keys() | section.keys()):
                # It would silently lose the condition or the secrecy of its section, or take on another's.
                raise ValueError(
                    f"{key} moved between {origin['key']} and {section['key']}, which are conditional or secret"
                )
        inherited: Document = {key: section[key] for key in ("visible", "sensitive", "note") if key in section}
        own = dict(group)
        if "visible" in section and "visible" in group:
            own["visible"] = {"and": [section["visible"], group["visible"]]}
        result.append(
            {"title": section["title"], **inherited, **own, "fields": [fields[k][0] for k in group["fields"]]}
        )
    return result
