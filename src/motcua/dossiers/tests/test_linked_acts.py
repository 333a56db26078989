"""What binds a result and what joins dossiers: hashes, voided numbers, capacity, twins, corrections."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.documents.models import Attachment
from motcua.dossiers import queries
from motcua.dossiers.models import BookEntry, Dossier, Handover, Result
from motcua.dossiers.queries.beside import corrections_of, links_of
from motcua.dossiers.queries.twins import twins_of
from motcua.dossiers.rules.signing import authority, signer_of
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import (
    changing_procedure,
    correcting,
    deciding,
    merging,
    moving,
    paying,
    receiving,
    returning,
    scanning,
)
from motcua.dossiers.tests.conftest import MONDAY, picture
from motcua.dossiers.tests.test_opinions import FIELDS
from motcua.identity.queries import PostHeld
from motcua.notifications.models import Notice
from motcua.payments import queries as payments
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, StepNotAllowed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARRIAGE = "1.004194"


def approved(office, as_web, submitted, **told):
    """A dossier a leader has signed, waiting for the clerk."""
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        deciding.propose(code, **{"is_refusal": False, "values": FIELDS} | told, who=who, now=MONDAY + HOUR)
        moving.forward(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(code, who=who, now=MONDAY + HOUR)
    return code


def given(office, as_web, submitted):
    """A dossier whose result is in the citizen's hand."""
    code = approved(office, as_web, submitted)
    with as_web(office.cg["vanthu"]) as who:
        deciding.number_and_seal(code, who=who, now=MONDAY + 2 * HOUR)
    with as_web(office.cg["motcua1"]) as who:
        paying.take_payment(
            code, amount=Decimal(24000), receipt_number="BL 01", reference="r", who=who, now=MONDAY + 2 * HOUR
        )
        returning.return_result(
            code,
            way="counter",
            receiver="Lê Thu Trang",
            proof=returning.Proof("document", "Căn cước", signed_by="paper"),
            who=who,
            now=MONDAY + 3 * HOUR,
        )
    return code


def news():
    """The notices in the box of whoever asks."""
    return set(Notice.objects.values_list("code", flat=True))


def post(title, role, *, acting=False, capacity=""):
    return PostHeld(1, title, role, 1, acting, capacity)


@pytest.mark.parametrize(
    ("posts", "lines"),
    [
        ([post("Chủ tịch", "leader")], ("TM. UBND xã", "Chủ tịch")),
        ([post("Phó Chủ tịch", "leader")], ("TM. UBND xã", "KT. Chủ tịch", "Phó Chủ tịch")),
        (
            [post("Phó Chủ tịch", "leader"), post("Chủ tịch", "leader", acting=True)],
            ("TM. UBND xã", "KT. Chủ tịch", "Phó Chủ tịch"),
        ),
        (
            [post("Phó Chủ tịch", "leader"), post("Chủ tịch", "leader", acting=True, capacity="Q")],
            ("TM. UBND xã", "Q. Chủ tịch"),
        ),
        (
            [post("Giám đốc Trung tâm", "manager"), post("Chủ tịch", "leader", acting=True)],
            ("TUQ. Chủ tịch", "Giám đốc Trung tâm"),
        ),
        (
            [post("Chánh Văn phòng", "handling"), post("Chủ tịch", "leader", acting=True, capacity="TL")],
            ("TL. Chủ tịch", "Chánh Văn phòng"),
        ),
    ],
)
def test_the_lines_above_the_signature_say_in_whose_place_he_signs(posts, lines):
    assert authority(signer_of("Người Ký", posts).as_data(), "UBND xã") == lines


