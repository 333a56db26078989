"""A result is typed by the type of its fields: days in three boxes, errors at the field, nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.desk import results
from motcua.documents import queries as documents
from motcua.documents.models import Attachment
from motcua.dossiers import queries
from motcua.dossiers.models import Result, Verification
from motcua.dossiers.services import deciding, moving, receiving
from motcua.dossiers.tests.conftest import MONDAY, picture
from motcua.forms.engine.model import Field

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TYPED = {
    "kind": "grant", "copy_number": "12/2026", "original_number": "00", "original_book": "01",
    "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang", "later_changes": "không", "copies_issued": "3",
    "signer": "Đỗ Văn Thắng", "issued_on-day": "16", "issued_on-month": "11", "issued_on-year": "2026",
    "original_date-day": "20", "original_date-month": "9", "original_date-year": "1998",
}  # fmt: skip


@pytest.fixture
def handling(office, as_web, submitted, at_desk):
    """A dossier taken up by its handling officer; return (client, address of the draft of its result, code)."""
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    with as_web(office.cg["hotich"]) as who:
        moving.take_up(code, who=who, now=MONDAY)
    return at_desk(office.cg["hotich"]), f"/can-bo/ho-so/{code}/viec/propose/", code


def fields(page):
    return {view.name: view for view in page.context["fields"]}


def test_days_are_asked_in_three_boxes_and_kept_as_dates(handling):
    client, at, _ = handling
    asked = fields(client.get(at))
    assert {name for name, view in asked.items() if view.kind == "date"} == {"issued_on", "original_date"}
    assert client.post(at, TYPED).status_code == 302
    assert Result.objects.get().values["issued_on"] == "2026-11-16"
    assert Result.objects.get().values["original_date"] == "1998-09-20"


@pytest.mark.parametrize(
    ("boxes", "parts"),
    [
        ({"issued_on-day": "31"}, ("day", "month")),
        ({"issued_on-month": ""}, ("month",)),
        ({"issued_on-year": "26"}, ("year",)),
    ],
)
def test_a_day_that_is_none_is_refused_at_its_boxes_and_everything_else_stays(handling, boxes, parts):
    client, at, _ = handling
    page = client.post(at, TYPED | boxes)
    assert page.status_code == 422
    told = fields(page)
    assert told["issued_on"].error
    assert told["issued_on"].error_parts == parts
    assert {name for name, view in told.items() if view.error} == {"issued_on"}
    assert told["original_date"].value.day == "20"
    assert told["issued_on"].value.day == (TYPED | boxes)["issued_on-day"]
    assert told["subject_block"].value == "Lê Thu Trang"
    assert 'href="#o-issued_on-' in page.content.decode()
    assert not Result.objects.exists()


def test_everything_missing_is_named_at_once(handling):
    client, at, _ = handling
    page = client.post(at, {"kind": "grant"})
    wanted = {view.name for view in page.context["fields"] if view.required} - {"kind"}
    assert {name for name, view in fields(page).items() if view.error} == wanted


def test_a_draft_made_anew_begins_with_what_was_drafted(handling):
    client, at, _ = handling
    client.post(at, TYPED)
    page = client.get(at)
    assert (fields(page)["issued_on"].value.day, fields(page)["issued_on"].value.year) == ("16", "2026")
    assert fields(page)["subject_block"].value == "Lê Thu Trang"


def test_a_file_received_before_another_field_was_refused_is_not_asked_for_again(handling, office, as_web, monkeypatch):
    client, at, code = handling
    real = results.fields_of
    raw = {"key": "decision", "label": "Quyết định", "type": "file", "entered_by": "officer"}
    monkeypatch.setattr(results, "fields_of", lambda v: [*real(v), (raw, Field("decision", "Quyết định", "file", ""))])
    page = client.post(at, TYPED | {"issued_on-day": "31", "decision": picture()})
    assert page.status_code == 422
    kept = fields(page)["decision-kept"].value
    assert [f.name for f in fields(page)["decision"].files] == ["giay.png"]
    gone = client.post(at, TYPED | {"decision-kept": kept, "remove": kept})
    assert gone.status_code == 200
    assert fields(gone)["decision"].files == ()
    assert not Result.objects.exists()
    assert client.post(at, TYPED | {"decision-kept": kept}).status_code == 302
    assert Result.objects.get().values["decision"] == kept
    with as_web(office.cg["hotich"]) as who:
        page_ = queries.page(who, code)
        assert [f.slot for f in documents.files_of(who, ("dossier", page_.id))] == ["decision"]


@pytest.fixture
def with_file_question(monkeypatch):
    real = results.fields_of
    raw = {"key": "decision", "label": "Quyết định", "type": "file", "entered_by": "officer"}
    monkeypatch.setattr(results, "fields_of", lambda v: [*real(v), (raw, Field("decision", "Quyết định", "file", ""))])


@pytest.mark.parametrize(("login", "status"), [("quanly", 403), ("motcua1", 403), ("hotich", 409)])
def test_who_may_not_draft_the_result_puts_no_file_into_the_dossier(
    handling, office, as_web, at_desk, with_file_question, login, status
):
    client, at, _ = handling
    seen = {}
    if login == "hotich":  # his turn, from a page that is out of date
        assert client.post(at, TYPED | {"decision": picture()}).status_code == 302
        seen = {"seen": "0"}
    before = set(Attachment.objects.values_list("id", flat=True))
    page = at_desk(office.cg[login]).post(at, TYPED | seen | {"issued_on-day": "31", "decision": picture()})
    assert page.status_code == status
    assert set(Attachment.objects.values_list("id", flat=True)) == before


def test_into_a_finished_dossier_nobody_puts_a_file(handling, office, as_web, at_desk, with_file_question):
    client, at, code = handling
    client.post(at, {"kind": "refuse", "reason": "Không có", "legal_basis": "Luật"})
    with as_web(office.cg["hotich"]) as who:
        moving.forward(code, who=who, now=MONDAY)
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(code, who=who, now=MONDAY)
    with as_web(office.cg["vanthu"]) as who:
        deciding.number_and_seal(code, who=who, now=MONDAY)
    before = set(Attachment.objects.values_list("id", flat=True))
    for login in ("hotich", "motcua1", "quanly"):
        page = at_desk(office.cg[login]).post(at, TYPED | {"issued_on-day": "31", "decision": picture()})
        assert page.status_code in {403, 409}, login
    assert set(Attachment.objects.values_list("id", flat=True)) == before


def test_a_file_of_another_place_is_never_taken_for_the_kept_one(handling, monkeypatch):
    client, at, _ = handling
    real = results.fields_of
    raw = {"key": "decision", "label": "Quyết định", "type": "file", "entered_by": "officer"}
    monkeypatch.setattr(results, "fields_of", lambda v: [*real(v), (raw, Field("decision", "Quyết định", "file", ""))])
    page = client.post(at, TYPED | {"decision-kept": "123"})
    assert page.status_code == 422
    assert fields(page)["decision"].error


@pytest.mark.parametrize(
    ("act", "sent", "field"),
    [
        ("propose", {"kind": "refuse", "reason": "Không", "legal_basis": "x" * 501}, "legal_basis"),
        ("send_back", {"note": "x" * 501}, "note"),
        ("verify_outside", {"what": "x" * 501}, "what"),
    ],
)
def test_more_than_can_be_kept_is_refused_at_its_box_and_stays_there(handling, act, sent, field):
    client, at, _ = handling
    page = client.post(at.replace("propose", act), sent)
    assert page.status_code == 422
    assert fields(page)[field].error == "Lời ghi này dài quá 500 ký tự. Ghi ngắn lại."
    assert fields(page)[field].value == "x" * 501


def test_the_day_of_a_verification_is_read_the_same_way(handling):
    client, at, _ = handling
    at = at.replace("propose", "verify_outside")
    day = {"expected_on-day": "31", "expected_on-month": "11", "expected_on-year": "2026"}
    page = client.post(at, {"what": "Sổ gốc", **day})
    assert page.status_code == 422
    assert fields(page)["expected_on"].error_parts == ("day", "month")
    assert fields(page)["what"].value == "Sổ gốc"
    past = client.post(at, {"what": "Sổ", **day, "expected_on-day": "1"})
    assert fields(past)["expected_on"].error == "Ngày hẹn xác minh không thể trước hôm nay."
    assert (
        client.post(
            at, {"what": "Sổ", "expected_on-day": "18", "expected_on-month": "11", "expected_on-year": "2026"}
        ).status_code
        == 302
    )
    assert Verification.objects.get().expected_on.day == 18
