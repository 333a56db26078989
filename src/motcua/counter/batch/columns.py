"""A form as the columns of a list, and a line of the list as answers of the form. Pure.

Each cell is put into the boxes of its question as if typed on the screen and read by the question's own type, so a
list and a page accept the same and say the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.catalogue.packs.model import Component, Pack
from motcua.catalogue.packs.needs import EFORM
from motcua.documents.list_cells import cell_text, date_boxes, digits_text
from motcua.documents.list_templates import ListColumn
from motcua.forms.engine.model import Field, Form
from motcua.forms.engine.types import kind_of
from motcua.platform import places
from motcua.platform.errors import NotFound
from motcua.platform.text import fold

PAPER = "paper:"
_LEFT_OUT = frozenset({"file", "declaration"})
_PERSONAL, _PHONE = 12, 10  # digits; a sheet that took them for numbers lost the zeros before
_DATE = {"day": "ngày/tháng/năm", "month": "tháng/năm", "year": "năm"}
_MOST_PAPERS = 20


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a line: at which column ("" for the whole line), said in a sentence."""

    column: str
    message: str

    def to_json(self) -> dict[str, str]:
        return {"column": self.column, "message": self.message}


@dataclass(frozen=True)
class Line:
    """A line of the list as JSON answers by field and sheets by component, with what could not be read."""

    answers: Mapping[str, Any]
    papers: Mapping[str, int]
    troubles: tuple[Trouble, ...]


def columns_of(form: Form, pack: Pack, *, repeats: int, samples: Mapping[str, Any]) -> tuple[ListColumn, ...]:
    """Return the columns for a form: its questions in order, `repeats` times those of a block, then the papers."""
    made: list[ListColumn] = []
    for group in form.groups:
        for field in group.fields:
            if field.type in _LEFT_OUT or field.is_written_by_system or field.is_for_officer:
                continue
            if field.type == "repeat":
                made += _block(field, repeats, samples.get(field.key) or [])
            else:
                made += _columns(field, field.key, field.label, samples.get(field.key), must=field.required is True)
    return (*made, *(_paper(one) for one in papers_of(pack)))


def papers_of(pack: Pack) -> list[Component]:
    """Return the papers a line may say were handed over: all but the form itself."""
    return [one for one in pack.components if one.filled_by != EFORM]


def _block(field: Field, repeats: int, samples: Sequence[Mapping[str, Any]]) -> list[ListColumn]:
    made: list[ListColumn] = []
    for place in range(1, min(repeats, int(field.max or repeats)) + 1):
        sample = samples[place - 1] if place <= len(samples) else {}
        for inner in field.fields:
            if inner.is_written_by_system:
                continue
            label = f"{field.label} {place}: {inner.label.lower()}"
            is_first = place == 1 and field.required is True and inner.required is True
            made += _columns(inner, f"{field.key}.{place}.{inner.key}", label, sample.get(inner.key), must=is_first)
    return made


def _columns(field: Field, key: str, label: str, sample: Any, *, must: bool) -> list[ListColumn]:
    hint = field.hint or (field.required_words and f"Bắt buộc: {field.required_words.lower()}") or ""
    if field.type == "address":
        names = tuple(province.name for province in places.provinces())
        told = sample if isinstance(sample, Mapping) else {}
        return [
            ListColumn(f"{key}.province", f"{label}: tỉnh, thành phố", hint, must, names, _place(told, "province")),
            ListColumn(f"{key}.commune", f"{label}: xã, phường", "", must, (), _place(told, "commune")),
            ListColumn(f"{key}.detail", f"{label}: số nhà, thôn, tổ", "", False, (), told.get("detail", "")),
        ]
    choices: tuple[str, ...] = ()
    if field.type == "choice":
        choices = tuple(option.label for option in field.options)
    elif field.type == "yes_no":
        choices = ("Có", "Không")
    elif field.type == "date":
        written = " hoặc ".join(_DATE[p] for p in ("day", "month", "year") if p in field.precision)
        hint = " ".join(filter(None, (hint, f"Ghi {written}.")))
    shown = (
        kind_of(field.type).show(field, sample)
        if sample not in (None, "")
        else (choices[0] if choices and must else "")
    )
    return [ListColumn(key, label, hint, must, choices, str(shown), field.type in {"number", "money"})]


def _place(told: Mapping[str, Any], part: str) -> str:
    code = told.get(part)
    if not code:
        return ""
    return (places.province(code) if part == "province" else places.commune(code)).name


def _paper(component: Component) -> ListColumn:
    hint = "Ghi số bản đã nhận của người này; để trống là không nộp giấy này."
    return ListColumn(f"{PAPER}{component.key}", f"Giấy nhận: {component.name}"[:200], hint, False, (), "1", True)