def test_a_paper_changed_after_its_approval_is_not_numbered(office, as_web, submitted):
    code = approved(office, as_web, submitted)
    result = Result.objects.get()
    with as_web(office.trang) as who:  # not before it is sealed
        assert not [f for f in files.files_of(who, ("dossier", result.dossier_id)) if f.kind == "result"]
    told = [e for e in events.history(("dossier", result.dossier_id)) if e.name == "ResultApproved"][-1]
    assert told.payload["sha256"] == result.sha256 == Attachment.objects.get(pk=result.attachment_id).blob_id
    with as_web(office.cg["hotich"]) as who:
        other = documents.attach(who, ("dossier", result.dossier_id), "thu", picture(), kind="scan", now=MONDAY)
    Attachment.objects.filter(pk=result.attachment_id).update(blob_id=other.sha256)
    with as_web(office.cg["vanthu"]) as who, pytest.raises(StepNotAllowed) as refused:
        deciding.number_and_seal(code, who=who, now=MONDAY + 2 * HOUR)
    assert refused.value.facts["why"] == "paper_changed"
    assert Dossier.objects.get().status == Status.IN_PROCESS
    Attachment.objects.filter(pk=result.attachment_id).update(blob_id=result.sha256)
    with as_web(office.cg["vanthu"]) as who:
        deciding.number_and_seal(code, who=who, now=MONDAY + 2 * HOUR)
        page = queries.page(who, code)
        scanning.permit_scan(code, who=who, now=MONDAY + 2 * HOUR)
        scan = documents.attach(who, ("dossier", page.id), scanning.SLOT, picture(), kind=scanning.KIND, now=MONDAY)
        scanning.attach_scan(code, file_id=scan.id, who=who, now=MONDAY + 2 * HOUR)
    with as_web(office.trang) as who:  # both, side by side
        assert {f.kind for f in files.files_of(who, ("dossier", page.id))} >= {"result", "signed"}
        assert "scan_attached" in news()


def test_what_the_clerk_gives_back_is_signed_no_more_and_its_number_stays_in_the_book_with_the_reason(
    office, as_web, submitted
):
    refusal = {"is_refusal": True, "values": {}, "reason": "Sổ không có", "legal_basis": "Luật Hộ tịch, Điều 64"}
    code = approved(office, as_web, submitted, **refusal)
    number = Result.objects.get().number
    with as_web(office.cg["vanthu"]) as who:
        moving.send_back(code, note="Sai họ tên.", who=who, now=MONDAY + 2 * HOUR)
    entry = BookEntry.objects.get(register="outgoing")
    assert (entry.text, entry.void_reason, entry.voided_by) == (number, "Sai họ tên.", office.cg["vanthu"].account_id)
    result = Result.objects.get()
    assert (result.number, result.sha256, result.approved_at, result.attachment_id) == ("", "", None, None)
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(code, who=who, now=MONDAY + 3 * HOUR)
    again = Result.objects.get().number
    assert again != number
    with as_web(office.cg["quanly"]) as who, pytest.raises(Forbidden):  # a signature is the signer's to take back
        moving.recall(code, who=who, now=MONDAY + 3 * HOUR)
    with as_web(office.cg["chutich"]) as who:
        moving.recall(code, who=who, now=MONDAY + 3 * HOUR)
        assert queries.page(who, code).step_name == "Ký duyệt" or Result.objects.get().number == ""
    assert BookEntry.objects.filter(register="outgoing", voided_at=None).count() == 0
    assert list(events.verify()) == []


def test_a_hand_over_is_taken_back_by_its_sender_or_the_manager_and_its_time_runs_on(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["motcua2"]) as who, pytest.raises(Forbidden):
        moving.recall(code, who=who, now=MONDAY + 2 * HOUR)
    with as_web(office.cg["quanly"]) as who:
        moving.recall(code, who=who, now=MONDAY + 2 * HOUR)
        page = queries.page(who, code)
    assert (page.status, page.assignee_id) == (Status.ACCEPTED, office.cg["motcua1"].account_id)
    with as_web(office.cg["motcua1"]) as who:
        moving.forward(code, who=who, now=MONDAY + 3 * HOUR)
    with as_web(office.cg["hotich"]) as who:
        moving.take_up(code, who=who, now=MONDAY + 3 * HOUR)
    with as_web(office.cg["motcua1"]) as who, pytest.raises(Forbidden):
        moving.recall(code, who=who, now=MONDAY + 3 * HOUR)


