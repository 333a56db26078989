"""Dossiers that were returned, for ratings: made by the services, under row-level security."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Party
from motcua.dossiers.services import deciding, moving, paying, receiving, returning
from motcua.dossiers.tests.conftest import MONDAY, as_web, office, submitted
from motcua.dossiers.tests.test_thread import SEEN
from motcua.payments import queries as payments

__all__ = ["as_web", "office", "submitted"]
HOUR = timedelta(hours=1)
RESULT = {
    "copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
    "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
    "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng",
}  # fmt: skip


@pytest.fixture
def returned(office, as_web, submitted):
    """Take a dossier of Trang's through to its return; return its code and the officers who worked on it."""
    code = submitted(office.trang)
    Party.objects.filter(role="submitter").update(phone="0912000412")
    walk(office.cg, as_web, code)
    return SimpleNamespace(code=code, received=office.cg["motcua1"], handled=office.cg["hotich"])


def walk(officers, as_web, code):
    steps = (
        ("motcua1", receiving.accept, {}),
        ("hotich", moving.take_up, {}),
        ("hotich", deciding.propose, {"is_refusal": False, "values": RESULT}),
        ("hotich", moving.forward, {}),
        ("chutich", deciding.approve, {}),
        ("vanthu", deciding.number_and_seal, {}),
        ("motcua1", returning.return_result, {"way": "counter", **SEEN}),
    )
    for login, service, told in steps:
        with as_web(officers[login]) as who:
            if service is returning.return_result:
                pay(code, who)
            service(code, who=who, now=MONDAY + HOUR, **told)


def pay(code, who):
    owed = payments.obligation_of(dossiers.dossier(who, code).id)
    if owed is not None and owed.owes:
        told = {"amount": owed.amount, "receipt_number": "01", "reference": f"thu:{code}"}
        paying.take_payment(code, who=who, now=MONDAY + HOUR, **told)
