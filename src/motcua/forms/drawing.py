"""A screen of a form as the field components of the design system (motcua.web.fields)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from motcua.forms.engine.faults import Fault, control_name
from motcua.forms.engine.model import CASE, Field, Form
from motcua.forms.engine.reading import SHORT_LIST, Parsed, waits_behind
from motcua.forms.engine.sources import badge_of
from motcua.forms.engine.state import FieldState, FormState
from motcua.forms.engine.summary import shown_text
from motcua.forms.engine.types import Posted, kind_of
from motcua.forms.engine.types.addresses import find_communes, place_or_none
from motcua.forms.engine.types.dates import boxes_of
from motcua.forms.engine.types.repeats import Repeat
from motcua.platform import places
from motcua.web.fields import AddressParts, DateParts, FieldView, FileRow, Kind, Option, RepeatRow, Source

# WCAG 1.3.5: browsers may fill in what is asked of the person himself, and of nobody else.
_AUTOCOMPLETE = {
    "applicant.full_name": "name",
    "applicant.phone": "tel",
    "applicant.email": "email",
    "applicant.birth_date": "bday",
}
_WIDTHS = {"personal_number": 20, "phone": 20, "time": 6, "number": 10}
_NOT_ASKED_HINT = "Chưa hỏi được dữ liệu Nhà nước. Có sẵn thì điền hoặc gửi kèm, chưa có vẫn làm tiếp được."
_NO_TYPED: Posted = {}


def field_views(
    form: Form,
    group_key: str,
    state: FormState,
    faults: Iterable[Fault] = (),
    *,
    parsed: Parsed | None = None,
    files: Mapping[str, Sequence[FileRow]] | None = None,
    masked: bool = True,
) -> list[FieldView]:
    """The questions of a screen, in order; locked ones read-only, copied and computed ones left out.

    `state` is the state *after* what was posted (of `parsed.over(answers)`). With `parsed`, boxes show what was typed,
    mistakes included, and the search for a commune its result; without, what is stored. `files` are the rows of each
    file field. `masked` hides the middle of locked personal numbers. Warnings stand in the hint, faults at the field.
    """
    drawing = _Drawing(form, parsed, tuple(faults), files or {}, masked)
    group = form.group(group_key)
    shown = {f.field.key for f in state.shown(group)}
    asked = {key for key in shown if state.fields[key].asked}
    behind = [f for f in group.fields if f.text_for in asked and waits_behind(form, f)]
    inside = {f.key for f in behind}
    views = []
    for one in group.fields:
        now = state.fields[one.key]
        if one.key in inside or not now.visible or not (now.asked or now.locked):
            continue
        completing = tuple(state.fields[f.key] for f in behind if f.text_for == one.key)
        views.append(drawing.question(now, one.key, completing))
    return views


class _Drawing:
    def __init__(
        self,
        form: Form,
        parsed: Parsed | None,
        faults: tuple[Fault, ...],
        files: Mapping[str, Sequence[FileRow]],
        masked: bool,
    ) -> None:
        self._form, self._files, self._masked = form, files, masked
        self._typed: Posted = parsed.typed if parsed else _NO_TYPED
        self._action = parsed.action if parsed else None
        # These were not on the page that was posted, or hold something newer than it: the store speaks.
        self._fresh = frozenset((*parsed.unseen, *parsed.answered_elsewhere)) if parsed else frozenset()
        self._faults: dict[str, list[Fault]] = {}
        for fault in faults:
            self._faults.setdefault(fault.name, []).append(fault)

    def question(
        self, now: FieldState, name: str, completing: tuple[FieldState, ...] = (), boxes: Posted | None = None
    ) -> FieldView:
        """One question; inside a block `boxes` are given, which has already chosen between typed and stored."""
        view = self._base(now, name)
        if now.locked and now.field.type != "repeat":
            return replace(view, locked=True, value=shown_text(now, masked=self._masked))
        return self._with_control(view, now, completing, self._boxes(now, name) if boxes is None else boxes)

    def _base(self, now: FieldState, name: str) -> FieldView:
        field = now.field
        stops = [f for f in self._faults.get(name, ()) if f.is_stop]
        warnings = [f.message for f in self._faults.get(name, ()) if not f.is_stop]
        badge, words = badge_of(self._form, now.value or now.offer)
        is_asked_by_register = now.is_open and not now.required
        hints = [*warnings, field.hint, _NOT_ASKED_HINT if is_asked_by_register else ""]
        return FieldView(
            kind=_kind(field),
            name=name,
            label=field.label,
            hint=" ".join(hint for hint in hints if hint),
            error=stops[0].message if stops else "",
            error_parts=stops[0].parts if stops else (),
            required=now.required or (field.type == "declaration"),
            source=cast(Source, badge) if badge and (badge != "declared" or now.offer) else "",
            source_text=words,
            width=_WIDTHS.get(field.type),
            suffix=field.unit if field.type == "number" else "",
            autocomplete=_AUTOCOMPLETE.get(field.fact, ""),
            max_length=field.max_length if field.type in ("text", "textarea", "person_name") else None,
            is_heading=field.key == CASE,
        )

    def _boxes(self, now: FieldState, name: str) -> Posted:
        """What the boxes hold: as typed on this page, else as stored or offered."""
        kind = kind_of(now.field.type)
        told = now.value or now.offer
        stored = kind.write(now.field, name, told.value) if told else {}
        if not self._typed or now.locked or now.field.key in self._fresh:
            return stored
        names = kind.names(now.field, name, self._typed)
        # An unticked box posts nothing; so on a page that was posted, absence is what was typed.
        return {posted: self._typed[posted] for posted in names}

    def _with_control(
        self, view: FieldView, now: FieldState, completing: tuple[FieldState, ...], boxes: Posted
    ) -> FieldView:
        field, name = now.field, view.name
        match field.type:
            case "date":
                return replace(view, value=DateParts(**{box: _last(boxes, f"{name}-{box}") for box in boxes_of(field)}))
            case "address":
                return replace(view, value=self._address(name, boxes))
            case "choice":
                return replace(view, value=_last(boxes, name), options=self._options(field, completing))
            case "repeat":
                return replace(view, rows=self._rows(now, name, boxes), add_label="Thêm một mục")
            case "file":
                accept = ",".join(f".{extension}" for extension in field.accept)
                return replace(view, files=tuple(self._files.get(field.key, ())), accept=accept, multiple=True)
            case _:
                return replace(view, value=_last(boxes, name))

    def _options(self, field: Field, completing: tuple[FieldState, ...]) -> tuple[Option, ...]:
        texts = tuple(
            self.question(
                replace(t, visible=True, asked=True, required=t.required or t.field.required is not False), t.field.key
            )
            for t in completing
        )
        # The text belongs to the first line that needs it; a page cannot hold one box twice.
        home = next((o.code for o in field.options if o.needs_text), None)
        return tuple(
            Option(o.code, o.label, hint=o.hint, reveal=texts if texts and o.code == home else ())
            for o in field.options
        )

    def _address(self, name: str, boxes: Posted) -> AddressParts:
        province, commune, query, detail = (
            _last(boxes, f"{name}-{p}") for p in ("province", "commune", "query", "detail")
        )
        chosen = place_or_none(commune, "commune")
        was_searched = self._is_searching(name) and bool(query.strip())
        hits = find_communes(query, province if place_or_none(province, "province") else "") if was_searched else []
        return AddressParts(
            province=province,
            provinces=_provinces(),
            query=query if not chosen or was_searched else "",
            commune=commune if chosen else "",
            commune_label=_full(chosen.code) if chosen else "",
            matches=tuple(Option(h.place.code, _full(h.place.code), hint=h.matched) for h in hits),
            was_searched=was_searched,
            detail=detail,
        )

    def _is_searching(self, name: str) -> bool:
        if self._action is not None and self._action.kind == "find":
            return self._action.target == name
        return any(f.code in ("place_not_chosen", "place_not_found") for f in self._faults.get(name, ()))

    def _rows(self, now: FieldState, name: str, boxes: Posted) -> tuple[RepeatRow, ...]:
        block, kind = now.field, cast(Repeat, kind_of("repeat"))
        numbers = kind.row_places(block, name, boxes)
        if not numbers and now.required and self._action is None:
            numbers = [0]  # the first row stands ready; nobody should look for a button to begin
        rows = []
        for order, number in enumerate(numbers, 1):
            states = self._row_states(now, boxes, name, number)
            fields = tuple(
                self.question(inner, control_name(name, number, inner.field.key), boxes=boxes)
                for inner in states
                if inner.visible and inner.asked
            )
            rows.append(RepeatRow(control_name(name, number), f"{block.label} {order}", fields))
        return tuple(rows)

    def _row_states(self, now: FieldState, boxes: Posted, name: str, number: int) -> list[FieldState]:
        """The inner fields of a row: as computed where the row is stored, else all that are not conditional."""
        filled = [
            n for n in cast(Repeat, kind_of("repeat")).row_places(now.field, name, boxes) if _has_text(boxes, name, n)
        ]
        place = filled.index(number) if number in filled else -1
        if 0 <= place < len(now.rows):
            return list(now.rows[place].values())
        return [
            FieldState(f, visible=f.visible is True, asked=not f.is_written_by_system, required=f.required is True)
            for f in now.field.fields
        ]


def _has_text(boxes: Posted, name: str, number: int) -> bool:
    return any(any(v.strip() for v in values) for n, values in boxes.items() if n.startswith(f"{name}-{number}-"))


def _kind(field: Field) -> Kind:
    match field.type:
        case "choice":
            return "radios" if len(field.options) <= SHORT_LIST else "select"
        case "date":
            kinds: dict[str, Kind] = {"day": "date", "month": "month_year", "year": "year"}
            return kinds[boxes_of(field)[0]]
        case "person_name":
            return "text"
        case kind:
            return cast(Kind, kind)


def _last(boxes: Posted, name: str) -> str:
    values = boxes.get(name) or ("",)
    return values[-1]


def _full(code: str) -> str:
    text: str = places.full_name(code)
    return text[:1].upper() + text[1:]


def _provinces() -> tuple[Option, ...]:
    return tuple(Option(place.code, place.name) for place in places.provinces())
