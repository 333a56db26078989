"""Tags and filters of the design system: `{% icon %}`, `{% field %}`, `{% error_summary %}`, `{% days %}`.

Everything else is a template under `web/components/`, used with `{% include … with … only %}`;
docs/design-system.md lists both with their parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from motcua.platform import training
from motcua.web import text
from motcua.web.days import Day
from motcua.web.days import strip as lay_out
from motcua.web.fields import BOX_LABELS, DATE_BOXES, FieldView, errors_of

register = template.Library()

SPRITE = "vendor/tabler/icons.svg"
COUNT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


@register.simple_tag
def training_words() -> str:
    """What every page of a training installation says, also where no view had a say (error pages); "" elsewhere."""
    return training.words()


# --- drawing -----------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", extra_class: str = "") -> SafeString:
    """Draw an icon of the sprite. Without `label` it is decoration: the word stands beside it."""
    classes = f"vn-icon {extra_class}".strip()
    if not label:
        return format_html(
            '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
            classes, _sprite(), name,
        )  # fmt: skip
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
        classes,
        label,
        _sprite(),
        name,
    )


@cache
def _sprite() -> str:
    """A page draws forty icons; where the sprite lies does not change while a process lives."""
    return static(SPRITE)


@register.simple_tag
def field(view: FieldView) -> SafeString:
    """Draw one question with the template of its kind; a locked one is shown, not asked."""
    name = "locked" if view.locked else view.kind
    return _template(f"web/fields/{name}.html").render({"f": view})


@cache
def _template(name: str):
    # A form of thirty questions asks thirty times; the loader's own cache costs a dictionary walk each time.
    return get_template(name)


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(views: Iterable[FieldView], title: str = "") -> dict[str, object]:
    """List what must be corrected, each line a link to its box; draws nothing when all is well."""
    errors = [{"text": sentence, "id": target} for sentence, target in errors_of(list(views))]
    return {"errors": errors, "title": title or _count_title(len(errors))}


def _count_title(count: int) -> str:
    return f"Có {COUNT_WORDS[count] if count < len(COUNT_WORDS) else count} chỗ cần sửa"


@register.inclusion_tag("web/components/days.html")
def days(days: Sequence[Day], long_names: bool = False, legend: bool = False, label: str = "") -> dict[str, object]:
    """Draw the day strip. `long_names` writes "Thứ Sáu" instead of "T6" where there are few cells."""
    laid_out = lay_out(days)
    kinds = {day.kind for day in (*laid_out.head, *laid_out.tail)}
    return {
        "strip": laid_out,
        "long_names": long_names,
        "label": label or "Cách tính ngày hẹn trả",
        "legend": [(kind, word) for kind, word in LEGEND if kind in kinds] if legend else [],
    }


LEGEND = (("counted", "Ngày đã tính"), ("paused", "Dừng chờ bổ sung"), ("off", "Ngày nghỉ"), ("due", "Ngày hẹn"))


@register.simple_tag
def date_boxes(view: FieldView) -> list[dict[str, object]]:
    """The boxes of a date question: part, label, value as typed, whether it is marked wrong."""
    value = view.value
    boxes = []
    for part in DATE_BOXES[view.kind]:
        wrong = bool(view.error) and (not view.error_parts or part in view.error_parts)
        typed = getattr(value, part, "") if not isinstance(value, str) else (value if part == "year" else "")
        boxes.append({"part": part, "label": BOX_LABELS[part], "value": typed, "is_wrong": wrong})
    return boxes


@register.filter
def code(value: str) -> SafeString:
    """Write a dossier code that may break at its hyphens; copying it gives the code and no spaces."""
    groups = format_html_join(mark_safe("<wbr>"), "{}", ((group,) for group in text.code_groups(str(value))))
    return format_html('<span class="vn-code">{}</span>', groups)


@register.filter
def describes(option_hint: str, hint_id: str) -> SafeString:
    return format_html(' aria-describedby="{}"', hint_id) if option_hint else mark_safe("")


# --- words -------------------------------------------------------------------------------------


@register.filter
def number(value: int | float | Decimal | None, places: int = 0) -> str:
    """1284 → 1.284; nothing known → a dash, never 0."""
    return "—" if value is None or value == "" else text.number(value, places)


@register.filter
def percent(value: float | Decimal | None, places: int = 2) -> str:
    """A ratio as percent: 0.9836 → 98,36%."""
    return "—" if value is None or value == "" else f"{text.number(value * 100, places)}%"


@register.filter
def money(amount: int | Decimal | None) -> str:
    """8000 → 8.000 đồng."""
    return "—" if amount is None or amount == "" else text.money(amount)


@register.filter
def money_short(amount: int | Decimal | None) -> str:
    """8000 → 8.000 đ, for tables."""
    return "—" if amount is None or amount == "" else text.money(amount, short=True)


@register.filter
def day(on: date | datetime | None) -> str:
    """thứ Hai 16/11/2026."""
    return "" if on is None else text.day(_local_date(on))


@register.filter
def day_short(on: date | datetime | None) -> str:
    """thứ Hai 16/11."""
    return "" if on is None else text.day(_local_date(on), year=False)


@register.filter
def day_start(on: date | datetime | None) -> str:
    """Thứ Hai 16/11/2026, at the start of a line."""
    words = day(on)
    return words[:1].upper() + words[1:]


@register.filter
def moment(at: datetime | None) -> str:
    """17:00, thứ Hai 16/11/2026 (local time)."""
    return "" if at is None else text.moment(_local(at))


@register.filter
def tied(words: str) -> str:
    """Do not break a line inside "thứ Hai"; for big dates."""
    return text.tied(str(words))


@register.filter
def clock(at: datetime | None) -> str:
    """17:00 (local time)."""
    return "" if at is None else text.clock(_local(at))


@register.filter
def stamp(at: datetime | None) -> str:
    """Thứ Hai 09/11, 08:10: the head of a timeline event."""
    if at is None:
        return ""
    local = _local(at)
    words = text.day(local.date(), year=False)
    return f"{words[:1].upper()}{words[1:]}, {text.clock(local)}"


@register.filter
def file_size(size: int | None) -> str:
    return "" if size is None else text.file_size(size)


def _local(at: datetime) -> datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else at


def _local_date(on: date | datetime) -> date:
    return _local(on).date() if isinstance(on, datetime) else on


@register.simple_tag
def table_cells(columns: Sequence[object], row: Iterable[object], cards: object = False) -> SafeString:
    """The cells of one row of components/table.html; a template for each cell would take longer than the query.

    A cell is a text, or has text and url. Numbers stand at the right, in digits of equal width; a card repeats the head
    of the column before each cell and leaves out one that `is_nothing`.
    """
    return mark_safe("".join(_cell(columns, n, cell, bool(cards)) for n, cell in enumerate(row)))  # noqa: S308


def _cell(columns: Sequence[object], n: int, cell: object, is_card: bool) -> str:
    column = columns[n] if n < len(columns) else None
    names = ["vn-number"] if _of(column, "is_number") else []
    if _of(cell, "is_nothing"):
        names.append("vn-cards-empty")
    look = f' class="{" ".join(names)}"' if names else ""
    text, url = _of(cell, "text"), _of(cell, "url")
    if text is None and not isinstance(cell, dict):
        text = cell
    inner: str = "" if text is None and isinstance(cell, dict) else conditional_escape(str(localize(_here(text))))
    if url:
        inner = f'<a href="{conditional_escape(url)}">{inner}</a>'
    if n == 0:
        role = ' role="rowheader"' if is_card else ""
        return f'<th scope="row"{look}{role}>{inner}</th>'
    label = f' role="cell" data-label="{conditional_escape(_of(column, "label") or "")}"' if is_card else ""
    return f"<td{look}{label}>{inner}</td>"


def _here(value: Any) -> Any:
    return _local(value) if isinstance(value, datetime) else value


def _of(thing: object, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
