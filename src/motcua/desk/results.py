"""The fields of a result an officer types: asked by their type, read by the form engine, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from motcua.catalogue import queries as catalogue
from motcua.documents import queries as documents
from motcua.documents import services as files
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page
from motcua.dossiers.services import deciding
from motcua.forms.engine.faults import missing
from motcua.forms.engine.model import Field
from motcua.forms.engine.model import Option as Choice
from motcua.forms.engine.types import kind_of
from motcua.identity.queries import Person
from motcua.platform.clock.now import now as the_time
from motcua.platform.errors import Invalid, NotFound
from motcua.web.fields import DateParts, FieldView, FileRow, Option
from motcua.web.text import file_size

KEPT = "-kept"  # name of the hidden box that remembers a file already received
# Read by the engine, so that the print finds days, amounts and codes; the rest is text as the officer wrote it.
_READ = frozenset({"date", "money", "personal_number", "choice", "yes_no"})
_BOXES = ("day", "month", "year")
_SHORT = 5

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Wrong:
    """One refusal at a field, as `Invalid.faults` carries it to the page."""

    field: str
    sentence: str
    parts: tuple[str, ...] = ()


def read_one(field: Field, typed: Typed, today: date, *, required: bool) -> tuple[Any, Wrong | None]:
    """Return (value, what is wrong) of one field by its type in the form engine; None for an empty optional one."""
    posted = {key: (text,) for key, text in typed.items()}
    told = kind_of(field.type).read(field, field.key, posted, today)
    problems = told.problems or ((missing(field),) if required and told.value is None else ())
    if problems:
        return None, Wrong(field.key, problems[0].message, problems[0].parts)
    return told.value, None


def date_view(name: str, label: str, typed: Typed, *, hint: str = "", required: bool = True) -> FieldView:
    """Return the three boxes of a date as they were typed."""
    parts = DateParts(*(typed.get(f"{name}-{part}", "") for part in _BOXES))
    return FieldView("date", name, label, parts, hint=hint, required=required)


def fields_of(version_id: int) -> list[tuple[Mapping[str, Any], Field]]:
    """Return the fields of a result that an officer types, in the pack's order: as written, and for the engine."""
    document = catalogue.pack_of_version(version_id).result or {}
    return [(raw, _field(raw)) for raw in document.get("fields", []) if raw["entered_by"] != "system"]


def _field(raw: Mapping[str, Any]) -> Field:
    told = raw.get("options")
    items = catalogue.code_lists().get(told, {}).get("items", []) if isinstance(told, str) else told or []
    options = tuple(Choice(str(item["code"]), item["vi"]) for item in items)
    return Field(raw["key"], raw["label"], raw["type"], "", options=options)


def views(page: Page, typed: Typed) -> list[FieldView]:
    """Return the questions of a result with what was typed, or what the last draft of it holds."""
    made = []
    for raw, field in fields_of(page.version_id):
        hint = "Nhận từ sổ của Bộ, ghi đúng như sổ" if raw["entered_by"] == "external_register" else ""
        required = raw.get("required", True)
        view = FieldView("text", field.key, field.label, typed.get(field.key, ""), hint=hint, required=required)
        match field.type:
            case "date":
                view = date_view(field.key, field.label, typed, hint=hint, required=required)
            case "file":
                view = replace(view, kind="file", value="", accept=".pdf,.jpg,.png")
            case "choice" if field.options:
                options = tuple(Option(o.code, o.label) for o in field.options)
                view = replace(view, kind="radios" if len(options) <= _SHORT else "select", options=options)
            case "yes_no":
                view = replace(view, kind="radios", options=(Option("yes", "Có"), Option("no", "Không")))
            case "money":
                view = replace(view, kind="money", suffix="đồng")
        made.append(view)
    return made


def with_kept_files(who: Person, page: Page, made: list[FieldView], typed: Typed) -> list[FieldView]:
    """Show under each file question the file received by an earlier try, and remember it in a hidden box."""
    out: list[FieldView] = []
    for view in made:
        row = _kept(who, page, view.name, typed) if view.kind == "file" else None
        if row is None:
            out.append(view)
            continue
        told = FileRow(str(row.id), row.name, file_size(row.size), f"{row.pages} trang" if row.pages else "")
        out += [replace(view, files=(told,)), FieldView("hidden", f"{view.name}{KEPT}", "", str(row.id))]
    return out


def _kept(who: Person, page: Page, key: str, typed: Typed) -> documents.FileRow | None:
    told = typed.get(f"{key}{KEPT}", "")
    if not told.isdigit() or typed.get("remove") == told:
        return None
    try:
        row, holder = documents.file(who, int(told))
    except NotFound:
        return None
    return row if holder == ("dossier", page.id) and row.slot == key else None  # never a file from elsewhere


def start(who: Person, page: Page) -> dict[str, str]:
    """Return what the boxes hold at first: the last draft of this result, so that nobody types it twice."""
    drafted = dossiers.result_of(who, page.id)
    if drafted is None:
        return {}
    typed = {"kind": "refuse" if drafted.is_refusal else "grant", "reason": drafted.reason}
    typed["legal_basis"] = drafted.legal_basis
    for _, field in fields_of(page.version_id):
        value = drafted.values.get(field.key)
        if value in (None, ""):
            continue
        if field.type == "file":
            typed[f"{field.key}{KEPT}"] = str(value)
        elif field.type in _READ:
            typed |= {name: texts[-1] for name, texts in kind_of(field.type).write(field, field.key, value).items()}
        else:
            typed[field.key] = str(value)
    return typed


def propose(
    page: Page, typed: dict[str, str], *, who: Person, now: Any, seen: int | None, files_sent: Mapping[str, Any]
) -> Any:
    """Draft the result; a file of it (the signed decision) is for officers' eyes until it is sealed.

    A file is kept even where another field is refused: `typed` then names it for the next try. Nothing is
    kept of somebody who may not draft this result now.
    """
    deciding.permit_proposal(page.code, who=who, now=now, seen=seen)
    refusal = typed.get("kind") == "refuse"
    values: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for raw, field in [] if refusal else fields_of(page.version_id):
        required = raw.get("required", True)
        if field.type == "file":
            value, fault = _file(who, page, field, typed, files_sent, required=required)
        elif field.type in _READ and (field.type != "choice" or field.options):
            value, fault = read_one(field, typed, the_time().date(), required=required)
        else:
            value, fault = typed.get(field.key, ""), None
            if required and not value:
                fault = Wrong(field.key, missing(field).message)
        if fault:
            wrong.append(fault)
        elif value not in (None, ""):
            values[field.key] = value
    if wrong:
        raise Invalid(faults=tuple(wrong))
    return deciding.propose(
        page.code,
        is_refusal=refusal,
        values=values,
        reason=typed.get("reason", "") if refusal else "",
        legal_basis=typed.get("legal_basis", "") if refusal else "",
        who=who,
        now=now,
        seen=seen,
    )


def _file(
    who: Person, page: Page, field: Field, typed: dict[str, str], sent: Mapping[str, Any], *, required: bool
) -> tuple[str, Wrong | None]:
    if field.key in sent:
        holder = ("dossier", page.id)
        kept = files.attach(who, holder, field.key, sent[field.key], kind="scan", secrecy=page.secrecy, now=the_time())
        typed[f"{field.key}{KEPT}"] = str(kept.id)
        return str(kept.id), None
    row = _kept(who, page, field.key, typed)
    if row is None and required:
        return "", Wrong(field.key, missing(field).message)
    return "" if row is None else str(row.id), None
