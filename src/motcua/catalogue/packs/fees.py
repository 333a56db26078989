"""Which fee lines stand for a dossier, how much they are, and when a person must be asked (docs/packs.md section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.catalogue.packs.facts import Facts
from motcua.catalogue.packs.model import FeeLine, Pack
from motcua.platform import logic
from motcua.platform.text import money

# What a missing amount means to people. The second is no question for the officer: the source lists no charge at all.
UNREAD = {
    "council": "do HĐND tỉnh quy định, hỏi Trung tâm",
    "not_recorded": "Không thu (quyết định công bố không ghi khoản thu)",
    "unset": "chưa có mức thu, hỏi Trung tâm",
}
ASK_OFFICER = frozenset({"council", "unset"})
PER = {"dossier": "", "page": "/trang", "copy": "/bản", "person": "/người", "row": "/dòng"}


@dataclass(frozen=True)
class Charge:
    """A fee line for one dossier. `amount` is the whole sum in đồng, None while it is not known.

    `needs_officer` says why a person must look: council, unset, quantity (nobody counted yet), condition (an
    answer it hangs on is missing), choice (the source gives several lines and no rule between them), doubtful.
    """

    line: FeeLine
    amount: int | None
    quantity: int | None
    needs_officer: str | None

    @property
    def label(self) -> str:
        return self.line.label

    @property
    def legal(self) -> str | None:
        return self.line.legal

    @property
    def text(self) -> str:
        return fee_text(self.line)


def fee_text(line: FeeLine) -> str:
    """The words people read for one line: the amount for each unit, or one of the three reasons for none."""
    if line.amount is None:
        return UNREAD[line.unread or "unset"]
    return "Không thu" if line.amount == 0 else money(line.amount) + PER[line.per]


def fees(
    pack: Pack,
    *,
    case: str,
    channel: str,
    province: str | None,
    answers: Mapping[str, Any],
    on: date,
    registers: Any = None,
) -> list[Charge]:
    """Return the charges of a dossier, in the order of the table; an empty list when the pack has no line that fits.

    Within a group the lines are alternatives: a line of the province beats the national one; of those that are
    left either one stands, or a person chooses. Different groups add up.
    """
    facts = Facts(case, channel, on, answers, registers or {})
    charges: list[Charge] = []
    for group in dict.fromkeys(line.group for line in pack.fees):
        lines = [line for line in pack.fees if line.group == group and _fits(line, facts, province)]
        charges += _of_group(lines, facts)
    return charges


def _fits(line: FeeLine, facts: Facts, province: str | None) -> bool:
    return (
        line.channel in ("any", facts.channel)
        and (line.cases is None or facts.case in line.cases)
        and line.province in (None, province)
        and (line.valid_from is None or line.valid_from <= facts.submitted_on)
        and (line.valid_to is None or facts.submitted_on <= line.valid_to)
    )


def _of_group(lines: list[FeeLine], facts: Facts) -> list[Charge]:
    truths = {line.key: _truth(line, facts) for line in lines}
    certain = _local_first([line for line in lines if truths[line.key] is True])
    possible = _local_first([line for line in lines if truths[line.key] is logic.NOT_ASKED])
    if not certain:
        return [_charge(line, facts, "condition") for line in possible]
    parts = [line for line in certain if not line.is_cap]
    if len(parts) < len(certain):
        # A cap works with the lines by the page: while those are not counted the officer keeps to it, and once
        # they are it is kept in their quantities (docs/packs.md section 6).
        charges = [_charge(line, facts, None) for line in certain]
        counted = all(charge.amount is not None for charge in charges if not charge.line.is_cap)
        # Nor does a line of which nothing is counted (no third page) ask for anything.
        return [c for c in charges if not counted or not (c.line.is_cap or c.quantity == 0)]
    chosen_by_person = len(parts) > 1 and len({line.amount for line in parts}) > 1
    return [_charge(line, facts, "choice" if chosen_by_person else None) for line in certain]


def _truth(line: FeeLine, facts: Facts) -> logic.Truth:
    """As `Facts.truth`, but a condition that is false only because an answer is missing is still open."""
    truth = facts.truth(line.applies_when)
    if truth is False and line.applies_when is not None:
        names = logic.variables(line.applies_when)
        if any(name.split(".")[0] not in facts.data() for name in names):
            return logic.NOT_ASKED
    return truth


def _local_first(lines: list[FeeLine]) -> list[FeeLine]:
    return [line for line in lines if line.province is not None] or lines


def _charge(line: FeeLine, facts: Facts, reason: str | None) -> Charge:
    quantity = _quantity(line, facts)
    if line.amount is None:
        asked = line.unread if line.unread in ASK_OFFICER else None
        return Charge(line, None, quantity, reason or asked)
    if line.amount == 0:
        return Charge(line, 0, quantity, reason or ("doubtful" if line.doubtful else None))
    if quantity is None:
        return Charge(line, None, None, reason or "quantity")
    return Charge(line, line.amount * quantity, quantity, reason or ("doubtful" if line.doubtful else None))


def _quantity(line: FeeLine, facts: Facts) -> int | None:
    if line.quantity is None:
        return 1 if line.per == "dossier" else None
    data = facts.data()
    scopes = [data] if line.rows is None else [{**data, line.rows: row} for row in data.get(line.rows) or ()]
    counts = [_counted(line.quantity, scope, facts) for scope in scopes]
    return None if None in counts or not counts else sum(count for count in counts if count is not None)


def _counted(rule: Mapping[str, Any], scope: Mapping[str, Any], facts: Facts) -> int | None:
    try:
        counted = logic.evaluate(rule, scope, today=facts.submitted_on)
    except logic.NotComputable:
        return None
    return counted if isinstance(counted, int) and not isinstance(counted, bool) and counted >= 0 else None
