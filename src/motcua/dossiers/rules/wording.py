"""Values as people read them on results and pages. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.platform import logic, places
from motcua.platform.text import date_vi, money, number

Field = Mapping[str, Any]
_NEEDS_LABEL = frozenset({"number", "money", "date", "yes_no"})  # of a row: "1, 3" would say nothing


@dataclass(frozen=True)
class Told:
    """What a result is written from. `answers` and `entered` by key; `asked`: the fields of the form by key.

    `facts` are the other variables of the pack's rules: case, channel, submitted_on, and `result` (number, sign and
    day of the decision itself). `lists` are the code lists.
    """

    answers: Mapping[str, Any]
    entered: Mapping[str, Any]
    lists: Mapping[str, Any]
    asked: Mapping[str, Field] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def scope(self) -> dict[str, Any]:
        """The variables a rule of the result may read."""
        return {**self.answers, **self.facts}

    @property
    def today(self) -> date:
        """The day ages count to: that of submission."""
        return date.fromisoformat(self.facts["submitted_on"]) if "submitted_on" in self.facts else date.min

    def holds(self, rule: Any) -> bool:
        """Tell whether a rule holds for sure; none at all holds."""
        return rule is None or logic.is_true(rule, self.scope, today=self.today)


def result_rows(document: Mapping[str, Any], told: Told) -> list[list[tuple[str, str]]]:
    """Return the lines of a result in the order of its print, each the pairs (label, text) that share it.

    What nobody knows is left out. A field that is `split` tells each answer it takes as a pair of its own: the first
    with the field's label, the others with those of the form.
    A system field is computed, made of the answers it `takes`, the `sum` of one column of a repeating block, or copied
    from the answer its `from` names (or that of its own key); the others are what an officer or a register entered.
    """
    fields = {f["key"]: f for f in document.get("fields", [])}
    lines = []
    for row in document.get("rows") or [[key] for key in fields]:
        # A file is handed over beside the paper; its number in our store says nothing to anybody.
        shown = [
            fields[k] for k in row if k in fields and fields[k]["type"] != "file" and fields[k].get("printed", True)
        ]
        if len(shown) == 1 and shown[0].get("split") and not told.entered.get(shown[0]["key"]):
            lines += _split(shown[0], told)
        else:
            lines.append([(field["label"], text) for field in shown if (text := result_text(field, told))])
    return [line for line in lines if line]


def _split(field: Field, told: Told) -> list[list[tuple[str, str]]]:
    """Return the answers a block takes: the first on a line of its own, the others after it on the next."""
    pairs: list[tuple[str, str]] = []
    for key in field["takes"]:
        text = _answer(key, told)
        if text and text not in (said for _, said in pairs):  # one number or address is told once
            pairs.append((told.asked.get(key, {}).get("label", "") if pairs else field["label"], text))
    return [pairs[:1], pairs[1:]]


def result_words(document: Mapping[str, Any], told: Told) -> list[str]:
    """Return the paragraphs of a decision that fit this dossier, its data put in; what nobody knows is "…"."""
    return result_sentences(document, "words", told)


def result_sentences(document: Mapping[str, Any], part: str, told: Told) -> list[str]:
    """Return the sentences of a part of a result (`words`, `bases`, `recipients`) that fit this dossier, as above."""
    texts = {f["key"]: result_text(f, told) for f in document.get("fields", [])}

    def filled(words: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: texts.get(found[1]) or "…", words)

    return [filled(row["text"]) for row in document.get(part) or () if told.holds(row.get("when"))]


def result_text(field: Field, told: Told) -> str:
    """Return one field of a result as text, "" when nobody knows it."""
    value = told.entered.get(field["key"])
    if value not in (None, "") or field.get("entered_by") != "system":
        return shown_value(value, field, told.lists)
    if rule := field.get("compute"):
        return shown_value(_computed(rule, told), field, told.lists)
    if taken := field.get("takes"):
        parts = dict.fromkeys(_answer(key, told) for key in taken)  # one number or address is told once
        return "; ".join(part for part in parts if part)
    if column := field.get("sum"):
        return shown_value(_sum(column, told), field, told.lists)
    source = field.get("from") or field["key"]
    if field.get("type") in ("choice", "date", "money"):
        return shown_value(told.answers.get(source), field, told.lists)
    return _answer(source, told)


def _answer(key: str, told: Told) -> str:
    """Return one answer in words; "block.field" is that field of each row of a block."""
    block, _, inner = key.partition(".")
    if inner:
        field: Field = next((f for f in told.asked.get(block, {}).get("fields", ()) if f["key"] == inner), {})
        return "; ".join(
            text for row in told.answers.get(block) or () if (text := shown_value(row.get(inner), field, told.lists))
        )
    return shown_value(told.answers.get(key), told.asked.get(key, {}), told.lists)


def _sum(column: str, told: Told) -> Decimal | None:
    """Return what a column of a block adds up to; None where a row has no number in it."""
    block, _, inner = column.partition(".")
    values = [row.get(inner) for row in told.answers.get(block) or ()]
    if not values or any(not isinstance(value, int | float) for value in values):
        return None
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def _computed(rule: Any, told: Told) -> Any:
    try:
        value = logic.evaluate(rule, told.scope, today=told.today)
    except logic.NotComputable:
        return None
    return None if value is logic.NOT_ASKED else value


def shown_value(value: Any, field: Field, lists: Mapping[str, Any]) -> str:
    """Return one answer as text by its type: choices by their label, addresses in full, dates as d/m/Y."""
    if value in (None, "", []):
        return ""
    match field.get("type"):
        case "choice":
            return option_label(field.get("options"), str(value), lists)
        case "date":
            return date_text(str(value))
        case "yes_no":
            return "Có" if value else "Không"
        case "money":
            return money(int(value))
        case "number" if isinstance(value, int | float | Decimal):
            # A year is not grouped; without a unit nobody knows whether it is one (as the form shows it).
            is_measured = bool(field.get("unit")) or abs(Decimal(str(value))) >= 10_000
            text = number(value) if is_measured else str(value).replace(".", ",")
            return f"{text} {field.get('unit') or ''}".strip()
        case "address" if isinstance(value, Mapping):
            return address_text(value)
        case "repeat" if isinstance(value, list):
            return "; ".join(_row_text(row, field.get("fields", ()), lists) for row in value)
    return ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _row_text(row: Mapping[str, Any], fields: Sequence[Field], lists: Mapping[str, Any]) -> str:
    """Return one row of a block: its words one after another; numbers and days say what they are of, "no" nothing."""
    parts = []
    for f in fields:
        value = row.get(f["key"])
        if value in (None, "", False):
            continue
        text = "" if f["type"] == "yes_no" else shown_value(value, f, lists)
        is_bare = f["type"] in _NEEDS_LABEL and not f.get("unit")
        label = f["label"][:1].lower() + f["label"][1:] if is_bare else ""
        parts.append(" ".join(part for part in (label, text) if part))
    return ", ".join(parts)


def option_label(options: Any, code: str, lists: Mapping[str, Any]) -> str:
    """Return the words of a choice; an unknown code is shown as it is, never dropped."""
    items = options if isinstance(options, list) else (lists.get(str(options)) or {}).get("items", [])
    return next((item["vi"] for item in items if str(item["code"]) == code), code)


def date_text(value: str) -> str:
    """Return a date, a month or only a year as people write it.

    >>> date_text("2026-10-28"), date_text("1941"), date_text("1962-05")
    ('28/10/2026', '1941', '05/1962')
    """
    parts = value.split("-")
    if len(parts) == 3:
        return date_vi(date.fromisoformat(value))
    return "/".join(reversed(parts))


def address_text(value: Mapping[str, Any]) -> str:
    """Return an address in running words: detail, commune, province."""
    place = ""
    if commune := value.get("commune"):
        place = places.full_name(str(commune))
    elif province := value.get("province"):
        place = places.full_name(str(province))
    return ", ".join(part for part in (value.get("detail") or "", place) if part)
