"""From the first screen to the receipt, by POSTs alone, under row-level security."""

from __future__ import annotations

import time
from copy import deepcopy
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from motcua.catalogue.models import Abolition, Version
from motcua.citizen import known
from motcua.citizen.tests.conftest import (
    BIRTH,
    MONDAY,
    acting,
    begin,
    birth_answers,
    browser_of,
    screen_of,
    seen_on,
    send,
    walk,
)
from motcua.documents import queries as documents
from motcua.documents.tests.files import jpeg
from motcua.dossiers import queries as dossiers
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.reactions import on_procedures_abolished
from motcua.forms import queries as drafts
from motcua.platform.clock.now import moved_to
from motcua.platform.jobs import clear_sessions

pytestmark = pytest.mark.django_db


def test_a_birth_is_registered_from_the_first_screen_to_the_receipt(house):
    client = browser_of(house.trang)
    photo = SimpleUploadedFile("giay-chung-sinh.jpg", jpeg(), content_type="image/jpeg")
    at, seen = walk(client, begin(client), birth_answers(house.unit), files={"files": {"file_birth_notice": photo}})
    assert seen[0] == "case"
    assert {"files", "delivery"} <= set(seen)
    assert "declaration" not in seen  # given on the last page
    check = client.get(at)
    assert check.status_code == 200
    assert check.context["defects"] == []
    page = check.content.decode()
    assert "PHẠM MINH KHUÊ" in page
    assert "031 198" in page  # the number is masked
    assert "031198999003" not in page

    refused = client.post(at, seen_on(check))
    assert refused.status_code == 422
    assert "Đọc lời cam đoan rồi đánh dấu vào ô." in refused.content.decode()
    sent = {**seen_on(refused), "truth_declaration": "yes"}
    done = client.post(at, sent)
    assert done.status_code == 302, refused.content.decode()
    receipt = client.get(done.url)
    assert receipt.status_code == 200
    text = receipt.content.decode()
    assert "Chúng tôi đã nhận hồ sơ" in text
    assert "trả lời chậm nhất" in text
    assert "dự kiến" in text
    code = done.url.split("/")[2]
    assert client.post(at, sent).url == done.url  # pressed twice: one dossier

    qr = client.get(f"/ho-so/{code}/qr.svg")
    assert qr["Content-Type"] == "image/svg+xml"
    pdf = client.get(f"/ho-so/{code}/bien-nhan.pdf")
    assert pdf.content.startswith(b"%PDF")
    with acting(house.trang) as who:
        assert len(dossiers.my_dossiers(who)) == 1
    assert code in client.get("/ho-so/").content.decode()
    assert client.get(f"/ho-so/{code}/").status_code == 200
    stranger = browser_of(house.tien)
    for path in ("", "bien-nhan/", "bien-nhan.pdf", "qr.svg", "in/", "rut/", "bo-sung/"):
        assert stranger.get(f"/ho-so/{code}/{path}").status_code == 404, path


def test_an_unfinished_dossier_is_told_all_its_defects_at_once_and_each_leads_to_its_field(house):
    client = browser_of(house.trang)
    first = begin(client)
    client.post(first, {"case": "standard"})
    at = first.replace("/case/", "/kiem-tra/")
    page = send(client, at, truth_declaration="yes")
    assert page.status_code == 422
    defects = page.context["defects"]
    assert len(defects) > 5
    assert all(d["url"] for d in defects)
    assert any(d["url"].endswith("#o-child_name") for d in defects)
    with acting(house.trang) as who:
        assert dossiers.my_dossiers(who) == []


def test_a_draft_resumes_where_it_was_and_keeps_what_was_typed_beside_a_mistake(house):
    client = browser_of(house.trang)
    first = begin(client)
    client.post(first, {"case": "standard"})
    second = screen_of(house.trang, first, "requester_phone")
    page = client.post(second, {"requester_phone": "0912", "requester_email": "trang@vi-du.vn", "version": 1})
    assert page.status_code == 422
    text = page.content.decode()
    assert "0912" in text  # as it was typed
    assert "govuk-error-summary" in text
    elsewhere = browser_of(house.trang)  # another device
    assert begin(elsewhere) == second
    assert "trang@vi-du.vn" in elsewhere.get(second).content.decode()
    assert "Chưa nộp" in elsewhere.get("/ho-so/").content.decode()