def test_a_second_dossier_about_the_same_person_is_found_and_stopped_and_its_people_are_told(office, as_web, submitted):
    first, second = submitted(office.trang), submitted(office.trang, now=MONDAY + HOUR)
    clerk = office.cg["motcua1"]
    with as_web(clerk) as who:
        rows = {d.code: d for d in Dossier.objects.all()}
        assert [t.code for t in twins_of(who, rows[second], now=MONDAY + DAY)] == [first]
        with pytest.raises(Invalid):
            merging.merge(second, kept_code=first, reason=" ", who=who, now=MONDAY + DAY)
        merging.merge(second, kept_code=first, reason="Nộp hai lần.", who=who, now=MONDAY + DAY)
        assert queries.page(who, second).status == Status.DECLINED
        assert [(one.code, one.goes_on) for one in links_of(who, rows[second].id)] == [(first, True)]
        assert [(one.code, one.goes_on) for one in links_of(who, rows[first].id)] == [(second, False)]
        assert twins_of(who, rows[first], now=MONDAY + DAY) == []
    with as_web(office.trang) as who:
        assert "merged" in news()
        assert links_of(who, rows[first].id) == []
    with as_web(office.xt["motcua1"]) as who, pytest.raises(Exception, match="no such dossier"):
        merging.merge(first, kept_code=second, reason="x", who=who, now=MONDAY)


def test_after_acceptance_only_the_leader_stops_one_and_a_different_pair_is_not_shown_again(office, as_web, submitted):
    first, second = submitted(office.trang), submitted(office.trang, now=MONDAY + HOUR)
    for code in (first, second):
        with as_web(office.cg["motcua1"]) as who:
            receiving.accept(code, who=who, now=MONDAY + HOUR)
        with as_web(office.cg["hotich"]) as who:
            deciding.propose(code, is_refusal=False, values=FIELDS, who=who, now=MONDAY + HOUR)
            moving.forward(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["motcua1"]) as who, pytest.raises(Forbidden):
        merging.merge(second, kept_code=first, reason="Trùng", who=who, now=MONDAY + DAY)
    row = Dossier.objects.get(code=second)
    with as_web(office.cg["chutich"]) as who:
        with pytest.raises(Invalid):
            merging.mark_different(second, other_code="H00", who=who, now=MONDAY + DAY)
        merging.mark_different(second, other_code=first, who=who, now=MONDAY + DAY)
        assert twins_of(who, row, now=MONDAY + DAY) == []
        with pytest.raises(StepNotAllowed):
            merging.merge(second, kept_code=first, reason="Trùng", who=who, now=MONDAY + DAY)
    assert Dossier.objects.get(code=second).status == Status.IN_PROCESS


def test_a_dossier_filed_under_the_wrong_procedure_goes_on_under_the_right_one_with_what_fits(
    office, as_web, submitted
):
    code = submitted(office.trang)
    target, case = other_procedure()
    with as_web(office.cg["motcua1"]) as who:
        for wrong in (
            {"procedure": "khong-co", "case": case},
            {"procedure": target, "case": "khong-co"},
            {"procedure": target, "case": case, "reason": ""},
        ):
            with pytest.raises(Invalid):
                changing_procedure.change_procedure(code, **{"reason": "Nhầm"} | wrong, who=who, now=MONDAY + HOUR)
        before = queries.page(who, code)
        changing_procedure.change_procedure(
            code, procedure=target, case=case, reason="Cần việc khác", who=who, now=MONDAY + HOUR
        )
        page = queries.page(who, code)
        assert (page.procedure, page.case, page.status, page.code) == (target, case, Status.SUBMITTED, code)
        assert page.answer_by == before.answer_by
        assert page.parties == before.parties
        shown = {row.key: row.value for g in queries.answers_of(who, page) for row in g.rows}
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [code]
        receiving.accept(code, who=who, now=MONDAY + 2 * HOUR)
    told = next(e for e in events.history(("dossier", page.id)) if e.name == "ProcedureChanged")
    assert told.payload["dropped"]
    assert shown["requester_name"] == "Lê Thu Trang", (sorted(shown), told.payload["kept"], told.payload["dropped"])
    assert "requester_name" in told.payload["kept"]
    assert not any("declar" in key or "cam_doan" in key for key in told.payload["kept"])
    with as_web(office.trang) as who:
        assert "procedure_changed" in {code.replace("_no_date", "") for code in news()}
    assert list(events.verify()) == []


