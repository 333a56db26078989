"""What a dossier will cost, said before anybody begins one: by case and by way of applying, from the fee table. Pure.

The same rules as fix the fee of a dossier (`packs.fees`), asked with no answers yet: what hangs on an answer or on a
count is said with its condition, what nobody published is said so, and never as 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.catalogue.packs.fees import UNREAD, Charge, fee_text, fees
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.wording import CHANNELS, field_label
from motcua.platform import logic
from motcua.platform.text import money

EVERY_CASE = "Mọi trường hợp"
_WHY = {
    "choice": "một trong các mức, cán bộ xác định",
    "quantity": "",  # the text itself counts: "8.000 đồng/bản"
    "doubtful": "Trung tâm báo lại mức đúng",
}


@dataclass(frozen=True)
class CaseFee:
    """What one case costs: (way of applying, words) in the order of the page."""

    label: str
    by_channel: tuple[tuple[str, str], ...]


def fees_by_case(
    pack: Pack, province: str, on: date, *, channels: Sequence[str] = tuple(CHANNELS)
) -> tuple[CaseFee, ...]:
    """Return the cost of each case by each of these ways the procedure has; one row when all cases cost the same."""
    ways = [channel for channel in channels if channel in pack.procedure["channels"]]
    rows = [
        CaseFee(
            case.label,
            tuple(
                (
                    channel,
                    words(fees(pack, case=case.key, channel=channel, province=province, answers={}, on=on), pack.form),
                )
                for channel in ways
            ),
        )
        for case in pack.cases
    ]
    if rows and len({row.by_channel for row in rows}) == 1:
        return (CaseFee(EVERY_CASE if len(rows) > 1 else rows[0].label, rows[0].by_channel),)
    return tuple(rows)


def words(charges: Sequence[Charge], form: Mapping[str, Any] | None = None) -> str:
    """Return what the charges of one case cost in words: a sum when all is known, else a line each with its reason."""
    if not charges:
        return _sentence(UNREAD["unset"])
    if all(charge.amount is not None and charge.needs_officer is None for charge in charges):
        total = sum(charge.amount or 0 for charge in charges)
        return money(total) if total else "Không thu"
    told = [_line(charge, form, alone=len(charges) == 1) for charge in charges]
    return "\n".join(dict.fromkeys(told))


def _line(charge: Charge, form: Mapping[str, Any] | None, *, alone: bool) -> str:
    why = _on_what(charge, form) if charge.needs_officer == "condition" else _WHY.get(charge.needs_officer or "", "")
    text = fee_text(charge.line) + (f" ({why})" if why else "")
    return _sentence(text) if alone else f"{charge.label}: {text}"


def _on_what(charge: Charge, form: Mapping[str, Any] | None) -> str:
    """Name the questions on whose answers a line hangs, as the form asks them."""
    names = sorted(logic.variables(charge.line.applies_when)) if charge.line.applies_when else []
    labels = list(dict.fromkeys(label for name in names if (label := field_label(form, name))))
    return f"tùy câu trả lời: {'; '.join(labels)}" if labels else "tùy điều bạn khai"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
