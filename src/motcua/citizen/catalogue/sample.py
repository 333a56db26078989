"""A form filled in with invented people, as a PDF with the watermark MẪU: made from the pack, never uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.facts import Facts, visible_fields
from motcua.catalogue.packs.model import Pack
from motcua.citizen.catalogue.places import commune_of
from motcua.documents.printing import Fields, Head, Heading, Paragraph, ResultPaper, render, template_for
from motcua.dossiers.rules.wording import shown_value
from motcua.identity.queries import UnitView
from motcua.platform import places
from motcua.platform.clock.now import now
from motcua.platform.errors import NotFound
from motcua.web.routes import public

INVENTED_NAME = "Nguyễn Thị Mẫu"
NOTE = "Bản mẫu để xem trước. Người, số và ngày trong bản này đều bịa; không dùng làm giấy tờ."


@public
@require_GET
def sample(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show the sample in the browser."""
    unit, at = commune_of(request, slug), now()
    pack = catalogue.terms(code, unit, at.date()).pack
    if pack.form is None:
        raise NotFound("a procedure without a form has no sample", procedure=code)
    told = catalogue.sample_answers(code) or {}
    paper = paper_of(pack, unit, told, catalogue.code_lists(), at)
    response = HttpResponse(
        render(template_for("result", on=at.date()), paper.as_data()), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="mau-{code}.pdf"'
    response["Cache-Control"] = "public, max-age=3600"
    return response


def paper_of(
    pack: Pack, unit: UnitView, told: Mapping[str, Any], lists: Mapping[str, Any], at: datetime
) -> ResultPaper:
    """Return the sample as a paper: the questions a person with these answers sees, group by group."""
    form = pack.form or {"groups": ()}
    answers = {**invented_answers(form, lists, unit), **told.get("answers", {})}
    facts = Facts(
        case=told.get("case") or pack.cases[0].key,
        channel=told.get("channel", "online"),
        submitted_on=datetime.fromisoformat(told["submitted_on"]).date() if told.get("submitted_on") else at.date(),
        answers=answers,
        registers=told.get("register_found", {}),
    )
    seen = visible_fields(form, facts)
    sections: dict[str, list[tuple[str, str]]] = {}  # a section is cut into several questions on the screen
    for group in form["groups"]:
        rows = [
            (field["label"], shown_value(answers.get(field["key"]), field, lists))
            for field in group["fields"]
            if field["key"] in seen and field["type"] not in ("file", "declaration", "repeat")
        ]
        if rows := [row for row in rows if row[1]]:
            sections.setdefault(group["title"], []).extend(rows)
    body: list[Any] = [Paragraph(NOTE)]
    for title, rows in sections.items():
        body += [Heading(title), Fields([rows])]
    place = unit.contact.get("place") or unit.short_name
    return ResultPaper(
        made_at=at,
        head=Head(superior="", issuer="", place=place, issued_on=at.date()),  # it is the person's paper
        addressees=(unit.name,),
        type_name="Tờ khai mẫu",
        subject=pack.short_name,
        body=body,
        authority=("Người khai",),
        signer=_signer(form, answers),
        unsigned=False,
        sample=True,
    )


def _signer(form: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """Return who signs the sample: the person the form itself calls the submitter."""
    for rule in (form.get("parties") or {}).get("submitter", []):
        if name := answers.get((rule.get("takes") or {}).get("name", "")):
            return str(name)
    return INVENTED_NAME


def invented_answers(form: Mapping[str, Any], lists: Mapping[str, Any], unit: UnitView) -> dict[str, Any]:
    """Return an answer of each type for every field that is not computed; the first choice of each list."""
    found = {}
    for group in form["groups"]:
        for field in group["fields"]:
            value = _invented(field, lists, unit)
            if value is not None and not field.get("compute"):
                found[field["key"]] = value
    return found


def _invented(field: Mapping[str, Any], lists: Mapping[str, Any], unit: UnitView) -> Any:
    match field["type"]:
        case "person_name":
            return INVENTED_NAME
        case "personal_number":
            return "001190999999"
        case "phone":
            return "0900000000"
        case "email":
            return "mau@vi-du.vn"
        case "date":
            return "1990-01-01"
        case "yes_no" | "declaration":
            return True
        case "number":
            return 1
        case "choice":
            options = field["options"]
            items = options if isinstance(options, list) else (lists.get(options) or {}).get("items", [])
            return items[0]["code"] if items else None
        case "address":
            return {
                "country": "VN",
                "province": unit.province_code,
                "commune": _known(unit.place_code),
                "detail": "Thôn Mẫu",
            }
        case "textarea":
            return "Viết ngắn gọn việc bạn cần, ví dụ: đề nghị giải quyết cho gia đình tôi."
        case "text":
            return "(bạn điền vào đây)"
    return None


def _known(code: str) -> str:
    try:
        return places.commune(code).code
    except NotFound:
        return ""
