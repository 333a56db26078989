"""Letters and books on the screen: an apology from draft to signature, a known hand, the register taken out."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from motcua.dossiers import queries
from motcua.dossiers.models import Apology, Dossier, Handover, ResultReturn, Stop
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import moving, receiving, withdrawing
from motcua.dossiers.tests.conftest import MONDAY, picture
from motcua.dossiers.tests.test_returning import finished, give
from motcua.dossiers.tests.test_thread import SEEN
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.principal import acting_as

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
__all__ = ["finished"]  # a fixture of the dossiers


@pytest.fixture
def late(office, as_web, submitted):
    """A dossier in work whose promised day was two days ago; return (code, the instant now)."""
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    with as_web(office.cg["hotich"]) as who:
        moving.take_up(code, who=who, now=MONDAY + HOUR)
        return code, queries.page(who, code).due_at + 2 * DAY


def act(code, name):
    return f"/can-bo/ho-so/{code}/viec/{name}/"


def boxes(day):
    return {"new_due_on-day": f"{day.day}", "new_due_on-month": f"{day.month}", "new_due_on-year": f"{day.year}"}


def test_an_apology_goes_over_the_screen_from_the_officer_to_the_head(office, at_desk, late):
    code, at = late
    with moved_to(at):
        officer, head = at_desk(office.cg["hotich"]), at_desk(office.cg["chutich"])
        page = officer.get(f"/can-bo/ho-so/{code}/").content.decode()
        assert "Soạn thư xin lỗi" in page
        assert "Trễ hạn mà chưa xin lỗi" in page
        asked = officer.get(act(code, "draft_apology"))
        proposed = {v.name: v for v in asked.context["fields"]}["new_due_on"].value
        assert proposed.day
        assert proposed.year == "2026"
        sunday = at.astimezone(ZONE).date() + timedelta(days=(6 - at.astimezone(ZONE).weekday()) or 7)
        wrong = officer.post(act(code, "draft_apology"), {"reason": "Kho xa", **boxes(sunday)})
        assert wrong.status_code == 422
        assert {v.name for v in wrong.context["fields"] if v.error} == {"new_due_on"}
        monday = sunday + DAY
        assert officer.post(act(code, "draft_apology"), {"reason": "Kho xa", **boxes(monday)}).status_code == 302
        listed = officer.get("/can-bo/tre-han/").content.decode()
        assert code in listed
        assert "Chờ lãnh đạo ký" in listed
        letter = head.get(act(code, "sign_apology")).content.decode()
        assert "Kho xa" in letter
        assert "lần hẹn lại duy nhất" in letter
        assert head.post(act(code, "sign_apology")).status_code == 302
        assert code not in officer.get("/can-bo/tre-han/").content.decode()
        after = officer.get(f"/can-bo/ho-so/{code}/").content.decode()
        assert "Mẫu 04" in after
        assert "không hẹn thêm được nữa" in after
        assert "Soạn thư xin lỗi" not in after
    assert Apology.objects.get().signed_at is not None


def test_the_head_who_does_not_sign_says_what_to_change(office, at_desk, late):
    code, at = late
    with moved_to(at):
        officer, head = at_desk(office.cg["hotich"]), at_desk(office.cg["chutich"])
        officer.post(act(code, "draft_apology"), {"reason": "Bận", **boxes((at + 14 * DAY).astimezone(ZONE).date())})
        assert head.post(act(code, "return_apology"), {"reason": ""}).status_code == 422
        assert head.post(act(code, "return_apology"), {"reason": "Nêu rõ chờ ai"}).status_code == 302
        again = officer.get(act(code, "draft_apology"))
        assert "Lãnh đạo trả lại: Nêu rõ chờ ai" in again.content.decode()
        assert {v.name: v for v in again.context["fields"]}["reason"].value == "Bận"


def test_what_is_missing_of_a_hand_is_told_at_its_box_behind_the_choice(office, at_desk, finished):
    client = at_desk(office.cg["motcua1"])
    empty = client.post(act(finished, "return_result"), {"way": "counter", "taker": "other", "signed_by": "thumb"})
    assert empty.status_code == 422
    inner = {v.name: v for o in empty.context["fields"][0].options for v in o.reveal}
    assert {name for name, view in inner.items() if view.error} == {"receiver", "proof"}
    deeper = {v.name: v for view in inner.values() for o in view.options for v in o.reveal}
    assert {name for name, view in deeper.items() if view.error} == {"mandate_kind", "witness"}
    assert empty.context["loose"] == []
    typed = {"way": "counter", "taker": "other", "signed_by": "drawn", "receiver": "Phạm Văn Tiến", "proof": "document",
             "proof_text": "thẻ căn cước", "mandate_kind": "Giấy ủy quyền", "mandate_relation": "em"}  # fmt: skip
    files = {"mandate_scan": picture(), "signature": picture()}
    assert client.post(act(finished, "return_result"), typed | files).status_code == 302
    line = ResultReturn.objects.get()
    assert line.mandate_file_id
    assert line.signature_file_id
    assert Dossier.objects.get().status == Status.RETURNED


def test_a_parcel_names_its_receiver(office, at_desk, finished):
    client = at_desk(office.cg["motcua1"])
    empty = client.post(act(finished, "return_result"), {"way": "post"})
    inner = {v.name: v for o in empty.context["fields"][0].options for v in o.reveal}
    assert inner["receiver_post"].error
    sent = {"way": "post", "receiver_post": "Lê Thu Trang, EB123"}
    assert client.post(act(finished, "return_result"), sent).status_code == 302
    assert ResultReturn.objects.get().receiver == "Lê Thu Trang, EB123"


def test_money_is_given_back_only_where_some_was_paid(office, as_web, at_desk, submitted):
    code = submitted(office.trang)
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(code, reason="Thôi", who=who, now=MONDAY)
    client = at_desk(office.cg["motcua1"])
    asked = client.get(act(code, "grant_withdrawal"))
    assert [v.name for v in asked.context["fields"]] == ["answer", "given_back"]
    assert client.post(act(code, "grant_withdrawal"), {"given_back": "01 giấy ủy quyền"}).status_code == 302
    assert Stop.objects.get().papers_back == "01 giấy ủy quyền"
    assert "Mẫu 05" in client.get(f"/can-bo/ho-so/{code}/").content.decode()


def reads(what):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT purpose, subject_id FROM access_log WHERE what = %s", [what])
        return cursor.fetchall()


def test_the_register_is_taken_out_with_a_reason_and_everybody_in_it_can_read_that(office, as_web, at_desk, finished):
    give(as_web, office, finished, SEEN["proof"])
    client = at_desk(office.cg["quanly"])
    page = client.get("/can-bo/so/")
    assert finished in page.content.decode()
    assert client.post("/can-bo/so/", {"kind": "xlsx"}).status_code == 422
    assert reads("desk.register") == []
    book = client.post("/can-bo/so/", {"kind": "xlsx", "reason": "Kiểm tra quý IV"})
    body = b"".join(book.streaming_content)
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        text = parts.read("xl/worksheets/sheet1.xml").decode()
    assert finished in text
    assert "Lê Thu Trang" in text
    assert "0912000412" not in text
    printed = client.post("/can-bo/so/", {"kind": "1", "reason": "Lưu hồ sơ"})
    assert printed["Content-Type"] == "application/pdf"
    told = reads("desk.register")
    assert {purpose for purpose, _ in told} == {"Kiểm tra quý IV", "Lưu hồ sơ"}
    assert office.trang.person_id in {subject for _, subject in told}
    assert at_desk(office.xt["quanly"]).get("/can-bo/so/").content.decode().count(finished) == 0


def test_a_day_is_signed_by_both_sides_and_printed(office, as_web, at_desk, submitted):
    codes = [submitted(office.trang), submitted(office.tien)]
    with as_web(office.cg["motcua1"]) as who:
        for code in codes:
            receiving.accept(code, who=who, now=MONDAY)
    ids = [str(pk) for pk in Handover.objects.values_list("id", flat=True)]
    giver, taker = at_desk(office.cg["motcua1"]), at_desk(office.cg["hotich"])
    page = giver.post("/can-bo/ban-giao/?ngay=2026-11-16", {"line": ids, "act": "give"})
    assert "Đã ký 2 dòng." in page.content.decode()
    again = giver.post("/can-bo/ban-giao/?ngay=2026-11-16", {"line": ids[:1], "act": "give"}).content.decode()
    assert "đã ký trước đó" in again
    assert "Đã ký" not in again
    taken = taker.post("/can-bo/ban-giao/?ngay=2026-11-16", {"line": ids, "act": "take"})
    (group,) = taken.context["groups"]
    assert all(row["given"] and row["taken"] for row in group["rows"])
    printed = taker.get(group["print_url"])
    assert printed["Content-Type"] == "application/pdf"
    assert office.trang.person_id in {subject for _, subject in reads("desk.handover_list")}
    assert at_desk(office.xt["motcua1"]).get(group["print_url"]).status_code == 302
    with acting_as(office.cg["hotich"].principal):
        assert Dossier.objects.filter(status=Status.IN_PROCESS).count() == 2


def test_a_dossiers_control_slip_is_a_paper_and_its_reading_is_logged(office, at_desk, finished):
    client = at_desk(office.cg["motcua1"])
    made = client.get(reverse("desk:control_slip", args=[finished]))
    assert made.content.startswith(b"%PDF")
    assert reads("desk.slip")


def test_the_call_list_tells_whom_to_call(office, at_desk, finished):
    with moved_to(MONDAY + 12 * DAY):
        page = at_desk(office.cg["motcua1"]).get("/can-bo/cho-nhan/").content.decode()
        assert finished in page
        assert at_desk(office.cg["hotich"]).get("/can-bo/cho-nhan/").status_code == 403
    assert office.trang.person_id in {subject for _, subject in reads("desk.list")}
