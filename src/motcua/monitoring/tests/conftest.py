"""Dossiers made by the services, with facts and visits written as the follower writes them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from motcua.dossiers.services import deciding, moving, paying, receiving, returning
from motcua.dossiers.tests.conftest import MONDAY, as_web, office, submitted
from motcua.feedback.tests.conftest import returned
from motcua.monitoring.facts import keeping
from motcua.monitoring.facts.traits import note_versions
from motcua.platform.principal import JOB, acting_as

__all__ = ["as_web", "office", "returned", "submitted"]  # fixtures of the dossiers, used here as they are

HOUR = timedelta(hours=1)
EXTRACT = {"copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
           "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
           "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng"}  # fmt: skip
SEEN = {"receiver": "Lê Thu Trang", "proof": returning.Proof("document", "thẻ căn cước", signed_by="paper")}


def followed() -> int:
    """Let the follower read all news, as the job does; return how many dossiers had some."""
    with acting_as(JOB):
        note_versions()
        count = 0
        while found := keeping.keep_claimed():
            count += found
    return count


@pytest.fixture
def kept():
    """Return what lets the follower read all news."""
    return followed


@pytest.fixture
def walked(office, as_web, submitted):
    """Lead an extract from submission to the citizen's hand, sent back once by the leader; return its code."""

    def lead(*, until: str = "returned", now=MONDAY):
        code = submitted(office.trang, now=now)
        with as_web(office.cg["motcua1"]) as who:
            receiving.accept(code, who=who, now=now + HOUR)
        with as_web(office.cg["hotich"]) as who:
            moving.take_up(code, who=who, now=now + 1.5 * HOUR)
            deciding.propose(code, is_refusal=False, values=EXTRACT, who=who, now=now + 2 * HOUR)
            moving.forward(code, who=who, now=now + 2 * HOUR)
        if until == "forwarded":
            return code
        with as_web(office.cg["chutich"]) as who:
            moving.send_back(code, note="Xem lại số quyển.", who=who, now=now + 5 * HOUR)
        with as_web(office.cg["hotich"]) as who:
            deciding.propose(code, is_refusal=False, values=EXTRACT, who=who, now=now + 6 * HOUR)
            moving.forward(code, who=who, now=now + 6 * HOUR)
        with as_web(office.cg["chutich"]) as who:
            deciding.approve(code, who=who, now=now + 7 * HOUR)
        with as_web(office.cg["vanthu"]) as who:
            deciding.number_and_seal(code, who=who, now=now + 7.5 * HOUR)
        with as_web(office.cg["motcua1"]) as who:
            paying.take_payment(
                code, amount=Decimal(24000), receipt_number="BL 01", reference="r1", who=who, now=now + 24 * HOUR
            )
            returning.return_result(code, way="counter", **SEEN, who=who, now=now + 24 * HOUR)
        return code

    return lead
