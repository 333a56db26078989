"""Money owed back: what nobody came for yet, and what was paid out lately, of the dossiers somebody sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.models import Dossier, Party
from motcua.identity.queries import Person
from motcua.payments import queries as payments
from motcua.payments.queries import RefundView


@dataclass(frozen=True)
class RefundRow:
    """One refund with the dossier it is for and whoever filed it."""

    refund: RefundView
    code: str
    title: str
    person: str
    phone: str


@dataclass(frozen=True)
class Refunds:
    """What is owed back, oldest first, and what was paid out, newest first."""

    owed: tuple[RefundRow, ...]
    paid: tuple[RefundRow, ...]


def refunds_seen(who: Person, *, since: datetime) -> Refunds:
    """Return the refunds of the dossiers this person sees; `since` bounds those paid out. Three queries."""
    found = payments.refunds(since)
    ids = {one.dossier_id for one in found}
    dossiers = Dossier.objects.visible_to(who).in_bulk(ids)
    filed = Party.objects.visible_to(who).filter(dossier_id__in=ids, role="submitter")
    people = {d: (name, phone) for d, name, phone in filed.values_list("dossier_id", "name", "phone")}
    rows = []
    for one in found:
        if (dossier := dossiers.get(one.dossier_id)) is not None:
            rows.append(RefundRow(one, dossier.code, dossier.title, *people.get(one.dossier_id, ("", ""))))
    paid = [(row.refund.paid_at, row) for row in rows if row.refund.paid_at is not None]
    paid.sort(key=lambda pair: pair[0], reverse=True)
    return Refunds(tuple(row for row in rows if row.refund.paid_at is None), tuple(row for _, row in paid))
