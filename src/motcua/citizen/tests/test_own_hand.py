"""The citizen's own hand on its pages: number, more days, withdrawal, print, family, fee, and the rating."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from motcua.catalogue import queries as catalogue
from motcua.catalogue.fee_words import fees_by_case
from motcua.citizen.rating import MOST
from motcua.citizen.tests.conftest import EXTRACT, MONDAY, acting, browser_of
from motcua.citizen.tests.test_following import ask
from motcua.documents import queries as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.services import paying, receiving, submitting
from motcua.dossiers.tests.conftest import draft_with, sample_of
from motcua.feedback import queries as ratings
from motcua.identity import queries as identity
from motcua.identity.models import Account
from motcua.payments import queries as payments

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def submit(house, who, **changed):
    """Send the sample of an extract request with some answers changed."""
    sample = sample_of("ho-tich/2.000635")
    with acting(who):
        draft_id = draft_with(who, house.unit.id, EXTRACT, sample["answers"] | changed, case=sample["case"])
        return submitting.submit(draft_id, who=who, now=MONDAY)


@pytest.fixture
def sent(house):
    return browser_of(house.trang), submit(house, house.trang)


def officer(house, login):
    return identity.person_of(Account.objects.get(username=f"{login}.cg").id, MONDAY.date())


def test_another_number_is_taken_and_a_wrong_one_is_told_what_is_wrong(house, sent):
    client, code = sent
    at = f"/ho-so/{code}/dien-thoai/"
    wrong = client.post(at, {"phone": "09120004"})
    assert wrong.status_code == 422
    assert "có 8 chữ số" in wrong.content.decode()
    done = client.post(at, {"phone": "0987 654 321"}, follow=True)
    assert "Đã đổi số điện thoại liên hệ" in done.content.decode()
    assert "0987 654 321" in client.get(at).content.decode()
    desk = browser_of(house.receiver).get(f"/can-bo/ho-so/{code}/").content.decode()
    assert "thành 0987654321" in desk


def test_more_days_are_asked_on_a_page_and_the_officer_answers_on_his(house, sent):
    client, code = sent
    at = f"/ho-so/{code}/xin-them-ngay/"
    assert client.get(at).status_code == 409  # nothing is asked
    ask(house.receiver, code, "registered_at")
    assert at in client.get(f"/ho-so/{code}/").content.decode()
    day = {"wished_on-day": "1", "wished_on-month": "12", "wished_on-year": "2026"}
    wrong = client.post(at, {**day, "reason": ""})
    assert wrong.status_code == 422
    assert "Chọn một ngày sau hạn" in client.post(at, {**day, "reason": "Ở xa"}).content.decode()
    told = client.post(at, {**day, "wished_on-day": "28", "reason": "Chờ giấy gửi về"}, follow=True).content.decode()
    assert "Bạn đã xin bổ sung đến hết ngày 28/12/2026" in told
    desk = browser_of(house.receiver)
    form = desk.get(f"/can-bo/ho-so/{code}/viec/grant_more_days/")
    text = form.content.decode()
    assert "Chờ giấy gửi về" in text
    assert 'value="28"' in text
    sent_ = {"seen": form.context["seen"], "until-day": "28", "until-month": "12", "until-year": "2026"}
    refused = desk.post(f"/can-bo/ho-so/{code}/viec/grant_more_days/", {**sent_, "answer": ""})
    assert refused.status_code == 422
    late = desk.post(f"/can-bo/ho-so/{code}/viec/grant_more_days/", {**sent_, "until-year": "2027", "answer": "Được."})
    assert late.status_code == 422
    assert desk.post(f"/can-bo/ho-so/{code}/viec/grant_more_days/", {**sent_, "answer": "Được."}).status_code == 302
    page = client.get(f"/ho-so/{code}/").content.decode()
    assert "Gửi chậm nhất hết ngày 28/12/2026" in page
    assert "Bạn được thêm ngày: hạn cũ 16/12/2026. Được." in page
    assert at not in page
    assert client.get(at).status_code == 409


def test_before_a_withdrawal_it_is_said_what_becomes_of_papers_and_money(house, sent):
    client, code = sent
    at = f"/ho-so/{code}/rut/"
    assert "chưa nộp khoản nào" in client.get(at).content.decode()
    with acting(house.receiver) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
        owed = payments.obligation_of(dossiers.dossier(who, code).id)
        paying.take_payment(
            code, amount=owed.amount, receipt_number="BL 07", reference="thu", who=who, now=MONDAY + HOUR
        )
    text = client.get(at).content.decode()
    assert "biên lai BL 07" in text
    assert "Được trả lại tại" in text


def test_the_print_holds_everything_with_whole_hashes(house, sent):
    client, code = sent
    with acting(house.receiver) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    text = client.get(f"/ho-so/{code}/in/").content.decode()
    with acting(house.trang) as who:
        page = dossiers.page(who, code)
        files = documents.files_of(who, ("dossier", page.id))
        answers = [row.value for group in dossiers.answers_of(who, page) for row in group.rows if row.value]
    assert all(f.sha256 in text for f in files)
    assert "Hẹn trả kết quả" in text
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)" in text
    assert "Bạn đã nộp hồ sơ" in text
    assert len(answers) > 5


def test_a_family_reads_its_dossiers_by_the_person_each_is_about(house):
    client = browser_of(house.trang)
    own = submit(house, house.trang)
    about_child = submit(house, house.trang)
    other = {"name": "PHẠM MINH KHUÊ", "personal_number": "", "birth_date": date(2026, 10, 30)}
    Party.objects.filter(dossier__code=about_child, role__in=["owner", "subject"]).delete()
    child = Dossier.objects.get(code=about_child)
    Party.objects.create(dossier=child, role="subject", **other)
    Party.objects.filter(dossier__code=own, role="subject").delete()
    page = client.get("/ho-so/")
    groups = page.context["people"]
    assert [(g.name, g.is_me, [row["code"] for row in g.rows]) for g in groups] == [
        ("Lê Thu Trang", True, [own]),
        ("Phạm Minh Khuê", False, [about_child]),
    ]
    assert "Bạn là người nộp" in page.content.decode()
    assert browser_of(house.tien).get("/ho-so/").context["people"] == []


def test_the_fee_is_told_before_anything_is_begun(house):
    text = browser_of(house.trang).get(f"/xa/cam-giang/nop/{EXTRACT}/").content.decode()
    terms = catalogue.terms(EXTRACT, house.unit, MONDAY.date())
    rows = fees_by_case(terms.pack, house.unit.province_code, MONDAY.date(), channels=("online",))
    assert rows
    for row in rows:
        for _, words in row.by_channel:
            assert all(line in text for line in words.split("\n"))
    assert "Phí, lệ phí khi nộp trực tuyến" in text
    every = fees_by_case(terms.pack, house.unit.province_code, MONDAY.date())
    assert all(words for row in every for _, words in row.by_channel)


@pytest.fixture
def returned(house, sent):
    """A dossier that was returned; the steps between are tested elsewhere."""
    client, code = sent
    with acting(house.receiver) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    step_down = Dossier.objects.filter(code=code)
    step_down.update(status=10, completed_at=MONDAY + HOUR, returned_at=MONDAY + HOUR)
    return client, code


def test_a_rating_in_the_account_is_given_changed_and_may_ask_to_look_again(house, returned):
    client, code = returned
    manager = officer(house, "quanly")
    at = f"/ho-so/{code}/danh-gia/"
    assert "Chúng tôi làm việc thế nào?" in client.get(f"/ho-so/{code}/").content.decode()
    assert client.post(at, {"step": "rate"}).status_code == 422
    form = client.get(at).content.decode()
    assert house.receiver.full_name in form
    given = {"step": "rate", "score": "1", "text": "Chờ lâu.", f"officer-{house.receiver.account_id}": "4"}
    page = client.post(at, given, follow=True).content.decode()
    assert "Đã ghi: Rất không hài lòng" in page
    assert "Bạn muốn chúng tôi xem lại hồ sơ?" in page
    told = client.post(at, {"step": "review", "reason": "Sai ngày sinh."}, follow=True).content.decode()
    assert "Đã ghi đề nghị xem lại: Sai ngày sinh." in told
    desk = browser_of(manager)
    listed = desk.get("/can-bo/danh-gia/").content.decode()
    assert "Sai ngày sinh." in listed
    with acting(manager) as who:
        (row,) = ratings.ratings_for(who, "waiting")
    assert desk.post(f"/can-bo/danh-gia/{row.id}/", {"answer": ""}).status_code == 422
    assert desk.post(f"/can-bo/danh-gia/{row.id}/", {"answer": "Đã cấp lại bản đúng."}).status_code == 302
    assert "Đã cấp lại bản đúng." in client.get(f"/ho-so/{code}/").content.decode()
    assert "Đã cấp lại bản đúng." in client.get("/ho-so/").content.decode()  # the notice


def test_by_code_and_four_digits_anybody_who_has_them_rates_without_a_name_on_the_page(house, returned):
    _, code = returned
    Party.objects.filter(dossier__code=code, role="submitter").update(phone="0912000412")
    anybody = Client()
    assert "/danh-gia/?ma=" in anybody.get("/tra-cuu/", {"ma": code}).content.decode()
    assert anybody.get("/danh-gia/", {"ma": code}).status_code == 200
    assert anybody.post("/danh-gia/", {"ma": code, "so": "9999"}).status_code == 404
    opened = anybody.post("/danh-gia/", {"ma": code, "so": "0412"})
    assert opened.status_code == 200
    assert "Trang" not in opened.content.decode().replace("Trang chủ", "").replace("Trang này", "")
    done = anybody.post("/danh-gia/", {"ma": code, "so": "0412", "step": "rate", "score": "2", "text": ""})
    assert "Đã ghi: Không hài lòng" in done.content.decode()
    asked = anybody.post("/danh-gia/", {"ma": code, "so": "0412", "step": "review", "reason": "Sai tên."})
    assert "Đã ghi đề nghị xem lại: Sai tên." in asked.content.decode()
    for _ in range(MOST):
        last = anybody.post("/danh-gia/", {"ma": code, "so": "9999"})
    assert last.status_code == 429
    assert "Đã ghi" not in anybody.post("/danh-gia/", {"ma": code, "so": "0412"}).content.decode()


def test_nothing_is_rated_before_the_return(house, sent):
    client, code = sent
    assert client.get(f"/ho-so/{code}/danh-gia/").status_code == 409
    assert "làm việc thế nào" not in client.get(f"/ho-so/{code}/").content.decode()
    assert "/danh-gia/" not in Client().get("/tra-cuu/", {"ma": code}).content.decode()
