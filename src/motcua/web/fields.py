"""A question as plain values: what `{% field view %}` draws.

The forms context turns its definitions, answers and refusals into `FieldView` objects; this context knows
neither. Names, ids and the shape of what a browser posts are fixed here, so that whoever reads the request
finds the parts of a date or an address under the names below.

What a browser posts for a field named `x`:

=============  =============================================================================================
kind           request keys
=============  =============================================================================================
date           `x-day`, `x-month`, `x-year` (month_year: without day; year: `x-year` alone)
address        `x-province`, `x-query`, `x-commune`, `x-detail`; button `find` = `x` asks for the list again
checkboxes     `x`, once for each tick
file           `x` (multipart, may repeat); button `remove` = value of the file row
repeat         the names of the inner fields; buttons `add` = `x`, `remove` = name of the row
declaration    `x` = "yes" when ticked
all others     `x`
=============  =============================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text", "number", "money", "phone", "email", "personal_number", "textarea", "select", "radios",
    "checkboxes", "yes_no", "date", "month_year", "year", "time", "address", "file", "declaration",
    "repeat", "hidden", "password",
]  # fmt: skip

Source = Literal["identity", "population", "civil_status", "other_register", "declared", "unreachable"]


@dataclass(frozen=True)
class Option:
    """One choice. `reveal` holds questions that only make sense once this one is chosen."""

    value: str
    label: str
    hint: str = ""
    reveal: tuple[FieldView, ...] = ()


@dataclass(frozen=True)
class DateParts:
    """A date as it was typed: three texts, so that a mistake can be shown back unchanged.

    A person may know only the year of birth; then day and month stay empty.
    """

    day: str = ""
    month: str = ""
    year: str = ""


@dataclass(frozen=True)
class AddressParts:
    """An address between two answers of the server.

    `query` is what was typed to find the commune; `matches` is the list found, one `Option` each (its hint
    may carry the old name: "trước 01/7/2025: xã Cẩm Hưng"). `commune_label` is the chosen one in words.
    `was_searched` tells "nothing found" from "not yet asked".
    """

    province: str = ""
    provinces: tuple[Option, ...] = ()
    query: str = ""
    commune: str = ""
    commune_label: str = ""
    matches: tuple[Option, ...] = ()
    was_searched: bool = False
    detail: str = ""
    asks_detail: bool = True
    detail_label: str = "Số nhà, đường, thôn, tổ dân phố"


@dataclass(frozen=True)
class FileRow:
    """A file already received. `size` and `pages` are ready to read ("1,2 MB", "1 trang")."""

    key: str
    name: str
    size: str = ""
    pages: str = ""
    url: str = ""
    error: str = ""


@dataclass(frozen=True)
class RepeatRow:
    """One entry of a repeating block, for example one child or one land plot."""

    key: str
    title: str
    fields: tuple[FieldView, ...]
    can_remove: bool = True


@dataclass(frozen=True)
class FieldView:
    """One question, ready to draw.

    `error` is a whole sentence that says what to do; the same words go into the error summary. `required`
    false adds "(không bắt buộc)" to the label. `locked` shows the value read-only with its `source`; nothing
    is posted for it. `error_parts` names the boxes of a date to mark ("day", "month", "year"); empty marks
    all. `width` is the expected length in characters and chooses the width of the box. `is_heading` makes the
    label the h1 of the page (one page, one question).
    """

    kind: Kind
    name: str
    label: str
    value: object = ""
    hint: str = ""
    error: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    locked: bool = False
    source: Source | Literal[""] = ""
    source_text: str = ""
    rows: tuple[RepeatRow, ...] = ()
    files: tuple[FileRow, ...] = ()
    id: str = ""
    width: int | None = None
    lines: int = 3
    suffix: str = ""
    autocomplete: str = ""
    max_length: int | None = None
    max_bytes: int | None = None
    accept: str = ""
    multiple: bool = False
    add_label: str = ""
    inline: bool = False
    is_heading: bool = False
    error_parts: tuple[str, ...] = field(default=())

    @property
    def element_id(self) -> str:
        """The id of the first control: what a line of the error summary points at."""
        return self.id or f"o-{self.name}"

    @property
    def focus_id(self) -> str:
        """Where the error summary sends the reader: the first box that can be corrected."""
        first = self.element_id
        if self.kind in ("date", "month_year", "year"):
            boxes = DATE_BOXES[self.kind]
            wrong = [box for box in boxes if box in self.error_parts]
            return f"{first}-{(wrong or boxes)[0]}"
        if self.kind == "address":
            return f"{first}-{self.error_parts[0] if self.error_parts else 'province'}"
        if self.kind in ("radios", "checkboxes", "yes_no"):
            return f"{first}-1"
        return first

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, in reading order, for `aria-describedby`."""
        parts = [(self.hint, "hint"), (self.error, "error")]
        return " ".join(f"{self.element_id}-{suffix}" for text, suffix in parts if text)

    @property
    def text(self) -> str:
        """The value as typed; a number is not grouped, or it would come back with dots."""
        return "" if self.value is None else str(self.value)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen values as texts, whether one or several were given."""
        if isinstance(self.value, (list, tuple, set, frozenset)):
            return tuple(str(value) for value in self.value)
        if isinstance(self.value, bool):
            return ("yes",) if self.value else ("no",)
        return (str(self.value),) if self.value not in (None, "") else ()

    @property
    def width_class(self) -> str:
        """The nearest box width: 2, 4, 6, 10, 20 or 30 characters; empty is the full column."""
        if self.width is None:
            return ""
        return f"vn-w-{next((step for step in WIDTHS if self.width <= step), WIDTHS[-1])}"


WIDTHS = (2, 4, 6, 10, 20, 30)
DATE_BOXES: dict[str, tuple[str, ...]] = {
    "date": ("day", "month", "year"),
    "month_year": ("month", "year"),
    "year": ("year",),
}
BOX_LABELS = {"day": "Ngày", "month": "Tháng", "year": "Năm"}


def errors_of(views: tuple[FieldView, ...] | list[FieldView]) -> list[tuple[str, str]]:
    """Return (sentence, id to jump to) for every refused field, in page order, inner fields included.

    >>> errors_of([FieldView("text", "ten", "Tên", error="Điền tên."), FieldView("text", "x", "X")])
    [('Điền tên.', 'o-ten')]
    """
    found: list[tuple[str, str]] = []
    for view in views:
        if view.error:
            found.append((view.error, view.focus_id))
        for row in view.rows:
            found.extend(errors_of(row.fields))
        for option in view.options:
            found.extend(errors_of(option.reveal))
    return found
