"""After submission: supplements, withdrawal, the account, and what anybody may look up."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.citizen import home
from motcua.citizen.catalogue import views
from motcua.citizen.lookup import MOST
from motcua.citizen.tests.conftest import EXTRACT, MONDAY, acting, begin, browser_of, send, walk
from motcua.documents.tests.files import jpeg
from motcua.dossiers import queries as dossiers
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.rules.states import Status
from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import receiving, supplementing
from motcua.forms import queries as drafts
from motcua.identity.models import Unit
from motcua.notifications import services as notifying
from motcua.notifications.queries import notices_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def sent(house):
    """Send an extract request with one file; return the browser and the code."""
    client = browser_of(house.trang)
    place = {"province": house.unit.province_code, "commune": house.unit.place_code, "detail": "Thôn Đông Giao"}
    answers = {
        **{f"requester_residence-{part}": text for part, text in place.items()},
        "requester_residence_type": "thuong_tru",
        "requester_phone": "0912 000 412",
        "requester_relation": "20",
        "subject_name": "LÊ THU TRANG",
        "subject_birth_date-day": "9",
        "subject_birth_date-month": "9",
        "subject_birth_date-year": "1998",
        "subject_sex": "2",
        "extract_kind": "khai_sinh",
        "registered_at": "UBND xã Cẩm Giang",
        "copies_count": "2",
        "copy_form": "giay",
        "result_channel": "truc_tiep",
        "case": "standard",
    }
    at = begin(client, EXTRACT)
    with acting(house.trang) as who:
        form = form_of(drafts.my_drafts(who)[0].version_id)
    for key, field in form.fields.items():  # lists of choices belong to the packs: take what they offer
        if field.type == "choice" and answers.get(key) not in {o.code for o in field.options}:
            answers[key] = field.options[0].code
    slot = form.fields["file_authorisation"]
    photo = SimpleUploadedFile("uy-quyen.jpg", jpeg(), content_type="image/jpeg")
    at, _ = walk(client, at, answers, files={slot.group: {slot.key: photo}})
    done = send(client, at, **{k: "yes" for k, f in form.fields.items() if f.type == "declaration"})
    assert done.status_code == 302, done.context["defects"]
    return client, done.url.split("/")[2]


def ask(who, code, *bad):
    """Let an officer ask for these keys, everything else being good."""
    with acting(who):
        things = dossiers.things_to_judge(who, dossiers.page(who, code))
        assert {t.key for t in things} >= set(bad)
        verdicts = [
            Verdict(t.kind, t.key, t.key not in bad, "other", "Ghi đủ tên nơi đăng ký." if t.key in bad else "")
            for t in things
        ]
        supplementing.ask_supplement(code, verdicts, who=who, now=MONDAY + HOUR)


def test_a_supplement_is_asked_in_gold_and_answered_in_the_same_form(house, sent):
    client, code = sent
    ask(house.receiver, code, "registered_at")
    page = client.get(f"/ho-so/{code}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "vn-card--gold" in text
    assert "Ghi đủ tên nơi đăng ký." in text
    mine = client.get("/ho-so/").content.decode()
    assert "Cần bạn bổ sung" in mine
    assert f"Hồ sơ {code} cần bổ sung 1 mục" in mine  # the notice

    at = f"/ho-so/{code}/bo-sung/"
    form = client.get(at)
    assert [v.name for v in form.context["fields"]] == ["registered_at"]
    assert client.post(at, {"registered_at": "UBND xã Cẩm Giang"}).status_code == 422  # nothing was changed
    refused = client.post(at, {"registered_at": "UBND xã Cẩm Hưng, 1998", "subject_name": "AI ĐÓ"})
    assert refused.status_code == 422
    assert "không nằm trong yêu cầu bổ sung" in refused.content.decode()
    with acting(house.trang) as who:
        assert dossiers.page(who, code).status == Status.AWAITING_SUPPLEMENT
    done = client.post(at, {"registered_at": "UBND xã Cẩm Hưng, 1998"})
    assert done.status_code == 302, done.content.decode()
    assert "UBND xã Cẩm Hưng, 1998" in client.get(done.url).content.decode()
    assert client.get(at).status_code == 409  # nothing is asked any more


def test_an_address_is_searched_while_answering_a_supplement(house, sent):
    client, code = sent
    ask(house.receiver, code, "requester_residence", "requester_relation")
    at = f"/ho-so/{code}/bo-sung/"
    typed = {
        "requester_residence-query": "cam giang",
        "requester_residence-detail": "Thôn Hạ",
        "requester_relation": "20",
    }
    page = client.post(at, {**typed, "find": "requester_residence"})
    assert page.status_code == 200
    assert "Chọn đúng nơi" in page.content.decode()
    chosen = {"requester_residence-province": "31", "requester_residence-commune": house.unit.place_code}
    refused = client.post(at, {**typed, **chosen})
    assert refused.status_code == 422
    errors = {v.name: v.error for v in refused.context["fields"]}
    assert errors["requester_residence"] == ""  # a new hamlet
    assert "chưa sửa" in errors["requester_relation"]


def test_a_new_file_takes_the_place_of_one_that_was_not_good(house, sent):
    client, code = sent
    with acting(house.receiver) as who:
        things = dossiers.things_to_judge(who, dossiers.page(who, code))
        component = next(t for t in things if t.kind == "component" and t.slots)
    ask(house.receiver, code, component.key)
    at = f"/ho-so/{code}/bo-sung/"
    assert client.post(at, {}).status_code == 422  # the file is missing
    slot = component.slots[0]
    photo = SimpleUploadedFile("ro-hon.jpg", jpeg(seed=7), content_type="image/jpeg")
    kept = client.post(at, {slot: photo, "keep": "1"})
    assert [f.name for f in kept.context["fields"][0].files] == ["ro-hon.jpg"]
    assert client.post(at, {}).status_code == 302
    with acting(house.trang) as who:
        page = dossiers.page(who, code)
    told = client.get(f"/ho-so/{code}/")
    assert page.status != Status.AWAITING_SUPPLEMENT or "Bổ sung ngay" not in told.content.decode()
    assert [f["name"] for f in told.context["files"]] == ["ro-hon.jpg"]  # the old file is superseded


def test_an_accepted_dossier_tells_its_date_and_may_be_withdrawn_with_a_reason(house, sent):
    client, code = sent
    with acting(house.receiver) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    page = client.get(f"/ho-so/{code}/")
    text = page.content.decode()
    assert "Hẹn trả kết quả" in text
    assert page.context["clock"].days
    slips = page.context["slips"]
    assert [s["title"] for s in slips] == ["Giấy tiếp nhận hồ sơ và hẹn trả kết quả"]
    assert client.get(slips[0]["url"]).content.startswith(b"%PDF")
    assert client.get(f"/ho-so/{code}/in/").status_code == 200
    assert client.post(f"/ho-so/{code}/rut/", {"reason": " "}).status_code == 422
    assert client.post(f"/ho-so/{code}/rut/", {"reason": "Tôi tìm thấy bản cũ"}).status_code == 302
    assert "Bạn đã xin rút hồ sơ" in client.get(f"/ho-so/{code}/").content.decode()
    assert client.get(f"/ho-so/{code}/rut/").status_code == 409


def test_anybody_sees_the_progress_of_a_code_but_no_name_and_not_too_often(house, sent):
    _, code = sent
    anybody = Client()
    text = anybody.get("/tra-cuu/", {"ma": code}).content.decode()
    assert "Đã nộp, chờ tiếp nhận" in text
    assert "LÊ THU TRANG" not in text.upper()
    wrong = anybody.get("/tra-cuu/", {"ma": code[:-4] + "9999"})
    assert wrong.status_code == 404
    assert "không có hồ sơ nào mang mã này" in wrong.content.decode()
    assert "Phần giữa" in anybody.get("/tra-cuu/", {"ma": "000.00.31.H24-261399-0001"}).content.decode()
    for _ in range(MOST):
        last = anybody.get("/tra-cuu/", {"ma": code})
    assert last.status_code == 429
    assert anybody.get("/tra-cuu/").status_code == 200


def test_the_account_tells_what_is_known_and_who_looked(house, sent):
    client, code = sent
    text = client.get("/tai-khoan/").content.decode()
    assert "Lê Thu Trang" in text
    assert "031198999003" not in text
    assert "0912000412" in text.replace(" ", "")  # declared with the dossier, remembered
    assert "Chưa có ai xem" in client.get("/tai-khoan/ai-da-xem/").content.decode()
    officer = browser_of(house.receiver)
    assert officer.get(f"/can-bo/ho-so/{code}/").status_code == 200
    told = client.get("/tai-khoan/ai-da-xem/").content.decode()
    assert house.receiver.full_name in told
    assert code in told
    assert "Chưa có ai xem" in browser_of(house.tien).get("/tai-khoan/ai-da-xem/").content.decode()


def test_news_shown_is_new_once_and_read_from_then_on(house, sent):
    client, code = sent
    first = client.get("/ho-so/")
    assert [event["is_new"] for event in first.context["news"]] == [True]
    assert "Mới</strong>" in first.content.decode()
    again = client.get("/ho-so/")
    assert [event["is_new"] for event in again.context["news"]] == [False]
    assert "Mới</strong>" not in again.content.decode()
    with acting(house.receiver) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    assert [event["is_new"] for event in client.get("/ho-so/").context["news"]] == [True, False]


def test_showing_news_costs_one_statement_and_none_when_it_is_old(sent):
    client, _ = sent
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/ho-so/")
        asked.append([q["sql"] for q in queries if q["sql"].startswith('UPDATE "notice"')])
    assert [len(statements) for statements in asked] == [1, 0]


def test_only_what_was_shown_becomes_read(house, sent):
    client, _ = sent
    with acting(house.receiver):
        for number in range(6):
            facts = {"code": "DEMO", "answer_by": ""}
            notifying.tell([house.trang.person_id], "submitted", dossier_id=None, facts=facts, once=f"n{number}",
                           now=MONDAY + number * HOUR)  # fmt: skip
    client.get("/ho-so/")
    with acting(house.trang) as who:
        assert [n.is_new for n in notices_of(who)] == [False] * 5 + [True] * 2


def test_numbers_to_call_hold_no_blanks(house, settings):
    step_down, settings.DB_STEP_DOWN_TO = settings.DB_STEP_DOWN_TO, ""
    Unit.objects.filter(slug="cam-giang").update(contact={"phone": "0225 000 0002", "lines": ["Thôn Mẫu"]})
    settings.DB_STEP_DOWN_TO = step_down
    text = Client().get("/xa/cam-giang/").content.decode()
    assert set(re.findall(r'href="tel:([^"]*)"', text)) == {"02250000002"}


def test_the_door_leads_back_only_into_the_house(house):
    anybody = Client()
    answer = anybody.get("/ho-so/")
    assert answer.url == "/dang-nhap/?next=%2Fho-so%2F"
    assert 'value="/ho-so/"' in anybody.get(answer.url).content.decode()
    assert "xau.vn" not in anybody.get("/dang-nhap/", {"next": "https://xau.vn/"}).content.decode()
    assert browser_of(house.trang).get("/dang-nhap/", {"next": "/tai-khoan/"}).url == "/tai-khoan/"
    assert browser_of(house.receiver).get("/ho-so/").status_code == 403


def test_the_home_page_shows_what_needs_me_and_what_was_never_sent(house, sent, monkeypatch):
    monkeypatch.setattr(views, "home_blocks", [home.waiting, home.code_form])
    client, code = sent
    page = client.get("/xa/cam-giang/").content.decode()
    assert "vn-card--gold" not in page
    assert 'name="ma"' in page
    begin(client, EXTRACT)
    assert "Chưa nộp" in client.get("/xa/cam-giang/").content.decode()
    ask(house.receiver, code, "registered_at")
    page = client.get("/xa/cam-giang/").content.decode()
    assert page.count("vn-card--gold") == 1
    assert f"/ho-so/{code}/" in page
    assert "Chưa nộp" in page
    assert "vn-card--gold" not in Client().get("/xa/cam-giang/").content.decode()
