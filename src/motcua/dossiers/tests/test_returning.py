"""Stops with form 05, results into a known hand, and the books that tell of both."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from motcua.documents import queries as files
from motcua.dossiers import queries
from motcua.dossiers.models import Component, Dossier, Handover, ResultReturn, Slip, Stop
from motcua.dossiers.queries import books
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import day_list, deciding, moving, paying, receiving, returning, withdrawing
from motcua.dossiers.services.knowing import Mandate, Proof
from motcua.dossiers.services.stopping import GivenBack
from motcua.dossiers.tests.conftest import MONDAY, picture
from motcua.dossiers.tests.test_thread import SEEN
from motcua.platform import events
from motcua.platform.errors import Invalid

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VALUES = {"copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
          "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
          "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng"}  # fmt: skip


@pytest.fixture
def finished(office, as_web, submitted):
    """Lead a dossier to its sealed result, fee paid; return its code."""
    code = submitted(office.trang)
    for login, service, told in (
        ("motcua1", receiving.accept, {}),
        ("hotich", moving.take_up, {}),
        ("hotich", deciding.propose, {"is_refusal": False, "values": VALUES}),
        ("hotich", moving.forward, {}),
        ("chutich", deciding.approve, {}),
        ("vanthu", deciding.number_and_seal, {}),
    ):
        with as_web(office.cg[login]) as who:
            service(code, who=who, now=MONDAY + HOUR, **told)
    with as_web(office.cg["motcua1"]) as who:
        owed = Decimal(24000)
        paying.take_payment(code, amount=owed, receipt_number="BL 01", reference="r1", who=who, now=MONDAY + HOUR)
    return code


def give(as_web, office, code, proof, receiver="Lê Thu Trang", **more):
    with as_web(office.cg["motcua1"]) as who:
        return returning.return_result(
            code, way="counter", receiver=receiver, proof=proof, who=who, now=MONDAY + 2 * HOUR, **more
        )


@pytest.mark.parametrize(
    ("proof", "faults"),
    [
        (Proof(), ("proof", "signed_by")),
        (Proof("document", "", signed_by="paper"), ("proof_text",)),
        (Proof("number", "031092999001", signed_by="paper"), (("proof_text", "differs"),)),
        (Proof("document", "thẻ căn cước", signed_by="thumb"), ("witness",)),
        (Proof("document", "thẻ căn cước", mandate=Mandate(""), signed_by="paper"), ("mandate_kind",)),
        (Proof("document", "thẻ căn cước", signed_by="drawn"), ("signature",)),
    ],
)
def test_a_result_goes_to_nobody_who_is_not_known(office, as_web, finished, proof, faults):
    with pytest.raises(Invalid) as refused:
        give(as_web, office, finished, proof)
    assert refused.value.faults == faults
    assert Dossier.objects.get().status == Status.COMPLETED
    assert not ResultReturn.objects.exists()


def test_the_applicant_is_known_by_the_number_he_shows(office, as_web, finished):
    Component.objects.filter(pk=Component.objects.first().pk).update(originals=1, held="lent")
    give(as_web, office, finished, Proof("number", "031 198 999 003", signed_by="paper"))
    assert Component.objects.filter(held="lent").get().given_back_at == MONDAY + 2 * HOUR
    line = ResultReturn.objects.get()
    assert (line.proof, line.proof_text, line.signed_by, line.mandate) == ("number", "031198999003", "paper", None)
    told = events.history(("dossier", Dossier.objects.get().id))[-1]
    assert (told.name, told.payload["proof"], told.payload["by_mandate"]) == ("ResultReturned", "number", False)


def test_another_person_picks_it_up_with_a_mandate_that_is_kept(office, as_web, finished):
    proof = Proof("number", "031092999001", Mandate("Giấy ủy quyền", "12/UQ", "em trai"), "thumb", "Ngô Thị Bình")
    give(as_web, office, finished, proof, receiver="Phạm Văn Tiến", mandate_scan=picture())
    line = ResultReturn.objects.get()
    assert line.mandate == {"kind": "Giấy ủy quyền", "number": "12/UQ", "relation": "em trai"}
    with as_web(office.cg["motcua1"]) as who:
        held = {f.id: f.slot for f in files.files_of(who, ("dossier", Dossier.objects.get().id))}
        assert held[line.mandate_file_id] == "return_mandate"
    with as_web(office.trang) as who:  # a paper of the office, not of the applicant
        assert line.mandate_file_id not in {f.id for f in files.files_of(who, ("dossier", Dossier.objects.get().id))}


def test_the_register_has_a_line_for_it_and_hides_the_phone(office, as_web, finished):
    give(as_web, office, finished, SEEN["proof"])
    unit = Dossier.objects.get().receiving_unit_id
    with as_web(office.cg["quanly"]) as who:
        assert books.register_years(who, unit) == [2026]
        assert books.register_span(who, unit, 2026) == (1, 1, 1)
        (line,) = [line for batch in books.register(who, unit, 2026) for line in batch]
    assert (line.code, line.applicant, line.way, line.signed_by) == (finished, "Lê Thu Trang", "counter", "paper")
    assert line.received_at < line.sent_at + HOUR
    assert line.returned_at == MONDAY + 2 * HOUR
    assert "***" in line.phone or line.phone == ""
    assert line.subjects
    with as_web(office.xt["quanly"]) as who:
        assert books.register_years(who, unit) == []


def test_a_confidential_dossier_tells_nothing_in_the_register(office, as_web, finished):
    Dossier.objects.update(secrecy=1)
    from motcua.dossiers.models import Access

    Access.objects.update(secrecy=1)
    unit = Dossier.objects.get().receiving_unit_id
    with as_web(office.cg["motcua2"]) as who:
        (line,) = [line for batch in books.register(who, unit, 2026) for line in batch]
    assert (line.procedure, line.applicant, line.address, line.phone, line.receiver) == ("", "", "", "", "")


def test_a_result_nobody_fetched_stands_on_the_call_list(office, as_web, finished):
    with as_web(office.cg["motcua1"]) as who:
        assert books.uncollected(who, now=MONDAY + 10 * DAY) == []
        (waiting,) = books.uncollected(who, now=MONDAY + 11 * DAY)
        assert (waiting.code, waiting.person) == (finished, "Lê Thu Trang")
    with as_web(office.xt["motcua1"]) as who:
        assert books.uncollected(who, now=MONDAY + 11 * DAY) == []


def test_every_hand_over_is_a_line_with_its_outcome_and_both_its_people(office, as_web, finished):
    with as_web(office.cg["motcua1"]) as who:
        lines = books.handovers_of(who, Dossier.objects.get().id)
    assert len(lines) == Handover.objects.count() >= 3
    assert {line.outcome for line in lines} <= {"early", "on_time"}
    first = lines[0]
    assert first.from_account_id == office.cg["motcua1"].account_id
    assert first.to_account_id == office.cg["hotich"].account_id


def test_the_days_list_is_signed_by_both_sides_each_line_for_itself(office, as_web, submitted):
    codes = [submitted(office.trang), submitted(office.tien)]
    with as_web(office.cg["motcua1"]) as who:
        for code in codes:
            receiving.accept(code, who=who, now=MONDAY)
        lines = books.handovers_on(who, MONDAY - HOUR, MONDAY + HOUR)
        assert [line.code for line in lines] == codes
        ids = [line.id for line in lines]
        assert [s.why for s in day_list.sign_given([*ids, 5], who=who, now=MONDAY)] == ["", "", "not_found"]
        assert {s.why for s in day_list.sign_given(ids, who=who, now=MONDAY)} == {"signed_already"}
    with as_web(office.cg["motcua2"]) as who:
        assert {s.why for s in day_list.sign_given(ids, who=who, now=MONDAY)} == {"not_giver"}
    with as_web(office.cg["hotich"]) as who:
        moving.take_up(codes[0], who=who, now=MONDAY + HOUR)
        assert [s.why for s in day_list.take_up(ids, who=who, now=MONDAY + HOUR)] == ["signed_already", ""]
    assert Handover.objects.exclude(given_at=None).exclude(taken_up_at=None).count() == 2


def test_a_withdrawal_granted_says_in_writing_what_is_given_back(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(code, reason="Đã có bản sao cũ", who=who, now=MONDAY)
    back = GivenBack("01 giấy ủy quyền", Decimal(5000), "")
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(Invalid) as refused:
            withdrawing.grant_withdrawal(code, answer="", back=back, who=who, now=MONDAY + HOUR)
        assert refused.value.faults == ("refund", "refund_note")  # nothing was paid
        assert not Stop.objects.exists()
        withdrawing.grant_withdrawal(code, answer="", back=GivenBack("01 giấy ủy quyền"), who=who, now=MONDAY + HOUR)
    slip = Slip.objects.get(form="05")
    assert slip.data["reason"] == "Đã có bản sao cũ"
    assert slip.data["papers_back"] == "01 giấy ủy quyền"
    assert "khiếu nại" in slip.data["complain"]
    with as_web(office.trang) as who:
        assert queries.slip_pdf(who, slip.id)[1].startswith(b"%PDF")
        assert Stop.objects.get().number.startswith("01/")


def test_originals_a_dossier_holds_are_listed_where_nobody_said_what_goes_back(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(code, reason="Thôi", who=who, now=MONDAY)
    Component.objects.filter(pk=Component.objects.first().pk).update(originals=2, name="Giấy ủy quyền", held="lent")
    with as_web(office.cg["motcua1"]) as who:
        withdrawing.grant_withdrawal(code, answer="", who=who, now=MONDAY + HOUR)
    assert Stop.objects.get().papers_back == "02 bản chính Giấy ủy quyền. Trả tại Trung tâm."
