"""Money given back: owed by what ends or changes a dossier, paid out once at the counter, a line below zero."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from motcua.counter import cash
from motcua.dossiers import queries
from motcua.dossiers.models import BookEntry, Component, Dossier, Slip, Stop
from motcua.dossiers.queries.refunds import refunds_seen
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import (
    changing_procedure,
    deciding,
    merging,
    moving,
    paying,
    receiving,
    refunding,
    withdrawing,
)
from motcua.dossiers.services.knowing import Mandate, Proof
from motcua.dossiers.services.stopping import GivenBack
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_linked_acts import other_procedure
from motcua.dossiers.tests.test_opinions import FIELDS
from motcua.notifications.queries import notices_of
from motcua.payments import queries as payments
from motcua.payments import services as money
from motcua.payments.models import Payment, Refund
from motcua.payments.rules import Line
from motcua.platform import events
from motcua.platform.clock.now import moved_to
from motcua.platform.errors import Forbidden, Invalid, StepNotAllowed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIGNED = Proof("document", "Căn cước", signed_by="paper")


def paid_for(office, as_web, code, now=MONDAY):
    """Take the fee of a dossier at the counter; return how much."""
    with as_web(office.cg["motcua1"]) as who:
        owed = payments.obligation_of(queries.page(who, code).id).amount
        told = {"amount": owed, "receipt_number": "BL 01", "reference": code}
        paying.take_payment(code, **told, who=who, now=now)
    return owed


def test_a_stop_that_owes_money_back_is_paid_out_over_the_screen_and_lowers_the_drawer(
    office, as_web, at_desk, submitted
):
    code = submitted(office.trang)
    owed = paid_for(office, as_web, code)
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(code, reason="Đã có bản sao cũ", who=who, now=MONDAY)
    with as_web(office.cg["motcua2"]) as who:
        back = GivenBack("", owed - 1000, "Tiền mặt tại Trung tâm")
        withdrawing.grant_withdrawal(code, answer="", back=back, who=who, now=MONDAY + HOUR)
    with as_web(office.trang) as who:
        assert any("được trả lại" in n.heading for n in notices_of(who))
    with moved_to(MONDAY + DAY):
        counter = at_desk(office.cg["motcua1"])
        address = reverse("desk:act", args=[code, "pay_refund"])
        assert "Phải trả lại" in counter.get(f"/can-bo/ho-so/{code}/").content.decode()
        listed = counter.get(reverse("desk:refunds")).content.decode()
        assert address in listed
        assert counter.post(address, {"receiver": "Lê Thu Trang"}).status_code == 422  # how was she known?
        somebody = {"receiver": "Lê Thu Hà", "proof": "document", "proof_text": "Căn cước", "signed_by": "paper"}
        assert counter.post(address, somebody).status_code == 422  # nobody of the dossier, and no mandate
        typed = {"receiver": "Lê Thu Trang", "taker": "self", "proof": "document", "proof_text": "Căn cước",
                 "signed_by": "paper"}  # fmt: skip
        assert counter.post(address, typed).status_code == 302
        assert counter.post(address, typed).status_code in {403, 409}  # once
        sheet = counter.get(reverse("desk:cash_sheet")).content.decode()
        assert "01/TLP" in sheet
        assert "ghi số âm" in sheet
        assert counter.post(reverse("desk:cash_sheet"), {"counted": "-99.999.999"}).status_code == 422
        assert counter.post(reverse("desk:cash_sheet"), {"counted": str(1000 - owed)}).status_code == 302
        assert code in counter.get(reverse("desk:refunds")).content.decode()  # among those paid out
    with as_web(office.cg["motcua1"]) as who:
        day = cash.cash_day(who, (MONDAY + DAY).date())
        assert [line.payment.amount for line in day.lines] == [1000 - owed]
        assert day.sheet.counted == 1000 - owed
        assert cash.cash_day(who, MONDAY.date()).expected == owed  # the receipt of the day before stays
    with as_web(office.xt["motcua1"]) as who:
        assert refunds_seen(who, since=MONDAY).paid == ()
    row = Refund.objects.get()
    assert (row.receiver, row.proof_text, row.signed_by) == ("Lê Thu Trang", "Căn cước", "paper")
    assert BookEntry.objects.get(register="refund").text == row.voucher_number
    assert Payment.objects.get().amount == owed
    assert list(events.verify()) == []


def test_a_twin_stopped_after_acceptance_has_form_05_and_its_fee_is_owed_back(office, as_web, submitted):
    first, second = submitted(office.trang), submitted(office.trang, now=MONDAY + HOUR)
    owed = paid_for(office, as_web, second, now=MONDAY + HOUR)
    for code in (first, second):
        with as_web(office.cg["motcua1"]) as who:
            receiving.accept(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        deciding.propose(second, is_refusal=False, values=FIELDS, who=who, now=MONDAY + HOUR)
        moving.forward(second, who=who, now=MONDAY + HOUR)
    held = Component.objects.filter(dossier__code=second).first()
    Component.objects.filter(pk=held.pk).update(originals=1, name="Giấy ủy quyền", held="kept")
    with as_web(office.cg["chutich"]) as who:
        merging.merge(second, kept_code=first, reason="Nộp hai lần.", who=who, now=MONDAY + DAY)
    stop = Stop.objects.get()
    assert (stop.dossier.code, stop.ground, stop.refund) == (second, "duplicate", owed)
    assert "Giấy ủy quyền" in stop.papers_back
    with as_web(office.trang) as who:
        slip = Slip.objects.get(form="05")
        assert first in slip.data["reason"]
        assert queries.slip_pdf(who, slip.id)[1].startswith(b"%PDF")
        assert queries.page(who, second).status == Status.STOPPED
        assert payments.open_refund(stop.dossier_id).amount == owed
    with pytest.raises((Forbidden, StepNotAllowed)), as_web(office.cg["chutich"]) as who:  # who decides does not pay
        refunding.pay_refund(second, receiver="Lê Thu Trang", proof=SIGNED, who=who, now=MONDAY + DAY)
    with as_web(office.cg["motcua1"]) as who:
        by_mandate = Proof("document", "Căn cước", Mandate("Giấy ủy quyền", "7", "em"), "thumb", "Lê Văn Làm")
        refunding.pay_refund(second, receiver="Lê Thị Hoa", proof=by_mandate, who=who, now=MONDAY + DAY)
    assert Refund.objects.get().mandate == {"kind": "Giấy ủy quyền", "number": "7", "relation": "em"}


def test_a_change_to_a_cheaper_procedure_owes_the_rest_and_settling_anew_takes_back_what_nobody_fetched(
    office, as_web, submitted, monkeypatch
):
    code = submitted(office.trang)
    owed = paid_for(office, as_web, code)
    target, case = other_procedure()
    monkeypatch.setattr(changing_procedure, "lines_of", lambda _charges: [Line("Lệ phí", owed - 3000)])
    with as_web(office.cg["motcua1"]) as who:
        changing_procedure.change_procedure(
            code, procedure=target, case=case, reason="Nhầm", who=who, now=MONDAY + HOUR
        )
        dossier = Dossier.objects.get().id
        assert payments.open_refund(dossier).amount == 3000
        assert payments.held(dossier) == owed - 3000
        with pytest.raises(Invalid):
            money.owe_back(dossier, owed, ground="procedure", note="", now=MONDAY + HOUR)
        told = money.settle_again(dossier, [Line("Lệ phí", owed - 1000)], now=MONDAY + 2 * HOUR)
        assert (told.outcome, told.amount) == ("refund", Decimal(1000))
        assert payments.open_refund(dossier) is None  # the one before is cancelled; the act owes the new one
        with pytest.raises(StepNotAllowed):
            refunding.pay_refund(code, receiver="Lê Thu Trang", proof=SIGNED, who=who, now=MONDAY + DAY)