def test_after_acceptance_the_leader_moves_it_the_limit_counts_from_the_same_day_and_form_01_is_made_anew(
    office, as_web, submitted
):
    code = submitted(office.trang)
    target, case = other_procedure()
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        with pytest.raises(StepNotAllowed):
            changing_procedure.change_procedure(
                code, procedure=target, case=case, reason="Nhầm", who=who, now=MONDAY + HOUR
            )
        deciding.propose(code, is_refusal=False, values=FIELDS, who=who, now=MONDAY + HOUR)
        moving.forward(code, who=who, now=MONDAY + HOUR)
        original = queries.page(who, code).original_due_at
    with as_web(office.cg["chutich"]) as who:
        changing_procedure.change_procedure(
            code, procedure=target, case=case, reason="Nhầm thủ tục", who=who, now=MONDAY + DAY
        )
        page = queries.page(who, code)
        assert page.accepted_at == MONDAY + HOUR
        assert page.original_due_at == original
    book = list(BookEntry.objects.filter(register="receipt").order_by("number").values_list("voided_at", flat=True))
    assert [at is None for at in book] == [False, True]
    assert Handover.objects.order_by("-ordinal").first().kind == "moved"
    assert Result.objects.get().proposed_at is None
    owed = payments.obligation_of(page.id)
    assert owed is None or owed.amount != Decimal(24000) or owed.lines
    handler = office.cg["hotich"] if Dossier.objects.get().handling_unit_id != page.receiving_unit_id else None
    assert handler is not None
    assert list(events.verify()) == []


def test_a_result_given_is_corrected_by_a_new_paper_and_the_old_one_is_marked(office, as_web, submitted):
    code = given(office, as_web, submitted)
    old = Result.objects.get()
    with as_web(office.cg["hotich"]) as who:
        page = queries.page(who, code)
        correcting.permit_correction(code, who=who, now=MONDAY + DAY)
        new = documents.attach(who, ("dossier", page.id), "correction", picture(), kind="scan", now=MONDAY + DAY)
        with pytest.raises(Invalid):
            correcting.propose_correction(code, reason="", file_id=None, who=who, now=MONDAY + DAY)
        correcting.propose_correction(code, reason="Sai năm sinh.", file_id=new.id, who=who, now=MONDAY + DAY)
        with pytest.raises((Forbidden, StepNotAllowed)):
            correcting.propose_correction(code, reason="Nữa", file_id=new.id, who=who, now=MONDAY + DAY)
    with as_web(office.trang) as who:
        assert corrections_of(who, page.id) == []
        assert new.id not in {f.id for f in files.files_of(who, ("dossier", page.id))}
    with as_web(office.cg["chutich"]) as who:
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [code]
        correcting.approve_correction(code, who=who, now=MONDAY + DAY)
        assert queries.my_work(who, queries.WorkFilter())[0] == []
    with as_web(office.cg["vanthu"]) as who:
        correcting.seal_correction(code, who=who, now=MONDAY + DAY)
    result = Result.objects.get()
    assert (result.attachment_id, result.number != old.number) == (new.id, True)
    with as_web(office.trang) as who:
        held = files.files_of(who, ("dossier", page.id), with_superseded=True)
        assert {f.id: f.removed_at is not None for f in held if f.kind == "result"} == {
            old.attachment_id: True, new.id: False,
        }  # fmt: skip
        (told,) = corrections_of(who, page.id)
        assert (told.old_number, told.number) == (old.number, result.number)
        assert "corrected" in news()
    with as_web(office.cg["hotich"]) as who:
        assert queries.page(who, code).status == Status.RETURNED
    assert list(events.verify()) == []


def test_who_saw_an_older_page_is_told_that_somebody_acted(office, as_web, submitted):
    first, second = submitted(office.trang), submitted(office.trang, now=MONDAY + HOUR)
    with as_web(office.cg["motcua1"]) as who, pytest.raises(Conflict):
        merging.merge(second, kept_code=first, reason="Trùng", who=who, now=MONDAY + DAY, seen=7)


def other_procedure():
    """Another procedure with a form and a process that the demonstration publishes, and an ordinary case of it."""
    from motcua.catalogue import queries as catalogue
    from motcua.identity import queries as identity
    from motcua.identity.models import Unit

    unit = identity.unit_view(Unit.objects.get(slug="cam-giang").id, MONDAY.date())
    pack = catalogue.terms("1.001193", unit, MONDAY.date()).pack
    return "1.001193", next(c.key for c in pack.cases if not c.confidentiality and pack.route(c.key))