def read_line(form: Form, pack: Pack, cells: Mapping[str, Any], today: date) -> Line:
    """Read the cells of one line (column key -> value as `Table` has them)."""
    answers: dict[str, Any] = {}
    troubles = [
        Trouble(key, f"Ô này đang báo lỗi {value['error']}. Gõ lại giá trị.")
        for key, value in cells.items()
        if isinstance(value, Mapping) and "error" in value
    ]
    told = {key: value for key, value in cells.items() if not (isinstance(value, Mapping) and "error" in value)}
    for field in form.fields.values():
        if field.type in _LEFT_OUT or field.is_written_by_system:
            continue
        if field.type == "repeat":
            if rows := _rows(field, told, today, troubles):
                answers[field.key] = rows
        elif (value := _answer(field, field.key, told, today, troubles)) is not None:
            answers[field.key] = value
    papers = {}
    for component in papers_of(pack):
        key = f"{PAPER}{component.key}"
        if key not in told:
            continue
        sheets = told[key]
        if isinstance(sheets, str) and sheets.strip().isdecimal():
            sheets = int(sheets)
        if isinstance(sheets, bool) or not isinstance(sheets, int) or not 0 <= sheets <= _MOST_PAPERS:
            troubles.append(Trouble(key, f"Ghi số bản đã nhận, từ 0 đến {_MOST_PAPERS}."))
        elif sheets:
            papers[component.key] = sheets
    return Line(answers, papers, tuple(troubles))


def _rows(field: Field, told: Mapping[str, Any], today: date, troubles: list[Trouble]) -> list[dict[str, Any]]:
    places_told = {key.split(".")[1] for key in told if key.startswith(f"{field.key}.") and key.count(".") >= 2}
    rows = []
    for place in sorted(places_told, key=int):
        row = {}
        for inner in field.fields:
            value = _answer(inner, f"{field.key}.{place}.{inner.key}", told, today, troubles)
            if value is not None:
                row[inner.key] = value
        if row:
            rows.append(row)
    return rows


def _answer(field: Field, key: str, told: Mapping[str, Any], today: date, troubles: list[Trouble]) -> Any:
    boxes = _boxes(field, key, told)
    if not any(boxes.values()):
        return None
    read = kind_of(field.type).read(field, "x", {name: [text] for name, text in boxes.items()}, today)
    stops = [problem for problem in read.problems if problem.severity == "stop"]
    if field.type == "address" and stops:
        troubles.append(Trouble(*_place_trouble(key, boxes, stops[0].message, stops[0].code)))
    else:
        troubles += [Trouble(key, problem.message) for problem in stops]
    return None if stops else read.value


def _place_trouble(key: str, boxes: Mapping[str, str], message: str, code: str) -> tuple[str, str]:
    """A list has no box to search in: what is wrong with a place is told as what to write."""
    try:
        places.province(boxes["x-province"])
    except NotFound:
        return f"{key}.province", "Chọn tỉnh, thành phố trong danh sách có sẵn của ô."
    if code in {"place_not_found", "place_not_chosen", "place_incomplete"}:
        return f"{key}.commune", "Ghi đúng tên xã, phường hiện nay của tỉnh, thành phố đã chọn, hoặc mã 5 chữ số."
    return f"{key}.commune", message


def _boxes(field: Field, key: str, told: Mapping[str, Any]) -> dict[str, str]:
    """The boxes a screen would post for this question."""
    if field.type == "address":
        province, commune, detail = (cell_text(told.get(f"{key}.{part}")) for part in ("province", "commune", "detail"))
        code = _province(province)
        return {
            "x-province": code,
            "x-query": commune,
            "x-commune": _commune(commune, code),
            "x-detail": detail,
        }
    value = told.get(key)
    if field.type == "date":
        return {f"x-{box}": text for box, text in date_boxes(value).items()}
    text = cell_text(value)
    if field.type == "choice":
        text = _code(field, text)
    elif field.type == "yes_no":
        text = {"co": "yes", "khong": "no", "x": "yes", "true": "yes", "false": "no"}.get(fold(text), text)
    elif field.type == "personal_number":
        text = digits_text(value, _PERSONAL, lost=2)
    elif field.type == "phone":
        text = digits_text(value, _PHONE, lost=1)
    return {"x": text}


def _code(field: Field, text: str) -> str:
    """The code of what was chosen by its label; what is not in the list stays as typed and is told as wrong."""
    wanted = fold(text)
    return next((option.code for option in field.options if wanted in {fold(option.label), fold(option.code)}), text)


def _province(text: str) -> str:
    """The code of a province by its name; a name nobody knows stays, and is told as wrong."""
    wanted = fold(text).removeprefix("tinh ").removeprefix("thanh pho ")
    if not wanted:
        return ""
    names = {p.code: {fold(p.name), fold(places.bare_name(p.name)), p.code} for p in places.provinces()}
    return next((code for code, called in names.items() if wanted in called), text)


def _commune(text: str, province: str) -> str:
    """The code of a commune by its name of today in its province, "" where that names none or more than one."""
    wanted = fold(text)
    try:
        inside = places.communes_of(province)
    except NotFound:
        return ""
    found = [p.code for p in inside if wanted in {fold(p.name), fold(places.bare_name(p.name)), p.code}]
    return found[0] if len(found) == 1 else ""


def digest_of(procedure: str, answers: Mapping[str, Any], papers: Mapping[str, int]) -> str:
    """Return what a line says as one word, the same for the same line in another file."""
    told = [procedure, answers, papers]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
