"""The thread on real procedures: from the citizen's draft to the result in his hand, under row-level security."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.dossiers import queries
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import deciding, moving, paying, receiving, returning, submitting
from motcua.dossiers.tests.conftest import MONDAY, draft_with, picture
from motcua.platform import events
from motcua.platform.errors import StepNotAllowed

SEEN = {"receiver": "Lê Thu Trang", "proof": returning.Proof("document", "thẻ căn cước", signed_by="paper")}
pytestmark = pytest.mark.django_db


def test_an_extract_goes_from_submission_to_the_citizens_hand(office, as_web, submitted):
    code = submitted(office.trang)
    hour = timedelta(hours=1)
    with as_web(office.cg["motcua1"]) as who:
        assert [row.code for row in queries.my_work(who, queries.WorkFilter())[0]] == [code]
        receiving.accept(code, who=who, now=MONDAY + hour)
    with as_web(office.cg["hotich"]) as who:
        page = queries.page(who, code)
        assert page.status == Status.ACCEPTED
        assert page.due_at is not None
        moving.take_up(code, who=who, now=MONDAY + hour)
        fields = {"copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
                  "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
                  "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng"}  # fmt: skip
        deciding.propose(code, is_refusal=False, values=fields, who=who, now=MONDAY + hour)
        moving.forward(code, who=who, now=MONDAY + hour)
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(code, who=who, now=MONDAY + 2 * hour)
    with as_web(office.cg["vanthu"]) as who:
        deciding.number_and_seal(code, who=who, now=MONDAY + 3 * hour)
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(StepNotAllowed) as refused:
            returning.return_result(code, way="counter", **SEEN, who=who, now=MONDAY + 4 * hour)
        assert refused.value.facts["why"] == "unpaid"
        owed = Decimal(24000)  # three copies of one event, 8.000 đồng each
        paying.take_payment(code, amount=owed, receipt_number="BL 01", reference="r1", who=who, now=MONDAY + 4 * hour)
        returning.return_result(code, way="counter", **SEEN, who=who, now=MONDAY + 4 * hour)
    with as_web(office.trang) as who:
        assert queries.page(who, code).status == Status.RETURNED
    assert list(events.verify()) == []


def test_a_generic_procedure_ends_with_the_signed_paper_an_officer_uploaded(office, as_web, more_packs):
    more_packs("2.000927")
    answers = {
        "submitter_residence": {"country": "VN", "province": "31", "commune": "10888", "detail": "Thôn Đông Giao"},
        "submitter_phone": "0912000412",
        "owner_kind": "self",
        "request_content": "Sửa lỗi sai sót trong giao dịch",
        "delivery_way": "truc_tiep",
    }
    with as_web(office.tien) as who:
        draft_id = draft_with(who, office.unit, "2.000927", answers, case=None)
        for key, field in form_of(submitting.drafts.draft(who, draft_id).version_id).fields.items():
            if field.type == "file" and field.required is True:
                documents.attach(who, ("draft", draft_id), key, picture(), now=MONDAY)
        declare(draft_id)
        code = submitting.submit(draft_id, who=who, now=MONDAY)
    hour = timedelta(hours=1)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + hour)
    with as_web(office.cg["hotich"]) as who:
        page = queries.page(who, code)
        kept = documents.attach(who, ("dossier", page.id), "result_file", picture(), kind="scan", now=MONDAY + hour)
        values = {"result_date": "2026-11-16", "result_signer": "Nguyễn Hữu Phúc", "result_file": str(kept.id)}
        deciding.propose(code, is_refusal=False, values=values, who=who, now=MONDAY + hour)
        moving.forward(code, who=who, now=MONDAY + hour)
    with as_web(office.tien) as who:
        kinds = {f.kind for f in files.files_of(who, ("dossier", page.id))}
        assert kinds == {"component"}  # the scan is for officers until it is signed
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(code, who=who, now=MONDAY + 2 * hour)
    with as_web(office.tien) as who:
        assert [f.sha256 for f in files.files_of(who, ("dossier", page.id)) if f.kind == "result"] == [kept.sha256]


def declare(draft_id):
    """Tick the declarations, last of all."""
    from motcua.forms.models import Draft

    row = Draft.objects.get(pk=draft_id)
    form = form_of(row.version_id)
    for key, field in form.fields.items():
        if field.type == "declaration":
            row.answers[key] = {"value": True, "source": "applicant", "at": (MONDAY + timedelta(minutes=1)).isoformat()}
    row.save()