def test_searching_an_address_comes_back_to_the_same_page_with_a_list(house):
    client = browser_of(house.trang)
    first = begin(client)
    client.post(first, {"case": "standard"})
    page = client.post(
        screen_of(house.trang, first, "requester_residence"),
        {
            "requester_residence-detail": "Thôn Đông Giao",
            "requester_residence-query": "cam giang",
            "find": "requester_residence",
            "version": 1,
        },
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert "Chọn đúng nơi" in text
    assert f'value="{house.unit.place_code}"' in text
    assert "Thôn Đông Giao" in text


def test_what_the_state_knows_is_shown_and_may_be_disputed_but_not_changed(house):
    client = browser_of(house.trang)
    first = begin(client)
    client.post(first, {"case": "standard"})
    second = screen_of(house.trang, first, "requester_name")
    text = client.get(second).content.decode()
    assert "Lấy từ tài khoản định danh" in text
    assert 'name="requester_name"' not in text
    answer = client.post(f"{second}bao-sai/", {"field": "requester_name", "says": "Lê Thị Thu Trang"})
    assert answer.status_code == 302
    assert "Bạn báo chưa đúng" in client.get(second).content.decode()
    draft_id = int(second.split("/")[2])
    with acting(house.trang) as who:
        value = drafts.draft(who, draft_id).answers["requester_name"]
    assert (value.value, value.disputed) == ("Lê Thu Trang", "Lê Thị Thu Trang")


def test_a_file_is_taken_and_removed_in_place_and_a_bad_one_is_refused_with_a_sentence(house):
    client = browser_of(house.trang)
    client.post(begin(client), {"case": "standard"})
    with acting(house.trang) as who:
        draft_id = drafts.my_drafts(who)[0].id
    at = f"/nop/{draft_id}/files/"
    bad = SimpleUploadedFile("a.pdf", b"not a paper", content_type="application/pdf")
    page = client.post(at, {"file_birth_notice": bad, "version": 9})
    assert page.status_code == 422
    assert any(v.error for v in page.context["fields"])
    photo = SimpleUploadedFile("giay.jpg", jpeg(), content_type="image/jpeg")
    client.post(at, {"file_birth_notice": photo, "version": 9})
    rows = next(v for v in client.get(at).context["fields"] if v.name == "file_birth_notice").files
    assert [r.name for r in rows] == ["giay.jpg"]
    page = client.post(at, {"remove": rows[0].key, "version": 9})
    assert page.status_code == 200
    assert next(v for v in page.context["fields"] if v.name == "file_birth_notice").files == ()


def test_pages_of_a_person_stay_in_no_browser_and_public_ones_may(house):
    client = browser_of(house.trang)
    for path in (begin(client), "/ho-so/", "/tai-khoan/"):
        assert client.get(path)["Cache-Control"] == "private, no-store", path
    assert not Client().get("/xa/cam-giang/").has_header("Cache-Control")


def test_nobody_opens_the_draft_of_another(house):
    at = begin(browser_of(house.trang))
    stranger = browser_of(house.tien)
    assert stranger.get(at).status_code == 404
    assert stranger.post(at, {"case": "standard"}).status_code == 404
    assert stranger.get(at.replace("/case/", "/kiem-tra/")).status_code == 404


def test_a_dropped_draft_can_no_longer_be_sent_but_is_still_read(house):
    client = browser_of(house.trang)
    at = begin(client)
    client.post(at, {"case": "standard"})
    draft_id = at.split("/")[2]
    assert client.get(f"/nop/{draft_id}/bo/").status_code == 200
    assert client.post(f"/nop/{draft_id}/bo/").status_code == 302
    assert "Chưa nộp" not in client.get("/ho-so/").content.decode()
    page = client.get(f"/nop/{draft_id}/kiem-tra/")
    assert page.status_code == 410
    assert "Lê Thu Trang" in page.content.decode()


def test_typing_is_kept_field_by_field_and_a_lost_session_is_said(house):
    client = browser_of(house.trang)
    at = begin(client)
    draft_id = at.split("/")[2]
    sent = {"changed": "requester_phone", "requester_phone": "0912000412", "version": 0}
    kept = client.post(f"/nop/{draft_id}/luu/", sent)
    assert kept.status_code == 200
    assert kept.json()["saved_at"] == "09:00"
    client.cookies.clear()
    assert client.post(f"/nop/{draft_id}/luu/", sent).status_code == 401


def run_out(client):
    """The same browser after its sign-in has run out: whatever it had besides the session is still there."""
    away = Client()
    for name, morsel in client.cookies.items():
        if name != "sessionid":
            away.cookies[name] = morsel.value
    return away


@pytest.fixture
def typed(house):
    """A browser whose sign-in ran out on a page of a form, the page, and what was typed there."""
    client = browser_of(house.trang)
    client.post(begin(client), {"case": "standard"})
    at = screen_of(house.trang, begin(client), "requester_phone")
    client.get(at)
    return run_out(client), at, {"requester_phone": "0912 000 4", "requester_email": "trang@vi-du.vn", "version": 1}


def test_what_was_typed_when_the_sign_in_had_run_out_is_on_the_page_after_the_next_one(house, typed):
    away, at, sent = typed
    answer = away.post(at, sent)
    assert answer.url.startswith("/dang-nhap/?next=")
    assert "Phần vừa khai còn nguyên" in away.get(answer.url).content.decode()
    browser_of(house.trang, in_place_of=away)
    page = away.get(at)
    text = page.content.decode()
    assert "Bạn đã đăng nhập lại. Phần vừa khai còn nguyên" in text
    assert "0912 000 4" in text  # as it was typed, with what is wrong about it
    assert "trang@vi-du.vn" in text
    assert "Bạn đã đăng nhập lại" not in away.get(at).content.decode()  # once
    assert "trang@vi-du.vn" in away.get(at).content.decode()  # and kept


def test_an_idle_session_leaves_what_was_typed_too(house):
    client = browser_of(house.trang)
    client.post(begin(client), {"case": "standard"})
    at = screen_of(house.trang, begin(client), "requester_phone")
    client.get(at)
    session = client.session
    session["seen"] = int(time.time()) - 31 * 60
    session.save()
    answer = client.post(at, {"requester_email": "trang@vi-du.vn", "version": 1})
    assert client.get(answer.url).context["ended"] == "idle"
    browser_of(house.trang, in_place_of=client)
    assert "trang@vi-du.vn" in client.get(at).content.decode()


def test_what_one_person_typed_is_never_given_to_another(house, typed):
    shared, at, sent = typed
    shared.post(at, sent)
    browser_of(house.tien, in_place_of=shared)
    assert shared.get(at).status_code == 404
    assert "trang@vi-du.vn" not in shared.get("/ho-so/").content.decode()


def test_nothing_is_kept_for_a_browser_that_was_never_signed_in(house, typed):
    _, at, sent = typed
    before = Session.objects.count()
    for forged in ("", "0" * 64, f"{'0' * 64}:1xYz:{'A' * 43}"):
        stranger = Client()
        stranger.cookies["typing"] = forged
        assert stranger.post(at, sent).status_code == 302
    assert Session.objects.count() == before


def test_a_browser_fills_one_row_however_often_it_sends_and_not_for_ever(house, typed):
    away, at, sent = typed
    before = Session.objects.count()
    for number in range(5):
        again = Client()  # which throws away every session it is given
        again.cookies["typing"] = away.cookies["typing"].value
        again.post(at, {**sent, "requester_email": f"trang{number}@vi-du.vn"})
    assert Session.objects.count() == before + 1
    with moved_to(MONDAY + timedelta(minutes=61)):
        browser_of(house.trang, in_place_of=away)
        assert "Bạn đã đăng nhập lại" not in away.get(at).content.decode()


def test_an_address_is_not_let_lay_aside_without_end(house, typed):
    away, at, sent = typed
    for number in range(31):
        away.post(at, {**sent, "requester_email": f"trang{number}@vi-du.vn"})
    browser_of(house.trang, in_place_of=away)
    assert "trang29@vi-du.vn" in away.get(at).content.decode()


def test_what_waits_in_the_database_cannot_be_read_there(typed):
    away, at, sent = typed
    away.post(at, sent)
    rows = list(Session.objects.values_list("session_data", flat=True))
    assert any(data.startswith("gAAAA") for data in rows), "it is there, sealed"
    for data in rows:
        assert "trang@vi-du.vn" not in data + str(SessionStore().decode(data))


def test_expired_rows_are_cleared(house, typed):
    away, at, sent = typed
    away.post(at, sent)
    Session.objects.filter(session_data__startswith="gAAAA").update(expire_date=timezone.now() - timedelta(minutes=1))
    kept = Session.objects.filter(expire_date__gt=timezone.now()).count()
    clear_sessions(0)
    assert Session.objects.count() == kept > 0


def test_the_first_page_asks_for_whom_and_a_draft_for_another_stands_beside_ones_own(house):
    client = browser_of(house.trang)
    assert client.get(f"/xa/cam-giang/nop/{BIRTH}/").status_code == 200
    assert client.post(f"/xa/cam-giang/nop/{BIRTH}/", {}).status_code == 422
    own, other = begin(client), begin(client, whose="other")
    assert own != other
    assert begin(client) == own
    assert client.get("/xa/khong-co/nop/1.001193/").status_code == 404
    assert MONDAY.hour == 9


@pytest.fixture
def republished(house, settings):
    """Publish the birth registration anew with one question more, or abolish it."""

    def make(*, is_abolished=False):
        settings.DB_STEP_DOWN_TO = None
        old = Version.objects.filter(procedure=BIRTH, scope="").order_by("-valid_from").first()
        if is_abolished:
            Abolition.objects.create(procedure=BIRTH, on=MONDAY.date(), source="Quyết định thử", at=MONDAY)
        else:
            content = deepcopy(old.content)
            group = next(g for g in content["form"]["groups"] if g["key"] == "delivery")
            more = {"key": "new_note", "label": "Ghi chú thêm", "type": "text", "required": True, "mark": "P"}
            group["fields"].append({**more, "fill_from": ["applicant"], "reuse": "never"})
            scopes = Version.objects.filter(procedure=BIRTH).values_list("scope", flat=True).distinct()
            for number, scope in enumerate(scopes):
                Version.objects.create(
                    procedure=BIRTH,
                    scope=scope,
                    content=content,
                    origins=old.origins,
                    digest=f"{number:064d}",
                    valid_from=MONDAY.date(),
                    published_at=MONDAY,
                )
        settings.DB_STEP_DOWN_TO = "motcua_web"

    return make


def test_a_draft_follows_a_new_version_after_saying_what_changed(house, republished):
    client = browser_of(house.trang)
    first = begin(client)
    client.post(first, {"case": "standard"})
    republished()
    check = first.replace("/case/", "/kiem-tra/")
    moved = client.post(check, {"truth_declaration": "yes"})
    assert moved.url.endswith("/thay-doi/")
    page = client.get(moved.url)
    assert "Thêm câu phải trả lời: «Ghi chú thêm»." in page.content.decode()
    assert client.get(check).url == moved.url  # not before it was read
    client.post(moved.url)
    page = client.get(check)
    assert page.status_code == 200
    assert any(d["url"].endswith("#o-new_note") for d in page.context["defects"])
    assert "Có giấy chứng sinh" in page.content.decode()  # what was answered stays


def test_a_draft_of_an_abolished_procedure_is_read_and_not_sent(house, republished):
    client = browser_of(house.trang)
    first = begin(client)
    client.post(first, {"case": "standard"})
    republished(is_abolished=True)
    page = client.get(first)
    assert page.status_code == 410
    assert "không còn được giải quyết" in page.content.decode()
    assert "Có giấy chứng sinh" in page.content.decode()
    assert client.post(first.replace("/case/", "/kiem-tra/"), {"truth_declaration": "yes"}).status_code == 410


@pytest.mark.parametrize("is_swept", [False, True], ids=["the-day-it-ends", "after-the-job"])
def test_a_draft_that_can_no_longer_be_sent_is_listed_with_its_reason_read_and_deleted(house, republished, is_swept):
    client = browser_of(house.trang)
    first = begin(client)
    client.post(first, {"case": "standard"})
    draft_id = int(first.split("/")[2])
    photo = SimpleUploadedFile("giay.jpg", jpeg(), content_type="image/jpeg")
    client.post(f"/nop/{draft_id}/files/", {"file_birth_notice": photo, "version": 9})
    republished(is_abolished=True)
    if is_swept:
        assert on_procedures_abolished(now=MONDAY) == 1
    page = client.get("/ho-so/")
    assert page.context["cards"] == []
    (card,) = page.context["ended"]
    assert ("đã bãi bỏ từ ngày 16/11/2026" if is_swept else "không còn được giải quyết") in card["why"]
    text = page.content.decode()
    assert "Bản nháp không còn nộp được" in text
    assert "Tìm thủ tục thay thế" in text
    assert client.get(card["search_url"]).status_code == 200
    assert "Chưa nộp" not in client.get("/xa/cam-giang/").content.decode()  # it calls for no work
    read = client.get(client.get(card["url"], follow=True).request["PATH_INFO"])
    assert "Có giấy chứng sinh" in read.content.decode()
    assert "giay.jpg" in read.content.decode()
    assert card["drop_url"] in read.content.decode()
    assert browser_of(house.tien).post(card["drop_url"]).status_code == 404
    assert "không lấy lại được" in client.get(card["drop_url"]).content.decode()
    assert client.post(card["drop_url"]).url == "/ho-so/"
    assert client.get("/ho-so/").context["ended"] == []
    with acting(house.trang) as who:
        assert drafts.draft(who, draft_id).answers == {}
        assert documents.files_of(who, ("draft", draft_id)) == []


def test_a_draft_of_a_procedure_that_went_back_to_the_counter_is_told_so(house, monkeypatch):
    client = browser_of(house.trang)
    first = begin(client)
    monkeypatch.setattr(known, "form_of", lambda _: None)
    (card,) = client.get("/ho-so/").context["ended"]
    assert "chỉ nộp tại quầy" in card["why"]
    assert first.split("/")[2] in card["url"]


def test_rows_of_a_repeating_question_are_added_and_taken_out_without_a_script(house):
    client = browser_of(house.trang)
    first = begin(client, "1.001776")
    draft_id = int(first.split("/")[2])
    with acting(house.trang) as who:
        form = form_of(drafts.draft(who, draft_id).version_id)
    block = next(f for f in form.fields.values() if f.type == "repeat")
    inner = next(f for f in block.fields if f.type in ("text", "person_name"))
    for case in form.cases:
        client.post(first, {"case": case})
        at = f"/nop/{draft_id}/{block.group}/"
        page = client.get(at)
        found = page.status_code == 200 and [v for v in page.context["fields"] if v.name == block.key]
        if found:
            break
    else:
        pytest.fail("no case of the pack shows its block at once")
    page = client.post(at, {"add": block.key, "version": page.context["version"]})
    typed = {f"{block.key}-0-{inner.key}": "Trần Thị Một"}
    page = client.post(at, {**typed, "add": block.key, "version": page.context["version"]})
    rows = next(v for v in page.context["fields"] if v.name == block.key).rows
    assert len(rows) == 2
    assert "Trần Thị Một" in page.content.decode()
    page = client.post(at, {**typed, "remove": f"{block.key}-0", "version": page.context["version"]})
    assert "Trần Thị Một" not in page.content.decode()
